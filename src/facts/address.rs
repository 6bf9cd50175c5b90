//! The addresses of everything that a site is made of, from its root: pages, files, and the places on pages that
//! links lead to. No other file writes one out.

use std::fmt::Display;

use crate::model::{ItemId, Page, PlanId};
use crate::paths::{OutPath, SourcePath, slug};
use crate::policy::{Edition, Policy, Rule};

/// The first page.
pub(crate) const HOME: &str = "index.html";
/// What a server shows for an address that is not there.
pub(crate) const NOT_FOUND: &str = "404.html";
/// Search, and all the ways in without it.
pub(crate) const SEARCH: &str = "search/index.html";
/// All activities.
pub(crate) const ACTIVITIES: &str = "activities/index.html";
/// The record over the years.
pub(crate) const YEARS: &str = "years/index.html";
/// The files behind the entries.
pub(crate) const EVIDENCE: &str = "evidence/index.html";
/// What the record shows for each competence.
pub(crate) const COMPETENCES: &str = "competences/index.html";
/// The development plan.
pub(crate) const PLAN: &str = "plan/index.html";
/// Questions and answers.
pub(crate) const FAQ: &str = "faq/index.html";
/// The directory.
pub(crate) const DIRECTORY: &str = "directory/index.html";
/// The doors to the guidance.
pub(crate) const GUIDANCE: &str = "guidance/index.html";
/// What changed in the policies.
pub(crate) const CHANGES: &str = "changes/index.html";
/// Where a file that was handed over is checked.
pub(crate) const VERIFY: &str = "verify/index.html";
/// The files that one can take away.
pub(crate) const DATA: &str = "data/index.html";
/// Faults and doubtful points.
pub(crate) const PROBLEMS: &str = "problems/index.html";

/// Who may index the site.
pub(crate) const ROBOTS: &str = "robots.txt";
/// The addresses of all pages, or of the parts of the list.
pub(crate) const SITEMAP: &str = "sitemap.xml";
/// The news of a public site.
pub(crate) const FEED: &str = "feed.xml";
/// Ends of periods and due dates.
pub(crate) const CALENDAR: &str = "deadlines.ics";
/// The entries as a table.
pub(crate) const ACTIVITIES_TABLE: &str = "data/activities.csv";
/// The entries as data.
pub(crate) const ACTIVITIES_DATA: &str = "data/activities.json";
/// The verdicts as data.
pub(crate) const STANDING_DATA: &str = "data/standing.json";
/// What the owner states of closed periods, as data.
pub(crate) const STATEMENTS_DATA: &str = "data/statements.json";
/// The years as data.
pub(crate) const YEARS_DATA: &str = "data/years.json";
/// The competences as data.
pub(crate) const COMPETENCES_DATA: &str = "data/competences.json";
/// The plan as data.
pub(crate) const PLAN_DATA: &str = "data/plan.json";
/// The directory as a table.
pub(crate) const DIRECTORY_TABLE: &str = "data/directory.csv";
/// The directory as data.
pub(crate) const DIRECTORY_DATA: &str = "data/directory.json";
/// What the site has, as data.
pub(crate) const SITE_DATA: &str = "data/site.json";
/// The parts of the search, and its words.
pub(crate) const SEARCH_INDEX: &str = "assets/search/index.js";

/// What stands before and after the id of an entry in the address of its page.
pub(crate) const ENTRY: (&str, &str) = ("activities/", ".html");
/// The same of an item of the directory.
pub(crate) const ITEM: (&str, &str) = ("directory/", ".html");
/// What stands after the id of an item in the name of its CPD slip.
pub(crate) const SLIP: &str = ".slip.json";
/// What stands before the anchor of an answer.
pub(crate) const ANSWER: &str = "faq/index.html#";
/// What stands before the id of an item of the plan.
pub(crate) const PLAN_ITEM: &str = "plan/index.html#";

/// What was declared about a year.
pub(crate) fn declaration(year: i32) -> String {
    format!("declarations/{year}/index.html")
}

