//! Who reviews whose record.
//!
//! What has been reviewed stays with whoever did it. In this order: as many reviews as can be had; nobody with more than need be; the worst fit as good as can be; the
//! fewest who change from what was assigned before; the sum of fits. All of it exactly, as a flow of least cost.

mod flow;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::register::Joined;
use super::table::{Table, TableFault};
use flow::Flow;

/// The table of those who review.
pub(crate) const ASSESSORS: &str = "assessors.csv";

/// Its columns. Lists are separated by semicolons.
pub(crate) const COLUMNS: [&str; 8] = ["id", "name", "email", "fields", "employer", "network", "most", "conflicts"];

/// Who reviews.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Assessor {
    /// The id: small letters, digits, hyphens.
    pub id: String,
    /// The name.
    pub name: String,
    /// Where letters go.
    pub email: String,
    /// Fields of work that are known well; none: all alike.
    pub fields: Vec<String>,
    /// The employer.
    pub employer: String,
    /// The local network.
    pub network: String,
    /// No more reviews than this.
    pub most: Option<usize>,
    /// Members, by number or id, whom this person knows.
    pub conflicts: Vec<String>,
}

/// Whose record is to be reviewed, how many times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Subject {
    /// The id.
    pub id: String,
    /// The membership number.
    pub number: String,
    /// The name: nobody of the same one is asked, who may be the member.
    pub name: String,
    /// The field of work.
    pub field: String,
    /// The employer.
    pub employer: String,
    /// The local network.
    pub network: String,
    /// How many reviews are wanted.
    pub marks: usize,
}

impl Subject {
    /// A member of the register.
    pub(crate) fn of(joined: &Joined, marks: usize) -> Self {
        let p = &joined.person;
        Self {
            id: joined.id.clone(),
            number: p.number.clone(),
            name: p.name.clone(),
            field: p.field.clone(),
            employer: p.employer.clone(),
            network: p.network.clone(),
            marks,
        }
    }
}

/// A subject's id and an assessor's.
pub(crate) type Pairs = BTreeSet<(String, String)>;

/// Who reviews whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Assignment {
    /// All pairs.
    pub pairs: Pairs,
    /// The worst fit among them.
    pub worst: Option<u32>,
    /// The sum of fits.
    pub sum: u64,
    /// The most reviews of one person.
    pub load: usize,
    /// How many of the earlier pairs are not kept.
    pub moved: usize,
    /// Reviews that nobody can take: whose, and why.
    pub unmet: Vec<(String, Unmet)>,
}

/// Why a review cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// Everybody has a conflict of interest.
    Conflicts,
    /// Whoever has none has as many as was agreed.
    Full,
}

impl std::fmt::Display for Unmet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Conflicts => {
                "no further assessor is without a conflict of interest: add another to assessors.csv, and assign again"
            }
            Self::Full => {
                "whoever has no conflict of interest has as many records as was agreed: raise `most` of somebody in \
                 assessors.csv, or add another, and assign again"
            }
        })
    }
}

