//! What a member declares about a year: worked out, compared with what was declared, written.

use std::fmt::Write as _;

use super::key::{self, Fresh};
use super::undo;
use crate::engine::project::Project;
use crate::engine::sealed::{self, Edited, SealedPeriod};
use crate::engine::{Error, HandFault};
use crate::front_matter;
use crate::hand::seal::{self, Sealed, seal};
use crate::hand::statement;
use crate::hash::Hash32;
use crate::journal::{self, Change};
use crate::model::Minutes;
use crate::model::declaration::{Amendment, Declaration, Declarations, Figures, SCHEMA};
use crate::model::time::iso;
use crate::paths::SourcePath;
use crate::wording::Wording;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// The year in which the periods end.
    pub year: i32,
    /// Only the periods of this policy.
    pub policy: Option<String>,
    /// Which statement.
    pub statement: Option<String>,
    /// Why an earlier declaration is replaced.
    pub amend: Option<String>,
}

/// A declaration that is ready to be written.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The declarations of the year, with the new ones.
    pub all: Declarations,
    /// The periods that are declared now, each with its seal.
    pub new: Vec<(SealedPeriod, Sealed)>,
    /// The file.
    pub path: SourcePath,
    /// Is the key of these seals not kept yet, so that another time brings another root?
    pub first: bool,
    changes: Vec<Change>,
}

/// Works out a declaration. Nothing is written.
pub(crate) fn prepare(project: &Project, request: &Request, fresh: Fresh) -> Result<Draft, Error> {
    let path = path(request.year)?;
    let usual = request.statement.as_deref().unwrap_or(statement::USUAL);
    if !statement::all().contains_key(usual) {
        let known = statement::all().keys().cloned().collect();
        return Err(HandFault::NoStatement { word: usual.to_owned(), known }.into());
    }
    let periods = chosen(project, request.year, request.policy.as_deref())?;
    refuse_faulty(project, &periods)?;
    let (key, new_key) = key::key(project, fresh)?;
    let before = project.loaded.portfolio.declarations.get(&request.year);
    let mut all =
        before.cloned().unwrap_or(Declarations { schema: SCHEMA.to_owned(), year: request.year, periods: vec![] });
    let mut new = vec![];
    for period in periods {
        let place = all.periods.iter().position(|d| period.is_of(d));
        let earlier = place.map(|at| &all.periods[at]);
        if !is_new(request, &period, earlier)? {
            continue;
        }
        let sealed = seal(key, &period.blocks);
        let made = declaration(project, request, usual, &period, &sealed, earlier);
        match place {
            Some(at) => all.periods[at] = made,
            None => all.periods.push(made),
        }
        new.push((period, sealed));
    }
    if new.is_empty() {
        return Ok(Draft { all, new, path, first: false, changes: vec![] });
    }
    let first = new_key.is_some();
    all.periods.sort_by(|a, b| (&a.to, &a.from).cmp(&(&b.to, &b.from)));
    let mut changes: Vec<Change> = new_key.into_iter().collect();
    changes.push(change(project, &path, &text(&all)?)?);
    Ok(Draft { all, new, path, first, changes })
}

/// Writes a declaration, as one action.
pub(crate) fn save(project: &Project, draft: Draft) -> Result<SourcePath, Error> {
    let command = format!("declare {}", draft.all.year);
    journal::perform(&project.root, &command, draft.changes)?;
    undo::ignore(&project.root)?;
    Ok(draft.path)
}

/// Where a year is not what was declared; an error where it is not declared at all.
pub(crate) fn diff(project: &Project, year: i32) -> Result<Vec<Edited>, Error> {
    let declared = project.loaded.portfolio.declarations.get(&year);
    if declared.is_none_or(|d| d.periods.iter().all(|p| p.draft)) {
        return Err(HandFault::NotDeclared(year).into());
    }
    Ok(sealed::edits(project).into_iter().filter(|e| e.year == year).collect())
}

/// The periods that end in a year; of one policy where it is named.
pub(crate) fn chosen(project: &Project, year: i32, policy: Option<&str>) -> Result<Vec<SealedPeriod>, Error> {
    if project.followed.is_empty() {
        return Err(Error::NoPolicy);
    }
    let ids = || project.followed.iter().map(|f| f.id.as_str());
    if let Some(name) = policy.filter(|name| !ids().any(|id| id == *name)) {
        return Err(crate::engine::NoSuch::new(crate::engine::Sought::FollowedPolicy, name, ids()).into());
    }
    let mut periods = sealed::periods(project, year);
    periods.retain(|p| policy.is_none_or(|id| p.figures.iter().any(|f| f.policy == id)));
    if periods.is_empty() {
        return Err(HandFault::NoPeriod(year).into());
    }
    Ok(periods)
}

/// A period of which an entry cannot be read is not what it will be.
pub(crate) fn refuse_faulty(project: &Project, periods: &[SealedPeriod]) -> Result<(), Error> {
    let mut faulty: Vec<SourcePath> =
        periods.iter().flat_map(|p| sealed::faulty(project, p.days)).map(|n| n.path.clone()).collect();
    faulty.sort();
    faulty.dedup();
    if faulty.is_empty() { Ok(()) } else { Err(HandFault::FaultyEntries(faulty).into()) }
}

