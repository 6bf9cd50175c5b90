//! The monitoring scheme of an institution: who takes part, who is drawn, who reviews, what is told to all.
//!
//! Everything here is worked out on values; `ops/scheme` reads the folder and writes it.
//!
//! ```text
//! mails, tables, the list of members -> who has joined, what is doubtful   mail, enrol
//! those who joined, the scheme's key -> frame, commitment, tickets         draw
//! records drawn, assessors -> who reads what                              assign
//! reviews in any order -> one state a record                              review, agreement
//! reviews -> tables in which nobody can be found                          counts, feedback
//! judgements of a shard -> counts that can be added                       stats
//! ```

pub(crate) mod agreement;
pub(crate) mod assign;
pub(crate) mod board;
pub(crate) mod counts;
pub(crate) mod draw;
pub(crate) mod enrol;
pub(crate) mod exempt;
pub(crate) mod feedback;
pub(crate) mod journal;
pub(crate) mod key;
pub(crate) mod letters;
pub(crate) mod mail;
pub(crate) mod receive;
pub(crate) mod register;
pub(crate) mod review;
pub(crate) mod sample;
pub(crate) mod settings;
pub(crate) mod stats;
pub(crate) mod step;
pub(crate) mod table;

/// The file of the settings: a folder with it is a scheme.
pub(crate) const FILE: &str = "scheme.yaml";

/// The version of the settings.
pub(crate) const SCHEMA: &str = "cpdfolio.scheme/1";
