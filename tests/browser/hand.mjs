// A hand-over in the browser: from file:// with the network off, by keyboard, at 360, 768 and 1280 pixels.
//
//   node tests/browser/hand.mjs PROGRAM
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "./lib/browser.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.argv[2];
const VNU = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const work = mkdtempSync(join(tmpdir(), "cpdfolio-hand-"));
const site = join(work, "site");
const cpd = (...args) => execFileSync(program, [...args, "--site", site, "--as-of", "2026-01-05"], { stdio: "pipe", encoding: "utf8" });
let faults = 0;
let checks = 0;
const ok = (fits, what) => {
  checks += 1;
  if (!fits) { faults += 1; console.log(`FAIL  ${what}`); }
};

/** The cover of three policies and a long name stands on two pages of paper: what follows begins on the third at the latest. */
async function covers(browser) {
  const long = "Wilhelmina Alexandrina Featherstonehaugh-Cholmondeley of Saint Bartholomew-Upon-Tyne";
  const many = join(work, "many");
  cpSync(site, many, { recursive: true });
  const config = readFileSync(join(many, "cpdfolio.yaml"), "utf8");
  const policies = "policies: [{id: iet}, {id: engineering-council}, {id: rics}]";
  writeFileSync(join(many, "cpdfolio.yaml"), config
    .replace(/^policies:.*\n(?:[ -].*\n)*/m, `${policies}\n`).replace(/^(\s+)name: .*$/m, `$1name: ${long}`));
  const out = join(work, "many.html");
  execFileSync(program, ["share", "2025", "--yes", "--out", out, "--site", many, "--as-of", "2026-01-05"], { stdio: "pipe" });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(out).href);
  ok((await page.locator(".cover .policy").count()) === 3, `the cover has ${await page.locator(".cover .policy").count()} policies`);
  ok((await page.textContent("main")).includes(long) && long.length >= 80, `the cover names ${long}`);
  const first = (await page.locator(".cover ~ section h2").first().textContent()).trim();
  const last = (await page.locator(".cover > p").last().textContent()).trim().slice(0, 40);
  for (const format of ["A4", "Letter"]) {
    const pdf = join(process.env.CPDFOLIO_LOOK ?? work, `cover-${format}.pdf`);
    writeFileSync(pdf, await page.pdf({ format, printBackground: false }));
    const text = (n) => execFileSync("pdftotext", ["-f", `${n}`, "-l", `${n}`, "-raw", pdf, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
    const two = text(1) + text(2);
    ok(two.includes(last), `${format}: the cover ends on its second page: ${last}`);
    ok(!two.includes(first) || two.indexOf(first) > two.indexOf(last), `${format}: “${first}” stands behind the cover`);
    ok((two.match(/Root|[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}/g) ?? []).length > 0, `${format}: the root is on it`);
  }
  await context.close();
}

/** Words that stand on two lines, and dates that do: nothing of a table is broken inside. */
const BROKEN = () => {
  const found = [];
  for (const cell of document.querySelectorAll("main td, main th, main dd, main dt, main li, main h1, main h2, main h3, main legend")) {
    if (cell.closest("details:not([open])")) continue;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const parts = cell.matches(".d") ? [[0, text.data.trim()]] : [...text.data.matchAll(/[^\s\u2013-]+/g)].map((m) => [m.index, m[0]]);
      for (const [at, part] of parts.filter(([, part]) => part)) {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + part.length);
        if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) found.push(part);
      }
    }
  }
  return found;
};

