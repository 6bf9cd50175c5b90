//! A site judged by other rules than its own: what a change of a policy would mean for its record.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{self, Config, Followed};
use crate::content::tree::{SourceFile, SourceTree};
use crate::model::PolicyId;
use crate::paths::SourcePath;
use crate::policy::read::packs::FOLDER;

/// The policy that judges whoever follows a policy.
#[derive(Debug, Clone)]
pub struct Instead {
    /// Who follows this is meant.
    pub of: PolicyId,
    /// What judges: the same, as another file has it, or another one.
    pub by: PolicyId,
    /// Its file, which stands in place of any of that name in the site.
    pub text: Arc<str>,
    /// The edition for all periods; none: that of the site's settings, else those in force.
    pub edition: Option<String>,
}

impl Instead {
    /// Does a site follow the policy? One whose settings cannot be read is not passed over.
    pub(super) fn concerns(&self, settings: &str) -> bool {
        let Some(config) = config::read(settings).value else { return true };
        let registered = config.member.as_ref().is_some_and(|m| !m.registrations.is_empty());
        config.policies.iter().any(|f| f.id == self.of) || registered && self.of.as_str() == config::BY_REGISTRATION
    }

    /// The site's files, with the policy's among them.
    pub(super) fn tree(&self, tree: &SourceTree) -> SourceTree {
        let Ok(path) = SourcePath::new(&format!("{FOLDER}/{}.yaml", self.by)) else { return tree.clone() };
        let built_in: Vec<SourceFile> = tree.files().iter().filter(|f| f.built_in).cloned().collect();
        tree.changed(&BTreeMap::from([(path, Some(self.text.clone()))]), None, built_in)
    }

    /// The site's settings as if it followed the policy that judges: its days, roles and circumstances are kept.
    pub(super) fn settle(&self, config: &mut Config) {
        if self.by != self.of {
            config.policies.retain(|f| f.id != self.by);
        }
        if config.policies.iter().all(|f| f.id != self.of) {
            config.policies.push(Followed::new(self.of.clone()));
        }
        for followed in config.policies.iter_mut().filter(|f| f.id == self.of) {
            followed.id = self.by.clone();
            followed.pinned = self.edition.clone().or(followed.pinned.take());
        }
        for circumstance in config.circumstances.iter_mut().filter(|c| c.policy == self.of) {
            circumstance.policy = self.by.clone();
        }
    }
}
