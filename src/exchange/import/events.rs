//! Calendars (iCalendar) as drafts: the day as it is written in its own zone, ends of whole days exclusive, repeats up
//! to today. Nobody who was invited is taken over, and no way into a meeting.

use chrono::{Datelike, Days as More, Months, NaiveDate, NaiveDateTime, Weekday};

use super::draft::{Came, Draft, NoEntry, Place, ReadRow, fingerprint, identify};
use super::grid::Unreadable;
use super::ods::length;
use super::scrub::scrubbed;
use super::understand::Understood;
use crate::model::{Day, Days, Minutes};

/// How many repeats of one event are taken.
const MOST_REPEATS: usize = 1_000;
/// How many events there may be in all.
const MOST_EVENTS: usize = 50_000;

/// An event while it is read.
#[derive(Debug, Clone, Default)]
struct Event {
    line: usize,
    properties: Vec<(String, String, String)>,
}

impl Event {
    fn get(&self, name: &str) -> Option<(&str, &str)> {
        self.properties.iter().find(|(n, ..)| n == name).map(|(_, p, v)| (p.as_str(), v.as_str()))
    }

    fn text(&self, name: &str) -> String {
        self.get(name).map(|(_, v)| unescaped(v)).unwrap_or_default()
    }
}

/// A moment as it is written: the day, the time where there is one, and its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    at: NaiveDateTime,
    whole_day: bool,
    zone: String,
}

/// Does a text begin as a calendar does?
pub(super) fn is_calendar(text: &str) -> bool {
    text.trim_start().get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// Reads a calendar.
pub(super) fn read(text: &str, as_of: Day) -> Result<Understood, Unreadable> {
    let mut out = Understood { format: "iCalendar", ..Understood::default() };
    let events = events(text)?;
    let single = |e: &Event| e.get("RECURRENCE-ID").and_then(|(p, v)| Some((e.text("UID"), moment(p, v)?.at)));
    let moved: Vec<(String, NaiveDateTime)> = events.iter().filter_map(single).collect();
    for event in &events {
        let cells = cells(event);
        let place = Place { sheet: String::new(), line: event.line };
        if event.text("STATUS").eq_ignore_ascii_case("cancelled") {
            out.rows.push(ReadRow { place, came: Came::Nothing(NoEntry::Cancelled), cells });
            continue;
        }
        let Some(start) = event.get("DTSTART").and_then(|(p, v)| moment(p, v)) else {
            let draft = draft(event, None, None, &cells);
            out.rows.push(ReadRow { place, came: Came::Entry(Box::new(draft)), cells });
            continue;
        };
        let (starts, whole) = repeats(event, &start, as_of, &moved);
        if !whole {
            out.remarks
                .push(format!("line {}: only its first repeat is taken, its rule is not known here", event.line));
        }
        for at in starts {
            let begins = Moment { at, ..start.clone() };
            let (days, minutes) = span(event, &start, &begins);
            let draft = draft(event, Some(days), minutes, &cells);
            out.rows.push(ReadRow { place: place.clone(), came: Came::Entry(Box::new(draft)), cells: cells.clone() });
        }
        if out.rows.len() > MOST_EVENTS {
            return Err(Unreadable::TooLarge("events", MOST_EVENTS));
        }
    }
    out.is_choice = out.rows.len() > 1;
    identify(&mut out.rows);
    Ok(out)
}

/// The events, each with its properties: name, parameters, value. Alarms inside are left out.
fn events(text: &str) -> Result<Vec<Event>, Unreadable> {
    let mut all: Vec<Event> = vec![];
    let mut open: Option<Event> = None;
    let mut inner = 0_usize;
    for (line, text) in unfolded(text) {
        let (head, value) = parted(&text);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        match (name.to_ascii_uppercase().as_str(), value.to_ascii_uppercase().as_str()) {
            ("BEGIN", "VEVENT") if open.is_none() => open = Some(Event { line, ..Event::default() }),
            ("BEGIN", _) if open.is_some() => inner += 1,
            ("END", "VEVENT") if inner == 0 => all.extend(open.take()),
            ("END", _) if open.is_some() => inner = inner.saturating_sub(1),
            (name, _) if inner == 0 => {
                if let Some(event) = &mut open {
                    event.properties.push((name.to_owned(), parameters.to_owned(), value.to_owned()));
                }
            }
            _ => {}
        }
        if all.len() > MOST_EVENTS {
            return Err(Unreadable::TooLarge("events", MOST_EVENTS));
        }
    }
    Ok(all)
}

/// Lines, with those that go on after a line break and a space put together.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = vec![];
    for (n, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), all.last_mut()) {
            (Some(rest), Some((_, before))) if before.len() < 100_000 => before.push_str(rest),
            (Some(_), Some(_)) => {}
            _ => all.push((n + 1, line.trim_end_matches('\r').to_owned())),
        }
    }
    all
}

