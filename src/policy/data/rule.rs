//! What a policy file says, checked: sources, words, editions, rules. Nothing here is computed.
//!
//! ```text
//! Policy
//! ├── types, categories, keys …   the words that an entry may use
//! └── editions   Edition          in force from a day on
//!     ├── window  Window          which stretch of time is judged
//!     ├── measures Measure        how an entry becomes an amount
//!     ├── rules   Rule            one RuleKind each; `each` is spelt out into one rule per value
//!     └── adjust  Adjust          what a circumstance changes
//! ```

use std::collections::BTreeMap;

use super::select::Select;
use crate::model::{Day, Minutes, PolicyId, RuleId, Word};

/// One body's rules, in editions.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Id: also the file's name without `.yaml`.
    pub id: PolicyId,
    /// What it is called.
    pub title: String,
    /// Whose rules these are.
    pub body: Option<String>,
    /// Whether the body has to do with this file: `none` means that it is made from public text.
    pub affiliation: String,
    /// Anything a reader should know first.
    pub note: Option<String>,
    /// Where the facts come from, by a short name.
    pub sources: BTreeMap<String, Source>,
    /// Kinds of activity, in the order of the file.
    pub types: Vec<Named>,
    /// Categories (areas), in the order of the file.
    pub categories: Vec<Named>,
    /// What CPD is good for; entries and plan items may cite one.
    pub benefits: Vec<Named>,
    /// Values that entries may cite.
    pub values: Vec<Named>,
    /// Keys of an entry that only this policy asks for.
    pub keys: BTreeMap<String, Key>,
    /// Roles or tiers that change a target.
    pub roles: Vec<Named>,
    /// Documents that rules ask for: a plan, a declaration.
    pub artefacts: Vec<Named>,
    /// The set of competence codes that its members use: `uk-spec`.
    pub competences: Option<String>,
    /// By first day in force.
    pub editions: Vec<Edition>,
    /// Built in, or of the site.
    pub origin: Origin,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
}

impl Policy {
    /// The edition that is in force on a day.
    pub fn edition_on(&self, day: Day) -> Option<&Edition> {
        self.editions.iter().rev().find(|e| e.from <= day && e.to.is_none_or(|to| day <= to))
    }

    /// The edition that pages and commands speak of on a day: the one in force; where there is none,
    /// the first to come, else the last there was.
    pub fn current(&self, day: Day) -> Option<&Edition> {
        self.edition_on(day).or_else(|| self.editions.iter().find(|e| day < e.from)).or(self.editions.last())
    }

    /// The edition with a label.
    pub fn edition(&self, label: &str) -> Option<&Edition> {
        self.editions.iter().find(|e| e.label == label)
    }

    /// The edition that came last.
    pub fn latest(&self) -> Option<&Edition> {
        self.editions.last()
    }

    /// All circumstances that any edition knows.
    pub fn reasons(&self) -> Vec<&Named> {
        let mut found: Vec<&Named> = vec![];
        for named in self.editions.iter().rev().flat_map(|e| &e.adjust).flat_map(|a| &a.reasons) {
            if !found.iter().any(|n| n.id == named.id) {
                found.push(named);
            }
        }
        found
    }
}

/// A word with the name that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The word in files.
    pub id: Word,
    /// The name on pages.
    pub title: String,
    /// A sentence about it.
    pub note: Option<String>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// As it stood then.
    pub captured: Option<String>,
    /// When someone last looked.
    pub checked: Option<Day>,
    /// How sure the figures are.
    pub confidence: Confidence,
    /// Anything to know about it.
    pub note: Option<String>,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read on the body's own page.
    Confirmed,
    /// Read on someone else's page, or on an old one of the body's.
    Reported,
    /// Not found anywhere that can be named.
    Unconfirmed,
}

impl Confidence {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("confirmed", Self::Confirmed), ("reported", Self::Reported), ("unconfirmed", Self::Unconfirmed)];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, c)| *c == self).map_or("unconfirmed", |(w, _)| w)
    }
}

/// Where a policy file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    BuiltIn,
    /// The site has a file in place of the built-in one.
    ChangedHere,
    /// The site brought a policy that the program does not have.
    OfThisSite,
}

