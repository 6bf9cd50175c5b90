//! The values of shortcodes, from the policies' data: words for sentences, tables with captions.

use super::{Code, Page, record, strategy, unknown};
use crate::facts::Site;
use crate::html::{Html, escape};
use crate::policy::data::rule::{Adjust, Fate, RuleKind, Scheme};
use crate::policy::tell::words::{and, clause, count_in_words, describe, number, quantity, short};
use crate::policy::{Edition, Named, Policy, Rule};
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
        "policy" => of_policy(site.wording, policy, edition, code).map(Value::Words),
        "adjust" => of_adjust(site.wording, edition, code).map(Value::Words),
        "count" => of_count(policy, edition, code).map(Value::Words),
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

fn of_policy(w: &Wording, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let none = |what: &str| (format!("`{}` has no `{what}`", policy.id), None);
    match code.get("show").unwrap_or("title") {
        "title" => Ok(policy.title.clone()),
        "edition" => Ok(edition.label.clone()),
        "from" => Ok(w.day(edition.from)),
        "source" => source.map(|s| s.title.clone()).ok_or_else(|| none("source")),
        "checked" => source.and_then(|s| s.checked).map(|day| w.day(day)).ok_or_else(|| none("checked")),
        "window" => Ok(crate::policy::tell::words::window(&edition.window)),
        "window-reading" => edition.window.reading.clone().ok_or_else(|| none("window-reading")),
        "affiliation" => policy.note.clone().ok_or_else(|| none("affiliation")),
        other => Err(unknown(
            "something to show of a policy",
            other,
            ["title", "edition", "from", "source", "checked", "window", "window-reading", "affiliation"],
        )),
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

fn fate_in_words(
    w: &Wording,
    adjust: &Adjust,
    rule: &Rule,
    edition: &Edition,
    code: &Code<'_>,
) -> Result<String, Fault> {
    let at = edition.rules.iter().position(|r| r.id == rule.id).unwrap_or_default();
    match adjust.fates.get(at) {
        Some(Fate::Set(value)) => amount(*value, rule, edition, code),
        Some(Fate::Agreed) => Ok(w.text("fate.agreed").to_owned()),
        Some(Fate::Scale) => Ok(w.text("fate.scaled").to_owned()),
        Some(Fate::Drop) => Ok(w.text("fate.dropped").to_owned()),
        Some(Fate::Unstated) => Ok(w.text("fate.unstated").to_owned()),
        Some(Fate::Keep) | None => Ok(w.text("fate.kept").to_owned()),
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
        super::markdown_text(&mut out, &w.fill("scheme.write_to", &[("address", address)]));
        out.push_str(&format!("](<{url}>): "));
        let opens = match and(&scheme.message) {
            none if none.is_empty() => w.text("scheme.opens").to_owned(),
            lines => w.fill("scheme.opens_with", &[("lines", &lines)]),
        };
        super::markdown_text(&mut out, &opens);
        out.push_str("\n\n");
        return out;
    }
    let Some(contact) = &scheme.contact else {
        super::markdown_text(&mut out, w.text("scheme.no_address"));
        return format!("\n\n{out}\n\n");
    };
    let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
    let published = match source.and_then(|s| s.captured.as_deref()) {
        Some(year) => w.fill("scheme.published_in", &[("year", year)]),
        None => w.text("scheme.published").to_owned(),
    };
    out.push_str("\n\n");
    super::markdown_text(&mut out, &published);
    let (to, about) = (w.text("scheme.to"), w.text("scheme.subject"));
    out.push_str(&format!("\n\n- **{to}** `{contact}`\n- **{about}** `{subject}`\n"));
    if !scheme.message.is_empty() {
        out.push_str(&format!("- **{}** ", w.text("scheme.message")));
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
fn eligibility(w: &Wording, policy: &Policy, edition: &Edition, scheme: &Scheme) -> Html {
    let mut rows: Vec<Vec<String>> =
        scheme.grades.iter().map(|g| vec![g.clone(), w.text("scheme.named").to_owned()]).collect();
    let rest = match (&scheme.also_invited, scheme.grades.is_empty()) {
        (Some(others), _) => w.fill("scheme.unclear", &[("others", &others.replace('-', " "))]),
        (None, true) => w.text("scheme.unsaid").to_owned(),
        (None, false) => w.text("scheme.not_named").to_owned(),
    };
    rows.push(vec![w.text("scheme.other_grade").to_owned(), rest]);
    table(
        &captioned(w, "scheme.who", &named_edition(w, policy, edition)),
        &heads(w, ["scheme.grade", "scheme.may_join"]),
        &rows,
    )
}

/// A caption with what it is of: `Who may join (IET guideline, edition 2013)`.
fn captioned(w: &Wording, key: &'static str, source: &str) -> String {
    w.fill("policy_table.of", &[("table", w.text(key)), ("source", source)])
}

fn heads<'w, const N: usize>(w: &'w Wording, keys: [&'static str; N]) -> [&'w str; N] {
    keys.map(|key| w.text(key))
}

const TABLES: [&str; 8] = ["areas", "planned", "circumstances", "types", "rules", "review", "editions", "benefits"];

/// The tables of an edition's own page: its rules, and where it has them areas and what is planned.
pub fn tables_of(w: &Wording, policy: &Policy, edition: &Edition) -> Vec<Html> {
    let source = named_edition(w, policy, edition);
    let mut all = vec![rules(w, edition, &source, true)];
    if edition.rules.iter().any(|r| r.value.is_some() && matches!(r.kind, RuleKind::AtLeast(_))) {
        all.push(areas(w, edition, &source));
    }
    if edition.rules.iter().any(|r| r.value.is_none() && !r.such_as.is_empty()) {
        all.push(planned(w, edition, &source));
    }
    if let Some(scheme) = &edition.scheme {
        all.push(eligibility(w, policy, edition, scheme));
    }
    all
}

fn named_edition(w: &Wording, policy: &Policy, edition: &Edition) -> String {
    w.fill("policy.edition_of", &[("title", &policy.title), ("edition", &edition.label)])
}

fn of_table(page: &Page<'_>, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<Html, Fault> {
    let w = page.site.wording;
    let source = named_edition(w, policy, edition);
    match code.get("show").unwrap_or_default() {
        "areas" => Ok(areas(w, edition, &source)),
        "planned" => Ok(planned(w, edition, &source)),
        "circumstances" => Ok(circumstances(w, edition, &source)),
        "types" => Ok(named(w, ["policy_table.kinds", "table.kind"], &policy.types, &source)),
        "benefits" => Ok(named(w, ["policy_table.benefits", "beside.benefit"], &policy.benefits, &source)),
        "rules" => Ok(rules(w, edition, &source, false)),
        "review" => Ok(review(w, edition, &source)),
        "editions" => Ok(editions(page, policy)),
        other => Err(unknown("a table", other, TABLES)),
    }
}

/// A table with a caption; the first cell of a row is its heading.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
    let cells = |row: &Vec<String>| row.iter().map(|cell| Html::text(cell)).collect();
    table_of(caption, heads, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The same of cells that may hold links.
fn table_of(caption: &str, heads: &[&str], rows: &[Vec<Html>]) -> Html {
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

/// The rules that a policy asks for each category.
fn areas(w: &Wording, edition: &Edition, source: &str) -> Html {
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
    table(&captioned(w, "policy_table.areas", source), &heads(w, ["table.area", "beside.time"]), &rows)
}

/// Planned and unplanned, with examples of each.
fn planned(w: &Wording, edition: &Edition, source: &str) -> Html {
    let rows: Vec<Vec<String>> = edition
        .rules
        .iter()
        .filter(|r| r.value.is_none() && !r.such_as.is_empty())
        .map(|r| {
            let measure = edition.measure_of(r);
            let time = match &r.kind {
                RuleKind::AtLeast(target) => amount_of(w, "policy_table.at_least", &quantity(target.base, measure)),
                RuleKind::Cap(cap) => amount_of(w, "policy_table.up_to", &quantity(cap.most, measure)),
                _ => describe(r, edition),
            };
            vec![r.title.clone(), time, r.such_as.join("; ")]
        })
        .collect();
    table(
        &captioned(w, "policy_table.planned", source),
        &heads(w, ["policy_table.cpd", "beside.time", "policy_table.examples"]),
        &rows,
    )
}

fn amount_of(w: &Wording, key: &'static str, amount: &str) -> String {
    w.fill(key, &[("amount", amount)])
}

/// What each circumstance does to each rule.
fn circumstances(w: &Wording, edition: &Edition, source: &str) -> Html {
    let rules: Vec<&Rule> = edition.rules.iter().filter(|r| r.value.is_none()).collect();
    let mut heads = vec![w.text("policy_table.circumstance")];
    heads.extend(rules.iter().map(|r| r.title.as_str()));
    let plain = Code { name: "", arguments: vec![] };
    let mut rows = vec![];
    for adjust in &edition.adjust {
        for reason in &adjust.reasons {
            let mut row = vec![reason.title.clone()];
            row.extend(rules.iter().map(|r| fate_in_words(w, adjust, r, edition, &plain).unwrap_or_default()));
            rows.push(row);
        }
    }
    table(&captioned(w, "policy_table.circumstances", source), &heads, &rows)
}

fn named(w: &Wording, [caption, head]: [&'static str; 2], words: &[Named], source: &str) -> Html {
    let notes = words.iter().any(|n| n.note.is_some());
    let row = |n: &Named| {
        let mut row = vec![n.title.clone(), n.id.to_string()];
        if notes {
            row.push(n.note.clone().unwrap_or_default());
        }
        row
    };
    let rows: Vec<Vec<String>> = words.iter().map(row).collect();
    let all = heads(w, [head, "policy_table.written", "policy_table.means"]);
    table(&captioned(w, caption, source), &all[..if notes { 3 } else { 2 }], &rows)
}

/// All rules; on the edition's own page each is a place that links lead to.
fn rules(w: &Wording, edition: &Edition, source: &str, places: bool) -> Html {
    let title = |r: &Rule| {
        if !places {
            return Html::text(&r.title);
        }
        let mut out = "<span id=\"".to_owned();
        escape(&mut out, &crate::view::ways::anchor(r));
        out.push_str("\">");
        escape(&mut out, &r.title);
        out.push_str("</span>");
        Html::trusted(&out)
    };
    let row = |r: &Rule| {
        vec![title(r), Html::coded(&describe(r, edition)), Html::text(w.word("severity", r.severity.word()))]
    };
    let rows: Vec<Vec<Html>> = edition.rules.iter().map(row).collect();
    table_of(
        &captioned(w, "policy_table.rules", source),
        &heads(w, ["table.rule", "policy_table.asks", "policy_table.binding"]),
        &rows,
    )
}

/// What the edition asks reviewers to look at, with room to write on paper.
fn review(w: &Wording, edition: &Edition, source: &str) -> Html {
    let asked = edition
        .review
        .iter()
        .flat_map(|name| edition.rules.iter().filter(move |r| r.family == *name || r.id.as_str() == name));
    let row = |r: &Rule| vec![r.title.clone(), clause(r, edition.measure_of(r), None), String::new()];
    let rows: Vec<Vec<String>> = asked.map(row).collect();
    table(
        &captioned(w, "policy_table.review", source),
        &heads(w, ["policy_table.point", "policy_table.says", "policy_table.note"]),
        &rows,
    )
}

/// The editions of a policy, each with its page where it has one.
fn editions(page: &Page<'_>, policy: &Policy) -> Html {
    let w = page.site.wording;
    let label = |e: &Edition| {
        let at = crate::view::changes::edition_page(policy, e);
        if !page.site.routes.has(&at) {
            return Html::text(&e.label);
        }
        let url = crate::html::path_url(&at);
        Html::trusted(&format!("<a href=\"{}{url}\">{}</a>", page.root(), Html::text(&e.label).as_str()))
    };
    let row = |e: &Edition| {
        let to = e.to.map_or_else(|| w.text("policy_table.no_end").to_owned(), |day| w.day(day));
        let source = e.source.as_ref().and_then(|s| policy.sources.get(s)).map(|s| s.title.clone()).unwrap_or_default();
        vec![label(e), Html::text(&w.day(e.from)), Html::text(&to), Html::text(&source)]
    };
    let rows: Vec<Vec<Html>> = policy.editions.iter().map(row).collect();
    table_of(
        &w.fill("policy_table.editions", &[("policy", &policy.title)]),
        &heads(w, ["policy_table.edition", "policy_table.from", "policy_table.to", "edition.source"]),
        &rows,
    )
}
