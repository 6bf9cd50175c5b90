//! Answers of others, taken back into the member's folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::ask::content_now;
use super::handed::{self, Note};
use super::undo;
use super::verify::{read, refused};
use crate::content::write::{self, Asked};
use crate::engine::project::Project;
use crate::engine::{Error, HandFault};
use crate::hand::form::{self, Answer, LARGEST};
use crate::journal::{self, Change};
use crate::model::PlanState;
use crate::model::given::{Given, SCHEMA};
use crate::model::time::{in_words, parse_day};
use crate::paths::{SourcePath, slug};

/// An answer that was taken in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// What it says.
    pub given: Given,
    /// Where it stands.
    pub path: SourcePath,
    /// Proposals for the next plan: where they stand.
    pub plan: Vec<SourcePath>,
    /// Was it taken in before, as it is?
    pub known: bool,
}

/// Works out what becomes of answer files, whatever their order. Nothing is written.
pub(crate) fn prepare(
    project: &Project,
    files: &[PathBuf],
    stale: bool,
) -> Result<(Vec<Received>, Vec<Change>), Error> {
    let notes = handed::all(project)?;
    let mut answers = vec![];
    for file in files {
        let bytes = read(file, LARGEST)?;
        let answer = form::read(&bytes).map_err(|why| refused(file, &why))?;
        answers.push((file.clone(), answer));
    }
    let wanted = form::merged(answers.iter().map(|(_, a)| a.clone()).collect());
    let (mut received, mut changes) = (vec![], vec![]);
    for answer in &wanted {
        let from = answers.iter().find(|(_, a)| a == answer).map(|(f, _)| f.as_path());
        let from = from.unwrap_or_else(|| Path::new("answer"));
        let one = take(project, &notes, answer, from, stale)?;
        changes.extend(one.1);
        received.push(one.0);
    }
    Ok((received, changes))
}

/// Writes them, as one action.
pub(crate) fn save(project: &Project, changes: Vec<Change>) -> Result<(), Error> {
    journal::perform(&project.root, "receive", changes)?;
    undo::ignore(&project.root)?;
    Ok(())
}

fn take(
    project: &Project,
    notes: &[Note],
    answer: &Answer,
    from: &Path,
    stale: bool,
) -> Result<(Received, Vec<Change>), Error> {
    let Some(note) = notes.iter().find(|n| n.shown == answer.shown && n.role == answer.role) else {
        return Err(refused(from, "it answers a form that was not handed over from this folder"));
    };
    let same = content_now(project, note).is_some_and(|now| now == note.content);
    if !same && !stale {
        let what = note.entry.clone().or(note.year.map(|y| y.to_string())).unwrap_or_default();
        return Err(HandFault::Stale { file: from.display().to_string(), what }.into());
    }
    let said = form::said(&note.questions, answer).map_err(|why| refused(from, &why))?;
    let given = Given {
        schema: SCHEMA.to_owned(),
        role: answer.role.clone(),
        year: note.year,
        entry: note.entry.clone(),
        on: answer.on.clone(),
        by: answer.by.trim().to_owned(),
        number: answer.number.trim().to_owned(),
        named: answer.named,
        visibility: "assessor".to_owned(),
        policy: note.artefact.as_ref().map(|(policy, _)| policy.clone()),
        artefact: note.artefact.as_ref().map(|(_, artefact)| artefact.clone()),
        shown: answer.shown.to_string(),
        stale: !same,
        answers: said,
    };
    let path = path(project, &given)?;
    let mut changes: Vec<Change> = change(project, &path, &text(&given)?)?.into_iter().collect();
    let known = changes.is_empty();
    let mut plan = vec![];
    // what was taken in before was proposed then: an item that its owner has deleted does not come back
    for (path, text) in if known { vec![] } else { proposals(project, &given)? } {
        changes.push(Change::create(path.clone(), text));
        plan.push(path);
    }
    Ok((Received { given, path, plan, known }, changes))
}

/// Where an answer stands: by what it is about, the role, the person and the form, so that the same answer has one place.
fn path(project: &Project, given: &Given) -> Result<SourcePath, Error> {
    let folder = year(project, given).map_or_else(|| "other".to_owned(), |y| y.to_string());
    let who: String = given.by.to_lowercase();
    let mark: String = crate::hash::sha256(&format!("{}\n{who}", given.shown)).chars().take(10).collect();
    let path = format!("content/answers/{folder}/{}-{mark}.md", slug(&given.role));
    SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))
}

