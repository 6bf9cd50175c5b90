//! The library on values: files as pairs, no disk.

use std::collections::BTreeSet;
use std::sync::Arc;

use cpdfolio::config::{self, Config};
use cpdfolio::content::choices::Choices;
use cpdfolio::content::lower::Known;
use cpdfolio::content::tree::{SourceFile, SourceTree};
use cpdfolio::content::{Loaded, load};
use cpdfolio::diag::Warned;
use cpdfolio::model::time::parse_day;
use cpdfolio::paths::SourcePath;
use cpdfolio::policy::{Assessment, Follow, Packs};
use cpdfolio::sight::redact::redact;
use cpdfolio::sight::{Source, Told};

use crate::support::{CONFIG, TODAY};

/// Settings and policies: the same for many small records.
pub struct Library {
    config: Config,
    packs: Packs,
    words: Choices,
}

impl Library {
    pub fn new() -> Self {
        let config = config::read(CONFIG).value.unwrap();
        let packs = Packs::built_in().value;
        let words = Choices::new(&config, packs.get("iet"));
        Self { config, packs, words }
    }

    /// Files to entries.
    pub fn load(&self, files: &[(String, String)]) -> Warned<Loaded> {
        load(&tree(files), Known { config: &self.config, words: &self.words })
    }

    /// The judgements of the IET's guideline.
    pub fn judge(&self, loaded: &Loaded) -> Vec<Assessment> {
        let follows = [Follow::new(self.packs.get("iet").unwrap())];
        let source = Source {
            config: &self.config,
            loaded,
            tree: &SourceTree::default(),
            words: &self.words,
            follows: &follows,
            problems: &[],
            as_of: parse_day(TODAY).unwrap(),
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
