//! Shortcodes in a text, `{{ name(key="value") }}`: where they stand, and how one is read. A closed set with a small
//! parser of its own: no template language ever runs on a text.

use std::ops::Range;

/// Marks the place of a table; no text may hold it, so nobody can ask for one by hand.
pub(crate) const MARK: char = '\u{f8ff}';

/// One code: `name(key="value", …)`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Code<'t> {
    /// Its name.
    pub(crate) name: &'t str,
    /// Its arguments; one that stands without a key has none.
    pub(crate) arguments: Vec<(&'t str, &'t str)>,
}

impl<'t> Code<'t> {
    /// The argument of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'t str> {
        self.arguments.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
    }
}

/// The text with its shortcodes taken out: for finding headings.
pub(crate) fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in codes(text) {
        push(&mut out, &text[from..at.start]);
        from = at.end;
    }
    push(&mut out, &text[from..]);
    out
}

/// Adds a text without the marks that are ours.
pub(crate) fn push(out: &mut String, text: &str) {
    if text.contains(MARK) {
        out.extend(text.chars().filter(|c| *c != MARK));
    } else {
        out.push_str(text);
    }
}

/// Where the shortcodes stand, outside of code.
pub(crate) fn codes(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut fence: Option<&str> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let opens = ["```", "~~~"].into_iter().find(|f| start.starts_with(f));
        match (fence, opens) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => in_line(line, offset, &mut found),
            _ => {}
        }
        offset += line.len();
    }
    found
}

/// The shortcodes of one line, outside of code spans.
fn in_line(line: &str, offset: usize, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(next) = line[at..].find(['`', '{']).map(|n| n + at) {
        if line[next..].starts_with('`') {
            let run = line[next..].len() - line[next..].trim_start_matches('`').len();
            let ticks = &line[next..next + run];
            // An opening run without its match is text.
            at = line[next + run..].find(ticks).map_or(next + run, |n| next + run + n + run);
        } else if line[next..].starts_with("{{") {
            match line[next..].find("}}") {
                Some(end) => {
                    found.push(offset + next..offset + next + end + 2);
                    at = next + end + 2;
                }
                None => return,
            }
        } else {
            at = next + 1;
        }
    }
}

/// Reads one code.
pub(crate) fn parse(text: &str) -> Result<Code<'_>, String> {
    let (name, rest) = text.split_once('(').ok_or("a shortcode is written `name(key=\"value\")`")?;
    let mut rest = rest.strip_suffix(')').ok_or("the closing `)` is missing")?.trim();
    let mut arguments = vec![];
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (value, after) = quoted.split_once('"').ok_or("the closing `\"` is missing")?;
            arguments.push(("", value));
            rest = after.trim_start();
        } else {
            let (key, after) = rest.split_once('=').ok_or("an argument is written `key=\"value\"`")?;
            let quoted = after.trim_start().strip_prefix('"').ok_or("values stand between double quotes")?;
            let (value, after) = quoted.split_once('"').ok_or("the closing `\"` is missing")?;
            arguments.push((key.trim(), value));
            rest = after.trim_start();
        }
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err("arguments are separated by commas".to_owned()),
        };
    }
    Ok(Code { name: name.trim(), arguments })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_outside_of_code() {
        let text = "A {{ a(x=\"1\") }} and `{{ b() }}` {{c(\"z\")}}\n```\n{{ d() }}\n```\n{{ e() }}";
        let all: Vec<&str> = codes(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(all, ["{{ a(x=\"1\") }}", "{{c(\"z\")}}", "{{ e() }}"]);
    }

    #[test]
    fn arguments_are_read() {
        let code = parse("policy(rule=\"total\", show=\"at_least\")").unwrap();
        assert_eq!((code.name, code.get("rule"), code.get("show")), ("policy", Some("total"), Some("at_least")));
        for bad in ["policy", "policy(", "policy(rule=total)", "policy(rule=\"a\" show=\"b\")", "policy(rule=\"a)"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
