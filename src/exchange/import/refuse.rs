//! Why a row is refused, and what to write in it; and what says of one that nothing took place.

use super::amounts::{self, AmountFault};
use super::days::Reading;
use super::grid::{Cell, Unit};
use super::names::plain_words;
use crate::model::spoken::written;
use crate::model::{Days, Minutes};

/// Why an amount is no time, and what to write.
pub(super) fn time_fault(fault: AmountFault, shown: &str) -> (String, String) {
    match fault {
        AmountFault::Form(Some(near)) => {
            (format!("`{shown}` is no length of time"), format!("write {}", written(&near.data())))
        }
        AmountFault::Form(None) => (format!("`{shown}` is no length of time"), "write it like 1h30m".to_owned()),
        AmountFault::Comma(number) => {
            let decimal = format!("{}.{:03}", number / 1_000, number % 1_000);
            let decimal = written(decimal.trim_end_matches('0').trim_end_matches('.'));
            let reason = format!("the comma in `{shown}` parts thousands in one country and decimals in another");
            // so many thousands are more than anybody has
            let is_one = |text: &String| amounts::read(&Cell::of(text), Unit::Hours).is_ok();
            let all: Vec<String> = [number.to_string(), decimal].into_iter().filter(is_one).collect();
            (reason, format!("write {}", all.join(" or ")))
        }
        AmountFault::Negative => (format!("`{shown}` is below zero"), "write how long it took".to_owned()),
        AmountFault::NotWhole(near) => {
            (format!("`{shown}` is no whole number of minutes"), format!("write {}", written(&near.data())))
        }
        AmountFault::Days(_) => {
            (format!("`{shown}` is in days"), "say how long a day is, like `--day 7h30m`".to_owned())
        }
        AmountFault::Absurd => (format!("`{shown}` is longer than any activity"), "write it like 1h30m".to_owned()),
    }
}

/// Why a text is no date, and what to write.
pub(super) fn date_fault(shown: &str, reading: Reading) -> (String, String) {
    let why = match reading {
        Reading::Either(..) => "is no date in the order of its column",
        _ => "is no date",
    };
    (format!("`{shown}` {why}"), "write it like 2026-03-04".to_owned())
}

/// Is a time longer than its days?
pub(super) fn is_too_long(minutes: Minutes, days: Days) -> bool {
    minutes.0 > 24 * 60 * days.count()
}

/// A time is longer than its days.
pub(super) fn too_long(minutes: Minutes, days: Days) -> (String, String) {
    let span = if days.count() == 1 { "one day".to_owned() } else { format!("{} days", days.count()) };
    let needs = (minutes.0 + 1_439) / 1_440;
    let last =
        days.first.checked_add_days(chrono::Days::new(u64::try_from(needs - 1).unwrap_or(0))).unwrap_or(days.last);
    let fix = format!("write the first and the last day: {} to {last} or later", days.first);
    (format!("{} is more than {span} has", minutes.data()), fix)
}

/// Does a status say that nothing took place?
pub(super) fn did_not_happen(status: &str) -> bool {
    let status = plain_words(status).join(" ");
    let words = [
        "cancelled",
        "canceled",
        "not started",
        "in progress",
        "no show",
        "not attended",
        "withdrawn",
        "failed",
        "absent",
        "did not attend",
        "enrolled",
        "registered",
        "booked",
        "not completed",
        "incomplete",
        "planned",
        "abgesagt",
        "storniert",
        "waiting list",
        "tentative",
        "declined",
        "pending",
        "rejected",
        "expired",
        "fail",
        "not passed",
        "no",
        "n",
        "false",
        "nein",
        "nee",
        "non",
    ];
    words.contains(&status.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_that_a_hint_names_is_accepted() {
        for (text, fix) in [
            ("1,234", "write 1234 or 1h14m"),
            ("1,350", "write 1350 or 1.35"),
            ("1,000 h", "write 1000 or 1"),
            ("999,999", "write 1000h"),
            ("0.001", "write 1h30m"),
            ("1.33", "write 1h20m"),
            ("2h 3h", "write it like 1h30m"),
        ] {
            let read = |text: &str| amounts::read(&Cell::of(text), Unit::Hours);
            let (_, said) = time_fault(read(text).unwrap_err(), text);
            assert_eq!(said, fix, "{text}");
            for word in said.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
                assert!(read(word).is_ok_and(|amount| amount.is_some_and(|a| a.minutes.0 > 0)), "{text}: {word}");
            }
        }
    }
}
