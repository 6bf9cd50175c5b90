//! The list of a site's files: each knows its address and how to make its view.

use crate::facts::facets::{Facet, FacetValue};
use crate::facts::{Site, Year};

use crate::model::{Item, Page};
use crate::paths::OutPath;
use crate::policy::{Assessment, Edition, Policy};
use crate::say::verdict::headline;
use crate::sight::SeenEntry;
use crate::view::{Crumb, PageView};
use crate::view::{changes, competences, evidence};

/// One page to be made.
#[derive(Debug, Clone)]
pub struct Planned<'a> {
    /// Where it stands.
    pub out: OutPath,
    /// What it is.
    pub kind: PageKind<'a>,
}

/// What a page is; each kind has a template and a view.
#[derive(Debug, Clone)]
pub enum PageKind<'a> {
    /// The first page.
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
    /// The files that one can take away.
    Data,
    /// Faults and doubtful points, for the owner.
    Problems,
    /// What a server shows for an address that is not there.
    NotFound,
}

impl PageKind<'_> {
    /// The template's name.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Compliance(_) => "compliance.html",
            Self::Record(_) => "record.html",
            Self::Activities | Self::ActivitiesOf(_) => "activities.html",
            Self::Facet(_) | Self::FacetOf(..) => "facet.html",
            Self::Browse => "browse.html",
            Self::Entry(_) => "entry.html",
            Self::Plan => "plan.html",
            Self::Text(_) | Self::Section(_) => "text.html",
            Self::Guidance => "guidance.html",
            Self::Faq => "faq.html",
            Self::Directory => "directory.html",
            Self::Item(_) => "item.html",
            Self::Changes => "changes.html",
            Self::Edition(..) => "edition.html",
            Self::Years => "years.html",
            Self::Evidence => "evidence.html",
            Self::Competences => "competences.html",
            Self::Data => "data.html",
            Self::Problems => "problems.html",
            Self::NotFound => "404.html",
        }
    }

    /// The entry whose page it is.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Self::Entry(n) => Some(*n),
            _ => None,
        }
    }

    /// The part of the site it belongs to.
    fn section(&self, site: &Site<'_>, out: &OutPath) -> String {
        match self {
            Self::Home => "home",
            Self::Compliance(_) => "compliance",
            Self::Record(_) | Self::Years => "years",
            Self::Evidence => "evidence",
            Self::Competences => "competences",
            Self::Activities | Self::ActivitiesOf(_) | Self::Facet(_) | Self::FacetOf(..) | Self::Entry(_) => {
                "activities"
            }
            Self::Browse => "search",
            Self::Plan => "plan",
            Self::Text(page) if site.nav.iter().any(|n| n.url == out.url()) => page.source.stem(),
            Self::Text(_)
            | Self::Section(_)
            | Self::Guidance
            | Self::Faq
            | Self::Directory
            | Self::Item(_)
            | Self::Changes
            | Self::Edition(..) => "guidance",
            Self::Data => "data",
            Self::Problems => "problems",
            Self::NotFound => "",
        }
        .to_owned()
    }
}

fn out(text: &str) -> Option<OutPath> {
    OutPath::new(text).ok()
}

/// The addresses of the pages that are made in any case, so that no text takes one of them.
pub fn generated(site: &Site<'_>) -> Vec<OutPath> {
    fixed(site).into_iter().map(|p| p.out).collect()
}

/// The pages whose addresses do not come from the member's files.
fn fixed<'s>(site: &'s Site<'_>) -> Vec<Planned<'s>> {
    let seen = site.seen;
    let mut pages = vec![];
    let mut add = |at: &str, kind: PageKind<'s>| pages.extend(out(at).map(|out| Planned { out, kind }));
    add("index.html", PageKind::Home);
    add("404.html", PageKind::NotFound);
    add("search/index.html", PageKind::Browse);
    if site.has_record() {
        add("activities/index.html", PageKind::Activities);
        if !seen.entries.is_empty() {
            add("years/index.html", PageKind::Years);
        }
        if evidence::is_made(site) {
            add("evidence/index.html", PageKind::Evidence);
        }
        if competences::is_made(site) {
            add("competences/index.html", PageKind::Competences);
        }
        for year in &site.years {
            add(&site.year_url(&year.period.label), PageKind::Record(year));
            if site.years.len() > 1 || !year.entries.is_empty() {
                add(&site.list_url(&year.period.label), PageKind::ActivitiesOf(year));
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
            add(&format!("compliance/{year}/index.html"), PageKind::Compliance(year));
        }
        if site.has_plan() {
            add("plan/index.html", PageKind::Plan);
        }
    }
    if !seen.faq.is_empty() {
        add("faq/index.html", PageKind::Faq);
    }
    if !seen.directory.is_empty() {
        add("directory/index.html", PageKind::Directory);
        for item in seen.directory.values() {
            add(&format!("directory/{}.html", item.id), PageKind::Item(item));
        }
    }
    if !(seen.pages.is_empty() && seen.faq.is_empty() && seen.directory.is_empty()) {
        add("guidance/index.html", PageKind::Guidance);
        add("changes/index.html", PageKind::Changes);
        for (policy, edition) in editions_of(site) {
            add(&changes::edition_page(policy, edition), PageKind::Edition(policy, edition));
        }
    }
    add("data/index.html", PageKind::Data);
    if seen.owner.is_some() {
        add("problems/index.html", PageKind::Problems);
    }
    pages
}

/// The editions of the policies that the site tells of.
fn editions_of<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    changes::shown(site).into_iter().flat_map(|policy| policy.editions.iter().map(move |edition| (policy, edition)))
}

