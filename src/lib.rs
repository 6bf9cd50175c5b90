//! Your CPD record is a folder of Markdown files in git; cpdfolio turns it into a site, and tells you
//! where you stand against your institution's guideline, and why.
//!
//! Everything is read, then everything is worked out on values, then everything is written: the
//! disk is at both ends and nowhere between. Today's date comes in as a value.
//!
//! ```text
//! argv -> what an operation needs                                       cli
//! folder, built-in guidance -> SourceTree {path -> text}                content/walk      (reads)
//! SourceTree -> Loaded {Portfolio, what could not be read}              content           (pure)
//! policy files -> Packs                                                 policy/read       (pure)
//! Loaded, Audience -> Visible: what is not copied there reaches nobody  sight             (pure)
//! Packs, Records, day -> Assessment {verdict, terms of the sum}         policy/judge      (pure)
//! Assessment, entry -> sentences, in the site's language                say               (pure)
//! Visible -> Site {years, addresses, menus}, its pages and files        facts             (pure)
//! Site, page -> values -> bytes, words for the search                   view, theme       (pure, parallel)
//! Site, file -> bytes: feed, tables, calendar, search                   files             (pure, parallel)
//! bytes -> a folder                                                     output            (writes)
//! Visible, key -> seal, one file; a file -> what is wrong with it       hand              (pure)
//! ```
//!
//! # The ladder
//!
//! A file uses only files of its own rung or of a rung above it; names on one line do not use each
//! other. Neither files nor folders go in a circle. `tests/suite/ladder` reads this list and holds it.
//!
//! ```text
//! signs                        which signs a text holds
//! paths, html, picture, front_matter, codes, hash, base64, qr, scalar, shell  bytes and texts: nothing of CPD
//! thumbnail, pick, ics         a small picture; a name as people say it; lines of a calendar
//! fs                           a folder's files, opened so that no link leads out of it
//! diag                         faults and doubtful points, and how they are drawn
//! journal                      changes of a site's files: all or nothing, and back again
//! names                        names that others do not get to read
//! model                        entries, plan, pages, days; the keys of the files that hold them
//! yaml, output, schema         YAML with places; a finished folder; schemas of our JSON
//! wording, table               the words of the interface; tables for spreadsheets
//! markdown
//! policy/data                  a policy and its rules, a member's facts, what a judgement says
//! policy/value, policy/amounts  single values of its file; entries as amounts
//! policy/kinds                 a file a kind of rule
//! policy/read, policy/judge    its file; the judgement
//! policy/tell                  differences, doubtful points and worked examples, as data
//! policy
//! config, planner, team        settings; the cheapest plan; a team's counts
//! filter                       which entries are meant
//! content                      a site's files, read
//! sight                        what an audience sees
//! say                          sentences about judgements and entries
//! facts                        a finished site as values
//! view, files                  a page's values; files that are not pages
//! theme                        templates
//! engine                       a site read, built; what every command stands on; errors
//! hand                         a period sealed, handed over, proved, answered
//! exchange                     records that leave and come in, as bytes
//! scheme                       an institution's monitoring: who joined, was drawn, reviews; what is told to all
//! evidence                     what a file is that is to be attached
//! ops                          a file a command: what it does
//! serve                        the preview
//! cli                          a file a command: arguments and report
//! ```
//!
//! # Where things belong
//!
//! | a new … | goes to |
//! |---|---|
//! | kind of rule | `src/policy/data/kind.rs` (what it asks), a file of `src/policy/kinds` (read, judged, closed), `src/say/kind.rs` with its words (said), `src/schema/policy-1.json` |
//! | body's rules | `content/policies`: a file of YAML, no Rust |
//! | key of a member's file | `src/model/keys.rs` (name, type, help, who sees it), `src/content/lower` (its value) |
//! | page | `src/facts/pages.rs` (when there is one), `src/facts/address.rs` (where), a file of `src/view` (its values), `themes/default/templates` |
//! | file that is not a page | `src/facts/files.rs` (when there is one), `src/facts/address.rs` (where), a file of `src/files` (its bytes), a check in `tests/check_exports.py` |
//! | command | a file of `src/cli` (arguments, report, JSON), and a file of `src/ops` where it does more than the engine |
//! | JSON that a command prints | the command's file in `src/cli`, `src/schema` |
//! | reason to fail | `src/engine/error.rs` |
//! | diagnostic | `src/diag/codes.rs`, and a case under `tests/errors` |
//! | sentence about a judgement or an entry | `src/say`, its words in `themes/default/words/en-GB.yaml` |
//! | word of the interface | `themes/default/words/en-GB.yaml` |
//! | way to close gaps | `src/planner` |
//! | import format | a file of `src/exchange/import` (bytes to drafts), sheets of different make under `tests/sheets`; `src/content/write.rs` composes what comes of a draft |
#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::needless_pass_by_value,
        reason = "tests may run programs and read clocks"
    )
)]

mod base64;
pub mod cli;
mod codes;
mod config;
mod content;
pub mod diag;
pub mod engine;
mod evidence;
mod exchange;
mod facts;
mod files;
mod filter;
mod front_matter;
mod fs;
mod hand;
mod hash;
mod html;
mod ics;
mod journal;
mod markdown;
pub mod model;
mod names;
mod ops;
mod output;
mod paths;
mod pick;
mod picture;
mod planner;
pub mod policy;
mod qr;
mod say;
mod scalar;
mod schema;
mod scheme;
mod serve;
mod shell;
mod sight;
mod signs;
mod table;
mod team;
#[cfg(test)]
mod testing;
mod theme;
mod thumbnail;
mod view;
mod wording;
mod yaml;
