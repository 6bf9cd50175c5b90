//! Names of files, as values that cannot point outside: [`SourcePath`] (in the site's folder) and
//! [`OutPath`] (in the output). Pure: nothing here touches the disk.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Why a text is not a path that we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// The text is empty.
    Empty,
    /// Starts at the root of a file system, or names a drive.
    Absolute,
    /// Has a `..`, a `.` or an empty part.
    Climbs,
    /// Has a control character, a backslash, or a character that changes the direction of text.
    Character(char),
    /// Has bytes that are no text.
    NoText,
    /// Has a sign that some system cannot store: `?`, `:`.
    Sign(char),
    /// Is the name of a device on some system: `CON`, `NUL.txt`.
    Device,
    /// Begins with a space, or ends with a dot or a space.
    Edge,
    /// A part over 200 bytes, or a path over 1,000.
    TooLong,
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Absolute => "it starts outside the site",
            Self::Climbs => "it has a `.`, `..` or empty part",
            Self::Character('\\') => "it has a backslash: folders are parted by `/`",
            Self::Character(c) => {
                let what = if is_invisible(*c) { "an invisible character" } else { "a control character" };
                return write!(f, "it has U+{:04X}, {what}", u32::from(*c));
            }
            Self::NoText => "it is not UTF-8",
            Self::Sign(c) => return write!(f, "`{c}` cannot be in a name on Windows"),
            Self::Device => "it is the name of a device on Windows",
            Self::Edge => "on Windows no name begins with a space, or ends with a dot or a space",
            Self::TooLong => "it is too long",
        })
    }
}

/// A file in the site's folder (or in the built-in layer), relative, parts joined by `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Why some systems cannot store it, where that is so.
    pub(crate) fn not_portable(&self) -> Option<PathFault> {
        self.0.split('/').find_map(|part| portable(part).err())
    }

    /// Checks a relative path. Names that another system could not store are accepted here: they
    /// exist already, and `check` names them.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        relative(text)?;
        Ok(Self(text.into()))
    }

    /// The text, parts joined by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part, without its ending: `2026-03-04-x` of `content/activities/2026-03-04-x.md`.
    pub fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The ending in lower case, without the dot; empty where there is none.
    pub fn ending(&self) -> String {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or_else(String::new, |(_, e)| e.to_ascii_lowercase())
    }

    /// Has the name this ending, in capitals or not? The same as a comparison with [`Self::ending`].
    pub fn ends_in(&self, ending: &str) -> bool {
        ends_in(&self.0, ending)
    }

    /// What is left after a folder, where the path is inside it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// For looking a path up by its text.
impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the output, relative, parts joined by `/`; every part can be stored on any system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// Checks a relative path with the strictest rules.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        relative(text)?;
        text.split('/').try_for_each(portable)?;
        Ok(Self(text.into()))
    }

    /// The text, parts joined by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Has the name this ending, in capitals or not?
    pub fn ends_in(&self, ending: &str) -> bool {
        ends_in(&self.0, ending)
    }

    /// The way from this file's folder up to the root of the output: nothing, or `../../`.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Is this the ending behind the last dot of the last part?
fn ends_in(path: &str, ending: &str) -> bool {
    let end = path.len().checked_sub(ending.len()).and_then(|at| path.split_at_checked(at));
    end.is_some_and(|(name, end)| name.ends_with('.') && end.eq_ignore_ascii_case(ending))
}

fn relative(text: &str) -> Result<(), PathFault> {
    if text.is_empty() {
        return Err(PathFault::Empty);
    }
    if text.starts_with('/') || text.as_bytes().get(1) == Some(&b':') {
        return Err(PathFault::Absolute);
    }
    let plain = |b: u8| matches!(b, b' '..=b'~') && b != b'\\';
    if !text.bytes().all(plain)
        && let Some(c) = text.chars().find(|c| is_odd(*c))
    {
        return Err(PathFault::Character(c));
    }
    if text.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(PathFault::Climbs);
    }
    if text.len() > 1_000 {
        return Err(PathFault::TooLong);
    }
    Ok(())
}

