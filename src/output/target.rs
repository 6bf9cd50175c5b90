//! [`Target`]: a folder that may be written as output. [`Target::check`] is the entry point; it
//! touches nothing.

use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::manifest::{MANIFEST, Manifest};
use crate::fs::{ReadFault, Root, is_mount_point};
use crate::paths::SourcePath;

/// A manifest larger than this is not ours: 100,000 files need about 20 MB.
const MANIFEST_LIMIT: u64 = 512 << 20;

/// The folders of a site that hold what the user wrote.
const SOURCES: [&str; 3] = ["content", "evidence", "themes"];

/// Why a folder is not written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The root of the file system.
    FileSystem,
    /// The home folder, or a folder around it.
    Home,
    /// The folder in which the command was run, or a folder around it.
    Current,
    /// The site's folder, or a folder around it.
    Site,
    /// A folder of the user's own texts, or inside one.
    Source,
    /// A git checkout, or inside a `.git`.
    Git,
    /// A symbolic link, or inside one that stands in the site.
    Symlink,
    /// The root of a mount: it cannot be replaced in one step.
    MountPoint,
    /// A file, or inside one.
    File,
    /// It has files, and no list of ours says that we wrote them.
    NotOurs,
    /// Our list is there but cannot be understood.
    Manifest(String),
    /// A `..` after a folder that does not exist.
    Climbs,
    /// It holds another view than the one that is built: whose, and where it may go.
    OtherView {
        /// Whose it is; none: its list does not say.
        held: Option<String>,
        /// A name beside it that is free.
        to: PathBuf,
    },
    /// The system does not let us look.
    Unreadable(String),
}

/// A folder that is not written to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The folder as the user named it.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

impl Refusal {
    /// What to do instead.
    pub fn hint(&self) -> String {
        match &self.reason {
            Reason::OtherView { to, .. } => {
                return format!("move it with `mv {} {}`, and build again", quoted(&self.path), quoted(to));
            }
            Reason::NotOurs => "name an empty or a new folder, such as `public`",
            Reason::Manifest(_) => "move that folder away and build again",
            Reason::MountPoint => "name a folder inside it, such as `public`",
            Reason::Symlink => "name the folder that the link points to, outside the site",
            Reason::Unreadable(_) => "look at the folder's permissions",
            _ => "name a folder of its own, such as `public`",
        }
        .to_owned()
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c)) && !text.starts_with('-');
    if is_plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "will not write to {}: ", self.path.display())?;
        f.write_str(match &self.reason {
            Reason::FileSystem => "it is the root of the file system",
            Reason::Home => "it is, or holds, your home folder",
            Reason::Current => "it is, or holds, the folder you are in",
            Reason::Site => "it is, or holds, the site's own folder",
            Reason::Source => "it holds what you wrote, not what is built",
            Reason::Git => "it is a git checkout",
            Reason::Symlink => "it is a symbolic link, or inside one",
            Reason::MountPoint => "it is a mount point",
            Reason::File => "it is, or is inside, a file",
            Reason::NotOurs => "it is not empty, and not all of it is known to be ours",
            Reason::Climbs => "it has a `..` after a folder that does not exist",
            Reason::Manifest(why) => {
                return write!(f, "our list `{MANIFEST}` in it is broken: {why}");
            }
            Reason::OtherView { held: Some(view), .. } => {
                return write!(f, "it holds the {view} view, and one view never replaces another");
            }
            Reason::OtherView { held: None, .. } => "it holds a site, and nothing says whose view that is",
            Reason::Unreadable(why) => return write!(f, "cannot look into it: {why}"),
        })
    }
}

impl std::error::Error for Refusal {}

/// A folder that may be written: it does not exist, is empty, or was written by us.
#[derive(Debug, Clone)]
pub struct Target {
    path: PathBuf,
    view: Option<&'static str>,
    written: Option<Written>,
}

impl Target {
    /// Decides about a folder. `site` is the folder that is built from; `home` and `cwd` come as
    /// values so that this reads nothing from the environment. Every path is resolved before it is
    /// compared.
    pub fn check(out: &Path, site: Option<&Path>, home: Option<&Path>, cwd: &Path) -> Result<Self, Refusal> {
        let refuse = |reason| Refusal { path: out.to_path_buf(), reason };
        let site = site.map(|site| resolved(&cwd.join(site)));
        let path = walk(&cwd.join(out), site.as_deref()).map_err(refuse)?;
        check_place(&path, site.as_deref(), home, cwd).map_err(refuse)?;
        let written = check_contents(&path, None).map_err(refuse)?;
        Ok(Self { path, view: None, written })
    }

