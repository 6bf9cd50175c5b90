//! The record as data, for programs: each file says which version of which schema it follows
//! (`cpdfolio schema NAME` prints it). Texts are left to the pages: the data says where each stands.
//!
//! Written from small borrowed structs straight into one buffer.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::facts::coverage::covered;
use crate::facts::files::Format;
use crate::facts::{Site, Year, address, files};
use crate::model::{Audience, Day, Days, ItemHours, Minutes, PlanState, Word, keys};
use crate::policy::data::assessment::Unstated;
use crate::policy::{Assessment, RuleResult, Verdict};
use crate::say;
use crate::sight::SeenEntry;
use crate::wording::Wording;

/// Writes a struct, and a line break at the end.
fn written(value: &impl Serialize, room: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(room);
    // Writing plain structs into memory cannot go wrong.
    let _ = serde_json::to_writer(&mut out, value);
    out.push(b'\n');
    out
}

/// A list that is made while it is written.
struct Rows<I>(I);

impl<I: Iterator<Item = T> + Clone, T: Serialize> Serialize for Rows<I> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.clone())
    }
}

/// A day as `2026-03-04`.
pub(super) struct Iso(pub(super) Day);

impl Serialize for Iso {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&crate::model::time::iso(self.0))
    }
}

/// What all files begin with.
#[derive(Serialize)]
struct Data<T> {
    schema: &'static str,
    as_of: Iso,
    #[serde(flatten)]
    rest: T,
}

pub(super) fn data<T: Serialize>(format: Format, site: &Site<'_>, data: T, room: usize) -> Vec<u8> {
    written(&Data { schema: format.schema().unwrap_or_default(), as_of: Iso(site.seen.as_of), rest: data }, room)
}

#[derive(Serialize)]
pub(super) struct PeriodData<'a> {
    label: &'a str,
    from: Option<Iso>,
    to: Option<Iso>,
}

impl<'a> PeriodData<'a> {
    pub(super) fn new(period: &'a crate::model::Period) -> Self {
        Self { label: &period.label, from: Some(Iso(period.days.first)), to: Some(Iso(period.days.last)) }
    }

    /// The period of a judgement: without days, where nobody knows which it has.
    fn of(judged: &'a Assessment) -> Self {
        if judged.days_unknown() {
            return Self { label: &judged.period.label, from: None, to: None };
        }
        Self::new(&judged.period)
    }
}

/// Makes `data/site.json`: what there is, and where.
pub(super) fn site(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct File {
        path: String,
        schema: Option<&'static str>,
    }
    #[derive(Serialize)]
    struct MemberData<'a> {
        name: &'a str,
        number: Option<&'a str>,
        grade: Option<&'a str>,
        registrations: &'a [String],
    }
    #[derive(Serialize)]
    struct YearData<'a> {
        #[serde(flatten)]
        period: PeriodData<'a>,
        entries: usize,
        minutes: i64,
        page: String,
    }
    #[derive(Serialize)]
    struct SiteData<'a> {
        title: &'a str,
        language: &'a str,
        audience: &'static str,
        base_url: Option<&'a str>,
        generator: &'static str,
        member: Option<MemberData<'a>>,
        incomplete: bool,
        years: Vec<YearData<'a>>,
        files: Vec<File>,
    }
    let seen = site.seen;
    let year = |year: &'_ Year| -> (usize, i64) {
        site.counting(year).fold((0, 0), |(n, minutes), e| (n + 1, minutes + e.minutes.0))
    };
    let all = SiteData {
        title: seen.title,
        language: seen.language,
        audience: seen.audience.word(),
        base_url: seen.base_url,
        generator: concat!("cpdfolio ", env!("CARGO_PKG_VERSION")),
        member: seen.member.as_ref().map(|m| MemberData {
            name: m.name,
            number: m.number,
            grade: m.grade,
            registrations: m.registrations,
        }),
        incomplete: seen.incomplete,
        years: site
            .years
            .iter()
            .map(|y| {
                let (entries, minutes) = year(y);
                YearData {
                    period: PeriodData::new(&y.period),
                    entries,
                    minutes,
                    page: address::record(&y.period.label),
                }
            })
            .collect(),
        files: files::data_files(site)
            .map(|export| File { path: export.out.url(), schema: export.format.schema() })
            .collect(),
    };
    data(Format::SiteData, site, all, 4_096)
}

#[derive(Serialize)]
struct PartData<'a> {
    id: &'a Word,
    minutes: i64,
}

/// An entry, as its keys that are told have it.
struct EntryData<'a> {
    entry: &'a SeenEntry<'a>,
    reason: Option<&'static str>,
    page: Option<String>,
}

