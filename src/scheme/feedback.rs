//! Feedback: the generic page for everybody, and a letter for each member whose record was reviewed.

use std::collections::BTreeMap;

use super::counts::{Joined, Published};
use super::review::{LEVELS, Review, Reviewed};
use crate::html::escape;
use crate::model::Day;
use crate::model::time::iso;
use crate::wording::Wording;

/// A criterion: its id, and what it is called.
pub(crate) type Criteria = [(String, String)];

/// A text as text of a page: nothing of it is markup.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | '/' | '-' | '?' | '\'' | '(' | ')' | ';') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// What a joined level is called: `partly or not shown`.
fn level_name(words: &Wording, joined: Joined) -> String {
    let names: Vec<String> = (joined.first..=joined.last)
        .map(|place| {
            if place == 0 {
                words.text("scheme_feedback.unanswered").to_owned()
            } else {
                words.word("review_level", LEVELS[place - 1]).to_owned()
            }
        })
        .collect();
    names.join(words.text("scheme_feedback.or"))
}

/// The page for everybody, as Markdown with its head.
/// `help` says what a criterion asks.
pub(crate) fn page(
    words: &Wording,
    told: &Published,
    (criteria, help): (&Criteria, &BTreeMap<String, String>),
    year: i32,
    day: Day,
) -> String {
    let fill = |key: &str, args: &[(&str, &str)]| words.fill_word("scheme_feedback", key, args);
    let year = year.to_string();
    let mut out = format!(
        "---\ntitle: \"{}\"\nsummary: \"{}\"\ndate: {}\n---\n",
        fill("title", &[("year", &year)]),
        fill(if told.records.is_some() { "summary" } else { "summary_few" }, &[("year", &year)]),
        iso(day)
    );
    let mut say = |text: &str| out.push_str(&format!("\n{text}\n"));
    let Some(records) = told.records else {
        say(&fill("few", &[]));
        return out;
    };
    say(&words.count("scheme_feedback.records", records));
    let titles: BTreeMap<&str, &str> = criteria.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    let title = |id: &str| plain(titles.get(id).copied().unwrap_or(id));
    for (key, part) in [("strengths", 2), ("tips", 4)] {
        let lines = remarks(words, told, (key == "strengths", part), &title);
        if !lines.is_empty() {
            say(&format!("## {}\n\n{}", fill(key, &[]), lines.join("\n")));
        }
    }
    if !told.themes.is_empty() {
        let theme = |(theme, n): &(String, Option<usize>)| match n {
            Some(n) => format!("- {}: {}", plain(theme), words.count("scheme_feedback.theme_records", *n)),
            None => format!("- {}", plain(theme)),
        };
        let lines: Vec<String> = told.themes.iter().map(theme).collect();
        say(&format!("## {}\n\n{}", fill("themes", &[]), lines.join("\n")));
    }
    say(&format!("## {}", fill("criteria", &[])));
    for row in &told.rows {
        say(&format!("### {}", title(&row.criterion)));
        if let Some(asked) = help.get(&row.criterion) {
            say(&plain(asked));
        }
        say(&if row.joined.is_empty() { fill("alike", &[]) } else { table(words, row) });
    }
    say(&format!("## {}\n\n{}", fill("how", &[]), fill("how_text", &[])));
    out
}

/// Criteria in which the two highest levels were given to half of all; or the two lowest to a quarter, with advice.
fn remarks(
    words: &Wording,
    told: &Published,
    (good, part): (bool, usize),
    title: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let all = told.records.unwrap_or(0);
    let mut lines = vec![];
    for row in &told.rows {
        let fits = |j: &&Joined| if good { j.first >= 3 } else { j.first >= 1 && j.last <= 2 };
        let n: usize = row.joined.iter().filter(fits).map(|j| j.n).sum();
        if n == 0 || n * part < all {
            continue;
        }
        let (criterion, n, all) = (title(&row.criterion), n.to_string(), all.to_string());
        let args = [("criterion", criterion.as_str()), ("n", &n), ("all", &all)];
        lines.push(if good {
            format!("- {}", words.fill("scheme_feedback.strength", &args))
        } else {
            format!("- {} {}", words.fill("scheme_feedback.tip", &args), tip(words, &row.criterion))
        });
    }
    lines
}