    /// The same for one view of a site: a folder that holds another one is refused. `out` is the folder as the user
    /// named it.
    pub fn of_view(self, view: &'static str, out: &Path) -> Result<Self, Refusal> {
        let held = self.written.as_ref().map(|written| written.manifest.view.clone());
        match held {
            Some(held) if held.as_deref() != Some(view) => {
                let (named, fallback) = (held.as_deref().unwrap_or("before"), format!("{view}-before"));
                let free = |name: &str| !self.path.with_file_name(name).exists();
                let numbered = (2..).map(|n| format!("{fallback}-{n}"));
                let names = [named.to_owned(), fallback.clone()].into_iter().chain(numbered);
                let name = names.into_iter().find(|name| free(name)).unwrap_or(fallback);
                let to = out.with_file_name(name);
                Err(Refusal { path: out.to_path_buf(), reason: Reason::OtherView { held, to } })
            }
            _ => Ok(Self { view: Some(view), ..self }),
        }
    }

    /// Whose view will be written.
    pub(super) fn view(&self) -> Option<&'static str> {
        self.view
    }

    /// The folder, resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The manifest as it was when the folder was checked.
    pub(super) fn written(&self) -> Option<&Written> {
        self.written.as_ref()
    }
}

/// Follows a path part by part, refusing links in the site and in the last place.
fn walk(path: &Path, site: Option<&Path>) -> Result<PathBuf, Reason> {
    let mut at = PathBuf::new();
    let mut missing = false;
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        match part {
            Component::Prefix(_) | Component::RootDir => at.push(part),
            Component::CurDir => {}
            Component::ParentDir if missing => return Err(Reason::Climbs),
            // `at` holds no link, so that its parent is where `..` leads
            Component::ParentDir => {
                at.pop();
            }
            Component::Normal(name) if missing => at.push(name),
            Component::Normal(name) => {
                let last = parts.peek().is_none();
                missing = !step(&mut at, name.as_ref(), last, site)?;
            }
        }
    }
    Ok(at)
}

/// One step of [`walk`]; answers whether there is something.
fn step(at: &mut PathBuf, name: &Path, last: bool, site: Option<&Path>) -> Result<bool, Reason> {
    let inside = site.is_some_and(|site| at.starts_with(site));
    at.push(name);
    let meta = match at.symlink_metadata() {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Reason::Unreadable(error.to_string())),
    };
    if meta.is_symlink() {
        if last || inside {
            return Err(Reason::Symlink);
        }
        *at = at.canonicalize().map_err(|error| Reason::Unreadable(error.to_string()))?;
    }
    if at.is_dir() { Ok(true) } else { Err(Reason::File) }
}

/// The path with its existing part resolved; for the folders that a target is compared with.
fn resolved(path: &Path) -> PathBuf {
    let real = path.canonicalize();
    real.or_else(|_| walk(path, None)).unwrap_or_else(|_| path.to_path_buf())
}

fn check_place(path: &Path, site: Option<&Path>, home: Option<&Path>, cwd: &Path) -> Result<(), Reason> {
    if path.parent().is_none() {
        return Err(Reason::FileSystem);
    }
    if path.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Err(Reason::Git);
    }
    if let Some(site) = site {
        if site.starts_with(path) {
            return Err(Reason::Site);
        }
        let sources = SOURCES.map(|name| site.join(name));
        let inside = |folder: &PathBuf| path.starts_with(folder) || path.starts_with(resolved(folder));
        // a source folder may itself be a link to somewhere else; neither place is written, nor
        // what is around it
        if sources.iter().any(|folder| inside(folder) || resolved(folder).starts_with(path)) {
            return Err(Reason::Source);
        }
    }
    if home.is_some_and(|home| resolved(home).starts_with(path)) {
        return Err(Reason::Home);
    }
    if resolved(cwd).starts_with(path) {
        return Err(Reason::Current);
    }
    Ok(())
}

/// Looks at what is in the folder. `Ok(None)`: nothing would be lost. A manifest that has been
/// read before, `known`, is not parsed again while its text is the same.
pub(super) fn check_contents(path: &Path, known: Option<&Written>) -> Result<Option<Written>, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(error.to_string());
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
        Ok(meta) if meta.is_symlink() => return Err(Reason::Symlink),
        Ok(meta) if !meta.is_dir() => return Err(Reason::File),
        Ok(_) => {}
    }
    match path.join(".git").symlink_metadata() {
        Ok(_) => return Err(Reason::Git),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unreadable(error)),
    }
    if is_mount_point(path) == Some(true) {
        return Err(Reason::MountPoint);
    }
    let written = read_manifest(path, known)?;
    if written.is_none() && path.read_dir().map_err(unreadable)?.next().is_some() {
        return Err(Reason::NotOurs);
    }
    Ok(written)
}

/// A manifest, its text, and when it was saved.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) manifest: Arc<Manifest>,
    pub(super) text: Vec<u8>,
    pub(super) saved: Option<std::time::SystemTime>,
}

