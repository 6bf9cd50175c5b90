//! A [`Visible`] as a site: its years and addresses ([`Site`], [`route`]), the list of its pages
//! ([`plan`]), its menus, its texts as HTML and what is doubtful in them. Pure.

pub mod facets;
pub mod history;
mod menus;
mod proofread;
pub mod route;
pub mod sections;
pub mod shortcode;
mod texts;

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::Datelike;
use rayon::prelude::*;

use crate::content::words::title;
use crate::diag::{Code, Diagnostic, Place};
use crate::fs::Fingerprint;
use crate::html::path_url;
use crate::markdown::{self, Picture};
use crate::model::{ItemId, Page, Period, PlanId, PolicyId, Word};
use crate::paths::{OutPath, SourcePath};
use crate::picture::FileKind;
use crate::policy::{Assessment, Packs, Why};
use crate::sight::{SeenEntry, Visible};
use crate::view::{InstitutionView, LinkView, NavLink};
use crate::wording::Wording;
use route::Routes;
use sections::Sections;

/// A year of the record: the periods of the leading policy.
#[derive(Debug, Clone)]
pub struct Year {
    /// Its label and days.
    pub period: Period,
    /// Its entries: places in [`crate::sight::Seen::entries`].
    pub entries: Range<usize>,
}

/// A rule that an entry counts towards.
#[derive(Debug, Clone, Copy)]
pub struct Towards {
    /// Place in [`crate::sight::Seen::judged`].
    pub judged: usize,
    /// Place in its rules.
    pub rule: usize,
    /// How much.
    pub amount: i64,
    /// Not counted, and why.
    pub reason: Option<Why>,
}

/// How the entries that count towards it speak of a judgement: made once for all of them.
#[derive(Debug)]
pub struct JudgedLabel {
    /// Title of the policy and label of the period.
    pub title: String,
    /// The address of each rule, from the root.
    pub rules: Vec<String>,
}

/// What is known of a file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its size and hash.
    pub print: Fingerprint,
    /// Its width and height, where it is a picture of which there is a small copy.
    pub picture: Option<(u32, u32)>,
}

impl EvidenceFile {
    /// Where the small copy stands: two files with the same bytes share one.
    pub fn thumbnail(&self) -> Option<String> {
        self.picture.map(|_| format!("thumbnails/{}.jpg", &self.print.sha256[..16]))
    }
}

/// Files of evidence by path.
pub type Fingerprints = BTreeMap<SourcePath, EvidenceFile>;

/// What a site is made of, beside what is seen.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The policies that pages refer to, by id; the ones followed among them.
    pub policies: &'a Packs,
    /// The ids of the policies followed, in order.
    pub followed: &'a [PolicyId],
    /// Fingerprints of evidence, for the owner.
    pub fingerprints: &'a Fingerprints,
    /// The words of the interface.
    pub wording: &'a Wording,
}

/// Everything that the pages of a site have in common.
#[derive(Debug)]
pub struct Site<'a> {
    /// What the audience may see.
    pub seen: &'a Visible<'a>,
    /// All addresses.
    pub routes: Routes,
    /// The newest first.
    pub years: Vec<Year>,
    /// The words that entries share.
    pub facets: facets::Facets,
    /// The words of entries, for the search.
    pub gathered: crate::files::search::Gathered,
    /// For each entry, what it counts towards.
    pub towards: Vec<Vec<Towards>>,
    /// For each judgement, how entries speak of it.
    pub labels: Vec<JudgedLabel>,
    /// The ids of the policies followed, in order.
    pub policy_order: Vec<PolicyId>,
    /// The policies that pages refer to.
    pub policies: &'a Packs,
    /// Fingerprints of evidence, for the owner.
    pub fingerprints: &'a Fingerprints,
    /// The words of the interface, in the site's language.
    pub wording: &'a Wording,
    /// The bar at the top.
    pub nav: Vec<NavLink>,
    /// The guidance pages, and the sections beside them.
    pub guidance: Vec<NavLink>,
    /// Folders of pages.
    pub sections: Sections,
}

