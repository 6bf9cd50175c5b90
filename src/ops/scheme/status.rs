//! Where the scheme stands: from those who joined to those whose review is done, what is due, who has how much.

use std::collections::BTreeMap;

use super::draw::{drawn, frame_of};
use super::folder::{Done, Folder, Run};
use super::letters::Desk;
use super::marks::{assessors, assigned};
use super::merge::settled;
use crate::engine::Error;
use crate::model::time::in_words;
use crate::output::{Commit, Target};
use crate::paths::OutPath;
use crate::scheme::board::{Board, calendar, page};
use crate::scheme::receive::{Kind, current};
use crate::scheme::review::State;
use crate::scheme::step::Step;
use crate::wording::Wording;

/// Tells where everything stands; writes the administrator's own pages where a folder is named.
pub(crate) fn run(folder: &Folder, name: &str, out: Option<&Target>, run: &Run) -> Result<Done, Error> {
    let board = board(folder, name, run)?;
    let mut step = Step::default();
    for (key, n) in &board.funnel {
        step.figure(*key, *n);
    }
    for (key, day) in &board.deadlines {
        let left = (*day - run.as_of).num_days();
        let when = if left < 0 { format!("{} days ago", -left) } else { format!("in {left} days") };
        step.told.push(format!("{key}: {} ({when})", in_words(*day)));
    }
    for (who, (done, all)) in &board.load {
        step.told.push(format!("{who}: {done} of {all} reviewed"));
    }
    if let Some(target) = out.filter(|_| !run.dry) {
        let commit = Commit::begin(target)?;
        let css = crate::theme::built_in()
            .into_iter()
            .find(|(name, _)| *name == "assets/site.css")
            .map_or(&[][..], |(_, b)| b);
        let (page, ics) = (page(Wording::english(), &board), calendar(&board));
        for (file, bytes) in [("index.html", page.as_bytes()), ("style.css", css), ("deadlines.ics", &ics[..])] {
            let path = OutPath::new(file).map_err(|f| Error::BadPath(file.to_owned(), f))?;
            commit.put(&path, bytes)?;
        }
        commit.finish()?;
        step.told.push(format!("{}", target.path().join("index.html").display()));
    }
    Ok(folder.told("status", run, step))
}

fn board(folder: &Folder, name: &str, run: &Run) -> Result<Board, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let year = folder.settings.year;
    let members: Vec<_> = desk.members().collect();
    let (declared, records) =
        (current(&desk.snapshots, Kind::Declaration, year), current(&desk.snapshots, Kind::Record, year));
    let silent = desk.silent()?;
    let drawn_now = drawn(folder, name)?;
    let mut funnel: Vec<(&'static str, usize)> = vec![
        ("joined", desk.register.len()),
        ("members", members.len()),
        ("exempt", members.iter().filter(|j| desk.is_exempt(j)).count()),
        ("declared", declared.len()),
        ("silent", silent.declaration.len()),
        ("drawn", drawn_now.iter().filter(|d| d.is_drawn).count()),
        ("records", records.len()),
        ("records_accepted", records.values().filter(|s| s.accepted.is_some()).count()),
        ("records_missing", silent.record.len()),
    ];
    let marks = assigned(folder, name)?;
    funnel.push(("reviews_wanted", marks.len()));
    let mut load: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    if frame_of(folder, name)?.is_some() && !marks.is_empty() {
        let (states, reviews) = settled(folder, name)?;
        for assessor in assessors(folder)? {
            let all = marks.keys().filter(|(_, a)| *a == assessor.id).count();
            let done = reviews.keys().filter(|(_, a)| *a == assessor.id).count();
            load.insert(format!("{} {}", assessor.id, assessor.name), (done, all));
        }
        funnel.push(("reviews", reviews.len()));
        funnel.push(("settled", states.values().filter(|r| r.state == State::Settled).count()));
    }
    let d = folder.settings.deadlines;
    let days = [("declaration", d.declaration), ("record", d.record), ("review", d.review)];
    let mut deadlines: Vec<_> = days.into_iter().filter_map(|(key, day)| Some((key, day?))).collect();
    deadlines.extend(folder.settings.draw.source.as_ref().map(|s| ("value", s.day)));
    deadlines.sort_by_key(|(_, day)| *day);
    let letters = folder.files("letters")?;
    Ok(Board { title: folder.settings.title.clone(), year, as_of: run.as_of, funnel, deadlines, load, letters })
}
