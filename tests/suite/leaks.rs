//! Nothing of what is private reaches an assessor's or a public build: by pairs of records that differ
//! in private things only, and by tokens in every private place.

use std::fmt::Write;

use cpdfolio::model::Audience;
use cpdfolio::model::Audience::{Assessor, Private, Public};

use crate::memory::{self, Files, Rng, build, difference, full};

const TYPES: [&str; 7] =
    ["training-course", "work-experience", "academic-study", "volunteering", "event", "self-study", "own-kind"];
const CATEGORIES: [&str; 3] = ["personal-technical", "job-technical", "soft-skills"];
const COMPETENCES: [&str; 4] = ["A1", "A2", "B2", "E4"];
const CITES: [&str; 3] = ["keep-pace", "integrity", "provide-evidence"];
pub(crate) const AS_OF: &str = "2026-06-30";

/// A policy that looks at everything that a public reader does not see, with two ways to each target.
const WATCHER: &str = "\
schema: cpdfolio.policy/1
id: watcher
title: Looks at everything
sources: {none: {title: Made up, confidence: confirmed}}
types: {training-course: T, work-experience: W, academic-study: S, volunteering: V, event: E, self-study: R}
categories: {personal-technical: P, job-technical: J, soft-skills: O}
keys:
  structured: {type: flag, title: Structured}
  course: {type: word, title: Course}
