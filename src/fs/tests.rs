//! Reading and writing below a root: links, odd names, files that are no files.

use super::*;
use crate::testing::TempFolder;

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).unwrap()
}

/// Answers as words, so that tables of them read well.
fn words<T>(answer: &Result<T, ReadFault>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(ReadFault::NotFound) => "not found",
        Err(ReadFault::Symlink) => "link",
        Err(ReadFault::NotAFile) => "no file",
        Err(ReadFault::TooLarge { .. }) => "large",
        Err(ReadFault::Io(_)) => "io",
    }
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[test]
fn a_file_is_read_whole_up_to_the_limit() {
    let temp = TempFolder::new("read");
    temp.write("a/b.md", "12345");
    temp.write("empty", "");
    let root = Root::open(temp.path()).unwrap();
    assert_eq!(root.path(), temp.path());
    assert_eq!(root.read(&path("a/b.md"), 5).unwrap(), b"12345");
    assert_eq!(root.read(&path("empty"), 0).unwrap(), b"");
    let fault = root.read(&path("a/b.md"), 4).unwrap_err();
    assert!(matches!(fault, ReadFault::TooLarge { size: 5, limit: 4 }), "{fault}");
}

#[test]
fn a_file_without_a_known_size_is_bounded() {
    let temp = TempFolder::new("grow");
    temp.write("a", &"x".repeat(1_000));
    let read = |size, limit| {
        let file = File::open(temp.path().join("a")).unwrap();
        read_whole(&file, size, limit).map(|bytes| bytes.len())
    };
    for size in [0, 10, 999, 1_000, 1_001, 3_000] {
        assert_eq!(read(size, 3_000).unwrap(), 1_000, "it was {size} when it was asked for");
    }
    for size in [0, 10, 999] {
        assert_eq!(words(&read(size, 999)), "large");
    }
}

#[cfg(unix)]
#[test]
fn nothing_but_regular_files_beneath_the_root_is_read() {
    let temp = TempFolder::new("kinds");
    temp.write("outside/secret.md", "secret");
    temp.write("site/real/a.md", "text");
    temp.link("../outside/secret.md", "site/file");
    temp.link("../outside", "site/folder");
    temp.link("real/a.md", "site/harmless");
    temp.link("/etc/hostname", "site/absolute");
    temp.link("loop", "site/loop");
    temp.link("nowhere", "site/dangling");
    pipe(&temp.path().join("site/pipe"));
    let _socket = std::os::unix::net::UnixListener::bind(temp.path().join("site/socket")).unwrap();
    let root = Root::open(&temp.path().join("site")).unwrap();
    let other = other::Dir::open(&temp.path().join("site")).unwrap();
    for (name, expected) in [
        ("real/a.md", "ok"),
        ("real/b.md", "not found"),
        ("real/a.md/x", "not found"),
        ("nowhere/x", "not found"),
        ("real", "no file"),
        ("file", "link"),
        ("folder/secret.md", "link"),
        ("harmless", "link"),
        ("absolute", "link"),
        ("loop", "link"),
        ("dangling", "link"),
        ("pipe", "no file"),
        ("socket", "no file"),
    ] {
        assert_eq!(words(&root.read(&path(name), 100)), expected, "{name}");
        assert_eq!(words(&root.fingerprint(&path(name))), expected, "{name}");
        assert_eq!(words(&other.file(name.as_ref())), expected, "{name}, without open folders");
        #[cfg(target_os = "linux")]
        {
            let answer = root
                .dir
                .file_step_by_step(name.as_ref())
                .and_then(|file| if file.metadata()?.is_file() { Ok(()) } else { Err(ReadFault::NotAFile) });
            assert_eq!(words(&answer), expected, "{name}, without openat2");
        }
    }
    let device = Root::open(Path::new("/dev")).unwrap();
    assert_eq!(words(&device.read(&path("zero"), 100)), "no file");
}

#[test]
fn fingerprints() {
    let temp = TempFolder::new("fingerprint");
    temp.write("abc", "abc");
    let root = Root::open(temp.path()).unwrap();
    let print = root.fingerprint(&path("abc")).unwrap();
    assert_eq!(print.bytes, 3);
    assert_eq!(print.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn a_new_file_never_replaces() {
    let temp = TempFolder::new("create");
    let root = Root::open(temp.path()).unwrap();
    root.create_new(&path("content/2026/a.md"), b"one").unwrap();
    let again = root.create_new(&path("content/2026/a.md"), b"two").unwrap_err();
    assert!(matches!(again.fault, WriteFault::Exists), "{again}");
    assert!(again.path.ends_with("content/2026/a.md"));
    let below = root.create_new(&path("content/2026/a.md/b"), b"two").unwrap_err();
    assert!(matches!(below.fault, WriteFault::NotAFile), "{below}");
    assert_eq!(temp.tree().len(), 3, "no temporary file is left");
    assert_eq!(temp.read("content/2026/a.md"), "one");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let temp = TempFolder::new("through");
    temp.write("outside/file", "mine");
    temp.folder("site");
    temp.link("../outside", "site/folder");
    temp.link("../outside/file", "site/file");
    temp.link("../outside/new", "site/dangling");
    let before = temp.tree();
    let root = Root::open(&temp.path().join("site")).unwrap();
    for name in ["folder/new", "folder/deep/new", "file", "dangling"] {
        root.create_new(&path(name), b"x").unwrap_err();
        let fault = root.replace(&path(name), b"x").unwrap_err().fault;
        assert!(matches!(fault, WriteFault::Symlink), "{name}: {fault}");
    }
    assert_eq!(temp.tree(), before);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let temp = TempFolder::new("replace");
    temp.write("content/a.md", "one");
    let file = temp.path().join("content/a.md");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let root = Root::open(temp.path()).unwrap();
    root.replace(&path("content/a.md"), b"two").unwrap();
    assert_eq!(temp.read("content/a.md"), "two");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    let missing = root.replace(&path("content/b.md"), b"two").unwrap_err();
    assert!(matches!(missing.fault, WriteFault::NotFound), "{missing}");
    assert_eq!(temp.tree().len(), 2, "no temporary file is left");
}

#[test]
fn a_root_must_be_a_folder() {
    let temp = TempFolder::new("root");
    temp.write("file", "");
    for name in ["file", "missing"] {
        let error = Root::open(&temp.path().join(name)).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
}
