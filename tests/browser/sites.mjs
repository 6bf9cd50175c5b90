// The sites that are looked at: built here by the program itself, from the examples and from made-up records.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stress } from "./stress.mjs";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const WORK = join(ROOT, "target/browser");
const TODAY = "2026-11-21";

const MEMBER = `schema: cpdfolio.site/1
title: "Robin Sample: CPD"
language: en-GB
audience: private
member:
  name: Robin Sample
  number: "0000001"
  grade: MIET
policies:
  - {id: iet}
guidance: true
`;

/** `own`: the kinds of page that only this site shows; null: all are looked at. */
export function sites({ full }) {
  const portfolio = join(ROOT, "examples/portfolio");
  const own = ["home", "activities", "activities-year", "facet", "facet-year", "search", "evidence", "data", "entry", "check", "record", "years", "plan", "competences", "problems"];
  const list = [
    { name: "private", source: portfolio, audience: "private", own: null },
    { name: "assessor", source: portfolio, audience: "assessor", own },
    { name: "public", source: portfolio, audience: "public", own },
    { name: "first-steps", source: firstSteps, audience: "private", own },
    { name: "guidance", source: (dir) => only(dir, 'schema: cpdfolio.site/1\ntitle: "CPD guidance"\nguidance: true\n'), audience: "public", own: null, member: false },
    { name: "institution", source: join(ROOT, "examples/guidance"), audience: "public", own: null, member: false },
    { name: "empty", source: (dir) => only(dir, MEMBER), audience: "private", own },
    { name: "one", source: one, audience: "assessor", own },
    { name: "stress", source: (dir) => stress(dir, MEMBER), audience: "private", own },
  ];
  // of the large one only what depends on size is looked at, unless all is asked for
  list.push({ name: "large", source: large, audience: "private", own, light: !full });
  return list;
}

function only(dir, config) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "cpdfolio.yaml"), config);
}

function firstSteps(dir, bin) {
  const kept = join(ROOT, "examples/first-steps");
  if (existsSync(join(kept, "cpdfolio.yaml"))) return kept;
  execFileSync(bin, ["init", dir], { stdio: "pipe" });
  return dir;
}

function one(dir) {
  only(dir, MEMBER);
  mkdirSync(join(dir, "content/activities/2026"), { recursive: true });
  const entry = "---\ntitle: One evening lecture\ndate: 2026-03-04\nhours: 2\ncategory: job-technical\ntype: event\n---\nThe only one so far.\n";
  writeFileSync(join(dir, "content/activities/2026/2026-03-04-lecture.md"), entry);
}

function large(dir) {
  execFileSync("python3", [join(ROOT, "tests/bench/gen.py"), "3000", dir], { stdio: "pipe" });
}

/** Builds them all anew under target/browser. */
export function build(list, bin) {
  for (const site of list) {
    let source = site.source;
    if (typeof source === "function") {
      const dir = join(WORK, "sources", site.name);
      rmSync(dir, { recursive: true, force: true });
      source = source(dir, bin) ?? dir;
    }
    site.dir = join(WORK, "sites", site.name);
    rmSync(site.dir, { recursive: true, force: true });
    mkdirSync(dirname(site.dir), { recursive: true });
    const args = ["build", "--site", source, "--out", site.dir, "--audience", site.audience, "--as-of", TODAY];
    try {
      execFileSync(bin, args, { stdio: "pipe" });
    } catch (fault) {
      throw new Error(`the site “${site.name}” cannot be built:\n${fault.stderr ?? fault}`);
    }
    site.url = `file://${site.dir}/`;
    const config = readFileSync(join(source, "cpdfolio.yaml"), "utf8");
    site.base = /^base_url:\s*"?(\S+?)"?\s*$/m.exec(config)?.[1] ?? null;
    site.prefix = site.base ? new URL(site.base).pathname.slice(1) : "";
  }
}

/** The pages of each kind that are looked at closely: the longest, and for records and entries the shortest too. */
export function samples(site, { all = false, kinds = null } = {}) {
  const wanted = site.pages.filter((p) => p.kind !== "moved" && (!site.own || site.own.includes(p.kind)) && (!kinds || kinds.includes(p.kind)));
  if (all) return wanted;
  const by = Map.groupBy ? Map.groupBy(wanted, (p) => p.kind) : group(wanted);
  const chosen = [];
  for (const [kind, pages] of by) {
    const sorted = [...pages].sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
    chosen.push(sorted[0]);
    const ends = ["entry", "check", "record"].includes(kind) && sorted.length > 1 && ["private", "stress"].includes(site.name);
    if (ends) chosen.push(sorted.at(-1));
  }
  return chosen;
}

function group(pages) {
  const by = new Map();
  for (const page of pages) by.set(page.kind, [...(by.get(page.kind) ?? []), page]);
  return by;
}
