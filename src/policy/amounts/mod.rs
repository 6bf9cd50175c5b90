//! From entries to amounts: the periods of a member, targets as circumstances change them, what a rule
//! selects and converts, what caps let through, and what is carried from period to period.

pub mod carry;
pub mod case;
pub mod changes;
pub mod flow;
pub mod follow;
pub mod pool;
pub mod wants;
