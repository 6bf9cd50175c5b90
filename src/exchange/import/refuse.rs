//! Why a row is refused, and what to write in it; and what says of one that nothing took place.

use super::amounts::AmountFault;
use super::days::Reading;
use super::names::plain_words;
use crate::model::{Days, Minutes};

/// Why an amount is no time, and what to write.
pub(super) fn time_fault(fault: AmountFault, shown: &str) -> (String, String) {
    match fault {
        AmountFault::Form(Some(near)) => (format!("`{shown}` is no length of time"), format!("write {}", near.data())),
        AmountFault::Form(None) => (format!("`{shown}` is no length of time"), "write it like 1h30m".to_owned()),
        AmountFault::Comma(number) => {
            let decimal = format!("{}.{:03}", number / 1_000, number % 1_000);
            let decimal = decimal.trim_end_matches('0').trim_end_matches('.');
            let reason = format!("the comma in `{shown}` parts thousands in one country and decimals in another");
            (reason, format!("write {number} or {decimal}"))
        }
        AmountFault::Negative => (format!("`{shown}` is below zero"), "write how long it took".to_owned()),
        AmountFault::NotWhole(near) => {
            (format!("`{shown}` is no whole number of minutes"), format!("write {}", near.data()))
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
