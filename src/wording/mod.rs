//! The words of the interface, in one language: texts, plural forms, dates and lengths of time, all
//! from data. The file `themes/default/words/en-GB.yaml` has every word and says how another
//! language is added; a site's own theme may lay a file of its own over it.
//!
//! Pages speak the site's language; the command line speaks English ([`Wording::english`]).

mod form;
mod plural;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Datelike;
use serde::Serialize;
use serde_yaml::Value;

use crate::diag::{Code, Diagnostic, KeyPath, Place, did_you_mean, nearest};
use crate::model::{Day, Days, Minutes};
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;
use crate::yaml::parse;
use form::Form;
use plural::Plural;

/// The language that has every word.
pub(crate) const ENGLISH: &str = "en-GB";

/// The built-in file.
const ENGLISH_TEXT: &str = include_str!("../../themes/default/words/en-GB.yaml");

static BUILT_IN: LazyLock<Wording> = LazyLock::new(|| {
    let mut wording = Wording::default();
    let path = SourcePath::new("themes/default/words/en-GB.yaml");
    if let Ok(path) = path {
        let mut faults = Faults::new(&path);
        let read = parse::read(ENGLISH_TEXT, 0, &mut faults);
        wording.sections = read.as_ref().map(sections).unwrap_or_default();
    }
    wording.finish();
    wording
});

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Text {
    /// A text as it stands.
    Plain(String),
    /// A text in several forms, by the name of the form: `one`, `other`.
    Forms(BTreeMap<String, String>),
    /// A list, such as the names of the months.
    List(Vec<String>),
}

type Sections = BTreeMap<String, BTreeMap<String, Text>>;

/// All words in one language.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    sections: Sections,
    locale: Locale,
    missing: Vec<String>,
}

/// The texts of dates and lengths of time, which stand on every page, ready to be filled.
#[derive(Debug, Clone, Default)]
struct Locale {
    plural: Plural,
    months: Vec<String>,
    months_short: Vec<String>,
    day: Form,
    day_of_year: Form,
    hours: Form,
    minutes: Form,
    hours_minutes: Form,
    column: Form,
}

