// The check in the file and on the check page (themes/default/assets/seal.js) against the program's own: on a hand-over
// and on thousands of spoilt ones, both find the same.
//
//   node tests/browser/seal.mjs PROGRAM [HOW MANY]
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const seal = createRequire(import.meta.url)(join(ROOT, "themes/default/assets/seal.js"));
const [program, count = "2000"] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "cpdfolio-seal-"));

let state = 12345;
const below = (n) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * n);
};

function handed(year, day, more = []) {
  const out = join(work, `${year}-${more.length}.html`);
  execFileSync(program, ["share", String(year), "--yes", "--site", join(work, "site"), "--as-of", day, "--out", out, ...more], { stdio: "pipe" });
  return readFileSync(out);
}

const MARK = 'id="cpdfolio-data">';
function parts(bytes) {
  const text = bytes.toString("utf8");
  const start = text.indexOf(MARK) + MARK.length;
  const end = text.indexOf("</script>", start);
  return [text.slice(0, start), JSON.parse(text.slice(start, end)), text.slice(end), start, end];
}
const joined = (before, data, behind) => Buffer.from(before + JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")) + behind);

/** A spoilt copy; `harmless` ones only stand in another order. */
function spoilt(one, other, n) {
  const [before, data, behind, start, end] = parts(one);
  const seals = data.seals[0];
  const pick = (list) => list[below(list.length)];
  const kind = n % 12;
  if (kind === 0) {
    const bytes = Buffer.from(one);
    bytes[below(bytes.length)] ^= 1 << below(8);
    return [bytes, false];
  }
  if (kind === 1) {
    const bytes = Buffer.from(one);
    const from = Buffer.byteLength(before);
    bytes[from + below(bytes.length - from - Buffer.byteLength(behind))] ^= 1 << below(8);
    return [bytes, false];
  }
  if (kind === 2) return [one.subarray(0, below(one.length)), false];
  if (kind === 3) {
    const [gone] = seals.units.splice(below(seals.units.length), 1);
    // a hand-over need not open the name or the number: without them it is one with fewer openings
    // what a policy finds may stay closed as long as another's is open
    const judged = seals.units.some((unit) => unit.parts.some((part) => part.name === "policy"));
    const may = judged ? ["name", "number", "policy"] : ["name", "number"];
    if (gone.parts.every((part) => may.includes(part.name))) return [joined(before, data, behind), true];
  }
  if (kind === 4) seals.units.push(pick(parts(other)[1].seals[0].units));
  if (kind === 5) {
    const [a, b] = [pick(seals.units), pick(seals.units)];
    if (a === b) a.tag = "0".repeat(64);
    else [a.parts, b.parts] = [b.parts, a.parts];
  }
  if (kind === 6) {
    const part = pick(pick(seals.units).parts);
    const salt = pick(pick(parts(other)[1].seals[0].units).parts).salt;
    part.salt = salt;
  }
  if (kind === 7) {
    const part = pick(pick(seals.units).parts);
    part.text = part.text.replace(/\d/, (d) => String((Number(d) + 1) % 10)) + (/\d/.test(part.text) ? "" : " ");
  }
  if (kind === 8) seals.leaves[below(seals.leaves.length)] = pick(parts(other)[1].seals[0].leaves);
  if (kind === 9) data.handover.made_on = "2026-02-" + String(10 + below(18));
  if (kind === 10) data.seals.push(parts(other)[1].seals[0]);
  if (kind === 11) {
    seals.units.sort(() => below(3) - 1);
    seals.leaves.reverse();
    return [joined(before, Object.fromEntries(Object.entries(data).reverse()), behind), true];
  }
  return [joined(before, data, behind), false];
}

const REFUSED = { "no block of data": "no-data", "two blocks": "two-data", "not UTF-8": "not-text", "cannot be read": "not-read", "of the format": "other-format" };
function ours(file) {
  const run = spawnSync(program, ["verify", file, "--format", "json"], { encoding: "utf8" });
  if (run.status === 2) {
    const why = Object.keys(REFUSED).find((w) => run.stderr.includes(w));
    return { refused: REFUSED[why] ?? run.stderr };
  }
  const found = JSON.parse(run.stdout);
  return { codes: found.findings.map((f) => f.code), roots: found.periods.map((p) => p.root), whole: found.whole };
}

try {
  cpSync(join(ROOT, "examples/portfolio"), join(work, "site"), { recursive: true });
  const one = handed(2025, "2026-01-05", ["--open", "all"]);
  const other = handed(2023, "2026-01-05", ["--open", "all"]);
  let checked = 0;
  let faults = 0;
  const tell = (text) => { faults += 1; if (faults < 10) console.log(`FAIL  ${text}`); };
  for (let n = -1; n < Number(count); n++) {
    const [bytes, harmless] = n < 0 ? [one, true] : spoilt(one, other, n);
    const file = join(work, "x.html");
    writeFileSync(file, bytes);
    const a = ours(file);
    const b = seal.file(new Uint8Array(bytes));
    const theirs = b.refused ? { refused: b.refused } : { codes: b.findings.map((f) => f.code), roots: b.roots, whole: b.findings.length === 0 };
    const set = (r) => JSON.stringify(r.refused ? r.refused : [[...new Set(r.codes)].sort(), r.roots]);
    if (set(a) !== set(theirs)) tell(`${n}: the program ${set(a)}, the page ${set(theirs)}`);
    if (harmless && !a.whole) tell(`${n}: another order alone is refused: ${set(a)}`);
    if (!harmless && a.whole && !bytes.equals(one)) tell(`${n}: a spoilt file is taken`);
    checked += 1;
  }
  console.log(`${faults ? "FAIL" : "ok"}    ${checked} files, ${faults} differences between the program and the page`);
  process.exitCode = faults ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
