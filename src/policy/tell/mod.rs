//! What can be told of policies, as data: differences, doubtful points, worked examples that do not
//! come out, figures that prose writes out, and which policy a name means. `say` makes sentences of it.

pub mod check;
pub mod diff;
pub mod edges;
pub mod examples;
mod figures;
pub mod find;
pub mod place;
pub mod prose;
