// Firefox and WebKit: search, filter, sorting, reflow and print on the example's three views; a hand-over, its form and
// the check page, all from file://.
//
//   node tests/browser/engines.mjs PROGRAM
/* global document, innerWidth, location, localStorage, DataTransfer, File, Event, MouseEvent, HTMLAnchorElement */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { firefox, webkit } from "./lib/engines.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.argv[2];
const work = mkdtempSync(join(tmpdir(), "cpdfolio-engines-"));
const site = join(work, "site");
const cpd = (...args) => execFileSync(program, [...args, "--site", site, "--as-of", "2026-01-05"], { stdio: "pipe", encoding: "utf8" });
const url = (path) => pathToFileURL(join(work, path)).href;
let faults = 0;
let checks = 0;
const ok = (fits, what) => {
  checks += 1;
  if (!fits) { faults += 1; console.log(`FAIL  ${what}`); }
};

// what runs in the page

const rows = () => [...document.querySelectorAll("[data-list] tbody tr:not([hidden])")].map((r) => r.textContent.replace(/\s+/g, " ").trim());
const type = (selector, text) => {
  const field = document.querySelector(selector);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const choose = async (selector, name, text) => {
  const all = new DataTransfer();
  all.items.add(new File([text], name, { type: "text/html" }));
  const field = document.querySelector(selector);
  field.files = all.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
/** Waits until something is true, at most five seconds. */
async function until(e, what) {
  const told = new Function(`return (${what});`);
  for (let n = 0; n < 50; n += 1) {
    const found = await e.eval(told);
    if (found) return found;
    await wait(100);
  }
  return false;
}

async function views(e, narrow) {
  for (const view of ["public", "assessor", "private"]) {
    const at = `${e.name}, ${view}`;
    const page = (path) => e.goto(url(`${view}/${path}`));
    for (const path of ["index.html", "activities/index.html", "years/index.html"]) {
      await page(path);
      await e.size(narrow, 800);
      ok(await until(e, "document.scrollingElement.scrollWidth <= innerWidth"), `${at}: ${path} is wider than the window`);
      await e.size(1280, 900);
    }
    await page("activities/index.html");
    const word = await e.eval(() => document.querySelector("[data-list] tbody tr .main").textContent.trim().split(" ")[0]);
    // a short public list has no filter
    if (view !== "public") await list(e, at, word);
    await e.goto(`${url(`${view}/search/index.html`)}?q=${encodeURIComponent(word)}`);
    ok(await until(e, "!!document.querySelector('.results a') && document.querySelector('.finder [role=status]').textContent"), `${at}: the search finds ${word}`);
    if (e.pdf) {
      await page("years/index.html");
      const title = await e.eval(() => document.querySelector("h1").textContent.trim().split(/\s+/)[0]);
      writeFileSync(join(work, "print.pdf"), await e.pdf());
      const printed = execFileSync("pdftotext", [join(work, "print.pdf"), "-"], { encoding: "utf8" });
      ok(printed.includes(title), `${at}: ${title} is printed`);
      ok(!/Skip to/.test(printed), `${at}: no menus are printed`);
    }
  }
}

async function list(e, at, word) {
  ok(await until(e, "!!document.querySelector('form.filter')"), `${at}: there is a filter`);
  const before = await e.eval(rows);
  await e.eval(type, "#filter-text", "zzzzqqq");
  ok(await until(e, "!document.querySelector('[data-list] tbody tr:not([hidden])')"), `${at}: the filter leaves nothing`);
  await e.eval(type, "#filter-text", word);
  await until(e, "!!document.querySelector('[data-list] tbody tr:not([hidden])')");
  const some = await e.eval(rows);
  ok(some.length > 0 && some.length < before.length, `${at}: the filter leaves ${some.length} of ${before.length}`);
  await e.eval(() => document.querySelector("form.filter [type=reset]").click());
  ok(await until(e, "document.querySelectorAll('[data-list] tbody tr:not([hidden])').length > 1 && !location.hash"), `${at}: it is cleared`);
  ok(JSON.stringify(await e.eval(rows)) === JSON.stringify(before), `${at}: all is back as it was`);
  await e.eval(() => document.querySelector("th[data-key=hours] button").click());
  ok(await e.eval(() => document.querySelector("th[data-key=hours]").getAttribute("aria-sort") === "ascending"), `${at}: sorted`);
  const sorted = await e.eval(rows);
  ok(JSON.stringify(sorted) !== JSON.stringify(before) && JSON.stringify([...sorted].sort()) === JSON.stringify([...before].sort()), `${at}: the same rows in another order`);
}

async function handed(e, narrow, file, spoilt) {
  const at = `${e.name}, hand-over`;
  await e.goto(pathToFileURL(file).href);
  ok(await until(e, "document.getElementById('check').textContent.startsWith('Checked')"), `${at}: it checks itself`);
  await e.size(narrow, 800);
  ok(await until(e, "document.scrollingElement.scrollWidth <= innerWidth"), `${at}: it is wider than the window`);
  await e.size(1280, 900);
  await e.eval(type, "[data-search]", "gate drives");
  ok(await until(e, "(n => n > 0 && n < 5)([...document.querySelectorAll('#rows-0 tbody tr')].filter((r) => r.offsetParent).length)"), `${at}: the search`);
  const answer = await e.eval(async () => {
    const seen = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { seen.push(this.href); };
    for (const field of document.querySelectorAll("fieldset[data-kind=level]")) field.querySelectorAll("input[type=radio]")[2].click();
    document.getElementById("by").value = "Bo <b>";
    document.getElementById("scratch").value = "never to be sent";
    document.querySelector("button[type=submit]").click();
    await new Promise((r) => setTimeout(r, 200));
    HTMLAnchorElement.prototype.click = click;
    return { said: document.getElementById("saved").textContent, links: seen, kept: localStorage.length };
  });
  ok(answer.said.includes("not yet sent") && answer.links.length === 1 && answer.links[0].startsWith("blob:"), `${at}: the answer is saved: ${answer.said}`);
  ok(answer.kept === 0, `${at}: nothing is kept in the browser`);
  await e.goto(pathToFileURL(spoilt).href);
  ok(await until(e, "document.getElementById('check').textContent.includes('not as it was made')"), `${at}: a changed text is found`);
  await e.goto(url("assessor/verify/index.html"));
  for (const [name, path, whole] of [["one.html", file, "yes"], ["spoilt.html", spoilt, "no"]]) {
    await e.eval(choose, "#_file", name, readFileSync(path, "utf8"));
    ok(await until(e, `document.getElementById('_result').dataset.whole === '${whole}'`), `${e.name}: the check page says ${whole} of ${name}`);
  }
}

try {
  cpSync(join(ROOT, "examples/portfolio"), site, { recursive: true });
  for (const view of ["public", "assessor", "private"]) cpd("build", "--audience", view, "--out", join(work, view));
  const file = join(work, "one.html");
  cpd("share", "2025", "--yes", "--out", file, "--highlight", "2025-09-18-gate-drive-design-note");
  const spoilt = join(work, "spoilt.html");
  writeFileSync(spoilt, readFileSync(file, "utf8").replace(/What was done<\/h4><p>/, "$&Forged. "));
  for (const [open, narrow] of [[firefox, 360], [webkit, 460]]) {
    const engine = await open();
    try {
      await views(engine, narrow);
      await handed(engine, narrow, file, spoilt);
      ok(engine.said.length === 0, `${engine.name}: ${engine.said.slice(0, 3).join(" | ")}`);
      console.log(`${engine.name}, ${engine.version}`);
    } finally {
      await engine.close();
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${checks - faults} passed, ${faults} failed`);
process.exit(faults ? 1 : 0);
