//! Reading the values of a YAML text one by one, gathering every fault with the way to its key.
//!
//! A [`Fields`] walks one mapping: each key is asked for by name and type; [`Fields::finish`] then
//! names what nobody asked for. Nothing here stops at the first fault.

use serde_yaml::{Mapping, Value};

pub(crate) use super::faults::Faults;
use crate::diag::{Code, Cure, Diagnostic, KeyPath, Place, did_you_mean, nearest, one_of, some_of};
use crate::model::keys::Table;
use crate::model::meant;
use crate::model::spoken::{self, written};
use crate::model::time::{HoursFault, parse_day};
use crate::model::usual::{in_minutes, usual_key, usual_type};
use crate::model::{Day, Minutes, OwnKeys};
use crate::scalar::{escaped, quoted};

/// The keys of one mapping.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    map: &'a Mapping,
    /// The way to this mapping.
    pub at: KeyPath,
    asked: Vec<&'static str>,
    required: Vec<&'static str>,
    missing: Vec<(&'static str, String)>,
    table: Option<&'static Table>,
}

/// Titles, names and words: one line, at most this many bytes.
const LONGEST_LINE: usize = 500;

impl<'a> Fields<'a> {
    /// Starts on a mapping.
    pub(crate) fn new(map: &'a Mapping, at: KeyPath) -> Self {
        Self { map, at, asked: Vec::with_capacity(32), required: vec![], missing: vec![], table: None }
    }

    /// Starts on the head of a file: its keys are those of a table.
    pub(crate) fn of_table(map: &'a Mapping, table: &'static Table) -> Self {
        let mut fields = Self { table: Some(table), ..Self::new(map, KeyPath::root()) };
        table.keys.iter().filter(|key| key.required).for_each(|key| fields.require(key.name, key.hint));
        fields
    }

