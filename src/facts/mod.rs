//! A [`Visible`](crate::sight::Visible) as a site: its years, the words that entries share, all addresses and
//! menus, its texts as HTML and what is doubtful in them. Pure.
//!
//! [`address`] is the table of addresses, [`pages`] and [`files`] are the lists of what stands at them. [`Site`] has
//! it all; what it can answer stands by concern: [`judged`], [`titles`], [`links`], [`menus`], [`texts`], [`history`].

pub mod address;
mod build;
pub mod counted;
pub mod coverage;
pub mod editions;
pub mod evidence;
pub mod facets;
pub mod files;
pub mod history;
pub mod judged;
pub mod link;
pub mod links;
pub mod menus;
pub mod pages;
mod proofread;
pub mod route;
pub mod sections;
pub mod shortcode;
pub mod site;
mod texts;
pub mod titles;
pub mod years;

pub use counted::Towards;
pub use evidence::{EvidenceFile, Fingerprints, can_be_shown};
pub use site::{Parts, Site};
pub use years::Year;
