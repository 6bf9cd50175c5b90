//! [`Snapshot`]: all that is served at a moment, and what differs between two builds. Pure.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diag::{Diagnostic, Level, render};
use crate::html::path_url;
use crate::ops::project::Error;
use crate::output::Files;
use crate::paths::OutPath;

/// The most diagnostics that a page shows.
const SHOWN: usize = 30;

/// What is served at a moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The files of the last good build; `None` before there was one.
    pub(super) files: Option<Arc<Files>>,
    /// Stands for the style sheets.
    pub(super) look: String,
    /// Why the latest build failed, if it did.
    pub(super) failed: Option<Trouble>,
    /// Entries that the latest build had to leave out.
    pub(super) left_out: Option<Trouble>,
}

/// What is wrong, for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// In one line.
    pub(super) title: String,
    /// The diagnostics, as `check` prints them.
    pub(super) text: String,
}

impl Snapshot {
    /// A good build.
    pub(super) fn good(files: Arc<Files>, notes: &[Diagnostic], texts: &dyn render::Texts) -> Self {
        let styles = files.iter().filter(|(path, _)| is_style(path));
        let look = mark(styles.flat_map(|(path, bytes)| [path.as_str().as_bytes(), bytes]));
        Self { files: Some(files), look, failed: None, left_out: Trouble::of_entries(notes, texts) }
    }

    /// A build that failed, after another.
    pub(super) fn failed(earlier: Option<&Self>, error: &Error, folder: &Path) -> Self {
        let files = earlier.and_then(|e| e.files.clone());
        let title = if files.is_some() { "The site cannot be rebuilt" } else { "The site cannot be built" };
        Self {
            look: earlier.map_or_else(String::new, |e| e.look.clone()),
            failed: Some(Trouble { title: title.to_owned(), text: words(error, folder) }),
            left_out: None,
            files,
        }
    }

    /// Stands for what a browser gets at an address.
    pub(super) fn mark(&self, path: &str) -> String {
        let Some(files) = &self.files else {
            return mark(self.failed.iter().map(|t| t.text.as_bytes()));
        };
        match find(files, path) {
            Found::File(_, bytes) | Found::Folder(_, bytes) => mark([&**bytes]),
            Found::Nothing => NOTHING.to_owned(),
        }
    }
}

/// The mark of an address where nothing is.
pub(super) const NOTHING: &str = "none";

/// A short name for bytes.
fn mark<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(10).map(|b| format!("{b:02x}")).collect()
}

impl Trouble {
    fn of_entries(notes: &[Diagnostic], texts: &dyn render::Texts) -> Option<Self> {
        let errors: Vec<Diagnostic> = notes.iter().filter(|n| n.level() == Level::Error).cloned().collect();
        (!errors.is_empty())
            .then(|| Self { title: "Left out because of errors".to_owned(), text: list(&errors, texts) })
    }
}

/// The reason of a failure for a page: without the names of folders outside the site.
fn words(error: &Error, folder: &Path) -> String {
    if let Error::Faulty(notes, tree) = error {
        return list(notes, tree.as_ref());
    }
    let folder = folder.display().to_string();
    let mut text = error.to_string().replace(&format!("{folder}/"), "").replace(&folder, "the site's folder");
    text.extend(error.hint().map(|hint| format!("\nhint: {hint}")));
    render_lines(&text)
}

/// A text of several lines that cannot steer what shows it.
fn render_lines(text: &str) -> String {
    text.lines().map(render::visible).collect::<Vec<_>>().join("\n")
}

fn list(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    let shown = &notes[..notes.len().min(SHOWN)];
    let mut text = render::human(shown, texts, false);
    if notes.len() > SHOWN {
        text.push_str(&format!("and {} more: `cpdfolio check` shows all\n", notes.len() - SHOWN));
    }
    text
}

/// What is at an address.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// A file.
    File(OutPath, &'a Arc<[u8]>),
    /// A folder without the slash at its end: the address with it, and its first page.
    Folder(String, &'a Arc<[u8]>),
    /// Nothing.
    Nothing,
}

/// Finds what an address's path, as it stands in a request, means. It is decoded once; what the build
/// did not make is not there.
pub(super) fn find<'a>(files: &'a Files, path: &str) -> Found<'a> {
    let get = |text: &str| OutPath::new(text).ok().and_then(|p| files.get(&p).map(|bytes| (p, bytes)));
    let Some(text) = path.strip_prefix('/').and_then(decode) else { return Found::Nothing };
    if text.is_empty() || text.ends_with('/') {
        return get(&format!("{text}index.html")).map_or(Found::Nothing, |(p, bytes)| Found::File(p, bytes));
    }
    if let Some((path, bytes)) = get(&text) {
        return Found::File(path, bytes);
    }
    let folder = get(&format!("{text}/index.html"));
    folder.map_or(Found::Nothing, |(_, bytes)| Found::Folder(format!("/{}/", path_url(&text)), bytes))
}