    /// Starts on a value that must be a mapping.
    pub(crate) fn of(value: &'a Value, at: KeyPath, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Mapping(map) => Some(Self::new(map, at)),
            other => {
                wrong(faults, &at, other, "keys and values (`key: value`)");
                None
            }
        }
    }

    /// The value of a key, as it stands. A key without a value is a key that is not given, where it need not be
    /// there; else that is a fault.
    pub(crate) fn value(&mut self, key: &'static str, faults: &mut Faults) -> Option<&'a Value> {
        self.asked.push(key);
        match self.peek(key) {
            Some(value) if is_blank(value) && !faults.blanks && !self.required.contains(&key) => None,
            Some(Value::Null) => {
                empty(faults, &self.at.key(key), key);
                None
            }
            Some(Value::Number(number)) => match self.cut_off(key) {
                Some(rest) => {
                    let message = format!("`{number},{rest}` is cut in two at its comma");
                    faults
                        .add(Code::YamlSyntax, Place::Value(self.at.key(key)), message)
                        .with_hint(format!("write `{key}: {number}.{rest}`"));
                    None
                }
                None => self.peek(key),
            },
            found => found,
        }
    }

    /// What stands behind the comma of a number inside `{…}`: there YAML takes it for a key of its own.
    fn cut_off(&self, key: &str) -> Option<String> {
        let mut after = self.map.iter().skip_while(|(name, _)| name.as_str() != Some(key)).skip(1);
        let (next, value) = after.next()?;
        let text = match next {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let is_rest = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['-', ':', ' ']);
        (value.is_null() && is_rest).then_some(text)
    }

    /// Is a key the end of a number that a comma cut off?
    fn is_cut_off(&self, name: &Value) -> bool {
        let before = self.map.iter().take_while(|(key, _)| *key != name).last();
        let before = before.filter(|(_, value)| value.is_number()).and_then(|(key, _)| key.as_str());
        before.is_some_and(|key| self.cut_off(key).is_some())
    }

    /// Is the key there?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.peek(key).is_some()
    }

    /// Is the key there, with a value?
    pub(crate) fn given(&self, key: &str) -> bool {
        self.peek(key).is_some_and(|value| !is_blank(value))
    }

    /// The value of a key, without asking for it.
    pub(crate) fn peek(&self, key: &str) -> Option<&'a Value> {
        // a dozen keys: found sooner one after the other than by their hashes
        self.map.iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
    }

    /// The way to a key of this mapping.
    pub(crate) fn path(&self, key: &str) -> KeyPath {
        self.at.key(key)
    }

    /// Is there an unknown key that is nearly one of these?
    pub(crate) fn strays(&self, known: &[&'static str]) -> bool {
        let near = |key: &str| !known.contains(&key) && nearest(key, known.iter().copied()).is_some();
        self.map.keys().filter_map(Value::as_str).any(|key| !self.asked.contains(&key) && near(key))
    }

    /// A text of one line.
    pub(crate) fn line(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let value = self.value(key, faults)?;
        line(value, &self.at.key(key), faults)
    }

    /// A text of one line that must be there; `hint` is a line to paste.
    pub(crate) fn required_line(&mut self, key: &'static str, hint: &str, faults: &mut Faults) -> Option<String> {
        self.require(key, hint);
        self.line(key, faults)
    }

    /// Says that a key must be there: [`Self::finish`] names it where it is not.
    pub(crate) fn require(&mut self, key: &'static str, hint: &str) {
        self.required.push(key);
        if !self.has(key) {
            self.asked.push(key);
            self.missing.push((key, format!("add `{hint}`")));
        }
    }

    /// Says that what a key would tell stands elsewhere: it need not be there.
    pub(crate) fn stands_elsewhere(&mut self, key: &'static str) {
        self.missing.retain(|(missing, _)| *missing != key);
    }

    /// A text of any length, with its lines.
    pub(crate) fn text(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let value = self.value(key, faults)?;
        let text = scalar(value, &self.at.key(key), faults)?;
        if text.trim().is_empty() {
            empty(faults, &self.at.key(key), key);
            return None;
        }
        Some(text.trim_end().to_owned())
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str, faults: &mut Faults) -> Option<bool> {
        let value = self.value(key, faults)?;
        flag(value, &self.at.key(key), faults)
    }

    /// A whole number.
    pub(crate) fn number(&mut self, key: &'static str, faults: &mut Faults) -> Option<i64> {
        let value = self.value(key, faults)?;
        let number = value.as_i64();
        if number.is_none() {
            wrong(faults, &self.at.key(key), value, "a whole number");
        }
        number
    }

    /// A date.
    pub(crate) fn day(&mut self, key: &'static str, faults: &mut Faults) -> Option<Day> {
        let value = self.value(key, faults)?;
        day(value, &self.at.key(key), faults)
    }

    /// A length of time.
    pub(crate) fn minutes(&mut self, key: &'static str, faults: &mut Faults) -> Option<Minutes> {
        let value = self.value(key, faults)?;
        minutes(value, &self.at.key(key), faults)
    }

    /// One word of a closed list.
    pub(crate) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        faults: &mut Faults,
    ) -> Option<T> {
        let at = self.at.key(key);
        let text = self.line(key, faults)?;
        let found = words.iter().find(|(w, _)| *w == text).map(|(_, t)| *t);
        if found.is_none() {
            unknown(
                faults,
                Code::UnknownWord,
                &at,
                &text,
                &format!("a value of `{key}`"),
                words.iter().map(|(w, _)| *w),
            );
        }
        found
    }

    /// A list of texts, each of one line; a single text counts as a list of one.
    pub(crate) fn lines(&mut self, key: &'static str, faults: &mut Faults) -> Vec<(KeyPath, String)> {
        let Some(value) = self.value(key, faults) else { return vec![] };
        items(value, &self.at.key(key), faults).unwrap_or_default()
    }

    /// One day, or a list of days.
    pub(crate) fn days(&mut self, key: &'static str, faults: &mut Faults) -> Vec<Day> {
        let at = self.path(key);
        match self.value(key, faults) {
            None => vec![],
            Some(Value::Sequence(several)) => several.iter().filter_map(|v| day(v, &at, faults)).collect(),
            Some(one) => day(one, &at, faults).into_iter().collect(),
        }
    }

    /// The items of a list, as they stand.
    pub(crate) fn items(&mut self, key: &'static str, faults: &mut Faults) -> Vec<(KeyPath, &'a Value)> {
        let at = self.at.key(key);
        match self.value(key, faults) {
            None => vec![],
            Some(Value::Sequence(items)) => items.iter().enumerate().map(|(n, v)| (at.item(n), v)).collect(),
            Some(other) => {
                wrong(faults, &at, other, "a list");
                vec![]
            }
        }
    }

    /// The keys and values of a mapping whose keys are free.
    pub(crate) fn entries(&mut self, key: &'static str, faults: &mut Faults) -> Vec<(KeyPath, String, &'a Value)> {
        let at = self.at.key(key);
        match self.value(key, faults) {
            None => vec![],
            Some(Value::Mapping(map)) => entries(map, &at, faults),
            Some(other) => {
                wrong(faults, &at, other, "keys and values (`key: value`)");
                vec![]
            }
        }
    }

    /// A mapping under a key.
    pub(crate) fn fields(&mut self, key: &'static str, faults: &mut Faults) -> Option<Fields<'a>> {
        // `member:` alone would make another kind of site
        self.required.push(key);
        let value = self.value(key, faults)?;
        Fields::of(value, self.at.key(key), faults)
    }

    /// All keys of this mapping that are not in a list of names.
    pub(crate) fn others(&self, known: &[&str]) -> Vec<(&'a str, &'a Value)> {
        self.map
            .iter()
            .filter_map(|(k, v)| k.as_str().map(|k| (k, v)))
            .filter(|(k, _)| !self.asked.contains(k) && !known.contains(k))
            .collect()
    }

    /// Marks a key as known, whoever reads it.
    pub(crate) fn allow(&mut self, key: &'static str) {
        self.asked.push(key);
    }

    /// Reports every unknown key and every missing one. `extra` are known names
    /// that are read elsewhere.
    pub(crate) fn finish(self, extra: &[&str], faults: &mut Faults) {
        self.finish_own(extra, &OwnKeys::default(), faults);
    }

    /// Names the keys that are missing, for a reader who cannot go on without them and does not come to the end.
    pub(crate) fn give_up<T>(&self, faults: &mut Faults) -> Option<T> {
        self.tell_missing(|_| false, faults);
        None
    }

    fn tell_missing(&self, but: impl Fn(&str) -> bool, faults: &mut Faults) {
        for (key, hint) in self.missing.iter().filter(|(key, _)| !but(key)) {
            let place = if self.at == KeyPath::root() { Place::Absent(key) } else { self.place() };
            faults.add(Code::MissingKey, place, format!("`{key}` is missing")).with_hint(hint.clone());
        }
    }

    /// The same, where the settings can let in keys of the writer's own.
    pub(crate) fn finish_own(self, extra: &[&str], own: &OwnKeys, faults: &mut Faults) {
        debug_assert!(
            self.table.is_none_or(|t| t.names().all(|k| self.asked.contains(&k) || extra.contains(&k))
                && self.asked.iter().all(|k| t.get(k).is_some())),
            "the reader and the table of keys differ"
        );
        let known = |k: &str| self.asked.contains(&k) || extra.contains(&k);
        let misspelt: Vec<&str> = self.map.keys().filter_map(Value::as_str).filter(|k| !known(k)).collect();
        // An unknown key that is nearly this one is reported instead.
        let says = |k: &str, key: &str| nearest(k, [key]).is_some() || usual_key(k, |usual| usual == key).is_some();
        self.tell_missing(|key| misspelt.iter().any(|k| says(k, key)), faults);
        for key in self.map.keys() {
            let Some(name) = key.as_str() else {
                if self.is_cut_off(key) {
                    continue;
                }
                let shown = serde_yaml::to_string(key).unwrap_or_default();
                faults
                    .add(Code::UnknownKey, self.place(), format!("`{}` is not a key", shown.trim()))
                    .with_hint("keys are words: `title`, `date`, `hours`");
                continue;
            };
            if self.asked.contains(&name) || extra.contains(&name) || self.is_cut_off(key) {
                continue;
            }
            let known = self.asked.iter().copied().chain(extra.iter().copied());
            let near = nearest(name, known.filter(|k| !self.has(k)))
                .or_else(|| usual_key(name, |key| self.asked.contains(&key) && !self.has(key)));
            let place = Place::Key(self.at.key(name));
            let note = faults.add(Code::UnknownKey, place, format!("`{name}` is not a key that belongs here"));
            if let Some(near) = near {
                let minutes = self.map[key].as_u64().filter(|_| near == "hours" && in_minutes(name));
                note.with_hint(minutes.map_or_else(|| did_you_mean(near), |n| format!("write `hours: {n}m`")));
            } else if let Some(free) = ["private", "extra"].into_iter().find(|k| self.asked.contains(k)) {
                let one = if self.map.contains_key(free) {
                    format!("keys of your own go under `{free}:`: move it there")
                } else {
                    let value = faults.short(&self.at.key(name)).unwrap_or_else(|| "…".to_owned());
                    format!("keys of your own go under `{free}:`, as `{free}: {{{}: {value}}}`", quoted(name))
                };
                if !OwnKeys::can_have(name) {
                    faults.last_hint(one);
                    continue;
                }
                let of_entry = free == "private";
                let (same, mixed) =
                    (own.offer(name, &self.map[key], of_entry), own.offer(name, &Value::Null, of_entry));
                let files = if of_entry { "entries" } else { "pages" };
                faults.last_hint(format!("{one}; for many {files}, {same}"));
                faults.last_cure(Cure { same, mixed });
            } else {
                let known = self.asked.iter().enumerate().filter(|(n, k)| !self.asked[..*n].contains(k));
                note.hint = some_of(known.map(|(_, k)| *k)).map(|all| format!("take it out: the keys here are {all}"));
            }
        }
    }

    fn place(&self) -> Place {
        if self.at == KeyPath::root() { Place::Start } else { Place::Value(self.at.clone()) }
    }
}

