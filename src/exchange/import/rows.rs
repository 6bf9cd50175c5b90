//! The rows of a table as drafts, or with a reason why not.

use std::collections::HashSet;

use chrono::Datelike;

use super::amounts::{AmountFault, Comma, Known};
use super::ask::Answers;
use super::columns::{Column, Tick};
use super::days::{self, Order, Reading};
use super::draft::{Came, Draft, NoEntry, Place, ReadRow, Refusal, fingerprint};
use super::grid::{Cell, Row};
use super::names::{Role, only_year, plain_words};
use super::refuse::{date_fault, did_not_happen, is_too_long, time_fault, too_long};
use super::scrub::scrubbed;
use super::timing::{Timing, Took};
use super::words::{Vocabulary, answer, flag, is_mark};
use crate::model::{Days, Minutes};

/// The longest title that is made of the beginning of a text.
const LONGEST_START: usize = 100;

/// What is known of a table when its rows are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) sheet: &'a str,
    pub(super) columns: &'a [Column],
    pub(super) timing: &'a Timing,
    /// What a comma is in the columns that hold the time, where they show it.
    pub(super) comma: Option<Comma>,
    /// The order of dates in each column.
    pub(super) orders: &'a [(usize, Option<Order>)],
    /// The year that words above the table name.
    pub(super) year: Option<i32>,
    /// The month that they name.
    pub(super) month: Option<u32>,
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

    /// The columns of a role that hold something in a row, in their order.
    fn filled<'s, 'r>(&'s self, row: &'r Row, role: Role) -> impl Iterator<Item = (&'s Column, &'r Cell)> {
        let of_role = self.columns.iter().filter(move |c| c.role == role);
        of_role.map(|c| (c, row.cell(c.at))).filter(|(_, cell)| !cell.is_empty())
    }

    fn cell<'r>(&self, row: &'r Row, role: Role) -> Option<&'r Cell> {
        self.filled(row, role).next().map(|(_, cell)| cell)
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
        let took = self.took(row);
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
            && is_too_long(amount.minutes, days)
        {
            return refused(too_long(amount.minutes, days));
        }
        // from nine on one day to five on another is not that time
        let amount = amount.filter(|_| !self.timing.is_clock() || days.is_none_or(|d| d.count() == 1));
        let mut draft = self.draft(row, title);
        draft.days = days;
        if days.is_none() {
            draft.year = self.only_year(row);
            // a year that words above the row say stands nowhere else
            let unsaid = self.cell(row, Role::Year).is_none();
            draft.private.extend(self.year.filter(|_| unsaid).map(|year| ("year".to_owned(), year.to_string())));
        }
        draft.minutes = amount.map(|a| a.minutes);
        draft.planned = draft.planned.or(took.planned).or(self.planned);
        place_parts(&mut draft, took.parts);
        Came::Entry(Box::new(draft))
    }

    /// The time of a row. Where a comma may be two things, the one that fits into the days of the row.
    fn took(&self, row: &Row) -> Took {
        let with = |comma| self.timing.of(row, Known { day: self.answers.day, comma });
        let took = with(self.comma);
        let (Err(AmountFault::Comma(_)), Ok(Some(days))) = (&took.amount, self.days(row)) else { return took };
        let fits = |took: &Took| took.amount.is_ok_and(|a| a.is_some_and(|a| !is_too_long(a.minutes, days)));
        let mut both = [Comma::Decimal, Comma::Thousands].map(|comma| with(Some(comma))).into_iter().filter(fits);
        match (both.next(), both.next()) {
            (Some(only), None) => only,
            _ => took,
        }
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

    /// Day and month that stand in columns of their own, or the month above the table, where the year is known.
    fn in_parts(&self, row: &Row, year: Option<i32>) -> Option<String> {
        let (day, year) = (self.text(row, Role::Day)?, year?);
        let numbered = match self.text(row, Role::Month) {
            Some(month) => days::month_of(&month.to_lowercase()).map_or(month, |n| n.to_string()),
            None => self.month?.to_string(),
        };
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
            let Some((column, cell)) = self.day_of(row, role, year) else { return Ok(None) };
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

    /// The cell of a role that says a day, or is meant to: the first that is not as vague as `in spring`.
    fn day_of<'s, 'r>(&'s self, row: &'r Row, role: Role, year: Option<i32>) -> Option<(&'s Column, &'r Cell)> {
        self.filled(row, role).find(|(_, cell)| !matches!(days::read(cell, year), Reading::Empty | Reading::Vague))
    }

    /// What was learned, of all columns that say it.
    fn reflection(&self, row: &Row) -> Option<String> {
        let said = |(column, cell): (&Column, &Cell)| (column.name.clone(), cell.said().replace("\r\n", "\n"));
        let mut texts: Vec<(String, String)> = vec![];
        for (name, text) in self.filled(row, Role::Reflection).map(said) {
            if !texts.iter().any(|(_, known)| *known == text) {
                texts.push((name, text));
            }
        }
        match &texts[..] {
            [] => None,
            [(_, only)] => Some(only.clone()),
            several => Some(several.iter().map(|(name, t)| format!("{name}: {t}")).collect::<Vec<_>>().join("\n\n")),
        }
    }

    /// Does a row say that it is a draft, or not published, or that nothing took place?
    fn is_unconfirmed(&self, row: &Row) -> bool {
        self.filled(row, Role::Status).any(|(_, cell)| did_not_happen(&one_line(&cell.said())))
            || self.filled(row, Role::Draft).any(|(_, cell)| answer(cell) != Some(false))
            || self.filled(row, Role::Published).any(|(_, cell)| answer(cell) == Some(false))
    }

    /// The year of a row without a day, where it is known.
    fn only_year(&self, row: &Row) -> Option<i32> {
        let roles = [Role::Date, Role::From, Role::To];
        let mut said = roles.into_iter().flat_map(|role| self.filled(row, role));
        let of_words = said.find_map(|(_, cell)| only_year(&cell.said()));
        of_words.or_else(|| self.year_of(row))
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
        draft.reflection = self.reflection(row);
        draft.unconfirmed = self.is_unconfirmed(row);
        draft.text = self.body(row);
        let mut tags = HashSet::new();
        for tag in self.filled(row, Role::Tags).flat_map(|(_, cell)| parts(&one_line(&cell.said()))) {
            if tags.insert(tag.clone()) {
                draft.tags.push(tag);
            }
        }
        draft.declared = self.columns.iter().filter_map(|c| declared(c, row.cell(c.at))).collect();
        draft.private = self.private(row);
        self.place_words(row, &mut draft);
        for column in self.columns.iter().filter(|c| c.tick.is_some() && is_mark(row.cell(c.at))) {
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
                    let found = said.or_else(|| self.words.kind(&text)).filter(|t| !t.is_empty());
                    let is_name = found.as_deref().is_some_and(|id| plain_words(id) == plain_words(&text));
                    is_name & first(&mut draft.kind, found)
                }
                Role::Category => {
                    let said = Answers::word(&self.answers.categories, &text).map(str::to_owned);
                    let found =
                        said.or_else(|| <[String; 1]>::try_from(self.words.categories(&text)).ok().map(|[one]| one));
                    first(&mut draft.category, found.filter(|t| !t.is_empty()))
                }
                Role::Planned => first(&mut draft.planned, flag(cell)),
                Role::Competences => {
                    let (known, unknown): (Vec<_>, Vec<_>) =
                        parts(&text).into_iter().partition(|c| self.words.is_competence(c));
                    let new: Vec<String> = known.into_iter().filter(|c| !draft.competences.contains(c)).collect();
                    draft.competences.extend(new);
                    unknown.is_empty()
                }
                _ => continue,
            };
            if !placed {
                draft.private.push((column.name.clone(), text));
            }
        }
    }

    fn body(&self, row: &Row) -> String {
        // the text of a note stands first, and needs no name
        let mut all: Vec<&Column> = self.columns.iter().filter(|c| c.role == Role::Body).collect();
        all.sort_by_key(|c| !c.is_text);
        let bare = all.len() == 1;
        let texts = all.iter().map(|c| (c, scrubbed(&row.cell(c.at).said().replace("\r\n", "\n"))));
        let named =
            |(c, text): (&&Column, String)| if bare || c.is_text { text } else { format!("{}: {text}", c.name) };
        texts.filter(|(_, text)| !text.is_empty()).map(named).collect::<Vec<_>>().join("\n\n")
    }

    /// Is a part of a date said by the days of its row?
    fn is_in_days(&self, row: &Row, column: &Column) -> bool {
        let days = self.days(row).ok().flatten();
        days.is_some_and(|d| column.role != Role::Year || self.year_of(row) == Some(d.last.year()))
    }

    /// Does another column of its role say something else in its stead?
    fn is_further(&self, row: &Row, column: &Column, year: Option<i32>) -> bool {
        if !column.role.is_single() {
            return false;
        }
        let taken = if column.role.is_day() {
            self.day_of(row, column.role, year)
        } else {
            self.filled(row, column.role).next()
        };
        taken.is_some_and(|(c, cell)| c.at != column.at && *cell != *row.cell(column.at))
    }

    /// What has no place of its own in an entry, and a day that is none.
    fn private(&self, row: &Row) -> Vec<(String, String)> {
        let year = self.year_of(row);
        let own = |c: &&Column| {
            let vague = c.role.is_day() && matches!(days::read(row.cell(c.at), year), Reading::Vague);
            let unused = matches!(c.role, Role::Time | Role::Points | Role::StartTime | Role::EndTime)
                && !self.timing.uses(c.at);
            let is_key = declared(c, row.cell(c.at)).is_some();
            let own = matches!(c.role, Role::Private | Role::Status) && c.tick.is_none() && !is_key;
            let part = matches!(c.role, Role::Year | Role::Month | Role::Day) && !self.is_in_days(row, c);
            // the words in brackets behind a length of time
            let remarked = self.timing.uses(c.at)
                && row.cell(c.at).text().is_some_and(|t| super::amounts::without_remark(t.trim()).is_some());
            let unread = matches!(c.role, Role::Draft | Role::Published) && answer(row.cell(c.at)).is_none();
            own || unused || vague || part || remarked || unread || self.is_further(row, c, year)
        };
        let all =
            self.columns.iter().filter(own).map(|c| (c.name.clone(), scrubbed(&one_line(&row.cell(c.at).said()))));
        all.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Keeps the first of several values; `true`: this one is kept, or the same as that.
fn first<T: PartialEq>(kept: &mut Option<T>, found: Option<T>) -> bool {
    if kept.is_none() {
        *kept = found;
        return kept.is_some();
    }
    found.is_some() && *kept == found
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

/// A key of a body's rules, of which a column says yes or no, or holds the time: none of it, and the key does not hold.
fn declared(column: &Column, cell: &Cell) -> Option<(String, bool)> {
    let key = column.declared.as_ref()?;
    let amount = || super::amounts::read(cell, super::grid::Unit::Hours).ok().flatten().map(|a| a.minutes.0 > 0);
    Some((key.clone(), answer(cell).or_else(amount)?))
}

/// A text of one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts(text: &str) -> Vec<String> {
    let all = text.split([',', ';', '|']).map(str::trim).filter(|t| !t.is_empty());
    all.map(str::to_owned).collect()
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
