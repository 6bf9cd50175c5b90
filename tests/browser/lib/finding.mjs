// Search, filter and sort, as one uses them: with the keyboard, with hostile words, from a folder.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HOSTILE = ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "javascript:alert(1)", "${alert(1)}", "{{7*7}}", "</title><svg onload=alert(1)>", "%3Cscript%3E", "__proto__", "constructor", "\u202e\u0000"];

const said = (page) => page.locator("[role=status]").last().textContent();
const axe = (page) =>
  page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false });
    return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.any[0]?.message ?? v.help}`));
  });

async function everyLook(page, report, at) {
  await page.evaluate(AXE);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      report.add("search and filter in use: axe", 1, (await axe(page)).map((f) => `${at}: ${f}, at ${width} px, ${colorScheme}`));
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
  report.add("search and filter in use: reflow at 320 px", 1, wide > 320 ? [`${at}: ${wide} px wide`] : []);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** What the fields choose is what the lists without script have. */
async function filter(page, site, report) {
  const at = `${site.name}/activities/index.html`;
  const home = `${site.url}activities/index.html`;
  await page.goto(home);
  if (!(await page.locator("form.filter").count())) return;
  const visible = () => page.evaluate(() => [...document.querySelectorAll("[data-list] tbody tr:not([hidden]) .main")].map((e) => e.querySelector("a")?.href ?? e.textContent.trim()).sort());
  const groups = [...readFileSync(join(site.dir, "search/index.html"), "utf8").matchAll(/<section class="band" id="(type|category|planned|tag)">.*?<\/section>/gs)];
  for (const [section, facet] of groups) {
    const links = [...section.matchAll(/href="\.\.\/(activities\/[^"#]+\/index\.html)"[^>]*>([^<]+)</g)];
    const plain = await page.context().browser().newContext({ javaScriptEnabled: false });
    const without = await plain.newPage();
    for (const [, path, words] of links.slice(0, 8)) {
      await without.goto(site.url + path);
      const wanted = await without.evaluate(() => [...document.querySelectorAll("tbody tr:not(.group) .main")].map((e) => e.querySelector("a")?.href ?? e.textContent.trim()).sort());
      const name = { category: "area" }[facet] ?? facet;
      const label = words.replace(/&amp;/g, "&").replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      await page.goto("about:blank");
      await page.goto(`${home}#${new URLSearchParams({ [name]: facet === "planned" ? label.toLowerCase() : label })}`);
      const found = await visible();
      const same = JSON.stringify(found) === JSON.stringify(wanted);
      report.add("filter: the same entries as the list without script", 1, same ? [] : [`${at}: ${facet} ${label}: ${found.length} shown, ${wanted.length} on ${path}`]);
      const text = await said(page);
      report.add("filter: the count is announced", 1, text.startsWith(`${found.length} of `) ? [] : [`${at}: ${facet} ${label}: “${text}”`]);
    }
    await plain.close();
  }
  // by hand, and back
  await page.goto("about:blank");
  await page.goto(home);
  const before = await page.evaluate(() => [...document.querySelectorAll("[data-list] tbody tr")].map((r) => r.textContent));
  const faults = [];
  for (const key of ["hours", "title", "date", "type", "area", "planned"]) {
    const head = page.locator(`th[data-key=${key}]`);
    for (const way of ["ascending", "descending"]) {
      await head.locator("button").focus();
      await page.keyboard.press("Enter");
      if ((await head.getAttribute("aria-sort")) !== way) faults.push(`${key}: aria-sort is not ${way}`);
      if ((await page.locator("th[aria-sort]").count()) !== 1) faults.push(`${key}: not one sorted column`);
      if (!/Sorted by/.test(await said(page))) faults.push(`${key}: the order is not announced`);
      if (!page.url().includes(`sort=${way === "descending" ? "-" : ""}${key}`)) faults.push(`${key}: not in the address: ${page.url()}`);
      const right = await page.evaluate(([k, down]) => {
        const n = [...document.querySelectorAll("[data-list] thead th")].findIndex((h) => h.dataset.key === k);
        const minutes = (iso) => { const m = /PT(?:(\d+)H)?(?:(\d+)M)?/.exec(iso); return (m[1] ?? 0) * 60 + Number(m[2] ?? 0); };
        const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
        const values = [...document.querySelectorAll("[data-list] tbody tr")].map((r) => {
          const time = r.cells[n].querySelector("time")?.dateTime;
          return time?.startsWith("PT") ? minutes(time) : time ?? r.cells[n].textContent.trim();
        });
        const order = (a, b) => (typeof a === "number" ? a - b : k === "date" ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b));
        return values.every((v, i) => !i || (down ? order(v, values[i - 1]) <= 0 : order(v, values[i - 1]) >= 0));
      }, [key, way === "descending"]);
      if (!right) faults.push(`${key}: not in order, ${way}`);
    }
  }
  await page.fill("#filter-text", "zzzzqqq");
  if (!(await said(page)).startsWith("0 of ")) faults.push("no entries: not announced");
  await page.click("form.filter [type=reset]");
  await page.waitForTimeout(50);
  const after = await page.evaluate(() => [...document.querySelectorAll("[data-list] tbody tr:not([hidden])")].map((r) => r.textContent));
  if (JSON.stringify(after) !== JSON.stringify(before)) faults.push("“Clear” does not bring all back as it was");
  if (page.url().includes("#")) faults.push(`the address keeps ${page.url()}`);
  report.add("sort: by keyboard, announced, in the address, and back", 13, faults.map((f) => `${at}: ${f}`));
  await page.selectOption("#filter-planned", { index: 1 });
  await everyLook(page, report, at);
}