/// The keys and values of a mapping whose keys are free words.
pub(crate) fn entries<'a>(map: &'a Mapping, at: &KeyPath, faults: &mut Faults) -> Vec<(KeyPath, String, &'a Value)> {
    map.iter()
        .filter_map(|(k, v)| {
            let name = match k {
                Value::String(s) => s.clone(),
                Value::Number(n) => n.to_string(),
                other => {
                    wrong(faults, at, other, "words as keys");
                    return None;
                }
            };
            Some((at.key(&name), name, v))
        })
        .collect()
}

/// A text of one line.
pub(crate) fn line(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<String> {
    let text = scalar(value, at, faults)?;
    let text = text.trim();
    if text.is_empty() {
        empty(faults, at, &at.to_string());
        return None;
    }
    if text.len() > LONGEST_LINE {
        let message = format!("this has {} characters: one line takes {LONGEST_LINE} bytes", text.chars().count());
        faults
            .add(Code::TextTooLong, Place::Value(at.clone()), message)
            .with_hint("move the long text below the second `---`");
        return None;
    }
    // A folded text is still one line to a reader.
    let folded = |pair: &[u8]| matches!(pair, [b' ', b' '] | [0..b' ', _] | [_, 0..b' ']);
    if text.is_ascii() && !text.as_bytes().windows(2).any(folded) {
        return Some(text.to_owned());
    }
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Does a key with this value say nothing?
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// `true` or `false`.
pub(crate) fn flag(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<bool> {
    if let Value::Bool(b) = value {
        return Some(*b);
    }
    let note = wrong(faults, at, value, "`true` or `false`");
    if let Value::String(word) = value {
        let key = at.parts().last().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" | "ja" | "oui" | "true" => note.with_hint(format!("write `{key}: true`")),
            "no" | "n" | "off" | "nein" | "non" | "false" => note.with_hint(format!("write `{key}: false`")),
            _ => {}
        }
    }
    None
}

/// Texts of one line each; a single text is a list of one. None: it is no list.
pub(crate) fn items(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Vec<(KeyPath, String)>> {
    let blanks = faults.blanks;
    match value {
        Value::Sequence(items) => {
            let items = items.iter().enumerate().filter(|(_, item)| blanks || !is_blank(item));
            let text = |(n, item): (usize, &Value)| {
                let at = at.item(n);
                line(item, &at, faults).map(|text| (at, text))
            };
            Some(items.filter_map(text).collect())
        }
        Value::String(_) => Some(line(value, at, faults).map(|text| (at.clone(), text)).into_iter().collect()),
        other => {
            wrong(faults, at, other, "a list (`[a, b]`)");
            None
        }
    }
}

/// A text, or a number as it is written.
pub(crate) fn scalar(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) => Some(faults.written(value, at)),
        other => {
            wrong(faults, at, other, "text");
            None
        }
    }
}

/// A date, as `2026-03-04`. A time behind it is left out, with a word: the day is the one that stands there.
pub(crate) fn day(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Day> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(_) => faults.written(value, at),
        _ => String::new(),
    };
    let place = Place::Value(at.clone());
    if let Some(day) = parse_day(&text) {
        return Some(day);
    }
    if let Some(day) = meant::without_time(&text) {
        faults
            .add(Code::TimeLeftOut, place, format!("`{text}` has a time: it is left out"))
            .with_hint(format!("write `{day}`"));
        return Some(day);
    }
    let hint = meant::date(&text);
    if !matches!(value, Value::String(_)) && hint.is_none() {
        wrong(faults, at, value, "a date like `2026-03-04`");
        return None;
    }
    let note = faults.add(Code::BadDate, place, format!("`{text}` is not a date"));
    note.with_hint(hint.unwrap_or_else(|| "write year, month and day, like `2026-03-04`".to_owned()));
    None
}

