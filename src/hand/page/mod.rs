//! The HTML file of a hand-over: made of its data and of nothing else, so that anybody's program can make it anew from a
//! stranger's file. No request leaves it; its one style and one script run under their hashes; it reads without script.

mod review;
mod rule;
mod view;

use std::sync::{Arc, LazyLock};

use serde::Serialize;
use tera::{Context, Tera};

use super::bundle::{self, BEFORE, BEHIND, Bundle};
use super::verify::{self, Checked};
use crate::hash::Hash32;
use crate::html::{Html, escape};
use crate::theme;
use crate::wording::Wording;

const TEMPLATE: &str = include_str!("bundle.html");
const STYLE: &str = include_str!("bundle.css");
const SEAL: &str = include_str!("../../../themes/default/assets/seal.js");
const PAGE: &str = include_str!("page.js");

/// What the script says, by the name that it has there.
const SAID: [(&str, &str); 17] = [
    ("checked", "hand.checked"),
    ("altered", "hand.altered"),
    ("text", "hand.altered_text"),
    ("data", "hand.altered_data"),
    ("part", "hand.altered_part"),
    ("shown", "hand.shown"),
    ("download", "hand.download"),
    ("answered", "hand.answered"),
    ("saved", "hand.saved"),
    ("loaded", "hand.loaded"),
    ("other", "hand.other_form"),
    ("required", "hand.required"),
    ("leave", "hand.leave"),
    ("by", "hand.by"),
    ("on", "hand.on"),
    ("yes", "hand.yes"),
    ("level", "hand.level"),
];

static ENGLISH: LazyLock<Option<Tera>> = LazyLock::new(|| tera(&Arc::new(Wording::english().clone())));

fn tera(wording: &Arc<Wording>) -> Option<Tera> {
    let mut tera = theme::with_filters(wording);
    tera.add_raw_template("bundle.html", TEMPLATE).ok()?;
    Some(tera)
}

#[derive(Serialize)]
struct Of<'a> {
    v: &'a view::Page,
}

/// Puts the sums into a hand-over and makes its file, in the words of the site.
pub(crate) fn file(mut bundle: Bundle, wording: &Arc<Wording>) -> String {
    let zero = Hash32([0; 32]);
    bundle.checks = bundle::Checks { rest: zero, page: zero };
    let checked = verify::check(bundle);
    let roots: Vec<Hash32> = checked.periods.iter().map(|p| p.root).collect();
    let mut checked = checked;
    checked.bundle.checks.rest = bundle::of_rest(&checked.bundle, &roots);
    let english = std::ptr::eq(Arc::as_ptr(wording), Wording::english());
    let made = if english { None } else { tera(wording) };
    let tera = made.as_ref().or(ENGLISH.as_ref());
    let (before, behind) = around(&checked, wording, tera);
    checked.bundle.checks.page = bundle::of_page(&before, &behind);
    format!("{before}{}{behind}", bundle::data(&checked.bundle))
}

/// The same from a stranger's data, in English.
pub(crate) fn anew(checked: &Checked) -> String {
    file(checked.bundle.clone(), &Arc::new(Wording::english().clone()))
}

/// The file before its data and behind them.
fn around(checked: &Checked, w: &Wording, tera: Option<&Tera>) -> (String, String) {
    let view = view::page(checked, w);
    let context = Context::from_serialize(&Of { v: &view }).unwrap_or_default();
    let main = tera.and_then(|t| t.render("bundle.html", &context).ok()).unwrap_or_default();
    let script = format!("{SEAL}{PAGE}");
    let mut out = String::from("<!doctype html>\n<html lang=\"");
    escape(&mut out, &checked.bundle.language);
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
    out.push_str(&format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n",
        of_source(STYLE),
        of_source(&script)
    ));
    out.push_str(
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<title>",
    );
    escape(&mut out, &view.title);
    out.push_str(&format!("</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#record\">"));
    escape(&mut out, w.text("site.skip"));
    let text = Hash32::of(plain(&main).as_bytes());
    out.push_str(&format!(
        "</a>\n<header><p id=\"check\" class=\"state noprint\" role=\"status\" data-text=\"{text}\">"
    ));
    escape(&mut out, w.text("hand.not_checked"));
    out.push_str(&format!("</p></header>\n{main}<div id=\"say\" hidden"));
    for (name, key) in SAID {
        out.push_str(&format!(" data-{name}=\"{}\"", Html::text(w.text(key)).as_str()));
    }
    out.push_str(&format!("></div>\n{BEFORE}"));
    (out, format!("{BEHIND}\n<script>{script}{BEHIND}\n</body>\n</html>\n"))
}

/// SHA-256 in base64, as a content security policy names a style or a script.
fn of_source(text: &str) -> String {
    crate::base64::encode(&Hash32::of(text.as_bytes()).0)
}

/// The text that a browser takes out of our own HTML, without spaces and line ends: what stands between `<main …>` and
/// `</main>`, with the entities that we write.
fn plain(main: &str) -> String {
    let start = main.find('>').map_or(0, |at| at + 1);
    let end = main.rfind("</main>").unwrap_or(main.len());
    let mut out = String::with_capacity(main.len());
    let mut rest = main.get(start..end).unwrap_or_default();
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
            continue;
        }
        let (entity, after) = rest.split_once(';').unwrap_or((rest, ""));
        match entity {
            "&amp;" | "&amp" => out.push('&'),
            "&lt" => out.push('<'),
            "&gt" => out.push('>'),
            "&quot" => out.push('"'),
            "&#39" | "&#x27" => out.push('\''),
            "&#x2F" => out.push('/'),
            other => {
                out.push_str(other);
                out.push(';');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out.retain(|c| !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}'));
    out
}
