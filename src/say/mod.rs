//! Sentences: what the program says of a judgement or an entry, made once for the terminal, the
//! pages, the calendar and the data, from the words file.

pub mod entry;
pub mod verdict;
