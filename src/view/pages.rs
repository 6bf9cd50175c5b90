//! What each page says of itself: its template, its titles, the sentence about it and the way to it. Which pages
//! there are, and where, is [`crate::facts::pages`].

use crate::facts::facets::{Facet, FacetValue};
use crate::facts::pages::{PageKind, Planned};
use crate::facts::{Site, Year, address};
use crate::model::Audience;
use crate::paths::OutPath;
use crate::policy::Assessment;
use crate::say::verdict::headline;
use crate::sight::SeenEntry;
use crate::view::{Crumb, NavLink, PageView};

/// The part of a site that pages of text belong to, unless the bar at the top has one of their own.
const GUIDANCE: &str = "guidance";

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
            Self::Verify => "verify.html",
            Self::Declaration(_) => "declaration.html",
            Self::Data => "data.html",
            Self::Problems => "problems.html",
            Self::NotFound => "404.html",
        }
    }

    /// The part of the site it belongs to.
    fn section(&self, site: &Site<'_>, out: &OutPath) -> String {
        match self {
            Self::Home => "home",
            Self::Compliance(_) => "compliance",
            Self::Record(_) | Self::Years | Self::Declaration(_) => "years",
            Self::Evidence => "evidence",
            Self::Competences => "competences",
            Self::Activities | Self::ActivitiesOf(_) | Self::Facet(_) | Self::FacetOf(..) | Self::Entry(_) => {
                "activities"
            }
            Self::Browse => "search",
            Self::Plan => "plan",
            Self::Text(_) | Self::Section(_) => return site.part_of(&self.text_way(site), out),
            Self::Faq if !site.has_record() => "faq",
            Self::Directory | Self::Item(_) if !site.has_record() => "directory",
            Self::Guidance
            | Self::Faq
            | Self::Directory
            | Self::Item(_)
            | Self::Changes
            | Self::Verify
            | Self::Edition(..) => GUIDANCE,
            Self::Data => "data",
            Self::Problems => "problems",
            Self::NotFound => "",
        }
        .to_owned()
    }
}

impl PageKind<'_> {
    /// The sections around a page of text.
    fn text_way(&self, site: &Site<'_>) -> Vec<NavLink> {
        match self {
            Self::Text(page) => site.way(Some(page), None),
            Self::Section(n) => site.way(None, Some(*n)),
            _ => vec![],
        }
    }
}

impl Planned<'_> {
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
            PageKind::Compliance(year) => {
                let key = if site.is_guideline() { "title.check" } else { "title.check_rules" };
                words.fill(key, &[("year", &year.to_string())])
            }
            PageKind::Record(year) if seen.audience == Audience::Public => {
                words.fill("portfolio.in_year", &[("year", &year.period.label)])
            }
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
            PageKind::Years if seen.audience == Audience::Public => word("site.years"),
            PageKind::Years => word("title.years"),
            PageKind::Evidence => word("nav.evidence"),
            PageKind::Competences => word("nav.competences"),
            PageKind::Verify => word("verify.title"),
            PageKind::Declaration(of) => words.fill("declaration.title", &[("year", &of.year.to_string())]),
            PageKind::Data => word("title.data"),
            PageKind::Problems => word("title.problems"),
            PageKind::NotFound => word("title.not_found"),
        }
    }

    /// One sentence about the page, for those who see a link to it: a number of it where it has one.
    fn about(&self, site: &Site<'_>) -> Option<String> {
        let words = site.wording;
        let is_public = site.has_record() && site.seen.audience == Audience::Public;
        let seen_about = site.seen.member.as_ref().and_then(|m| m.about);
        let word = |key: &'static str| Some(words.text(key).to_owned());
        let headline = |of: &Assessment| Some(headline(words, of).join(" ")).filter(|text| !text.is_empty());
        let total = |key, entries: &[SeenEntry<'_>]| {
            let time = entries.iter().filter(|e| site.counts(e)).map(|e| e.minutes).sum();
            words.count_with(key, entries.len(), &[("time", &words.hours(time))])
        };
        let of_year = |year: &Year| total("activities.total", &site.seen.entries[year.entries.clone()]);
        match &self.kind {
            PageKind::Home if is_public => {
                let about = seen_about.map(str::to_owned);
                about.or_else(|| super::portfolio::summary(site)).or_else(|| word("portfolio.nothing"))
            }
            PageKind::Years if is_public => word("years.shown_more"),
            PageKind::Competences if is_public => word("competences.shown_more"),
            PageKind::Home if site.has_record() => {
                let today = site.seen.as_of;
                let running = match site.seen.audience {
                    Audience::Assessor => site.dossier_year(),
                    _ => site.years.iter().find(|y| y.period.days.contains(today)),
                };
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
                let kind = item.activity_type.as_ref().map(|k| site.type_title(k));
                let parts: Vec<&str> = kind.into_iter().chain(item.provider.as_deref()).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }
            PageKind::Changes => word("nav.changes_more"),
            PageKind::Edition(_, edition) => Some(words.fill("feed.from", &[("day", &words.day(edition.from))])),
            PageKind::Years => word("nav.years_more"),
            PageKind::Evidence => word("nav.evidence_more"),
            PageKind::Competences => word("nav.competences_more"),
            PageKind::Verify => word("verify.about"),
            PageKind::Declaration(_) => None,
            PageKind::Data => word("data.about"),
            PageKind::Problems => None,
            PageKind::NotFound => word("not_found.about"),
        }
    }

    /// The way to it.
    pub fn crumbs(&self, site: &Site<'_>) -> Vec<Crumb> {
        let words = site.wording;
        let crumb = |title: &str, url: &str| Crumb { title: title.to_owned(), url: url.to_owned() };
        let home = || crumb(words.text("nav.home"), address::HOME);
        let guidance = || crumb(words.text("nav.guidance"), address::GUIDANCE);
        let activities = || crumb(words.text("nav.activities"), address::ACTIVITIES);
        match &self.kind {
            PageKind::Home | PageKind::NotFound => vec![],
            PageKind::Entry(n) => {
                let mut way = vec![home(), activities()];
                way.extend(site.year_of(*n).map(|y| crumb(&y.period.label, &address::activities_of(&y.period.label))));
                way
            }
            PageKind::Record(_) if !site.seen.entries.is_empty() => {
                let years = if site.seen.audience == Audience::Public { "site.years" } else { "nav.years" };
                vec![home(), crumb(words.text(years), address::YEARS)]
            }
            PageKind::ActivitiesOf(_) | PageKind::Facet(_) => vec![home(), activities()],
            PageKind::FacetOf(value, _) => {
                vec![home(), activities(), crumb(&facet_words(site, value), &crate::html::path_url(&value.page()))]
            }
            PageKind::Text(_) | PageKind::Section(_) => {
                let around = self.kind.text_way(site);
                // A part of the bar at the top is not among the guidance of a record.
                let own = site.has_record() && self.kind.section(site, &self.out) != GUIDANCE;
                if own && around.is_empty() {
                    return vec![];
                }
                let start = if own { vec![home()] } else { vec![home(), guidance()] };
                start.into_iter().chain(around.iter().map(|l| crumb(&l.title, &l.url))).collect()
            }
            PageKind::Faq | PageKind::Directory | PageKind::Changes | PageKind::Verify => {
                vec![home(), guidance()]
            }
            PageKind::Edition(..) => vec![home(), guidance(), crumb(words.text("nav.changes"), address::CHANGES)],
            PageKind::Item(_) => {
                vec![home(), guidance(), crumb(words.text("nav.directory"), address::DIRECTORY)]
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
