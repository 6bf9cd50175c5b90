//! Tables of a web page: portals save them under many names, that of an old workbook among them.

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// How deep tables may stand in each other.
const DEEPEST: usize = 32;
/// The longest tag whose quotation marks are followed, in bytes.
const LONGEST_TAG: usize = 8 * 1024;
/// The longest name of a sign, `&…;`.
const LONGEST_SIGN: usize = 10;

/// Is a text a web page with a table?
pub(super) fn holds_a_table(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(4).collect();
    let is_page = start.starts_with("<!") || start.starts_with("<?") || start.starts_with('<');
    is_page && find_tag(text, "table").is_some() && find_tag(text, "tr").is_some()
}

/// Where a tag opens first.
fn find_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices('<').map(|(at, _)| at).find(|at| {
        let rest = &text.as_bytes()[at + 1..];
        let named = rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        named && rest.get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric())
    })
}

/// A table on its way.
#[derive(Default)]
struct Open {
    rows: Vec<Row>,
    cells: Vec<Cell>,
    /// The text of the cell that is open.
    text: Option<String>,
    /// So many columns wide.
    wide: usize,
    joined: Vec<[usize; 4]>,
}

impl Open {
    fn end_cell(&mut self, line: usize) {
        let Some(text) = self.text.take() else { return };
        let from = self.cells.len();
        self.cells.push(Cell::of(&text));
        if self.wide > 1 {
            self.cells.extend(std::iter::repeat_n(Cell::Empty, self.wide - 1));
            self.joined.push([line, from, line, from + self.wide - 1]);
        }
    }

    fn end_row(&mut self, line: usize, count: &mut Count) -> Result<(), Unreadable> {
        self.end_cell(line);
        let cells = std::mem::take(&mut self.cells);
        count.row(self.rows.len(), cells.len())?;
        if cells.iter().any(|c| !c.is_empty()) {
            self.rows.push(Row { line, hidden: false, cells });
        }
        Ok(())
    }
}

/// The heading that was read last.
#[derive(Default)]
struct Heading {
    text: String,
    is_open: bool,
}

impl Heading {
    fn said(&mut self, text: &str) {
        if self.is_open {
            said(text, &mut self.text);
        }
    }

    fn tag(&mut self, name: &str) {
        let level = name.trim_start_matches('/').strip_prefix('h').and_then(|rest| rest.parse::<u8>().ok());
        if level.is_some_and(|level| (1..=6).contains(&level)) {
            self.is_open = !name.starts_with('/');
            if self.is_open {
                self.text.clear();
            }
        } else if name == "table" {
            self.is_open = false;
        }
    }
}

