//! Notes of what was handed over, in `shared/`: in no output, and what `receive` looks an answer up in.

use serde::{Deserialize, Serialize};

use crate::engine::project::Project;
use crate::engine::{Error, HandFault};
use crate::hash::Hash32;
use crate::journal::Change;
use crate::ops::key::SHARED;
use crate::paths::SourcePath;

/// The version of a note.
const SCHEMA: &str = "cpdfolio.shared/1";
/// The largest note that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// The most notes that are read.
const MOST: usize = 20_000;

/// What was handed over once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// [`SCHEMA`]
    pub schema: String,
    /// The day.
    pub on: String,
    /// As what: `assessor`, `confirmer` …
    pub role: String,
    /// The year.
    #[serde(default)]
    pub year: Option<i32>,
    /// The policy whose periods and figures alone were in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The entry, by id.
    #[serde(default)]
    pub entry: Option<String>,
    /// For whom.
    #[serde(default)]
    pub recipient: Option<String>,
    /// Until when.
    #[serde(default)]
    pub expires: Option<String>,
    /// What the file was called.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Hash32,
    /// The roots of its periods.
    pub roots: Vec<Hash32>,
    /// Stands for what the file showed: answers name it.
    pub shown: Hash32,
    /// Stands for the same without what belongs to one hand-over: tells whether it has changed.
    pub content: String,
    /// Entries whose words were open, by id.
    pub open: Vec<String>,
    /// Files of evidence that were in it.
    pub evidence: Vec<String>,
    /// The questions of its form: id, title.
    pub questions: Vec<(String, String)>,
    /// Whose document an answer is: policy, document.
    #[serde(default)]
    pub artefact: Option<(String, String)>,
}

impl Note {
    /// The version of a note, for making one.
    pub(crate) fn schema() -> String {
        SCHEMA.to_owned()
    }

    /// The note as a new file; none where the same file was handed over on the same day, and is noted.
    pub(crate) fn change(&self, project: &Project) -> Result<Option<Change>, Error> {
        let short: String = self.sha256.to_string().chars().take(12).collect();
        let path = format!("{SHARED}/{}-{}-{short}.json", self.on, self.role);
        let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
        if project.root.read(&path, LARGEST).is_ok() {
            return Ok(None);
        }
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        Ok(Some(Change::create(path, text)))
    }
}

/// All notes, the latest first. One that cannot be read is named.
pub(crate) fn all(project: &Project) -> Result<Vec<Note>, Error> {
    let folder = project.root.path().join(SHARED);
    let Ok(found) = std::fs::read_dir(folder) else { return Ok(vec![]) };
    let mut names: Vec<String> = found.filter_map(|f| f.ok()?.file_name().into_string().ok()).collect();
    names.retain(|n| std::path::Path::new(n).extension().is_some_and(|e| e == "json"));
    names.sort();
    names.truncate(MOST);
    let read = |name: &String| {
        let path = format!("{SHARED}/{name}");
        let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
        let bytes = project.root.read(&path, LARGEST).map_err(|f| Error::Unread(path.clone(), f))?;
        serde_json::from_slice::<Note>(&bytes)
            .map_err(|e| HandFault::Refused { file: path.to_string(), why: e.to_string() }.into())
    };
    let mut all = names.iter().rev().map(read).collect::<Result<Vec<Note>, Error>>()?;
    all.sort_by(|a, b| b.on.cmp(&a.on));
    Ok(all)
}
