//! The summary as one page: a table, and how it is to be read.

use super::Summary;
use crate::html::escape;
use crate::wording::Wording;

/// Makes the page; the style sheet stands beside it as `style.css`.
pub(crate) fn page(of: &Summary, wording: &Wording) -> String {
    let word = |key: &str| escaped(wording.text(key));
    let k = of.k.to_string();
    let title = escaped(&wording.fill("team.title", &[("year", &of.year.to_string())]));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><link rel=\"stylesheet\" href=\"style.css\"></head>\n<body><main>\
         <header class=\"lead\"><h1>{title}</h1><p>{}</p></header>\n",
        escaped(&wording.fill("team.about", &[("k", &k)]))
    );
    match (of.members, of.silent) {
        (Some(members), Some(silent)) => {
            let members = wording.count("team.members", members);
            let silent = wording.count("team.silent", silent);
            out.push_str(&format!("<p>{} {}</p>\n", escaped(&members), escaped(&silent)));
        }
        (Some(members), None) => {
            let few = [("k", k.as_str()), ("year", &of.year.to_string())];
            let (members, few) = (wording.count("team.members", members), wording.fill("team.few_state", &few));
            out.push_str(&format!("<p>{} {}</p>\n", escaped(&members), escaped(&few)));
        }
        (None, _) => {
            out.push_str(&format!("<p>{}</p>\n", escaped(&wording.fill("team.too_few", &[("k", &k)]))));
        }
    }
    if of.policies.is_empty() {
        if of.members.is_some() {
            out.push_str(&format!("<p>{}</p>\n", escaped(&wording.fill("team.none", &[("k", &k)]))));
        }
    } else {
        out.push_str(&format!(
            "<section class=\"band\"><h2>{0}</h2><div><table><caption class=\"hidden-text\">{0}</caption><thead><tr><th scope=\"col\">{1}</th><th scope=\"col\" class=\"num\">{2}</th></tr></thead><tbody>\n",
            word("team.heading"),
            word("table.policy"),
            word("team.met"),
        ));
        for policy in &of.policies {
            let (title, met) = (escaped(&policy.title), policy.met);
            out.push_str(&format!("<tr><th scope=\"row\">{title}</th><td class=\"num\">{met}</td></tr>\n"));
        }
        out.push_str("</tbody></table></div></section>\n");
    }
    out.push_str("</main></body></html>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text);
    out
}
