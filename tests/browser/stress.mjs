// A record that nobody has and every page must bear: very long, very wide, other scripts, nothing and too much.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LONG = "Commissioning the replacement excitation system of the second pumped-storage unit, with the vendor’s engineers, the grid operator’s observer and two apprentices, from the first insulation measurement on the cold machine to full load rejection at night, including everything that went wrong on the way there"
  .padEnd(300, ".");
const WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const BODY = `# A heading at the top level

## And one below

###### And one far below

A paragraph with **strong**, *soft*, ~~gone~~ and \`code\`, a [link](https://example.org/a/very/long/path/that/does/not/break/anywhere/at/all/because/it/has/no/spaces?with=a&query=too), and an address that nobody marked: https://example.org/${"x".repeat(120)}.

${WORD.repeat(3)}

- one
  - two
    - three
      - four
        1. five

| Session | Minutes | A column with a rather long head | Another | And one more | Last |
|:--------|--------:|----------------------------------|:-------:|--------------|------|
| Protection settings and their proof | 45 | ${WORD} | yes | 1 | 2 |
| Load rejection | 120 | none | no | 3 | 4 |

> A quotation, with a second line
> and a third.

\`\`\`
${"a_line_of_code_that_is_much_too_long_for_any_telephone(".repeat(4)}
\`\`\`

<script>alert("not here")</script> <b onclick="alert(1)">nor here</b>

---

The end.
`;

export function stress(dir, config) {
  const put = (path, text) => {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const entry = (date, slug, keys, body = "") => {
    const front = Object.entries({ title: slug, date, hours: 1, ...keys }).map(([k, v]) => `${k}: ${JSON.stringify(v)}`);
    put(`content/activities/${(date.from ?? date).slice(0, 4)}/${date.from ?? date}-${slug}.md`, `---\n${front.join("\n")}\n---\n${body}`);
  };
  put("cpdfolio.yaml", config.replace("Robin Sample: CPD", `Robin “R.” O'Sample & ${WORD}: <CPD>`));

  entry("2026-01-02", "long", { title: LONG, category: "job-technical", type: "work-experience", provider: LONG.slice(0, 200), tags: [WORD.toLowerCase().replace(/[^a-z]/g, ""), "a", "b"], reflection: BODY, competences: ["A1", "A2", "B1", "B2", "B3", "C1", "C2"] }, BODY);
  entry("2026-01-03", "word", { title: WORD.repeat(2), provider: WORD });
  entry("2026-01-04", "arabic", { title: "ندوة عن إلكترونيات القدرة ومحولات كربيد السيليكون", provider: "جامعة", type: "event" }, "تعلمت الكثير عن المحولات الحديثة، ومنها (SiC) وغيرها.\n");
  entry("2026-01-05", "hebrew", { title: "הרצאה על רשתות חשמל 50 Hz", reflection: "למדתי על יציבות הרשת." });
  entry("2026-01-06", "cjk", { title: "電力系統の慣性について：講演メモ", provider: "電気学会", tags: ["電力"] }, "慣性が減ると周波数の変化が速くなる。\n");
  entry("2026-01-18", "accents", { title: "Résumé of a talk: Frequenz in der Straße", tags: ["Łódź"] }, "Ångström, naïve, ﬁne.\n");
  entry("2026-01-07", "nothing", { title: "No time at all", hours: 0 });
  entry("2026-01-08", "signs", { title: `"Quotes" & <b>tags</b> 'and' {{ braces }} {% too %}`, tags: ["<b>", "a&b"], provider: "<img src=x onerror=alert(1)>" }, `<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))\n`);
  entry("2026-01-09", "private-one", { title: "Kept to oneself", visibility: "private", private: { cost: 40, met: "J. Doe" } });
  entry("2026-01-10", "hours-only", { title: "Only the hours", visibility: "hours" });
  entry("2026-01-11", "draft", { title: "Not ready", draft: true });
  entry("2026-12-20", "future", { title: "Still to come" });
  entry("2026-02-02", "split", { title: "Two areas", hours: 2.5, category: { "job-technical": "1h30m", "soft-skills": "1h" }, plan: ["long-plan"], planned: true });
  entry({ from: "2025-02-01", to: "2025-02-25" }, "secondment", { title: "A month away: 400 hours in one year", hours: 240, planned: true, category: "job-technical" }, BODY);
  entry({ from: "2025-05-01", to: "2025-05-20" }, "secondment-2", { title: "And three weeks more", hours: 160, category: "personal-technical" });
  const types = ["training-course", "work-experience", "academic-study", "volunteering", "event", "self-study"];
  const areas = ["personal-technical", "job-technical", "soft-skills"];
  for (let i = 0; i < 120; i += 1) {
    const day = `2024-${String((i % 12) + 1).padStart(2, "0")}-${String((i % 27) + 1).padStart(2, "0")}`;
    entry(day, `many-${i}`, { title: `Evening ${i} of many`, hours: ((i % 8) + 1) / 4, type: types[i % 6], category: areas[i % 3], planned: i % 3 === 0 });
  }
  const plan = `title: ${JSON.stringify(LONG)}\nperiod: 2026\ndue: 2026-09-30\nstate: open\ntarget: 8h\ncategories: [job-technical]\ncompetences: [A2]\n`;
  put("content/plan/long-plan.md", `---\n${plan}---\n${BODY}`);
  put("content/plan/rtl.md", `---\ntitle: خطة\nperiod: 2026\nstate: dropped\n---\n`);
  put("content/about.md", `---\ntitle: ${JSON.stringify(`About ${WORD}`)}\n---\n${BODY}`);
}