/** The search that opens over a page. */
async function dialog(page, site, report, word) {
  const at = `${site.name}/index.html`;
  const faults = [];
  const open = () => page.locator("dialog[open]").count();
  await page.goto(`${site.url}index.html`);
  await page.keyboard.press("/");
  await page.waitForSelector("dialog[open]", { timeout: 5000 }).catch(() => faults.push("the / key does not open it"));
  if ((await page.evaluate(() => document.activeElement.id)) !== "search-field") faults.push("the field has no focus");
  await page.keyboard.type(word);
  await page.waitForSelector("dialog .results a").catch(() => faults.push(`nothing found for ${word}`));
  const n = await page.locator("dialog .results a").count();
  if (!/^[\d,]+ results?$/.test(await said(page))) faults.push(`the count is not announced: ${await said(page)}`);
  await page.keyboard.press("ArrowDown");
  if (!(await page.evaluate(() => document.activeElement === document.querySelector(".results a")))) faults.push("the arrow does not lead to the first result");
  for (let i = 0; i < n + 3; i += 1) await page.keyboard.press("ArrowDown");
  if (!(await page.evaluate(() => document.activeElement.closest(".results")))) faults.push("the arrow leaves the results");
  for (let i = 0; i < n + 3; i += 1) await page.keyboard.press("ArrowUp");
  if ((await page.evaluate(() => document.activeElement.id)) !== "search-field") faults.push("the arrow does not lead back");
  const stops = new Set();
  for (let i = 0; i < n + 6; i += 1) {
    await page.keyboard.press("Tab");
    stops.add(await page.evaluate(() => (document.activeElement.closest("dialog") || document.activeElement === document.body ? "in" : document.activeElement.outerHTML.slice(0, 60))));
  }
  stops.delete("in");
  if (stops.size) faults.push(`Tab leaves the open search: ${[...stops][0]}`);
  await page.locator("#search-field").focus();
  await everyLook(page, report, `${at}, search open`);
  await page.keyboard.press("Escape");
  if (await open()) await page.keyboard.press("Escape");
  if (await open()) faults.push("Escape does not close it");
  await page.locator("a.find").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]").catch(() => faults.push("the link does not open it"));
  await page.locator("#search-slash").uncheck();
  await page.locator("dialog .foot button").click();
  if (!(await page.evaluate(() => document.activeElement.matches("a.find")))) faults.push("focus does not come back to the link");
  await page.keyboard.press("/");
  await page.waitForTimeout(100);
  if (await open()) faults.push("the / key cannot be turned off");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open]").catch(() => faults.push("Ctrl+K does not open it"));
  await page.locator("#search-slash").check();
  await page.fill("#search-field", word);
  await page.waitForSelector("dialog .results a");
  const wanted = await page.locator("dialog .results a").first().getAttribute("href");
  await page.keyboard.press("Enter");
  await page.waitForURL(wanted).catch(() => faults.push("Enter does not lead to the first result"));
  report.add("search: opens, leads, closes by keyboard; can be turned off", 12, faults.map((f) => `${at}: ${f}`));
}

