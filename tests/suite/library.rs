//! The library on values: files as pairs, no disk.

use cpdfolio::config::{self, Config};
use cpdfolio::content::lower::Known;
use cpdfolio::content::tree::SourceTree;
use cpdfolio::content::words::Words;
use cpdfolio::content::{Loaded, load};
use cpdfolio::diag::Warned;
use cpdfolio::model::time::parse_day;
use cpdfolio::policy::{Assessment, Follow, Packs};
use cpdfolio::sight::redact::redact;
use cpdfolio::sight::{Source, Told};

use crate::support::{CONFIG, TODAY};

/// Settings and policies: the same for many small records.
pub struct Library {
    config: Config,
    packs: Packs,
    words: Words,
}

impl Library {
    pub fn new() -> Self {
        let config = config::read(CONFIG).value.unwrap();
        let packs = Packs::built_in().value;
        let words = Words::new(&config, packs.get("iet"));
        Self { config, packs, words }
    }

    /// Files to entries.
    pub fn load(&self, files: &[(String, String)]) -> Warned<Loaded> {
        let tree = SourceTree::from_pairs(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        load(&tree, Known { config: &self.config, words: &self.words })
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
