//! The seal and what fails it.

use std::collections::BTreeSet;

use super::bundle::{self, Bundle, Checks, Handover, Opened, Refused};
use super::seal::{self, Key, Sealed, leaf, seal};
use super::verify::{self, Finding};
use crate::hash::Hash32;
use crate::sight::blocks::{Blocks, EntryBlocks, FORMAT, Span};

const KEY: Key = Key([7; 32]);

fn entry(n: usize, day: &str, title: &str, words: Option<&str>) -> EntryBlocks {
    EntryBlocks {
        place: n,
        day: format!("{{\"from\":\"{day}\",\"to\":\"{day}\"}}"),
        facts: format!("{{\"month\":\"{}\",\"minutes\":90,\"title\":\"{title}\",\"planned\":false}}", &day[..7]),
        words: words.map(|w| format!("{{\"body\":\"{w}\"}}")),
        evidence: None,
    }
}

/// What a policy finds.
fn judged(id: &str) -> String {
    format!(
        "{{\"policy\":\"{id}\",\"title\":\"{id}\",\"edition\":\"1\",\"pack\":\"own\",\"hash\":\"0\",\"label\":\"2025\",\
         \"verdict\":\"met\",\"earned\":360,\"counted\":360,\"rules\":[]}}"
    )
}

/// A year with twins, and with an entry of the same words as another.
pub(super) fn blocks(year: i32) -> Blocks {
    let day = |rest: &str| format!("{year}-{rest}");
    let entries = vec![
        entry(0, &day("01-05"), "Seminar", Some("Losses.")),
        entry(1, &day("02-03"), "Reading", None),
        entry(2, &day("02-03"), "Reading", None),
        entry(3, &day("11-30"), "Talk", Some("Losses.")),
    ];
    let plan = vec!["{\"id\":\"sic\",\"title\":\"Choose devices\",\"state\":\"open\"}".to_owned()];
    let period = Span { from: day("01-01"), to: day("12-31") };
    let head = format!(
        "{{\"format\":\"{FORMAT}\",\"period\":{{\"from\":\"{}\",\"to\":\"{}\"}},\"entries\":{},\"plan\":{},\
         \"titles\":{{}}}}",
        period.from,
        period.to,
        entries.len(),
        plan.len()
    );
    let policies = vec![judged("alpha"), judged("omega")];
    Blocks { period, entries, plan, policies, name: Some("\"Sam Example\"".to_owned()), number: None, head }
}

/// A hand-over of sealed periods, of which some blocks are open.
pub(super) fn handed(all: &[(&Blocks, &Sealed)], shows: impl Fn(Hash32, &str) -> bool) -> Bundle {
    let opened = |(blocks, sealed): &(&Blocks, &Sealed)| Opened::of(blocks.period.clone(), sealed, &shows);
    let zero = Hash32([0; 32]);
    let mut bundle = Bundle {
        schema: bundle::FORMAT.to_owned(),
        program: "cpdfolio test".to_owned(),
        language: "en-GB".to_owned(),
        seals: all.iter().map(opened).collect(),
        handover: Handover { title: "A <year>".to_owned(), made_on: "2026-01-05".to_owned(), ..Handover::default() },
        form: None,
        copies: vec![],
        checks: Checks { rest: zero, page: zero },
    };
    let roots: Vec<Hash32> = all.iter().map(|(_, s)| s.root).collect();
    bundle.checks.rest = bundle::of_rest(&bundle, &roots);
    bundle
}

fn read(bundle: &Bundle) -> verify::Checked {
    verify::file(bundle::data(bundle).as_bytes()).unwrap_or_else(|e| panic!("{e:?}"))
}

fn codes(bundle: Bundle) -> BTreeSet<&'static str> {
    verify::check(bundle).findings.iter().map(Finding::code).collect()
}

/// Is a block of a unit open?
type Shows<'a> = &'a dyn Fn(Hash32, &str) -> bool;

const LIST: fn(Hash32, &str) -> bool = |_, name| name != "words" && name != "evidence";

