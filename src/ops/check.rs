//! Every fault and every doubtful point of a site.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Datelike;
use rayon::prelude::*;

use crate::content::link::list_place;
use crate::content::lower::NotRead;
use crate::content::tree::SourceTree;
use crate::diag::{Code, Diagnostic, KeyPath, Level, Place, did_you_mean, nearest, render};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::engine::theme_files;
use crate::facts::{Fingerprints, Parts, Site};
use crate::markdown::ease::{Ease, LOWEST_EASE, ease};
use crate::model::{Activity, Evidence, Minutes};
use crate::paths::SourcePath;
use crate::sight::Told;
use crate::theme::{Theme, ThemeFile};
use crate::thumbnail;
use crate::wording::Wording;

/// What a check found.
#[derive(Debug)]
pub(crate) struct CheckReport {
    /// Faults and doubtful points, sorted.
    pub notes: Vec<Diagnostic>,
    /// How many of them are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// The texts of all files that they speak of, for excerpts.
    pub texts: Arc<SourceTree>,
    /// How many entries could be read.
    pub entries: usize,
    /// In a site without a record: how many pages, questions and items of the directory.
    pub guidance: Option<[usize; 3]>,
    /// How many were left out.
    pub left_out: usize,
    /// The hours of those, as far as they can be read.
    pub left_out_minutes: Minutes,
    /// Is there a folder among them, of which nobody knows how many entries it holds?
    pub places: bool,
    /// Is there an entry among them whose hours cannot be read?
    pub hours_unknown: bool,
}

/// Checks everything: values, references, links, texts.
pub(crate) fn check(project: &Project) -> CheckReport {
    let mut notes = project.notes.clone();
    let follows = project.follows();
    let seen = project.visible(&follows, &[], Told::owner());
    let fingerprints = Fingerprints::new();
    let parts = Parts { fingerprints: &fingerprints, wording: Wording::english(), usual: project.config.visibility };
    let site = Site::new(&seen, parts, &mut notes);
    notes.extend(site.proofread(project.tree.evidence()));
    notes.extend(periods(project, &follows));
    notes.extend(locations(project));
    notes.extend(contact(project));
    notes.extend(registrations(project));
    notes.extend(grade(project));
    let (of_theme, own) = theme(project);
    notes.extend(of_theme);
    let of_theme = own.iter().filter_map(|f| Some((&f.source, std::str::from_utf8(&f.bytes).ok()?)));
    let source = project.source(&follows, &[]);
    notes.extend(crate::sight::doubts(source, of_theme));
    notes.extend(crate::sight::stated::doubts(source));
    let texts = if own.is_empty() { project.tree.clone() } else { theme_files::texts(project, &own) };
    render::sort(&mut notes, texts.as_ref());
    let not_read = &project.loaded.not_read;
    CheckReport {
        errors: notes.iter().filter(|n| n.level() == Level::Error).count(),
        warnings: notes.iter().filter(|n| n.level() == Level::Warning).count(),
        notes,
        texts,
        entries: project.loaded.portfolio.activities.len(),
        guidance: project.config.member.is_none().then(|| {
            let of = &project.loaded.portfolio;
            [of.pages.len(), of.faq.len(), of.directory.len()]
        }),
        left_out: not_read.len(),
        left_out_minutes: not_read.iter().filter_map(|n| n.minutes).sum(),
        places: not_read.iter().any(NotRead::is_place),
        hours_unknown: not_read.iter().any(|n| n.minutes.is_none()),
    }
}

/// An institution that invites members to join a scheme, and gives no address.
fn contact(project: &Project) -> Option<Diagnostic> {
    let of = project.config.institution.as_ref().filter(|i| i.contact.is_none())?;
    let first = project.policies.get(project.followed.first()?.id.as_str())?;
    let invites = first.latest().and_then(|e| e.scheme.as_ref()).is_some_and(|s| s.voluntary && s.contact.is_none());
    let path = crate::paths::SourcePath::new(crate::config::FILE).ok().filter(|_| invites)?;
    let message = format!("{} has a scheme to join, and no address for it", of.name);
    let place = Place::Value(KeyPath::root().key("institution"));
    Some(
        Diagnostic::new(Code::ContactMissing, &path, place, message)
            .hint("add `contact: cpd@institution.example` below it, with the address that is read"),
    )
}

