//! Ways through a site: the bar at the top, sections, what stands before and after a page.

use super::address::is_home;
use super::link::{LinkView, NavLink};
use super::{Site, address, sections};
use crate::model::{Audience, NavPlace, Page};
use crate::paths::OutPath;

/// The places of the questions and of the directory among the pages, as their `order` says it.
const QUESTIONS: i64 = 22;
const DIRECTORY: i64 = 24;

impl<'a> Site<'a> {
    /// Fills the bar at the top and the list of the guidance.
    pub(crate) fn menus(&mut self) {
        let wording = self.wording;
        let word = |key: &'static str| wording.text(key);
        let link = |title: &str, url: &str, section: &str| NavLink {
            title: title.to_owned(),
            url: url.to_owned(),
            section: section.to_owned(),
            summary: None,
            day: None,
        };
        if self.has_record() {
            self.nav.push(link(word("nav.home"), address::HOME, "home"));
            let begun = if self.seen.audience == Audience::Assessor { self.dossier_year() } else { self.years.first() };
            let begun = begun.map(|y| y.period.clone());
            let ends = begun.as_ref().map(|period| chrono::Datelike::year(&period.days.last));
            let checks = self.compliance_years();
            let check = ends.filter(|year| checks.contains(year)).or_else(|| checks.last().copied());
            if let Some(year) = check {
                let title = if self.is_guideline() { "nav.check" } else { "nav.check_rules" };
                self.nav.push(link(word(title), &address::compliance(year), "compliance"));
            }
            self.nav.push(link(word("nav.activities"), address::ACTIVITIES, "activities"));
            if self.has_plan() {
                self.nav.push(link(word("nav.plan"), address::PLAN, "plan"));
            }
            if self.seen.audience == Audience::Public {
                if self.routes.has(address::YEARS) {
                    self.nav.push(link(word("site.years"), address::YEARS, "years"));
                }
            } else if let Some(period) = begun {
                self.nav.push(link(word("nav.record"), &address::record(&period.label), "years"));
            }
        }
        for (main, nav) in self.listed() {
            if main { self.nav.push(nav) } else { self.guidance.push(nav) }
        }
        if !self.guidance.is_empty() {
            self.guidance.extend(self.made_for_all());
        }
        if !self.guidance.is_empty() && self.has_record() {
            self.nav.push(link(word("nav.guidance"), address::GUIDANCE, "guidance"));
        }
    }

    /// The pages directly under `content/`, the outermost sections, the questions and the directory, in
    /// order; and pages of sections that want to stand in the bar at the top. With each, whether it stands
    /// there.
    fn listed(&self) -> Vec<(bool, NavLink)> {
        let pages: &'a [Page] = &self.seen.pages;
        let mut found: Vec<(i64, &str, bool, NavLink)> = vec![];
        for (n, page) in pages.iter().enumerate().filter(|(_, p)| p.nav != NavPlace::None && !is_home(p)) {
            let (section, _) = self.sections.of(n);
            let is_outer_index =
                section.is_some_and(|s| self.sections.all[s].index == Some(n) && self.sections.all[s].parent.is_none());
            if section.is_some() && !is_outer_index && page.nav != NavPlace::Main {
                continue;
            }
            let Some(out) = self.routes.source(&page.source) else { continue };
            let link = NavLink {
                title: page.title.clone(),
                url: out.url(),
                section: out.url(),
                summary: page.summary.clone(),
                day: page.date.map(|d| self.wording.day(d)),
            };
            let main = page.nav == NavPlace::Main && (!page.built_in || !self.has_record());
            found.push((page.order, page.source.as_str(), main, link));
        }
        for section in self.sections.all.iter().filter(|s| s.index.is_none() && s.parent.is_none()) {
            let link = NavLink {
                title: section.title.clone(),
                url: section.out.url(),
                section: section.out.url(),
                summary: None,
                day: None,
            };
            found.push((section.order, section.out.as_str(), false, link));
        }
        // What members ask most stands behind the policy and what counts, not behind the last page. In a
        // record's bar stand the parts of the record.
        let faq = (QUESTIONS, ["nav.faq", "nav.faq_more"], ["faq", address::FAQ]);
        let directory = (DIRECTORY, ["nav.directory", "nav.directory_more"], ["directory", address::DIRECTORY]);
        let fixed = [(faq, self.seen.faq.is_empty()), (directory, self.seen.directory.is_empty())];
        for ((order, [title, summary], [section, url]), _) in fixed.into_iter().filter(|(_, empty)| !empty) {
            let link = NavLink {
                title: self.wording.text(title).to_owned(),
                url: url.to_owned(),
                section: section.to_owned(),
                summary: Some(self.wording.text(summary).to_owned()),
                day: None,
            };
            found.push((order, section, !self.has_record(), link));
        }
        found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        found.into_iter().map(|(_, _, main, link)| (main, link)).collect()
    }

