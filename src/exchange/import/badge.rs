//! Open Badges, as a file or baked into a picture: name, issuer, day, and credits where they are given. A badge shows
//! that somebody issued it, not how long it took.

use std::io::Read;

use serde_json::Value;

use super::days::{self, Reading};
use super::draft::{Draft, fingerprint};
use super::grid::Cell;
use crate::model::Minutes;

/// The most text of a picture that is unpacked.
const MOST_TEXT: u64 = 1024 * 1024;

/// The badge that is baked into a PNG.
pub(super) fn baked(bytes: &[u8]) -> Option<Value> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let size = usize::try_from(u32::from_be_bytes(head[..4].try_into().ok()?)).ok()?;
        let data = bytes.get(at + 8..(at + 8).checked_add(size)?)?;
        if matches!(&head[4..], b"iTXt" | b"tEXt" | b"zTXt")
            && let Some(value) = text_of(&head[4..], data).and_then(|text| of_text(&text))
        {
            return Some(value);
        }
        at = at.checked_add(size)?.checked_add(12)?;
    }
    None
}

fn text_of(kind: &[u8], data: &[u8]) -> Option<String> {
    let end = data.iter().position(|b| *b == 0)?;
    if !matches!(&data[..end], b"openbadges" | b"openbadgecredential") {
        return None;
    }
    let rest = &data[end + 1..];
    let (packed, text) = match kind {
        b"tEXt" => (false, rest),
        b"zTXt" => (true, rest.get(1..)?),
        _ => {
            let language = rest.get(2..)?;
            let after = &language[language.iter().position(|b| *b == 0)? + 1..];
            (rest[0] == 1, &after[after.iter().position(|b| *b == 0)? + 1..])
        }
    };
    if !packed {
        return String::from_utf8(text.to_vec()).ok();
    }
    let mut out = String::new();
    flate2::read::ZlibDecoder::new(text).take(MOST_TEXT).read_to_string(&mut out).ok()?;
    Some(out)
}

/// A badge as JSON, or signed: the middle part of the token holds it.
pub(super) fn of_text(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return is_badge(&value).then_some(value);
    }
    let mut parts = text.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    let padded = payload.replace('-', "+").replace('_', "/") + &"=".repeat((4 - payload.len() % 4) % 4);
    let value: Value = serde_json::from_slice(&crate::base64::decode(&padded)?).ok()?;
    let value = value.get("vc").cloned().unwrap_or(value);
    is_badge(&value).then_some(value)
}

/// Is it an assertion of version 2, or a credential of version 3?
pub(super) fn is_badge(value: &Value) -> bool {
    let types = match value.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let known = ["Assertion", "OpenBadgeCredential", "AchievementCredential", "VerifiableCredential"];
    types.iter().any(|t| known.contains(t)) || value.get("badge").is_some() && value.get("issuedOn").is_some()
}

/// The draft of a badge.
pub(super) fn draft(value: &Value) -> Draft {
    let achievement =
        value.pointer("/credentialSubject/achievement").or_else(|| value.get("badge")).unwrap_or(&Value::Null);
    let achievement = achievement.get(0).unwrap_or(achievement);
    let text =
        |of: Option<&Value>| of.and_then(Value::as_str).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    let issuer = value.get("issuer").or_else(|| achievement.get("issuer")).or_else(|| achievement.get("creator"));
    let issuer = issuer.and_then(|i| text(i.get("name")));
    let day = ["validFrom", "issuedOn", "issuanceDate", "awardedDate"].iter().find_map(|key| {
        let found = text(value.get(*key))?;
        match days::read(&Cell::of(&found), None) {
            Reading::Sure(days) => Some(days),
            _ => None,
        }
    });
    let credits = ["creditsAvailable", "credits", "hours"].iter().find_map(|key| {
        let found = achievement.get(*key).or_else(|| value.pointer(&format!("/credentialSubject/{key}")))?;
        Some(found.as_f64().map_or_else(|| found.as_str().unwrap_or_default().to_owned(), |n| n.to_string()))
    });
    let mut private = vec![("hours from".to_owned(), "not in the badge".to_owned())];
    private.extend(credits.filter(|c| !c.is_empty()).map(|c| ("credits".to_owned(), c)));
    let id = text(value.get("id")).unwrap_or_default();
    let title = text(achievement.get("name")).or_else(|| text(value.get("name"))).unwrap_or_else(|| "Badge".to_owned());
    let cells = [
        ("id".to_owned(), id.clone()),
        ("title".to_owned(), title.clone()),
        ("day".to_owned(), day.map(|d| d.first.to_string()).unwrap_or_default()),
    ];
    if id.starts_with("http") {
        private.push(("badge".to_owned(), id));
    }
    Draft {
        title,
        days: day,
        minutes: None::<Minutes>,
        provider: issuer,
        text: text(achievement.get("description")).unwrap_or_default(),
        private,
        unconfirmed: true,
        identity: fingerprint(&cells),
        ..Draft::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &str = r#"{"type":["VerifiableCredential","OpenBadgeCredential"],"id":"https://b.example/1",
        "issuer":{"name":"A body"},"validFrom":"2025-03-04T00:00:00Z",
        "credentialSubject":{"id":"did:x","achievement":{"name":"Safety","creditsAvailable":1.5,"description":"A course"}}}"#;

    #[test]
    fn a_badge_is_a_draft_without_hours() {
        let draft = draft(&of_text(THREE).unwrap());
        assert_eq!((draft.title.as_str(), draft.provider.as_deref(), draft.minutes), ("Safety", Some("A body"), None));
        assert_eq!(draft.days.map(|d| d.first.to_string()).as_deref(), Some("2025-03-04"));
        assert!(draft.private.contains(&("credits".to_owned(), "1.5".to_owned())) && draft.is_draft());
    }

    #[test]
    fn a_badge_is_found_in_a_picture() {
        let mut chunk = b"openbadges\0\0\0\0\0".to_vec();
        chunk.extend(THREE.as_bytes());
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend(u32::try_from(chunk.len()).unwrap().to_be_bytes());
        png.extend(b"iTXt");
        png.extend(&chunk);
        png.extend([0; 4]);
        assert!(baked(&png).is_some());
        png.truncate(40);
        assert!(baked(&png).is_none());
        assert!(baked(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt").is_none());
    }
}
