//! `cpdfolio.yaml`: what a site is called, who its member is, which policies it follows.
//!
//! [`read`] takes the text and gathers every fault; [`Config`] holds valid values only, with the
//! defaults filled in.

mod own_keys;
pub(crate) mod registered;

use crate::diag::{Code, KeyPath, Place, Warned};
use crate::model::{Audience, Day, Days, OwnKeys, PolicyId, Visibility, Word, id};
use crate::names::{self, Names};
use crate::paths::SourcePath;
use crate::policy::{Artefact, Circumstance, Named, Packs, Policy};
use crate::yaml::fields::{Faults, Fields, day, line, unknown, wrong};
use crate::yaml::parse;
use serde_yaml::Value;

/// The file's name.
pub(crate) const FILE: &str = "cpdfolio.yaml";

/// The policy that any registration adds.
pub(crate) const BY_REGISTRATION: &str = "engineering-council";
/// The version of its format.
pub(crate) const SCHEMA: &str = "cpdfolio.site/1";

/// A site's settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the site is called.
    pub title: String,
    /// Where it will stand, ending in `/`; only for feeds, the sitemap and canonical links.
    pub base_url: Option<String>,
    /// Language of the pages, as BCP 47 says it.
    pub language: String,
    /// The audience of a `build` that names none.
    pub audience: Audience,
    /// Who may see an entry without a `visibility`.
    pub visibility: Visibility,
    /// Whose record it is; none: a site of guidance only.
    pub member: Option<Member>,
    /// The policies followed; the first leads.
    pub policies: Vec<Followed>,
    /// Circumstances that change a target.
    pub circumstances: Vec<Circumstance>,
    /// The day of opting in to the monitoring scheme.
    pub opted_in: Option<Day>,
    /// The site's own kinds of activity: id and title.
    pub types: Vec<(Word, String)>,
    /// Names that only the owner reads, with what others read in their place.
    pub pseudonyms: Names,
    /// Does the site carry the built-in guidance?
    pub guidance: bool,
    /// The theme's name.
    pub theme: String,
    /// Whose guidance it is, where an institution publishes its own.
    pub institution: Option<Institution>,
    /// The years of which the public view may state that a policy was met.
    pub stated: Vec<i32>,
    /// Keys of the member's own; on pages those of another program, which count as if they stood under `extra:`.
    pub extra_keys: OwnKeys,
}

/// The institution that publishes a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// Its address for questions and for joining its scheme.
    pub contact: Option<String>,
    /// Its picture: a file below `content/`.
    pub logo: Option<SourcePath>,
}

/// Whose record it is.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name.
    pub name: String,
    /// One line about the person: for the first page.
    pub about: Option<String>,
    /// A mail or web address, for everybody.
    pub contact: Option<String>,
    /// Membership number.
    pub number: Option<String>,
    /// Grade of membership: `MIET`.
    pub grade: Option<String>,
    /// Registrations: `CEng`.
    pub registrations: Vec<String>,
}

/// A policy that the member follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The policy.
    pub id: PolicyId,
    /// The day of joining: periods before it are not judged.
    pub joined: Option<Day>,
    /// The first day of a personal cycle.
    pub cycle_start: Option<Day>,
    /// The edition that is used for every period.
    pub pinned: Option<String>,
    /// Roles or tiers of the member's that the policy knows.
    pub roles: Vec<Word>,
    /// Documents that the policy asks for, with their days; none where the settings do not speak of them.
    pub artefacts: Option<Vec<Artefact>>,
    /// Days of the periods for which the member's record was drawn.
    pub drawn: Vec<Day>,
}

impl Followed {
    /// A policy of whose member nothing else is known.
    pub fn new(id: PolicyId) -> Self {
        Self { id, joined: None, cycle_start: None, pinned: None, roles: vec![], artefacts: None, drawn: vec![] }
    }
}

impl Config {
    /// The settings of a site whose file says nothing but a title.
    pub fn plain(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            base_url: None,
            language: "en-GB".to_owned(),
            audience: Audience::Assessor,
            visibility: Visibility::Assessor,
            member: None,
            policies: vec![],
            circumstances: vec![],
            opted_in: None,
            types: vec![],
            pseudonyms: Names::default(),
            guidance: true,
            theme: "default".to_owned(),
            institution: None,
            stated: vec![],
            extra_keys: OwnKeys::default(),
        }
    }
}

