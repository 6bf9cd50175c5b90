//! What a seal of a year would speak of now, and where that is not what was declared.

use std::collections::BTreeMap;

use chrono::Datelike;
use rayon::prelude::*;

use super::project::Project;
use crate::content::lower::NotRead;
use crate::diag::{Code, Diagnostic, Place, render};
use crate::hash::{Hash32, of_parts};
use crate::model::declaration::{Declaration, DeclaredEntry, Figures};
use crate::model::time::iso;
use crate::model::{Audience, Days, Minutes};
use crate::paths::SourcePath;
use crate::policy::{Assessment, Verdict};
use crate::sight::blocks::{self, Blocks, EvidenceHashes};
use crate::sight::redact::redact;
use crate::sight::{SeenEntry, Source, Visible};

/// A period that ends in a year, as an assessor sees it.
#[derive(Debug, Clone)]
pub(crate) struct SealedPeriod {
    /// Its days.
    pub days: Days,
    /// What it is called.
    pub label: String,
    /// Everything that a seal speaks of.
    pub blocks: Blocks,
    /// What each policy finds.
    pub figures: Vec<Figures>,
    /// The titles of these policies.
    pub titles: Vec<String>,
    /// The entries, in the order of the blocks.
    pub entries: Vec<DeclaredEntry>,
}

/// Where a year is not what was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edited {
    /// The year.
    pub year: i32,
    /// What the period is called.
    pub label: String,
    /// What was declared, and what the record shows now, by policy.
    pub figures: Vec<(Figures, Option<Figures>)>,
    /// The entries that differ: their ids, with what became of them.
    pub entries: Vec<(String, Became)>,
    /// Is there a difference in the plan, the name, the number or the verdicts too?
    pub rest: bool,
}

/// What became of an entry since a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Became {
    /// It was not there.
    New,
    /// Something of it is different.
    Changed,
    /// It is not there any more, or not for an assessor.
    Gone,
    /// Its file stands elsewhere; nothing of it is different.
    Moved,
}

impl Became {
    /// The word of outputs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Moved => "moved",
        }
    }
}

