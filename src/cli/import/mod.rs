//! `cpdfolio import`

mod answers;
mod files;
mod handed;
mod json;
mod restore;

use std::path::PathBuf;

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::engine::Error;
use crate::exchange::import::ask::{Answers, Question};
use crate::exchange::import::draft::Draft;
use crate::model::Minutes;
use crate::ops::entries;
use crate::ops::import::{self, Choice, Input, Prepared};
use crate::shell;

/// Take over entries from sheets and tables of others
///
/// CSV, TSV, XLSX, XLS, ODS, tables of Markdown and of web pages, JSON; calendars (iCalendar), mails, Open Badges and CPD
/// slips; folders of mails or of other tools' Markdown. Heads, columns, dates and units are understood by themselves;
/// what a file does not say is asked once, and without an answer nothing is written. Every row becomes an entry, a draft
/// that counts nothing, or is named with its reason. Importing a file again brings only what is new in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio import old-log.xlsx --dry-run
  cpdfolio import old-log.xlsx
  cpdfolio import portal.csv --date-order day-first
  cpdfolio import points.csv --unit 60m --map 'Session name=title'
  cpdfolio import calendar.ics --where '2025 seminar'
  cpdfolio import mails/ --where 2025 --attach
  cpdfolio import old-log.xlsx --dry-run > drafts.txt    then edit it, and: cpdfolio import drafts.txt
  cpdfolio undo                                          takes the whole import back")]
pub(super) struct Args {
    /// Files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print the entries as they would be written, and write nothing; that text, edited, can be imported
    #[arg(long)]
    dry_run: bool,
    /// Of a calendar, or of a folder of mails: take those for which this filter holds, like '2025 word'
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,
    /// Of a calendar, or of a folder of mails: take those with these numbers, like 1,4-6
    #[arg(long, value_name = "NUMBERS", value_parser = answers::numbers)]
    pick: Option<std::collections::BTreeSet<usize>>,
    /// Of mails: copy the files that came with them into `evidence/`, by the checks of `attach`; else they are only named
    #[arg(long, conflicts_with = "dry_run")]
    attach: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    #[command(flatten)]
    said: answers::Said,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let inputs = self.files.iter().map(|f| files::read(f)).collect::<Result<Vec<Input>, Error>>()?;
        if let [only] = &inputs[..]
            && let Some(whole) = restore::whole(only)?
        {
            return restore::run(global, only, &whole, self.dry_run, self.format);
        }
        if let [only] = &inputs[..]
            && handed::is(only)
        {
            return handed::run(global, only, self.dry_run, self.format);
        }
        let project = global.open()?;
        let mut answers = self.said.answers(&project.words.keys)?;
        let filter = self.filter.as_deref().map(|text| entries::filter(&project, text)).transpose()?;
        let choice = Choice { filter, picked: self.pick.clone(), attach: self.attach };
        let mut all = import::prepare(&project, &inputs, &answers, &choice)?;
        let may_ask = terminal::can_ask() && self.format == Format::Human;
        if may_ask && all.iter().any(|p| !p.questions().is_empty()) {
            // what is asked is about columns: they are shown first
            for one in &all {
                terminal::talk(columns(one).trim_end());
            }
        }
        while may_ask && all.iter().any(|p| !p.questions().is_empty()) {
            let Some(question) = all.iter().flat_map(Prepared::questions).next().cloned() else { break };
            if !ask(&question, &mut answers)? {
                break;
            }
            all = import::prepare(&project, &inputs, &answers, &choice)?;
        }
        if may_ask
            && all.iter().all(|p| p.questions().is_empty())
            && let Some(offer) = all.iter().flat_map(Prepared::offers).next().cloned()
            && ask(&offer, &mut answers)?
        {
            all = import::prepare(&project, &inputs, &answers, &choice)?;
        }
        let open = all.iter().any(|p| !p.questions().is_empty() || p.needs_choice);
        let faulty = all.iter().any(Prepared::is_faulty);
        let written = !open && !faulty && !self.dry_run;
        let files = if written { import::write(&project, &all)? } else { 0 };
        if self.format == Format::Json {
            terminal::json(&json::json(&all, written && files > 0));
        } else {
            self.tell(&all, written);
        }
        let findings = open || faulty || all.iter().any(|p| !p.refused.is_empty() || p.is_empty());
        Ok(if findings { Ending::Findings } else { Ending::Done })
    }

    fn tell(&self, all: &[Prepared], written: bool) {
        let mut out = String::new();
        for one in all {
            out.push_str(&told(one));
        }
        let open = all.iter().any(|p| !p.questions().is_empty());
        if all.iter().any(|p| p.needs_choice) && !open {
            terminal::data(&out);
            terminal::data(&choices(all));
            terminal::talk("Nothing is written: choose with `--where FILTER` or `--pick 1,4-6`.");
            return;
        }
        if self.dry_run && !open {
            terminal::talk(out.trim_end());
            terminal::raw(&import::print(all));
            return;
        }
        terminal::data(&out);
        if open {
            let more: Vec<String> = all.iter().flat_map(Prepared::questions).map(answers::example).collect();
            let files: Vec<String> = self.files.iter().map(|f| shell::word(&f.display().to_string())).collect();
            terminal::talk(&format!(
                "Nothing is written until this is answered, for example: cpdfolio import {} {}",
                files.join(" "),
                more.join(" ")
            ));
        } else if !written {
            terminal::talk("Nothing is written: mend the entries that are named above.");
        } else {
            let new: usize = all.iter().map(|p| p.ready.len()).sum();
            let word = if new == 0 { "Nothing new.".to_owned() } else { written_words(new) };
            terminal::talk(&word);
        }
    }
}

