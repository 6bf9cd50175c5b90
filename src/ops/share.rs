//! A year handed over in one file: rehearsed, listed, made, noted.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::sync::Arc;

use super::declare::{chosen, refuse_faulty};
use super::entries;
use super::handed::Note;
use super::key::{self, Fresh};
use super::undo;
use crate::engine::project::Project;
use crate::engine::sealed::{self, SealedPeriod};
use crate::engine::{Error, HandFault, theme_files};
use crate::hand::bundle::{self, Bundle, Checks, Copy, Handover, Opened};
use crate::hand::evidence;
use crate::hand::form;
use crate::hand::page;
use crate::hand::rehearse::{self, Finding, Rehearsed};
use crate::hand::seal::{Key, Sealed, seal};
use crate::hand::statement;
use crate::hand::verify::{self, Checked};
use crate::hash::{Hash32, of_parts};
use crate::journal::{self, Change};
use crate::model::time::iso;
use crate::model::{Day, Days};
use crate::paths::SourcePath;
use crate::picture;
use crate::policy::Assessment;
use crate::sight::Visible;
use crate::wording::Wording;

/// The largest file of evidence that is handed over, in bytes.
const LARGEST: u64 = 20 * 1024 * 1024;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// The year in which the periods end.
    pub year: i32,
    /// Only the periods of this policy, and of what policies find only what this one does.
    pub policy: Option<String>,
    /// Entries to show first; empty: those that are `featured`.
    pub highlight: Vec<String>,
    /// Entries whose words are open too; `all` for every one.
    pub open: Vec<String>,
    /// Files of evidence to hand over, by their paths.
    pub evidence: Vec<String>,
    /// Hand over documents although they hold more than one sees.
    pub anyway: bool,
    /// Months in place of days.
    pub months: bool,
    /// Without the member's name.
    pub unnamed: bool,
    /// For whom.
    pub recipient: Option<String>,
    /// What for.
    pub purpose: Option<String>,
    /// Until when it may be kept.
    pub expires: Option<Day>,
}

/// What goes out, in words: the same that the file shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Listing {
    /// Name and number, where they go out.
    pub person: Vec<String>,
    /// The entries of the list: day or month, title, and whether the words are open.
    pub entries: Vec<(String, String, bool)>,
    /// Items of the plan.
    pub plan: Vec<String>,
    /// Files: what they are called in the file, and where they stand in the folder.
    pub files: Vec<(String, String)>,
    /// The fields of an entry of which only the line goes out.
    pub fields: Vec<&'static str>,
}

/// A hand-over that is ready to go out.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The file.
    pub html: String,
    /// What it is called.
    pub file: String,
    /// What goes out.
    pub listing: Listing,
    /// The assessor's own checks.
    pub findings: Vec<Finding>,
    /// The roots of its periods.
    pub roots: Vec<Hash32>,
    /// Does a period still run?
    pub still_runs: bool,
    note: Note,
    key: Option<Change>,
}

/// What is known of the periods of a request.
struct Year<'a> {
    seen: &'a Visible<'a>,
    periods: Vec<SealedPeriod>,
    sealed: Vec<Sealed>,
    /// The tags of what the policies find that go out.
    found: BTreeSet<Hash32>,
    /// Ids of entries that are chosen.
    chosen: Vec<String>,
    /// Ids of entries whose words are open.
    open: Vec<String>,
}

impl Draft {
    /// Is the key of its seal not kept yet, so that another time brings another root?
    pub(crate) fn first(&self) -> bool {
        self.key.is_some()
    }
}

impl Year<'_> {
    /// The tags of entries, by their ids.
    fn tags(&self, ids: &[String]) -> Vec<Hash32> {
        self.pairs().into_iter().filter(|(id, _)| ids.iter().any(|wanted| wanted == id)).map(|(_, tag)| tag).collect()
    }

    /// Each entry's id with its tag.
    fn pairs(&self) -> Vec<(&str, Hash32)> {
        let of = |(p, s): (&'_ SealedPeriod, &'_ Sealed)| (p.entries.len(), s.entries.len());
        debug_assert!(self.periods.iter().zip(&self.sealed).map(of).all(|(a, b)| a == b));
        let all = self.periods.iter().zip(&self.sealed).flat_map(|(p, s)| p.entries.iter().zip(&s.entries));
        all.map(|(entry, unit)| (entry.id.as_str(), unit.tag)).collect()
    }
}

