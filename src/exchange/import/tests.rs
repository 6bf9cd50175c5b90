//! The sheets of different make: rows in are entries, refusals and rows that are none, and no hour is lost.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ask::Answers;
use super::days::Order;
use super::draft::{Came, Draft};
use super::grid::Unit;
use super::understand::{Context, Understood};
use super::words::Vocabulary;
use crate::model::Word;
use crate::model::time::parse_day;
use crate::policy::Named;

fn named(all: &[(&str, &str)]) -> Vec<Named> {
    all.iter().map(|(id, title)| Named { id: Word::new(*id), title: (*title).to_owned(), note: None }).collect()
}

fn types() -> Vec<Named> {
    named(&[
        ("training-course", "Training course"),
        ("work-experience", "Work experience"),
        ("academic-study", "Academic study"),
        ("volunteering", "Volunteering"),
        ("event", "Event or seminar"),
        ("self-study", "Self-study"),
    ])
}

fn categories() -> Vec<Named> {
    named(&[
        ("personal-technical", "Personal technical knowledge and skills"),
        ("job-technical", "Technical knowledge and skills for the job role"),
        ("soft-skills", "Personal soft skills"),
    ])
}

pub(super) fn read(bytes: &[u8], answers: &Answers) -> Understood {
    let (types, categories) = (types(), categories());
    let words = Vocabulary { types: &types, categories: &categories, competences: &[], keys: &[] };
    super::read(
        bytes,
        answers,
        Context { words, member: Some("Sam Example"), as_of: parse_day("2026-11-21").unwrap(), name: "x" },
    )
    .unwrap()
}

/// Reads the files of a folder.
pub(super) fn folder(parts: &[(&str, &str)], answers: &Answers) -> Understood {
    let (types, categories) = (types(), categories());
    let words = Vocabulary { types: &types, categories: &categories, competences: &[], keys: &[] };
    let as_of = parse_day("2026-11-21").unwrap();
    let parts: Vec<(String, Vec<u8>)> = parts.iter().map(|(n, t)| ((*n).to_owned(), t.as_bytes().to_vec())).collect();
    super::read_folder(&parts, answers, Context { words, member: None, as_of, name: "notes" }).unwrap()
}

