// The browser and accessibility tests.
//
//   node tests/browser/run.mjs [--bin target/debug/cpdfolio] [--full] [--site NAME]... [--kind KIND]...
//
// Builds a handful of sites, crawls them, validates every page, and looks closely at one or two pages of each kind
// (at every page with --full). One line for each check; figures in target/browser/result.json.
import { writeFileSync } from "node:fs";
import { resolve, join } from "node:path";
import { parseArgs } from "node:util";
import { launch, lanes, newLog, serve, watched } from "./lib/browser.mjs";
import { look } from "./lib/close.mjs";
import { call, install } from "./lib/in-page.mjs";
import { print, vnu } from "./lib/outside.mjs";
import { Report } from "./lib/report.mjs";
import { finding, shifts, times } from "./lib/finding.mjs";
import { numbers } from "./lib/numbers.mjs";
import { years } from "./lib/years.mjs";
import { examine } from "./lib/static.mjs";
import { ROOT, WORK, build, samples, sites } from "./sites.mjs";

const { values: asked } = parseArgs({
  options: {
    bin: { type: "string", default: join(ROOT, "target/debug/cpdfolio") },
    full: { type: "boolean", default: false },
    site: { type: "string", multiple: true },
    kind: { type: "string", multiple: true },
  },
});
const report = new Report();
let list = sites(asked);
if (asked.site) list = list.filter((s) => asked.site.includes(s.name));
build(list, resolve(asked.bin));

const browser = await launch();
for (const site of list) site.server = await serve(site, WORK);
const logs = [];
const log = () => logs[logs.push(newLog()) - 1];

// 1. every page of every site, without layout
const whole = list.filter((s) => !s.light);
const parser = await (await browser.newContext()).newPage();
for (const site of whole) await examine(parser, site, report);
for (const site of whole.filter((s) => ["private", "assessor", "public", "stress", "large"].includes(s.name))) await numbers(parser, site, report);
await parser.context().close();
report.print();
for (const site of whole) {
  const home = site.pages.filter((p) => p.path === "index.html")[0];
  console.log(`      ${site.name.padEnd(12)} ${String(site.pages.length).padStart(5)} pages, ${String(site.files).padStart(5)} files, home ${(home.size / 1024).toFixed(1)} KB of HTML, ${site.outside} links to other sites`);
}

// 2. one or two pages of each kind, closely; vnu runs beside it
const validity = (async () => {
  const warnings = {};
  for (const site of whole) for (const [w, n] of Object.entries(await vnu(site, report))) warnings[w] = (warnings[w] ?? 0) + n;
  return warnings;
})();
const chosen = whole.flatMap((site) => samples(site, { all: asked.full && site.name !== "large", kinds: asked.kind }).map(({ path, kind }) => ({ site, path, kind })));
const texts = new Map();
const unsure = {};
const sizes = { tested: 0, inline: 0, spaced: 0 };
await lanes(
  chosen,
  2,
  async () => {
    const own = log();
    const lane = { own, home: [] };
    lane.page = await watched(browser, {}, () => lane.home, own);
    return lane;
  },
  async (lane, { site, path }) => {
    const { own, page } = lane;
    // an icon that the last page of another site still waits for is that site's request
    if (lane.site !== site) await page.goto("about:blank");
    lane.site = site;
    own.where = `${site.name}/${path}`;
    lane.home = [site.url, site.server.address];
    const found = await look(page, site, path, report, asked);
    texts.set(own.where, found);
    for (const [rule, n] of Object.entries(found.unsure)) unsure[rule] = (unsure[rule] ?? 0) + n;
    for (const key of Object.keys(sizes)) sizes[key] += found.sizes[key];
  },
);
report.print();

