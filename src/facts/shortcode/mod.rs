//! References to policy data in guidance pages: `{{ policy(rule="total", show="at_least") }}`.
//!
//! A closed set with a small parser of its own: no template language ever runs on a text. Inline
//! codes become words before Markdown is read, some become Markdown of their own; tables, figures and
//! included texts become a placeholder, which [`finish`] replaces in the HTML. Code spans and fenced
//! blocks are left as they stand.

mod amount;
mod expand;
mod list;
mod page;
mod policy_tables;
mod record;
mod strategy;
mod table;
mod value;

pub(crate) use expand::{expand, finish};
pub(crate) use policy_tables::tables_of;
