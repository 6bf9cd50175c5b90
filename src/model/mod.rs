//! The domain, as values: no files, no YAML, no pages.
//!
//! ```text
//! Portfolio
//! ├── activities   Activity   what was done, when, for how long
//! ├── plan         PlanItem   what is intended
//! ├── directory    Item       products and services that count as CPD
//! ├── pages        Page       guidance and the member's own pages
//! ├── faq          Answer     one question, one answer
//! ├── snippets     Body       texts that pages include
//! └── strategy     Strategy   what the institution is for
//! ```

pub mod activity;
pub mod audience;
pub mod declaration;
pub mod directory;
pub mod given;
pub mod id;
pub mod keys;
pub(crate) mod meant;
pub mod own_keys;
pub mod page;
pub mod plan;
pub(crate) mod slip;
pub mod spoken;
pub mod strategy;
pub mod time;
pub(crate) mod usual;

pub use activity::{Activity, Body, CategoryPart, Evidence, Unfinished, Visibility};
pub use audience::{Audience, Sight};
pub use directory::{Item, ItemHours, Price};
pub use id::{ActivityId, ItemId, PlanId, PolicyId, RuleId, Word};
pub use own_keys::{OwnKeys, OwnType, OwnValue};
pub use page::{Answer, NavPlace, Page};
pub use plan::{PlanItem, PlanState};
pub use time::{Day, Days, Minutes, Period};

use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::paths::SourcePath;
use crate::picture::FileKind;

/// Everything that was read and understood, in a fixed order.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    /// By id. Shared: a preview keeps those whose files did not change.
    pub activities: Vec<Arc<Activity>>,
    /// Drafts without a day or hours, by id: they count nothing, and no page shows them.
    pub unfinished: Vec<Arc<Unfinished>>,
    /// By id.
    pub plan: BTreeMap<PlanId, PlanItem>,
    /// By id.
    pub directory: BTreeMap<ItemId, Item>,
    /// By source path.
    pub pages: Vec<Page>,
    /// In the order of their sections.
    pub faq: Vec<Answer>,
    /// Texts that pages include, by path.
    pub snippets: BTreeMap<SourcePath, Body>,
    /// Pictures and documents that pages show, with what they are.
    pub files: BTreeMap<SourcePath, FileKind>,
    /// What the institution is for.
    pub strategy: Option<strategy::Strategy>,
    /// What was declared, by year.
    pub declarations: BTreeMap<i32, declaration::Declarations>,
    /// What others have filled in, by path.
    pub given: BTreeMap<SourcePath, given::Given>,
}
