//! The files of a folder: mails and calendars, of which some are chosen, and notes of another tool. Every file is an
//! entry, is refused, or is named.

use std::collections::{HashMap, HashSet};

use super::ask::Answers;
use super::draft::{Came, NoEntry, Place, ReadRow, Refusal};
use super::grid::Unreadable;
use super::keyed::{self, Keyed};
use super::notes::{self, Note};
use super::understand::{self, Context, Understood, single};
use super::{events, fields, lines, mail, pages, text};

/// What to do with a text that has neither a head nor a table.
pub(super) const HOW: &str = "write above its text: `---`, `title: …`, `date: 2026-03-04`, `hours: 2`, `---`; or make a table of it with the columns Date, Activity and Hours";

/// How many names are told.
const TOLD: usize = 12;

/// Reads the files of a folder.
pub(super) fn read(
    parts: &[(String, Vec<u8>)],
    answers: &Answers,
    context: Context<'_>,
) -> Result<Understood, Unreadable> {
    let mut out = Understood { format: "folder", ..Understood::default() };
    let mut found = Found::default();
    let copies = by_name(parts);
    for (n, (name, bytes)) in parts.iter().enumerate() {
        let (text, _) = text::decoded(bytes);
        if text.contains('\0') {
            found.others.push(name.clone());
            continue;
        }
        if let Some(of) = copies.get(&n).filter(|_| !answers.copies) {
            found.copy(name, of);
            continue;
        }
        let rows = if events::is_calendar(&text) {
            events::read(&text, context.as_of)?.rows
        } else if mail::is_mail(&text) {
            single("mail", mail::read(bytes)?).rows
        } else {
            found.note(n, name, &text, answers);
            continue;
        };
        out.rows.extend(rows.into_iter().map(|r| ReadRow { place: Place { sheet: name.clone(), ..r.place }, ..r }));
    }
    out.is_choice = !out.rows.is_empty();
    if !found.pages.is_empty() {
        let of_pages =
            understand::understand(&keyed::grid("folder", std::mem::take(&mut found.pages), true)?, answers, context);
        let named = |r: ReadRow| {
            let name = r.place.line.checked_sub(1).and_then(|n| parts.get(n)).map(|(name, _)| name.clone());
            ReadRow { place: Place { sheet: name.unwrap_or_default(), line: 1 }, ..r }
        };
        out.rows.extend(of_pages.rows.into_iter().map(named));
        out.tables = of_pages.tables;
        out.order = of_pages.order;
        out.questions = of_pages.questions;
        out.offers = of_pages.offers;
        out.remarks.extend(of_pages.remarks);
    }
    found.tell(&mut out);
    Ok(out)
}

/// What is found in a folder beside mails and calendars.
#[derive(Default)]
struct Found {
    pages: Vec<Keyed>,
    /// What is known of notes already: by their bytes, their days and, without a text, their titles, the first of them.
    seen: HashMap<String, String>,
    rows: Vec<ReadRow>,
    copies: Vec<(String, String)>,
    without_head: Vec<String>,
    tables: Vec<String>,
    others: Vec<String>,
}

