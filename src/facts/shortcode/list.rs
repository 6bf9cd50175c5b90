//! `{{ list(of="benefits") }}`: the words of a policy as a list, so that no page names them in words of
//! its own.

use super::table::{Fault, markdown_text, unknown};
use crate::codes::Code;
use crate::policy::Policy;

const LISTS: [&str; 4] = ["types", "categories", "benefits", "values"];

/// Works out one shortcode, as Markdown.
pub(super) fn of(policy: &Policy, code: &Code<'_>) -> Result<String, Fault> {
    let words = match code.get("of").unwrap_or_default() {
        "types" => &policy.types,
        "categories" => &policy.categories,
        "benefits" => &policy.benefits,
        "values" => &policy.values,
        other => return Err(unknown("something to list", other, LISTS)),
    };
    let notes = match code.get("show") {
        None => false,
        Some("notes") => true,
        Some(other) => return Err(unknown("something to show of a list", other, ["notes"])),
    };
    let mut out = String::from("\n\n");
    for word in words {
        let mut title = String::new();
        markdown_text(&mut title, &word.title);
        if !notes {
            out.push_str(&format!("- {title}\n"));
            continue;
        }
        out.push_str(&format!("- **{title}.** `{}`\n\n", word.id));
        if let Some(note) = &word.note {
            out.push_str("  ");
            markdown_text(&mut out, note);
            out.push_str("\n\n");
        }
    }
    out.push('\n');
    Ok(out)
}
