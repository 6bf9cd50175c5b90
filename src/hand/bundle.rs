//! What one file hands over: sealed periods with what is open of them, what belongs to this hand-over alone, a form to
//! be answered, copies of evidence. It stands as JSON in one inert block of the file; everything else in the file is made
//! of it, so that nobody has to open a stranger's HTML.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::seal::Sealed;
use crate::hash::{Hash32, of_parts};
use crate::sight::blocks::Span;

/// The format of the file.
pub(crate) const FORMAT: &str = "cpdfolio.bundle/1";
/// The largest file that is read, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024 * 1024;
/// What stands before the data in the file, and behind them.
pub(crate) const BEFORE: &str = "<script type=\"application/json\" id=\"cpdfolio-data\">";
pub(crate) const BEHIND: &str = "</script>";

/// What one file hands over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bundle {
    /// [`FORMAT`]
    pub(crate) schema: String,
    /// `cpdfolio 0.1.0`
    pub(crate) program: String,
    /// The language of its sentences.
    pub(crate) language: String,
    /// Sealed periods; none: a form that asks about something.
    pub(crate) seals: Vec<Opened>,
    /// What belongs to this hand-over alone.
    pub(crate) handover: Handover,
    /// What can be answered.
    pub(crate) form: Option<Form>,
    /// Copies of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) copies: Vec<Copy>,
    /// Sums that find accidents.
    pub(crate) checks: Checks,
}

/// A sealed period: all leaves, and what is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opened {
    /// Which days.
    pub(crate) period: Span,
    /// The hash of every block.
    pub(crate) leaves: Vec<Hash32>,
    /// Blocks that belong together, as far as they are open.
    pub(crate) units: Vec<OpenUnit>,
}

/// Blocks that belong together, as far as they are open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenUnit {
    /// Stands for them in the leaves.
    pub(crate) tag: Hash32,
    /// The open ones.
    pub(crate) parts: Vec<OpenPart>,
}

impl OpenUnit {
    /// The text of an open block.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parts.iter().find(|p| p.name == name).map(|p| p.text.as_str())
    }
}

/// An open block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenPart {
    /// Its name.
    pub(crate) name: String,
    /// Its salt.
    pub(crate) salt: Hash32,
    /// Its text.
    pub(crate) text: String,
}

/// What belongs to one hand-over alone: not under the root.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Handover {
    /// What the file is called.
    pub(crate) title: String,
    /// The day on which it was made.
    pub(crate) made_on: String,
    /// For whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) recipient: Option<String>,
    /// Until when it may be kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) expires: Option<String>,
    /// What it was handed over for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) purpose: Option<String>,
    /// The id of what the member says with it: `ready`, `need-time`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) says: Option<String>,
    /// The same as a sentence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) statement: Option<String>,
    /// The day of the declaration whose root this is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) declared_on: Option<String>,
    /// Is a period still running, so that this is a draft?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(crate) draft: bool,
    /// Entries that the member chose to show first, by tag.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) chosen: Vec<Hash32>,
}

/// A form: questions to somebody who is not the member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    /// `assessor`, `confirmer`, `peer`, `supervisor`
    pub(crate) role: String,
    /// What it is called.
    pub(crate) title: String,
    /// What is asked of the reader.
    pub(crate) intro: String,
    /// What it shows: what the answer speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) about: Vec<(String, String)>,
    /// The questions.
    pub(crate) fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    /// Its id, unique in the form.
    pub(crate) id: String,
    /// How it is answered.
    pub(crate) kind: FieldKind,
    /// The question.
    pub(crate) title: String,
    /// More about it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) help: String,
    /// Is it asked in any case?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(crate) required: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldKind {
    /// One of four levels, and a comment.
    Level,
    /// Words.
    Text,
    /// A line.
    Line,
    /// Yes, or nothing.
    Check,
    /// A day.
    Day,
}

/// A copy of a file of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Copy {
    /// `evidence-001.jpg`
    pub(crate) name: String,
    /// The entry, by tag.
    pub(crate) entry: Hash32,
    /// Which of the entry's files, from 0.
    pub(crate) place: usize,
    /// Is this the file itself, and not made anew of its pixels?
    pub(crate) original: bool,
    /// `image/jpeg`
    pub(crate) media: String,
    /// The bytes, in base64.
    pub(crate) data: String,
}

/// Sums that find accidents. A forger can make them anew: proof is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checks {
    /// Of what is not under a root, and of the roots: stands for what the file shows.
    pub(crate) rest: Hash32,
    /// Of the file outside its data.
    pub(crate) page: Hash32,
}

