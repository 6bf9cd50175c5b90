//! Tables that this program wrote: our own columns, read back exactly. No guess is made here.

use super::export::columns::{names, of_own_key};
use crate::content::own::of_entries;
use crate::content::write::{self, Asked};
use crate::model::time::parse_day;
use crate::model::{Day, Minutes, OwnKeys, OwnType};
use crate::paths::{SourcePath, slug};
use crate::table::unguarded;

/// An entry of a table, as the file that it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnEntry {
    pub(crate) path: SourcePath,
    pub(crate) text: String,
}

/// A row that cannot be read: its place in the table, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnRefused {
    /// Its row, the first below the head is 1.
    pub(crate) row: usize,
    pub(crate) reason: String,
}

/// Is this the head of a table that we wrote? All columns of an entry are there, in any order.
pub(crate) fn is_head(head: &[String]) -> bool {
    names().all(|name| head.iter().any(|h| h.trim_start_matches('\u{feff}') == name))
}

/// The entries of a table below a head of ours. Columns that the settings know as keys of one's own are read by their
/// types.
pub(crate) fn read<'r>(
    head: &[String],
    rows: impl Iterator<Item = &'r [String]>,
    keys: &OwnKeys,
) -> (Vec<OwnEntry>, Vec<OwnRefused>) {
    let head: Vec<&str> = head.iter().map(|h| h.trim_start_matches('\u{feff}')).collect();
    let (mut entries, mut refused) = (vec![], vec![]);
    for (n, cells) in rows.enumerate().filter(|(_, cells)| cells.iter().any(|c| !c.is_empty())) {
        match entry(&Row { head: &head, cells }, keys) {
            Ok(entry) => entries.push(entry),
            Err(reason) => refused.push(OwnRefused { row: n + 1, reason }),
        }
    }
    (entries, refused)
}

/// The cells of CSV, the head first.
pub(crate) fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let row = |row: Result<::csv::StringRecord, ::csv::Error>| row.map(|row| row.iter().map(str::to_owned).collect());
    reader.records().map(row).collect::<Result<_, _>>().map_err(|e| e.to_string())
}

struct Row<'r> {
    head: &'r [&'r str],
    cells: &'r [String],
}

impl Row<'_> {
    /// The text of a column, with what stands in its further columns.
    fn text(&self, name: &str) -> String {
        let cell = |name: &str| {
            let at = self.head.iter().position(|h| *h == name)?;
            self.cells.get(at).map(|cell| unguarded(cell).to_owned())
        };
        let mut text = cell(name).unwrap_or_default();
        for part in 2.. {
            let Some(more) = cell(&format!("{name} {part}")) else { break };
            text.push_str(&more);
        }
        text
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str) -> Result<bool, String> {
        match self.text(name).to_ascii_lowercase().as_str() {
            "" | "no" | "false" | "0" => Ok(false),
            "yes" | "true" | "1" => Ok(true),
            other => Err(format!("`{name}` is `{other}`: write yes or no")),
        }
    }

    fn list(&self, name: &str) -> Vec<String> {
        parts(&self.text(name))
    }

    fn day(&self, name: &str) -> Result<Option<Day>, String> {
        let text = self.text(name);
        let day = text.split([' ', 'T']).next().unwrap_or_default();
        if day.is_empty() {
            return Ok(None);
        }
        parse_day(day).map(Some).ok_or_else(|| format!("`{name}` is `{text}`: write 2026-03-04"))
    }
}

/// The texts of a list: [`super::export::sheet::Cell::list`] put them together.
pub(crate) fn parts(text: &str) -> Vec<String> {
    let (mut all, mut part) = (vec![], String::new());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => part.extend(chars.next()),
            ';' => {
                all.push(std::mem::take(&mut part));
                chars.next_if_eq(&' ');
            }
            c => part.push(c),
        }
    }
    if !part.is_empty() || !all.is_empty() {
        all.push(part);
    }
    all
}

