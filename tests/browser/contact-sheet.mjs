// Pictures for people: each kind of page at three widths, light and dark, and the printed record.
//
//   node tests/browser/contact-sheet.mjs [--bin target/debug/cpdfolio] [--site NAME]...
//
// Writes target/contact/*.png and target/contact/index.html.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch, serve } from "./lib/browser.mjs";
import { files, kind } from "./lib/static.mjs";
import { ROOT, WORK, build, samples, sites } from "./sites.mjs";

const TALLEST = 5000;
const { values: asked } = parseArgs({
  options: { bin: { type: "string", default: join(ROOT, "target/debug/cpdfolio") }, site: { type: "string", multiple: true } },
});
const list = sites({ full: false }).filter((s) => !asked.site || asked.site.includes(s.name));
build(list, resolve(asked.bin));

const folder = join(ROOT, "target/contact");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const escape = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const parts = [];
const browser = await launch();
const shot = async (page, file) => {
  const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), TALLEST);
  const { width } = page.viewportSize();
  await page.screenshot({ path: join(folder, file), clip: { x: 0, y: 0, width, height }, fullPage: true });
};
for (const site of list) {
  const { statSync } = await import("node:fs");
  site.pages = files(site.dir).filter((f) => f.endsWith(".html")).map((path) => ({ path, kind: kind(path), size: statSync(join(site.dir, path)).size }));
  // the page for what is not there knows its own address only, so it needs a server
  site.server = await serve(site, WORK);
  for (const { path, kind } of samples(site)) {
    const name = `${site.name}-${kind}-${path.replace(/\/?index\.html$|\.html$/, "").replaceAll("/", "_") || "home"}`.slice(0, 90);
    const shots = [];
    for (const colorScheme of ["light", "dark"]) {
      const page = await (await browser.newContext({ colorScheme })).newPage();
      await page.goto((kind === "not-found" ? site.server.address : site.url) + path);
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        shots.push([`${name}-${width}-${colorScheme}.png`, width]);
        await shot(page, shots.at(-1)[0]);
      }
      if (colorScheme === "light") {
        await page.emulateMedia({ forcedColors: "active" });
        shots.push([`${name}-1280-forced.png`, 1280]);
        await shot(page, shots.at(-1)[0]);
      }
      await page.context().close();
    }
    const pictures = shots.map(([file, width]) => `<a href="${file}"><img src="${file}" alt="${file}" width="${width / 4}" loading="lazy"></a>`);
    parts.push(`<h2>${escape(`${site.name}: ${kind}, ${path}`)}</h2><p>${pictures.join("\n")}</p>`);
    if (kind === "record") {
      const page = await (await browser.newContext()).newPage();
      await page.goto(site.url + path);
      for (const format of ["A4", "Letter"]) {
        const file = join(folder, `${name}-${format}.pdf`);
        writeFileSync(file, await page.pdf({ format }));
        execFileSync("pdftoppm", ["-r", "60", "-png", file, join(folder, `${name}-print-${format}`)]);
      }
      await page.context().close();
      const prints = readdirSync(folder).filter((f) => f.startsWith(`${name}-print`)).sort();
      parts.push(`<p>${prints.map((f) => `<a href="${f}"><img src="${f}" alt="${f}" width="200" loading="lazy"></a>`).join("\n")}</p>`);
    }
  }
}
await browser.close();
for (const site of list) site.server.stop();
const head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>body{font:16px system-ui}img{vertical-align:top;border:1px solid #888;max-height:600px;object-fit:cover;object-position:top}</style><h1>Contact sheet</h1>';
writeFileSync(join(folder, "index.html"), `${head}\n${parts.join("\n")}\n`);
console.log(`${readdirSync(folder).filter((f) => f.endsWith(".png")).length} pictures: ${join("target/contact", "index.html")}`);
