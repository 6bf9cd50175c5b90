//! What each column of a table holds, from its name and from its values, and how sure that is.

use super::amounts;
use super::ask::Answers;
use super::days::{self, Order};
use super::grid::{Cell, Sheet, Unit};
use super::names::{self, Role};
use super::table::{ColumnName, Table};
use super::words::{Vocabulary, is_mark, is_tick};

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its place.
    pub(crate) at: usize,
    /// Its name, as it stands in the file; `column 3` where there is none.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) role: Role,
    /// How sure that is, in hundredths.
    pub(crate) sure: u8,
    /// The unit that its name shows.
    pub(crate) unit: Option<Unit>,
    /// The word that a tick in it stands for.
    pub(crate) tick: Option<Tick>,
    /// Does its name say whether the hours in it were planned?
    pub(crate) planned: Option<bool>,
    /// Does its name say what the hours in it were for?
    pub(crate) part: Option<Tick>,
    /// Do its first words say what was done, where no column does?
    pub(crate) heads: bool,
    /// The order of dates that its name shows.
    pub(crate) order: Option<Order>,
    /// The key of a body's rules that holds where a time stands in it.
    pub(crate) declared: Option<String>,
    /// Is it the text of a note, which stands below its keys and needs no name?
    pub(crate) is_text: bool,
}

/// What a tick stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tick {
    /// A type.
    Type(String),
    /// A category.
    Category(String),
    /// Planned, or not.
    Planned(bool),
}

/// So many cells of a column are looked at to tell what it is.
const LOOKED_AT: usize = 2_000;

/// What the values of a column are.
#[derive(Debug, Default)]
struct Profile {
    /// Those that were looked at.
    filled: usize,
    days: usize,
    amounts: usize,
    numbers: usize,
    /// Numbers in a text that count days, as a sheet does below its formats.
    serials: usize,
    /// Is there a tick in each, and nothing else?
    all_ticks: bool,
    flags: usize,
    /// Times of day, or lengths that look like them.
    clocks: usize,
    types: usize,
    letters: usize,
}

impl Profile {
    fn of(cells: &[&Cell], year: Option<i32>, words: Vocabulary<'_>) -> Self {
        let filled: Vec<&Cell> = cells.iter().filter(|c| !c.is_empty()).copied().collect();
        let mut p = Self { all_ticks: are_ticks(&filled), ..Self::default() };
        // what a column is shows in some thousand of its cells, in even steps
        for cell in filled.iter().step_by(filled.len().div_ceil(LOOKED_AT).max(1)) {
            p.filled += 1;
            let number = amounts::plain(cell);
            let day = days::read(cell, year);
            p.numbers += usize::from(number.is_some());
            p.days += usize::from(day.is_date() && (number.is_none() || matches!(cell, Cell::Number(..))));
            p.serials += usize::from(day.is_date() && number.is_some());
            p.amounts += usize::from(amounts::has_own_unit(cell));
            p.flags += usize::from(super::words::answer(cell).is_some());
            p.clocks += usize::from(is_clock(cell));
            let is_word = |t: &str| names::plain_words(t).len() <= 2 && words.kind(t).is_some();
            p.types += usize::from(cell.text().is_some_and(|t| is_word(t) || words.is_type(t)));
            p.letters += cell.text().map_or(0, |t| t.chars().filter(|c| c.is_alphabetic()).count());
        }
        p
    }

    fn mostly(&self, count: usize) -> bool {
        count > 0 && count * 5 >= self.filled * 4
    }
}

/// Ticks; a 1 among them is one too.
fn are_ticks(cells: &[&Cell]) -> bool {
    cells.iter().all(|cell| is_mark(cell)) && (cells.is_empty() || cells.iter().any(|cell| is_tick(cell)))
}

/// `09:30`, `9 am`: not `7h`.
fn is_clock(cell: &Cell) -> bool {
    let is_text = |t: &str| {
        let t = t.trim_end().to_lowercase();
        t.contains(':') || t.ends_with("am") || t.ends_with("pm")
    };
    cell.text().is_none_or(is_text) && amounts::minute(cell).is_some()
}