/// The minutes; where the hours beside them were changed, nobody knows which are meant.
fn minutes(row: &Row<'_>) -> Result<Option<Minutes>, String> {
    let said = row.text("hours");
    let hours = if said.is_empty() { None } else { Some(said.parse::<f64>().map_err(|_| said.clone())) };
    let exact = row.text("minutes");
    if exact.is_empty() {
        let all = match hours {
            None => return Ok(None),
            Some(Ok(hours)) => hours * 60.0,
            Some(Err(text)) => return Minutes::parse(&text).map(Some).map_err(|_| format!("`hours` is `{text}`")),
        };
        let whole = all.round();
        if (all - whole).abs() > 1e-6 || !(0.0..1e9).contains(&whole) {
            return Err(format!("`hours` is `{said}`, which is no whole number of minutes"));
        }
        return Minutes::parse(&format!("{whole}m")).map(Some).map_err(|_| format!("`hours` is `{said}`"));
    }
    let exact: i64 = exact.trim_end_matches(".0").parse().map_err(|_| format!("`minutes` is `{exact}`"))?;
    if let Some(Ok(hours)) = hours
        && (hours * 60.0 - exact as f64).abs() > 0.61
    {
        return Err(format!("`hours` says {said} and `minutes` says {exact}: empty the one that is wrong"));
    }
    Ok(Some(Minutes(exact)))
}

fn entry(row: &Row<'_>, keys: &OwnKeys) -> Result<OwnEntry, String> {
    let title = row.some("title").ok_or("it has no title")?;
    let (from, to) = (row.day("from")?, row.day("to")?);
    let draft = row.flag("draft")?;
    let first = from.or(to);
    let last = to.or(from);
    let minutes = minutes(row)?;
    if !draft && (first.is_none() || minutes.is_none()) {
        return Err("it has no day or no hours".to_owned());
    }
    let mut head: Vec<(&str, Asked)> = vec![("title", Asked::Line(title.clone()))];
    if let (Some(first), Some(last)) = (first, last) {
        head.push(("date", super::export::markdown::date(crate::model::Days { first, last })));
    }
    head.extend(minutes.map(|m| ("hours", Asked::Plain(m.data()))));
    head.extend(categories(row)?.map(|asked| ("category", asked)));
    texts(row, &mut head)?;
    let known: Vec<&str> = names().collect();
    for name in row.head.iter().copied() {
        match of_entries(keys).find(|(own, _)| of_own_key(own) == unguarded(name)) {
            Some((own, kind)) => head.extend(own_value(row, name, kind)?.map(|asked| (own, asked))),
            None if is_declared(name, &known) => {
                head.extend(declared_value(&row.text(name)).map(|asked| (name, asked)));
            }
            None => {}
        }
    }
    let text = write::compose(&head, &row.text("body")).map_err(|e| format!("`{}` cannot be written", e.0))?;
    let id = match row.some("id") {
        Some(id) => id,
        None => new_id(&title, last),
    };
    let path = SourcePath::new(&format!("content/activities/{id}.md"));
    Ok(OwnEntry { path: path.map_err(|fault| format!("`id` is `{id}`: {fault}"))?, text })
}

/// Everything that is a text, a word, a list or a flag.
fn texts<'r>(row: &Row<'r>, head: &mut Vec<(&'r str, Asked)>) -> Result<(), String> {
    let line = |name: &'static str| row.some(name).map(|text| (name, Asked::Line(text)));
    let list = |name: &'static str| Some(row.list(name)).filter(|l| !l.is_empty()).map(|l| (name, Asked::List(l)));
    head.extend(line("type"));
    for name in ["planned", "supports_others", "featured", "draft", "example"] {
        head.extend(row.flag(name)?.then(|| (name, Asked::Plain("true".to_owned()))));
    }
    head.extend(row.some("reflection").map(|text| ("reflection", Asked::Text(text))));
    head.extend(["provider", "item", "visibility"].into_iter().filter_map(line));
    head.extend(["plan", "competences", "cites", "tags", "evidence", "aliases"].into_iter().filter_map(list));
    if let Some(text) = row.some("private") {
        let pairs: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).map_err(|_| "`private` is no list of keys as JSON".to_owned())?;
        let plain = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        head.push(("private", Asked::Map(pairs.into_iter().map(|(key, value)| (key, plain(value))).collect())));
    }
    Ok(())
}