/// Registrations that the Engineering Council does not have: a slip of the pen, or another body's.
fn registrations(project: &Project) -> Vec<Diagnostic> {
    let Some(member) = &project.config.member else { return vec![] };
    let Some(known) = crate::config::registered::known(&project.policies) else { return vec![] };
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let Ok(path) = SourcePath::new(crate::config::FILE) else { return vec![] };
    let place = |n| Place::Value(KeyPath::root().key("member").key("registrations").item(n));
    let unknown = member.registrations.iter().enumerate().filter(|(_, name)| !known.contains(&name.as_str()));
    let note = |(n, name): (usize, &String)| {
        let message = format!("`{name}` is no registration with the Engineering Council: its code is not added for it");
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => did_you_mean(near),
            None => format!("one of {}; or leave it out", crate::diag::list(&known)),
        };
        Diagnostic::new(Code::UnknownRegistration, &path, place(n), message).hint(hint)
    };
    unknown.map(note).collect()
}

/// A grade that no policy names of those that name grades. What registers with the Engineering Council is none.
fn grade(project: &Project) -> Option<Diagnostic> {
    let grade = project.config.member.as_ref()?.grade.as_deref()?;
    let scheme = |id: &str| project.policies.get(id)?.latest()?.scheme.as_ref();
    let registered = scheme(crate::config::BY_REGISTRATION).map_or(&[][..], |scheme| &scheme.grades);
    let all = project.config.policies.iter().filter_map(|f| scheme(f.id.as_str())).flat_map(|scheme| &scheme.grades);
    let known: BTreeSet<&str> = all.filter(|name| !registered.contains(name)).map(String::as_str).collect();
    let is_known = |word: &str| known.iter().any(|name| name.eq_ignore_ascii_case(word));
    if known.is_empty() || grade.split(|c: char| !c.is_alphanumeric()).any(is_known) {
        return None;
    }
    let path = SourcePath::new(crate::config::FILE).ok()?;
    let message = format!("`{grade}` is no grade that the policies you follow name");
    let hint = match nearest(grade, known.iter().copied()) {
        Some(near) => did_you_mean(near),
        None => format!("one of {}; or keep it, if it is another grade", crate::diag::list(&known)),
    };
    let place = Place::Value(KeyPath::root().key("member").key("grade"));
    Some(Diagnostic::new(Code::UnknownGrade, &path, place, message).hint(hint))
}

/// A text that is hard to read.
#[derive(Debug)]
pub(crate) struct Advice {
    /// The file.
    pub path: crate::paths::SourcePath,
    /// What was measured.
    pub ease: Ease,
}