impl Found {
    fn note(&mut self, n: usize, name: &str, text: &str, answers: &Answers) {
        match notes::read(text, name) {
            Note::Pairs(pairs) => {
                let said = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, cell)| cell.said());
                // a head alone, with a day and hours, is that of many notes: which one its name says
                let title = said("title").filter(|_| said(keyed::TEXT).is_none());
                let (day, title) = (said("date").unwrap_or_default(), title.unwrap_or_default());
                let same = format!("{day}\u{1f}{title}\u{1f}{text}");
                if let Some(first) = self.seen.get(&same).filter(|_| !answers.copies && !text.trim().is_empty()) {
                    let first = first.clone();
                    return self.copy(name, &first);
                }
                self.seen.insert(same, name.to_owned());
                self.pages.push((n + 1, pairs));
            }
            Note::Faulty(fault) => {
                let (day, title) = notes::of_name(name);
                let cells = [
                    ("title", title.unwrap_or_default()),
                    ("date", day.unwrap_or_default()),
                    ("hours", String::new()),
                    (keyed::TEXT, text[fault.body..].trim().to_owned()),
                ];
                let cells = cells.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                let refusal = Refusal { reason: fault.reason, fix: fault.fix, minutes: None };
                self.rows.push(ReadRow { place: place(name), came: Came::Refused(refusal), cells });
            }
            Note::None if self.fields(n, name, text) => {}
            Note::None => {
                self.nothing(name, NoEntry::Note, text.split_whitespace().take(12).collect::<Vec<_>>().join(" "));
                let list = if pages::holds_a_table(text) { &mut self.tables } else { &mut self.without_head };
                list.push(name.to_owned());
            }
        }
    }

    /// Takes the notes of a text that has no head between marks, where it holds some.
    fn fields(&mut self, n: usize, name: &str, text: &str) -> bool {
        if pages::holds_a_table(text) {
            return false;
        }
        let Some(found) = fields::read(text, name).or_else(|| lines::read(text)) else { return false };
        for (_, line) in found.between {
            self.nothing(name, NoEntry::Title, line);
        }
        self.pages.extend(found.notes.into_iter().map(|(_, pairs)| (n + 1, pairs)));
        true
    }

    fn copy(&mut self, name: &str, of: &str) {
        self.nothing(name, NoEntry::Copy, format!("a copy of {of}"));
        self.copies.push((name.to_owned(), of.to_owned()));
    }

    fn nothing(&mut self, name: &str, kind: NoEntry, text: String) {
        let cells = vec![("file".to_owned(), text)];
        self.rows.push(ReadRow { place: place(name), came: Came::Nothing(kind), cells });
    }

    /// Names what is left out, with what can be done about it.
    fn tell(self, out: &mut Understood) {
        for (name, of) in &self.copies {
            out.remarks.push(format!("{name} is a copy of {of} and is left out: `--copies` takes it too"));
        }
        if !self.without_head.is_empty() {
            out.remarks.push(format!("no head, left out: {}. To take one, {HOW}", some(&self.without_head)));
        }
        if !self.tables.is_empty() {
            out.remarks.push(format!("tables, left out: {}. Import each by itself", some(&self.tables)));
        }
        if !self.others.is_empty() {
            out.remarks.push(format!("neither notes nor mails nor calendars, left out: {}", some(&self.others)));
        }
        out.rows.extend(self.rows);
    }
}

fn place(name: &str) -> Place {
    Place { sheet: name.to_owned(), line: 1 }
}

fn some(names: &[String]) -> String {
    let mut told: Vec<&str> = names.iter().take(TOLD).map(String::as_str).collect();
    let more = format!("and {} more", names.len().saturating_sub(TOLD));
    if names.len() > TOLD {
        told.push(&more);
    }
    told.join(", ")
}

/// The files whose names say that they are copies made by a program that keeps folders alike, each with the file beside
/// it of which it is one.
fn by_name(parts: &[(String, Vec<u8>)]) -> HashMap<usize, &str> {
    let names: HashSet<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    let of = |name: &str| {
        let (folder, file) = name.rfind(['/', '\\']).map_or(("", name), |n| name.split_at(n + 1));
        let (stem, ending) = file.rsplit_once('.')?;
        let first = format!("{folder}{}.{ending}", notes::without_copy(stem)?);
        names.get(first.as_str()).copied()
    };
    parts.iter().enumerate().filter_map(|(n, (name, _))| Some((n, of(name)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_names_where_the_first_is_there() {
        let names = [
            "a/Talk (Sam's conflicted copy 2024-01-20).md",
            "a/Talk.md",
            "b/X.sync-conflict-20250612-1-A.md",
            "a/Talk (evening).md",
        ];
        let parts: Vec<(String, Vec<u8>)> = names.iter().map(|n| ((*n).to_owned(), vec![])).collect();
        assert_eq!(by_name(&parts), HashMap::from([(0, "a/Talk.md")]));
        assert_eq!(notes::without_copy("X.sync-conflict-20250612-1-A").as_deref(), Some("X"));
        assert_eq!(notes::without_copy("Talk (evening)"), None);
    }
}
