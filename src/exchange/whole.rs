//! A whole record in one file, as JSON or as a packed folder: every file of the site, byte for byte. Bytes go in and
//! files come out; nothing here knows the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Cursor, Read};

use serde_json::{Value, json};

use super::export::zip::pack;
use crate::base64;
use crate::fs::Fingerprint;
use crate::journal::is_place;
use crate::paths::SourcePath;

/// What an export calls itself.
pub(crate) const SCHEMA: &str = "cpdfolio.export/1";
/// The key of seals is no part of an export.
const KEY: &str = ".cpdfolio/seal.key";
/// The most files of a record.
const MOST_FILES: usize = 250_000;
/// The most bytes of all of them.
const MOST_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// The files of a record by path.
pub(crate) type Files = BTreeMap<SourcePath, Vec<u8>>;

/// What stands in a file that holds a whole record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Whole {
    pub(crate) files: Files,
    /// Files in places where a record has none: left out.
    pub(crate) left: Vec<String>,
}

/// Why a file does not hold a whole record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WholeFault {
    /// It is of no kind that we write, or damaged; what is wrong.
    Damaged(String),
    /// It is of a later version, or made for somebody else.
    NotWhole(String),
    /// A file is not what its hash says.
    Hash(String),
    /// There is too much in it.
    TooLarge,
}

impl fmt::Display for WholeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(what) => write!(f, "it cannot be read: {what}"),
            Self::NotWhole(why) => f.write_str(why),
            Self::Hash(path) => write!(f, "`{path}` in it is damaged: its hash is another"),
            Self::TooLarge => f.write_str("there is more in it than a record can have"),
        }
    }
}

/// Is this a file of a record that leaves with it?
pub(crate) fn is_taken(path: &str) -> bool {
    is_place(path) && path != KEY
}

/// A whole record as a packed folder.
pub(crate) fn to_zip(files: &Files) -> std::io::Result<Vec<u8>> {
    pack(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

/// Could these bytes be a packed folder with a record in it?
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    let names = || {
        Some(
            ::zip::ZipArchive::new(Cursor::new(bytes))
                .ok()?
                .file_names()
                .map(|n| n.ok().map(std::borrow::Cow::into_owned))
                .collect::<Vec<_>>(),
        )
    };
    bytes.starts_with(b"PK") && names().is_some_and(|all| all.iter().flatten().any(|name| is_config(name)))
}

/// `cpdfolio.yaml`, also in one folder.
fn is_config(name: &str) -> bool {
    let end = name.strip_suffix(crate::config::FILE);
    end.is_some_and(|folder| folder.is_empty() || folder.ends_with('/') && folder.matches('/').count() == 1)
}

/// The record in a packed folder, also where somebody packed it with the folder around it.
pub(crate) fn from_zip(bytes: &[u8]) -> Result<Whole, WholeFault> {
    let damaged = |e: &dyn fmt::Display| WholeFault::Damaged(e.to_string());
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if archive.len() > MOST_FILES {
        return Err(WholeFault::TooLarge);
    }
    let mut found: Vec<(String, Vec<u8>)> = vec![];
    let mut left_bytes = MOST_BYTES;
    for n in 0..archive.len() {
        let part = archive.by_index(n).map_err(|e| damaged(&e))?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().map_err(|e| damaged(&e))?.into_owned();
        let mut all = vec![];
        part.take(left_bytes + 1).read_to_end(&mut all).map_err(|e| damaged(&e))?;
        left_bytes = left_bytes.checked_sub(all.len() as u64).ok_or(WholeFault::TooLarge)?;
        found.push((name, all));
    }
    let config = found.iter().find(|(name, _)| is_config(name)).map(|(name, _)| name.clone());
    let around = config.and_then(|name| name.strip_suffix(crate::config::FILE).map(str::to_owned));
    let Some(around) = around else {
        return Err(WholeFault::NotWhole(format!("it has no {}: it is no packed record", crate::config::FILE)));
    };
    let named = found.into_iter().map(|(name, bytes)| {
        let inner = name.strip_prefix(&around).map(str::to_owned);
        (inner.unwrap_or(name), bytes)
    });
    gathered(named)
}

fn gathered(all: impl Iterator<Item = (String, Vec<u8>)>) -> Result<Whole, WholeFault> {
    let mut whole = Whole::default();
    for (name, bytes) in all {
        match SourcePath::new(&name) {
            Ok(path) if is_taken(&name) => {
                if whole.files.insert(path, bytes).is_some() {
                    return Err(WholeFault::Damaged(format!("`{name}` is in it twice")));
                }
            }
            _ => whole.left.push(name),
        }
    }
    Ok(whole)
}

/// A whole record as JSON: `about` is what other programs read, `files` is all of it.
pub(crate) fn to_json(about: Value, files: &Files) -> Value {
    let file = |(path, bytes): (&SourcePath, &Vec<u8>)| {
        let hash = Fingerprint::of(bytes).sha256;
        match std::str::from_utf8(bytes) {
            Ok(text) => json!({"path": path.as_str(), "sha256": hash, "text": text}),
            Err(_) => json!({"path": path.as_str(), "sha256": hash, "base64": base64::encode(bytes)}),
        }
    };
    let mut all = about;
    if let Some(map) = all.as_object_mut() {
        map.insert("files".to_owned(), files.iter().map(file).collect());
    }
    all
}

/// Could these bytes be a record as JSON?
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(400)];
    let start = String::from_utf8_lossy(start);
    start.trim_start_matches('\u{feff}').trim_start().starts_with('{') && start.contains("\"cpdfolio.export/")
}

