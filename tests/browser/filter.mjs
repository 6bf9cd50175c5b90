// The filter language of the lists: the same terms as `cpdfolio list` (src/filter.rs), tried on one row.
import { readFileSync } from "node:fs";

const script = readFileSync(new URL("../../themes/default/assets/site.js", import.meta.url), "utf8");
const between = (from, to) => script.slice(script.indexOf(from), script.indexOf(to));
const source = between("  /* words as the index has them", "  /** A text with the words") + between("  /* the filter language", "  /* end of the filter language");
const filter = new Function(`${source}; return filter;`)();
const row = {
  text: "4 march 2026 seminaire on sic inverters event or seminar technical knowledge for the job yes power wide bandgap",
  sets: { type: ["Event or seminar"], area: ["Technical knowledge for the job"], planned: ["Yes"], tag: ["power", "wide bandgap"], has: ["evidence", "featured"], title: ["Séminaire on SiC inverters"] },
  out: "future",
  date: "2026-03-04",
  time: 150,
};
const holds = [
  "", "2026", "2026-03", "2026-03-04", "2025..2026", "2026-02..", "..2026-03", "date:2026", "planned", "-unplanned", "type:event", "type:seminar",
  "-type:course", "category:job", "area:job-technical", "tag:power", 'tag:"wide bandgap"', "hours>2", "hours>=2h30m", "hours:2.5", "hours<3",
  "hours<=2:30", "hours>149m", "Séminaire", "SIC", '"sic inverters"', "2026 planned type:event hours>2", "type:course,event",
  "has:evidence", "no:reflection", "has:tags", "has:area", "-no:evidence", "featured", "future", "-draft", "-supports_others",
];
const fails = [
  "2025", "2026-04", "2026-03-05", "2027..", "..2025", "unplanned", "-planned", "-type:event", "type:course", "category:soft", "hours>2.5", "hours<2",
  "hours:3", "absent", "no:evidence", "has:reflection", "no:category", "draft", "example", "-featured", "2026 planned type:event hours>3", "-sic",
];
let failed = 0;
for (const [texts, wanted] of [[holds, true], [fails, false]]) {
  for (const text of texts) {
    if (filter(text, "Yes")(row) !== wanted) { failed += 1; console.error(`${text}: not ${wanted}`); }
  }
}
console.log(`${holds.length + fails.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
