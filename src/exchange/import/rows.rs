//! The rows of a table as drafts, or with a reason why not.

use chrono::Datelike;

use super::amounts::AmountFault;
use super::ask::Answers;
use super::columns::{Column, Tick};
use super::days::{self, Order, Reading};
use super::draft::{Came, Draft, NoEntry, Place, ReadRow, Refusal, fingerprint};
use super::grid::{Cell, Row};
use super::names::{Role, plain_words};
use super::scrub::scrubbed;
use super::timing::Timing;
use super::words::{Vocabulary, flag, is_tick};
use crate::model::{Days, Minutes};

/// The longest title that is made of the beginning of a text.
const LONGEST_START: usize = 100;

/// What is known of a table when its rows are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) sheet: &'a str,
    pub(super) columns: &'a [Column],
    pub(super) timing: &'a Timing,
    /// The order of dates in each column.
    pub(super) orders: &'a [(usize, Option<Order>)],
    /// The year that words above the table name.
    pub(super) year: Option<i32>,
    /// What words above the table say of all its rows.
    pub(super) planned: Option<bool>,
    pub(super) answers: &'a Answers,
    pub(super) words: Vocabulary<'a>,
    /// Whose rows are taken; none: everybody's.
    pub(super) person: Option<&'a str>,
}

