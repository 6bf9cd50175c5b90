//! How long a template may go on, counted and never clocked: turns of loops, numbers of `range`, characters of a
//! variable, bytes of a page. The built-in templates are known to end; the site's own get a word that counts into each of
//! their loops, components and includes.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

/// So many turns of loops and numbers of `range` may make one part of a page.
const MOST_STEPS: usize = 500_000;
/// So many bytes a page may have.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// So many bytes a text in a variable may have.
const LONGEST_TEXT: usize = 1024 * 1024;
/// So many numbers `range` hands out at once.
const LONGEST_RANGE: i128 = 100_000;

/// So many bytes of a loop's own text weigh as much as a turn: a variable may catch them.
const BYTES_PER_STEP: usize = 64;
/// What a variable's text is held to.
const HELD: &str = "_held";

thread_local! {
    /// What is left of the steps of the part that this thread makes; none: they were not enough.
    static LEFT: Cell<Option<usize>> = const { Cell::new(Some(0)) };
}

/// Takes steps.
fn take(steps: usize) -> TeraResult<()> {
    let left = LEFT.get().and_then(|left| left.checked_sub(steps));
    LEFT.set(left);
    let message = || Error::message(format!("it does not come to an end: more than {MOST_STEPS} turns of loops"));
    left.map(|_| ()).ok_or_else(message)
}

/// Registers what counts.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("_step", |args: Kwargs, _: &State| {
        take(args.get::<usize>("n")?.unwrap_or(1)).map(|()| Value::safe_string(""))
    });
    tera.register_function("range", |args: Kwargs, _: &State| range(&args));
    tera.register_filter(HELD, |value: &Value, _: Kwargs, _: &State| {
        if value.as_str().is_some_and(|text| text.len() > LONGEST_TEXT) {
            LEFT.set(None);
            return Err(Error::message(format!(
                "it does not come to an end: a text of more than {LONGEST_TEXT} bytes"
            )));
        }
        Ok(value.clone())
    });
}

/// The numbers from `start` up to `end`, which is none of them.
fn range(args: &Kwargs) -> TeraResult<Vec<i128>> {
    let start = args.get::<i128>("start")?.unwrap_or_default();
    let end = args.must_get::<i128>("end")?;
    let step = args.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(Error::message("`range` was called with a `step_by` of 0"));
    }
    if start > end && step > 0 {
        return Err(Error::message("`range` was called with a `start` greater than its `end`"));
    }
    let span = if step > 0 { end.checked_sub(start) } else { start.checked_sub(end) }.unwrap_or(i128::MAX).max(0);
    let count = span / step.saturating_abs() + i128::from(span % step.saturating_abs() != 0);
    if count > LONGEST_RANGE {
        return Err(Error::message(format!("`range` hands out at most {LONGEST_RANGE} numbers, not {count}")));
    }
    take(usize::try_from(count).unwrap_or(MOST_STEPS))?;
    Ok((0..count).map(|n| start + n * step).collect())
}

/// Bytes, up to a limit.
struct Bounded<'v> {
    out: &'v mut Vec<u8>,
}

impl Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    // a page comes in hundreds of small pieces
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.out.len() + bytes.len() > MOST_BYTES {
            return Err(too_many_bytes());
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cold]
fn too_many_bytes() -> io::Error {
    LEFT.set(None);
    io::Error::other("more bytes than a page may have")
}

/// Makes a part of a page.
pub(super) fn render(tera: &Tera, template: &str, context: &Context, out: &mut Vec<u8>) -> TeraResult<()> {
    LEFT.set(Some(MOST_STEPS));
    tera.render_to(template, context, Bounded { out })
}

/// Where the last part that this thread made was too long: what the engine says of it, or what it cannot say.
pub(super) fn is_spent(error: &Error, said: &str) -> Option<String> {
    let of_bytes = matches!(error.kind(), ErrorKind::Io(_));
    let words = || format!("it does not come to an end, or shows too much: more than {} MiB", MOST_BYTES / 1024 / 1024);
    LEFT.get().is_none().then(|| if of_bytes { words() } else { said.to_owned() })
}

/// Something that is put into a template, and where.
struct Added {
    at: usize,
    text: String,
}

/// A template that counts its own loops, components and includes, and holds its variables to a length.
pub(super) fn with_steps(template: &str) -> String {
    let mut out = String::with_capacity(template.len() + 64);
    let mut from = 0;
    for added in additions(template) {
        out.push_str(&template[from..added.at]);
        out.push_str(&added.text);
        from = added.at;
    }
    out.push_str(&template[from..]);
    out
}

/// The column in a line as it is written of a column in the same line with its counting words, both from 1.
pub(super) fn own_column(line: &str, column: usize) -> usize {
    let mut shift = 0;
    for added in additions(line) {
        if line[..added.at].chars().count() + shift < column {
            shift += added.text.chars().count();
        }
    }
    column.saturating_sub(shift).max(1)
}