/// Reads the file. With any error the value is `None`.
pub(crate) fn read(text: &str) -> Warned<Option<Config>> {
    let mut faults = match SourcePath::new(FILE) {
        Ok(path) => Faults::new(&path),
        Err(_) => return Warned { value: None, notes: vec![] },
    };
    let value = parse::read(text, 0, &mut faults);
    let config =
        value.as_ref().and_then(|v| Fields::of(v, KeyPath::root(), &mut faults)).map(|f| lower(f, &mut faults));
    let value = if faults.errors() > 0 { None } else { config };
    Warned { value, notes: faults.notes }
}

fn lower(mut f: Fields<'_>, faults: &mut Faults) -> Config {
    schema(&mut f, SCHEMA, faults);
    let title = f.required_line("title", "title: \"My name: CPD\"", faults).unwrap_or_default();
    let plain = Config::plain(&title);
    let config = Config {
        base_url: base_url(&mut f, faults),
        language: language(&mut f, faults).unwrap_or(plain.language),
        audience: f.word("audience", Audience::WORDS, faults).unwrap_or(plain.audience),
        visibility: f.word("visibility", Visibility::WORDS, faults).unwrap_or(plain.visibility),
        member: f.fields("member", faults).map(|m| member(m, faults)),
        policies: policies(&mut f, faults),
        circumstances: circumstances(&mut f, faults),
        opted_in: f.fields("scheme", faults).and_then(|s| scheme(s, faults)),
        types: types(&mut f, faults),
        pseudonyms: pseudonyms(&mut f, faults),
        guidance: f.flag("guidance", faults).unwrap_or(true),
        theme: theme(&mut f, faults).unwrap_or(plain.theme),
        institution: f.fields("institution", faults).map(|i| institution(i, faults)),
        stated: standing(&mut f, faults),
        extra_keys: own_keys::read(&mut f, faults),
        title,
    };
    f.finish(&[], faults);
    config
}

/// Checks the `schema` key of a versioned file.
pub(crate) fn schema(f: &mut Fields<'_>, expected: &str, faults: &mut Faults) {
    f.require("schema", &format!("schema: {expected}"));
    let at = f.path("schema");
    if let Some(found) = f.line("schema", faults).filter(|s| s != expected) {
        faults
            .add(Code::UnknownWord, Place::Value(at), format!("`{found}` is not a format that this version reads"))
            .with_hint(format!("write `schema: {expected}`"));
    }
}

fn base_url(f: &mut Fields<'_>, faults: &mut Faults) -> Option<String> {
    let at = f.path("base_url");
    let mut url = f.line("base_url", faults)?;
    match check_base_url(&mut url) {
        Ok(()) => Some(url),
        Err(reason) => {
            faults
                .add(Code::WrongType, Place::Value(at), format!("`base_url` takes a web address: `{url}` {reason}"))
                .with_hint("write an address like `https://sam.example/cpd/`");
            None
        }
    }
}

/// Is this a web address that pages can stand under? Adds the `/` at its end.
pub(crate) fn check_base_url(url: &mut String) -> Result<(), &'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Err("does not start with https://") };
    if rest.is_empty() || rest.starts_with('/') || rest.contains(['?', '#', '"', '<', '>', ' ', '\\', '@']) {
        return Err("is not the address of a folder");
    }
    if rest.chars().any(|c| c.is_control() || crate::paths::is_invisible(c)) {
        return Err("has an invisible character");
    }
    if !url.ends_with('/') {
        url.push('/');
    }
    Ok(())
}

fn language(f: &mut Fields<'_>, faults: &mut Faults) -> Option<String> {
    let at = f.path("language");
    let tag = f.line("language", faults)?;
    let fits = tag.len() <= 35
        && tag.split('-').all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.split('-').next().is_some_and(|p| (2..=3).contains(&p.len()));
    if fits {
        return Some(tag);
    }
    faults
        .add(Code::UnknownWord, Place::Value(at), format!("`{tag}` is not the tag of a language"))
        .with_hint("write a tag like `en-GB`");
    None
}

