//! What a column is, by its name: words of several languages.

use super::grid::Unit;
pub(crate) use super::roles::Role;

/// What a name says of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Named {
    pub(super) role: Role,
    /// How sure the name makes it, in hundredths.
    pub(super) sure: u8,
    /// The unit that the name shows.
    pub(super) unit: Option<Unit>,
}

/// A part of a date that has a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatePart {
    /// The day in its month.
    Day,
    /// The month.
    Month,
}

/// Does a name speak of a part of a date?
pub(super) fn date_part(name: &str) -> Option<DatePart> {
    let name = Words(plain_words(name));
    if name.is("day|tag|jour|dag|dia|giorno|dd") {
        return Some(DatePart::Day);
    }
    name.is("month|monat|mois|maand|mes|mese|maned|manad|mm").then_some(DatePart::Month)
}

/// `Structured hours` and `Unstructured hours`: what is in one is not in the other.
pub(super) fn are_opposites(a: &str, b: &str) -> bool {
    let (a, b) = (plain_words(a), plain_words(b));
    let without = |of: &[String], others: &[String]| {
        of.iter().filter(|w| !others.contains(w)).map(String::as_str).collect::<Vec<_>>().concat()
    };
    let (a, b) = (without(&a, &b), without(&b, &a));
    let is_not = |a: &str, b: &str| ["un", "non", "in", "nicht", "not"].iter().any(|no| *a == format!("{no}{b}"));
    is_not(&a, &b) || is_not(&b, &a)
}

/// `H` beside `M`: hours and minutes, where each has a column of its own.
pub(super) fn are_hours_and_minutes(hours: &str, minutes: &str) -> bool {
    Words(plain_words(minutes)).is("m")
        && Words(plain_words(hours)).is("h|hr|hrs|hour|hours|std|stunden|heures|horas|ore")
}

/// Does a name speak of whole days?
pub(super) fn are_days(name: &str) -> bool {
    Words(plain_words(name)).any(WHOLE_DAYS)
}

/// `cpdHours` as `cpd Hours`: a name with the words apart that stand in it without a space.
pub(super) fn apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Does a name ask whether somebody was there, or whether it took place?
pub(super) fn is_attendance(name: &str) -> bool {
    let name = Words(plain_words(name));
    name.any("attended attendance present teilgenommen anwesend") && name.0.len() <= 3
        || name.is("took place|done|completed|did it happen|happened|erledigt")
}

/// A name in small letters without accents: its words, and those in brackets.
pub(super) fn words(name: &str) -> (Vec<String>, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for c in apart(name).chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
        if matches!(c, '(' | ')' | '[' | ']') {
            outside.push(' ');
            inside.push(' ');
        }
    }
    (plain_words(&outside), plain_words(&inside))
}

/// A text as words of small letters without accents.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let mut all = vec![];
    let mut word = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'â' | 'à' | 'á' | 'ã' | 'å' | 'ą' => word.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => word.push('e'),
            'ü' | 'û' | 'ù' | 'ú' => word.push('u'),
            'ö' | 'ô' | 'ó' | 'ø' | 'õ' => word.push('o'),
            'ł' => word.push('l'),
            'ś' => word.push('s'),
            'ć' => word.push('c'),
            'ż' | 'ź' => word.push('z'),
            'æ' => word.push_str("ae"),
            'ç' => word.push('c'),
            'í' | 'î' | 'ï' => word.push('i'),
            'ñ' => word.push('n'),
            'ß' => word.push_str("ss"),
            c if c.is_alphanumeric() => word.push(c),
            '\'' | '’' => {}
            _ if word.is_empty() => {}
            _ => all.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

/// The year of a text that names one.
pub(super) fn only_year(text: &str) -> Option<i32> {
    let words = plain_words(text);
    // `kept since 2016` names no year of what stands below
    let others = ["since", "seit", "depuis", "desde", "sinds", "dal", "until", "founded", "version", "edition", "v"];
    if words.iter().any(|w| others.contains(&w.as_str())) {
        return None;
    }
    let mut years =
        words.iter().filter_map(|w| w.parse::<i32>().ok().filter(|y| w.len() == 4 && (1_980..2_100).contains(y)));
    let first = years.next()?;
    years.all(|y| y == first).then_some(first)
}

