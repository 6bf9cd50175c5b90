//! Locks that are waited for with a bound, never for ever; whoever holds one is named.

use std::fmt;
use std::fs::{File, TryLockError};
use std::time::Duration;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// How often a lock is tried for: about five seconds. Most steps are over by then.
pub(crate) const SHORT: u32 = 100;
/// About a minute: a large site is being built.
pub(crate) const LONG: u32 = 1_200;

/// Somebody else has the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// The process and its command, where the system tells them and it is one of ours.
    by: Option<(u32, String)>,
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            Some((id, command)) => write!(f, "`{command}` (process {id}) is at work there"),
            None => f.write_str("another program is at work there"),
        }
    }
}

/// What to do about a lock that somebody else has.
pub(crate) const HINT: &str = "wait until it is done, or end it, then run this again";

/// Locks a file or a folder. Where the system has no locks there, nobody has it, and nobody else is kept out.
pub(crate) fn lock(file: File, tries: u32) -> Result<Option<File>, Busy> {
    for n in 0..tries {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if n + 1 < tries => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {}
        }
    }
    Err(Busy { by: holder(&file) })
}

#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<(u32, String)> {
    use std::os::unix::fs::MetadataExt;
    let inode = file.metadata().ok()?.ino();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let id = locks.lines().find_map(|line| held(line, inode))?;
    let command = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
    Some((id, named(&command)?))
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<(u32, String)> {
    None
}

/// The process of a line like `1: FLOCK  ADVISORY  WRITE 1234 fd:01:5678 0 EOF`, where it holds this file.
#[cfg(target_os = "linux")]
fn held(line: &str, inode: u64) -> Option<u32> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, kind, _, _, id, place, ..] = words[..] else { return None };
    let number = place.rsplit(':').next()?.parse::<u64>().ok()?;
    (kind == "FLOCK" && number == inode).then(|| id.parse().ok()).flatten()
}

/// The first words of a command: what follows them may be nobody else's business. None where it is not ours: what
/// somebody else runs there (a copy that is made, an editor) is not told, and nobody is sent to end it.
#[cfg(target_os = "linux")]
fn named(command: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(command);
    let mut words = text.split('\0');
    let program = words.next().unwrap_or_default();
    let program = program.rsplit('/').next().filter(|name| name.starts_with("cpdfolio"))?;
    let plain = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !word.starts_with('-');
    let more: Vec<&str> = words.take(2).take_while(plain).collect();
    let words = [&[program], &more[..]].concat().join(" ");
    Some(words.chars().filter(|c| !c.is_control()).take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_ends_the_wait_and_says_who_holds_it() {
        let folder = crate::testing::TempFolder::new("lock");
        let open = || File::open(folder.path()).unwrap();
        let first = lock(open(), 1).unwrap();
        assert!(first.is_some());
        let busy = lock(open(), 2).unwrap_err();
        if cfg!(target_os = "linux") {
            assert!(busy.to_string().contains(&format!("process {}", std::process::id())), "{busy}");
        }
        drop(first);
        assert!(lock(open(), 1).unwrap().is_some());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_command_is_named_without_what_it_was_given() {
        assert_eq!(named(b"/usr/bin/cpdfolio\0scheme\0init\0--key\0abcd\0").unwrap(), "cpdfolio scheme init");
        assert_eq!(named(b"cpdfolio\0build\0/home/x\0").unwrap(), "cpdfolio build");
        for other in
            [&b"/usr/bin/rsync\0cpdfolio\0"[..], b"flock\0/x/cpdfolio\0", b"/opt/cpdfolio/bin/sh\0", b"\0", b""]
        {
            assert_eq!(named(other), None, "{}", String::from_utf8_lossy(other));
        }
        assert_eq!(held("3: -> FLOCK  ADVISORY  WRITE 7 fd:01:55 0 EOF", 55), None);
        assert_eq!(held("3: FLOCK  ADVISORY  WRITE 7 fd:01:55 0 EOF", 55), Some(7));
    }
}
