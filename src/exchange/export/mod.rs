//! A record as files for others: tables, a calendar, texts. All are made of what an audience may see.
//!
//! ```text
//! Visible -> Sheet {head, rows of cells}   columns: our own; layouts: those of a body
//! Sheet -> bytes                           csv, xlsx
//! Visible -> bytes                         calendar, markdown
//! ```

pub(crate) mod calendar;
pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod layouts;
pub(crate) mod markdown;
pub(crate) mod sheet;
pub(crate) mod summary;
pub(crate) mod xlsx;
pub(crate) mod zip;

#[cfg(test)]
mod tests;