fn answers(of: &Value) -> Answers {
    let flags: Vec<&str> = of["answers"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut answers = Answers::default();
    for pair in flags.chunks(2) {
        match pair[0] {
            "--date-order" => {
                answers.order = Order::WORDS.iter().find(|(word, _)| *word == pair[1]).map(|(_, order)| *order);
            }
            "--unit" => answers.unit = Unit::parse(pair[1]),
            "--amount" => answers.amount = Some(pair[1].to_owned()),
            "--category" => {
                answers.categories.extend(pair[1].split_once('=').map(|(word, id)| (word.to_owned(), id.to_owned())));
            }
            other => panic!("{other}"),
        }
    }
    answers
}

fn told(draft: &Draft, wanted: &Value) -> Value {
    let day = |d: Option<crate::model::Day>| d.map(|d| d.to_string());
    let mut told = json!({
        "title": draft.title,
        "from": day(draft.days.map(|d| d.first)),
        "to": day(draft.days.map(|d| d.last)),
        "minutes": draft.minutes.map(|m| m.0),
    });
    let map = told.as_object_mut().unwrap();
    for key in wanted.as_object().unwrap().keys() {
        let value = match key.as_str() {
            "type" => json!(draft.kind),
            "planned" => json!(draft.planned),
            "reflection" => json!(draft.reflection),
            "draft" => json!(draft.is_draft()),
            _ => continue,
        };
        map.insert(key.clone(), value);
    }
    told
}

fn compare(name: &str, of: &Value, found: &Understood) -> Vec<String> {
    let mut wrong = vec![];
    let mut same = |what: &str, a: Value, b: &Value| {
        if a != *b {
            wrong.push(format!("{name}: {what}\n   found  {a}\n   wanted {b}"));
        }
    };
    let drafts: Vec<&Draft> =
        found.rows.iter().filter_map(|r| if let Came::Entry(d) = &r.came { Some(&**d) } else { None }).collect();
    let wanted = of["entries"].as_array().unwrap();
    same("entries", json!(drafts.len()), &json!(wanted.len()));
    for (draft, wanted) in drafts.iter().zip(wanted) {
        let plain: serde_json::Map<String, Value> = told(draft, wanted).as_object().unwrap().clone();
        let sorted = |v: &Value| v.as_object().unwrap().clone().into_iter().collect::<BTreeMap<String, Value>>();
        same("entry", json!(sorted(&Value::Object(plain))), &json!(sorted(wanted)));
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = vec![];
    for row in &found.rows {
        match &row.came {
            Came::Nothing(kind) => *kinds.entry(kind.word()).or_default() += 1,
            Came::Refused(r) => refused.push(json!({"line": row.place.line, "minutes": r.minutes.map(|m| m.0)})),
            Came::Entry(_) => {}
        }
    }
    same("rows that are no entry", json!(kinds), &{
        let wanted: BTreeMap<String, Value> = of["no_entry"].as_object().unwrap().clone().into_iter().collect();
        json!(wanted)
    });
    same("refused", json!(refused), &of["refused"]);
    same("rows", json!(found.rows.len()), &of["rows"]);
    let written: i64 = drafts.iter().filter_map(|d| d.minutes).map(|m| m.0).sum();
    same("minutes", json!(written), &of["minutes_written"]);
    if let Some(encoding) = of.get("encoding") {
        same("encoding", json!(found.encoding), encoding);
    }
    let flags: Vec<&str> = found.questions.iter().map(|q| q.flag).collect();
    same("questions with the answers", json!(flags), &json!([]));
    wrong
}

#[test]
fn sheets_of_different_make_are_understood() {
    let folder = format!("{}/tests/sheets", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = vec![];
    for under in ["", "more/"] {
        let all = std::fs::read_dir(format!("{folder}/{under}")).unwrap();
        let expected = |f: std::fs::DirEntry| Some(f.file_name().to_str()?.strip_suffix(".expect.json")?.to_owned());
        names.extend(all.filter_map(|f| expected(f.unwrap())).map(|name| format!("{under}{name}")));
    }
    names.sort();
    assert!(names.len() >= 55, "{}", names.len());
    let mut wrong = vec![];
    for name in &names {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let text = std::fs::read_to_string(format!("{folder}/{name}.expect.json")).unwrap();
        let of: Value = serde_json::from_str(&text).unwrap();
        if let Some(asks) = of.get("asks").and_then(Value::as_array) {
            let found = read(&bytes, &Answers::default());
            let flags: Vec<&str> = found.questions.iter().map(|q| q.flag).collect();
            assert_eq!(json!(flags), json!(asks), "{name}");
        }
        wrong.extend(compare(name, &of, &read(&bytes, &answers(&of))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A generator of numbers that is the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).unwrap()).unwrap()
    }
}

/// A file with some bytes changed, cut out, doubled or added.
fn mutated(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=numbers.next(6) {
        if out.is_empty() {
            break;
        }
        let at = numbers.next(out.len());
        let to = (at + numbers.next(64)).min(out.len());
        match numbers.next(5) {
            0 => out[at] = u8::try_from(numbers.next(256)).unwrap(),
            1 => drop(out.drain(at..to)),
            2 => {
                let piece = out[at..to].to_vec();
                out.splice(at..at, piece);
            }
            3 => out.truncate(at),
            _ => {
                let piece: &[u8] =
                    [&b"9999999999"[..], b"\"", b"\xff\xfe", b",,,,", b"\n", b"-", b"1e308"][numbers.next(7)];
                out.splice(at..at, piece.iter().copied());
            }
        }
    }
    out
}

const CALENDAR: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talk\nDTSTART;TZID=Europe/London:20250304T090000\n\
    DTEND;TZID=Europe/London:20250304T103000\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5\nEND:VEVENT\nEND:VCALENDAR\n";
const MAIL: &str = "From: a@b.example\nSubject: Talk\nDate: Tue, 4 Mar 2025 10:00:00 +0000\nMIME-Version: 1.0\n\
    Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n2h30\n--x\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--x--\n";
const LIST: &str = r#"[{"title":"Talk","date":"2025-03-04","hours":"1:30","more":{"a":[1,2]}},{"title":"Walk"}]"#;

const FIELDS: &str = "# Log\n\n## 1. Talk\n- **Date:** 2025-03-04\n- **Hours:** 2\n\nSeen.\n\n---\n\nTitle: Walk\nDate: 5 March 2025\n\
    Duration: 45 min\nWhat I learned: to walk\nslowly.\n";

const LINES: &str =
    "# CPD 2025\n\n- 12 March: Talk on relays, 1.5 hours\n  - Seen.\n- 13/04/2025 Walk (45 min)\nTotal: 2h15\n";

/// Every format, spoilt: a file is read or refused. The whole number with `CPDFOLIO_FULL`.
#[test]
fn spoilt_files_end_in_an_answer() {
    let folder = format!("{}/tests/sheets", env!("CARGO_MANIFEST_DIR"));
    let sheets = [
        "own-log.csv",
        "saved-from-excel.txt",
        "notes.md",
        "annual-return.xlsx",
        "mac.xlsx",
        "club.ods",
        "ten-years.xls",
    ];
    let mut files: Vec<(&str, Vec<u8>)> =
        sheets.iter().map(|n| (*n, std::fs::read(format!("{folder}/{n}")).unwrap())).collect();
    files.push(("calendar", CALENDAR.as_bytes().to_vec()));
    files.push(("mail", MAIL.as_bytes().to_vec()));
    files.push(("fields", FIELDS.as_bytes().to_vec()));
    files.push(("lines", LINES.as_bytes().to_vec()));
    files.push(("list", LIST.as_bytes().to_vec()));
    let times = if std::env::var_os("CPDFOLIO_FULL").is_some() { 10_000 } else { 60 };
    let (types, categories) = (types(), categories());
    let words = Vocabulary { types: &types, categories: &categories, competences: &[], keys: &[] };
    let as_of = parse_day("2026-11-21").unwrap();
    for (name, bytes) in &files {
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        let context = Context { words, member: None, as_of, name: "x" };
        assert!(super::read(bytes, &Answers::default(), context).is_ok(), "{name}");
        for _ in 0..times {
            let spoilt = mutated(bytes, &mut numbers);
            if let Ok(found) = super::read(&spoilt, &Answers::default(), context) {
                assert!(found.rows.len() < 100_000, "{name}");
            }
        }
    }
}

#[test]
fn a_list_of_json_is_a_table() {
    let found = read(LIST.as_bytes(), &Answers::default());
    let titles: Vec<(&str, Option<i64>)> = found
        .rows
        .iter()
        .filter_map(
            |r| if let Came::Entry(d) = &r.came { Some((d.title.as_str(), d.minutes.map(|m| m.0))) } else { None },
        )
        .collect();
    assert_eq!(titles, [("Talk", Some(90)), ("Walk", None)]);
    assert_eq!(found.rows.len(), 2);
}

#[test]
fn opposites_above_numbers_are_hours() {
    let minutes = |table: &str| {
        let found = read(table.as_bytes(), &Answers::default());
        let draft = |came: &Came| if let Came::Entry(draft) = came { draft.minutes.map(|m| m.0) } else { None };
        found.rows.iter().filter_map(|row| draft(&row.came)).collect::<Vec<_>>()
    };
    let rows = "2025-01-12,Course,6,\n2025-02-02,Reading,,2\n2025-03-03,Journal club,,1.5\n";
    for heads in ["Structured,Unstructured", "Formal CPD,Informal CPD", "Verifiable,Non-verifiable"] {
        assert_eq!(minutes(&format!("Date,Activity,{heads}\n{rows}")), [360, 120, 90], "{heads}");
    }
    // beside hours they are not more of them, and others are no opposites
    assert_eq!(minutes("Date,Activity,Hours,Formal,Informal\n2025-01-12,Course,6,4,2\n"), [360]);
    assert_eq!(minutes("Date,Details,H,M\n2025-01-12,Course,1,15\n2025-01-13,Visit,0,45\n"), [75, 45]);
    assert!(minutes("Date,Activity,Room,Floor\n2025-01-12,Course,6,2\n").is_empty());
}