editions:
  \"1\":
    from: 2020-01-01
    source: none
    window: {calendar: year, starts: 04-01}
    carry: {most: 6h, periods: 2, towards: [total]}
    rules:
      - {id: total, severity: must, at_least: 20h, clause: \"{at_least}.\"}
      - {id: shown, severity: must, select: {evidence: true}, at_least: 3h, clause: \"{at_least}.\"}
      - {id: thought, severity: should, select: {reflection: true}, at_least: 3h, clause: \"{at_least}.\"}
      - {id: purpose, severity: should, select: {plan: true}, at_least: 3h, clause: \"{at_least}.\"}
      - {id: others, severity: should, select: {supports_others: true}, at_least: 2h, clause: \"{at_least}.\"}
      - {id: structured, severity: must, select: {structured: true}, at_least: 4h, clause: \"{at_least}.\"}
      - {id: provider, severity: must, cap: {most: 4h, per: provider, towards: [total]}, clause: \"{most}.\"}
      - {id: variety, severity: must, diversity: {of: course, at_least: 2}, clause: Variety.}
      - {id: gap, severity: should, max_gap: 90 days, clause: Gap.}
    adjust:
      - {reasons: {ill: Illness unto death, grief: Bereavement}, set: {total: 5h}, reading: In sickness., others: {shown: drop, thought: drop, purpose: unstated, others: keep, structured: keep, provider: keep, variety: keep, gap: keep}}
      - {reasons: {away: Detained abroad}, scale: [total], when: 60 days, others: {shown: drop, thought: drop, purpose: unstated, others: keep, structured: keep, provider: keep, variety: keep, gap: keep}}
    examples: []
";

/// A record in two halves: `facts` decides everything that the audience may see, `secret` all else.
struct Maker {
    audience: Audience,
    facts: Rng,
    secret: Rng,
    files: Files,
}

/// What an entry is to the audience.
#[derive(Clone, Copy, PartialEq)]
enum Sight {
    Entry,
    Line,
    Nothing,
}

fn record(audience: Audience, facts: u64, secret: u64) -> Files {
    let mut maker = Maker { audience, facts: Rng::new(facts), secret: Rng::new(secret), files: Files::new() };
    maker.all();
    maker.files
}

/// A record for an assessor. The bytes of evidence are under the seal, so they are facts here.
pub(crate) fn handed_record(facts: u64, secret: u64) -> Files {
    let mut files = record(Assessor, facts, secret);
    files.iter_mut().filter(|(path, _)| path.starts_with("evidence/")).for_each(|(_, bytes)| *bytes = vec![7]);
    files
}

impl Maker {
    fn all(&mut self) {
        self.config();
        self.put("content/policies/watcher.yaml", WATCHER.to_owned());
        self.pages();
        self.plan();
        for n in 0..1 + self.facts.below(7) {
            let folder = ["2024", "2025", "2026", "deep/er"][self.facts.below(4)];
            // Now and then an entry is called like the number of a bare line.
            let name = if self.facts.chance(10) { format!("line-{}", 1 + n % 3) } else { format!("e{n}") };
            let path = if name.starts_with('l') { name } else { format!("{folder}/{name}") };
            self.entry(&path, Sight::Entry);
        }
        if self.is_public() {
            self.sums();
        } else {
            for n in 0..self.facts.below(5) {
                let path = format!("{}/{}-{n}", self.secret.word(), self.secret.word());
                self.entry(&path, Sight::Line);
            }
        }
        for n in 0..self.secret.below(6) {
            let path = format!("{}/{}-{n}", ["2024", "2026", "zz"][self.secret.below(3)], self.secret.word());
            self.entry(&path, Sight::Nothing);
        }
        // The place that a visible text links to: there, or not.
        if self.secret.chance(50) {
            self.entry("2025/hidden", Sight::Nothing);
        }
        for n in 0..self.secret.below(4) {
            let (name, size) = (self.secret.word(), self.secret.below(400));
            let bytes = (0..size).map(|_| self.secret.next().to_le_bytes()[0]).collect();
            self.files.insert(format!("evidence/{name}-{n}.png"), bytes);
        }
    }

    /// Bare lines of which the public sees a sum by year: the sums are facts, how many lines they come from and what
    /// these say is secret.
    fn sums(&mut self) {
        for year in 2023..=2026 {
            let mut left = 60 * self.facts.below(9);
            while left > 0 {
                let s = &mut self.secret;
                let part = 60 * (1 + s.below(left / 60));
                left -= part;
                // none of them is still to come
                let (month, day) = (1 + s.below(6), 1 + s.below(27));
                let text = format!(
                    "---\ntitle: {}\ndate: {year}-{month:02}-{day:02}\nhours: {part}m\nplanned: {}\nfeatured: {}\nvisibility: hours\n---\n{}\n",
                    s.words(4),
                    s.chance(50),
                    s.chance(30),
                    s.words(9)
                );
                let path = format!("content/activities/{}/{}-{left}.md", s.word(), s.word());
                self.put(&path, text);
            }
        }
    }

    fn put(&mut self, path: &str, text: String) {
        self.files.insert(path.to_owned(), text.into_bytes());
    }

    fn is_public(&self) -> bool {
        self.audience == Public
    }

    fn config(&mut self) {
        let (f, s) = (&mut self.facts, &mut self.secret);
        let mut text = format!("# {}\nschema: cpdfolio.site/1\ntitle: The record\nguidance: false\n", s.words(4));
        if f.chance(50) {
            text.push_str("base_url: https://sam.example/cpd/\n");
        }
        let _ = writeln!(text, "audience: {}", s.pick(&["private", "assessor", "public"]));
        let _ = writeln!(text, "visibility: {}", s.pick(&["private", "hours", "assessor", "public"]));
        let of_assessor = if self.audience == Public { &mut *s } else { &mut *f };
        let number = of_assessor.below(10_000_000);
        let grade = of_assessor.pick(&["MIET", "FIET", "TMIET"]);
        let registrations = of_assessor.pick(&["[]", "[CEng]", "[EngTech, CEng]"]);
        let more = format!("number: \"{number}\", grade: {grade}, registrations: {registrations}");
        let about = f.pick(&["", "about: Power electronics, ", "contact: sam@sam.example, "]);
        let _ = writeln!(text, "member: {{name: Sam Example, {about}{more}}}");
        let of_assessor = if self.audience == Public { &mut *s } else { &mut *f };
        let _ = writeln!(text, "scheme: {{opted_in: 20{:02}-02-01}}", 10 + of_assessor.below(15));
        text.push_str("policies: [{id: iet}");
        if f.chance(60) {
            text.push_str(", {id: watcher}");
        }
        let follows_watcher = text.ends_with("watcher}");
        if f.chance(30) {
            // Documents are a secret of the public's only.
            let of_assessor = if self.audience == Public { &mut *s } else { &mut *f };
            let documents = of_assessor.pick(&["", ", artefacts: {}", ", artefacts: {evaluation: 2025-12-01}"]);
            let _ = write!(text, ", {{id: engineering-council{documents}}}");
        }
        text.push_str("]\ntypes: {own-kind: A kind of one's own");
        for n in 0..s.below(3) {
            let _ = write!(text, ", {}-{n}: {}", s.word(), s.words(3));
        }
        text.push_str(&format!("}}\nextra_keys: {{{}: text, job: text, cost: number, seen: date}}", s.word()));
        text.push_str("\npseudonyms: {");
        for n in 0..s.below(3) {
            let _ = write!(text, "{}{n}: {}, ", s.word(), s.word());
        }
        text.push_str("}\n");
        // The public sees no target.
        let mut hidden = s.clone();
        let of_targets = if self.audience == Public { &mut hidden } else { &mut *f };
        let _ = write!(text, "circumstances: {}", circumstances(of_targets, s, follows_watcher));
        let standing: &&str = s.pick(&["", "standing: private\n", "standing: {stated: []}\n"]);
        text.push_str(standing);
        self.put("cpdfolio.yaml", text);
    }

    fn pages(&mut self) {
        let body = self.facts.words(30);
        self.put(
            "content/about.md",
            format!(
                "---\ntitle: About\nnav: main\n---\n{body} [there](activities/2025/hidden.md) and [here](activities/2024/e0.md)\n"
            ),
        );
        self.put("content/faq/why.md", "---\ntitle: Why?\n---\nBecause.\n".to_owned());
        self.put(
            "content/directory/thing.md",
            "---\ntitle: A thing\nprovider: Somebody\ntype: self-study\n---\nText.\n".to_owned(),
        );
        for (n, id) in ["thing-too", "thing-three"].into_iter().enumerate() {
            let text = format!("---\ntitle: Thing {n}\n---\n");
            self.put(&format!("content/directory/{id}.md"), text);
        }
    }

    /// Visible items `open-a` and `open-b` for the assessor; for the public there are none.
    fn plan(&mut self) {
        for id in ["open-a", "open-b", "hidden-a", "hidden-b"] {
            let seen = id.starts_with("open") && !self.is_public();
            let (f, s) = (&mut self.facts, &mut self.secret);
            let r = if seen { &mut *f } else { &mut *s };
            let visibility = *match (seen, self.audience) {
                (true, _) => r.pick(&["assessor", "public"]),
                (false, Public) => r.pick(&["private", "hours", "assessor", "public"]),
                (false, _) => r.pick(&["private", "hours"]),
            };
            let mut text = format!(
                "---\ntitle: {}\nperiod: {}\ndue: 2026-{:02}-01\nstate: {}\ntarget: {}h\nvisibility: {visibility}\n",
                r.words(4),
                r.pick(&["2025", "2026"]),
                1 + r.below(12),
                r.pick(&["open", "done", "dropped"]),
                1 + r.below(20)
            );
            let _ = writeln!(text, "categories: [{}]\ncompetences: [{}]", r.pick(&CATEGORIES), r.pick(&COMPETENCES));
            let _ = writeln!(text, "---\n{}", r.words(20));
            let _ = writeln!(text, "\n{}", comment(s));
            self.put(
                &format!("content/plan/{id}.md"),
                text.replace("\n---\n", &format!("\ncites: [{}]\n---\n", self.secret.clone().pick(&CITES))),
            );
        }
    }

    fn entry(&mut self, path: &str, sight: Sight) {
        let audience = self.audience;
        let (f, s) = (&mut self.facts, &mut self.secret);
        let mut keys: Vec<String> = vec![];
        // What is counted: of the facts, but for entries that do not exist.
        let draft = sight == Sight::Nothing && s.chance(30);
        let counted = if sight == Sight::Nothing { &mut *s } else { &mut *f };
        let (year, month, day) = (2024 + counted.below(3), 1 + counted.below(12), 1 + counted.below(27));
        let far = sight == Sight::Nothing && counted.chance(15);
        let year = if far { 1990 + counted.below(60) } else { year };
        keys.push(if counted.chance(20) {
            format!("date: {{from: {year}-{month:02}-{day:02}, to: {year}-{month:02}-{:02}}}", day + 1)
        } else {
            format!("date: {year}-{month:02}-{day:02}")
        });
        let minutes = 30 * (2 + counted.below(30));
        match counted.below(4) {
            0 => {}
            1 => {
                let [a, b] =
                    if counted.chance(50) { [CATEGORIES[0], CATEGORIES[2]] } else { [CATEGORIES[1], CATEGORIES[0]] };
                keys.push(format!("category: {{{a}: 30m, {b}: {}m}}", minutes - 30));
            }
            _ => keys.push(format!("category: {}", counted.pick(&CATEGORIES))),
        }
        keys.push(format!("hours: {minutes}m"));
        if counted.chance(80) {
            keys.push(format!("type: {}", counted.pick(&TYPES)));
        }
        if counted.chance(50) {
            keys.push("planned: true".to_owned());
        }
        if counted.chance(5) {
            keys.push("example: true".to_owned());
        }
        // Who sees it.
        keys.push(match (sight, audience) {
            (Sight::Entry, Public) => "visibility: public".to_owned(),
            (Sight::Entry, _) => format!("visibility: {}", f.pick(&["assessor", "public"])),
            (Sight::Line, _) => "visibility: hours".to_owned(),
            (Sight::Nothing, _) if draft => {
                format!("visibility: {}", s.pick(&["private", "hours", "assessor", "public"]))
            }
            (Sight::Nothing, Public) => format!("visibility: {}", s.pick(&["private", "assessor"])),
            (Sight::Nothing, _) => "visibility: private".to_owned(),
        });
        if draft {
            keys.push("draft: true".to_owned());
        }
        // The public fields.
        let r = if sight == Sight::Entry { &mut *f } else { &mut *s };
        if r.chance(20) {
            keys.push("featured: true".to_owned());
        }
        keys.push(format!("title: {}", r.words(5)));
        if r.chance(50) {
            keys.push(format!("provider: {}", r.pick(&["Alpha", "Beta", "Gamma Ltd"])));
        }
        if r.chance(40) {
            keys.push(format!("tags: [{}, {}]", r.word(), r.word()));
        }
        if r.chance(40) {
            keys.push(format!("competences: [{}]", r.pick(&COMPETENCES)));
        }
        if r.chance(20) {
            keys.push(format!("aliases: [{}/{}]", r.word(), r.word()));
        }
        let body = format!("{}\n\n![a {}](../../../evidence/x.png) [p](hidden.md)\n", r.words(25), r.word());
        // The assessor's.
        let r = if sight == Sight::Entry && audience != Public { &mut *f } else { &mut *s };
        if r.chance(60) {
            keys.push(format!("reflection: {}", r.words(20)));
        }
        let mut plan: Vec<&str> = vec![];
        if r.chance(40) {
            plan.push(*r.pick(&["open-a", "open-b"]));
        }
        if r.chance(30) {
            keys.push(format!("cites: [{}]", r.pick(&CITES)));
        }
        if r.chance(30) {
            keys.push("supports_others: true".to_owned());
        }
        let files = if r.chance(40) { 1 + r.below(3) } else { 0 };
        // Nobody's but the owner's.
        if files > 0 {
            let names: Vec<String> =
                (0..files).map(|n| format!("evidence/{}/{n}-{}.pdf", s.word(), s.word())).collect();
            keys.push(format!("evidence: [{}]", names.join(", ")));
            let bytes = format!("%PDF {}", s.words(30)).into_bytes();
            self.files.extend(names.into_iter().map(|name| (name, bytes.clone())));
        }
        if s.chance(40) {
            let at = s.below(plan.len() + 1);
            plan.insert(at, *s.pick(&["hidden-a", "hidden-b"]));
        }
        if !plan.is_empty() {
            keys.push(format!("plan: [{}]", plan.join(", ")));
        }
        if s.chance(40) {
            keys.push(format!("item: {}", s.pick(&["thing", "thing-too", "thing-three"])));
        }
        if s.chance(40) {
            keys.push(format!("private: {{{}: {}, met: [{}]}}", s.word(), s.words(3), s.word()));
        }
        // Keys of the owner's own, which the settings name.
        if s.chance(40) {
            keys.push(format!("job: {}\ncost: {}\nseen: 2025-03-{:02}", s.words(3), s.below(900), 1 + s.below(28)));
        }
        // A fault in what does not exist for the audience.
        if sight == Sight::Nothing && s.chance(25) {
            keys.push(s.pick(&["hour: 2", "typ: x", "met: you"]).to_string());
        }
        // A fault in what the audience does not see of an entry.
        if sight != Sight::Nothing && s.chance(15) {
            let mut faults = vec![
                "private: 3",
                "private: {a: 1, a: 2}",
                "private: {a: [}",
                "private: {b: c: d}",
                "item: [x]",
                "item: nowhere",
                "job: {a: b}",
                "cost: much",
                "seen: soon",
            ];
            if sight == Sight::Line || audience == Public {
                faults.extend([
                    "cites: [nope]",
                    "reflection: [x]",
                    "evidence: [evidence/none.pdf]",
                    "plan: [nope]",
                    "supports_others: maybe",
                ]);
            }
            if sight == Sight::Line {
                faults.extend(["tags: {a: b}", "competences: [Z9]", "aliases: [..]", "provider: [a]"]);
            }
            let fault = *s.pick(&faults);
            let key = fault.split(':').next().unwrap();
            // In the place of the right value, or beside it: then the key stands twice.
            if s.chance(70) {
                keys.retain(|k| !k.starts_with(&format!("{key}:")));
            }
            keys.push(fault.to_owned());
        }
        s.shuffle(&mut keys);
        let mut text = "---\n".to_owned();
        for key in keys {
            if s.chance(10) {
                let _ = writeln!(text, "# {}", s.words(4));
            }
            text.push_str(&key);
            text.push('\n');
        }
        let _ = write!(text, "---\n{}\n{body}", comment(s));
        self.put(&format!("content/activities/{path}.md"), text);
    }
}

/// A note to oneself in a text, or none.
fn comment(s: &mut Rng) -> String {
    let words = s.words(6);
    match s.below(6) {
        0 | 1 => format!("<!-- {words} -->\n"),
        2 => format!("%% {words} %%\n"),
        3 => format!("{{>> {words} <<}}\n"),
        _ => String::new(),
    }
}

/// For each year a target, for reasons and days of all sorts; and circumstances without effect.
fn circumstances(f: &mut Rng, s: &mut Rng, watcher: bool) -> String {
    let mut all: Vec<String> = vec![];
    let days = |s: &mut Rng, year: usize| {
        let from = 1 + s.below(11);
        format!("from: {year}-{from:02}-{:02}, to: {year}-12-{:02}", 1 + s.below(28), 1 + s.below(31))
    };
    let agreed = |s: &mut Rng, year: usize, hours: usize| {
        let day = format!("{year}-0{}-1{}", 1 + s.below(9), s.below(10));
        format!(
            "{{policy: iet, reason: agreement, target: {hours}h, agreed_on: {day}, ref: {}, {}}}",
            s.word(),
            days(s, year)
        )
    };
    for year in 2023..=2026 {
        let hours = match f.below(4) {
            0 => 10,
            1 => 12 + f.below(8),
            _ => 0,
        };
        if hours > 0 {
            all.push(match (hours, s.below(3)) {
                (10, 0) => format!("{{policy: iet, reason: maternity-leave, {}}}", days(s, year)),
                (10, 1) => format!("{{policy: iet, reason: retired, {}}}", days(s, year)),
                _ => agreed(s, year, hours),
            });
            // Another one with a higher target changes nothing.
            if s.chance(40) {
                let more = hours + 1 + s.below(10);
                all.push(agreed(s, year, more));
            }
        }
        // Not yet agreed: no effect.
        if s.chance(30) {
            all.push(format!("{{policy: iet, reason: agreement, target: {}h, {}}}", s.below(30), days(s, year)));
        }
        if watcher && f.chance(40) {
            let reason = s.pick(&["ill", "grief"]);
            // Inside one period of the other policy, from April on.
            let from = 4 + s.below(5);
            all.push(format!(
                "{{policy: watcher, reason: {reason}, from: {year}-{from:02}-{:02}, to: {year}-12-{:02}}}",
                1 + s.below(28),
                1 + s.below(31)
            ));
        }
        if watcher && s.chance(30) {
            // Too short to change anything.
            all.push(format!(
                "{{policy: watcher, reason: away, from: {year}-05-0{}, to: {year}-05-20}}",
                1 + s.below(9)
            ));
        }
    }
    s.shuffle(&mut all);
    format!("[{}]\n", all.join(", "))
}

/// Three other secrets beside the same facts: as many pairs.
fn same(audience: Audience, facts: u64) -> Files {
    let secret = |n: u64| 1_000_000 + 4 * facts + n;
    let first = record(audience, facts, secret(0));
    let one = build(&first, audience, AS_OF);
    for n in 1..4 {
        let other = record(audience, facts, secret(n));
        assert!(other != first, "facts {facts}: the two records are the same");
        let two = build(&other, audience, AS_OF);
        if let Some(found) = difference(&one.files, &two.files) {
            let notes = [one.notes.join("\n"), two.notes.join("\n")];
            let who = audience.word();
            panic!("facts {facts}, secret {n}, for {who}: {found}\n{}\n\n{}", notes[0], notes[1]);
        }
    }
    one.files
}

#[test]
fn private_things_change_no_byte_for_the_assessor() {
    pairs(Assessor, if full() { 3_334 } else { 40 });
}

#[test]
fn private_things_change_no_byte_in_public() {
    pairs(Public, if full() { 3_334 } else { 334 });
}

/// The pages of guidance speak of policies, types and registrations: never of those of one person.
#[test]
fn private_things_change_no_byte_of_the_guidance() {
    for facts in 0..if full() { 200 } else { 3 } {
        let site = |secret: u64| {
            let mut files = record(Public, facts, secret);
            let config = String::from_utf8(files["cpdfolio.yaml"].clone()).unwrap();
            let more = "guidance: true\ninstitution: {name: Guild, contact: cpd@guild.example}";
            let keys = ["extra_keys: {client: any, place: any, ", "extra_keys: {"][usize::from(secret == 1)];
            let config = config.replace("guidance: false", more).replace("extra_keys: {", keys);
            files.insert("cpdfolio.yaml".to_owned(), config.into_bytes());
            let page =
                "---\ntitle: Ours\n---\n{{ policy(rule=\"total\", show=\"at_least\") }} and {{ include(\"x.md\") }}\n";
            files.insert("content/ours.md".to_owned(), page.into());
            files.insert("content/snippets/x.md".to_owned(), "Text of all.\n".into());
            build(&files, Public, AS_OF).files
        };
        let (one, other) = (site(1), site(2));
        assert!(one.len() > 60, "{} files", one.len());
        assert_eq!(difference(&one, &other), None, "facts {facts}");
    }
}

/// Three pairs for each number.
fn pairs(audience: Audience, count: u64) {
    let mut outputs = std::collections::BTreeSet::new();
    for facts in 0..count {
        outputs.insert(same(audience, facts).into_values().map(|f| f.len()).sum::<usize>());
    }
    // The facts do show: else the test would compare nothing.
    assert!(outputs.len() * 10 > usize::try_from(count).unwrap() * 8, "{} outputs", outputs.len());
    // hundreds of builds in one process leave nothing behind: once each left its theme
    if let Some(resident) = memory::resident() {
        assert!(resident < 2 << 20, "{resident} KiB");
    }
}

/// What is left of a public output without the sentences that its owner states.
fn without_statements(mut files: Files) -> Files {
    let home = String::from_utf8(files["index.html"].clone()).unwrap();
    if let Some((before, rest)) = home.split_once("<ul class=\"stated\">") {
        let (_, after) = rest.split_once("means nothing.</p>").unwrap();
        files.insert("index.html".to_owned(), format!("{}{after}", before.trim_end()).into_bytes());
    }
    assert!(files.remove("data/statements.json").is_some());
    files
}

#[test]
fn stated_years_change_nothing_but_their_sentence() {
    let mut stated = 0;
    for facts in 0..if full() { 1_000 } else { 40 } {
        let site = |secret: u64, standing: &str| {
            let mut files = record(Public, facts, secret);
            let config = String::from_utf8(files["cpdfolio.yaml"].clone()).unwrap();
            let kept: Vec<&str> = config.lines().filter(|line| !line.starts_with("standing:")).collect();
            files.insert("cpdfolio.yaml".to_owned(), format!("{}\n{standing}", kept.join("\n")).into_bytes());
            build(&files, Public, AS_OF).files
        };
        let plain = site(1, "");
        assert!(!String::from_utf8_lossy(&plain["data/statements.json"]).contains("met"));
        for secret in [1, 2] {
            let told = site(secret, "standing: {stated: [2023, 2024, 2025, 2026]}\n");
            let home = String::from_utf8_lossy(&told["index.html"]).into_owned();
            stated += home.matches(", stated by").count();
            // a running year is never stated
            assert!(!home.contains("met in 2026"));
            let found = difference(&without_statements(plain.clone()), &without_statements(told));
            assert_eq!(found, None, "facts {facts}, secret {secret}");
        }
    }
    assert!(stated > 0);
}

#[test]
fn the_owner_sees_what_differs() {
    for n in 0..5 {
        let [a, b] = [1, 2].map(|s| build(&record(Assessor, n, s), Private, AS_OF).files);
        assert!(difference(&a, &b).is_some(), "pair {n}");
    }
}

/// The example with other private things: entries that the audience does not see are gone or new, the
/// words of bare lines, the owner's keys and the names of evidence are others.
fn another_portfolio(audience: Audience, seed: u64) -> Files {
    let mut s = Rng::new(seed);
    let employer = s.words(3);
    let mut files = Files::new();
    for (path, bytes) in memory::portfolio() {
        let Ok(text) = String::from_utf8(bytes.clone()) else {
            files.insert(path, bytes);
            continue;
        };
        // Others read what stands in its place.
        let text = text.replace("Northmoor Drives Ltd", &employer);
        let bytes = text.clone().into_bytes();
        let is = |line: &str| text.lines().any(|l| l == line);
        let unseen = is("visibility: private")
            || is("draft: true")
            || audience == Public && !is("visibility: public") && !is("visibility: hours");
        if path == "cpdfolio.yaml" {
            let text = text
                .replace(
                    "reason: maternity-leave, from: 2024-02-19, to: 2024-12-31",
                    "reason: retired, from: 2024-05-05, to: 2024-05-06",
                )
                .replace("CPD-25-117", &s.word())
                .replace("2025-02-10", "2025-06-01")
                .replace("agreement, from: 2025-01-01, to: 2025-12-31", "agreement, from: 2025-11-01, to: 2025-11-01");
            files.insert(path, text.into_bytes());
        } else if path.starts_with("evidence/") {
            files.insert(path, s.words(40).into_bytes());
        } else if path.starts_with("content/activities/") && unseen {
            if s.chance(50) {
                let title = s.words(3);
                let text = format!(
                    "---\ntitle: {title}\ndate: 2023-0{}-11\nhours: 9h\nvisibility: private\n---\n{}\n",
                    1 + s.below(9),
                    s.words(50)
                );
                files.insert(format!("content/activities/{}/{}.md", s.word(), s.word()), text.into_bytes());
            }
        } else if path.starts_with("content/activities/") && is("visibility: hours") {
            let kept = ["date:", "hours:", "type:", "category:", "planned:", "visibility:"];
            let lines: Vec<&str> = text.lines().filter(|l| kept.iter().any(|k| l.starts_with(k))).collect();
            let text = format!(
                "---\n{}\ntitle: {}\nprovider: {}\n---\n{}\n",
                lines.join("\n"),
                s.words(4),
                s.word(),
                s.words(30)
            );
            files.insert(format!("content/activities/{}/{}.md", s.word(), s.word()), text.into_bytes());
        } else if path.starts_with("content/plan/") && unseen {
            let visibility = if audience == Public { "assessor" } else { "private" };
            let text = format!("---\ntitle: {}\nvisibility: {visibility}\n---\n{}\n", s.words(4), s.words(9));
            files.insert(path, text.into_bytes());
        } else if path.starts_with("content/activities/") {
            let mut out = String::new();
            for line in text.lines() {
                match line.split_once(':').map(|(key, _)| key) {
                    Some("private") => {
                        let _ = writeln!(out, "private: {{{}: {}}}", s.word(), s.words(4));
                    }
                    Some("item") => {}
                    Some("evidence") => {
                        let names: Vec<_> = line.split(',').map(|_| format!("evidence/{}.pdf", s.word())).collect();
                        let _ = writeln!(out, "evidence: [{}]", names.join(", "));
                        files.extend(names.into_iter().map(|name| (name, vec![0])));
                    }
                    _ => {
                        out.push_str(line);
                        out.push('\n');
                    }
                }
            }
            files.insert(path, out.into_bytes());
        } else {
            files.insert(path, bytes);
        }
    }
    files
}

#[test]
fn the_examples_private_things_change_no_byte() {
    let original = memory::portfolio();
    for audience in [Assessor, Public] {
        let first = build(&original, audience, "2026-11-21").files;
        for seed in 0..if full() { 20 } else { 2 } {
            let other = another_portfolio(audience, seed);
            assert!(other != original);
            let found = difference(&first, &build(&other, audience, "2026-11-21").files);
            assert_eq!(found, None, "seed {seed}, for {}", audience.word());
        }
    }
}

/// A token for a private place, unlike any other text.
pub(crate) fn token(name: &str) -> String {
    let mut rng = Rng::new(name.bytes().fold(7, |a: u64, b| a.wrapping_mul(31).wrapping_add(u64::from(b))));
    let letters: String = (0..12).map(|_| char::from(b"bcdfghjklmnpqrstvwxz"[rng.below(20)])).collect();
    format!("q{letters}q")
}

/// An entry that nobody but its owner sees.
const HIDDEN: &str = "---\ntitle: Hidden\ndate: 2024-03-04\nhours: 1h\nvisibility: private\n---\n";

/// A site with a token in every place; and the tokens: name, whether the assessor may see it, whether the
/// public may, whether the owner's pages show it.
pub(crate) fn marked() -> (Files, Vec<(String, [bool; 3])>) {
    let mut tokens: Vec<(String, [bool; 3])> = vec![];
    let mut t = |name: &str, assessor: bool, public: bool, owner: bool| {
        tokens.push((name.to_owned(), [assessor, public, owner]));
        token(name)
    };
    let mut files = Files::new();
    let config = format!(
        "# {}\nschema: cpdfolio.site/1\ntitle: T\nbase_url: https://sam.example/\nguidance: false\nmember: {{name: Sam, number: {}, grade: {}, registrations: [{}]}}\npolicies: [{{id: iet}}, {{id: watcher}}]\ntypes: {{own: {}}}\npseudonyms: {{{}: {}}}\ncircumstances:\n - {{policy: iet, reason: agreement, from: 2025-01-01, to: 2025-12-31, target: 15h, agreed_on: 2025-02-13, ref: {}}}\n - {{policy: iet, reason: agreement, from: 2026-01-01, to: 2026-12-31, target: 15h, ref: {}}}\n - {{policy: watcher, reason: ill, from: 2025-05-17, to: 2025-05-19}}\n - {{policy: watcher, reason: away, from: 2026-05-17, to: 2026-05-19}}\n",
        t("comment of the settings", false, false, false),
        t("member number", true, false, true),
        t("member grade", true, false, true),
        t("registration", true, false, true),
        t("title of a type of private entries", false, false, true),
        t("pseudonym for", false, false, false),
        t("pseudonym", false, false, false),
        t("circumstance ref", false, false, true),
        t("pending circumstance ref", false, false, false),
    );
    files.insert("cpdfolio.yaml".into(), config.into());
    let illness = format!("Illness {}", t("reason", false, false, true));
    let reading = format!("In sickness {}.", t("reading of the circumstance", false, false, false));
    let abroad = format!("Detained {}", t("reason without effect", false, false, true));
    let watcher = WATCHER
        .replace("Illness unto death", &illness)
        .replace("In sickness.", &reading)
        .replace("Detained abroad", &abroad);
    files.insert("content/policies/watcher.yaml".into(), watcher.into());
    for (id, assessor) in [("open", true), ("hidden", false)] {
        let text = format!(
            "---\ntitle: {}\nperiod: {}\nvisibility: {}\n---\n{}\n\n<!-- {} -->\n\n%%\n{}\nfor me\n%%\n",
            t(&format!("{id} plan title"), assessor, false, true),
            t(&format!("{id} plan period"), assessor, false, true),
            if assessor { "assessor" } else { "private" },
            t(&format!("{id} plan body"), assessor, false, true),
            t(&format!("{id} plan comment"), false, false, false),
            t(&format!("{id} comment of another program in a plan"), false, false, false),
        );
        let name = format!("{id}-{}", t(&format!("{id} plan id"), assessor, false, true));
        files.insert(format!("content/plan/{name}.md"), text.into());
    }
    let by_name = t("link by name to a private entry", false, false, true);
    files.insert(format!("content/activities/2024/{by_name}.md"), HIDDEN.into());
    let item = t("directory item", true, true, true);
    files.insert(format!("content/directory/{item}.md"), "---\ntitle: A thing\n---\n".into());
    for (kind, visibility, more) in [
        ("private", "private", "type: own\n"),
        ("hours", "hours", ""),
        ("assessor", "assessor", ""),
        ("public", "public", ""),
        ("draft", "public", "draft: true\n"),
        ("draft line", "hours", "draft: true\n"),
        ("faulty", "private", "hour: 2\n"),
    ] {
        let seen = [kind == "assessor" || kind == "public", kind == "public"];
        let owner = kind != "faulty";
        let mut own = |slot: &str, shown: bool| t(&format!("{kind} {slot}"), false, false, owner && shown);
        let (key, value) = (own("key", true), own("value", true));
        let (yaml_comment, html_comment) = (own("comment in the head", false), own("comment in the body", false));
        let foreign = own("comment of another program", false);
        let thought = own("comment in the reflection", false);
        let evidence = format!("evidence/{}.pdf", own("evidence name", true));
        let picture = format!("evidence/{}.png", own("picture name", true));
        let bytes = own("evidence bytes", true);
        let hidden_link = own("link to a private entry", false);
        let mut both = |slot: &str, assessor: bool, public: bool| {
            // The list of problems names the file.
            let owner = owner || slot == "file name";
            t(&format!("{kind} {slot}"), seen[0] && assessor, seen[1] && public, owner)
        };
        let path = both("file name", true, true);
        // the same list names what is of other programs
        let block = t(&format!("{kind} name of a block"), false, false, true);
        let mut both = |slot: &str, assessor: bool, public: bool| {
            t(&format!("{kind} {slot}"), seen[0] && assessor, seen[1] && public, owner)
        };
        let alias = both("alias", true, true);
        let plan: Vec<&String> = files.keys().filter_map(|p| p.strip_prefix("content/plan/").map(|_| p)).collect();
        let plan: Vec<&str> = plan.into_iter().map(|p| &p["content/plan/".len()..p.len() - 3]).collect();
        let text = format!(
            "---\n# {yaml_comment}\ntitle: {}\ndate: 2025-03-04\nhours: 2h\nprovider: {}\ntags: [{}]\nreflection: \"{} %% {thought}\\nfor me %%\"\nvisibility: {visibility}\n{more}item: {item}\nplan: [{}]\nplanned: true\nprivate: {{{key}: {value}}}\naliases: [{alias}]\nevidence: [{evidence}, {picture}]\n---\n{} [x]({hidden_link}.md) ![{}](../../../{picture})\n\n<!-- {html_comment} -->\n\na <!-- {html_comment} --> b %% {foreign}\n\n{foreign} %%\n[[{by_name}|there]] ^{block}\n",
            both("title", true, true),
            both("provider", true, true),
            both("tag", true, true),
            both("reflection", true, false),
            plan.join(", "),
            both("body", true, true),
            both("alt", true, true),
        );
        files.insert(format!("content/activities/2025/{path}.md"), text.into());
        files.insert(evidence, bytes.clone().into());
        files.insert(picture, bytes.into());
    }
    (files, tokens)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The middle of a text in base64, with so many bytes before it.
pub(crate) fn base64(text: &str, phase: usize) -> String {
    let bytes: Vec<u8> = std::iter::repeat_n(0, phase).chain(text.bytes()).collect();
    let mut out = String::new();
    for three in bytes.chunks_exact(3) {
        let n = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        out.extend((0..4).map(|k| char::from(BASE64[(n >> (18 - 6 * k) & 63) as usize])));
    }
    // The first group depends on what stands before.
    out.split_off(if phase == 0 { 0 } else { 4 })
}

/// Every way in which a token might hide.
pub(crate) fn disguises(token: &str) -> Vec<Vec<u8>> {
    let each = |with: &dyn Fn(u8) -> String| token.bytes().map(with).collect::<String>().into_bytes();
    vec![
        token.as_bytes().to_vec(),
        token.bytes().rev().collect(),
        each(&|b| format!("%{b:02x}")),
        each(&|b| format!("&#{b};")),
        each(&|b| format!("&#x{b:x};")),
        each(&|b| format!("\\u{b:04x}")),
        token.bytes().flat_map(|b| [b, 0]).collect(),
        each(&|b| format!("{b:02x}")),
        base64(token, 0).into_bytes(),
        base64(token, 1).into_bytes(),
        base64(token, 2).into_bytes(),
        token.bytes().map(|b| if b.is_ascii_lowercase() { (b - b'a' + 13) % 26 + b'a' } else { b }).collect(),
    ]
}

/// Names and contents: as they are, and in small letters (all but base64 is looked for in these).
pub(crate) fn everything(files: &Files) -> [String; 2] {
    let mut all = String::new();
    for (path, bytes) in files {
        let _ = writeln!(all, "{path}\n{}", String::from_utf8_lossy(bytes));
    }
    let lower = all.to_ascii_lowercase();
    [all, lower]
}

/// Two thirds of a disguise are enough to tell.
pub(crate) fn shows([all, lower]: &[String; 2], token: &str) -> bool {
    disguises(token).iter().enumerate().any(|(n, d)| {
        let part = std::str::from_utf8(&d[..d.len() * 2 / 3]).unwrap();
        if (8..11).contains(&n) { all.contains(part) } else { lower.contains(part) }
    })
}

#[test]
fn tokens_in_private_places_show_to_their_owner_only() {
    let (files, tokens) = marked();
    let assessor = everything(&build(&files, Assessor, AS_OF).files);
    let public = everything(&build(&files, Public, AS_OF).files);
    let private = everything(&build(&files, Private, AS_OF).files);
    let mut wrong = vec![];
    for (name, [to_assessor, to_public, to_owner]) in &tokens {
        let found = [shows(&assessor, &token(name)), shows(&public, &token(name)), shows(&private, &token(name))];
        for (who, found, allowed) in [
            ("the assessor", found[0], to_assessor),
            ("the public", found[1], to_public),
            ("the owner", found[2], to_owner),
        ] {
            if found != *allowed {
                wrong.push(format!("{name}: {} to {who}", if found { "shown" } else { "not shown" }));
            }
        }
    }
    assert!(tokens.len() >= 120, "{} places", tokens.len());
    assert_eq!(wrong, Vec::<String>::new());
    // Days of circumstances, in figures and in words, and what they are called.
    let days =
        ["2025-02-13", "13 february", "2025-05-17", "17 may", "2026-05-17", "not yet agreed", "illness", "in sickness"];
    for words in days {
        assert!(!assessor[1].contains(words) && !public[1].contains(words), "{words}");
    }
    assert!(private[1].contains("19 may 2025"));
}

#[test]
fn the_scan_finds_every_disguise() {
    let token = token("positive control");
    for (n, disguise) in disguises(&token).into_iter().enumerate() {
        let around = |text: &[u8]| [b"some text before, ", text, b", and after"].concat();
        let hidden = if (8..11).contains(&n) {
            // The whole text in base64, with the token at each phase.
            let text = format!("{}{token} and more text", "x".repeat(n - 8 + 30));
            around(base64(&text, 0).as_bytes())
        } else {
            around(&disguise)
        };
        let files = Files::from([("a/b.html".to_owned(), hidden)]);
        assert!(shows(&everything(&files), &token), "disguise {n}");
    }
    let name = Files::from([(format!("a/{token}/index.html"), vec![])]);
    assert!(shows(&everything(&name), &token));
}

#[test]
fn a_fault_in_what_others_do_not_see_does_not_show() {
    let entry = |visibility: &str, fault: &str| {
        format!("---\ntitle: A\ndate: 2026-01-02\nhours: 1h\nvisibility: {visibility}\n{fault}---\n")
    };
    let site = |visibility: &str, fault: &str| {
        let config = "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: S}\npolicies: [{id: iet}]\nextra_keys: {client: text, cost: number, paid: flag, seen: date, met: list}\n";
        Files::from([
            ("cpdfolio.yaml".to_owned(), config.into()),
            ("content/activities/a.md".to_owned(), entry(visibility, fault).into()),
        ])
    };
    let incomplete = |audience, visibility: &str, fault: &str| {
        let files = build(&site(visibility, fault), audience, AS_OF).files;
        String::from_utf8(files["index.html"].clone()).unwrap().contains("data-is=\"incomplete\"")
    };
    for fault in ["hour: 2\n", "provider: [a]\n"] {
        assert!(incomplete(Private, "private", fault));
        assert!(!incomplete(Assessor, "private", fault) && !incomplete(Public, "private", fault));
        assert!(incomplete(Assessor, "assessor", fault) && !incomplete(Public, "assessor", fault));
        assert!(incomplete(Assessor, "public", fault) && incomplete(Public, "public", fault));
    }
    assert!(incomplete(Assessor, "hours", "hour: 2\n") && incomplete(Public, "hours", "hour: 2\n"));
    // Others see the entry: what is wrong is not for them.
    let of_private = ["item: nothing\n", "private: 3\n", "private: {a: 1, a: 2}\n", "private: {a: [}\n"];
    let of_own =
        ["client: {a: b}\n", "cost: 40 GBP\n", "paid: perhaps\n", "seen: 2026-13-01\n", "met: 3\n", "met: [a\n"];
    for fault in of_private.into_iter().chain(of_own) {
        assert!(incomplete(Private, "public", fault));
        assert!(!incomplete(Assessor, "public", fault) && !incomplete(Public, "public", fault), "{fault}");
    }
    assert!(incomplete(Assessor, "public", "cites: [x]\n") && !incomplete(Public, "public", "cites: [x]\n"));
    // Who may see it cannot be told: it is the owner's alone.
    for visibility in ["privat", "private\nvisibility: public", "\"public"] {
        assert!(incomplete(Private, visibility, ""));
        assert!(!incomplete(Assessor, visibility, "") && !incomplete(Public, visibility, ""), "{visibility}");
    }
}

#[test]
fn a_faulty_plan_item_shows_to_those_who_would_see_it() {
    let config = "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: S}\npolicies: [{id: iet}]\n";
    let entry = "---\ntitle: A\ndate: 2026-01-02\nhours: 1h\nplan: [b]\nplanned: true\n---\n";
    let incomplete = |audience, item: &[u8]| {
        let site = Files::from([
            ("cpdfolio.yaml".to_owned(), config.into()),
            ("content/activities/a.md".to_owned(), entry.into()),
            ("content/plan/b.md".to_owned(), item.to_vec()),
        ]);
        let files = build(&site, audience, AS_OF).files;
        let home = String::from_utf8(files["index.html"].clone()).unwrap();
        // The entry that names it is there all the same.
        assert!(
            audience == Public
                || files.keys().any(|path| path == "activities/a/index.html" || path == "activities/a.html")
        );
        home.contains("data-is=\"incomplete\"")
    };
    for (item, to_assessor) in [
        (&b"---\ntitle: B\nvisibility: private\ndue: x\n---\n"[..], false),
        (b"---\ntitle: B\nvisibility: assessor\ndue: x\n---\n", true),
        (b"---\ntitle: B\ndue: x\n---\n", true),
        (b"---\ntitle: B\nvisibility: privat\n---\n", false),
        (b"---\ntitle: B\nvisibilty: private\n---\n", false),
        (b"---\ntitle: \"B\nvisibility: public\n---\n", false),
        (b"---\ntitle: B\n---\n\xff\xfe\n", false),
    ] {
        let shown = String::from_utf8_lossy(item);
        assert!(incomplete(Private, item), "{shown}");
        assert_eq!(incomplete(Assessor, item), to_assessor, "{shown}");
        assert!(!incomplete(Public, item), "{shown}");
    }
}
