//! What the record shows for each competence.

use super::facets::Facet;
use super::{Site, Year};
use crate::config::registered::is_any;
use crate::model::{Audience, Period};
use crate::policy::data::competences::{Coverage, coverage};

/// Has this site a page and data of competences? Where entries name codes, or a registration asks for them.
pub(crate) fn is_made(site: &Site<'_>) -> bool {
    let registered = site.seen.member.as_ref().is_some_and(|m| is_any(m.registrations, site.policies));
    let named = !site.facets.of(Facet::Competence).is_empty();
    (named || registered) && !site.years.is_empty() && !site.seen.competences.is_empty()
}

/// What the record shows for each code, in each year: the oldest first. Others than the member and the
/// assessor see the codes that entries name: which there are besides tells of the registrations.
pub(crate) fn covered<'s>(site: &'s Site<'_>) -> (Vec<&'s Year>, Vec<Coverage>) {
    // a year that is to come shows nothing yet: the latest is the one that runs
    let begun = |y: &&Year| y.period.days.first <= site.seen.as_of;
    let any = site.years.iter().any(|y| begun(&y));
    let years: Vec<&Year> = site.years.iter().rev().filter(|y| !any || begun(y)).collect();
    let periods: Vec<Period> = years.iter().map(|y| y.period.clone()).collect();
    let all = site.seen.audience != Audience::Public;
    let codes = site.seen.competences.iter().map(|n| &n.id);
    let codes = codes.filter(|c| all || site.facets.find(Facet::Competence, c.as_str()).is_some());
    let records = site.seen.records();
    (years, coverage(codes, &records, &periods, site.seen.as_of))
}
