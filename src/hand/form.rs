//! Forms for everybody who is not the member, and what they answer. What is asked is data: the roles in
//! `content/forms.yaml`, the points of a review in each policy's edition.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::bundle::{Field, FieldKind, Form};
use crate::hash::Hash32;
use crate::model::given::{SCHEMA, Said};
use crate::model::time::parse_day;
use crate::policy::{Assessment, Packs, Rule};

/// The largest answer that is read, in bytes.
pub(crate) const LARGEST: u64 = 1024 * 1024;
/// The longest text of one answer, in characters.
const LONGEST: usize = 20_000;

/// What is asked of a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    /// `assessor`, `confirmer`, `peer`, `supervisor`
    pub(crate) role: String,
    /// Whose document the answer is.
    #[serde(default)]
    pub(crate) policy: Option<String>,
    /// Which document.
    #[serde(default)]
    pub(crate) artefact: Option<String>,
    title: String,
    intro: String,
    fields: Vec<Field>,
}

static ALL: LazyLock<Vec<Template>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("../../content/forms.yaml")).unwrap_or_default());

/// The roles that can be asked; an assessor is asked by `share`.
pub(crate) fn roles() -> Vec<String> {
    let mut roles: Vec<String> = ALL.iter().map(|t| t.role.clone()).filter(|r| r != "assessor").collect();
    roles.sort();
    roles.dedup();
    roles
}

/// What a role is asked: for a policy that has a document of its own for it, that.
pub(crate) fn template(role: &str, policies: &[&str]) -> Option<&'static Template> {
    let own = |t: &&Template| t.role == role && t.policy.as_deref().is_some_and(|p| policies.contains(&p));
    ALL.iter().find(own).or_else(|| ALL.iter().find(|t| t.role == role && t.policy.is_none()))
}

impl Template {
    /// The form, about something that it shows.
    pub(crate) fn form(&self, name: &str, period: &str, about: Vec<(String, String)>) -> Form {
        let fill = |text: &str| text.replace("{name}", name).replace("{period}", period);
        Form {
            role: self.role.clone(),
            title: fill(&self.title),
            intro: fill(&self.intro),
            about,
            fields: self.fields.clone(),
        }
    }
}

/// The form of a review: the points that the editions name, then what is asked of every assessor.
pub(crate) fn review(packs: &Packs, judged: &[&Assessment], name: &str) -> Option<Form> {
    let mut fields = vec![];
    for a in judged {
        let edition = packs.get(a.policy.as_str()).and_then(|p| p.edition(&a.edition));
        for point in edition.iter().flat_map(|e| &e.review) {
            let rules: Vec<&Rule> = edition.iter().flat_map(|e| e.family(point)).collect();
            let titles: Vec<&str> = rules.iter().map(|r| r.title.as_str()).collect();
            let results = a.rules.iter().filter(|r| r.family == *point);
            let mut clauses: Vec<String> =
                results.map(|r| crate::say::verdict::clause(crate::wording::Wording::english(), r)).collect();
            clauses.dedup();
            let more = if judged.len() > 1 { format!("{}: ", a.title) } else { String::new() };
            let title = format!("{more}{}", if titles.is_empty() { point.clone() } else { titles.join(", ") });
            fields.push(Field { help: clauses.join(" "), ..level(format!("{}/{point}", a.policy), title) });
        }
    }
    of_points(fields, name)
}

/// A point of a review: one of four levels, and a comment.
pub(crate) fn level(id: String, title: String) -> Field {
    Field { id, kind: FieldKind::Level, title, help: String::new(), required: false }
}

/// The form of a review with these points, then what is asked of every assessor.
pub(crate) fn of_points(mut points: Vec<Field>, name: &str) -> Option<Form> {
    let mut form = template("assessor", &[])?.form(name, "", vec![]);
    points.append(&mut form.fields);
    form.fields = points;
    Some(form)
}

/// An answer as a form saves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    /// [`SCHEMA`]
    pub(crate) schema: String,
    /// As what.
    pub(crate) role: String,
    /// Stands for what the form showed.
    pub(crate) shown: Hash32,
    /// The day, as the file says.
    pub(crate) on: String,
    /// Who, as the file says.
    pub(crate) by: String,
    /// That person's number.
    #[serde(default)]
    pub(crate) number: String,
    /// May others read who it was?
    #[serde(default)]
    pub(crate) named: bool,
    /// The answers.
    pub(crate) answers: Vec<Point>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    /// The question, by id.
    pub(crate) id: String,
    /// One of four levels.
    #[serde(default)]
    pub(crate) level: Option<u8>,
    /// Yes?
    #[serde(default)]
    pub(crate) yes: bool,
    /// Words.
    #[serde(default)]
    pub(crate) text: String,
}

