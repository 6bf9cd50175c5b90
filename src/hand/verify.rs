//! Is a file what was sealed, and which part is not? From a stranger's bytes to values. The same steps in the same
//! order are in `themes/default/assets/seal.js`, which runs inside the file and on the check page; a test holds the two against
//! each other.

use std::collections::BTreeSet;

use super::bundle::{self, Bundle, OpenUnit, Opened, Read, Refused};
use super::seal;
use crate::hash::Hash32;
use crate::sight::blocks::{FORMAT, Facts, Head, HeadPolicy, POLICY_PLACES, PlanBlock, Span, Words, policy_places};

/// A file that was taken apart and checked.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// What it hands over.
    pub(crate) bundle: Bundle,
    /// Its periods, in the order of the file.
    pub(crate) periods: Vec<Record>,
    /// What is wrong; nothing: as far as the file itself can tell, it is what was sealed.
    pub(crate) findings: Vec<Finding>,
}

/// A sealed period as values.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Which days.
    pub(crate) period: Span,
    /// The root of the leaves that the file has.
    pub(crate) root: Hash32,
    /// Period, numbers, titles; none where it cannot be read.
    pub(crate) head: Option<Head>,
    /// What each policy finds, as far as it is open.
    pub(crate) policies: Vec<HeadPolicy>,
    /// The member's name, where it is open.
    pub(crate) name: Option<String>,
    /// The member's number, where it is open.
    pub(crate) number: Option<String>,
    /// The entries, by day.
    pub(crate) entries: Vec<Entry>,
    /// The items of the plan.
    pub(crate) plan: Vec<PlanBlock>,
}

/// An entry as far as it is open.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Stands for it in every hand-over of the period.
    pub(crate) tag: Hash32,
    /// Its days, where they are open.
    pub(crate) days: Option<Span>,
    /// Its line.
    pub(crate) facts: Facts,
    /// Body and reflection, where they are open.
    pub(crate) words: Option<Words>,
    /// SHA-256 of its files, where they are open.
    pub(crate) evidence: Option<Vec<String>>,
}

/// Something that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Finding {
    /// A block is not among the leaves: it was changed, moved, or belongs to another record.
    Changed {
        /// The period, from 0.
        period: usize,
        /// The block.
        part: String,
        /// Of which entry or item: its title and day as the file has them now.
        what: String,
    },
    /// A block stands twice.
    Twice {
        /// The period, from 0.
        period: usize,
        /// The block.
        part: String,
    },
    /// A block is not written as the format says.
    Unread {
        /// The period, from 0.
        period: usize,
        /// The block.
        part: String,
    },
    /// The head, which is open in every hand-over, is not there.
    NoHead {
        /// The period, from 0.
        period: usize,
    },
    /// What a policy finds is not there: each hand-over has it of one at least.
    NoPolicy {
        /// The period, from 0.
        period: usize,
    },
    /// There are not as many entries, plan items or leaves as the head says.
    Number {
        /// The period, from 0.
        period: usize,
        /// `entries`, `plan` or `leaves`
        of: &'static str,
        /// How many there should be.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// Two periods are the same, or the head is of other days.
    Period {
        /// The period, from 0.
        period: usize,
    },
    /// What is not under a root has another sum.
    Rest,
    /// The file outside its data has another sum.
    Page,
    /// A copy of evidence is not the file that the seal speaks of.
    Copy {
        /// Its name.
        name: String,
    },
    /// The root is not the one that was given.
    OtherRoot,
}

impl Finding {
    /// Its name, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "changed",
            Self::Twice { .. } => "twice",
            Self::Unread { .. } => "unread",
            Self::NoHead { .. } => "no-head",
            Self::NoPolicy { .. } => "no-policy",
            Self::Number { .. } => "number",
            Self::Period { .. } => "period",
            Self::Rest => "rest",
            Self::Page => "page",
            Self::Copy { .. } => "copy",
            Self::OtherRoot => "other-root",
        }
    }
}

/// Takes the bytes of a stranger's file apart and checks them. Nothing of it is run, and nothing of its HTML is looked
/// at but for its sum.
pub(crate) fn file(bytes: &[u8]) -> Result<Checked, Refused> {
    let Read { bundle, page, has_page } = bundle::read(bytes)?;
    let mut checked = check(bundle);
    if has_page && checked.bundle.checks.page != page {
        checked.findings.push(Finding::Page);
    }
    Ok(checked)
}

