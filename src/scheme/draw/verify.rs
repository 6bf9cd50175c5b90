//! Everything that does not follow: from the texts of a record alone, and from the register for an auditor.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::Frame;
use super::record;
use crate::hash::sha256;
use crate::scheme::key::SchemeKey;
use crate::scheme::sample::SourceKind;

/// What is compared with the record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told<'a> {
    /// The commitment that was published before.
    pub commitment: Option<&'a str>,
    /// The value as its source published it.
    pub value: Option<&'a str>,
}

/// Checks the texts of a record; the answer is what is wrong.
pub(crate) fn verify(frame_text: &str, record_text: Option<&str>, told: Told<'_>) -> Vec<String> {
    let commitment = sha256(frame_text);
    let mut wrong = vec![];
    if let Some(published) = told.commitment.filter(|p| !p.trim().eq_ignore_ascii_case(&commitment)) {
        wrong.push(format!(
            "the frame is not the one that was committed to: {commitment}, published was {}",
            published.trim()
        ));
    }
    let frame = match Frame::read(frame_text) {
        Ok(frame) => Some(frame),
        Err(fault) => {
            wrong.push(format!("{}, {fault}", super::frame::FILE));
            None
        }
    };
    let Some(text) = record_text else { return wrong };
    match record::read(text) {
        Err(fault) => wrong.push(format!("{}, {fault}", record::FILE)),
        Ok((noted, value)) => {
            if noted != commitment {
                wrong.push(format!("the record names the commitment {noted}, the frame has {commitment}"));
            }
            if let Some(published) = told.value.filter(|v| v.trim() != value.text) {
                wrong.push(format!("the record has the value {}, published was {}", value.text, published.trim()));
            }
            if let Some(frame) = &frame {
                wrong.extend(repeated(frame, &value, text));
            }
        }
    }
    wrong
}

/// Draws again and compares.
fn repeated(frame: &Frame, value: &record::Value, text: &str) -> Vec<String> {
    let mut wrong = vec![];
    if frame.source.kind == SourceKind::Dice && value.witnesses.len() < 2 {
        wrong.push("dice need two named witnesses".to_owned());
    }
    let again = record::text(frame, value);
    if again != text {
        let line = again.lines().zip(text.lines()).position(|(a, b)| a != b);
        let line = line.unwrap_or_else(|| again.lines().count().min(text.lines().count()));
        let wanted = again.lines().nth(line).unwrap_or("nothing more");
        wrong.push(format!("{}, line {}: drawn again it is `{wanted}`", record::FILE, line + 1));
    }
    wrong
}

/// What an auditor compares, who has the folder: every token is that of a member, with the stratum that was noted;
/// as many as were forgotten since may be missing.
pub(crate) fn audit(
    frame: &Frame,
    members: &BTreeMap<String, (String, String)>,
    key: &SchemeKey,
    forgotten: usize,
) -> Vec<String> {
    let mut wrong = vec![];
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for (id, (token, stratum)) in members {
        if key.token(&frame.name, id) != *token {
            wrong.push(format!("the token of {id} is not made from the scheme's key"));
        }
        if known.insert(token, stratum).is_some() || !ids.insert(id) {
            wrong.push(format!("{id} has a token of somebody else"));
        }
    }
    let mut strangers = 0;
    for stratum in &frame.strata {
        for token in &stratum.tokens {
            match known.remove(token.as_str()) {
                None => strangers += 1,
                Some(noted) if noted != stratum.name => {
                    wrong.push(format!("token {token} stands in {}, and was to stand in {noted}", stratum.name));
                }
                Some(_) => {}
            }
        }
    }
    if strangers != forgotten {
        wrong.push(format!("{strangers} tokens belong to nobody; {forgotten} members were forgotten since"));
    }
    wrong.extend(known.keys().map(|token| format!("token {token} of a member is not in the frame")));
    wrong
}
