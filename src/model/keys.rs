//! The keys of the files that a member writes: one table for each kind of file. The readers, the
//! schemas, the tables of a site and the reference are made from it, so that a key is one row here.

use super::{Audience, NavPlace, PlanState, Price, Sight, Visibility};

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A text of one line.
    Line,
    /// A text of any length.
    Text,
    /// A day: `2026-03-04`.
    Day,
    /// A day, or the first and the last of several.
    Days,
    /// A length of time.
    Hours,
    /// One category, or several with their shares of the hours.
    Shares,
    /// `open`, or `{fixed: 1h30m}`.
    ItemHours,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// One word of a closed list.
    Word(fn() -> Vec<&'static str>),
    /// A list of texts; a single one counts as a list.
    Lines,
    /// Keys of the writer's own.
    Free,
}

/// Who sees the value of a key, of those who see its file at all: from the fewest to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// The owner.
    Owner,
    /// The assessor too.
    Assessor,
    /// Everybody who sees the entry.
    Everybody,
    /// Everybody, also where the entry is a bare line.
    Line,
}

impl Seen {
    /// Does an audience that sees so much of a file see the value?
    pub fn by(self, audience: Audience, sight: Sight) -> bool {
        match (audience, sight) {
            (Audience::Private, _) => true,
            (_, Sight::Nothing) => false,
            (_, Sight::Line) => self >= Self::Line,
            (Audience::Assessor, Sight::Entry) => self >= Self::Assessor,
            (Audience::Public, Sight::Entry) => self >= Self::Everybody,
        }
    }
}

/// How the rules of a policy may ask for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Not at all.
    No,
    /// By its value.
    Value,
    /// By whether it is there.
    Presence,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Must it be there?
    pub required: bool,
    /// May it be missing all the same in a draft?
    pub draft_without: bool,
    /// Who sees its value.
    pub seen: Seen,
    /// How the rules of a policy may ask for it.
    pub condition: Condition,
    /// Does its value stand in the tables and data of a site?
    pub told: bool,
    /// Has it a row of its own among the facts on an entry's page? Its words are `entry.key_NAME`.
    pub row: bool,
    /// The version of the format that has it first.
    pub since: u32,
    /// A line to paste.
    pub hint: &'static str,
    /// What it says, in a sentence.
    pub help: &'static str,
}

impl Key {
    const fn new(name: &'static str, takes: Takes, seen: Seen, hint: &'static str, help: &'static str) -> Self {
        Self {
            name,
            takes,
            required: false,
            draft_without: false,
            seen,
            condition: Condition::No,
            told: false,
            row: false,
            since: 1,
            hint,
            help,
        }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn draft_without(mut self) -> Self {
        self.draft_without = true;
        self
    }

    const fn told(mut self) -> Self {
        self.told = true;
        self
    }

    const fn row(mut self) -> Self {
        self.row = true;
        self
    }

    const fn asked(mut self, condition: Condition) -> Self {
        self.condition = condition;
        self
    }
}

/// The keys of one kind of file.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of its format: `activity` for `cpdfolio.activity/1`.
    pub format: &'static str,
    /// The version of its format.
    pub version: u32,
    /// What it describes.
    pub what: &'static str,
    /// What is to be said of keys that are not in the table, where there may be such.
    pub more: Option<&'static str>,
    /// The keys, in the order in which they are told.
    pub keys: &'static [Key],
}

impl Table {
    /// The key of a name.
    pub fn get(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }

    /// Does it say who may see its file?
    pub fn is_personal(&self) -> bool {
        self.get("visibility").is_some()
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().map(|k| k.name)
    }
}

