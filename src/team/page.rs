//! The summary as one page: tables, and how they are to be read.

use super::{Counts, NAMES, Summary};
use crate::html::escape;
use crate::wording::Wording;

/// Makes the page; the style sheet stands beside it as `style.css`.
pub(crate) fn page(of: &Summary, wording: &Wording) -> String {
    let word = |key: &str| escaped(wording.text(key));
    let title = wording.fill("team.title", &[("year", &of.year.to_string())]);
    let title = escaped(&title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><link rel=\"stylesheet\" href=\"style.css\"></head>\n<body><main>\
         <header class=\"lead\"><h1>{title}</h1><p>{}</p></header>\n",
        escaped(&wording.fill("team.about", &[("k", &of.k.to_string())]))
    );
    if of.policies.is_empty() {
        out.push_str(&format!("<p>{}</p>\n", escaped(&wording.fill("team.none", &[("k", &of.k.to_string())]))));
    }
    for policy in &of.policies {
        let hours = wording.hours(crate::model::Minutes(policy.mean_hours * 60));
        let members = wording.count("team.members", policy.members);
        let mean = wording.fill("team.mean", &[("hours", &hours)]);
        out.push_str(&format!(
            "<section class=\"band\"><header><h2>{}</h2><p class=\"meta\">{} {}</p></header><div class=\"scroll\" role=\"group\" aria-label=\"{}\" tabindex=\"0\"><table><caption class=\"hidden-text\">{}</caption><thead><tr><th scope=\"col\">{}</th>",
            escaped(&policy.title),
            escaped(&members),
            escaped(&mean),
            escaped(&policy.title),
            escaped(&policy.title),
            word("team.rule"),
        ));
        for name in NAMES {
            out.push_str(&format!(
                "<th scope=\"col\" class=\"num\">{}</th>",
                escaped(wording.word("team_count", name))
            ));
        }
        out.push_str("</tr></thead><tbody>\n");
        row(&mut out, &word("team.whole"), "", &policy.verdicts);
        for rule in &policy.rules {
            row(&mut out, &escaped(&rule.title), wording.word("severity", rule.severity.word()), &rule.counts);
        }
        out.push_str("</tbody></table></div></section>\n");
    }
    out.push_str("</main></body></html>\n");
    out
}

fn row(out: &mut String, title: &str, severity: &str, counts: &Counts) {
    out.push_str(&format!("<tr><th scope=\"row\">{title} <small>{}</small></th>", escaped(severity)));
    for n in counts.0 {
        out.push_str(&format!("<td class=\"num\">{}</td>", n.map_or_else(|| "·".to_owned(), |n| n.to_string())));
    }
    out.push_str("</tr>\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text);
    out
}