/// Reads all tables of a page, each as a sheet; rows are numbered through the whole page.
pub(super) fn read(text: &str) -> Result<Grid, Unreadable> {
    let mut grid = Grid { format: "web page", ..Grid::default() };
    let (mut open, mut count): (Vec<Open>, Count) = (vec![], Count::default());
    let (mut rest, mut line) = (text, 0_usize);
    let mut heading = Heading::default();
    while let Some(at) = rest.find('<') {
        heading.said(&rest[..at]);
        if let Some(cell) = open.last_mut().and_then(|t| t.text.as_mut()) {
            said(&rest[..at], cell);
        }
        let tag = &rest[at + 1..];
        if let Some(after) = tag.strip_prefix("!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        let end = end_of(tag);
        let inner = &tag[..end];
        rest = tag.get(end + 1..).unwrap_or("");
        let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        let name = name.to_ascii_lowercase();
        heading.tag(&name);
        match &*name {
            "script" | "style" => {
                let close = format!("/{name}");
                rest = find_tag(rest, &close).map_or("", |at| &rest[at..]);
            }
            "table" if open.len() < DEEPEST => open.push(Open::default()),
            "/table" => {
                if let Some(mut table) = open.pop() {
                    table.end_row(line, &mut count)?;
                    add(&mut grid, table, &heading.text);
                }
            }
            "tr" | "/tr" => {
                if let Some(table) = open.last_mut() {
                    table.end_row(line, &mut count)?;
                }
                line += usize::from(name == "tr");
            }
            "td" | "th" => {
                if let Some(table) = open.last_mut() {
                    table.end_cell(line);
                    table.wide = attribute(inner, "colspan").unwrap_or(1).clamp(1, super::grid::MOST_COLUMNS);
                    table.text = Some(String::new());
                }
            }
            "/td" | "/th" => {
                if let Some(table) = open.last_mut() {
                    table.end_cell(line);
                }
            }
            "br" | "br/" | "p" | "/p" | "div" | "/div" | "li" => {
                if let Some(cell) = open.last_mut().and_then(|t| t.text.as_mut()).filter(|c| !c.is_empty()) {
                    cell.push('\n');
                }
            }
            _ => {}
        }
    }
    while let Some(mut table) = open.pop() {
        table.end_row(line, &mut count)?;
        add(&mut grid, table, &heading.text);
    }
    Ok(grid)
}

/// A table has the name of the heading above it, as its year may stand there.
fn add(grid: &mut Grid, table: Open, heading: &str) {
    if !table.rows.is_empty() {
        let heading: String = heading.trim().chars().take(80).collect();
        let is_free = !heading.is_empty() && grid.sheets.iter().all(|sheet| sheet.name != heading);
        let name = match grid.sheets.len() {
            _ if is_free => heading,
            0 => String::new(),
            n => format!("table {}", n + 1),
        };
        let mut sheet = Sheet { name, rows: table.rows, joined: table.joined, ..Sheet::default() };
        // tables that hold others end behind them
        sheet.rows.sort_by_key(|row| row.line);
        grid.sheets.push(sheet);
    }
}

/// Where a tag ends: at the first `>` that no quotation mark holds.
fn end_of(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().take(LONGEST_TAG).enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    // a quotation mark that is never closed is a sign like others
    tag.find('>').unwrap_or(tag.len())
}

/// A number among the attributes of a tag.
fn attribute(tag: &str, name: &str) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(name)? + name.len();
    let value = lower[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let digits: String = value.chars().take_while(char::is_ascii_digit).take(4).collect();
    digits.parse().ok()
}

/// Adds a text of a page: white space is one space, signs are what they stand for.
fn said(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let sign = rest.strip_prefix('&').and_then(|after| {
            let end = after.bytes().take(LONGEST_SIGN).position(|b| b == b';')?;
            Some((sign(after.get(..end)?)?, end + 2))
        });
        let (c, length) = sign.unwrap_or((c, c.len_utf8()));
        rest = &rest[length..];
        match c {
            c if !c.is_whitespace() => out.push(c),
            _ if out.is_empty() || out.ends_with([' ', '\n']) => {}
            _ => out.push(' '),
        }
    }
}

fn sign(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "rsquo" => '’',
        "lsquo" => '‘',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "pound" => '£',
        "euro" => '€',
        "frac12" => '½',
        "frac14" => '¼',
        "frac34" => '¾',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(text: &str) -> Vec<Vec<Vec<String>>> {
        let grid = read(text).unwrap();
        let row = |r: &Row| r.cells.iter().map(Cell::said).collect();
        grid.sheets.iter().map(|s| s.rows.iter().map(row).collect()).collect()
    }

    #[test]
    fn tables_of_a_page_are_read() {
        let page = "<html><style>td{}</style><TABLE border=1><tr><th colspan='2'>A &amp; B<th>C</tr>\
            <tr><td>1<br>2</td><td title=\"a>b\">&#189;</td><td></td></tr></TABLE>\
            <table><tr><td><table><tr><td>in</td></tr></table></td><td>out</td></tr></table>";
        assert!(holds_a_table(page));
        assert_eq!(
            said_of(page),
            [vec![vec!["A & B", "", "C"], vec!["1\n2", "½", ""]], vec![vec!["in"]], vec![vec!["", "out"]],]
        );
        assert_eq!(read(page).unwrap().sheets[0].joined, [[1, 0, 1, 1]]);
        assert!(!holds_a_table("a < table\n1 < tr"));
    }

    #[test]
    fn a_table_has_the_name_of_its_heading() {
        let table = "<table><tr><td>a</td></tr></table>";
        let page = format!("{table}<h2>CPD <b>2024</b></h2>{table}{table}<H2>2025{table}");
        let names: Vec<String> = read(&page).unwrap().sheets.into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["", "CPD 2024", "table 3", "2025"]);
    }

    #[test]
    fn broken_pages_end() {
        for page in
            ["<table><tr><td", "<table><tr><td a=\"", "<table>".repeat(100_000).as_str(), "<!-- <table>", "&;<>"]
        {
            assert!(read(page).is_ok());
        }
    }
}
