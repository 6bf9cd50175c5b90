//! What earlier periods leave for later ones, reckoned forward from the first.
//!
//! What a period has more than its target, as far as the policy lets it be taken along, is a lot.
//! A lot lasts a number of periods; the oldest is used first. Whether lots are used before the hours
//! of the period, or after them, the policy says.

use crate::policy::data::adjust::Carry;

/// What one period has, for the rules that carried hours count towards; the first leads.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// What counts of the period's own, for each rule.
    pub own: Vec<i64>,
    /// What is asked, for each rule; none: lifted, or not said.
    pub targets: Vec<Option<i64>>,
    /// What of its own may be taken along, by selection.
    pub movable: i64,
    /// Is it the first period of a membership?
    pub first: bool,
    /// Is it the first that asks for something, or before that?
    pub first_judged: bool,
    /// Its label.
    pub label: String,
}

/// Lots that wait to be used, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lots(Vec<Lot>);

/// What one period left.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lot {
    /// How many periods ago.
    age: u32,
    /// How much.
    amount: i64,
    /// The period's label.
    from: String,
}

impl Lots {
    /// All of them together.
    pub fn sum(&self) -> i64 {
        self.0.iter().map(|lot| lot.amount).sum()
    }

    /// The labels of the periods that left them, the earliest first.
    pub fn from(&self) -> Vec<String> {
        self.0.iter().map(|lot| lot.from.clone()).collect()
    }

    /// The lots after a period: used, aged, and joined by what it leaves.
    #[must_use]
    pub fn after(&self, period: &Standing, carry: &Carry) -> Self {
        let lead = period.targets.first().copied().flatten().unwrap_or(0);
        let own = period.own.first().copied().unwrap_or(0);
        let wanted = if carry.carried_first { lead } else { lead - own };
        let used = wanted.clamp(0, self.sum());
        let mut lots = self.clone();
        lots.take(used);
        lots.0.iter_mut().for_each(|lot| lot.age += 1);
        lots.0.retain(|lot| lot.age <= carry.periods && lot.amount > 0);
        let left = period.leaves(used, carry);
        if left > 0 {
            lots.0.push(Lot { age: 1, amount: left, from: period.label.clone() });
        }
        let over = lots.sum() - carry.most;
        lots.take(over.max(0));
        lots
    }

    /// Takes an amount, the oldest first.
    fn take(&mut self, mut amount: i64) {
        for lot in &mut self.0 {
            let part = amount.min(lot.amount);
            lot.amount -= part;
            amount -= part;
        }
        self.0.retain(|lot| lot.amount > 0);
    }
}

impl Standing {
    /// What the period itself leaves, given how much of earlier lots it used.
    fn leaves(&self, used: i64, carry: &Carry) -> i64 {
        let stated = self.targets.first().copied().flatten().is_some();
        if !stated || (carry.not_first && self.first) || (carry.not_first_judged && self.first_judged) {
            return 0;
        }
        let spare = |(own, target): (&i64, &Option<i64>)| target.map(|t| own - (t - used).max(0));
        let least = self.own.iter().zip(&self.targets).filter_map(spare).min().unwrap_or(0);
        least.min(self.movable).clamp(0, carry.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Select;

    fn carry(most: i64, periods: u32, carried_first: bool) -> Carry {
        Carry {
            most,
            periods,
            select: Select::default(),
            towards: vec![0],
            not_first: true,
            not_first_judged: false,
            earned_in_last: None,
            carried_first,
        }
    }

    fn year(own: i64, first: bool) -> Standing {
        Standing {
            own: vec![own],
            targets: vec![Some(30)],
            movable: own,
            first,
            first_judged: false,
            label: "2025".to_owned(),
        }
    }

    fn lots(lots: &Lots) -> Vec<(u32, i64)> {
        lots.0.iter().map(|lot| (lot.age, lot.amount)).collect()
    }

    #[test]
    fn what_is_left_is_used_once_and_grows_old() {
        let one = carry(10, 1, true);
        let after = Lots::default().after(&year(45, false), &one);
        assert_eq!(after.sum(), 10);
        // Carried first: ten of the thirty come from the lot, so of 25 five are left.
        assert_eq!(lots(&after.after(&year(25, false), &one)), [(1, 5)]);
        // New first: of 25 nothing is left, and five of the lot are too old.
        assert_eq!(after.after(&year(25, false), &carry(10, 1, false)).sum(), 0);
        assert_eq!(lots(&after.after(&year(25, false), &carry(10, 2, false))), [(2, 5)]);
        assert_eq!(after.from(), ["2025"]);
        assert_eq!(Lots::default().after(&year(45, true), &one).sum(), 0);
    }
}
