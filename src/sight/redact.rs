//! What an audience may see, built up from nothing: the only maker of [`Visible`].
//!
//! A field that is not copied here does not exist for anybody but the owner. Totals are computed
//! from what the audience sees, so that no sum, gap or order tells of the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::Datelike;

use super::entry::{Counted, SeenEntry, entry, line, record};
use super::judged::judge;
use super::moved::Moved;
use super::source::{Source, plan_seen};
use super::stated::{self, Statement};
use super::told::Told;
use crate::config::{Followed, Institution, Member};
use crate::content::choices::{Choices, codes};
use crate::diag::{Code, Diagnostic};
use crate::model::activity::NotCounted;
use crate::model::declaration::{Declaration, Declarations};
use crate::model::given::Given;
use crate::model::strategy::Strategy;
use crate::model::{
    Activity, Answer, Body, Day, Days, Item, ItemId, Minutes, Page, Period, PlanId, PlanItem, PlanState, PolicyId,
    Portfolio, Unfinished, Word,
};
use crate::model::{Audience, Sight};
use crate::paths::SourcePath;
use crate::picture::FileKind;
use crate::policy::{Assessment, Competences, Follow, Named, Packs, Records};

/// Everything that one audience may see. Pages, feeds, data files and bundles take nothing else.
#[derive(Debug)]
pub struct Visible<'a>(Seen<'a>);

impl<'a> Deref for Visible<'a> {
    type Target = Seen<'a>;
    fn deref(&self) -> &Seen<'a> {
        &self.0
    }
}

/// The contents of a [`Visible`].
#[derive(Debug)]
pub struct Seen<'a> {
    /// Whom this is for.
    pub audience: Audience,
    /// The day that everything is judged on.
    pub as_of: Day,
    /// What the site is called.
    pub title: &'a str,
    /// Where it will stand.
    pub base_url: Option<&'a str>,
    /// Language of the pages.
    pub language: &'a str,
    /// Whose record it is.
    pub member: Option<SeenMember<'a>>,
    /// The day of opting in to the monitoring scheme.
    pub opted_in: Option<Day>,
    /// Entries, by last day and key.
    pub entries: Vec<SeenEntry<'a>>,
    /// For the owner, drafts without a day or hours: by title and id.
    pub unfinished: Vec<&'a Unfinished>,
    /// The same as entries: what they lack is what stands in for it.
    pub drafts: Vec<SeenEntry<'a>>,
    /// For the public, what is seen of bare lines: a sum for each year, the oldest first.
    pub hours_only: Vec<(Period, Minutes)>,
    /// Month and day on which a year starts, by the leading policy.
    pub year_start: (u32, u32),
    /// For the public, what the owner states of closed periods: the newest first.
    pub statements: Vec<Statement>,
    /// A judgement for each policy and period: by the period's last day, then in the order followed. None for the
    /// public, who sees a selection: a part says nothing of the whole.
    pub judged: Vec<Assessment>,
    /// Plan items, by id.
    pub plan: Vec<SeenPlan<'a>>,
    /// The words of the policies, with their titles.
    pub words: &'a Choices,
    /// The policies that pages refer to, by id; the ones followed among them.
    pub policies: &'a Packs,
    /// The ids of the policies followed, in order.
    pub followed: Vec<PolicyId>,
    /// The competences with their titles; for the public those of every registration, since the
    /// member's own tell which they are.
    pub competences: Cow<'a, [Named]>,
    /// The directory: public by nature.
    pub directory: &'a BTreeMap<ItemId, Item>,
    /// Pages: public by nature. The program's own manual is for the owner.
    pub pages: Cow<'a, [Page]>,
    /// Answers: public by nature.
    pub faq: &'a [Answer],
    /// Texts that pages include: public by nature.
    pub snippets: &'a BTreeMap<SourcePath, Body>,
    /// Pictures and documents beside pages: public by nature.
    pub files: &'a BTreeMap<SourcePath, FileKind>,
    /// Whose guidance it is: public by nature.
    pub institution: Option<&'a Institution>,
    /// What the institution is for: public by nature.
    pub strategy: Option<&'a Strategy>,
    /// What was declared, by year; nothing for the public.
    pub declared: Vec<SeenDeclaration<'a>>,
    /// Was something left out because of errors?
    pub incomplete: bool,
    /// What the owner alone sees of that.
    pub owner: Option<OwnerNotes<'a>>,
    moved: Option<&'a Moved>,
}