/// The columns of a table. `year` and `month`: those of its dates without one.
pub(super) fn assign(
    sheet: &Sheet,
    table: &Table,
    (year, month): (Option<i32>, Option<u32>),
    answers: &Answers,
    words: Vocabulary<'_>,
) -> Vec<Column> {
    let rows: Vec<_> = sheet.rows[table.body.clone()].iter().filter(|r| !r.hidden && !r.is_blank()).collect();
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0).max(table.names.len());
    // a column of years says which, row by row: here any will do
    let has_years = table.names.iter().any(|n| names::role(&n.whole).is_some_and(|n| n.role == Role::Year));
    let above = (year.is_some(), month.is_some());
    let year = year.or(has_years.then_some(days::ANY_YEAR));
    let mut profiles = vec![];
    let mut all: Vec<Column> = vec![];
    for at in 0..width {
        let cells: Vec<&Cell> = rows.iter().map(|r| r.cell(at)).collect();
        let profile = Profile::of(&cells, year, words);
        let name = table.names.get(at).cloned().unwrap_or_default();
        if profile.filled > 0 || !name.whole.is_empty() {
            all.push(column(at, &name, &profile, answers, words));
            profiles.push(profile);
        }
    }
    for column in all.iter_mut().filter(|c| sheet.text == Some(c.at) && c.sure < 100) {
        column.is_text = true;
        column.role = Role::Body;
        column.sure = 100;
    }
    choose_title(&mut all, &profiles);
    choose_days(&mut all, &profiles, above);
    choose_opposites(&mut all, &profiles);
    choose_minutes(&mut all, &profiles);
    choose_time(&mut all, &profiles, table.guessed);
    all
}

/// A column by itself.
fn column(at: usize, name: &ColumnName, profile: &Profile, answers: &Answers, words: Vocabulary<'_>) -> Column {
    let shown = if name.whole.is_empty() { format!("column {}", at + 1) } else { name.whole.clone() };
    let column = Column {
        at,
        name: shown,
        role: Role::Private,
        sure: 50,
        unit: None,
        tick: None,
        planned: None,
        part: None,
        heads: false,
        order: name.order,
        declared: None,
        is_text: false,
    };
    said(&column, name, profile, answers, words).unwrap_or_else(|| by_name(column, name, profile, words))
}

/// A column of which an answer, a key of the rules followed or its ticks say what it holds.
fn said(
    column: &Column,
    name: &ColumnName,
    profile: &Profile,
    answers: &Answers,
    words: Vocabulary<'_>,
) -> Option<Column> {
    if let Some(key) = answers.declared(&column.name) {
        return Some(Column { declared: Some(key), sure: 100, ..column.clone() });
    }
    if let Some(role) = answers.role(&column.name) {
        let unit = names::role(&name.whole).and_then(|n| n.unit);
        let part = part(name, words).filter(|_| role == Role::Time);
        return Some(Column { role, sure: 100, unit, planned: planned_name(&name.whole), part, ..column.clone() });
    }
    // a key that the rules followed ask for, above yes and no
    let key = words.keys.iter().find(|key| super::ask::is_name(key, &name.whole));
    if let Some(key) = key.filter(|_| profile.filled > 0 && profile.mostly(profile.flags)) {
        return Some(Column { declared: Some(key.clone()), sure: 95, ..column.clone() });
    }
    // `Attended` above yes and no: what is no did not take place
    if profile.mostly(profile.flags) && names::is_attendance(&name.last) {
        return Some(Column { role: Role::Status, sure: 80, ..column.clone() });
    }
    if profile.filled > 0 && profile.all_ticks {
        let tick = tick(name, words)?;
        return Some(Column { tick: Some(tick), sure: 90, ..column.clone() });
    }
    None
}

/// A column by its name, where its values bear that out.
fn by_name(mut column: Column, name: &ColumnName, profile: &Profile, words: Vocabulary<'_>) -> Column {
    let mut whole = names::role(&name.whole);
    // `With whom` under `Activity` is no activity
    if let Some(named) = whole.as_mut().filter(|n| n.role == Role::Title && name.last != name.whole) {
        named.sure = named.sure.min(60);
    }
    let is_time = whole.is_some_and(|n| n.role == Role::Time);
    let last = names::role(&name.last).filter(|n| n.sure >= 80 && !is_time);
    let is_hours = profile.mostly(profile.numbers + profile.amounts) && !profile.mostly(profile.days);
    column.part = part(name, words).filter(|_| is_hours);
    let Some(named) = last.or(whole) else {
        // `Soft skills` above numbers holds hours
        if matches!(column.part, Some(Tick::Category(_))) && profile.filled > 0 {
            column.role = Role::Time;
            column.sure = 70;
        }
        return column;
    };
    column.role = named.role;
    column.sure = named.sure;
    column.unit = named.unit.or_else(|| whole.and_then(|n| n.unit));
    column.planned = planned_name(&name.whole).filter(|_| named.role == Role::Time);
    if !fits(named.role, profile) {
        column.role = Role::Private;
        column.sure = 40;
    }
    // `Planned` above numbers holds hours
    if named.role == Role::Planned
        && profile.mostly(profile.numbers + profile.amounts)
        && !profile.mostly(profile.flags)
    {
        column.role = Role::Time;
        column.planned = planned_name(&name.whole);
        column.sure = 70;
    }
    column
}