/// A relative path of a link, from the file that has it, as a path of the site; none where it leaves the site. One that
/// starts with `/` starts at `content/`.
pub(crate) fn joined(source: &str, path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix('/') {
        return Some(format!("content/{rest}"));
    }
    let mut parts: Vec<&str> = source.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Characters that draw nothing or turn the text around them: a name with one of them reads as
/// another name.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A character that no path has.
fn is_odd(c: char) -> bool {
    c == '\\' || c.is_control() || is_invisible(c)
}

/// A sign that Windows cannot store.
fn is_sign(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// The longest part of a path, in bytes.
const LONGEST_PART: usize = 200;
/// The longest ending of a name, in bytes.
const LONGEST_ENDING: usize = 20;

/// A name like this one that every system can store.
pub(crate) fn portable_name(part: &str) -> String {
    // a long one is no ending: the text has a full stop
    let is_ending = |(stem, ending): &(&str, &str)| !stem.is_empty() && ending.len() <= LONGEST_ENDING;
    let (stem, ending) = part.rsplit_once('.').filter(is_ending).unwrap_or((part, ""));
    let clean = |text: &str| {
        let mut out = String::with_capacity(text.len());
        let mut signs = text.chars().peekable();
        while let Some(c) = signs.next() {
            if !is_sign(c) && !is_odd(c) {
                out.push(c);
                continue;
            }
            // a sign beside a space or at an end leaves nothing behind
            let alone = |c: char| c.is_whitespace() || is_sign(c) || is_odd(c);
            let parts = !out.is_empty() && !out.ends_with([' ', '-']) && signs.peek().is_some_and(|c| !alone(*c));
            if parts && !is_invisible(c) {
                out.push('-');
            }
        }
        out.trim_matches([' ', '.']).to_owned()
    };
    let (mut stem, ending) = (clean(stem), clean(ending));
    if stem.len() + ending.len() >= LONGEST_PART {
        let most = LONGEST_PART.saturating_sub(ending.len() + 1);
        stem.truncate((0..=most).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0));
        stem.truncate(stem.trim_end_matches([' ', '.']).len());
    }
    if stem.is_empty() {
        "file".clone_into(&mut stem);
    }
    if matches!(portable(&stem), Err(PathFault::Device)) {
        let device = stem.split('.').next().unwrap_or_default().len();
        stem.insert_str(device, "-file");
    }
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

/// A path like this one that every system can store.
pub(crate) fn portable_path(path: &str) -> String {
    path.split('/').map(portable_name).collect::<Vec<_>>().join("/")
}

/// Can every usual system store one part of a path?
pub(crate) fn portable(part: &str) -> Result<(), PathFault> {
    if part.len() > LONGEST_PART {
        return Err(PathFault::TooLong);
    }
    if part.bytes().any(|c| is_sign(char::from(c))) {
        return Err(part.chars().find(|c| is_sign(*c)).map_or(PathFault::Edge, PathFault::Sign));
    }
    let base = part.split('.').next().unwrap_or_default().as_bytes();
    let is_one_of = |names: &[&str]| names.iter().any(|name| base[..3].eq_ignore_ascii_case(name.as_bytes()));
    let device = match base.len() {
        3 => is_one_of(&["CON", "PRN", "AUX", "NUL"]),
        4 => is_one_of(&["COM", "LPT"]) && base[3].is_ascii_digit(),
        _ => false,
    };
    if device {
        return Err(PathFault::Device);
    }
    if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        return Err(PathFault::Edge);
    }
    Ok(())
}

/// A word for an address: lower case, letters and digits of any script, everything else one hyphen.
/// `AC/DC & "drives"` becomes `ac-dc-drives`; a text without letters or digits becomes empty.
pub(crate) fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(text.len());
    let mut add = |c: char, is_word: bool| {
        if is_word {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') && c != '\'' && c != '’' {
            out.push('-');
        }
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| add(char::from(byte.to_ascii_lowercase()), byte.is_ascii_alphanumeric()));
    } else {
        text.nfc().flat_map(char::to_lowercase).for_each(|c| add(c, c.is_alphanumeric()));
    }
    while out.ends_with('-') {
        out.pop();
    }
    if out.len() > 100 {
        let cut = (0..=100).rev().find(|&i| out.is_char_boundary(i)).unwrap_or(0);
        let cut = out[..cut].rfind('-').filter(|&i| i > 40).unwrap_or(cut);
        out.truncate(cut);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_points_outside() {
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "C:/x", "a\\b", "a\0b", "a\u{202e}b"] {
            assert!(SourcePath::new(bad).is_err(), "{bad:?}");
            assert!(OutPath::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(OutPath::new("a/b/index.html").unwrap().to_root(), "../../");
    }

    #[test]
    fn output_names_can_be_stored_anywhere() {
        for bad in ["con", "a/NUL.html", "lpt1.txt", "a.", "b ", "q?", "x:y", &"x".repeat(201)] {
            assert!(OutPath::new(bad).is_err(), "{bad:?}");
        }
        assert!(OutPath::new("console/com.html").is_ok());
    }

    #[test]
    fn a_name_is_offered_in_place_of_one_that_cannot_be_stored() {
        for (bad, good) in [
            ("what?.md", "what.md"),
            ("a:b.md", "a-b.md"),
            ("q\"uote.md", "q-uote.md"),
            ("Certificate: CPD?.pdf", "Certificate CPD.pdf"),
            ("con.md", "con-file.md"),
            ("NUL.tar.gz", "NUL-file.tar.gz"),
            (" a. .md", "a.md"),
            ("???.md", "file.md"),
            ("rtl\u{202e}.md", "rtl.md"),
            ("c\\d.md", "c-d.md"),
        ] {
            assert_eq!(portable_name(bad), good);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_name_that_is_offered_can_be_stored(name in "\\PC{1,260}") {
            let offered = portable_name(&name);
            proptest::prop_assert!(name.contains('/') || OutPath::new(&offered).is_ok(), "{name:?} {offered:?}");
        }
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("AC/DC & \"drives\""), "ac-dc-drives");
        assert_eq!(slug("Séminaire: l'énergie"), "séminaire-lénergie");
        assert_eq!(slug("设计 评审"), "设计-评审");
        assert_eq!(slug("?!"), "");
        assert!(slug(&"word ".repeat(80)).len() <= 100);
    }
}