/** On paper the form has its boxes and each page something to read: no page of three lines, no heading alone at its foot. */
async function paper(browser, file, fields) {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const heads = (await page.locator("main h2, main caption, main h3").allTextContents()).map((t) => t.trim());
    for (const format of ["A4", "Letter"]) {
      const at = `${format}, scripts ${javaScriptEnabled}`;
      const pdf = join(work, "paper.pdf");
      writeFileSync(pdf, await page.pdf({ format, printBackground: false }));
      const pages = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" }).split("\f").map((t) => t.split("\n").map((l) => l.trim()).filter((l) => l && !/^\d+ \/ \d+$/.test(l)));
      pages.pop();
      ok(pages.flat().filter((l) => l.includes("4 clearly shown")).length === fields, `${at}: ${fields} rows of boxes are on paper`);
      const text = pages.flat().join(" ");
      ok(text.includes("What the words mean") && text.includes("The policy does not say what is asked"), `${at}: the key is on paper`);
      ok(!text.includes("Save the answer as a file") && !text.includes("Notes for yourself"), `${at}: what only a screen can do is not on paper`);
      ok(pages.slice(0, -1).every((p) => p.length > 12), `${at}: a page has ${Math.min(...pages.map((p) => p.length))} lines`);
      ok(pages.every((p) => !heads.includes(p.at(-1))), `${at}: a heading stands alone: ${pages.map((p) => p.at(-1)).filter((l) => heads.includes(l))}`);
    }
    await context.close();
  }
}

