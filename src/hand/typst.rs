//! A record for Typst: `record.typ` beside `record.json`, from which anybody's Typst makes a tagged PDF (PDF/A-3a and
//! PDF/UA-1) that carries the data as an attachment. Nothing of the record stands in the text of `record.typ`: it reads
//! the JSON, so that no word of a member is ever code.

/// The document: it reads `record.json` and shows it.
pub(crate) const DOCUMENT: &str = include_str!("page/record.typ");