/// A length of time.
pub(crate) fn minutes(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Minutes> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => match faults.written(value, at) {
            // powers of ten are numbers to everybody; `0x10` is not one that a person means
            text if text.contains(['e', 'E']) && !text.contains('x') => number.to_string(),
            text => text,
        },
        other => {
            wrong(faults, at, other, "a length of time like `2.5` or `2h30m`");
            return None;
        }
    };
    let place = Place::Value(at.clone());
    // `-2 hours` would be below zero too, if it were written as lengths of time are
    let is_below = |fault| fault == HoursFault::Form && spoken::hours(&text) == Err(HoursFault::Negative);
    match Minutes::parse(&text).map_err(|fault| if is_below(fault) { HoursFault::Negative } else { fault }) {
        Ok(found) => return Some(found),
        Err(HoursFault::NotWhole(near)) => faults
            .add(Code::HoursNotWholeMinutes, place, format!("{text} hours are not a whole number of minutes"))
            .with_hint(format!("write `{}`", written(&near.data()))),
        Err(HoursFault::Negative) => {
            faults
                .add(Code::HoursNegative, place, format!("`{text}` is below zero"))
                .with_hint(format!("write `{}`", written(text.trim_start_matches(['-', '−', ' ']))));
        }
        Err(HoursFault::Comma) => faults
            .add(Code::BadHours, place, format!("`{text}` has a comma"))
            .with_hint(format!("write `{}`", written(&text))),
        Err(HoursFault::Absurd) => {
            faults
                .add(Code::BadHours, place, format!("`{text}` is not a length of time that can be counted"))
                .with_hint("write `2.5`, `2h30m`, `150m` or `\"2:30\"`");
        }
        Err(HoursFault::Form) => {
            let usual = || "write `2.5`, `2h30m`, `150m` or `\"2:30\"`".to_owned();
            let hint = meant::hours(&text).map_or_else(usual, |minutes| format!("write `{}`", minutes.data()));
            faults.add(Code::BadHours, place, format!("`{text}` is not a length of time")).with_hint(hint);
        }
    }
    None
}