/// Checks what a file hands over.
pub(crate) fn check(bundle: Bundle) -> Checked {
    let mut findings = vec![];
    let mut days = BTreeSet::new();
    let mut periods = vec![];
    for (n, opened) in bundle.seals.iter().enumerate() {
        if !days.insert(opened.period.text()) {
            findings.push(Finding::Period { period: n });
        }
        periods.push(Period { n, opened, findings: &mut findings }.check());
    }
    let roots: Vec<Hash32> = periods.iter().map(|p| p.root).collect();
    if bundle::of_rest(&bundle, &roots) != bundle.checks.rest {
        findings.push(Finding::Rest);
    }
    copies(&bundle, &periods, &mut findings);
    Checked { bundle, periods, findings }
}

impl Checked {
    /// Compares with roots from a letter or a declaration: each has to be that of a period.
    pub(crate) fn against(&mut self, roots: &[Hash32]) {
        if roots.iter().any(|root| self.periods.iter().all(|p| p.root != *root)) {
            self.findings.push(Finding::OtherRoot);
        }
    }

    /// As far as the file and what was given can tell, is it what was sealed?
    pub(crate) fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

struct Period<'a> {
    n: usize,
    opened: &'a Opened,
    findings: &'a mut Vec<Finding>,
}

impl Period<'_> {
    fn check(mut self) -> Record {
        let Opened { period, leaves, units } = self.opened;
        self.leaves();
        let mut record = Record {
            period: period.clone(),
            root: seal::root(leaves),
            head: None,
            policies: vec![],
            name: None,
            number: None,
            entries: vec![],
            plan: vec![],
        };
        let (mut heads, mut names, mut numbers) = (0, 0, 0);
        for unit in units {
            match kind(unit) {
                Some("head") => {
                    heads += 1;
                    record.head = self.value(unit, "head");
                }
                Some("name") => {
                    names += 1;
                    record.name = self.value(unit, "name");
                }
                Some("number") => {
                    numbers += 1;
                    record.number = self.value(unit, "number");
                }
                Some("policy") => record.policies.extend(self.value::<HeadPolicy>(unit, "policy")),
                Some("plan") => record.plan.extend(self.value::<PlanBlock>(unit, "plan")),
                Some(_) => record.entries.extend(self.entry(unit)),
                None => self.unread(unit.parts.first().map_or("", |p| p.name.as_str())),
            }
        }
        for (part, found) in [("head", heads), ("name", names), ("number", numbers)] {
            if found > 1 {
                self.findings.push(Finding::Twice { period: self.n, part: part.to_owned() });
            }
        }
        self.numbers(&record);
        record.entries.sort_by(|a, b| a.place().cmp(&b.place()));
        record.plan.sort_by(|a, b| a.id.cmp(&b.id));
        record
    }

    /// Every open block is one of the leaves, and each leaf is one block.
    fn leaves(&mut self) {
        let all: BTreeSet<Hash32> = self.opened.leaves.iter().copied().collect();
        if all.len() != self.opened.leaves.len() {
            self.findings.push(Finding::Twice { period: self.n, part: "leaf".to_owned() });
        }
        let mut found = BTreeSet::new();
        for unit in &self.opened.units {
            for part in &unit.parts {
                let leaf = seal::leaf(&part.name, part.salt, unit.tag, &part.text);
                if !all.contains(&leaf) {
                    self.findings.push(Finding::Changed {
                        period: self.n,
                        part: part.name.clone(),
                        what: called(unit),
                    });
                } else if !found.insert(leaf) {
                    self.findings.push(Finding::Twice { period: self.n, part: part.name.clone() });
                }
            }
        }
    }

    fn numbers(&mut self, record: &Record) {
        let period = self.n;
        let Some(head) = &record.head else {
            self.findings.push(Finding::NoHead { period });
            return;
        };
        if head.format != FORMAT {
            self.unread("head");
        }
        if head.period != record.period {
            self.findings.push(Finding::Period { period });
        }
        if record.policies.is_empty() {
            self.findings.push(Finding::NoPolicy { period });
        }
        let known = head.entries.saturating_mul(4).saturating_add(head.plan).saturating_add(3);
        let found = self.opened.leaves.len();
        let places = found.checked_sub(known).filter(|n| *n >= policy_places(record.policies.len()));
        let fits = places.is_some_and(|n| n % POLICY_PLACES == 0);
        let leaves = if fits { found } else { known.saturating_add(policy_places(record.policies.len())) };
        for (of, wanted, found) in [
            ("entries", head.entries, record.entries.len()),
            ("plan", head.plan, record.plan.len()),
            ("leaves", leaves, found),
        ] {
            if wanted != found {
                self.findings.push(Finding::Number { period, of, wanted, found });
            }
        }
    }

    fn entry(&mut self, unit: &OpenUnit) -> Option<Entry> {
        let optional = |p: &mut Self, name: &str| unit.text(name).is_some().then(|| p.value::<Words>(unit, name));
        let facts: Facts = self.value(unit, "facts")?;
        let days: Option<Span> = unit.text("day").and_then(|_| self.value(unit, "day"));
        if days.as_ref().is_some_and(|d| d.to.get(..7) != Some(facts.month.as_str())) {
            self.unread("day");
        }
        let words = optional(self, "words").flatten();
        let evidence: Option<Vec<String>> = unit.text("evidence").and_then(|_| self.value(unit, "evidence"));
        Some(Entry { tag: unit.tag, days, facts, words, evidence })
    }

    /// A block's value.
    fn value<T: serde::de::DeserializeOwned>(&mut self, unit: &OpenUnit, name: &str) -> Option<T> {
        let read = unit.text(name).and_then(|text| serde_json::from_str(text).ok());
        if read.is_none() {
            self.unread(name);
        }
        read
    }

    fn unread(&mut self, part: &str) {
        self.findings.push(Finding::Unread { period: self.n, part: part.to_owned() });
    }
}

