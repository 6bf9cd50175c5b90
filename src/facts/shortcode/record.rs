//! `{{ record(stage="plan") }}`: what this record has to show beside a paragraph of the guidance. Made
//! from what the audience sees and from nothing else; a site without a record has nothing here.

use super::page::Page;
use super::table::{Fault, table, unknown};
use crate::codes::Code;
use crate::facts::{Site, Year, address};
use crate::html::{Html, escape};
use crate::model::Audience;
use crate::model::{Minutes, PlanState, Word};
use crate::policy::{Named, Verdict};
use crate::say;
use crate::sight::SeenEntry;
use crate::wording::Wording;

/// As many entries are named one by one.
const NAMED: usize = 5;

/// Works out one shortcode.
pub(super) fn of(page: &Page<'_>, code: &Code<'_>) -> Result<Html, Fault> {
    let site = page.site;
    // A selection is not held against the guidance.
    let is_public = site.seen.audience == Audience::Public;
    if let Some(stage) = code.get("stage") {
        let make: fn(&Page<'_>, &Year, &mut Panel) = match stage {
            "plan" => plan,
            "do" => act,
            "record" => record,
            "reflect" => reflect,
            "review" => review,
            other => {
                return Err(unknown("a stage of the cycle", other, ["plan", "do", "record", "reflect", "review"]));
            }
        };
        let Some(year) = year(site).filter(|_| !is_public) else { return Ok(Html::default()) };
        let mut panel = Panel::default();
        make(page, year, &mut panel);
        return Ok(panel.finish(site.wording, &year.period.label));
    }
    if let Some(rule) = code.get("rule") {
        return Ok(rule_panel(page, code.get("id").unwrap_or(page.meant), rule));
    }
    match code.get("cites") {
        Some("benefits") => Ok(cites(site, &lead_words(site, |p| &p.benefits), ["beside.benefits", "beside.benefit"])),
        Some("values") => Ok(cites(site, &lead_words(site, |p| &p.values), ["beside.values", "beside.value"])),
        Some(other) => Err(unknown("something that is cited", other, ["benefits", "values"])),
        None => Err((
            "`record` needs `stage`, `rule` or `cites`".to_owned(),
            Some("write it like `{{ record(stage=\"plan\") }}`".to_owned()),
        )),
    }
}

/// The running year, else the newest.
fn year<'s>(site: &'s Site<'_>) -> Option<&'s Year> {
    if !site.has_record() {
        return None;
    }
    site.years.iter().find(|y| y.period.days.contains(site.seen.as_of)).or_else(|| site.years.first())
}

/// Sentences and a list, in a frame.
#[derive(Default)]
struct Panel {
    said: Vec<String>,
    /// Keys of the wording, each with its list.
    missing: Vec<(&'static str, Vec<Html>)>,
}

impl Panel {
    fn say(&mut self, words: String) {
        self.said.push(words);
    }

    /// Names what is missing, the first few one by one.
    fn missing(&mut self, words: &'static str, items: Vec<Html>) {
        if !items.is_empty() {
            self.missing.push((words, items));
        }
    }

    fn finish(self, wording: &Wording, period: &str) -> Html {
        if self.said.is_empty() && self.missing.is_empty() {
            return Html::default();
        }
        let mut out = String::from("<div class=\"callout record\"><p class=\"callout-title\">");
        escape(&mut out, &wording.fill("beside.heading", &[("period", period)]));
        out.push_str("</p>");
        if !self.said.is_empty() {
            out.push_str("<p>");
            escape(&mut out, &self.said.join(" "));
            out.push_str("</p>");
        }
        for (words, items) in self.missing {
            out.push_str("<p>");
            escape(&mut out, wording.text(words));
            out.push_str("</p><ul>");
            for item in items.iter().take(NAMED) {
                out.push_str(&format!("<li>{}</li>", item.as_str()));
            }
            if items.len() > NAMED {
                let rest = (items.len() - NAMED).to_string();
                out.push_str("<li>");
                escape(&mut out, &wording.fill("beside.more", &[("n", &rest)]));
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
        out.push_str("</div>");
        Html::trusted(&out)
    }
}

/// A link to a page of this site.
fn link(page: &Page<'_>, url: &str, words: &str) -> Html {
    let mut out = String::from("<a href=\"");
    escape(&mut out, &format!("{}{url}", page.root()));
    out.push_str("\">");
    escape(&mut out, words);
    out.push_str("</a>");
    Html::trusted(&out)
}

/// An entry by its title; a bare line by its day.
fn entry(page: &Page<'_>, entry: &SeenEntry<'_>) -> Html {
    let words = crate::say::entry::title(page.site.wording, entry);
    match page.site.routes.entry(entry) {
        Some(out) => link(page, &out.url(), &words),
        None => Html::text(&words),
    }
}

/// The entries of a year that fit, the longest first.
fn those<'s>(page: &Page<'s>, year: &'s Year, fits: impl Fn(&SeenEntry<'s>) -> bool) -> Vec<&'s SeenEntry<'s>> {
    let site: &'s Site<'s> = page.site;
    let mut found: Vec<&SeenEntry<'s>> = site.counting(year).filter(|e| fits(e)).collect();
    found.sort_by(|a, b| b.minutes.cmp(&a.minutes).then_with(|| a.key.cmp(&b.key)));
    found
}

fn links(page: &Page<'_>, entries: &[&SeenEntry<'_>]) -> Vec<Html> {
    entries.iter().map(|e| entry(page, e)).collect()
}