impl Serialize for EntryData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let e = self.entry;
        let parts = e.categories.iter().map(|p| PartData { id: &p.category, minutes: p.minutes.0 });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &e.key)?;
        map.serialize_entry("title", &e.title)?;
        map.serialize_entry("from", &Iso(e.days.first))?;
        map.serialize_entry("to", &Iso(e.days.last))?;
        map.serialize_entry("minutes", &e.minutes.0)?;
        map.serialize_entry("type", &e.activity_type)?;
        map.serialize_entry("categories", &Rows(parts))?;
        map.serialize_entry("planned", &e.planned)?;
        map.serialize_entry("counted", &self.reason.is_none())?;
        map.serialize_entry("reason", &self.reason)?;
        for key in keys::ENTRY.keys.iter().filter(|key| key.told) {
            map.serialize_entry(key.name, &e.value(key.name))?;
        }
        map.serialize_entry("page", &self.page)?;
        map.end()
    }
}

impl Clone for PartData<'_> {
    fn clone(&self) -> Self {
        Self { id: self.id, minutes: self.minutes }
    }
}

/// Makes `data/activities.json`: the oldest first.
pub(super) fn activities(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Activities<R> {
        entries: R,
    }
    let rows = site.seen.entries.iter().map(|e| entry(site, e));
    data(Format::ActivitiesData, site, Activities { entries: Rows(rows) }, 200 + site.seen.entries.len() * 500)
}

fn entry<'a>(site: &Site<'_>, entry: &'a SeenEntry<'a>) -> EntryData<'a> {
    let page = site.routes.entry(entry).map(crate::paths::OutPath::url);
    EntryData { entry, reason: site.why_not(entry), page }
}

#[derive(Serialize)]
struct RuleData<'a> {
    id: &'a crate::model::RuleId,
    title: &'a str,
    kind: &'static str,
    severity: &'static str,
    unit: &'static str,
    scale: i64,
    target: Option<i64>,
    limit: Option<i64>,
    achieved: i64,
    carried: i64,
    carried_from: Option<String>,
    remaining: i64,
    verdict: Option<&'static str>,
    met_on: Option<Iso>,
    /// The days that it looks at, where they are not those of the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<DaysData>,
    clause: String,
    note: Option<&'a str>,
    counted: usize,
    excluded: usize,
}

impl<'a> RuleData<'a> {
    fn new(words: &Wording, r: &'a RuleResult) -> Self {
        Self {
            id: &r.id,
            title: &r.title,
            kind: r.kind.word(),
            severity: r.severity.word(),
            unit: r.unit.word(),
            scale: r.unit.scale(),
            target: r.target.map(|t| t.n),
            limit: r.limit.map(|l| l.n),
            achieved: r.achieved.n,
            carried: r.carried.n,
            carried_from: r.carried_from(),
            remaining: r.remaining.n,
            verdict: r.verdict.map(Verdict::word),
            met_on: r.met_on.map(Iso),
            period: r.own_days.then(|| DaysData::new(r.days)),
            clause: say::verdict::clause(words, r),
            note: r.note.as_deref(),
            counted: r.counted.len(),
            excluded: r.excluded.len(),
        }
    }
}

/// The first and the last of some days.
#[derive(Serialize)]
struct DaysData {
    from: Iso,
    to: Iso,
}

impl DaysData {
    fn new(days: Days) -> Self {
        Self { from: Iso(days.first), to: Iso(days.last) }
    }
}

/// Makes `data/standing.json`: each policy's verdict on each period, rule by rule. The entries behind
/// a rule stand on the page that it names.
pub(super) fn standing(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct AdjustmentData {
        target: Option<i64>,
        kind: &'static str,
    }
    #[derive(Serialize)]
    struct Judged<'a> {
        policy: &'a crate::model::PolicyId,
        title: &'a str,
        edition: &'a str,
        pack: &'static str,
        period: PeriodData<'a>,
        running: bool,
        verdict: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        unstated: Option<&'static str>,
        earned_minutes: i64,
        counted_minutes: i64,
        adjustment: Option<AdjustmentData>,
        page: String,
        rules: Vec<RuleData<'a>>,
    }
    #[derive(Serialize)]
    struct Standing<'a> {
        policies: Vec<Judged<'a>>,
    }
    let judged = site.seen.judged.iter().map(|a| Judged {
        policy: &a.policy,
        title: &a.title,
        edition: &a.edition,
        pack: a.origin.word(),
        period: PeriodData::of(a),
        running: a.running,
        verdict: a.verdict.word(),
        unstated: a.unstated.as_ref().map(Unstated::key),
        earned_minutes: a.earned.0,
        counted_minutes: a.counted.0,
        adjustment: (a.adjustment.as_ref())
            .map(|d| AdjustmentData { target: d.target.map(|t| t.n), kind: d.effect.word() }),
        page: site.compliance_url(a),
        rules: a.rules.iter().map(|r| RuleData::new(site.wording, r)).collect(),
    });
    data(Format::StandingData, site, Standing { policies: judged.collect() }, 16_384)
}

/// Makes `data/statements.json`: of which closed periods the owner states that a policy was met. What is not there
/// means nothing.
pub(super) fn statements(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct StatementData<'a> {
        policy: &'a crate::model::PolicyId,
        period: PeriodData<'a>,
        statement: &'static str,
    }
    #[derive(Serialize)]
    struct Statements<'a> {
        statements: Vec<StatementData<'a>>,
    }
    let all = site.seen.statements.iter().map(|s| StatementData {
        policy: &s.policy,
        period: PeriodData::new(&s.period),
        statement: Verdict::Met.word(),
    });
    data(Format::StatementsData, site, Statements { statements: all.collect() }, 512)
}