fn additions(template: &str) -> Vec<Added> {
    let mut all: Vec<Added> = vec![];
    // loops and components that are open: where the word that counts them stands among all, and where they begin
    let mut open: Vec<(usize, usize, &str)> = vec![];
    let step = |trims: [&str; 2], n: usize| format!("{{{{{} _step(n={n}) {}}}}}", trims[0], trims[1]);
    let mut at = 0;
    while let Some((start, kind)) = next_tag(template, at) {
        let Some(end) = end_of_tag(template, start, kind) else { break };
        at = end;
        if kind != '%' {
            continue;
        }
        let inner = &template[start + 2..end - 2];
        let words = inner.trim_matches(['-', ' ', '\t', '\n', '\r']);
        match words.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default() {
            "raw" => {
                let Some(close) = template[end..].find("endraw") else { break };
                at = end + close;
                at += template[at..].find("%}").map_or(0, |n| n + 2);
            }
            "for" | "component" => {
                open.push((all.len(), end, if inner.ends_with('-') { "-" } else { "" }));
                all.push(Added { at: end, text: String::new() });
            }
            "endfor" | "endcomponent" => {
                if let Some((n, start_of, trims)) = open.pop() {
                    all[n].text = step(["", trims], 1 + (start - start_of) / BYTES_PER_STEP);
                }
            }
            "include" => {
                let trims = if inner.starts_with('-') { "-" } else { "" };
                all.push(Added { at: start, text: step([trims, ""], 1) });
            }
            "set" | "set_global" => {
                let close = end - 2 - usize::from(inner.ends_with('-'));
                // a value, or else all that stands up to `endset`
                let equals = inner.find('=').filter(|n| !inner[..*n].contains('|'));
                let shut = if equals.is_some() { ")" } else { "" };
                all.extend(equals.map(|n| Added { at: start + 2 + n + 1, text: " (".to_owned() }));
                all.push(Added { at: close, text: format!("{shut} | {HELD} ") });
            }
            _ => {}
        }
    }
    all
}

/// The next tag, and its sign: `%`, `{` or `#`.
fn next_tag(template: &str, from: usize) -> Option<(usize, char)> {
    template.get(from..)?.match_indices('{').find_map(|(at, _)| {
        let sign = template[from + at + 1..].chars().next().filter(|c| matches!(c, '%' | '{' | '#'))?;
        Some((from + at, sign))
    })
}

/// Where a tag ends; what stands in quotes in it is a text.
fn end_of_tag(template: &str, start: usize, kind: char) -> Option<usize> {
    let close = match kind {
        '%' => "%}",
        '{' => "}}",
        _ => return template[start + 2..].find("#}").map(|n| start + 2 + n + 2),
    };
    let mut quote = None;
    let mut depth = 0_usize;
    for (n, c) in template[start + 2..].char_indices() {
        let at = start + 2 + n;
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth > 0 => depth -= 1,
            (None, _) if depth == 0 && template[at..].starts_with(close) => return Some(at + 2),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str) -> Result<String, String> {
        let mut tera = Tera::new();
        register(&mut tera);
        tera.add_raw_templates([("a", with_steps(template)), ("b", "b".to_owned())]).map_err(|e| e.to_string())?;
        let mut out = vec![];
        let made = render(&tera, "a", &Context::new(), &mut out);
        made.map_err(|e| is_spent(&e, &e.to_string()).unwrap_or_else(|| e.to_string()))?;
        String::from_utf8(out).map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_made_is_the_same() {
        for (template, expected) in [
            ("{% for a in range(end=3) -%}\n {{ a }}\n{%- endfor %}", "012"),
            ("{% set a = \"x\" ~ 'y' %}{{ a }}", "xy"),
            ("{% set a = 1 if 2 > 3 else 4 -%} {{ a + 1 }}", "5"),
            ("{# {% for #}{% raw %}{% for a in b %}{% endraw %}", "{% for a in b %}"),
            ("x {%- include \"b\" -%} y", "xby"),
            ("{% for a in [1, 2] %}{% if a == 2 %}{{ \"%}\" }}{% endif %}{% else %}none{% endfor %}", "%}"),
            ("{% set a %}text{% endset %}{{ a }}", "text"),
            ("{% set a | replace(from=\"t\", to=\"x\") %}text{% endset %}{{ a }}", "xexx"),
            ("{% for n in range(start=3, end=9, step_by=2) %}{{ n }},{% endfor %}", "3,5,7,"),
        ] {
            assert_eq!(made(template).as_deref(), Ok(expected), "{}", with_steps(template));
        }
    }

    #[test]
    fn what_has_no_end_is_stopped() {
        let list = format!("[{}]", "1, ".repeat(40));
        let lists: String = (0..8).map(|n| format!("{{% for a{n} in {list} %}}")).collect();
        for template in [
            "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}".to_owned(),
            format!("{lists}{}", "{% endfor %}".repeat(8)),
            "{% set s = 'x' %}{% for i in range(end=40) %}{% set_global s = s ~ s %}{% endfor %}{{ s }}".to_owned(),
            format!("{{% for a in range(end=100000) %}}{}{{% endfor %}}", "x".repeat(1000)),
            "{% set s = 'x' %}{% for i in range(end=40) %}{% set_global s %}{{ s }}{{ s }}{% endset %}{% endfor %}"
                .to_owned(),
            "{% set a = [[y for y in range(end=100000)] for x in range(end=100000)] %}".to_owned(),
        ] {
            let error = made(&template).unwrap_err();
            assert!(error.contains("does not come to an end"), "{template:.80} {error}");
        }
    }

    #[test]
    fn columns_are_those_of_the_author() {
        let line = "{% for a in b %}{{ a.x }}";
        let counted = with_steps(line);
        let column = |text: &str| text.find("a.x").map_or(0, |n| n + 1);
        assert_eq!(own_column(line, column(&counted)), column(line));
    }
}
