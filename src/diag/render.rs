//! [`Diagnostic`]s as text: for people (with the user's own line and a caret), as JSON lines, or as
//! annotations of a code host. Pure: the texts of the files are handed in.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level as Tag, Renderer, Snippet};
use serde_json::json;

use super::locate::Spot;
use super::summary::Cause;
use super::{Diagnostic, Level, Place, locate};
use crate::paths::SourcePath;

/// Where the texts of files come from, for the excerpt.
pub trait Texts {
    /// The whole text of a file, where it is known and is text.
    fn text(&self, path: &crate::paths::SourcePath) -> Option<&str>;
}

/// A diagnostic with its place worked out: bytes, line and column.
struct Located<'a> {
    of: &'a Diagnostic,
    text: Option<&'a str>,
    span: Range<usize>,
    line: usize,
    column: usize,
}

/// Where the values of one file stand, kept while its diagnostics pass: a file may have many.
#[derive(Default)]
struct Places(Option<(SourcePath, Vec<Spot>)>);

impl Places {
    fn of(&mut self, path: &SourcePath, yaml: &str) -> &[Spot] {
        let kept = self.0.take().filter(|(of, _)| of == path);
        &self.0.insert(kept.unwrap_or_else(|| (path.clone(), locate::spots(yaml)))).1
    }
}

fn located<'a>(of: &'a Diagnostic, texts: &'a dyn Texts, places: &mut Places) -> Located<'a> {
    let text = texts.text(&of.path);
    let span = text.map_or(0..0, |text| span_of(of, text, places));
    let before = text.map_or("", |t| &t[..span.start]);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let (line, column) = match of.place {
        Place::LineColumn(line, column) if text.is_none() => (line, column),
        _ => {
            (before.matches('\n').count() + 1, before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1)
        }
    };
    Located { of, text, span, line, column }
}

/// Sorts as a reader goes: by file, then from the top of each.
pub fn sort(notes: &mut Vec<Diagnostic>, texts: &dyn Texts) {
    notes.sort();
    notes.dedup();
    let mut places = Places::default();
    // a place costs a look into the file: only what shares a file needs one
    for shared in notes.chunk_by_mut(|a, b| a.path == b.path).filter(|shared| shared.len() > 1) {
        shared.sort_by_cached_key(|note| {
            let at = located(note, texts, &mut places);
            (at.line, at.column)
        });
    }
}

fn span_of(of: &Diagnostic, text: &str, places: &mut Places) -> Range<usize> {
    let span = match &of.place {
        Place::File | Place::Start | Place::Absent(_) if text.starts_with('\u{feff}') => 3..3,
        Place::File | Place::Start | Place::Absent(_) => 0..0,
        Place::Bytes(start, end) => *start..*end,
        Place::LineColumn(line, column) => {
            let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            // A byte order mark before the first line is no part of it.
            let start = if text[start..].starts_with('\u{feff}') { start + 3 } else { start };
            let rest = text[start..].lines().next().unwrap_or_default();
            let at = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i);
            start + at..start + rest.len().max(at)
        }
        Place::Key(path) | Place::Value(path) => {
            let (offset, yaml) = yaml_part(text);
            let spot = places.of(&of.path, yaml).iter().rev().find(|s| s.path == *path);
            let range = match (spot, &of.place) {
                (Some(s), Place::Key(_)) => s.key.clone(),
                (Some(s), _) if s.value.is_empty() => s.key.clone(),
                (Some(s), _) => s.value.clone(),
                (None, _) => 0..0,
            };
            range.start + offset..range.end + offset
        }
    };
    let fits = span.start <= span.end && text.is_char_boundary(span.start.min(text.len()));
    if fits && span.end <= text.len() && text.is_char_boundary(span.end) { span } else { 0..0 }
}

/// The YAML of a Markdown file's front matter, or the whole of a YAML file, and where it starts.
fn yaml_part(text: &str) -> (usize, &str) {
    match crate::front_matter::split(text) {
        Ok(parts) => (parts.yaml.start, &text[parts.yaml]),
        Err(_) => (0, text),
    }
}

/// For people: rustc's layout, in colour where `colour` says so.
pub fn human(notes: &[Diagnostic], texts: &dyn Texts, colour: bool) -> String {
    causes(&notes.iter().map(Cause::of).collect::<Vec<_>>(), texts, colour)
}