/// A words file of a site's own theme.
#[derive(Debug, Clone, Copy)]
pub struct WordsFile<'a> {
    /// Where it stands.
    pub source: &'a SourcePath,
    /// The language of its name: `fr` of `words/fr.yaml`.
    pub language: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl Wording {
    /// British English, built in.
    pub fn english() -> &'static Self {
        &BUILT_IN
    }

    /// The words of a language: the files of the site's theme for it, the nearest first (`fr-CA`,
    /// then `fr`), and English for what they leave out. Faults are in the notes.
    pub fn load(language: &str, files: &[WordsFile<'_>], notes: &mut Vec<Diagnostic>) -> Self {
        let mut wording = Self::english().clone();
        let mut tags: Vec<&str> = vec![];
        let mut tag = language;
        loop {
            tags.push(tag);
            let Some((shorter, _)) = tag.rsplit_once('-') else { break };
            tag = shorter;
        }
        let mut given: Sections = BTreeMap::new();
        let mut own = false;
        for tag in tags.iter().rev() {
            for file in files.iter().filter(|f| f.language.eq_ignore_ascii_case(tag)) {
                own = true;
                for (section, keys) in read(file, notes) {
                    given.entry(section).or_default().extend(keys);
                }
            }
        }
        // English with three words changed is complete; a language of its own wants them all.
        if own && !tags.contains(&"en") {
            wording.missing = wording
                .sections
                .iter()
                .flat_map(|(section, keys)| keys.keys().map(move |key| (section, key)))
                .filter(|(section, key)| !given.get(*section).is_some_and(|keys| keys.contains_key(*key)))
                .map(|(section, key)| format!("{section}.{key}"))
                .collect();
        }
        for (section, keys) in given {
            wording.sections.entry(section).or_default().extend(keys);
        }
        wording.finish();
        wording
    }

    /// The words that the language's own file leaves out.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The texts as templates see them: section, key, text.
    pub fn sections(&self) -> &BTreeMap<String, BTreeMap<String, Text>> {
        &self.sections
    }

    fn finish(&mut self) {
        let narrow = |key: &str| Form::new(&self.text(key).replace(' ', "\u{202f}"));
        let plural = match self.find("locale.plural") {
            Some(Text::Forms(rules)) => Plural::new(rules),
            _ => Plural::default(),
        };
        self.locale = Locale {
            plural,
            months: self.list("locale.months"),
            months_short: self.list("locale.months_short"),
            day: Form::new(self.text("locale.day")),
            day_of_year: Form::new(self.text("locale.day_of_year")),
            hours: narrow("locale.hours"),
            minutes: narrow("locale.minutes"),
            hours_minutes: narrow("locale.hours_minutes"),
            column: narrow("locale.column"),
        };
    }

    fn find(&self, key: &str) -> Option<&Text> {
        let (section, key) = key.split_once('.')?;
        self.sections.get(section)?.get(key)
    }

    fn list(&self, key: &str) -> Vec<String> {
        match self.find(key) {
            Some(Text::List(all)) => all.clone(),
            _ => vec![],
        }
    }

    /// The nth of a list, from 0.
    pub fn item(&self, key: &str, n: usize) -> Option<&str> {
        match self.find(key) {
            Some(Text::List(all)) => all.get(n).map(String::as_str),
            _ => None,
        }
    }

    /// A text that stands by itself: `entry.facts`. A test holds every key of the program against the
    /// file; a key that is not there shows as itself.
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        match self.find(key) {
            Some(Text::Plain(text)) => text,
            Some(Text::Forms(forms)) => forms.get("other").map_or(key, String::as_str),
            _ => key,
        }
    }

    /// A text without places and forms; `None` for others.
    pub fn plain(&self, key: &str) -> Option<&str> {
        match self.find(key) {
            Some(Text::Plain(text)) if !text.contains('{') => Some(text),
            _ => None,
        }
    }

    /// The text for one of a closed list of words: `state`, `met`. A word without a text is shown as
    /// it is.
    pub fn word<'w>(&'w self, section: &str, word: &'w str) -> &'w str {
        match self.sections.get(section).and_then(|keys| keys.get(word)) {
            Some(Text::Plain(text)) => text,
            _ => word,
        }
    }

    /// A text with its places filled.
    pub fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.text(key), |name| args.iter().find(|(n, _)| *n == name).map(|(_, value)| *value))
    }

    /// One of a section's texts, named by a word, with its places filled.
    pub fn fill_word(&self, section: &str, word: &str, args: &[(&str, &str)]) -> String {
        fill(self.word(section, word), |name| args.iter().find(|(n, _)| *n == name).map(|(_, value)| *value))
    }

    /// A text in the form that a number takes; `{n}` is the number.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.count_with(key, n, &[])
    }

    /// The same, with further places.
    pub fn count_with(&self, key: &str, n: usize, args: &[(&str, &str)]) -> String {
        let number = n.to_string();
        let text = match self.find(key) {
            Some(Text::Forms(forms)) => self.form(forms, i64::try_from(n).unwrap_or(i64::MAX)),
            _ => self.text(key),
        };
        let arg = |name: &str| {
            if name == "n" { Some(number.as_str()) } else { args.iter().find(|(n, _)| *n == name).map(|(_, v)| *v) }
        };
        fill(text, arg)
    }

    /// A text with forms for a number with decimals, already written: the form `other`.
    pub fn decimals(&self, key: &str, number: &str) -> String {
        self.fill(key, &[("n", number)])
    }

    fn form<'w>(&self, forms: &'w BTreeMap<String, String>, n: i64) -> &'w str {
        forms.get(self.locale.plural.of(n)).or_else(|| forms.get("other")).map_or("", String::as_str)
    }

    /// The name of the form that a number takes: `one`, `other`.
    pub fn plural(&self, n: i64) -> &str {
        self.locale.plural.of(n)
    }

    /// `4 March 2026`
    pub fn day(&self, day: Day) -> String {
        self.dated(&self.locale.day, day)
    }

    /// `31 December`
    pub fn day_of_year(&self, day: Day) -> String {
        self.dated(&self.locale.day_of_year, day)
    }

    fn dated(&self, form: &Form, day: Day) -> String {
        form.fill(|place, out| match place {
            form::Place::Day => form::push(day.day().into(), out),
            form::Place::Month => out.push_str(self.month(day.month())),
            _ => form::push(day.year().into(), out),
        })
    }

    /// `4 to 6 March 2026`, as short as it can be.
    pub fn days(&self, days: Days) -> String {
        let (a, b) = (days.first, days.last);
        if a == b {
            return self.day(a);
        }
        if b == Days::NO_END {
            return self.fill("locale.since", &[("first", &self.day(a))]);
        }
        let (key, first) = if (a.year(), a.month()) == (b.year(), b.month()) {
            ("locale.days_in_month", a.day().to_string())
        } else if a.year() == b.year() {
            ("locale.days_in_year", self.day_of_year(a))
        } else {
            ("locale.days", self.day(a))
        };
        self.fill(key, &[("first", &first), ("last", &self.day(b))])
    }

    /// `March`, from 1 to 12.
    pub fn month(&self, month: u32) -> &str {
        self.locale.months.get(month.saturating_sub(1) as usize).map_or("", String::as_str)
    }

    /// `Mar`, from 1 to 12.
    pub fn month_short(&self, month: u32) -> &str {
        self.locale.months_short.get(month.saturating_sub(1) as usize).map_or("", String::as_str)
    }

    /// `24 h 30`, `24 h`, `45 min`: for sentences.
    pub fn hours(&self, minutes: Minutes) -> String {
        let locale = &self.locale;
        let form = match (minutes.0.abs() / 60, minutes.0.abs() % 60) {
            (_, 0) => &locale.hours,
            (0, _) => &locale.minutes,
            _ => &locale.hours_minutes,
        };
        let text = timed(form, minutes.0.abs());
        if minutes.0 < 0 { format!("−{text}") } else { text }
    }

    /// `24 h 30`, `24 h 00`, `0 h 45`: for columns, where digits stand below each other.
    pub fn column(&self, minutes: Minutes) -> String {
        timed(&self.locale.column, minutes.0)
    }

    /// `830 bytes`, `12 kB`, `1.4 MB`.
    pub fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => self.count("locale.bytes", usize::try_from(bytes).unwrap_or(0)),
            1_000..1_000_000 => self.fill("locale.kilobytes", &[("n", &((bytes + 500) / 1_000).to_string())]),
            _ => {
                let number = self.decimal(
                    i64::try_from(bytes / 1_000_000).unwrap_or(i64::MAX),
                    &(bytes % 1_000_000 / 100_000).to_string(),
                );
                self.fill("locale.megabytes", &[("n", &number)])
            }
        }
    }

    /// A number with decimals: `2.50`.
    pub fn decimal(&self, whole: i64, decimals: &str) -> String {
        format!("{whole}{}{decimals}", self.text("locale.decimal"))
    }
}

