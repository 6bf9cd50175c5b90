//! A site's folder to its pages.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::error::Error;
use super::outputs::{self, Options, Ready};
use super::project::Project;
use super::timings::Timings;
use crate::diag::{Diagnostic, Warned};
use crate::model::Audience;
use crate::model::activity::NotCounted;
use crate::model::{Activity, Minutes, Sight};
use crate::output::{Commit, Sink, Target, WriteReport};
use crate::sight::Visible;

/// What a build made.
#[derive(Debug)]
pub struct Built {
    /// What happened on the disk.
    pub written: WriteReport,
    /// Pages made.
    pub pages: usize,
    /// The law of conservation, of what this audience sees.
    pub conservation: Conservation,
    /// Doubtful points.
    pub notes: Vec<Diagnostic>,
}

/// Files and hours found = counted + not counted, each with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conservation {
    /// Entry files found.
    pub files: usize,
    /// Entries that count.
    pub counting: usize,
    /// Entries that do not yet count: drafts, examples, and ones still to come.
    pub waiting: usize,
    /// Entries of which the public sees no more than a part of a year's sum.
    pub sums: usize,
    /// Entries that this audience does not see.
    pub unseen: usize,
    /// Entries left out because of errors.
    pub left_out: usize,
    /// Minutes of all entries that could be read.
    pub minutes: Minutes,
    /// Minutes of those that count.
    pub counting_minutes: Minutes,
    /// Minutes of those that do not yet count.
    pub waiting_minutes: Minutes,
    /// Minutes of those that are no more than a part of a sum.
    pub sum_minutes: Minutes,
    /// Minutes that this audience does not see.
    pub unseen_minutes: Minutes,
}

/// Builds the pages into a sink: a folder or memory.
pub fn build_into(
    project: &Project,
    options: &Options,
    sink: &dyn Sink,
    timings: &mut Timings,
) -> Result<Warned<(usize, Conservation)>, Error> {
    let (ready, same) = prepare(project, options, sink, timings)?;
    put(project, &ready, same, options, sink, timings)
}

/// Builds into a folder, for a program that is about to end.
pub fn build(project: &Project, target: &Target, options: &Options, timings: &mut Timings) -> Result<Built, Error> {
    let commit = Commit::begin(target)?;
    let (ready, same) = prepare(project, options, &commit, timings)?;
    // to take its parts apart, text by text, would be a fiftieth of the program's time
    let ready = ManuallyDrop::new(ready);
    let made = put(project, &ready, same, options, &commit, timings)?;
    let written = timings.stage("put in place", || commit.finish())?;
    let (pages, conservation) = made.value;
    Ok(Built { written, pages, conservation, notes: made.notes })
}

/// What the files are made with; and whether the sink has what was made of the same.
fn prepare(
    project: &Project,
    options: &Options,
    sink: &dyn Sink,
    timings: &mut Timings,
) -> Result<(Ready, bool), Error> {
    if project.errors() > 0 && !options.keep_going {
        return Err(Error::Faulty(project.notes.clone(), project.tree.clone()));
    }
    timings.stage("prepare", || {
        let ready = Ready::new(project, options.audience)?;
        // The list of files goes where the site goes. Of what others do not see it tells nothing: not even that it has
        // changed.
        let same = options.audience == Audience::Private && sink.made_of(ready.made_of(project, options));
        Ok((ready, same))
    })
}

/// Makes the files and puts them into the sink.
fn put(
    project: &Project,
    ready: &Ready,
    same: bool,
    options: &Options,
    sink: &dyn Sink,
    timings: &mut Timings,
) -> Result<Warned<(usize, Conservation)>, Error> {
    outputs::with(project, ready, options.audience, options.keep_going, timings, |outputs, _, timings| {
        let progress = Arc::clone(timings.progress());
        timings.stage("render and write", || {
            progress.expect(outputs.list().len());
            outputs.put_all(sink, same, || progress.step())
        })?;
        Ok((outputs.pages(), conservation(project, outputs.seen)))
    })
}

/// The law of conservation, checked on every build.
fn conservation(project: &Project, seen: &Visible<'_>) -> Conservation {
    let counts = |e: &&crate::sight::SeenEntry<'_>| e.not_counted(seen.as_of).is_none();
    let all: Vec<&Arc<Activity>> = project.loaded.entries_for(seen.audience).collect();
    let left_out = project.loaded.not_read.iter().filter(|n| n.for_others(seen.audience).is_none()).count();
    let minutes: Minutes = all.iter().map(|a| a.minutes).sum();
    let shown: Minutes = seen.entries.iter().map(|e| e.minutes).sum();
    let counting_minutes: Minutes = seen.entries.iter().filter(counts).map(|e| e.minutes).sum();
    let counting = seen.entries.iter().filter(counts).count();
    let is_sum = |a: &&&Arc<Activity>| {
        seen.audience == Audience::Public
            && seen.audience.sees(a.visibility) == Sight::Line
            && NotCounted::of(a.draft, a.example, a.days.last, seen.as_of).is_none()
    };
    let sums = all.iter().filter(is_sum).count();
    let sum_minutes: Minutes = seen.hours_only.iter().map(|(_, minutes)| *minutes).sum();
    let unfinished = match seen.audience {
        Audience::Private => project.loaded.portfolio.unfinished.len(),
        Audience::Assessor | Audience::Public => 0,
    };
    Conservation {
        files: all.len() + left_out + unfinished,
        counting,
        waiting: seen.entries.len() - counting + unfinished,
        sums,
        unseen: all.len() - seen.entries.len() - sums,
        left_out,
        minutes,
        counting_minutes,
        waiting_minutes: shown - counting_minutes,
        sum_minutes,
        unseen_minutes: minutes - shown - sum_minutes,
    }
}
