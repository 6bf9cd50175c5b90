//! Lines of a calendar, RFC 5545: escaped, folded.

/// The longest line, in bytes without its end.
const LONGEST: usize = 75;

/// Lines of a calendar.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// A line of which the value is a text of ours or of the member's.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                // Narrow spaces are for pages.
                '\u{202f}' | '\u{a0}' => escaped.push(' '),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    /// Adds a line, folded where it is too long; a character is never cut.
    pub(crate) fn line(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if used + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_texts_mean_themselves() {
        let mut calendar = Lines::default();
        calendar.text("SUMMARY", "a,b;c\\d\ne\u{1}\u{202f}f");
        assert_eq!(calendar.0, "SUMMARY:a\\,b\\;c\\\\d\\ne f\r\n");
        calendar.0.clear();
        calendar.text("SUMMARY", &"é设x".repeat(60));
        assert!(calendar.0.split("\r\n").all(|l| l.len() <= LONGEST));
        assert_eq!(calendar.0.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "é设x".repeat(60)));
    }
}
