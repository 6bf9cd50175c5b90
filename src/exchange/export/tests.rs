//! Generated logs leave as tables, and as whole records, and come back: nothing is another than it was.
#![allow(clippy::pedantic, clippy::type_complexity, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config as Run, TestRunner};

use super::{columns, csv, layouts, xlsx};
use crate::config::{self, Config};
use crate::content::choices::Choices;
use crate::content::lower::Known;
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::write::{self, Asked};
use crate::content::{Loaded, Memory, load};
use crate::exchange::import::ask::Answers;
use crate::exchange::import::draft::Came;
use crate::exchange::import::understand::Context;
use crate::exchange::import::words::Vocabulary;
use crate::exchange::{import, own, whole};
use crate::model::time::parse_day;
use crate::model::{Activity, Body, Visibility};
use crate::paths::SourcePath;
use crate::policy::{Follow, Packs};
use crate::sight::redact::redact;
use crate::sight::{SeenEntry, Source, Told};

const CONFIG: &str = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test, registrations: [CEng]}\n\
                      policies: [{id: iet}, {id: nmc}, {id: nc-pe}]\ntypes: {site-visit: Site visit}\n\
                      extra_keys: {client: text, cost: number, paid: flag, seen on: date, met: list}\n";

struct Library {
    config: Config,
    packs: Packs,
    words: Choices,
}

impl Library {
    fn new() -> Self {
        let config = config::read(CONFIG).value.unwrap();
        let packs = Packs::built_in().value;
        let followed = ["iet", "nmc", "nc-pe", "engineering-council"];
        let words = Choices::new(&config, followed.iter().filter_map(|id| packs.get(id)));
        Self { config, packs, words }
    }

    fn load(&self, files: &[(String, String)]) -> Loaded {
        let mut all = vec![];
        for (path, text) in files {
            let path = SourcePath::new(path).unwrap_or_else(|e| panic!("{path}: {e}"));
            all.push(SourceFile { path, text: text.as_str().into(), built_in: false });
        }
        let evidence = ["evidence/a; b.pdf", "evidence/c.pdf"].iter().map(|p| SourcePath::new(p).unwrap());
        let tree = SourceTree::new(Arc::from(CONFIG), all, evidence.collect::<BTreeSet<_>>());
        let known = Known { config: &self.config, words: &self.words, tree: &tree };
        load(&tree, known, &[], &mut Memory::default()).value
    }

    fn source<'a>(&'a self, loaded: &'a Loaded, tree: &'a SourceTree, follows: &'a [Follow<'a>]) -> Source<'a> {
        Source {
            config: &self.config,
            loaded,
            tree,
            words: &self.words,
            policies: &self.packs,
            follows,
            problems: &[],
            as_of: parse_day("2026-11-21").unwrap(),
            asked: None,
        }
    }

    fn sheet(&self, loaded: &Loaded) -> super::sheet::Sheet {
        let follows = [Follow::new(self.packs.get("iet").unwrap())];
        let tree = SourceTree::default();
        let seen = redact(self.source(loaded, &tree, &follows), Told::owner());
        let chosen: Vec<&SeenEntry<'_>> = seen.entries.iter().collect();
        columns::entries(&seen, &chosen.iter().map(|e| columns::Line::of(e)).collect::<Vec<_>>())
    }
}

/// Everything that an entry says.
fn said(loaded: &Loaded) -> Vec<String> {
    let one = |a: &Arc<Activity>| {
        let mut plain = Activity::clone(a);
        let body = plain.body.as_str().to_owned();
        plain.body = Body::default();
        format!("{plain:?} {body:?}")
    };
    let mut all: Vec<String> = loaded.portfolio.activities.iter().map(one).collect();
    all.sort();
    all
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z ,;:'\"&-]{0,30}[a-z]",
        "[-=+@'\t\u{ff1d}\u{2212}][a-z=+'0-9]{1,8}",
        "(\\PC|[;\\\\\"'=]){1,20}",
        Just("yes".to_owned()),
        Just("2026-03-04".to_owned()),
        Just("'=1+1".to_owned()),
    ]
    .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    .prop_filter("a line that says something", |text| !text.is_empty() && !text.chars().any(crate::paths::is_invisible))
}

/// Marks of other programs are gone once a text is read, and what stood around one can make another: tests of their own
/// hold that.
const MARKS: [&str; 8] = ["%%", "[[", "{{", "{%", "{#", "{>>", "<!--", "^"];

