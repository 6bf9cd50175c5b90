//! CPD slips, `cpdfolio.slip/1`: what an organiser hands over as a ready entry. It is a stranger's text: it counts when
//! its reader confirms it.

use super::draft::{Draft, fingerprint};
use super::grid::Unreadable;
use super::scrub::scrubbed;
use super::words::Vocabulary;
use crate::model::slip::{MOST_MINUTES, Slip};
use crate::model::time::parse_day;
use crate::model::{Days, Minutes};

/// The longest text of a key.
const LONGEST: usize = 500;

/// Reads a slip.
pub(super) fn read(value: serde_json::Value, words: Vocabulary<'_>) -> Result<Draft, Unreadable> {
    let bad = |why: String| Unreadable::Damaged("CPD slip", why);
    let slip: Slip = serde_json::from_value(value).map_err(|e| bad(e.to_string()))?;
    let line = |text: &str| {
        let text = scrubbed(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        if text.chars().count() > LONGEST {
            Err(bad(format!("a text is longer than {LONGEST} characters")))
        } else {
            Ok(text)
        }
    };
    let title = line(&slip.title)?;
    if title.is_empty() {
        return Err(bad("its title is empty".to_owned()));
    }
    let days = match &slip.day {
        Some(day) => {
            let day = parse_day(day).ok_or_else(|| bad(format!("`day: {day}` is no date like 2026-03-04")))?;
            Some(Days { first: day, last: day })
        }
        None => None,
    };
    if slip.minutes.is_some_and(|m| !(1..=MOST_MINUTES).contains(&m)) {
        return Err(bad(format!("`minutes` is no number from 1 to {MOST_MINUTES}")));
    }
    let hours_from = slip.hours_from.as_deref().map(line).transpose()?.filter(|t| !t.is_empty());
    let mut private = vec![("hours from".to_owned(), hours_from.unwrap_or_else(|| "the slip".to_owned()))];
    let kind = slip.kind.as_deref().map(line).transpose()?;
    let known = kind.as_deref().and_then(|k| words.kind(k));
    if known.is_none() {
        private.extend(kind.filter(|k| !k.is_empty()).map(|k| ("type".to_owned(), k)));
    }
    let provider = slip.provider.as_deref().map(line).transpose()?.filter(|p| !p.is_empty());
    let day = slip.day.clone().unwrap_or_default();
    let cells = [
        ("title".to_owned(), title.clone()),
        ("day".to_owned(), day),
        ("minutes".to_owned(), slip.minutes.map(|m| m.to_string()).unwrap_or_default()),
        ("provider".to_owned(), provider.clone().unwrap_or_default()),
    ];
    Ok(Draft {
        title,
        days,
        minutes: slip.minutes.map(Minutes),
        kind: known,
        provider,
        private,
        unconfirmed: true,
        identity: fingerprint(&cells),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(text: &str) -> Result<Draft, Unreadable> {
        let words = Vocabulary { types: &[], categories: &[], competences: &[], keys: &[] };
        read(serde_json::from_str(text).unwrap(), words)
    }

    #[test]
    fn the_slip_of_every_item_is_read() {
        let item = |hours| crate::model::Item {
            id: crate::model::ItemId::new("course"),
            source: crate::paths::SourcePath::new("content/directory/course.md").unwrap(),
            title: "Course".to_owned(),
            provider: Some("A body".to_owned()),
            activity_type: None,
            hours,
            step: None,
            limit: None,
            weekly: None,
            price: crate::model::Price::Free,
            amount: None,
            categories: vec![],
            audience: vec![],
            url: None,
            source_of_facts: None,
            checked: None,
            confirmed: true,
            built_in: false,
            body: crate::model::Body::default(),
        };
        for (hours, minutes) in [
            (crate::model::ItemHours::Open, None),
            (crate::model::ItemHours::Fixed(Minutes(90)), Some(Minutes(90))),
            (crate::model::ItemHours::Fixed(Minutes(40 * 60)), Some(Minutes(40 * 60))),
        ] {
            let text = serde_json::to_string(&Slip::of_item(&item(hours), "Guidance of a body")).unwrap();
            let draft = slip(&text).unwrap();
            assert_eq!((draft.minutes, draft.is_draft()), (minutes, true));
            let from = if minutes.is_some() { "Guidance of a body" } else { "the slip" };
            assert_eq!(draft.private, [("hours from".to_owned(), from.to_owned())]);
        }
    }

    #[test]
    fn a_slip_is_a_draft_until_it_is_confirmed() {
        let draft =
            slip(r#"{"schema":"cpdfolio.slip/1","title":"Talk","day":"2026-03-04","minutes":90,"provider":"A body"}"#);
        let draft = draft.unwrap();
        assert!(draft.is_draft());
        assert_eq!((draft.title.as_str(), draft.minutes), ("Talk", Some(Minutes(90))));
        for bad in [
            r#"{"schema":"cpdfolio.slip/1","title":"Talk","planned":true}"#,
            r#"{"schema":"cpdfolio.slip/1","title":""}"#,
            r#"{"schema":"cpdfolio.slip/1","title":"Talk","day":"soon"}"#,
            r#"{"schema":"cpdfolio.slip/1","title":"Talk","minutes":-5}"#,
            r#"{"schema":"cpdfolio.slip/1"}"#,
        ] {
            assert!(slip(bad).is_err(), "{bad}");
        }
    }
}
