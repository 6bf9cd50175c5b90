//! The list of a site's pages: what each is, and where it stands.

use super::editions::all as all_editions;
use super::facets::FacetValue;
use super::{Site, Year, address, coverage};
use crate::model::{Audience, Item, Page};
use crate::paths::OutPath;
use crate::policy::{Edition, Policy};
use crate::sight::redact::SeenDeclaration;

/// One page to be made.
#[derive(Debug, Clone)]
pub struct Planned<'a> {
    /// Where it stands.
    pub out: OutPath,
    /// What it is.
    pub kind: PageKind<'a>,
}

/// What a page is; each kind has a template and a view: see [`crate::view::pages`].
#[derive(Debug, Clone)]
pub enum PageKind<'a> {
    /// The first page: a cockpit for the owner, a dossier for the assessor, a portfolio for everybody.
    Home,
    /// The guideline check of a calendar year.
    Compliance(i32),
    /// The record of a year.
    Record(&'a Year),
    /// The record over the years.
    Years,
    /// The files behind the entries, and what has none.
    Evidence,
    /// What the record shows for each competence.
    Competences,
    /// All activities.
    Activities,
    /// The activities of a year.
    ActivitiesOf(&'a Year),
    /// The entries that share a word.
    Facet(&'a FacetValue),
    /// Those of one year.
    FacetOf(&'a FacetValue, &'a Year),
    /// Search, and all the ways in without it.
    Browse,
    /// One entry.
    Entry(usize),
    /// The development plan.
    Plan,
    /// A page of text.
    Text(&'a Page),
    /// The pages of a folder that has no index.
    Section(usize),
    /// The doors to the guidance.
    Guidance,
    /// Questions and answers.
    Faq,
    /// The directory.
    Directory,
    /// One item of the directory.
    Item(&'a Item),
    /// What changed in the policies.
    Changes,
    /// One edition of a policy.
    Edition(&'a Policy, &'a Edition),
    /// Where a file that was handed over is checked.
    Verify,
    /// What was declared about a year.
    Declaration(&'a SeenDeclaration<'a>),
    /// The files that one can take away.
    Data,
    /// Faults and doubtful points, for the owner.
    Problems,
    /// What a server shows for an address that is not there.
    NotFound,
}

impl PageKind<'_> {
    /// The entry whose page it is.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Self::Entry(n) => Some(*n),
            _ => None,
        }
    }
}

impl Planned<'_> {
    /// How many folders below the root it stands.
    pub fn depth(&self) -> usize {
        self.out.as_str().matches('/').count()
    }
}

fn out(text: &str) -> Option<OutPath> {
    OutPath::new(text).ok()
}

/// The addresses of the pages that are made in any case, so that no text takes one of them.
pub(crate) fn generated(site: &Site<'_>) -> Vec<OutPath> {
    fixed(site).into_iter().map(|p| p.out).collect()
}

/// The pages whose addresses do not come from the member's files.
fn fixed<'s>(site: &'s Site<'_>) -> Vec<Planned<'s>> {
    let seen = site.seen;
    let mut pages = vec![];
    let mut add = |at: &str, kind: PageKind<'s>| pages.extend(out(at).map(|out| Planned { out, kind }));
    add(address::HOME, PageKind::Home);
    add(address::NOT_FOUND, PageKind::NotFound);
    add(address::SEARCH, PageKind::Browse);
    if site.has_record() {
        of_record(site, &mut add);
    }
    if !seen.faq.is_empty() {
        add(address::FAQ, PageKind::Faq);
    }
    if !seen.directory.is_empty() {
        add(address::DIRECTORY, PageKind::Directory);
        for item in seen.directory.values() {
            add(&address::item(&item.id), PageKind::Item(item));
        }
    }
    if !(seen.pages.is_empty() && seen.faq.is_empty() && seen.directory.is_empty()) {
        add(address::GUIDANCE, PageKind::Guidance);
        add(address::CHANGES, PageKind::Changes);
        add(address::VERIFY, PageKind::Verify);
        for (policy, edition) in all_editions(site) {
            add(&address::edition(policy, edition), PageKind::Edition(policy, edition));
        }
    }
    add(address::DATA, PageKind::Data);
    if seen.owner.is_some() {
        add(address::PROBLEMS, PageKind::Problems);
    }
    pages
}

/// Those of the record.
fn of_record<'s>(site: &'s Site<'_>, add: &mut impl FnMut(&str, PageKind<'s>)) {
    add(address::ACTIVITIES, PageKind::Activities);
    if !(site.seen.entries.is_empty() && site.seen.hours_only.is_empty()) {
        add(address::YEARS, PageKind::Years);
    }
    if evidence_is_made(site) {
        add(address::EVIDENCE, PageKind::Evidence);
    }
    if coverage::is_made(site) {
        add(address::COMPETENCES, PageKind::Competences);
    }
    for year in &site.years {
        add(&address::record(&year.period.label), PageKind::Record(year));
        if site.years.len() > 1 || !year.entries.is_empty() {
            add(&address::activities_of(&year.period.label), PageKind::ActivitiesOf(year));
        }
    }
    for value in site.facets.listed() {
        add(&value.page(), PageKind::Facet(value));
        if value.split() {
            for year in site.years.iter().filter(|y| !value.in_year(y).is_empty()) {
                add(&value.year_page(&year.period.label), PageKind::FacetOf(value, year));
            }
        }
    }
    for year in site.compliance_years() {
        add(&address::compliance(year), PageKind::Compliance(year));
    }
    for declared in &site.seen.declared {
        add(&address::declaration(declared.year), PageKind::Declaration(declared));
    }
    if site.has_plan() {
        add(address::PLAN, PageKind::Plan);
    }
}

/// All pages of a site.
pub(crate) fn all<'s>(site: &'s Site<'_>) -> Vec<Planned<'s>> {
    let mut pages = fixed(site);
    for (n, entry) in site.seen.entries.iter().enumerate() {
        if let Some(out) = site.routes.entry(entry) {
            pages.push(Planned { out: out.clone(), kind: PageKind::Entry(n) });
        }
    }
    for page in site.seen.pages.iter() {
        if let Some(out) = site.routes.source(&page.source).filter(|o| o.as_str() != address::HOME) {
            pages.push(Planned { out: out.clone(), kind: PageKind::Text(page) });
        }
    }
    for (n, section) in site.sections.all.iter().enumerate().filter(|(_, s)| s.listed_here) {
        pages.push(Planned { out: section.out.clone(), kind: PageKind::Section(n) });
    }
    pages
}

/// Has this site the page of evidence? The public sees nothing of evidence.
fn evidence_is_made(site: &Site<'_>) -> bool {
    site.seen.audience != Audience::Public && !site.seen.entries.is_empty()
}