fn theme(f: &mut Fields<'_>, faults: &mut Faults) -> Option<String> {
    let at = f.path("theme");
    let name = f.line("theme", faults)?;
    if id::is_plain(&name) {
        return Some(name);
    }
    faults
        .add(Code::BadId, Place::Value(at), format!("`{name}` cannot be the name of a folder under `themes/`"))
        .with_hint("write `theme: default`");
    None
}

fn member(mut f: Fields<'_>, faults: &mut Faults) -> Member {
    let contact_at = f.path("contact");
    let member = Member {
        name: f.required_line("name", "name: Sam Example", faults).unwrap_or_default(),
        about: f.line("about", faults),
        contact: f.line("contact", faults).filter(|text| is_contact(text, contact_at, faults)),
        number: f.line("number", faults),
        grade: f.line("grade", faults),
        registrations: f.lines("registrations", faults).into_iter().map(|(_, text)| text).collect(),
    };
    f.finish(&[], faults);
    member
}

/// Is it a mail address, or the address of a page?
fn is_contact(text: &str, at: KeyPath, faults: &mut Faults) -> bool {
    let fits = is_mail_address(text) || check_base_url(&mut text.to_owned()).is_ok();
    if !fits {
        faults
            .add(Code::WrongType, Place::Value(at), format!("`{text}` is neither a mail address nor a web address"))
            .with_hint("write an address like `sam@example.org` or `https://sam.example/`");
    }
    fits
}

