//! Everybody is judged: a folder of members' records to counts, on all cores.
//!
//! A member's content is untrusted. Each is read through an opener of its own, within counted limits, and judged by
//! the scheme's policy, never by rules that lie in the record. Whoever breaks a limit or the program is named; the
//! others' results do not change by a byte.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::folder::{Done, Folder, Run};
use super::refused;
use crate::config;
use crate::content::choices::Choices;
use crate::content::lower::Known;
use crate::content::tree::SourceKind;
use crate::content::{self, walk};
use crate::engine::Error;
use crate::engine::project::{Project, guidance};
use crate::fs::{Dir, EntryKind, Root};
use crate::model::time::iso;
use crate::model::{Audience, Day, Minutes, PolicyId, RuleId};
use crate::paths::SourcePath;
use crate::policy::{Assessment, Packs, Verdict};
use crate::scheme::stats::{Made, Shard, Stats};
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// The most files of a member's record.
const MOST_FILES: usize = 20_000;
/// The most bytes of its texts and pictures.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Folders in folders.
const DEEPEST: usize = 16;

/// Why a member is not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Why {
    /// Too many files, bytes, folders in folders.
    Limit(&'static str, u64),
    /// The folder cannot be read.
    Unread(String),
    /// The settings are missing or faulty.
    Settings(String),
    /// The scheme's policy is not followed.
    OtherPolicy,
    /// No period ends in the year: the member joined later.
    NoPeriod,
    /// The program broke on it.
    Broke,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Limit(what, most) => write!(f, "it has more than {most} {what}"),
            Self::Unread(why) | Self::Settings(why) => f.write_str(why),
            Self::OtherPolicy => f.write_str("its settings do not follow the policy of the scheme"),
            Self::NoPeriod => f.write_str("no period of it ends in the year"),
            Self::Broke => f.write_str("the program broke on it: please report it"),
        }
    }
}

/// What is known of one member.
struct Member {
    name: String,
    judged: Result<Judged, Why>,
}

/// What is counted of a member: the terms of the sums are not kept, so that a whole body fits into memory.
struct Judged {
    verdict: Verdict,
    earned: Minutes,
    counted: Minutes,
    rules: Vec<(RuleId, Verdict)>,
    entries: usize,
    unread: usize,
}

/// What all members are judged by.
struct Bench {
    packs: Arc<Packs>,
    policy: PolicyId,
    year: i32,
    as_of: Day,
}

/// Judges every record in a folder, or those of one shard.
pub(crate) fn run(folder: &Folder, records: &Path, shard: Option<Shard>, run: &Run) -> Result<Done, Error> {
    let packs = folder.packs()?;
    let edition = folder.edition(&packs)?.label.clone();
    let policy = folder.settings.policy.clone();
    let known = packs.get(policy.as_str()).map(|p| p.hash.clone()).unwrap_or_default();
    let made = Made {
        tool: concat!("cpdfolio ", env!("CARGO_PKG_VERSION")).to_owned(),
        policy: format!("{policy} {edition}"),
        hash: known,
        day: iso(run.as_of),
        year: folder.settings.year.to_string(),
    };
    let bench = Bench { packs: Arc::new(packs), policy, year: folder.settings.year, as_of: run.as_of };
    let names = members(records, shard)?;
    let judged: Vec<Member> = names.into_par_iter().map(|name| bench.member(records, name)).collect();
    let stats = counted(made, shard, &judged);
    let mut step = Step::default();
    let part = shard.map_or_else(|| "all".to_owned(), |s| format!("{}-of-{}", s.i, s.n));
    let at = |what: &str| format!("judged/{}/{what}-{part}.csv", folder.settings.year);
    step.put(&at("stats"), stats.bytes());
    step.put(&at("members"), table(&judged));
    let mut refused = 0;
    for member in &judged {
        match &member.judged {
            Err(why) => {
                refused += 1;
                step.doubt(member.name.clone(), why.to_string());
            }
            Ok(of) if of.unread > 0 => {
                let files = crate::diag::count(of.unread, "file");
                step.doubt(
                    member.name.clone(),
                    format!("{files} of it cannot be read: `cpdfolio check` there says why"),
                );
            }
            Ok(_) => {}
        }
    }
    step.figure("members", judged.len());
    step.figure("refused", refused);
    for ((what, _, word), n) in &stats.counts {
        if what == "verdict" {
            step.amount(word.clone(), i64::try_from(*n).unwrap_or(i64::MAX));
        }
    }
    step.did.push(format!("{} judged, {refused} refused: {part}", crate::diag::count(judged.len(), "member")));
    folder.carry_out("judge", run, step)
}

