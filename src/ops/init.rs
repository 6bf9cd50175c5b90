//! A new site: settings, two entries that show how, and what git and editors need.

use std::path::Path;

use super::starter;
use crate::content::write;
use crate::engine::{Action, Error};
use crate::fs::Root;
use crate::model::Day;
use crate::ops::undo;
use crate::paths::SourcePath;
use crate::policy::Policy;

const WORKFLOW: &str = ".github/workflows/cpd.yml";
/// A publisher's rules have worked examples, which are to come out before anything is published.
const RULES_CHECKED: &str = "      - run: cpdfolio policy check\n";

/// The workflow for a code host. A record's repository is to stay private; guidance is public by nature.
fn workflow(is_record: bool) -> String {
    let [head, shown, more, privacy, checks] = if is_record {
        [
            "# Keep this repository private: it holds everything, private entries, reasons and evidence too.\n",
            ": entries with `visibility: public`",
            "#   CPD_PUBLIC    variable: `yes` lets this run in a public repository, in which everybody can read everything\n",
            include_str!("init/privacy.yml"),
            "",
        ]
    } else {
        ["", "", "", "", RULES_CHECKED]
    };
    include_str!("init/workflow.yml")
        .replace("{private_head}", head)
        .replace("{public_head}", shown)
        .replace("{private_more}", more)
        .replace("{privacy}", privacy)
        .replace("{checks}", checks)
        .replace("{version}", env!("CARGO_PKG_VERSION"))
}

/// What `init` did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct InitReport {
    /// Files that were made.
    pub made: Vec<String>,
    /// Files that were there already, and were not touched.
    pub kept: Vec<String>,
    /// Schemas of ours that were older than this program, and are its own again.
    pub refreshed: Vec<String>,
    /// Lines that a `.gitignore` of the user's lacks.
    pub lacks: Vec<String>,
}

/// What sort of site is started.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SiteKind<'a> {
    /// A member's record, by these policies; none: the IET's.
    Record(&'a [&'a Policy]),
    /// An institution's guidance.
    Guidance,
}

/// Makes what is not there yet; never changes a file that is, but for a line that an older `.gitignore` lacks, and the
/// schemas, which nobody writes but this program.
pub(crate) fn init(dir: &Path, name: &str, kind: SiteKind<'_>, today: Day) -> Result<InitReport, Error> {
    std::fs::create_dir_all(dir).map_err(|e| Error::System(Action::MakeFolder(dir.to_path_buf()), e))?;
    let root = Root::open(dir).map_err(Error::Fs)?;
    let mut report = InitReport::default();
    // A site that exists keeps its own content: only what no content depends on is added.
    let fresh = !dir.join(crate::config::FILE).exists();
    let all = match kind {
        SiteKind::Record(policies) => files(policies, name, today)?,
        SiteKind::Guidance => guidance(name, today)?,
    };
    for (path, text) in all {
        let is_content = path.starts_with("content/") || path.starts_with("evidence/");
        let there = dir.join(&path).symlink_metadata().is_ok();
        if there || (is_content && !fresh) {
            if there && path == ".gitignore" {
                report.lacks = lacking(dir, &text);
            }
            if there && is_ours(&path) {
                let source = SourcePath::new(&path).map_err(|f| Error::BadPath(path.clone(), f))?;
                if root.read(&source, 1 << 20).is_ok_and(|old| old == text.as_bytes()) {
                    report.kept.push(path);
                } else {
                    root.replace(&source, text.as_bytes()).map_err(Error::Fs)?;
                    report.refreshed.push(path);
                }
                continue;
            }
            if there && path == ".gitignore" && undo::ignore(&root)? {
                report.made.push(path);
            } else if there {
                report.kept.push(path);
            }
            continue;
        }
        let source = SourcePath::new(&path).map_err(|f| Error::BadPath(path.clone(), f))?;
        root.create_new(&source, text.as_bytes()).map_err(Error::Fs)?;
        report.made.push(path);
    }
    Ok(report)
}