/// `private`, or the years whose result may be stated: `{stated: [2023, 2025]}`.
fn standing(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<i32> {
    if !matches!(f.peek("standing"), Some(Value::Mapping(_))) {
        f.word("standing", &[("private", ())], faults);
        return vec![];
    }
    let Some(mut stated) = f.fields("standing", faults) else { return vec![] };
    stated.require("stated", "stated: [2025]");
    let mut years: Vec<i32> = vec![];
    for (item, value) in stated.items("stated", faults) {
        let year = value.as_i64().and_then(|y| i32::try_from(y).ok()).filter(|y| (1900..=2999).contains(y));
        match year {
            Some(year) => years.push(year),
            None => {
                faults
                    .add(Code::WrongType, Place::Value(item), "a stated year is a number such as 2025")
                    .with_hint("write `standing: {stated: [2025]}`");
            }
        }
    }
    stated.finish(&[], faults);
    years.sort_unstable();
    years.dedup();
    years
}

fn institution(mut f: Fields<'_>, faults: &mut Faults) -> Institution {
    let contact_at = f.path("contact");
    let logo_at = f.path("logo");
    let institution = Institution {
        name: f.required_line("name", "name: Guild of Bridge Keepers", faults).unwrap_or_default(),
        contact: f.line("contact", faults).filter(|text| {
            let fits = is_mail_address(text);
            if !fits {
                faults
                    .add(Code::WrongType, Place::Value(contact_at), format!("`{text}` is not a mail address"))
                    .with_hint("write an address like `cpd@keepers.example`");
            }
            fits
        }),
        logo: f.line("logo", faults).and_then(|text| match SourcePath::new(&text) {
            Ok(path) if path.below("content").is_some() => Some(path),
            _ => {
                faults
                    .add(Code::BadPath, Place::Value(logo_at), format!("`{text}` is not a file below `content/`"))
                    .with_hint("write `logo: content/images/logo.png`");
                None
            }
        }),
    };
    f.finish(&[], faults);
    institution
}

/// One plain mail address: nothing that could add a header or a second receiver.
fn is_mail_address(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+".contains(&b));
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.'))
}

/// `policies: iet`, or `policies: {id: iet}`, with the list that was meant; nothing of what is no such slip.
fn no_list(value: &Value, at: &KeyPath, faults: &mut Faults) -> bool {
    let meant = match value {
        Value::String(name) => Some(name.as_str()),
        Value::Mapping(map) => map.get("id").and_then(Value::as_str).or(map.keys().next().and_then(Value::as_str)),
        _ => None,
    };
    let Some(name) = meant.filter(|name| id::is_plain(name)) else { return false };
    wrong(faults, at, value, "a list").with_hint(format!("write `policies: [{{id: {name}}}]`"));
    true
}

/// `- iet` or `[iet]`, with the keys that were meant.
fn bare(value: &Value, at: &KeyPath, faults: &mut Faults) -> bool {
    let Some(name) = value.as_str().filter(|name| id::is_plain(name)) else { return false };
    let in_lines = faults.yaml.lines().any(|l| l.trim_start().strip_prefix("- ").is_some_and(|l| l.trim() == name));
    let hint = if in_lines { format!("write `- id: {name}`") } else { format!("write `{{id: {name}}}`") };
    wrong(faults, at, value, "keys and values (`key: value`)").with_hint(hint);
    true
}

fn policies(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<Followed> {
    let mut all: Vec<Followed> = vec![];
    if f.peek("policies").is_some_and(|value| no_list(value, &f.path("policies"), faults)) {
        f.allow("policies");
        return all;
    }
    for (at, value) in f.items("policies", faults) {
        if bare(value, &at, faults) {
            continue;
        }
        let Some(mut p) = Fields::of(value, at.clone(), faults) else { continue };
        let name = p.required_line("id", "id: iet", faults);
        let followed = Followed {
            id: PolicyId::new(name.clone().unwrap_or_default()),
            joined: p.day("from", faults),
            cycle_start: p.day("cycle_start", faults),
            pinned: p.line("edition", faults),
            roles: p.lines("roles", faults).into_iter().map(|(_, text)| Word::new(text)).collect(),
            artefacts: artefacts(&mut p, faults),
            drawn: p.days("drawn", faults),
        };
        p.finish(&[], faults);
        if all.iter().any(|other| other.id == followed.id) {
            faults
                .add(Code::DuplicateId, Place::Value(at.key("id")), format!("`{}` is followed twice", followed.id))
                .with_hint("keep one of the two");
        } else if name.is_some() {
            all.push(followed);
        }
    }
    all
}

/// Documents and their days: `{plan-review: 2025-12-31}`, or a list of days.
fn artefacts(p: &mut Fields<'_>, faults: &mut Faults) -> Option<Vec<Artefact>> {
    if !p.has("artefacts") {
        return None;
    }
    let mut all = vec![];
    for (at, name, value) in p.entries("artefacts", faults) {
        let kind = Word::new(name);
        let days: Vec<(KeyPath, &Value)> = match value {
            Value::Sequence(items) => items.iter().enumerate().map(|(n, v)| (at.item(n), v)).collect(),
            one => vec![(at, one)],
        };
        all.extend(
            days.into_iter().filter_map(|(at, v)| day(v, &at, faults)).map(|day| Artefact { kind: kind.clone(), day }),
        );
    }
    Some(all)
}

fn circumstances(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<Circumstance> {
    let mut all = vec![];
    for (at, value) in f.items("circumstances", faults) {
        let Some(mut c) = Fields::of(value, at.clone(), faults) else { continue };
        let policy = c.required_line("policy", "policy: iet", faults);
        let reason = c.required_line("reason", "reason: maternity-leave", faults);
        c.require("from", "from: 2025-01-01");
        let days = (c.day("from", faults), c.day("to", faults).or(Some(Days::NO_END)));
        let target = c.minutes("target", faults);
        let agreed_on = c.day("agreed_on", faults);
        let reference = c.line("ref", faults);
        let tell_kind = c.word("tell", &[("kind", true)], faults).unwrap_or(false);
        c.finish(&[], faults);
        let (Some(policy), Some(reason), (Some(first), Some(last))) = (policy, reason, days) else { continue };
        if last < first {
            faults
                .add(Code::DateOrder, Place::Value(at.key("to")), format!("{last} comes before {first}"))
                .with_hint(format!("write `from: {last}` and `to: {first}`"));
            continue;
        }
        let policy = PolicyId::new(policy);
        all.push(Circumstance { policy, reason, days: Days { first, last }, target, agreed_on, reference, tell_kind });
    }
    all
}

fn scheme(mut f: Fields<'_>, faults: &mut Faults) -> Option<Day> {
    f.require("opted_in", "opted_in: 2023-02-01");
    let day = f.day("opted_in", faults);
    f.finish(&[], faults);
    day
}

fn types(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<(Word, String)> {
    let mut all = vec![];
    for (at, name, value) in f.entries("types", faults) {
        let Some(title) = line(value, &at, faults) else { continue };
        if id::is_plain(&name) {
            all.push((Word::new(name), title));
        } else {
            faults
                .add(Code::BadId, Place::Key(at), format!("`{name}` cannot be the id of a type"))
                .with_hint("use lower-case letters, digits and hyphens: `site-visit`");
        }
    }
    all
}

fn pseudonyms(f: &mut Fields<'_>, faults: &mut Faults) -> Names {
    let mut places = vec![];
    let mut pairs = vec![];
    for (at, name, value) in f.entries("pseudonyms", faults) {
        if let Some(to) = line(value, &at, faults) {
            places.push(at);
            pairs.push((name, to));
        }
    }
    for (n, fault) in names::faults(&pairs) {
        let (name, at) = (&pairs[n].0, places[n].clone());
        let (place, message, hint) = match fault {
            names::Fault::NoLetter => (
                Place::Key(at),
                format!("`{name}` has no letter: it cannot be found as a name"),
                "write the name as texts have it",
            ),
            names::Fault::Twice => {
                (Place::Key(at), format!("`{name}` stands here twice"), "keep one: case and spaces make no difference")
            }
            names::Fault::Holds(held) => (
                Place::Value(at),
                format!("this would show `{held}`, a name that is to be replaced"),
                "choose other words: `employer A`",
            ),
            names::Fault::Character(c) => (
                Place::Value(at),
                format!("what stands in place of a name cannot have `{c}` here"),
                "start with a letter; use letters, digits, spaces and hyphens: `employer A`",
            ),
        };
        faults.add(Code::BadPseudonym, place, message).with_hint(hint);
    }
    Names::new(pairs)
}

/// Reports settings that name a policy, or a word of a policy, that does not exist.
pub(crate) fn check_references(config: &Config, policies: &Packs, faults: &mut Faults) {
    let root = KeyPath::root();
    let known = config.policies.iter().filter_map(|f| policies.get(f.id.as_str()));
    own_keys::check(&config.extra_keys, known, faults);
    for (n, followed) in config.policies.iter().enumerate() {
        let at = root.key("policies").item(n);
        let Some(policy) = policies.get(followed.id.as_str()) else {
            let what = "a policy that is known here";
            unknown(faults, Code::UnknownPolicy, &at.key("id"), followed.id.as_str(), what, policies.ids());
            continue;
        };
        check_followed(followed, policy, &at, faults);
    }
    for (n, c) in config.circumstances.iter().enumerate() {
        let at = root.key("circumstances").item(n);
        let policy = policies.get(c.policy.as_str()).filter(|p| config.policies.iter().any(|f| f.id == p.id));
        let Some(policy) = policy else {
            let ids = config.policies.iter().map(|p| p.id.as_str());
            let what = "a policy that you follow";
            unknown(faults, Code::UnknownPolicy, &at.key("policy"), c.policy.as_str(), what, ids);
            continue;
        };
        let reasons = policy.reasons();
        if !reasons.iter().any(|r| r.id.as_str() == c.reason) {
            let what = format!("a circumstance of `{}`", c.policy);
            let known = reasons.iter().map(|r| r.id.as_str());
            unknown(faults, Code::UnknownReason, &at.key("reason"), &c.reason, &what, known);
        }
    }
}

fn check_followed(followed: &Followed, policy: &Policy, at: &KeyPath, faults: &mut Faults) {
    let mut check = |words: &[Named], word: &Word, at: &KeyPath, what: &str| {
        if !words.iter().any(|w| w.id == *word) {
            let what = format!("{what} of `{}`", followed.id);
            unknown(faults, Code::UnknownWord, at, word.as_str(), &what, words.iter().map(|w| w.id.as_str()));
        }
    };
    for (n, role) in followed.roles.iter().enumerate() {
        check(&policy.roles, role, &at.key("roles").item(n), "a role");
    }
    for artefact in followed.artefacts.iter().flatten() {
        check(&policy.artefacts, &artefact.kind, &at.key("artefacts").key(artefact.kind.as_str()), "a document");
    }
    if let Some(edition) = followed.pinned.as_ref().filter(|e| policy.edition(e).is_none()) {
        let known = policy.editions.iter().map(|e| e.label.as_str());
        unknown(faults, Code::UnknownWord, &at.key("edition"), edition, "an edition of this policy", known);
    }
}