/// Those that have a page.
pub fn editions<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    editions_of(site).filter(|(policy, edition)| site.routes.has(&changes::edition_page(policy, edition)))
}

/// All pages of a site.
pub fn plan<'s>(site: &'s Site<'_>) -> Vec<Planned<'s>> {
    let mut pages = fixed(site);
    for (n, entry) in site.seen.entries.iter().enumerate() {
        if let Some(out) = site.routes.entry(entry) {
            pages.push(Planned { out: out.clone(), kind: PageKind::Entry(n) });
        }
    }
    for page in site.seen.pages {
        if let Some(out) = site.routes.source(&page.source).filter(|o| o.as_str() != "index.html") {
            pages.push(Planned { out: out.clone(), kind: PageKind::Text(page) });
        }
    }
    for (n, section) in site.sections.all.iter().enumerate().filter(|(_, s)| s.listed_here) {
        pages.push(Planned { out: section.out.clone(), kind: PageKind::Section(n) });
    }
    pages
}

impl Planned<'_> {
    /// How many folders below the root it stands.
    pub fn depth(&self) -> usize {
        self.out.as_str().matches('/').count()
    }

    /// What every template gets of the page itself.
    pub fn view(&self, site: &Site<'_>) -> PageView {
        let title = self.title(site);
        PageView {
            window_title: self.window_title(site, &title),
            title,
            description: self.about(site),
            root: self.root(site),
            url: self.out.url(),
            canonical: site.absolute(&self.out.url()),
            section: self.kind.section(site, &self.out),
        }
    }

    /// What the window is called. Many an evening has the same title: the day tells them apart.
    fn window_title(&self, site: &Site<'_>, title: &str) -> String {
        match &self.kind {
            PageKind::Home => site.seen.title.to_owned(),
            PageKind::Entry(n) => {
                let day = site.wording.days(site.seen.entries[*n].days);
                let title = site.wording.fill("title.entry", &[("title", title), ("day", &day)]);
                format!("{title} | {}", site.seen.title)
            }
            _ => format!("{title} | {}", site.seen.title),
        }
    }

    /// The way up to the root. A server shows the page for what is not there at any depth, so that
    /// one starts at the site's own address.
    fn root(&self, site: &Site<'_>) -> String {
        if !matches!(self.kind, PageKind::NotFound) {
            return self.out.to_root();
        }
        let rest = site.seen.base_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
        rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
    }

    fn title(&self, site: &Site<'_>) -> String {
        let seen = site.seen;
        let words = site.wording;
        let word = |key: &'static str| words.text(key).to_owned();
        match &self.kind {
            PageKind::Home => seen.title.to_owned(),
            PageKind::Compliance(year) => words.fill("title.check", &[("year", &year.to_string())]),
            PageKind::Record(year) => words.fill("title.record", &[("year", &year.period.label)]),
            PageKind::Activities => word("nav.activities"),
            PageKind::ActivitiesOf(year) => words.fill("title.activities", &[("year", &year.period.label)]),
            PageKind::Entry(n) => crate::say::entry::title(words, &seen.entries[*n]),
            PageKind::Facet(value) => facet_words(site, value),
            PageKind::FacetOf(value, year) => {
                let (what, year) = (facet_words(site, value), &year.period.label);
                words.fill("facet.in_year", &[("what", &what), ("year", year)])
            }
            PageKind::Browse => word("nav.search"),
            PageKind::Plan => word("title.plan"),
            PageKind::Text(page) => page.title.clone(),
            PageKind::Section(n) => site.sections.all[*n].title.clone(),
            PageKind::Guidance => word("nav.guidance"),
            PageKind::Faq => word("nav.faq"),
            PageKind::Directory => word("title.directory"),
            PageKind::Item(item) => item.title.clone(),
            PageKind::Changes => word("nav.changes"),
            PageKind::Edition(policy, edition) => {
                let of = [("policy", policy.title.as_str()), ("edition", edition.label.as_str())];
                words.fill("feed.edition", &of)
            }
            PageKind::Years => word("title.years"),
            PageKind::Evidence => word("nav.evidence"),
            PageKind::Competences => word("nav.competences"),
            PageKind::Data => word("title.data"),
            PageKind::Problems => word("title.problems"),
            PageKind::NotFound => word("title.not_found"),
        }
    }

    /// One sentence about the page, for those who see a link to it: a number of it where it has one.
    fn about(&self, site: &Site<'_>) -> Option<String> {
        let words = site.wording;
        let word = |key: &'static str| Some(words.text(key).to_owned());
        let headline = |of: &Assessment| Some(headline(words, of).join(" ")).filter(|text| !text.is_empty());
        let total = |key, entries: &[SeenEntry<'_>]| {
            let time = entries.iter().filter(|e| site.counts(e)).map(|e| e.minutes).sum();
            words.count_with(key, entries.len(), &[("time", &words.hours(time))])
        };
        let of_year = |year: &Year| total("activities.total", &site.seen.entries[year.entries.clone()]);
        match &self.kind {
            PageKind::Home if site.has_record() => {
                let today = site.seen.as_of;
                let running = site.years.iter().find(|y| y.period.days.contains(today));
                let lead = running.and_then(|y| site.lead_of(y)).and_then(headline);
                lead.or_else(|| Some(total("activities.total", &site.seen.entries)))
            }
            PageKind::Home => site.home_text().and_then(|p| p.summary.clone()).or_else(|| word("home.about")),
            PageKind::Compliance(year) => site.judged_ending(*year).first().and_then(|a| headline(a)),
            PageKind::Record(year) => site.lead_of(year).and_then(headline).or_else(|| Some(of_year(year))),
            PageKind::Activities => Some(total("activities.total", &site.seen.entries)),
            PageKind::ActivitiesOf(year) => Some(of_year(year)),
            PageKind::Entry(n) => {
                let entry = &site.seen.entries[*n];
                let (day, hours) = (words.day(entry.last_day()), words.hours(entry.minutes));
                Some(words.fill("title.entry_summary", &[("day", &day), ("hours", &hours)]))
            }
            PageKind::Facet(value) => Some(words.count("count.entries", value.entries.len())),
            PageKind::FacetOf(value, year) => Some(words.count("count.entries", value.in_year(year).len())),
            PageKind::Browse => word("search.about"),
            PageKind::Plan => word("plan.about"),
            PageKind::Text(page) => page.summary.clone(),
            PageKind::Section(n) => site.sections.all[*n].summary.clone(),
            PageKind::Guidance => word("guidance.about"),
            PageKind::Faq => word("nav.faq_more"),
            PageKind::Directory => word("nav.directory_more"),
            PageKind::Item(item) => {
                let kind = item.kind.as_ref().map(|k| site.type_title(k));
                let parts: Vec<&str> = kind.into_iter().chain(item.provider.as_deref()).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }
            PageKind::Changes => word("nav.changes_more"),
            PageKind::Edition(_, edition) => Some(words.fill("feed.from", &[("day", &words.day(edition.from))])),
            PageKind::Years => word("nav.years_more"),
            PageKind::Evidence => word("nav.evidence_more"),
            PageKind::Competences => word("nav.competences_more"),
            PageKind::Data => word("data.about"),
            PageKind::Problems => None,
            PageKind::NotFound => word("not_found.about"),
        }
    }

    /// The way to it.
    pub fn crumbs(&self, site: &Site<'_>) -> Vec<Crumb> {
        let words = site.wording;
        let crumb = |title: &str, url: &str| Crumb { title: title.to_owned(), url: url.to_owned() };
        let home = || crumb(words.text("nav.home"), "index.html");
        let guidance = || crumb(words.text("nav.guidance"), "guidance/index.html");
        let activities = || crumb(words.text("nav.activities"), "activities/index.html");
        match &self.kind {
            PageKind::Home | PageKind::NotFound => vec![],
            PageKind::Entry(n) => {
                let mut way = vec![home(), activities()];
                way.extend(site.year_of(*n).map(|y| crumb(&y.period.label, &site.list_url(&y.period.label))));
                way
            }
            PageKind::Record(_) if !site.seen.entries.is_empty() => {
                vec![home(), crumb(words.text("nav.years"), "years/index.html")]
            }
            PageKind::ActivitiesOf(_) | PageKind::Facet(_) => vec![home(), activities()],
            PageKind::FacetOf(value, _) => {
                vec![home(), activities(), crumb(&facet_words(site, value), &crate::html::path_url(&value.page()))]
            }
            PageKind::Text(page) => {
                let mut way = vec![home(), guidance()];
                way.extend(site.way(Some(page), None).iter().map(|l| crumb(&l.title, &l.url)));
                way
            }
            PageKind::Section(n) => {
                let mut way = vec![home(), guidance()];
                way.extend(site.way(None, Some(*n)).iter().map(|l| crumb(&l.title, &l.url)));
                way
            }
            PageKind::Faq | PageKind::Directory | PageKind::Changes => {
                vec![home(), guidance()]
            }
            PageKind::Edition(..) => vec![home(), guidance(), crumb(words.text("nav.changes"), "changes/index.html")],
            PageKind::Item(_) => {
                vec![home(), guidance(), crumb(words.text("nav.directory"), "directory/index.html")]
            }
            _ => vec![home()],
        }
    }
}

/// How the list of a value is called.
fn facet_words(site: &Site<'_>, value: &FacetValue) -> String {
    let title = site.facet_title(value);
    match value.facet {
        Facet::Planned => site.wording.word("facet_planned", &value.word).to_owned(),
        facet => {
            let name = site.wording.word("facet", facet.word());
            site.wording.fill("facet.named", &[("facet", name), ("title", &title)])
        }
    }
}
