//! How an entry becomes an amount: units, conversions, rounding. Whole numbers only.

use super::select::Select;
use crate::model::Minutes;

/// What amounts are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Minutes, shown as hours.
    Minutes,
    /// Units, in sixtieths.
    Units,
    /// Points, in sixtieths.
    Points,
    /// Days.
    Days,
    /// How many.
    Count,
}

impl Unit {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("minutes", Self::Minutes),
        ("units", Self::Units),
        ("points", Self::Points),
        ("days", Self::Days),
        ("count", Self::Count),
    ];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, u)| *u == self).map_or("count", |(w, _)| w)
    }

    /// A value is its amount divided by this.
    pub fn scale(self) -> i64 {
        match self {
            Self::Units | Self::Points => 60,
            Self::Minutes | Self::Days | Self::Count => 1,
        }
    }
}

/// So much of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// In the unit's smallest part: minutes, sixtieths of units and points, days, entries.
    pub n: i64,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// A value is its amount divided by this.
    pub fn scale(self) -> i64 {
        self.unit.scale()
    }
}

/// An amount as a number: `21`, `2.5`, `2 1/3`.
pub fn number(of: Amount) -> String {
    let (whole, rest) = (of.n / of.scale(), of.n % of.scale());
    if rest == 0 {
        return whole.to_string();
    }
    if (rest * 100) % of.scale() == 0 {
        let text = format!("{whole}.{:02}", rest * 100 / of.scale());
        return text.trim_end_matches('0').to_owned();
    }
    let common = common_divisor(rest, of.scale());
    let part = format!("{}/{}", rest / common, of.scale() / common);
    if whole == 0 { part } else { format!("{whole} {part}") }
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// What one and several of a unit are called, where it has no name of its own: `PDH`.
pub type UnitName = (String, String);

/// A number as a fraction, never rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub top: i64,
    /// Below it; never 0.
    pub bottom: i64,
}

impl Fraction {
    /// A whole number.
    pub const fn whole(n: i64) -> Self {
        Self { top: n, bottom: 1 }
    }
}

/// How an entry becomes an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// In what.
    pub unit: Unit,
    /// What one is called, where the unit has no name of its own: `PDH`.
    pub name: Option<UnitName>,
    /// The first that fits an entry counts; an entry that fits none gives nothing.
    pub convert: Vec<Conversion>,
    /// How an entry's amount is rounded.
    pub round: Option<Rounding>,
}

impl Measure {
    /// The entry's own minutes.
    pub const MINUTES: Self = Self { unit: Unit::Minutes, name: None, convert: vec![], round: None };
    /// One for each entry.
    pub const ENTRIES: Self = Self { unit: Unit::Count, name: None, convert: vec![], round: None };
    /// The days that an entry lasts.
    pub const DAYS: Self = Self { unit: Unit::Days, name: None, convert: vec![], round: None };
}

/// [`Measure::MINUTES`] where a reference is wanted.
pub static MINUTES: Measure = Measure::MINUTES;

/// One way from an entry to an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Which entries.
    pub select: Select,
    /// For each of these …
    pub per: Per,
    /// Of which so many are taken: how the number of them is rounded, before anything is given for them.
    pub round: Option<Step>,
    /// … so much, in the amount of the measure's unit (minutes, or sixtieths).
    pub give: Fraction,
    /// Only the first entry that shares this key's words.
    pub first_time_only: Option<String>,
}

/// For each of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Per {
    /// So many minutes.
    Time(Minutes),
    /// The entry.
    Entry,
    /// A day that it lasts.
    Day,
    /// One of a number that it declares.
    Key(String),
}

/// How an amount is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// To a multiple of this amount.
    pub to: i64,
    /// Which way.
    pub way: Way,
}

/// How a number of hours, days or entries is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// To a multiple of this.
    pub to: Fraction,
    /// Which way.
    pub way: Way,
}

/// Which way to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the lower multiple.
    Down,
    /// To the nearer one, a half upwards.
    Nearest,
    /// To the upper one.
    Up,
}

impl Way {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("down", Self::Down), ("nearest", Self::Nearest), ("up", Self::Up)];
}
