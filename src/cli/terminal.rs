//! Printing: the only file that writes to standard output and standard error. What people read is as wide as their
//! terminal at most; nothing that is printed can steer it ([`super::safe`]).

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::layout;
pub(super) use super::safe::styled;
use super::safe::{escaped, of_ours, shown};
use crate::diag::{Code, Diagnostic, Level, render, summary};
use crate::engine::Error;
use crate::engine::timings;
use crate::policy::Verdict;

/// Narrow spaces are for pages.
pub(super) fn plain_spaces(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

/// Why data could not be written: the first reason.
static UNWRITTEN: OnceLock<std::io::Error> = OnceLock::new();

/// How wide the reader's terminal is, else what the environment says. None: nobody knows,
/// and lines are as long as they are.
#[allow(clippy::disallowed_methods, reason = "the command line is where the environment comes in")]
fn width(of: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    let said = || std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
    of.map(|(terminal_size::Width(w), _)| usize::from(w)).or_else(said).filter(|w| *w > 0).map(|w| w.max(NARROWEST))
}

/// How wide the terminal is that data goes to.
fn of_data() -> Option<usize> {
    width(terminal_size::terminal_size_of(std::io::stdout()))
}

/// How wide the terminal is that talk goes to.
fn of_talk() -> Option<usize> {
    width(terminal_size::terminal_size_of(std::io::stderr()))
}

/// A terminal is taken to be as wide as this at least.
const NARROWEST: usize = 20;

/// Lines as they fit. A person's own lines stay as they are, with every space of theirs.
fn fitting(text: &str, width: Option<usize>) -> String {
    let text = width.map_or_else(|| text.to_owned(), |width| layout::wrap(text, width));
    let plain = |line: &str| if layout::is_excerpt(line) { line.to_owned() } else { plain_spaces(line) };
    text.split_inclusive('\n').map(plain).collect()
}

/// Prints data for people to read, as wide as their terminal.
pub(super) fn data(text: &str) {
    raw(&fitting(text, of_data()));
}

/// Prints text as it is: what programs read, and what is to be copied whole. A reader that went away (`| head`) is no
/// fault. Any other fault is kept for [`unwritten`].
pub(super) fn raw(text: &str) {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(shown(text).as_bytes()).and_then(|()| out.flush());
    if let Err(fault) = written {
        keep(fault);
    }
}

/// Writes a file to standard output, as it is: to a file or to a program.
pub(super) fn bytes(all: &[u8]) {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        return raw(&String::from_utf8_lossy(all));
    }
    if let Err(fault) = out.write_all(all).and_then(|()| out.flush()) {
        keep(fault);
    }
}

/// Keeps why data could not be written.
pub(super) fn keep(fault: std::io::Error) {
    if fault.kind() != std::io::ErrorKind::BrokenPipe {
        let _ = UNWRITTEN.set(fault);
    }
}

/// Says that data could not be written, where that is so: the command did not do what it was asked for.
pub(super) fn unwritten() -> Option<ExitCode> {
    let fault = UNWRITTEN.get()?;
    talk(&format!("{} standard output cannot be written: {fault}", styled(ERROR, "error:")));
    Some(ExitCode::from(2))
}

/// Prints talk.
pub(super) fn talk(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{}", shown(&fitting(text, of_talk())));
}

/// Prints a JSON value; characters that steer a terminal are escaped in its texts.
pub(super) fn json(value: &serde_json::Value) {
    raw(&escaped(&format!("{value:#}\n")));
}

/// Reports why nothing was done.
pub(super) fn failed(error: &Error) -> ExitCode {
    match error {
        Error::Faulty(notes, tree) => talk(folded(notes, tree.as_ref()).trim_end()),
        Error::Refused(notes) => notes.iter().for_each(refused),
        _ => {}
    }
    talk(&format!("{} {}", styled(ERROR, "error:"), render::visible(&error.to_string())));
    if let Some(line) = error.excerpt() {
        talk(&format!("  {}", render::visible(line)));
    }
    if let Some(hint) = error.hint() {
        talk(&format!("{} {hint}", styled(HINT, "hint:")));
    }
    ExitCode::from(if is_finding(error) { 1 } else { 2 })
}

/// What is wrong with something that was typed: no file has it, so none is drawn.
fn refused(note: &Diagnostic) {
    let head = format!("{}[{}]:", note.level().word(), note.code);
    talk(&format!("{} {}", styled(ERROR, &head), render::visible(&note.message)));
    if let Some(hint) = &note.hint {
        talk(&format!("{} {}", styled(HINT, "hint:"), render::visible(&as_option(hint))));
    }
}

/// A line of a file as what an option takes: `--date 2026-03-04..2026-03-06`.
fn as_option(hint: &str) -> String {
    let made = hint.split_once("`date: {from: ").and_then(|(before, rest)| {
        let (days, after) = rest.split_once("}`")?;
        Some(format!("{before}`--date {}`{after}", days.replace(", to: ", "..")))
    });
    made.unwrap_or_else(|| hint.to_owned())
}

/// Is it a fault of the site's files that was looked for and found? A template without end is a run that was stopped.
fn is_finding(error: &Error) -> bool {
    matches!(error, Error::Faulty(notes, _) if notes.iter().all(|n| n.code != Code::ThemeEndless))
}

/// Prints diagnostics with their excerpts, to standard error.
pub(super) fn diagnostics(notes: &[Diagnostic], texts: &dyn render::Texts) {
    let _ = anstream::stderr().lock().write_all(shown(&fitting(&excerpts(notes, texts), of_talk())).as_bytes());
}