/// The periods that end in a year, one for each pair of first and last day, and what an assessor sees.
pub(crate) fn with_year<T>(project: &Project, year: i32, work: impl FnOnce(&Visible<'_>, Vec<SealedPeriod>) -> T) -> T {
    let follows = project.follows();
    let told = project.told(&follows, Audience::Assessor);
    let source = Source { asked: Some(year), ..project.source(&follows, &[]) };
    let seen = redact(source, &told);
    let mut by_days: BTreeMap<(String, String), Vec<&Assessment>> = BTreeMap::new();
    let of_year = |a: &&Assessment| a.unstated.is_none() && a.period.days.last.year() == year;
    for a in seen.judged.iter().filter(of_year) {
        by_days.entry((iso(a.period.days.first), iso(a.period.days.last))).or_default().push(a);
    }
    let days: Vec<Days> = by_days.values().flatten().map(|a| a.period.days).collect();
    let evidence = evidence(project, &seen, &days);
    let periods = by_days.values().map(|judged| period(&seen, judged, &evidence)).collect();
    work(&seen, periods)
}

/// The periods that end in a year.
pub(crate) fn periods(project: &Project, year: i32) -> Vec<SealedPeriod> {
    with_year(project, year, |_, periods| periods)
}

/// SHA-256 of the evidence of some periods.
fn evidence(project: &Project, seen: &Visible<'_>, periods: &[Days]) -> EvidenceHashes {
    let of_period = |e: &&SeenEntry<'_>| periods.iter().any(|d| d.contains(e.last_day()));
    let files = seen.entries.iter().filter(of_period).flat_map(SeenEntry::own_evidence);
    let mut paths: Vec<&SourcePath> = files.map(|e| &e.path).collect();
    paths.sort();
    paths.dedup();
    let hash = |path: &&SourcePath| Some(((*path).clone(), project.root.fingerprint(path).ok()?.sha256));
    paths.par_iter().filter_map(hash).collect()
}

fn period(seen: &Visible<'_>, judged: &[&Assessment], evidence: &EvidenceHashes) -> SealedPeriod {
    let first = judged[0];
    let blocks = blocks::of(seen, judged, first.period.days, evidence);
    let entry = |e: &blocks::EntryBlocks| {
        let seen = &seen.entries[e.place];
        let id = seen.own_id().as_str().to_owned();
        DeclaredEntry { id, minutes: seen.minutes.0, sha256: e.hash().to_string() }
    };
    SealedPeriod {
        days: first.period.days,
        label: first.period.label.clone(),
        entries: blocks.entries.iter().map(entry).collect(),
        figures: judged.iter().map(|a| figures(a)).collect(),
        titles: judged.iter().map(|a| a.title.clone()).collect(),
        blocks,
    }
}

fn figures(a: &Assessment) -> Figures {
    Figures {
        policy: a.policy.as_str().to_owned(),
        edition: a.edition.clone(),
        pack: a.hash.clone(),
        verdict: a.verdict.word().to_owned(),
        earned: a.earned.0,
        counted: a.counted.0,
    }
}

impl SealedPeriod {
    /// Stands for everything but the entries.
    pub(crate) fn rest(&self) -> Hash32 {
        let blocks = &self.blocks;
        let mut plan: Vec<&[u8]> = blocks.plan.iter().map(String::as_bytes).collect();
        plan.sort_unstable();
        let one = |text: Option<&String>| text.map(String::as_bytes).unwrap_or_default().to_vec();
        let (name, number) = (one(blocks.name.as_ref()), one(blocks.number.as_ref()));
        plan.extend([name.as_slice(), &number, blocks.head.as_bytes()]);
        plan.extend(blocks.policies.iter().map(String::as_bytes));
        of_parts(&plan)
    }

    /// Stands for everything.
    pub(crate) fn content(&self) -> Hash32 {
        let mut entries: Vec<&[u8]> = self.entries.iter().map(|e| e.sha256.as_bytes()).collect();
        entries.sort_unstable();
        let rest = self.rest();
        entries.push(&rest.0);
        of_parts(&entries)
    }

    /// The same as one policy's hand-over shows it: the entries, the plan, and what that policy finds.
    pub(crate) fn narrowed_to(mut self, policy: Option<&str>) -> Self {
        let Some(id) = policy else { return self };
        let wanted: Vec<bool> = self.figures.iter().map(|f| f.policy == id).collect();
        keep(&mut self.figures, &wanted);
        keep(&mut self.titles, &wanted);
        keep(&mut self.blocks.policies, &wanted);
        self
    }

    /// Is this the period of a declaration?
    pub(crate) fn is_of(&self, declared: &Declaration) -> bool {
        iso(self.days.first) == declared.from && iso(self.days.last) == declared.to
    }
}

/// Keeps what is wanted of a list.
fn keep<T>(list: &mut Vec<T>, wanted: &[bool]) {
    let mut at = 0..;
    list.retain(|_| at.next().and_then(|n: usize| wanted.get(n)).copied().unwrap_or_default());
}

/// Where a period is not what was declared.
pub(crate) fn edited(year: i32, declared: &Declaration, now: &SealedPeriod) -> Option<Edited> {
    if declared.content == now.content().to_string() {
        return None;
    }
    let of_now = |f: &Figures| now.figures.iter().find(|n| n.policy == f.policy).cloned();
    Some(Edited {
        year,
        label: now.label.clone(),
        figures: declared.policies.iter().map(|f| (f.clone(), of_now(f))).collect(),
        entries: became(&declared.entries, &now.entries),
        rest: declared.rest != now.rest().to_string(),
    })
}

/// Entries with the same content are the same; of the others, those with the same id.
fn became(before: &[DeclaredEntry], now: &[DeclaredEntry]) -> Vec<(String, Became)> {
    let mut left: Vec<&DeclaredEntry> = before.iter().collect();
    let mut rest = vec![];
    let mut found = vec![];
    let take = |left: &mut Vec<&DeclaredEntry>, fits: &dyn Fn(&DeclaredEntry) -> bool| {
        let at = left.iter().position(|e| fits(e));
        at.map(|at| left.remove(at)).is_some()
    };
    for entry in now {
        if !take(&mut left, &|e| e.sha256 == entry.sha256 && e.id == entry.id) {
            rest.push(entry);
        }
    }
    let mut other = vec![];
    for entry in rest {
        if take(&mut left, &|e| e.sha256 == entry.sha256) {
            found.push((entry.id.clone(), Became::Moved));
        } else {
            other.push(entry);
        }
    }
    for entry in other {
        let was = take(&mut left, &|e| e.id == entry.id);
        found.push((entry.id.clone(), if was { Became::Changed } else { Became::New }));
    }
    found.extend(left.into_iter().map(|e| (e.id.clone(), Became::Gone)));
    found.sort();
    found
}

/// All years that are not what was declared. Drafts are no declarations.
pub(crate) fn edits(project: &Project) -> Vec<Edited> {
    let mut all = vec![];
    for (year, declarations) in &project.loaded.portfolio.declarations {
        let declared: Vec<&Declaration> = declarations.periods.iter().filter(|d| !d.draft).collect();
        if declared.is_empty() {
            continue;
        }
        let now = periods(project, *year);
        let pair = |d: &&Declaration| edited(*year, d, now.iter().find(|p| p.is_of(d))?);
        all.extend(declared.iter().filter_map(pair));
    }
    all
}

/// Adds them to the doubtful points of a site.
pub(crate) fn tell(project: &mut Project) {
    let note = |e: Edited| {
        let path = SourcePath::new(&path(e.year)).ok()?;
        let message = format!("{}: {}", e.label, said(&e));
        let hint =
            format!("see `cpdfolio declare {} --diff`; then `cpdfolio declare {} --amend \"why\"`", e.year, e.year);
        Some(Diagnostic::new(Code::DeclaredOtherwise, &path, Place::File, message).hint(hint))
    };
    let notes: Vec<Diagnostic> = edits(project).into_iter().filter_map(note).collect();
    if !notes.is_empty() {
        project.notes.extend(notes);
        render::sort(&mut project.notes, project.tree.as_ref());
    }
}

/// Where the declarations of a year stand.
pub(crate) fn path(year: i32) -> String {
    format!("content/declarations/{year}.md")
}

/// Both figures, and the entries that differ, in one sentence.
pub(crate) fn said(e: &Edited) -> String {
    let figure = |(was, now): &(Figures, Option<Figures>)| {
        let minutes = |f: &Figures| Minutes(f.earned).long();
        match now {
            None => Some(format!("{} is followed no more", was.policy)),
            Some(now) if now.earned != was.earned => {
                Some(format!("declared {}, the record says {}", minutes(was), minutes(now)))
            }
            Some(now) if now.verdict != was.verdict => {
                Some(format!("{} was declared as {} and is {}", was.policy, was.verdict, now.verdict))
            }
            Some(_) => None,
        }
    };
    let mut parts: Vec<String> = e.figures.iter().filter_map(figure).collect();
    parts.dedup();
    if parts.is_empty() {
        parts.push("the figures are the same, the record is not what was declared".to_owned());
    }
    let entries = e.entries.iter().take(5).map(|(id, became)| format!("{id} {}", became.word()));
    let mut entries: Vec<String> = entries.collect();
    if e.entries.len() > 5 {
        entries.push(format!("{} more", e.entries.len() - 5));
    }
    if e.rest && e.entries.is_empty() {
        entries.push("plan, name, number or verdicts changed".to_owned());
    }
    if !entries.is_empty() {
        parts.push(entries.join(", "));
    }
    parts.join("; ")
}

/// Entries that an assessor misses because they cannot be read, and that may belong to some days.
pub(crate) fn faulty(project: &Project, days: Days) -> Vec<&NotRead> {
    let inside = |n: &&NotRead| n.days.is_none_or(|d| days.contains(d.last));
    project.loaded.not_read.iter().filter(|n| n.is_missed_by(Audience::Assessor)).filter(inside).collect()
}

/// Is a verdict one that needs words: what is asked is not there?
pub(crate) fn is_lacking(f: &Figures) -> bool {
    [Verdict::Open, Verdict::Short, Verdict::Over].iter().any(|v| v.word() == f.verdict)
}
