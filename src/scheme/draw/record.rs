//! The record of a draw: what the value makes of a frame. Its text is a function of the frame, the value and the
//! drops, so that whoever has these has all of it.

use super::frame::{Frame, Stratum};
use super::ticket::{Tickets, seed};
use crate::model::Day;
use crate::model::time::{iso, parse_day};
use crate::scheme::sample::SourceKind;

/// The name of the file.
pub(crate) const FILE: &str = "record.txt";

const HEAD: &str = "cpdfolio-draw-record/1";

/// What is told after the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// As it was published.
    pub text: String,
    /// Was it taken from the fallback?
    pub fallback: bool,
    /// Who saw the dice.
    pub witnesses: Vec<String>,
    /// Who was drawn and dropped, by day and token: the next ticket follows.
    pub dropped: Vec<(Day, String)>,
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Drawn.
    Drawn,
    /// Drawn, and dropped since.
    Dropped,
    /// Stands ready.
    Reserve,
}

impl Place {
    fn word(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Dropped => "dropped",
            Self::Reserve => "reserve",
        }
    }
}

/// One token of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ranked {
    /// The token.
    pub token: String,
    /// Its ticket.
    pub ticket: String,
    /// What became of it.
    pub place: Place,
}

/// A stratum with its tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome<'f> {
    /// The stratum.
    pub stratum: &'f Stratum,
    /// The lowest tickets first: as many as are drawn, dropped, and stand ready.
    pub ranked: Vec<Ranked>,
}

/// The draw.
pub(crate) fn draw<'f>(frame: &'f Frame, value: &Value) -> Vec<Outcome<'f>> {
    let tickets = Tickets::new(&seed(&frame.commitment(), &value.text));
    frame.strata.iter().map(|stratum| outcome(stratum, frame.reserves, &tickets, value)).collect()
}

fn outcome<'f>(stratum: &'f Stratum, reserves: usize, tickets: &Tickets, value: &Value) -> Outcome<'f> {
    let mut order: Vec<(String, &String)> = stratum.tokens.iter().map(|t| (tickets.of(t), t)).collect();
    order.sort();
    let (mut drawn, mut ready, mut ranked) = (0, 0, vec![]);
    for (ticket, token) in order {
        let place = if value.dropped.iter().any(|(_, dropped)| dropped == token) {
            Place::Dropped
        } else if drawn < stratum.quota {
            drawn += 1;
            Place::Drawn
        } else if ready < reserves {
            ready += 1;
            Place::Reserve
        } else {
            break;
        };
        ranked.push(Ranked { token: token.clone(), ticket, place });
    }
    Outcome { stratum, ranked }
}

/// The record as a text.
pub(crate) fn text(frame: &Frame, value: &Value) -> String {
    let commitment = frame.commitment();
    let from = if value.fallback { "fallback" } else { "source" };
    let mut out = format!("{HEAD}\ncommitment {commitment}\nvalue {}\nfrom {from}\n", value.text);
    for witness in &value.witnesses {
        out.push_str(&format!("witness {witness}\n"));
    }
    for (day, token) in &value.dropped {
        out.push_str(&format!("drop {} {token}\n", iso(*day)));
    }
    out.push_str(&format!("seed {}\n", seed(&commitment, &value.text)));
    for outcome in draw(frame, value) {
        let (quota, size) = (outcome.stratum.quota, outcome.stratum.tokens.len());
        out.push_str(&format!("stratum {} chance {quota}/{size}\n", outcome.stratum.name));
        for ranked in outcome.ranked {
            out.push_str(&format!("{} {} 0.{}\n", ranked.place.word(), ranked.token, ranked.ticket));
        }
    }
    out
}

/// Reads the commitment and what was told after the frame.
pub(crate) fn read(text: &str) -> Result<(String, Value), String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err(format!("line 1: the first line is `{HEAD}`"));
    }
    let mut commitment = String::new();
    let mut value = Value { text: String::new(), fallback: false, witnesses: vec![], dropped: vec![] };
    for (n, line) in lines.enumerate() {
        let fault = || format!("line {}: this cannot be read", n + 2);
        let (key, rest) = line.split_once(' ').ok_or_else(fault)?;
        match (key, rest) {
            ("commitment", rest) => rest.clone_into(&mut commitment),
            ("value", rest) => rest.clone_into(&mut value.text),
            ("from", "source") => {}
            ("from", "fallback") => value.fallback = true,
            ("witness", rest) => value.witnesses.push(rest.to_owned()),
            ("drop", rest) => {
                let (day, token) = rest.split_once(' ').ok_or_else(fault)?;
                value.dropped.push((parse_day(day).ok_or_else(fault)?, token.to_owned()));
            }
            ("seed", _) => return Ok((commitment, value)),
            _ => return Err(fault()),
        }
    }
    Err("the seed is missing".to_owned())
}

/// How many hexadecimal digits a value of a source has, where the source is one that is known.
fn digits(source: &str) -> Option<usize> {
    let name = source.to_lowercase();
    // whole words: `administrator` has `nist` in it
    let has = |known: &str| name.split(|c: char| !c.is_alphanumeric()).any(|word| word == known);
    [("nist", 128), ("drand", 64)].into_iter().find(|(known, _)| has(known)).map(|(_, digits)| digits)
}

/// Why a value is not taken.
pub(crate) fn refused(frame: &Frame, value: &str, witnesses: &[String], today: Day) -> Option<String> {
    let plain = value.bytes().all(|b| matches!(b, b'!'..=b'~' | b' ')) && value.trim() == value;
    if value.is_empty() || !plain || value.len() > 2_000 {
        return Some("the value has letters, digits and signs of ASCII on one line, as it was published".to_owned());
    }
    if let Some(digits) = digits(&frame.source.name).filter(|_| frame.source.kind == SourceKind::Public) {
        let hex = value.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex || value.len() != digits {
            return Some(format!(
                "a value of `{}` has {digits} hexadecimal digits, and this has {} characters{}",
                frame.source.name,
                value.chars().count(),
                if hex { "" } else { ", others among them" }
            ));
        }
    }
    if today < frame.source.day {
        return Some(format!("the value exists from {} on, and this is {}", iso(frame.source.day), iso(today)));
    }
    let mut names: Vec<&String> = witnesses.iter().collect();
    names.sort();
    names.dedup();
    if frame.source.kind == SourceKind::Dice && names.len() < 2 {
        return Some("dice need two witnesses: `--witness NAME --witness NAME`".to_owned());
    }
    let fits = |w: &String| !w.trim().is_empty() && !w.chars().any(char::is_control);
    (!witnesses.iter().all(fits)).then(|| "a witness has a name of one line".to_owned())
}
