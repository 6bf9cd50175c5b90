//! A text as one word of a command line, in a hint that is pasted there.

/// A text in quotes: in double ones where nothing in it means more there.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains(['"', '$', '`', '\\', '!']) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    format!("\"{text}\"")
}

/// A text in quotes where it needs them.
pub(crate) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '=' | ':' | ',');
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_word_of_a_command_line() {
        for (text, one) in [
            ("day-first", "day-first"),
            ("key=a,b", "key=a,b"),
            ("", "\"\""),
            ("A talk", "\"A talk\""),
            ("Sam's", "\"Sam's\""),
            ("a\\b", "'a\\b'"),
            ("cost $5", "'cost $5'"),
            ("Sam's `x`", "'Sam'\\''s `x`'"),
            ("~", "\"~\""),
        ] {
            assert_eq!(word(text), one);
        }
        assert_eq!(quoted("x"), "\"x\"");
    }
}
