//! The judgements of a site: by year, and where they stand.

use chrono::Datelike;

use super::counted::JudgedLabel;
use super::{Site, Year, address};
use crate::policy::{Assessment, Severity};

impl Site<'_> {
    /// The leading policy's judgement of a year.
    pub fn lead_of(&self, year: &Year) -> Option<&Assessment> {
        let lead = self.policy_order.first()?;
        self.seen.judged.iter().find(|a| a.policy == *lead && a.period == year.period)
    }

    /// Is the leading policy a guideline: did its first edition require nothing? Else its pages do not call it one. A later
    /// edition changes no name, since years that are over keep theirs.
    pub fn is_guideline(&self) -> bool {
        let lead = self.policy_order.first().and_then(|id| self.policies.get(id.as_str()));
        let first = lead.and_then(|policy| policy.editions.first());
        first.is_none_or(|e| e.rules.iter().all(|rule| rule.severity != Severity::Must))
    }

    /// The year that an assessor begins with: the last one that is over and judged; the newest, where a period of
    /// several years runs; else the last that is over, else the newest.
    pub fn dossier_year(&self) -> Option<&Year> {
        let closed = |y: &&Year| y.period.days.last < self.seen.as_of;
        let judged = self.years.iter().filter(closed).find(|y| self.judged_in(y).next().is_some());
        let newest = self.years.first();
        let running = newest.filter(|y| self.running_over(y).next().is_some());
        judged.or(running).or_else(|| self.years.iter().find(closed)).or(newest)
    }

    /// What the assessor reads first of a year: its judgements; where no period ends in it, those of the longer
    /// periods that it is a part of.
    pub fn dossier_judged(&self, year: &Year) -> Vec<&Assessment> {
        let found: Vec<&Assessment> = self.judged_in(year).collect();
        if found.is_empty() { self.running_over(year).collect() } else { found }
    }

    /// The judgements of periods that began in a year or before it, and end after it.
    fn running_over(&self, year: &Year) -> impl Iterator<Item = &Assessment> {
        let days = year.period.days;
        let over = move |a: &&Assessment| a.period.days.touches(days) && days.last < a.period.days.last;
        let mut found: Vec<&Assessment> = self.seen.judged.iter().filter(over).collect();
        found.sort_by_key(|a| self.policy_order.iter().position(|p| *p == a.policy));
        found.into_iter()
    }

    /// All judgements whose period ends in a year, the leading policy's first.
    pub fn judged_in(&self, year: &Year) -> impl Iterator<Item = &Assessment> {
        let days = year.period.days;
        let ends = move |a: &&Assessment| days.contains(a.period.days.last);
        let mut found: Vec<&Assessment> = self.seen.judged.iter().filter(ends).collect();
        found.sort_by_key(|a| self.policy_order.iter().position(|p| *p == a.policy));
        found.into_iter()
    }

    /// The calendar years in which judged periods end, in order.
    pub fn compliance_years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.seen.judged.iter().map(|a| a.period.days.last.year()).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// All judgements whose period ends in a calendar year, the leading policy's first.
    pub fn judged_ending(&self, year: i32) -> Vec<&Assessment> {
        let mut found: Vec<&Assessment> =
            self.seen.judged.iter().filter(|a| a.period.days.last.year() == year).collect();
        found.sort_by_key(|a| self.policy_order.iter().position(|p| *p == a.policy));
        found
    }

    /// The section of a judgement on its compliance page.
    pub fn compliance_url(&self, of: &Assessment) -> String {
        format!("{}#{}", address::compliance(of.period.days.last.year()), self.anchor(of))
    }

    /// How entries speak of a judgement.
    pub(super) fn label(&self, of: &Assessment) -> JudgedLabel {
        let url = self.compliance_url(of);
        JudgedLabel {
            title: format!("{}, {}", of.title, of.period.label),
            rules: of.rules.iter().map(|rule| format!("{url}-{}", rule.id)).collect(),
        }
    }

    /// The anchor of a judgement: its policy, and its period where two of one policy end in a year.
    pub fn anchor(&self, of: &Assessment) -> String {
        let same = |a: &&Assessment| a.policy == of.policy && a.period.days.last.year() == of.period.days.last.year();
        if self.seen.judged.iter().filter(same).count() > 1 {
            return format!("{}-{}", of.policy, of.period.label);
        }
        of.policy.to_string()
    }
}
