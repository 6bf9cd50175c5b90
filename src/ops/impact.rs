//! What a change of a policy would turn: each member's site is judged by the one and by the other, and compared.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Datelike;
use rayon::prelude::*;

use crate::content::tree::{SourceFile, SourceTree};
use crate::content::walk::LARGEST_TEXT;
use crate::diag::{Diagnostic, Level, count};
use crate::engine::project::{Project, open_under};
use crate::engine::{Action, Error, Instead};
use crate::model::{Day, Period, PolicyId};
use crate::paths::SourcePath;
use crate::policy::data::assessment::Unstated;
use crate::policy::read::packs::{FOLDER, read_one, texts};
use crate::policy::{Assessment, Policy, RuleResult, Verdict};
use crate::sight::Told;
use crate::team::MOST_MEMBERS;

/// A policy as somebody named it: with its text, and an edition where one was named.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    /// The policy.
    pub policy: Policy,
    /// Its file.
    pub text: Arc<str>,
    /// The edition that is to judge every period; none: those in force.
    pub edition: Option<String>,
}

/// What would turn.
#[derive(Debug)]
pub(crate) struct Impact {
    /// The sites that were judged, by name.
    pub judged: Vec<String>,
    /// How many periods of theirs were compared.
    pub periods: usize,
    /// Periods whose verdict turns, by site and period.
    pub turns: Vec<Turn>,
    /// Periods in which a rule turns and the verdict stays.
    pub rules_only: Vec<Turn>,
    /// Sites that do not follow the policy.
    pub elsewhere: Vec<String>,
    /// Entries that cannot be read under one of the two.
    pub unread: Vec<Unread>,
    /// Folders and sites that were not judged, with the reason.
    pub left_out: Vec<(String, String)>,
}

/// One period of one member, judged by both.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The site's folder.
    pub site: String,
    /// The period.
    pub period: Period,
    /// The verdict of the first; none: it has no such period.
    pub before: Option<Verdict>,
    /// The verdict of the second; none: it has no such period.
    pub after: Option<Verdict>,
    /// The rules that bind and turn.
    pub rules: Vec<RuleTurn>,
    /// What the member would have to state for the second: a key of the settings.
    pub unstated: Option<&'static str>,
}

/// One rule of a period, judged by both; none: it is not there, or does not bind.
#[derive(Debug)]
pub(crate) struct RuleTurn {
    /// As the first judges it.
    pub before: Option<RuleResult>,
    /// As the second judges it.
    pub after: Option<RuleResult>,
}

/// An entry that one of the two runs cannot read.
#[derive(Debug)]
pub(crate) struct Unread {
    /// The site's folder.
    pub site: String,
    /// Its file.
    pub path: SourcePath,
    /// Its first error.
    pub code: &'static str,
    /// Can the first not read it?
    pub before: bool,
    /// Can the second not read it?
    pub after: bool,
}

/// The text of a policy that the program or a site has.
pub(crate) fn text_of(policy: &Policy, site: Option<&Project>) -> Option<Arc<str>> {
    let name = format!("{FOLDER}/{}.yaml", policy.id);
    let own = site.and_then(|p| p.tree.files().iter().find(|f| f.path.as_str() == name)).map(|f| f.text.clone());
    own.or_else(|| texts().find(|(path, _)| *path == name).map(|(_, text)| text.into()))
}

/// A policy from a file anywhere: an older text, or a draft.
pub(crate) fn from_file(file: &Path, edition: Option<String>) -> Result<Side, Error> {
    let text: Arc<str> = read(file).map_err(|e| Error::System(Action::ReadFile(file.to_path_buf()), e))?.into();
    let (policy, mut notes) = read_one(&text, file.file_stem().and_then(|s| s.to_str()).unwrap_or("policy"));
    if let Some(policy) = policy {
        return Ok(Side { policy, text, edition });
    }
    // the faults are those of the file as it is called, wherever it lies
    let name = file.file_name().and_then(|n| SourcePath::new(n.to_str()?).ok());
    let shown = name.or_else(|| notes.first().map(|n| n.path.clone()));
    let files = shown.iter().map(|path| SourceFile { path: path.clone(), text: text.clone(), built_in: false });
    let tree = SourceTree::new("".into(), files.collect(), std::collections::BTreeSet::new());
    for note in &mut notes {
        note.path.clone_from(shown.as_ref().unwrap_or(&note.path.clone()));
    }
    Err(Error::Faulty(notes, Arc::new(tree)))
}

