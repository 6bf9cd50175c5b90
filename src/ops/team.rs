//! Members' public sites from the disk to a summary.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

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

/// What a built site says of itself, what its owner states, what it shows, and the list of its files.
const SITE: &str = "data/site.json";
const STATEMENTS: &str = "data/statements.json";
const ACTIVITIES: &str = "data/activities.json";
const MANIFEST: &str = ".cpdfolio-manifest.json";

/// Reads members' built sites, or folders of them.
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
    let (mut found, mut left_out): (Vec<Found>, Vec<(PathBuf, String)>) = (vec![], vec![]);
    for place in places {
        match member(&place, year) {
            Ok(one) => found.push(one),
            Err(why) => left_out.push((place, why)),
        }
    }
    let (members, copies) = apart(found);
    left_out.extend(copies);
    let summary = team::summarise(&members, year, k, &Packs::with(std::iter::empty()).value);
    Ok(Team { summary, read: members.len(), left_out })
}

/// A public site that was read.
struct Found {
    place: PathBuf,
    member: Member,
    /// The day that it was built for.
    as_of: String,
    /// Where it stands on the web.
    base_url: Option<String>,
    /// Stands for all its files.
    print: [u8; 32],
}

/// Each member once: sites with the same address, or with the same files, are copies of one. Of several with one
/// address the newest is read.
fn apart(mut found: Vec<Found>) -> (Vec<Member>, Vec<(PathBuf, String)>) {
    found.sort_by(|a, b| (&b.as_of, &a.place).cmp(&(&a.as_of, &b.place)));
    let (mut members, mut copies): (Vec<Found>, _) = (vec![], vec![]);
    for one in found {
        let same =
            |other: &&Found| other.print == one.print || one.base_url.is_some() && other.base_url == one.base_url;
        match members.iter().find(same) {
            Some(other) => {
                copies.push((one.place, format!("it is a copy of {}", other.place.display())));
            }
            None => members.push(one),
        }
    }
    copies.sort();
    (members.into_iter().map(|one| one.member).collect(), copies)
}

/// The built sites that a path stands for: one, or those in a folder.
fn members_at(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if let Some(site) = built(path) {
        return Ok(vec![site]);
    }
    let entries = std::fs::read_dir(path).map_err(|e| Error::MembersUnread(path.to_path_buf(), e))?;
    let mut found: Vec<PathBuf> =
        entries.flatten().filter_map(|e| built(&e.path())).take(team::MOST_MEMBERS + 1).collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::NoMember(path.to_path_buf()));
    }
    Ok(found)
}

/// The built site in a folder: the folder itself, or the `public/` of a member's own.
fn built(folder: &Path) -> Option<PathBuf> {
    let is_site = |folder: &PathBuf| folder.join(SITE).is_file();
    Some(folder.to_path_buf()).filter(is_site).or_else(|| Some(folder.join("public")).filter(is_site))
}

fn member(place: &Path, year: i32) -> Result<Found, String> {
    if !place.is_dir() {
        return Err("name the folder of the built site: who it is stands in several of its files".to_owned());
    }
    let root = Root::open(place).map_err(|e| e.to_string())?;
    let read = |name: &str| {
        let path = SourcePath::new(name).map_err(|f| f.to_string())?;
        root.read(&path, team::LARGEST).map_err(|f| f.to_string())
    };
    let text = read(SITE)?;
    let site: Value = serde_json::from_slice(&text).map_err(|_| "`data/site.json` is not JSON".to_owned())?;
    if site["audience"] != "public" {
        return Err("it is not a public build: ask for one of `--audience public`".to_owned());
    }
    let statements = read(STATEMENTS)
        .map_err(|why| format!("`{STATEMENTS}` {why}: a site of a member, built with this version, has it"))?;
    let mut print = Sha256::new();
    for part in [&text, &statements, &read(ACTIVITIES).unwrap_or_default(), &read(MANIFEST).unwrap_or_default()] {
        print.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        print.update(part);
    }
    Ok(Found {
        member: team::read(&statements, year).map_err(str::to_owned)?,
        as_of: site["as_of"].as_str().unwrap_or_default().to_owned(),
        base_url: site["base_url"].as_str().map(str::to_lowercase),
        print: print.finalize().into(),
        place: place.to_path_buf(),
    })
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
