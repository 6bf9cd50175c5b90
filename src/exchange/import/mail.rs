//! Mails as drafts: subject, day, and a length of time that stands in the text. Nobody's name or address is taken over;
//! attachments are named.

use chrono::NaiveDate;
use mail_parser::{MessageParser, MimeHeaders};

use super::amounts;
use super::draft::{Attached, Draft, fingerprint};
use super::grid::{Cell, Unit, Unreadable};
use super::scrub::scrubbed;
use crate::model::{Days, Minutes};

/// How much of a text is looked at for a length of time.
const MOST_TEXT: usize = 20_000;

/// The largest attachment that is kept: one byte more than what `attach` takes, so that it says why it does not.
const MOST_ATTACHED: usize = 20 * 1024 * 1024 + 1;

/// Does a text begin as a mail does: lines of headers, `From:` and `Date:` or `Subject:` among them?
pub(super) fn is_mail(text: &str) -> bool {
    let head = text.lines().take(80).take_while(|line| !line.trim().is_empty());
    let (mut from, mut more) = (false, false);
    for (n, line) in head.enumerate() {
        let name = line.split(':').next().unwrap_or_default();
        let is_header = line.contains(':') && !name.is_empty() && !name.contains([' ', ',', ';', '\t']);
        let goes_on = line.starts_with([' ', '\t']) || n == 0 && line.starts_with("From ");
        if !is_header && !goes_on {
            return false;
        }
        from |= name.eq_ignore_ascii_case("from");
        more |= name.eq_ignore_ascii_case("date") || name.eq_ignore_ascii_case("subject");
    }
    from && more
}

/// Reads a mail.
pub(super) fn read(bytes: &[u8]) -> Result<Draft, Unreadable> {
    let damaged = || Unreadable::Damaged("mail", "its headers cannot be read".to_owned());
    let mail = MessageParser::default().parse(bytes).ok_or_else(damaged)?;
    let subject = mail.subject().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let title = bare(&subject).to_owned();
    let text: String = mail.body_text(0).map(|t| t.chars().take(MOST_TEXT).collect()).unwrap_or_default();
    let text = scrubbed(&unquoted(&text));
    // the day as the sender wrote it, in the sender's zone
    let day =
        mail.date().and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
    let names: Vec<String> =
        mail.attachments().filter_map(|a| a.attachment_name().map(str::to_owned)).take(50).collect();
    let attached = mail.attachments().filter_map(|part| {
        let name = part.attachment_name().unwrap_or("attachment").to_owned();
        let bytes = part.contents();
        (bytes.len() <= MOST_ATTACHED).then(|| Attached { name, bytes: bytes.to_vec() })
    });
    let attached: Vec<Attached> = attached.take(50).collect();
    let invited = text.to_lowercase().contains("invit") || names.iter().any(|n| n.to_lowercase().ends_with(".ics"));
    let minutes = time_in(&format!("{subject}\n{text}"));
    let mut private = vec![(
        "hours from".to_owned(),
        if minutes.is_some() { "the text of the mail" } else { "not in the mail" }.to_owned(),
    )];
    if !names.is_empty() {
        private.push(("attachments".to_owned(), names.join(", ")));
    }
    let id = mail.message_id().unwrap_or_default().to_owned();
    let cells = [
        ("id".to_owned(), id),
        ("subject".to_owned(), subject),
        ("day".to_owned(), format!("{day:?}")),
        ("text".to_owned(), text.clone()),
    ];
    Ok(Draft {
        title: if title.is_empty() { "Mail without a subject".to_owned() } else { title },
        days: day.map(|day| Days { first: day, last: day }),
        minutes,
        text,
        private,
        attached,
        // an invitation shows nothing; who has said how long it took was there
        unconfirmed: invited || minutes.is_none(),
        identity: fingerprint(&cells),
        ..Draft::default()
    })
}

/// A subject without `Re:` and `Fwd:`.
fn bare(subject: &str) -> &str {
    let mut text = subject.trim();
    loop {
        let cut = ["re:", "fwd:", "fw:", "aw:", "wg:", "tr:"].iter().find_map(|mark| {
            let start = text.get(..mark.len())?;
            start.eq_ignore_ascii_case(mark).then(|| text[mark.len()..].trim_start())
        });
        match cut {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// A text without what it quotes of others, and without the signature.
fn unquoted(text: &str) -> String {
    let own = text.lines().take_while(|l| l.trim_end() != "--" && !l.starts_with("-----Original Message"));
    own.filter(|l| !l.starts_with('>')).collect::<Vec<_>>().join("\n")
}

/// The only length of time that a text names: `2h30`, `90 min`, `1.5 hours`.
fn time_in(text: &str) -> Option<Minutes> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found: Vec<Minutes> = vec![];
    let mut n = 0;
    while n < words.len() {
        let longest = (1..=4).rev().find_map(|count| {
            let text = words.get(n..n + count)?.join(" ");
            let text = text.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | '(' | ')' | '!' | ':'));
            let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '½' | '¼' | '¾'));
            // a time of day looks like a length of time
            if !starts || text.contains(':') || !text.contains(char::is_alphabetic) {
                return None;
            }
            let amount = amounts::read(&Cell::of(text), Unit::Hours).ok().flatten()?;
            Some((count, amount.minutes))
        });
        match longest {
            Some((count, minutes)) => {
                found.push(minutes);
                n += count;
            }
            None => n += 1,
        }
    }
    found.dedup();
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_a_draft_of_its_subject_day_and_time() {
        let text = "From: Sam <sam@x.example>\r\nTo: sam@x.example\r\nDate: Tue, 4 Mar 2025 23:30:00 +0200\r\n\
                    Subject: Fwd: =?UTF-8?Q?Caf=C3=A9?= talk\r\nContent-Type: text/plain\r\n\r\nWent there, 2h30.\r\nPasscode: 1\r\n> 5 hours\r\n";
        assert!(is_mail(text));
        let draft = read(text.as_bytes()).unwrap();
        assert_eq!((draft.title.as_str(), draft.minutes), ("Café talk", Some(Minutes(150))));
        assert_eq!(draft.days.map(|d| d.first.to_string()).as_deref(), Some("2025-03-04"));
        assert_eq!(draft.text, "Went there, 2h30.");
        assert!(!draft.is_draft() && !format!("{draft:?}").contains("x.example"));
        assert!(!is_mail("Date,Title,Hours\n2025-01-01,x,1\n") && !is_mail("Date: x\nTitle: y\n"));
    }

    #[test]
    fn two_lengths_of_time_are_none() {
        assert_eq!(time_in("1h and then 2h"), None);
        assert_eq!(time_in("from 9:00 to 10:30, 1.5 hours in all"), Some(Minutes(90)));
        assert_eq!(time_in("in 2025 we met 3 times"), None);
    }
}
