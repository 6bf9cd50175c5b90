//! Answers of others, taken back into the member's folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::ask::content_now;
use super::handed::{self, Note};
use super::undo;
use super::verify::{read, refused};
use crate::content::write::{self, Asked};
use crate::engine::project::Project;
use crate::engine::{Error, HandFault};
use crate::hand::form::{self, Answer, LARGEST};
use crate::journal::{self, Change};
use crate::model::given::{Given, SCHEMA};
use crate::model::time::parse_day;
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
    let path = path(&given)?;
    let mut changes: Vec<Change> = change(project, &path, &text(&given)?)?.into_iter().collect();
    let mut plan = vec![];
    for (path, text) in proposals(project, &given)? {
        changes.push(Change::create(path.clone(), text));
        plan.push(path);
    }
    Ok((Received { given, path, plan }, changes))
}

/// Where an answer stands: by what it is about, the role, the person and the form, so that the same answer has one place.
fn path(given: &Given) -> Result<SourcePath, Error> {
    let folder = given.year.map_or_else(|| given.on.get(..4).unwrap_or("other").to_owned(), |y| y.to_string());
    let who: String = given.by.to_lowercase();
    let mark: String = crate::hash::sha256(&format!("{}\n{who}", given.shown)).chars().take(10).collect();
    let path = format!("content/answers/{folder}/{}-{mark}.md", slug(&given.role));
    SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))
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

/// What was suggested, as items of the next plan: proposals, so private until the member takes them up.
fn proposals(project: &Project, given: &Given) -> Result<Vec<(SourcePath, String)>, Error> {
    let year = given.year.or_else(|| given.on.get(..4).and_then(|y| y.parse().ok())).unwrap_or_default();
    let period = project.follows().first().map_or_else(
        || (year + 1).to_string(),
        |f| {
            let day = parse_day(&format!("{}-06-30", year + 1));
            day.map_or_else(|| (year + 1).to_string(), |d| f.period_of(d).label)
        },
    );
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
        let title: String = line(&suggestion).chars().take(200).collect();
        let head = [
            ("title", Asked::Line(title)),
            ("period", Asked::Line(period.clone())),
            ("visibility", Asked::Plain("private".to_owned())),
        ];
        let body =
            format!("\nProposed: it was suggested in the answer of {}. Take it up, or delete this file.\n", given.on);
        all.push((path, write::compose(&head, &body)?));
    }
    Ok(all)
}
