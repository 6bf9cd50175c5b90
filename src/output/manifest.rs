//! [`Manifest`]: what we wrote, with hashes, kept in the output as [`MANIFEST`]. Only files that it
//! lists are ever deleted, and it shows which of them the user has edited since.

use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, Read, Write};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::fs::in_pieces;
use crate::paths::OutPath;

/// The manifest's name, in the output's root.
pub(super) const MANIFEST: &str = ".cpdfolio-manifest.json";

const SCHEMA: &str = "cpdfolio.manifest/2";

/// The views that a folder may hold.
const VIEWS: [&str; 3] = ["public", "assessor", "private"];

/// One file that we wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The hash of what we wrote.
    pub hash: Hash,
    /// Its length.
    pub bytes: u64,
}

/// The XXH3 hash of a file, 128 bits. It finds edits; it need not stop forgers, who could write the manifest too.
pub(crate) type Hash = u128;

/// The hash of a file in memory.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    xxh3_128(bytes)
}

/// Copies a stream; answers with what went through.
pub(super) fn copy_hashed(from: impl Read, mut to: impl Write) -> io::Result<Entry> {
    let mut hash = Xxh3::new();
    let bytes = in_pieces(from, |piece| {
        hash.update(piece);
        to.write_all(piece)
    })?;
    Ok(Entry { hash: hash.digest128(), bytes })
}

/// The hash of an open file.
pub(super) fn hash_of(file: &File) -> io::Result<Hash> {
    Ok(copy_hashed(file, io::sink())?.hash)
}

/// The files that we wrote, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Whose view of a record the files are: `public`, `assessor` or `private`; none where that is not known, or they
    /// are no view.
    pub view: Option<String>,
    /// The hash of everything that the files were made of; none where it is not known.
    pub made_of: Option<Hash>,
    files: Vec<(OutPath, Entry)>,
}

impl Manifest {
    /// Reads a manifest; anything unexpected is an error, since files are deleted by it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let other = |schema: &str| format!("its schema is `{schema}` instead of `{SCHEMA}`");
        let raw: Raw = serde_json::from_slice(bytes).map_err(|error| {
            let named: Option<Named> = serde_json::from_slice(bytes).ok();
            named.filter(|n| n.schema != SCHEMA).map_or_else(|| error.to_string(), |n| other(n.schema))
        })?;
        if raw.schema != SCHEMA {
            return Err(other(raw.schema));
        }
        let made_of = raw.made_of.map(|text| parse_hash(text).ok_or("a hash is not 32 hex digits"));
        if let Some(view) = raw.view.filter(|view| !VIEWS.contains(view)) {
            return Err(format!("`{view}` is no view"));
        }
        Ok(Self { view: raw.view.map(str::to_owned), made_of: made_of.transpose()?, files: raw.files.0 })
    }

    /// The text to be saved: one file a line, sorted, so that two versions compare well.
    pub(super) fn render(&self) -> String {
        let mut out = String::with_capacity(64 + self.files.len() * 150);
        let _ = write!(out, "{{\"schema\":\"{SCHEMA}\",");
        if let Some(view) = &self.view {
            let _ = write!(out, "\"view\":\"{view}\",");
        }
        if let Some(hash) = self.made_of {
            let _ = write!(out, "\"made_of\":\"{hash:032x}\",");
        }
        out.push_str("\"files\":{");
        for (at, (path, entry)) in self.files.iter().enumerate() {
            out.push_str(if at == 0 { "\n\"" } else { ",\n\"" });
            // no quote, backslash or control character: `OutPath` refuses them
            out.push_str(path.as_str());
            let _ = write!(out, "\":{{\"xxh3\":\"{:032x}\",\"bytes\":{}}}", entry.hash, entry.bytes);
        }
        out.push_str("\n}}\n");
        out
    }

    /// What we wrote at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        let at = self.files.binary_search_by(|(have, _)| have.as_str().cmp(path));
        at.ok().map(|at| &self.files[at].1)
    }

    /// Did we write a file at this path?
    pub(super) fn contains(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The files in the order of their paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&OutPath, &Entry)> {
        self.files.iter().map(|(path, entry)| (path, entry))
    }

    /// The folders that hold a file of ours, at any depth, without the root.
    pub(super) fn folders(&self) -> HashSet<&str> {
        let mut folders = HashSet::new();
        for (path, _) in &self.files {
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

impl FromIterator<(OutPath, Entry)> for Manifest {
    fn from_iter<I: IntoIterator<Item = (OutPath, Entry)>>(files: I) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Self { view: None, made_of: None, files }
    }
}

/// A list of another version, whatever else is in it.
#[derive(Deserialize)]
struct Named<'a> {
    schema: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'a> {
    schema: &'a str,
    #[serde(default)]
    view: Option<&'a str>,
    #[serde(default)]
    made_of: Option<&'a str>,
    files: Files,
}