/// `Course ID`, `Event code`: what numbers a thing is not the thing.
fn number_of(name: &Words) -> Option<Named> {
    let last = name.0.last().filter(|_| name.0.len() > 1)?;
    let numbers = ["id", "code", "ref", "reference", "no", "nr", "number", "nummer", "numero", "url", "link"];
    let of_time = name.any(HOURS) || name.any(MINUTES) || name.any(POINTS) || name.any("days");
    (numbers.contains(&last.as_str()) && !of_time).then(|| named(Role::Private, 80))
}

/// The words of a name, with questions about them.
struct Words(Vec<String>);

impl Words {
    /// Is one of the words among these?
    fn any(&self, of: &str) -> bool {
        self.0.iter().any(|w| of.split_whitespace().any(|known| known == w))
    }

    /// Is the name one of these, which are parted by bars?
    fn is(&self, phrases: &str) -> bool {
        let whole = self.0.join(" ");
        phrases.split('|').any(|phrase| phrase.trim() == whole)
    }

    fn says(&self, phrase: &str) -> bool {
        format!(" {} ", self.0.join(" ")).contains(&format!(" {phrase} "))
    }
}

const HOURS: &str = "hours hrs hour hr h stunden std stunde heures heure horas hora ore ora uren uur timer timmar \
     tunnit tuntia godziny godzin pdh pdhs hs";
const MINUTES: &str = "minutes mins min minute minuten minutos minuti minutter minuter";
const WHOLE_DAYS: &str = "days tage jours dias dagen giorni dage dagar";
const LENGTH: &str = "duration length dauer zeitaufwand umfang duree duracion durata duur effort tijd zeit temps tiempo \
    tempo varaktighed";
const POINTS: &str = "points point pts credits credit cfp cfu ecm ceu ceus cpe cpes cme cmes punkte punkt ects lu lus ue units unit \
    einheiten lektionen unterrichtseinheiten puntos punti punten crediti creditos";
const DATES: &str = "date dates datum day tag fecha when wann quand jour dag dato datums giorno dia termin";
const SPENT: &str = "time spent|how long|time taken|total time|time|cpd|cpd time|learning time|amount|total";
const NOT_OUR_DAY: &str = "enrolment enrollment enrolled registered registration expiry expires expiration due created \
    modified updated accessed submitted approved birth added booked paid reviewed review ablaufdatum valid renewal deadline";
const FROM: &str = "from start begin beginning von debut du desde inicio van started beginn starts startdatum";
const TO: &str = "to end until bis fin au hasta tot ended finish finished ende ends enddatum till";
/// The columns that we add to rows that were refused.
pub(crate) const REFUSED: [&str; 3] = ["Refused line", "Why refused", "What to do"];

/// A rule: the role, how sure it is, words of which one is enough, and whole names, parted by bars.
type Rule = (Role, u8, &'static str, &'static str);

const ASIDE: &[Rule] = &[
    (
        Role::Secret,
        90,
        "attendees passcode password kennwort pin participants teilnehmerliste delegates",
        "meeting id|access code",
    ),
    (
        Role::Aside,
        80,
        "cumulative running target required remaining balance kumuliert needed goal",
        "total to date|year to date|total so far|no|nr|id|ref|number|s no|sr no|sl no|lfd|lfd nr|reference|row|item no|\
         certificate number|certificate no|membership number|member number|employee id|user id|learner id|\
         refused line|why refused|what to do",
    ),
];

const ABOUT: &[Rule] = &[
    (
        Role::Reflection,
        85,
        "reflection reflections reflective reflexion learn learned learnt outcome outcomes benefit benefits lessons takeaways gelernt \
         lernergebnis erkenntnisse apprentissage objective objectives impact applied acquis",
        "so what|now what|what next|how will you apply it|how will i apply it|how will you use it",
    ),
    (Role::Draft, 90, "", "draft|is draft|entwurf"),
    (Role::Published, 85, "", "published|publish"),
    (Role::Planned, 90, "planned unplanned geplant prevu planificado", ""),
    (Role::Status, 80, "status state result passed attendance ergebnis statut", ""),
    (Role::Type, 85, "type kind art format method mode typ nature delivery tipo soort form", ""),
    (Role::Category, 85, "category area categorie kategorie bereich domain categoria gebiet", ""),
    (
        Role::Provider,
        85,
        "provider organiser organizer organisation organization institution sponsor anbieter veranstalter organisme host \
         accredited trainer speaker supplier institute vendor aanbieder proveedor organisateur presenter instructor \
         referent college university organizador organised delivered presented company ente \
         entidad organizzatore arrangor arrangoer organizator trager",
        "by|body|who by|by whom|school|source",
    ),
    (
        Role::Body,
        80,
        "notes note comments comment remarks remark bemerkung bemerkungen remarques content inhalt summary anmerkung \
         anmerkungen commentaire commentaires notizen observaciones",
        "",
    ),
    (Role::Tags, 85, "tags keywords stichworte", ""),
    (Role::Competences, 75, "competence competences competency competencies", "uk spec"),
    (Role::Private, 75, "location place venue ort where lieu evidence certificate link url website priority", ""),
];

