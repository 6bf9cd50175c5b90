//! What an importer makes: drafts of entries, and for every other row a reason.

use crate::model::{Days, Minutes};

/// Where a row stood.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The sheet; empty where there is only one.
    pub(crate) sheet: String,
    /// The line, or the number of the row.
    pub(crate) line: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.sheet.is_empty() {
            write!(f, "line {}", self.line)
        } else {
            write!(f, "{}, row {}", self.sheet, self.line)
        }
    }
}

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// Its name.
    pub(crate) name: String,
    /// What stands in it.
    pub(crate) bytes: Vec<u8>,
}

/// An entry that may come of a row, an event or a badge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// What it was.
    pub(crate) title: String,
    /// When, where that is known.
    pub(crate) days: Option<Days>,
    /// The year, where that is all that is known of when it was.
    pub(crate) year: Option<i32>,
    /// For how long, where that is known.
    pub(crate) minutes: Option<Minutes>,
    /// Its type.
    pub(crate) kind: Option<String>,
    /// Its category.
    pub(crate) category: Option<String>,
    /// Its categories with the time of each, where it has several.
    pub(crate) parts: Vec<(String, Minutes)>,
    /// Was it planned? None: not said.
    pub(crate) planned: Option<bool>,
    /// Who offered it.
    pub(crate) provider: Option<String>,
    /// What was learned.
    pub(crate) reflection: Option<String>,
    /// What was done.
    pub(crate) text: String,
    /// Words for finding it again.
    pub(crate) tags: Vec<String>,
    /// Codes of competences.
    pub(crate) competences: Vec<String>,
    /// Item of the directory.
    pub(crate) item: Option<String>,
    /// Keys that a policy declares: they hold, or not.
    pub(crate) declared: Vec<(String, bool)>,
    /// Files that came with it.
    pub(crate) attached: Vec<Attached>,
    /// Those of them that are copied, by their places.
    pub(crate) evidence: Vec<String>,
    /// The owner's own keys.
    pub(crate) private: Vec<(String, String)>,
    /// It is not to count until its owner confirms it.
    pub(crate) unconfirmed: bool,
    /// The hash of what it came of, and how many like it came before.
    pub(crate) identity: String,
}

impl Draft {
    /// Does it count nothing yet?
    pub(crate) fn is_draft(&self) -> bool {
        self.unconfirmed || self.days.is_none() || self.minutes.is_none()
    }

    /// What it lacks to count, in words.
    pub(crate) fn lacks(&self) -> String {
        let all = [
            (self.days.is_none(), "no day"),
            (self.minutes.is_none(), "no hours"),
            (self.unconfirmed, "to be confirmed"),
        ];
        all.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect::<Vec<_>>().join(", ")
    }
}

/// Why a row is no entry, and what to write in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What is wrong.
    pub(crate) reason: String,
    /// What to do about it.
    pub(crate) fix: String,
    /// Its time, where that could be read.
    pub(crate) minutes: Option<Minutes>,
}

/// Rows that are no entry by their nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NoEntry {
    /// Words above a table or between its rows.
    Title,
    /// A row of names.
    Head,
    /// A sum.
    Total,
    /// Hours brought forward or carried on.
    Carried,
    /// A remark below a table.
    Note,
    /// A place to sign.
    Signature,
    /// Shows how to fill in the form.
    Example,
    /// Somebody else's.
    OtherPerson,
    /// Hidden in its sheet.
    Hidden,
    /// Of a table that only adds up others.
    Summary,
    /// An event that does not take place.
    Cancelled,
    /// Not among those that were asked for.
    NotChosen,
    /// A copy of a note that is taken.
    Copy,
}

impl NoEntry {
    /// Its word in data.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Head => "head",
            Self::Total => "total",
            Self::Carried => "carried",
            Self::Note => "note",
            Self::Signature => "signature",
            Self::Example => "example",
            Self::OtherPerson => "other-person",
            Self::Hidden => "hidden",
            Self::Summary => "summary",
            Self::Cancelled => "cancelled",
            Self::NotChosen => "not-chosen",
            Self::Copy => "copy",
        }
    }
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Came {
    /// An entry, or a draft that counts nothing.
    Entry(Box<Draft>),
    /// Nothing, because of a fault.
    Refused(Refusal),
    /// Nothing, because it is none.
    Nothing(NoEntry),
}

/// A row, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadRow {
    /// Where it stood.
    pub(crate) place: Place,
    /// What came of it.
    pub(crate) came: Came,
    /// What stood in it, by the names of its columns.
    pub(crate) cells: Vec<(String, String)>,
}

/// Gives each draft its identity: the hash of all of its row, and a number for rows that are alike.
pub(super) fn identify(rows: &mut [ReadRow]) {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for row in rows {
        if let Came::Entry(draft) = &mut row.came {
            let hash = draft.identity.clone();
            let nth = seen.entry(hash.clone()).or_default();
            *nth += 1;
            draft.identity = format!("{hash}-{nth}");
        }
    }
}

/// The first sixteen digits of the hash of a row: its values by their names, in the order of the names.
pub(crate) fn fingerprint(cells: &[(String, String)]) -> String {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut all: Vec<String> = cells
        .iter()
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(n, v)| format!("{}\u{1f}{}", plain(n), plain(v)))
        .collect();
    all.sort();
    let hash = crate::fs::Fingerprint::of(all.join("\u{1e}").as_bytes()).sha256;
    hash.get(..16).unwrap_or_default().to_owned()
}
