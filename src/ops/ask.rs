//! A form in a file for somebody who is not the member: a confirmer, a peer, a supervisor.

use super::declare::{chosen, refuse_faulty};
use super::entries;
use super::handed::Note;
use super::share;
use super::undo;
use crate::engine::project::Project;
use crate::engine::sealed;
use crate::engine::{Error, HandFault};
use crate::hand::bundle::{self, Bundle, Checks, Form, Handover};
use crate::hand::form::{self, Template};
use crate::hand::lint::Lint;
use crate::hand::page;
use crate::hand::rehearse::given_away;
use crate::hand::verify;
use crate::hash::{Hash32, of_parts};
use crate::journal::{self, Change};
use crate::model::Audience;
use crate::model::time::iso;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// As what.
    pub role: String,
    /// About an entry.
    pub entry: Option<String>,
    /// About a year.
    pub year: Option<i32>,
    /// Whose document it is.
    pub policy: Option<String>,
    /// With the words of the entry.
    pub open: bool,
    /// For whom.
    pub recipient: Option<String>,
}

/// A form that is ready to go out.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The file.
    pub html: String,
    /// What it is called.
    pub file: String,
    /// What it shows.
    pub about: Vec<(String, String)>,
    /// What of that is rarely meant for others.
    pub remarks: Vec<(Lint, String)>,
    note: Note,
}

/// Works out a form. Nothing is written.
pub(crate) fn prepare(project: &Project, request: &Request) -> Result<Draft, Error> {
    let policies: Vec<&str> = match &request.policy {
        Some(id) => vec![id.as_str()],
        None => project.followed.iter().map(|f| f.id.as_str()).collect(),
    };
    let roles = form::roles();
    let template = form::template(&request.role, &policies).filter(|t| roles.contains(&t.role));
    let known = || HandFault::NoRole { word: request.role.clone(), known: roles.clone() };
    let template = template.ok_or_else(known)?;
    make(project, request, template, about(project, request)?)
}

/// What a form shows of the record.
struct About {
    /// The id of the entry, where it is about one.
    entry: Option<String>,
    /// What it shows, as an assessor sees it.
    rows: Vec<(String, String)>,
    /// What stands for it.
    content: String,
}

fn about(project: &Project, request: &Request) -> Result<About, Error> {
    if let Some(id) = &request.entry {
        let (id, rows) = of_entry(project, id, request.open)?;
        let parts: Vec<&[u8]> = rows.iter().flat_map(|(a, b)| [a.as_bytes(), b.as_bytes()]).collect();
        let content = of_parts(&parts).to_string();
        return Ok(About { entry: Some(id), rows, content });
    }
    let year = request.year.unwrap_or_default();
    let policy = request.policy.as_deref();
    let periods: Vec<_> = chosen(project, year, policy)?.into_iter().map(|p| p.narrowed_to(policy)).collect();
    refuse_faulty(project, &periods)?;
    let w = Wording::english();
    let mut about = vec![];
    for p in &periods {
        about.push((w.text("hand.date").to_owned(), w.days(p.days)));
        for (figures, title) in p.figures.iter().zip(&p.titles) {
            let said =
                format!("{}, {}", w.word("state", &figures.verdict), w.hours(crate::model::Minutes(figures.earned)));
            about.push((title.clone(), said));
        }
        about.push((w.text("hand.entries").to_owned(), p.entries.len().to_string()));
    }
    Ok(About { entry: None, rows: about, content: share::content(&periods) })
}

/// The id of an entry, and what a form shows of it.
fn of_entry(project: &Project, id: &str, open: bool) -> Result<(String, Vec<(String, String)>), Error> {
    let follows = project.follows();
    let told = project.told(&follows, Audience::Assessor);
    let seen = project.visible(&follows, &[], &told);
    let shown = || seen.entries.iter().filter(|e| e.title.is_some());
    let ids: Vec<&str> = shown().map(|e| e.own_id().as_str()).collect();
    let id = entries::seen(project, id, &ids, None)?;
    let entry = shown().find(|e| e.own_id().as_str() == id).ok_or(Error::Ours)?;
    Ok((id, facts(&seen, entry, open)))
}