impl Origin {
    /// `built-in`, `changed here`, `of this site`.
    pub fn word(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::ChangedHere => "changed here",
            Self::OfThisSite => "of this site",
        }
    }
}

/// A key of an entry that a policy declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it holds.
    pub kind: KeyKind,
    /// Its name on pages.
    pub title: String,
    /// What to write there.
    pub help: Option<String>,
}

impl Key {
    /// The closed list of words that it takes; empty where it takes others.
    pub fn words(&self) -> &[Named] {
        match &self.kind {
            KeyKind::Words { values, .. } => values,
            _ => &[],
        }
    }
}

/// What a declared key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// `true` or `false`; absent is `false`.
    Flag,
    /// A whole number between two, both allowed.
    Number {
        /// The smallest.
        least: i64,
        /// The largest.
        most: i64,
    },
    /// One word or several.
    Words {
        /// The words; empty: any.
        values: Vec<Named>,
        /// May there be several?
        many: bool,
    },
}

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
    pub examples: Vec<crate::policy::tell::examples::Example>,
    /// The policy's names for words, for sentences.
    pub names: Names,
}

/// Names that people read, by the list that a word stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names(BTreeMap<(String, String), String>);

impl Names {
    /// Adds the names of a list: `type`, `category`, `role`, `artefact`, or a declared key.
    pub fn add(&mut self, list: &str, named: &[Named]) {
        self.0.extend(named.iter().map(|n| ((list.to_owned(), n.id.as_str().to_owned()), n.title.clone())));
    }

    /// The name of a word of a list; the word itself where it has none.
    pub fn of<'n>(&'n self, list: &str, word: &'n str) -> &'n str {
        self.0.get(&(list.to_owned(), word.to_owned())).map_or(word, String::as_str)
    }
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

/// A stretch of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Months(pub u32);

/// Which stretches of time an edition judges, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How long one is.
    pub length: Months,
    /// On which day they start.
    pub start: WindowStart,
    /// How we read the source, where it leaves something open.
    pub reading: Option<String>,
}

/// On which day a period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStart {
    /// On a day of the calendar; longer periods are counted from a year.
    Calendar {
        /// Month, 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
        /// A year in which a period starts.
        year: i32,
    },
    /// On the member's own day: the cycle's start, else the day of joining.
    Anniversary,
}

/// The part of time that one rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleWindow {
    /// The period that is judged.
    Period,
    /// The months that end with the period, however long it is.
    Rolling(Months),
    /// The months that end today, where the period runs; else those that end with it.
    RollingToday(Months),
    /// One part of the period: the nth (from 0) of parts of so many months.
    Part {
        /// How long a part is.
        length: Months,
        /// Which one, from 0.
        nth: u32,
    },
}

/// What amounts are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minutes, shown as hours.
    Minutes,
    /// Units, in sixtieths.
    Units,
    /// Points, in sixtieths.
    Points,
    /// Days.
    Days,
    /// How many.
    Count,
}

impl Unit {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("minutes", Self::Minutes),
        ("units", Self::Units),
        ("points", Self::Points),
        ("days", Self::Days),
        ("count", Self::Count),
    ];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, u)| *u == self).map_or("count", |(w, _)| w)
    }

    /// A value is its amount divided by this.
    pub fn scale(self) -> i64 {
        match self {
            Self::Units | Self::Points => 60,
            Self::Minutes | Self::Days | Self::Count => 1,
        }
    }
}

/// A number as a fraction, never rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub top: i64,
    /// Below it; never 0.
    pub bottom: i64,
}

impl Fraction {
    /// A whole number.
    pub const fn whole(n: i64) -> Self {
        Self { top: n, bottom: 1 }
    }
}

/// How an entry becomes an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// In what.
    pub unit: Unit,
    /// What one is called, where the unit has no name of its own: `PDH`.
    pub name: Option<(String, String)>,
    /// The first that fits an entry counts; an entry that fits none gives nothing.
    pub convert: Vec<Conversion>,
    /// How an entry's amount is rounded.
    pub round: Option<Rounding>,
}

