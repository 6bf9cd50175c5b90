// What other programs say: the Nu Html Checker, and the pages of a printed record.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const JAR = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");

/** Every page of a folder; errors count, warnings are told. Nothing is filtered. */
export async function vnu(site, report) {
  const args = ["-Xmx1g", "-jar", JAR, "--format", "json", "--exit-zero-always", "--skip-non-html", site.dir];
  const { stderr } = await run("java", args, { maxBuffer: 1 << 28 });
  const { messages } = JSON.parse(stderr);
  const page = (m) => `${site.name}/${decodeURIComponent(m.url?.split(`/${site.name}/`)[1] ?? m.url ?? "")}`;
  const errors = messages.filter((m) => m.type !== "info").map((m) => `${page(m)}: ${m.message} (line ${m.lastLine}: ${(m.extract ?? "").replace(/\s+/g, " ").slice(0, 100)})`);
  report.add("vnu: every page is valid HTML", site.pages.length, errors);
  const warnings = {};
  for (const m of messages.filter((m) => m.type === "info")) {
    const what = m.message.replace(/“[^”]*”/, "“…”");
    warnings[what] = (warnings[what] ?? 0) + 1;
  }
  return warnings;
}

/** Prints the year records, from a dark screen, on A4 and Letter. */
export async function print(browser, site, folder, report) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const squeezed = (s) => s.normalize("NFKC").replace(/[\s\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069-]/g, "").toLowerCase();
  const counts = [];
  for (const { path } of site.pages.filter((p) => p.kind === "record")) {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(site.url + path);
    const want = await page.evaluate(() => ({
      h1: document.querySelector("h1").textContent.trim(),
      rows: [...document.querySelectorAll("tbody tr td a, tbody tr th a")].map((a) => a.textContent.trim()).filter((t) => t && !/[\u0590-\u08ff]/.test(t)),
      head: document.querySelector(".print-head").textContent,
    }));
    for (const format of ["A4", "Letter"]) {
      const name = `${site.name}-${path.replaceAll("/", "-").replace(/-index\.html$/, "")}-${format}`;
      const file = join(folder, `${name}.pdf`);
      writeFileSync(file, await page.pdf({ format, printBackground: false }));
      const at = `${site.name}/${path}`;
      const faults = [];
      const info = (await run("pdfinfo", [file])).stdout;
      const pages = Number(/^Pages:\s+(\d+)/m.exec(info)?.[1] ?? 0);
      if (!pages) faults.push("no pages");
      const text = squeezed((await run("pdftotext", ["-raw", file, "-"], { maxBuffer: 1 << 26 })).stdout);
      if (!text.includes(squeezed(want.h1))) faults.push(`the heading is not on it: “${want.h1}”`);
      const heads = text.split(squeezed(want.head)).length - 1;
      if (heads < pages) faults.push(`${heads} of ${pages} pages say at their head whose record it is`);
      const lost = want.rows.filter((row) => !text.includes(squeezed(row).slice(0, 40)));
      if (lost.length) faults.push(`${lost.length} of ${want.rows.length} linked cells are not on it: “${lost[0].slice(0, 60)}”`);
      await run("pdftoppm", ["-r", "12", "-gray", file, join(folder, "look")]);
      const first = pages > 9 ? (pages > 99 ? "look-001.pgm" : "look-01.pgm") : "look-1.pgm";
      const grey = readFileSync(join(folder, first));
      const body = grey.subarray(grey.length - 90 * 100);
      const mean = body.reduce((a, b) => a + b, 0) / body.length;
      if (grey.at(-1) < 250 || mean < 180) faults.push(`not black on white: the corner is ${grey.at(-1)}, the mean ${mean.toFixed(0)}`);
      report.add("print: year record on A4 and Letter, all rows, black on white", 1, faults.map((f) => `${at}: ${f}, ${format}`));
      if (format === "A4") counts.push(`${path.split("/")[1]} ${pages}`);
    }
    await context.close();
  }
  return counts;
}
