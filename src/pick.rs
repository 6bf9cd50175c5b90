//! A name as people say it: its id, its title, or a beginning of either that is clear.

use crate::paths::slug;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picked<T> {
    /// This one.
    One(T),
    /// One of these: the beginning is that of several.
    Several(Vec<T>),
    /// Nothing.
    None,
}

/// Finds what was meant among things with an id and a title: the id itself, the title itself, the beginning of a word
/// of one of them. What comes first in this row hides what comes after.
pub(crate) fn pick<'n, T: Clone>(said: &str, known: impl IntoIterator<Item = (T, &'n str, &'n str)>) -> Picked<T> {
    let said = slug(said);
    let mut found: [Vec<T>; 3] = [vec![], vec![], vec![]];
    for (thing, id, title) in known.into_iter().filter(|_| !said.is_empty()) {
        let (id, title) = (slug(id), slug(title));
        let begins = |text: &str| {
            text.starts_with(&said) || text.match_indices('-').any(|(at, _)| text[at + 1..].starts_with(&said))
        };
        let place = if id == said {
            0
        } else if title == said {
            1
        } else if begins(&id) || begins(&title) {
            2
        } else {
            continue;
        };
        found[place].push(thing);
    }
    let mut first = found.into_iter().find(|all| !all.is_empty()).unwrap_or_default();
    match first.len() {
        0 => Picked::None,
        1 => first.pop().map_or(Picked::None, Picked::One),
        _ => Picked::Several(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [(&str, &str); 4] = [
        ("personal-technical", "Personal technical knowledge"),
        ("job-technical", "Technical knowledge for the job"),
        ("soft-skills", "Personal soft skills"),
        ("total", "Total hours"),
    ];

    fn of(said: &str) -> Picked<&'static str> {
        pick(said, WORDS.map(|(id, title)| (id, id, title)))
    }

    #[test]
    fn an_id_a_title_or_a_clear_beginning() {
        for said in [
            "job-technical",
            "Job-Technical",
            "job technical",
            "Technical knowledge for the job",
            "job",
            "technical knowledge for",
        ] {
            assert_eq!(of(said), Picked::One("job-technical"), "{said}");
        }
        assert_eq!(of("soft"), Picked::One("soft-skills"));
        assert_eq!(of("skills"), Picked::One("soft-skills"));
        assert_eq!(of("tech"), Picked::Several(vec!["personal-technical", "job-technical"]));
        assert_eq!(of("personal"), Picked::Several(vec!["personal-technical", "soft-skills"]));
        for said in ["", "-", "x", "otal"] {
            assert_eq!(of(said), Picked::None, "{said}");
        }
    }
}
