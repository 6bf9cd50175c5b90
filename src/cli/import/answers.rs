//! The flags that answer what a file does not say by itself.

use std::collections::BTreeMap;

use crate::engine::Error;
use crate::exchange::import::ask::{self, Answers, Question};
use crate::exchange::import::days::Order;
use crate::exchange::import::grid::Unit;
use crate::exchange::import::names::Role;
use crate::policy::{Key, KeyKind};

/// What was said on the command line.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Said {
    /// What comes first in dates such as 3/4/2025: day-first or month-first
    #[arg(long, value_name = "ORDER")]
    date_order: Option<String>,
    /// What plain numbers are, or what a point is worth: hours, minutes, clock (1.30 is 1h30m), days, or a length like 45m
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// How long a day is, where times are `half a day`: like 7h30m
    #[arg(long, value_name = "LENGTH")]
    day: Option<String>,
    /// The column with the time, of several
    #[arg(long, value_name = "COLUMN")]
    amount: Option<String>,
    /// Whose rows are yours
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// A word of the file as a category here, `Technical=job-technical`, or the category of all rows that name none
    #[arg(long, value_name = "WORD=CATEGORY")]
    category: Vec<String>,
    /// A word of the file as a type here, `Lunch talk=event`, or the type of all rows that name none
    #[arg(long = "type", value_name = "WORD=TYPE")]
    kind: Vec<String>,
    /// What a column holds, also a key that the rules you follow ask for: date, from, to, day, month, year, title, hours, points, type, category, planned, provider,
    /// reflection, text, tags, person, status, draft, published,
    /// private, ignore, never
    #[arg(long, value_name = "COLUMN=KEY")]
    map: Vec<String>,
    /// Read only this sheet; hidden ones are read when they are named
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// Of a folder of notes: take copies of a note too, which a program that keeps folders alike has left behind
    #[arg(long)]
    copies: bool,
}

impl Said {
    /// The answers.
    pub(super) fn answers(&self, keys: &BTreeMap<String, Key>) -> Result<Answers, Error> {
        let mut answers = Answers { sheets: self.sheet.clone(), copies: self.copies, ..Answers::default() };
        let single = [
            ("date-order", &self.date_order),
            ("unit", &self.unit),
            ("day", &self.day),
            ("amount", &self.amount),
            ("person", &self.person),
        ];
        for (flag, said) in single {
            if let Some(said) = said {
                add(&mut answers, flag, said)?;
            }
        }
        for (flag, all) in [("category", &self.category), ("type", &self.kind)] {
            for said in all {
                add(&mut answers, flag, said)?;
            }
        }
        for said in &self.map {
            map(&mut answers, said, keys)?;
        }
        Ok(answers)
    }
}

/// Adds one answer.
pub(super) fn add(answers: &mut Answers, flag: &'static str, said: &str) -> Result<(), Error> {
    let fault = |expected: String| Error::NotAnAnswer { flag, said: said.to_owned(), expected };
    let pair = || said.rsplit_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
    match flag {
        "date-order" => {
            let order = Order::WORDS.iter().find(|(word, _)| *word == said).map(|(_, order)| *order);
            answers.order = Some(order.ok_or_else(|| fault("write `day-first` or `month-first`".to_owned()))?);
        }
        "unit" => {
            let expected = || fault("write hours, minutes, clock, days, or a length like 45m".to_owned());
            answers.unit = Some(Unit::parse(said).ok_or_else(expected)?);
        }
        "day" => {
            let expected = || fault("write a length like 7h30m".to_owned());
            answers.day = Some(ask::parse_day(said).ok_or_else(expected)?);
        }
        "amount" => answers.amount = Some(said.to_owned()),
        "person" => answers.person = Some(said.to_owned()),
        "category" => match pair() {
            Some(pair) => answers.categories.push(pair),
            None => answers.category = Some(said.to_owned()),
        },
        "type" => match pair() {
            Some(pair) => answers.types.push(pair),
            None => answers.kind = Some(said.to_owned()),
        },
        _ => return Err(fault("no such question is asked".to_owned())),
    }
    Ok(())
}

/// Adds what a column holds: one of our words, or a key of the rules followed that holds or does not.
fn map(answers: &mut Answers, said: &str, keys: &BTreeMap<String, Key>) -> Result<(), Error> {
    let fault = |expected: String| Error::NotAnAnswer { flag: "map", said: said.to_owned(), expected };
    let pair = said.rsplit_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
    let (column, word) = pair.ok_or_else(|| fault("write `COLUMN=KEY`".to_owned()))?;
    let flags = || keys.iter().filter(|(_, key)| matches!(key.kind, KeyKind::Flag)).map(|(name, _)| name.as_str());
    if let Some((_, role)) = Role::WORDS.iter().find(|(w, _)| *w == word) {
        answers.columns.push((column, *role));
    } else if flags().any(|name| name == word) {
        answers.declared.push((column, word));
    } else {
        let known: Vec<&str> = Role::WORDS.iter().map(|(word, _)| *word).chain(flags()).collect();
        return Err(fault(format!("KEY is one of {}", known.join(", "))));
    }
    Ok(())
}

/// `1,4-6`
pub(super) fn numbers(text: &str) -> Result<std::collections::BTreeSet<usize>, String> {
    let mut all = std::collections::BTreeSet::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<usize>().map_err(|_| format!("`{text}` is no number"));
        let (from, to) = (number(from)?, number(to)?);
        if to > 1_000_000 {
            return Err(format!("`{to}` is too large"));
        }
        all.extend(from..=to);
    }
    Ok(all)
}

/// A flag that answers a question.
pub(super) fn example(question: &Question) -> String {
    let first = question.options.first().map_or("", |(word, _)| word.as_str());
    format!("--{} {}", question.flag, crate::shell::word(first))
}
