//! A body's rules as values, what is known of a member and a record, and what a judgement says.

pub mod adjust;
pub mod assessment;
pub mod competences;
pub mod edition;
pub mod example;
pub mod kind;
pub mod measure;
pub mod member;
pub mod named;
pub mod policy;
pub mod records;
pub mod rule;
pub mod select;
pub mod vocabulary;
pub mod window;