/// A name with its parameters, and the value; a colon in quotes parts nothing.
fn parted(line: &str) -> (&str, &str) {
    let mut quoted = false;
    for (n, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ':' if !quoted => return (&line[..n], &line[n + 1..]),
            _ => {}
        }
    }
    (line, "")
}

fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out.trim().to_owned()
}

fn moment(parameters: &str, value: &str) -> Option<Moment> {
    let value = value.trim();
    let number = |from: usize, to: usize| value.get(from..to)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(4, 6)?, number(6, 8)?)?;
    if !(1_900..=2_999).contains(&day.year()) {
        return None;
    }
    let zone = parameters.split(';').find_map(|p| p.strip_prefix("TZID=")).unwrap_or_default().to_owned();
    if value.as_bytes().get(8) != Some(&b'T') {
        return Some(Moment { at: day.and_hms_opt(0, 0, 0)?, whole_day: true, zone });
    }
    let at = day.and_hms_opt(number(9, 11)?, number(11, 13)?, number(13, 15).unwrap_or(0))?;
    let zone = if value.ends_with('Z') { "UTC".to_owned() } else { zone };
    Some(Moment { at, whole_day: false, zone })
}

/// The days and the time of an event that begins at a moment; its length is that of the first.
fn span(event: &Event, first: &Moment, begins: &Moment) -> (Days, Option<Minutes>) {
    let one = |day: Day| Days { first: day, last: day };
    let start = begins.at;
    let end = event.get("DTEND").and_then(|(p, v)| moment(p, v));
    let seconds = match (&end, event.get("DURATION").and_then(|(_, v)| length(v))) {
        (Some(end), _) if end.zone == first.zone || end.whole_day => Some((end.at - first.at).num_seconds()),
        (Some(_), _) => None,
        (None, length) => length,
    };
    let Some(seconds) = seconds.filter(|s| (0..=366 * 86_400).contains(s)) else { return (one(start.date()), None) };
    let ends = start.checked_add_signed(chrono::TimeDelta::seconds(seconds)).unwrap_or(start);
    if first.whole_day {
        // the day after the last stands there
        let last = ends.date().pred_opt().filter(|last| *last >= start.date()).unwrap_or(start.date());
        return (Days { first: start.date(), last }, None);
    }
    let at_midnight = ends.time() == chrono::NaiveTime::MIN && ends > start;
    let last = if at_midnight { ends.date().pred_opt().unwrap_or(ends.date()) } else { ends.date() };
    let days = Days { first: start.date(), last: last.max(start.date()) };
    // nobody learns through several nights: the hours of such an event are not known
    let minutes = (seconds <= 16 * 3_600 && seconds > 0).then_some(Minutes(seconds / 60));
    (days, minutes)
}

