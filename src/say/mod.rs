//! Sentences: what the program says of a judgement, a policy or an entry, made once for the terminal,
//! the pages, the calendar and the data, from the words file. What only the terminal says (doubtful
//! points of a policy) is English here.

pub mod amount;
pub mod check;
pub mod coverage;
pub mod diff;
pub mod entry;
pub mod kind;
pub mod policy;
pub mod select;
pub mod sum;
pub mod verdict;

#[cfg(test)]
mod tests;
