//! Lines and tables within so many places: words go to the next line, under the text that they belong to. What is one
//! word to a reader (a path, an address, a command) is never broken.

use super::safe::{ends_styles, shown, style_at};

/// A narrower table is no table any more: each row becomes a few lines.
const NARROW: usize = 60;
/// A column of words keeps so many places.
const COLUMN: usize = 14;
/// Between two columns.
const GAP: &str = "  ";

/// How many places a text takes on a line, without its styles.
pub(super) fn places(text: &str) -> usize {
    let mut sum = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(style) = style_at(rest) {
            rest = &rest[style.len()..];
            continue;
        }
        sum += if super::safe::steers(c) { shown(&c.to_string()).len() } else { places_of(c) };
        rest = &rest[c.len_utf8()..];
    }
    sum
}

/// Marks on a letter and joiners take no place, the signs of East Asia and pictures two.
fn places_of(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0xad | 0x200b..=0x200d | 0x20d0..=0x20f0 | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// A text whose longer lines go on under their own beginning, two places further in.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if places(line) <= width || is_excerpt(line) {
            out.push_str(line);
        } else {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let hang = (indent + 2).min(width / 2);
            let lines = broken(&line[indent..], width.saturating_sub(indent), width.saturating_sub(hang));
            out.push_str(&" ".repeat(indent));
            out.push_str(&lines.join(&format!("\n{}", " ".repeat(hang))));
        }
        out.push_str(end);
    }
    out
}

/// A line of a person's file beside its number, the caret under it, or where it stands: it stays as it is.
pub(super) fn is_excerpt(line: &str) -> bool {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let style = style_at(rest).map_or(0, str::len);
        if style == 0 {
            plain.push(c);
        }
        rest = &rest[style.max(if style == 0 { c.len_utf8() } else { 0 })..];
    }
    let text = plain.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    text.starts_with('|') || text.starts_with("--> ")
}

/// The words of a text that are not to be broken: what stands in `backticks`, a command to the end of the line.
fn words(text: &str) -> Vec<String> {
    let is_command = |word: &str| word == "cpdfolio" || word.ends_with("mcpdfolio");
    let mut all: Vec<String> = vec![];
    let (mut in_code, mut in_command) = (false, false);
    for word in text.split(' ') {
        in_command |= is_command(word) && all.last().is_none_or(|before| before.ends_with(':') || before.is_empty());
        match all.last_mut() {
            Some(last) if in_code || in_command && is_command(last.split(' ').next().unwrap_or_default()) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => all.push(word.to_owned()),
        }
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    all
}

/// A text in lines: the first of so many places, the others of so many. No style goes over the end of a line.
fn broken(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    let mut line = String::new();
    for word in words(text) {
        let room = if lines.is_empty() { first } else { others };
        if line.is_empty() {
            line = word;
        } else if places(&line) + 1 + places(&word) <= room {
            line.push(' ');
            line.push_str(&word);
        } else {
            let full = std::mem::replace(&mut line, word);
            lines.push(full.trim_end().to_owned());
        }
    }
    lines.push(line);
    let mut open = String::new();
    for line in &mut lines {
        let begun = std::mem::take(&mut open);
        line.insert_str(0, &begun);
        open = open_style(line);
        if !open.is_empty() {
            line.push_str("\u{fdd0}[0m");
        }
    }
    lines
}

/// The styles that are open where a line ends.
fn open_style(line: &str) -> String {
    let mut open = String::new();
    for (at, _) in line.match_indices('\u{fdd0}') {
        match style_at(&line[at..]) {
            Some(style) if ends_styles(style) => open.clear(),
            Some(style) => open.push_str(style),
            None => {}
        }
    }
    open
}

/// Columns of a table, each as wide as its widest cell; the last is not padded.
///
/// With a width, a table that is too wide loses the column `spare` first (a bar says nothing that the figures beside it
/// do not), then cells go on under themselves, first of all where they have an end of line of their own; in a narrow
/// terminal each row becomes lines of its own.
pub(super) fn table(rows: &[Vec<String>], indent: usize, spare: Option<usize>, width: Option<usize>) -> String {
    let fits = |rows: &[Vec<String>]| {
        let flat: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| c.replace('\n', " ")).collect()).collect();
        let widths = natural(&flat);
        width.is_none_or(|width| indent + taken(&widths) <= width).then(|| set(&flat, indent, &widths))
    };
    let mut rows = rows.to_vec();
    if let Some(done) = fits(&rows) {
        return done;
    }
    if let Some(spare) = spare {
        rows.iter_mut().filter(|r| r.len() > spare).for_each(|r| drop(r.remove(spare)));
        if let Some(done) = fits(&rows) {
            return done;
        }
    }
    let width = width.unwrap_or(usize::MAX);
    let mut widths = natural(&rows);
    let room = width.saturating_sub(indent);
    let least: Vec<usize> = (0..widths.len()).map(|n| least_of(&rows, n).max(widths[n].min(COLUMN))).collect();
    let last: Vec<&str> = rows.iter().filter_map(|r| r.last()).map(String::as_str).collect();
    // commands to copy stand under their rows
    if taken(&least) > room && width >= NARROW && last.iter().all(|cell| words(cell).len() == 1) {
        let others: Vec<Vec<String>> = rows.iter().map(|r| r[..r.len().saturating_sub(1)].to_vec()).collect();
        let lines = table(&others, indent, None, Some(width));
        if lines.lines().count() == last.len() {
            let under = |(line, last): (&str, &&str)| format!("{line}\n{}{last}\n", " ".repeat(indent + 4));
            return lines.lines().zip(&last).map(under).collect();
        }
    }
    if taken(&widths) > room && (width < NARROW || taken(&least) > room) {
        return rows.iter().map(|row| stacked(row, indent, width)).collect();
    }
    while taken(&widths) > room {
        let can_give = (0..widths.len()).filter(|n| widths[*n] > least[*n]);
        let Some(widest) = can_give.max_by_key(|n| widths[*n]) else { break };
        widths[widest] -= 1;
    }
    set(&rows, indent, &widths)
}