/// The folders of members, sorted. A link is no folder.
fn members(records: &Path, shard: Option<Shard>) -> Result<Vec<String>, Error> {
    let unread = |e: std::io::Error| {
        let what = format!("{} cannot be read: {e}", records.display());
        refused(what, "name a folder with one folder for each member")
    };
    let dir = Dir::open(records).map_err(unread)?;
    let mut names = vec![];
    for (name, kind) in dir.entries().map_err(unread)? {
        let name = name.to_string_lossy().into_owned();
        if kind == EntryKind::Folder && !name.starts_with('.') && shard.is_none_or(|s| s.holds(&name)) {
            names.push(name);
        }
    }
    names.sort_unstable();
    if names.is_empty() && shard.is_none() {
        return Err(refused(
            format!("{} has no folder of a member", records.display()),
            "name a folder with one folder for each member",
        ));
    }
    Ok(names)
}

impl Bench {
    fn member(&self, records: &Path, name: String) -> Member {
        let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.judge(&records.join(&name))));
        Member { name, judged: judged.unwrap_or(Err(Why::Broke)) }
    }

    fn judge(&self, folder: &Path) -> Result<Judged, Why> {
        let dir = Dir::open(folder).map_err(|e| Why::Unread(e.to_string()))?;
        measure(&dir)?;
        let root = Root::open(folder).map_err(|e| Why::Unread(e.fault.to_string()))?;
        let path = SourcePath::new(config::FILE).map_err(|e| Why::Unread(e.to_string()))?;
        let bytes = root.read(&path, walk::LARGEST_TEXT).map_err(|e| Why::Settings(format!("{path}: {e}")))?;
        let text: Arc<str> =
            walk::decode(&path, bytes).map_err(|note| Why::Settings(format!("{path}: {}", note.message)))?.into();
        let settings = config::read(&text);
        let Some(config) = settings.value else {
            let first = settings.notes.first().map_or("it cannot be read", |n| &n.message);
            return Err(Why::Settings(format!("{path}: {first}")));
        };
        let project = self.project(root, text, config)?;
        let follows = project.follows();
        let told = project.told(&follows, Audience::Assessor);
        let seen = project.visible(&follows, &[], &told);
        let of_year =
            |a: &&Assessment| a.policy == self.policy && chrono::Datelike::year(&a.period.days.last) == self.year;
        let of = seen.judged.iter().rfind(of_year).ok_or(Why::NoPeriod)?;
        let unread = project.loaded.not_read.len();
        // what cannot be read may hold what is missing
        let told = |verdict| if unread > 0 && verdict == Verdict::Short { Verdict::Unknown } else { verdict };
        Ok(Judged {
            verdict: told(of.verdict),
            earned: of.earned,
            counted: of.counted,
            rules: of.rules.iter().filter_map(|r| Some((r.id.clone(), told(r.verdict?)))).collect(),
            entries: seen.entries.iter().filter(|e| !e.example()).count(),
            unread,
        })
    }

    /// A record under the scheme's policy alone. Built-in guidance is read where an entry speaks of the directory.
    fn project(&self, root: Root, text: Arc<str>, config: config::Config) -> Result<Project, Why> {
        let followed: Vec<_> = config.policies.iter().filter(|f| f.id == self.policy).cloned().collect();
        if followed.is_empty() {
            return Err(Why::OtherPolicy);
        }
        let read = walk::read(&root, text, vec![]);
        let mut tree = read.value;
        let of_item = |f: &&content::tree::SourceFile| f.text.contains("\nitem:");
        if tree.of_kind(SourceKind::Activity).any(|f| of_item(&f)) {
            let items = guidance().into_iter().filter(|f| SourceKind::of(&f.path) == SourceKind::Directory);
            tree = tree.with(items);
        }
        let tree = Arc::new(tree);
        let words = Choices::new(&config, self.packs.get(self.policy.as_str()));
        let known = Known { config: &config, words: &words, tree: &tree };
        let loaded = content::load(&tree, known, &read.notes, &mut content::Memory::default()).value;
        Ok(Project {
            root,
            tree,
            config,
            policies: self.packs.clone(),
            followed,
            words,
            loaded,
            notes: vec![],
            as_of: self.as_of,
            asked: Some(self.year),
        })
    }
}

