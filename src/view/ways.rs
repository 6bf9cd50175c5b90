//! Ways to close a rule: what it asks, where the policy says so, and what the directory has for it.

use std::collections::BTreeMap;

use super::LinkView;
use crate::facts::{Site, address};
use crate::html::path_url;
use crate::model::{Days, Item, ItemHours, Minutes, Price, Word};
use crate::paths::SourcePath;
use crate::policy::data::records::Record;
use crate::policy::{Assessment, Edition, Policy, Rule, RuleResult, kinds};

/// So many offers are named beside a rule; the plan has the rest.
const MOST: usize = 3;

fn rule<'s>(site: &'s Site<'_>, judged: &Assessment, of: &RuleResult) -> Option<(&'s Policy, &'s Edition, &'s Rule)> {
    let policy = site.policies.get(judged.policy.as_str())?;
    let edition = policy.edition(&judged.edition)?;
    Some((policy, edition, edition.rule(of.id.as_str())?))
}

/// Where the policy says what the rule asks, from the root; none where that has no page.
pub(crate) fn about(site: &Site<'_>, judged: &Assessment, of: &RuleResult) -> Option<String> {
    let (policy, edition, rule) = rule(site, judged, of)?;
    let page = address::edition(policy, edition);
    site.routes.has(&page).then(|| format!("{}#{}", path_url(&page), address::rule_anchor(rule)))
}

/// The page of guidance that explains the rule, from the root; none where the policy names none, or the site has not
/// that page.
pub(crate) fn guide(site: &Site<'_>, judged: &Assessment, of: &RuleResult) -> Option<String> {
    let (_, _, rule) = rule(site, judged, of)?;
    let named = rule.guide.as_deref()?;
    let (file, place) = named.split_once('#').map_or((named, None), |(file, place)| (file, Some(place)));
    let source = SourcePath::new(&format!("content/{file}")).ok()?;
    let page = site.routes.source(&source)?.url();
    Some(place.map_or_else(|| page.clone(), |place| format!("{page}#{place}")))
}

/// A few offers of the directory that would count for it: free ones first, then those that are confirmed.
pub(crate) fn offers(site: &Site<'_>, judged: &Assessment, of: &RuleResult) -> Vec<LinkView> {
    let Some((policy, _, rule)) = rule(site, judged, of) else { return vec![] };
    let kind = kinds::of(&rule.ask);
    if !kind.takes_caps() || kind.is_limit() {
        return vec![];
    }
    let areas: Vec<&Word> = policy.categories.iter().map(|c| &c.id).collect();
    let mut all: Vec<&Item> = site.seen.directory.values().filter(|i| counts(site, rule, i, &areas)).collect();
    let price = |i: &Item| match i.price {
        Price::Free => 0,
        Price::Discounted => 1,
        Price::Paid => 2,
        Price::Unknown => 3,
    };
    all.sort_by_key(|i| (price(i), !i.confirmed, &i.id));
    all.into_iter().take(MOST).map(|i| site.item_link(&i.id)).collect()
}

/// Could an entry made of an item count for the rule, as far as the directory can say?
fn counts(site: &Site<'_>, rule: &Rule, item: &Item, areas: &[&Word]) -> bool {
    let minutes = match item.hours {
        ItemHours::Fixed(minutes) => minutes,
        ItemHours::Open => item.step.unwrap_or(Minutes(60)),
    };
    let record = Record {
        key: item.id.as_str(),
        days: Days { first: site.seen.as_of, last: site.seen.as_of },
        minutes,
        categories: &[],
        activity_type: item.activity_type.as_ref(),
        planned: true,
        draft: false,
        example: false,
        provider: item.provider.as_deref(),
        tags: &[],
        competences: &[],
        declared: &BTreeMap::new(),
        reflection_words: 1,
        has_evidence: true,
        supports_others: true,
        has_plan: true,
    };
    let own: Vec<&Word> = item.categories.iter().collect();
    let areas = if own.is_empty() { areas } else { own.as_slice() };
    rule.select.fits(&record, None) || areas.iter().any(|area| rule.select.fits(&record, Some(area)))
}