fn natural(rows: &[Vec<String>]) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let of = |n: usize| rows.iter().filter_map(move |r| r.get(n)).flat_map(|c| c.split('\n')).map(places).max();
    (0..count).map(|n| of(n).unwrap_or(0)).collect()
}

/// The longest word of a column.
fn least_of(rows: &[Vec<String>], n: usize) -> usize {
    let cells = rows.iter().filter_map(|r| r.get(n)).flat_map(|c| c.split('\n'));
    cells.flat_map(words).map(|w| places(&w)).max().unwrap_or(0)
}

fn taken(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

/// Rows in columns of these widths.
fn set(rows: &[Vec<String>], indent: usize, widths: &[usize]) -> String {
    let mut out = String::new();
    for row in rows {
        let part = |n: usize, part: &str| {
            if places(part) <= widths[n] { vec![part.to_owned()] } else { broken(part, widths[n], widths[n]) }
        };
        let cells: Vec<Vec<String>> =
            row.iter().enumerate().map(|(n, c)| c.split('\n').flat_map(|p| part(n, p)).collect()).collect();
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = " ".repeat(indent);
            for (n, cell) in cells.iter().enumerate() {
                let text = cell.get(at).map_or("", String::as_str);
                line.push_str(text);
                if n + 1 < cells.len() {
                    line.push_str(&" ".repeat(widths[n].saturating_sub(places(text))));
                    line.push_str(GAP);
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

/// A row as lines: cells beside each other as far as they fit, then further in.
fn stacked(row: &[String], indent: usize, width: usize) -> String {
    let sign = row.first().filter(|c| places(c) <= 1);
    let hang = indent + if sign.is_some() { 1 + GAP.len() } else { 4 };
    let mut lines: Vec<String> = vec![];
    let mut line = " ".repeat(indent);
    if let Some(sign) = sign {
        line.push_str(if sign.is_empty() { " " } else { sign });
        line.push_str(GAP);
    }
    // what follows a cell of several lines begins a line of its own
    let (mut is_new, mut was_long) = (true, false);
    let cells = row.iter().skip(usize::from(sign.is_some())).flat_map(|c| c.split('\n')).map(str::trim);
    for cell in cells.filter(|c| !c.is_empty()) {
        let gap = if is_new { "" } else { GAP };
        if is_new || !was_long && places(&line) + gap.len() + places(cell) <= width {
            line.push_str(gap);
        } else {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
        }
        let first = width.saturating_sub(places(&line));
        let mut parts = broken(cell, first, width.saturating_sub(hang)).into_iter();
        line.push_str(&parts.next().unwrap_or_default());
        was_long = parts.len() > 0;
        for part in parts {
            lines.push(std::mem::replace(&mut line, format!("{}{part}", " ".repeat(hang))));
        }
        is_new = false;
    }
    lines.push(line);
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::safe::styled;

    #[test]
    fn words_go_under_their_line_and_commands_stay_whole() {
        let text = "A hint: write `cpdfolio log x 1h` here, then go on.\n    deeper and deeper into the woods\nshort\n";
        assert_eq!(
            wrap(text, 24),
            "A hint: write\n  `cpdfolio log x 1h`\n  here, then go on.\n    deeper and deeper\n      into the woods\nshort\n"
        );
        let command = "  for example: cpdfolio import old-log.xlsx --date-order day-first";
        assert_eq!(wrap(command, 30), "  for example:\n    cpdfolio import old-log.xlsx --date-order day-first");
        let excerpt =
            "12 | title: a line of somebody's file that is long\n   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^";
        assert_eq!(wrap(excerpt, 20), excerpt);
    }

    #[test]
    fn a_style_ends_with_its_line() {
        let text = styled(anstyle::Style::new().bold(), "one two three");
        let dim: Vec<String> = broken(&text, 7, 7).iter().map(|l| shown(l)).collect();
        assert_eq!(dim, ["\x1b[1mone two\x1b[0m", "\x1b[1mthree\x1b[0m"]);
    }

    #[test]
    fn a_table_gives_way_in_steps() {
        let row = |title: &str| vec!["*".to_owned(), title.to_owned(), "####".repeat(5), "1 h of 2 h".to_owned()];
        let rows = [row("Total"), row("Technical knowledge and skills for the job role")];
        let at = |width| table(&rows, 0, Some(2), Some(width));
        assert_eq!(at(200), table(&rows, 0, Some(2), None));
        assert!(at(70).contains("for the job role  1 h of 2 h\n") && !at(70).contains('#'), "{}", at(70));
        assert_eq!(
            at(61).lines().skip(1).collect::<Vec<_>>(),
            ["*  Technical knowledge and skills for the job      1 h of 2 h", "   role"]
        );
        assert_eq!(
            at(40),
            "*  Total  1 h of 2 h\n*  Technical knowledge and skills for\n   the job role\n   1 h of 2 h\n"
        );
        for width in [30, 40, 50, 60, 70, 90, 120] {
            assert!(at(width).lines().all(|l| places(l) <= width), "{width}: {}", at(width));
        }
    }

    #[test]
    fn places_are_those_of_a_terminal() {
        assert_eq!(places("Zu\u{308}rich"), 6);
        assert_eq!(places("工学"), 4);
        assert_eq!(places(&styled(anstyle::Style::new().dimmed(), "dim")), 3);
        assert_eq!(places("\u{202e}"), "<U+202E>".len());
    }
}
