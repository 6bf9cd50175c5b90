// A close look at single pages: axe, keyboard, reflow, targets, pictures, colours, motion.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { call, install } from "./in-page.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
const MOST_STOPS = 1200;

async function axe(page) {
  return page.evaluate(async (tags) => {
    const options = { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations", "incomplete"], preload: false };
    const brief = (list) =>
      list.flatMap((r) => r.nodes.map((n) => ({ rule: r.id, target: n.target.join(" "), why: (n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? r.help })));
    const found = await window.axe.run(document, options);
    return { violations: brief(found.violations), incomplete: brief(found.incomplete) };
  }, TAGS);
}

/** All of it, for one page; the page is loaded once. */
export async function look(page, site, path, report, { full }) {
  const at = `${site.name}/${path}`;
  const told = (faults, mark = "") => faults.map((f) => `${at}: ${f}${mark}`);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference", media: "screen" });
  await page.setViewportSize({ width: 1280, height: 900 });
  // the page for a missing address is meant for a server only
  const home = path === "404.html" ? site.server.address : site.url;
  await page.goto(home + path.split("/").map(encodeURIComponent).join("/"));
  await install(page);
  const text = await call(page, "text");
  const seen = await call(page, "look");

  await page.evaluate(AXE);
  const unsure = {};
  const sizes = { tested: 0, inline: 0, spaced: 0, faults: [] };
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const { violations, incomplete } = await axe(page);
      const mark = `, at ${width} px, ${colorScheme}`;
      const faults = violations.map((v) => `${v.rule}: ${v.target.slice(0, 120)}: ${v.why.slice(0, 160)}`);
      report.add("axe: WCAG 2.0 to 2.2, A and AA, and best practice", 1, told([...new Set(faults)], mark));
      for (const i of incomplete) unsure[i.rule] = (unsure[i.rule] ?? 0) + 1;
      if (width === 1280) {
        const words = await call(page, "words");
        report.add("contrast of all text: 7 to 1, light and dark", words.tested, told(words.faults, mark));
        const pictures = await call(page, "pictures");
        report.add("text in pictures: 7 to 1, light and dark", pictures.tested, told(pictures.faults, mark));
        const signs = await call(page, "signs");
        report.add("signs of a state: 3 to 1, light and dark", signs.tested, told(signs.faults, mark));
      }
    }
    const targets = await call(page, "targets");
    for (const key of ["tested", "inline", "spaced"]) sizes[key] += targets[key];
    report.add("targets: 24 px, in a line, or apart", targets.tested, told(targets.faults, `, at ${width} px`));
  }

  // reflow: a window of 320 px, and a window of 1280 by 1024 zoomed to 400 %
  await page.emulateMedia({ colorScheme: "light" });
  await call(page, "openAll");
  await page.setViewportSize({ width: 320, height: 640 });
  report.add("reflow: 320 px", 1, told(await call(page, "reflow")));
  await call(page, "css", SPACED);
  report.add("reflow: 320 px with wide text spacing", 1, told(await call(page, "reflow")));
  await call(page, "css", "");
  const cdp = await page.context().newCDPSession(page);
  for (const zoom of [2, 4]) {
    await cdp.send("Emulation.setDeviceMetricsOverride", { width: 1280 / zoom, height: 1024 / zoom, deviceScaleFactor: zoom, mobile: false });
    report.add(`reflow: 1280 px at ${zoom * 100} %`, 1, told(await call(page, "reflow")));
  }
  await cdp.send("Emulation.clearDeviceMetricsOverride");
  await cdp.detach();

  // forced colours
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, forcedColors: "active" });
    const pictures = await call(page, "pictures");
    const signs = await call(page, "signs");
    const words = await call(page, "words");
    const faults = [...words.faults, ...pictures.faults, ...signs.faults];
    if ((await call(page, "text")) !== text) faults.push("the text is another");
    report.add("forced colours: text, pictures, signs", words.tested + pictures.tested + signs.tested, told(faults, `, ${colorScheme}`));
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
  report.add("reduced motion: nothing moves", 1, told(await call(page, "motion")));
  await page.emulateMedia({ media: "print" });
  report.add("print: table heads repeat, rows stay whole", 1, told(await call(page, "printed")));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ media: "print", colorScheme });
    const words = await call(page, "words");
    const pictures = await call(page, "pictures");
    report.add("contrast of all text on paper: 7 to 1", words.tested + pictures.tested, told([...words.faults, ...pictures.faults], `, ${colorScheme}`));
    const signs = await call(page, "signs");
    report.add("signs of a state on paper: 3 to 1", signs.tested, told(signs.faults, `, ${colorScheme}`));
  }
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.emulateMedia({ media: "screen" });

  for (const width of full ? [1280, 360] : [1280]) {
    await page.setViewportSize({ width, height: 900 });
    await keyboard(page, at, width, report);
  }
  return { text, seen, unsure, sizes };
}

/** The page as one comes to it: no place in it is remembered. */
async function fresh(page) {
  const here = page.url().split("#")[0];
  await page.goto("about:blank");
  await page.goto(here);
  await install(page);
}

/** From the top to the end with Tab, all details open; then the skip link. */
async function keyboard(page, at, width, report) {
  await fresh(page);
  await call(page, "openAll");
  const expected = await page.evaluate(() => window.__t.start());
  const faults = [];
  let stops = 0;
  let ended = false;
  while (stops < MOST_STOPS) {
    await page.keyboard.press("Tab");
    const { end, faults: found } = await page.evaluate(() => window.__t.step());
    faults.push(...found);
    if (end) {
      ended = true;
      break;
    }
    stops += 1;
  }
  if (ended) faults.push(...(await page.evaluate(() => window.__t.finish())));
  else if (stops > expected) faults.push(`no end after ${stops} stops`);
  report.add("keyboard: each stop seen, once, in order, no trap", stops, faults.map((f) => `${at}: ${f}, at ${width} px`));

  await fresh(page);
  const skip = [];
  await page.keyboard.press("Tab");
  const first = await call(page, "active");
  if (first.href !== `#${first.mainId}`) skip.push(`the first stop is no skip link: ${first.tag} ${first.href}`);
  else {
    if (!first.inView) skip.push("the skip link is not in view when focused");
    await page.keyboard.press("Enter");
    const landed = await call(page, "active");
    if (!landed.isMain) skip.push(`the skip link leads to <${landed.tag}>`);
    await page.keyboard.press("Tab");
    const next = await call(page, "active");
    if (!next.inMain && !next.beyondMain && !next.body) skip.push(`after the skip link, focus goes back to <${next.tag}>`);
  }
  report.add("keyboard: skip link", 1, skip.map((f) => `${at}: ${f}`));
}
