//! Tables of a policy's edition.

use super::amount::fate_in_words;
use super::page::Page;
use super::table::{Fault, captioned, heads, table, table_of, unknown};
use crate::codes::Code;
use crate::facts::address;
use crate::html::{Html, escape};
use crate::policy::data::adjust::Fate;
use crate::policy::data::edition::Scheme;
use crate::policy::{Confidence, Edition, Named, Policy, Rule, RuleKind};
use crate::say::kind::rule_figure;
use crate::say::policy::{clause, describe};
use crate::wording::Wording;

const TABLES: [&str; 8] = ["areas", "planned", "circumstances", "types", "rules", "review", "editions", "benefits"];

/// The tables of an edition's own page: its rules, and where it has them areas and what is planned.
pub(crate) fn tables_of(w: &Wording, policy: &Policy, edition: &Edition) -> Vec<Html> {
    let source = named_edition(w, policy, edition);
    let mut all = vec![rules(w, edition, &source, true)];
    if edition.rules.iter().any(is_area) {
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

/// The table that a code asks for.
pub(super) fn of_table(page: &Page<'_>, policy: &Policy, edition: &Edition, code: &Code<'_>) -> Result<Html, Fault> {
    let w = page.site.wording;
    let source = named_edition(w, policy, edition);
    match code.get("show").unwrap_or_default() {
        "areas" => Ok(areas(w, edition, &source)),
        "planned" => Ok(planned(w, edition, &source)),
        "circumstances" => Ok(circumstances(w, edition, &source)),
        "types" => Ok(named(w, ["policy_table.kinds", "table.kind"], &policy.types, &source)),
        "benefits" => Ok(named(w, ["policy_table.benefits", "beside.benefit"], &policy.benefits, &source)),
        "rules" => Ok(rules(w, edition, &source, false)),
        "review" => Ok(review(w, policy, edition, &source)),
        "editions" => Ok(editions(page, policy)),
        other => Err(unknown("a table", other, TABLES)),
    }
}

/// May I join? For each grade that is named, and for all others.
pub(super) fn eligibility(w: &Wording, policy: &Policy, edition: &Edition, scheme: &Scheme) -> Html {
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

/// Does a rule ask for so much of one of several values?
fn is_area(rule: &Rule) -> bool {
    rule.value.is_some() && rule.ask.kind() == RuleKind::AtLeast
}

/// The rules that a policy asks for each category.
fn areas(w: &Wording, edition: &Edition, source: &str) -> Html {
    let rows: Vec<Vec<String>> = edition
        .rules
        .iter()
        .filter(|r| is_area(r))
        .map(|r| {
            vec![
                r.value.as_ref().map(|v| v.title.clone()).unwrap_or_default(),
                rule_figure(w, r, edition).unwrap_or_default(),
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
            let is_cap = r.ask.kind() == RuleKind::Cap;
            let figure = rule_figure(w, r, edition).filter(|_| is_cap || r.ask.kind() == RuleKind::AtLeast);
            let key = if is_cap { "policy_table.up_to" } else { "policy_table.at_least" };
            let time = figure.map_or_else(|| describe(w, r, edition), |figure| amount_of(w, key, &figure));
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
        let fates: Vec<String> =
            rules.iter().map(|r| fate_in_words(w, adjust, r, edition, &plain).unwrap_or_default()).collect();
        let reasons: Vec<String> = adjust.reasons.iter().map(|r| r.title.clone()).collect();
        // Where nothing applies, all reasons share one row: a row each says the same many times.
        let named = if adjust.fates.iter().all(|f| *f == Fate::Drop) { vec![reasons.join("; ")] } else { reasons };
        rows.extend(named.into_iter().map(|name| [vec![name], fates.clone()].concat()));
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
        escape(&mut out, &address::rule_anchor(r));
        out.push_str("\">");
        escape(&mut out, &r.title);
        out.push_str("</span>");
        Html::trusted(&out)
    };
    let row = |r: &Rule| {
        vec![title(r), Html::coded(&describe(w, r, edition)), Html::text(w.word("binding", r.severity.word()))]
    };
    let rows: Vec<Vec<Html>> = edition.rules.iter().map(row).collect();
    table_of(
        &captioned(w, "policy_table.rules", source),
        &heads(w, ["table.rule", "policy_table.asks", "policy_table.binding"]),
        &rows,
    )
}

/// What the edition asks reviewers to look at, with room to write on paper. A point that its source does
/// not confirm says so: a reviewer takes the form for the body's word.
fn review(w: &Wording, policy: &Policy, edition: &Edition, source: &str) -> Html {
    let asked = edition
        .review
        .iter()
        .flat_map(|name| edition.rules.iter().filter(move |r| r.family == *name || r.id.as_str() == name));
    let point = |r: &Rule| match policy.confidence(edition, r) {
        Confidence::Confirmed => r.title.clone(),
        sure => {
            w.fill("policy_table.not_confirmed", &[("point", &r.title), ("sure", w.word("confidence", sure.word()))])
        }
    };
    let row = |r: &Rule| vec![point(r), clause(w, r, edition), String::new()];
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
        let at = address::edition(policy, e);
        if !page.site.routes.has(&at) {
            return Html::text(&e.label);
        }
        let url = crate::html::path_url(&at);
        Html::trusted(&format!("<a href=\"{}{url}\">{}</a>", page.root(), Html::text(&e.label).as_str()))
    };
    let row = |e: &Edition| {
        let to = policy.end_of(e).map_or_else(|| w.text("policy_table.no_end").to_owned(), |day| w.day(day));
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
