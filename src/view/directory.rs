//! The directory of products and services.

use serde::Serialize;

use super::Html;
use crate::facts::{Site, address};
use crate::model::{Item, ItemHours, Minutes, Price};

/// What the directory shows.
#[derive(Debug, Serialize)]
pub(crate) struct DirectoryView {
    /// By provider, then title.
    pub items: Vec<ItemView>,
}

/// One item.
#[derive(Debug, Serialize)]
pub(crate) struct ItemView {
    /// Its id: `log @id` takes it.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its page from the root.
    pub url: String,
    /// Who offers it.
    pub provider: Option<String>,
    /// Title of its type.
    pub kind: Option<String>,
    /// `open`, or a length in words.
    pub hours: String,
    /// `free`, `discounted`, `paid` or `unknown`.
    pub price: &'static str,
    /// The price in words.
    pub amount: Option<String>,
    /// Categories, in one text; none: any.
    pub categories: Option<String>,
    /// For whom, in one text.
    pub audience: Option<String>,
    /// Where it is found.
    pub link: Option<String>,
    /// Where these facts come from.
    pub source: Option<String>,
    /// When they were last checked, in words.
    pub checked: Option<String>,
    /// Are they confirmed by their source?
    pub confirmed: bool,
    /// The line that logs half an hour of it.
    pub log: String,
    /// More about it.
    pub body: Html,
    /// The facts for search engines: JSON for a `script` element of the type `application/ld+json`.
    pub json_ld: Option<Html>,
}

impl DirectoryView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let mut items: Vec<&Item> = site.seen.directory.values().collect();
        items.sort_by(|a, b| {
            (a.provider.is_none(), &a.provider, &a.title).cmp(&(b.provider.is_none(), &b.provider, &b.title))
        });
        Self { items: items.into_iter().map(|i| ItemView::new(site, i)).collect() }
    }
}

impl ItemView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, item: &Item) -> Self {
        let time = match item.hours {
            ItemHours::Fixed(minutes) => minutes,
            ItemHours::Open => item.step.unwrap_or(Minutes(30)),
        };
        let titles: Vec<&str> = item.categories.iter().map(|c| site.category_title(c)).collect();
        Self {
            id: item.id.to_string(),
            title: item.title.clone(),
            url: address::item(&item.id),
            provider: item.provider.clone(),
            kind: item.activity_type.as_ref().map(|k| site.type_title(k).to_owned()),
            hours: match item.hours {
                ItemHours::Open => "open".to_owned(),
                ItemHours::Fixed(minutes) => site.wording.hours(minutes),
            },
            price: item.price.word(),
            amount: item.amount.clone().filter(|_| item.price != Price::Free),
            categories: (!titles.is_empty()).then(|| titles.join("; ")),
            audience: (!item.audience.is_empty()).then(|| item.audience.join(", ")),
            link: item.url.clone(),
            source: item.source_of_facts.clone(),
            checked: item.checked.map(|d| site.wording.day(d)),
            confirmed: item.confirmed,
            log: format!("cpdfolio log @{} {}", item.id, time.data()),
            body: site.item_body(item),
            json_ld: super::linked::item(site, item),
        }
    }
}
