//! The filter language of lists: `2026 planned type:event hours>2`. All its terms must hold. The script of a site's
//! lists knows the same terms (`themes/default/assets/site.js`).
//!
//! | term | holds for |
//! |---|---|
//! | `2026`, `2026-03`, `2026-03-04` | entries whose last day lies in it |
//! | `2024..2026`, `2026-03..` | those in between, both ends included |
//! | `planned`, `unplanned`, `draft`, `example`, `future`, `featured` | what they say |
//! | `type:event`, `category:`, `tag:`, `provider:`, `plan:`, `competence:`, `item:`, `visibility:`, `id:`, `title:` | one of the values, `a,b` for either |
//! | `hours>2`, `hours<=1h30m`, `hours:2` | lengths of time |
//! | `has:evidence`, `no:reflection` | whether a key is there |
//! | `word`, `"two words"` | the words in title, provider, tags and texts |
//! | `-term` | all for which the term does not hold |

use crate::diag::{did_you_mean, nearest, one_of};
use crate::model::time::{iso, parse_day};
use crate::model::{Activity, Day, ItemId, Minutes, PlanId, Word};
use crate::pick::{Picked, pick};
use crate::policy::Named;

/// The most terms of one filter.
const MOST: usize = 100;

/// What a filter can ask of an entry, or of a row that may become one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// The last day.
    pub day: Option<Day>,
    pub minutes: Option<Minutes>,
    pub activity_type: Option<&'a str>,
    pub categories: Vec<&'a str>,
    pub provider: Option<&'a str>,
    pub item: Option<&'a str>,
    pub visibility: &'a str,
    pub tags: Vec<&'a str>,
    pub plan: Vec<&'a str>,
    pub competences: Vec<&'a str>,
    pub evidence: Vec<&'a str>,
    /// What was learned.
    pub reflection: Option<&'a str>,
    /// What was done.
    pub body: &'a str,
    pub planned: bool,
    pub draft: bool,
    pub example: bool,
    pub featured: bool,
    pub supports_others: bool,
}

impl<'a> Facts<'a> {
    /// Those of an entry.
    pub(crate) fn of(entry: &'a Activity) -> Self {
        Self {
            id: entry.id.as_str(),
            title: &entry.title,
            day: Some(entry.days.last),
            minutes: Some(entry.minutes),
            activity_type: entry.activity_type.as_ref().map(Word::as_str),
            categories: entry.categories.iter().map(|p| p.category.as_str()).collect(),
            provider: entry.provider.as_deref(),
            item: entry.item.as_ref().map(ItemId::as_str),
            visibility: entry.visibility.word(),
            tags: entry.tags.iter().map(String::as_str).collect(),
            plan: entry.plan.iter().map(PlanId::as_str).collect(),
            competences: entry.competences.iter().map(Word::as_str).collect(),
            evidence: entry.evidence.iter().map(|e| e.path.as_str()).collect(),
            reflection: entry.reflection.as_deref(),
            body: entry.body.as_str(),
            planned: entry.planned,
            draft: entry.draft,
            example: entry.example,
            featured: entry.featured,
            supports_others: entry.supports_others,
        }
    }

    /// The values of a key that takes words.
    fn values(&self, key: Key) -> Vec<&'a str> {
        match key {
            Key::Type => self.activity_type.into_iter().collect(),
            Key::Category => self.categories.clone(),
            Key::Tag => self.tags.clone(),
            Key::Provider => self.provider.into_iter().collect(),
            Key::Plan => self.plan.clone(),
            Key::Competence => self.competences.clone(),
            Key::Item => self.item.into_iter().collect(),
            Key::Visibility => vec![self.visibility],
            Key::Id => vec![self.id],
            Key::Title => vec![self.title],
            Key::Evidence => self.evidence.clone(),
            Key::Reflection => self.reflection.into_iter().collect(),
            Key::Body => Some(self.body).filter(|b| !b.trim().is_empty()).into_iter().collect(),
        }
    }
}

