//! Where the scheme stands: from those who joined to those whose review is done, what is due, who has how much.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::{drawn, frame_of, there};
use super::enrol::DOUBTFUL;
use super::folder::{Done, Folder, Run};
use super::letters::{Desk, due};
use super::marks::{assessors, assigned};
use super::merge::settled;
use crate::engine::Error;
use crate::model::Day;
use crate::model::time::in_words;
use crate::output::{Commit, Target};
use crate::paths::OutPath;
use crate::scheme::assign::counted;
use crate::scheme::board::{Board, calendar, page};
use crate::scheme::receive::{Kind, REFUSED, current};
use crate::scheme::register::Joined;
use crate::scheme::review::State;
use crate::scheme::step::Step;
use crate::wording::Wording;

/// Tells where everything stands; writes the administrator's own pages where a folder is named.
pub(crate) fn run(folder: Folder, name: &str, out: Option<&Target>, run: &Run) -> Result<Done, Error> {
    let mut step = Step::default();
    let board = board(&folder, name, run, &mut step)?;
    // the pages may lie in the scheme's own folder, whose lock their writer wants
    let folder = folder.unlocked();
    for (key, n) in &board.funnel {
        step.figure(*key, *n);
    }
    for (key, n) in &board.waiting {
        step.figure(*key, *n);
    }
    for (kind, n) in board.letters.iter().filter(|(_, n)| *n > 0) {
        step.told.push(due_line(kind, *n));
    }
    for (key, day) in &board.deadlines {
        step.told.push(day_line(key, *day, run.as_of));
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

/// `due: 2 letters (drawn)`
fn due_line(kind: &str, n: usize) -> String {
    format!("due: {} ({kind})", crate::diag::count(n, "letter"))
}

/// `last day for declarations: 31 March 2026 (in 3 days)`
fn day_line(key: &str, day: Day, today: Day) -> String {
    let what = match key {
        "value" => "value of the draw".to_owned(),
        key => format!("last day for {key}s"),
    };
    let left = (day - today).num_days();
    let days = |n: i64| format!("{n} day{}", if n == 1 { "" } else { "s" });
    let when = match left {
        0 => "today".to_owned(),
        ..0 => format!("{} ago", days(-left)),
        1.. => format!("in {}", days(left)),
    };
    format!("{what}: {} ({when})", in_words(day))
}

fn board(folder: &Folder, name: &str, run: &Run, step: &mut Step) -> Result<Board, Error> {
    there(folder, name)?;
    let desk = Desk::open(folder, name, run.as_of)?;
    desk.tell(step);
    let year = folder.settings.year;
    let members: Vec<_> = desk.members().collect();
    let (declared, records) =
        (current(&desk.snapshots, Kind::Declaration, year), current(&desk.snapshots, Kind::Record, year));
    let answered = |j: &Joined| declared.contains_key(j.id.as_str()) || records.contains_key(j.id.as_str());
    let silent = desk.silent()?;
    let drawn_now: Vec<String> = drawn(folder, name)?.into_iter().filter(|d| d.is_drawn).map(|d| d.id).collect();
    let wanted: BTreeSet<&str> = desk.wanted()?.into_iter().map(|j| j.id.as_str()).collect();
    let here: Vec<_> = records.values().filter(|s| wanted.contains(s.id.as_str())).collect();
    let accepted = here.iter().filter(|s| s.accepted.is_some()).count();
    let unasked = |j: &&&Joined| !answered(j);
    // each part adds up: who joined to those who left and take part; those to the four that follow; the drawn to three
    let mut funnel: Vec<(&'static str, usize)> = vec![
        ("joined", desk.register.len()),
        ("left", desk.register.len() - members.len()),
        ("members", members.len()),
        ("declared", members.iter().filter(|j| answered(j)).count()),
        ("exempt", members.iter().filter(unasked).filter(|j| desk.is_exempt(j)).count()),
        ("late", members.iter().filter(unasked).filter(|j| !desk.is_exempt(j) && desk.is_late(j)).count()),
        ("silent", silent.declaration.len()),
        ("drawn", drawn_now.len()),
        ("excused", drawn_now.len() - wanted.len()),
        ("records", here.len()),
        ("records_missing", silent.record.len()),
        ("records_accepted", accepted),
        ("records_late", here.len() - accepted),
        ("records_others", records.len() - here.len()),
    ];
    let marks = assigned(folder, name)?;
    funnel.push(("reviews_wanted", marks.len()));
    let mut load: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    if frame_of(folder, name)?.is_some() && !marks.is_empty() {
        let (states, reviews) = settled(folder, name)?;
        let all = counted(marks.keys().map(|(_, assessor)| assessor));
        let done = counted(reviews.keys().map(|(_, assessor)| assessor));
        for assessor in assessors(folder)? {
            let of = |counts: &BTreeMap<&str, usize>| counts.get(assessor.id.as_str()).copied().unwrap_or(0);
            load.insert(format!("{} {}", assessor.id, assessor.name), (of(&done), of(&all)));
        }
        funnel.push(("reviews", reviews.len()));
        funnel.push(("settled", states.values().filter(|r| r.state == State::Settled).count()));
    }
    let d = folder.settings.deadlines;
    let days = [("declaration", d.declaration), ("record", d.record), ("review", d.review)];
    let mut deadlines: Vec<_> = days.into_iter().filter_map(|(key, day)| Some((key, day?))).collect();
    deadlines.extend(folder.settings.draw.source.as_ref().map(|s| ("value", s.day)));
    deadlines.sort_by_key(|(_, day)| *day);
    let letters = due(folder, name, run)?.letters.into_iter().map(|(kind, all)| (kind, all.len())).collect();
    let waiting = waiting(folder, &desk)?;
    let (title, as_of) = (folder.settings.title.clone(), run.as_of);
    Ok(Board { title, year, as_of, funnel, deadlines, load, waiting, letters })
}

/// What wants a look.
fn waiting(folder: &Folder, desk: &Desk<'_>) -> Result<Vec<(&'static str, usize)>, Error> {
    let doubtful = folder.table(DOUBTFUL, &[])?.rows().len();
    let refused = folder.table(REFUSED, &[])?;
    let refused = refused.rows().iter().filter(|row| refused.get(row, "mended").is_empty()).count();
    let year = folder.settings.year;
    let late = desk.snapshots.iter().filter(|s| s.year == year && s.accepted.is_none()).count();
    Ok(vec![("doubtful", doubtful), ("refused", refused), ("late_waiting", late)])
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_that_are_due_are_counted_before_their_kind() {
        let line = |n| super::due_line("drawn", n);
        assert_eq!([line(1), line(2)], ["due: 1 letter (drawn)", "due: 2 letters (drawn)"]);
    }

    #[test]
    fn a_last_day_says_what_for_and_how_far() {
        let day = |text| crate::model::time::parse_day(text).unwrap();
        let line = |key, today| super::day_line(key, day("2026-03-31"), day(today));
        assert_eq!(line("declaration", "2026-03-28"), "last day for declarations: 31 March 2026 (in 3 days)");
        assert_eq!(line("record", "2026-03-30"), "last day for records: 31 March 2026 (in 1 day)");
        assert_eq!(line("review", "2026-03-31"), "last day for reviews: 31 March 2026 (today)");
        assert_eq!(line("value", "2026-04-01"), "value of the draw: 31 March 2026 (1 day ago)");
    }
}