/// A text file, of a policy's size at most.
fn read(file: &Path) -> io::Result<String> {
    let other = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    if !std::fs::metadata(file)?.is_file() {
        return Err(other("it is not a file"));
    }
    let mut bytes = vec![];
    std::fs::File::open(file)?.take(LARGEST_TEXT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(other("it is larger than any policy"));
    }
    String::from_utf8(bytes).map_err(|_| other("it is not text"))
}

/// Judges every site in some folders by both sides.
pub(crate) fn compare(sides: [&Side; 2], folders: &[PathBuf], as_of: Day, year: Option<i32>) -> Result<Impact, Error> {
    let mut places = vec![];
    for folder in folders {
        places.extend(sites_in(folder)?);
    }
    if places.len() > MOST_MEMBERS {
        return Err(Error::TooManyMembers { most: MOST_MEMBERS });
    }
    let of = &sides[0].policy.id;
    let rule = |side: &Side| Instead {
        of: of.clone(),
        by: side.policy.id.clone(),
        text: side.text.clone(),
        edition: side.edition.clone(),
    };
    let rules = [rule(sides[0]), rule(sides[1])];
    let looked: Vec<(String, Looked)> =
        places.into_par_iter().map(|(name, dir)| (name, look(&dir, as_of, year, &rules))).collect();
    Ok(gather(looked))
}

/// The folders that may be sites: the folder itself, or those in it. What is no folder, or hidden, is passed over.
fn sites_in(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let is_site = |dir: &Path| dir.join(crate::config::FILE).is_file();
    let name = |dir: &Path| dir.file_name().map_or_else(|| dir.display().to_string(), |n| n.to_string_lossy().into());
    if is_site(folder) {
        return Ok(vec![(name(folder), folder.to_path_buf())]);
    }
    let entries = std::fs::read_dir(folder).map_err(|e| Error::SitesUnread(folder.to_path_buf(), e))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    found.retain(|p| !name(p).starts_with('.'));
    found.sort();
    if !found.iter().any(|p| is_site(p)) {
        return Err(Error::NoSites(folder.to_path_buf()));
    }
    Ok(found.into_iter().map(|p| (name(&p), p)).collect())
}