/// Advice on a criterion.
pub(crate) fn tip<'w>(words: &'w Wording, criterion: &'w str) -> &'w str {
    let found = words.word("scheme_tip", criterion);
    if std::ptr::eq(found, criterion) { words.text("scheme_tip.other") } else { found }
}

fn table(words: &Wording, row: &super::counts::Row) -> String {
    let mut out =
        format!("| {} | {} |", words.text("scheme_feedback.level"), words.text("scheme_feedback.records_head"));
    for part in row.parts.keys() {
        out.push_str(&format!(" {} |", plain(part)));
    }
    out.push_str("\n|---|---:|");
    out.push_str(&"---:|".repeat(row.parts.len()));
    for (n, joined) in row.joined.iter().enumerate() {
        out.push_str(&format!("\n| {} | {} |", level_name(words, *joined), joined.n));
        for counts in row.parts.values() {
            out.push_str(&format!(" {} |", counts[n]));
        }
    }
    out
}

/// The letter to one member, as Markdown: name, year, and whether a file of proposals lies beside it; `from` is the
/// scheme's title, and where to write to.
pub(crate) fn letter(
    words: &Wording,
    whom: (&str, i32, bool),
    from: (&str, Option<&str>),
    reviewed: &Reviewed,
    reviews: &[&Review],
    criteria: &Criteria,
) -> String {
    let (name, year) = (plain(whom.0), whom.1.to_string());
    let fill = |key: &str| words.fill_word("scheme_letter", key, &[("name", &name), ("year", &year)]);
    let mut out = format!("# {}\n\n{}\n\n{}\n", fill("feedback_title"), fill("dear"), fill("feedback_thanks"));
    let good = good(reviews);
    if !good.is_empty() {
        out.push_str(&format!("\n## {}\n", fill("good")));
        for text in good {
            out.push_str(&format!("\n{}\n", plain(&text)));
        }
    }
    for (id, title) in criteria {
        let Some(level) = reviewed.levels.get(id) else { continue };
        let word = words.word("review_level", LEVELS[usize::from(*level)]);
        out.push_str(&format!("\n## {}: {word}\n", plain(title)));
        // who wrote which comment is not told
        let mut comments: Vec<&String> = reviews.iter().filter_map(|r| r.comments.get(id)).collect();
        comments.sort();
        for comment in comments {
            out.push_str(&format!("\n{}\n", plain(comment)));
        }
        if *level < 2 {
            out.push_str(&format!("\n{}\n", tip(words, id)));
        }
    }
    let next = next(words, reviewed, reviews, criteria);
    if !next.is_empty() {
        out.push_str(&format!("\n## {}\n\n", fill("next")));
        if whom.2 {
            out.push_str(&format!("{}\n\n", fill("next_text")));
        }
        for (_, title) in next {
            out.push_str(&format!("- {}\n", plain(&title)));
        }
    }
    out.push_str(&format!("\n{}\n\n{}\n", fill("feedback_end"), plain(from.0)));
    if let Some(contact) = from.1 {
        out.push_str(&format!("\n{}\n", plain(contact)));
    }
    out
}

/// What the assessors find good, without saying who wrote what.
pub(crate) fn good(reviews: &[&Review]) -> Vec<String> {
    let mut all: Vec<String> = reviews.iter().flat_map(|r| r.good.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}

/// What the member may plan next: what the assessors wrote, then advice on criteria that were not shown. Each with its
/// criterion, empty where it is of no one.
pub(crate) fn next(
    words: &Wording,
    reviewed: &Reviewed,
    reviews: &[&Review],
    criteria: &Criteria,
) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = vec![];
    for text in reviews.iter().flat_map(|r| &r.next) {
        if !all.iter().any(|(_, known)| known == text) {
            all.push((String::new(), text.clone()));
        }
    }
    all.sort();
    for (id, _) in criteria.iter().filter(|(id, _)| reviewed.levels.get(id).is_some_and(|level| *level < 2)) {
        all.push((id.clone(), tip(words, id).to_owned()));
    }
    all
}

