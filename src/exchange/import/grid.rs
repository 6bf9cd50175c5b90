//! A table as it was made: sheets of rows of cells, whatever kind of file they stood in.

use chrono::Timelike;

use crate::model::Day;

/// How many cells of a file are read: far more than a life of learning has.
pub(super) const MOST_CELLS: usize = 4_000_000;
/// How many rows of a sheet are read.
pub(super) const MOST_ROWS: usize = 400_000;
/// How many columns of a sheet are read.
pub(super) const MOST_COLUMNS: usize = 512;

/// A unit of time that stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Days of the calendar, as serial numbers count.
    Serial,
    /// Hours before the point, minutes behind it.
    Clock,
    /// Anything else, of so many minutes.
    Of(u32),
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(Box<str>),
    /// A number, with the unit that its format shows.
    Number(f64, Option<Unit>),
    /// A day, and the minute of it.
    Day(Day, u16),
    /// A length of time, or a time of day, in seconds.
    Time(i64),
    /// True or false.
    Flag(bool),
}

impl Cell {
    /// A text, without the spaces around it; none where nothing is left.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }

    /// A day and a time of day.
    pub(super) fn at(moment: chrono::NaiveDateTime) -> Self {
        let minute = moment.hour() * 60 + moment.minute();
        Self::Day(moment.date(), u16::try_from(minute).unwrap_or(0))
    }

    /// Is there nothing in it?
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it says, as a text: the same for equal cells.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(number, unit) => {
                let unit = match unit {
                    Some(Unit::Minutes) => " min",
                    Some(Unit::Hours) => " h",
                    _ => "",
                };
                format!("{}{unit}", rounded(*number))
            }
            Self::Day(day, 0) => day.to_string(),
            Self::Day(day, minute) => format!("{day} {:02}:{:02}", minute / 60, minute % 60),
            Self::Time(seconds) => match seconds % 60 {
                0 => format!("{}:{:02}", seconds / 3600, seconds / 60 % 60),
                rest => format!("{}:{:02}:{rest:02}", seconds / 3600, seconds / 60 % 60),
            },
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// A number as people write it: without the traces of binary fractions.
fn rounded(number: f64) -> String {
    let text = format!("{number:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its line in the file, or its number in the sheet.
    pub(crate) line: usize,
    /// Is it hidden?
    pub(crate) hidden: bool,
    /// Its cells; those behind the last are empty.
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// A cell, also where the row ends before it.
    pub(super) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Is there nothing in it?
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    /// The columns that hold something.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty())
    }
}

/// A sheet, or a table in a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// Its name; empty where there is only one.
    pub(crate) name: String,
    /// Is it hidden?
    pub(crate) hidden: bool,
    /// Its rows; blank ones may be missing.
    pub(crate) rows: Vec<Row>,
    /// Is its first row made of names, and no row of the file?
    pub(crate) headed: bool,
    /// The column of the text of notes, where its rows are notes.
    pub(crate) text: Option<usize>,
    /// Cells that are joined: first line, first column, last line, last column.
    pub(crate) joined: Vec<[usize; 4]>,
}

/// All of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    /// What kind of file it is, as it is told.
    pub(crate) format: &'static str,
    /// How its text is encoded, where it is one.
    pub(crate) encoding: Option<String>,
    /// Its sheets.
    pub(crate) sheets: Vec<Sheet>,
    /// What the format does not tell us, or what was left out: for the reader.
    pub(crate) remarks: Vec<String>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is damaged, or not of its kind; what the reader says.
    Damaged(&'static str, String),
    /// It is larger than we read: what there is too much of, and how much is read.
    TooLarge(&'static str, usize),
    /// It is protected by a password.
    Locked,
    /// It is a note whose head cannot be read: why, and what to do about it.
    Head(String, String),
    /// It is of no kind that we read.
    Unknown,
}

/// Counts cells while a file is read.
#[derive(Debug, Default)]
pub(super) struct Count {
    cells: usize,
}

impl Count {
    /// One more row of so many cells.
    pub(super) fn row(&mut self, rows: usize, cells: usize) -> Result<(), Unreadable> {
        self.cells += cells;
        if rows > MOST_ROWS {
            return Err(Unreadable::TooLarge("rows", MOST_ROWS));
        }
        if cells > MOST_COLUMNS {
            return Err(Unreadable::TooLarge("columns", MOST_COLUMNS));
        }
        if self.cells > MOST_CELLS {
            return Err(Unreadable::TooLarge("cells", MOST_CELLS));
        }
        Ok(())
    }
}

impl Sheet {
    /// Cells that are joined downwards say in each row what the first says.
    pub(super) fn spread_down(&mut self) {
        for [top, left, bottom, right] in std::mem::take(&mut self.joined) {
            if left == right && bottom > top {
                let value = self.rows.iter().find(|r| r.line == top).map(|r| r.cell(left).clone());
                let Some(value) = value.filter(|v| !v.is_empty()) else { continue };
                let from = self.rows.partition_point(|r| r.line <= top);
                for row in self.rows[from..].iter_mut().take_while(|r| r.line <= bottom) {
                    if row.cell(left).is_empty() && !row.is_blank() {
                        row.cells.resize(row.cells.len().max(left + 1), Cell::Empty);
                        row.cells[left] = value.clone();
                    }
                }
            }
            self.joined.push([top, left, bottom, right]);
        }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged(format, why) => write!(f, "it is no {format} that can be read: {why}"),
            Self::TooLarge(what, most) => write!(f, "it has more than {most} {what}"),
            Self::Locked => f.write_str("it is protected by a password"),
            Self::Head(why, _) => f.write_str(why),
            Self::Unknown => f.write_str("it is no kind of file that is known here"),
        }
    }
}

impl Unreadable {
    /// What to do about it.
    pub(crate) fn hint(&self) -> &str {
        match self {
            Self::Head(_, fix) => fix,
            Self::Damaged(..) => "open it in its own program and save it as CSV",
            Self::TooLarge(..) => "save the part that you need as a file of its own",
            Self::Locked => "save it without the password",
            Self::Unknown => {
                "CSV, TSV, XLSX, XLS, ODS, web pages, Markdown, iCalendar, mails, JSON, Open Badges and CPD slips are read"
            }
        }
    }
}
