//! The values of shortcodes, from the policies' data: words for sentences, tables with captions.

use super::amount::{amount, fate_in_words};
use super::page::Page;
use super::policy_tables::{eligibility, of_table};
use super::table::{Fault, Value, markdown_text, unknown};
use super::{list, record, strategy};
use crate::codes::Code;
use crate::facts::{Site, address};
use crate::html::{Html, escape};
use crate::policy::data::edition::Scheme;
use crate::policy::{Edition, Figure, Origin, Policy, Rule, kinds};
use crate::say;
use crate::say::amount::{and, number_word};
use crate::say::kind::rule_figure;
use crate::say::policy::{clause, describe, window};
use crate::wording::Wording;

/// All names of shortcodes.
const NAMES: [&str; 11] =
    ["policy", "adjust", "count", "list", "scheme", "table", "literal", "include", "figure", "record", "strategy"];

/// Works out one shortcode; one that includes a text is the business of [`super::expand()`].
pub(super) fn of(page: &Page<'_>, code: &Code<'_>) -> Result<Value, Fault> {
    let site = page.site;
    match code.name {
        "literal" => return Ok(Value::Words(code.get("").unwrap_or_default().to_owned())),
        "figure" => return figure(page, code).map(Value::Block),
        "strategy" => return strategy::of(site, code).map(Value::Markdown),
        "record" => return record::of(page, code).map(Value::Block),
        _ => {}
    }
    let id = code.get("id").unwrap_or(page.meant);
    let policy = site.policies.get(id).ok_or_else(|| unknown("a policy", id, site.policies.ids()))?;
    let edition = match code.get("edition") {
        Some(label) => policy.edition(label).ok_or_else(|| {
            unknown("an edition of this policy", label, policy.editions.iter().map(|e| e.label.as_str()))
        })?,
        None => policy.current(site.seen.as_of).ok_or_else(|| ("this policy has no edition".to_owned(), None))?,
    };
    match code.name {
        "policy" if code.get("rule").is_some() => of_rule(site.wording, edition, code).map(Value::Words),
        "policy" if code.get("show") == Some("coming") => Ok(Value::Markdown(coming(site, policy))),
        "policy" => of_policy(site.wording, policy, edition, code).map(Value::Words),
        "adjust" => of_adjust(site.wording, edition, code).map(Value::Words),
        "count" => of_count(site.wording, policy, edition, code).map(Value::Words),
        "list" => list::of(policy, code).map(Value::Markdown),
        "scheme" => of_scheme(site, policy, edition, code),
        "table" => of_table(page, policy, edition, code).map(Value::Block),
        other => Err(unknown("a shortcode", other, NAMES)),
    }
}

/// A picture with a caption.
fn figure(page: &Page<'_>, code: &Code<'_>) -> Result<Html, Fault> {
    let src = code.get("src").ok_or_else(|| ("a figure needs `src`".to_owned(), None))?;
    let alt = code.get("alt").unwrap_or_default();
    let caption = code.get("caption").ok_or_else(|| {
        let hint = format!("add `caption=\"…\"`, or write `![{alt}]({src})` for a picture without one");
        ("a figure needs `caption`".to_owned(), Some(hint))
    })?;
    let source = page.inside.last().map_or("", String::as_str);
    let picture = page.site.picture(src, source, page.depth).ok_or_else(|| {
        let meant = page.site.picture_meant(src, source);
        let hint = "name a PNG, JPEG, GIF or WebP file of `content/`, as seen from this page: `images/x.png`, or `/images/x.png` from every page";
        (format!("the picture `{src}` is not there"), Some(meant.unwrap_or_else(|| hint.to_owned())))
    })?;
    let mut out = String::from("<figure>");
    picture.tag(&mut out, alt, "");
    out.push_str("<figcaption>");
    escape(&mut out, caption);
    out.push_str("</figcaption></figure>");
    Ok(Html::trusted(&out))
}

fn rule<'e>(edition: &'e Edition, id: &str) -> Result<&'e Rule, Fault> {
    edition.rule(id).ok_or_else(|| unknown("a rule of this policy", id, edition.rules.iter().map(|r| r.id.as_str())))
}

