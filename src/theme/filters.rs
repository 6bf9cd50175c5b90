//! What templates can do with a value, beside the built-in filters.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::model::Minutes;
use crate::model::time::parse_day;
use crate::wording::{Wording, fill};

/// Registers all filters; dates and lengths of time are written in the wording's language.
pub(super) fn register(tera: &mut Tera, wording: &Arc<Wording>) {
    // `90 | hours` is `1 h 30`, for sentences.
    let w = wording.clone();
    tera.register_filter("hours", move |minutes: i64, _: Kwargs, _: &State| w.hours(Minutes(minutes)));
    // `45 | column` is `0 h 45`, for columns of a table.
    let w = wording.clone();
    tera.register_filter("column", move |minutes: i64, _: Kwargs, _: &State| w.column(Minutes(minutes)));
    // `90 | duration` is `PT1H30M`, for the `datetime` attribute.
    tera.register_filter("duration", |minutes: i64, _: Kwargs, _: &State| Minutes(minutes).iso());
    // `2026-03-04 | day` is `4 March 2026`.
    let w = wording.clone();
    tera.register_filter("day", move |iso: &str, _: Kwargs, _: &State| {
        parse_day(iso).map_or_else(|| iso.to_owned(), |day| w.day(day))
    });
    // `words.plan.due | fill(day=item.due)`; a text with forms takes the one that `n` asks for.
    let w = wording.clone();
    tera.register_filter("fill", move |text: &Value, args: Kwargs, _: &State| filled(&w, text, &args));
}

/// A text of the words file with its places filled from the arguments.
fn filled(wording: &Wording, text: &Value, args: &Kwargs) -> TeraResult<String> {
    let text = if text.is_map() {
        let form = text.get_from_path(wording.plural(args.must_get::<i64>("n")?));
        form.or_else(|| text.get_from_path("other")).and_then(Value::as_str)
    } else {
        text.as_str()
    };
    let text = text.ok_or_else(|| Error::message("`fill` takes a text of `words`"))?;
    let mut values: Vec<(&str, String)> = vec![];
    for place in crate::wording::places(text) {
        let value = args.get::<String>(place)?;
        values.push((place, value.ok_or_else(|| Error::message(format!("`{place}` is needed: {text}")))?));
    }
    Ok(fill(text, |name| values.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())))
}
