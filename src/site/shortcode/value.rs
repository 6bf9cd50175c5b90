//! The values of shortcodes, from the policies' data.

use super::{Code, unknown};
use crate::html::Html;
use crate::site::Site;

/// What a shortcode becomes.
pub(super) enum Value {
    /// Words in a sentence.
    Words(String),
    /// A table, alone in its place.
    Table(Html),
}

/// Why it cannot become anything: message and hint.
type Fault = (String, Option<String>);

/// Works out one shortcode.
pub(super) fn of(_site: &Site<'_>, code: &Code<'_>) -> Result<Value, Fault> {
    match code.name {
        "literal" => Ok(Value::Words(code.get("").unwrap_or_default().to_owned())),
        "table" => Ok(Value::Table(Html::text("table"))),
        "policy" | "adjust" | "count" | "scheme" => Ok(Value::Words("value".to_owned())),
        other => Err(unknown("a shortcode", other, ["policy", "adjust", "count", "scheme", "table", "literal"])),
    }
}