/// Counts files, bytes and folders before anything is read.
fn measure(dir: &Dir) -> Result<(), Why> {
    let mut folders: Vec<(String, usize)> = vec![(String::new(), 0)];
    let (mut files, mut bytes) = (0, 0_u64);
    while let Some((at, depth)) = folders.pop() {
        if depth > DEEPEST {
            return Err(Why::Limit("folders in folders", DEEPEST as u64));
        }
        let unread = |e: std::io::Error| Why::Unread(e.to_string());
        let folder = dir.folder(OsStr::new(&at)).map_err(|e| Why::Unread(e.to_string()))?;
        for (name, kind) in folder.entries().map_err(unread)? {
            files += 1;
            if files > MOST_FILES {
                return Err(Why::Limit("files", MOST_FILES as u64));
            }
            let Some(name) = name.to_str() else { continue };
            let place = if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
            match kind {
                EntryKind::Folder => folders.push((place, depth + 1)),
                EntryKind::File if at.starts_with("content") => {
                    let file = folder.file(OsStr::new(name)).map_err(|e| Why::Unread(e.to_string()))?;
                    bytes += file.metadata().map_err(unread)?.len();
                    if bytes > MOST_BYTES {
                        return Err(Why::Limit("bytes", MOST_BYTES));
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A quarter of an hour: the width of a step of the distribution.
const STEP: i64 = 15;

fn counted(made: Made, shard: Option<Shard>, all: &[Member]) -> Stats {
    let mut stats = Stats { made, shard, ..Stats::default() };
    for member in all {
        stats.count("members", "", "");
        let Ok(judged) = &member.judged else {
            stats.count("refused", "", "");
            continue;
        };
        stats.count("verdict", "", judged.verdict.word());
        stats.add("entries", "", "", judged.entries as u64);
        stats.add("entries", "", "unread", judged.unread as u64);
        for (name, minutes) in [("earned", judged.earned.0), ("counted", judged.counted.0)] {
            let minutes = minutes.max(0);
            stats.add("minutes", name, "", u64::try_from(minutes).unwrap_or(0));
            stats.count("quarter-hours", name, &format!("{:06}", minutes / STEP));
        }
        for (rule, verdict) in &judged.rules {
            stats.count("rule", rule.as_str(), verdict.word());
        }
    }
    stats
}

fn table(all: &[Member]) -> Vec<u8> {
    let mut table =
        Table::new(&["member", "verdict", "earned_minutes", "counted_minutes", "entries", "unread", "rules", "reason"]);
    for member in all {
        match &member.judged {
            Err(why) => table.push([&member.name, "", "", "", "", "", "", why.to_string().as_str()]),
            Ok(j) => {
                let rules: Vec<String> =
                    j.rules.iter().map(|(id, verdict)| format!("{id}={}", verdict.word())).collect();
                let numbers =
                    [j.earned.0.to_string(), j.counted.0.to_string(), j.entries.to_string(), j.unread.to_string()];
                let [earned, counted, entries, unread] = numbers;
                let rules = rules.join("; ");
                table.push([&member.name, j.verdict.word(), &earned, &counted, &entries, &unread, &rules, ""]);
            }
        }
    }
    table.bytes()
}
