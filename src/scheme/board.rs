//! The administrator's own page and calendar. Private: nothing of it is published.

use std::collections::BTreeMap;

use crate::html::escape;
use crate::ics::Lines;
use crate::model::Day;
use crate::wording::Wording;

/// What the administrator sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Board {
    /// What the scheme is called.
    pub title: String,
    /// The year that is declared.
    pub year: i32,
    /// The day.
    pub as_of: Day,
    /// From those who joined to those whose review is done.
    pub funnel: Vec<(&'static str, usize)>,
    /// Last days, the nearest first.
    pub deadlines: Vec<(&'static str, Day)>,
    /// By assessor: how many reviews are done, of how many.
    pub load: BTreeMap<String, (usize, usize)>,
    /// What wants a look: messages, files, late records.
    pub waiting: Vec<(&'static str, usize)>,
    /// Letters that are due, by kind.
    pub letters: Vec<(&'static str, usize)>,
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text);
    out
}

/// The page; the style sheet stands beside it as `style.css`.
pub(crate) fn page(words: &Wording, board: &Board) -> String {
    let word = |key: &str| escaped(words.word("scheme_board", key));
    let title =
        escaped(&words.fill("scheme_board.title", &[("title", &board.title), ("year", &board.year.to_string())]));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><link rel=\"stylesheet\" href=\"style.css\"></head>\n<body><main>\
         <header class=\"lead\"><h1>{title}</h1><p>{}</p></header>\n",
        escaped(&words.fill("scheme_board.about", &[("day", &words.day(board.as_of))]))
    );
    let mut section = |name: &str, heads: [&str; 2], rows: &[(String, String)]| {
        out.push_str(&format!("<section class=\"band\"><h2>{}</h2>", word(name)));
        if rows.is_empty() {
            out.push_str(&format!("<p>{}</p></section>\n", word("nothing")));
            return;
        }
        out.push_str(&format!(
            "<div class=\"scroll\" role=\"group\" aria-label=\"{0}\" tabindex=\"0\"><table><caption class=\"hidden-text\">{0}</caption><thead><tr><th scope=\"col\">{1}</th><th scope=\"col\" class=\"num\">{2}</th></tr></thead><tbody>\n",
            word(name),
            word(heads[0]),
            word(heads[1])
        ));
        for (what, n) in rows {
            out.push_str(&format!(
                "<tr><th scope=\"row\">{}</th><td class=\"num\">{}</td></tr>\n",
                escaped(what),
                escaped(n)
            ));
        }
        out.push_str("</tbody></table></div></section>\n");
    };
    let named = |key: &str| words.word("scheme_board", key).to_owned();
    let funnel: Vec<_> = board.funnel.iter().map(|(key, n)| (named(key), n.to_string())).collect();
    let days: Vec<_> = board.deadlines.iter().map(|(key, day)| (named(key), words.day(*day))).collect();
    let load: Vec<_> = board
        .load
        .iter()
        .map(|(who, (done, all))| {
            (who.clone(), words.fill("scheme_board.done", &[("n", &done.to_string()), ("all", &all.to_string())]))
        })
        .collect();
    let some = |(_, n): &&(&'static str, usize)| *n > 0;
    let waiting: Vec<_> = board.waiting.iter().filter(some).map(|(key, n)| (named(key), n.to_string())).collect();
    let due = |(kind, n): &(&'static str, usize)| (named(&format!("due_{kind}")), n.to_string());
    let letters: Vec<_> = board.letters.iter().filter(some).map(due).collect();
    section("waiting", ["what", "number"], &waiting);
    section("funnel", ["step", "number"], &funnel);
    section("deadlines", ["step", "day"], &days);
    section("load", ["assessor", "reviewed"], &load);
    section("letters", ["letter", "number"], &letters);
    out.push_str("</main></body></html>\n");
    out
}

/// The last days, each with alarms a week and a day before.
pub(crate) fn calendar(board: &Board) -> Vec<u8> {
    let words = Wording::english();
    let mut calendar = Lines::default();
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", concat!("-//cpdfolio//", env!("CARGO_PKG_VERSION"), "//EN"));
    calendar.line("METHOD", "PUBLISH");
    for (key, day) in &board.deadlines {
        let what = words.word("scheme_board", key);
        let date = |d: Day| d.format("%Y%m%d").to_string();
        calendar.line("BEGIN", "VEVENT");
        calendar
            .text("UID", &format!("scheme-{}-{key}.{}@cpdfolio", board.year, &crate::hash::sha256(&board.title)[..16]));
        calendar.line("DTSTAMP", &format!("{}T000000Z", date(*day)));
        calendar.line("DTSTART;VALUE=DATE", &date(*day));
        calendar.line("DTEND;VALUE=DATE", &date(day.succ_opt().unwrap_or(*day)));
        calendar.text("SUMMARY", &format!("{}: {what}", board.title));
        calendar.line("TRANSP", "TRANSPARENT");
        for before in ["-P7D", "-P1D"] {
            calendar.line("BEGIN", "VALARM");
            calendar.line("ACTION", "DISPLAY");
            calendar.line("TRIGGER", before);
            calendar.text("DESCRIPTION", what);
            calendar.line("END", "VALARM");
        }
        calendar.line("END", "VEVENT");
    }
    calendar.line("END", "VCALENDAR");
    calendar.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    fn board() -> Board {
        Board {
            title: "A <b>scheme</b>".to_owned(),
            year: 2025,
            as_of: parse_day("2026-05-01").unwrap(),
            funnel: vec![("joined", 12)],
            deadlines: vec![("record", parse_day("2026-06-30").unwrap())],
            load: BTreeMap::from([("a1 Ann".to_owned(), (1, 3))]),
            waiting: vec![("doubtful", 2), ("refused", 0)],
            letters: vec![("reminder", 7)],
        }
    }

    #[test]
    fn the_page_has_no_markup_of_others_and_the_calendar_rings_twice() {
        let page = page(Wording::english(), &board());
        assert!(page.contains("doubtful.csv)</th><td class=\"num\">2<") && !page.contains("refused.csv"), "{page}");
        assert!(!page.contains(char::from(96)), "{page}");
        assert!(page.contains("Reminder: the declaration</th><td class=\"num\">7<"), "{page}");
        assert!(!page.contains("<b>") && page.contains("A &lt;b&gt;scheme") && page.contains("1 of 3"), "{page}");
        let ics = String::from_utf8(calendar(&board())).unwrap();
        assert_eq!(ics.matches("BEGIN:VALARM").count(), 2);
        assert!(ics.contains("DTSTART;VALUE=DATE:20260630"), "{ics}");
    }
}
