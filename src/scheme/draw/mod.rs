//! A draw that strangers can repeat.
//!
//! ```text
//! members, settings -> Frame: tokens by stratum, how many, where the value will come from   frame
//! Frame -> its text; the SHA-256 of that text is the commitment, published first            frame
//! commitment, value -> seed -> a ticket for each token, the lowest are drawn               ticket
//! Frame, value -> Record: who is drawn, who stands ready, with the chance of each           record
//! both texts -> what does not follow from them                                             verify
//! ```
//!
//! The rule of the tickets is that of the public package `consistent_sampler`.

pub(crate) mod frame;
pub(crate) mod page;
pub(crate) mod record;
pub(crate) mod strata;
pub(crate) mod ticket;
pub(crate) mod verify;

#[cfg(test)]
mod tests;
