//! Pages of text: guidance, the member's own pages, questions and answers.

use serde::Serialize;

use super::{Html, LinkView, NavLink};
use crate::facts::Site;
use crate::markdown::Heading;
use crate::model::Page;

/// What a page of text shows.
#[derive(Debug, Serialize)]
pub(crate) struct TextView {
    /// One sentence about it.
    pub summary: Option<String>,
    /// The text.
    pub body: Html,
    /// Its headings of the second level, for a table of contents.
    pub contents: Vec<Heading>,
    /// The day of a piece of news, in words.
    pub day: Option<String>,
    /// When its facts were last checked, in words.
    pub updated: Option<String>,
    /// Does it come with the program?
    pub built_in: bool,
    /// The page before it in the guidance.
    pub previous: Option<LinkView>,
    /// The page after it.
    pub next: Option<LinkView>,
    /// The section that it is in, with the pages beside it.
    pub section: Option<SectionView>,
    /// On the page of a section: what is in it.
    pub inside: Vec<NavLink>,
    /// The keys under `extra:` in its front matter, for templates of one's own.
    pub extra: serde_json::Value,
}

/// A section, as a page in it shows it.
#[derive(Debug, Serialize)]
pub(crate) struct SectionView {
    /// What it is called.
    pub title: String,
    /// Its page, from the root.
    pub url: String,
    /// Its pages; none where they are too many to be listed beside each other.
    pub pages: Vec<NavLink>,
}

impl TextView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, page: &Page) -> Self {
        let rendered = site.page_body(page);
        let (previous, next) = site.neighbours(page);
        let second = |h: &Heading| h.level == 2;
        Self {
            summary: page.summary.clone(),
            contents: rendered.headings.iter().filter(|h| second(h)).cloned().collect(),
            body: rendered.html.clone(),
            day: page.date.map(|d| site.wording.day(d)),
            updated: page.updated.map(|d| site.wording.day(d)),
            built_in: page.built_in,
            previous,
            next,
            section: site.beside(page).map(|(section, pages)| SectionView {
                title: section.title,
                url: section.url,
                pages,
            }),
            inside: site.is_index_of(page).map(|s| site.inside(s)).unwrap_or_default(),
            extra: page.extra.clone(),
        }
    }

    /// The page of a folder that has no index.
    pub(crate) fn of_section(site: &Site<'_>, section: usize) -> Self {
        Self {
            summary: None,
            body: Html::default(),
            contents: vec![],
            day: None,
            updated: None,
            built_in: false,
            previous: None,
            next: None,
            section: None,
            inside: site.inside(section),
            extra: serde_json::Value::Null,
        }
    }

    /// Only the text.
    pub(crate) fn body(site: &Site<'_>, page: &Page) -> Html {
        site.page_body(page).html.clone()
    }
}

/// What the page of the guidance shows.
#[derive(Debug, Serialize)]
pub(crate) struct GuidanceView {
    /// Its pages; in a site without a record, those in the bar at the top too.
    pub doors: Vec<NavLink>,
}

impl GuidanceView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        Self { doors: site.guidance_doors() }
    }
}

/// What the page of questions shows.
#[derive(Debug, Serialize)]
pub(crate) struct FaqView {
    /// In the order of their first answers.
    pub sections: Vec<FaqSection>,
    /// How many questions there are.
    pub count: usize,
}

/// Questions of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct FaqSection {
    /// Its heading.
    pub title: String,
    /// Its anchor.
    pub id: String,
    /// Its questions.
    pub answers: Vec<AnswerView>,
}

/// One question and its answer.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerView {
    /// Its anchor.
    pub anchor: String,
    /// The question.
    pub title: String,
    /// The answer.
    pub body: Html,
}

impl FaqView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let mut sections: Vec<FaqSection> = vec![];
        for answer in site.seen.faq {
            let view = AnswerView {
                anchor: answer.anchor.clone(),
                title: answer.title.clone(),
                body: site.answer_body(answer),
            };
            match sections.iter_mut().find(|s| s.title == answer.section) {
                Some(section) => section.answers.push(view),
                None => sections.push(FaqSection {
                    title: answer.section.clone(),
                    id: format!("section-{}", crate::paths::slug(&answer.section)),
                    answers: vec![view],
                }),
            }
        }
        Self { sections, count: site.seen.faq.len() }
    }
}