// 3. search, filter and sort in use
if (!asked.kind) {
  const own = log();
  const page = await watched(browser, {}, () => whole.map((s) => s.url), own);
  for (const site of whole) {
    own.where = `${site.name}, search and filter`;
    await finding(page, site, report);
  }
  await page.context().close();
  for (const site of list.filter((s) => s.name === "large")) {
    const reader = await watched(browser, {}, () => [site.url], log());
    await years(reader, site, report);
    await reader.context().close();
  }
  for (const site of list.filter((s) => ["private", "large"].includes(s.name))) {
    await shifts(browser, site, ["index.html"], report);
    const searcher = await watched(browser, {}, () => [site.url], log());
    await times(searcher, site, report);
    await searcher.context().close();
  }
  report.print();
}

// 4. the same pages without JavaScript, and over HTTP
for (const site of whole) {
  const mine = chosen.filter((c) => c.site === site);
  for (const [check, home, options] of [
    ["JavaScript off: the same text", site.url, { javaScriptEnabled: false }],
    ["over HTTP as from a file: the same text and look", site.server.address, {}],
  ]) {
    const own = log();
    const page = await watched(browser, options, () => [home], own);
    for (const { path } of mine) {
      own.where = `${site.name}/${path}`;
      if (path === "404.html" && home === site.url) continue;
      await page.goto(home + path.split("/").map(encodeURIComponent).join("/"));
      await install(page);
      const before = texts.get(own.where);
      const faults = [];
      if ((await call(page, "text")) !== before.text) faults.push("the text is another");
      const seen = await call(page, "look");
      if (seen !== before.seen) faults.push(`the look is another: ${seen} for ${before.seen}`);
      report.add(check, 1, faults.map((f) => `${own.where}: ${f}`));
    }
    await page.context().close();
  }
  site.server.stop();
}
report.add("no request leaves the site", logs.reduce((n, l) => n + l.requests, 0), logs.flatMap((l) => l.foreign));
report.add("the console stays empty", logs.reduce((n, l) => n + l.requests, 0), logs.flatMap((l) => l.console));

// 5. the year record on paper
if (!asked.kind) {
  const pages = [];
  for (const site of list.filter((s) => ["private", "assessor", "stress"].includes(s.name))) {
    const counts = await print(browser, site, join(WORK, "print", site.name), report);
    pages.push(`${site.name}: ${counts.join(", ")}`);
  }
  report.note("pages on A4, by year", pages.join("; "));
}
await browser.close();

const warnings = await validity;
const total = (o) => Object.values(o).reduce((a, b) => a + b, 0);
report.note("pages looked at closely", `${chosen.length}, of ${new Set(chosen.map((c) => c.kind)).size} kinds, in ${list.length} sites`);
report.note("what axe leaves to a person", Object.entries(unsure).map(([r, n]) => `${r} ${n}`).join(", ") || "nothing");
report.note("targets", `${sizes.tested}; ${sizes.inline} in a line of text, ${sizes.spaced} smaller than 24 px but apart`);
report.note("vnu warnings", total(warnings) ? Object.entries(warnings).map(([w, n]) => `${n} x ${w}`).join("; ") : "none");

// a record of 3,000 entries: what the first page weighs before anything else is asked for
const large = list.find((s) => s.name === "large");
if (large) {
  const { readFileSync } = await import("node:fs");
  const html = readFileSync(join(large.dir, "index.html"), "utf8");
  const parts = [...html.matchAll(/(?:href|src)="(assets\/[^"]+\.(?:css|js))"/g)].map((m) => m[1]);
  const bytes = html.length + parts.reduce((n, p) => n + readFileSync(join(large.dir, p)).length, 0);
  report.add("3,000 entries: first page under 100 KB", 1, bytes < 100 * 1024 ? [] : [`large/index.html: ${bytes} bytes`]);
  report.note("3,000 entries: first page", `${bytes} bytes of HTML, CSS and JavaScript`);
}
writeFileSync(join(WORK, "pages.json"), JSON.stringify(chosen.map(({ site, path, kind }) => ({ site: site.name, path, kind })), null, 1) + "\n");
// servers of ours may still run: they end with us
process.exit(report.close(join(WORK, "result.json"), { full: asked.full, sites: list.map((s) => ({ name: s.name, audience: s.audience, pages: s.pages?.length ?? null })), closely: chosen.length, kinds: new Set(chosen.map((c) => c.kind)).size }));
