//! Amounts, numbers and stretches of time in words.

use crate::model::{Day, Minutes};
use crate::policy::data::measure::{Measure, UnitName};
use crate::policy::data::window::Months;
use crate::policy::{Amount, Edition, Figure, Unit};
use crate::wording::Wording;

/// An amount as it stands beside others: `24 h 30`, `12 units`, `0.33 units`, `3`.
pub(crate) fn amount(w: &Wording, of: Amount, name: Option<&UnitName>) -> String {
    match of.unit {
        Unit::Minutes => w.hours(Minutes(of.n)),
        Unit::Count => of.n.to_string(),
        Unit::Units | Unit::Points | Unit::Days => exactly(w, of, name),
    }
}

/// An amount in a sum: `24 h 30`, `12 units`, `3 entries`.
pub(crate) fn counted(w: &Wording, of: Amount, name: Option<&UnitName>) -> String {
    if of.unit == Unit::Minutes { w.hours(Minutes(of.n)) } else { exactly(w, of, name) }
}

/// An amount in a rule: `29 hours 59 minutes`, `12 units`, `3 entries`.
pub(crate) fn quantity(w: &Wording, of: Amount, name: Option<&UnitName>) -> String {
    if of.unit == Unit::Minutes { hours(w, of.n) } else { exactly(w, of, name) }
}

/// What a measure counts, of so much.
pub(crate) fn measured(w: &Wording, n: i64, measure: &Measure) -> String {
    quantity(w, Amount { n, unit: measure.unit }, measure.name.as_ref())
}

/// A figure: `30 hours`, `three`, `1/2`.
pub(crate) fn figure(w: &Wording, of: Figure, name: Option<&UnitName>) -> String {
    match of {
        Figure::Amount(amount) => quantity(w, amount, name),
        Figure::Number(n) => number_word(w, n),
        Figure::Months(n) => w.count("asks_time.months", usize::try_from(n).unwrap_or(0)),
        Figure::Part(part) => format!("{}/{}", part.top, part.bottom),
    }
}

/// A number below thirteen as a word.
pub(crate) fn number_word(w: &Wording, n: i64) -> String {
    let word = usize::try_from(n).ok().and_then(|n| w.item("locale.numbers", n));
    word.map_or_else(|| n.to_string(), str::to_owned)
}

/// `12 months` as `1 year`; `18 months` as they are.
pub(crate) fn months(w: &Wording, length: Months) -> String {
    let (years, rest) = (length.0 / 12, length.0 % 12);
    let (key, n) = if rest == 0 { ("asks_time.years", years) } else { ("asks_time.months", length.0) };
    w.count(key, usize::try_from(n).unwrap_or(0))
}

/// A day: with its year where that is not the year of another day.
pub(crate) fn day(w: &Wording, day: Day, seen_from: Day) -> String {
    use chrono::Datelike;
    if day.year() == seen_from.year() { w.day_of_year(day) } else { w.day(day) }
}

/// A day of every year: `1 July`.
pub(super) fn day_of_window(w: &Wording, month: u32, of_month: u32) -> String {
    // A leap year has all of them.
    Day::from_ymd_opt(2024, month, of_month).map(|day| w.day_of_year(day)).unwrap_or_default()
}

/// Several in a row: `a, b and c`.
pub(crate) fn and<T: std::fmt::Display>(w: &Wording, words: &[T]) -> String {
    row(w, words, "locale.and")
}

/// What the rules at these places are called.
pub(super) fn rule_names<'e>(places: &[usize], edition: &'e Edition) -> Vec<&'e str> {
    places.iter().map(|n| edition.rules[*n].title.as_str()).collect()
}

/// Several to choose from: `a, b or c`.
pub(crate) fn or<T: std::fmt::Display>(w: &Wording, words: &[T]) -> String {
    row(w, words, "locale.or")
}

fn row<T: std::fmt::Display>(w: &Wording, words: &[T], key: &'static str) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(T::to_string).collect();
            w.fill(key, &[("most", &most.join(", ")), ("last", &last.to_string())])
        }
    }
}

/// `Technical knowledge` in the middle of a sentence; `STEM` stays.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && b.is_lowercase() => {
            a.to_lowercase().chain(std::iter::once(b)).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

fn hours(w: &Wording, minutes: i64) -> String {
    let count = |key: &'static str, n: i64| w.count(key, usize::try_from(n).unwrap_or(0));
    match (minutes / 60, minutes % 60) {
        (h, 0) => count("locale.long_hours", h),
        (0, m) => count("locale.long_minutes", m),
        (h, m) => w.fill(
            "locale.long_both",
            &[("hours", &count("locale.long_hours", h)), ("minutes", &count("locale.long_minutes", m))],
        ),
    }
}

/// The same to the last part: `2.33 units`. Amounts are sixtieths, and no two of them have the same two decimals.
fn exactly(w: &Wording, of: Amount, name: Option<&UnitName>) -> String {
    named(w, of, name, &decimal(of).replace('.', w.text("locale.decimal")))
}

/// `21`, `2.5`, `2.33`.
fn decimal(of: Amount) -> String {
    let hundredths = (of.n.abs() * 100 + of.scale() / 2) / of.scale();
    let text = format!("{}{}.{:02}", if of.n < 0 { "−" } else { "" }, hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number and the name of its unit; a unit with a name of its own has two forms.
fn named(w: &Wording, of: Amount, name: Option<&UnitName>, number: &str) -> String {
    let is_one = of.n == of.scale();
    if let Some((one, many)) = name {
        return format!("{number} {}", if is_one { one } else { many });
    }
    let key = match of.unit {
        Unit::Minutes => "locale.long_minutes",
        Unit::Units => "count.units",
        Unit::Points => "count.points",
        Unit::Days => "count.days",
        Unit::Count => "count.entries",
    };
    let whole = of.n % of.scale() == 0;
    match usize::try_from(of.n / of.scale()).ok().filter(|_| whole) {
        Some(n) => w.count(key, n),
        None => w.decimals(key, number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        let w = Wording::english();
        let of = |n, unit| quantity(w, Amount { n, unit }, None);
        assert_eq!(of(1800, Unit::Minutes), "30 hours");
        assert_eq!(of(1799, Unit::Minutes), "29 hours 59 minutes");
        assert_eq!((of(61, Unit::Minutes), of(0, Unit::Minutes)), ("1 hour 1 minute".into(), "0 hours".into()));
        assert_eq!(of(60, Unit::Units), "1 unit");
        let units = [150, 140, 20].map(|n| of(n, Unit::Units));
        assert_eq!(units, ["2.5 units", "2.33 units", "0.33 units"]);
        let told: std::collections::BTreeSet<String> = (0..600).map(|n| of(n, Unit::Units)).collect();
        assert_eq!(told.len(), 600, "every sixtieth is told apart");
        let own = Some(("PDH".to_owned(), "PDHs".to_owned()));
        assert_eq!(amount(w, Amount { n: 80, unit: Unit::Units }, own.as_ref()), "1.33 PDHs");
        assert_eq!(quantity(w, Amount { n: 80, unit: Unit::Units }, own.as_ref()), "1.33 PDHs");
        assert_eq!(figure(w, Figure::Number(3), None), "three");
        assert_eq!((and(w, &["a", "b", "c"]), or(w, &["a", "b"])), ("a, b and c".into(), "a or b".into()));
    }
}