/// Notes a word that is not in a list, with the nearest that is.
pub(crate) fn unknown<'w>(
    faults: &mut Faults,
    code: Code,
    at: &KeyPath,
    text: &str,
    what: &str,
    known: impl Iterator<Item = &'w str> + Clone,
) {
    unknown_at(faults, code, Place::Value(at.clone()), text, what, known);
}

/// Notes an unknown key, with the nearest known one.
pub(crate) fn unknown_at<'w>(
    faults: &mut Faults,
    code: Code,
    place: Place,
    text: &str,
    what: &str,
    known: impl Iterator<Item = &'w str> + Clone,
) {
    let note = faults.add(code, place, format!("`{text}` is not {what}"));
    let usual = || {
        let words: Vec<String> = crate::paths::slug(text).split('-').map(str::to_owned).collect();
        usual_type(&words, |id| known.clone().any(|k| k == id)).filter(|_| code == Code::UnknownType)
    };
    let near = nearest(text, known.clone()).or_else(usual);
    note.hint = near.map(did_you_mean).or_else(|| one_of(known.clone())).or_else(|| match code {
        Code::UnknownType if !crate::paths::slug(text).is_empty() => {
            let id = crate::paths::slug(text);
            Some(format!("add it to `types` in cpdfolio.yaml, as `types: {{{id}: {}}}`", escaped(text)))
        }
        _ if known.clone().next().is_none() => Some("take it out: none is known here".to_owned()),
        _ => some_of(known).map(|all| format!("one of {all}")),
    });
}