const TITLES: &[Rule] = &[
    (
        Role::Title,
        95,
        "title titel titre titulo titolo intitule bezeichnung thema subject topic betreff sujet onderwerp asunto tema oggetto",
        "",
    ),
    (
        Role::Title,
        90,
        "activity activities course event session veranstaltung seminar fortbildung kurs module programme program \
         formation training actividad attivita activite activiteit aktivitat webinar workshop lesson curso corso cursus \
         massnahme conference lecture aktivitet emne kursus atividade formacao evento aktiviteetti szkolenie temat \
         lehrgang schulung",
        "",
    ),
    (Role::Title, 85, "", "what|what i did|what did you do|was|thing|item|task|quoi|what was it|what i did and why"),
    (Role::Title, 60, "description details detail beschreibung descripcion descrizione omschrijving", ""),
    (Role::Title, 50, "name", ""),
];

/// What a column is, by its name.
pub(super) fn role(name: &str) -> Option<Named> {
    let (outside, inside) = words(name);
    let name = Words(outside);
    let hint = Words(inside);
    if name.0.is_empty() && hint.0.is_empty() {
        return None;
    }
    by_rules(&name, ASIDE)
        .or_else(|| number_of(&name))
        .or_else(|| time(&name, &hint))
        .or_else(|| date(&name))
        .or_else(|| by_rules(&name, ABOUT))
        .or_else(|| person(&name))
        .or_else(|| by_rules(&name, TITLES))
}

fn named(role: Role, sure: u8) -> Named {
    Named { role, sure, unit: None }
}

fn by_rules(name: &Words, rules: &[Rule]) -> Option<Named> {
    let holds = |(_, _, words, whole): &&Rule| name.any(words) || !whole.is_empty() && name.is(whole);
    rules.iter().find(holds).map(|(role, sure, ..)| named(*role, *sure))
}

fn time(name: &Words, hint: &Words) -> Option<Named> {
    if name.any("cost price fee kosten prix score rating mark grade") {
        return Some(named(Role::Private, 80));
    }
    let clock = |word: &str| name.says(&format!("{word} time")) || name.says(&format!("time {word}"));
    if clock("start") || clock("from") || name.is("begins at|start uhrzeit|uhrzeit von|beginn uhrzeit") {
        return Some(named(Role::StartTime, 85));
    }
    if clock("end") || clock("to") || clock("finish") || name.is("ends at|ende uhrzeit|uhrzeit bis") {
        return Some(named(Role::EndTime, 85));
    }
    let with = |role, sure, unit| Some(Named { role, sure, unit });
    let each = length_of_unit(name).or_else(|| length_of_unit(hint));
    let hours = name.any(HOURS) || hint.any(HOURS) || hint.any("hh") || name.any("hh");
    let minutes = name.any(MINUTES) || hint.any(MINUTES);
    if name.any(POINTS) && each.is_some() {
        return with(Role::Time, 95, each);
    }
    if name.any(POINTS) && !hours && !minutes {
        return Some(named(Role::Points, 90));
    }
    // how long a day of theirs is, they must say
    if !hours && !minutes && name.0.len() <= 3 && name.any(WHOLE_DAYS) {
        return Some(named(Role::Points, 80));
    }
    let unit = match (hours, minutes) {
        (true, false) => Some(Unit::Hours),
        (false, true) => Some(Unit::Minutes),
        _ => None,
    };
    if name.any(HOURS) || name.any(MINUTES) {
        return with(Role::Time, 95, unit);
    }
    if name.any(LENGTH) || name.is(SPENT) || name.says("time spent") || hint.any(HOURS) || hint.any(MINUTES) {
        let sure = if name.is("amount|total|time|cpd") { 70 } else { 90 };
        return with(Role::Time, sure, unit);
    }
    None
}

/// `45 min` beside a name of units.
fn length_of_unit(words: &Words) -> Option<Unit> {
    let at = words.0.iter().position(|w| MINUTES.split_whitespace().any(|m| m == w))?;
    let number: u32 = words.0.get(at.checked_sub(1)?)?.parse().ok()?;
    (1..=600).contains(&number).then_some(Unit::Of(number))
}

