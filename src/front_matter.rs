//! A Markdown file in two parts: front matter and body. Pure, and without a copy.

use std::ops::Range;

/// The two parts of a text, as bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What stands between the two lines of `---`.
    pub yaml: Range<usize>,
    /// What follows the second.
    pub body: Range<usize>,
}

/// Why a text cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitFault {
    /// The first line is not `---`.
    NoFrontMatter,
    /// There is no second line of `---`.
    Unclosed,
    /// There is more than 64 KiB between them.
    TooLarge,
}

/// The largest front matter, in bytes.
pub const LARGEST_HEAD: usize = 64 * 1024;

/// Splits a text. A byte order mark before it and carriage returns at the ends of lines are
/// accepted; spaces after the dashes too.
pub fn split(text: &str) -> Result<Parts, SplitFault> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = start;
    let mut yaml_start = None;
    for line in text[start..].split_inclusive('\n') {
        let fence = line.trim_end() == "---";
        match yaml_start {
            None if fence => yaml_start = Some(at + line.len()),
            None => return Err(SplitFault::NoFrontMatter),
            Some(from) if fence => {
                return Ok(Parts { yaml: from..at, body: at + line.len()..text.len() });
            }
            Some(from) if at + line.len() - from > LARGEST_HEAD => return Err(SplitFault::TooLarge),
            Some(_) => {}
        }
        at += line.len();
    }
    Err(if yaml_start.is_some() { SplitFault::Unclosed } else { SplitFault::NoFrontMatter })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(&str, &str), SplitFault> {
        split(text).map(|p| (&text[p.yaml], &text[p.body]))
    }

    #[test]
    fn usual_texts() {
        assert_eq!(parts("---\na: 1\n---\nBody\n"), Ok(("a: 1\n", "Body\n")));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nBody"), Ok(("a: 1\r\n", "Body")));
        assert_eq!(parts("---  \n---"), Ok(("", "")));
        assert_eq!(parts("---\na: |\n  ---\n---\n"), Ok(("a: |\n  ---\n", "")));
    }

    #[test]
    fn faults() {
        assert_eq!(parts(""), Err(SplitFault::NoFrontMatter));
        assert_eq!(parts("# Title\n"), Err(SplitFault::NoFrontMatter));
        assert_eq!(parts("---\na: 1\n"), Err(SplitFault::Unclosed));
        let long = format!("---\na: {}\n---\n", "x".repeat(LARGEST_HEAD));
        assert_eq!(parts(&long), Err(SplitFault::TooLarge));
    }
}
