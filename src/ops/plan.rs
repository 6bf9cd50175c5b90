//! What would close all gaps: the question as it is typed, the answer as data, and the plan items that
//! it becomes.

use crate::content::lower::{self, Known};
use crate::content::tree::SourceFile;
use crate::content::write::{self, Asked};
use crate::diag::Level;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::journal::{self, Change};
use crate::model::{Day, Item, ItemId};
use crate::paths::{SourcePath, slug};
use crate::planner::{self, Answer, Bound, Line, PlanOutcome, Question};
use crate::policy::Follow;
use crate::sight::Visible;
use crate::yaml::fields::Faults;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// Only these items of the directory; empty: all.
    pub items: Vec<String>,
    /// The last day to use.
    pub by: Option<Day>,
    /// Only what is free.
    pub free: bool,
    /// Only these policies; empty: all that are followed.
    pub policies: Vec<String>,
    /// Also what is mere advice.
    pub advice: bool,
}

/// Finds plans for a member's gaps.
pub(crate) fn find(
    project: &Project,
    seen: &Visible<'_>,
    follows: &[Follow<'_>],
    request: &Request,
) -> Result<Answer, Error> {
    let chosen = policies(follows, &request.policies)?;
    let only = items(project, &request.items)?;
    if let Some(by) = request.by.filter(|by| *by < project.as_of) {
        return Err(Error::DayOver { by, today: project.as_of });
    }
    let records = seen.records();
    let found = planner::answer(Question {
        follows: &chosen,
        records: &records,
        directory: seen.directory,
        today: project.as_of,
        by: request.by,
        free: request.free,
        advice: request.advice,
        only: &only,
        bound: Bound::ASKED_FOR,
    });
    if found.outcome == PlanOutcome::TooLarge {
        return Err(Error::TooManyPlans);
    }
    Ok(found)
}

fn policies<'f>(follows: &[Follow<'f>], names: &[String]) -> Result<Vec<Follow<'f>>, Error> {
    if follows.is_empty() {
        return Err(Error::NoPolicy);
    }
    let ids = || follows.iter().map(|f| f.policy.id.as_str());
    if let Some(name) = names.iter().find(|n| !ids().any(|id| id == n.as_str())) {
        return Err(NoSuch::new(Sought::FollowedPolicy, name, ids()).into());
    }
    let wanted = |f: &&Follow<'f>| names.is_empty() || names.iter().any(|n| n == f.policy.id.as_str());
    Ok(follows.iter().filter(wanted).cloned().collect())
}

fn items(project: &Project, names: &[String]) -> Result<Vec<ItemId>, Error> {
    let named = |name: &String| project.item(name.trim_start_matches('@')).map(|i| i.id.clone());
    names.iter().map(named).collect()
}

/// A plan item that is ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Its file.
    pub path: SourcePath,
    /// The file's text.
    pub text: String,
}

/// The lines of a plan as plan items, each read back before it is given out; those whose files are
/// there already come second.
pub(crate) fn drafts(project: &Project, lines: &[Line]) -> Result<(Vec<Draft>, Vec<SourcePath>), Error> {
    let (mut new, mut there) = (vec![], vec![]);
    let lead = project.follows().first().map(|f| f.period_of(project.as_of).label);
    for line in lines {
        let Some(item) = project.loaded.portfolio.directory.get(&line.item) else { continue };
        let twice = lines.iter().filter(|l| l.item == line.item).count() > 1;
        let draft = draft(project, line, item, lead.as_deref(), twice)?;
        let same = |f: &SourceFile| f.path.as_str().eq_ignore_ascii_case(draft.path.as_str());
        if project.tree.files().iter().any(same) { there.push(draft.path) } else { new.push(draft) }
    }
    Ok((new, there))
}

/// `twice`: the plan has another line of the item, in another category.
fn draft(project: &Project, line: &Line, item: &Item, period: Option<&str>, twice: bool) -> Result<Draft, Error> {
    let area = line.category.as_ref().filter(|_| twice).map(crate::model::Word::as_str);
    let parts: Vec<&str> = period.into_iter().chain([item.id.as_str()]).chain(area).collect();
    let name = slug(&parts.join("-"));
    let path = format!("content/plan/{name}.md");
    let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
    let mut head = vec![("title", Asked::Line(item.title.clone()))];
    head.push(("written", Asked::Plain(project.as_of.to_string())));
    head.extend(period.map(|period| ("period", Asked::Line(period.to_owned()))));
    head.push(("due", Asked::Plain(line.due.to_string())));
    head.push(("target", Asked::Plain(line.minutes.data())));
    head.extend(line.category.as_ref().map(|category| ("categories", Asked::List(vec![category.to_string()]))));
    let body = format!("\nLog it with `{} --plan {name}`.\n", line.log());
    let text = write::compose(&head, &body)?;
    let file = SourceFile { path: path.clone(), text: text.as_str().into(), built_in: false };
    let mut faults = Faults::new(&path);
    let read = lower::plan::read(
        &file,
        Known { config: &project.config, words: &project.words, tree: &project.tree },
        &mut faults,
    );
    let errors: Vec<_> = faults.notes.into_iter().filter(|n| n.level() == Level::Error).collect();
    if read.is_err() || !errors.is_empty() {
        return Err(Error::Refused(errors));
    }
    Ok(Draft { path, text })
}

/// Puts drafts on the disk, all or none, never over an existing file.
pub(crate) fn save(project: &Project, drafts: &[Draft]) -> Result<(), Error> {
    let create = |draft: &Draft| Change::create(draft.path.clone(), draft.text.as_bytes());
    Ok(journal::perform(&project.root, "plan --add", drafts.iter().map(create).collect())?)
}
