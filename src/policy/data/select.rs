//! Which entries a rule looks at: a list of conditions that all have to hold.
//!
//! Conditions are asked of a *part* of an entry: an entry whose time served several categories has
//! one part for each.

use super::records::Record;
use crate::model::activity::Declared;
use crate::model::{Day, Minutes, Word};

/// Conditions that all have to hold; none: every entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Select {
    /// In the order of the file.
    pub all: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Marked as planned, or not.
    Planned(bool),
    /// One of these kinds of activity.
    Type(Vec<Word>),
    /// The part's category is one of these.
    Category(Vec<Word>),
    /// Offered by one of these.
    Provider(Vec<Word>),
    /// Has one of these tags.
    Tags(Vec<Word>),
    /// Has one of these competence codes; `E*` stands for all that start with E.
    Competences(Vec<Word>),
    /// Ends on this day or later.
    Since(Day),
    /// Ends on this day or earlier.
    Until(Day),
    /// Takes longer than this.
    Over(Minutes),
    /// Has evidence, or none.
    Evidence(bool),
    /// Has a reflection, or none.
    Reflection(bool),
    /// Serves a plan item, or none.
    Plan(bool),
    /// Helped others to learn, or not.
    SupportsOthers(bool),
    /// A declared flag; absent counts as `false`.
    Flag(String, bool),
    /// A declared number of at least this.
    Number(String, i64),
    /// A declared key has one of these words; none given: has any.
    Words(String, Vec<Word>),
    /// One of these holds.
    Any(Vec<Select>),
    /// This does not hold.
    Not(Select),
}

impl Select {
    /// Does a part of an entry fit? `category` is that of the part.
    pub fn fits(&self, of: &Record<'_>, category: Option<&Word>) -> bool {
        self.all.iter().all(|c| c.holds(of, category))
    }

    /// Does an entry fit with any of its parts?
    pub fn fits_entry(&self, of: &Record<'_>) -> bool {
        if of.categories.is_empty() {
            self.fits(of, None)
        } else {
            of.categories.iter().any(|p| self.fits(of, Some(&p.category)))
        }
    }

    /// Does it take every entry?
    pub fn is_all(&self) -> bool {
        self.all.is_empty()
    }

    /// Declared keys that it names.
    pub fn keys(&self) -> Vec<&str> {
        fn of(condition: &Condition) -> Vec<&str> {
            match condition {
                Condition::Flag(key, _) | Condition::Number(key, _) | Condition::Words(key, _) => vec![key.as_str()],
                Condition::Any(ways) => ways.iter().flat_map(Select::keys).collect(),
                Condition::Not(inner) => inner.keys(),
                _ => vec![],
            }
        }
        self.all.iter().flat_map(of).collect()
    }

    /// Does it ask for the kind of activity?
    pub fn asks_type(&self) -> bool {
        self.all.iter().any(|condition| match condition {
            Condition::Type(_) => true,
            Condition::Any(ways) => ways.iter().any(Select::asks_type),
            Condition::Not(inner) => inner.asks_type(),
            _ => false,
        })
    }

    /// The same with a further condition.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        Self { all: self.all.iter().chain(&more.all).cloned().collect() }
    }

    /// Does every entry that fits this fit the other? `false` where it cannot be told from the text.
    pub fn implies(&self, other: &Self) -> bool {
        other.all.iter().all(|wanted| self.all.iter().any(|c| c.implies(wanted)))
    }

    /// Can no entry fit both? `false` where it cannot be told from the text.
    pub fn excludes(&self, other: &Self) -> bool {
        self.all.iter().any(|a| other.all.iter().any(|b| a.excludes(b)))
    }
}