fn sum<'e>(entries: impl Iterator<Item = &'e SeenEntry<'e>>) -> Minutes {
    entries.map(|e| e.minutes).sum()
}

fn plan(page: &Page<'_>, year: &Year, panel: &mut Panel) {
    let seen = page.site.seen;
    // Plans are not for the public: nothing may tell whether there is one.
    if seen.audience == Audience::Public {
        return;
    }
    let count = |state: PlanState| seen.plan.iter().filter(|p| p.state == state).count();
    let (done, dropped) = (count(PlanState::Done).to_string(), count(PlanState::Dropped).to_string());
    panel.say(page.site.wording.count_with(
        "beside.goals",
        count(PlanState::Open),
        &[("done", &done), ("dropped", &dropped)],
    ));
    let open = |p: &&crate::sight::redact::SeenPlan<'_>| p.state == PlanState::Open && p.due.is_none();
    let item = |p: &crate::sight::redact::SeenPlan<'_>| link(page, &address::plan_item(p.id), p.title);
    panel.missing("beside.no_date", seen.plan.iter().filter(open).map(item).collect());
    let loose = those(page, year, |e| e.title.is_some() && e.planned && e.plan.is_empty());
    panel.missing("beside.no_goal", links(page, &loose));
}

fn act(page: &Page<'_>, year: &Year, panel: &mut Panel) {
    let site = page.site;
    let all: Vec<&SeenEntry<'_>> = those(page, year, |_| true);
    let planned: Minutes = all.iter().filter(|e| e.planned).map(|e| e.minutes).sum();
    let total: Minutes = all.iter().map(|e| e.minutes).sum();
    let wording = site.wording;
    let (whole, part, rest) = (wording.hours(total), wording.hours(planned), wording.hours(total - planned));
    let args = [("total", whole.as_str()), ("planned", &part), ("unplanned", &rest)];
    panel.say(wording.count_with("beside.activities", all.len(), &args));
    let unused: Vec<Html> = (site.seen.words.types.iter())
        .filter(|t| !all.iter().any(|e| e.activity_type == Some(&t.id)))
        .map(|t| Html::text(&t.title))
        .collect();
    panel.missing("beside.unused", unused);
    if site.seen.audience != Audience::Public {
        let idle = |p: &&crate::sight::redact::SeenPlan<'_>| p.state == PlanState::Open && p.entries.is_empty();
        let item = |p: &crate::sight::redact::SeenPlan<'_>| link(page, &address::plan_item(p.id), p.title);
        panel.missing("beside.idle", site.seen.plan.iter().filter(idle).map(item).collect());
    }
}

fn record(page: &Page<'_>, year: &Year, panel: &mut Panel) {
    let site = page.site;
    let wording = site.wording;
    let entries = site.counting(year);
    let mut days: Vec<_> = entries.map(SeenEntry::last_day).collect();
    let written = days.len();
    days.sort_unstable();
    days.dedup();
    let gap = days.windows(2).map(|w| (w[1] - w[0]).num_days()).max();
    let (written, on) = (wording.count("count.entries", written), wording.count("count.days", days.len()));
    panel.say(wording.fill("beside.written", &[("entries", &written), ("days", &on)]));
    if let Some(gap) = gap {
        let gap = wording.count("count.days", usize::try_from(gap).unwrap_or(0));
        panel.say(wording.fill("beside.gap", &[("days", &gap)]));
    }
    let bare = those(page, year, |e| e.title.is_some() && (e.activity_type.is_none() || e.categories.is_empty()));
    panel.missing("beside.bare", links(page, &bare));
}