/// A text with its places filled; a place that nothing fills stays as it is.
pub(crate) fn fill<'a>(text: &str, arg: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find('}') else { break };
        out.push_str(arg(&rest[1..end]).unwrap_or(&rest[..=end]));
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn timed(form: &Form, minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    form.fill(|place, out| match place {
        form::Place::Padded => {
            form::push(rest.abs() / 10, out);
            form::push(rest.abs() % 10, out);
        }
        form::Place::Minutes => form::push(rest, out),
        _ => form::push(hours, out),
    })
}

/// The names of a text's places: `day` of `Due {day}`.
pub(crate) fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// What a value of YAML is as a text; `None` where it is no text, list or set of forms.
fn as_text(value: &Value) -> Option<Text> {
    match value {
        Value::Sequence(list) => list.iter().map(scalar).collect::<Option<_>>().map(Text::List),
        Value::Mapping(map) => {
            let form = |(k, v): (&Value, &Value)| Some((scalar(k)?, scalar(v)?));
            map.iter().map(form).collect::<Option<_>>().map(Text::Forms)
        }
        other => scalar(other).map(Text::Plain),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

fn sections(value: &Value) -> Sections {
    let Value::Mapping(all) = value else { return Sections::new() };
    let section = |(name, keys): (&Value, &Value)| {
        let Value::Mapping(keys) = keys else { return None };
        let texts = keys.iter().filter_map(|(k, v)| Some((scalar(k)?, as_text(v)?))).collect();
        Some((scalar(name)?, texts))
    };
    all.iter().filter_map(section).collect()
}

/// Reads a file of a site's own theme against the built-in one.
fn read(file: &WordsFile<'_>, notes: &mut Vec<Diagnostic>) -> Sections {
    let mut faults = Faults::new(file.source);
    let value = parse::read(file.text, 0, &mut faults);
    let given = match &value {
        // An empty file changes nothing.
        None | Some(Value::Null) => Sections::new(),
        Some(Value::Mapping(all)) => check(all, &mut faults),
        Some(_) => {
            faults
                .add(Code::NotAMapping, Place::File, "words are written as sections with keys and texts")
                .with_hint("entry: {facts: Facts}");
            Sections::new()
        }
    };
    notes.extend(faults.notes);
    given
}

fn check(all: &serde_yaml::Mapping, faults: &mut Faults) -> Sections {
    let english = Wording::english().sections();
    let mut given = Sections::new();
    for (name, keys) in all {
        let name = scalar(name).unwrap_or_default();
        let at = KeyPath::root().key(&name);
        let Some(known) = english.get(&name) else {
            unknown(&at, &name, english.keys(), faults);
            continue;
        };
        let Value::Mapping(keys) = keys else {
            faults.add(Code::WrongType, Place::Value(at), format!("`{name}` is a section: keys and texts"));
            continue;
        };
        let section = given.entry(name.clone()).or_default();
        for (key, value) in keys {
            let key = scalar(key).unwrap_or_default();
            let at = at.key(&key);
            let Some(like) = known.get(&key) else {
                unknown(&at, &key, known.keys(), faults);
                continue;
            };
            if let Some(text) = fitting(value, like, &at, faults) {
                section.insert(key, text);
            }
        }
    }
    given
}

fn unknown<'k>(at: &KeyPath, name: &str, known: impl Iterator<Item = &'k String> + Clone, faults: &mut Faults) {
    let note = faults.add(Code::UnknownKey, Place::Key(at.clone()), format!("`{name}` is not a word of the interface"));
    match nearest(name, known.map(String::as_str)) {
        Some(near) => note.with_hint(did_you_mean(near)),
        None => note.with_hint("`cpdfolio theme eject words/en-GB.yaml` writes them all"),
    }
}

/// A value as the text that is wanted here; a fault where it is of another kind or has places that
/// nothing fills.
fn fitting(value: &Value, like: &Text, at: &KeyPath, faults: &mut Faults) -> Option<Text> {
    let wrong = |what: &str, faults: &mut Faults| {
        faults.add(Code::WrongType, Place::Value(at.clone()), format!("{what} is wanted here"));
        None
    };
    let text = match (as_text(value), like) {
        (Some(Text::Plain(text)), Text::Forms(_)) => Text::Forms([("other".to_owned(), text)].into()),
        (Some(Text::List(list)), Text::List(want)) if list.len() == want.len() => Text::List(list),
        (_, Text::List(want)) => return wrong(&format!("a list of {}", want.len()), faults),
        (Some(Text::Plain(text)), Text::Plain(_)) => Text::Plain(text),
        (Some(Text::Forms(forms)), Text::Forms(like)) => {
            let rules = at.to_string() == "locale.plural";
            if let Some(odd) = forms.keys().find(|k| !plural::FORMS.contains(&k.as_str()) && !like.contains_key(*k)) {
                let message = format!("`{odd}` is not the name of a form");
                faults
                    .add(Code::UnknownKey, Place::Key(at.key(odd)), message)
                    .with_hint(format!("one of {}", crate::diag::list(plural::FORMS)));
                return None;
            }
            if rules && let Some((name, rule)) = forms.iter().find(|(_, rule)| !plural::valid(rule)) {
                let message = format!("`{rule}` is not a condition");
                faults.add(Code::WrongType, Place::Value(at.key(name)), message).with_hint("n = 1");
                return None;
            }
            if !rules && plural::FORMS.iter().any(|f| forms.contains_key(*f)) && !forms.contains_key("other") {
                return wrong("the form `other`", faults);
            }
            Text::Forms(forms)
        }
        (_, Text::Plain(_)) => return wrong("a text", faults),
        (_, Text::Forms(_)) => return wrong("a text with its forms", faults),
    };
    let (own, known) = (all_places(&text), all_places(like));
    // `{n}` may stand in any text that has forms.
    let odd = own.iter().find(|p| !known.contains(p) && (p.as_str() != "n" || matches!(like, Text::Plain(_))));
    if let Some(odd) = odd {
        let note =
            faults.add(Code::ThemeFault, Place::Value(at.clone()), format!("nothing fills `{{{odd}}}` in this text"));
        if known.is_empty() {
            note.with_hint("this text has no places to fill");
        } else {
            note.with_hint(format!("it may have {}", crate::diag::list(known.iter().map(|p| format!("{{{p}}}")))));
        }
        return None;
    }
    Some(text)
}

fn all_places(text: &Text) -> Vec<String> {
    let texts: Vec<&String> = match text {
        Text::Plain(text) => vec![text],
        Text::Forms(forms) => forms.values().collect(),
        Text::List(list) => list.iter().collect(),
    };
    texts.iter().flat_map(|t| places(t)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