/// Reads an answer: why not, in English.
pub(crate) fn read(bytes: &[u8]) -> Result<Answer, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let answer: Answer = serde_json::from_str(text).map_err(|e| format!("it is no answer of a form: {e}"))?;
    let long = |t: &str| t.chars().count() > LONGEST;
    let mut ids: Vec<&str> = answer.answers.iter().map(|p| p.id.as_str()).collect();
    ids.sort_unstable();
    let fault = match () {
        () if answer.schema != SCHEMA => Some(format!("its format is `{}`, not `{SCHEMA}`", answer.schema)),
        () if parse_day(&answer.on).is_none() => Some(format!("`{}` is not a day", answer.on)),
        () if answer.by.trim().is_empty() => Some("it does not say who filled it in".to_owned()),
        () if long(&answer.by) || long(&answer.number) || answer.answers.iter().any(|p| long(&p.text)) => {
            Some("a text in it is too long".to_owned())
        }
        () if answer.answers.iter().any(|p| p.level.is_some_and(|l| !(1..=4).contains(&l))) => {
            Some("a level is not one of 1 to 4".to_owned())
        }
        () if ids.windows(2).any(|two| two[0] == two[1]) => Some("a question is answered twice".to_owned()),
        () => None,
    };
    fault.map_or(Ok(answer), Err)
}

/// Answers of many files, in whatever order they come: of those that one person gave to one form the latest, and of two
/// of one day the one that says more.
pub(crate) fn merged(all: Vec<Answer>) -> Vec<Answer> {
    let mut latest: BTreeMap<(String, Hash32, String), Answer> = BTreeMap::new();
    for answer in all {
        let key = (answer.role.clone(), answer.shown, answer.by.trim().to_lowercase());
        let weight = |a: &Answer| (a.on.clone(), a.answers.len());
        match latest.get(&key) {
            Some(known) if (weight(known), known) >= (weight(&answer), &answer) => {}
            _ => drop(latest.insert(key, answer)),
        }
    }
    latest.into_values().collect()
}

/// The answers with the questions that they answer; those to no question of the form are refused.
pub(crate) fn said(form: &[(String, String)], answer: &Answer) -> Result<Vec<Said>, String> {
    let title = |id: &str| form.iter().find(|(known, _)| known == id).map(|(_, title)| title.clone());
    let one = |p: &Point| {
        let title = title(&p.id).ok_or_else(|| format!("the form has no question `{}`", p.id))?;
        Ok(Said { id: p.id.clone(), title, level: p.level, yes: p.yes, text: p.text.clone() })
    };
    answer.answers.iter().map(one).collect()
}

/// What is suggested in an answer, a line each: for the next plan.
pub(crate) fn suggestions(said: &[Said]) -> Vec<String> {
    let next = said.iter().filter(|s| s.id == "next").flat_map(|s| s.text.lines());
    let plain = |line: &str| line.trim().trim_start_matches(['-', '*', '•', ' ']).trim().to_owned();
    next.map(plain).filter(|line| line.chars().count() > 3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(by: &str, on: &str, text: &str) -> Answer {
        Answer {
            schema: SCHEMA.to_owned(),
            role: "peer".to_owned(),
            shown: Hash32::of(b"form"),
            on: on.to_owned(),
            by: by.to_owned(),
            number: String::new(),
            named: false,
            answers: vec![Point { id: "saw".to_owned(), level: None, yes: false, text: text.to_owned() }],
        }
    }

    /// 10,000 orders of answers give one result.
    #[test]
    fn the_order_of_files_does_not_matter() {
        let mut all = vec![];
        for by in ["Ann", "ann ", "Ben", "Cy"] {
            for on in ["2026-01-01", "2026-02-01"] {
                all.extend(["a", "b", "b"].map(|text| answer(by, on, text)));
            }
        }
        let wanted = merged(all.clone());
        assert_eq!(wanted.len(), 3);
        let mut seed = 7_u64;
        for _ in 0..10_000 {
            for n in (1..all.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                all.swap(n, usize::try_from(seed >> 33).unwrap() % (n + 1));
            }
            assert_eq!(merged(all.clone()), wanted);
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let text = serde_json::to_string(&answer("Ann", "2026-01-01", "x")).unwrap();
        assert!(read(text.as_bytes()).is_ok());
        for (from, to) in [
            ("\"2026-01-01\"", "\"today\""),
            ("\"Ann\"", "\" \""),
            ("\"level\":null", "\"level\":5"),
            ("\"yes\":false", "\"yes\":false,\"on_load\":1"),
            (SCHEMA, "other/1"),
            ("{", "<"),
        ] {
            assert!(read(text.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
        assert_eq!(
            suggestions(&said(&[("saw".into(), "S".into())], &answer("A", "2026-01-01", "x")).unwrap()),
            [""; 0]
        );
    }

    #[test]
    fn every_role_has_a_form_and_nmc_its_own() {
        assert_eq!(roles(), ["confirmer", "peer", "supervisor"]);
        for role in roles() {
            assert!(template(&role, &[]).is_some_and(|t| t.policy.is_none() && !t.fields.is_empty()), "{role}");
        }
        assert_eq!(template("peer", &["iet", "nmc"]).and_then(|t| t.artefact.as_deref()), Some("discussion"));
        assert!(template("assessor", &["nmc"]).is_some());
        let packs = Packs::built_in().value;
        for t in ALL.iter().filter(|t| t.policy.is_some()) {
            let policy = packs.get(t.policy.as_deref().unwrap()).unwrap();
            assert!(policy.artefacts.iter().any(|a| Some(a.id.as_str()) == t.artefact.as_deref()), "{}", t.title);
        }
    }
}