fn of_rule(w: &Wording, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let rule = rule(edition, code.get("rule").unwrap_or_default())?;
    let no = |what: &str| (format!("`{}` has no `{what}`", rule.id), None);
    match code.get("show").unwrap_or("at_least") {
        what @ ("at_least" | "most") => {
            let asked = kinds::of(&rule.ask).is_limit() == (what == "most");
            match kinds::figure(rule, edition, None).filter(|_| asked) {
                Some(Figure::Amount(figure)) => amount(w, figure, rule, edition, code),
                Some(Figure::Number(n)) if code.get("as") == Some("number") => Ok(n.to_string()),
                Some(Figure::Number(_) | Figure::Part(_) | Figure::Months(_)) => {
                    rule_figure(w, rule, edition).ok_or_else(|| no(what))
                }
                None => Err(no(what)),
            }
        }
        "clause" => Ok(clause(w, rule, edition)),
        "reading" => rule.reading.clone().ok_or_else(|| no("reading")),
        "title" => Ok(rule.title.clone()),
        "describe" => Ok(describe(w, rule, edition)),
        other => Err(unknown(
            "something to show of a rule",
            other,
            ["at_least", "most", "clause", "reading", "title", "describe"],
        )),
    }
}

fn of_policy(w: &Wording, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let none = |what: &str| (format!("`{}` has no `{what}`", policy.id), None);
    match code.get("show").unwrap_or("title") {
        "title" => Ok(policy.title.clone()),
        "edition" => Ok(edition.label.clone()),
        "from" => Ok(w.day(edition.from)),
        "source" => source.map(|s| s.title.clone()).ok_or_else(|| none("source")),
        "checked" => source.and_then(|s| s.checked).map(|day| w.day(day)).ok_or_else(|| none("checked")),
        "window" => Ok(window(w, &edition.window)),
        "window-reading" => edition.window.reading.clone().ok_or_else(|| none("window-reading")),
        "affiliation" => policy.note.clone().ok_or_else(|| none("affiliation")),
        // Nothing where the file is the built-in one: a text may say it wherever it names the body.
        "changed" if policy.origin == Origin::ChangedHere => Ok(changed_here(w, policy)),
        "changed" => Ok(String::new()),
        other => Err(unknown(
            "something to show of a policy",
            other,
            [
                "title",
                "edition",
                "from",
                "source",
                "checked",
                "window",
                "window-reading",
                "affiliation",
                "changed",
                "coming",
            ],
        )),
    }
}

/// What the next edition brings, with a link to its page; nothing where none is known to come.
fn coming(site: &Site<'_>, policy: &Policy) -> String {
    let Some((now, next)) = policy.coming(site.seen.as_of) else { return String::new() };
    let mut text = String::new();
    markdown_text(&mut text, &say::policy::coming(site.wording, now, next));
    let at = address::edition(policy, next);
    let link = site.routes.has(&at).then(|| at.strip_suffix("index.html").unwrap_or(&at).to_owned());
    let link = link.map(|at| format!(" [{}](/{at})", site.wording.text("comes.what")));
    text + &link.unwrap_or_default()
}

/// That a site keeps its own file of a body's policy, so that no figure of it is said to be the body's.
fn changed_here(w: &Wording, policy: &Policy) -> String {
    match &policy.body {
        Some(body) => w.fill("policy.changed_here_body", &[("body", body)]),
        None => w.text("policy.changed_here").to_owned(),
    }
}

fn of_adjust(w: &Wording, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let reason = code.get("reason").unwrap_or_default();
    let names = || edition.adjust.iter().flat_map(|a| &a.reasons).map(|n| n.id.as_str());
    let adjust = edition
        .adjust
        .iter()
        .find(|a| a.reasons.iter().any(|n| n.id.as_str() == reason))
        .ok_or_else(|| unknown("a circumstance of this policy", reason, names()))?;
    let rule = rule(edition, code.get("rule").unwrap_or("total"))?;
    fate_in_words(w, adjust, rule, edition, code)
}