/// The record in a file of JSON.
pub(crate) fn from_json(bytes: &[u8]) -> Result<Whole, WholeFault> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let all: Value = serde_json::from_slice(bytes).map_err(|e| WholeFault::Damaged(e.to_string()))?;
    match all["schema"].as_str() {
        Some(SCHEMA) => {}
        Some(other) => return Err(WholeFault::NotWhole(format!("it is of the version `{other}`: we read `{SCHEMA}`"))),
        None => return Err(WholeFault::NotWhole("it does not say that it is an export".to_owned())),
    }
    let audience = all["audience"].as_str().unwrap_or_default();
    if audience != "private" {
        return Err(WholeFault::NotWhole(format!("it was made for `{audience}` and does not hold all of the record")));
    }
    let files = all["files"].as_array().filter(|files| files.len() <= MOST_FILES);
    let files = files.ok_or_else(|| WholeFault::Damaged("it has no list of files".to_owned()))?;
    let mut found = vec![];
    for file in files {
        let path = file["path"].as_str().unwrap_or_default().to_owned();
        let bytes = match (file["text"].as_str(), file["base64"].as_str()) {
            (Some(text), None) => Some(text.as_bytes().to_vec()),
            (None, Some(text)) => base64::decode(text),
            _ => None,
        };
        let bytes = bytes.ok_or_else(|| WholeFault::Damaged(format!("`{path}` has no content")))?;
        if file["sha256"].as_str() != Some(&Fingerprint::of(&bytes).sha256) {
            return Err(WholeFault::Hash(path));
        }
        found.push((path, bytes));
    }
    gathered(found.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let all: [(&str, &[u8]); 5] = [
            ("cpdfolio.yaml", b"schema: cpdfolio.site/1\n"),
            ("content/activities/2026/a.md", "---\ntitle: \u{e9}\r\n---\n".as_bytes()),
            ("evidence/2026/photo.jpg", &[0xff, 0xd8, 0, 1, 2]),
            ("evidence/empty.txt", b""),
            ("imports/old.yaml", b"a: 1\n"),
        ];
        all.iter().map(|(path, bytes)| (SourcePath::new(path).unwrap(), bytes.to_vec())).collect()
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let zip = to_zip(&files()).unwrap();
        assert_eq!(zip, to_zip(&files()).unwrap());
        assert!(is_zip(&zip) && !is_json(&zip));
        assert_eq!(from_zip(&zip).unwrap(), Whole { files: files(), left: vec![] });
    }

    #[test]
    fn a_folder_that_was_packed_by_hand_is_read() {
        let packed = [
            ("my-cpd/cpdfolio.yaml", "x"),
            ("my-cpd/content/a.md", "y"),
            ("my-cpd/.git/config", "z"),
            ("my-cpd/.cpdfolio/seal.key", "k"),
        ];
        let zip = pack(packed.iter().map(|(path, text)| (*path, text.as_bytes()))).unwrap();
        let whole = from_zip(&zip).unwrap();
        assert_eq!(whole.files.keys().map(SourcePath::as_str).collect::<Vec<_>>(), ["content/a.md", "cpdfolio.yaml"]);
        assert_eq!(whole.left, [".git/config", ".cpdfolio/seal.key"]);
    }

    #[test]
    fn what_is_written_as_json_comes_out_as_it_was() {
        let about = json!({"schema": SCHEMA, "audience": "private"});
        let text = serde_json::to_string_pretty(&to_json(about, &files())).unwrap();
        assert!(is_json(text.as_bytes()) && !is_zip(text.as_bytes()));
        assert_eq!(from_json(text.as_bytes()).unwrap(), Whole { files: files(), left: vec![] });
    }

    #[test]
    fn what_is_no_whole_record_is_refused() {
        let text = |all: Value| from_json(all.to_string().as_bytes()).unwrap_err().to_string();
        assert!(text(json!({"schema": "cpdfolio.export/2"})).contains("version"));
        assert!(text(json!({"schema": SCHEMA, "audience": "public", "files": []})).contains("public"));
        let changed = json!([{"path": "content/a.md", "sha256": "0", "text": "x"}]);
        assert!(text(json!({"schema": SCHEMA, "audience": "private", "files": changed})).contains("content/a.md"));
        assert!(from_json(b"{").is_err() && from_zip(b"PK\x03\x04").is_err());
        let outside = json!([{"path": "../x", "sha256": Fingerprint::of(b"x").sha256, "text": "x"}]);
        let all = json!({"schema": SCHEMA, "audience": "private", "files": outside}).to_string();
        assert_eq!(from_json(all.as_bytes()).unwrap(), Whole { files: Files::new(), left: vec!["../x".to_owned()] });
    }
}
