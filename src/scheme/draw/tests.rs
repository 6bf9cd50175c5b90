//! Draws as a whole: they are fair, repeat, and notice every change.

use std::collections::BTreeMap;

use super::frame::{Frame, Stratum, largest_remainder};
use super::record::{self, Place, Value, draw};
use super::verify::{Told, audit, verify};
use crate::hash::sha256;
use crate::model::time::parse_day;
use crate::scheme::key::SchemeKey;
use crate::scheme::sample::{Share, Source, SourceKind};

fn source(kind: SourceKind) -> Source {
    Source {
        name: "a beacon".to_owned(),
        time: "2026-04-15T12:00Z".to_owned(),
        day: parse_day("2026-04-15").unwrap(),
        fallback: "the next pulse".to_owned(),
        kind,
    }
}

fn tokens(name: &str, n: usize) -> Vec<String> {
    (0..n).map(|i| sha256(&format!("{name} {i}"))[..32].to_owned()).collect()
}

fn stratum(name: &str, n: usize, take_all: bool) -> Stratum {
    Stratum { name: name.to_owned(), take_all, quota: 0, tokens: tokens(name, n) }
}

fn frame() -> Frame {
    let strata = vec![stratum("MIET", 60, false), stratum("FIET", 25, false), stratum("not-answered", 4, true)];
    Frame::new("2026", source(SourceKind::Public), Share::Size(12), 1, 2, strata)
}

fn value(text: &str) -> Value {
    Value { text: text.to_owned(), fallback: false, witnesses: vec![], dropped: vec![] }
}

#[test]
fn a_frame_is_read_as_it_is_written() {
    let frame = frame();
    assert_eq!(frame.strata.iter().map(|s| s.quota).collect::<Vec<_>>(), [4, 8, 4]);
    for share in
        [Share::Size(3), Share::Part(25, 1000), Share::Quotas(vec![("FIET".to_owned(), 7), ("MIET".to_owned(), 2)])]
    {
        let frame = Frame::new("2026", source(SourceKind::Dice), share, 1, 0, frame.strata.clone());
        assert_eq!(Frame::read(&frame.text()), Ok(frame));
    }
    let parts = [(0, 10, vec![0, 0]), (7, 10, vec![4, 3]), (10, 10, vec![5, 5])];
    for (size, _, shares) in parts {
        assert_eq!(largest_remainder(size, &[5, 5]), shares);
    }
    assert_eq!(largest_remainder(10, &[1, 1, 1]), [4, 3, 3]);
    assert_eq!(largest_remainder(3, &[0, 0]), [0, 0]);
}

#[test]
fn every_changed_byte_is_noticed() {
    let frame = frame();
    let (text, told) = (frame.text(), record::text(&frame, &value("a1b2")));
    let commitment = frame.commitment();
    assert_eq!(
        verify(&text, Some(&told), Told { commitment: Some(&commitment), value: Some("a1b2") }),
        Vec::<String>::new()
    );
    for n in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[n] = if bytes[n] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(!verify(&changed, Some(&told), Told::default()).is_empty(), "byte {n} of the frame");
        assert!(!verify(&changed, None, Told { commitment: Some(&commitment), value: None }).is_empty(), "byte {n}");
    }
    for n in 0..told.len() {
        let mut bytes = told.clone().into_bytes();
        bytes[n] = if bytes[n] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(!verify(&text, Some(&changed), Told::default()).is_empty(), "byte {n} of the record");
    }
    let other = Told { commitment: None, value: Some("a1b3") };
    assert_eq!(verify(&text, Some(&told), other).len(), 1);
}

/// Who makes frames until the draw pleases has another commitment than the one that was published.
#[test]
fn an_operator_who_grinds_is_caught() {
    let published = frame().commitment();
    let pleases = |f: &Frame| draw(f, &value("known"))[0].ranked[0].token == f.strata[0].tokens[0];
    let mut ground = frame();
    let mut tries = 0;
    while !pleases(&ground) {
        tries += 1;
        ground = Frame { name: format!("2026-{tries}"), ..frame() };
        assert!(tries < 10_000);
    }
    let told = record::text(&ground, &value("known"));
    assert!(verify(&ground.text(), Some(&told), Told::default()).is_empty());
    let against = Told { commitment: Some(&published), value: None };
    assert_eq!(verify(&ground.text(), Some(&told), against).len(), 1);
}

