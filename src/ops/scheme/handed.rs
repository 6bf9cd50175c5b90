//! A file that a member handed over, as a submission. Its HTML is never opened: the one block of data is read.

use crate::hand::bundle::Refused;
use crate::hand::statement;
use crate::hand::verify::{self, Finding};
use crate::model::time::parse_day;
use crate::scheme::receive::{Kind, Submission};

/// The largest file that is taken.
pub(super) const LARGEST: u64 = crate::hand::bundle::LARGEST as u64;

/// Reads a file. It has to hold what the policy of the scheme finds.
pub(super) fn submission(name: &str, bytes: Vec<u8>, policy: &str) -> Result<Submission, String> {
    let checked = verify::file(&bytes).map_err(|why| unread(&why))?;
    // a hand-over of several periods is taken for the one that ends last
    let period =
        checked.periods.iter().max_by(|a, b| a.period.to.cmp(&b.period.to)).ok_or("it has no sealed period")?;
    let last = parse_day(&period.period.to).ok_or("its period has no last day")?;
    let handover = &checked.bundle.handover;
    let day = |text: &Option<String>| text.as_deref().and_then(parse_day);
    let mut findings: Vec<String> = checked.findings.iter().map(said).collect();
    if handover.draft {
        findings.push("it is a draft: its period was still running".to_owned());
    }
    if !period.policies.iter().any(|p| p.policy == policy) {
        findings.push(format!("it was made for another body: it does not hold what `{policy}` finds"));
    }
    let is_html = !bytes.trim_ascii_start().starts_with(b"{");
    Ok(Submission {
        from: name.to_owned(),
        number: period.number.clone(),
        kind: if period.entries.is_empty() { Kind::Declaration } else { Kind::Record },
        year: chrono::Datelike::year(&last),
        written: day(&handover.declared_on),
        saved: parse_day(&handover.made_on),
        came: None,
        statement: handover.says.clone().unwrap_or_else(|| statement::USUAL.to_owned()),
        root: period.root.to_string(),
        shown: checked.bundle.checks.rest.to_string(),
        findings,
        bytes,
        ending: if is_html { "html" } else { "json" },
    })
}

fn unread(why: &Refused) -> String {
    match why {
        Refused::TooLarge => "it is larger than 64 MiB".to_owned(),
        Refused::NotText => "it is not UTF-8 text".to_owned(),
        Refused::NoData => "it is not a file that `cpdfolio share` makes".to_owned(),
        Refused::TwoData => "it has two blocks of data: nobody can tell which is meant".to_owned(),
        Refused::NotRead(what) => format!("its data are damaged: {}", plainly(what)),
        Refused::OtherFormat(format) => format!("it is of a format that this version does not read: {format}"),
    }
}

fn said(finding: &Finding) -> String {
    match finding {
        Finding::Changed { part, what, .. } if what.is_empty() => format!("something changed the {part}"),
        Finding::Changed { part, what, .. } => format!("something changed the {part} of `{what}`"),
        Finding::Number { of, wanted, found, .. } => format!("{found} {of} of {wanted}"),
        Finding::Copy { name } => format!("{name} is not the file that was sealed"),
        Finding::Page => "its page was changed after it was made".to_owned(),
        Finding::Twice { part, .. } => format!("the {part} stands in it twice"),
        Finding::Unread { part, .. } => format!("something changed the {part}, and nobody can read it"),
        Finding::NoHead { .. } => "the part that says what it holds is missing".to_owned(),
        Finding::NoPolicy { .. } => "what a policy finds in it is missing".to_owned(),
        Finding::Period { .. } => "its days are not those that were sealed".to_owned(),
        Finding::Rest => "what stands beside the sealed record was changed".to_owned(),
        Finding::OtherRoot => "its seal is another one".to_owned(),
    }
}

/// What a reader of JSON says, for somebody who wrote none: where, without the words of the program.
fn plainly(what: &str) -> String {
    match what.rsplit_once(" at line ") {
        Some((_, place)) => format!("they end or change at line {place}"),
        None => "part of them is missing".to_owned(),
    }
}
