//! A [`Visible`](crate::sight::Visible) as a site: its years, the words that entries share, all addresses and
//! menus, its texts as HTML and what is doubtful in them. Pure.
//!
//! [`address`] is the table of addresses, [`pages`] and [`files`] are the lists of what stands at them. [`Site`] has
//! it all; what it can answer stands by concern: [`judged`], [`titles`], [`links`], [`menus`], [`texts`], [`history`].

pub(crate) mod address;
mod build;
pub(crate) mod counted;
pub(crate) mod coverage;
pub(crate) mod editions;
pub(crate) mod evidence;
pub(crate) mod facets;
pub(crate) mod files;
mod headings;
pub(crate) mod history;
pub(crate) mod judged;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod menus;
pub(crate) mod pages;
mod proofread;
pub(crate) mod route;
pub(crate) mod sections;
pub(crate) mod shortcode;
pub(crate) mod site;
mod texts;
pub(crate) mod titles;
pub(crate) mod years;

pub(crate) use counted::Towards;
pub(crate) use evidence::{EvidenceFile, Fingerprints, can_be_shown};
pub(crate) use site::{Parts, Site};
pub(crate) use years::Year;
