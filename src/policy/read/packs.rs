//! The policies that come with the program, and those that a site puts in their place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::file;
use crate::diag::{Diagnostic, Warned};
use crate::model::PolicyId;
use crate::paths::SourcePath;
use crate::policy::data::named::Origin;
use crate::policy::data::policy::Policy;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content/policies");

/// The folder of policies, in a site as in the program.
pub const FOLDER: &str = "content/policies";

/// Policies by id. Those that come with the program are read when somebody asks for them: a site
/// follows one or two of them.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    all: BTreeMap<PolicyId, Pack>,
}

/// One policy of them.
#[derive(Debug, Clone)]
enum Pack {
    /// A file of the site.
    Own(Box<Policy>),
    /// One that comes with the program; its file has its id as name.
    BuiltIn(SourcePath, &'static str, OnceLock<Option<Box<Policy>>>),
}

impl Pack {
    fn policy(&self) -> Option<&Policy> {
        match self {
            Self::Own(policy) => Some(policy),
            Self::BuiltIn(path, text, read) => {
                read.get_or_init(|| file::read(path, text, Origin::BuiltIn).0.map(Box::new)).as_deref()
            }
        }
    }
}

impl Packs {
    /// Those that come with the program. A fault among them would be ours: tests look for it.
    pub fn built_in() -> Warned<Self> {
        let paths = texts().filter_map(|(name, text)| Some((SourcePath::new(&name).ok()?, text)));
        let notes = paths.flat_map(|(path, text)| file::read(&path, text, Origin::BuiltIn).1).collect();
        Warned { value: Self::with(std::iter::empty()).value, notes }
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
            let (policy, notes) = file::read(&path, text, origin);
            found.notes.extend(notes);
            if let Some(policy) = policy {
                found.value.all.insert(policy.id.clone(), Pack::Own(Box::new(policy)));
            }
        }
        for (name, text) in texts().filter(|(name, _)| !own.contains(name)) {
            let Ok(path) = SourcePath::new(&name) else { continue };
            let id = PolicyId::new(path.stem());
            found.value.all.insert(id, Pack::BuiltIn(path, text, OnceLock::new()));
        }
        found
    }

    /// Those of the site's own files.
    pub fn own(&self) -> impl Iterator<Item = &Policy> {
        self.all.values().filter(|pack| matches!(pack, Pack::Own(_))).filter_map(Pack::policy)
    }

    /// Has the site a file of its own among them?
    pub fn has_own(&self) -> bool {
        self.all.values().any(|pack| matches!(pack, Pack::Own(_)))
    }

    /// The same with others in place of the site's own; none: it is gone.
    #[must_use]
    pub fn with_own(&self, mut other: impl FnMut(&Policy) -> Option<Policy>) -> Self {
        let one = |(id, pack): (&PolicyId, &Pack)| match pack {
            Pack::Own(policy) => Some((id.clone(), Pack::Own(Box::new(other(policy)?)))),
            built_in @ Pack::BuiltIn(..) => Some((id.clone(), built_in.clone())),
        };
        Self { all: self.all.iter().filter_map(one).collect() }
    }

    /// The policy with an id.
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.all.get(id)?.policy()
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        self.all.values().filter_map(Pack::policy)
    }

    /// Their ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.keys().map(PolicyId::as_str)
    }
}

/// Reads one policy that lies elsewhere, under the id that it gives itself; without one, under a name.
pub fn read_one(text: &str, name: &str) -> (Option<Policy>, Vec<Diagnostic>) {
    let id =
        serde_yaml::from_str::<serde_yaml::Value>(text).ok().and_then(|v| v.get("id")?.as_str().map(str::to_owned));
    let names = id.iter().map(String::as_str).chain([name, "policy"]);
    let path = names.into_iter().find_map(|name| SourcePath::new(&format!("{FOLDER}/{name}.yaml")).ok());
    path.map_or((None, vec![]), |path| file::read(&path, text, Origin::OfThisSite))
}

/// The built-in files, as paths under [`FOLDER`], with their texts.
pub fn texts() -> impl Iterator<Item = (String, &'static str)> {
    let yaml = |f: &&include_dir::File<'_>| f.path().extension().is_some_and(|e| e == "yaml");
    BUILT_IN.files().filter(yaml).filter_map(|f| Some((format!("{FOLDER}/{}", f.path().to_str()?), f.contents_utf8()?)))
}
