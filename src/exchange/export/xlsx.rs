//! Tables as XLSX: the few parts that a spreadsheet needs. Texts are cells of text, which never run; they have the
//! guard of [`crate::table`] all the same, since a sheet is soon saved as CSV.

use super::sheet::{Cell, Sheet, decimal};
use super::zip;
use crate::model::Day;
use crate::table::guarded;

/// The most UTF-16 units of a cell that spreadsheets take, less what escapes need.
const LONGEST: usize = 30_000;

const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Makes the file.
pub(crate) fn make(sheets: Vec<Sheet>) -> std::io::Result<Vec<u8>> {
    let sheets: Vec<Sheet> = sheets.into_iter().map(|sheet| sheet.cut(LONGEST)).collect();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types(&sheets)),
        ("_rels/.rels".to_owned(), relations(&[("officeDocument", "xl/workbook.xml".to_owned())])),
        ("xl/workbook.xml".to_owned(), workbook(&sheets)),
        ("xl/_rels/workbook.xml.rels".to_owned(), of_workbook(&sheets)),
        ("xl/styles.xml".to_owned(), styles()),
    ];
    parts.extend(sheets.iter().enumerate().map(|(n, s)| (format!("xl/worksheets/sheet{}.xml", n + 1), sheet(s))));
    zip::pack(parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

fn types(sheets: &[Sheet]) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let part =
        |name: String, what: &str| format!("<Override PartName=\"/xl/{name}.xml\" ContentType=\"{kind}.{what}+xml\"/>");
    let mut text = format!(
        "{XML}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    text.push_str(&part("workbook".to_owned(), "sheet.main"));
    text.push_str(&part("styles".to_owned(), "styles"));
    text.extend((1..=sheets.len()).map(|n| part(format!("worksheets/sheet{n}"), "worksheet")));
    text + "</Types>"
}

fn relations(all: &[(&str, String)]) -> String {
    let one = |(n, (what, target)): (usize, &(&str, String))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{DOCUMENT}/{what}\" Target=\"{target}\"/>", n + 1)
    };
    let all: String = all.iter().enumerate().map(one).collect();
    format!("{XML}<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>")
}

fn of_workbook(sheets: &[Sheet]) -> String {
    let mut all: Vec<(&str, String)> =
        (1..=sheets.len()).map(|n| ("worksheet", format!("worksheets/sheet{n}.xml"))).collect();
    all.push(("styles", "styles.xml".to_owned()));
    relations(&all)
}

fn workbook(sheets: &[Sheet]) -> String {
    let one = |(n, sheet): (usize, &Sheet)| {
        format!("<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>", escaped(&sheet.name), n = n + 1)
    };
    let all: String = sheets.iter().enumerate().map(one).collect();
    format!("{XML}<workbook xmlns=\"{SHEET}\" xmlns:r=\"{DOCUMENT}\"><sheets>{all}</sheets></workbook>")
}

/// 0: plain, 1: a head, 2: a day, 3: hours.
fn styles() -> String {
    let format = |number: u32, font: u32| {
        format!(
            "<xf numFmtId=\"{number}\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
        )
    };
    format!(
        "{XML}<styleSheet xmlns=\"{SHEET}\">\
         <numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border/></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"4\">{}{}{}{}</cellXfs></styleSheet>",
        format(0, 0),
        format(0, 1),
        format(164, 0),
        format(2, 0),
    )
}

/// A sheet with its head in sight and with buttons to filter.
fn sheet(of: &Sheet) -> String {
    let mut out = format!(
        "{XML}<worksheet xmlns=\"{SHEET}\"><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>"
    );
    for (n, name) in of.head.iter().enumerate() {
        let width = match name.as_str() {
            "title" | "id" | "reflection" | "body" => 40,
            _ => 14,
        };
        out.push_str(&format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", n + 1));
    }
    out.push_str("</cols><sheetData><row r=\"1\">");
    for (n, name) in of.head.iter().enumerate() {
        text(&mut out, &place(n, 1), name, 1);
    }
    out.push_str("</row>");
    for (n, row) in of.rows.iter().enumerate() {
        let line = n + 2;
        out.push_str(&format!("<row r=\"{line}\">"));
        for (column, cell) in row.iter().enumerate() {
            write(&mut out, &place(column, line), cell);
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    if !of.head.is_empty() {
        let last = place(of.head.len() - 1, of.rows.len() + 1);
        out.push_str(&format!("<autoFilter ref=\"A1:{last}\"/>"));
    }
    out + "</worksheet>"
}

fn write(out: &mut String, place: &str, cell: &Cell) {
    let mut number =
        |value: &str, style: u32| out.push_str(&format!("<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>"));
    match cell {
        Cell::Empty => {}
        Cell::Number(value) => number(&value.to_string(), 0),
        // a spreadsheet would write `12.50` in another way
        Cell::Decimal(value) if value.parse::<f64>().is_ok_and(|n| n.to_string() == *value) => number(value, 0),
        Cell::Decimal(value) => text(out, place, &guarded(value), 0),
        Cell::Hours(minutes) => number(&decimal(*minutes), 3),
        Cell::ExactHours(minutes) => number(&super::sheet::exact_decimal(*minutes), 3),
        Cell::Day(day) => match serial(*day) {
            Some(days) => number(&days.to_string(), 2),
            None => text(out, place, &day.to_string(), 0),
        },
        Cell::Word(word) => text(out, place, word, 0),
        Cell::Text(value) => text(out, place, &guarded(value), 0),
    }
}

fn text(out: &mut String, place: &str, value: &str, style: u32) {
    out.push_str(&format!(
        "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escaped(value)
    ));
}

/// The number of a day; before March 1900 spreadsheets do not agree.
fn serial(day: Day) -> Option<i64> {
    let first = Day::from_ymd_opt(1899, 12, 30)?;
    Some((day - first).num_days()).filter(|days| *days > 60)
}

/// `A1`, `AA7`
fn place(column: usize, line: usize) -> String {
    let mut letters = vec![];
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().chain(line.to_string().chars()).collect()
}

/// A text in XML. What XML cannot hold, and what would be taken for such, stands as `_x000D_`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("_x{:04X}_", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// `_x000D_`
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_days() {
        assert_eq!(
            [place(0, 1), place(25, 2), place(26, 3), place(701, 4), place(702, 5)],
            ["A1", "Z2", "AA3", "ZZ4", "AAA5"]
        );
        assert_eq!(serial(Day::from_ymd_opt(2026, 3, 4).unwrap()), Some(46_085));
        assert_eq!(serial(Day::from_ymd_opt(1900, 1, 1).unwrap()), None);
    }

    #[test]
    fn texts_hold_what_they_held() {
        assert_eq!(escaped("a<b>&\"\r\n\u{1}_x000D_ _x"), "a&lt;b&gt;&amp;&quot;_x000D_\n_x0001__x005F_x000D_ _x");
    }

    #[test]
    fn the_same_sheets_are_the_same_bytes() {
        let sheet =
            || Sheet { name: "A & B".to_owned(), head: vec!["x".to_owned()], rows: vec![vec![Cell::text("=1")]] };
        let made = make(vec![sheet()]).unwrap();
        assert_eq!(made, make(vec![sheet()]).unwrap());
        assert!(made.starts_with(b"PK"));
    }
}
