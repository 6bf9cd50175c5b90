//! Files that were left out because of their errors: what is missing, and for whom.

use std::sync::Arc;

use super::head::Keys;
use crate::content::tree::{SourceKind, has_other_ending};
use crate::diag::{Code, Diagnostic, Level, Place, nearest};
use crate::model::keys::{Seen, Table};
use crate::model::{Activity, Audience, Days, Minutes, Sight, Visibility};
use crate::paths::SourcePath;

/// An entry that was left out.
#[derive(Debug, Clone)]
pub struct NotRead {
    /// The file.
    pub path: SourcePath,
    /// Its first error.
    pub code: Code,
    /// The hours that are not counted, where they can be read.
    pub minutes: Option<Minutes>,
    /// The days, where they can be read.
    pub days: Option<Days>,
    /// Who may see it, where that can be read; nobody but the owner otherwise.
    pub visibility: Option<Visibility>,
    /// Is it known to be a draft?
    pub draft: bool,
    /// The entry, for those who see nothing of what is wrong.
    pub rest: Option<Rest>,
}

/// An entry with a fault that not everybody sees.
#[derive(Debug, Clone)]
pub struct Rest {
    /// The entry; where a value is wrong it is left out.
    pub entry: Arc<Activity>,
    /// Who sees the values that are wrong.
    pub faulty: Seen,
}

impl NotRead {
    /// An entry of which nothing is known.
    pub fn unknown(path: &SourcePath, code: Code) -> Self {
        Self { path: path.clone(), code, minutes: None, days: None, visibility: None, draft: false, rest: None }
    }

    /// May several entries be behind it? It is a folder, or a name that no path can have: nobody can look.
    pub fn is_place(&self) -> bool {
        SourceKind::of(&self.path) == SourceKind::Other && !has_other_ending(&self.path)
    }

    /// The entry as an audience has it, where the audience sees nothing of what is wrong.
    pub fn for_others(&self, audience: Audience) -> Option<&Arc<Activity>> {
        let rest = self.rest.as_ref()?;
        let sight = audience.sees(self.visibility?);
        let whole = sight != Sight::Nothing && !rest.faulty.by(audience, sight);
        whole.then_some(&rest.entry)
    }

    /// Does an audience miss it?
    pub fn is_missed_by(&self, audience: Audience) -> bool {
        let sees = |v: Visibility| audience.sees(v) != Sight::Nothing;
        audience == Audience::Private
            || !self.draft && self.visibility.is_some_and(sees) && self.for_others(audience).is_none()
    }
}

/// A file that is no entry, and was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherNotRead {
    /// Who may see it, where that can be read; nobody but the owner otherwise.
    pub visibility: Option<Visibility>,
    /// Is it an item of the development plan? The public sees none.
    pub is_plan: bool,
}

impl OtherNotRead {
    /// Does an audience miss it?
    pub fn is_missed_by(&self, audience: Audience) -> bool {
        let sees = |v: Visibility| audience.sees(v) == Sight::Entry && !(self.is_plan && audience == Audience::Public);
        audience == Audience::Private || self.visibility.is_some_and(sees)
    }
}

/// Who sees the value that is wrong; everybody where it is not known which that is.
pub(super) fn seen(note: &Diagnostic, keys: Keys<'_>) -> Seen {
    note.key().and_then(|name| keys.seen(name)).unwrap_or(Seen::Line)
}

/// Who sees any of the values that are wrong; none where there is no error.
pub(super) fn faulty(notes: &[Diagnostic], keys: Keys<'_>) -> Option<Seen> {
    notes.iter().filter(|n| n.level() == Level::Error).map(|note| seen(note, keys)).max()
}

/// Is `visibility` wrong, or might a key that is not known have been meant for it? One that is near to another key was
/// meant for that.
pub(crate) fn hides_visibility(notes: &[Diagnostic], table: &Table, said: bool) -> bool {
    let at_key = |n: &Diagnostic| n.level() == Level::Error && n.key() == Some("visibility");
    let other = |n: &Diagnostic| n.key().and_then(|key| nearest(key, table.names())).is_some_and(|k| k != "visibility");
    let unknown = |n: &Diagnostic| n.code == Code::UnknownKey && !matches!(n.place, Place::Value(_));
    let stray = |n: &Diagnostic| !said && unknown(n) && !other(n);
    notes.iter().any(|n| at_key(n) || stray(n))
}