fn written_words(new: usize) -> String {
    let entries = if new == 1 { "1 entry is".to_owned() } else { format!("{new} entries are") };
    format!("{entries} written. `cpdfolio undo` takes this import back, `cpdfolio status` says where you stand.")
}

/// Asks one question; `false`: no answer.
fn ask(question: &Question, answers: &mut Answers) -> Result<bool, Error> {
    let lines: Vec<String> =
        question.options.iter().enumerate().map(|(n, (word, means))| format!("  {}  {word}: {means}", n + 1)).collect();
    terminal::talk(&format!("{}\n{}", question.text, lines.join("\n")));
    let nothing = if question.flag == "day" { "refuse these rows" } else { "write nothing" };
    let words: Vec<String> = question.options.iter().map(|(word, _)| word.clone()).collect();
    loop {
        let said = terminal::ask(&format!("[1-{}, Enter: {nothing}]", question.options.len()));
        if said.is_empty() {
            return Ok(false);
        }
        let free = ["unit", "day"].contains(&question.flag);
        let chosen = crate::ops::log::chosen(&said, &words).cloned().or_else(|| free.then(|| said.clone()));
        match chosen.map(|word| answers::add(answers, question.flag, &word)) {
            Some(Ok(())) => return Ok(true),
            Some(Err(error)) => terminal::talk(&format!("{error}: {}", error.hint().unwrap_or_default())),
            None => terminal::talk(&format!("`{said}` is none of them: write a number from 1 to {}", words.len())),
        }
    }
}

/// What an import of one file does, in lines.
fn told(of: &Prepared) -> String {
    let u = &of.understood;
    let mut out = columns(of);
    for remark in &u.remarks {
        out.push_str(&format!("  {remark}\n"));
    }
    for question in &u.questions {
        out.push_str(&format!("? {}\n", question.text));
        for (word, means) in &question.options {
            out.push_str(&format!("    --{} {}  {means}\n", question.flag, shell::word(word)));
        }
    }
    if u.questions.is_empty() {
        out.push_str(&rows(of));
    }
    out
}

/// What the columns of a file were taken for.
fn columns(of: &Prepared) -> String {
    let u = &of.understood;
    let mut out = format!("{}: {}", of.file_name(), u.format);
    if let Some(encoding) = &u.encoding {
        out.push_str(&format!(", {encoding}"));
    }
    out.push('\n');
    for table in &u.tables {
        if u.tables.len() > 1 {
            let sheet = if table.sheet.is_empty() { String::new() } else { format!("{}, ", table.sheet) };
            out.push_str(&format!("  {sheet}line {}\n", table.line));
        }
        let rows: Vec<Vec<String>> =
            table.columns.iter().map(|c| vec![c.name.clone(), json::role(c), format!("{:>3} %", c.sure)]).collect();
        out.push_str(&terminal::columns(&rows, 2));
    }
    if let Some((order, why)) = &u.order {
        out.push_str(&format!("  dates: {}, {why}\n", order.word().replace('-', " ")));
    }
    out
}