fn date(name: &Words) -> Option<Named> {
    let count = name.0.len();
    let is_date = name.any(DATES);
    if name.any(NOT_OUR_DAY) && (is_date || count <= 2) {
        return Some(named(Role::Private, 70));
    }
    if name.any("type planned status") {
        return None;
    }
    if name.is("year|jahr|annee|ano|anno|jaar") {
        return Some(named(Role::Year, 90));
    }
    if name.any("completed completion attended abgeschlossen") && (is_date || count <= 2) {
        return Some(named(Role::Date, 97));
    }
    match (name.any(FROM), name.any(TO), is_date || count == 1) {
        (true, true, true) => return Some(named(Role::Date, 90)),
        (true, false, true) => return Some(named(Role::From, 90)),
        (false, true, true) => return Some(named(Role::To, 90)),
        _ => {}
    }
    if name.any("issued awarded") && count <= 3 {
        return Some(named(Role::Date, 60));
    }
    if !is_date && count <= 3 && name.0.first().is_some_and(|w| w == "data") {
        return Some(named(Role::Date, 80));
    }
    if is_date && count <= 5 {
        return Some(named(Role::Date, if count == 1 { 95 } else { 90 }));
    }
    None
}

fn person(name: &Words) -> Option<Named> {
    if name.is("first name|given name|forename|vorname|prenom") {
        return Some(named(Role::FirstName, 90));
    }
    if name.is("last name|surname|family name|nachname|nom de famille") {
        return Some(named(Role::LastName, 90));
    }
    let people = "employee member learner participant delegate staff mitarbeiter teilnehmer attendee engineer colleague \
                  mitglied candidate trainee person student worker salarie";
    if name.any(people) && name.0.len() <= 2 || name.is("full name|who") {
        return Some(named(Role::Person, 85));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_column_is() {
        for (name, wanted) in [
            ("Date", Role::Date),
            ("Date completed", Role::Date),
            ("Completed on", Role::Date),
            ("Enrolment date", Role::Private),
            ("Expiry date", Role::Private),
            ("Start date", Role::From),
            ("bis", Role::To),
            ("Title", Role::Title),
            ("Activity title", Role::Title),
            ("Description of activity", Role::Title),
            ("Type of activity", Role::Type),
            ("Activity type", Role::Type),
            ("Hours", Role::Time),
            ("CPD hrs", Role::Time),
            ("Time spent (hh:mm)", Role::Time),
            ("Dauer (Std.)", Role::Time),
            ("Credit hours", Role::Time),
            ("CPD points", Role::Points),
            ("Data", Role::Date),
            ("Data evento", Role::Date),
            ("Titolo evento", Role::Title),
            ("Ente organizzatore", Role::Provider),
            ("CFP", Role::Points),
            ("Days", Role::Points),
            ("No. of days", Role::Points),
            ("Course ID", Role::Private),
            ("Number of hours", Role::Time),
            ("Units (1 unit = 45 min)", Role::Time),
            ("UE (45 min)", Role::Time),
            ("UE", Role::Points),
            ("Planned?", Role::Planned),
            ("What I learned", Role::Reflection),
            ("Learning outcome", Role::Reflection),
            ("What did you learn?", Role::Reflection),
            ("So what?", Role::Reflection),
            ("Reflective statement", Role::Reflection),
            ("Anbieter", Role::Provider),
            ("Accredited by", Role::Provider),
            ("Employee", Role::Person),
            ("Cumulative hours", Role::Aside),
            ("Start time", Role::StartTime),
            ("Required Attendees", Role::Secret),
            ("Where", Role::Private),
            ("No.", Role::Aside),
        ] {
            assert_eq!(role(name).map(|n| n.role), Some(wanted), "{name}");
        }
        assert!(are_opposites("Structured hours", "Unstructured hours"));
        assert!(are_opposites("Verifiable", "Non-verifiable"));
        assert!(!are_opposites("Claimed hours", "Actual hours"));
        assert_eq!(role("UE (45 min)").and_then(|n| n.unit), Some(Unit::Of(45)));
        assert_eq!(role("Length (minutes)").and_then(|n| n.unit), Some(Unit::Minutes));
        assert_eq!(role("Time spent (hh:mm)").and_then(|n| n.unit), Some(Unit::Hours));
        assert_eq!(role("Sam Example"), None);
        for (text, year) in [("CPD 2025", Some(2025)), ("kept in a spreadsheet since 2016", None), ("2024, 2025", None)]
        {
            assert_eq!(only_year(text), year, "{text}");
        }
    }
}