/// A letter as one page of HTML: paragraphs, headings and lists of our own Markdown, everything else as text.
pub(crate) fn html(words: &Wording, markdown: &str) -> String {
    let unescaped = |text: &str| {
        let (mut out, mut code) = (String::new(), false);
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c == '`' {
                // one that is not escaped is ours
                out.push_str(if code { "</code>" } else { "<code>" });
                code = !code;
                continue;
            }
            let c = if c == '\\' { chars.next().unwrap_or(c) } else { c };
            escape(&mut out, c.encode_utf8(&mut [0; 4]));
        }
        out
    };
    let title = markdown.lines().next().and_then(|l| l.strip_prefix("# ")).map(unescaped).unwrap_or_default();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;margin:0}}main{{max-width:40rem;margin:0 auto;padding:1rem;overflow-wrap:break-word}}\
         h1{{font-size:1.5rem;line-height:1.25}}h2{{font-size:1.125rem;margin-top:2rem}}</style></head>\n<body><main>\n",
        words.text("scheme_letter.language"),
    );
    let mut list = false;
    for line in markdown.lines().filter(|l| !l.is_empty()) {
        if list && !line.starts_with("- ") {
            out.push_str("</ul>\n");
            list = false;
        }
        if let Some(text) = line.strip_prefix("# ") {
            out.push_str(&format!("<h1>{}</h1>\n", unescaped(text)));
        } else if let Some(text) = line.strip_prefix("## ") {
            out.push_str(&format!("<h2>{}</h2>\n", unescaped(text)));
        } else if let Some(text) = line.strip_prefix("- ") {
            out.push_str(if list { "" } else { "<ul>\n" });
            list = true;
            out.push_str(&format!("<li>{}</li>\n", unescaped(text)));
        } else {
            out.push_str(&format!("<p>{}</p>\n", unescaped(line)));
        }
    }
    out.push_str(if list { "</ul>\n</main></body></html>\n" } else { "</main></body></html>\n" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::counts::{Told, publish};
    use crate::scheme::review::State;

    fn criteria() -> Vec<(String, String)> {
        [("total", "Total"), ("reflection", "Reflection <b>")].map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()
    }

    #[test]
    fn a_letter_tells_levels_comments_and_what_to_plan_and_nothing_of_it_is_markup() {
        let review = Review {
            comments: BTreeMap::from([("total".to_owned(), "<script>x</script> *no* [a](b)".to_owned())]),
            next: vec!["Plan a course".to_owned()],
            good: vec!["Clear <i>reflection</i>".to_owned()],
            ..Review::default()
        };
        let levels = BTreeMap::from([("total".to_owned(), 3), ("reflection".to_owned(), 0)]);
        let reviewed = Reviewed { state: State::Settled, levels };
        let words = Wording::english();
        let text = letter(
            words,
            ("Ada <i>", 2025, true),
            ("Scheme <u>", Some("cpd@x.example")),
            &reviewed,
            &[&review],
            &criteria(),
        );
        let page = html(words, &text);
        assert!(text.contains("## Total: clearly shown") && text.contains("- Plan a course"), "{text}");
        assert!(page.contains("&lt;script&gt;x&lt;/script&gt; *no* [a](b)"), "{page}");
        assert!(text.contains("## What is good about this record\n\nClear"), "{text}");
        assert!(page.contains("<p>Clear &lt;i&gt;reflection"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>") && !page.contains("<u>"));
        assert!(page.contains("<p>Scheme &lt;u&gt;</p>\n<p>cpd@x.example</p>"), "{page}");
        assert!(page.contains("<code>cpdfolio receive</code>") && !page.contains('`'), "{page}");
        assert_eq!(next(words, &reviewed, &[&review], &criteria()).len(), 2);
    }

    #[test]
    fn the_page_tells_joined_levels() {
        let told = |n: usize| Told {
            levels: BTreeMap::from([("total".to_owned(), u8::try_from(n % 4).unwrap())]),
            ..Told::default()
        };
        let records: Vec<Told> = (0..60).map(told).collect();
        let words = Wording::english();
        let day = crate::model::time::parse_day("2026-10-01").unwrap();
        let help = BTreeMap::from([("total".to_owned(), "Note 30 hours.".to_owned())]);
        let text = page(words, &publish(&records, &["total".to_owned()], 10), (&criteria(), &help), 2025, day);
        assert!(text.contains("| not shown | 15 |") && text.contains("date: 2026-10-01"), "{text}");
        let few = page(words, &publish(&records[..7], &["total".to_owned()], 10), (&criteria(), &help), 2025, day);
        assert!(!few.bytes().any(|b| b == b'7'), "{few}");
        assert!(text.contains("### Total\n\nNote 30 hours.\n"), "{text}");
        assert!(!few.contains("Strengths and tips"), "{few}");
    }
}
