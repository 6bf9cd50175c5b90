//! Front matter to the domain: one file for each kind of file. Every fault of a file is gathered; with
//! any error the file is left out, and [`NotRead`] says what is missing from totals.

pub mod activity;
pub mod faq;
mod head;
pub mod item;
pub mod page;
pub mod plan;
pub mod strategy;
pub mod unread;

pub use head::Known;
pub use unread::{NotRead, OtherNotRead};
