//! Files that are scripts: each calls what `assets/site.js` made, so that it works from a folder as well as from a
//! server.

use serde::Serialize;

/// A file that makes this call.
pub(super) fn script(call: &str) -> Vec<u8> {
    format!("cpdfolio.{call};\n").into_bytes()
}

/// JSON that means the same in every script: no end of one, no end of a line within a text.
pub(super) fn in_script(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    for (sign, escaped) in [('<', "\\u003c"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if text.contains(sign) {
            text = text.replace(sign, escaped);
        }
    }
    text
}
