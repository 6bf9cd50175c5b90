//! A text as YAML has it, in a file or in a hint that is pasted into one.

/// A text as YAML: plain where that is safe, in double quotes otherwise.
pub(crate) fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphabetic())
        && text.split(':').skip(1).all(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
        && !text.contains(" #")
        && !text.ends_with(' ')
        && !text.chars().any(|c| is_hidden(c) || matches!(c, '"' | '\\' | '[' | ']' | '{' | '}' | ','))
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { escaped(text) }
}

/// A text in double quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A character that a YAML reader takes for more than itself, or not at all.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// What is written is read again, alone and as a key in braces.
        #[test]
        fn a_text_stays_itself(text in "([a-z:#'\"`\\\\{}\\[\\], .~!&*?|>%@0-9-]|\\PC){1,12}") {
            let value = serde_yaml::Value::String(text.clone());
            proptest::prop_assert_eq!(serde_yaml::from_str::<serde_yaml::Value>(&quoted(&text)).unwrap(), value.clone());
            let map: serde_yaml::Mapping = serde_yaml::from_str(&format!("{{{}: text}}", quoted(&text))).unwrap();
            proptest::prop_assert_eq!(map.keys().next(), Some(&value));
        }
    }
}