/// Whose record it is.
#[derive(Debug)]
pub struct SeenMember<'a> {
    /// Name.
    pub name: &'a str,
    /// One line about the person.
    pub about: Option<&'a str>,
    /// A mail or web address.
    pub contact: Option<&'a str>,
    /// Membership number, for the assessor.
    pub number: Option<&'a str>,
    /// Grade, for the assessor.
    pub grade: Option<&'a str>,
    /// Registrations, for the assessor.
    pub registrations: &'a [String],
}

/// What was declared about a year, and what others have filled in about it.
#[derive(Debug)]
pub struct SeenDeclaration<'a> {
    /// The year.
    pub year: i32,
    /// Is this for the owner: with reasons, and names of others?
    pub is_owner: bool,
    /// The periods that end in it.
    pub periods: &'a [Declaration],
    /// What others have filled in.
    pub given: Vec<Given>,
    /// For the owner: where the record is not what was declared.
    pub notes: Vec<String>,
}

/// What an audience sees of declarations.
fn declared<'a>(source: Source<'a>, audience: Audience) -> Vec<SeenDeclaration<'a>> {
    let (portfolio, problems) = (&source.loaded.portfolio, source.problems);
    if audience == Audience::Public {
        return vec![];
    }
    let sees = |g: &&Given| audience.sees(g.visibility()) == Sight::Entry;
    let is_owner = audience == Audience::Private;
    let names = &source.config.pseudonyms;
    let told = |g: &Given| {
        let mut told = g.clone();
        if !is_owner {
            told.answers.iter_mut().for_each(|a| a.text = names.text(&a.text).into_owned());
            told.entry = None;
            told.by = if g.named { names.text(&g.by).into_owned() } else { String::new() };
            told.number = String::new();
        }
        told
    };
    let given = portfolio.given.values();
    let of_year = |year: i32| given.clone().filter(move |g| g.year == Some(year)).filter(sees).map(told).collect();
    let note =
        |year: i32, n: &&Diagnostic| n.code == Code::DeclaredOtherwise && n.path.stem() == year.to_string() && is_owner;
    let one = |(year, all): (&i32, &'a Declarations)| SeenDeclaration {
        year: *year,
        is_owner,
        periods: &all.periods,
        given: of_year(*year),
        notes: problems.iter().filter(|n| note(*year, n)).map(|n| n.message.clone()).collect(),
    };
    portfolio.declarations.iter().map(one).collect()
}

/// What the owner sees of the files themselves.
#[derive(Debug)]
pub struct OwnerNotes<'a> {
    /// The policies followed, with what the owner has stated: for plans.
    pub follows: &'a [Follow<'a>],
    /// Faults and doubtful points.
    pub problems: &'a [Diagnostic],
    /// How many entries were left out.
    pub left_out: usize,
    /// Their hours, as far as they can be read.
    pub left_out_minutes: Minutes,
}

/// One plan item as an audience sees it.
#[derive(Debug)]
pub struct SeenPlan<'a> {
    /// Its id.
    pub id: &'a PlanId,
    /// What is intended.
    pub title: &'a str,
    /// The day on which it was written, as stated.
    pub written: Option<Day>,
    /// For which period.
    pub period: Option<&'a str>,
    /// Until when.
    pub due: Option<Day>,
    /// Where it stands.
    pub state: PlanState,
    /// How much time is meant for it.
    pub target: Option<Minutes>,
    /// Categories that it is to serve.
    pub categories: &'a [Word],
    /// Competences that it is to develop.
    pub competences: &'a [Word],
    /// Benefits or values that it serves.
    pub cites: &'a [Word],
    /// More about it.
    pub body: &'a Body,
    /// The entries of this audience that name it: places in [`Seen::entries`].
    pub entries: Vec<usize>,
}

/// What a record says to an audience: as it stands, or with what stands in place of names.
struct Says<'a> {
    title: &'a str,
    base_url: Option<&'a str>,
    member: Option<&'a Member>,
    institution: Option<&'a Institution>,
    words: &'a Choices,
    portfolio: &'a Portfolio,
    /// The entries, each beside itself as it is counted.
    entries: Vec<(&'a Arc<Activity>, &'a Arc<Activity>)>,
    moved: Option<&'a Moved>,
}