impl Entry {
    /// What orders entries: the last day as far as it is open, then the tag.
    fn place(&self) -> (&str, &str, Hash32) {
        (&self.facts.month, self.days.as_ref().map_or("", |d| &d.to), self.tag)
    }
}

/// What a unit is: the name of its one block, or `entry`.
fn kind(unit: &OpenUnit) -> Option<&'static str> {
    let mut names: Vec<&str> = unit.parts.iter().map(|p| p.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).any(|two| two[0] == two[1]);
    match names[..] {
        _ if twice => None,
        ["head"] => Some("head"),
        ["name"] => Some("name"),
        ["number"] => Some("number"),
        ["plan"] => Some("plan"),
        ["policy"] => Some("policy"),
        [] => None,
        _ if names.iter().all(|n| matches!(*n, "day" | "facts" | "words" | "evidence")) => Some("entry"),
        _ => None,
    }
}

/// The title and the days of a unit, as the file has them now.
fn called(unit: &OpenUnit) -> String {
    let json = |name: &str| unit.text(name).and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok());
    let text = |name: &str, key: &str| json(name).and_then(|v| Some(v.get(key)?.as_str()?.to_owned()));
    let day = text("day", "to").or_else(|| text("facts", "month"));
    let title = text("facts", "title").or_else(|| text("plan", "title"));
    day.into_iter().chain(title).collect::<Vec<_>>().join(" ")
}

/// A copy that is said to be the file itself has to be it, and every copy belongs to an open file of an entry.
fn copies(bundle: &Bundle, periods: &[Record], findings: &mut Vec<Finding>) {
    for copy in &bundle.copies {
        let entry = periods.iter().flat_map(|p| &p.entries).find(|e| e.tag == copy.entry);
        let wanted = entry.and_then(|e| e.evidence.as_ref()?.get(copy.place));
        let bytes = crate::base64::decode(&copy.data);
        let fits = match (wanted, &bytes) {
            (Some(wanted), Some(bytes)) if copy.original => Hash32::of(bytes).to_string() == *wanted,
            (Some(_), Some(_)) => true,
            _ => false,
        };
        if !fits {
            findings.push(Finding::Copy { name: copy.name.clone() });
        }
    }
}