    /// The place of a page in what is seen.
    fn place_of(&self, page: &Page) -> Option<usize> {
        self.seen.pages.binary_search_by(|p| p.source.cmp(&page.source)).ok()
    }

    /// A link to a page of text.
    fn page_link(&self, n: usize) -> Option<NavLink> {
        let page = self.seen.pages.get(n)?;
        Some(NavLink {
            title: page.title.clone(),
            url: self.routes.source(&page.source)?.url(),
            section: String::new(),
            summary: page.summary.clone(),
            day: page.date.map(|d| self.wording.day(d)),
        })
    }

    /// A link to the page of a section.
    fn section_link(&self, n: usize) -> NavLink {
        let section = &self.sections.all[n];
        NavLink {
            title: section.title.clone(),
            url: section.out.url(),
            section: String::new(),
            summary: section.summary.clone(),
            day: None,
        }
    }

    /// The sections and pages in a section, as links.
    pub fn inside(&self, section: usize) -> Vec<NavLink> {
        let of = &self.sections.all[section];
        let inner = of.sections.iter().map(|s| self.section_link(*s));
        inner.chain(of.pages.iter().filter_map(|p| self.page_link(*p))).collect()
    }

    /// The section whose index a page is.
    pub fn is_index_of(&self, page: &Page) -> Option<usize> {
        let n = self.place_of(page)?;
        self.sections.of(n).0.filter(|s| self.sections.all[*s].index == Some(n))
    }

    /// The section that a page is in, and the pages to be listed beside it.
    pub fn beside(&self, page: &Page) -> Option<(NavLink, Vec<NavLink>)> {
        let section = self.sections.of(self.place_of(page)?).0?;
        let of = &self.sections.all[section];
        let many = of.pages.len() + of.sections.len() > sections::MOST_BESIDE;
        Some((self.section_link(section), if many { vec![] } else { self.inside(section) }))
    }

    /// The sections that a page or a section's own page is in, the outermost first.
    pub fn way(&self, page: Option<&Page>, section: Option<usize>) -> Vec<NavLink> {
        let own = page.and_then(|p| self.is_index_of(p)).or(section);
        let around = match own {
            Some(own) => self.sections.around(own),
            None => match page.and_then(|p| self.place_of(p)).and_then(|n| self.sections.of(n).0) {
                Some(of) => self.sections.around(of).into_iter().chain([of]).collect(),
                None => vec![],
            },
        };
        around.into_iter().map(|s| self.section_link(s)).collect()
    }

    /// The part of the site that a page of text belongs to: what the bar at the top has of it and of the sections
    /// around it, the innermost first; else the guidance.
    pub fn part_of(&self, around: &[NavLink], out: &OutPath) -> String {
        let own = out.url();
        let mut ways = std::iter::once(own.as_str()).chain(around.iter().rev().map(|l| l.url.as_str()));
        let found = ways.find_map(|url| self.nav.iter().find(|n| n.url == url));
        found.map_or_else(|| "guidance".to_owned(), |n| n.section.clone())
    }