impl<'a> Says<'a> {
    fn new(source: Source<'a>, told: &'a Told) -> Self {
        let Source { config, loaded, words, .. } = source;
        match &told.other {
            None => Self {
                title: &config.title,
                base_url: config.base_url.as_deref(),
                member: config.member.as_ref(),
                institution: config.institution.as_ref(),
                words,
                portfolio: &loaded.portfolio,
                entries: loaded.entries_for(told.audience).map(|a| (a, a)).collect(),
                moved: None,
            },
            Some(other) => Self {
                title: &other.title,
                base_url: other.base_url.as_deref(),
                member: other.member.as_ref(),
                institution: other.institution.as_ref(),
                words: &other.words,
                portfolio: &other.portfolio,
                entries: other.portfolio.activities.iter().zip(&other.counted).collect(),
                moved: Some(&other.moved),
            },
        }
    }
}

/// Builds what an audience may see.
pub(crate) fn redact<'a>(source: Source<'a>, told: &'a Told) -> Visible<'a> {
    let Source { config, loaded, problems, as_of, .. } = source;
    let audience = told.audience;
    let says = Says::new(source, told);
    let portfolio = says.portfolio;
    let plan_seen = plan_seen(portfolio, audience);
    let (policies, follows) = known(source, told);
    let year_start = year_start(&follows, config.policies.first(), source.as_of);
    let is_public = audience == Audience::Public;
    let unfinished = unfinished(source, audience);
    let as_entry = |draft: &&'a Unfinished| entry(&draft.entry, Counted::new(&draft.entry), audience, &plan_seen);
    let drafts = unfinished.iter().map(as_entry).collect();
    let hours_only = if is_public { hours_only(&says.entries, year_start, source.as_of) } else { vec![] };
    let entries = entries(says.entries, audience, &plan_seen);
    let judged = if is_public { vec![] } else { judge(&entries, &follows, source, audience) };
    let followed = follows.iter().map(|f| f.policy.id.clone());
    let followed = followed.filter(|id| !is_public || config.policies.iter().any(|named| named.id == *id));
    let plan = plan_seen.into_iter().map(|item| plan_item(item, &entries)).collect();
    let incomplete = loaded.is_incomplete_for(audience);
    Visible(Seen {
        audience,
        as_of,
        title: says.title,
        base_url: says.base_url,
        language: &config.language,
        member: says.member.map(|m| SeenMember {
            name: &m.name,
            about: m.about.as_deref(),
            contact: m.contact.as_deref(),
            number: m.number.as_deref().filter(|_| audience != Audience::Public),
            grade: m.grade.as_deref().filter(|_| audience != Audience::Public),
            registrations: if audience == Audience::Public { &[] } else { &m.registrations },
        }),
        opted_in: config.opted_in.filter(|_| audience != Audience::Public),
        entries,
        hours_only,
        unfinished,
        drafts,
        year_start,
        statements: if is_public { stated::statements(source) } else { vec![] },
        judged,
        plan,
        words: says.words,
        policies,
        followed: followed.collect(),
        competences: match audience {
            Audience::Public => Cow::Owned(codes(&Competences::built_in(), &[])),
            _ => Cow::Borrowed(&says.words.competences),
        },
        directory: &portfolio.directory,
        pages: pages(&portfolio.pages, says.member.is_some() && audience != Audience::Private),
        faq: &portfolio.faq,
        snippets: &portfolio.snippets,
        files: &portfolio.files,
        institution: says.institution,
        strategy: portfolio.strategy.as_ref(),
        declared: declared(source, audience),
        incomplete,
        owner: (audience == Audience::Private).then(|| OwnerNotes {
            follows: source.follows,
            problems,
            left_out: loaded.not_read.len(),
            left_out_minutes: loaded.not_read.iter().filter_map(|n| n.minutes).sum(),
        }),
        moved: says.moved,
    })
}

/// For the owner, drafts without a day or hours.
fn unfinished(source: Source<'_>, audience: Audience) -> Vec<&Unfinished> {
    if audience != Audience::Private {
        return vec![];
    }
    let mut all: Vec<&Unfinished> = source.loaded.portfolio.unfinished.iter().map(|draft| &**draft).collect();
    all.sort_by(|a, b| (&a.entry.title, &a.entry.id).cmp(&(&b.entry.title, &b.entry.id)));
    all
}

/// The policies that an audience is told of, and those that its entries are judged by.
fn known<'a>(source: Source<'a>, told: &'a Told) -> (&'a Packs, Cow<'a, [Follow<'a>]>) {
    let Some(policies) = &told.policies else { return (source.policies, Cow::Borrowed(source.follows)) };
    let known = |f: &Follow<'a>| Some(Follow { policy: policies.counting.get(f.policy.id.as_str())?, ..f.clone() });
    (&policies.told, source.follows.iter().filter_map(known).collect())
}