fn of_count(w: &Wording, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let n = match code.get("of").unwrap_or_default() {
        "types" => policy.types.len(),
        "categories" => policy.categories.len(),
        "benefits" => policy.benefits.len(),
        "values" => policy.values.len(),
        "rules" => edition.rules.len(),
        other => {
            return Err(unknown("something to count", other, ["types", "categories", "benefits", "values", "rules"]));
        }
    };
    Ok(if code.get("as") == Some("number") {
        n.to_string()
    } else {
        number_word(w, i64::try_from(n).unwrap_or(i64::MAX))
    })
}

fn of_scheme(site: &Site<'_>, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<Value, Fault> {
    let scheme = edition.scheme.as_ref().ok_or_else(|| ("this edition has no scheme".to_owned(), None))?;
    let none = |what: &str| (format!("the scheme has no `{what}`"), None);
    match code.get("show").unwrap_or_default() {
        "grades" => Ok(Value::Words(and(site.wording, &scheme.grades))),
        "sample" => scheme.sample.clone().map(Value::Words).ok_or_else(|| none("sample")),
        "contact" => scheme.contact.clone().map(Value::Words).ok_or_else(|| none("contact")),
        "subject" => scheme.subject.clone().map(Value::Words).ok_or_else(|| none("subject")),
        "join" => Ok(Value::Markdown(join(site, policy, edition, scheme))),
        "eligibility" => Ok(Value::Block(eligibility(site.wording, policy, edition, scheme))),
        other => Err(unknown(
            "something to show of a scheme",
            other,
            ["grades", "sample", "contact", "subject", "join", "eligibility"],
        )),
    }
}

/// How to join a scheme: a message that is ready to be sent, where the site is the institution's own and
/// has an address; else what the source published, as a quotation with its date. Nothing is invented.
fn join(site: &Site<'_>, policy: &Policy, edition: &Edition, scheme: &Scheme) -> String {
    let w = site.wording;
    let subject = scheme.subject.as_deref().unwrap_or_else(|| w.text("scheme.subject_unsaid"));
    let own = site.seen.institution.and_then(|i| i.contact.as_deref());
    let mut out = String::new();
    if let Some(address) = own {
        let lines: Vec<String> = scheme.message.iter().map(|m| format!("{}: ", upper_first(m))).collect();
        let url = mailto(address, subject, &lines.join("\r\n"));
        out.push_str("\n\n[");
        markdown_text(&mut out, &w.fill("scheme.write_to", &[("address", address)]));
        out.push_str(&format!("](<{url}>): "));
        let opens = match and(w, &scheme.message) {
            none if none.is_empty() => w.text("scheme.opens").to_owned(),
            lines => w.fill("scheme.opens_with", &[("lines", &lines)]),
        };
        markdown_text(&mut out, &opens);
        out.push_str("\n\n");
        return out;
    }
    let Some(contact) = &scheme.contact else {
        markdown_text(&mut out, w.text("scheme.no_address"));
        return format!("\n\n{out}\n\n");
    };
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let published = match source.and_then(|s| s.captured.as_deref()) {
        Some(year) => w.fill("scheme.published_in", &[("year", year)]),
        None => w.text("scheme.published").to_owned(),
    };
    out.push_str("\n\n");
    markdown_text(&mut out, &published);
    let (to, about) = (w.text("scheme.to"), w.text("scheme.subject"));
    out.push_str(&format!("\n\n- **{to}** `{contact}`\n- **{about}** `{subject}`\n"));
    if !scheme.message.is_empty() {
        out.push_str(&format!("- **{}** ", w.text("scheme.message")));
        markdown_text(&mut out, &and(w, &scheme.message));
        out.push('\n');
    }
    out.push('\n');
    markdown_text(&mut out, w.text("scheme.old_address"));
    out.push_str("\n\n");
    out
}

/// A `mailto:` address with subject and body (RFC 6068).
fn mailto(address: &str, subject: &str, body: &str) -> String {
    let mut url = "mailto:".to_owned();
    encode(&mut url, address, b"@.-_+");
    url.push_str("?subject=");
    encode(&mut url, subject, b"-_.");
    if !body.is_empty() {
        url.push_str("&body=");
        encode(&mut url, body, b"-_.");
    }
    url
}

fn encode(out: &mut String, text: &str, plain: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
