//! The texts of a record as others read them: what stands in place of names is put in once, before
//! anything else is done with them. What [`super::redact`] hands to others comes from here.
//!
//! Every struct is taken apart field by field, without `..`: a new field does not compile until it is
//! said what becomes of it. What comes with the program stays as it is: anybody can read it there, so
//! that a name which is missing from it would give itself away.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::leads::{self, Leads};
use super::markup;
use super::moved::{Moved, Moving};
use super::policies::Policies;
use super::source::{Source, plan_seen};
use super::vocabulary::Vocabulary;
use crate::config::{Config, Institution, Member};
use crate::content::choices::Choices;
use crate::markdown::has_scheme;
use crate::model::activity::Declared;
use crate::model::strategy::{Group, Strategy, StrategyValue};
use crate::model::{
    Activity, ActivityId, Answer, Audience, Body, CategoryPart, Evidence, Item, ItemId, Page, PlanId, PlanItem,
    Portfolio, Sight, Word,
};
use crate::names::Names;
use crate::paths::SourcePath;
use crate::picture::FileKind;

/// What an audience is told, where that is not what the files say.
#[derive(Debug)]
pub struct Told {
    pub(super) audience: Audience,
    pub(super) other: Option<Box<Other>>,
    pub(super) policies: Option<Box<Policies>>,
}

/// Settings, words and texts with what stands in place of names.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) title: String,
    pub(super) base_url: Option<String>,
    pub(super) member: Option<Member>,
    pub(super) institution: Option<Institution>,
    pub(super) words: Choices,
    pub(super) portfolio: Portfolio,
    /// The entries as they are: beside those of `portfolio`.
    pub(super) counted: Vec<Arc<Activity>>,
    pub(super) moved: Moved,
}

static OWNER: Told = Told { audience: Audience::Private, other: None, policies: None };

impl Told {
    /// The owner is told everything as it stands.
    pub fn owner() -> &'static Self {
        &OWNER
    }

    /// What an audience is told of a record.
    pub fn new(source: Source<'_>, audience: Audience) -> Self {
        let names = &source.config.pseudonyms;
        let plain = audience == Audience::Private || names.is_empty();
        Self {
            audience,
            other: (!plain).then(|| Box::new(Teller::new(source, audience).all())),
            policies: Policies::new(source, audience).map(Box::new),
        }
    }
}

/// Puts things in place of names.
struct Teller<'a> {
    source: Source<'a>,
    audience: Audience,
    names: &'a Names,
    vocabulary: Vocabulary,
    /// The entries and plan items that the audience sees.
    entries: Vec<&'a Arc<Activity>>,
    plan: Vec<&'a PlanItem>,
    moved: Moved,
}

impl<'a> Teller<'a> {
    fn new(source: Source<'a>, audience: Audience) -> Self {
        let portfolio = &source.loaded.portfolio;
        let sees = |a: &&Arc<Activity>| audience.sees(a.visibility) != Sight::Nothing && !a.draft;
        let names = &source.config.pseudonyms;
        let mut teller = Self {
            vocabulary: Vocabulary::new(names, source),
            entries: source.loaded.entries_for(audience).filter(sees).collect(),
            plan: plan_seen(portfolio, audience),
            moved: Moved::default(),
            source,
            audience,
            names,
        };
        teller.moved = teller.moving();
        teller
    }

    /// Where the files of what the audience sees stand: names of files become addresses.
    fn moving(&self) -> Moved {
        let portfolio = &self.source.loaded.portfolio;
        let mut all = Moving::new(self.names);
        let own = |path: &SourcePath| self.source.tree.has(path);
        for a in self.entries.iter().filter(|a| self.audience.sees(a.visibility) == Sight::Entry) {
            let order = || format!("{:?} {} {} {}", a.days, a.minutes.0, self.text(&a.title), self.read(&a.body));
            all.add(&a.source, true, order);
        }
        for p in &self.plan {
            all.add(&p.source, true, || format!("{:?} {} {}", p.due, self.text(&p.title), self.read(&p.body)));
        }
        let texts = (portfolio.pages.iter().map(|p| (&p.source, p.title.as_str(), &p.body)))
            .chain(portfolio.faq.iter().map(|a| (&a.source, a.title.as_str(), &a.body)))
            .chain(portfolio.directory.values().map(|i| (&i.source, i.title.as_str(), &i.body)))
            .chain(portfolio.snippets.iter().map(|(p, body)| (p, "", body)));
        for (path, title, body) in texts {
            all.add(path, own(path), || format!("{} {}", self.text(title), self.read(body)));
        }
        for (path, kind) in &portfolio.files {
            all.add(path, own(path), || format!("{kind:?}"));
        }
        all.done()
    }