/// Why a file is no hand-over at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It is not UTF-8.
    NotText,
    /// It has no block of data.
    NoData,
    /// It has several.
    TwoData,
    /// The block is no JSON of this format: what was found, in English.
    NotRead(String),
    /// It is of a format that this program does not know.
    OtherFormat(String),
}

/// A file, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    /// What it hands over.
    pub(crate) bundle: Bundle,
    /// The hash of the file outside its data, as it is.
    pub(crate) page: Hash32,
    /// Is it the whole HTML file, or its data alone (`record.json`)?
    pub(crate) has_page: bool,
}

/// Takes the bytes of a file apart: an HTML file, or its data alone. Reads nothing but the one block of data.
pub(crate) fn read(bytes: &[u8]) -> Result<Read, Refused> {
    if bytes.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::NotText)?;
    let at = if text.trim_start().starts_with('{') { 0..text.len() } else { place(text)? };
    let has_page = at.len() < text.len();
    let page = of_page(&text[..at.start], &text[at.end..]);
    Ok(Read { bundle: parse(&text[at])?, page, has_page })
}

/// Where the data stand in a file.
fn place(text: &str) -> Result<Range<usize>, Refused> {
    let start = text.find(BEFORE).ok_or(Refused::NoData)? + BEFORE.len();
    if text[start..].contains(BEFORE) {
        return Err(Refused::TwoData);
    }
    let end = text[start..].find(BEHIND).ok_or(Refused::NoData)?;
    Ok(start..start + end)
}

/// What every format of ours begins with.
#[derive(Deserialize)]
struct Format {
    schema: String,
}

fn parse(data: &str) -> Result<Bundle, Refused> {
    if has_capital_escape(data) {
        return Err(Refused::NotRead("an escape in capitals".to_owned()));
    }
    let not_read = |e: serde_json::Error| Refused::NotRead(e.to_string());
    let format: Format = serde_json::from_str(data).map_err(not_read)?;
    if format.schema != FORMAT {
        return Err(Refused::OtherFormat(format.schema));
    }
    serde_json::from_str(data).map_err(not_read)
}

/// `\u003C` says what `\u003c` says: one of them is enough, so that no change of a byte goes unseen.
fn has_capital_escape(data: &str) -> bool {
    let bytes = data.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        if bytes.get(at + 1) == Some(&b'u') && bytes[at + 2..].iter().take(4).any(u8::is_ascii_uppercase) {
            return true;
        }
        at += 2;
    }
    false
}

/// The hash of a file outside its data.
pub(crate) fn of_page(before: &str, behind: &str) -> Hash32 {
    of_parts(&[FORMAT.as_bytes(), b"page", before.as_bytes(), behind.as_bytes()])
}

/// The hash of what is not under a root, and of the roots: whatever the order of keys in the file.
pub(crate) fn of_rest(bundle: &Bundle, roots: &[Hash32]) -> Hash32 {
    let mut value = serde_json::to_value(bundle).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.shift_remove("seals");
        map.shift_remove("checks");
    }
    let rest = sorted(value).to_string();
    let mut parts: Vec<&[u8]> = vec![FORMAT.as_bytes(), b"rest", rest.as_bytes()];
    parts.extend(roots.iter().map(|r| r.0.as_slice()));
    of_parts(&parts)
}

/// A value whose keys stand in order, at every depth.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut all: Vec<(String, Value)> = map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(all.into_iter().collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// The data as they stand in the file: JSON in which nothing can end the block or begin another.
pub(crate) fn data(bundle: &Bundle) -> String {
    let json = serde_json::to_string(bundle).unwrap_or_default();
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

impl Opened {
    /// What is open of a sealed period. `shows` says of a unit and a block whether it is; blocks that are absent stay
    /// closed, so that a closed one may be an absent one.
    pub(crate) fn of(period: Span, sealed: &Sealed, shows: impl Fn(Hash32, &str) -> bool) -> Self {
        let mut units: Vec<OpenUnit> = vec![];
        for unit in sealed.units() {
            let open = unit.parts.iter().filter(|p| shows(unit.tag, p.name));
            let part =
                |p: &super::seal::Part| Some(OpenPart { name: p.name.to_owned(), salt: p.salt, text: p.text.clone()? });
            let parts: Vec<OpenPart> = open.filter_map(part).collect();
            if !parts.is_empty() {
                units.push(OpenUnit { tag: unit.tag, parts });
            }
        }
        // With its day closed the place of an entry among those of its month tells nothing.
        let hides = |u: &OpenUnit| u.text("facts").is_some() && u.text("day").is_none();
        if units.iter().any(hides) {
            let month = |u: &OpenUnit| u.text("facts").and_then(|f| f.get(..18).map(str::to_owned));
            units.sort_by_key(|u| (month(u), u.tag));
        }
        Self { period, leaves: sealed.leaves.clone(), units }
    }
}