/// An entry, its first error, and which of the two runs cannot read it.
type Missed = (SourcePath, &'static str, [bool; 2]);

/// What came of one folder.
enum Looked {
    Not(String),
    Elsewhere,
    Judged { periods: usize, turns: Vec<Turn>, unread: Vec<Missed> },
}

fn look(dir: &Path, as_of: Day, year: Option<i32>, rules: &[Instead; 2]) -> Looked {
    if !dir.join(crate::config::FILE).is_file() {
        return Looked::Not(format!("it has no {}", crate::config::FILE));
    }
    match open_under(dir, as_of, [&rules[0], &rules[1]]) {
        Err(error) => Looked::Not(why(&error)),
        Ok(None) => Looked::Elsewhere,
        Ok(Some(mut both)) => {
            for project in &mut both {
                project.asked = year;
            }
            let judged = [judged(&both[0], &rules[0].by, year), judged(&both[1], &rules[1].by, year)];
            let (periods, turns) = turns(judged);
            Looked::Judged { periods, turns, unread: unread(&both) }
        }
    }
}

/// Why a site cannot be judged, in a line.
fn why(error: &Error) -> String {
    let Error::Faulty(notes, _) = error else { return error.to_string() };
    let errors: Vec<&Diagnostic> = notes.iter().filter(|n| n.level() == Level::Error).collect();
    let first = errors.first().map(|n| format!("{}: {}", n.path, n.message)).unwrap_or_default();
    if errors.len() > 1 { format!("{first}; {} in all", count(errors.len(), "error")) } else { first }
}

fn judged(project: &Project, by: &PolicyId, year: Option<i32>) -> Vec<Assessment> {
    let follows = project.follows();
    let seen = project.visible(&follows, &[], Told::owner());
    let asked = |a: &&Assessment| a.policy == *by && year.is_none_or(|year| a.period.days.last.year() == year);
    seen.judged.iter().filter(asked).cloned().collect()
}

/// Entries that one of the two cannot read.
fn unread(both: &[Project; 2]) -> Vec<Missed> {
    let mut found: Vec<Missed> = vec![];
    for (n, project) in both.iter().enumerate() {
        for not_read in &project.loaded.not_read {
            match found.iter_mut().find(|(path, ..)| *path == not_read.path) {
                Some((.., sides)) => sides[n] = true,
                None => found.push((not_read.path.clone(), not_read.code.name(), [n == 0, n == 1])),
            }
        }
    }
    found.sort();
    found
}

/// The periods of a site in which something turns, and how many there are.
fn turns([before, mut after]: [Vec<Assessment>; 2]) -> (usize, Vec<Turn>) {
    let mut pairs: Vec<(Option<Assessment>, Option<Assessment>)> = vec![];
    for one in before {
        let same = after.iter().position(|other| other.period.days == one.period.days);
        let other = same.map(|n| after.remove(n));
        pairs.push((Some(one), other));
    }
    pairs.extend(after.into_iter().map(|other| (None, Some(other))));
    let period =
        |(a, b): &(Option<Assessment>, Option<Assessment>)| a.as_ref().or(b.as_ref()).map(|a| a.period.clone());
    pairs.sort_by_key(|pair| period(pair).map(|p| (p.days.last, p.days.first)));
    let periods = pairs.len();
    let turn = |pair: (Option<Assessment>, Option<Assessment>)| {
        let period = period(&pair)?;
        let (before, after) = pair;
        let rules = rule_turns(before.as_ref(), after.as_ref());
        Some(Turn {
            site: String::new(),
            period,
            unstated: after.as_ref().and_then(|a| a.unstated.as_ref()).map(Unstated::key),
            before: before.map(|a| a.verdict),
            after: after.map(|a| a.verdict),
            rules,
        })
    };
    let all = pairs.into_iter().filter_map(turn);
    (periods, all.filter(|t| t.before != t.after || !t.rules.is_empty()).collect())
}

/// The rules that bind and turn, in the order of the second, then those that only the first has.
fn rule_turns(before: Option<&Assessment>, after: Option<&Assessment>) -> Vec<RuleTurn> {
    let binding =
        |of: Option<&Assessment>| -> Vec<RuleResult> { of.map(|a| a.binding().cloned().collect()).unwrap_or_default() };
    let (mut gone, there) = (binding(before), binding(after));
    let mut all = vec![];
    for rule in there {
        let same = gone.iter().position(|old| old.id == rule.id);
        let old = same.map(|n| gone.remove(n));
        if old.as_ref().and_then(|old| old.verdict) != rule.verdict {
            all.push(RuleTurn { before: old, after: Some(rule) });
        }
    }
    all.extend(gone.into_iter().map(|old| RuleTurn { before: Some(old), after: None }));
    all
}

fn gather(looked: Vec<(String, Looked)>) -> Impact {
    let mut impact = Impact {
        judged: vec![],
        periods: 0,
        turns: vec![],
        rules_only: vec![],
        elsewhere: vec![],
        unread: vec![],
        left_out: vec![],
    };
    for (site, what) in looked {
        match what {
            Looked::Not(why) => impact.left_out.push((site, why)),
            Looked::Elsewhere => impact.elsewhere.push(site),
            Looked::Judged { periods, turns, unread } => {
                impact.periods += periods;
                let named = turns.into_iter().map(|turn| Turn { site: site.clone(), ..turn });
                let (turns, rules_only): (Vec<Turn>, Vec<Turn>) = named.partition(|t| t.before != t.after);
                impact.turns.extend(turns);
                impact.rules_only.extend(rules_only);
                let of_site =
                    |(path, code, [before, after]): Missed| Unread { site: site.clone(), path, code, before, after };
                impact.unread.extend(unread.into_iter().map(of_site));
                impact.judged.push(site);
            }
        }
    }
    impact
}