/// Reads the table.
pub(crate) fn assessors(bytes: &[u8]) -> Result<Vec<Assessor>, TableFault> {
    let table = Table::read(bytes, &["id", "name"])?.spelt(&COLUMNS)?;
    let mut all: Vec<Assessor> = vec![];
    for row in table.rows() {
        let cell = |name| table.get(row, name).to_owned();
        let list = |name| cell(name).split(';').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let fault = |what: String| row.fault(what);
        let id = cell("id");
        if !crate::model::id::is_plain(&id) {
            return Err(fault(format!("`{id}` is no id: small letters, digits and hyphens, such as `a1`")));
        }
        if all.iter().any(|a| a.id == id) {
            return Err(fault(format!("`{id}` stands twice")));
        }
        let most = cell("most");
        let most = if most.is_empty() {
            None
        } else {
            Some(most.parse().map_err(|_| fault(format!("`{most}` is not a number of records")))?)
        };
        let (name, email, employer, network) = (cell("name"), cell("email"), cell("employer"), cell("network"));
        all.push(Assessor {
            id,
            name,
            email,
            fields: list("fields"),
            employer,
            network,
            most,
            conflicts: list("conflicts"),
        });
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Has an assessor the name of a member? It may be the same person.
pub(crate) fn same_name(assessor: &Assessor, subject: &Subject) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    !subject.name.trim().is_empty() && plain(&assessor.name) == plain(&subject.name)
}

/// How well somebody can review a record: 2 in the own field, 1 where a field is not stated, 0 in another. None: a
/// conflict of interest.
pub(crate) fn fit(assessor: &Assessor, subject: &Subject) -> Option<u32> {
    let same = |a: &str, b: &str| !a.trim().is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
    let named = |who: &String| *who == subject.id || super::register::bare(who) == subject.number;
    if same(&assessor.employer, &subject.employer)
        || same(&assessor.network, &subject.network)
        || assessor.conflicts.iter().any(named)
        || named(&assessor.id)
        || same_name(assessor, subject)
    {
        return None;
    }
    if assessor.fields.is_empty() || subject.field.is_empty() {
        return Some(1);
    }
    Some(if assessor.fields.iter().any(|f| same(f, &subject.field)) { 2 } else { 0 })
}

/// Everything that an assignment is made from.
struct Ground<'a> {
    assessors: &'a [Assessor],
    subjects: &'a [Subject],
    fits: Vec<Vec<Option<u32>>>,
    before: &'a Pairs,
    /// Reviews that have been made: nobody is asked for them again.
    done: &'a Pairs,
    /// How many reviews of each subject are still wanted.
    open: Vec<usize>,
    /// How many reviews each assessor has made.
    made: Vec<usize>,
}

impl Ground<'_> {
    fn is_done(&self, subject: &Subject, assessor: &Assessor) -> bool {
        self.done.contains(&(subject.id.clone(), assessor.id.clone()))
    }

    /// The flow of at most `load` reviews for each assessor, those that are made among them, over pairs that fit at least
    /// so well.
    fn flow(&self, load: usize, least: u32, keep: bool) -> Flow {
        let (n, m) = (self.subjects.len(), self.assessors.len());
        let marks: usize = self.open.iter().sum();
        // keeping one pair weighs more than all fits together
        let big = i64::try_from(marks * 2 + 1).unwrap_or(i64::MAX / 4);
        let mut flow = Flow::new(n + m + 2);
        for (i, subject) in self.subjects.iter().enumerate() {
            flow.edge(0, i + 1, self.open[i], 0);
            for (j, assessor) in self.assessors.iter().enumerate() {
                let Some(fit) = self.fits[i][j].filter(|fit| *fit >= least) else { continue };
                let kept = keep && self.before.contains(&(subject.id.clone(), assessor.id.clone()));
                flow.edge(i + 1, n + 1 + j, 1, -(i64::from(fit) + if kept { big } else { 0 }));
            }
        }
        for (j, assessor) in self.assessors.iter().enumerate() {
            let most = load.min(assessor.most.unwrap_or(load)).saturating_sub(self.made[j]);
            flow.edge(n + 1 + j, n + m + 1, most, 0);
        }
        flow
    }

    fn most(&self, load: usize, least: u32) -> usize {
        self.flow(load, least, false).most()
    }

    /// The least load with which as many reviews are had as without a limit.
    fn load(&self, wanted: usize, highest: usize) -> usize {
        let (mut low, mut high) = (wanted.div_ceil(self.assessors.len().max(1)), highest);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.most(middle, 0) == wanted { high = middle } else { low = middle + 1 }
        }
        low
    }
}