fn categories(row: &Row<'_>) -> Result<Option<Asked>, String> {
    let all = row.list("category");
    match all.as_slice() {
        [] => Ok(None),
        [one] if !one.contains(':') => Ok(Some(Asked::Line(one.clone()))),
        all => {
            let part = |part: &String| part.split_once(": ").map(|(id, time)| (id.to_owned(), time.to_owned()));
            let parts: Option<Vec<_>> = all.iter().map(part).collect();
            parts
                .map(|parts| Some(Asked::Map(parts)))
                .ok_or_else(|| "`category` has a part without its hours".to_owned())
        }
    }
}

/// A column that is none of ours holds a key that a policy declares.
fn is_declared(name: &str, known: &[&str]) -> bool {
    let part = name.rsplit_once(' ').is_some_and(|(base, n)| known.contains(&base) && n.parse::<u32>().is_ok());
    !name.is_empty() && !known.contains(&name) && !part && !name.contains(char::is_whitespace)
}

fn declared_value(text: &str) -> Option<Asked> {
    match text {
        "" => None,
        "yes" => Some(Asked::Plain("true".to_owned())),
        "no" => Some(Asked::Plain("false".to_owned())),
        text if text.parse::<i64>().is_ok() => Some(Asked::Plain(text.to_owned())),
        text => match parts(text).as_slice() {
            [one] => Some(Asked::Line(one.clone())),
            all => Some(Asked::List(all.to_vec())),
        },
    }
}

/// What a column of one's own holds.
fn own_value(row: &Row<'_>, name: &str, kind: OwnType) -> Result<Option<Asked>, String> {
    let text = row.text(name);
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(match kind {
        OwnType::Flag => Asked::Plain(row.flag(name)?.to_string()),
        OwnType::Date => return Ok(row.day(name)?.map(|day| Asked::Plain(day.to_string()))),
        OwnType::List => Asked::List(row.list(name)),
        OwnType::Number if text.parse::<f64>().is_ok_and(f64::is_finite) => Asked::Plain(text),
        OwnType::Number => Asked::Line(text),
        OwnType::Text | OwnType::Any if text.contains('\n') => Asked::Text(text),
        OwnType::Text | OwnType::Any => Asked::Line(text),
    }))
}

/// A row that somebody has added has no id yet.
fn new_id(title: &str, day: Option<Day>) -> String {
    let words = Some(slug(title)).filter(|w| !w.is_empty()).unwrap_or_else(|| "entry".to_owned());
    match day {
        Some(day) => format!("{}/{day}-{words}", day.format("%Y")),
        None => format!("drafts/{words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_apart_where_they_were_put_together() {
        use crate::exchange::export::sheet::Cell;
        for all in [vec!["a"], vec!["a", "b;c", "d\\", ""], vec!["x; y", "z"], vec![]] {
            let Cell::Text(text) = Cell::list(&all) else {
                assert!(all.is_empty());
                continue;
            };
            assert_eq!(parts(&text), all);
        }
    }

    #[test]
    fn a_row_whose_hours_and_minutes_differ_is_refused() {
        let head: Vec<String> = names().map(str::to_owned).collect();
        let row = |hours: &str, minutes: &str| {
            let cell = |name: &str| match name {
                "title" => "A talk",
                "from" => "2026-03-04",
                "hours" => hours,
                "minutes" => minutes,
                _ => "",
            };
            head.iter().map(|name| cell(name).to_owned()).collect::<Vec<_>>()
        };
        let read = |hours: &str, minutes: &str| {
            let row = row(hours, minutes);
            read(&head, std::iter::once(row.as_slice()), &OwnKeys::default())
        };
        assert!(is_head(&head));
        assert_eq!(read("0.33", "20").0.len(), 1);
        assert!(read("0.33", "20").0[0].text.contains("hours: 20m"));
        assert!(read("1.5", "").0[0].text.contains("hours: 1h30m"));
        assert_eq!(read("1.5", "").0[0].path.as_str(), "content/activities/2026/2026-03-04-a-talk.md");
        assert!(read("3", "150").1[0].reason.contains("150"));
        assert!(read("", "").1[0].reason.contains("no hours"));
        assert!(read("0.33", "").1[0].reason.contains("whole"));
    }
}