/// Is a file one that only this program writes?
fn is_ours(path: &str) -> bool {
    path.starts_with(".cpdfolio/") && path.ends_with(".schema.json")
}

/// The lines of our `.gitignore` that another lacks: those of what is built.
fn lacking(dir: &Path, ours: &str) -> Vec<String> {
    let theirs = std::fs::read_to_string(dir.join(".gitignore")).unwrap_or_default();
    let name = |line: &str| line.trim().trim_matches('/').to_owned();
    let there: Vec<String> = theirs.lines().map(name).collect();
    let outputs = ours.lines().filter(|line| line.starts_with('/') && !line.contains('*'));
    outputs.filter(|line| !there.contains(&name(line))).map(str::to_owned).collect()
}

/// All files of a new site: the settings last, so that a run that is cut short can be repeated.
fn files(policies: &[&Policy], name: &str, today: Day) -> Result<Vec<(String, String)>, Error> {
    let year = today.format("%Y").to_string();
    let texts = starter::texts(policies);
    [
        (format!("content/activities/{year}/{today}-example-event.md"), texts.event),
        (format!("content/activities/{year}/{today}-example-reading.md"), texts.reading),
        ("content/plan/example-plan-item.md".to_owned(), texts.plan_item),
        ("evidence/README.md".to_owned(), include_str!("init/evidence-readme.md").to_owned()),
        (".gitignore".to_owned(), include_str!("init/gitignore").to_owned()),
        (WORKFLOW.to_owned(), workflow(true)),
        (".vscode/settings.json".to_owned(), include_str!("init/vscode.json").to_owned()),
        (".cpdfolio/site.schema.json".to_owned(), include_str!("../schema/site-1.json").to_owned()),
        (".cpdfolio/activity.schema.json".to_owned(), include_str!("../schema/activity-1.json").to_owned()),
        (".cpdfolio/entry-template.md".to_owned(), texts.template),
        (crate::config::FILE.to_owned(), texts.settings),
    ]
    .into_iter()
    .map(|(path, text)| fill(path, &text, name, today))
    .collect()
}

/// All files of a new site of guidance: the settings last.
fn guidance(name: &str, today: Day) -> Result<Vec<(String, String)>, Error> {
    [
        ("content/index.md", include_str!("init/guidance/index.md")),
        ("content/policy.md", include_str!("init/guidance/policy.md")),
        ("content/policies/ours.yaml", include_str!("init/guidance/ours.yaml")),
        ("content/faq/how-much.md", include_str!("init/guidance/how-much.md")),
        ("content/directory/own-course.md", include_str!("init/guidance/own-course.md")),
        ("content/news/index.md", include_str!("init/guidance/news.md")),
        ("README.md", include_str!("init/guidance/readme.md")),
        (".gitignore", include_str!("init/gitignore")),
        (WORKFLOW, &workflow(false)),
        (".cpdfolio/site.schema.json", include_str!("../schema/site-1.json")),
        (".cpdfolio/policy.schema.json", include_str!("../schema/policy-1.json")),
        (crate::config::FILE, include_str!("init/guidance/cpdfolio.yaml")),
    ]
    .into_iter()
    .map(|(path, text)| fill(path.to_owned(), text, name, today))
    .collect()
}

/// The name and the day in their places. A pair of braces that is a shortcode's stays.
fn fill(path: String, text: &str, name: &str, today: Day) -> Result<(String, String), Error> {
    let text = text.replace("{today}", &today.to_string()).replace("{year}", &today.format("%Y").to_string());
    if !text.contains("{name}") && !text.contains("{title}") {
        return Ok((path, text));
    }
    let title = format!("{name}: CPD");
    let text = write::fill(&text, &[("name", name), ("title", &title)])?;
    Ok((path, text))
}