/// Pages, answers and items that are hard to read or have very long sentences: advice for their writers.
/// Nothing is said of entries, nor of other languages than English.
pub(crate) fn advice(project: &Project) -> Vec<Advice> {
    if !project.config.language.starts_with("en") {
        return vec![];
    }
    let of = &project.loaded.portfolio;
    let texts = (of.pages.iter().map(|p| (&p.source, &p.body)))
        .chain(of.faq.iter().map(|a| (&a.source, &a.body)))
        .chain(of.directory.values().map(|i| (&i.source, &i.body)));
    let mut all: Vec<Advice> = texts
        .map(|(path, body)| Advice { path: path.clone(), ease: ease(&crate::codes::without(body.as_str())) })
        .filter(|a| !a.ease.long.is_empty() || a.ease.score.is_some_and(|s| s < LOWEST_EASE))
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Works on the owner's site without making a page.
fn with_site<T>(project: &Project, work: impl FnOnce(&Site<'_>) -> T) -> T {
    let follows = project.follows();
    let seen = project.visible(&follows, &[], Told::owner());
    let fingerprints = Fingerprints::new();
    let parts = Parts { fingerprints: &fingerprints, wording: Wording::english(), usual: project.config.visibility };
    let site = Site::new(&seen, parts, &mut vec![]);
    work(&site)
}

/// Every link that leads away: address, file, line.
pub(crate) fn links_away(project: &Project) -> Vec<(String, crate::paths::SourcePath, usize)> {
    let line = |path: &crate::paths::SourcePath, at: usize| {
        project.texts().text(path).and_then(|t| t.get(..at)).map_or(1, |t| t.matches('\n').count() + 1)
    };
    with_site(project, |site| {
        site.links_away().into_iter().map(|(url, path, at)| (url, path.clone(), line(&path, at))).collect()
    })
}

/// What `policy check` says of a site's texts.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Figures that the policies' data owns, written out.
    pub literals: Vec<Diagnostic>,
    /// What the strategy's source leaves open, in sentences.
    pub silent: Vec<&'static str>,
}

/// Checks the texts of a site against the policies.
pub(crate) fn texts(project: &Project) -> Texts {
    with_site(project, |site| {
        let mut literals = site.literal_figures();
        render::sort(&mut literals, project.texts());
        let silent = site.seen.strategy.map(crate::model::strategy::Strategy::silent).unwrap_or_default();
        Texts { literals, silent }
    })
}

/// Photos that hold the place where they were taken.
fn locations(project: &Project) -> Vec<Diagnostic> {
    let is_photo = |path: &SourcePath| matches!(path.ending().as_str(), "jpg" | "jpeg" | "png" | "webp");
    let holds = |path: &SourcePath| {
        project.root.read(path, thumbnail::LARGEST).is_ok_and(|bytes| crate::picture::has_location(&bytes))
    };
    let of_entry = |activity: &Arc<Activity>| {
        let photos = activity.evidence.iter().enumerate().filter(|(_, e)| is_photo(&e.path) && holds(&e.path));
        let note = |(n, evidence): (usize, &Evidence)| {
            let place = Place::Value(list_place(&project.tree, activity, "evidence", n));
            let message = format!("`{}` holds the place where it was taken", evidence.path);
            Diagnostic::new(Code::PhotoLocation, &activity.source, place, message)
                .hint("export the photo without its location before you share it")
        };
        photos.map(note).collect::<Vec<_>>()
    };
    let mut notes: Vec<Diagnostic> =
        project.loaded.portfolio.activities.par_iter().with_min_len(16).flat_map_iter(of_entry).collect();
    // what lies among the pages goes out as it is, whether a page names it or not
    let beside_pages = project.tree.shown().par_iter().filter(|(path, _)| is_photo(path) && holds(path));
    notes.par_extend(beside_pages.map(|(path, _)| {
        let message = format!("`{path}` holds the place where it was taken, and stands among the pages");
        Diagnostic::new(Code::PhotoLocation, path, Place::File, message)
            .hint("export the photo without its location, and put that file here: everybody gets it as it is")
    }));
    notes
}

/// Faults and doubtful points of the site's own theme files, and the files themselves.
fn theme(project: &Project) -> (Vec<Diagnostic>, Vec<ThemeFile>) {
    match theme_files::own_files(project) {
        Ok(own) if own.is_empty() => (vec![], own),
        Ok(own) => match Theme::load(&own, &project.config.language) {
            Ok(theme) => (theme_files::remarks(&own, &theme), own),
            Err(notes) => (notes, own),
        },
        Err(Error::Faulty(notes, _)) => (notes, vec![]),
        // Where there is no such theme, `build` says so.
        Err(_) => (vec![], vec![]),
    }
}

/// Entries that lie in two periods of the leading policy.
fn periods(project: &Project, follows: &[crate::policy::Follow<'_>]) -> Vec<Diagnostic> {
    let Some(lead) = follows.first() else { return vec![] };
    let spans = |a: &&std::sync::Arc<crate::model::Activity>| a.days.first != a.days.last;
    let activities = project.loaded.portfolio.activities.iter().filter(spans);
    activities
        .filter_map(|a| {
            let (first, last) = (lead.period_of(a.days.first), lead.period_of(a.days.last));
            let stated = lead.edition(&last).is_none_or(|e| !lead.lacks_start(e));
            (stated && first.label != last.label).then(|| {
                let message = format!("this lies in {} and {}: it counts in {}", first.label, last.label, last.label);
                let place = Place::Value(KeyPath::root().key("date"));
                Diagnostic::new(Code::SpansPeriods, &a.source, place, message)
                    .hint(format!("write two entries, one that ends in {}", first.days.last.year()))
            })
        })
        .collect()
}