/// When an event begins, each time up to today; `false`: its rule is not known here.
fn repeats(event: &Event, start: &Moment, as_of: Day, moved: &[(String, NaiveDateTime)]) -> (Vec<NaiveDateTime>, bool) {
    let Some((_, rule)) = event.get("RRULE") else { return (vec![start.at], true) };
    let get = |name: &str| rule.split(';').find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
    let known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "BYMONTHDAY", "BYMONTH"];
    let only_known = rule.split(';').all(|p| p.is_empty() || known.contains(&p.split('=').next().unwrap_or_default()));
    let weekly = get("FREQ") == Some("WEEKLY");
    let days: Option<Vec<Weekday>> = get("BYDAY").map(|d| d.split(',').filter_map(weekday).collect());
    let same = |name: &str, own: u32| get(name).is_none_or(|v| v.parse() == Ok(own));
    let plain = same("BYMONTHDAY", start.at.day()) && same("BYMONTH", start.at.month());
    if !only_known || !plain || days.is_some() && !weekly {
        return (vec![start.at], false);
    }
    let every: u32 = get("INTERVAL").and_then(|v| v.parse().ok()).filter(|n| (1..=1_000).contains(n)).unwrap_or(1);
    let count = get("COUNT").and_then(|v| v.parse::<usize>().ok()).unwrap_or(MOST_REPEATS).min(MOST_REPEATS);
    let until = get("UNTIL")
        .and_then(|v| moment("", v))
        .map(|m| if m.whole_day { m.at + chrono::TimeDelta::hours(24) } else { m.at });
    let uid = event.text("UID");
    let exempt: Vec<NaiveDateTime> = event
        .properties
        .iter()
        .filter(|(n, ..)| n == "EXDATE")
        .flat_map(|(_, p, v)| v.split(',').filter_map(move |one| Some(moment(p, one)?.at)))
        .chain(moved.iter().filter(|(u, _)| *u == uid).map(|(_, at)| *at))
        .collect();
    let mut found = vec![];
    let mut taken = 0;
    for step in 0..20_000_u32 {
        let Some(all) = step_of(get("FREQ").unwrap_or_default(), start.at, step * every, days.as_deref()) else {
            break;
        };
        for at in all {
            let over = taken >= count || until.is_some_and(|u| at > u) || at.date() > as_of && !found.is_empty();
            if over {
                return (found, true);
            }
            taken += 1;
            if !exempt.contains(&at) && at.date() <= as_of {
                found.push(at);
            }
        }
        if start.at.date() > as_of {
            return (vec![start.at], true);
        }
    }
    (found, true)
}

/// The moments of a step of a rule. A month without the day has none.
fn step_of(frequency: &str, start: NaiveDateTime, n: u32, days: Option<&[Weekday]>) -> Option<Vec<NaiveDateTime>> {
    let more = |days: u32| start.checked_add_days(More::new(u64::from(days)));
    Some(match frequency {
        "DAILY" => vec![more(n)?],
        "WEEKLY" => {
            let Some(wanted) = days.filter(|d| !d.is_empty()) else { return Some(vec![more(n * 7)?]) };
            let monday = u64::from(start.weekday().num_days_from_monday());
            let week = start.checked_sub_days(More::new(monday))?.checked_add_days(More::new(u64::from(n) * 7))?;
            let all = (0..7).filter_map(|d| week.checked_add_days(More::new(d)));
            all.filter(|at| *at >= start && wanted.contains(&at.weekday())).collect()
        }
        "MONTHLY" | "YEARLY" => {
            let months = if frequency == "YEARLY" { n.checked_mul(12)? } else { n };
            let at = start.checked_add_months(Months::new(months))?;
            if at.day() == start.day() { vec![at] } else { vec![] }
        }
        _ => return (n == 0).then(|| vec![start]),
    })
}

fn weekday(text: &str) -> Option<Weekday> {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        .iter()
        .position(|d| *d == text)
        .and_then(|n| Weekday::try_from(u8::try_from(n).ok()?).ok())
}

