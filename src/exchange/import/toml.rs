//! The head of a note in TOML: keys with texts, numbers, days, flags and lists of them.

use serde_json::{Map, Value};

/// How deep lists and tables may stand in each other.
const DEEPEST: usize = 32;

/// The keys of a head in their order; where it cannot be read, the number of the line.
pub(super) fn read(text: &str) -> Result<Vec<(String, Value)>, usize> {
    let text = text.replace("\r\n", "\n");
    let mut all = vec![];
    let mut table = String::new();
    let mut rest = text.as_str();
    let mut n = 1;
    while !rest.is_empty() {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        let start = line.trim_start();
        if start.is_empty() || start.starts_with('#') {
            rest = below;
            n += 1;
            continue;
        }
        if start.starts_with('[') {
            let name = start.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
            table = format!("{} ", name.replace('.', " "));
            rest = below;
            n += 1;
            continue;
        }
        let (key, _) = line.split_once('=').ok_or(n)?;
        // a list or a text may go on below
        let (value, behind) = one(&rest[key.len() + 1..], 0).ok_or(n)?;
        let (end, below) = behind.split_once('\n').unwrap_or((behind, ""));
        if !is_end(end) {
            return Err(n);
        }
        all.push((format!("{table}{}", key.trim().trim_matches(['"', '\''])), value));
        n += rest[..rest.len() - below.len()].matches('\n').count();
        rest = below;
    }
    Ok(all)
}

fn is_end(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// A value, and what stands behind it. A value begins on the line of its key.
fn one(text: &str, depth: usize) -> Option<(Value, &str)> {
    if depth > DEEPEST {
        return None;
    }
    let text = text.trim_start_matches([' ', '\t']);
    for marks in ["\"\"\"", "'''"] {
        if let Some(rest) = text.strip_prefix(marks) {
            let end = rest.find(marks)?;
            return Some((Value::from(rest[..end].trim_start_matches('\n')), &rest[end + 3..]));
        }
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let end = rest.find(['\'', '\n']).filter(|end| rest[*end..].starts_with('\''))?;
        return Some((Value::from(&rest[..end]), &rest[end + 1..]));
    }
    if text.starts_with('"') {
        return quoted(text);
    }
    if let Some(rest) = text.strip_prefix('[') {
        return list(rest, depth + 1);
    }
    if let Some(rest) = text.strip_prefix('{') {
        return object(rest, depth + 1);
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

fn list(mut rest: &str, depth: usize) -> Option<(Value, &str)> {
    let mut all = vec![];
    loop {
        rest = without_remarks(rest);
        if let Some(rest) = rest.strip_prefix(']') {
            return Some((Value::Array(all), rest));
        }
        let (value, after) = one(rest, depth)?;
        all.push(value);
        rest = without_remarks(after);
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest,
            None if rest.starts_with(']') => rest,
            None => return None,
        };
    }
}

fn object(mut rest: &str, depth: usize) -> Option<(Value, &str)> {
    let mut all = Map::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((Value::Object(all), rest));
        }
        let (key, value) = rest.split_once('=')?;
        let (value, after) = one(value, depth)?;
        let key = Some(key.trim()).filter(|key| !key.contains('\n'))?;
        all.insert(key.trim_matches(['"', '\'']).to_owned(), value);
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
                    tags = [\n  \"a\", # z\n  'b',\n]\nlong = \"\"\"\none\ntwo\"\"\"\n[params] # more [x]\ncpd = {hours = 2, kind = \"x\"}\n";
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

    #[test]
    fn lines_are_counted_through_values_of_several_lines() {
        let text = "a = [\r\n1,\r\n]\r\nb = '''\r\nx\r\ny''' # z\r\n\r\nc = x\r\n";
        assert_eq!(read(text).unwrap_err(), 8);
        let text = text.replace("c = x", "[[d.e]]\r\nc = {f = [1, {g = 2}]}");
        let wanted = [("a", json!([1.0])), ("b", json!("x\ny")), ("d e c", json!({"f": [1.0, {"g": 2.0}]}))];
        assert_eq!(read(&text).unwrap(), wanted.map(|(key, value)| (key.to_owned(), value)));
        assert_eq!(read("a = 'x\n'\n").unwrap_err(), 1);
        assert_eq!(read("a =\n1\n").unwrap_err(), 1);
    }

    #[test]
    fn what_is_deep_or_long_is_read_or_refused_at_once() {
        for open in ["[", "{a=", "[{a=["] {
            assert_eq!(read(&format!("a = {}", open.repeat(100_000))).unwrap_err(), 1, "{open}");
        }
        assert!(read(&format!("a = {}1{}", "[".repeat(32), "]".repeat(32))).is_ok());
        assert!(read(&format!("a = {}1{}", "[".repeat(33), "]".repeat(33))).is_err());
        let list = format!("a = [\n{}]\n", "1,\n".repeat(20_000));
        let text = format!("b = \"\"\"{}\"\"\"\n", "x\n".repeat(400_000));
        assert_eq!(read(&format!("{list}{text}")).unwrap().len(), 2);
        assert_eq!(read(&text[..text.len() - 4]).unwrap_err(), 1);
    }
}
