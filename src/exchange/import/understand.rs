//! A grid understood: tables, columns, orders of dates, and what came of each row.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::ask::{Answers, Question};
use super::columns::{self, Column};
use super::days::{self, Order, Reading};
use super::draft::{Came, Draft, NoEntry, Place, ReadRow, identify};
use super::grid::{Cell, Grid, Row, Sheet};
use super::kinds;
use super::names::{Role, only_year, plain_words};
use super::rows::{Reader, is_same_person};
use super::table::{self, Table};
use super::timing;
use super::words::Vocabulary;
use crate::exchange::export::layouts;

/// What a site knows that helps to understand a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The words of the policies followed.
    pub(crate) words: Vocabulary<'a>,
    /// Whose record it is.
    pub(crate) member: Option<&'a str>,
    /// Today: events repeat until then.
    pub(crate) as_of: crate::model::Day,
    /// The name of the file: a note may have no other title, and no other day.
    pub(crate) name: &'a str,
}

/// A table, as it is told.
#[derive(Debug, Clone)]
pub(crate) struct ToldTable {
    /// Its sheet.
    pub(crate) sheet: String,
    /// The line of its head.
    pub(crate) line: usize,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
}

/// A file, understood.
#[derive(Debug, Default)]
pub(crate) struct Understood {
    /// What kind of file it is.
    pub(crate) format: &'static str,
    /// Its encoding, where that is not UTF-8.
    pub(crate) encoding: Option<String>,
    /// What is to be said of it.
    pub(crate) remarks: Vec<String>,
    /// Its tables.
    pub(crate) tables: Vec<ToldTable>,
    /// The order of its dates, where they have one, and why.
    pub(crate) order: Option<(Order, String)>,
    /// All rows that hold something.
    pub(crate) rows: Vec<ReadRow>,
    /// What is to be asked.
    pub(crate) questions: Vec<Question>,
    /// What may be answered: without an answer the rows that it is about are refused, and the others are taken.
    pub(crate) offers: Vec<Question>,
    /// Are these events, of which only those that are chosen are taken?
    pub(crate) is_choice: bool,
}

/// A table on its way.
struct Prepared<'g> {
    sheet: &'g Sheet,
    table: Table,
    columns: Vec<Column>,
    data: Vec<&'g Row>,
    year: Option<i32>,
    month: Option<u32>,
    /// Did our own export make it? Then all its rows are entries.
    own: bool,
    /// Do its rows say the year in a column of its own?
    has_years: bool,
    summary: bool,
}

impl Prepared<'_> {
    /// The year to read dates without one, where the order of their numbers is all that matters.
    fn some_year(&self) -> Option<i32> {
        self.year.or(self.has_years.then_some(days::ANY_YEAR))
    }
}

/// One draft, of a file that holds no more.
pub(super) fn single(format: &'static str, draft: Draft) -> Understood {
    let place = Place { sheet: String::new(), line: 1 };
    let mut rows = vec![ReadRow { place, came: Came::Entry(Box::new(draft)), cells: vec![] }];
    identify(&mut rows);
    Understood { format, rows, ..Understood::default() }
}

/// Understands a grid.
pub(super) fn understand(grid: &Grid, answers: &Answers, context: Context<'_>) -> Understood {
    let mut out = Understood {
        format: grid.format,
        encoding: grid.encoding.clone(),
        remarks: grid.remarks.clone(),
        ..Understood::default()
    };
    let plain: Vec<Sheet>;
    let heads = grid
        .sheets
        .iter()
        .filter_map(|s| s.rows.first())
        .map(|r| r.cells.iter().map(super::grid::Cell::said).collect::<Vec<_>>());
    let grid_sheets = if heads.into_iter().any(|head| layouts::of_head(&head).is_some()) {
        plain = grid.sheets.iter().map(super::layout::plain).collect();
        &plain
    } else {
        &grid.sheets
    };
    let parted = grid_sheets.iter().flat_map(super::side::parted);
    let sheets: Vec<Cow<'_, Sheet>> =
        parted.map(|sheet| super::side::turned(&sheet).map_or(sheet, Cow::Owned)).collect();
    let mut prepared = vec![];
    for sheet in &sheets {
        if let Some(tables) = open_sheet(sheet, answers, &mut out) {
            prepared.extend(tables.into_iter().map(|table| prepare(sheet, table, answers, context.words)));
        }
    }
    let person = person(&prepared, answers, context, &mut out);
    let orders = orders(&prepared, answers, &mut out);
    ask_categories(&prepared, answers, context.words, &mut out);
    if prepared.iter().all(|p| p.summary) && out.rows.iter().all(|r| r.came != Came::Nothing(NoEntry::Hidden)) {
        out.remarks.push("no table with a title and a day was found".to_owned());
    }
    for (table, orders) in prepared.iter().zip(&orders) {
        read_table(table, orders, person.as_deref(), answers, context.words, &mut out);
    }
    out.rows.sort_by_key(|r| grid.sheets.iter().position(|s| s.name == r.place.sheet).map(|n| (n, r.place.line)));
    identify(&mut out.rows);
    out
}

