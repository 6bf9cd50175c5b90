//! `deadlines.ics`, RFC 5545: the ends of running periods with what is to go, and the due dates of open
//! plan items. All are whole days, which need no zone.

use sha2::{Digest, Sha256};

use crate::facts::{Site, address};
use crate::model::{Day, PlanState};
use crate::policy::Verdict;
use crate::say::verdict::{headline, to_go};

/// The longest line, in bytes without its end.
const LONGEST: usize = 75;

/// Makes the calendar.
pub(super) fn make(site: &Site<'_>) -> Vec<u8> {
    let words = site.wording;
    let mut calendar = Calendar { out: String::new(), whose: whose(site), as_of: site.seen.as_of };
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", concat!("-//cpdfolio//", env!("CARGO_PKG_VERSION"), "//EN"));
    calendar.line("CALSCALE", "GREGORIAN");
    calendar.line("METHOD", "PUBLISH");
    calendar.text("X-WR-CALNAME", site.seen.title);
    for judged in site.seen.judged.iter().filter(|a| a.running && a.unstated.is_none()) {
        let left = judged.first_open().and_then(|rule| to_go(words, rule));
        let state = match (judged.verdict, left) {
            (Verdict::Open, Some(left)) => words.fill("rule.to_go", &[("time", &left)]),
            (Verdict::Met, _) => words.text("calendar.reached").to_owned(),
            _ => words.text("calendar.ends").to_owned(),
        };
        calendar.event(&Event {
            id: &format!("period-{}-{}", judged.policy, judged.period.label),
            day: judged.period.days.last,
            summary: &words.fill(
                "calendar.event",
                &[("policy", &judged.title), ("period", &judged.period.label), ("state", &state)],
            ),
            more: &headline(words, judged).join(" "),
            url: site.absolute(&site.compliance_url(judged)),
        });
    }
    for item in site.seen.plan.iter().filter(|p| p.state == PlanState::Open) {
        let Some(day) = item.due else { continue };
        calendar.event(&Event {
            id: &format!("plan-{}", item.id),
            day,
            summary: item.title,
            more: "",
            url: site.absolute(&address::plan_item(item.id)),
        });
    }
    calendar.line("END", "VCALENDAR");
    calendar.out.into_bytes()
}

/// Tells this record from another one in the same calendar: the same for as long as the site stands
/// where it does, or bears its name.
fn whose(site: &Site<'_>) -> String {
    let seen = site.seen;
    let name = seen.member.as_ref().map_or("", |m| m.name);
    let known = seen.base_url.map_or_else(|| format!("{}\n{name}", seen.title), str::to_owned);
    let mut out = String::new();
    crate::hash::push_hex(&mut out, &Sha256::digest(known)[..8]);
    out
}

struct Event<'a> {
    /// The same in every build.
    id: &'a str,
    day: Day,
    summary: &'a str,
    more: &'a str,
    url: Option<String>,
}

struct Calendar {
    out: String,
    whose: String,
    as_of: Day,
}

impl Calendar {
    fn event(&mut self, event: &Event<'_>) {
        let day = |d: Day| d.format("%Y%m%d").to_string();
        self.line("BEGIN", "VEVENT");
        let uid = format!("{}.{}@cpdfolio", event.id, self.whose);
        self.text("UID", &uid);
        self.line("DTSTAMP", &format!("{}T000000Z", day(self.as_of)));
        self.line("DTSTART;VALUE=DATE", &day(event.day));
        if let Some(next) = event.day.succ_opt() {
            self.line("DTEND;VALUE=DATE", &day(next));
        }
        self.text("SUMMARY", event.summary);
        if !event.more.is_empty() {
            self.text("DESCRIPTION", event.more);
        }
        if let Some(url) = &event.url {
            self.line("URL", url);
        }
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// A line of which the value is a text of ours or of the member's.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                // Narrow spaces are for pages.
                '\u{202f}' | '\u{a0}' => escaped.push(' '),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    /// Adds a line, folded where it is too long; a character is never cut.
    fn line(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if used + c.len_utf8() > LONGEST {
                self.out.push_str("\r\n ");
                used = 1;
            }
            self.out.push(c);
            used += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_texts_mean_themselves() {
        let mut calendar = Calendar { out: String::new(), whose: String::new(), as_of: Day::default() };
        calendar.text("SUMMARY", "a,b;c\\d\ne\u{1}\u{202f}f");
        assert_eq!(calendar.out, "SUMMARY:a\\,b\\;c\\\\d\\ne f\r\n");
        calendar.out.clear();
        calendar.text("SUMMARY", &"é设x".repeat(60));
        assert!(calendar.out.split("\r\n").all(|l| l.len() <= LONGEST));
        assert_eq!(calendar.out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "é设x".repeat(60)));
    }
}