/// Notes a value of the wrong kind.
pub(crate) fn wrong<'f>(faults: &'f mut Faults, at: &KeyPath, found: &Value, expected: &str) -> &'f mut Diagnostic {
    let what = match found {
        Value::Null => "nothing".to_owned(),
        Value::Bool(b) => format!("`{b}`"),
        Value::Number(n) => format!("the number {n}"),
        Value::String(s) if s.len() <= 40 => format!("the word `{s}`"),
        Value::String(_) => "text".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Mapping(_) => "keys and values".to_owned(),
        Value::Tagged(t) => format!("a value with the tag `{}`", t.tag),
    };
    let key = at.to_string();
    let subject = if key.is_empty() { String::new() } else { format!("`{key}` takes {expected}, not {what}") };
    let message = if subject.is_empty() { format!("{expected} expected, {what} found") } else { subject };
    let place = if key.is_empty() { Place::Start } else { Place::Value(at.clone()) };
    let written = if matches!(found, Value::Bool(_)) { faults.written(found, at) } else { String::new() };
    let note = faults.add(Code::WrongType, place, message);
    note.with_hint(match found {
        Value::Sequence(_) => "write one value, without `[`, `]` or `-`".to_owned(),
        Value::Bool(_) if expected == "text" => format!("put it in quotes: `\"{written}\"`"),
        Value::Tagged(_) => "take the tag away".to_owned(),
        _ => format!("write {expected}"),
    });
    note
}

fn empty(faults: &mut Faults, at: &KeyPath, key: &str) {
    let hint = match (faults.blanks, key) {
        (true, _) => "give it a value, or leave the key out",
        (false, "title") => "write `title: What I did`, in words of your own",
        (false, "name") => "write `name: Sam Example`, with the name that is meant",
        (false, _) => "give it a value",
    };
    faults.add(Code::EmptyValue, Place::Key(at.clone()), format!("`{key}` is empty")).with_hint(hint);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;
    use crate::yaml::parse;

    #[test]
    fn numbers_that_are_texts_stay_as_they_are_written() {
        let yaml = "title: 1.10\nprovider: +44\ntags: [0x1F, 1e3, 3.10, .5, 0o17]\nhours: 0x10\n";
        let mut faults = Faults::new(&SourcePath::new("content/a.md").unwrap());
        let value = parse::read(yaml, 0, &mut faults).unwrap();
        let mut f = Fields::of(&value, KeyPath::root(), &mut faults).unwrap();
        assert_eq!(f.line("title", &mut faults).as_deref(), Some("1.10"));
        assert_eq!(f.line("provider", &mut faults).as_deref(), Some("+44"));
        let tags: Vec<String> = f.lines("tags", &mut faults).into_iter().map(|(_, tag)| tag).collect();
        assert_eq!(tags, ["0x1F", "1e3", "3.10", ".5", "0o17"]);
        assert_eq!((f.minutes("hours", &mut faults), faults.notes.len()), (None, 1));
    }

    #[test]
    fn keys_without_a_value_are_not_given() {
        let yaml = "a:\nb: ''\nc: ~\nd: [x, ]\ne:\n  -\nf:\n";
        let mut faults = Faults::new(&SourcePath::new("content/a.md").unwrap());
        let value = parse::read(yaml, 0, &mut faults).unwrap();
        let mut f = Fields::of(&value, KeyPath::root(), &mut faults).unwrap();
        assert_eq!((f.line("a", &mut faults), f.day("b", &mut faults), f.flag("c", &mut faults)), (None, None, None));
        assert_eq!((f.lines("d", &mut faults).len(), f.lines("e", &mut faults).len()), (1, 0));
        assert!(faults.notes.is_empty() && !f.given("a") && !f.given("b") && f.given("d"), "{:?}", faults.notes);
        assert_eq!(f.required_line("f", "f: x", &mut faults), None);
        assert_eq!(faults.notes[0].code, Code::EmptyValue);
        faults.blanks = true;
        assert_eq!((f.line("a", &mut faults), faults.notes.len()), (None, 2));
    }
}
