//! The texts of a member's new site that depend on the rules that the member follows: settings, examples
//! and the template of an entry, with the words that these rules know.

use crate::model::Word;
use crate::policy::data::window::WindowStart;
use crate::policy::{Key, KeyKind, Named, Policy, Vocabulary};

/// The policy that a new site follows where none is named.
const USUAL: &str = "iet";

/// The texts; `{today}`, `{year}`, `{name}` and `{title}` are still open in them.
#[derive(Debug)]
pub(crate) struct Texts {
    /// An entry with much in it.
    pub event: String,
    /// An entry with little in it.
    pub reading: String,
    /// An item of the plan.
    pub plan_item: String,
    /// A form for entries.
    pub template: String,
    /// The settings.
    pub settings: String,
}

/// The texts for a member who follows some policies; none: the IET's.
pub(crate) fn texts(policies: &[&Policy]) -> Texts {
    if policies.iter().all(|p| p.id.as_str() == USUAL) {
        return Texts {
            event: include_str!("init/example-event.md").to_owned(),
            reading: include_str!("init/example-reading.md").to_owned(),
            plan_item: include_str!("init/example-plan-item.md").to_owned(),
            template: include_str!("init/entry-template.md").to_owned(),
            settings: include_str!("init/cpdfolio.yaml").to_owned(),
        };
    }
    let words = Vocabulary::of(policies.iter().copied());
    let category = words.categories.first().map(|c| c.id.as_str());
    let one_of_many = category.map(|c| format!("categories: [{c}]"));
    let event = [category.map(|c| format!("category: {c}")), kind(&words.types, "event"), example_keys(&words)];
    let reading = [category.map(|c| format!("category: {c}")), kind(&words.types, "self-study")];
    let own = policies.iter().any(|p| p.id.as_str().starts_with(USUAL));
    let guidance = "guidance: false                # true: carry the built-in pages on the IET's guideline as well";
    Texts {
        event: filled(include_str!("init/other-event.md"), event.into_iter().flatten()),
        reading: filled(include_str!("init/other-reading.md"), reading.into_iter().flatten()),
        plan_item: filled(include_str!("init/other-plan-item.md"), one_of_many.into_iter()),
        template: filled(include_str!("init/other-template.md"), template_keys(&words).into_iter()),
        settings: filled(include_str!("init/other-cpdfolio.yaml"), policies.iter().map(|p| followed(p)))
            .replace("{guidance}\n", &if own { String::new() } else { format!("{guidance}\n") }),
    }
}

/// What only the member knows, and the settings hold a stand-in for: in sentences.
pub(crate) fn to_state(policies: &[&Policy]) -> Vec<String> {
    let own_day = policies.iter().filter(|p| has_own_day(p));
    let own_day =
        own_day.map(|p| format!("The first day of your cycle under {} stands there too: put in yours.", p.title));
    let roles = policies.iter().flat_map(|p| p.needed.iter().map(move |needed| (p, needed)));
    let roles =
        roles.map(|(p, needed)| format!("{} under {} is a stand-in there: put in yours.", needed.title, p.title));
    own_day.chain(roles).collect()
}

/// A template with some lines in its place.
fn filled(template: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| line + "\n").collect();
    template.replace("{keys}\n", &lines)
}

/// The type of an example: the one that is called so, else the first.
fn kind(types: &[Named], name: &str) -> Option<String> {
    let found = types.iter().find(|t| t.id.as_str() == name).or(types.first())?;
    Some(format!("type: {}", found.id))
}

/// Every key that the policies declare, with a value that it takes.
fn example_keys(words: &Vocabulary) -> Option<String> {
    let lines: Vec<String> = words.keys.iter().map(|(name, (key, _))| format!("{name}: {}", sample(key))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn sample(key: &Key) -> String {
    match &key.kind {
        KeyKind::Flag => "true".to_owned(),
        KeyKind::Number { least, most } => 1_i64.clamp(*least, (*most).max(*least)).to_string(),
        KeyKind::Words { values, many } => {
            let word = values.first().map_or("example", |v| v.id.as_str());
            if *many { format!("[{word}]") } else { word.to_owned() }
        }
    }
}

/// The keys of the form, each with the words that it takes.
fn template_keys(words: &Vocabulary) -> Vec<String> {
    let mut lines = vec![];
    if let Some(first) = words.categories.first() {
        lines.push(beside(&format!("category: {}", first.id), &listed(&words.categories)));
    }
    if let Some(first) = words.types.first() {
        lines.push(beside(&format!("type: {}", first.id), &listed(&words.types)));
    }
    lines.push("planned: false".to_owned());
    for (name, (key, _)) in &words.keys {
        let about = key.help.as_deref().unwrap_or(&key.title);
        lines.push(match &key.kind {
            KeyKind::Flag => beside(&format!("{name}: false"), about),
            KeyKind::Number { .. } => beside(&format!("# {name}: {}", sample(key)), about),
            KeyKind::Words { values, .. } if values.is_empty() => beside(&format!("# {name}: {}", sample(key)), about),
            KeyKind::Words { values, .. } => beside(&format!("# {name}: {}", sample(key)), &listed(values)),
        });
    }
    lines
}

/// The settings of one policy: what has to be stated, and what may be.
fn followed(policy: &Policy) -> String {
    let mut lines = vec![beside(&format!("  - id: {}", policy.id), &policy.title)];
    if has_own_day(policy) {
        lines.push(beside("    cycle_start: {year}-01-01", "the first day of your own cycle: put in yours"));
    }
    lines.push(beside("    # from: {year}-01-01", "the day you joined"));
    lines.extend(roles(policy));
    if policy.editions.iter().flat_map(|e| &e.rules).any(|r| r.only.drawn) {
        lines.push(beside("    # drawn: {today}", "a day of the period, where your record is drawn"));
    }
    for (n, document) in policy.artefacts.iter().enumerate() {
        let start = if n == 0 { "    # artefacts:\n" } else { "" };
        let line = format!("    #   {}: {{today}}", document.id);
        lines.push(format!("{start}{}", beside(&line, &format!("the day of it: {}", document.title))));
    }
    lines.join("\n")
}

/// The roles: one of those that a member has to state, as a stand-in, and the others to choose from.
fn roles(policy: &Policy) -> Vec<String> {
    let stated: Vec<&Word> = policy.needed.iter().filter_map(|needed| needed.of.first()).collect();
    let mut lines = vec![];
    if !stated.is_empty() {
        let line = format!("    roles: [{}]", listed_words(&stated, ", "));
        lines.push(beside(&line, "put in yours"));
    }
    for role in policy.roles.iter().filter(|role| !stated.contains(&&role.id)) {
        let first = lines.is_empty();
        let start = if first { format!("    # roles: [{}]", role.id) } else { format!("    #   or {}", role.id) };
        lines.push(beside(&start, &format!("if this is you: {}", role.title)));
    }
    lines
}

/// A line with a remark, which stands in one column with those of other lines where there is room.
fn beside(line: &str, remark: &str) -> String {
    format!("{line:<30} # {remark}")
}

fn listed(words: &[Named]) -> String {
    listed_words(&words.iter().map(|w| &w.id).collect::<Vec<_>>(), " | ")
}

fn listed_words(words: &[&Word], between: &str) -> String {
    words.iter().map(|w| w.as_str()).collect::<Vec<_>>().join(between)
}

fn has_own_day(policy: &Policy) -> bool {
    policy.latest().is_some_and(|e| matches!(e.window.start, WindowStart::Anniversary { .. }))
}
