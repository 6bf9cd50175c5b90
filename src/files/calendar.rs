//! `deadlines.ics`, RFC 5545: the ends of running periods with what is to go, and the due dates of open
//! plan items. All are whole days, which need no zone.

use sha2::{Digest, Sha256};

use crate::facts::{Site, address};
use crate::ics::Lines;
use crate::model::{Day, PlanState};
use crate::policy::Verdict;
use crate::say::verdict::{headline, to_go};

/// Makes the calendar.
pub(super) fn make(site: &Site<'_>) -> Vec<u8> {
    let words = site.wording;
    let mut calendar = Calendar { out: Lines::default(), whose: whose(site), as_of: site.seen.as_of };
    calendar.out.line("BEGIN", "VCALENDAR");
    calendar.out.line("VERSION", "2.0");
    calendar.out.line("PRODID", concat!("-//cpdfolio//", env!("CARGO_PKG_VERSION"), "//EN"));
    calendar.out.line("CALSCALE", "GREGORIAN");
    calendar.out.line("METHOD", "PUBLISH");
    calendar.out.text("X-WR-CALNAME", site.seen.title);
    for judged in site.seen.judged.iter().filter(|a| a.running && !a.days_unknown()) {
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
    calendar.out.line("END", "VCALENDAR");
    calendar.out.finish()
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
    out: Lines,
    whose: String,
    as_of: Day,
}

impl Calendar {
    fn event(&mut self, event: &Event<'_>) {
        let day = |d: Day| d.format("%Y%m%d").to_string();
        self.out.line("BEGIN", "VEVENT");
        let uid = format!("{}.{}@cpdfolio", event.id, self.whose);
        self.out.text("UID", &uid);
        self.out.line("DTSTAMP", &format!("{}T000000Z", day(self.as_of)));
        self.out.line("DTSTART;VALUE=DATE", &day(event.day));
        if let Some(next) = event.day.succ_opt() {
            self.out.line("DTEND;VALUE=DATE", &day(next));
        }
        self.out.text("SUMMARY", event.summary);
        if !event.more.is_empty() {
            self.out.text("DESCRIPTION", event.more);
        }
        if let Some(url) = &event.url {
            self.out.line("URL", url);
        }
        self.out.line("TRANSP", "TRANSPARENT");
        self.out.line("END", "VEVENT");
    }
}
