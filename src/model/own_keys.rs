//! Keys of entries that are the member's own: the settings name them under `extra_keys`, with what each takes. Their
//! values are the owner's alone.

use serde_yaml::Value;

use crate::scalar::quoted;

/// What a key of one's own takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnType {
    /// A text of any length.
    Text,
    /// A number, whole or with decimals.
    Number,
    /// `true` or `false`.
    Flag,
    /// A day.
    Date,
    /// A list of texts.
    List,
    /// Anything; on a page it is for templates, as what stands under `extra:`.
    Any,
}

impl OwnType {
    /// The words of the settings.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("text", Self::Text),
        ("number", Self::Number),
        ("flag", Self::Flag),
        ("date", Self::Date),
        ("list", Self::List),
        ("any", Self::Any),
    ];

    /// The word of the settings.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("any", |(word, _)| word)
    }

    /// What a value looks like, to whoever wrote it.
    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Flag,
            Value::Number(_) => Self::Number,
            Value::String(text) if super::time::parse_day(text.trim()).is_some() => Self::Date,
            Value::String(_) => Self::Text,
            Value::Sequence(all) if all.iter().all(|one| one.is_string() || one.is_number()) => Self::List,
            _ => Self::Any,
        }
    }
}

/// The value of a key of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnValue {
    /// A text, or anything that has no type.
    Text(String),
    /// A number as it is written.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A day.
    Date(super::Day),
    /// Texts.
    List(Vec<String>),
}

impl OwnValue {
    /// The texts in it that somebody may know again.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(all) => all.iter().map(String::as_str).collect(),
            Self::Number(_) | Self::Flag(_) | Self::Date(_) => vec![],
        }
    }
}

/// The keys that the settings name, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnKeys {
    /// Names and types.
    pub all: Vec<(String, OwnType)>,
    /// Do the settings give types? A plain list of names gives none.
    pub typed: bool,
}

impl OwnKeys {
    /// The type of a key.
    pub fn get(&self, name: &str) -> Option<OwnType> {
        self.all.iter().find(|(own, _)| own == name).map(|(_, kind)| *kind)
    }

    /// Can this be the name of a key, and of a column?
    pub(crate) fn can_have(name: &str) -> bool {
        let odd = |c: char| c.is_control() || crate::paths::is_invisible(c);
        name.trim() == name && !name.is_empty() && name.len() <= 100 && !name.chars().any(odd)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    /// Those whose values a page hands to templates.
    pub fn of_templates(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|(_, kind)| *kind == OwnType::Any).map(|(name, _)| name.as_str())
    }

    /// How the settings let a key in, in every file at once.
    pub fn offer(&self, name: &str, value: &Value, entry: bool) -> String {
        let kind = if entry { OwnType::of(value) } else { OwnType::Any }.word();
        let key = quoted(name);
        match (self.all.is_empty(), self.typed) {
            (true, _) if entry => format!("add `extra_keys: {{{key}: {kind}}}` to cpdfolio.yaml"),
            (true, _) => format!("add `extra_keys: [{key}]` to cpdfolio.yaml"),
            (false, true) => format!("add `{key}: {kind}` to `extra_keys` in cpdfolio.yaml"),
            (false, false) => format!("add `{key}` to `extra_keys` in cpdfolio.yaml"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_fits_the_value_and_the_settings() {
        let offer = |keys: &OwnKeys, yaml: &str, entry| keys.offer("x", &serde_yaml::from_str(yaml).unwrap(), entry);
        let none = OwnKeys::default();
        for (yaml, kind) in [
            ("40", "number"),
            ("12.50", "number"),
            ("Acme", "text"),
            ("true", "flag"),
            ("2026-03-04", "date"),
            ("[a, b]", "list"),
            ("{a: 1}", "any"),
        ] {
            assert_eq!(offer(&none, yaml, true), format!("add `extra_keys: {{x: {kind}}}` to cpdfolio.yaml"));
        }
        assert_eq!(offer(&none, "40", false), "add `extra_keys: [x]` to cpdfolio.yaml");
        let typed = OwnKeys { all: vec![("y".to_owned(), OwnType::Text)], typed: true };
        assert_eq!(offer(&typed, "40", true), "add `x: number` to `extra_keys` in cpdfolio.yaml");
        let plain = OwnKeys { all: vec![("y".to_owned(), OwnType::Any)], typed: false };
        assert_eq!(offer(&plain, "40", true), "add `x` to `extra_keys` in cpdfolio.yaml");
        assert_eq!(none.offer("a: b", &Value::Null, true), "add `extra_keys: {\"a: b\": any}` to cpdfolio.yaml");
        assert_eq!(none.offer("a\"b", &Value::Null, false), "add `extra_keys: [\"a\\\"b\"]` to cpdfolio.yaml");
    }
}
