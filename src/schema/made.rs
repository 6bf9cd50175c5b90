//! The schemas of what a member writes, made from the tables of keys.

use serde_json::{Value, json};

use crate::model::keys::{Key, Table, Takes};

/// The schema of one kind of file, as its file beside this one holds it.
pub(super) fn of(table: &Table) -> String {
    let property = |key: &Key| (key.name.to_owned(), property(key));
    let required = |of_draft: bool| -> Vec<&str> {
        table.keys.iter().filter(|key| key.required && key.draft_without == of_draft).map(|key| key.name).collect()
    };
    let but_drafts = required(true);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("cpdfolio.{}/{}", table.format, table.version),
        "title": table.what,
        "type": "object",
        "properties": table.keys.iter().map(property).collect::<serde_json::Map<_, _>>(),
        "required": required(false),
        "additionalProperties": table.more.is_some(),
    });
    if let Some(map) = schema.as_object_mut().filter(|_| !but_drafts.is_empty()) {
        let draft = json!({"properties": {"draft": {"const": true}}, "required": ["draft"]});
        map.insert("if".to_owned(), json!({"not": draft}));
        map.insert("then".to_owned(), json!({"required": but_drafts}));
    }
    if let (Some(more), Some(map)) = (table.more, schema.as_object_mut()) {
        map.insert("$comment".to_owned(), json!(more));
    }
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text + "\n"
}

fn property(key: &Key) -> Value {
    let day = || json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"});
    let hours = || json!([{"type": "number", "minimum": 0}, {"type": "string"}]);
    let fixed = json!({
        "type": "object", "properties": {"fixed": {"oneOf": hours()}}, "required": ["fixed"],
        "additionalProperties": false,
    });
    let span = json!({
        "type": "object", "properties": {"from": day(), "to": day()}, "required": ["from", "to"],
        "additionalProperties": false,
    });
    let mut schema = match key.takes {
        Takes::Line | Takes::Text => json!({"type": ["string", "number"]}),
        Takes::Day => day(),
        Takes::Days => json!({"oneOf": [day(), span]}),
        Takes::Hours => json!({"oneOf": hours()}),
        Takes::Shares => json!({
            "oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"oneOf": hours()}}],
        }),
        Takes::ItemHours => json!({"oneOf": [{"const": "open"}, fixed]}),
        Takes::Flag => json!({"type": "boolean"}),
        Takes::Number => json!({"type": "integer"}),
        Takes::Word(words) => json!({"enum": words()}),
        Takes::Lines => json!({
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": ["string", "number"]}}],
        }),
        Takes::Free => json!({"type": "object"}),
    };
    if let Some(map) = schema.as_object_mut() {
        if !key.required {
            or_blank(map);
        }
        map.insert("description".to_owned(), json!(key.help));
    }
    schema
}

/// A key that may be left out may also stay blank.
fn or_blank(of: &mut serde_json::Map<String, Value>) {
    if let Some(Value::Array(ways)) = of.get_mut("oneOf") {
        ways.push(json!({"type": "null"}));
    } else if let Some(Value::Array(words)) = of.get_mut("enum") {
        words.push(Value::Null);
    } else if let Some(kind) = of.get_mut("type") {
        match kind {
            Value::Array(kinds) => kinds.push(json!("null")),
            one => *one = json!([one.clone(), "null"]),
        }
    }
}

/// The schema of the data of entries: the keys that are told stand before its last property, `page`.
pub(super) fn with_told(text: &str, table: &Table) -> Option<String> {
    let mut schema: Value = serde_json::from_str(text).ok()?;
    let entry = schema.pointer_mut("/properties/entries/items")?.as_object_mut()?;
    let told = || table.keys.iter().filter(|key| key.told);
    let is_told = |name: &str| told().any(|key| key.name == name);
    let required = entry.get_mut("required")?.as_array_mut()?;
    required.retain(|name| name.as_str().is_some_and(|name| name != "page" && !is_told(name)));
    required.extend(told().map(|key| key.name).chain(["page"]).map(Value::from));
    let properties = entry.get_mut("properties")?.as_object_mut()?;
    let page = properties.shift_remove("page")?;
    for key in told() {
        properties.shift_remove(key.name);
        properties.insert(key.name.to_owned(), told_property(key));
    }
    properties.insert("page".to_owned(), page);
    Some(serde_json::to_string_pretty(&schema).ok()? + "\n")
}

fn told_property(key: &Key) -> Value {
    match key.takes {
        // Others see how many files there are, not which.
        Takes::Lines if key.name == "evidence" => {
            json!({"type": "integer", "minimum": 0, "description": "How many files show it."})
        }
        Takes::Lines => json!({"type": "array", "items": {"type": "string"}}),
        Takes::Flag => json!({"type": "boolean"}),
        _ => json!({"type": ["string", "null"]}),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::keys;

    fn overwrite() -> bool {
        std::env::var("SCHEMAS").is_ok_and(|v| v == "overwrite")
    }

    #[test]
    fn the_data_of_entries_has_the_keys_that_are_told() {
        let path = format!("{}/src/schema/data-activities-1.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        let made = super::with_told(&text, &keys::ENTRY).unwrap();
        if overwrite() {
            std::fs::write(&path, &made).unwrap();
        } else {
            assert_eq!(text, made);
        }
    }

    /// `SCHEMAS=overwrite cargo test schema::` writes them anew.
    #[test]
    fn the_files_hold_what_the_tables_of_keys_say() {
        for table in keys::ALL {
            let made = super::of(table);
            let path = format!("{}/src/schema/{}-{}.json", env!("CARGO_MANIFEST_DIR"), table.format, table.version);
            if overwrite() {
                std::fs::write(&path, &made).unwrap();
                continue;
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), made, "{path}");
            let listed = crate::schema::ALL.iter().find(|s| s.name == table.format);
            assert_eq!(listed.map(|s| s.text), Some(&*made), "{path}");
        }
    }
}
