//! What types of activity and keys are usually called elsewhere: for an import, and for hints.

/// Words that say one of the usual types.
const TYPES: [(&str, &[&str]); 6] = [
    (
        "training-course",
        &[
            "course",
            "training",
            "class",
            "workshop",
            "module",
            "elearning",
            "kurs",
            "lehrgang",
            "schulung",
            "stage",
            "formation",
            "curso",
            "cursus",
            "tutorial",
            "masterclass",
        ],
    ),
    (
        "event",
        &[
            "event",
            "seminar",
            "conference",
            "webinar",
            "lecture",
            "talk",
            "symposium",
            "congress",
            "exhibition",
            "tagung",
            "konferenz",
            "veranstaltung",
            "vortrag",
            "messe",
            "colloque",
            "conferencia",
            "summit",
            "visit",
        ],
    ),
    (
        "self-study",
        &["reading", "selfstudy", "podcast", "video", "book", "journal", "journals", "selbststudium", "study"],
    ),
    ("work-experience", &["work", "project", "secondment", "job", "shadowing"]),
    ("volunteering", &["volunteering", "volunteer", "voluntary", "ehrenamt", "benevolat", "stem"]),
    ("academic-study", &["degree", "msc", "university", "phd", "diploma", "academic", "studium"]),
];

/// The type that some plain words say, of those that are known; none where they say several.
pub(crate) fn usual_type(words: &[String], known: impl Fn(&str) -> bool) -> Option<&'static str> {
    let joined = words.concat();
    let says = |all: &[&str]| all.contains(&joined.as_str()) || words.iter().any(|w| all.contains(&w.as_str()));
    let mut found = TYPES.iter().filter(|(id, all)| known(id) && says(all)).map(|(id, _)| *id);
    found.next().filter(|_| found.next().is_none())
}

/// What keys are called elsewhere, and what that is here.
const KEYS: [(&str, &str); 29] = [
    ("categories", "category"),
    ("category", "categories"),
    ("competence", "competences"),
    ("competencies", "competences"),
    ("competency", "competences"),
    ("cpd-hours", "hours"),
    ("cpdhours", "hours"),
    ("day", "date"),
    ("deadline", "due"),
    ("duration", "hours"),
    ("hours", "target"),
    ("keywords", "tags"),
    ("learning", "reflection"),
    ("length", "hours"),
    ("mins", "hours"),
    ("minutes", "hours"),
    ("name", "title"),
    ("organisation", "provider"),
    ("organiser", "provider"),
    ("organization", "provider"),
    ("organizer", "provider"),
    ("reflections", "reflection"),
    ("status", "state"),
    ("subject", "title"),
    ("time", "hours"),
    ("time-spent", "hours"),
    ("topic", "title"),
    ("total-hours", "hours"),
    ("when", "date"),
];

/// The key that a key of another program usually stands for, of those that are known here.
pub(crate) fn usual_key(name: &str, known: impl Fn(&str) -> bool) -> Option<&'static str> {
    let name = name.to_lowercase().replace(['_', ' '], "-");
    KEYS.iter().filter(|(other, _)| *other == name).map(|(_, key)| *key).find(|key| known(key))
}

/// Does a key of another program hold minutes?
pub(crate) fn in_minutes(name: &str) -> bool {
    ["minutes", "mins"].iter().any(|word| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_programs_are_known_by_what_they_stand_for() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(usual_type(&words("live webinar"), |_| true), Some("event"));
        assert_eq!(usual_type(&words("webinar"), |id| id != "event"), None);
        assert_eq!(usual_type(&words("project course"), |_| true), None);
        for key in ["cpd_hours", "CPD hours", "cpdHours", "duration"] {
            assert_eq!(usual_key(key, |k| k == "hours"), Some("hours"), "{key}");
        }
        assert_eq!(usual_key("duration", |k| k == "due"), None);
        assert!(KEYS.is_sorted());
    }
}
