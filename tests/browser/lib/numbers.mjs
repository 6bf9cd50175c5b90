// Every number leads to its entries, and is their sum: read from the pages alone, as a doubting reader would.
/* global DOMParser */
import { readFileSync } from "node:fs";
import { join } from "node:path";

function crawl(texts) {
  const docs = new Map();
  const doc = (path) => {
    if (!docs.has(path)) docs.set(path, texts[path] === undefined ? null : new DOMParser().parseFromString(texts[path], "text/html"));
    return docs.get(path);
  };
  const tested = {};
  const faults = [];
  const say = (what, path, right, why) => {
    tested[what] = (tested[what] ?? 0) + 1;
    if (!right) faults.push([what, `${path}: ${why}`]);
  };
  const plain = (e) => (e?.textContent ?? "").replace(/[\u202f\u00a0\s]+/g, " ").trim();
  /** "2 h 30", "45 min", "1,200 h" in minutes; other numbers as they are. */
  const value = (text) => {
    const time = /^(?:([\d,]+) h(?: (\d+))?|(\d+) min)(?=\W|$)/.exec(text);
    if (time) return time[3] ? Number(time[3]) : Number(time[1].replace(/,/g, "")) * 60 + Number(time[2] ?? 0);
    const number = /^[\d,]+/.exec(text);
    return number ? Number(number[0].replace(/,/g, "")) : null;
  };
  /** The amount of a row; of a record in full that of its head, whatever tables its text has. */
  const last = (row) => value(plain([...row.querySelectorAll(row.matches(".record") ? ":scope > header .num" : ".num")].at(-1)));
  const column = (cell) => [...cell.parentElement.cells].slice(0, cell.cellIndex).reduce((n, c) => n + c.colSpan, 0);
  const counted = (row) => ![...row.querySelectorAll("small")].some((f) => /not counted/.test(f.textContent));
  const sum = (rows) => rows.filter(counted).reduce((n, row) => n + last(row), 0);
  const rows = (of) => [...of.querySelectorAll("tbody > tr:not(.group)")];
  const follow = (path, link) => {
    const [before, anchor] = link.getAttribute("href").split("#");
    const to = before ? decodeURIComponent(new URL(before, `http://x/${path}`).pathname.slice(1)) : path;
    return { to, anchor: anchor ? decodeURIComponent(anchor) : null, page: doc(to) };
  };
  const have = (measure) => value(plain(measure.querySelector(".figures dd")));

  /** What a link shows: a year of a list, a whole list, a record from one month on, or one entry. */
  const shown = ({ page, anchor }) => {
    const place = anchor && page.getElementById(anchor);
    if (place?.localName === "tbody") return sum(rows({ querySelectorAll: () => [...place.rows].filter((r) => !r.matches(".group")) }));
    if (place?.matches(".measure")) return have(place);
    if (place) {
      const all = [...page.querySelectorAll(place.matches("tr") ? "tbody > tr" : ".record")];
      const from = all.indexOf(place);
      const next = all.findIndex((e, n) => n > from && e.id);
      return sum(all.slice(from, next < 0 ? undefined : next));
    }
    const total = page.querySelector("main tfoot .num");
    if (total) return value(plain(total));
    return value(plain(page.querySelector(".lead time[datetime^=PT]")));
  };

  for (const path of Object.keys(texts)) {
    const page = doc(path);
    const main = page.querySelector("main");
    // a table with a sum
    for (const table of main.querySelectorAll("table")) {
      const total = table.tFoot?.querySelector(".num");
      if (!total || value(plain(total)) === null) continue;
      const at = column(total);
      const found = rows(table).filter(counted).reduce((n, row) => n + value(plain(row.cells[at])), 0);
      say("a table's total is the sum of its rows", path, found === value(plain(total)), `${table.caption?.textContent}: ${found} is not ${plain(total)}`);
      for (const group of table.querySelectorAll(".group")) {
        const own = sum([...group.parentElement.rows].filter((r) => r !== group));
        say("a table's total is the sum of its rows", path, own === last(group), `${plain(group)}: ${own}`);
      }
    }
    // a rule in full, and the entries behind it
    for (const measure of main.querySelectorAll(".measure[id]")) {
      if (!/^compliance\//.test(path)) break;
      const table = [...measure.querySelectorAll("table")].find((t) => t.tFoot);
      if (!table) continue;
      say("a rule has what its entries have", path, have(measure) === value(plain(table.tFoot.querySelector(".num"))), `${measure.id}: ${have(measure)}`);
      for (const row of rows(table)) {
        const link = row.querySelector("a");
        if (!link) continue;
        const { page: entry, to } = follow(path, link);
        const own = [...(entry?.querySelectorAll("main tr") ?? [])].filter((r) => {
          const a = r.querySelector("td a");
          return a && follow(to, a).to === path && follow(to, a).anchor === measure.id && !r.querySelector("small");
        });
        say("an entry says what it counts towards", path, own.some((r) => last(r) === last(row)), `${measure.id}: ${to} says ${own.map(last)}, not ${last(row)}`);
      }
    }
    // a rule in brief
    for (const row of main.querySelectorAll("tr:has(td.wide) th a")) {
      const { page: check, anchor } = follow(path, row);
      const measure = check?.getElementById(anchor);
      const text = plain(row.closest("tr").querySelector("td.wide"));
      // what the record cannot tell has no number
      if (measure && value(text) === null) continue;
      if (measure) say("a rule in brief is the rule in full", path, have(measure) === value(text), `${anchor}: ${text} is not ${have(measure)}`);
      else say("a rule in brief is the rule in full", path, false, `${anchor} is not there`);
    }
    const answer = path === "index.html" && main.querySelector(".answer a");
    if (answer) {
      const { page: to, anchor } = follow(path, answer);
      const measure = anchor ? to.getElementById(anchor)?.querySelector(".measure") : null;
      if (measure) say("a rule in brief is the rule in full", path, value(plain(answer)) === have(measure), `the answer: ${plain(answer)}`);
    }
    // a part of a year, a month, a year: what stands behind the link
    for (const table of main.querySelectorAll("table:not(.heat)")) {
      for (const row of rows(table)) {
        const link = row.querySelector("th[scope=row] > a");
        if (!link) continue;
        const target = follow(path, link);
        const of = /^(activities|years)\/.*\.html$/.test(target.to);
        const cells = [...row.querySelectorAll("td")].map(plain);
        const part = !table.matches(".list") && of;
        const year = table.matches(".list") && /^years\/[^/]+\/index\.html$/.test(target.to);
        if (!part && !year) continue;
        if (!target.page) { say("a part is the sum of what is behind it", path, false, `${target.to} is not there`); continue; }
        // a portfolio has the hours of its selection before those that are shown as hours only
        const selection = [...table.querySelectorAll("thead th")].map(plain).includes("Hours only");
        const claimed = selection ? value(cells[1]) : table.closest(".scroll") ? value(cells.at(-1)) : year ? value(cells[0]) : value(cells[1]);
        const found = year && !target.anchor ? sum([...target.page.querySelectorAll(".record, .band table.list tbody > tr:has(td.num)")]) : shown(target);
        say("a part is the sum of what is behind it", path, claimed === found, `${plain(link)}: ${claimed} is not ${found} of ${target.to}#${target.anchor}`);
      }
    }
  }
  return { tested, faults };
}

/** Over the pages of a site that have numbers. */
export async function numbers(page, site, report) {
  const kinds = ["home", "check", "record", "activities", "activities-year", "facet", "facet-year", "entry"];
  const texts = {};
  for (const p of site.pages) if (kinds.includes(p.kind)) texts[p.path] = readFileSync(join(site.dir, p.path), "utf8");
  await page.goto("about:blank");
  await page.evaluate(`window.__crawl = (${crawl}); undefined`);
  const found = await page.evaluate((t) => window.__crawl(JSON.parse(t)), JSON.stringify(texts));
  for (const [what, n] of Object.entries(found.tested)) {
    report.add(`numbers: ${what}`, n, found.faults.filter(([w]) => w === what).map(([, fault]) => `${site.name}/${fault}`));
  }
}
