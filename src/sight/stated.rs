//! What the owner states in public of closed periods: that a policy was met, from the whole record, and nothing else.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::entry::{Counted, SeenEntry, entry};
use super::judged::judge;
use super::source::{Source, plan_seen};
use crate::config;
use crate::diag::{Code, Diagnostic, KeyPath, Place};
use crate::model::{Audience, Minutes, Period, PolicyId, Sight};
use crate::paths::SourcePath;
use crate::policy::{Assessment, Follow, Records, Unit, Verdict, assess};

/// A period of which the owner states that a policy was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Which policy.
    pub policy: PolicyId,
    /// Its title.
    pub title: String,
    /// Which period.
    pub period: Period,
}

/// The policies that the settings name: a registration adds another one, and leaves no trace in public.
pub(super) fn named(source: Source<'_>) -> Vec<&Follow<'_>> {
    let named = |f: &&Follow<'_>| source.config.policies.iter().any(|named| named.id == f.policy.id);
    source.follows.iter().filter(named).collect()
}

/// The judgements of the stated years: of the whole record, as its owner sees it.
fn judged(source: Source<'_>) -> Vec<Assessment> {
    let years: BTreeSet<i32> = source.config.stated.iter().copied().collect();
    if years.is_empty() {
        return vec![];
    }
    let portfolio = &source.loaded.portfolio;
    let plan = plan_seen(portfolio, Audience::Private);
    let all = source.loaded.entries_for(Audience::Private);
    let mut entries: Vec<SeenEntry<'_>> = all.map(|a| entry(a, Counted::new(a), Audience::Private, &plan)).collect();
    entries.sort_by(|a, b| (a.last_day(), &a.key).cmp(&(b.last_day(), &b.key)));
    let follows: Vec<Follow<'_>> = named(source).into_iter().cloned().collect();
    let mut made = judge(&entries, &follows, source, Audience::Private);
    made.retain(|a| years.contains(&a.period.days.last.year()));
    made
}

/// Is the period over, and was everything of it read?
fn is_whole(source: Source<'_>, of: &Assessment) -> bool {
    let missed = source.loaded.not_read.iter().any(|n| n.days.is_none_or(|days| days.touches(of.period.days)));
    !of.running && of.unstated.is_none() && !missed
}

/// What the owner states, the newest first.
pub(super) fn statements(source: Source<'_>) -> Vec<Statement> {
    let met = |a: &Assessment| a.verdict == Verdict::Met && is_whole(source, a);
    let mut made: Vec<Assessment> = judged(source).into_iter().filter(met).collect();
    made.reverse();
    let statement = |a: Assessment| Statement { policy: a.policy, title: a.title, period: a.period };
    made.into_iter().map(statement).collect()
}

/// What is doubtful about the years that are stated: one that gets no sentence, and one that tells too much.
pub(crate) fn doubts(source: Source<'_>) -> Vec<Diagnostic> {
    let Ok(settings) = SourcePath::new(config::FILE) else { return vec![] };
    let judged = judged(source);
    let mut notes = vec![];
    for (n, year) in source.config.stated.iter().enumerate() {
        let place = Place::Value(KeyPath::root().key("standing").key("stated").item(n));
        let mut of_year = judged.iter().filter(|a| a.period.days.last.year() == *year);
        let met = of_year.clone().find(|a| a.verdict == Verdict::Met && is_whole(source, a));
        let why = match of_year.next() {
            None => Some("nothing is judged in it".to_owned()),
            Some(a) if a.running => Some("it is not over".to_owned()),
            Some(a) if !is_whole(source, a) => Some("an entry could not be read".to_owned()),
            Some(a) if met.is_none() => Some(format!("its verdict is `{}`", a.verdict.word())),
            Some(_) => None,
        };
        if let Some(why) = why {
            let message = format!("nothing is stated for {year}: {why}");
            notes.push(
                Diagnostic::new(Code::StatedYear, &settings, place, message)
                    .hint("take the year out of `stated`; a year that is missing there means nothing"),
            );
        } else if let Some((shown, usual)) = met.and_then(|a| below(source, a)) {
            let message = format!(
                "{shown} of {year} are public, less than the usual {usual}: a reader may conclude that your target was lower"
            );
            notes.push(
                Diagnostic::new(Code::StatedYear, &settings, place, message)
                    .hint("make more entries of that year public, or take the year out of `stated`"),
            );
        }
    }
    notes
}

/// The hours of a period that are public, and the usual target that they stay below.
fn below(source: Source<'_>, of: &Assessment) -> Option<(Minutes, Minutes)> {
    let follow = source.follows.iter().find(|f| f.policy.id == of.policy)?;
    let usual = Follow { circumstances: vec![], ..follow.clone() };
    let judged = assess(&usual, &of.period, &Records::new(vec![]), source.as_of);
    let lead = judged.binding().find(|rule| rule.unit == Unit::Minutes && rule.target.is_some())?;
    let usual = Minutes(lead.target?.n);
    let public = source.loaded.portfolio.activities.iter();
    let public = public.filter(|a| {
        Audience::Public.sees(a.visibility) != Sight::Nothing
            && !a.draft
            && !a.example
            && of.period.days.contains(a.days.last)
    });
    let shown: Minutes = public.map(|a| a.minutes).sum();
    (shown < usual).then_some((shown, usual))
}