/// Works out a hand-over. Nothing is written.
pub(crate) fn prepare(project: &Project, request: &Request, fresh: Fresh) -> Result<Draft, Error> {
    let wanted = chosen(project, request.year, request.policy.as_deref())?;
    refuse_faulty(project, &wanted)?;
    refuse_edited(project, request.year, &wanted)?;
    let (key, new_key) = key::key(project, fresh)?;
    sealed::with_year(project, request.year, |seen, mut periods| {
        periods.retain(|p| wanted.iter().any(|w| w.days == p.days));
        make(project, request, seen, periods, (key, new_key))
    })
}

fn make(
    project: &Project,
    request: &Request,
    seen: &Visible<'_>,
    periods: Vec<SealedPeriod>,
    (key, new_key): (Key, Option<Change>),
) -> Result<Draft, Error> {
    // one root for the whole period; what other policies find stays closed under it
    let sealed: Vec<Sealed> = periods.iter().map(|p| seal(key, &p.blocks)).collect();
    let policy = request.policy.as_deref();
    let found = periods.iter().zip(&sealed).flat_map(|(p, s)| p.figures.iter().zip(&s.policies));
    let found = found.filter(|(f, _)| policy.is_none_or(|id| f.policy == id)).map(|(_, unit)| unit.tag).collect();
    let periods: Vec<SealedPeriod> = periods.into_iter().map(|p| p.narrowed_to(policy)).collect();
    let mut year = Year { seen, periods, sealed, found, chosen: vec![], open: vec![] };
    year.chosen = named(project, &year, request.year, &request.highlight, true)?;
    year.open = named(project, &year, request.year, &request.open, false)?;
    year.open.extend(year.chosen.iter().cloned());
    year.open.sort();
    year.open.dedup();
    let (copies, files) = copies(project, request, &year)?;
    let wording = Arc::new(wording(project)?);
    let bundle = bundle(project, request, &year, copies);
    let html = page::file(bundle, &wording);
    let checked = verify::file(html.as_bytes()).map_err(|_| Error::Ours)?;
    if !checked.is_whole() {
        return Err(Error::Ours);
    }
    let private = private(project);
    let findings = rehearse::rehearse(Rehearsed {
        seen,
        periods: &year.periods,
        chosen: &year.chosen,
        open: &year.open,
        private: &private,
        names: &project.config.pseudonyms,
        away: &away(project, &year),
        broken: &broken(project, &year),
    });
    let note = note(project, request, &year, &checked, &html, &files);
    Ok(Draft {
        file: format!("cpd-{}{}.html", request.year, if checked.bundle.handover.draft { "-draft" } else { "" }),
        listing: listing(&checked, &files),
        findings,
        roots: checked.periods.iter().map(|p| p.root).collect(),
        still_runs: checked.bundle.handover.draft,
        html,
        note,
        key: new_key,
    })
}

/// What was declared and has changed since is amended first: a file with another root would speak against the letter.
pub(crate) fn refuse_edited(project: &Project, year: i32, periods: &[SealedPeriod]) -> Result<(), Error> {
    let declared = project.loaded.portfolio.declarations.get(&year);
    for d in declared.into_iter().flat_map(|d| &d.periods).filter(|d| !d.draft) {
        let edited = periods.iter().find(|p| p.is_of(d)).and_then(|p| sealed::edited(year, d, p));
        if let Some(edited) = edited {
            return Err(HandFault::Changed { year, said: sealed::said(&edited) }.into());
        }
    }
    Ok(())
}

/// The words of the site.
pub(super) fn wording(project: &Project) -> Result<Wording, Error> {
    let own = theme_files::own_files(project)?;
    let theme = theme_files::load(project, &own)?;
    Ok(Wording::clone(&theme.wording()))
}

/// The entries that were named, by their ids; `featured` where none was and that is meant.
fn named(project: &Project, year: &Year<'_>, of: i32, names: &[String], featured: bool) -> Result<Vec<String>, Error> {
    let all: BTreeSet<&str> = year.periods.iter().flat_map(|p| &p.entries).map(|e| e.id.as_str()).collect();
    if names.is_empty() {
        let is = |e: &&crate::sight::SeenEntry<'_>| featured && e.featured && all.contains(e.own_id().as_str());
        return Ok(year.seen.entries.iter().filter(is).map(|e| e.own_id().as_str().to_owned()).collect());
    }
    if names.iter().any(|n| n == "all") {
        return Ok(all.iter().map(|id| (*id).to_owned()).collect());
    }
    let all: Vec<&str> = all.into_iter().collect();
    names.iter().map(|name| entries::seen(project, name, &all, Some(of))).collect()
}

