//! Printing: the only file that writes to standard output and standard error. Nothing that is printed can steer a
//! terminal but the styles that are set here: [`shown`] makes every other control character visible.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use crate::diag::{Code, Diagnostic, render, summary};
use crate::engine::Error;
use crate::engine::timings;
use crate::policy::Verdict;

/// Narrow spaces are for pages.
pub(super) fn plain_spaces(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

/// Why data could not be written: the first reason.
static UNWRITTEN: OnceLock<std::io::Error> = OnceLock::new();

/// Prints data; a reader that went away (`| head`) is no fault. Any other fault is kept for [`unwritten`].
pub(super) fn data(text: &str) {
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
        return data(&String::from_utf8_lossy(all));
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
    let _ = writeln!(anstream::stderr().lock(), "{}", shown(text));
}

/// Prints a JSON value; characters that steer a terminal are escaped in its texts.
pub(super) fn json(value: &serde_json::Value) {
    data(&escaped(&format!("{value:#}\n")));
}

/// Stands for the escape character of our own styles until a text is printed. No text of a person has this character.
const OURS: char = '\u{fdd0}';

/// Can a character steer a terminal, or turn the text around it? The joiners that words and signs of some languages
/// are written with cannot.
fn steers(c: char) -> bool {
    let unseen = crate::paths::is_invisible(c) && !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}');
    unseen || c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}' | '\u{2029}' | OURS)
}

/// A text as it is printed: our own styles as they are, all else that steers a terminal made visible.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, c) in text.char_indices() {
        if c == OURS && is_style(&text[n + c.len_utf8()..]) {
            out.push('\x1b');
        } else if steers(c) {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Does a text start with the rest of a style: bold, dim, a colour of letters, or the end of them?
fn is_style(rest: &str) -> bool {
    let end = rest.bytes().take(12).position(|b| b == b'm');
    let said = rest.strip_prefix('[').zip(end).map(|(_, end)| &rest[1..end]);
    said.is_some_and(|said| match said.as_bytes() {
        [b'0' | b'1' | b'2'] | [b'3' | b'9', b'1'..=b'7'] => true,
        _ => said.strip_prefix("38;5;").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())),
    })
}

/// JSON with the characters escaped that steer a terminal: they stand only inside texts.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if steers(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// A text whose escape characters are all our own.
fn of_ours(text: &str) -> String {
    text.replace('\x1b', "\u{fdd0}")
}

/// Reports why nothing was done.
pub(super) fn failed(error: &Error) -> ExitCode {
    if let Error::Faulty(notes, tree) = error {
        diagnostics(notes, tree.as_ref());
    }
    talk(&format!("{} {}", styled(ERROR, "error:"), render::visible(&error.to_string())));
    if let Some(hint) = error.hint() {
        talk(&format!("{} {hint}", styled(HINT, "hint:")));
    }
    ExitCode::from(if is_finding(error) { 1 } else { 2 })
}

/// Is it a fault of the site's files that was looked for and found? A template without end is a run that was stopped.
fn is_finding(error: &Error) -> bool {
    matches!(error, Error::Faulty(notes, _) if notes.iter().all(|n| n.code != Code::ThemeEndless))
}

/// Prints diagnostics with their excerpts, to standard error.
pub(super) fn diagnostics(notes: &[Diagnostic], texts: &dyn render::Texts) {
    let _ = anstream::stderr().lock().write_all(shown(&excerpts(notes, texts)).as_bytes());
}

/// Diagnostics with their excerpts; of very many, the first of each kind and a line for each kind.
pub(super) fn excerpts(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    if notes.len() <= summary::MANY {
        return human(notes, texts);
    }
    let mut out = human(&summary::first_of_each(notes), texts);
    out.push_str(&format!("The first of each kind; all {}, by kind:\n", notes.len()));
    out.push_str(&columns(&summary::lines(notes), 2));
    out.push_str("`cpdfolio check --format json` lists every one.\n");
    out
}

/// Diagnostics for people, in colour. The renderer is handed texts without control characters.
pub(super) fn human(notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
    of_ours(&render::human(notes, texts, true))
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

/// A text in a style.
pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{}{text}{}", of_ours(&style.render().to_string()), of_ours(&style.render_reset().to_string()))
}