impl Measure {
    /// The entry's own minutes.
    pub const MINUTES: Self = Self { unit: Unit::Minutes, name: None, convert: vec![], round: None };
    /// One for each entry.
    pub const ENTRIES: Self = Self { unit: Unit::Count, name: None, convert: vec![], round: None };
    /// The days that an entry lasts.
    pub const DAYS: Self = Self { unit: Unit::Days, name: None, convert: vec![], round: None };
}

/// [`Measure::MINUTES`] where a reference is wanted.
pub static MINUTES: Measure = Measure::MINUTES;

/// One way from an entry to an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Which entries.
    pub select: Select,
    /// For each of these …
    pub per: Per,
    /// … so much, in the amount of the measure's unit (minutes, or sixtieths).
    pub give: Fraction,
    /// Only the first entry that shares this key's words.
    pub first_time_only: Option<String>,
}

/// For each of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Per {
    /// So many minutes.
    Time(Minutes),
    /// The entry.
    Entry,
    /// A day that it lasts.
    Day,
    /// One of a number that it declares.
    Key(String),
}

/// How an amount is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// To a multiple of this amount.
    pub to: i64,
    /// Which way.
    pub way: Way,
}

/// Which way to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the lower multiple.
    Down,
    /// To the nearer one, a half upwards.
    Nearest,
    /// To the upper one.
    Up,
}

impl Way {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("down", Self::Down), ("nearest", Self::Nearest), ("up", Self::Up)];
}

/// How binding a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The body requires it.
    Must,
    /// The body expects it.
    Should,
    /// The body suggests it: never part of a policy's verdict.
    Advice,
}

impl Severity {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("must", Self::Must), ("should", Self::Should), ("advice", Self::Advice)];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("advice", |(w, _)| w)
    }
}

/// One rule of an edition.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, unique in the edition.
    pub id: RuleId,
    /// The id in the file: differs from `id` where the file says `each`.
    pub family: String,
    /// The value that it stands for, where the file says `each`.
    pub value: Option<Named>,
    /// What it is called.
    pub title: String,
    /// How binding it is.
    pub severity: Severity,
    /// Which entries it looks at.
    pub select: Select,
    /// Name of a measure of the edition.
    pub measure: String,
    /// The time that it looks at.
    pub window: RuleWindow,
    /// What it asks.
    pub kind: RuleKind,
    /// For whom.
    pub only: Only,
    /// How an hour serves several rules of its family.
    pub share: Share,
    /// The rule in a sentence, with `{at_least}`, `{most}` and `{name}` still open.
    pub clause: String,
    /// A remark that pages show with it.
    pub note: Option<String>,
    /// How we read the source.
    pub reading: Option<String>,
    /// Name of a source, where it is not the edition's.
    pub source: Option<String>,
    /// How sure its figures are; absent: as sure as its source.
    pub confidence: Option<Confidence>,
    /// Activities of this sort, in words.
    pub such_as: Vec<String>,
}

/// What a rule asks. Amounts are in the unit of its measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    /// At least so much.
    AtLeast(Target),
    /// At most so much.
    AtMost(i64),
    /// No more than so much counts towards other rules.
    Cap(Cap),
    /// This part of another selection, at least.
    Ratio {
        /// At least this part …
        least: Fraction,
        /// … of these.
        of: Select,
    },
    /// One of several ways.
    AnyOf(Vec<Alternative>),
    /// At least so many different values.
    Diversity {
        /// Of what.
        of: Trait,
        /// How many.
        at_least: i64,
    },
    /// At least so much, once in its rolling window: a topic every three years.
    Every(i64),
    /// No longer stretch without an entry.
    MaxGap(Gap),
    /// Words written about entries; never how good they are.
    Text(Text),
    /// A document.
    Artefact {
        /// Which.
        kind: Word,
        /// How many.
        at_least: i64,
    },
}

impl RuleKind {
    /// The name in outputs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::AtLeast(_) => "at_least",
            Self::AtMost(_) => "at_most",
            Self::Cap(_) => "cap",
            Self::Ratio { .. } => "ratio",
            Self::AnyOf(_) => "any_of",
            Self::Diversity { .. } => "diversity",
            Self::Every(_) => "every",
            Self::MaxGap(_) => "max_gap",
            Self::Text(_) => "text",
            Self::Artefact { .. } => "artefact",
        }
    }
}