/// Is a period to be declared? A declaration is replaced only with a reason; a draft always.
fn is_new(request: &Request, period: &SealedPeriod, earlier: Option<&Declaration>) -> Result<bool, Error> {
    let Some(earlier) = earlier.filter(|e| !e.draft) else {
        return if request.amend.is_some() && earlier.is_none() {
            Err(HandFault::NotDeclared(request.year).into())
        } else {
            Ok(true)
        };
    };
    let other = request.statement.as_ref().is_some_and(|s| *s != earlier.statement);
    let edited = sealed::edited(request.year, earlier, period);
    if request.amend.is_some() {
        return Ok(other || edited.is_some());
    }
    let said = match edited {
        Some(edited) => sealed::said(&edited),
        None if other => format!("the statement would be {}", request.statement.as_deref().unwrap_or_default()),
        None => return Ok(false),
    };
    Err(HandFault::Changed { year: request.year, said }.into())
}

fn declaration(
    project: &Project,
    request: &Request,
    statement: &str,
    period: &SealedPeriod,
    sealed: &Sealed,
    earlier: Option<&Declaration>,
) -> Declaration {
    let mut amended = earlier.map(|e| e.amended.clone()).unwrap_or_default();
    if let (Some(earlier), Some(reason)) = (earlier.filter(|e| !e.draft), &request.amend) {
        amended.push(Amendment {
            declared_on: earlier.declared_on.clone(),
            amended_on: iso(project.as_of),
            reason: reason.clone(),
            root: earlier.root.clone(),
            policies: earlier.policies.clone(),
        });
    }
    let kept = earlier.filter(|_| request.statement.is_none()).map_or(statement, |e| e.statement.as_str());
    Declaration {
        from: iso(period.days.first),
        to: iso(period.days.last),
        declared_on: iso(project.as_of),
        draft: period.days.last >= project.as_of,
        statement: kept.to_owned(),
        root: sealed.root.to_string(),
        content: period.content().to_string(),
        rest: period.rest().to_string(),
        policies: period.figures.clone(),
        entries: period.entries.clone(),
        amended,
    }
}

fn path(year: i32) -> Result<SourcePath, Error> {
    let path = sealed::path(year);
    SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))
}

/// A new text for a file, or a new file.
fn change(project: &Project, path: &SourcePath, text: &str) -> Result<Change, Error> {
    match project.root.read(path, 16 * 1024 * 1024) {
        Ok(before) => Ok(Change::replace(path.clone(), before, text.as_bytes())),
        Err(crate::fs::ReadFault::NotFound) => Ok(Change::create(path.clone(), text.as_bytes())),
        Err(fault) => Err(Error::Unread(path.clone(), fault)),
    }
}

/// The file: its head as data, and below it the same in sentences. What would not be read back as it was is refused.
fn text(all: &Declarations) -> Result<String, Error> {
    let unkept = || Error::NotKept(crate::content::write::NotKept("periods".to_owned()));
    let head = serde_yaml::to_string(all).map_err(|_| unkept())?;
    let text = format!("---\n{head}---\n{}", body(all));
    let parts = front_matter::split(&text).map_err(|_| unkept())?;
    let read: Declarations = serde_yaml::from_str(&text[parts.yaml]).map_err(|_| unkept())?;
    if read == *all { Ok(text) } else { Err(unkept()) }
}

fn body(all: &Declarations) -> String {
    let w = Wording::english();
    let mut out =
        String::from("\nWritten by `cpdfolio declare`. Change it with `cpdfolio declare YEAR --amend \"why\"`.\n");
    for d in &all.periods {
        let day = |text: &str| crate::model::time::parse_day(text).map_or_else(|| text.to_owned(), |d| w.day(d));
        let _ = writeln!(out, "\n## {} to {}\n", day(&d.from), day(&d.to));
        let draft = if d.draft { "Draft of " } else { "Declared on " };
        let period = format!("{} to {}", day(&d.from), day(&d.to));
        let _ = writeln!(out, "{draft}{}. {}\n", day(&d.declared_on), statement::said(&d.statement, &period));
        for f in &d.policies {
            let _ = writeln!(out, "- {}", figures(f));
        }
        if let Some(root) = Hash32::read(&d.root) {
            let _ = writeln!(out, "\nRoot of the seal: `{}`", seal::groups(root).join(" "));
        }
        for a in &d.amended {
            let (was, now) = (day(&a.declared_on), day(&a.amended_on));
            let reason = a.reason.replace(['\n', '\r'], " ");
            let _ = writeln!(out, "\nThe declaration of {was} was amended on {now}: {reason}");
        }
    }
    out
}

/// `iet, edition 2013: met, 31 h 30, of which 30 h count`
pub(crate) fn figures(f: &Figures) -> String {
    let (earned, counted) = (Minutes(f.earned), Minutes(f.counted));
    let counted = if f.counted == f.earned { String::new() } else { format!(", of which {counted} count") };
    format!("{}, edition {}: {}, {earned}{counted}", f.policy, f.edition, f.verdict)
}
