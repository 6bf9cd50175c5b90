//! Text that is safe to print: nothing in it can steer a terminal but our own styles. [`shown`] makes every other
//! control character visible.

use std::fmt::Write as _;

use anstyle::Style;

/// Stands for the escape character of our own styles until a text is printed. No text of a person has this character.
const OURS: char = '\u{fdd0}';

/// Can a character steer a terminal, or turn the text around it? The joiners that words and signs of some languages
/// are written with cannot.
pub(super) fn steers(c: char) -> bool {
    let unseen = crate::paths::is_invisible(c) && !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}');
    unseen || c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}' | '\u{2029}' | OURS)
}

/// A text as it is printed: our own styles as they are, all else that steers a terminal made visible.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(style) = style_at(rest) {
            out.push('\x1b');
            out.push_str(&style[OURS.len_utf8()..]);
            rest = &rest[style.len()..];
            continue;
        }
        if steers(c) {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The style that a text starts with: bold, dim, underlined, a colour of letters, or the end of them.
pub(super) fn style_at(text: &str) -> Option<&str> {
    let said = text.strip_prefix(OURS)?.strip_prefix('[')?;
    let end = said.bytes().take(11).position(|b| b == b'm')?;
    let is_style = match &said.as_bytes()[..end] {
        [b'0' | b'1' | b'2' | b'4'] | [b'3' | b'9', b'1'..=b'7'] => true,
        _ => said[..end].strip_prefix("38;5;").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())),
    };
    is_style.then(|| &text[..=OURS.len_utf8() + 1 + end])
}

/// Does a style end all others?
pub(super) fn ends_styles(style: &str) -> bool {
    style.ends_with("[0m")
}

/// JSON with the characters escaped that steer a terminal: they stand only inside texts.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if steers(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// A text whose escape characters are all our own.
pub(super) fn of_ours(text: &str) -> String {
    text.replace('\x1b', "\u{fdd0}")
}

/// A text in a style.
pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{}{text}{}", of_ours(&style.render().to_string()), of_ours(&style.render_reset().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_steers_a_terminal_and_styles_stay() {
        let title = "a\x1b]0;x\x07\x1b[2J\x1b[31m\u{202e}b\u{9b}\u{7f}\rc\u{2028}\u{fdd0}[8m\u{fdd0}[2J\u{feff}";
        let printed = shown(&styled(Style::new().bold(), title));
        assert_eq!(
            printed,
            "\x1b[1ma<U+001B>]0;x<U+0007><U+001B>[2J<U+001B>[31m<U+202E>b<U+009B><U+007F><U+000D>c<U+2028>\
             <U+FDD0>[8m<U+FDD0>[2J<U+FEFF>\x1b[0m"
        );
        // what people write stays as it is
        let plain = "Zürich\t\u{646}\u{200c}\u{647} 👩\u{200d}🔧\n";
        assert_eq!(shown(plain), plain);
    }

    #[test]
    fn json_has_no_character_that_steers_a_terminal() {
        let value = serde_json::json!({"a\u{202e}": "b\x1b\u{9b}\u{7f}\u{2066}é👩\u{200d}🔧"});
        let text = escaped(&format!("{value:#}\n"));
        assert!(!text.chars().any(steers), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