impl<'a> Site<'a> {
    /// Works out years, addresses and menus; faults are clashes of addresses.
    pub fn new(seen: &'a Visible<'a>, parts: Parts<'a>, notes: &mut Vec<Diagnostic>) -> Self {
        let years = years(seen, parts.followed.first());
        let anchors =
            || seen.pages.par_iter().map(|p| markdown::anchors(&shortcode::without(p.body.as_str()))).collect();
        let (facets, (towards, anchors)) = rayon::join(|| facets::Facets::new(seen), || (towards(seen), anchors()));
        let mut site = Self {
            seen,
            routes: Routes::default(),
            facets,
            gathered: crate::files::search::Gathered::new(seen),
            towards,
            labels: vec![],
            policy_order: parts.followed.to_vec(),
            policies: parts.policies,
            fingerprints: parts.fingerprints,
            wording: parts.wording,
            nav: vec![],
            guidance: vec![],
            sections: Sections::new(seen.pages),
            years,
        };
        site.labels = seen.judged.iter().map(|judged| site.label(judged)).collect();
        site.take_addresses(anchors, notes);
        site.menus();
        site
    }

    /// The institution that publishes the site, as pages show it.
    pub fn institution(&self) -> Option<InstitutionView> {
        let of = self.seen.institution?;
        let logo = of.logo.as_ref().and_then(|p| Some((self.routes.source(p)?.url(), self.seen.files.get(p)?)));
        Some(InstitutionView {
            name: of.name.clone(),
            line: self.wording.fill("site.published_by", &[("name", &of.name)]),
            contact: of.contact.clone(),
            logo_size: logo.as_ref().and_then(|(_, kind)| match kind {
                FileKind::Picture(width, height) => Some((*width, *height)),
                FileKind::Document => None,
            }),
            logo: logo.map(|(url, _)| url),
        })
    }

    /// The policy that a text means where it names none: of the built-in pages the IET's, of a site's own
    /// the first that it follows.
    pub fn meant(&self, source: &str) -> &str {
        let built_in = SourcePath::new(source).is_ok_and(|path| {
            let page = self.seen.pages.binary_search_by(|p| p.source.cmp(&path)).ok();
            page.is_some_and(|n| self.seen.pages[n].built_in)
                || self.seen.faq.iter().any(|a| a.built_in && a.source == path)
        });
        let first = self.policy_order.first().filter(|_| !built_in);
        first.map_or(shortcode::DEFAULT_POLICY, PolicyId::as_str)
    }

    /// Is there a record, or only guidance?
    pub fn has_record(&self) -> bool {
        self.seen.member.is_some()
    }

    /// The full address of what stands at an address from the root, where the site says where it
    /// will stand.
    pub fn absolute(&self, url: &str) -> Option<String> {
        let base = self.seen.base_url?;
        let mut full = String::with_capacity(base.len() + url.len());
        for part in [base, url] {
            if part.bytes().all(|b| matches!(b, b'!'..=b'~')) {
                full.push_str(part);
                continue;
            }
            for c in part.chars() {
                match c {
                    '!'..='~' => full.push(c),
                    _ => full.push_str(&path_url(c.encode_utf8(&mut [0; 4]))),
                }
            }
        }
        Some(full)
    }

    /// Is there a plan, or for the owner a policy that asks for one?
    pub fn has_plan(&self) -> bool {
        let follows = self.seen.owner.as_ref().is_some_and(|o| !o.follows.is_empty());
        self.has_record() && (follows || !self.seen.plan.is_empty())
    }