/// The tables of a sheet that is read; its other rows are told.
fn open_sheet(sheet: &Sheet, answers: &Answers, out: &mut Understood) -> Option<Vec<Table>> {
    let filled = || sheet.rows.iter().filter(|r| !r.is_blank());
    let wanted = answers.sheets.is_empty() || answers.sheets.contains(&sheet.name);
    if sheet.hidden && answers.sheets.is_empty() || !wanted {
        let kind = if sheet.hidden { NoEntry::Hidden } else { NoEntry::NotChosen };
        out.rows.extend(filled().map(|row| plain(sheet, row, kind)));
        if sheet.hidden {
            out.remarks.push(format!("the sheet `{}` is hidden and left out: `--sheet` reads it", sheet.name));
        }
        return None;
    }
    let tables = table::find(sheet);
    if tables.is_empty() {
        out.rows.extend(filled().map(|row| plain(sheet, row, kinds::outside(row, false))));
    }
    Some(tables)
}

fn plain(sheet: &Sheet, row: &Row, kind: NoEntry) -> ReadRow {
    let cells = row.filled().map(|(n, c)| (format!("column {}", n + 1), c.said())).collect();
    ReadRow { place: Place { sheet: sheet.name.clone(), line: row.line }, came: Came::Nothing(kind), cells }
}

fn prepare<'g>(sheet: &'g Sheet, table: Table, answers: &Answers, words: Vocabulary<'_>) -> Prepared<'g> {
    let year = table.above.iter().rev().find_map(|text| only_year(text));
    let month = table.above.iter().rev().find_map(|text| days::only_month(text));
    let mut columns = columns::assign(sheet, &table, (year, month), answers, words);
    let layout = super::layout::known(&table.names);
    if let Some(layout) = &layout {
        super::layout::place(layout, &mut columns);
    }
    let own = layout.is_some();
    let rows = &sheet.rows[table.body.clone()];
    let heads = &table.heads;
    let start = table.body.start;
    let is_data = |(n, row): &(usize, &Row)| {
        let is_entry = own || kind_of(sheet, start + n, &columns).is_none();
        !row.is_blank() && !heads.contains(&(start + n)) && is_entry
    };
    let data = rows.iter().enumerate().filter(is_data).map(|(_, row)| row).collect();
    let has = |role| columns.iter().any(|c| c.role == role && c.sure > 45);
    let dated = [Role::Date, Role::From, Role::Day].into_iter().any(has);
    let has_years = columns.iter().any(|c| c.role == Role::Year);
    let summary = !has(Role::Title) && !dated;
    Prepared { sheet, table, columns, data, year, month, own, has_years, summary }
}

/// What a row is, where it is no entry.
fn kind_of(sheet: &Sheet, at: usize, columns: &[Column]) -> Option<NoEntry> {
    let row = &sheet.rows[at];
    if sheet.text.is_none() {
        return kinds::kind(row, columns, gap(sheet, at));
    }
    // a note that has no more than its title says nothing of what was done
    let is_title = |n: usize| columns.iter().any(|c| c.at == n && c.role == Role::Title);
    row.filled().all(|(n, _)| is_title(n)).then_some(NoEntry::Note)
}

/// Do blank rows stand above a row?
fn gap(sheet: &Sheet, at: usize) -> bool {
    if sheet.headed {
        return false;
    }
    let before = at.checked_sub(1).and_then(|n| sheet.rows.get(n));
    sheet.rows.get(at).zip(before).is_some_and(|(row, before)| row.line > before.line + 1 || before.is_blank())
}