fn long_text() -> impl Strategy<Value = String> {
    prop_oneof![text(), "(\\PC|[\n;\"'=-]){1,80}", "[a-z \n]{0,20}(\n- [a-z]{1,9}){1,3}\n"]
        .prop_filter("no mark of another program", |text| !MARKS.iter().any(|mark| text.contains(mark)))
}

prop_compose! {
    fn entry()(
        title in text(),
        day in 1u32..28,
        span in 0u32..3,
        minutes in 1i64..600,
        parts in 0usize..3,
        kind in prop_oneof![Just("event"), Just("site-visit"), Just("")],
        flags in any::<[bool; 5]>(),
        reflection in prop::option::of(long_text()),
        provider in prop::option::of(text()),
        tags in prop::collection::vec(text(), 0..3),
        visibility in 0usize..4,
        private in prop::collection::vec((text(), text()), 0..2),
        evidence in 0usize..3,
        participatory in prop::option::of(any::<bool>()),
        course in prop::option::of("[a-z]{3,9}"),
        own in (prop::option::of(prop_oneof![text(), long_text()]), prop::option::of("-?[0-9]{1,4}(\\.[0-9]{1,2})?"),
            prop::option::of(any::<bool>()), prop::option::of(1u32..28), prop::collection::vec(text(), 0..3)),
        body in prop_oneof![Just(String::new()), long_text()],
    ) -> (Vec<(&'static str, Asked)>, String) {
        let date = |day: u32| format!("2026-03-{day:02}");
        let mut head = vec![("title", Asked::Line(title))];
        head.push(("date", if span == 0 { Asked::Plain(date(day)) } else {
            Asked::Map(vec![("from".into(), date(day)), ("to".into(), date(day + span))])
        }));
        head.push(("hours", Asked::Plain(format!("{minutes}m"))));
        match parts {
            1 => head.push(("category", Asked::Line("job-technical".into()))),
            2 if minutes > 1 => head.push(("category", Asked::Map(vec![
                ("soft-skills".into(), "1m".into()), ("job-technical".into(), format!("{}m", minutes - 1)),
            ]))),
            _ => {}
        }
        if !kind.is_empty() {
            head.push(("type", Asked::Line(kind.into())));
        }
        for (name, flag) in ["planned", "supports_others", "featured", "draft", "example"].into_iter().zip(flags) {
            if flag { head.push((name, Asked::Plain("true".into()))); }
        }
        head.extend(reflection.map(|text| ("reflection", Asked::Text(text))));
        head.extend(provider.map(|text| ("provider", Asked::Line(text))));
        if !tags.is_empty() { head.push(("tags", Asked::List(tags))); }
        if visibility > 0 {
            head.push(("visibility", Asked::Plain(Visibility::WORDS[visibility].0.into())));
        }
        if !private.is_empty() { head.push(("private", Asked::Map(private))); }
        let files = ["evidence/a; b.pdf", "evidence/c.pdf"];
        if evidence > 0 {
            head.push(("evidence", Asked::List(files[..evidence].iter().map(|f| (*f).to_owned()).collect())));
        }
        head.extend(participatory.map(|flag| ("participatory", Asked::Plain(flag.to_string()))));
        head.extend(course.map(|word| ("course", Asked::Line(word))));
        let (client, cost, paid, seen_on, met) = own;
        head.extend(client.map(|text| ("client", Asked::Text(text))));
        head.extend(cost.map(|number| ("cost", Asked::Plain(number))));
        head.extend(paid.map(|flag| ("paid", Asked::Plain(flag.to_string()))));
        head.extend(seen_on.map(|day| ("seen on", Asked::Plain(date(day)))));
        if !met.is_empty() { head.push(("met", Asked::List(met))); }
        (head, body)
    }
}

fn logs() -> u32 {
    if std::env::var("CPDFOLIO_FULL").is_ok_and(|v| v == "1") { 10_000 } else { 300 }
}

/// The files of a log whose entries all can be read.
fn files(log: &[(Vec<(&'static str, Asked)>, String)]) -> Vec<(String, String)> {
    let file = |(n, (head, body)): (usize, &(Vec<(&'static str, Asked)>, String))| {
        let text = write::compose(head, body).ok()?;
        Some((format!("content/activities/2026/{n}.md"), text))
    };
    log.iter().enumerate().filter_map(file).collect()
}

fn runner() -> TestRunner {
    TestRunner::new(Run { cases: logs(), failure_persistence: None, ..Run::default() })
}

/// Generated logs, each as files, as read, and as a table of ours.
fn each_log(look: impl Fn(&Library, Vec<(String, String)>) -> Result<usize, TestCaseError>) {
    let library = Library::new();
    let read_entries = std::cell::Cell::new(0);
    let log = prop::collection::vec(entry(), 1..5);
    let outcome = runner().run(&log, |log| {
        read_entries.set(read_entries.get() + look(&library, files(&log))?);
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
    // most of what is generated is an entry that can be read
    assert!(read_entries.get() > logs() as usize, "{}", read_entries.get());
}

/// A table of ours, read back.
fn comes_back(library: &Library, before: &Loaded, cells: &[Vec<String>]) -> Result<usize, TestCaseError> {
    let (head, rows) = cells.split_first().unwrap();
    prop_assert!(own::is_head(head), "{head:?}");
    let (entries, refused) = own::read(head, rows.iter().map(Vec::as_slice), &library.config.extra_keys);
    prop_assert!(refused.is_empty(), "{refused:?}");
    let files: Vec<_> = entries.iter().map(|e| (e.path.to_string(), e.text.clone())).collect();
    prop_assert_eq!(said(&library.load(&files)), said(before));
    Ok(entries.len())
}

#[test]
fn a_log_comes_back_from_csv_as_it_was() {
    each_log(|library, files| {
        let before = library.load(&files);
        comes_back(library, &before, &own::cells(&csv::make(&library.sheet(&before))).unwrap())
    });
}

#[test]
fn a_log_comes_back_from_a_workbook_as_it_was() {
    each_log(|library, files| {
        let before = library.load(&files);
        let cells = crate::exchange::import::texts(&xlsx::make(vec![library.sheet(&before)]).unwrap()).unwrap();
        comes_back(library, &before, &cells)
    });
}

#[test]
fn a_whole_record_comes_back_byte_for_byte() {
    each_log(|_, files| {
        let config = ("cpdfolio.yaml".to_owned(), CONFIG.to_owned());
        let files = files.into_iter().chain([config]);
        let all: whole::Files =
            files.map(|(path, text)| (SourcePath::new(&path).unwrap(), text.into_bytes())).collect();
        let json = whole::to_json(serde_json::json!({"schema": whole::SCHEMA, "audience": "private"}), &all);
        prop_assert_eq!(&whole::from_json(json.to_string().as_bytes()).unwrap().files, &all);
        prop_assert_eq!(&whole::from_zip(&whole::to_zip(&all).unwrap()).unwrap().files, &all);
        Ok(all.len())
    });
}

/// What an import finds in a table of a body, as far as the body has columns for it.
#[test]
fn a_log_comes_back_from_the_columns_of_each_body() {
    for layout in layouts::all() {
        let has = |key: &str| layout.columns.iter().any(|c| c.from.as_deref() == Some(key));
        each_log(|library, files| {
            let before = library.load(&files);
            let follows = [Follow::new(library.packs.get("iet").unwrap())];
            let tree = SourceTree::default();
            let seen = redact(library.source(&before, &tree, &follows), Told::owner());
            let chosen: Vec<&SeenEntry<'_>> = seen.entries.iter().collect();
            let sheet = layouts::make(&layout, &seen, &chosen);
            let counting = chosen.iter().filter(|e| e.not_counted(seen.as_of).is_none());
            let wanted: Vec<_> = counting
                .map(|e| {
                    let kind = e.activity_type.filter(|_| has("type")).map(|k| k.to_string());
                    let provider = e.provider.filter(|_| has("provider")).map(str::to_owned);
                    (e.title.unwrap_or_default().to_owned(), Some(e.days), Some(e.minutes), kind, provider)
                })
                .collect();
            let words = &library.words;
            let words = Vocabulary {
                types: &words.types,
                categories: &words.categories,
                competences: &words.competences,
                keys: &[],
            };
            let context = Context { words, member: Some("Ada Test"), as_of: seen.as_of, name: "x.csv" };
            for bytes in [csv::make(&sheet), xlsx::make(vec![sheet]).unwrap()] {
                let found = import::read(&bytes, &Answers::default(), context).unwrap();
                prop_assert!(found.questions.is_empty(), "{:?}", found.questions);
                let drafts = found.rows.into_iter().filter_map(|row| match row.came {
                    Came::Entry(d) => Some((d.title, d.days, d.minutes, d.kind, d.provider)),
                    Came::Refused(why) => panic!("{why:?}"),
                    Came::Nothing(_) => None,
                });
                prop_assert_eq!(drafts.collect::<Vec<_>>(), wanted.clone());
            }
            Ok(wanted.len() * 4)
        });
    }
}
