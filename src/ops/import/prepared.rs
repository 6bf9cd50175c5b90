//! What an import does, worked out before anything is written.

use std::path::PathBuf;

use crate::exchange::import::ask::Question;
use crate::exchange::import::draft::{Draft, NoEntry, Place, Refusal};
use crate::exchange::import::understand::Understood;
use crate::journal::Change;
use crate::paths::{SourcePath, slug};

/// What the text of a dry run is called.
pub(super) const PRINTED: &str = "drafts of a dry run";

/// A file to import.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Its path, as it was named.
    pub(crate) path: PathBuf,
    /// What stands in it.
    pub(crate) bytes: Vec<u8>,
    /// The files of a folder, by their names: then nothing else stands in it.
    pub(crate) parts: Vec<(String, Vec<u8>)>,
}

/// An entry that is to be written.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    /// Its number among all that the file holds, for a choice.
    pub(crate) number: usize,
    /// Where it came from.
    pub(crate) place: Place,
    /// Its file.
    pub(crate) path: SourcePath,
    /// The file's text.
    pub(crate) text: String,
    /// What it says.
    pub(crate) draft: Draft,
    /// Entries that are like it.
    pub(crate) twins: Vec<Twin>,
}

/// A row that was refused.
#[derive(Debug, Clone)]
pub(crate) struct RefusedRow {
    /// Where it stood.
    pub(crate) place: Place,
    /// Why, and what to do.
    pub(crate) refusal: Refusal,
    /// What stood in it.
    pub(crate) cells: Vec<(String, String)>,
}

/// What an import of one file does.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The file, as it was named.
    pub(crate) file: PathBuf,
    /// The name of its mapping: `imports/NAME.yaml`.
    pub(crate) name: String,
    /// What was understood of it.
    pub(crate) understood: Understood,
    /// Is there a choice to be made before anything is written?
    pub(crate) needs_choice: bool,
    /// New entries.
    pub(crate) ready: Vec<Ready>,
    /// Rows that were imported before, with the ids of their entries.
    pub(crate) known: Vec<(Place, String)>,
    /// Rows that differ from what was imported before.
    pub(crate) corrected: Vec<Corrected>,
    /// Rows that were refused.
    pub(crate) refused: Vec<RefusedRow>,
    /// Rows that are no entry.
    pub(crate) nothing: Vec<(Place, NoEntry, String)>,
    /// A file of refused rows that somebody is mending: it stays.
    pub(crate) refused_kept: Option<SourcePath>,
    /// Files that came with mails, by the places that their copies get.
    pub(super) copies: Vec<(SourcePath, Vec<u8>)>,
    /// Files that came with mails and are not copied, with the reasons.
    pub(crate) not_attached: Vec<(String, String)>,
    /// The changes of files that this makes.
    pub(super) changes: Vec<Change>,
}

impl Prepared {
    /// Nothing of a file yet.
    pub(super) fn new(file: PathBuf, name: String, understood: Understood) -> Self {
        Self {
            file,
            name,
            understood,
            needs_choice: false,
            ready: vec![],
            known: vec![],
            corrected: vec![],
            refused: vec![],
            nothing: vec![],
            refused_kept: None,
            copies: vec![],
            not_attached: vec![],
            changes: vec![],
        }
    }

    /// What is to be asked before anything can be written.
    pub(crate) fn questions(&self) -> &[Question] {
        &self.understood.questions
    }

    /// What may be answered, so that fewer rows are refused.
    pub(crate) fn offers(&self) -> &[Question] {
        &self.understood.offers
    }

    /// Is there nothing in it that could be taken: no entry, new or old, and no row that could be mended?
    pub(crate) fn is_empty(&self) -> bool {
        let none = self.ready.is_empty() && self.known.is_empty() && self.corrected.is_empty();
        none && self.refused.is_empty() && self.understood.tables.is_empty() && !self.understood.remarks.is_empty()
    }

    /// Is it an edited text with an entry that cannot be read? Then nothing of it is written.
    pub(crate) fn is_faulty(&self) -> bool {
        self.understood.format == PRINTED && !self.refused.is_empty()
    }

    /// The name of the file, without its folder.
    pub(crate) fn file_name(&self) -> String {
        file_name(&self.file)
    }

    /// The file of refused rows, where there are any.
    pub(crate) fn refused_path(&self) -> Option<SourcePath> {
        (!self.refused.is_empty()).then(|| refused_path(&self.name)).flatten()
    }
}

fn file_name(file: &std::path::Path) -> String {
    file.file_name().map_or_else(|| "import".to_owned(), |n| n.to_string_lossy().into_owned())
}

/// A row that differs from what was imported of it before.
#[derive(Debug, Clone)]
pub(crate) struct Corrected {
    /// Where it stands.
    pub(crate) place: Place,
    /// The entry that came of it as it was.
    pub(crate) id: String,
    /// What differs, in words.
    pub(crate) differs: String,
    /// What it says now.
    pub(crate) draft: Draft,
}

/// An entry that is like a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Twin {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
}

/// Where the rows of a mapping stand that were refused.
pub(super) fn refused_path(name: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("imports/{name}.refused.csv")).ok()
}

pub(super) fn id_of(path: &SourcePath) -> String {
    crate::ops::entries::id_of(path).to_owned()
}

/// The name of a file's mapping.
pub(super) fn name_of(file: &std::path::Path) -> String {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name = slug(&stem);
    if name.is_empty() { "import".to_owned() } else { name }
}