/// Closed lists of words, so that a name is known by its beginning and a wrong one is refused.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'k> {
    pub types: &'k [Named],
    pub categories: &'k [Named],
}

/// Why a filter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFault {
    /// The term.
    pub term: String,
    /// What is wrong with it.
    pub reason: String,
    /// What to write instead.
    pub hint: String,
}

/// A filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter(Vec<(bool, Term)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    /// From the first of these dates, as far as they are written, to the second.
    Dates(String, String),
    Flag(Flag),
    /// One of these texts is the value, or a part of it.
    Values(Key, Vec<String>, Match),
    Hours(Compare, Minutes),
    Has(Key),
    Text(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Whole,
    Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flag {
    Planned,
    Draft,
    Example,
    Future,
    Featured,
    SupportsOthers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compare {
    Less,
    AtMost,
    Is,
    AtLeast,
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Type,
    Category,
    Tag,
    Provider,
    Plan,
    Competence,
    Item,
    Visibility,
    Id,
    Title,
    Evidence,
    Reflection,
    Body,
}

/// The keys with their names; the second names of some are those of an entry's head.
const KEYS: [(&str, Key); 17] = [
    ("type", Key::Type),
    ("category", Key::Category),
    ("area", Key::Category),
    ("tag", Key::Tag),
    ("tags", Key::Tag),
    ("provider", Key::Provider),
    ("plan", Key::Plan),
    ("competence", Key::Competence),
    ("competences", Key::Competence),
    ("item", Key::Item),
    ("visibility", Key::Visibility),
    ("id", Key::Id),
    ("title", Key::Title),
    ("evidence", Key::Evidence),
    ("reflection", Key::Reflection),
    ("body", Key::Body),
    ("text", Key::Body),
];

const FLAGS: [(&str, bool, Flag); 7] = [
    ("planned", true, Flag::Planned),
    ("unplanned", false, Flag::Planned),
    ("draft", true, Flag::Draft),
    ("example", true, Flag::Example),
    ("future", true, Flag::Future),
    ("featured", true, Flag::Featured),
    ("supports_others", true, Flag::SupportsOthers),
];

impl Filter {
    /// Reads a filter; one without terms holds for everything.
    pub(crate) fn parse(text: &str, known: Known<'_>) -> Result<Self, FilterFault> {
        let words = split(text)?;
        if words.len() > MOST {
            return Err(fault(text, format!("it has more than {MOST} terms"), "write fewer"));
        }
        let terms = words.iter().map(|(word, quoted)| {
            let (holds, word) = match word.strip_prefix('-').filter(|rest| !quoted && !rest.is_empty()) {
                Some(rest) => (false, rest),
                None => (true, word.as_str()),
            };
            let (same, term) = if *quoted { (true, Term::Text(fold(word))) } else { term(word, known)? };
            Ok((holds == same, term))
        });
        terms.collect::<Result<_, _>>().map(Self)
    }

    /// Does it hold for an entry, on some day?
    pub(crate) fn holds(&self, of: &Facts<'_>, as_of: Day) -> bool {
        self.0.iter().all(|(wanted, term)| term.holds(of, as_of) == *wanted)
    }
}

impl Term {
    fn holds(&self, of: &Facts<'_>, as_of: Day) -> bool {
        match self {
            Self::Dates(from, to) => of.day.map(iso).is_some_and(|day| {
                let upto = |edge: &str| day.get(..edge.len()).unwrap_or_default().to_owned();
                upto(from) >= *from && (to.is_empty() || upto(to) <= *to)
            }),
            Self::Flag(flag) => match flag {
                Flag::Planned => of.planned,
                Flag::Draft => of.draft,
                Flag::Example => of.example,
                Flag::Future => of.day.is_some_and(|day| day > as_of),
                Flag::Featured => of.featured,
                Flag::SupportsOthers => of.supports_others,
            },
            Self::Values(key, wanted, how) => {
                let values: Vec<String> = of.values(*key).into_iter().map(fold).collect();
                let is = |value: &String, wanted: &String| match how {
                    Match::Whole => value == wanted,
                    Match::Part => value.contains(wanted.as_str()),
                };
                wanted.iter().any(|w| values.iter().any(|v| is(v, w)))
            }
            Self::Hours(compare, than) => of.minutes.is_some_and(|minutes| match compare {
                Compare::Less => minutes < *than,
                Compare::AtMost => minutes <= *than,
                Compare::Is => minutes == *than,
                Compare::AtLeast => minutes >= *than,
                Compare::More => minutes > *than,
            }),
            Self::Has(key) => !of.values(*key).is_empty(),
            Self::Text(wanted) => {
                let texts = [of.title, of.provider.unwrap_or_default(), of.reflection.unwrap_or_default(), of.body];
                texts.iter().chain(&of.tags).any(|text| fold(text).contains(wanted.as_str()))
            }
        }
    }
}

fn fault(term: &str, reason: impl Into<String>, hint: impl Into<String>) -> FilterFault {
    FilterFault { term: term.to_owned(), reason: reason.into(), hint: hint.into() }
}

/// The words of a filter; those in quotes are texts. `tag:"two words"` is one term.
fn split(text: &str) -> Result<Vec<(String, bool)>, FilterFault> {
    let mut words: Vec<(String, bool)> = vec![];
    let (mut word, mut open, mut quoted) = (String::new(), false, false);
    for c in text.chars() {
        match c {
            '"' => {
                quoted = quoted || word.is_empty();
                open = !open;
            }
            c if c.is_whitespace() && !open => {
                if !word.is_empty() {
                    words.push((std::mem::take(&mut word), quoted));
                }
                quoted = false;
            }
            c => word.push(c),
        }
    }
    if open {
        return Err(fault(text, "a quote is open", "close it with `\"`"));
    }
    if !word.is_empty() {
        words.push((word, quoted));
    }
    Ok(words)
}

/// One term; whether what it names is to hold.
fn term(word: &str, known: Known<'_>) -> Result<(bool, Term), FilterFault> {
    let lower = word.to_lowercase();
    if let Some((_, holds, flag)) = FLAGS.iter().find(|(name, ..)| *name == lower) {
        return Ok((*holds, Term::Flag(*flag)));
    }
    if let Some(dates) = dates(&lower) {
        return Ok((true, dates));
    }
    if let Some(at) = word.find(['<', '>', '=']) {
        return compared(word, at);
    }
    let Some((name, value)) = word.split_once(':') else { return Ok((true, Term::Text(fold(word)))) };
    let name = name.to_lowercase();
    match name.as_str() {
        "hours" => return compared(word, name.len()),
        "date" => {
            let dates = dates(value).ok_or_else(|| fault(word, "this is no date", "write `date:2026-03`"))?;
            return Ok((true, dates));
        }
        "has" | "no" => return Ok((name == "has", Term::Has(key(word, value)?))),
        _ => {}
    }
    let key = key(word, &name)?;
    let values: Vec<&str> = value.split(',').map(str::trim).filter(|v| !v.is_empty()).collect();
    if values.is_empty() {
        return Err(fault(word, "it names no value", format!("write `no:{name}` for entries without one")));
    }
    let closed = match key {
        Key::Type => known.types,
        Key::Category => known.categories,
        _ => &[],
    };
    if closed.is_empty() {
        let how = match key {
            Key::Visibility | Key::Competence | Key::Item | Key::Plan | Key::Tag | Key::Type | Key::Category => {
                Match::Whole
            }
            _ => Match::Part,
        };
        return Ok((true, Term::Values(key, values.into_iter().map(fold).collect(), how)));
    }
    let mut ids = vec![];
    for value in values {
        ids.extend(of_list(word, value, closed)?);
    }
    Ok((true, Term::Values(key, ids, Match::Whole)))
}

/// The ids of a closed list that a value names.
fn of_list(word: &str, value: &str, closed: &[Named]) -> Result<Vec<String>, FilterFault> {
    match pick(value, closed.iter().map(|n| (fold(n.id.as_str()), n.id.as_str(), n.title.as_str()))) {
        Picked::One(id) => Ok(vec![id]),
        Picked::Several(ids) => Ok(ids),
        Picked::None => {
            let ids = || closed.iter().map(|n| n.id.as_str());
            let hint = nearest(value, ids()).map(did_you_mean).or_else(|| one_of(ids())).unwrap_or_default();
            Err(fault(word, format!("there is no `{value}`"), hint))
        }
    }
}

fn key(word: &str, name: &str) -> Result<Key, FilterFault> {
    if let Some((_, key)) = KEYS.iter().find(|(known, _)| *known == name.to_lowercase()) {
        return Ok(*key);
    }
    let names = KEYS.iter().map(|(name, _)| *name).chain(["hours", "date", "has", "no"]);
    let hint = nearest(name, names).map(did_you_mean);
    Err(fault(
        word,
        format!("entries are not asked for `{name}`"),
        hint.unwrap_or_else(|| format!("write `\"{word}\"` to look for this text")),
    ))
}

/// `hours>2`, `hours:1h30m`.
fn compared(word: &str, at: usize) -> Result<(bool, Term), FilterFault> {
    let (name, rest) = word.split_at(at);
    let signs = [
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (">", Compare::More),
        ("<", Compare::Less),
        ("=", Compare::Is),
        (":", Compare::Is),
    ];
    let found = signs.iter().find_map(|(sign, compare)| Some((*compare, rest.strip_prefix(sign)?)));
    let Some((compare, value)) = found else { return Err(fault(word, "this is no comparison", "write `hours>2`")) };
    if name.eq_ignore_ascii_case("date") {
        let from_to = parts_of_date(value).then(|| match compare {
            Compare::AtLeast => (true, value.to_owned(), String::new()),
            Compare::AtMost => (true, String::new(), value.to_owned()),
            Compare::Is => (true, value.to_owned(), value.to_owned()),
            Compare::More => (false, String::new(), value.to_owned()),
            Compare::Less => (false, value.to_owned(), String::new()),
        });
        let (holds, from, to) = from_to.ok_or_else(|| fault(word, "this is no date", "write `date>=2026-03`"))?;
        return Ok((holds, Term::Dates(from, to)));
    }
    if !name.eq_ignore_ascii_case("hours") {
        return Err(fault(word, format!("`{name}` is not compared"), "write `hours>2` or `date>=2026-03`"));
    }
    let minutes = Minutes::parse(value);
    let minutes =
        minutes.map_err(|_| fault(word, format!("`{value}` is not a length of time"), "write `hours>1h30m`"))?;
    Ok((true, Term::Hours(compare, minutes)))
}

/// `2026`, `2026-03`, `2026-03-04`, and two of them with `..` between, one of which may be missing.
fn dates(word: &str) -> Option<Term> {
    let (from, to) = word.split_once("..").unwrap_or((word, word));
    let edge = |text: &str| text.is_empty() || parts_of_date(text);
    (edge(from) && edge(to) && !(from.is_empty() && to.is_empty())).then(|| Term::Dates(from.to_owned(), to.to_owned()))
}

fn parts_of_date(text: &str) -> bool {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    parse_day(&whole).is_some()
}

/// A text as it is compared: in small letters, without accents.
fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let marks = |c: &char| !unicode_normalization::char::is_combining_mark(*c);
    text.nfkd().filter(marks).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn talk() -> Facts<'static> {
        Facts {
            id: "2026/2026-03-04-talk",
            title: "Séminaire on SiC inverters",
            day: Some(day("2026-03-04")),
            minutes: Some(Minutes(150)),
            activity_type: Some("event"),
            categories: vec!["job-technical"],
            provider: Some("Drives Forum"),
            visibility: "assessor",
            tags: vec!["power", "wide bandgap"],
            planned: true,
            reflection: Some("Dead time matters."),
            ..Facts::default()
        }
    }

    fn named(all: &[(&str, &str)]) -> Vec<Named> {
        let one = |(id, title): &(&str, &str)| Named {
            id: crate::model::Word::new(*id),
            title: (*title).to_owned(),
            note: None,
        };
        all.iter().map(one).collect()
    }

    fn holds(text: &str) -> bool {
        let types = named(&[("event", "Event or seminar"), ("self-study", "Self-study")]);
        let categories = named(&[("job-technical", "Technical for the job"), ("soft-skills", "Soft skills")]);
        let known = Known { types: &types, categories: &categories };
        Filter::parse(text, known).unwrap_or_else(|f| panic!("{text}: {f:?}")).holds(&talk(), day("2026-11-21"))
    }

    #[test]
    fn terms_that_hold() {
        for text in [
            "",
            "2026",
            "2026-03",
            "2026-03-04",
            "2025..2026",
            "2026-02..",
            "..2026-03",
            "date:2026",
            "date>=2026-03",
            "date<=2026-03",
            "date>2026-02",
            "date<2026-04",
            "planned",
            "-draft",
            "-unplanned",
            "type:event",
            "type:seminar",
            "type:self,event",
            "category:job",
            "area:job-technical",
            "tag:power",
            "tag:\"wide bandgap\"",
            "provider:drives",
            "hours>2",
            "hours>=2h30m",
            "hours:2.5",
            "hours<3",
            "hours<=2:30",
            "has:reflection",
            "no:evidence",
            "seminaire",
            "SIC",
            "\"sic inverters\"",
            "id:talk",
            "visibility:assessor",
            "2026 planned type:event hours>2",
            "dead time",
            "-public",
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn terms_that_do_not_hold() {
        for text in [
            "2025",
            "2026-04",
            "2026-03-05",
            "2027..",
            "..2025",
            "date>2026-03",
            "date<2026",
            "unplanned",
            "draft",
            "future",
            "-type:event",
            "type:self",
            "category:soft",
            "tag:pow",
            "hours>2.5",
            "hours<2",
            "hours:3",
            "no:reflection",
            "has:evidence",
            "absent",
            "2026 planned type:event hours>3",
            "visibility:public",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_hint() {
        let refused = |text: &str| {
            let types = named(&[("event", "Event or seminar")]);
            let known = Known { types: &types, categories: &[] };
            Filter::parse(text, known).unwrap_err()
        };
        assert_eq!(refused("typ:event").hint, "did you mean `type`?");
        assert_eq!(refused("type:evnt").hint, "did you mean `event`?");
        assert_eq!(refused("type:").hint, "write `no:type` for entries without one");
        assert!(refused("hours>lots").reason.contains("not a length of time"));
        assert!(refused("cost>2").hint.contains("hours>2"));
        assert!(refused("\"open").reason.contains("open"));
        assert!(refused("E&T:x").hint.contains("\"E&T:x\""));
        assert!(refused("no:hous").hint.contains("hours") || !refused("no:hous").hint.is_empty());
    }

    #[test]
    fn a_text_that_looks_like_a_date_is_one_only_where_it_is_one() {
        assert!(matches!(Filter::parse("3000", Known::default()).unwrap().0[..], [(true, Term::Text(_))]));
        assert!(matches!(Filter::parse("1234", Known::default()).unwrap().0[..], [(true, Term::Text(_))]));
        assert_eq!(Filter::parse("   ", Known::default()), Ok(Filter::default()));
    }
}
