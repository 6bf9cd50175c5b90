//! The values of shortcodes, from the policies' data: words for sentences, tables with captions.

use super::{Code, unknown};
use crate::html::{Html, escape};
use crate::model::time::in_words;
use crate::policy::rule::{Adjust, Fate, RuleKind};
use crate::policy::words::{and, clause, count_in_words, describe, number, quantity, short};
use crate::policy::{Edition, Named, Policy, Rule};
use crate::site::Site;

/// What a shortcode becomes.
pub(super) enum Value {
    /// Words in a sentence.
    Words(String),
    /// A table, alone in its place.
    Table(Html),
}

/// Why it cannot become anything: message and hint.
type Fault = (String, Option<String>);

/// The policy whose figures are meant where a shortcode names none.
const DEFAULT_POLICY: &str = "iet";

/// Works out one shortcode.
pub(super) fn of(site: &Site<'_>, code: &Code<'_>) -> Result<Value, Fault> {
    if code.name == "literal" {
        return Ok(Value::Words(code.get("").unwrap_or_default().to_owned()));
    }
    let id = code.get("id").unwrap_or(DEFAULT_POLICY);
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
        "count" => of_count(policy, code).map(Value::Words),
        "scheme" => of_scheme(edition, code).map(Value::Words),
        "table" => of_table(policy, edition, code).map(Value::Table),
        other => Err(unknown("a shortcode", other, ["policy", "adjust", "count", "scheme", "table", "literal"])),
    }
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

fn of_count(policy: &Policy, code: &Code<'_>) -> Result<String, Fault> {
    let n = match code.get("of").unwrap_or_default() {
        "types" => policy.types.len(),
        "categories" => policy.categories.len(),
        "benefits" => policy.benefits.len(),
        "values" => policy.values.len(),
        other => return Err(unknown("something to count", other, ["types", "categories", "benefits", "values"])),
    };
    Ok(if code.get("as") == Some("number") { n.to_string() } else { count_in_words(n) })
}

fn of_scheme(edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let scheme = edition.scheme.as_ref().ok_or_else(|| ("this edition has no scheme".to_owned(), None))?;
    let none = |what: &str| (format!("the scheme has no `{what}`"), None);
    match code.get("show").unwrap_or_default() {
        "grades" => Ok(and(&scheme.grades)),
        "sample" => scheme.sample.clone().ok_or_else(|| none("sample")),
        "contact" => scheme.contact.clone().ok_or_else(|| none("contact")),
        other => Err(unknown("something to show of a scheme", other, ["grades", "sample", "contact"])),
    }
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
fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
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
    Html::trusted(out)
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
