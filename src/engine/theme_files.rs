//! The theme files of a site: read, loaded, and what is doubtful about them.

use std::sync::Arc;

use super::error::Error;
use super::project::Project;
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::walk;
use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::fs::Root;
use crate::paths::SourcePath;
use crate::theme::{self, Theme, ThemeFile};

/// The site's own theme files.
pub fn own_files(project: &Project) -> Result<Vec<ThemeFile>, Error> {
    let folder = format!("themes/{}", project.config.theme);
    let listed = walk::list_files(&project.root, &folder);
    if !listed.notes.is_empty() {
        return Err(Error::Faulty(listed.notes, project.tree.clone()));
    }
    if listed.value.is_empty() && project.config.theme != "default" {
        return Err(Error::NoTheme { folder });
    }
    let read = |path: &SourcePath| one_file(&project.root, &folder, path);
    let files: Vec<ThemeFile> =
        listed.value.iter().filter_map(|path| read(path).transpose()).collect::<Result<_, _>>()?;
    let merged = |file: &ThemeFile| walk::merged(&file.source, std::str::from_utf8(&file.bytes).ok()?);
    let notes: Vec<Diagnostic> = files.iter().filter_map(merged).collect();
    if notes.is_empty() { Ok(files) } else { Err(Error::Faulty(notes, texts(project, &files))) }
}

fn one_file(root: &Root, folder: &str, path: &SourcePath) -> Result<Option<ThemeFile>, Error> {
    let Some(name) = path.below(folder) else { return Ok(None) };
    let bytes = root.read(path, 4 * 1024 * 1024).map_err(|fault| Error::Unread(path.clone(), fault))?;
    Ok(Some(ThemeFile { source: path.clone(), name: name.to_owned(), bytes }))
}

/// The theme of a site, with its own files.
pub fn load(project: &Project, own: &[ThemeFile]) -> Result<Theme, Error> {
    Theme::load(own, &project.config.language).map_err(|notes| Error::Faulty(notes, texts(project, own)))
}

/// Doubtful points of a site's own theme files that load: files that nothing uses, words that a
/// language of its own leaves out.
pub fn remarks(own: &[ThemeFile], theme: &Theme) -> Vec<Diagnostic> {
    let built_in = theme::built_in();
    let known = |name: &str| built_in.iter().any(|(n, _)| *n == name);
    let mut notes = vec![];
    for file in own {
        let named = |template: &str| {
            own.iter().filter(|f| f.name != file.name).any(|f| {
                let text = String::from_utf8_lossy(&f.bytes);
                text.contains(&format!("\"{template}\"")) || text.contains(&format!("'{template}'"))
            })
        };
        let parts = file.name.strip_prefix("templates/").map(|template| {
            // a file of components is found by the names in it
            let text = String::from_utf8_lossy(&file.bytes);
            known(&file.name) || named(template) || text.contains("{% component")
        });
        let used = parts.unwrap_or_else(|| {
            file.name.starts_with("assets/")
                || file.name.strip_prefix("words/").is_some_and(|n| theme.speaks(n.trim_end_matches(".yaml")))
        });
        if !used {
            let names = built_in.iter().map(|(n, _)| *n);
            let hint = match nearest(&file.name, names) {
                Some(near) => {
                    let folder = file.source.as_str().strip_suffix(&file.name).unwrap_or_default();
                    format!("rename the file to `{folder}{near}`")
                }
                None => "templates, assets or words; a template is found by its name".to_owned(),
            };
            let message = "nothing uses this file of the theme";
            notes.push(Diagnostic::new(Code::ThemeUnusedFile, &file.source, Place::File, message).hint(hint));
        }
    }
    let wording = theme.wording();
    let missing = wording.missing();
    let of_words = own.iter().find(|f| f.name.starts_with("words/") && theme.speaks(words_name(f)));
    if let (Some(file), Some(first)) = (of_words, missing.first()) {
        let message = format!("not every word is here: `{first}` and what comes after it is left in English");
        let message = if missing.len() == 1 { format!("`{first}` is left in English") } else { message };
        let hint = "`cpdfolio theme check` names them all";
        notes.push(Diagnostic::new(Code::ThemeMissingWords, &file.source, Place::File, message).hint(hint));
    }
    notes
}

fn words_name(file: &ThemeFile) -> &str {
    file.name.trim_start_matches("words/").trim_end_matches(".yaml")
}

/// The texts of the site and of its theme, for excerpts.
pub fn texts(project: &Project, own: &[ThemeFile]) -> Arc<SourceTree> {
    let built_in = theme::built_in().into_iter().filter_map(|(name, bytes)| {
        Some(SourceFile {
            path: SourcePath::new(&format!("builtin/{}", name.strip_prefix("templates/")?)).ok()?,
            text: std::str::from_utf8(bytes).ok()?.into(),
            built_in: true,
        })
    });
    let own = own.iter().filter_map(|f| {
        let text = std::str::from_utf8(&f.bytes).ok()?;
        Some(SourceFile { path: f.source.clone(), text: text.into(), built_in: false })
    });
    Arc::new(project.tree.with(built_in.chain(own)))
}