/// Do the values bear out what the name says?
fn fits(role: Role, p: &Profile) -> bool {
    if p.filled == 0 {
        return true;
    }
    match role {
        Role::Date | Role::From | Role::To => {
            p.days * 3 >= p.filled || p.days > 0 && p.filled < 6 || p.mostly(p.serials)
        }
        Role::Time | Role::Points => (p.amounts + p.numbers) * 3 >= p.filled || p.amounts + p.numbers > 2,
        Role::StartTime | Role::EndTime => p.amounts > 0 || p.days > 0,
        // one that says yes is a draft, whatever other words stand there: what is unread stays the owner's own
        Role::Draft => p.flags > 0,
        _ => true,
    }
}

/// `Unplanned hours`, `Planned`
fn planned_name(name: &str) -> Option<bool> {
    let words = names::plain_words(name);
    let says = |word: &str| words.iter().any(|w| w == word);
    let un = says("unplanned") || says("ungeplant") || says("non") && says("planned");
    match (says("planned") || says("geplant"), un) {
        (_, true) if !words.iter().any(|w| w == "planned") || says("non") => Some(false),
        (true, false) => Some(true),
        _ => None,
    }
}

fn tick(name: &ColumnName, words: Vocabulary<'_>) -> Option<Tick> {
    if let Some(planned) = planned_name(&name.last) {
        return Some(Tick::Planned(planned));
    }
    // `Tech (job)` is a category, though `job` alone is a type
    if words.is_type(&name.last) {
        return words.kind(&name.last).map(Tick::Type);
    }
    let category = words.headed(&name.last).map(Tick::Category);
    category.or_else(|| words.kind(&name.last).map(Tick::Type))
}

/// What the hours below a name were for.
fn part(name: &ColumnName, words: Vocabulary<'_>) -> Option<Tick> {
    tick(name, words).filter(|t| !matches!(t, Tick::Planned(_)))
}

/// `Structured` beside `Unstructured`, above numbers: hours, where no column is called so.
fn choose_opposites(all: &mut [Column], profiles: &[Profile]) {
    if all.iter().any(|c| matches!(c.role, Role::Time | Role::Points)) {
        return;
    }
    let is_open = |n: &usize| {
        let profile = &profiles[*n];
        all[*n].role == Role::Private
            && all[*n].sure < 100
            && profile.filled > 0
            && profile.mostly(profile.numbers + profile.amounts)
    };
    let open: Vec<usize> = (0..all.len()).filter(is_open).collect();
    let pair = |n: &usize| open.iter().any(|other| names::are_opposites(&all[*n].name, &all[*other].name));
    let found: Vec<usize> = open.iter().copied().filter(pair).collect();
    for n in found {
        all[n].role = Role::Time;
        all[n].sure = 65;
    }
}

/// `M` beside `H`, above numbers: the minutes of the same time.
fn choose_minutes(all: &mut [Column], profiles: &[Profile]) {
    let hours: Vec<String> = all.iter().filter(|c| c.role == Role::Time).map(|c| c.name.clone()).collect();
    let [hours] = &hours[..] else { return };
    for (column, profile) in all.iter_mut().zip(profiles) {
        let is_open = column.role == Role::Private && column.sure < 100 && profile.mostly(profile.numbers);
        if is_open && names::are_hours_and_minutes(hours, &column.name) {
            (column.role, column.unit, column.sure) = (Role::Time, Some(Unit::Minutes), 70);
        }
    }
}