    /// Pages that every site of guidance has: what changed in the policies, and where a file that was handed over is
    /// checked.
    fn made_for_all(&self) -> Vec<NavLink> {
        let link = |section: &str, url: &str, (title, summary): (&'static str, &'static str)| NavLink {
            title: self.wording.text(title).to_owned(),
            url: url.to_owned(),
            section: section.to_owned(),
            summary: Some(self.wording.text(summary).to_owned()),
            day: None,
        };
        let all = [
            link("changes", address::CHANGES, ("nav.changes", "nav.changes_more")),
            link("verify", address::VERIFY, ("verify.title", "verify.about")),
        ];
        all.into_iter().filter(|l| self.routes.has(&l.url)).collect()
    }

    /// What stands beside a first page: the pages that look at the record as a whole, and the guidance. A site
    /// whose pages all stand in the bar at the top still needs a way to those that nobody wrote.
    pub fn doors(&self) -> Vec<NavLink> {
        let made = if self.guidance.is_empty() { self.made_for_all() } else { vec![] };
        self.overviews().into_iter().chain(self.guidance.iter().cloned()).chain(made).collect()
    }

    /// The doors to the guidance. A site without a record has guidance in the bar at the top too.
    pub fn guidance_doors(&self) -> Vec<NavLink> {
        let bar = if self.has_record() { vec![] } else { self.nav.clone() };
        let made = if self.guidance.is_empty() { self.made_for_all() } else { vec![] };
        bar.into_iter().chain(self.guidance.iter().cloned()).chain(made).collect()
    }

    /// The one door to the guidance; the page behind it lists its pages.
    pub fn guidance_door(&self) -> Option<NavLink> {
        let link = || NavLink {
            title: self.wording.text("nav.guidance").to_owned(),
            url: address::GUIDANCE.to_owned(),
            section: "guidance".to_owned(),
            summary: Some(self.wording.text("guidance.about").to_owned()),
            day: None,
        };
        (!self.guidance.is_empty()).then(link)
    }

    /// The pages that look at the record as a whole.
    pub fn overviews(&self) -> Vec<NavLink> {
        let link = |url: &str, section: &str, (title, summary): (&'static str, &'static str)| NavLink {
            title: self.wording.text(title).to_owned(),
            url: url.to_owned(),
            section: section.to_owned(),
            summary: Some(self.wording.text(summary).to_owned()),
            day: None,
        };
        let all = [
            link(address::YEARS, "years", ("nav.years", "nav.years_more")),
            link(address::COMPETENCES, "competences", ("nav.competences", "nav.competences_more")),
            link(address::EVIDENCE, "evidence", ("nav.evidence", "nav.evidence_more")),
        ];
        all.into_iter().filter(|l| self.routes.has(&l.url)).collect()
    }

    /// The pages before and after one: in its section, or among the guidance. News follow each other by their days.
    pub fn neighbours(&self, page: &Page) -> (Option<LinkView>, Option<LinkView>) {
        let link = |l: NavLink| LinkView { title: l.title, url: Some(l.url) };
        if let Some(n) = self.place_of(page)
            && let (Some(section), Some(at)) = self.sections.of(n)
        {
            let is_news = page.date.is_some();
            let alike = |n: &usize| self.seen.pages.get(*n).is_some_and(|p| p.date.is_some() == is_news);
            let pages = &self.sections.all[section].pages;
            let before = at.checked_sub(1).and_then(|n| pages.get(n)).filter(|n| alike(n));
            let after = pages.get(at + 1).filter(|n| alike(n));
            // The newest piece of news stands first in the list, and is the next to be read after an older one.
            let (before, after) = if is_news { (after, before) } else { (before, after) };
            let view = |n: Option<&usize>| n.and_then(|n| self.page_link(*n)).map(link);
            return (view(before), view(after));
        }
        let Some(own) = self.routes.source(&page.source).map(OutPath::url) else { return (None, None) };
        let Some(at) = self.guidance.iter().position(|g| g.url == own) else { return (None, None) };
        let view = |g: &NavLink| LinkView { title: g.title.clone(), url: Some(g.url.clone()) };
        (at.checked_sub(1).map(|n| view(&self.guidance[n])), self.guidance.get(at + 1).map(view))
    }
}
