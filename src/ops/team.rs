//! Members' public sites from the disk to a summary.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::engine::Error;
use crate::fs::Root;
use crate::output::{Commit, Target, WriteReport};
use crate::paths::{OutPath, SourcePath};
use crate::policy::Packs;
use crate::team::{self, Member, Summary};
use crate::wording::Wording;

/// A team, and what could not be read: which, and why.
#[derive(Debug)]
pub(crate) struct Team {
    /// What is told.
    pub summary: Summary,
    /// How many members were read: for the one who has their files.
    pub read: usize,
    /// Paths that are left out, with the reason.
    pub left_out: Vec<(PathBuf, String)>,
}

/// Where a member's data lies in a built site.
const STANDING: &str = "data/standing.json";

/// Reads members' built sites, or folders of them, or their `standing.json` files.
pub(crate) fn summarise(paths: &[PathBuf], year: i32, k: usize) -> Result<Team, Error> {
    if k < team::LEAST {
        return Err(Error::TooFewTold { least: team::LEAST });
    }
    let mut places = vec![];
    for path in paths {
        places.extend(members_at(path)?);
    }
    if places.len() > team::MOST_MEMBERS {
        return Err(Error::TooManyMembers { most: team::MOST_MEMBERS });
    }
    let (mut members, mut left_out, mut seen) = (vec![], vec![], BTreeSet::new());
    for place in places {
        let real = place.canonicalize().unwrap_or_else(|_| place.clone());
        if !seen.insert(real) {
            left_out.push((place, "it is named twice".to_owned()));
            continue;
        }
        match member(&place, year) {
            Ok(member) => members.push(member),
            Err(why) => left_out.push((place, why)),
        }
    }
    let summary = team::summarise(&members, year, k, &Packs::with(std::iter::empty()).value);
    Ok(Team { summary, read: members.len(), left_out })
}

/// The members that a path stands for: a built site, a file, or a folder of either.
fn members_at(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if let Some(site) = built(path) {
        return Ok(vec![site]);
    }
    let entries = std::fs::read_dir(path).map_err(|e| Error::MembersUnread(path.to_path_buf(), e))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter_map(|p| if p.is_file() { p.extension().is_some_and(|e| e == "json").then_some(p) } else { built(&p) })
        .take(team::MOST_MEMBERS + 1)
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::NoMember(path.to_path_buf()));
    }
    Ok(found)
}

/// The built site in a folder: the folder itself, or the `public/` of a member's own.
fn built(folder: &Path) -> Option<PathBuf> {
    let inside = || Some(folder.join("public")).filter(|p| p.join(STANDING).is_file());
    if folder.join(STANDING).is_file() { Some(folder.to_path_buf()) } else { inside() }
}

fn member(place: &Path, year: i32) -> Result<Member, String> {
    let (folder, name) = if place.is_dir() {
        (place.to_path_buf(), STANDING.to_owned())
    } else {
        let name = place.file_name().and_then(|n| n.to_str()).ok_or("its name is not text")?;
        (place.parent().map_or_else(PathBuf::new, Path::to_path_buf), name.to_owned())
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let root = Root::open(&folder).map_err(|e| e.to_string())?;
    let read = |name: &str| {
        let path = SourcePath::new(name).map_err(|f| f.to_string())?;
        root.read(&path, team::LARGEST).map_err(|f| f.to_string())
    };
    let beside = name.replace("standing.json", "site.json");
    if beside != name
        && let Ok(site) = read(&beside)
        && serde_json::from_slice::<Value>(&site).is_ok_and(|s| s["audience"] != "public")
    {
        return Err("it is not a public build: ask for one of `--audience public`".to_owned());
    }
    team::read(&read(&name)?, year).map_err(str::to_owned)
}

/// Writes the summary as a page with its style sheet.
pub(crate) fn write(summary: &Summary, target: &Target) -> Result<WriteReport, Error> {
    let commit = Commit::begin(target)?;
    let css =
        crate::theme::built_in().into_iter().find(|(name, _)| *name == "assets/site.css").map_or(&[][..], |(_, b)| b);
    let page = team::page::page(summary, Wording::english());
    for (name, bytes) in [("index.html", page.as_bytes()), ("style.css", css)] {
        let out = OutPath::new(name).map_err(|f| Error::BadPath(name.to_owned(), f))?;
        commit.put(&out, bytes)?;
    }
    Ok(commit.finish()?)
}
