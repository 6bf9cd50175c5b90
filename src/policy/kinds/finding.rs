//! What a kind of rule found: what is there, whether it is enough, and why.

use std::collections::BTreeSet;

use crate::model::{Day, RuleId};
use crate::policy::amounts::pool::{Limit, Part, Taken, Through};
use crate::policy::data::assessment::{CapTerm, Counted, Excluded};
use crate::policy::data::edition::Edition;
use crate::policy::data::records::Why;

/// What a kind of rule found.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What is there.
    pub achieved: i64,
    /// What is asked for, where only the record can tell.
    pub target: Option<i64>,
    /// Is it enough? None: cannot be told.
    pub enough: Option<bool>,
    /// The first day on which it was enough.
    pub met_on: Option<Day>,
    /// Part of what is there that was carried in.
    pub carried: i64,
    /// The labels of the periods that left it.
    pub carried_from: Vec<String>,
    /// What counts.
    pub counted: Vec<Counted>,
    /// What caps left out.
    pub excluded: Vec<Excluded>,
    /// The caps that left something out, none inside another: what each let through, what there was.
    pub capped: Vec<CapTerm>,
    /// For a cap: what there was.
    pub offered: i64,
    /// Which of several ways this is.
    pub way: Option<String>,
    /// Of so many entries, where each of them is asked.
    pub among: Option<i64>,
    /// So many words are asked of each entry.
    pub words: Option<i64>,
    /// Is a part asked of something, and there is nothing?
    pub of_nothing: bool,
}

impl Finding {
    /// What is there, with no question asked.
    pub fn shown(parts: &[Part<'_>]) -> Self {
        let mut found = Self::default();
        for part in parts {
            found.achieved += part.amount;
            found.count(part, Taken { amount: part.amount, by: None }, None);
        }
        found.offered = found.achieved;
        found
    }

    /// What caps let through of a rule's parts.
    pub fn let_through(through: &Through<'_>, edition: &Edition) -> Self {
        let mut found = Self::default();
        for (part, took) in through.each() {
            found.achieved += took.amount;
            found.count(part, took, Some(edition));
        }
        found.tally(through, edition);
        found
    }

    /// Notes what became of a part under caps.
    pub fn count(&mut self, part: &Part<'_>, took: Taken, edition: Option<&Edition>) {
        if part.amount == 0 {
            return self.excluded.push(Excluded::nothing(part.record));
        }
        if took.amount > 0 {
            self.add(part.record, took.amount);
        }
        if took.amount < part.amount {
            let by = edition.and_then(|edition| edition.rules.get(took.by?)).map(|r| r.id.clone());
            self.leave_out(part.record, part.amount - took.amount, by);
        }
    }

    /// Adds to the last item where it is the same entry: the parts of an entry stand side by side.
    pub fn add(&mut self, record: usize, amount: i64) {
        match self.counted.last_mut() {
            Some(Counted { record: last, amount: Some(held) }) if *last == record => *held += amount,
            _ => self.counted.push(Counted { record, amount: Some(amount) }),
        }
    }

    fn leave_out(&mut self, record: usize, amount: i64, by: Option<RuleId>) {
        match self.excluded.last_mut() {
            Some(Excluded { record: last, amount: Some(held), by: cap, .. }) if *last == record && *cap == by => {
                *held += amount;
            }
            _ => self.excluded.push(Excluded { record, amount: Some(amount), reason: Why::Capped, by }),
        }
    }

    /// What each cap that left something out let through, and what there was. Of caps inside one another the
    /// widest stands for both, so that no part is added up twice; where some cut across each other, none is named.
    fn tally(&mut self, through: &Through<'_>, edition: &Edition) {
        let cut = |limit: &&Limit<'_>| through.taken.iter().any(|taken| taken.by == Some(limit.rule));
        let places = |limit: &Limit<'_>| -> BTreeSet<usize> {
            through.parts.iter().enumerate().filter(|(_, part)| limit.fits(part)).map(|(n, _)| n).collect()
        };
        let mut caps: Vec<(&Limit<'_>, BTreeSet<usize>)> =
            through.limits.iter().filter(cut).map(|limit| (limit, places(limit))).collect();
        caps.sort_by_key(|(_, of)| std::cmp::Reverse(of.len()));
        let mut named: Vec<(&Limit<'_>, BTreeSet<usize>)> = vec![];
        for (limit, of) in caps {
            match named.iter().find(|(_, wider)| !wider.is_disjoint(&of)) {
                None => named.push((limit, of)),
                Some((_, wider)) if of.is_subset(wider) => {}
                Some(_) => return,
            }
        }
        named.sort_by_key(|(limit, _)| limit.rule);
        for (limit, of) in named {
            let took = of.iter().map(|n| through.taken[*n].amount).sum();
            let had = of.iter().map(|n| through.parts[*n].amount).sum();
            let title = edition.rules.get(limit.rule).map(|r| r.title.clone()).unwrap_or_default();
            self.capped.push(CapTerm { title, took, had });
        }
    }
}
