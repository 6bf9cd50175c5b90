//! A record on its way out: which entries, for whom, in which form.

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::content::walk::MOST_FILES;
use crate::diag::render::Texts as _;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::exchange::export::columns::Line;
use crate::exchange::export::layouts::{self, Layout};
use crate::exchange::export::sheet::{Cell, Sheet};
use crate::exchange::export::{calendar, columns, csv, markdown, summary, xlsx, zip};
use crate::exchange::whole::{self, Files};
use crate::filter::Filter;
use crate::model::{Audience, Unfinished};
use crate::ops::entries;
use crate::paths::SourcePath;
use crate::sight::{SeenEntry, Visible};

/// The largest file that leaves with a record.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Xlsx,
    Json,
    Ics,
    Zip,
}

/// What is to be exported.
#[derive(Debug)]
pub(crate) struct Request<'r> {
    pub(crate) form: Form,
    /// Only these entries.
    pub(crate) filter: Option<&'r Filter>,
    /// A body's columns.
    pub(crate) layout: Option<&'r Layout>,
}

/// A finished export.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    /// How many entries are in it.
    pub(crate) entries: usize,
    /// How many drafts without a day or hours are in it as well.
    pub(crate) drafts: usize,
    /// How many drafts are not.
    pub(crate) left_out: usize,
    /// How many files, where it holds the whole record.
    pub(crate) files: Option<usize>,
}

/// The columns of a body.
pub(crate) fn layout(id: &str) -> Result<Layout, Error> {
    let all = layouts::all();
    let found = all.iter().find(|layout| layout.id == id).cloned();
    found.ok_or_else(|| NoSuch::new(Sought::Layout, id, all.iter().map(|l| l.id.as_str())).into())
}

/// Makes an export of what an audience may see.
pub(crate) fn make(project: &Project, seen: &Visible<'_>, request: &Request<'_>) -> Result<Made, Error> {
    let chosen: Vec<&SeenEntry<'_>> = seen.entries.iter().filter(|e| is_chosen(project, e, request.filter)).collect();
    let drafts = drafts(project, seen, request.filter);
    // a calendar has no place for what has no day, nor has a body's form
    let takes = request.layout.is_none() && request.form != Form::Ics;
    let (drafts, left_out) = if takes { (drafts.as_slice(), 0) } else { (&[][..], drafts.len()) };
    let left_out = left_out + hidden(project, seen.audience, request.filter);
    let made = |bytes: Vec<u8>| Made { bytes, entries: chosen.len(), drafts: drafts.len(), left_out, files: None };
    let lines: Vec<Line<'_, '_>> =
        chosen.iter().map(|e| Line::of(e)).chain(drafts.iter().map(|(line, _)| *line)).collect();
    let whole = seen.audience == Audience::Private && request.filter.is_none();
    match request.form {
        Form::Csv => Ok(made(csv::make(&table(seen, &chosen, &lines, request.layout)))),
        Form::Xlsx => {
            let sheets = vec![table(seen, &chosen, &lines, request.layout), summary::make(seen, &chosen)];
            Ok(made(packed(xlsx::make(sheets))?))
        }
        Form::Ics => Ok(made(calendar::make(seen, &chosen))),
        Form::Json => {
            let files = if whole { files(project)? } else { Files::new() };
            let all = whole::to_json(about(project, seen, &lines), &files);
            let text = format!("{all:#}\n");
            Ok(Made { files: whole.then_some(files.len()), ..made(text.into_bytes()) })
        }
        Form::Zip if whole => {
            let files = files(project)?;
            Ok(Made { files: Some(files.len()), ..made(packed(whole::to_zip(&files))?) })
        }
        Form::Zip => {
            let text =
                |entry: &&SeenEntry<'_>| Ok((format!("content/activities/{}.md", entry.key), markdown::entry(entry)?));
            let mut all = chosen.iter().map(text).collect::<Result<Vec<_>, Error>>()?;
            // a draft that lacks something is its owner's, as it stands
            let own = drafts.iter().map(|(_, draft)| &draft.entry.source);
            all.extend(own.filter_map(|path| Some((path.to_string(), project.tree.text(path)?.to_owned()))));
            let all = all.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
            Ok(made(packed(zip::pack(all))?))
        }
    }
}

fn is_chosen(project: &Project, entry: &SeenEntry<'_>, filter: Option<&Filter>) -> bool {
    let Some(filter) = filter else { return true };
    let facts = crate::filter::Facts {
        id: &entry.key,
        title: entry.title.unwrap_or_default(),
        day: Some(entry.last_day()),
        minutes: Some(entry.minutes),
        activity_type: entry.activity_type.map(crate::model::Word::as_str),
        categories: entry.categories.iter().map(|p| p.category.as_str()).collect(),
        provider: entry.provider,
        tags: entry.tags.iter().map(String::as_str).collect(),
        plan: entry.plan.iter().map(|id| id.as_str()).collect(),
        competences: entry.competences.iter().map(crate::model::Word::as_str).collect(),
        reflection: entry.reflection,
        body: entry.body.map_or("", crate::model::Body::as_str),
        planned: entry.planned,
        draft: entry.draft(),
        example: entry.example(),
        featured: entry.featured,
        supports_others: entry.supports_others,
        ..crate::filter::Facts::default()
    };
    match &entry.owner {
        Some(owner) => filter.holds(&crate::filter::Facts::of(owner.entry), project.as_of),
        None => filter.holds(&facts, project.as_of),
    }
}