/// The year that an answer speaks of: that of its form, that of the entry, or else that of its own day.
fn year(project: &Project, given: &Given) -> Option<i32> {
    let of_entry = |id: &String| {
        let entry = project.loaded.portfolio.activities.iter().find(|a| a.id.as_str() == id)?;
        let day = entry.days.last;
        let period = project.follows().first().map(|f| f.period_of(day));
        Some(period.map_or_else(|| day.year(), |p| p.days.last.year()))
    };
    let own = || given.on.get(..4).and_then(|y| y.parse().ok());
    given.year.or_else(|| given.entry.as_ref().and_then(of_entry)).or_else(own)
}

/// A new file, or another text for it; none where it stands there as it is.
fn change(project: &Project, path: &SourcePath, text: &str) -> Result<Option<Change>, Error> {
    match project.root.read(path, LARGEST * 4) {
        Ok(before) if before == text.as_bytes() => Ok(None),
        Ok(before) => Ok(Some(Change::replace(path.clone(), before, text.as_bytes()))),
        Err(crate::fs::ReadFault::NotFound) => Ok(Some(Change::create(path.clone(), text.as_bytes()))),
        Err(fault) => Err(Error::Unread(path.clone(), fault)),
    }
}

fn text(given: &Given) -> Result<String, Error> {
    let unkept = || Error::NotKept(write::NotKept("answers".to_owned()));
    let head = serde_yaml::to_string(given).map_err(|_| unkept())?;
    let mut body = String::new();
    let _ = writeln!(body, "\nFilled in by {}, as the file says; nothing proves who filled it in.", line(&given.by));
    for said in &given.answers {
        let level = said.level.map(|n| format!(" {n} of 4.")).unwrap_or_default();
        let yes = if said.yes { " Yes." } else { "" };
        let _ = writeln!(body, "\n**{}**{level}{yes}\n\n{}", line(&said.title), quoted(&said.text));
    }
    let text = format!("---\n{head}---\n{}\n", body.trim_end());
    let parts = crate::front_matter::split(&text).map_err(|_| unkept())?;
    let back: Given = serde_yaml::from_str(&text[parts.yaml]).map_err(|_| unkept())?;
    if back == *given { Ok(text) } else { Err(unkept()) }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Another person's words, as a quotation.
fn quoted(text: &str) -> String {
    text.lines().map(|l| format!("> {l}\n")).collect()
}

/// What was suggested, as items of the plan of the year after the one that the answer speaks of, or of this year where
/// that is over: proposals, so private until the member takes them up.
fn proposals(project: &Project, given: &Given) -> Result<Vec<(SourcePath, String)>, Error> {
    let next = year(project, given).map_or(project.as_of.year(), |year| (year + 1).max(project.as_of.year()));
    let day = parse_day(&format!("{next}-06-30"));
    let period = project.follows().first().zip(day).map(|(f, d)| f.period_of(d).label);
    let period = period.unwrap_or_else(|| next.to_string());
    let mut all = vec![];
    for suggestion in form::suggestions(&given.answers).into_iter().take(12) {
        let mut name: String = slug(&suggestion).chars().take(50).collect();
        name.truncate(name.trim_end_matches('-').len());
        let path = format!("content/plan/{}-{name}.md", slug(&period));
        let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
        let there = project.tree.has(&path) || all.iter().any(|(p, _): &(SourcePath, String)| *p == path);
        if name.is_empty() || there {
            continue;
        }
        let title: String = line(&suggestion).trim_end_matches('.').chars().take(200).collect();
        let is_year = period.len() == 4 && period.bytes().all(|b| b.is_ascii_digit());
        let head = [
            ("title", Asked::Line(title)),
            ("period", if is_year { Asked::Plain(period.clone()) } else { Asked::Line(period.clone()) }),
            ("state", Asked::Plain(PlanState::Proposed.word().to_owned())),
            ("visibility", Asked::Plain("private".to_owned())),
        ];
        let body = format!(
            "\nSuggested in the answer of {}. To take it up, take out the line `state: {}`. To decline it, delete this file.\n",
            parse_day(&given.on).map_or_else(|| given.on.clone(), in_words),
            PlanState::Proposed.word()
        );
        all.push((path, write::compose(&head, &body)?));
    }
    Ok(all)
}