/// One column is the title; the others of its kind tell more of what was done.
fn choose_title(all: &mut [Column], profiles: &[Profile]) {
    let is_title = |c: &Column| c.role == Role::Title;
    let several = all.iter().filter(|c| is_title(c)).count() > 1;
    for (column, profile) in all.iter_mut().zip(profiles) {
        // `Activity` above words of types beside a description
        if several && column.role == Role::Title && column.sure < 100 && profile.mostly(profile.types) {
            column.role = Role::Type;
        }
    }
    let filled = |at: usize| profiles.get(at).is_some_and(|p| p.filled > 0);
    let best = (0..all.len())
        .filter(|n| is_title(&all[*n]) && filled(*n))
        .max_by_key(|n| (all[*n].sure, std::cmp::Reverse(*n)));
    for (n, column) in all.iter_mut().enumerate() {
        if column.role == Role::Title && Some(n) != best {
            let is_name = column.sure == 50;
            column.role = if is_name { Role::Person } else { Role::Body };
        }
    }
    if best.is_some() {
        return;
    }
    let text = |n: &usize| matches!(all[*n].role, Role::Private | Role::Body) && profiles[*n].letters > 0;
    let longest = (0..all.len()).filter(text).max_by_key(|n| (profiles[*n].letters, std::cmp::Reverse(*n)));
    if let Some(column) = longest.map(|n| &mut all[n]) {
        column.role = Role::Title;
        column.sure = 45;
        return;
    }
    let learned = (0..all.len()).find(|n| all[*n].role == Role::Reflection && profiles[*n].letters > 0);
    if let Some(column) = learned.map(|n| &mut all[n]) {
        column.heads = true;
    }
}

/// Either one column of days, or a first and a last one, or the day, the month and the year by themselves. `above`: does
/// a year, and a month, stand above the table?
fn choose_days(all: &mut [Column], profiles: &[Profile], above: (bool, bool)) {
    let by_name = |wanted: names::DatePart| all.iter().position(|c| names::date_part(&c.name) == Some(wanted));
    let parts = [names::DatePart::Day, names::DatePart::Month].map(by_name);
    let [day, month] = parts;
    if let Some(day) = day.filter(|day| profiles[*day].mostly(profiles[*day].numbers))
        && (above.0 || all.iter().any(|c| c.role == Role::Year))
        && (above.1 || month.is_some())
    {
        all[day].role = Role::Day;
        if let Some(month) = month {
            all[month].role = Role::Month;
        }
        return;
    }
    let has = |all: &[Column], role| all.iter().position(|c| c.role == role);
    let best =
        (0..all.len()).filter(|n| all[*n].role == Role::Date).max_by_key(|n| (all[*n].sure, std::cmp::Reverse(*n)));
    for (n, column) in all.iter_mut().enumerate() {
        if column.role == Role::Date && Some(n) != best {
            column.role = Role::Private;
        }
        if matches!(column.role, Role::From | Role::To) && profiles[n].filled == 0 {
            column.role = Role::Private;
        }
    }
    match (best, has(all, Role::From), has(all, Role::To)) {
        (Some(date), Some(_), None) => all[date].role = Role::To,
        (Some(date), None, Some(_)) => all[date].role = Role::From,
        (Some(date), Some(_), Some(_)) => all[date].role = Role::Private,
        (None, Some(only), None) | (None, None, Some(only)) => all[only].role = Role::Date,
        (Some(_), None, None) | (None, Some(_), Some(_)) => {}
        (None, None, None) => {
            let is_days = |n: &usize| all[*n].role == Role::Private && profiles[*n].mostly(profiles[*n].days);
            let unsaid = |n: &usize| names::role(&all[*n].name).is_none();
            if let Some(found) = (0..all.len()).find(|n| is_days(n) && unsaid(n)) {
                all[found].role = Role::Date;
                all[found].sure = 60;
            }
        }
    }
}

/// A column of lengths of time whose name says nothing; of two, `Time` is when it was.
fn choose_time(all: &mut [Column], profiles: &[Profile], headless: bool) {
    // a column in which nothing stands takes nothing from another
    let is_time = |n: &usize| all[*n].role == Role::Time && profiles[*n].filled > 0;
    let times = (0..all.len()).filter(is_time).count();
    if times > 1 {
        let is_when = |n: &usize| {
            all[*n].sure < 100
                && names::plain_words(&all[*n].name) == ["time"]
                && profiles[*n].mostly(profiles[*n].clocks)
        };
        if let Some(n) = (0..all.len()).filter(is_time).find(is_when) {
            all[n].role = Role::StartTime;
        }
        return;
    }
    let has_clock = [Role::StartTime, Role::EndTime].iter().all(|role| all.iter().any(|c| c.role == *role));
    if times == 1 || has_clock {
        return;
    }
    let lengths = |n: &usize| {
        let p = &profiles[*n];
        all[*n].role == Role::Private && (p.mostly(p.amounts) || headless && p.mostly(p.amounts + p.numbers))
    };
    let found: Vec<usize> = (0..all.len()).filter(lengths).collect();
    if let [only] = found[..] {
        all[only].role = Role::Time;
        all[only].sure = 60;
    }
}