fn bundle(project: &Project, request: &Request, year: &Year<'_>, copies: Vec<Copy>) -> Bundle {
    let open: BTreeSet<Hash32> = year.tags(&year.open).into_iter().collect();
    let with_files: BTreeSet<Hash32> = copies.iter().map(|c| c.entry).collect();
    let shows = |tag: Hash32, name: &str| match name {
        "day" => !request.months,
        "name" => !request.unnamed,
        "policy" => year.found.contains(&tag),
        "words" => open.contains(&tag),
        "evidence" => with_files.contains(&tag),
        _ => true,
    };
    let seals = year.periods.iter().zip(&year.sealed).map(|(p, s)| Opened::of(p.blocks.period.clone(), s, shows));
    let zero = Hash32([0; 32]);
    Bundle {
        schema: bundle::FORMAT.to_owned(),
        program: concat!("cpdfolio ", env!("CARGO_PKG_VERSION")).to_owned(),
        language: project.config.language.clone(),
        seals: seals.collect(),
        handover: handover(project, request, year),
        form: review(project, year, request.unnamed),
        copies,
        checks: Checks { rest: zero, page: zero },
    }
}

fn handover(project: &Project, request: &Request, year: &Year<'_>) -> Handover {
    let declared = project.loaded.portfolio.declarations.get(&request.year);
    let declared = declared.into_iter().flat_map(|d| &d.periods).filter(|d| !d.draft);
    let same = |d: &&crate::model::declaration::Declaration| {
        let pair = year.periods.iter().zip(&year.sealed).find(|(p, _)| p.is_of(d));
        pair.is_some_and(|(_, sealed)| sealed.root.to_string() == d.root)
    };
    let declared: Vec<_> = declared.filter(same).collect();
    let period = year.periods.first().map(|p| p.label.clone()).unwrap_or_default();
    let names = &project.config.pseudonyms;
    Handover {
        title: format!("CPD {}", request.year),
        made_on: iso(project.as_of),
        recipient: request.recipient.clone(),
        expires: request.expires.map(iso),
        purpose: request.purpose.as_ref().map(|p| names.text(p).into_owned()),
        says: declared.first().map(|d| d.statement.clone()),
        statement: declared.first().map(|d| statement::said(&d.statement, &period)),
        declared_on: declared.first().filter(|_| declared.len() == year.periods.len()).map(|d| d.declared_on.clone()),
        draft: year.periods.iter().any(|p| p.days.last >= project.as_of),
        chosen: year.tags(&year.chosen),
    }
}

fn review(project: &Project, year: &Year<'_>, unnamed: bool) -> Option<bundle::Form> {
    let shows = |p: &SealedPeriod, a: &Assessment| {
        p.days == a.period.days && p.figures.iter().any(|f| f.policy == a.policy.as_str())
    };
    let of_year = |a: &&Assessment| a.unstated.is_none() && year.periods.iter().any(|p| shows(p, a));
    let judged: Vec<&Assessment> = year.seen.judged.iter().filter(of_year).collect();
    let member = year.seen.member.as_ref();
    let name =
        if unnamed { member.and_then(|m| m.number).unwrap_or("a member") } else { member.map_or("", |m| m.name) };
    form::review(year.seen.policies, &judged, name).filter(|_| !project.followed.is_empty())
}

/// Files that go out, and for each its name there and its path here.
type Copies = (Vec<Copy>, Vec<(String, String)>);