    fn all(self) -> Other {
        let Config {
            title,
            base_url,
            language: _,
            audience: _,
            visibility: _,
            member,
            policies: _,
            circumstances: _,
            opted_in: _,
            types: _,
            pseudonyms: _,
            guidance: _,
            theme: _,
            institution,
            extra_keys: _,
            stated: _,
        } = self.source.config;
        Other {
            title: self.text(title),
            base_url: self.address(base_url.as_ref()),
            member: member.as_ref().map(|m| self.member(m)),
            institution: institution.as_ref().map(|i| self.institution(i)),
            words: self.vocabulary.words(self.source.words),
            portfolio: self.portfolio(),
            counted: self.entries.iter().map(|a| Arc::clone(a)).collect(),
            moved: self.moved,
        }
    }

    fn text(&self, text: &str) -> String {
        self.names.text(text).into_owned()
    }

    fn line(&self, text: Option<&String>) -> Option<String> {
        text.map(|t| self.text(t))
    }

    fn lines(&self, lines: &[String]) -> Vec<String> {
        lines.iter().map(|t| self.text(t)).collect()
    }

    /// An address elsewhere: gone where it holds a name.
    fn address(&self, address: Option<&String>) -> Option<String> {
        address.filter(|a| !self.names.in_address(a)).cloned()
    }

    fn words(&self, words: &[Word]) -> Vec<Word> {
        words.iter().map(|w| self.vocabulary.word(w)).collect()
    }

    fn member(&self, of: &Member) -> Member {
        let Member { name, about, contact, number, grade, registrations } = of;
        Member {
            name: self.text(name),
            about: self.line(about.as_ref()),
            contact: self.address(contact.as_ref()),
            number: self.line(number.as_ref()),
            grade: self.line(grade.as_ref()),
            registrations: self.lines(registrations),
        }
    }

    fn institution(&self, of: &Institution) -> Institution {
        let Institution { name, contact, logo } = of;
        Institution {
            name: self.text(name),
            contact: self.address(contact.as_ref()),
            logo: logo.as_ref().map(|p| self.moved.path(p)),
        }
    }