/// The same, with one message for each cause.
pub fn causes(all: &[Cause<'_>], texts: &dyn Texts, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut places = Places::default();
    for cause in all {
        let note = cause.first;
        let at = located(note, texts, &mut places);
        let tag = match note.level() {
            Level::Error => Tag::ERROR,
            Level::Warning => Tag::WARNING,
        };
        let path = note.path.as_str();
        let title = tag.primary_title(visible(&note.message)).id(note.code.name());
        let mut group = match at.text {
            Some(text) if note.place != Place::File && !text.is_empty() => {
                let (window, first_line, span) = window(text, &at);
                group_of(title, window, path, first_line, span)
            }
            _ => title.element(match note.place {
                Place::LineColumn(line, column) => annotate_snippets::Origin::path(path).line(line).char_column(column),
                _ => annotate_snippets::Origin::path(path),
            }),
        };
        if let Some(hint) = cause.hint() {
            group = group.element(Tag::HELP.with_name("hint").message(visible(hint)));
        }
        if !cause.others.is_empty() {
            group = group.element(Tag::NOTE.message(the_same(&cause.others, texts)));
        }
        let _ = writeln!(out, "{}\n", renderer.render(&[group]));
    }
    out
}

/// So many other places of a cause are named.
const NAMED: usize = 8;

/// Where else a cause is found.
fn the_same(others: &[&Diagnostic], texts: &dyn Texts) -> String {
    let mut places = Places::default();
    let place = |note: &&Diagnostic| {
        let at = located(note, texts, &mut places);
        format!("{}:{}", visible(note.path.as_str()), at.line)
    };
    let named: Vec<String> = others.iter().take(NAMED).map(place).collect();
    let more = others.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(", and {more} more: `cpdfolio check --all` shows each") } else { String::new() };
    format!("the same in {}{rest}", named.join(", "))
}

fn group_of<'a>(
    title: annotate_snippets::Title<'a>,
    window: String,
    path: &'a str,
    first_line: usize,
    span: Range<usize>,
) -> annotate_snippets::Group<'a> {
    title.element(
        Snippet::source(window)
            .path(path)
            .line_start(first_line)
            .fold(true)
            .annotation(AnnotationKind::Primary.span(span)),
    )
}

/// The one line that matters, so that a long file costs nothing to draw; with control and invisible
/// characters made visible, so that a file cannot write to the reader's terminal.
fn window(text: &str, at: &Located<'_>) -> (String, usize, Range<usize>) {
    let start = text[..at.span.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at.span.start..].find('\n').map_or(text.len(), |n| at.span.start + n);
    let span_end = at.span.end.clamp(at.span.start, end);
    let before = visible(text[start..at.span.start].trim_start_matches('\u{feff}'));
    let inside = visible(text[at.span.start..span_end].trim_end_matches('\r'));
    let after = visible(text[span_end..end].trim_end_matches('\r'));
    let span = before.len()..before.len() + inside.len();
    (format!("{before}{inside}{after}"), at.line, span)
}

/// A text of the user's as it can be shown: one that cannot steer a terminal.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            c if c.is_control() || crate::paths::is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// One JSON object for each, as the schema `cpdfolio.diagnostic/1` says.
pub fn json(notes: &[Diagnostic], texts: &dyn Texts) -> Vec<serde_json::Value> {
    let mut places = Places::default();
    notes
        .iter()
        .map(|note| {
            let at = located(note, texts, &mut places);
            json!({
                "code": note.code.name(), "level": note.level().word(), "path": note.path.as_str(),
                "line": at.line, "column": at.column, "message": note.message, "hint": note.hint,
            })
        })
        .collect()
}

/// Annotations in the form that GitHub's runners read from standard output.
pub fn github(notes: &[Diagnostic], texts: &dyn Texts) -> String {
    let data = |s: &str| s.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |s: &str| data(s).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    let mut places = Places::default();
    for note in notes {
        let at = located(note, texts, &mut places);
        let message = match &note.hint {
            Some(hint) => format!("{}\nhint: {hint}", note.message),
            None => note.message.clone(),
        };
        let _ = writeln!(
            out,
            "::{} file={},line={},col={},title={}::{}",
            note.level().word(),
            property(note.path.as_str()),
            at.line,
            at.column,
            property(note.code.name()),
            data(&message)
        );
    }
    out
}

/// One line for each: `path:line:column: error[code]: message`, for places that have no room for an excerpt.
pub fn short<'n>(notes: impl IntoIterator<Item = &'n Diagnostic>, texts: &dyn Texts) -> Vec<String> {
    let mut places = Places::default();
    notes.into_iter().map(|note| line(note, &located(note, texts, &mut places))).collect()
}

fn line(note: &Diagnostic, at: &Located<'_>) -> String {
    format!(
        "{}:{}:{}: {}[{}]: {}",
        note.path,
        at.line,
        at.column,
        note.level().word(),
        note.code.name(),
        visible(&at.of.message)
    )
}
