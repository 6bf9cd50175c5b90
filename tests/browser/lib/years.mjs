// The list of all activities where it is split by years: the filter works over all of them, and asks for no more than it
// needs. What it finds is held against the lists of the years, which have their rows without any script.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIST = "activities/index.html";
const QUESTIONS = [
  { q: "hours>2" }, { q: "hours<=0:45 planned" }, { q: "2021..2023 -type:event" }, { q: "2024-03" }, { q: "relay" }, { q: "has:reflection no:evidence" }, { q: "featured" },
  { q: "tag:safety hours>=1h30m" }, { q: "unplanned 2019" }, { q: "zzzzqqq" }, { planned: 1 }, { type: 1 }, { area: 1, planned: 2 }, { tag: 1 }, { type: 2, area: 2, q: "..2020" },
];

const asked = (page) => page.evaluate(() => document.querySelectorAll('head script[src*="/assets/list/"]').length);
const settled = (page) => page.waitForFunction(() => /found|^$|could not/.test(document.querySelector("form.filter [role=status]").textContent));
const status = (page) => page.locator("form.filter [role=status]").textContent();

/** The rows that a list of one year leaves under a choice: titles and minutes. */
const left = (page) =>
  page.evaluate(() => [...document.querySelectorAll("[data-list] tbody tr:not([hidden])")].map((r) => `${r.querySelector(".main").textContent.trim()}|${r.cells[0].textContent}|${r.querySelector(".num time").dateTime}`));
const found = (page) =>
  page.evaluate(async () => {
    const more = document.querySelector("table.sorts + p button");
    while (!more.parentNode.hidden) more.click();
    return [...document.querySelectorAll("table.sorts tbody tr")].map((r) => `${r.querySelector(".main").textContent.trim()}|${r.cells[0].textContent}|${r.querySelector(".num time").dateTime}`);
  });

/** All of it, on a site whose list is split. */
export async function years(page, site, report) {
  const at = `${site.name}/${LIST}`;
  const open = async (hash) => {
    await page.goto("about:blank");
    await page.goto(`${site.url}${LIST}${hash ? `#${hash}` : ""}`);
    await page.waitForSelector("form.filter");
    await settled(page);
  };
  await open("");
  report.add("split list: nothing is asked for before a choice", 1, (await asked(page)) ? [`${at}: ${await asked(page)} years`] : []);
  const names = readdirSync(join(site.dir, "assets/list")).map((name) => `year-${name.replace(/\.js$/, "")}`).sort().reverse();
  const nth = async (name, n) => page.locator(`select[name=${name}] option`).nth(n).textContent();
  for (const question of QUESTIONS) {
    await open("");
    const state = {};
    for (const [name, value] of Object.entries(question)) state[name] = typeof value === "number" ? await nth(name, value) : value;
    const hash = String(new URLSearchParams(state));
    const wanted = [];
    for (const name of names) {
      await page.goto("about:blank");
      await page.goto(`${site.url}activities/${name}/index.html#${hash}`);
      wanted.push(...(await left(page)));
    }
    await open(hash);
    const said = await status(page);
    const list = await found(page);
    const same = JSON.stringify(list) === JSON.stringify(wanted);
    report.add("split list: the same rows as the lists of its years", 1, same ? [] : [`${at}: ${hash}: ${list.length} found, ${wanted.length} in the years`]);
    const n = new RegExp(`^${wanted.length} of \\d+ found; `);
    report.add("split list: the count is said", 1, n.test(said) ? [] : [`${at}: ${hash}: “${said}”`]);
  }

  // only the years that can have it are asked for, and no row more than is shown stands in the page
  const faults = [];
  await open("q=2021..2022+hours>0");
  if ((await asked(page)) !== 2) faults.push(`two years of ${names.length} are enough, ${await asked(page)} were asked for`);
  await open("q=hours>0");
  if ((await asked(page)) !== names.length) faults.push(`${await asked(page)} of ${names.length} years were read`);
  if ((await page.locator("table.sorts tbody tr").count()) !== 100) faults.push(`${await page.locator("table.sorts tbody tr").count()} rows at once`);
  await page.locator("table.sorts + p button").click();
  if ((await page.locator("table.sorts tbody tr").count()) !== 200) faults.push("“more” shows no more");
  if (!(await page.evaluate(() => document.activeElement === document.querySelectorAll("table.sorts tbody tr")[100].querySelector("a")))) faults.push("the focus does not go on");
  await page.locator("th[data-key=hours] button").click();
  await page.locator("th[data-key=hours] button").click();
  await settled(page);
  const times = await page.evaluate(() => [...document.querySelectorAll("table.sorts tbody .num time")].map((t) => { const m = /PT(?:(\d+)H)?(?:(\d+)M)?/.exec(t.dateTime); return (m[1] ?? 0) * 60 + Number(m[2] ?? 0); }));
  if (!times.every((t, n) => !n || t <= times[n - 1])) faults.push("the longest do not come first");
  if (!page.url().includes("sort=-hours")) faults.push(`the order is not in the address: ${page.url()}`);
  await page.locator("form.filter [type=reset]").click();
  await page.waitForFunction(() => !document.querySelector("table[data-years]").hidden);
  if (await page.locator("table.sorts").isVisible()) faults.push("“Clear” leaves the rows");
  if (page.url().includes("#")) faults.push(`“Clear” leaves ${page.url()}`);
  report.add("split list: no year more than is needed, a hundred rows at a time, in order, and back", 7, faults.map((f) => `${at}: ${f}`));

  // a link to a year keeps the choice
  await open("q=hours>2");
  const kept = await page.locator(".years a").last().getAttribute("href");
  report.add("split list: the same choice in one year", 1, kept.endsWith("#q=hours%3E2") ? [] : [`${at}: ${kept}`]);

  // typed on a phone, light and dark
  await page.evaluate(AXE);
  const looks = [];
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.fill("#filter-text", "hours>2 planned");
    await settled(page);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    if (wide > width) looks.push(`${wide} px wide at ${width}`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const bad = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"], preload: false })).violations.map((v) => `${v.id}: ${v.nodes[0].target.join(" ")}`));
      looks.push(...bad.map((b) => `${b}, at ${width} px, ${colorScheme}`));
    }
  }
  await page.setViewportSize({ width: 360, height: 800 });
  await page.locator(".fold button").click();
  if (!(await page.locator("#filter-type").isVisible())) looks.push("the choices cannot be unfolded on a phone");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  report.add("split list: on a phone and a desk, axe and reflow", 5, looks.map((f) => `${at}: ${f}`));

  // without script: the years, and what to do
  const plain = await page.context().browser().newContext({ javaScriptEnabled: false });
  const without = await plain.newPage();
  await without.goto(`${site.url}${LIST}`);
  const links = await without.locator("table[data-years] tbody a").count();
  const hint = (await without.locator("noscript p").isVisible()) && (await without.locator("noscript p").textContent()).includes("choose a year");
  await plain.close();
  report.add("split list: without script the years are there", 1, links === names.length && hint ? [] : [`${at}: ${links} of ${names.length} years`]);
}
