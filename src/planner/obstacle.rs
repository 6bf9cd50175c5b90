//! What keeps a plan from closing a rule.

use crate::model::Day;

/// Why a plan does not close something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// Words have to be written about entries.
    Write,
    /// A document has to be there.
    Document,
    /// Nothing says whether a document is there.
    UnsaidDocument,
    /// The rule asks what entries are about, and the directory does not say that of its offerings.
    Subject,
    /// New entries cannot change it: an amount above a limit, a time without an entry.
    Happened,
    /// The days that it counts ended on that day.
    Over(Day),
    /// The days that it counts start on that day.
    NotBegun(Day),
    /// No offering at hand serves it.
    NotServed,
    /// All offerings at hand together are not enough.
    TooLittle,
    /// A limit leaves no room.
    NoRoom,
    /// Each rule can be closed alone, but not all of them together.
    NotTogether,
    /// The offerings have enough hours, but a limit for each day or entry lets too few count.
    ByDay,
    /// The member's cycle starts on a day that nobody has stated.
    CycleStart,
}

impl Obstacle {
    /// Its word in data; the words file has a sentence for each.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Document => "document",
            Self::UnsaidDocument => "unsaid-document",
            Self::Subject => "subject",
            Self::Happened => "happened",
            Self::Over(_) => "over",
            Self::NotBegun(_) => "not-begun",
            Self::NotServed => "not-served",
            Self::TooLittle => "too-little",
            Self::NoRoom => "no-room",
            Self::NotTogether => "not-together",
            Self::ByDay => "by-day",
            Self::CycleStart => "cycle-start",
        }
    }

    /// The day in its sentence.
    pub(crate) fn day(self) -> Option<Day> {
        match self {
            Self::Over(day) | Self::NotBegun(day) => Some(day),
            _ => None,
        }
    }
}
