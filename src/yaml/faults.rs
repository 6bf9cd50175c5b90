//! The faults of one file, gathered as its values are read, with what they were read from.

use std::cell::OnceCell;

use serde_yaml::Value;

use crate::diag::{Code, Cure, Diagnostic, KeyPath, Level, Place, locate};
use crate::paths::SourcePath;

/// The faults of one file, as they are found.
#[derive(Debug)]
pub(crate) struct Faults {
    path: SourcePath,
    /// What was found so far.
    pub notes: Vec<Diagnostic>,
    /// Is a key without a value a fault, also where it need not be there? In a policy it would change a rule.
    pub blanks: bool,
    /// The text that the values were read from.
    pub yaml: String,
    let_go: Option<Diagnostic>,
    /// Was that text read at once, without the parser? Then each value stands whole on its own line.
    pub plain: bool,
    /// Is it a guess where one of its texts or lists ends? What stands below it may belong to it.
    pub guessed: bool,
    /// Where the values stand in that text, once somebody asked.
    spots: OnceCell<Vec<locate::Spot>>,
}

/// The most faults that are noted of one file.
const MOST_FAULTS: usize = 100;

impl Faults {
    /// A list without faults.
    pub(crate) fn new(path: &SourcePath) -> Self {
        Self {
            path: path.clone(),
            notes: vec![],
            blanks: false,
            yaml: String::new(),
            let_go: None,
            plain: false,
            guessed: false,
            spots: OnceCell::new(),
        }
    }

    /// Notes a fault; a hint can be added to the answer. Faults beyond `MOST_FAULTS` are dropped, but never the first error:
    /// nobody reads hundreds of them, and drawing them takes long.
    pub(crate) fn add(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        let note = Diagnostic::new(code, &self.path, place, message);
        let first_error = note.level() == Level::Error && self.errors() == 0;
        if self.notes.len() >= MOST_FAULTS && !first_error {
            return self.let_go.insert(note);
        }
        self.notes.push(note);
        let last = self.notes.len() - 1;
        &mut self.notes[last]
    }

    /// Says from which text the values that follow are read.
    pub(crate) fn reads(&mut self, yaml: &str) {
        yaml.clone_into(&mut self.yaml);
        self.plain = false;
        self.spots = OnceCell::new();
    }

    /// A number or `true` as it is written: `1.10`, `0x1F`, `+44`. The parser keeps only what it means.
    pub(crate) fn written(&self, value: &Value, at: &KeyPath) -> String {
        // most numbers stand alone behind their key
        let key = format!("{at}: ");
        let alone = self.yaml.lines().find_map(|line| line.strip_prefix(&*key)).map(str::trim_end);
        let same = |text: &&str| text.parse::<f64>().is_ok_and(|number| Some(number) == value.as_f64());
        if let Some(text) = alone.filter(|_| at.parts().count() == 1).filter(same) {
            return text.to_owned();
        }
        let plain = serde_yaml::to_string(value).unwrap_or_default().trim_end().to_owned();
        let spots = self.spots.get_or_init(|| locate::spots(&self.yaml));
        let text = spots.iter().find(|spot| spot.path == *at).and_then(|spot| self.yaml.get(spot.value.clone()));
        let means_it = |text: &&str| serde_yaml::from_str::<Value>(text).is_ok_and(|read| read == *value);
        text.filter(means_it).map_or(plain, str::to_owned)
    }

    /// A value as it is written, where it is short and can stand in braces.
    pub(super) fn short(&self, at: &KeyPath) -> Option<String> {
        let spots = self.spots.get_or_init(|| locate::spots(&self.yaml));
        let spot = spots.iter().find(|spot| spot.path == *at)?;
        let text = self.yaml.get(spot.value.clone())?.trim();
        let quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
        let plain =
            !text.contains([',', '[', ']', '{', '}', '#', '\'', '"']) && !text.starts_with(['|', '>', '&', '*']);
        (!text.is_empty() && text.len() <= 60 && !text.contains('\n') && (quoted || plain)).then(|| text.to_owned())
    }

    /// Gives the fault that was noted last a hint.
    pub(super) fn last_hint(&mut self, hint: String) {
        if let Some(note) = self.let_go.as_mut().or(self.notes.last_mut()) {
            note.with_hint(hint);
        }
    }

    /// Says what ends the fault that was noted last in all files that have it.
    pub(super) fn last_cure(&mut self, cure: Cure) {
        if let Some(note) = self.let_go.as_mut().or(self.notes.last_mut()) {
            note.cure = Some(Box::new(cure));
        }
    }

    /// How many of them are errors.
    pub(crate) fn errors(&self) -> usize {
        self.notes.iter().filter(|n| n.level() == Level::Error).count()
    }
}