const browser = await launch();
try {
  cpSync(join(ROOT, "examples/portfolio"), site, { recursive: true });
  const file = join(work, "one.html");
  const other = join(work, "two.html");
  const chosen = ["2025-02-27-gate-drive-course-1", "2025-09-18-gate-drive-design-note"].flatMap((e) => ["--highlight", e]);
  cpd("share", "2025", "--yes", "--out", file, ...chosen, "--evidence", "mentoring-skills.pdf", "--open", "2025-03-27-mentoring-skills");
  cpd("share", "2023", "--yes", "--out", other);
  const spoilt = join(work, "spoilt.html");
  const text = readFileSync(file, "utf8");
  writeFileSync(spoilt, text.replace(/What was done<\/h4><p>/, "$&Forged. "));

  for (const [width, scheme] of [[360, "light"], [768, "dark"], [1280, "light"]]) {
    const context = await browser.newContext({ viewport: { width, height: 740 }, colorScheme: scheme, offline: true, acceptDownloads: true });
    const page = await context.newPage();
    const log = [];
    page.on("console", (m) => log.push(m.text()));
    page.on("pageerror", (e) => log.push(String(e)));
    page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) log.push(r.url()); });
    page.on("dialog", (d) => { log.push("dialog"); d.accept(); });
    await page.goto(pathToFileURL(file).href);
    const at = `${width} ${scheme}`;
    ok((await page.textContent("#check")).startsWith("Checked"), `${at}: the file checks itself`);
    ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${at}: nothing is wider than the window`);
    const broken = await page.evaluate(BROKEN);
    ok(broken.length === 0, `${at}: broken inside: ${broken.join(", ")}`);
    ok((await page.locator('nav.here a[href="#answer"]').boundingBox()).y < 400, `${at}: a link at the top leads to the review`);
    const stands = await page.locator("fieldset[data-kind=level] .stands").allTextContents();
    ok(stands.length > 0 && stands.every((t) => t.includes("Need ") && t.includes("Have ")), `${at}: the points say what is asked and there`);
    ok(await page.evaluate(() => document.querySelector(".badge").getBoundingClientRect().bottom < innerHeight), `${at}: the first verdict is above the fold`);
    await page.fill("[data-search]", "gate drives");
    const rows = await page.locator("#rows-0 tbody tr:visible").count();
    ok(rows > 0 && rows < 5, `${at}: the search leaves ${rows} rows`);
    ok((await page.locator("figure a[download]").count()) === 1, `${at}: the evidence can be saved`);
    // by keyboard alone: three keys a criterion
    const fields = await page.locator("fieldset[data-kind=level]").count();
    await page.locator("fieldset[data-kind=level] input").first().focus();
    for (let n = 0; n < fields; n++) {
      await page.keyboard.press("3");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
    }
    ok((await page.textContent("#answered")).startsWith(`${fields} of`), `${at}: ${fields} criteria answered: ${await page.textContent("#answered")}`);
    await page.fill("#scratch", "never to be sent");
    await page.locator("button[type=submit]").click();
    ok((await page.textContent("#saved")).includes("still to be answered"), `${at}: a name is asked for`);
    await page.fill("#by", "Bo <b>");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("button[type=submit]").click()]);
    const saved = join(work, `answer-${width}.json`);
    await download.saveAs(saved);
    const answer = JSON.parse(readFileSync(saved, "utf8"));
    ok(answer.answers.filter((a) => a.level === 3).length === fields && !JSON.stringify(answer).includes("never to be"), `${at}: the answer is saved, the notes are not`);
    ok((await page.textContent("#saved")).includes("not yet sent"), `${at}: it says that it is not sent`);
    await page.reload();
    await page.setInputFiles("#load", saved);
    await page.waitForFunction(() => document.getElementById("by").value !== "");
    ok((await page.inputValue("#by")) === "Bo <b>", `${at}: a saved answer is loaded again`);
    ok(await page.evaluate(() => localStorage.length + sessionStorage.length === 0), `${at}: nothing is kept in the browser`);
    await page.goto(pathToFileURL(other).href);
    ok((await page.inputValue("#by")) === "" && (await page.evaluate(() => localStorage.length)) === 0, `${at}: two files share nothing`);
    await page.setInputFiles("#load", saved);
    await page.waitForFunction(() => !document.getElementById("saved").hidden);
    ok((await page.textContent("#saved")).includes("another form"), `${at}: an answer to another form is refused`);
    await page.goto(pathToFileURL(spoilt).href);
    ok((await page.textContent("#check")).includes("not as it was made"), `${at}: a changed text is found`);
    ok(log.length === 0, `${at}: ${log.join(" | ")}`);
    await context.close();
    const bare = await browser.newContext({ viewport: { width, height: 740 }, colorScheme: scheme, bypassCSP: true });
    const plain = await bare.newPage();
    await plain.goto(pathToFileURL(file).href);
    await plain.evaluate(axe);
    const found = await plain.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    ok(found.violations.length === 0, `${at}: ${found.violations.map((v) => `${v.id} ${v.nodes[0].html.slice(0, 100)}`).join(" | ")}`);
    await bare.close();
  }
  const silent = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await silent.newPage();
  await page.goto(pathToFileURL(file).href);
  ok((await page.textContent("main")).includes("Design note: gate drive"), "it reads without scripts");
  ok((await page.textContent("#check")).includes("Not checked"), "without scripts it says that it is not checked");
  await silent.close();
  cpd("receive", join(work, "answer-360.json"));
  await covers(browser);
  await paper(browser, file, (readFileSync(file, "utf8").match(/data-kind="level"/g) ?? []).length);
  // the Nu checker finds nothing in what is handed over, nor in the form of somebody else
  const form = join(work, "form.html");
  cpd("ask", "peer", "--entry", "2025-03-27-mentoring-skills", "--yes", "--out", form);
  const nu = JSON.parse(spawnSync("java", ["-jar", VNU, "--format", "json", "--exit-zero-always", file, other, form], { encoding: "utf8", maxBuffer: 1 << 26 }).stderr);
  const wrong = nu.messages.filter((m) => m.type !== "info");
  ok(wrong.length === 0, `vnu: ${wrong.map((m) => `${m.url.split("/").pop()} line ${m.lastLine}: ${m.message}`).join(" | ")}`);
  // the check page of the guidance
  cpd("build", "--audience", "assessor", "--out", join(work, "built"));
  const context = await browser.newContext({ offline: true });
  const check = await context.newPage();
  await check.goto(pathToFileURL(join(work, "built/verify/index.html")).href);
  await check.setInputFiles("#_file", file);
  await check.waitForFunction(() => document.getElementById("_result").dataset.whole);
  ok((await check.getAttribute("#_result", "data-whole")) === "yes", "the check page takes the file");
  await check.fill("#_root", "0".repeat(64));
  ok((await check.getAttribute("#_result", "data-whole")) === "no", "the check page refuses another root");
  await check.fill("#_root", "");
  await check.setInputFiles("#_file", spoilt);
  await check.waitForFunction(() => document.getElementById("_result").dataset.whole === "no");
  await context.close();
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`${faults ? "FAIL" : "ok"}    ${checks} checks of hand-overs in the browser, ${faults} faults`);
process.exitCode = faults ? 1 : 0;