/// The files that were named, ready to go out, and where they stand.
fn copies(project: &Project, request: &Request, year: &Year<'_>) -> Result<Copies, Error> {
    let (mut copies, mut files, mut refused) = (vec![], vec![], vec![]);
    for name in &request.evidence {
        let of = |e: &crate::sight::SeenEntry<'_>| {
            let place = e
                .own_evidence()
                .iter()
                .position(|f| f.path.as_str() == name || f.path.as_str().ends_with(&format!("/{name}")))?;
            let tag = year.pairs().into_iter().find(|(id, _)| *id == e.own_id().as_str())?.1;
            Some((tag, place, e.own_evidence()[place].path.clone()))
        };
        let Some((entry, place, path)) = year.seen.entries.iter().find_map(of) else {
            let is_of =
                |e: &&crate::sight::SeenEntry<'_>| year.pairs().iter().any(|(id, _)| *id == e.own_id().as_str());
            let files = year.seen.entries.iter().filter(is_of).flat_map(crate::sight::SeenEntry::own_evidence);
            let known: BTreeSet<String> = files.map(|f| f.path.to_string()).collect();
            let known = known.into_iter().collect();
            return Err(HandFault::NoEvidence { said: name.clone(), year: request.year, known }.into());
        };
        let bytes = project.root.read(&path, LARGEST).map_err(|f| Error::Unread(path.clone(), f))?;
        let Some(ready) = evidence::ready(&path.ending(), bytes) else {
            refused.push((path.to_string(), "neither a picture nor a PDF that can be read".to_owned()));
            continue;
        };
        if !ready.hidden.is_empty() && !request.anyway {
            refused.push((path.to_string(), ready.hidden.join(", ")));
            continue;
        }
        let name = format!("evidence-{:03}.{}", copies.len() + 1, ready.ending);
        files.push((name.clone(), path.to_string()));
        let data = crate::base64::encode(&ready.bytes);
        copies.push(Copy { name, entry, place, original: ready.original, media: ready.media.to_owned(), data });
    }
    if refused.is_empty() { Ok((copies, files)) } else { Err(HandFault::Unsafe(refused).into()) }
}

/// Values of `private:` and of keys of one's own that a reader would know again.
pub(super) fn private(project: &Project) -> Vec<String> {
    let entries = &project.loaded.portfolio.activities;
    let private = entries.iter().flat_map(|a| &a.private).map(|(_, value)| value.as_str());
    let own = entries.iter().flat_map(|a| &a.own).flat_map(|(_, value)| value.texts());
    let parts = private.chain(own).flat_map(|value| value.split([',', ';', '\n']));
    let parts = parts.map(|v| v.trim().trim_matches('"').to_owned());
    let mut parts: Vec<String> = parts.filter(|v| rehearse::is_telling(v)).collect();
    parts.sort();
    parts.dedup();
    parts
}

/// Days on which no entry is expected: before joining, and where a circumstance holds that is no mere target.
fn away(project: &Project, year: &Year<'_>) -> Vec<Days> {
    let mut all: Vec<Days> =
        project.config.circumstances.iter().filter(|c| c.target.is_none()).map(|c| c.days).collect();
    let joined = project.config.policies.iter().map(|f| f.joined).min().flatten();
    for (joined, period) in joined.iter().flat_map(|day| year.periods.iter().map(move |p| (*day, p))) {
        if period.days.contains(joined) {
            all.push(Days { first: period.days.first, last: joined });
        }
    }
    all
}

/// How much of a file of evidence is looked at to see what it is.
const LOOKED_AT: u64 = 64 * 1024;

/// Why a file of evidence shows nothing: it is empty, cannot be read, or is not what its name says.
fn shows_nothing(project: &Project, path: &SourcePath) -> Option<&'static str> {
    let Ok((file, meta)) = project.root.open_file(path) else { return Some("cannot be read") };
    if meta.len() == 0 {
        return Some("is empty");
    }
    let mut start = vec![];
    if file.take(LOOKED_AT).read_to_end(&mut start).is_err() {
        return Some("cannot be read");
    }
    let ending = path.ending().to_lowercase();
    let known = picture::ENDINGS.contains(&ending.as_str()) && ending != "jpg" && ending != "jpeg";
    let is_jpeg = matches!(ending.as_str(), "jpg" | "jpeg");
    let is_other = known && picture::look(&ending, &start).is_none() || is_jpeg && !start.starts_with(b"\xff\xd8");
    is_other.then_some("is not what its name says")
}

/// Files of evidence that show nothing, with what is wrong with them.
fn broken(project: &Project, year: &Year<'_>) -> Vec<(String, String)> {
    let ids: BTreeSet<&str> = year.periods.iter().flat_map(|p| &p.entries).map(|e| e.id.as_str()).collect();
    let mut all = vec![];
    for e in year.seen.entries.iter().filter(|e| ids.contains(e.own_id().as_str())) {
        for file in e.own_evidence() {
            if let Some(why) = shows_nothing(project, &file.path) {
                all.push((e.own_id().as_str().to_owned(), format!("{} {why}", file.path)));
            }
        }
    }
    all
}

