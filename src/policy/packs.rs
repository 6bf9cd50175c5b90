//! The policies that come with the program, and those that a site puts in their place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::lower;
use super::rule::{Origin, Policy};
use crate::diag::{Diagnostic, Warned};
use crate::model::PolicyId;
use crate::paths::SourcePath;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content/policies");

/// The folder of policies, in a site as in the program.
pub const FOLDER: &str = "content/policies";

/// Policies by id. A built-in one is read when it is first asked for: most sites follow one or two.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    all: BTreeMap<PolicyId, Pack>,
}

/// One policy, read or still to be read.
#[derive(Debug, Clone)]
struct Pack {
    policy: OnceLock<Option<Box<Policy>>>,
    /// The built-in file's path and text, while it has not been read.
    text: Option<(SourcePath, &'static str)>,
}

impl Pack {
    fn get(&self) -> Option<&Policy> {
        let read =
            || self.text.as_ref().and_then(|(path, text)| lower::read(path, text, Origin::BuiltIn).0.map(Box::new));
        self.policy.get_or_init(read).as_deref()
    }
}

impl Packs {
    /// Those that come with the program, all read. A fault among them would be ours: tests look for it.
    pub fn built_in() -> Warned<Self> {
        let mut found = Warned { value: Self::default(), notes: vec![] };
        for (name, text) in texts() {
            let Ok(path) = SourcePath::new(&name) else { continue };
            found.value.add(lower::read(&path, text, Origin::BuiltIn), &mut found.notes);
        }
        found
    }

    /// Those that come with the program, each replaced where the site has a file of the same name,
    /// and those of the site beside them. Files are paths under [`FOLDER`] with their texts.
    pub fn with<'t>(site: impl IntoIterator<Item = (SourcePath, &'t str)>) -> Warned<Self> {
        let mut found = Warned { value: Self::default(), notes: vec![] };
        let mut own = vec![];
        for (path, text) in site {
            let origin =
                if texts().any(|(name, _)| name == path.as_str()) { Origin::ChangedHere } else { Origin::OfThisSite };
            own.push(path.as_str().to_owned());
            found.value.add(lower::read(&path, text, origin), &mut found.notes);
        }
        for (name, text) in texts().filter(|(name, _)| !own.contains(name)) {
            let Ok(path) = SourcePath::new(&name) else { continue };
            // a policy's id is the name of its file: the reader holds it to that
            let id = PolicyId::new(path.stem());
            found.value.all.insert(id, Pack { policy: OnceLock::new(), text: Some((path, text)) });
        }
        found
    }

    fn add(&mut self, read: (Option<Policy>, Vec<Diagnostic>), notes: &mut Vec<Diagnostic>) {
        notes.extend(read.1);
        if let Some(policy) = read.0 {
            let id = policy.id.clone();
            self.all.insert(id, Pack { policy: OnceLock::from(Some(Box::new(policy))), text: None });
        }
    }

    /// The policy with an id.
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.all.get(id).and_then(Pack::get)
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        self.all.values().filter_map(Pack::get)
    }

    /// Their ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.keys().map(PolicyId::as_str)
    }
}

/// The built-in files, as paths under [`FOLDER`], with their texts.
pub fn texts() -> impl Iterator<Item = (String, &'static str)> {
    let yaml = |f: &&include_dir::File<'_>| f.path().extension().is_some_and(|e| e == "yaml");
    BUILT_IN.files().filter(yaml).filter_map(|f| Some((format!("{FOLDER}/{}", f.path().to_str()?), f.contents_utf8()?)))
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