/// The pages without those about the program, where they are for others than its user.
fn pages(all: &[Page], without_manual: bool) -> Cow<'_, [Page]> {
    let is_manual = |page: &Page| page.built_in && page.extra["manual"] == true;
    if without_manual && all.iter().any(is_manual) {
        return all.iter().filter(|page| !is_manual(page)).cloned().collect();
    }
    Cow::Borrowed(all)
}

/// The day on which a year of the leading policy starts; that of a calendar year, where none is followed by name.
fn year_start(follows: &[Follow<'_>], lead: Option<&Followed>, as_of: Day) -> (u32, u32) {
    let lead = lead.and_then(|lead| follows.iter().find(|f| f.policy.id == lead.id));
    let first = lead.map(|f| Follow::new(f.policy).period_of(as_of).days.first);
    first.map_or((1, 1), |day| (day.month(), day.day()))
}

/// What the public sees of bare lines: their time, as a sum for each year.
fn hours_only(all: &[(&Arc<Activity>, &Arc<Activity>)], start: (u32, u32), as_of: Day) -> Vec<(Period, Minutes)> {
    let mut sums: BTreeMap<Day, (Period, Minutes)> = BTreeMap::new();
    for (line, _) in all.iter().filter(|(a, _)| Audience::Public.sees(a.visibility) == Sight::Line) {
        if NotCounted::of(line.draft, line.example, line.days.last, as_of).is_none() {
            let period = Period::yearly(line.days.last, start.0, start.1);
            sums.entry(period.days.last).or_insert((period, Minutes(0))).1 += line.minutes;
        }
    }
    sums.into_values().filter(|(_, minutes)| minutes.0 > 0).collect()
}

/// The entries that an audience sees, by last day and key.
fn entries<'a>(
    all: Vec<(&'a Arc<Activity>, &'a Arc<Activity>)>,
    audience: Audience,
    plan: &[&PlanItem],
) -> Vec<SeenEntry<'a>> {
    let mut seen = vec![];
    let mut lines = vec![];
    for (activity, counted) in all {
        let counted = Counted::new(counted);
        match audience.sees(activity.visibility) {
            Sight::Entry if audience == Audience::Private || !activity.draft => {
                seen.push(entry(activity, counted, audience, plan));
            }
            Sight::Line if !activity.draft && audience != Audience::Public => lines.push(line(activity, counted)),
            _ => {}
        }
    }
    // Lines are numbered by what is seen of them: the order tells nothing else.
    lines.sort_by(|a, b| shown(a).cmp(&shown(b)));
    for (n, line) in lines.iter_mut().enumerate() {
        line.key = format!("line-{}", n + 1);
    }
    seen.extend(lines);
    seen.sort_by(|a, b| (a.last_day(), &a.key).cmp(&(b.last_day(), &b.key)));
    seen.iter_mut().enumerate().for_each(|(n, entry)| entry.place = n);
    seen
}

/// What orders bare lines: nothing but what is seen of them.
type Shown<'a> = (Days, Minutes, Option<&'a Word>, Vec<(&'a Word, Minutes)>, bool, bool);

fn shown<'a>(line: &'a SeenEntry<'_>) -> Shown<'a> {
    let parts = line.categories.iter().map(|p| (&p.category, p.minutes)).collect();
    (line.days, line.minutes, line.activity_type, parts, line.planned, line.example())
}

fn plan_item<'a>(item: &'a PlanItem, entries: &[SeenEntry<'_>]) -> SeenPlan<'a> {
    let serving = |(_, e): &(usize, &SeenEntry<'_>)| e.plan.contains(&&item.id);
    SeenPlan {
        id: &item.id,
        title: &item.title,
        written: item.written,
        period: item.period.as_deref(),
        due: item.due,
        state: item.state,
        target: item.target,
        categories: &item.categories,
        competences: &item.competences,
        cites: &item.cites,
        body: &item.body,
        entries: entries.iter().enumerate().filter(serving).map(|(n, _)| n).collect(),
    }
}

impl Seen<'_> {
    /// The entries as policies know them.
    pub fn records(&self) -> Records<'_> {
        Records::new(self.entries.iter().map(record).collect())
    }

    /// Where a file that this audience sees under some path stands in the site's folder: for reading its
    /// bytes, and for telling the owner of it; no page shows this.
    pub fn origin<'p>(&'p self, path: &'p SourcePath) -> &'p SourcePath {
        self.moved.map_or(path, |moved| moved.origin(path))
    }
}