fn note(
    project: &Project,
    request: &Request,
    year: &Year<'_>,
    checked: &Checked,
    html: &str,
    files: &[(String, String)],
) -> Note {
    let fields = checked.bundle.form.iter().flat_map(|f| &f.fields);
    Note {
        schema: Note::schema(),
        on: iso(project.as_of),
        role: "assessor".to_owned(),
        year: Some(request.year),
        policy: request.policy.clone(),
        entry: None,
        recipient: request.recipient.clone(),
        expires: request.expires.map(iso),
        file: String::new(),
        sha256: Hash32::of(html.as_bytes()),
        roots: checked.periods.iter().map(|p| p.root).collect(),
        shown: checked.bundle.checks.rest,
        content: content(&year.periods),
        open: year.open.clone(),
        evidence: files.iter().map(|(_, path)| path.clone()).collect(),
        questions: fields.map(|f| (f.id.clone(), f.title.clone())).collect(),
        artefact: None,
    }
}

/// Stands for everything that was sealed of some periods.
pub(crate) fn content(periods: &[SealedPeriod]) -> String {
    let all: Vec<Hash32> = periods.iter().map(SealedPeriod::content).collect();
    of_parts(&all.iter().map(|h| h.0.as_slice()).collect::<Vec<_>>()).to_string()
}

/// What goes out, read from the file itself: so that what is shown is what goes out.
fn listing(checked: &Checked, files: &[(String, String)]) -> Listing {
    let mut list = Listing { files: files.to_vec(), ..Listing::default() };
    let mut fields = BTreeSet::new();
    for p in &checked.periods {
        list.person.extend(p.name.iter().chain(&p.number).cloned());
        for e in &p.entries {
            let day = e.days.as_ref().map_or_else(|| e.facts.month.clone(), |d| d.to.clone());
            let title = e.facts.title.clone().unwrap_or_else(|| "a line without words".to_owned());
            list.entries.push((day, title, e.words.is_some()));
            fields.extend(fields_of(e));
        }
        list.plan.extend(p.plan.iter().map(|i| i.title.clone()));
    }
    list.person.dedup();
    list.fields = fields.into_iter().collect();
    list
}

fn fields_of(e: &verify::Entry) -> Vec<&'static str> {
    let f = &e.facts;
    let all = [
        ("title", f.title.is_some()),
        ("type", f.kind.is_some()),
        ("category", !f.categories.is_empty()),
        ("planned", f.planned),
        ("provider", f.provider.is_some()),
        ("tags", !f.tags.is_empty()),
        ("competences", !f.competences.is_empty()),
        ("plan", !f.plan.is_empty()),
        ("cites", !f.cites.is_empty()),
        ("supports_others", f.supports_others),
        ("number of evidence files", f.evidence > 0),
        ("keys of a policy", !f.declared.is_empty()),
        ("date", e.days.is_some()),
        ("month", e.days.is_none()),
        ("hours", true),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// Notes that a file went out, and keeps the key where it is new. The file itself is written by the caller, before.
pub(crate) fn keep(project: &Project, draft: Draft, file: &str) -> Result<(), Error> {
    let note = Note { file: file.to_owned(), ..draft.note };
    let changes: Vec<Change> = draft.key.into_iter().chain(note.change(project)?).collect();
    let command = format!("share {}", note.year.unwrap_or_default());
    if !changes.is_empty() {
        journal::perform(&project.root, &command, changes)?;
    }
    undo::ignore(&project.root)?;
    Ok(())
}

/// Writes the file, never over another.
pub(crate) fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write as _;
    let open = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let told = path.display().to_string();
    let mut file = open.map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Error::from(HandFault::Taken(told.clone())),
        _ => HandFault::Refused { file: told.clone(), why: e.to_string() }.into(),
    })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|e| {
        let _ = std::fs::remove_file(path);
        HandFault::Refused { file: told, why: e.to_string() }.into()
    })
}

/// The same as files for Typst: its document, and the data that it reads.
pub(crate) fn typst(draft: &Draft) -> Result<[(&'static str, String); 2], Error> {
    let read = bundle::read(draft.html.as_bytes()).map_err(|_| Error::Ours)?;
    Ok([("record.typ", crate::hand::typst::DOCUMENT.to_owned()), ("record.json", bundle::data(&read.bundle))])
}
