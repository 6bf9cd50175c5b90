//! What every command stands on: a site read and judged, and every file that can be made of it.

pub mod build;
pub(crate) mod doubts;
mod error;
mod handed;
mod instead;
pub mod outputs;
mod own_policies;
pub mod project;
pub(crate) mod sealed;
mod settings;
pub mod theme_files;
pub mod timings;

pub use error::{Action, Error, NoSuch, Sought};
pub use handed::HandFault;
pub use instead::Instead;
pub(crate) use own_policies::packs_in;

pub use crate::output::{Error as OutputError, Sink, Target};
pub use crate::paths::OutPath;
pub use crate::schema::{ALL as SCHEMAS, Schema};

#[cfg(test)]
mod tests;
