//! A mail to what matters in it: who wrote when about what, in plain text.

use mail_parser::{HeaderValue, MessageParser};

use crate::model::Day;

/// The largest mail, in bytes. Longer ones carry attachments that nobody asked for.
pub(crate) const LARGEST: u64 = 10 * 1024 * 1024;

/// The most characters of its text that are looked at.
const LONGEST: usize = 20_000;

/// What is read of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Mail {
    /// The subject as it was written.
    pub subject: String,
    /// The sender's address.
    pub address: String,
    /// The sender's name.
    pub name: String,
    /// The day on which it was sent.
    pub day: Option<Day>,
    /// What the sender wrote: without what is quoted.
    pub text: String,
    /// The lines below `-- `: a name is often there only, and telephone numbers are.
    pub signature: String,
    /// Did a program answer?
    pub automatic: bool,
}

/// Reads a mail. None where it is none, or where the parser breaks on it: that stops no other.
pub(crate) fn read(bytes: &[u8]) -> Option<Mail> {
    std::panic::catch_unwind(|| parsed(bytes)).ok().flatten()
}

fn parsed(bytes: &[u8]) -> Option<Mail> {
    let message = MessageParser::default().parse(bytes)?;
    let from = message.from().and_then(|from| from.first());
    let subject = message.subject().unwrap_or_default().to_owned();
    let date = message.date().and_then(|d| Day::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
    if from.is_none() && subject.is_empty() && date.is_none() {
        return None;
    }
    let automatic = match message.header("Auto-Submitted") {
        Some(HeaderValue::Text(text)) => !text.eq_ignore_ascii_case("no"),
        _ => false,
    };
    let body = message.body_text(0).unwrap_or_default();
    let (text, signature) = own(&body.chars().take(LONGEST).collect::<String>());
    Some(Mail {
        subject,
        address: from.and_then(|f| f.address()).unwrap_or_default().to_owned(),
        name: from.and_then(|f| f.name()).unwrap_or_default().to_owned(),
        day: date,
        text,
        signature,
        automatic,
    })
}

/// What the sender wrote, and the signature: without lines that are quoted, and without what follows the line that
/// announces them.
fn own(body: &str) -> (String, String) {
    let (mut text, mut signature, mut signed) = (String::new(), String::new(), false);
    for line in body.lines() {
        let plain = line.trim();
        if plain.starts_with('>') {
            continue;
        }
        if announces(plain) {
            break;
        }
        signed |= line == "-- " || plain == "--";
        let to = if signed { &mut signature } else { &mut text };
        to.push_str(plain);
        to.push('\n');
    }
    (text, signature)
}

/// Does a line announce the message that is answered?
fn announces(line: &str) -> bool {
    let wrote = ["wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "ha scritto:"];
    wrote.iter().any(|end| line.ends_with(end))
        || ["-----Original Message", "----- Original Message", "________________________________"]
            .iter()
            .any(|start| line.starts_with(start))
}

/// A subject as it is compared: without the marks of answers and lists, in small letters, one space between words.
pub(crate) fn plain_subject(subject: &str) -> String {
    const MARKS: [&str; 12] =
        ["re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "tr:", "rv:", "antw:", "doorst:", "odp:"];
    let words: Vec<&str> = subject.split_whitespace().collect();
    let mut plain = words.join(" ").to_lowercase();
    loop {
        let before = plain.len();
        for mark in MARKS {
            if let Some(rest) = plain.strip_prefix(mark) {
                plain = rest.trim_start().to_owned();
            }
        }
        if let Some((_, rest)) = plain.strip_prefix('[').and_then(|p| p.split_once(']')) {
            plain = rest.trim_start().to_owned();
        }
        if plain.len() == before {
            return plain.trim_end_matches(['.', '!', ' ']).to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_compared_without_marks() {
        let wanted = plain_subject("Opt-in to CPD Monitoring Scheme");
        for subject in [
            "Re: Opt-in to CPD Monitoring Scheme",
            "AW: [cpd] RE:  opt-in to  CPD monitoring scheme.",
            "OPT-IN TO CPD MONITORING SCHEME",
            "Fwd:Fwd: Opt-in to CPD Monitoring\tScheme",
        ] {
            assert_eq!(plain_subject(subject), wanted, "{subject}");
        }
        for subject in ["Opt-out of CPD Monitoring Scheme", "Question: opt-in to CPD Monitoring Scheme", ""] {
            assert_ne!(plain_subject(subject), wanted, "{subject}");
        }
    }

    #[test]
    fn a_mail_is_read_whatever_its_encoding() {
        let mail = read(
            b"From: =?utf-8?q?Zo=C3=AB_Example?= <zoe@example.org>\r\nSubject: =?iso-8859-1?Q?Opt-in_to_CPD_Monitoring_Scheme?=\r\n\
              Date: Mon, 2 Feb 2026 23:30:00 +0100\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
              Content-Transfer-Encoding: quoted-printable\r\n\r\nZo=EB Example, 1234567\r\n-- \r\nTel 0207 1234568\r\n\
              On Sunday the office wrote:\r\n> 9999999\r\n",
        )
        .unwrap();
        assert_eq!((mail.subject.as_str(), mail.name.as_str()), ("Opt-in to CPD Monitoring Scheme", "Zoë Example"));
        assert_eq!((mail.text.as_str(), mail.address.as_str()), ("Zoë Example, 1234567\n", "zoe@example.org"));
        assert_eq!(mail.signature, "--\nTel 0207 1234568\n");
        assert_eq!(mail.day, Day::from_ymd_opt(2026, 2, 2));
        assert!(!mail.automatic);
    }

    #[test]
    fn what_is_no_mail_is_none() {
        assert_eq!(read(b""), None);
        assert_eq!(read(&[0xff; 1000]), None);
    }
}
