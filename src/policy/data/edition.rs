//! The rules as they stood from one day to another.

use std::collections::BTreeMap;

use super::adjust::{Adjust, Carry};
use super::example::Example;
use super::measure::{MINUTES, Measure};
use super::named::Names;
use super::rule::Rule;
use super::window::Window;
use crate::model::{Day, Word};

/// The rules as they stood from one day to another.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its name: `2013`.
    pub label: String,
    /// The first day in force.
    pub from: Day,
    /// The last, where it has ended.
    pub to: Option<Day>,
    /// When it was made known: news from that day on.
    pub announced: Option<Day>,
    /// Name of a source.
    pub source: Option<String>,
    /// What is new or particular in it.
    pub note: Option<String>,
    /// The stretch of time that is judged.
    pub window: Window,
    /// Ways to turn an entry into an amount, by name; `minutes`, `entries` and `days` are always there.
    pub measures: BTreeMap<String, Measure>,
    /// What may be taken along into the next period.
    pub carry: Option<Carry>,
    /// In the order of the file; `each` is spelt out.
    pub rules: Vec<Rule>,
    /// Place of the rule that says how much in all, if one does.
    pub lead: Option<usize>,
    /// What circumstances change.
    pub adjust: Vec<Adjust>,
    /// Documents that stand in place of hours.
    pub routes: Vec<Route>,
    /// How the body looks at records.
    pub scheme: Option<Scheme>,
    /// Rules that an assessor's form asks about, in its order (as the file names them).
    pub review: Vec<String>,
    /// Points on which the source says nothing.
    pub silent: Vec<String>,
    /// Worked examples, run as tests.
    pub examples: Vec<Example>,
    /// The policy's names for words, for sentences.
    pub names: Names,
}

impl Edition {
    /// The rule with an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id.as_str() == id)
    }

    /// The rules that one entry of the file stands for: itself, or one for each value.
    pub fn family<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |r| r.family == name)
    }

    /// How a rule measures.
    pub fn measure_of(&self, rule: &Rule) -> &Measure {
        self.measures.get(&rule.measure).unwrap_or(&MINUTES)
    }
}

/// A document that stands in place of hours: another body's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The artefact that shows it.
    pub artefact: Word,
    /// What it is.
    pub title: String,
    /// Places of the rules that it satisfies.
    pub satisfies: Vec<usize>,
}

/// How a body looks at records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scheme {
    /// Is joining left to the member?
    pub voluntary: bool,
    /// Grades that it is available to.
    pub grades: Vec<String>,
    /// Others that the source invites: `all-members`.
    pub also_invited: Option<String>,
    /// How records are chosen, in words.
    pub sample: Option<String>,
    /// An address for questions, where the source gives one.
    pub contact: Option<String>,
    /// The subject that a message of joining is to have.
    pub subject: Option<String>,
    /// What such a message is to say.
    pub message: Vec<String>,
}
