//! Facts of a directory item for search engines: JSON-LD in the words of schema.org.

use serde_json::{Map, Value, json};

use super::Html;
use crate::facts::{Site, address};
use crate::model::{Item, ItemHours, Price};

/// The item as a block of JSON that stands in a `script` element: a block of data, which no browser
/// runs. None where schema.org has no word for what it is.
pub(crate) fn item(site: &Site<'_>, item: &Item) -> Option<Html> {
    let (kind, by, length) = match item.activity_type.as_ref()?.as_str() {
        "training-course" | "academic-study" => ("Course", "provider", "timeRequired"),
        "event" => ("EducationEvent", "organizer", "duration"),
        "self-study" => ("LearningResource", "provider", "timeRequired"),
        _ => return None,
    };
    let mut facts = Map::new();
    let mut add = |key: &str, value: Value| drop(facts.insert(key.to_owned(), value));
    add("@context", json!("https://schema.org"));
    add("@type", json!(kind));
    add("name", json!(item.title));
    if let Some(provider) = &item.provider {
        add(by, json!({"@type": "Organization", "name": provider}));
    }
    if let Some(url) = &item.url {
        add("url", json!(url));
    }
    if let Some(page) = site.absolute(&address::item(&item.id)) {
        add("mainEntityOfPage", json!(page));
    }
    if let ItemHours::Fixed(minutes) = item.hours {
        add(length, json!(minutes.iso()));
    }
    if !item.audience.is_empty() {
        let audience = item.audience.iter().map(|a| json!({"@type": "Audience", "audienceType": a}));
        add("audience", audience.collect());
    }
    match item.price {
        Price::Free => add("isAccessibleForFree", json!(true)),
        Price::Paid | Price::Discounted => {
            add("isAccessibleForFree", json!(false));
            if let Some((price, currency)) = item.amount.as_deref().and_then(amount) {
                add("offers", json!({"@type": "Offer", "price": price, "priceCurrency": currency}));
            }
        }
        Price::Unknown => {}
    }
    // Nothing in it can end the element, or begin a comment.
    let text = Value::Object(facts).to_string();
    let safe = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Some(Html::trusted(&safe.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")))
}

/// `45 GBP` as a number and a currency.
fn amount(text: &str) -> Option<(&str, &str)> {
    let (number, currency) = text.split_once(' ')?;
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (plain && currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase())).then_some((number, currency))
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_with_a_currency() {
        assert_eq!(amount("45 GBP"), Some(("45", "GBP")));
        assert_eq!(amount("12.50 EUR"), Some(("12.50", "EUR")));
        for other in ["GBP 45", "about 45 GBP", "45", "45 pounds", " GBP"] {
            assert_eq!(amount(other), None, "{other}");
        }
    }
}
