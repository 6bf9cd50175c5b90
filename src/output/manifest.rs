//! [`Manifest`]: what we wrote, with hashes, kept in the output as [`MANIFEST`]. Only files that it
//! lists are ever deleted, and it shows which of them the user has edited since.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use crate::fs::hex;
use crate::paths::OutPath;

/// The manifest's name, in the output's root.
pub const MANIFEST: &str = ".cpdfolio-manifest.json";

const SCHEMA: &str = "cpdfolio.manifest/1";

/// One file that we wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The SHA-256 of what we wrote.
    pub sha256: [u8; 32],
    /// Its length.
    pub bytes: u64,
}

/// The files that we wrote, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Reads a manifest; anything unexpected is an error, since files are deleted by it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let raw: Raw = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if raw.schema != SCHEMA {
            return Err(format!("its schema is `{}` instead of `{SCHEMA}`", raw.schema));
        }
        Ok(Self { files: raw.files.0 })
    }

    /// The text to be saved: one file a line, sorted, so that two versions compare well.
    pub fn render(&self) -> String {
        let mut out = String::with_capacity(64 + self.files.len() * 180);
        let _ = write!(out, "{{\"schema\":\"{SCHEMA}\",\"files\":{{");
        for (at, (path, entry)) in self.files.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // a path has no quote, backslash or control character: `OutPath` refuses them
            let _ =
                write!(out, "{comma}\n\"{path}\":{{\"sha256\":\"{}\",\"bytes\":{}}}", hex(&entry.sha256), entry.bytes);
        }
        out.push_str("\n}}\n");
        out
    }

    /// What we wrote at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.files.get(path)
    }

    /// Did we write a file at this path?
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A list of paths that are known to be good.
    pub(super) fn of(files: impl Iterator<Item = (String, Entry)>) -> Self {
        Self { files: files.collect() }
    }

    /// The folders that hold a file of ours, at any depth, without the root.
    pub(super) fn folders(&self) -> HashSet<&str> {
        let mut folders = HashSet::new();
        for path in self.files.keys() {
            let mut rest = path.as_str();
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if !folders.insert(folder) {
                    break;
                }
                rest = folder;
            }
        }
        folders
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: String,
    files: Files,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    #[serde(deserialize_with = "hash")]
    sha256: [u8; 32],
    bytes: u64,
}

/// A map that refuses a path twice; serde alone would take the last.
struct Files(BTreeMap<String, Entry>);

impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Paths;
        impl<'de> Visitor<'de> for Paths {
            type Value = Files;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of paths")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Files, A::Error> {
                let mut files = BTreeMap::new();
                while let Some((path, raw)) = map.next_entry::<String, RawEntry>()? {
                    let fault = OutPath::new(&path).err();
                    if let Some(fault) = fault {
                        return Err(A::Error::custom(format!("the path {path:?}: {fault}")));
                    }
                    let entry = Entry { sha256: raw.sha256, bytes: raw.bytes };
                    if path == MANIFEST || files.insert(path, entry).is_some() {
                        return Err(A::Error::custom("a path is listed that cannot be"));
                    }
                }
                Ok(Files(files))
            }
        }
        deserializer.deserialize_map(Paths)
    }
}

fn hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(D::Error::custom("a hash has other characters than hex digits")),
    };
    let mut hash = [0; 32];
    if text.len() != 2 * hash.len() {
        return Err(D::Error::custom("a hash has not 64 digits"));
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(paths: &[&str]) -> Manifest {
        let entry = Entry { sha256: [0xa5; 32], bytes: 7 };
        Manifest::of(paths.iter().map(|path| ((*path).to_owned(), entry)))
    }

    #[test]
    fn what_is_saved_is_read_again() {
        for paths in [&[][..], &["index.html"], &["b/é/index.html", "a.css", "b/x"]] {
            let manifest = manifest(paths);
            let text = manifest.render();
            assert_eq!(Manifest::parse(text.as_bytes()).unwrap(), manifest, "{text}");
        }
    }

    #[test]
    fn a_manifest_is_parsed_strictly() {
        let hash = "a5".repeat(32);
        let good = format!("{{\"sha256\":\"{hash}\",\"bytes\":7}}");
        let of = |files: &str| format!("{{\"schema\":\"{SCHEMA}\",\"files\":{{{files}}}}}");
        assert!(Manifest::parse(of(&format!("\"a\":{good}")).as_bytes()).is_ok());
        for bad in [
            String::new(),
            "[]".into(),
            format!("{{\"schema\":\"{SCHEMA}\"}}"),
            "{\"schema\":\"cpdfolio.manifest/2\",\"files\":{}}".into(),
            of("").replace("}}", "},\"more\":1}"),
            of("") + "x",
            of(&format!("\"a\":{good},\"a\":{good}")),
            of(&format!("\"../a\":{good}")),
            of(&format!("\"/a\":{good}")),
            of(&format!("\"{MANIFEST}\":{good}")),
            of(&format!("\"a\":{}", good.replace('7', "-7"))),
            of(&format!("\"a\":{}", good.replace("a5", "A5"))),
            of(&format!("\"a\":{}", good.replacen("a5", "", 1))),
            of(&format!("\"a\":{}", good.replace("\"bytes\":7", "\"bytes\":7,\"x\":1"))),
        ] {
            assert!(Manifest::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn folders_are_those_above_a_file() {
        let manifest = manifest(&["a/b/c.html", "a/b/d.html", "e.css"]);
        let mut folders: Vec<_> = manifest.folders().into_iter().collect();
        folders.sort_unstable();
        assert_eq!(folders, ["a", "a/b"]);
    }
}
