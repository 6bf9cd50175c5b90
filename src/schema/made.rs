//! The schemas of what a member writes, made from the tables of keys.

use serde_json::{Value, json};

use crate::model::keys::{Key, Table, Takes};

/// The schema of one kind of file, as its file beside this one holds it.
pub(super) fn of(table: &Table) -> String {
    let property = |key: &Key| (key.name.to_owned(), property(key));
    let required: Vec<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("cpdfolio.{}/{}", table.format, table.version),
        "title": table.what,
        "type": "object",
        "properties": table.keys.iter().map(property).collect::<serde_json::Map<_, _>>(),
        "required": required,
        "additionalProperties": table.more.is_some(),
    });
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
        map.insert("description".to_owned(), json!(key.help));
    }
    schema
}

#[cfg(test)]
mod tests {
    use crate::model::keys;

    /// `SCHEMAS=overwrite cargo test schema::` writes them anew.
    #[test]
    fn the_files_hold_what_the_tables_of_keys_say() {
        for table in keys::ALL {
            let made = super::of(table);
            let path = format!("{}/src/schema/{}-{}.json", env!("CARGO_MANIFEST_DIR"), table.format, table.version);
            if std::env::var("SCHEMAS").is_ok_and(|v| v == "overwrite") {
                std::fs::write(&path, &made).unwrap();
                continue;
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), made, "{path}");
            let listed = crate::schema::ALL.iter().find(|s| s.name == table.format);
            assert_eq!(listed.map(|s| s.text), Some(&*made), "{path}");
        }
    }
}
