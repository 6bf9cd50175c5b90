//! The public page of a draw, as Markdown for the guidance site: numbers, the frame, how to repeat it.

use super::frame::Frame;
use super::record::{self, Place, Value};
use super::ticket::seed;
use crate::model::Day;
use crate::model::time::iso;
use crate::scheme::sample::SourceKind;
use crate::wording::Wording;

/// Frames of more tokens are given as a file only.
const MOST_TOKENS: usize = 10_000;

/// Draws again with somebody else's code.
const REPEAT: &str = r#"import hashlib, sys
from consistent_sampler import first_ticket

text, value = open("frame.txt", newline="").read(), sys.argv[1]
seed = "cpdfolio-draw/1:" + hashlib.sha256(text.encode()).hexdigest() + ":" + value
for part in text.split("\nstratum ")[1:]:
    head, *tokens = part.splitlines()
    print(head)
    for token in sorted(tokens, key=lambda t: first_ticket(t, seed).ticket_number)[: int(head.split()[1])]:
        print("  " + token)
"#;

/// Makes the page. `exempt` is how many are exempt, `k` the least number that is told.
pub(crate) fn page(words: &Wording, frame: &Frame, value: Option<&Value>, exempt: usize, k: usize, day: Day) -> String {
    let fill = |key: &str, args: &[(&str, &str)]| words.fill_word("scheme_draw", key, args);
    let (name, commitment) = (frame.name.as_str(), frame.commitment());
    let title = fill("title", &[("name", name)]);
    let summary = fill("summary", &[("name", name)]);
    let mut out = format!("---\ntitle: \"{title}\"\nsummary: \"{summary}\"\nupdated: {}\n---\n\n", iso(day));
    let mut say = |text: &str| {
        out.push_str(text);
        out.push_str("\n\n");
    };
    let source = &frame.source;
    let first = if value.is_some() { "drawn" } else { "committed" };
    say(&fill(first, &[("source", &plain(&source.name)), ("time", &plain(&source.time))]));
    say(&format!("## {}", fill("commitment", &[])));
    say(&format!("`{commitment}`"));
    say(&fill("fallback", &[("fallback", &plain(&source.fallback))]));
    if source.kind == SourceKind::Dice {
        say(&fill("dice", &[]));
    }
    say(&format!("## {}", fill("strata", &[])));
    say(&strata(words, frame));
    if exempt > 0 {
        let n = if exempt < k { fill("some", &[]) } else { exempt.to_string() };
        say(&fill("exempt", &[("n", &n)]));
    }
    if let Some(value) = value {
        say(&format!("## {}", fill("value", &[])));
        say(&drawn(words, frame, value));
    }
    say(&format!("## {}", fill("own", &[])));
    say(&fill("own_text", &[]));
    say(&format!("## {}", fill("repeat", &[])));
    say(&fill("repeat_text", &[]));
    say(&format!("```python\n{REPEAT}```"));
    say(&format!("## {}", fill("not_shown", &[])));
    say(&fill("not_shown_text", &[]));
    let tokens: usize = frame.strata.iter().map(|s| s.tokens.len()).sum();
    say(&format!("## {}", fill("frame", &[])));
    if tokens <= MOST_TOKENS {
        say(&fill("frame_text", &[]));
        say(&format!("```text\n{}```", frame.text()));
    } else {
        say(&fill("frame_file", &[("n", &tokens.to_string())]));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A line of the settings as a text of the page: nothing of it is markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | '/' | '-') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn strata(words: &Wording, frame: &Frame) -> String {
    let text = |key: &str| words.word("scheme_draw", key).to_owned();
    let mut rows = format!(
        "| {} | {} | {} | {} |\n|---|---:|---:|---:|",
        text("stratum"),
        text("members"),
        text("sampled"),
        text("chance")
    );
    for s in &frame.strata {
        let chance = if s.take_all {
            text("all_drawn")
        } else {
            words.fill("scheme_draw.of", &[("n", &s.quota.to_string()), ("all", &s.tokens.len().to_string())])
        };
        rows.push_str(&format!("\n| {} | {} | {} | {chance} |", plain(&s.name), s.tokens.len(), s.quota));
    }
    rows
}

fn drawn(words: &Wording, frame: &Frame, value: &Value) -> String {
    let fill = |key: &str, args: &[(&str, &str)]| words.fill_word("scheme_draw", key, args);
    let from = if value.fallback { "from_fallback" } else { "from_source" };
    let mut out = format!("{}\n\n```text\n{}\n```\n\n", fill(from, &[]), value.text);
    if !value.witnesses.is_empty() {
        let names: Vec<String> = value.witnesses.iter().map(|w| plain(w)).collect();
        out.push_str(&fill("witnesses", &[("names", &names.join(", "))]));
        out.push_str("\n\n");
    }
    out.push_str(&format!("{}\n\n```text\n{}\n```", fill("seed", &[]), seed(&frame.commitment(), &value.text)));
    for outcome in record::draw(frame, value) {
        out.push_str(&format!("\n\n### {}\n", plain(&outcome.stratum.name)));
        for (n, ranked) in outcome.ranked.iter().enumerate() {
            let place = match ranked.place {
                Place::Drawn => "place_drawn",
                Place::Dropped => "place_dropped",
                Place::Reserve => "place_reserve",
            };
            let place = fill(place, &[]);
            out.push_str(&format!("\n{}. `{}` {place}", n + 1, ranked.token));
        }
    }
    out
}