/// A verdict with its shape, so that colour is never alone.
pub(super) fn verdict(of: Option<Verdict>) -> String {
    let (shape, colour) = match of {
        Some(Verdict::Met) => ("●", Some(AnsiColor::Green)),
        Some(Verdict::Open) => ("◐", Some(AnsiColor::Cyan)),
        Some(Verdict::Short) => ("▽", Some(AnsiColor::Yellow)),
        Some(Verdict::Over) => ("▲", Some(AnsiColor::Yellow)),
        Some(Verdict::Exempt) => ("⊘", None),
        Some(Verdict::Silent) => ("◌", None),
        Some(Verdict::Unknown) => ("?", None),
        None => return " ".to_owned(),
    };
    let style = colour.map_or(Style::new(), AnsiColor::on_default);
    styled(style, shape)
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

/// Columns of a table, each as wide as its widest cell; the last is not padded.
pub(super) fn columns(rows: &[Vec<String>], indent: usize) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |n: usize| rows.iter().filter_map(|r| r.get(n)).map(|c| shown_width(c)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (n, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if n + 1 < row.len() {
                line.push_str(&" ".repeat(widths[n] - shown_width(cell) + 2));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The same as wide as the terminal at most: on a narrow one without the column `bar`, and with the texts
/// of the column `title` cut where that is not enough. In a file or a pipe nothing is left out.
pub(super) fn fitted(rows: &[Vec<String>], indent: usize, title: usize, bar: usize) -> String {
    let there = std::io::stdout().is_terminal();
    let width = terminal_size::terminal_size().filter(|_| there).map(|(terminal_size::Width(w), _)| usize::from(w));
    columns(&width.map_or_else(|| rows.to_vec(), |w| narrowed(rows, w.saturating_sub(indent), title, bar)), indent)
}

/// Rows for so many places; a title keeps at least twelve.
fn narrowed(rows: &[Vec<String>], width: usize, title: usize, bar: usize) -> Vec<Vec<String>> {
    let taken = |rows: &[Vec<String>]| columns(rows, 0).lines().map(shown_width).max().unwrap_or(0);
    if taken(rows) <= width {
        return rows.to_vec();
    }
    let mut rows = rows.to_vec();
    for row in rows.iter_mut().filter(|r| r.len() > bar) {
        row.remove(bar);
    }
    let over = taken(&rows).saturating_sub(width);
    let widest = rows.iter().filter_map(|r| r.get(title)).map(|t| shown_width(t)).max().unwrap_or(0);
    let most = widest.saturating_sub(over).max(12);
    for text in rows.iter_mut().filter_map(|r| r.get_mut(title)).filter(|t| shown_width(t) > most) {
        *text = text.chars().take(most - 1).chain(['…']).collect();
    }
    rows
}

/// How many places a text takes, without its colours.
fn shown_width(text: &str) -> usize {
    anstream::adapter::strip_str(&shown(text)).to_string().chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_loses_bars_then_ends_of_titles() {
        let row =
            |title: &str| vec![verdict(None), title.to_owned(), bar(1, 2, 20), "1 h of 2 h".into(), "open".into()];
        let rows = [row("Total"), row("Technical knowledge and skills for the job role")];
        let shown = |width| columns(&narrowed(&rows, width, 1, 2), 0);
        assert_eq!(shown(200), columns(&rows, 0));
        assert!(shown(70).contains("for the job role  1 h of 2 h  open\n"), "{}", shown(70));
        assert!(shown(50).contains("   Technical knowledge and skil…  1 h of 2 h  open\n"), "{}", shown(50));
        for width in [50, 60, 70, 90, 120] {
            assert!(shown(width).lines().all(|l| shown_width(l) <= width), "{width}: {}", shown(width));
        }
    }

    #[test]
    fn no_text_steers_a_terminal_and_styles_stay() {
        let title = "a\x1b]0;x\x07\x1b[2J\x1b[31m\u{202e}b\u{9b}\u{7f}\rc\u{2028}\u{fdd0}[8m\u{fdd0}[2J\u{feff}";
        let printed = shown(&styled(BOLD, title));
        assert_eq!(
            printed,
            "\x1b[1ma<U+001B>]0;x<U+0007><U+001B>[2J<U+001B>[31m<U+202E>b<U+009B><U+007F><U+000D>c<U+2028>\
             <U+FDD0>[8m<U+FDD0>[2J<U+FEFF>\x1b[0m"
        );
        // what people write stays as it is
        let plain = "Zürich\t\u{646}\u{200c}\u{647} 👩\u{200d}🔧\n";
        assert_eq!(shown(plain), plain);
        assert!(shown(&verdict(Some(Verdict::Met))).starts_with("\x1b["));
    }

    #[test]
    fn json_has_no_character_that_steers_a_terminal() {
        let value = serde_json::json!({"a\u{202e}": "b\x1b\u{9b}\u{7f}\u{2066}é👩\u{200d}🔧"});
        let text = escaped(&format!("{value:#}\n"));
        assert!(!text.chars().any(steers), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn how_far_a_run_is() {
        assert_eq!(progress("read", 0, 0), "read …");
        assert_eq!(progress("write", 1, 2), format!("write {}{} 1 of 2", "█".repeat(15), "░".repeat(15)));
        assert_eq!(progress("write", 5, 2), format!("write {} 5 of 2", "█".repeat(30)));
    }
}
