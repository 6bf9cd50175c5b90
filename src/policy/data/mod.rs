//! A body's rules as values: what is read from a policy file and what is known of a member.

pub mod competences;
pub mod records;
pub mod rule;
pub mod select;
pub mod vocabulary;
