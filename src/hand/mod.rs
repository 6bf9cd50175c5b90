//! The hand-over: a period sealed, shown in one file, proved, and answered. Pure on values; what reads and writes is in
//! `ops`.
//!
//! ```text
//! blocks of a period, key -> Sealed {units, leaves, root}      seal
//! Sealed, what is open -> Bundle -> bytes of one HTML file     bundle, page
//! bytes of a stranger's file -> Bundle -> Checked              bundle, verify
//! ```
//!
//! Whoever wants to read a file that a member handed over starts with [`verify::file`]: from bytes to values, each
//! with what is wrong about it.

pub(crate) mod bundle;
pub(crate) mod evidence;
pub(crate) mod form;
pub(crate) mod lint;
pub(crate) mod page;
pub(crate) mod rehearse;
pub(crate) mod restore;
pub(crate) mod seal;
pub(crate) mod statement;
pub(crate) mod typst;
pub(crate) mod verify;

#[cfg(test)]
mod tests;