fn words<T>(all: &[(&'static str, T)]) -> Vec<&'static str> {
    all.iter().map(|(word, _)| *word).collect()
}

const VISIBILITY: Takes = Takes::Word(|| words(Visibility::WORDS));
use Condition::{Presence, Value};
use Seen::{Assessor, Everybody, Line, Owner};

/// An entry: `content/activities/**.md`.
pub const ENTRY: Table = Table {
    format: "activity",
    version: 1,
    what: "The front matter of an entry: content/activities/**.md",
    more: Some(
        "A policy that you follow and your settings (`extra_keys`) may name further keys; `cpdfolio check` knows them.",
    ),
    keys: &[
        Key::new("title", Takes::Line, Everybody, "title: Power electronics seminar", "What it was.").required(),
        Key::new("date", Takes::Days, Line, "date: 2026-03-04", "The day, or the first and the last of several.")
            .required()
            .draft_without(),
        Key::new("hours", Takes::Hours, Line, "hours: 2h30m", "2.5, 2h30m, 150m or \"2:30\": whole minutes.")
            .required()
            .draft_without(),
        Key::new(
            "category",
            Takes::Shares,
            Line,
            "category: job-technical",
            "One category, or several with their shares, which add up to the hours.",
        )
        .asked(Value),
        Key::new(
            "type",
            Takes::Line,
            Line,
            "type: self-study",
            "Kind of activity, from the policy or from `types` in cpdfolio.yaml.",
        )
        .asked(Value),
        Key::new("planned", Takes::Flag, Line, "planned: true", "Never inferred; absent is false.").asked(Value),
        Key::new("reflection", Takes::Text, Assessor, "reflection: What I learned", "What you learned.")
            .asked(Presence),
        Key::new("provider", Takes::Line, Everybody, "provider: Drives Forum", "Who offered it.").asked(Value).told(),
        Key::new("tags", Takes::Lines, Everybody, "tags: [power, sic]", "For finding it again.").asked(Value).told(),
        Key::new("competences", Takes::Lines, Everybody, "competences: [A2]", "UK-SPEC or your body's own codes.")
            .asked(Value)
            .told(),
        Key::new("plan", Takes::Lines, Assessor, "plan: [sic-inverters]", "Plan items that it serves.")
            .asked(Presence)
            .told(),
        Key::new("cites", Takes::Lines, Assessor, "cites: [keep-pace]", "Ids of benefits or values.").told(),
        Key::new("supports_others", Takes::Flag, Assessor, "supports_others: true", "It helped others to learn.")
            .asked(Value)
            .told()
            .row(),
        Key::new("featured", Takes::Flag, Everybody, "featured: true", "Chosen: shown before the others."),
        Key::new(
            "evidence",
            Takes::Lines,
            Assessor,
            "evidence: [evidence/2026/certificate.pdf]",
            "Files under evidence/.",
        )
        .asked(Presence)
        .told(),
        Key::new("item", Takes::Line, Owner, "item: et-magazine", "Id in the directory."),
        Key::new("visibility", VISIBILITY, Line, "visibility: assessor", "Who may see it."),
        Key::new("draft", Takes::Flag, Line, "draft: true", "Not finished: never counted."),
        Key::new("example", Takes::Flag, Line, "example: true", "Scaffolding: never counted."),
        Key::new(
            "private",
            Takes::Free,
            Owner,
            "private: {cost: 40}",
            "Your own keys; they never leave the private build.",
        ),
        Key::new("aliases", Takes::Lines, Everybody, "aliases: [2025/old-name]", "Former ids."),
    ],
};

/// An item of the development plan: `content/plan/*.md`.
pub const PLAN_ITEM: Table = Table {
    format: "plan-item",
    version: 1,
    what: "The front matter of an item of the development plan: content/plan/*.md",
    more: None,
    keys: &[
        Key::new(
            "title",
            Takes::Line,
            Assessor,
            "title: Choose SiC devices for the next inverter",
            "What you intend to learn.",
        )
        .required(),
        Key::new("written", Takes::Day, Assessor, "written: 2026-01-05", "The day on which you wrote it: as stated."),
        Key::new("period", Takes::Line, Assessor, "period: 2026", "The period that it is planned for."),
        Key::new("due", Takes::Day, Assessor, "due: 2026-09-30", "The day until which it is to be done."),
        Key::new("state", Takes::Word(|| words(PlanState::WORDS)), Assessor, "state: open", "Where it stands."),
        Key::new("target", Takes::Hours, Assessor, "target: 8h", "How much time is meant for it."),
        Key::new(
            "categories",
            Takes::Lines,
            Assessor,
            "categories: [job-technical]",
            "Categories that it is to serve.",
        ),
        Key::new("competences", Takes::Lines, Assessor, "competences: [A2]", "Competences that it is to develop."),
        Key::new("cites", Takes::Lines, Assessor, "cites: [keep-pace]", "Ids of benefits or values."),
        Key::new("visibility", VISIBILITY, Assessor, "visibility: assessor", "Who may see it."),
    ],
};

/// An item of the directory: `content/directory/*.md`.
pub const ITEM: Table = Table {
    format: "directory-item",
    version: 1,
    what: "The front matter of an item of the directory: content/directory/*.md",
    more: None,
    keys: &[
        Key::new("title", Takes::Line, Everybody, "title: E&T Magazine", "Its name.").required(),
        Key::new("provider", Takes::Line, Everybody, "provider: IET", "Who offers it."),
        Key::new("type", Takes::Line, Everybody, "type: self-study", "Kind of activity that using it is."),
        Key::new("hours", Takes::ItemHours, Everybody, "hours: {fixed: 1h30m}", "`open`, or a set length."),
        Key::new("step", Takes::Hours, Everybody, "step: 30m", "The unit that a plan reckons with, for open hours."),
        Key::new(
            "limit",
            Takes::Hours,
            Everybody,
            "limit: 20h",
            "The most that a plan puts into one period, for open hours.",
        ),
        Key::new(
            "weekly",
            Takes::Hours,
            Everybody,
            "weekly: 2h",
            "The most that a plan puts into one week, for open hours.",
        ),
        Key::new("price", Takes::Word(|| words(Price::WORDS)), Everybody, "price: free", "What it costs."),
        Key::new("amount", Takes::Line, Everybody, "amount: 45 GBP", "The price in words."),
        Key::new(
            "categories",
            Takes::Lines,
            Everybody,
            "categories: [job-technical]",
            "Categories that it can serve; empty: any.",
        ),
        Key::new("audience", Takes::Lines, Everybody, "audience: [members]", "For whom it is."),
        Key::new("url", Takes::Line, Everybody, "url: https://eandt.theiet.org/", "Where it is found."),
        Key::new("source", Takes::Line, Everybody, "source: Policy on CPD (2013)", "Where these facts come from."),
        Key::new("checked", Takes::Day, Everybody, "checked: 2026-11-21", "The day on which they were last checked."),
        Key::new(
            "confidence",
            Takes::Word(|| vec!["confirmed", "unconfirmed"]),
            Everybody,
            "confidence: confirmed",
            "Whether the source confirms them.",
        ),
    ],
};

/// A page of text: `content/**.md`.
pub const PAGE: Table = Table {
    format: "page",
    version: 1,
    what: "The front matter of a page: content/**.md",
    more: Some(
        "The settings may name further keys under `extra_keys`: those of a plain list count as if under `extra:`.",
    ),
    keys: &[
        Key::new("title", Takes::Line, Everybody, "title: About this record", "Its heading.").required(),
        Key::new("summary", Takes::Line, Everybody, "summary: What this page is for", "One sentence about it."),
        Key::new("order", Takes::Number, Everybody, "order: 10", "Place among its neighbours; the smallest first."),
        Key::new("nav", Takes::Word(|| words(NavPlace::WORDS)), Everybody, "nav: main", "Where it is listed."),
        Key::new("aliases", Takes::Lines, Everybody, "aliases: [old/address]", "Former addresses."),
        Key::new("date", Takes::Day, Everybody, "date: 2026-03-04", "The day of a piece of news."),
        Key::new(
            "updated",
            Takes::Day,
            Everybody,
            "updated: 2026-03-04",
            "The day on which its facts were last checked.",
        ),
        Key::new(
            "changed",
            Takes::Line,
            Everybody,
            "changed: The target has a table of its own.",
            "What changed on that day, for the page of changes.",
        ),
        Key::new("extra", Takes::Free, Everybody, "extra: {author: Sam}", "Your own keys, for templates."),
    ],
};

/// A question and its answer: `content/faq/*.md`.
pub const ANSWER: Table = Table {
    format: "answer",
    version: 1,
    what: "The front matter of a question and its answer: content/faq/*.md",
    more: None,
    keys: &[
        Key::new("title", Takes::Line, Everybody, "title: Do I need certificates?", "The question.").required(),
        Key::new("section", Takes::Line, Everybody, "section: Evidence", "The heading under which it stands."),
        Key::new("order", Takes::Number, Everybody, "order: 10", "Place in its section; the smallest first."),
    ],
};

/// All tables.
pub const ALL: &[&Table] = &[&ENTRY, &PLAN_ITEM, &ITEM, &PAGE, &ANSWER];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_each_name_once_and_a_line_to_paste() {
        for table in ALL {
            let mut names: Vec<_> = table.names().collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.keys.len(), "{}", table.format);
            for key in table.keys {
                assert!(key.hint.starts_with(&format!("{}: ", key.name)) && key.help.ends_with('.'), "{}", key.name);
            }
        }
    }
}