/// The page of an entry, by its key or a former one.
pub(crate) fn entry(key: impl Display) -> String {
    format!("{}{key}{}", ENTRY.0, ENTRY.1)
}

/// The page of an item of the directory.
pub(crate) fn item(id: &ItemId) -> String {
    format!("{}{id}{}", ITEM.0, ITEM.1)
}

/// The CPD slip of an item of the directory.
pub(crate) fn slip(id: &ItemId) -> String {
    format!("{}{id}{SLIP}", ITEM.0)
}

/// An item of the plan: a place on its page.
pub(crate) fn plan_item(id: &PlanId) -> String {
    format!("{PLAN_ITEM}{id}")
}

/// The record of a year.
pub(crate) fn record(label: &str) -> String {
    format!("years/{label}/index.html")
}

/// The list of a year's activities.
pub(crate) fn activities_of(label: &str) -> String {
    format!("activities/year-{label}/index.html")
}

/// The list of the entries that share a word, by the name that the word has in addresses.
pub(crate) fn facet(name: &str) -> String {
    format!("activities/{name}/index.html")
}

/// Those of one year, where the list is split.
pub(crate) fn facet_of_year(name: &str, label: &str) -> String {
    format!("activities/year-{label}/{name}.html")
}

/// The guideline check of a calendar year.
pub(crate) fn compliance(year: i32) -> String {
    format!("compliance/{year}/index.html")
}

/// A place on the page of the years.
pub(crate) fn on_years(anchor: &str) -> String {
    format!("{YEARS}#{anchor}")
}

/// The editions of a policy: a place on the page of changes.
pub(crate) fn changes_of(policy: &Policy) -> String {
    format!("{CHANGES}#{}", policy.id)
}

/// The anchor of an edition on the page of changes.
pub(crate) fn edition_anchor(policy: &Policy, edition: &Edition) -> String {
    format!("{}-{}", policy.id, slug(&edition.label))
}

/// The page of an edition.
pub(crate) fn edition(policy: &Policy, edition: &Edition) -> String {
    format!("policy/{}/{}/index.html", policy.id, slug(&edition.label))
}

/// The anchor of a rule on the page of its edition.
pub(crate) fn rule_anchor(rule: &Rule) -> String {
    format!("rule-{}", rule.id)
}

/// A part of the list of addresses, from 0.
pub(crate) fn sitemap_part(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// A part of the search, by its name.
pub(crate) fn search_part(name: &str) -> String {
    format!("assets/search/{name}.js")
}

/// The rows of a year, where the list of all activities is split.
pub(crate) fn list_part(label: &str) -> String {
    format!("assets/list/{label}.js")
}

/// The small copy of a picture, by the picture's hash: two files with the same bytes share one.
pub(crate) fn thumbnail(sha256: &str) -> String {
    format!("thumbnails/{}.jpg", &sha256[..16])
}

/// The page of a folder.
pub(crate) fn folder(path: &str) -> String {
    if path.is_empty() { HOME.to_owned() } else { format!("{path}/index.html") }
}

/// Does its text stand on the first page?
pub(crate) fn is_home(page: &Page) -> bool {
    page.source.as_str() == "content/index.md"
}

/// Where a picture or document of the pages stands: at its own place, without `content/`.
pub(crate) fn file_out(path: &SourcePath) -> Option<OutPath> {
    OutPath::new(path.below("content")?).ok()
}

/// The names of the file that is a folder's own page: ours, and those of other programs.
pub(crate) fn is_index(name: &str) -> bool {
    matches!(name, "index.md" | "_index.md" | "README.md")
}

/// Where a page of text stands.
pub(crate) fn page_out(page: &Page) -> Option<OutPath> {
    let below = page.source.below("content")?.strip_suffix(".md")?;
    let below = match below.rsplit_once('/') {
        Some((around, name)) if is_index(&format!("{name}.md")) => around,
        _ => below,
    };
    if below == "index" {
        return OutPath::new(HOME).ok();
    }
    let parts: Vec<String> = below.split('/').map(slug).collect();
    OutPath::new(&folder(&parts.join("/"))).ok()
}
