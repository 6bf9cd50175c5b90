//! The head of a note in TOML: keys with texts, numbers, days, flags and lists of them.

use serde_json::{Map, Value};

/// The keys of a head in their order; where it cannot be read, the number of the line.
pub(super) fn read(text: &str) -> Result<Vec<(String, Value)>, usize> {
    let mut all = vec![];
    let mut table = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((n, line)) = lines.next() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.trim_matches(['[', ']', ' ']);
            table = format!("{} ", name.replace('.', " "));
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(n + 1)?;
        let mut value = value.trim().to_owned();
        // a list or a text may go on below
        while is_open(&value) {
            let (_, more) = lines.next().ok_or(n + 1)?;
            value.push('\n');
            value.push_str(more);
        }
        let (read, rest) = one(&value).ok_or(n + 1)?;
        if !is_end(rest) {
            return Err(n + 1);
        }
        all.push((format!("{table}{}", key.trim().trim_matches(['"', '\''])), read));
    }
    Ok(all)
}

fn is_end(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// Has a value begun that does not end yet?
fn is_open(value: &str) -> bool {
    for marks in ["\"\"\"", "'''"] {
        if let Some(rest) = value.strip_prefix(marks) {
            return !rest.contains(marks);
        }
    }
    value.starts_with('[') && one(value).is_none() && value.len() < 64 * 1024
}

/// A value, and what stands behind it.
fn one(text: &str) -> Option<(Value, &str)> {
    let text = text.trim_start();
    for marks in ["\"\"\"", "'''"] {
        if let Some(rest) = text.strip_prefix(marks) {
            let end = rest.find(marks)?;
            return Some((Value::from(rest[..end].trim_start_matches('\n')), &rest[end + 3..]));
        }
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let end = rest.find('\'')?;
        return Some((Value::from(&rest[..end]), &rest[end + 1..]));
    }
    if text.starts_with('"') {
        return quoted(text);
    }
    if let Some(rest) = text.strip_prefix('[') {
        return list(rest);
    }
    if let Some(rest) = text.strip_prefix('{') {
        return object(rest);
    }
    let end = text.find([',', ']', '}', '#', '\n']).unwrap_or(text.len());
    let bare = text[..end].trim();
    Some((plain(bare)?, &text[end..]))
}

/// A text in quotes, with the signs that JSON knows too.
fn quoted(text: &str) -> Option<(Value, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            '"' if !escaped => {
                let value = serde_json::from_str::<Value>(&text[..=at]).ok()?;
                return Some((value, &text[at + 1..]));
            }
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

/// A number, a flag, a day or a time.
fn plain(bare: &str) -> Option<Value> {
    match bare {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    if !bare.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    let number = bare.replace('_', "").parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    let is_time = bare.chars().all(|c| c.is_ascii_digit() || "-+:.TtZz ".contains(c));
    number.map(Value::Number).or_else(|| is_time.then(|| Value::from(bare)))
}

fn list(mut rest: &str) -> Option<(Value, &str)> {
    let mut all = vec![];
    loop {
        rest = without_remarks(rest);
        if let Some(rest) = rest.strip_prefix(']') {
            return Some((Value::Array(all), rest));
        }
        let (value, after) = one(rest)?;
        all.push(value);
        rest = without_remarks(after);
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest,
            None if rest.starts_with(']') => rest,
            None => return None,
        };
    }
}

fn object(mut rest: &str) -> Option<(Value, &str)> {
    let mut all = Map::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((Value::Object(all), rest));
        }
        let (key, value) = rest.split_once('=')?;
        let (value, after) = one(value)?;
        all.insert(key.trim().trim_matches(['"', '\'']).to_owned(), value);
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest,
            None if rest.starts_with('}') => rest,
            None => return None,
        };
    }
}

fn without_remarks(text: &str) -> &str {
    let mut text = text.trim_start();
    while text.starts_with('#') {
        text = text.find('\n').map_or("", |n| text[n..].trim_start());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_every_kind_are_read() {
        let text = "# x\ntitle = \"A \\\"b\\\"\"  # y\nraw = 'c:\\d'\ndate = 2024-01-02\nhours = 1.5\ndraft = true\n\
                    tags = [\n  \"a\", # z\n  'b',\n]\nlong = \"\"\"\none\ntwo\"\"\"\n[params]\ncpd = {hours = 2, kind = \"x\"}\n";
        let wanted = [
            ("title", json!("A \"b\"")),
            ("raw", json!("c:\\d")),
            ("date", json!("2024-01-02")),
            ("hours", json!(1.5)),
            ("draft", json!(true)),
            ("tags", json!(["a", "b"])),
            ("long", json!("one\ntwo")),
            ("params cpd", json!({"hours": 2.0, "kind": "x"})),
        ];
        assert_eq!(read(text).unwrap(), wanted.map(|(key, value)| (key.to_owned(), value)));
        for (bad, line) in [("a = b", 1), ("a = 1\nb", 2), ("a = \"x\" y", 1), ("a = [1", 1), ("a = [b]", 1)] {
            assert_eq!(read(bad).unwrap_err(), line, "{bad}");
        }
    }
}
