//! A question and its answer.

use super::head::{self, Keys, Known, plain_id, unless_faulty};
use crate::content::marks;
use crate::content::tree::SourceFile;
use crate::model::{Answer, keys};
use crate::yaml::fields::Faults;

const KEYS: Keys<'_> = Keys { table: &keys::ANSWER, declared: &[], own: &[] };

/// A question and its answer.
pub(crate) fn read(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<Answer> {
    let anchor = plain_id(file, "content/faq", faults);
    let read = head::read(file, KEYS, faults, |mut f, body, faults| {
        let answer = Answer {
            source: file.path.clone(),
            anchor,
            title: f.line("title", faults).unwrap_or_default(),
            section: f.line("section", faults).unwrap_or_else(|| "Questions".to_owned()),
            order: f.number("order", faults).unwrap_or(1_000),
            body: marks::body(body, file, known.tree, faults),
            built_in: file.built_in,
        };
        f.finish(&[], faults);
        answer
    });
    unless_faulty(read, faults)
}
