//! Front matter to the domain: one file for each kind of file. Every fault of a file is gathered; with
//! any error the file is left out, and [`NotRead`] says what is missing from totals.

pub(crate) mod activity;
pub(crate) mod evidence;
pub(crate) mod faq;
mod head;
pub(crate) mod item;
pub(crate) mod page;
pub(crate) mod paper;
pub(crate) mod plan;
pub(crate) mod strategy;
pub(crate) mod unread;

pub(crate) use head::Known;
pub(crate) use unread::{NotRead, OtherNotRead};
