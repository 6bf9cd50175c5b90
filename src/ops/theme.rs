//! The theme of a site: which files it has, copies of the built-in ones to change, and a trial of them
//! all.

use std::sync::Arc;

use crate::content::tree::{SourceFile, SourceTree};
use crate::diag::{Code, Diagnostic, nearest};
use crate::engine::outputs;
use crate::engine::outputs::Ready;
use crate::engine::project;
use crate::engine::project::Project;
use crate::engine::theme_files;
use crate::engine::timings::Timings;
use crate::engine::{Error, NoSuch, Sought};
use crate::fs::Root;
use crate::model::Audience;
use crate::model::Day;
use crate::paths::SourcePath;
use crate::theme;

/// One file of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Its place in the theme: `templates/base.html`.
    pub name: String,
    /// Does one of that name come with the program?
    pub built_in: bool,
    /// The site's own, where there is one.
    pub own: Option<SourcePath>,
}

/// All files of the theme, by name: the built-in ones and the site's own.
pub(crate) fn list_files(project: &Project) -> Result<Vec<File>, Error> {
    let own = theme_files::own_files(project)?;
    let mut all: Vec<File> = theme::built_in()
        .into_iter()
        .map(|(name, _)| File { name: name.to_owned(), built_in: true, own: None })
        .collect();
    for file in own {
        match all.iter_mut().find(|f| f.name == file.name) {
            Some(known) => known.own = Some(file.source),
            None => all.push(File { name: file.name, built_in: false, own: Some(file.source) }),
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// What `eject` did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ejected {
    /// Files that were made.
    pub made: Vec<SourcePath>,
    /// Files that were there already, and were not touched.
    pub kept: Vec<SourcePath>,
}

/// Writes copies of built-in files into the site's theme, all of them or the ones named
/// (`base.html` is `templates/base.html`). A file that is there is never touched.
pub(crate) fn eject(root: &Root, theme_name: &str, names: &[String], all: bool) -> Result<Ejected, Error> {
    let built_in = theme::built_in();
    let mut chosen = vec![];
    for name in names {
        chosen.push(find(&built_in, name)?);
    }
    if all {
        chosen = built_in;
    }
    let mut done = Ejected::default();
    for (name, bytes) in chosen {
        let path = format!("themes/{theme_name}/{name}");
        let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
        if root.path().join(path.as_str()).symlink_metadata().is_ok() {
            done.kept.push(path);
        } else {
            root.create_new(&path, bytes).map_err(Error::Fs)?;
            done.made.push(path);
        }
    }
    Ok(done)
}

type BuiltIn = (&'static str, &'static [u8]);

fn find(built_in: &[BuiltIn], name: &str) -> Result<BuiltIn, Error> {
    let short = |full: &'static str| full.split_once('/').map_or(full, |(_, rest)| rest);
    let fits = |(full, _): &&BuiltIn| *full == name || short(full) == name;
    if let Some(found) = built_in.iter().find(fits) {
        return Ok(*found);
    }
    let names = built_in.iter().flat_map(|(full, _)| [*full, short(full)]);
    let known = built_in.iter().map(|(full, _)| short(full).to_owned()).collect();
    let near = nearest(name, names).map(str::to_owned);
    Err(NoSuch { what: Sought::ThemeFile, name: name.to_owned(), near, known }.into())
}

/// What a trial found.
#[derive(Debug)]
pub(crate) struct Trial {
    /// Faults and doubtful points.
    pub notes: Vec<Diagnostic>,
    /// Words that the site's language leaves in English.
    pub missing: Vec<String>,
    /// Pages that were made on the example record.
    pub pages: usize,
    /// Texts for excerpts.
    pub texts: Arc<SourceTree>,
}

/// Loads the theme, and makes every page of an example record with it, for each audience: faults that
/// only a page shows are found before a reader does.
pub(crate) fn check(project: &Project, as_of: Day) -> Result<Trial, Error> {
    let own = theme_files::own_files(project)?;
    let texts = theme_files::texts(project, &own);
    let mut trial = Trial { notes: vec![], missing: vec![], pages: 0, texts };
    match theme::Theme::load(&own, &project.config.language) {
        Err(notes) => {
            trial.notes = notes;
            return Ok(trial);
        }
        Ok(theme) => {
            trial.notes.extend(theme_files::remarks(&own, &theme));
            trial.missing = theme.wording().missing().to_vec();
        }
    }
    for example in [EXAMPLE, EMPTY, GUIDANCE] {
        let example = example_of(project, example, as_of)?;
        for audience in [Audience::Private, Audience::Assessor, Audience::Public] {
            let ready = Ready::new(&example, audience)?;
            let made = outputs::with(&example, &ready, audience, false, &mut Timings::default(), |outputs, _, _| {
                for output in outputs.list() {
                    // evidence of the example is not there to be copied: that is no fault of the theme
                    if let Err(Error::Faulty(notes, texts)) = outputs.make(output) {
                        // the next page would take as long
                        if notes.iter().any(|n| n.code == Code::ThemeEndless) {
                            return Err(Error::Faulty(notes, texts));
                        }
                        trial.notes.extend(notes);
                    }
                }
                trial.pages += outputs.pages();
                Ok(())
            });
            if let Err(Error::Faulty(notes, texts)) = made {
                if notes.iter().any(|n| n.code == Code::ThemeEndless) {
                    return Err(Error::Faulty(notes, texts));
                }
                trial.notes.extend(notes);
            }
        }
    }
    trial.notes.sort();
    trial.notes.dedup();
    Ok(trial)
}

/// Files of a record that shows all there is to show, by path.
type Example = &'static [(&'static str, &'static str)];

const EXAMPLE: Example = &[
    (
        "cpdfolio.yaml",
        "schema: cpdfolio.site/1\ntitle: An example\nbase_url: https://example.org/cpd/\nmember: {name: Ada Example, number: \"0000000\", grade: MIET, registrations: [CEng]}\npolicies: [{id: iet}]\nscheme: {opted_in: 2023-02-01}\ncircumstances:\n  - {policy: iet, reason: maternity-leave, from: 2024-03-04, to: 2024-11-30}\n",
    ),
    (
        "content/activities/2025/a.md",
        "---\ntitle: A seminar\ndate: 2025-03-04\nhours: 40\ncategory: {job-technical: 30h, soft-skills: 10h}\ntype: event\nplanned: true\nplan: [one]\nprovider: A provider\nitem: et-magazine\ncompetences: [A1, B2]\ncites: [keep-pace]\ntags: [power, sic]\nsupports_others: true\nvisibility: public\nevidence: [evidence/a.pdf]\nreflection: What I learned.\nprivate: {cost: 40}\n---\nWhat I did.\n",
    ),
    (
        "content/activities/2025/b.md",
        "---\ntitle: Bare\ndate: 2025-04-04\nhours: 25\nvisibility: hours\ntags: [power]\n---\n",
    ),
    (
        "content/activities/2025/c.md",
        "---\ntitle: Private\ndate: 2025-05-04\nhours: 1\nvisibility: private\ncategory: job-technical\ntype: event\n---\n",
    ),
    (
        "content/activities/2026/d.md",
        "---\ntitle: A draft\ndate: {from: 2026-01-04, to: 2026-01-05}\nhours: 1\ndraft: true\n---\n",
    ),
    (
        "content/activities/2026/e.md",
        "---\ntitle: A reading\ndate: 2026-02-04\nhours: 1h30m\nplanned: true\nplan: [two]\ntype: self-study\n---\n",
    ),
    ("content/activities/2024/f.md", "---\ntitle: An evening\ndate: 2024-02-04\nhours: 1\nexample: true\n---\n"),
    ("content/activities/2026/g.md", "---\ntitle: Faulty\ndate: 2026-02-30\nhours: 1\n---\n"),
    (
        "content/plan/one.md",
        "---\ntitle: A plan\nperiod: 2025\ndue: 2025-06-30\ntarget: 8h\ncategories: [job-technical]\ncompetences: [A2]\nstate: done\n---\nMore.\n",
    ),
    ("content/plan/two.md", "---\ntitle: Another\ndue: 2026-01-30\ntarget: 20h\n---\n"),
    ("content/plan/three.md", "---\ntitle: Dropped\nstate: dropped\n---\n"),
    ("content/index.md", "---\ntitle: Home\n---\nWelcome.\n"),
    ("content/about.md", "---\ntitle: About\nsummary: Who I am.\n---\n## One\n\n## Two\n\n## Three\n"),
];

const EMPTY: Example = &[(
    "cpdfolio.yaml",
    "schema: cpdfolio.site/1\ntitle: An empty record\nmember: {name: Ada Example}\npolicies: [{id: iet}]\n",
)];

const GUIDANCE: Example = &[("cpdfolio.yaml", "schema: cpdfolio.site/1\ntitle: Guidance only\n")];

/// The example in the folder of a site, with its theme and language.
fn example_of(project: &Project, example: Example, as_of: Day) -> Result<Project, Error> {
    let mut config = String::new();
    let mut files = vec![];
    for (path, text) in example {
        if *path == crate::config::FILE {
            config = format!("{text}theme: {}\nlanguage: {}\n", project.config.theme, project.config.language);
        } else if let Ok(path) = SourcePath::new(path) {
            files.push(SourceFile { path, text: (*text).into(), built_in: false });
        }
    }
    let root = Root::open(project.root.path()).map_err(Error::Fs)?;
    project::of_files(root, &config, files, as_of)
}