#[test]
fn who_is_dropped_gives_way_to_the_next_ticket_and_nobody_else_moves() {
    let frame = frame();
    let before = draw(&frame, &value("v"));
    let first = before[0].ranked[0].token.clone();
    let after = Value { dropped: vec![(parse_day("2026-05-01").unwrap(), first.clone())], ..value("v") };
    let now = draw(&frame, &after);
    let places = |o: &record::Outcome<'_>, place| {
        o.ranked.iter().filter(|r| r.place == place).map(|r| r.token.clone()).collect::<Vec<_>>()
    };
    assert_eq!(places(&now[0], Place::Dropped), [first]);
    let (old, new) = (places(&before[0], Place::Drawn), places(&now[0], Place::Drawn));
    assert_eq!(new[..3], old[1..]);
    assert_eq!(new[3], places(&before[0], Place::Reserve)[0]);
    assert_eq!(places(&now[0], Place::Reserve).len(), 2);
    assert_eq!(now[1..], before[1..]);
    let told = record::text(&frame, &after);
    assert!(verify(&frame.text(), Some(&told), Told::default()).is_empty());
    assert_eq!(record::read(&told).unwrap().1, after);
}

#[test]
fn a_value_comes_after_the_commitment_and_dice_have_witnesses() {
    let day = |d| parse_day(d).unwrap();
    let dice = Frame { source: source(SourceKind::Dice), ..frame() };
    assert!(record::refused(&frame(), "12", &[], day("2026-04-14")).is_some());
    assert_eq!(record::refused(&frame(), "12", &[], day("2026-04-15")), None);
    for text in ["", " 1", "a\nb", "é"] {
        assert!(record::refused(&frame(), text, &[], day("2026-04-15")).is_some(), "{text:?}");
    }
    let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert!(record::refused(&dice, "1 6 2", &names(&["Ann", "Ann"]), day("2026-04-15")).is_some());
    assert_eq!(record::refused(&dice, "1 6 2", &names(&["Ann", "Ben"]), day("2026-04-15")), None);
}

/// Chi-square over 10,000 values: everybody is drawn as often as the others. 29 degrees of freedom; by chance the sum
/// is above 58.3 once in a thousand times, and the values are fixed.
#[test]
fn everybody_is_as_likely_as_the_others() {
    let frame = Frame::new("f", source(SourceKind::Public), Share::Size(6), 0, 0, vec![stratum("all", 30, false)]);
    let mut drawn: BTreeMap<String, f64> = frame.strata[0].tokens.iter().map(|t| (t.clone(), 0.0)).collect();
    for n in 0..10_000 {
        for ranked in &draw(&frame, &value(&n.to_string()))[0].ranked {
            *drawn.get_mut(&ranked.token).unwrap() += 1.0;
        }
    }
    let expected = 2_000.0;
    // each is drawn or not: the variance of a count is that of 10,000 draws at 6 of 30
    let sum: f64 = drawn.values().map(|n| (n - expected) * (n - expected) / (expected * 0.8)).sum();
    let sum = sum * 29.0 / 30.0;
    assert!((8.0..58.3).contains(&sum), "{sum}");
}

#[test]
fn an_auditor_compares_tokens_with_members_and_counts_the_forgotten() {
    let key = SchemeKey::new([3; 32]);
    let ids: Vec<String> = (0..20).map(|n| key.id(&n.to_string())).collect();
    let mut members: BTreeMap<String, (String, String)> =
        ids.iter().map(|id| (id.clone(), (key.token("2026", id), "all".to_owned()))).collect();
    let all = Stratum {
        name: "all".to_owned(),
        take_all: false,
        quota: 0,
        tokens: members.values().map(|m| m.0.clone()).collect(),
    };
    let frame = Frame::new("2026", source(SourceKind::Public), Share::Size(3), 0, 0, vec![all]);
    assert!(audit(&frame, &members, &key, 0).is_empty());
    members.remove(&ids[4]);
    assert!(audit(&frame, &members, &key, 1).is_empty());
    assert_eq!(audit(&frame, &members, &key, 0).len(), 1);
    members.insert("m-invented".to_owned(), ("0".repeat(32), "all".to_owned()));
    assert_eq!(audit(&frame, &members, &key, 1).len(), 2);
}

#[test]
fn a_source_is_known_by_a_word_of_its_name() {
    let refused = |name: &str| {
        let mut frame = frame();
        frame.source.kind = SourceKind::Public;
        frame.source.name = name.to_owned();
        record::refused(&frame, "1 6 2", &[], parse_day("2026-04-15").unwrap())
    };
    for other in ["Lottery, read out by the administrator", "ministers' list", "Hydrandia"] {
        assert_eq!(refused(other), None, "{other}");
    }
    for (name, digits) in [("NIST Randomness Beacon", "128"), ("beacon (nist)", "128"), ("drand: League", "64")] {
        assert!(refused(name).unwrap().contains(&format!("has {digits} hexadecimal digits")), "{name}");
    }
}
