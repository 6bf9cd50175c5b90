//! Sentences: what the program says of a judgement, a policy or an entry, made once for the terminal,
//! the pages, the calendar and the data, from the words file. What only the terminal says (doubtful
//! points of a policy) is English here.

pub(crate) mod amount;
pub(crate) mod check;
mod conversion;
pub(crate) mod coverage;
pub(crate) mod diff;
pub(crate) mod entry;
pub(crate) mod kind;
pub(crate) mod policy;
pub(crate) mod select;
pub(crate) mod sum;
pub(crate) mod verdict;

#[cfg(test)]
mod tests;
