//! Names of things: each kind its own type, so that one is never taken for another.

use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)*) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it stands: whoever reads it has checked it.
            pub fn new(text: impl Into<Arc<str>>) -> Self { Self(text.into()) }
            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(&self.0) }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
    )*};
}

ids! {
    /// Path of an entry under `content/activities/`, without `.md`.
    ActivityId;
    /// File name of a plan item, without `.md`.
    PlanId;
    /// File name of a directory item, without `.md`.
    ItemId;
    /// Id of a policy: `iet`.
    PolicyId;
    /// Id of a rule in its policy: `category-soft-skills`.
    RuleId;
    /// A word of a closed list: a type, a category, a competence, a benefit.
    Word;
}

/// Is this text an id: lower-case letters, digits and single hyphens, 1 to 100 of them?
pub fn is_plain(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
