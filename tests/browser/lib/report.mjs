// One line for each check, with counts; the faults under it; a JSON file at the end.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const SHOWN = 12;

export class Report {
  checks = [];
  notes = {};
  #start = performance.now();

  /** Adds up what was tested under a name; call it as often as you like, then `print`. */
  add(name, tested, faults = []) {
    let check = this.checks.find((c) => c.name === name);
    if (!check) this.checks.push((check = { name, tested: 0, faults: [], printed: false }));
    check.tested += tested;
    check.faults.push(...faults);
    return check;
  }

  /** Prints the lines of all checks that were not printed yet. */
  print() {
    for (const check of this.checks.filter((c) => !c.printed)) {
      check.printed = true;
      // a check that tested nothing is no evidence: it fails
      const word = check.faults.length || !check.tested ? "FAIL" : "ok  ";
      const at = ((performance.now() - this.#start) / 1000).toFixed(0).padStart(4);
      console.log(
        `${word}  ${check.name.padEnd(58)} ${String(check.tested).padStart(6)} tested ${String(check.faults.length).padStart(4)} faults ${at} s`,
      );
      for (const fault of grouped(check.faults).slice(0, SHOWN)) console.log(`        ${fault}`);
      if (grouped(check.faults).length > SHOWN) console.log(`        and ${grouped(check.faults).length - SHOWN} more`);
    }
  }

  /** A figure that is worth keeping but decides nothing. */
  note(name, value) {
    this.notes[name] = value;
  }

  /** Writes the JSON file and the closing line; gives the exit code. */
  close(file, about) {
    this.print();
    const failed = this.checks.filter((c) => c.faults.length || !c.tested).length;
    const seconds = Math.round((performance.now() - this.#start) / 100) / 10;
    for (const [name, value] of Object.entries(this.notes)) console.log(`note  ${name}: ${value}`);
    mkdirSync(dirname(file), { recursive: true });
    const checks = this.checks.map(({ name, tested, faults }) => ({ name, tested, faults }));
    writeFileSync(file, JSON.stringify({ ...about, seconds, checks, notes: this.notes }, null, 1) + "\n");
    console.log(`${this.checks.length - failed} passed, ${failed} failed`);
    return failed ? 1 : 0;
  }
}

/** The same fault on many pages is one line: "page: fault" becomes "page (and 7 more): fault". */
function grouped(faults) {
  const by = new Map();
  for (const fault of faults) {
    const cut = fault.indexOf(": ");
    const [page, text] = cut < 0 ? ["", fault] : [fault.slice(0, cut), fault.slice(cut + 2)];
    if (!by.has(text)) by.set(text, []);
    by.get(text).push(page);
  }
  return [...by].map(([text, pages]) => {
    const more = new Set(pages).size - 1;
    return `${pages[0]}${more > 0 ? ` (and ${more} more)` : ""}: ${text}`;
  });
}
