//! What every kind of rule can say of itself. Where most kinds say the same, that is written here.

use super::finding::Finding;
use crate::diag::KeyPath;
use crate::model::Word;
use crate::policy::amounts::case::Case;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Figure, Trait};
use crate::policy::data::measure::{Amount, Unit};
use crate::policy::data::policy::Policy;
use crate::policy::data::rule::Rule;
use crate::policy::data::window::Window;
use crate::policy::value::Known;
use crate::yaml::fields::{Faults, Fields};

/// What reading a kind of rule needs to know.
pub(crate) struct Reading<'a> {
    /// The words of the policy.
    pub(crate) known: &'a Known<'a>,
    /// The periods of the edition.
    pub(crate) window: &'a Window,
    /// What the rule's measure counts in.
    pub(crate) unit: Unit,
    /// Rules that the rule limits, as named: found once all rules are read.
    pub(crate) towards: Towards,
}

/// Rules as a file names them.
pub(crate) type Towards = Vec<(KeyPath, String)>;

/// Reads what a kind asks from the keys of a rule.
pub(crate) type Reader = fn(&mut Fields<'_>, &mut Reading<'_>, &mut Faults) -> Option<Ask>;

/// One rule of one case, to be judged.
#[derive(Debug, Clone, Copy)]
pub struct At<'a, 'c> {
    /// The case.
    pub case: &'a Case<'c>,
    /// The rule's place in its edition.
    pub place: usize,
    /// The rule.
    pub rule: &'c Rule,
}

impl At<'_, '_> {
    /// The target or limit that holds, where the rule stays.
    pub fn target(&self) -> Option<i64> {
        self.case.target(self.place)
    }
}

/// Something in what a rule asks that a publisher should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// It asks for more different values than there are.
    TooManyValues {
        /// So many.
        asked: i64,
        /// Of what.
        of: Trait,
        /// There are so many.
        there: usize,
    },
    /// It asks for more than the whole.
    MoreThanTheWhole,
    /// It asks for nothing.
    Nothing,
    /// It has no second way.
    OneWay,
}

/// A kind of rule.
pub trait Kind {
    /// What its results count in, given the unit of its measure.
    fn unit(&self, measured: Unit) -> Unit {
        measured
    }

    /// What is not to be passed, where it is a limit rather than something to reach.
    fn limit(&self) -> Option<i64> {
        None
    }

    /// Is it a limit?
    fn is_limit(&self) -> bool {
        self.limit().is_some()
    }

    /// Does it have a verdict? A cap only says what counts for other rules.
    fn is_judged(&self) -> bool {
        true
    }

    /// Are the amounts of entries added up in its unit?
    fn adds_up(&self) -> bool {
        true
    }

    /// Can caps limit it, and hours be carried into it?
    fn takes_caps(&self) -> bool {
        false
    }

    /// Can a circumstance set its target or limit?
    fn can_be_set(&self) -> bool {
        false
    }

    /// Its target or limit for somebody with some roles, before any circumstance.
    fn target(&self, _roles: &[Word]) -> Option<i64> {
        self.limit()
    }

    /// Its figure for clauses, tables and the reference; `now`: its target or limit as it holds.
    fn figure(&self, now: Option<i64>, measured: Unit) -> Option<Figure> {
        let unit = self.unit(measured);
        now.or(self.limit()).map(|n| Figure::Amount(Amount { n, unit }))
    }

    /// The number behind its figure, to compare two rules that differ in it alone.
    fn number_mut(&mut self) -> Option<&mut i64> {
        None
    }

    /// Judges it.
    fn find(&self, at: At<'_, '_>) -> Finding;

    /// What would close it, given what it has reached: while it is not met.
    fn wants<'c>(&'c self, at: At<'_, 'c>, achieved: i64, target: i64) -> Wants<'c>;

    /// What must not be lost: while it is met.
    fn keeps<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64) -> Option<Wants<'c>> {
        None
    }

    /// Roles that it names.
    fn roles(&self) -> Vec<&Word> {
        vec![]
    }

    /// The artefact that it asks for.
    fn artefact(&self) -> Option<&Word> {
        None
    }

    /// Declared keys that it names.
    fn keys(&self) -> Vec<&str> {
        vec![]
    }

    /// What a publisher should look at in it.
    fn doubt(&self, _policy: &Policy) -> Option<Doubt> {
        None
    }
}
