//! Records that leave and come in: what an audience may see as files for others, and such files read back.

pub(crate) mod export;
#[allow(dead_code, reason = "`import` reads what `export` wrote")]
pub(crate) mod own;
#[allow(dead_code, reason = "`import` reads what `export` wrote")]
pub(crate) mod whole;
