//! A theme is read: the built-in files with the site's own over them.

use std::borrow::Cow;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{ErrorKind, Tera};

use super::{filters, fuel, plain};
use crate::diag::{Code, Diagnostic, Place};
use crate::paths::{OutPath, SourcePath};
use crate::wording::{Wording, WordsFile};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
const PREFIX: &str = "builtin/";

/// A file of the site's own theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// Where it stands in the site.
    pub source: SourcePath,
    /// Its place in the theme: `templates/base.html`, `assets/site.css`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A template as its author wrote it.
#[derive(Debug, Clone)]
struct TemplateText {
    /// As templates name it: `builtin/base.html`.
    name: String,
    source: SourcePath,
    text: String,
}

impl TemplateText {
    fn is_built_in(&self) -> bool {
        self.name.starts_with(PREFIX)
    }
}

/// A theme that is ready to make pages.
#[derive(Debug, Clone)]
pub struct Theme {
    pub(super) tera: Tera,
    assets: Vec<(OutPath, Cow<'static, [u8]>)>,
    texts: Vec<TemplateText>,
    wording: Arc<Wording>,
    language: String,
}

impl Theme {
    /// Puts the site's own files over the built-in theme, in the site's language. Faults of templates
    /// and words are found here, with file and line.
    pub fn load(own: &[ThemeFile], language: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut notes = vec![];
        let wording = Arc::new(words(own, language, &mut notes));
        let mut tera = Tera::new();
        filters::register(&mut tera, &wording);
        fuel::register(&mut tera);
        tera.global_context().insert("words", wording.sections());
        let mut texts: Vec<TemplateText> = vec![];
        let mut assets: Vec<(OutPath, Cow<'static, [u8]>)> = vec![];
        for (name, bytes) in built_in() {
            if let Some(template) = name.strip_prefix("templates/") {
                let name = format!("{PREFIX}{template}");
                if let Ok(source) = SourcePath::new(&name) {
                    texts.push(TemplateText { name, source, text: String::from_utf8_lossy(bytes).into_owned() });
                }
            } else if let (Some(_), Ok(out)) = (name.strip_prefix("assets/"), OutPath::new(name)) {
                assets.push((out, Cow::Borrowed(bytes)));
            }
        }
        for file in own {
            if let Some(template) = file.name.strip_prefix("templates/") {
                match String::from_utf8(file.bytes.clone()) {
                    Ok(text) => {
                        texts.push(TemplateText { name: template.to_owned(), source: file.source.clone(), text });
                    }
                    Err(_) => notes.push(Diagnostic::new(
                        Code::InvalidUtf8,
                        &file.source,
                        Place::File,
                        "this template is not UTF-8",
                    )),
                }
            } else if let (Some(_), Ok(out)) = (file.name.strip_prefix("assets/"), OutPath::new(&file.name)) {
                assets.retain(|(path, _)| *path != out);
                assets.push((out, Cow::Owned(file.bytes.clone())));
            }
        }
        assets.sort_by(|a, b| a.0.cmp(&b.0));
        let ready = |t: &TemplateText| {
            let text = plain::with_words(&t.text, &wording);
            // what comes with the program is known to end
            (t.name.clone(), if t.is_built_in() { text } else { fuel::with_steps(&text) })
        };
        let templates: Vec<_> = texts.iter().map(ready).collect();
        let mut theme = Self { tera, assets, texts, wording, language: language.to_owned() };
        let added = theme.tera.set_fallback_prefixes([PREFIX]).and_then(|()| theme.tera.add_raw_templates(templates));
        if let Err(error) = added {
            notes.push(theme.fault(&error));
        }
        if notes.is_empty() { Ok(theme) } else { Err(notes) }
    }

    /// The templates as their authors wrote them, for excerpts: the site's own over the built-in ones.
    pub fn texts(&self) -> impl Iterator<Item = (&SourcePath, &str)> {
        self.texts.iter().map(|t| (&t.source, t.text.as_str()))
    }

    /// Does a file of words of that name take part? `fr.yaml` does in `fr-CA`.
    pub fn speaks(&self, name: &str) -> bool {
        let rest = self.language.get(name.len()..).unwrap_or("-");
        self.language.get(..name.len()).is_some_and(|l| l.eq_ignore_ascii_case(name))
            && (rest.is_empty() || rest.starts_with('-'))
            && !name.is_empty()
    }

    /// The words of the interface, in the site's language.
    pub fn wording(&self) -> Arc<Wording> {
        self.wording.clone()
    }

    /// Files that are copied as they stand.
    pub fn assets(&self) -> impl Iterator<Item = (&OutPath, &[u8])> {
        self.assets.iter().map(|(path, bytes)| (path, bytes.as_ref()))
    }

    /// The same; where the engine does not say in which template it is, in the one that was made.
    pub(super) fn fault_of(&self, error: &tera::Error, template: &str) -> Diagnostic {
        let mut note = self.fault(error);
        if !matches!(error.kind(), ErrorKind::SyntaxError(_) | ErrorKind::RenderingError(_)) {
            let own = self.texts.iter().find(|t| t.name == template);
            let built_in = || self.texts.iter().find(|t| t.name.strip_prefix(PREFIX) == Some(template));
            if let Some(found) = own.or_else(built_in) {
                note.path = found.source.clone();
            }
        }
        note
    }

    /// A fault of a template, with its file, line and column.
    pub(super) fn fault(&self, error: &tera::Error) -> Diagnostic {
        let fallback = || SourcePath::new("themes").unwrap_or_else(|_| unreachable!("a plain name is a path"));
        let (path, line, column, message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let (line, column) = (report.span().start_line.max(1), report.span().start_col + 1);
                let file = self.texts.iter().find(|t| t.name == report.filename());
                let own = |t: &TemplateText| {
                    let own = t.text.lines().nth(line - 1)?;
                    let counted = !t.is_built_in();
                    let column =
                        if counted { fuel::own_column(&plain::with_words(own, &self.wording), column) } else { column };
                    Some(plain::own_column(own, &self.wording, column))
                };
                let column = file.and_then(own).unwrap_or(column);
                (file.map(|t| t.source.clone()), line, column, report.message().to_owned())
            }
            _ => (None, 1, 1, error.to_string()),
        };
        if let Some(message) = fuel::is_spent(error, &message) {
            return Diagnostic::new(
                Code::ThemeEndless,
                &path.unwrap_or_else(fallback),
                Place::LineColumn(line, column),
                message,
            )
            .hint(if self.texts.iter().all(TemplateText::is_built_in) {
                "no template here is your own: what the site holds is too much for this page, list less"
            } else {
                "put an end to its loops, or remove your copy to get the built-in one"
            });
        }
        let message = message.trim_end_matches('.');
        Diagnostic::new(Code::ThemeFault, &path.unwrap_or_else(fallback), Place::LineColumn(line, column), message)
            .hint("put it right, or remove your copy to get the built-in one")
    }
}

/// The words of a language: the theme's own files over the built-in ones.
fn words(own: &[ThemeFile], language: &str, notes: &mut Vec<Diagnostic>) -> Wording {
    let mut files = vec![];
    for file in own {
        let Some(name) = file.name.strip_prefix("words/").and_then(|n| n.strip_suffix(".yaml")) else { continue };
        if let Ok(text) = std::str::from_utf8(&file.bytes) {
            files.push(WordsFile { source: &file.source, language: name, text });
        } else {
            let message = "this file of words is not UTF-8";
            notes.push(Diagnostic::new(Code::InvalidUtf8, &file.source, Place::File, message));
        }
    }
    Wording::load(language, &files, notes)
}

/// All files of the built-in theme, by name.
pub(crate) fn built_in() -> Vec<(&'static str, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, all: &mut Vec<(&'static str, &'static [u8])>) {
        for file in dir.files() {
            all.extend(file.path().to_str().map(|name| (name, file.contents())));
        }
        for inner in dir.dirs() {
            collect(inner, all);
        }
    }
    let mut all = vec![];
    collect(&BUILT_IN, &mut all);
    all.sort_unstable();
    all
}
