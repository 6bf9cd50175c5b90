//! What the engine stands on, on values: files as pairs, no disk.
#![allow(clippy::pedantic, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::content::choices::Choices;
use crate::content::lower::Known;
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::{Loaded, Memory, load};
use crate::diag::Warned;
use crate::model::time::parse_day;
use crate::paths::SourcePath;
use crate::policy::{Assessment, Follow, Packs};
use crate::sight::redact::redact;
use crate::sight::{Source, Told};

mod laws;
mod misspelt;

const CONFIG: &str =
    "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test}\npolicies: [{id: iet}]\n";
const TODAY: &str = "2026-11-21";

/// Settings and policies: the same for many small records.
struct Library {
    config: Config,
    packs: Packs,
    words: Choices,
}

impl Library {
    fn new() -> Self {
        let config = config::read(CONFIG).value.unwrap();
        let packs = Packs::built_in().value;
        let words = Choices::new(&config, packs.get("iet"));
        Self { config, packs, words }
    }

    /// Files to entries.
    fn load(&self, files: &[(String, String)]) -> Warned<Loaded> {
        let tree = tree(files);
        let known = Known { config: &self.config, words: &self.words, tree: &tree };
        load(&tree, known, &[], &mut Memory::default())
    }

    /// The judgements of the IET's guideline.
    fn judge(&self, loaded: &Loaded) -> Vec<Assessment> {
        let follows = [Follow::new(self.packs.get("iet").unwrap())];
        let source = Source {
            config: &self.config,
            loaded,
            tree: &SourceTree::default(),
            words: &self.words,
            policies: &self.packs,
            follows: &follows,
            problems: &[],
            as_of: parse_day(TODAY).unwrap(),
            asked: None,
        };
        redact(source, Told::owner()).judged.clone()
    }
}

/// A tree from pairs of path and text; paths under `evidence/` need no text.
fn tree(pairs: &[(String, String)]) -> SourceTree {
    let mut config = Arc::from("schema: cpdfolio.site/1\ntitle: Test\npolicies: [{id: iet}]\nmember: {name: Test}\n");
    let (mut files, mut evidence) = (vec![], BTreeSet::new());
    for (path, text) in pairs {
        if path == config::FILE {
            config = Arc::from(text.as_str());
        } else if let Ok(path) = SourcePath::new(path) {
            if path.below("evidence").is_some() {
                evidence.insert(path);
            } else {
                files.push(SourceFile { path, text: text.as_str().into(), built_in: false });
            }
        }
    }
    SourceTree::new(config, files, evidence)
}
