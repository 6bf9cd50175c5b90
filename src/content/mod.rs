//! Files of a site, read and understood.

pub mod read;
pub mod split;
pub mod yaml;