#[test]
fn three_openings_have_one_root() {
    let blocks = blocks(2025);
    let sealed = seal(KEY, &blocks);
    let first = sealed.entries[0].tag;
    let openings: [Shows<'_>; 3] =
        [&|_, name| LIST(first, name) && name != "day", &|tag, name| LIST(tag, name) || tag == first, &|_, _| true];
    for shows in openings {
        let checked = read(&handed(&[(&blocks, &sealed)], shows));
        assert_eq!(checked.findings, []);
        assert_eq!(checked.periods[0].root, sealed.root);
        assert_eq!(checked.periods[0].entries.len(), 4);
    }
}

#[test]
fn all_leaves_differ_and_the_order_of_entries_does_not_matter() {
    let (one, two) = (blocks(2025), blocks(2026));
    let (sealed, next) = (seal(KEY, &one), seal(KEY, &two));
    let all: BTreeSet<Hash32> = sealed.leaves.iter().chain(&next.leaves).copied().collect();
    assert_eq!(all.len(), 2 * (4 * 4 + 1 + 3 + 8));
    let mut turned = one.clone();
    turned.entries.reverse();
    assert_eq!(seal(KEY, &turned).root, sealed.root);
    assert_ne!(seal(Key([8; 32]), &one).root, sealed.root);
}

/// What a hand-over to one body tells of the others: nothing, not even how many there are.
#[test]
fn one_policy_is_opened_alone_under_the_same_root() {
    let blocks = blocks(2025);
    let sealed = seal(KEY, &blocks);
    let (alpha, omega) = (sealed.policies[0].tag, sealed.policies[1].tag);
    let of = |wanted: Option<Hash32>| {
        handed(&[(&blocks, &sealed)], |tag, name| {
            LIST(tag, name) && (name != "policy" || wanted.is_none_or(|w| w == tag))
        })
    };
    for (wanted, found) in [(None, vec!["alpha", "omega"]), (Some(alpha), vec!["alpha"]), (Some(omega), vec!["omega"])]
    {
        let bundle = of(wanted);
        let data = bundle::data(&bundle);
        let checked = read(&bundle);
        assert_eq!(checked.findings, []);
        assert_eq!(checked.periods[0].root, sealed.root);
        let policies: Vec<&str> = checked.periods[0].policies.iter().map(|p| p.policy.as_str()).collect();
        assert_eq!(policies, found);
        for id in ["alpha", "omega"] {
            assert_eq!(data.contains(id), found.contains(&id), "{id}");
        }
    }
    assert_eq!(codes(of(Some(Hash32([0; 32])))), ["no-policy"].into());
    let leaves = |n: usize| {
        let policies = (0..n).map(|n| judged(&n.to_string())).collect();
        seal(KEY, &Blocks { policies, ..blocks.clone() }).leaves.len()
    };
    assert_eq!([leaves(1), leaves(2), leaves(8)], [28, 28, 28]);
    assert_eq!([leaves(9), leaves(17)], [36, 44]);
    let many = Blocks { policies: (0..9).map(|n| judged(&format!("p{n}"))).collect(), ..blocks.clone() };
    let sealed = seal(KEY, &many);
    let first = sealed.policies[0].tag;
    let one = handed(&[(&many, &sealed)], |tag, name| name != "policy" || tag == first);
    assert_eq!(codes(one), BTreeSet::new());
}

/// Somebody who has everything but one entry's closed block, and knows the tag and the other salts of that entry, tries
/// a million texts: none gives the leaf, since its salt is not among what is known.
#[test]
fn a_closed_block_cannot_be_guessed() {
    let blocks = blocks(2025);
    let sealed = seal(KEY, &blocks);
    let closed = &sealed.entries[0];
    let hidden = closed.parts.iter().find(|p| p.name == "words").unwrap();
    let secret = leaf("words", hidden.salt, closed.tag, hidden.text.as_deref().unwrap());
    let known: BTreeSet<Hash32> = sealed
        .units()
        .flat_map(|u| u.parts.iter().filter(|p| p.salt != hidden.salt).map(|p| p.salt).chain([u.tag]))
        .chain(sealed.leaves.iter().copied())
        .collect();
    assert!(!known.contains(&hidden.salt));
    for salt in &known {
        for text in [hidden.text.as_deref().unwrap(), "", "{\"body\":\"Losses.\"}"] {
            assert_ne!(leaf("words", *salt, closed.tag, text), secret);
        }
    }
    // an absent block and one that is equal to another have leaves of their own
    let of = |n: usize| sealed.entries[n].parts.iter().find(|p| p.name == "words").unwrap().salt;
    assert_eq!([of(0), of(1), of(2), of(3)].iter().collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn what_is_moved_swapped_added_or_removed_fails() {
    let (one, two) = (blocks(2025), blocks(2026));
    let (sealed, next) = (seal(KEY, &one), seal(KEY, &two));
    let whole = handed(&[(&one, &sealed)], |_, _| true);
    let changed = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        codes(bundle)
    };
    let part = |b: &Bundle, unit: usize, name: &str| b.seals[0].units[unit].parts.iter().position(|p| p.name == name);
    assert_eq!(changed(&|_| ()), BTreeSet::new());
    assert_eq!(changed(&|b| b.seals[0].units.reverse()), BTreeSet::new());
    assert_eq!(changed(&|b| b.seals[0].leaves.reverse()), BTreeSet::new());
    // words of one entry at another, text alone or with its salt
    for salt in [false, true] {
        let moved = changed(&|b| {
            let (from, to) = (part(b, 0, "words").unwrap(), part(b, 3, "words").unwrap());
            let other = b.seals[0].units[0].parts[from].clone();
            let place = &mut b.seals[0].units[3].parts[to];
            place.text = "{\"body\":\"Other.\"}".to_owned();
            if salt {
                *place = other;
            }
        });
        assert_eq!(moved, ["changed"].into(), "{salt}");
    }
    assert_eq!(changed(&|b| drop(b.seals[0].units.remove(1))), ["number"].into());
    assert_eq!(
        changed(&|b| {
            let twin = b.seals[0].units[1].clone();
            b.seals[0].units.push(twin);
        }),
        ["number", "twice"].into()
    );
    let other = handed(&[(&two, &next)], |_, _| true);
    assert_eq!(changed(&|b| b.seals[0].units[0] = other.seals[0].units[0].clone()), ["changed"].into());
    assert_eq!(changed(&|b| b.seals[0].leaves.clone_from(&other.seals[0].leaves)), ["changed", "rest"].into());
    assert!(changed(&|b| b.seals[0].leaves.truncate(27)).contains("number"));
    assert_eq!(changed(&|b| b.seals[0].period.to = "2025-12-30".to_owned()), ["period"].into());
    assert_eq!(changed(&|b| b.handover.recipient = Some("x".to_owned())), ["rest"].into());
    let head = |b: &mut Bundle, from: &str, to: &str| {
        let unit = b.seals[0].units.iter_mut().find(|u| u.text("head").is_some()).unwrap();
        unit.parts[0].text = unit.parts[0].text.replace(from, to);
    };
    assert_eq!(changed(&|b| head(b, "\"entries\":4", "\"entries\":5")), ["changed", "number"].into());
    assert_eq!(changed(&|b| head(b, "\"format\"", "\"formal\"")), ["changed", "no-head", "unread"].into());
    let mut later = verify::check(whole.clone());
    later.against(&[next.root]);
    assert_eq!(later.findings, [Finding::OtherRoot]);
}

/// A later opening of another record under the same root: the salts do not fit.
#[test]
fn a_forged_later_opening_fails() {
    let blocks = blocks(2025);
    let sealed = seal(KEY, &blocks);
    let mut forged = blocks.clone();
    forged.entries[0].words = Some("{\"body\":\"Written later.\"}".to_owned());
    let other = seal(KEY, &forged);
    let mut bundle = handed(&[(&forged, &other)], |_, _| true);
    bundle.seals[0].leaves = sealed.leaves.clone();
    let found = codes(bundle);
    assert!(found.contains("changed") && found.contains("rest"), "{found:?}");
}

#[test]
fn each_flipped_byte_of_the_data_is_found() {
    let blocks = blocks(2025);
    let sealed = seal(KEY, &blocks);
    let data = bundle::data(&handed(&[(&blocks, &sealed)], |_, _| true));
    let mut unseen = vec![];
    for at in 0..data.len() {
        for bit in [0, 5] {
            let mut bytes = data.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            // the sum of the page is of the page
            let page = data.find("\"page\":").is_some_and(|page| at > page);
            if !page && verify::file(&bytes).is_ok_and(|checked| checked.is_whole()) {
                unseen.push((at, bit));
            }
        }
    }
    assert_eq!(unseen, []);
}

#[test]
fn what_is_no_hand_over_is_refused() {
    let refused = |text: &str| verify::file(text.as_bytes()).err();
    assert_eq!(refused("<html>"), Some(Refused::NoData));
    assert_eq!(refused(&format!("{0}{{}}</script>{0}{{}}</script>", bundle::BEFORE)), Some(Refused::TwoData));
    assert_eq!(refused(&format!("{}{{}}", bundle::BEFORE)), Some(Refused::NoData));
    assert_eq!(refused("{\"schema\":\"x\"}"), Some(Refused::OtherFormat("x".to_owned())));
    assert!(matches!(refused("{\"a\":\"\\u003C\"}"), Some(Refused::NotRead(_))));
    assert!(matches!(refused("{"), Some(Refused::NotRead(_))));
    assert_eq!(verify::file(b"\xff").err(), Some(Refused::NotText));
    assert!(matches!(refused(&"[".repeat(200_000)), Some(Refused::NoData)));
    assert!(matches!(refused(&format!("{{\"a\":{}", "[".repeat(200_000))), Some(Refused::NotRead(_))));
}

#[test]
fn a_root_is_read_as_letters_have_it() {
    let root = seal(KEY, &blocks(2025)).root;
    let groups = seal::groups(root);
    assert_eq!(groups.len(), 16);
    assert_eq!(seal::typed(&groups.join(" ").to_uppercase()), Some(root));
    assert_eq!(seal::typed(&groups.join("-")), Some(root));
    assert_eq!(seal::typed(&groups[1..].join(" ")), None);
}

/// `SEAL=overwrite cargo test seal_vectors` writes them anew.
#[test]
fn seal_vectors_are_those_of_the_guide() {
    let blocks = blocks(2025);
    let sealed = seal(Key(std::array::from_fn(|n| u8::try_from(n).unwrap_or(0))), &blocks);
    let unit = |u: &seal::Unit| {
        let part = |p: &seal::Part| {
            serde_json::json!({
                "name": p.name, "text": p.text, "salt": p.salt,
                "leaf": leaf(p.name, p.salt, u.tag, p.text.as_deref().unwrap_or_default()),
            })
        };
        serde_json::json!({"tag": u.tag, "blocks": u.parts.iter().map(part).collect::<Vec<_>>()})
    };
    let vectors = serde_json::json!({
        "key": Hash32(std::array::from_fn(|n| u8::try_from(n).unwrap_or(0))),
        "period": blocks.period.text(),
        "units": sealed.units().map(unit).collect::<Vec<_>>(),
        "leaves": sealed.leaves.len(),
        "root": sealed.root,
    });
    let made = format!("```json\n{vectors:#}\n```\n");
    let path = format!("{}/content/seal.md", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(&path).unwrap();
    let at = page.find("```json\n").unwrap();
    let end = at + page[at..].find("\n```\n").unwrap() + 5;
    if std::env::var_os("SEAL").is_some() {
        std::fs::write(&path, format!("{}{made}{}", &page[..at], &page[end..])).unwrap();
    } else {
        assert_eq!(page[at..end], made);
    }
}