/** Searches on the page of its own; gives the first titles. */
export async function results(page, site, query) {
  await page.goto("about:blank");
  await page.goto(`${site.url}search/index.html?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => document.querySelector(".finder [role=status]")?.textContent);
  return page.evaluate(() => [...document.querySelectorAll(".results b")].map((b) => b.textContent));
}

/** Words of other scripts, and with accents left out. */
async function scripts(page, site, report) {
  const at = `${site.name}/search/index.html`;
  for (const [query, title] of [["resume", "Résumé"], ["RÉSU", "Résumé"], ["電力", "電力"], ["慣", "慣性"], ["講演メモ", "電力"], ["ندوة", "ندوة"], ["רשתות", "הרצאה"], ["frequenz strasse", "Straße"]]) {
    const found = await results(page, site, query);
    report.add("search: any script, accents or none", 1, found.some((t) => t.includes(title)) ? [] : [`${at}: “${query}” finds ${JSON.stringify(found.slice(0, 3))}`]);
    const marks = await page.locator(".results mark").count();
    report.add("search: what was found is marked", 1, marks ? [] : [`${at}: “${query}”: no mark`]);
  }
}

/** Payloads as questions, in the address, and in titles that are found: nothing but text comes of them. */
async function hostile(page, site, report) {
  const at = `${site.name}/search/index.html`;
  let dialogs = 0;
  page.on("dialog", (d) => { dialogs += 1; d.dismiss(); });
  const shape = () => page.evaluate(() => {
    const odd = [...document.querySelectorAll(".finder *, .filter *, [data-list] tbody *")].filter((e) => !e.matches("label, input, select, option, button, p, ol, li, a, b, small, span, mark, tr, th, td, time") || [...e.attributes].some((a) => /^on|^style$/.test(a.name)));
    return odd.map((e) => e.outerHTML.slice(0, 80));
  });
  const count = () => page.evaluate(() => document.querySelectorAll("script, img, svg, iframe, object").length);
  await results(page, site, "zzzz");
  const usual = await count();
  for (const payload of HOSTILE) {
    for (const where of ["?q=", "#q="]) {
      await page.goto("about:blank");
      await page.goto(`${site.url}search/index.html${where}${encodeURIComponent(payload)}`);
      await page.waitForSelector(".finder");
      await page.waitForTimeout(60);
      const now = await count();
      const odd = await shape();
      report.add("search: hostile words stay words", 1, [...odd, ...(now <= usual ? [] : [`${now} active elements for ${usual}`]), ...(dialogs ? ["a dialog opened"] : [])].map((f) => `${at}: ${JSON.stringify(payload)}: ${f}`));
    }
    await page.goto("about:blank");
    await page.goto(`${site.url}activities/index.html#${new URLSearchParams({ q: payload, type: payload, sort: payload })}`);
    report.add("search: hostile words stay words", 1, [...(await shape()), ...(dialogs ? ["a dialog opened"] : [])].map((f) => `${site.name}/activities: ${JSON.stringify(payload)}: ${f}`));
  }
  for (const query of ["quotes tags", "img onerror", "braces"]) {
    const found = await results(page, site, query);
    report.add("search: hostile words stay words", 1, [...(await shape()), ...(found.length ? [] : [`nothing found`]), ...(dialogs ? ["a dialog opened"] : [])].map((f) => `${at}: ${query}: ${f}`));
  }
}

/** How long an answer takes, from the input to the list, with the index there. */
export async function times(page, site, report) {
  await results(page, site, "se");
  const all = await page.evaluate(async () => {
    const input = document.querySelector("#search-field");
    const status = document.querySelector(".finder [role=status]");
    const list = [];
    const queries = ["s", "st", "the", "motor", "bearing currents", "a", "what the", "relay", "inverters cables", "q", "po", "power", "in", "wiring rules", "zzz"];
    for (const q of [...queries, ...queries, ...queries]) {
      const done = new Promise((r) => new MutationObserver((_, o) => { o.disconnect(); r(); }).observe(status, { childList: true, characterData: true, subtree: true }));
      const start = performance.now();
      input.value = q;
      input.dispatchEvent(new Event("input"));
      await Promise.race([done, new Promise((r) => setTimeout(r, 1000))]);
      list.push(performance.now() - start);
      input.value = "";
      input.dispatchEvent(new Event("input"));
      await new Promise((r) => setTimeout(r, 5));
    }
    return list.sort((a, b) => a - b);
  });
  const of = (p) => all[Math.min(all.length - 1, Math.floor(all.length * p))].toFixed(1);
  report.note(`search times, ${site.name}`, `median ${of(0.5)} ms, 95 % ${of(0.95)} ms, longest ${of(1)} ms of ${all.length}`);
}

/** All of it. */
export async function finding(page, site, report) {
  if (["private", "stress", "one"].includes(site.name)) await filter(page, site, report);
  if (site.name === "private") await dialog(page, site, report, "harmon");
  if (site.name === "guidance") await dialog(page, site, report, "plan");
  if (site.name === "stress") {
    await scripts(page, site, report);
    await hostile(page, site, report);
  }
}

/** What moves while a page is opened: nothing. */
export async function shifts(browser, site, paths, report) {
  for (const width of [1280, 360]) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.__moved = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.__moved += e.value; }).observe({ type: "layout-shift", buffered: true });
    });
    for (const path of paths) {
      await page.goto(site.url + path);
      await page.waitForTimeout(300);
      const moved = await page.evaluate(() => window.__moved);
      report.add("layout shift on the first page: none", 1, moved ? [`${site.name}/${path}: ${moved.toFixed(4)} at ${width} px`] : []);
    }
    await context.close();
  }
}