/// What is kept of an event: nobody's name or address.
fn cells(event: &Event) -> Vec<(String, String)> {
    let kept = ["UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "CATEGORIES"];
    let text = |name: &&str| ((*name).to_owned(), scrubbed(&event.text(name)));
    kept.iter().map(text).filter(|(_, v)| !v.is_empty()).collect()
}

fn draft(event: &Event, days: Option<Days>, minutes: Option<Minutes>, cells: &[(String, String)]) -> Draft {
    let title = scrubbed(&event.text("SUMMARY")).split_whitespace().collect::<Vec<_>>().join(" ");
    let location = scrubbed(&event.text("LOCATION"));
    let day = days.map(|d| d.first.to_string()).unwrap_or_default();
    let identity = [cells, &[("day".to_owned(), day)]].concat();
    let hours = if minutes.is_some() { "start and end in the calendar" } else { "not in the calendar" };
    let mut private = vec![("hours from".to_owned(), hours.to_owned())];
    if !location.is_empty() && !location.contains("://") {
        private.push(("location".to_owned(), location.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    Draft {
        title: if title.is_empty() { "Event without a title".to_owned() } else { title },
        days,
        minutes,
        text: scrubbed(&event.text("DESCRIPTION")),
        tags: vec![],
        private,
        unconfirmed: true,
        identity: fingerprint(&identity),
        ..Draft::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    fn drafts(lines: &str) -> Vec<Draft> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            lines.replace('\n', "\r\n")
        );
        let read = read(&text, parse_day("2026-11-21").unwrap()).unwrap();
        read.rows.into_iter().filter_map(|r| if let Came::Entry(d) = r.came { Some(*d) } else { None }).collect()
    }

    fn days(lines: &str) -> Vec<String> {
        drafts(lines).iter().map(|d| d.days.map(|d| format!("{}/{}", d.first, d.last)).unwrap_or_default()).collect()
    }

    #[test]
    fn an_event_is_a_draft_with_its_own_day_and_no_guests() {
        let all = drafts(
            "SUMMARY:Talk\\, on SiC\nDTSTART;TZID=America/New_York:20250304T230000\nDTEND;TZID=America/New_York:20250305T003000\n\
             ATTENDEE;CN=\"A: B\":mailto:a@b.example\nORGANIZER:mailto:c@d.example\nDESCRIPTION:Notes\\nPasscode: 123\\nmore\n  text\n\
             BEGIN:VALARM\nDESCRIPTION:Alarm\nEND:VALARM",
        );
        let [one] = &all[..] else { panic!("{all:?}") };
        assert_eq!((one.title.as_str(), one.minutes), ("Talk, on SiC", Some(Minutes(90))));
        assert_eq!(one.days.map(|d| d.first), parse_day("2025-03-04"));
        assert_eq!(one.text, "Notes\nmore text");
        assert!(one.is_draft() && !format!("{one:?}").contains("example"));
    }

    #[test]
    fn whole_days_end_before_their_end_and_long_events_have_no_hours() {
        assert_eq!(
            days("SUMMARY:a\nDTSTART;VALUE=DATE:20250304\nDTEND;VALUE=DATE:20250306"),
            ["2025-03-04/2025-03-05"]
        );
        assert_eq!(days("SUMMARY:a\nDTSTART;VALUE=DATE:20250304"), ["2025-03-04/2025-03-04"]);
        let long = drafts("SUMMARY:a\nDTSTART:20250304T090000Z\nDTEND:20250306T170000Z");
        assert_eq!((long[0].minutes, long[0].days.map(Days::count)), (None, Some(3)));
        assert_eq!(drafts("SUMMARY:a\nDTSTART:20250304T090000Z\nDURATION:PT45M")[0].minutes, Some(Minutes(45)));
    }

    #[test]
    fn repeats_end_today_and_at_their_rule() {
        let of =
            |rule: &str| days(&format!("SUMMARY:a\nUID:1\nDTSTART:20261101T090000\nDTEND:20261101T100000\n{rule}"));
        assert_eq!(of("RRULE:FREQ=WEEKLY").len(), 3);
        assert_eq!(of("RRULE:FREQ=DAILY;COUNT=4").len(), 4);
        assert_eq!(of("RRULE:FREQ=DAILY;UNTIL=20261103").len(), 3);
        assert_eq!(
            of("RRULE:FREQ=DAILY;INTERVAL=10\nEXDATE:20261111T090000"),
            ["2026-11-01/2026-11-01", "2026-11-21/2026-11-21"]
        );
        // the first of November is a Sunday: the rule begins on the day after
        assert_eq!(of("RRULE:FREQ=WEEKLY;BYDAY=MO,WE").len(), 6);
        assert_eq!(of("RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO").len(), 1);
        assert_eq!(of("RRULE:FREQ=SECONDLY;INTERVAL=1").len(), 1);
    }
}