/// Assigns. What was assigned before stays as far as it can; what is done stays whatever else is said.
pub(crate) fn assign(assessors: &[Assessor], subjects: &[Subject], before: &Pairs, done: &Pairs) -> Assignment {
    let of = |subject: &Subject, assessor: &Assessor| {
        let is_done = done.contains(&(subject.id.clone(), assessor.id.clone()));
        if is_done { None } else { fit(assessor, subject) }
    };
    let fits = subjects.iter().map(|s| assessors.iter().map(|a| of(s, a)).collect()).collect();
    let (of_subject, of_assessor) = (counted(done.iter().map(|(s, _)| s)), counted(done.iter().map(|(_, a)| a)));
    let n = |counts: &BTreeMap<&str, usize>, id: &str| counts.get(id).copied().unwrap_or(0);
    let open: Vec<usize> = subjects.iter().map(|s| s.marks.saturating_sub(n(&of_subject, &s.id))).collect();
    let made: Vec<usize> = assessors.iter().map(|a| n(&of_assessor, &a.id)).collect();
    let highest = open.iter().sum::<usize>() + made.iter().max().copied().unwrap_or(0);
    let ground = Ground { assessors, subjects, fits, before, done, open, made };
    let wanted = ground.most(highest, 0);
    let (old_load, old_worst) = old(&ground);
    let load = ground.load(wanted, highest).max(old_load);
    let best = (0..=2).rev().find(|least| ground.most(load, *least) == wanted).unwrap_or(0);
    // what was good enough before need not become better at the price of moving somebody
    let least = old_worst.map_or(best, |worst| worst.min(best));
    let mut flow = ground.flow(load, least, true);
    flow.cheapest();
    let mut found = Assignment { pairs: pairs(&ground, &flow), ..Assignment::default() };
    let here: BTreeSet<&str> = subjects.iter().map(|s| s.id.as_str()).collect();
    found.pairs.extend(done.iter().filter(|(id, _)| here.contains(id.as_str())).cloned());
    finish(&mut found, &ground);
    found
}

/// How often each id stands in a list.
pub(crate) fn counted<'i>(ids: impl Iterator<Item = &'i String>) -> BTreeMap<&'i str, usize> {
    let mut counts = BTreeMap::new();
    ids.for_each(|id| *counts.entry(id.as_str()).or_default() += 1);
    counts
}

fn pairs(ground: &Ground<'_>, flow: &Flow) -> Pairs {
    let n = ground.subjects.len();
    let used = flow.used().filter(|(from, to)| (1..=n).contains(from) && *to > n);
    used.map(|(from, to)| (ground.subjects[from - 1].id.clone(), ground.assessors[to - n - 1].id.clone())).collect()
}

/// Load and worst fit of the earlier pairs that can still stand.
fn old(ground: &Ground<'_>) -> (usize, Option<u32>) {
    let (mut loads, mut worst) = (BTreeMap::<usize, usize>::new(), None);
    for (i, subject) in ground.subjects.iter().enumerate() {
        for (j, assessor) in ground.assessors.iter().enumerate() {
            if ground.is_done(subject, assessor) {
                *loads.entry(j).or_default() += 1;
                continue;
            }
            let Some(fit) = ground.fits[i][j] else { continue };
            if ground.before.contains(&(subject.id.clone(), assessor.id.clone())) {
                *loads.entry(j).or_default() += 1;
                worst = Some(worst.map_or(fit, |w: u32| w.min(fit)));
            }
        }
    }
    (loads.into_values().max().unwrap_or(0), worst)
}

fn finish(found: &mut Assignment, ground: &Ground<'_>) {
    let mut loads: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, subject) in ground.subjects.iter().enumerate() {
        let open = ground.open[i];
        let mut had = 0;
        for (j, assessor) in ground.assessors.iter().enumerate() {
            if !found.pairs.contains(&(subject.id.clone(), assessor.id.clone())) {
                continue;
            }
            *loads.entry(&assessor.id).or_default() += 1;
            let is_done = ground.is_done(subject, assessor);
            had += usize::from(!is_done);
            // a conflict of interest that was told after the review was made has no fit
            let Some(fit) = (if is_done { fit(assessor, subject) } else { ground.fits[i][j] }) else { continue };
            found.sum += u64::from(fit);
            found.worst = Some(found.worst.map_or(fit, |w| w.min(fit)));
        }
        let able = ground.fits[i].iter().flatten().count();
        let why = if able < open { Unmet::Conflicts } else { Unmet::Full };
        for _ in had..open {
            found.unmet.push((subject.id.clone(), why));
        }
    }
    found.load = loads.into_values().max().unwrap_or(0);
    found.moved = ground.before.difference(&found.pairs).count();
}
