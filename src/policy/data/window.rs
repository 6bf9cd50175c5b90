//! Stretches of time: which periods an edition judges, and which part of time a rule looks at.

/// A stretch of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Months(pub u32);

/// Which stretches of time an edition judges, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How long one is.
    pub length: Months,
    /// On which day they start.
    pub start: WindowStart,
    /// How we read the source, where it leaves something open.
    pub reading: Option<String>,
}

/// On which day a period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStart {
    /// On a day of the calendar; longer periods are counted from a year.
    Calendar {
        /// Month, 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
        /// A year in which a period starts.
        year: i32,
    },
    /// On the member's own day: the cycle's start, else the day of joining.
    Anniversary {
        /// Month and day: not on the day of joining itself, but on the first such day after it.
        starts: Option<(u32, u32)>,
    },
}

/// The part of time that one rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleWindow {
    /// The period that is judged.
    Period,
    /// The months that end with the period, however long it is.
    Rolling(Months),
    /// The months that end today, where the period runs; else those that end with it.
    RollingToday(Months),
    /// One part of the period: the nth (from 0) of parts of so many months.
    Part {
        /// How long a part is.
        length: Months,
        /// How long after one part the next starts; less than the length where they overlap.
        step: Months,
        /// Which one, from 0.
        nth: u32,
    },
    /// A stretch of the calendar of its own: the last that ends in the period, else the one that runs at
    /// its end.
    Own(Calendar),
}

/// Stretches of the calendar, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// How long one is.
    pub length: Months,
    /// The month in which they start, 1 to 12.
    pub month: u32,
    /// The day of the month.
    pub day: u32,
    /// A year in which one starts.
    pub year: i32,
}

impl Calendar {
    /// The same as the window of an edition.
    pub fn window(self) -> Window {
        let start = WindowStart::Calendar { month: self.month, day: self.day, year: self.year };
        Window { length: self.length, start, reading: None }
    }
}

impl RuleWindow {
    /// Is all of it inside the other, whatever the period? `false` where it cannot be told.
    pub fn within(self, other: Self) -> bool {
        match (self, other) {
            (Self::Part { length: a, step: s, nth: i }, Self::Part { length: b, step: t, nth: j }) => {
                j * t.0 <= i * s.0 && i * s.0 + a.0 <= j * t.0 + b.0
            }
            (Self::Part { .. }, Self::Period) => true,
            (a, b) => a == b,
        }
    }

    /// Have the two no day in common, whatever the period? `false` where it cannot be told.
    pub fn apart(self, other: Self) -> bool {
        match (self, other) {
            (Self::Part { length: a, step: s, nth: i }, Self::Part { length: b, step: t, nth: j }) => {
                i * s.0 + a.0 <= j * t.0 || j * t.0 + b.0 <= i * s.0
            }
            _ => false,
        }
    }
}