/// What came of the rows.
fn rows(of: &Prepared) -> String {
    let drafts = of.ready.iter().filter(|r| r.draft.is_draft()).count();
    let minutes: Minutes = of.ready.iter().filter(|r| !r.draft.is_draft()).filter_map(|r| r.draft.minutes).sum();
    let refused: Minutes = of.refused.iter().filter_map(|r| r.refusal.minutes).sum();
    let unread = of.refused.iter().filter(|r| r.refusal.minutes.is_none()).count();
    let total = of.ready.len() + of.known.len() + of.corrected.len() + of.refused.len() + of.nothing.len();
    let mut parts = vec![format!("{} ({minutes})", count_entries(of.ready.len() - drafts))];
    let mut part = |n: usize, text: String| {
        if n > 0 {
            parts.push(text);
        }
    };
    let counts = if drafts == 1 { "counts" } else { "count" };
    part(drafts, format!("{} that {counts} nothing yet", count(drafts, "draft")));
    part(of.known.len(), format!("{} imported before", of.known.len()));
    part(of.corrected.len(), format!("{} corrected", of.corrected.len()));
    let hours = if unread > 0 { format!("{refused}, {unread} without hours") } else { refused.to_string() };
    part(of.refused.len(), format!("{} refused ({hours})", of.refused.len()));
    part(of.nothing.len(), format!("{} no entry", of.nothing.len()));
    let mut out = format!("{}: {}\n", count(total, "row"), parts.join(", "));
    out.push_str(&drafts_told(of));
    out.push_str(&no_entry(of));
    for row in &of.refused {
        let fix = if row.refusal.fix.is_empty() { String::new() } else { format!(": {}", row.refusal.fix) };
        out.push_str(&format!("  refused, {}: {}{fix}\n", row.place, row.refusal.reason));
    }
    for ready in of.ready.iter().filter(|r| !r.draft.evidence.is_empty()) {
        out.push_str(&format!("  attached to `{}`: {}\n", ready.draft.title, ready.draft.evidence.join(", ")));
    }
    for (name, reason) in &of.not_attached {
        out.push_str(&format!("  not attached, {name}: {reason}\n"));
    }
    for row in &of.corrected {
        out.push_str(&format!(
            "  corrected, {}: it now says {}. {} stays as it is: change it there, or remove it and import again\n",
            row.place, row.differs, row.id
        ));
    }
    for ready in of.ready.iter().filter(|r| !r.twins.is_empty()) {
        let twins: Vec<&str> = ready.twins.iter().map(|t| t.id.as_str()).collect();
        out.push_str(&format!("  twin, {}: `{}` is like {}\n", ready.place, ready.draft.title, twins.join(", ")));
    }
    if let Some(path) = of.refused_path().filter(|_| of.refused_kept.is_none() && !of.is_faulty()) {
        out.push_str(&format!("  mend the refused rows in {path} and import that file\n"));
    }
    if let Some(path) = &of.refused_kept {
        out.push_str(&format!("  {path} has been changed since, and stays as it is\n"));
    }
    out
}

/// The drafts, with what each lacks.
fn drafts_told(of: &Prepared) -> String {
    const TOLD: usize = 20;
    // of events and mails all are to be confirmed; those to choose from are listed anyway
    let told = |d: &Draft| !of.understood.is_choice || !of.needs_choice && (d.days.is_none() || d.minutes.is_none());
    let all: Vec<&import::Ready> = of.ready.iter().filter(|r| r.draft.is_draft() && told(&r.draft)).collect();
    let line = |r: &&import::Ready| format!("  draft, {}: `{}`: {}\n", r.place, r.draft.title, r.draft.lacks());
    let mut out: String = all.iter().take(TOLD).map(line).collect();
    if all.len() > TOLD {
        out.push_str(&format!("  and {} more: `cpdfolio list draft` names them all\n", all.len() - TOLD));
    }
    out
}

/// What there is to choose from, with numbers.
fn choices(all: &[Prepared]) -> String {
    let row = |r: &import::Ready| {
        let day = r.draft.days.map_or_else(|| "-".to_owned(), |d| d.first.to_string());
        let time = r.draft.minutes.map_or_else(|| "-".to_owned(), |m| m.to_string());
        vec![format!("[ ] {}", r.number), day, format!("{time:>7}"), r.draft.title.clone()]
    };
    let rows: Vec<Vec<String>> = all.iter().flat_map(|p| &p.ready).map(row).collect();
    terminal::columns(&rows, 0)
}

fn count_entries(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

/// Rows that are no entry: how many of each kind, and the first of each.
fn no_entry(of: &Prepared) -> String {
    let mut out = String::new();
    for (kind, n) in import::by_kind(of) {
        let mut some: Vec<String> = of
            .nothing
            .iter()
            .filter(|(_, k, _)| *k == kind)
            .take(3)
            .map(|(p, _, text)| format!("{p} `{text}`"))
            .collect();
        if n > some.len() {
            some.push("…".to_owned());
        }
        out.push_str(&format!("  {n} {}: {}\n", kind.word().replace('-', " "), some.join(", ")));
    }
    out
}
