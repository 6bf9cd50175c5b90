//! What templates can do with a value, beside the built-in filters.

use tera::{Kwargs, State, Tera};

use crate::model::Minutes;
use crate::model::time::{in_words, parse_day};

/// Registers all filters.
pub(super) fn register(tera: &mut Tera) {
    // `90 | hours` is `1 h 30`, for sentences.
    tera.register_filter("hours", |minutes: i64, _: Kwargs, _: &State| Minutes(minutes).nbsp());
    // `45 | column` is `0 h 45`, for columns of a table.
    tera.register_filter("column", |minutes: i64, _: Kwargs, _: &State| Minutes(minutes).column());
    // `90 | duration` is `PT1H30M`, for the `datetime` attribute.
    tera.register_filter("duration", |minutes: i64, _: Kwargs, _: &State| Minutes(minutes).iso());
    // `2026-03-04 | day` is `4 March 2026`.
    tera.register_filter("day", |iso: &str, _: Kwargs, _: &State| {
        parse_day(iso).map_or_else(|| iso.to_owned(), in_words)
    });
}
