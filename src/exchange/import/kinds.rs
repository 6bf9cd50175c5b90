//! Rows that are no entry by their nature: sums, examples, signatures, notes.

use super::columns::Column;
use super::days;
use super::draft::NoEntry;
use super::grid::{Cell, Row};
use super::names::{Role, plain_words};

/// What a row of a table is, where it is no entry. `gap`: blank rows stand above it.
pub(super) fn kind(row: &Row, columns: &[Column], gap: bool) -> Option<NoEntry> {
    if row.hidden {
        return Some(NoEntry::Hidden);
    }
    let texts: Vec<&str> = row.filled().filter_map(|(_, c)| c.text()).collect();
    let cell = |role| columns.iter().find(|c| c.role == role).map(|c| row.cell(c.at));
    let title = cell(Role::Title).and_then(Cell::text).unwrap_or_default();
    let day_of = |role| cell(role).is_some_and(|c| days::read(c, None).is_date());
    let dated = day_of(Role::Date) || day_of(Role::From);
    // what has a day and a time is signed by nobody: `Firma Meyer` trains
    let timed = [Role::Time, Role::Points].into_iter().any(|role| cell(role).is_some_and(|c| !c.is_empty()));
    let labels = texts.len() == row.filled().count() && texts.iter().all(|t| is_label(t));
    if labels || !(dated && timed) && texts.iter().any(|t| is_signature(t)) {
        return Some(NoEntry::Signature);
    }
    let first = texts.first().copied().unwrap_or_default();
    if [title, first].iter().any(|t| is_example(t)) {
        return Some(NoEntry::Example);
    }
    if !dated {
        // `Membership no.: 1100000` below a table
        if gap && is_label(first) && row.filled().count() == 2 {
            return Some(NoEntry::Note);
        }
        if texts.iter().any(|t| is_total(t)) {
            return Some(NoEntry::Total);
        }
        if texts.iter().any(|t| is_carried(t)) {
            return Some(NoEntry::Carried);
        }
    }
    let is_number = |(at, cell): (usize, &Cell)| {
        let of_time = columns.iter().any(|c| c.at == at && matches!(c.role, Role::Time | Role::Points | Role::Aside));
        of_time && !matches!(cell, Cell::Text(t) if t.chars().any(char::is_alphabetic))
    };
    if row.filled().all(is_number) {
        return Some(NoEntry::Total);
    }
    alone(row, columns, gap)
}

/// A single text in a row.
fn alone(row: &Row, columns: &[Column], gap: bool) -> Option<NoEntry> {
    let mut filled = row.filled();
    let (at, cell) = filled.next()?;
    if filled.next().is_some() {
        return None;
    }
    let is_title = columns.iter().any(|c| c.at == at && c.role == Role::Title);
    let Some(text) = cell.text() else {
        let is_year = matches!(cell, Cell::Number(n, _) if (1_990.0..2_100.0).contains(n));
        return (is_year && !is_title).then_some(NoEntry::Title);
    };
    if is_note(text) || is_title && (gap || text.ends_with('.') || text.chars().count() > 80) {
        return Some(NoEntry::Note);
    }
    (!is_title).then_some(if gap && text.chars().count() > 60 { NoEntry::Note } else { NoEntry::Title })
}

/// What a row outside every table is.
pub(super) fn outside(row: &Row, below: bool) -> NoEntry {
    if row.hidden {
        return NoEntry::Hidden;
    }
    if row.filled().filter_map(|(_, c)| c.text()).any(is_signature) {
        return NoEntry::Signature;
    }
    if below { NoEntry::Note } else { NoEntry::Title }
}

/// `Date:`, `Name of supervisor:`: a place to fill in.
fn is_label(text: &str) -> bool {
    text.ends_with(':') && text.chars().count() <= 40
}

fn is_signature(text: &str) -> bool {
    if text.contains("____") || text.contains("…………") || text.contains("........") {
        return true;
    }
    let words = plain_words(text).join(" ");
    let starts = [
        "signed",
        "signature",
        "unterschrift",
        "i declare",
        "i confirm",
        "i certify",
        "i hereby",
        "firma",
        "handtekening",
        "ort datum",
        "date signed",
        "approved by",
        "verified by",
        "line manager",
        "countersigned",
        "countersignature",
        "print name",
        "gezeichnet",
        "datum unterschrift",
        "ich bestatige",
        "ich erklare",
        "hiermit",
        "je certifie",
        "certifie",
        "declaro",
        "certifico",
        "ondergetekende",
    ];
    starts.iter().any(|s| words == *s || words.strip_prefix(s).is_some_and(|rest| rest.starts_with(' ')))
        && (text.trim_end().ends_with([':', '.', '_']) || words.split(' ').count() <= 3 || words.starts_with("i "))
}