    /// Gives each file its address; `anchors` are the headings of the pages.
    fn take_addresses(&mut self, anchors: Vec<Vec<String>>, notes: &mut Vec<Diagnostic>) {
        for out in crate::view::pages::generated(self) {
            self.routes.generated(&out);
        }
        for export in crate::files::reserved(self) {
            self.routes.generated(&export.out);
        }
        let seen = self.seen;
        self.routes.entries(seen, notes);
        for (page, anchors) in seen.pages.iter().zip(anchors) {
            let Some(out) = page_out(page) else { continue };
            // The first page's own text may be replaced: it has the address already.
            if out.as_str() == "index.html" || self.routes.take(&out, &page.source, notes) {
                self.routes.show(&page.source, &out, None);
                self.routes.headings(&out, anchors);
            }
        }
        // A folder without an index has a list of its pages in its place.
        for section in self.sections.all.iter_mut().filter(|s| s.index.is_none()) {
            section.listed_here = !self.routes.has(section.out.as_str());
            if section.listed_here {
                self.routes.generated(&section.out);
            }
        }
        if let Ok(faq) = OutPath::new("faq/index.html") {
            for answer in seen.faq {
                self.routes.show(&answer.source, &faq, Some(answer.anchor.clone()));
            }
            self.routes.headings(&faq, seen.faq.iter().map(|a| a.anchor.clone()).collect());
        }
        for path in seen.files.keys() {
            let Some(out) = file_out(path) else { continue };
            if self.routes.take(&out, path, notes) {
                self.routes.show(path, &out, None);
            }
        }
        if let Some(logo) = seen.institution.and_then(|i| i.logo.as_ref())
            && !matches!(seen.files.get(logo), Some(FileKind::Picture(..)))
            && let Ok(settings) = SourcePath::new(crate::config::FILE)
        {
            let place = Place::Value(crate::diag::KeyPath::root().key("institution").key("logo"));
            let message = format!("the picture `{logo}` is not there");
            let hint = "save a PNG, JPEG, GIF or WebP file there, or name the one that you have";
            notes.push(Diagnostic::new(Code::BrokenLink, &settings, place, message).hint(hint));
        }
        for item in seen.directory.values() {
            if let Ok(out) = OutPath::new(&format!("directory/{}.html", item.id)) {
                self.routes.show(&item.source, &out, None);
            }
        }
        self.routes.aliases(seen, notes);
    }

    /// Does an entry count at all?
    pub fn counts(&self, entry: &SeenEntry<'_>) -> bool {
        self.why_not(entry).is_none()
    }

    /// Why an entry does not count: `draft`, `example` or `future`.
    pub fn why_not(&self, entry: &SeenEntry<'_>) -> Option<&'static str> {
        if entry.draft() {
            Some("draft")
        } else if entry.example() {
            Some("example")
        } else {
            (entry.last_day() > self.seen.as_of).then_some("future")
        }
    }

    /// The entries of a year that count.
    pub fn counting(&self, year: &Year) -> impl Iterator<Item = &SeenEntry<'a>> {
        self.seen.entries[year.entries.clone()].iter().filter(|e| self.counts(e))
    }

    /// The year of the n-th entry.
    pub fn year_of(&self, n: usize) -> Option<&Year> {
        self.years.get(self.year_place(n)?)
    }

    /// The place of that year among [`Self::years`].
    pub fn year_place(&self, n: usize) -> Option<usize> {
        self.years.iter().position(|y| y.entries.contains(&n))
    }

    /// The leading policy's judgement of a year.
    pub fn lead_of(&self, year: &Year) -> Option<&Assessment> {
        let lead = self.policy_order.first()?;
        self.seen.judged.iter().find(|a| a.policy == *lead && a.period == year.period)
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

    /// The compliance page that a judgement is on.
    pub fn compliance_page(&self, of: &Assessment) -> String {
        format!("compliance/{}/index.html", of.period.days.last.year())
    }

    /// The section of a judgement on its compliance page.
    pub fn compliance_url(&self, of: &Assessment) -> String {
        format!("{}#{}", self.compliance_page(of), self.anchor(of))
    }

    fn label(&self, of: &Assessment) -> JudgedLabel {
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

    /// The record of a year.
    pub fn year_url(&self, label: &str) -> String {
        format!("years/{label}/index.html")
    }

    /// The list of a year's activities.
    pub fn list_url(&self, label: &str) -> String {
        format!("activities/year-{label}/index.html")
    }

    /// The title of a type.
    pub fn type_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.types, word)
    }