impl Reader<'_> {
    /// The place of a row.
    pub(super) fn place(&self, row: &Row) -> Place {
        Place { sheet: self.sheet.to_owned(), line: row.line }
    }

    fn cell<'r>(&self, row: &'r Row, role: Role) -> Option<&'r Cell> {
        self.columns.iter().find(|c| c.role == role).map(|c| row.cell(c.at)).filter(|c| !c.is_empty())
    }

    fn text(&self, row: &Row, role: Role) -> Option<String> {
        self.cell(row, role).map(|cell| one_line(&cell.said())).filter(|t| !t.is_empty())
    }

    /// What stands in a row, by the names of its columns. Of what is never taken nothing is kept.
    pub(super) fn cells(&self, row: &Row) -> Vec<(String, String)> {
        let kept = self.columns.iter().filter(|c| c.role != Role::Secret);
        kept.map(|c| (c.name.clone(), row.cell(c.at).said())).collect()
    }

    /// Whose row it is.
    pub(super) fn person(&self, row: &Row) -> Option<String> {
        let whole = self.text(row, Role::Person);
        whole.or_else(|| {
            let (first, last) = (self.text(row, Role::FirstName)?, self.text(row, Role::LastName)?);
            Some(format!("{first} {last}"))
        })
    }

    /// What comes of a row of data.
    pub(super) fn read(&self, row: &Row) -> ReadRow {
        let cells = self.cells(row);
        let came = self.came(row);
        ReadRow { place: self.place(row), came, cells }
    }

    fn came(&self, row: &Row) -> Came {
        if let (Some(wanted), Some(found)) = (self.person, self.person(row))
            && !is_same_person(wanted, &found)
        {
            return Came::Nothing(NoEntry::OtherPerson);
        }
        let took = self.timing.of(row, self.answers.day);
        let minutes = took.amount.ok().flatten().map(|a| a.minutes);
        let refused = |(reason, fix): (String, String)| Came::Refused(Refusal { reason, fix, minutes });
        let Some(title) = self.text(row, Role::Title).or_else(|| self.first_words(row)) else {
            return refused(("it has no title".to_owned(), "say what was done".to_owned()));
        };
        let amount = match took.amount {
            Ok(amount) => amount,
            Err(fault) => return refused(time_fault(fault, &self.shown_time(row))),
        };
        let days = match self.days(row) {
            Ok(days) => days,
            Err(why) => return refused(why),
        };
        if let (Some(amount), Some(days)) = (amount, days)
            && amount.minutes.0 > 24 * 60 * days.count()
        {
            return refused(too_long(amount.minutes, days));
        }
        // from nine on one day to five on another is not that time
        let amount = amount.filter(|_| !self.timing.is_clock() || days.is_none_or(|d| d.count() == 1));
        let mut draft = self.draft(row, title);
        draft.days = days;
        draft.minutes = amount.map(|a| a.minutes);
        draft.planned = draft.planned.or(took.planned).or(self.planned);
        place_parts(&mut draft, took.parts);
        Came::Entry(Box::new(draft))
    }

    /// What was learned says what was done, where nothing else does: its first sentence.
    fn first_words(&self, row: &Row) -> Option<String> {
        let column = self.columns.iter().find(|c| c.heads)?;
        let text = one_line(&row.cell(column.at).said());
        let (first, _) = text.split_once(". ").unwrap_or((text.trim_end_matches('.'), ""));
        let short: String = first.chars().take(LONGEST_START).collect();
        let cut = short.len() < first.len();
        let words = if cut { short.rsplit_once(' ').map_or(&*short, |(words, _)| words) } else { &short };
        (!words.is_empty()).then(|| format!("{words}{}", if cut { "…" } else { "" }))
    }

    fn shown_time(&self, row: &Row) -> String {
        let used = self.columns.iter().filter(|c| self.timing.uses(c.at)).map(|c| row.cell(c.at).said());
        used.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The year of a row: that of its column of years, or of the words above it.
    fn year_of(&self, row: &Row) -> Option<i32> {
        let said = self.text(row, Role::Year).and_then(|t| t.parse().ok()).filter(|y| (1_980..2_100).contains(y));
        said.or(self.year)
    }

    /// Day and month that stand in columns of their own, where the year is known.
    fn in_parts(&self, row: &Row, year: Option<i32>) -> Option<String> {
        let (day, month, year) = (self.text(row, Role::Day)?, self.text(row, Role::Month)?, year?);
        let numbered = days::month_of(&month.to_lowercase()).map_or(month, |n| n.to_string());
        Some(format!("{day}/{numbered}/{year}"))
    }

    /// The days of a row: none where none are given.
    fn days(&self, row: &Row) -> Result<Option<Days>, (String, String)> {
        let year = self.year_of(row);
        if let Some(text) = self.in_parts(row, year) {
            return match days::read(&Cell::of(&text), year).days(Some(Order::DayFirst)) {
                Some(days) => Ok(Some(days)),
                None => Err(date_fault(&text, Reading::Wrong)),
            };
        }
        let of = |role| -> Result<Option<Days>, (String, String)> {
            let Some(column) = self.columns.iter().find(|c| c.role == role) else { return Ok(None) };
            let cell = row.cell(column.at);
            let order = self.orders.iter().find(|(at, _)| *at == column.at).and_then(|(_, order)| *order);
            match days::read(cell, year) {
                Reading::Empty | Reading::Vague => Ok(None),
                reading => reading.days(order).map(Some).ok_or_else(|| date_fault(&cell.said(), reading)),
            }
        };
        if let Some(days) = of(Role::Date)? {
            return Ok(Some(days));
        }
        match (of(Role::From)?, of(Role::To)?) {
            (Some(from), Some(to)) if from.first <= to.last => Ok(Some(Days { first: from.first, last: to.last })),
            (Some(from), Some(to)) => Err((
                format!("its first day, {}, is after its last, {}", from.first, to.last),
                "exchange the two days".to_owned(),
            )),
            (Some(one), None) | (None, Some(one)) => Ok(Some(one)),
            (None, None) => Ok(None),
        }
    }

    fn draft(&self, row: &Row, title: String) -> Draft {
        let kept: Vec<(String, String)> = self
            .columns
            .iter()
            .filter(|c| !matches!(c.role, Role::Aside | Role::Secret))
            .map(|c| (c.name.clone(), row.cell(c.at).said()))
            .collect();
        let mut draft = Draft { title, identity: fingerprint(&kept), ..Draft::default() };
        draft.provider = self.text(row, Role::Provider);
        draft.reflection = self.cell(row, Role::Reflection).map(|c| c.said().replace("\r\n", "\n"));
        draft.unconfirmed = self.text(row, Role::Status).is_some_and(|s| did_not_happen(&s));
        draft.text = self.body(row);
        draft.tags = self.text(row, Role::Tags).map_or_else(Vec::new, |t| parts(&t));
        draft.declared = self.columns.iter().filter_map(|c| declared(c, row.cell(c.at))).collect();
        draft.private = self.private(row);
        self.place_words(row, &mut draft);
        for column in self.columns.iter().filter(|c| c.tick.is_some() && is_tick(row.cell(c.at))) {
            match column.tick.clone() {
                Some(Tick::Type(kind)) => draft.kind = draft.kind.or(Some(kind)),
                Some(Tick::Category(category)) => draft.category = draft.category.or(Some(category)),
                Some(Tick::Planned(planned)) => draft.planned = Some(planned),
                None => {}
            }
        }
        draft.kind = draft.kind.or_else(|| self.answers.kind.clone());
        draft.category = draft.category.or_else(|| self.answers.category.clone());
        draft
    }

    /// Type, category, planned: words that are known here; others stay the owner's own.
    fn place_words(&self, row: &Row, draft: &mut Draft) {
        for column in self.columns {
            let cell = row.cell(column.at);
            let text = one_line(&cell.said());
            if text.is_empty() || column.tick.is_some() {
                continue;
            }
            let placed = match column.role {
                Role::Type => {
                    let said = Answers::word(&self.answers.types, &text).map(str::to_owned);
                    draft.kind = said.or_else(|| self.words.kind(&text)).filter(|t| !t.is_empty());
                    draft.kind.as_deref().is_some_and(|id| plain_words(id) == plain_words(&text))
                }
                Role::Category => {
                    let said = Answers::word(&self.answers.categories, &text).map(str::to_owned);
                    let found =
                        said.or_else(|| <[String; 1]>::try_from(self.words.categories(&text)).ok().map(|[one]| one));
                    draft.category = found.filter(|t| !t.is_empty());
                    draft.category.is_some()
                }
                Role::Planned => {
                    draft.planned = flag(cell);
                    draft.planned.is_some()
                }
                Role::Competences => {
                    draft.competences = parts(&text).into_iter().filter(|c| self.words.is_competence(c)).collect();
                    draft.competences.len() == parts(&text).len()
                }
                _ => continue,
            };
            if !placed {
                draft.private.push((column.name.clone(), text));
            }
        }
    }

    fn body(&self, row: &Row) -> String {
        let all: Vec<&Column> = self.columns.iter().filter(|c| c.role == Role::Body).collect();
        let texts: Vec<(&str, String)> = all
            .iter()
            .map(|c| (c.name.as_str(), scrubbed(&row.cell(c.at).said().replace("\r\n", "\n"))))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        match &texts[..] {
            [(_, only)] if all.len() == 1 => only.clone(),
            several => several.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n\n"),
        }
    }

    /// Is a part of a date said by the days of its row?
    fn is_in_days(&self, row: &Row, column: &Column) -> bool {
        let days = self.days(row).ok().flatten();
        days.is_some_and(|d| column.role != Role::Year || self.year_of(row) == Some(d.last.year()))
    }

    /// What has no place of its own in an entry, and a day that is none.
    fn private(&self, row: &Row) -> Vec<(String, String)> {
        let own = |c: &&Column| {
            let vague = matches!(c.role, Role::Date | Role::From | Role::To)
                && matches!(days::read(row.cell(c.at), self.year_of(row)), Reading::Vague);
            let unused = matches!(c.role, Role::Time | Role::Points | Role::StartTime | Role::EndTime)
                && !self.timing.uses(c.at);
            let own = matches!(c.role, Role::Private | Role::Status) && c.tick.is_none() && c.declared.is_none();
            let part = matches!(c.role, Role::Year | Role::Month | Role::Day) && !self.is_in_days(row, c);
            // the words in brackets behind a length of time
            let remarked = self.timing.uses(c.at)
                && row.cell(c.at).text().is_some_and(|t| super::amounts::without_remark(t.trim()).is_some());
            own || unused || vague || part || remarked
        };
        let all =
            self.columns.iter().filter(own).map(|c| (c.name.clone(), scrubbed(&one_line(&row.cell(c.at).said()))));
        all.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// What the hours of a row were for, by the names of the columns in which they stand.
fn place_parts(draft: &mut Draft, parts: Vec<(Tick, Minutes)>) {
    let mut categories: Vec<(String, Minutes)> = vec![];
    let mut kinds: Vec<String> = vec![];
    for (of, minutes) in parts {
        match of {
            Tick::Category(id) => match categories.iter_mut().find(|(known, _)| *known == id) {
                Some((_, sum)) => *sum += minutes,
                None => categories.push((id, minutes)),
            },
            Tick::Type(id) => kinds.push(id),
            Tick::Planned(_) => {}
        }
    }
    if let [kind] = &kinds[..] {
        draft.kind = Some(kind.clone());
    }
    match &categories[..] {
        [] => {}
        [(only, _)] => draft.category = Some(only.clone()),
        _ => {
            draft.category = None;
            draft.parts = categories;
        }
    }
}

fn time_fault(fault: AmountFault, shown: &str) -> (String, String) {
    match fault {
        AmountFault::Form(Some(near)) => (format!("`{shown}` is no length of time"), format!("write {}", near.data())),
        AmountFault::Form(None) => (format!("`{shown}` is no length of time"), "write it like 1h30m".to_owned()),
        AmountFault::Negative => (format!("`{shown}` is below zero"), "write how long it took".to_owned()),
        AmountFault::NotWhole(near) => {
            (format!("`{shown}` is no whole number of minutes"), format!("write {}", near.data()))
        }
        AmountFault::Days(_) => {
            (format!("`{shown}` is in days"), "say how long a day is, like `--day 7h30m`".to_owned())
        }
        AmountFault::Absurd => (format!("`{shown}` is longer than any activity"), "write it like 1h30m".to_owned()),
    }
}

fn date_fault(shown: &str, reading: Reading) -> (String, String) {
    let why = match reading {
        Reading::Either(..) => "is no date in the order of its column",
        _ => "is no date",
    };
    (format!("`{shown}` {why}"), "write it like 2026-03-04".to_owned())
}

fn too_long(minutes: Minutes, days: Days) -> (String, String) {
    let span = if days.count() == 1 { "one day".to_owned() } else { format!("{} days", days.count()) };
    let needs = (minutes.0 + 1_439) / 1_440;
    let last =
        days.first.checked_add_days(chrono::Days::new(u64::try_from(needs - 1).unwrap_or(0))).unwrap_or(days.last);
    let fix = format!("write the first and the last day: {} to {last} or later", days.first);
    (format!("{} is more than {span} has", minutes.data()), fix)
}

/// A key of a body's rules, of which a column holds the time: none of it, and the key does not hold.
fn declared(column: &Column, cell: &Cell) -> Option<(String, bool)> {
    let amount = super::amounts::read(cell, super::grid::Unit::Hours).ok().flatten()?;
    Some((column.declared.clone()?, amount.minutes.0 > 0))
}

/// A text of one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts(text: &str) -> Vec<String> {
    let all = text.split([',', ';', '|']).map(str::trim).filter(|t| !t.is_empty());
    all.map(str::to_owned).collect()
}

/// Does a status say that nothing took place?
fn did_not_happen(status: &str) -> bool {
    let status = plain_words(status).join(" ");
    let words = [
        "cancelled",
        "canceled",
        "not started",
        "in progress",
        "no show",
        "not attended",
        "withdrawn",
        "failed",
        "absent",
        "did not attend",
        "enrolled",
        "registered",
        "booked",
        "not completed",
        "incomplete",
        "planned",
        "abgesagt",
        "storniert",
        "waiting list",
        "tentative",
        "declined",
        "pending",
        "rejected",
        "expired",
        "fail",
        "not passed",
    ];
    words.contains(&status.as_str())
}

/// The same words in any order; an initial stands for a name.
pub(super) fn is_same_person(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let titles = ["mr", "mrs", "ms", "dr", "prof", "miss", "sir", "eng", "ing", "dipl"];
        let mut all: Vec<String> = plain_words(text).into_iter().filter(|w| !titles.contains(&w.as_str())).collect();
        all.sort();
        all
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let like = |x: &String, y: &String| {
        x == y || x.len() == 1 && y.starts_with(x.as_str()) || y.len() == 1 && x.starts_with(y.as_str())
    };
    let (few, many) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let whole = few.iter().any(|w| w.len() > 1 && many.contains(w));
    few.len() >= 2 && whole && few.iter().all(|w| many.iter().any(|m| like(w, m)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_their_words() {
        for (a, b, same) in [
            ("Sam Example", "EXAMPLE, Sam", true),
            ("Sam Example", "S. Example", true),
            ("Sam Example", "Sam A. Example", true),
            ("Sam Example", "Ann Example", false),
            ("Sam Example", "Sam Other", false),
            ("Sam Example", "Sam", false),
        ] {
            assert_eq!(is_same_person(a, b), same, "{b}");
        }
    }
}