/// The manifest of a folder, if there is one.
pub(super) fn read_manifest(folder: &Path, known: Option<&Written>) -> Result<Option<Written>, Reason> {
    let broken = |why: String| Reason::Manifest(why);
    let name = SourcePath::new(MANIFEST).map_err(|fault| broken(fault.to_string()))?;
    let root = Root::open(folder).map_err(|error| Reason::Unreadable(error.fault.to_string()))?;
    let saved = match root.open_file(&name) {
        Err(ReadFault::NotFound) => return Ok(None),
        Err(fault) => return Err(broken(fault.to_string())),
        Ok((_, meta)) => meta.modified().ok(),
    };
    let text = root.read(&name, MANIFEST_LIMIT).map_err(|fault| broken(fault.to_string()))?;
    let manifest = match known {
        Some(known) if known.text == text => Arc::clone(&known.manifest),
        _ => Arc::new(Manifest::parse(&text).map_err(broken)?),
    };
    Ok(Some(Written { manifest, text, saved }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempFolder;

    /// A user's machine: a home with a site, a link on the way, and things that are not ours.
    fn machine() -> TempFolder {
        let temp = TempFolder::new("target");
        for file in [
            "home/site/cpdfolio.yaml",
            "home/site/content/activities/a.md",
            "home/site/evidence/x.pdf",
            "home/site/themes/default/page.html",
            "home/site/work/note.txt",
            "home/site/broken/.cpdfolio-manifest.json",
            "home/checkout/.git/HEAD",
            "home/worktree/.git",
            "home/photos/a.jpg",
            "home/full/hidden/.keep",
        ] {
            temp.write(file, "mine");
        }
        temp.folder("home/empty");
        temp.folder("home/site/empty");
        for (link, to) in [
            ("home/link", "empty"),
            ("home/dangling", "nowhere"),
            ("home/site/link", "../empty"),
            ("home/site/away", "../photos"),
            ("link-to-home", "home"),
            ("link-to-site", "home/site"),
        ] {
            temp.link(to, link);
        }
        temp
    }

    fn check(temp: &TempFolder, out: &str) -> Result<Target, Reason> {
        let path = |rel: &str| temp.path().join(rel);
        let (site, home) = (path("home/site"), path("home"));
        Target::check(Path::new(out), Some(&site), Some(&home), &path("home/site/work")).map_err(|refusal| {
            assert!(!refusal.to_string().is_empty() && !refusal.hint().is_empty());
            refusal.reason
        })
    }

    #[test]
    fn dangerous_targets_are_refused_and_nothing_is_touched() {
        let temp = machine();
        let before = temp.tree();
        for (out, reason) in [
            ("/", Reason::FileSystem),
            ("/../..", Reason::FileSystem),
            (".", Reason::Current),
            ("../work", Reason::Current),
            ("..", Reason::Site),
            ("../content/..", Reason::Site),
            ("../..", Reason::Site),
            ("../../../link-to-home/site", Reason::Site),
            ("../../../link-to-site", Reason::Symlink),
            ("../content", Reason::Source),
            ("../content/activities", Reason::Source),
            ("../content/new/deep", Reason::Source),
            ("../evidence", Reason::Source),
            ("../themes/default", Reason::Source),
            ("../../../link-to-site/content", Reason::Source),
            ("../cpdfolio.yaml", Reason::File),
            ("../cpdfolio.yaml/x", Reason::File),
            ("../link", Reason::Symlink),
            ("../link/inside", Reason::Symlink),
            ("../away/public", Reason::Symlink),
            ("../../link", Reason::Symlink),
            ("../../dangling", Reason::Symlink),
            ("../../checkout", Reason::Git),
            ("../../checkout/.git", Reason::Git),
            ("../../checkout/.git/x", Reason::Git),
            ("../../worktree", Reason::Git),
            ("../../photos", Reason::NotOurs),
            ("../../full", Reason::NotOurs),
            ("missing/../../content", Reason::Climbs),
            ("/proc", Reason::MountPoint),
        ] {
            let answer = check(&temp, out);
            assert_eq!(answer.unwrap_err(), reason, "{out}");
        }
        assert!(matches!(check(&temp, "../broken").unwrap_err(), Reason::Manifest(_)));
        assert_eq!(temp.tree(), before);
    }

    #[test]
    fn home_is_refused_without_a_site() {
        let temp = machine();
        let home = temp.path().join("home");
        let elsewhere = temp.path().join("home/empty");
        for out in [&home, temp.path(), &temp.path().join("link-to-home/.")] {
            let refusal = Target::check(out, None, Some(&home), &elsewhere).unwrap_err();
            assert!(matches!(refusal.reason, Reason::Home | Reason::Symlink), "{refusal}");
        }
    }

    #[test]
    fn folders_of_our_own_are_accepted() {
        let temp = machine();
        temp.write("home/site/public/.cpdfolio-manifest.json", &Manifest::default().render());
        for (out, real) in [
            ("../public", "home/site/public"),
            ("../new", "home/site/new"),
            ("../new/deep/er", "home/site/new/deep/er"),
            ("../empty", "home/site/empty"),
            ("../../empty", "home/empty"),
            ("../content.html", "home/site/content.html"),
            ("../../../link-to-home/empty", "home/empty"),
            ("../../../link-to-site/public", "home/site/public"),
        ] {
            let target = check(&temp, out).unwrap();
            assert_eq!(target.path(), temp.path().join(real), "{out}");
        }
    }
}