    /// The title of a category.
    pub fn category_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.categories, word)
    }

    /// The title of a competence.
    pub fn competence_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.competences, word)
    }

    /// What the group of a competence is about.
    pub fn competence_group(&self, word: &Word) -> Option<&str> {
        let letter = word.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
        self.seen.words.competence_groups.get(letter).map(String::as_str)
    }

    /// The title of a benefit or value.
    pub fn cite_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.cites, word)
    }

    /// A link to a directory item.
    pub fn item_link(&self, id: &ItemId) -> LinkView {
        let title = self.seen.directory.get(id).map_or(id.as_str(), |i| &i.title);
        LinkView { title: title.to_owned(), url: Some(format!("directory/{id}.html")) }
    }

    /// A link to a plan item.
    pub fn plan_link(&self, id: &PlanId) -> LinkView {
        let found = self.seen.plan.iter().find(|p| p.id == id);
        found.map_or_else(|| LinkView { title: id.to_string(), url: None }, crate::view::plan::link)
    }

    /// Where the owner's copy of a file of evidence stands.
    pub fn evidence_url(&self, path: &SourcePath) -> Option<String> {
        (self.seen.owner.is_some() && self.fingerprints.contains_key(path) && can_be_shown(path))
            .then(|| crate::html::path_url(path.as_str()))
    }

    /// The same for a text that names the file: with its size, where it is a picture.
    fn evidence(&self, path: &str) -> Option<Picture> {
        let path = SourcePath::new(path).ok()?;
        let src = self.evidence_url(&path)?;
        Some(Picture { src, size: self.fingerprints.get(&path).and_then(|file| file.picture) })
    }

    /// The page whose text stands on the first page.
    pub fn home_text(&self) -> Option<&Page> {
        self.seen.pages.iter().find(|p| is_home(p))
    }
}

/// Files of evidence that a browser may show: nothing that can act.
pub fn can_be_shown(path: &SourcePath) -> bool {
    matches!(path.ending().as_str(), "pdf" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "txt")
}

fn is_home(page: &Page) -> bool {
    page.source.as_str() == "content/index.md"
}

/// Where a picture or document of the pages stands: at its own place, without `content/`.
pub fn file_out(path: &SourcePath) -> Option<OutPath> {
    OutPath::new(path.below("content")?).ok()
}

/// The names of the file that is a folder's own page: ours, and those of other programs.
pub fn is_index(name: &str) -> bool {
    matches!(name, "index.md" | "_index.md" | "README.md")
}

/// Where a page of text stands.
pub fn page_out(page: &Page) -> Option<OutPath> {
    let below = page.source.below("content")?.strip_suffix(".md")?;
    let below = match below.rsplit_once('/') {
        Some((folder, name)) if is_index(&format!("{name}.md")) => folder,
        _ => below,
    };
    if below == "index" {
        return OutPath::new("index.html").ok();
    }
    let parts: Vec<String> = below.split('/').map(crate::paths::slug).collect();
    OutPath::new(&format!("{}/index.html", parts.join("/"))).ok()
}

/// The years of a record, the newest first. They follow the leading policy's year.
fn years(seen: &Visible<'_>, lead: Option<&PolicyId>) -> Vec<Year> {
    let judged: Vec<&Period> = seen.judged.iter().filter(|a| Some(&a.policy) == lead).map(|a| &a.period).collect();
    let starts = judged.first().map_or((1, 1), |p| (p.days.first.month(), p.days.first.day()));
    let mut periods: Vec<Period> = judged.into_iter().filter(|p| p.days.count() <= 366).cloned().collect();
    for entry in &seen.entries {
        if periods.last().is_none_or(|p| !p.days.contains(entry.last_day())) {
            periods.push(Period::yearly(entry.last_day(), starts.0, starts.1));
        }
    }
    if periods.is_empty() && seen.member.is_some() {
        periods.push(Period::yearly(seen.as_of, starts.0, starts.1));
    }
    periods.sort_by_key(|p| std::cmp::Reverse(p.days.last));
    periods.dedup_by(|a, b| a.label == b.label);
    periods.into_iter().map(|period| Year { entries: entries_in(seen, &period), period }).collect()
}

fn entries_in(seen: &Visible<'_>, period: &Period) -> Range<usize> {
    let from = seen.entries.partition_point(|e| e.last_day() < period.days.first);
    let to = seen.entries.partition_point(|e| e.last_day() <= period.days.last);
    from..to
}

/// For each entry, the rules that it counts towards, and those that left it out.
fn towards(seen: &Visible<'_>) -> Vec<Vec<Towards>> {
    let mut all: Vec<Vec<Towards>> = vec![vec![]; seen.entries.len()];
    for (judged, of) in seen.judged.iter().enumerate() {
        for (rule, result) in of.rules.iter().enumerate() {
            for c in &result.counted {
                all[c.record].push(Towards { judged, rule, amount: c.amount, reason: None });
            }
            for e in result.excluded.iter().filter(|e| e.reason == Why::Capped) {
                all[e.record].push(Towards { judged, rule, amount: e.amount, reason: Some(e.reason) });
            }
        }
    }
    all
}
