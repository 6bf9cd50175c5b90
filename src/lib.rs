//! Your CPD record is a folder of Markdown files in git; cpdfolio turns it into a site, and tells you
//! where you stand against your institution's guideline, and why.
//!
//! Everything is read, then everything is worked out on values, then everything is written: the
//! disk is at both ends and nowhere between. Today's date comes in as a value.
//!
//! ```text
//! argv -> Cli -> what an operation needs                           cli
//! folder + built-in guidance -> SourceTree {path -> text}          content::walk      (reads)
//! SourceTree -> Loaded {Portfolio, what could not be read}         content::{lower, link}
//! policy files -> Packs                                            policy
//! Portfolio, Follow, day -> Assessment {verdict, reasons}          policy::assess     (pure)
//! Loaded, Audience -> Visible                                      sight::redact      (pure)
//! &Visible -> Site {years, addresses, menus}, its pages and files  facts              (pure)
//! &Site, Planned -> view -> Made {bytes, words}                    view, theme        (pure, parallel)
//! &Site, Export, words -> bytes: feed, tables, calendar, search    files              (pure, parallel)
//! bytes -> a folder, or memory                                     output             (writes)
//! ```
//!
//! # The ladder
//!
//! A file uses only files of its own rung or of a rung above it; names on one line do not use each
//! other. Neither files nor folders go in a circle. `tests/suite/ladder` reads this list and holds it.
//!
//! ```text
//! paths, html, picture, front_matter, codes        text and bytes; nothing of CPD
//! thumbnail
//! fs, diag
//! model
//! yaml, output, schema
//! wording
//! markdown
//! policy/data
//! policy/read, policy/judge
//! policy/tell
//! policy
//! config, planner, team
//! content
//! sight
//! say
//! facts
//! view, files
//! theme
//! engine
//! ops
//! serve
//! cli
//! ```
//!
//! Where things belong:
//!
//! | a new … | goes to |
//! |---|---|
//! | key of an entry | [`model::activity`], [`content::lower`], the schema, [`sight::redact`] (or nobody but the owner sees it) |
//! | fault | [`diag::codes`], and a case under `tests/errors` |
//! | kind of rule | [`policy::rule`] (data), [`policy::kinds`] (one function) |
//! | body's rules | `content/policies/NAME.yaml`: no Rust |
//! | way to close gaps | [`planner`] |
//! | word of the interface | `themes/default/words/en-GB.yaml`; [`wording`] for Rust, `words.` in templates |
//! | page | [`facts::address`] and [`facts::pages`] (where, and when), [`view::pages`] (what it says of itself), [`view`] (what it shows), [`theme`] (which view), `themes/default/templates` |
//! | file that is not a page: feed, table, calendar | [`facts::address`] and [`facts::files`] (where, and when), [`files`] (bytes), a check in `tests/check_exports.py` |
//! | command | [`ops`] (what it does), [`cli`] (arguments and report) |
//!
//! [`sight::Visible`] has one maker, [`sight::redact`], and pages are made of nothing else: what is
//! not copied there cannot reach a reader.
#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::needless_pass_by_value,
        reason = "tests may run programs and read clocks"
    )
)]

pub mod cli;
pub mod codes;
pub mod config;
pub mod content;
pub mod diag;
pub mod engine;
pub mod facts;
pub mod files;
pub mod front_matter;
pub mod fs;
pub mod html;
pub mod markdown;
pub mod model;
pub mod names;
pub mod ops;
pub mod output;
pub mod paths;
pub mod picture;
pub mod planner;
pub mod policy;
pub mod say;
pub mod schema;
pub mod serve;
pub mod sight;
pub mod team;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod thumbnail;
pub mod view;
pub mod wording;
pub mod yaml;
