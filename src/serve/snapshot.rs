//! [`Snapshot`]: all that is served at a moment.

use std::path::Path;
use std::sync::Arc;

use super::live::Live;
use super::mark::{NOTHING, decode, mark};
use crate::diag::{Diagnostic, Level, render};
use crate::engine::Error;
use crate::html::path_url;
use crate::paths::OutPath;

/// The most diagnostics that a page shows.
const SHOWN: usize = 30;

/// The latest state, once there is one.
pub(super) type Latest = tokio::sync::watch::Receiver<Option<Arc<Snapshot>>>;

/// What is served at a moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The last site that could be read; `None` before there was one.
    pub(super) live: Option<Arc<Live>>,
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
    pub(super) fn good(live: Live, look: String, notes: &[Diagnostic], texts: &dyn render::Texts) -> Self {
        Self { live: Some(Arc::new(live)), look, failed: None, left_out: Trouble::of_entries(notes, texts) }
    }

    /// A build that failed, after another.
    pub(super) fn failed(earlier: Option<&Self>, error: &Error, folder: &Path) -> Self {
        let live = earlier.and_then(|e| e.live.clone());
        let title = if live.is_some() { "The site cannot be rebuilt" } else { "The site cannot be built" };
        Self {
            look: earlier.map_or_else(String::new, |e| e.look.clone()),
            failed: Some(Trouble { title: title.to_owned(), text: words(error, folder) }),
            left_out: None,
            live,
        }
    }

    /// Stands for what a browser gets at an address.
    pub(super) async fn mark(&self, path: &str) -> Arc<str> {
        let Some(live) = &self.live else {
            return mark(self.failed.iter().map(|t| t.text.as_bytes())).into();
        };
        match live.at(path) {
            Found::File(_, n) | Found::Folder(_, n) => live.mark(n).await,
            Found::Nothing => NOTHING.into(),
        }
    }
}

impl Trouble {
    /// Of one page that cannot be made.
    pub(super) fn of_page(error: &Error) -> Self {
        let text = match error {
            Error::Faulty(notes, tree) => list(notes, tree.as_ref()),
            _ => "The file that belongs here cannot be read now.\n".to_owned(),
        };
        Self { title: "This page cannot be made".to_owned(), text }
    }

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
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file, and its number.
    File(OutPath, usize),
    /// A folder without the slash at its end: the address with it, and the number of its first page.
    Folder(String, usize),
    /// Nothing.
    Nothing,
}

impl Live {
    /// Finds what an address's path, as it stands in a request, means. It is decoded once; what a build
    /// does not make is not there.
    pub(super) fn at(&self, path: &str) -> Found {
        let get = |text: &str| OutPath::new(text).ok().and_then(|p| self.find(&p).map(|n| (p, n)));
        let Some(text) = path.strip_prefix('/').and_then(decode) else { return Found::Nothing };
        if text.is_empty() || text.ends_with('/') {
            return get(&format!("{text}index.html")).map_or(Found::Nothing, |(p, n)| Found::File(p, n));
        }
        if let Some((path, n)) = get(&text) {
            return Found::File(path, n);
        }
        let folder = get(&format!("{text}/index.html"));
        folder.map_or(Found::Nothing, |(_, n)| Found::Folder(format!("/{}/", path_url(&text)), n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(all: &[(&str, &str)]) -> Live {
        Live::of(&all.iter().map(|(path, text)| (OutPath::new(path).unwrap(), text.as_bytes().into())).collect())
    }

    #[test]
    fn addresses_are_found() {
        let site = site(&[("index.html", ""), ("a/index.html", ""), ("a/é 1.pdf", ""), ("100%25.txt", "")]);
        let found = |path: &str| match site.at(path) {
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
        let site = site(&[("evil.example/index.html", ""), ("a b/index.html", "")]);
        assert!(matches!(site.at("//evil.example"), Found::Nothing));
        assert!(matches!(site.at("/a%20b"), Found::Folder(to, _) if to == "/a%20b/"));
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