impl Condition {
    fn holds(&self, of: &Record<'_>, category: Option<&Word>) -> bool {
        match self {
            Self::Planned(wanted) => of.planned == *wanted,
            Self::Type(words) => of.activity_type.is_some_and(|k| words.contains(k)),
            Self::Category(words) => category.is_some_and(|c| words.contains(c)),
            Self::Provider(words) => of.provider.is_some_and(|p| words.iter().any(|w| w.as_str() == p)),
            Self::Tags(words) => of.tags.iter().any(|t| words.iter().any(|w| w.as_str() == t)),
            Self::Competences(words) => of.competences.iter().any(|c| words.iter().any(|w| code_fits(c, w))),
            Self::Since(day) => of.days.last >= *day,
            Self::Until(day) => of.days.last <= *day,
            Self::Over(minutes) => of.minutes > *minutes,
            Self::Evidence(wanted) => of.has_evidence == *wanted,
            Self::Reflection(wanted) => (of.reflection_words > 0) == *wanted,
            Self::Plan(wanted) => of.has_plan == *wanted,
            Self::SupportsOthers(wanted) => of.supports_others == *wanted,
            Self::Flag(key, wanted) => matches!(of.declared.get(key), Some(Declared::Flag(true))) == *wanted,
            Self::Number(key, least) => matches!(of.declared.get(key), Some(Declared::Number(n)) if n >= least),
            Self::Words(key, words) => match of.declared.get(key) {
                Some(Declared::Words(has)) if words.is_empty() => !has.is_empty(),
                Some(Declared::Words(has)) => has.iter().any(|h| words.contains(h)),
                _ => false,
            },
            Self::Any(ways) => ways.iter().any(|w| w.fits(of, category)),
            Self::Not(inner) => !inner.fits(of, category),
        }
    }

    fn implies(&self, wanted: &Self) -> bool {
        let within = |a: &[Word], b: &[Word]| a.iter().all(|w| b.contains(w));
        match (self, wanted) {
            (Self::Type(a), Self::Type(b))
            | (Self::Category(a), Self::Category(b))
            | (Self::Provider(a), Self::Provider(b))
            | (Self::Tags(a), Self::Tags(b))
            | (Self::Competences(a), Self::Competences(b)) => within(a, b),
            (Self::Words(k, a), Self::Words(l, b)) => k == l && (b.is_empty() || !a.is_empty() && within(a, b)),
            (Self::Over(a), Self::Over(b)) => a >= b,
            (Self::Since(a), Self::Since(b)) => a >= b,
            (Self::Until(a), Self::Until(b)) => a <= b,
            (Self::Number(k, a), Self::Number(l, b)) => k == l && a >= b,
            (Self::Not(a), Self::Not(b)) => b.implies(a),
            (a, Self::Not(b)) => Select { all: vec![a.clone()] }.excludes(b),
            (a, Self::Any(ways)) if ways.iter().any(|w| Select { all: vec![a.clone()] }.implies(w)) => true,
            (Self::Any(ways), b) => ways.iter().all(|w| w.implies(&Select { all: vec![b.clone()] })),
            (a, b) => a == b,
        }
    }

    fn excludes(&self, other: &Self) -> bool {
        let apart = |a: &[Word], b: &[Word]| !a.iter().any(|w| b.contains(w));
        match (self, other) {
            // An entry has one of each of these; of tags, competences and words it may have several.
            (Self::Type(a), Self::Type(b))
            | (Self::Category(a), Self::Category(b))
            | (Self::Provider(a), Self::Provider(b)) => apart(a, b),
            (Self::Planned(a), Self::Planned(b))
            | (Self::Evidence(a), Self::Evidence(b))
            | (Self::Reflection(a), Self::Reflection(b))
            | (Self::Plan(a), Self::Plan(b))
            | (Self::SupportsOthers(a), Self::SupportsOthers(b)) => a != b,
            (Self::Flag(k, a), Self::Flag(l, b)) => k == l && a != b,
            (Self::Since(a), Self::Until(b)) | (Self::Until(b), Self::Since(a)) => a > b,
            (a, Self::Not(b)) | (Self::Not(b), a) => Select { all: vec![a.clone()] }.implies(b),
            (a, Self::Any(ways)) | (Self::Any(ways), a) => {
                ways.iter().all(|w| Select { all: vec![a.clone()] }.excludes(w))
            }
            _ => false,
        }
    }
}

/// `E1` fits `E1` and `E*`.
fn code_fits(code: &Word, wanted: &Word) -> bool {
    match wanted.as_str().strip_suffix('*') {
        Some(start) => code.as_str().starts_with(start),
        None => code == wanted,
    }
}
