//! The answer of an import as data.

use serde_json::{Value, json};

use crate::exchange::import::columns::{Column, Tick};
use crate::exchange::import::draft::Place;
use crate::ops::import::{Prepared, Ready};

/// The answer for all files.
pub(super) fn json(all: &[Prepared], written: bool) -> Value {
    let files: Vec<Value> = all.iter().map(file).collect();
    json!({"schema": "cpdfolio.import/1", "written": written, "files": files})
}

/// What a column holds, in a word.
pub(super) fn role(column: &Column) -> String {
    match &column.tick {
        Some(Tick::Type(id)) => format!("type {id}"),
        Some(Tick::Category(id)) => format!("category {id}"),
        Some(Tick::Planned(true)) => "planned".to_owned(),
        Some(Tick::Planned(false)) => "unplanned".to_owned(),
        None => column.declared.clone().unwrap_or_else(|| column.role.word().to_owned()),
    }
}

fn file(of: &Prepared) -> Value {
    let u = &of.understood;
    let column = |c: &Column| json!({"name": c.name, "holds": role(c), "sure": c.sure});
    let table = |t: &crate::exchange::import::understand::ToldTable| json!({"sheet": t.sheet, "line": t.line, "columns": t.columns.iter().map(column).collect::<Vec<_>>()});
    let question = |q: &crate::exchange::import::ask::Question| {
        let options: Vec<Value> =
            q.options.iter().map(|(word, means)| json!({"answer": word, "means": means})).collect();
        json!({"flag": q.flag, "text": q.text, "options": options})
    };
    let entries: i64 =
        of.ready.iter().filter(|r| !r.draft.is_draft()).filter_map(|r| r.draft.minutes).map(|m| m.0).sum();
    let drafts: i64 = of.ready.iter().filter(|r| r.draft.is_draft()).filter_map(|r| r.draft.minutes).map(|m| m.0).sum();
    let refused: i64 = of.refused.iter().filter_map(|r| r.refusal.minutes).map(|m| m.0).sum();
    json!({
        "file": of.file_name(),
        "name": of.name,
        "format": u.format,
        "encoding": u.encoding,
        "tables": u.tables.iter().map(table).collect::<Vec<_>>(),
        "date_order": u.order.as_ref().map(|(order, why)| json!({"order": order.word(), "why": why})),
        "remarks": u.remarks,
        "questions": u.questions.iter().map(question).collect::<Vec<_>>(),
        "needs_choice": of.needs_choice,
        "rows": of.ready.len() + of.known.len() + of.corrected.len() + of.refused.len() + of.nothing.len(),
        "entries": of.ready.iter().map(ready).collect::<Vec<_>>(),
        "known": of.known.iter().map(|(p, id)| at(p, json!({"id": id}))).collect::<Vec<_>>(),
        "corrected": of.corrected.iter()
            .map(|c| at(&c.place, json!({"id": c.id, "title": c.draft.title, "differs": c.differs})))
            .collect::<Vec<_>>(),
        "refused": of.refused.iter()
            .map(|r| at(&r.place, json!({
                "reason": r.refusal.reason, "fix": r.refusal.fix, "minutes": r.refusal.minutes.map(|m| m.0),
            })))
            .collect::<Vec<_>>(),
        "no_entry": of.nothing.iter().map(|(p, kind, text)| at(p, json!({"kind": kind.word(), "text": text}))).collect::<Vec<_>>(),
        "not_attached": of.not_attached.iter().map(|(name, why)| json!({"file": name, "reason": why})).collect::<Vec<_>>(),
        "refused_file": of.refused_path().map(|p| p.to_string()),
        "minutes": {
            "entries": entries, "drafts": drafts, "refused": refused,
            "refused_without": of.refused.iter().filter(|r| r.refusal.minutes.is_none()).count(),
        },
    })
}

fn at(place: &Place, mut of: Value) -> Value {
    if let Some(map) = of.as_object_mut() {
        map.insert("sheet".to_owned(), json!(place.sheet));
        map.insert("line".to_owned(), json!(place.line));
    }
    of
}

fn ready(of: &Ready) -> Value {
    let d = &of.draft;
    at(
        &of.place,
        json!({
            "number": of.number,
            "path": of.path.as_str(),
            "title": d.title,
            "from": d.days.map(|d| d.first.to_string()),
            "to": d.days.map(|d| d.last.to_string()),
            "minutes": d.minutes.map(|m| m.0),
            "draft": d.is_draft(),
            "type": d.kind,
            "category": d.category,
            "planned": d.planned,
            "provider": d.provider,
            "evidence": d.evidence,
            "twins": of.twins.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(),
        }),
    )
}