/// Makes `data/plan.json`: by id.
pub(super) fn plan(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct PlanItem<'a> {
        id: &'a str,
        title: &'a str,
        period: Option<&'a str>,
        due: Option<Iso>,
        state: &'static str,
        overdue: bool,
        target_minutes: Option<i64>,
        done_minutes: i64,
        coming_minutes: i64,
        categories: &'a [Word],
        competences: &'a [Word],
        entries: Vec<&'a str>,
        page: String,
    }
    #[derive(Serialize)]
    struct Plan<'a> {
        items: Vec<PlanItem<'a>>,
    }
    let as_of = site.seen.as_of;
    let items = site.seen.plan.iter().map(|p| {
        let entries = || p.entries.iter().map(|n| &site.seen.entries[*n]);
        let sum = |which: &dyn Fn(&SeenEntry<'_>) -> bool| -> i64 {
            entries().filter(|e| which(e)).map(|e| e.minutes).sum::<Minutes>().0
        };
        PlanItem {
            id: p.id.as_str(),
            title: p.title,
            period: p.period,
            due: p.due.map(Iso),
            state: p.state.word(),
            overdue: p.state == PlanState::Open && p.due.is_some_and(|d| d < as_of),
            target_minutes: p.target.map(|t| t.0),
            done_minutes: sum(&|e| site.counts(e)),
            coming_minutes: sum(&|e| site.why_not(e) == Some("future")),
            categories: p.categories,
            competences: p.competences,
            entries: entries().map(|e| e.key.as_str()).collect(),
            page: address::plan_item(p.id),
        }
    });
    data(Format::PlanData, site, Plan { items: items.collect() }, 8_192)
}

/// Makes `data/directory.json`: by id.
pub(super) fn directory(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct ItemData<'a> {
        id: &'a str,
        title: &'a str,
        provider: Option<&'a str>,
        r#type: Option<&'a Word>,
        minutes: Option<i64>,
        step_minutes: Option<i64>,
        limit_minutes: Option<i64>,
        price: &'static str,
        amount: Option<&'a str>,
        categories: &'a [Word],
        audience: &'a [String],
        url: Option<&'a str>,
        source: Option<&'a str>,
        checked: Option<Iso>,
        confirmed: bool,
        page: String,
    }
    #[derive(Serialize)]
    struct Directory<'a> {
        items: Vec<ItemData<'a>>,
    }
    let items = site.seen.directory.values().map(|i| ItemData {
        id: i.id.as_str(),
        title: &i.title,
        provider: i.provider.as_deref(),
        r#type: i.activity_type.as_ref(),
        minutes: match i.hours {
            ItemHours::Fixed(minutes) => Some(minutes.0),
            ItemHours::Open => None,
        },
        step_minutes: i.step.map(|m| m.0),
        limit_minutes: i.limit.map(|m| m.0),
        price: i.price.word(),
        amount: i.amount.as_deref(),
        categories: &i.categories,
        audience: &i.audience,
        url: i.url.as_deref(),
        source: i.source_of_facts.as_deref(),
        checked: i.checked.map(Iso),
        confirmed: i.confirmed,
        page: address::item(&i.id),
    });
    data(Format::DirectoryData, site, Directory { items: items.collect() }, 16_384)
}

/// Makes `data/competences.json`: each code in each year of the record, the oldest first.
pub(super) fn competences(site: &Site<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct CellData<'a> {
        label: &'a str,
        entries: usize,
        minutes: i64,
    }
    /// What others than the public see of it.
    #[derive(Serialize)]
    struct GapData {
        age_days: Option<i64>,
        missing: bool,
    }
    #[derive(Serialize)]
    struct CodeData<'a> {
        code: &'a Word,
        title: &'a str,
        group: Option<&'a str>,
        periods: Vec<CellData<'a>>,
        last: Option<Iso>,
        #[serde(flatten)]
        gap: Option<GapData>,
    }
    #[derive(Serialize)]
    struct Competences<'a> {
        periods: Vec<PeriodData<'a>>,
        codes: Vec<CodeData<'a>>,
    }
    let (years, all) = covered(site);
    let codes = all.iter().map(|c| CodeData {
        code: &c.code,
        title: site.competence_title(&c.code),
        group: site.competence_group(&c.code),
        periods: (years.iter().zip(&c.periods))
            .map(|(y, (entries, m))| CellData { label: &y.period.label, entries: *entries, minutes: m.0 })
            .collect(),
        last: c.last.map(Iso),
        gap: (site.seen.audience != Audience::Public).then_some(GapData { age_days: c.age, missing: c.is_gap }),
    });
    let periods = years.iter().map(|y| PeriodData::new(&y.period)).collect();
    data(Format::CompetencesData, site, Competences { periods, codes: codes.collect() }, 8_192)
}