/// Reads paths in ascending order, as they are saved, so that a path that stands twice is found.
struct Files(Vec<(OutPath, Entry)>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry<'a> {
    xxh3: &'a str,
    bytes: u64,
}

impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Paths;
        impl<'de> Visitor<'de> for Paths {
            type Value = Files;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of paths")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Files, A::Error> {
                let mut files: Vec<(OutPath, Entry)> = Vec::new();
                while let Some((path, raw)) = map.next_entry::<&str, RawEntry>()? {
                    let path =
                        OutPath::new(path).map_err(|fault| A::Error::custom(format!("the path {path:?}: {fault}")))?;
                    if files.last().is_some_and(|(last, _)| *last >= path) {
                        return Err(A::Error::custom("its paths are not in order"));
                    }
                    if path.as_str() == MANIFEST {
                        return Err(A::Error::custom("it lists itself"));
                    }
                    let hash = parse_hash(raw.xxh3).ok_or_else(|| A::Error::custom("a hash is not 32 hex digits"))?;
                    files.push((path, Entry { hash, bytes: raw.bytes }));
                }
                Ok(Files(files))
            }
        }
        deserializer.deserialize_map(Paths)
    }
}

fn parse_hash(text: &str) -> Option<Hash> {
    let digits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Hash::from_str_radix(text, 16).ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(paths: &[&str]) -> Manifest {
        let entry = Entry { hash: 0xa5, bytes: 7 };
        let files = paths.iter().map(|path| (OutPath::new(path).unwrap(), entry));
        let view = (paths.len() > 2).then(|| "assessor".to_owned());
        Manifest { view, made_of: (paths.len() > 1).then_some(0x2f), ..files.collect() }
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
        let hash = "a5".repeat(16);
        let good = format!("{{\"xxh3\":\"{hash}\",\"bytes\":7}}");
        let of = |files: &str| format!("{{\"schema\":\"{SCHEMA}\",\"files\":{{{files}}}}}");
        assert!(Manifest::parse(of(&format!("\"a\":{good}")).as_bytes()).is_ok());
        for bad in [
            String::new(),
            "[]".into(),
            format!("{{\"schema\":\"{SCHEMA}\"}}"),
            "{\"schema\":\"cpdfolio.manifest/1\",\"files\":{}}".into(),
            of("").replace("}}", "},\"more\":1}"),
            of("") + "x",
            of(&format!("\"a\":{good},\"a\":{good}")),
            of(&format!("\"b\":{good},\"a\":{good}")),
            of("").replace("\"files\"", "\"made_of\":\"2f\",\"files\""),
            of("").replace("\"files\"", "\"view\":\"x\\\"y\",\"files\""),
            of("").replace("\"files\"", "\"view\":\"everybody\",\"files\""),
            of(&format!("\"../a\":{good}")),
            of(&format!("\"/a\":{good}")),
            of(&format!("\"{MANIFEST}\":{good}")),
            of(&format!("\"a\":{}", good.replace('7', "-7"))),
            of(&format!("\"a\":{}", good.replace("a5", "A5"))),
            of(&format!("\"a\":{}", good.replacen("a5", "", 1))),
            of(&format!("\"a\":{}", good.replacen("a5", "+5", 1))),
            of(&format!("\"a\":{}", good.replace("\"bytes\":7", "\"bytes\":7,\"x\":1"))),
        ] {
            assert!(Manifest::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_of_another_version_is_named_as_such() {
        let older = "{\"schema\":\"cpdfolio.manifest/1\",\"files\":{\"a\":{\"sha256\":\"a5\",\"bytes\":7}}}";
        let fault = Manifest::parse(older.as_bytes()).unwrap_err();
        assert_eq!(fault, "its schema is `cpdfolio.manifest/1` instead of `cpdfolio.manifest/2`");
    }

    #[test]
    fn folders_are_those_above_a_file() {
        let manifest = manifest(&["a/b/c.html", "a/b/d.html", "e.css"]);
        let mut folders: Vec<_> = manifest.folders().into_iter().collect();
        folders.sort_unstable();
        assert_eq!(folders, ["a", "a/b"]);
    }
}