fn is_example(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['(', '[', '*']).to_lowercase();
    let starts = [
        "e.g.",
        "e.g ",
        "eg.",
        "eg:",
        "example:",
        "example -",
        "example –",
        "example)",
        "beispiel:",
        "z.b.",
        "exemple :",
        "exemple:",
        "ejemplo:",
        "sample:",
        "sample entry",
    ];
    text == "example" || text == "beispiel" || starts.iter().any(|s| text.starts_with(s)) || text.ends_with("(example)")
}

/// Words for a sum.
const SUMS: [&str; 13] = [
    "total",
    "totals",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "totaal",
    "totale",
    "insgesamt",
    "ialt",
    "somme",
];

/// Words that stand beside these in a label.
const BESIDE_SUMS: [&str; 61] = [
    "sub",
    "grand",
    "hours",
    "hrs",
    "cpd",
    "for",
    "the",
    "year",
    "of",
    "all",
    "this",
    "page",
    "points",
    "to",
    "date",
    "overall",
    "annual",
    "general",
    "stunden",
    "heures",
    "des",
    "horas",
    "minutes",
    "time",
    "planned",
    "unplanned",
    "h",
    "in",
    "period",
    "annuel",
    "jahr",
    "pdh",
    "pdhs",
    "number",
    "credits",
    "activities",
    "and",
    "structured",
    "unstructured",
    "month",
    "monthly",
    "quarter",
    "quarterly",
    "q1",
    "q2",
    "q3",
    "q4",
    "monat",
    "quartal",
    "mois",
    "trimestre",
    "mes",
    "du",
    "de",
    "del",
    "la",
    "formal",
    "informal",
    "running",
    "yearly",
    "ytd",
];

/// `Total`, `Sub-total 2025`, `Total hours:`, `Summe`: no more words than a label has.
pub(super) fn is_total(text: &str) -> bool {
    let words = plain_words(text);
    let is_year = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    let is_known = |w: &String| {
        SUMS.contains(&w.as_str()) || BESIDE_SUMS.contains(&w.as_str()) || is_year(w) || days::month_of(w).is_some()
    };
    words.iter().any(|w| SUMS.contains(&w.as_str())) && words.len() <= 6 && words.iter().all(is_known)
}

fn is_carried(text: &str) -> bool {
    let words = plain_words(text).join(" ");
    let starts = [
        "brought forward",
        "carried forward",
        "carry forward",
        "carry over",
        "carryover",
        "carried over",
        "b f",
        "c f",
        "b fwd",
        "c fwd",
        "ubertrag",
        "report de",
        "a reporter",
        "balance brought",
        "balance carried",
        "from previous",
        "hours brought",
        "hours carried",
        "arrastre",
        "opening balance",
        "closing balance",
    ];
    starts.iter().any(|s| words == *s || words.strip_prefix(s).is_some_and(|rest| rest.starts_with(' ')))
}

/// `* self-certified`, `Note: …`, `4 records`.
fn is_note(text: &str) -> bool {
    let text = text.trim();
    let words = plain_words(text);
    let counted = words.len() <= 4
        && words.first().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()))
        && words.get(1).is_some_and(|w| {
            ["records", "record", "rows", "row", "entries", "items", "results", "activities", "eintrage"]
                .contains(&w.as_str())
        });
    let starts = [
        "note",
        "notes",
        "nb",
        "source",
        "legend",
        "key",
        "hinweis",
        "anmerkung",
        "disclaimer",
        "generated",
        "report",
        "printed",
        "exported",
        "page",
        "seite",
        "erstellt",
    ];
    let first = words.first().map_or("", String::as_str);
    let marked = text.starts_with(['*', '†', '‡', '¹', '²', '³']);
    let labelled = starts.contains(&first)
        && (text.contains(':')
            || matches!(first, "generated" | "printed" | "exported" | "page" | "seite" | "erstellt" | "report"));
    marked || labelled || counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_sums_are_not_titles() {
        for text in [
            "Total",
            "TOTAL HOURS:",
            "Sub-total",
            "Grand total 2025",
            "Summe",
            "Total for the year",
            "January total",
            "Total Q1",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in ["Total productive maintenance", "Sum of squares workshop", "Totally integrated automation"] {
            assert!(!is_total(text), "{text}");
        }
        for text in ["Brought forward", "Carry over from 2022", "c/f", "Carried forward to next page"] {
            assert!(is_carried(text), "{text}");
        }
        for text in ["4 records", "* no proof", "Note: see below", "Generated on 1 May"] {
            assert!(is_note(text), "{text}");
        }
        for text in ["Signed: ____", "Signature of member:", "I declare that this is true."] {
            assert!(is_signature(text), "{text}");
        }
        assert!(!is_signature("Signature analysis of motors"));
        assert!(is_example("e.g. 01/01/2025") && is_example("Example: talk") && !is_example("Example-based learning"));
    }
}
