//! The directory of products and services.

use serde::Serialize;

use super::Html;
use crate::content::write::{self, Asked};
use crate::facts::{Site, address};
use crate::model::{Item, ItemHours, Minutes, Price};
use crate::qr;

/// What the directory shows.
#[derive(Debug, Serialize)]
pub(crate) struct DirectoryView {
    /// By price, free ones first.
    pub groups: Vec<PriceGroup>,
    /// How many items there are.
    pub count: usize,
    /// How many are free.
    pub free: usize,
    /// How many of those are confirmed.
    pub sure: usize,
}

/// The items of one kind of price.
#[derive(Debug, Serialize)]
pub(crate) struct PriceGroup {
    /// `free`, `discounted`, `paid` or `unknown`: also its anchor.
    pub price: &'static str,
    /// By type, then title.
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
    /// The same, one a line.
    pub audience_lines: String,
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
    /// The file that puts it into a plan.
    pub plan: String,
    /// More about it.
    pub body: Html,
    /// Its CPD slip from the root: a file that `import` makes a draft of.
    pub slip: String,
    /// The same as a full address and as a picture of it, where the site says where it will stand.
    pub slip_link: Option<SlipLink>,
    /// The facts for search engines: JSON for a `script` element of the type `application/ld+json`.
    pub json_ld: Option<Html>,
}

/// The full address of a slip.
#[derive(Debug, Serialize)]
pub(crate) struct SlipLink {
    /// The address.
    pub url: String,
    /// The address as a QR code; none where it is too long for one.
    pub picture: Option<QrView>,
}

/// A QR code, to be drawn: dark squares on a light ground, four squares of it on every side.
#[derive(Debug, Serialize)]
pub(crate) struct QrView {
    /// Squares a side, with the ground around it.
    pub side: usize,
    /// The outlines of the dark squares: the `d` of a `path`.
    pub path: String,
}

impl SlipLink {
    fn new(url: String) -> Self {
        Self { picture: qr::Code::of(&url).map(|code| QrView::new(&code)), url }
    }
}

impl QrView {
    fn new(code: &qr::Code) -> Self {
        const GROUND: usize = 4;
        let mut path = String::new();
        for y in 0..code.side() {
            let mut x = 0;
            while x < code.side() {
                let run = (x..code.side()).take_while(|x| code.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + GROUND, y + GROUND));
                }
                x += run.max(1);
            }
        }
        Self { side: code.side() + 2 * GROUND, path }
    }
}

impl DirectoryView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let all = site.seen.directory;
        let group = |price: Price| {
            let mut items: Vec<ItemView> =
                all.values().filter(|i| i.price == price).map(|i| ItemView::new(site, i)).collect();
            items.sort_by(|a, b| (&a.kind, &a.title, &a.id).cmp(&(&b.kind, &b.title, &b.id)));
            PriceGroup { price: price.word(), items }
        };
        let order = [Price::Free, Price::Discounted, Price::Paid, Price::Unknown];
        let free = || all.values().filter(|i| i.price == Price::Free);
        Self {
            groups: order.map(group).into_iter().filter(|g| !g.items.is_empty()).collect(),
            count: all.len(),
            free: free().count(),
            sure: free().filter(|i| i.confirmed).count(),
        }
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
            audience_lines: item.audience.join("\n"),
            link: item.url.clone(),
            source: item.source_of_facts.clone(),
            checked: item.checked.map(|d| site.wording.day(d)),
            confirmed: item.confirmed,
            log: format!("cpdfolio log @{} {}", item.id, time.data()),
            plan: plan(item),
            body: site.item_body(item),
            slip: address::slip(&item.id),
            slip_link: site.absolute(&address::slip(&item.id)).map(SlipLink::new),
            json_ld: super::linked::item(site, item),
        }
    }
}

/// The file that puts an item into a plan, with its path.
fn plan(item: &Item) -> String {
    let mut head = vec![("title", Asked::Line(item.title.clone()))];
    if let ItemHours::Fixed(minutes) = item.hours {
        head.push(("target", Asked::Plain(minutes.data())));
    }
    if !item.categories.is_empty() {
        head.push(("categories", Asked::List(item.categories.iter().map(ToString::to_string).collect())));
    }
    let text = write::compose(&head, "").unwrap_or_default();
    format!("# content/plan/{}.md\n{}", item.id, text.trim_end())
}
