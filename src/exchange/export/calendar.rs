//! Entries as whole days of a calendar.

use crate::content::choices;
use crate::ics::Lines;
use crate::model::{Day, Visibility};
use crate::say;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

/// Makes the file.
pub(crate) fn make(seen: &Visible<'_>, chosen: &[&SeenEntry<'_>]) -> Vec<u8> {
    let mut out = Lines::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", concat!("-//cpdfolio//", env!("CARGO_PKG_VERSION"), "//EN"));
    out.line("CALSCALE", "GREGORIAN");
    out.text("X-WR-CALNAME", seen.title);
    for entry in chosen {
        event(&mut out, seen, entry);
    }
    out.line("END", "VCALENDAR");
    out.finish()
}

fn event(out: &mut Lines, seen: &Visible<'_>, entry: &SeenEntry<'_>) {
    let day = |d: Day| d.format("%Y%m%d").to_string();
    out.line("BEGIN", "VEVENT");
    out.text("UID", &format!("{}@cpdfolio", entry.key));
    out.line("DTSTAMP", &format!("{}T000000Z", day(seen.as_of)));
    out.line("DTSTART;VALUE=DATE", &day(entry.days.first));
    // the end of whole days is the day after
    if let Some(next) = entry.days.last.succ_opt() {
        out.line("DTEND;VALUE=DATE", &day(next));
    }
    out.text("SUMMARY", &say::entry::title(Wording::english(), entry));
    let kind = entry.activity_type.map(|k| choices::title(&seen.words.types, k));
    let areas = entry.categories.iter().map(|p| choices::title(&seen.words.categories, &p.category));
    let planned = if entry.planned { "planned" } else { "unplanned" };
    let facts: Vec<&str> = kind.into_iter().chain(areas).chain([planned]).chain(entry.provider).collect();
    let texts = [entry.body.map(|body| body.as_str().trim()), entry.reflection.map(str::trim)];
    let mut more = format!("{}, {}", entry.minutes.long(), facts.join(", "));
    for text in texts.into_iter().flatten().filter(|text| !text.is_empty()) {
        more.push_str("\n\n");
        more.push_str(text);
    }
    out.text("DESCRIPTION", &more);
    out.line("X-CPDFOLIO-MINUTES", &entry.minutes.0.to_string());
    let public = entry.owner.as_ref().is_none_or(|o| o.entry.visibility == Visibility::Public);
    out.line("CLASS", if public && entry.title.is_some() { "PUBLIC" } else { "PRIVATE" });
    out.line("TRANSP", "TRANSPARENT");
    out.line("END", "VEVENT");
}