/// Diagnostics with their excerpts; of very many, the first of each kind and a line for each kind.
pub(super) fn excerpts(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    if notes.len() <= summary::MANY {
        return causes(&summary::causes(notes), texts);
    }
    let mut out = causes(&summary::first_of_each(notes), texts);
    out.push_str(&format!("The first of each kind; all {}, by kind:\n", notes.len()));
    out.push_str(&columns(&summary::lines(notes), 2));
    out.push_str("`cpdfolio check --format json` lists every one.\n");
    out
}

/// Of more warnings of one kind than this, one is shown.
const FOLDED: usize = 3;

/// Errors first and in full; of many warnings of one kind the first, and how many there are.
pub(super) fn folded(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    if notes.len() > summary::MANY {
        return excerpts(notes, texts);
    }
    let (errors, warnings): (Vec<Diagnostic>, Vec<Diagnostic>) =
        notes.iter().cloned().partition(|n| n.level() == Level::Error);
    let mut of: BTreeMap<Code, Vec<Diagnostic>> = BTreeMap::new();
    for note in &warnings {
        of.entry(note.code).or_default().push(note.clone());
    }
    let is_first = |note: &Diagnostic| of.get(&note.code).and_then(|all| all.first()) == Some(note);
    let is_many = |note: &Diagnostic| of.get(&note.code).is_some_and(|all| all.len() > FOLDED);
    let shown: Vec<Diagnostic> = warnings.iter().filter(|n| !is_many(n) || is_first(n)).cloned().collect();
    let mut text = causes(&summary::causes(&errors), texts);
    text.push_str(&human(&shown, texts));
    let more = of.iter().filter(|(_, all)| all.len() > FOLDED).map(|(code, all)| {
        format!("warning[{code}]: {} more of this kind; `cpdfolio check --all` shows them\n", all.len() - 1)
    });
    text.extend(more);
    text
}

/// Diagnostics for people, in colour. The renderer is handed texts without control characters.
pub(super) fn human(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    of_ours(&render::human(notes, texts, true))
}

/// The same, with one message for each cause.
pub(super) fn causes(all: &[summary::Cause<'_>], texts: &dyn render::Texts) -> String {
    of_ours(&render::causes(all, texts, true))
}

/// A text with styles that another part of the program has made, as our own.
pub(super) fn from_elsewhere(text: &str) -> String {
    of_ours(text)
}

/// Can we ask, and see the answer?
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for one line; empty where there is none.
pub(super) fn ask(question: &str) -> String {
    let mut out = anstream::stderr().lock();
    let _ = write!(out, "{} ", shown(question)).and_then(|()| out.flush());
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line);
    line.trim().to_owned()
}

/// A line that shows how far a run is, on a terminal and where it lasts: gone when this is dropped.
pub(super) struct Progress {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A run that is over by then needs no line.
const PATIENCE: Duration = Duration::from_secs(1);

impl Progress {
    /// Waits on a thread of its own; none where nobody would see the line.
    pub(super) fn start(of: &Arc<timings::Progress>) -> Option<Self> {
        if !std::io::stderr().is_terminal() || std::env::var_os("TERM").is_none_or(|term| term == "dumb") {
            return None;
        }
        let of = Arc::clone(of);
        let (stop, stopped) = mpsc::channel();
        let wait = move |time| matches!(stopped.recv_timeout(time), Err(mpsc::RecvTimeoutError::Timeout));
        let thread = std::thread::spawn(move || {
            if !wait(PATIENCE) {
                return;
            }
            while {
                let (stage, done, all) = of.look();
                let _ = write!(std::io::stderr(), "\r{}\x1b[K", progress(stage, done, all));
                wait(Duration::from_millis(100))
            } {}
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        });
        Some(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// `render and write ██████░░░░ 6200 of 10080`
fn progress(stage: &str, done: usize, all: usize) -> String {
    if all == 0 {
        return format!("{stage} …");
    }
    // no colour: this goes to the terminal as it stands
    let full = done.min(all) * 30 / all;
    format!("{stage} {}{} {done} of {all}", "█".repeat(full), "░".repeat(30 - full))
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// A verdict with its shape, so that colour is never alone.
pub(super) fn verdict(of: Option<Verdict>) -> String {
    let Some(verdict) = of else { return " ".to_owned() };
    let colour = match verdict {
        Verdict::Met => Some(AnsiColor::Green),
        Verdict::Open => Some(AnsiColor::Cyan),
        Verdict::Short | Verdict::Over => Some(AnsiColor::Yellow),
        Verdict::Exempt | Verdict::Silent | Verdict::Unknown => None,
    };
    let style = colour.map_or(Style::new(), AnsiColor::on_default);
    styled(style, verdict.sign())
}

/// A bar of so many characters, for a share of a whole.
pub(super) fn bar(part: i64, whole: i64, width: usize) -> String {
    let cells = i64::try_from(width).unwrap_or(20);
    let full = if whole > 0 { (part.clamp(0, whole) * cells / whole).clamp(0, cells) } else { 0 };
    let full = usize::try_from(full).unwrap_or(0);
    let mut out = "█".repeat(full);
    out.push_str(&styled(DIM, &"░".repeat(width - full)));
    out
}

/// Columns of a table, as wide as the terminal at most.
pub(super) fn columns(rows: &[Vec<String>], indent: usize) -> String {
    layout::table(rows, indent, None, of_data())
}

/// The same with a column that can be spared where there is no room for it.
pub(super) fn fitted(rows: &[Vec<String>], indent: usize, spare: usize) -> String {
    layout::table(rows, indent, Some(spare), of_data())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_run_is() {
        assert_eq!(progress("read", 0, 0), "read …");
        assert_eq!(progress("write", 1, 2), format!("write {}{} 1 of 2", "█".repeat(15), "░".repeat(15)));
        assert_eq!(progress("write", 5, 2), format!("write {} 5 of 2", "█".repeat(30)));
    }
}