    /// Markdown of a file.
    fn markdown<'t>(&self, text: &'t str, source: &SourcePath) -> Cow<'t, str> {
        markup::told(text, self.names, &|dest| leads::to(dest, source, self.names, &self.moved))
    }

    /// The same before it is known where links lead.
    fn read<'b>(&self, body: &'b Body) -> Cow<'b, str> {
        markup::told(body.as_str(), self.names, &|_| Leads::There)
    }

    fn body(&self, body: &Body, source: &SourcePath) -> Body {
        match self.markdown(body.as_str(), source) {
            Cow::Borrowed(_) => body.clone(),
            Cow::Owned(text) => Body::new(Arc::from(text.as_str()), 0..text.len()),
        }
    }

    fn portfolio(&self) -> Portfolio {
        let Portfolio {
            activities: _,
            unfinished: _,
            plan: _,
            directory,
            pages,
            faq,
            snippets,
            files,
            strategy,
            // What others see of these, `redact` takes from the record itself.
            declarations: _,
            given: _,
        } = &self.source.loaded.portfolio;
        let own = |path: &SourcePath| self.source.tree.has(path);
        let item = |i: &Item| if own(&i.source) { self.item(i) } else { i.clone() };
        let page = |p: &Page| if p.built_in { p.clone() } else { self.page(p) };
        let answer = |a: &Answer| if a.built_in { a.clone() } else { self.answer(a) };
        let snippet = |(path, body): (&SourcePath, &Body)| {
            (self.moved.path(path), if own(path) { self.body(body, path) } else { body.clone() })
        };
        let file = |(path, kind): (&SourcePath, &FileKind)| (self.moved.path(path), *kind);
        let mut pages: Vec<Page> = pages.iter().map(page).collect();
        pages.sort_by(|a, b| a.source.cmp(&b.source));
        let mut faq: Vec<Answer> = faq.iter().map(answer).collect();
        faq.sort_by(|a, b| a.place().cmp(&b.place()));
        Portfolio {
            unfinished: vec![],
            activities: self.entries.par_iter().map(|a| Arc::new(self.activity(a))).collect(),
            plan: self.plan.iter().map(|p| self.plan_item(p)).map(|p| (p.id.clone(), p)).collect(),
            directory: directory.values().map(item).map(|i| (i.id.clone(), i)).collect(),
            pages,
            faq,
            snippets: snippets.iter().map(snippet).collect(),
            files: files.iter().map(file).collect(),
            strategy: strategy.as_ref().map(|s| if s.built_in { s.clone() } else { self.strategy(s) }),
            ..Portfolio::default()
        }
    }

    fn activity(&self, of: &Activity) -> Activity {
        let Activity {
            id,
            source,
            title,
            days,
            minutes,
            categories,
            activity_type: kind,
            planned,
            reflection,
            reflection_words,
            provider,
            item,
            plan,
            competences,
            evidence,
            tags,
            supports_others,
            featured,
            visibility,
            draft,
            example,
            private: _,
            own: _,
            aliases,
            cites,
            declared,
            body,
        } = of;
        let to = self.moved.path(source);
        let part = |p: &CategoryPart| CategoryPart { category: self.vocabulary.word(&p.category), minutes: p.minutes };
        Activity {
            id: id_of(&to, "content/activities").map_or_else(|| id.clone(), ActivityId::new),
            title: self.text(title),
            days: *days,
            minutes: *minutes,
            categories: categories.iter().map(part).collect(),
            activity_type: kind.as_ref().map(|w| self.vocabulary.word(w)),
            planned: *planned,
            reflection: reflection.as_ref().map(|t| self.markdown(t, source).into_owned()),
            reflection_words: *reflection_words,
            provider: self.line(provider.as_ref()),
            item: item
                .as_ref()
                .and_then(|id| Some(self.item_id(&self.source.loaded.portfolio.directory.get(id)?.source))),
            plan: plan
                .iter()
                .filter_map(|id| self.plan.iter().find(|p| p.id == *id))
                .map(|p| self.plan_id(p))
                .collect(),
            competences: self.words(competences),
            // Others see how many there are.
            evidence: evidence.iter().map(|_| Evidence { path: to.clone() }).collect(),
            tags: self.tags(tags),
            supports_others: *supports_others,
            featured: *featured,
            visibility: *visibility,
            draft: *draft,
            example: *example,
            private: vec![],
            own: vec![],
            // Nobody knows an address by what stands in place of a name.
            aliases: aliases.iter().filter(|a| !self.names.in_address(a.as_str())).cloned().collect(),
            cites: self.words(cites),
            declared: declared.iter().map(|(key, value)| (self.vocabulary.key(key), self.declared(value))).collect(),
            body: self.body(body, source),
            source: to,
        }
    }

    fn declared(&self, value: &Declared) -> Declared {
        match value {
            Declared::Flag(flag) => Declared::Flag(*flag),
            Declared::Number(number) => Declared::Number(*number),
            Declared::Words(words) => Declared::Words(self.words(words)),
        }
    }

    /// Two tags that become one stand once.
    fn tags(&self, tags: &[String]) -> Vec<String> {
        let mut seen = HashSet::new();
        let told = tags.iter().map(|t| self.names.word(t).into_owned());
        told.filter(|t| seen.insert(t.clone())).collect()
    }

    fn plan_id(&self, of: &PlanItem) -> PlanId {
        id_of(&self.moved.path(&of.source), "content/plan").map_or_else(|| of.id.clone(), PlanId::new)
    }

    fn plan_item(&self, of: &PlanItem) -> PlanItem {
        let PlanItem {
            id: _,
            source,
            title,
            written,
            period,
            due,
            state,
            target,
            categories,
            competences,
            cites,
            visibility,
            body,
        } = of;
        PlanItem {
            id: self.plan_id(of),
            source: self.moved.path(source),
            title: self.text(title),
            written: *written,
            period: self.line(period.as_ref()),
            due: *due,
            state: *state,
            target: *target,
            categories: self.words(categories),
            competences: self.words(competences),
            cites: self.words(cites),
            visibility: *visibility,
            body: self.body(body, source),
        }
    }

    fn item_id(&self, source: &SourcePath) -> ItemId {
        ItemId::new(self.moved.path(source).stem())
    }

    fn item(&self, of: &Item) -> Item {
        let Item {
            id: _,
            source,
            title,
            provider,
            activity_type: kind,
            hours,
            step,
            limit,
            weekly,
            price,
            amount,
            categories,
            audience,
            url,
            source_of_facts,
            checked,
            confirmed,
            built_in,
            body,
        } = of;
        Item {
            id: self.item_id(source),
            source: self.moved.path(source),
            title: self.text(title),
            provider: self.line(provider.as_ref()),
            activity_type: kind.as_ref().map(|w| self.vocabulary.word(w)),
            hours: *hours,
            step: *step,
            limit: *limit,
            weekly: *weekly,
            price: *price,
            amount: self.line(amount.as_ref()),
            categories: self.words(categories),
            audience: self.lines(audience),
            url: self.address(url.as_ref()),
            source_of_facts: match source_of_facts {
                Some(text) if has_scheme(text) => self.address(Some(text)),
                other => self.line(other.as_ref()),
            },
            checked: *checked,
            confirmed: *confirmed,
            built_in: *built_in,
            body: self.body(body, source),
        }
    }

    fn page(&self, of: &Page) -> Page {
        let Page { source, title, summary, order, nav, aliases, date, updated, changed, extra, body, built_in } = of;
        Page {
            source: self.moved.path(source),
            title: self.text(title),
            summary: self.line(summary.as_ref()),
            order: *order,
            nav: *nav,
            aliases: aliases.iter().filter(|a| !self.names.in_address(a)).cloned().collect(),
            date: *date,
            updated: *updated,
            changed: self.line(changed.as_ref()),
            extra: self.extra(extra),
            body: self.body(body, source),
            built_in: *built_in,
        }
    }

    /// The writer's own keys.
    fn extra(&self, value: &serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::String(text) if has_scheme(text) && self.names.in_address(text) => Value::String(String::new()),
            Value::String(text) => Value::String(self.names.word(text).into_owned()),
            Value::Array(all) => Value::Array(all.iter().map(|v| self.extra(v)).collect()),
            Value::Object(all) => {
                Value::Object(all.iter().map(|(k, v)| (self.names.word(k).into_owned(), self.extra(v))).collect())
            }
            other => other.clone(),
        }
    }

    fn answer(&self, of: &Answer) -> Answer {
        let Answer { source, anchor: _, title, section, order, body, built_in } = of;
        let to = self.moved.path(source);
        Answer {
            anchor: to.stem().to_owned(),
            title: self.text(title),
            section: self.text(section),
            order: *order,
            body: self.body(body, source),
            built_in: *built_in,
            source: to,
        }
    }

    fn strategy(&self, of: &Strategy) -> Strategy {
        let Strategy {
            source,
            dated,
            checked,
            vision,
            mission,
            groups,
            values,
            grouping_is_ours,
            enabling,
            contact,
            presentation,
            built_in,
        } = of;
        Strategy {
            source: self.text(source),
            dated: self.line(dated.as_ref()),
            checked: *checked,
            vision: self.line(vision.as_ref()),
            mission: self.line(mission.as_ref()),
            groups: groups.iter().map(|g| self.group(g)).collect(),
            values: values.iter().map(|v| self.value(v)).collect(),
            grouping_is_ours: *grouping_is_ours,
            enabling: self.lines(enabling),
            contact: self.address(contact.as_ref()),
            presentation: self.address(presentation.as_ref()),
            built_in: *built_in,
        }
    }

    fn group(&self, of: &Group) -> Group {
        let Group { id, title, readers, ambition, routes } = of;
        let file = SourcePath::new(crate::content::lower::strategy::FILE);
        let route = |r: &String| file.as_ref().map_or_else(|_| self.text(r), |f| self.markdown(r, f).into_owned());
        Group {
            id: self.vocabulary.word(id),
            title: self.text(title),
            readers: self.text(readers),
            ambition: self.text(ambition),
            routes: routes.iter().map(route).collect(),
        }
    }

    fn value(&self, of: &StrategyValue) -> StrategyValue {
        let StrategyValue { id, title, aim, behaviours } = of;
        StrategyValue {
            id: self.vocabulary.word(id),
            title: self.text(title),
            aim: self.line(aim.as_ref()),
            behaviours: self.lines(behaviours),
        }
    }
}

/// The id of a file of a folder: its path there, without the ending.
fn id_of(path: &SourcePath, folder: &str) -> Option<String> {
    path.below(folder)?.strip_suffix(".md").map(str::to_owned)
}
