// The accessibility statement that every site carries, made from what the browser suite found.
//
//   node tests/browser/statement.mjs --record 2026-11-21   keeps the figures of the last run (target/browser/result.json)
//                                                          in tests/browser/results.json, and writes the page
//   node tests/browser/statement.mjs                       writes content/accessibility.md from the figures kept
//   node tests/browser/statement.mjs --check               is the page what the figures say? (exit 1: no)
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, WORK } from "./sites.mjs";

const KEPT = join(ROOT, "tests/browser/results.json");
const PAGE = join(ROOT, "content/accessibility.md");
const { values: asked } = parseArgs({ options: { record: { type: "string" }, check: { type: "boolean", default: false } } });

if (asked.record) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asked.record)) throw new Error("--record takes the day of the run, as 2026-11-21");
  const result = JSON.parse(readFileSync(join(WORK, "result.json"), "utf8"));
  const pages = result.sites.reduce((n, s) => n + (s.pages ?? 0), 0);
  const checks = result.checks.map(({ name, tested, faults }) => ({ name, tested, faults: faults.length }));
  const kept = { day: asked.record, all_pages_closely: result.full, sites: result.sites.length, pages, closely: result.closely, kinds: result.kinds, checks };
  writeFileSync(KEPT, `${JSON.stringify(kept, null, 1)}\n`);
}

const kept = JSON.parse(readFileSync(KEPT, "utf8"));
const number = (n) => n.toLocaleString("en-GB");
const MONTHS = "January February March April May June July August September October November December".split(" ");
const [year, month, day] = kept.day.split("-").map(Number);

/** What each check is about, in words for readers; a check without a line here stands under its own name. */
const WORDS = [
  [/^axe/, "WCAG 2.0, 2.1 and 2.2, levels A and AA, as far as the axe engine can tell; light and dark, wide and narrow"],
  [/^vnu/, "Valid HTML, by the Nu checker"],
  [/^structure/, "Headings in order, names of tables and pictures, language, no doubled ids"],
  [/^contrast/, "Contrast of all text"],
  [/^text in pictures/, "Contrast of text in pictures"],
  [/^signs of a state/, "Contrast of signs that stand for a state"],
  [/^targets/, "Size and distance of links and buttons"],
  [/^reflow: 320 px$/, "Nothing is cut off or scrolls sideways in a window of 320 pixels"],
  [/^reflow: 320 px with/, "The same with wide spacing of letters, words and lines"],
  [/^reflow: 1280 px at 200/, "The same when enlarged to 200 %"],
  [/^reflow: 1280 px at 400/, "The same when enlarged to 400 %"],
  [/^forced colours/, "Text, pictures and signs in forced colours"],
  [/^reduced motion/, "Nothing moves when less motion is asked for"],
  [/^print: table/, "Heads of tables repeat on paper, and no row is cut"],
  [/^print: year/, "The printed year record has every row, black on white"],
  [/^keyboard: each/, "Each stop of the Tab key is seen, reached once, in order, and can be left"],
  [/^keyboard: skip/, "The skip link works"],
  [/^search and filter in use: axe/, "Search and filter in use, by the axe engine"],
  [/^search and filter in use: reflow/, "Search and filter in use, in a window of 320 pixels"],
  [/^search: opens/, "The search is used by keyboard alone, and its shortcut can be turned off"],
  [/^filter: the same/, "Filters choose what the lists without script have"],
  [/^filter: the count/, "Filters announce how many entries they leave"],
  [/^sort/, "Sorting by keyboard, with the order announced"],
  [/^JavaScript off/, "The same text without JavaScript"],
  [/^layout shift/, "Nothing jumps while the first page opens"],
  [/^titles/, "Each page has a title of its own"],
  [/^links/, "Each link leads somewhere"],
];
const shown = WORDS.flatMap(([rule, words]) => kept.checks.filter((c) => rule.test(c.name)).map((c) => ({ ...c, words })));
const faults = shown.reduce((n, c) => n + c.faults, 0);
const rows = shown.map((c) => `| ${c.words} | ${number(c.tested)} | ${number(c.faults)} |`);
const text = `---
title: Accessibility
summary: What was tested by machine, what came of it, and what no person has tested yet.
order: 95
nav: guidance
aliases: []
updated: ${kept.day}
---

These pages aim to meet the Web Content Accessibility Guidelines 2.2 at level AA. A machine has tested that, and no person has: read the last section before you rely on it. This statement is about the pages that cpdfolio makes with its own theme. What members write, and the files that they attach, can fall short of it.

## What you can expect

- Everything can be read without JavaScript, with the keyboard alone, and on a phone.
- The pages follow your settings for light and dark, forced colours, contrast and motion.
- Colour never says anything alone: each verdict is a word with a shape.
- Each chart has its figures in a table.
- Pages can be enlarged to 400 % and print in black on white.
- The / key opens the search. It can be turned off there.

## What was tested by machine

On ${day} ${MONTHS[month - 1]} ${year}, in Chromium, on ${number(kept.pages)} pages of ${number(kept.sites)} made-up records: empty ones, small ones, and one with very long titles and with Arabic, Hebrew and Japanese text. ${kept.all_pages_closely ? "All of them were looked at closely." : `Of these, ${number(kept.closely)} pages of every kind were looked at closely.`}

| What | Tested | Faults |
|---|--:|--:|
${rows.join("\n")}

${faults ? `There were ${number(faults)} faults. They are being mended.` : "No fault was left when this was written."} Machines find only a part of all barriers, by most estimates well under half.

## What no person has tested

- Nobody has yet read these pages with a screen reader, a braille display, voice control or a switch.
- Nobody with a disability has yet been asked.
- Other browsers than Chromium have not been tested by machine.
- PDF files of the year record come from your browser's print. Their tags have not been tested.
- Evidence that members attach, such as photos and certificates, is not checked.

## Tell us

If something on a page keeps you from reading it, tell the person or the institution who published it: this page cannot know how you reach them. A fault of the pages themselves can be mended for everybody by whoever keeps cpdfolio.
`;

if (asked.check) {
  const right = readFileSync(PAGE, "utf8") === text && faults === 0;
  console.log(right ? "ok    content/accessibility.md is what the figures say" : "FAIL  content/accessibility.md: run `node tests/browser/statement.mjs`; with faults left, mend them first");
  process.exitCode = right ? 0 : 1;
} else {
  writeFileSync(PAGE, text);
}