/// Decodes `%2F` and the like, once; `None` for what is no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
            digit(rest.next())? * 16 + digit(rest.next())?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

/// What differs between two builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Pages with other bytes.
    pub changed: usize,
    /// Pages that were not there before.
    pub new: usize,
    /// Pages that are no longer there.
    pub gone: usize,
    /// Style sheets that came, went or changed.
    pub styles: usize,
    /// Other files that did.
    pub others: usize,
}

impl Changes {
    /// Compares two builds; a file that is shared by both has not changed.
    pub(super) fn between(old: &Files, new: &Files) -> Self {
        let mut all = Self::default();
        for (path, bytes) in new {
            match old.get(path) {
                None => all.count(path, |c| &mut c.new),
                Some(before) if !Arc::ptr_eq(before, bytes) && before != bytes => all.count(path, |c| &mut c.changed),
                Some(_) => {}
            }
        }
        for path in old.keys().filter(|path| !new.contains_key(*path)) {
            all.count(path, |c| &mut c.gone);
        }
        all
    }

    fn count(&mut self, path: &OutPath, page: impl Fn(&mut Self) -> &mut usize) {
        let place = if is_page(path) {
            page(self)
        } else if is_style(path) {
            &mut self.styles
        } else {
            &mut self.others
        };
        *place += 1;
    }

    /// Is everything as it was?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Is this file a page?
pub(super) fn is_page(path: &OutPath) -> bool {
    ending(path) == "html"
}

fn is_style(path: &OutPath) -> bool {
    ending(path) == "css"
}

/// A file's ending in lower case.
pub(super) fn ending(path: &OutPath) -> String {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        all.iter().map(|(path, text)| (OutPath::new(path).unwrap(), text.as_bytes().into())).collect()
    }

    #[test]
    fn addresses_are_found() {
        let files = files(&[("index.html", ""), ("a/index.html", ""), ("a/é 1.pdf", ""), ("100%25.txt", "")]);
        let found = |path: &str| match find(&files, path) {
            Found::File(path, _) => path.to_string(),
            Found::Folder(to, _) => format!("-> {to}"),
            Found::Nothing => "nothing".to_owned(),
        };
        assert_eq!(found("/"), "index.html");
        assert_eq!(found("/index.html"), "index.html");
        assert_eq!(found("/a/"), "a/index.html");
        assert_eq!(found("/a"), "-> /a/");
        assert_eq!(found("/%61"), "-> /a/");
        assert_eq!(found("/a/%C3%A9%201.pdf"), "a/é 1.pdf");
        assert_eq!(found("/100%2525.txt"), "100%25.txt");
        for bad in [
            "",
            "*",
            "a/",
            "//a/",
            "/a//",
            "/./a/",
            "/a/..",
            "/a/../index.html",
            "/%2e%2e/index.html",
            "/a%2f..%2findex.html",
            "/%252e%252e/",
            "/..%5cindex.html",
            "/a\\index.html",
            "/%00",
            "/a/%",
            "/a/%2",
            "/a/%zz",
            "/a/%ff",
            "/%2Fetc/passwd",
            "//etc/passwd",
            "/etc/passwd",
            "/C:/x",
            "/index.html/",
            "/INDEX.HTML",
        ] {
            assert_eq!(found(bad), "nothing", "{bad}");
        }
    }

    #[test]
    fn a_folder_never_leads_to_another_host() {
        let files = files(&[("evil.example/index.html", ""), ("a b/index.html", "")]);
        assert!(matches!(find(&files, "//evil.example"), Found::Nothing));
        assert!(matches!(find(&files, "/a%20b"), Found::Folder(to, _) if to == "/a%20b/"));
    }

    #[test]
    fn changes_are_told_apart() {
        let old = files(&[("a.html", "1"), ("b.html", "1"), ("c.html", "1"), ("s.css", "1"), ("x.json", "1")]);
        assert!(Changes::between(&old, &old.clone()).is_empty());
        let new = files(&[
            ("a.html", "1"),
            ("b.html", "2"),
            ("d.html", "1"),
            ("e.html", ""),
            ("s.css", "2"),
            ("x.json", "2"),
        ]);
        let changes = Changes::between(&old, &new);
        assert_eq!(changes, Changes { changed: 1, new: 2, gone: 1, styles: 1, others: 1 });
    }

    #[test]
    fn no_folder_of_the_users_is_named() {
        let path = Path::new("/home/sam/my-cpd/evidence/x.pdf").to_path_buf();
        let fault = crate::fs::ReadFault::NotFound;
        let error = Error::Output(crate::output::Error::Source { path, fault });
        let text = words(&error, Path::new("/home/sam/my-cpd"));
        assert!(text.starts_with("evidence/x.pdf: "), "{text}");
    }
}