fn reflect(page: &Page<'_>, year: &Year, panel: &mut Panel) {
    if page.site.seen.audience == Audience::Public {
        return;
    }
    let written = those(page, year, |e| e.title.is_some());
    let without: Vec<&SeenEntry<'_>> = written.iter().copied().filter(|e| e.reflection.is_none()).collect();
    let wording = page.site.wording;
    let all = sum(written.iter().copied());
    let (entries, done) =
        (wording.count("count.entries", written.len()), wording.hours(all - sum(without.iter().copied())));
    let n = (written.len() - without.len()).to_string();
    let args = [("n", n.as_str()), ("entries", &entries), ("done", &done), ("total", &wording.hours(all))];
    panel.say(wording.fill("beside.reflected", &args));
    panel.missing("beside.to_reflect", links(page, &without));
}

fn review(page: &Page<'_>, year: &Year, panel: &mut Panel) {
    let site = page.site;
    if let Some(lead) = site.lead_of(year) {
        let binding = || lead.rules.iter().filter(|r| r.binds() && r.verdict.is_some());
        let met = binding().filter(|r| r.verdict == Some(Verdict::Met)).count();
        let (met, all) = (met.to_string(), binding().count().to_string());
        panel.say(site.wording.fill("beside.met", &[("n", &met), ("all", &all)]));
        let open = binding().filter(|r| matches!(r.verdict, Some(Verdict::Open | Verdict::Short | Verdict::Over)));
        let url = site.compliance_url(lead);
        let items = open.map(|r| {
            link(page, &format!("{url}-{}", r.id), &format!("{}: {}", r.title, say::sum::sum(site.wording, r)))
        });
        panel.missing("beside.to_go", items.collect());
    }
    if site.seen.audience != Audience::Public {
        let today = site.seen.as_of;
        let late =
            |p: &&crate::sight::redact::SeenPlan<'_>| p.state == PlanState::Open && p.due.is_some_and(|d| d < today);
        let item = |p: &crate::sight::redact::SeenPlan<'_>| link(page, &address::plan_item(p.id), p.title);
        panel.missing("beside.overdue", site.seen.plan.iter().filter(late).map(item).collect());
    }
}

/// The entries that answer a rule of a policy that is followed; nothing where it is not.
fn rule_panel(page: &Page<'_>, policy: &str, rule: &str) -> Html {
    let site = page.site;
    let of_policy = || site.seen.judged.iter().filter(|a| a.policy.as_str() == policy);
    let running = of_policy().find(|a| a.period.days.contains(site.seen.as_of));
    let Some(judged) = running.or_else(|| of_policy().next_back()) else { return Html::default() };
    let Some(result) = judged.rule(rule) else { return Html::default() };
    let mut panel = Panel::default();
    let wording = site.wording;
    panel.say(match result.verdict {
        Some(Verdict::Unknown) | None => wording.text("beside.cannot_tell").to_owned(),
        _ if result.counted.is_empty() => wording.text("beside.unanswered").to_owned(),
        _ => wording.count("beside.answered", result.counted.len()),
    });
    panel.said.extend(result.note.clone());
    let mut counted: Vec<&SeenEntry<'_>> =
        result.counted.iter().filter_map(|c| site.seen.entries.get(c.record)).collect();
    counted.reverse();
    panel.missing("beside.newest", links(page, &counted));
    panel.finish(wording, &judged.period.label)
}

/// Benefits or values of all policies that are known here, each once.
fn lead_words(site: &Site<'_>, of: impl Fn(&crate::policy::Policy) -> &Vec<Named>) -> Vec<Named> {
    let mut all: Vec<Named> = vec![];
    for id in &site.policy_order {
        for named in site.policies.get(id.as_str()).into_iter().flat_map(&of) {
            if !all.iter().any(|n| n.id == named.id) {
                all.push(named.clone());
            }
        }
    }
    all
}

/// How often each is cited, by entries and by goals.
fn cites(site: &Site<'_>, words: &[Named], [caption, head]: [&str; 2]) -> Html {
    if !site.has_record() || site.seen.audience == Audience::Public || words.is_empty() {
        return Html::default();
    }
    let wording = site.wording;
    let cited = |cites: &[Word], word: &Named| cites.contains(&word.id);
    let row = |word: &Named| {
        let entries: Vec<_> = site.seen.entries.iter().filter(|e| site.counts(e) && cited(e.cites, word)).collect();
        let goals = site.seen.plan.iter().filter(|p| cited(p.cites, word)).count();
        let time: Minutes = entries.iter().map(|e| e.minutes).sum();
        vec![word.title.clone(), entries.len().to_string(), wording.hours(time), goals.to_string()]
    };
    let rows: Vec<Vec<String>> = words.iter().map(row).collect();
    let heads = [
        wording.text(head),
        wording.text("beside.entries"),
        wording.text("beside.time"),
        wording.text("beside.goals_head"),
    ];
    table(wording.text(caption), &heads, &rows)
}