/// How much a rule asks of whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// Of everybody who has no role below.
    pub base: i64,
    /// Of those with a role; of several the highest.
    pub by_role: Vec<(Word, i64)>,
    /// On top, for those with a role.
    pub more: Vec<(Word, i64)>,
}

/// A limit on what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// So much.
    pub most: i64,
    /// In each of what.
    pub per: CapPer,
    /// Places of the rules that it limits.
    pub towards: Vec<usize>,
}

/// In each of what a cap limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapPer {
    /// The whole time that the limited rule looks at.
    Window,
    /// An entry.
    Entry,
    /// A day; an entry of several days may use each of them.
    Day,
    /// Entries that share a value.
    Trait(Trait),
}

/// A property whose values can be told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trait {
    /// Kind of activity.
    Type,
    /// Category.
    Category,
    /// Who offered it.
    Provider,
    /// Competence codes.
    Competences,
    /// The letter before the number of competence codes.
    CompetenceGroups,
    /// A declared key.
    Key(String),
}

/// Months or days without an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The most days between two entries, or an entry and an end of the period.
    pub days: i64,
}

/// What is to be written about entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// At least so many words each.
    pub words: i64,
    /// On how many of the selected entries; absent: on all.
    pub on: Option<i64>,
}

/// One of several ways to satisfy a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Which entries, beside those of the rule.
    pub select: Select,
    /// The time that it looks at.
    pub window: RuleWindow,
    /// At least so much.
    pub at_least: i64,
    /// What it is called in sentences.
    pub title: String,
}

/// For whom a rule holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Only {
    /// Those with one of these roles; empty: all.
    pub roles: Vec<Word>,
    /// Where the file says `each`: those who have the value itself as a role.
    pub role_of_value: bool,
    /// Not those with one of these.
    pub except: Vec<Word>,
    /// Not in the first period of a membership.
    pub not_first: bool,
}

/// How an hour serves several rules of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Share {
    /// In full for each.
    #[default]
    Overlap,
    /// Each minute for one of them: in the order of the file, each as far as it can be met.
    Exclusive,
    /// In even parts.
    Split,
}

impl Share {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("overlap", Self::Overlap), ("exclusive", Self::Exclusive), ("split", Self::Split)];
}

/// What may be taken along into later periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// At most so much at a time, in the unit of the first rule of `towards`.
    pub most: i64,
    /// For so many periods.
    pub periods: u32,
    /// Only of these entries.
    pub select: Select,
    /// Places of the rules that it counts towards; the first says what is surplus.
    pub towards: Vec<usize>,
    /// Nothing from the first period of a membership.
    pub not_first: bool,
    /// Is what was carried used before what is new?
    pub carried_first: bool,
}

/// What a circumstance changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjust {
    /// Which circumstances.
    pub reasons: Vec<Named>,
    /// What must be stated for it to hold.
    pub needs: Needs,
    /// How much of the period it must touch.
    pub when: When,
    /// What it does to the rules that it names.
    pub effect: Effect,
    /// What becomes of each rule: parallel to the edition's rules.
    pub fates: Vec<Fate>,
    /// How we read the source.
    pub reading: Option<String>,
}

/// What a circumstance must state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// A target.
    pub target: bool,
    /// The day on which it was agreed.
    pub agreed_on: bool,
    /// A reference.
    pub reference: bool,
}

/// How much of a period a circumstance must touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Any day.
    AnyDay,
    /// At least so many days of it.
    Days(i64),
    /// All of it.
    WholePeriod,
}

/// The sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Sets a target.
    Set,
    /// Takes away the part of a target that belongs to the days of the circumstance.
    Scale,
    /// Lifts rules.
    Exempt,
}

impl Effect {
    /// The name in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Scale => "scale",
            Self::Exempt => "exempt",
        }
    }
}

/// What becomes of one rule under a circumstance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its target becomes this.
    Set(i64),
    /// Its target becomes the one that was agreed.
    Agreed,
    /// Its target shrinks in the same proportion.
    Scale,
    /// It stays.
    Keep,
    /// It is lifted.
    Drop,
    /// The policy does not say.
    Unstated,
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