/// Whose rows are taken, where the rows are of several people.
fn person(prepared: &[Prepared<'_>], answers: &Answers, context: Context<'_>, out: &mut Understood) -> Option<String> {
    let mut people: BTreeSet<String> = BTreeSet::new();
    for p in prepared.iter().filter(|p| !p.summary) {
        let reader = bare(p, answers, context.words);
        people.extend(p.data.iter().filter_map(|row| reader.person(row)));
    }
    if let Some(person) = &answers.person {
        return Some(person.clone());
    }
    if let Some(member) = context.member.filter(|m| people.iter().any(|p| is_same_person(m, p))) {
        return Some(member.to_owned());
    }
    if people.len() > 1 {
        out.questions.push(Question {
            flag: "person",
            text: "The rows are of several people. Whose are yours?".to_owned(),
            options: people.iter().take(12).map(|p| (p.clone(), "their rows".to_owned())).collect(),
        });
    } else if let Some(only) = people.first() {
        out.remarks.push(format!("all rows are of {only}"));
    }
    None
}

/// A reader that knows the columns only.
fn bare<'a>(p: &'a Prepared<'_>, answers: &'a Answers, words: Vocabulary<'a>) -> Reader<'a> {
    Reader {
        sheet: &p.sheet.name,
        columns: &p.columns,
        timing: &timing::Timing::None,
        comma: None,
        orders: &[],
        year: p.year,
        month: p.month,
        planned: None,
        answers,
        words,
        person: None,
    }
}

type Orders = Vec<(usize, Option<Order>)>;

/// The order of the dates in each column of each table. A column decides for itself; one that cannot takes the order
/// of the others of its file.
fn orders(prepared: &[Prepared<'_>], answers: &Answers, out: &mut Understood) -> Vec<Orders> {
    let mut all: Vec<Orders> = vec![];
    let (mut open, mut clash, mut proof) = (None, None, None);
    let mut proved: BTreeSet<Order> = BTreeSet::new();
    for p in prepared {
        let mut orders = vec![];
        for column in p.columns.iter().filter(|c| matches!(c.role, Role::Date | Role::From | Role::To)) {
            let cells = p.data.iter().map(|row| row.cell(column.at));
            let cells: Vec<&Cell> = cells.collect();
            let reading = |cell: &&Cell| (cell.said(), days::read(cell, p.some_year()));
            let readings: Vec<(String, Reading)> = cells.par_iter().map(reading).collect();
            let of: BTreeSet<Order> = readings.iter().filter_map(|(_, r)| r.proves()).collect();
            let doubtful = readings.iter().find(|(_, r)| matches!(r, Reading::Either(Some(_), Some(_))));
            if of.len() == 2 {
                clash = clash.or_else(|| doubtful.map(|(t, _)| t.clone()).or(readings.first().map(|(t, _)| t.clone())));
            }
            if let (Some(order), 1) = (of.first().copied(), of.len()) {
                proved.insert(order);
                proof = proof.or_else(|| readings.iter().find(|(_, r)| r.proves().is_some()).map(|(t, _)| t.clone()));
            }
            let order = if of.len() == 1 { of.first().copied() } else { column.order.filter(|_| of.is_empty()) };
            if order.is_none() {
                open = open.or_else(|| doubtful.map(|(t, _)| t.clone()));
            }
            orders.push((column.at, order));
        }
        all.push(orders);
    }
    let of_file = if proved.len() == 1 { proved.first().copied() } else { None };
    let order = answers.order.or(of_file);
    if let Some(order) = order {
        let why = match (answers.order, &proof) {
            (Some(_), _) => "as you said".to_owned(),
            (None, Some(text)) => format!("`{text}` shows it"),
            (None, None) => "the head shows it".to_owned(),
        };
        out.order = Some((order, why));
    }
    let needed = clash.or_else(|| open.filter(|_| order.is_none()));
    if let Some(text) = needed.filter(|_| answers.order.is_none()) {
        ask_order(&text, out);
    }
    for one in all.iter_mut().flatten() {
        one.1 = answers.order.or(one.1).or(order);
    }
    all
}

fn ask_order(text: &str, out: &mut Understood) {
    let cell = super::grid::Cell::of(text);
    let meant = |order: Order| {
        let days = days::read(&cell, None).days(Some(order));
        days.map_or_else(|| "no date".to_owned(), |d| crate::model::time::in_words(d.first))
    };
    let options = Order::WORDS.iter().map(|(word, order)| ((*word).to_owned(), format!("{text} is {}", meant(*order))));
    out.questions.push(Question {
        flag: "date-order",
        text: format!("Which comes first in dates such as {text}?"),
        options: options.collect(),
    });
}

/// Words that name several categories are asked for, once for each word.
fn ask_categories(prepared: &[Prepared<'_>], answers: &Answers, words: Vocabulary<'_>, out: &mut Understood) {
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for p in prepared.iter().filter(|p| !p.summary) {
        for column in p.columns.iter().filter(|c| c.role == Role::Category && c.tick.is_none()) {
            for row in &p.data {
                let text = row.cell(column.at).said();
                let key = plain_words(&text).join(" ");
                if key.is_empty() || Answers::word(&answers.categories, &text).is_some() || asked.contains(&key) {
                    continue;
                }
                match &words.categories(&text)[..] {
                    [_] => {}
                    [] => drop(unknown.insert(text)),
                    several => {
                        let mut options: Vec<(String, String)> =
                            several.iter().map(|id| (format!("{text}={id}"), format!("`{text}` is {id}"))).collect();
                        options.push((format!("{text}="), "none of them".to_owned()));
                        let question = format!("Which category is `{text}`?");
                        out.questions.push(Question { flag: "category", text: question, options });
                        asked.insert(key);
                    }
                }
            }
        }
    }
    if !unknown.is_empty() {
        let some: Vec<String> = unknown.iter().take(8).map(|w| format!("`{w}`")).collect();
        out.remarks.push(format!(
            "no category here is named {}: kept as private keys; `--category WORD=CATEGORY` places them",
            some.join(", ")
        ));
    }
}

/// All rows of a table.
fn read_table(
    p: &Prepared<'_>,
    orders: &Orders,
    person: Option<&str>,
    answers: &Answers,
    words: Vocabulary<'_>,
    out: &mut Understood,
) {
    let mut titles = p.table.titles.clone();
    titles.retain(|n| !p.sheet.rows[*n].is_blank());
    out.rows.extend(titles.iter().map(|n| plain(p.sheet, &p.sheet.rows[*n], kinds::outside(&p.sheet.rows[*n], false))));
    if !p.sheet.headed {
        // the head of a table that only adds up others is part of it
        let kind = if p.summary { NoEntry::Summary } else { NoEntry::Head };
        out.rows.extend(p.table.heads.iter().map(|n| plain(p.sheet, &p.sheet.rows[*n], kind)));
    }
    let first = p.table.heads.first().copied().unwrap_or(p.table.body.start);
    let line = p.sheet.rows.get(first).map_or(0, |r| r.line);
    if p.summary {
        let body = p.sheet.rows[p.table.body.clone()].iter().filter(|r| !r.is_blank());
        out.rows.extend(body.map(|row| plain(p.sheet, row, NoEntry::Summary)));
        return;
    }
    let timing = timing::find(&p.columns, &p.data, answers, &mut out.questions);
    timing::offer_days(&timing, &p.data, answers, &mut out.offers);
    let reader = Reader {
        sheet: &p.sheet.name,
        columns: &p.columns,
        timing: &timing,
        comma: timing.comma(&p.data),
        orders,
        year: p.year,
        month: p.month,
        planned: p.table.above.iter().rev().find_map(|text| planned(text)),
        answers,
        words,
        person,
    };
    let places: Vec<usize> = p.table.body.clone().filter(|at| !p.table.heads.contains(at)).collect();
    let kind = |at: usize| kind_of(p.sheet, at, &p.columns).filter(|_| !p.own);
    let rows: Kinds<'_> = places
        .into_par_iter()
        .filter(|at| !p.sheet.rows[*at].is_blank())
        .map(|at| (&p.sheet.rows[at], kind(at)))
        .collect();
    let parts = parted(reader, rows);
    for (reader, rows) in &parts {
        let read = |(row, kind): &(&Row, Option<NoEntry>)| match kind {
            None => reader.read(row),
            Some(kind) => ReadRow { place: reader.place(row), came: Came::Nothing(*kind), cells: reader.cells(row) },
        };
        out.rows.par_extend(rows.par_iter().map(read));
    }
    out.tables.push(ToldTable { sheet: p.sheet.name.clone(), line, columns: p.columns.clone() });
}

/// Rows, each with the reason why it is no entry, where it is none.
type Kinds<'g> = Vec<(&'g Row, Option<NoEntry>)>;

/// The rows of a table in parts that are read alike: words between rows speak of those below them.
fn parted<'a, 'g>(reader: Reader<'a>, rows: Kinds<'g>) -> Vec<(Reader<'a>, Kinds<'g>)> {
    let mut last = reader;
    let mut parts = vec![(reader, vec![])];
    for (row, kind) in rows {
        if kind == Some(NoEntry::Title) {
            let text = row.filled().map(|(_, c)| c.said()).collect::<Vec<_>>().join(" ");
            last.planned = planned(&text).or(last.planned);
            last.year = only_year(&text).or(last.year);
            parts.push((last, vec![]));
        }
        if let Some((_, rows)) = parts.last_mut() {
            rows.push((row, kind));
        }
    }
    parts
}

/// Do words above rows say that they were planned?
fn planned(text: &str) -> Option<bool> {
    let words = plain_words(text);
    let has = |word: &str| words.iter().any(|w| w == word);
    match (has("planned") || has("geplant"), has("unplanned") || has("ungeplant")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}
