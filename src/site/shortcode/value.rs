//! The values of shortcodes, from the policies' data: words for sentences, tables with captions.

use super::{Code, Page, record, strategy, unknown};
use crate::html::{Html, escape};
use crate::model::time::in_words;
use crate::policy::rule::{Adjust, Fate, RuleKind, Scheme};
use crate::policy::words::{and, clause, count_in_words, describe, number, quantity, short};
use crate::policy::{Edition, Named, Policy, Rule};
use crate::site::Site;

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

/// All names of shortcodes.
const NAMES: [&str; 10] =
    ["policy", "adjust", "count", "scheme", "table", "literal", "include", "figure", "record", "strategy"];

/// Works out one shortcode.
pub(super) fn of(page: &mut Page<'_>, code: &Code<'_>) -> Result<Value, Fault> {
    let site = page.site;
    match code.name {
        "literal" => return Ok(Value::Words(code.get("").unwrap_or_default().to_owned())),
        "include" => return page.include(code.get("").unwrap_or_default()).map(Value::Block),
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
        "policy" if code.get("rule").is_some() => of_rule(edition, code).map(Value::Words),
        "policy" => of_policy(policy, edition, code).map(Value::Words),
        "adjust" => of_adjust(edition, code).map(Value::Words),
        "count" => of_count(policy, edition, code).map(Value::Words),
        "scheme" => of_scheme(site, policy, edition, code),
        "table" => of_table(policy, edition, code).map(Value::Block),
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
        (
            format!("the picture `{src}` is not there"),
            Some("name a PNG, JPEG, GIF or WebP file below `content/`".to_owned()),
        )
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

/// An amount of a rule, in the form that the code asks for.
fn amount(value: i64, rule: &Rule, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let measure = edition.measure_of(rule);
    match code.get("as").unwrap_or("words") {
        "words" => Ok(quantity(value, measure)),
        "short" => Ok(short(value, measure)),
        // Hours are what people count in; minutes are how we keep them.
        "number" if measure.unit == crate::policy::Unit::Minutes => Ok(number(value, 60)),
        "number" => Ok(number(value, measure.unit.scale())),
        other => Err(unknown("a form", other, ["words", "short", "number"])),
    }
}

fn of_rule(edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let rule = rule(edition, code.get("rule").unwrap_or_default())?;
    let no = |what: &str| (format!("`{}` has no `{what}`", rule.id), None);
    match code.get("show").unwrap_or("at_least") {
        "at_least" => match &rule.kind {
            RuleKind::AtLeast(target) => amount(target.base, rule, edition, code),
            _ => Err(no("at_least")),
        },
        "most" => match &rule.kind {
            RuleKind::Cap(cap) => amount(cap.most, rule, edition, code),
            RuleKind::AtMost(most) => amount(*most, rule, edition, code),
            _ => Err(no("most")),
        },
        "clause" => Ok(clause(rule, edition.measure_of(rule), None)),
        "reading" => rule.reading.clone().ok_or_else(|| no("reading")),
        "title" => Ok(rule.title.clone()),
        "describe" => Ok(describe(rule, edition)),
        other => Err(unknown(
            "something to show of a rule",
            other,
            ["at_least", "most", "clause", "reading", "title", "describe"],
        )),
    }
}

fn of_policy(policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let none = |what: &str| (format!("`{}` has no `{what}`", policy.id), None);
    match code.get("show").unwrap_or("title") {
        "title" => Ok(policy.title.clone()),
        "edition" => Ok(edition.label.clone()),
        "from" => Ok(in_words(edition.from)),
        "source" => source.map(|s| s.title.clone()).ok_or_else(|| none("source")),
        "checked" => source.and_then(|s| s.checked).map(in_words).ok_or_else(|| none("checked")),
        "window" => Ok(crate::policy::words::window(&edition.window)),
        "window-reading" => edition.window.reading.clone().ok_or_else(|| none("window-reading")),
        "affiliation" => policy.note.clone().ok_or_else(|| none("affiliation")),
        other => Err(unknown(
            "something to show of a policy",
            other,
            ["title", "edition", "from", "source", "checked", "window", "window-reading", "affiliation"],
        )),
    }
}

fn of_adjust(edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let reason = code.get("reason").unwrap_or_default();
    let names = || edition.adjust.iter().flat_map(|a| &a.reasons).map(|n| n.id.as_str());
    let adjust = edition
        .adjust
        .iter()
        .find(|a| a.reasons.iter().any(|n| n.id.as_str() == reason))
        .ok_or_else(|| unknown("a circumstance of this policy", reason, names()))?;
    let rule = rule(edition, code.get("rule").unwrap_or("total"))?;
    fate_in_words(adjust, rule, edition, code)
}

fn fate_in_words(adjust: &Adjust, rule: &Rule, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let at = edition.rules.iter().position(|r| r.id == rule.id).unwrap_or_default();
    match adjust.fates.get(at) {
        Some(Fate::Set(value)) => amount(*value, rule, edition, code),
        Some(Fate::Agreed) => Ok("as agreed".to_owned()),
        Some(Fate::Scale) => Ok("in proportion to the time".to_owned()),
        Some(Fate::Drop) => Ok("does not apply".to_owned()),
        Some(Fate::Unstated) => Ok("not stated".to_owned()),
        Some(Fate::Keep) | None => Ok("unchanged".to_owned()),
    }
}

fn of_count(policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
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
    Ok(if code.get("as") == Some("number") { n.to_string() } else { count_in_words(n) })
}

fn of_scheme(site: &Site<'_>, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<Value, Fault> {
    let scheme = edition.scheme.as_ref().ok_or_else(|| ("this edition has no scheme".to_owned(), None))?;
    let none = |what: &str| (format!("the scheme has no `{what}`"), None);
    match code.get("show").unwrap_or_default() {
        "grades" => Ok(Value::Words(and(&scheme.grades))),
        "sample" => scheme.sample.clone().map(Value::Words).ok_or_else(|| none("sample")),
        "contact" => scheme.contact.clone().map(Value::Words).ok_or_else(|| none("contact")),
        "subject" => scheme.subject.clone().map(Value::Words).ok_or_else(|| none("subject")),
        "join" => Ok(Value::Markdown(join(site, policy, edition, scheme))),
        "eligibility" => Ok(Value::Block(eligibility(policy, edition, scheme))),
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
    let subject = scheme.subject.as_deref().unwrap_or("Joining the CPD scheme");
    let own = site.seen.institution.and_then(|i| i.contact.as_deref());
    let mut out = String::new();
    if let Some(address) = own {
        let lines: Vec<String> = scheme.message.iter().map(|m| format!("{}: ", upper_first(m))).collect();
        let url = mailto(address, subject, &lines.join("\r\n"));
        out.push_str("\n\n[Write to ");
        super::markdown_text(&mut out, address);
        out.push_str(&format!("](<{url}>): the message opens in your mail program, with its subject"));
        if !scheme.message.is_empty() {
            out.push_str(&format!(" and a line each for {}", and(&scheme.message)));
        }
        out.push_str(". It is sent when you send it.\n\n");
        return out;
    }
    let Some(contact) = &scheme.contact else {
        return "\n\nNo address for joining is stated.\n\n".to_owned();
    };
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let when = source.and_then(|s| s.captured.as_deref()).map_or(String::new(), |c| format!(" in {c}"));
    out.push_str(&format!("\n\nAs published{when}:\n\n- **To:** `{contact}`\n- **Subject:** `{subject}`\n"));
    if !scheme.message.is_empty() {
        out.push_str("- **Message:** ");
        super::markdown_text(&mut out, &and(&scheme.message));
        out.push('\n');
    }
    out.push('\n');
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

/// May I join? For each grade that is named, and for all others.
fn eligibility(policy: &Policy, edition: &Edition, scheme: &Scheme) -> Html {
    let mut rows: Vec<Vec<String>> =
        scheme.grades.iter().map(|g| vec![g.clone(), "Yes: named by the scheme".to_owned()]).collect();
    let rest = match (&scheme.also_invited, scheme.grades.is_empty()) {
        (Some(others), _) => {
            format!("Unclear: the source also invites {}. Ask before you rely on it", others.replace('-', " "))
        }
        (None, true) => "Not stated".to_owned(),
        (None, false) => "No: not named".to_owned(),
    };
    rows.push(vec!["Any other grade".to_owned(), rest]);
    let caption = format!("Who may join ({}, edition {})", policy.title, edition.label);
    table(&caption, &["Grade", "May I join?"], &rows)
}

const TABLES: [&str; 7] = ["areas", "planned", "circumstances", "types", "rules", "editions", "benefits"];

fn of_table(policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<Html, Fault> {
    let source = format!("{}, edition {}", policy.title, edition.label);
    match code.get("show").unwrap_or_default() {
        "areas" => Ok(areas(edition, &source)),
        "planned" => Ok(planned(edition, &source)),
        "circumstances" => Ok(circumstances(edition, &source)),
        "types" => Ok(named("Kinds of activity", "Kind", &policy.types, &source)),
        "benefits" => Ok(named("Benefits", "Benefit", &policy.benefits, &source)),
        "rules" => Ok(rules(edition, &source)),
        "editions" => Ok(editions(policy)),
        other => Err(unknown("a table", other, TABLES)),
    }
}

/// A table with a caption; the first cell of a row is its heading.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
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
            escape(&mut out, cell);
            out.push_str(if n == 0 { "</th>" } else { "</td>" });
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
    Html::trusted(&out)
}

/// The rules that a policy asks for each category.
fn areas(edition: &Edition, source: &str) -> Html {
    let of_category = |r: &&Rule| r.value.is_some() && matches!(r.kind, RuleKind::AtLeast(_));
    let rows: Vec<Vec<String>> = edition
        .rules
        .iter()
        .filter(of_category)
        .map(|r| {
            let RuleKind::AtLeast(target) = &r.kind else { return vec![] };
            vec![
                r.value.as_ref().map(|v| v.title.clone()).unwrap_or_default(),
                quantity(target.base, edition.measure_of(r)),
            ]
        })
        .collect();
    table(&format!("A possible split by area ({source})"), &["Area", "Time"], &rows)
}

/// Planned and unplanned, with examples of each.
fn planned(edition: &Edition, source: &str) -> Html {
    let rows: Vec<Vec<String>> = edition
        .rules
        .iter()
        .filter(|r| r.value.is_none() && !r.such_as.is_empty())
        .map(|r| {
            let measure = edition.measure_of(r);
            let time = match &r.kind {
                RuleKind::AtLeast(target) => format!("at least {}", quantity(target.base, measure)),
                RuleKind::Cap(cap) => format!("the balance, up to {}", quantity(cap.most, measure)),
                _ => describe(r, edition),
            };
            vec![r.title.clone(), time, r.such_as.join("; ")]
        })
        .collect();
    table(&format!("Planned and unplanned activity ({source})"), &["CPD", "Time", "Examples"], &rows)
}

/// What each circumstance does to each rule.
fn circumstances(edition: &Edition, source: &str) -> Html {
    let rules: Vec<&Rule> = edition.rules.iter().filter(|r| r.value.is_none()).collect();
    let mut heads = vec!["Circumstance"];
    heads.extend(rules.iter().map(|r| r.title.as_str()));
    let plain = Code { name: "", arguments: vec![] };
    let mut rows = vec![];
    for adjust in &edition.adjust {
        for reason in &adjust.reasons {
            let mut row = vec![reason.title.clone()];
            row.extend(rules.iter().map(|r| fate_in_words(adjust, r, edition, &plain).unwrap_or_default()));
            rows.push(row);
        }
    }
    table(&format!("Special circumstances ({source})"), &heads, &rows)
}

fn named(caption: &str, head: &str, words: &[Named], source: &str) -> Html {
    let notes = words.iter().any(|n| n.note.is_some());
    let row = |n: &Named| {
        let mut row = vec![n.title.clone(), n.id.to_string()];
        if notes {
            row.push(n.note.clone().unwrap_or_default());
        }
        row
    };
    let rows: Vec<Vec<String>> = words.iter().map(row).collect();
    let heads: &[&str] = if notes { &[head, "Written as", "What it means"] } else { &[head, "Written as"] };
    table(&format!("{caption} ({source})"), heads, &rows)
}

fn rules(edition: &Edition, source: &str) -> Html {
    let row = |r: &Rule| vec![r.title.clone(), describe(r, edition), r.severity.word().to_owned()];
    let rows: Vec<Vec<String>> = edition.rules.iter().map(row).collect();
    table(&format!("All rules ({source})"), &["Rule", "What it asks", "How binding"], &rows)
}

fn editions(policy: &Policy) -> Html {
    let row = |e: &Edition| {
        let to = e.to.map_or_else(|| "no end is stated".to_owned(), in_words);
        let source = e.source.as_ref().and_then(|s| policy.sources.get(s)).map(|s| s.title.clone()).unwrap_or_default();
        vec![e.label.clone(), in_words(e.from), to, source]
    };
    let rows: Vec<Vec<String>> = policy.editions.iter().map(row).collect();
    table(&format!("Editions of {}", policy.title), &["Edition", "From", "To", "Source"], &rows)
}
