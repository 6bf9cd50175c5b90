//! What shortcodes become, and the tables among it.

use crate::diag::{did_you_mean, nearest};
use crate::html::{Html, escape};
use crate::wording::Wording;

/// What a shortcode becomes.
pub(super) enum Value {
    /// Words in a sentence.
    Words(String),
    /// Markdown, read with the text around it.
    Markdown(String),
    /// A table, a figure or an included text, alone in its place.
    Block(Html),
}

/// Why it cannot become anything: message and hint.
pub(super) type Fault = (String, Option<String>);

/// "x is not y", with the nearest that is.
pub(super) fn unknown<'k>(
    what: &str,
    typed: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> (String, Option<String>) {
    let known: Vec<&str> = known.into_iter().collect();
    let hint = match nearest(typed, known.iter().copied()) {
        Some(near) => Some(did_you_mean(near)),
        None if known.is_empty() => None,
        None => Some(format!("one of {}", crate::diag::list(known))),
    };
    (format!("`{typed}` is not {what}"), hint)
}

/// Adds words so that Markdown reads them as words.
pub(super) fn markdown_text(out: &mut String, words: &str) {
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A caption with what it is of: `Who may join (IET guideline, edition 2013)`.
pub(super) fn captioned(w: &Wording, key: &'static str, source: &str) -> String {
    w.fill("policy_table.of", &[("table", w.text(key)), ("source", source)])
}

/// Heads of columns, by their keys.
pub(super) fn heads<'w, const N: usize>(w: &'w Wording, keys: [&'static str; N]) -> [&'w str; N] {
    keys.map(|key| w.text(key))
}

/// A table with a caption; the first cell of a row is its heading.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
    let cells = |row: &Vec<String>| row.iter().map(|cell| Html::text(cell)).collect();
    table_of(caption, heads, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The same of cells that may hold links.
pub(super) fn table_of(caption: &str, heads: &[&str], rows: &[Vec<Html>]) -> Html {
    let mut out = String::from("<div class=\"scroll\" role=\"region\" aria-label=\"");
    escape(&mut out, caption);
    out.push_str("\" tabindex=\"0\"><table><caption>");
    escape(&mut out, caption);
    out.push_str("</caption><thead><tr>");
    for head in heads {
        out.push_str("<th scope=\"col\">");
        escape(&mut out, head);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (n, cell) in row.iter().enumerate() {
            out.push_str(if n == 0 { "<th scope=\"row\">" } else { "<td>" });
            out.push_str(cell.as_str());
            out.push_str(if n == 0 { "</th>" } else { "</td>" });
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
    Html::trusted(&out)
}
