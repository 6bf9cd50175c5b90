//! What circumstances change, and what may be carried into later periods.

use super::named::Named;
use super::select::Select;
use super::window::Months;

/// What may be taken along into later periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// At most so much at a time, in the unit of the first rule of `towards`.
    pub most: i64,
    /// For so many periods.
    pub periods: u32,
    /// Only of these entries.
    pub select: Select,
    /// Places of the rules that it counts towards; the first says what is surplus.
    pub towards: Vec<usize>,
    /// Nothing from the first period of a membership.
    pub not_first: bool,
    /// Nothing from the first period that asks for something, nor from one before it.
    pub not_first_judged: bool,
    /// Only what was earned in the last months of the period that leaves it.
    pub earned_in_last: Option<Months>,
    /// Is what was carried used before what is new?
    pub carried_first: bool,
}

/// What a circumstance changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjust {
    /// Which circumstances.
    pub reasons: Vec<Named>,
    /// What must be stated for it to hold.
    pub needs: Needs,
    /// How much of the period it must touch.
    pub when: When,
    /// What it does to the rules that it names.
    pub effect: Effect,
    /// What becomes of each rule: parallel to the edition's rules.
    pub fates: Vec<Fate>,
    /// How we read the source.
    pub reading: Option<String>,
}

/// What a circumstance must state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// A target.
    pub target: bool,
    /// The day on which it was agreed.
    pub agreed_on: bool,
    /// A reference.
    pub reference: bool,
}

/// How much of a period a circumstance must touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Any day.
    AnyDay,
    /// At least so many days of it.
    Days(i64),
    /// All of it.
    WholePeriod,
    /// Some of it, and not all.
    Part,
}

/// The sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Sets a target.
    Set,
    /// Takes away the part of a target that belongs to the days of the circumstance.
    Scale,
    /// Lifts rules.
    Exempt,
}

impl Effect {
    /// The name in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Scale => "scale",
            Self::Exempt => "exempt",
        }
    }
}

/// What becomes of one rule under a circumstance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its target becomes this.
    Set(i64),
    /// Its target becomes the one that was agreed.
    Agreed,
    /// Its target shrinks in the same proportion.
    Scale,
    /// It stays.
    Keep,
    /// It is lifted.
    Drop,
    /// The policy does not say.
    Unstated,
}