/// The drafts without a day or hours that the owner takes along.
fn drafts<'v, 'a>(
    project: &Project,
    seen: &'v Visible<'a>,
    filter: Option<&Filter>,
) -> Vec<(Line<'v, 'a>, &'a Unfinished)> {
    let is_chosen = |draft: &Unfinished| filter.is_none_or(|f| entries::is_unfinished(draft, f, project.as_of));
    let both = seen.unfinished.iter().zip(&seen.drafts).filter(|(draft, _)| is_chosen(draft));
    let line = |(draft, entry): (&&'a Unfinished, &'v SeenEntry<'a>)| {
        (Line { entry, dated: draft.days.is_some(), timed: draft.minutes.is_some() }, *draft)
    };
    both.map(line).collect()
}

/// How many drafts others do not get to see.
fn hidden(project: &Project, audience: Audience, filter: Option<&Filter>) -> usize {
    if audience == Audience::Private {
        return 0;
    }
    let all = &project.loaded.portfolio;
    let holds = |facts: &crate::filter::Facts<'_>| filter.is_none_or(|f| f.holds(facts, project.as_of));
    let finished = all.activities.iter().filter(|a| a.draft && holds(&crate::filter::Facts::of(a))).count();
    let lacking = |u: &&std::sync::Arc<Unfinished>| filter.is_none_or(|f| entries::is_unfinished(u, f, project.as_of));
    finished + all.unfinished.iter().filter(lacking).count()
}

fn packed(made: std::io::Result<Vec<u8>>) -> Result<Vec<u8>, Error> {
    made.map_err(|_| Error::Ours)
}

fn table(seen: &Visible<'_>, chosen: &[&SeenEntry<'_>], lines: &[Line<'_, '_>], layout: Option<&Layout>) -> Sheet {
    match layout {
        Some(layout) => layouts::make(layout, seen, chosen),
        None => columns::entries(seen, lines),
    }
}

/// What other programs read: the entries with our columns as keys.
fn about(project: &Project, seen: &Visible<'_>, lines: &[Line<'_, '_>]) -> Value {
    let sheet = columns::entries(seen, lines);
    let value = |cell: &Cell| match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Word("yes") => json!(true),
        Cell::Word("no") => json!(false),
        Cell::Word(word) => json!(word),
        Cell::Number(number) => json!(number),
        Cell::Decimal(number) => number.parse::<f64>().map_or_else(|_| json!(number), |number| json!(number)),
        Cell::Hours(minutes) | Cell::ExactHours(minutes) => json!(minutes.data()),
        Cell::Day(day) => json!(day.to_string()),
    };
    let entry = |row: &Vec<Cell>| -> Value {
        let pairs = sheet.head.iter().zip(row);
        Value::Object(pairs.map(|(name, cell)| (name.clone(), value(cell))).collect())
    };
    let member = seen.member.as_ref().map(|m| json!({"name": m.name, "number": m.number, "grade": m.grade}));
    json!({
        "schema": whole::SCHEMA, "audience": seen.audience.word(), "as_of": project.as_of.to_string(),
        "title": seen.title, "member": member, "entries": sheet.rows.iter().map(entry).collect::<Vec<_>>(),
        "files": [],
    })
}

/// Every file of a record that leaves with it.
pub(crate) fn files(project: &Project) -> Result<Files, Error> {
    let root = project.root.path();
    let mut found = Files::new();
    let inner = |path: &std::path::Path| {
        let relative = path.strip_prefix(root).ok()?;
        Some(relative.components().map(|c| c.as_os_str().to_str()).collect::<Option<Vec<_>>>()?.join("/"))
    };
    let walk = WalkDir::new(root).follow_links(false).into_iter();
    let walk = walk.filter_entry(|e| e.depth() == 0 || inner(e.path()).is_some_and(|path| whole::is_taken(&path)));
    for entry in walk.flatten().filter(|e| e.file_type().is_file()) {
        let Some(path) = inner(entry.path()).and_then(|path| SourcePath::new(&path).ok()) else { continue };
        // what an interrupted writer left beside a file
        if path.ends_in("tmp") && path.as_str().contains(".cpdfolio-") {
            continue;
        }
        let bytes = project.root.read(&path, LARGEST).map_err(|fault| Error::Unread(path.clone(), fault))?;
        found.insert(path, bytes);
        if found.len() > MOST_FILES {
            return Err(Error::Ours);
        }
    }
    Ok(found)
}