fn facts(seen: &Visible<'_>, e: &SeenEntry<'_>, open: bool) -> Vec<(String, String)> {
    let w = Wording::english();
    let title = crate::content::choices::title;
    let kind = e.activity_type.map(|k| title(&seen.words.types, k).to_owned());
    let areas: Vec<&str> = e.categories.iter().map(|p| title(&seen.words.categories, &p.category)).collect();
    let mut rows = vec![
        ("hand.entry", e.title.unwrap_or_default().to_owned()),
        ("hand.date", w.days(e.days)),
        ("hand.minutes", w.hours(e.minutes)),
        ("hand.type", kind.unwrap_or_default()),
        ("hand.area", areas.join(", ")),
        ("hand.provider", e.provider.unwrap_or_default().to_owned()),
    ];
    if open {
        rows.push(("hand.body", e.body.map(|b| b.as_str().trim().to_owned()).unwrap_or_default()));
        rows.push(("hand.reflection", e.reflection.unwrap_or_default().trim().to_owned()));
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows.into_iter().map(|(key, value)| (w.text(key).to_owned(), value)).collect()
}

fn make(
    project: &Project,
    request: &Request,
    template: &Template,
    About { entry, rows: about, content }: About,
) -> Result<Draft, Error> {
    let names = &project.config.pseudonyms;
    let name = project.config.member.as_ref().map(|m| names.text(&m.name).into_owned()).unwrap_or_default();
    let form: Form = template.form(&name, &request.year.map(|y| y.to_string()).unwrap_or_default(), about.clone());
    let zero = Hash32([0; 32]);
    let bundle = Bundle {
        schema: bundle::FORMAT.to_owned(),
        program: concat!("cpdfolio ", env!("CARGO_PKG_VERSION")).to_owned(),
        language: project.config.language.clone(),
        seals: vec![],
        handover: Handover {
            title: form.title.clone(),
            made_on: iso(project.as_of),
            recipient: request.recipient.clone(),
            ..Handover::default()
        },
        form: Some(form),
        copies: vec![],
        checks: Checks { rest: zero, page: zero },
    };
    let wording = std::sync::Arc::new(share::wording(project)?);
    let html = page::file(bundle, &wording);
    let checked = verify::file(html.as_bytes()).map_err(|_| Error::Ours)?;
    let private = share::private(project);
    let remarks = about.iter().flat_map(|(_, text)| given_away(text, names, &private));
    let remarks = remarks.map(|(lint, part)| (lint, part.to_owned())).collect();
    let fields = checked.bundle.form.iter().flat_map(|f| &f.fields);
    let note = Note {
        schema: Note::schema(),
        on: iso(project.as_of),
        role: request.role.clone(),
        year: request.year,
        policy: request.policy.clone().filter(|_| request.year.is_some()),
        entry: entry.clone(),
        recipient: request.recipient.clone(),
        expires: None,
        file: String::new(),
        sha256: Hash32::of(html.as_bytes()),
        roots: vec![],
        shown: checked.bundle.checks.rest,
        content,
        open: entry.into_iter().filter(|_| request.open).collect(),
        evidence: vec![],
        questions: fields.map(|f| (f.id.clone(), f.title.clone())).collect(),
        artefact: template.policy.clone().zip(template.artefact.clone()),
    };
    let about_what = request.year.map_or_else(|| "entry".to_owned(), |y| y.to_string());
    Ok(Draft { file: format!("ask-{}-{about_what}.html", request.role), html, about, remarks, note })
}

/// Notes that a form went out.
pub(crate) fn keep(project: &Project, draft: Draft, file: &str) -> Result<(), Error> {
    let note = Note { file: file.to_owned(), ..draft.note };
    let changes: Vec<Change> = note.change(project)?.into_iter().collect();
    if !changes.is_empty() {
        journal::perform(&project.root, &format!("ask {}", note.role), changes)?;
    }
    undo::ignore(&project.root)?;
    Ok(())
}

/// What a form showed, as it would be shown now; none where it cannot be shown any more.
pub(crate) fn content_now(project: &Project, note: &Note) -> Option<String> {
    if let Some(entry) = &note.entry {
        let request = Request { entry: Some(entry.clone()), open: !note.open.is_empty(), ..Request::default() };
        return about(project, &request).ok().map(|about| about.content);
    }
    let policy = note.policy.as_deref();
    let mut periods = sealed::periods(project, note.year?);
    periods.retain(|p| policy.is_none_or(|id| p.figures.iter().any(|f| f.policy == id)));
    let periods: Vec<_> = periods.into_iter().map(|p| p.narrowed_to(policy)).collect();
    Some(share::content(&periods))
}
