//! Who joins and who leaves: messages and tables against the body's list of members.
//!
//! Nobody is taken in on a guess. What does not name one member of the list, by number and by name, is
//! doubtful: it is listed with its reason until a person has decided.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::key::SchemeKey;
use super::mail::{Mail, plain_subject};
use super::register::{Joined, Person, bare};
use super::settings::{Admit, Settings};
use super::table::{Table, TableFault};
use crate::model::Day;
use crate::model::time::parse_day;
use crate::policy::data::edition::Scheme;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The file, and the line of a table.
    pub from: String,
    /// Numbers that may be a membership number.
    pub numbers: Vec<String>,
    /// Words in which the name has to be.
    pub words: BTreeSet<String>,
    /// Where it came from.
    pub address: String,
    /// Did it come by mail? A line of a table is the administrator's own.
    pub mailed: bool,
    /// To join, or to leave.
    pub joins: bool,
    /// The day.
    pub day: Option<Day>,
}

/// Why a message or a line is not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is not a mail.
    NotAMail,
    /// It is too long.
    TooLong,
    /// A program wrote it.
    Automatic,
    /// Its subject is neither that of joining nor that of leaving.
    Subject(String),
    /// It has no number.
    NoNumber,
    /// None of its numbers is in the list.
    Unknown(String),
    /// It has numbers of several members.
    Several(Vec<String>),
    /// The list has another name for the number.
    OtherName(String),
    /// The grade is not named by the policy, and nobody has decided.
    Grade { grade: String, named: String, invited: Option<String> },
    /// The scheme is for other grades.
    NotFor { grade: String, named: String },
    /// A mail that takes a member out comes from another address than the member's: it, and the member's.
    Stranger(String, String),
    /// Somebody who is not in the scheme cannot leave it.
    NotIn(String),
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAMail => f.write_str("this is not a mail"),
            Self::TooLong => f.write_str("the mail is longer than 10 MiB"),
            Self::Automatic => f.write_str("a program answered, not a person"),
            Self::Subject(subject) => write!(f, "the subject is `{subject}`"),
            Self::NoNumber => f.write_str("there is no membership number in it"),
            Self::Unknown(numbers) => write!(f, "members.csv has no number {numbers}"),
            Self::Several(numbers) => write!(f, "it names several members: {}", crate::diag::list(numbers)),
            Self::OtherName(number) => write!(f, "the name is not that of member {number} in members.csv"),
            Self::Grade { grade, named, invited: Some(invited) } => write!(
                f,
                "the grade is {grade}: the policy says that the scheme is for {named}, and that {invited} are invited; \
                 decide with `admit: all` or `admit: grades` in scheme.yaml"
            ),
            Self::Grade { grade, named, invited: None } => write!(
                f,
                "the grade is {grade}: the policy says that the scheme is for {named}; decide with `admit: all` or \
                 `admit: grades` in scheme.yaml"
            ),
            Self::NotFor { grade, named } => write!(f, "the grade is {grade}: the scheme is for {named}"),
            Self::Stranger(from, own) => write!(
                f,
                "it takes a member out, and comes from {from}, not from {own}: ask, then enter it by a table with \
                 `request` set to `leave`"
            ),
            Self::NotIn(number) => write!(f, "member {number} asks to leave, and is not in the scheme"),
        }
    }
}

/// A mail as a request.
pub(crate) fn of_mail(from: &str, mail: &Mail, settings: &Settings) -> Result<Request, Why> {
    if mail.automatic {
        return Err(Why::Automatic);
    }
    let subject = plain_subject(&mail.subject);
    let joins = subject == plain_subject(&settings.subject);
    if !joins && subject != plain_subject(&settings.leave) {
        return Err(Why::Subject(mail.subject.chars().take(100).collect()));
    }
    Ok(Request {
        from: from.to_owned(),
        numbers: numbers(&mail.text),
        words: words(&format!("{} {} {}", mail.text, mail.signature, mail.name)),
        address: mail.address.clone(),
        mailed: true,
        joins,
        day: mail.day,
    })
}

/// The lines of a table as requests: `number`, `name`, and where wanted `email`, `request` (`join` or `leave`) and `day`.
pub(crate) fn of_table(from: &str, bytes: &[u8]) -> Result<Vec<Request>, TableFault> {
    let table = Table::read(bytes, &["number", "name"])?.spelt(&["number", "name", "email", "request", "day"])?;
    let mut all = vec![];
    for row in table.rows() {
        let request = table.get(row, "request").to_lowercase();
        if !matches!(request.as_str(), "" | "join" | "leave") {
            return Err(row.fault(format!("`{request}` is neither `join` nor `leave`")));
        }
        let day = table.get(row, "day");
        if !day.is_empty() && parse_day(day).is_none() {
            return Err(row.fault(format!("`{day}` is not a date like 2026-03-04")));
        }
        all.push(Request {
            from: format!("{from}, line {}", row.line),
            numbers: Some(bare(table.get(row, "number"))).filter(|n| !n.is_empty()).into_iter().collect(),
            words: words(table.get(row, "name")),
            address: table.get(row, "email").to_owned(),
            mailed: false,
            joins: request != "leave",
            day: parse_day(day),
        });
    }
    Ok(all)
}

/// Runs of four digits or more, once without the spaces and hyphens between digits and once as they stand.
fn numbers(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        let joined: String = chars
            .iter()
            .enumerate()
            .filter(|(n, c)| {
                let between = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
                !(matches!(c, ' ' | '-' | '\u{a0}') && *n > 0 && between(n - 1) && between(n + 1))
            })
            .map(|(_, c)| *c)
            .collect();
        for line in [line, &joined] {
            let runs = line.split(|c: char| !c.is_ascii_alphanumeric());
            found.extend(runs.filter(|run| run.bytes().filter(u8::is_ascii_digit).count() >= 4).map(str::to_owned));
        }
    }
    found.into_iter().take(50).collect()
}

/// A text in small letters without accents, in the two ways in which people write what they cannot type: `Müller` as
/// `Muller` and as `Mueller`.
fn folded(text: &str) -> [String; 2] {
    let fold = |long: bool| {
        let mut out = String::new();
        for c in text.nfc().flat_map(char::to_lowercase) {
            match (c, long) {
                ('\'' | '’', _) => {}
                ('ä' | 'æ', true) | ('æ', false) => out.push_str("ae"),
                ('ö' | 'ø' | 'œ', true) | ('œ', false) => out.push_str("oe"),
                ('ü', true) => out.push_str("ue"),
                ('å', true) => out.push_str("aa"),
                ('ø', false) => out.push('o'),
                ('ß', _) => out.push_str("ss"),
                ('þ', _) => out.push_str("th"),
                ('ł', _) => out.push('l'),
                ('đ' | 'ð', _) => out.push('d'),
                ('ħ', _) => out.push('h'),
                ('ı', _) => out.push('i'),
                _ => out.extend(c.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c))),
            }
        }
        out
    };
    [fold(false), fold(true)]
}

/// The words of a text: small letters, without accents.
fn words(text: &str) -> BTreeSet<String> {
    let split = |plain: String| -> Vec<String> {
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    folded(text).into_iter().flat_map(split).collect()
}

/// Is a name in these words: its last word, and its first or that one's initial?
fn named(name: &str, words_in: &BTreeSet<String>) -> bool {
    folded(name).iter().any(|plain| {
        let parts: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
        let initial = first.chars().next().map(String::from).unwrap_or_default();
        words_in.contains(*last) && (words_in.contains(*first) || words_in.contains(&initial))
    })
}

/// The member whom a request means.
fn meant<'m>(request: &Request, members: &'m BTreeMap<String, Person>) -> Result<&'m Person, Why> {
    if request.numbers.is_empty() {
        return Err(Why::NoNumber);
    }
    let known: Vec<&Person> = request.numbers.iter().filter_map(|n| members.get(n)).collect();
    match known[..] {
        [] => Err(Why::Unknown(request.numbers.iter().take(3).cloned().collect::<Vec<_>>().join(", "))),
        [one] if named(&one.name, &request.words) => Ok(one),
        [one] => Err(Why::OtherName(one.number.clone())),
        // a telephone number can be somebody's number: the name decides, where it fits one of them
        _ => match known.iter().filter(|p| named(&p.name, &request.words)).collect::<Vec<_>>()[..] {
            [one] => Ok(one),
            _ => Err(Why::Several(known.iter().map(|p| p.number.clone()).collect())),
        },
    }
}

/// May a grade join?
fn eligible(grade: &str, settings: &Settings, scheme: Option<&Scheme>) -> Result<(), Why> {
    let Some(scheme) = scheme.filter(|s| !s.grades.is_empty()) else { return Ok(()) };
    if settings.admit == Admit::All || scheme.grades.iter().any(|g| g.eq_ignore_ascii_case(grade)) {
        return Ok(());
    }
    let grade = if grade.is_empty() { "not stated".to_owned() } else { grade.to_owned() };
    let named = crate::diag::list(&scheme.grades);
    if settings.admit == Admit::Grades {
        return Err(Why::NotFor { grade, named });
    }
    let invited = scheme.also_invited.as_ref().map(|who| who.replace('-', " "));
    Err(Why::Grade { grade, named, invited })
}

/// What becomes of requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    /// The register afterwards.
    pub register: BTreeMap<String, Joined>,
    /// Requests that were not taken, with the number where one is known.
    pub doubtful: Vec<(String, String, Why)>,
    /// How many joined, left, and had asked before.
    pub joined: usize,
    /// How many left.
    pub left: usize,
    /// How many asked for what they have.
    pub before: usize,
}

/// What a register stands on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// The scheme's settings.
    pub settings: &'a Settings,
    /// What the policy says of who may join.
    pub scheme: Option<&'a Scheme>,
    /// The body's list.
    pub members: &'a BTreeMap<String, Person>,
    /// The scheme's key.
    pub key: &'a SchemeKey,
    /// The day of a request that says none.
    pub today: Day,
}

/// Takes requests in the order of their days; the latest of a member counts.
pub(crate) fn enrol(register: BTreeMap<String, Joined>, mut requests: Vec<Request>, on: Ground<'_>) -> Outcome {
    requests.sort_by(|a, b| (a.day.unwrap_or(on.today), &a.from).cmp(&(b.day.unwrap_or(on.today), &b.from)));
    let mut outcome = Outcome { register, ..Outcome::default() };
    for request in requests {
        // a mail from tomorrow has a wrong clock
        let day = request.day.unwrap_or(on.today).min(on.today);
        let person = match meant(&request, on.members) {
            Ok(person) => person,
            Err(why) => {
                let number = request.numbers.first().cloned().unwrap_or_default();
                outcome.doubtful.push((request.from, number, why));
                continue;
            }
        };
        let taken = if request.joins {
            join(&mut outcome, person, &request, day, on)
        } else {
            leave(&mut outcome, person, &request, day, on)
        };
        if let Err(why) = taken {
            outcome.doubtful.push((request.from, person.number.clone(), why));
        }
    }
    outcome
}

fn join(outcome: &mut Outcome, person: &Person, request: &Request, day: Day, on: Ground<'_>) -> Result<(), Why> {
    eligible(&person.grade, on.settings, on.scheme)?;
    let id = on.key.id(&person.number);
    let before = outcome.register.get(&id);
    // who left later than this day stays away
    if before.is_some_and(|j| j.left.is_none_or(|left| left >= day)) {
        outcome.before += 1;
        return Ok(());
    }
    let mut person = person.clone();
    if person.email.is_empty() {
        person.email.clone_from(&request.address);
    }
    outcome.joined += 1;
    outcome.register.insert(id.clone(), Joined { id, person, opted_in: day, left: None });
    Ok(())
}

fn leave(outcome: &mut Outcome, person: &Person, request: &Request, day: Day, on: Ground<'_>) -> Result<(), Why> {
    let Some(joined) = outcome.register.get_mut(&on.key.id(&person.number)) else {
        return Err(Why::NotIn(person.number.clone()));
    };
    let own = if person.email.is_empty() { joined.person.email.clone() } else { person.email.clone() };
    let is_own = request.address.trim().eq_ignore_ascii_case(own.trim());
    if request.mailed && joined.left.is_none() && !own.is_empty() && !is_own {
        return Err(Why::Stranger(request.address.clone(), own));
    }
    if joined.left.is_some() || joined.opted_in > day {
        outcome.before += 1;
    } else {
        joined.left = Some(day);
        outcome.left += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "schema: cpdfolio.scheme/1\ntitle: T\npolicy: iet\nyear: 2025\n";

    fn run(messages: &[(&str, &str)], more: &str) -> Outcome {
        let settings = super::super::settings::read(&format!("{SETTINGS}{more}")).value.unwrap();
        let list =
            "number,name,grade\n1234567,Zoë O'Brien,MIET\n7654321,Sam de Example,FIET\n2222222,Kim Student,Student\n";
        let members = super::super::register::list(list.as_bytes()).unwrap().people;
        let key = SchemeKey::new([1; 32]);
        let scheme = Scheme {
            grades: ["TMIET", "MIET", "FIET"].map(str::to_owned).to_vec(),
            also_invited: Some("all-members".to_owned()),
            ..Scheme::default()
        };
        let today = parse_day("2026-02-10").unwrap();
        let on = Ground { settings: &settings, scheme: Some(&scheme), members: &members, key: &key, today };
        let mut early = vec![];
        let mut requests = vec![];
        for (n, (subject, text)) in messages.iter().enumerate() {
            let mail = Mail { subject: (*subject).to_owned(), text: (*text).to_owned(), ..Mail::default() };
            match of_mail(&format!("{n}.eml"), &mail, &settings) {
                Ok(request) => requests.push(request),
                Err(why) => early.push((format!("{n}.eml"), String::new(), why)),
            }
        }
        let mut outcome = enrol(BTreeMap::new(), requests, on);
        outcome.doubtful.extend(early);
        outcome
    }

    const JOIN: &str = "Re: Opt-in to CPD Monitoring Scheme";

    #[test]
    fn who_names_number_and_name_joins() {
        let found = run(
            &[(JOIN, "I am Zoe OBrien, no. 123 4567"), (JOIN, "S. Example (7654321)"), (JOIN, "Zoë O’Brien 1234567")],
            "",
        );
        assert_eq!((found.joined, found.before, found.doubtful.len()), (2, 1, 0), "{found:?}");
        assert!(found.register.values().all(|j| !j.id.contains(&j.person.number)));
    }

    #[test]
    fn what_is_doubtful_is_told_with_its_reason() {
        let found = run(
            &[
                ("Hello", "Zoe OBrien 1234567"),
                (JOIN, "Zoe OBrien"),
                (JOIN, "Zoe OBrien 9999999"),
                (JOIN, "Bob Other 1234567"),
                (JOIN, "Bob 1234567 and 7654321"),
                (JOIN, "Kim Student 2222222"),
                ("Leave the CPD Monitoring Scheme", "Zoe OBrien 1234567"),
            ],
            "",
        );
        let mut said: Vec<String> = found.doubtful.iter().map(|(from, _, why)| format!("{from}: {why}")).collect();
        said.sort();
        assert_eq!(found.joined, 0);
        assert_eq!(said[0], "0.eml: the subject is `Hello`");
        assert_eq!(said[1], "1.eml: there is no membership number in it");
        assert_eq!(said[2], "2.eml: members.csv has no number 9999999");
        assert_eq!(said[3], "3.eml: the name is not that of member 1234567 in members.csv");
        assert_eq!(said[4], "4.eml: it names several members: `1234567` and `7654321`");
        assert!(
            said[5].contains("for `TMIET`, `MIET` and `FIET`, and that all members are invited; decide with"),
            "{}",
            said[5]
        );
        assert!(said[6].ends_with("and is not in the scheme"));
        assert_eq!(run(&[(JOIN, "Kim Student 2222222")], "admit: all\n").joined, 1);
        let no = run(&[(JOIN, "Kim Student 2222222")], "admit: grades\n");
        assert_eq!(no.doubtful[0].2.to_string(), "the grade is Student: the scheme is for `TMIET`, `MIET` and `FIET`");
    }

    #[test]
    fn who_leaves_is_out_and_a_table_may_say_so() {
        let text =
            "number;name;request;day\n1234567;Zoë O'Brien;join;2026-01-05\n1234567;Zoë O'Brien;leave;2026-01-20\n";
        let requests = of_table("list.csv", text.as_bytes()).unwrap();
        assert_eq!(requests[1].from, "list.csv, line 3");
        assert!(of_table("x", b"number,name,request\n1,A,perhaps\n").is_err());
        let settings = super::super::settings::read(SETTINGS).value.unwrap();
        let members = super::super::register::list("number,name\n1234567,Zoë O'Brien\n".as_bytes()).unwrap().people;
        let key = SchemeKey::new([1; 32]);
        let today = parse_day("2026-02-10").unwrap();
        let on = Ground { settings: &settings, scheme: None, members: &members, key: &key, today };
        let found = enrol(BTreeMap::new(), requests.clone(), on);
        assert_eq!((found.joined, found.left), (1, 1));
        // the same again changes nothing: who left before the day of joining was asked for stays away
        let again = enrol(found.register.clone(), requests, on);
        assert_eq!((again.register, again.joined, again.left), (found.register, 0, 0));
    }

    #[test]
    fn a_name_is_that_of_the_list_however_it_is_typed() {
        for (name, typed) in [
            ("Łukasz Nowak", "Lukasz Nowak"),
            ("Søren Dahl", "Soren Dahl"),
            ("Søren Dahl", "Soeren Dahl"),
            ("Jörg Müller", "Joerg Mueller"),
            ("Joerg Mueller", "Jörg Müller"),
            ("Jörg Müller", "Jorg Muller"),
            ("Anna Weiß", "Anna Weiss"),
            ("Zoë Dvořák", "Zoe Dvorak"),
            ("Siân O’Brien", "Sian OBrien"),
        ] {
            assert!(named(name, &words(typed)), "{name} {typed}");
            assert!(!named(name, &words("Bob Other")), "{name}");
        }
    }

    const LEAVE: &str = "Leave the CPD Monitoring Scheme";

    #[test]
    fn a_strangers_mail_takes_nobody_out() {
        let settings = super::super::settings::read(SETTINGS).value.unwrap();
        let list = "number,name,email\n1234567,Grace Hopper,grace@x.example\n";
        let members = super::super::register::list(list.as_bytes()).unwrap().people;
        let key = SchemeKey::new([1; 32]);
        let today = parse_day("2026-02-10").unwrap();
        let on = Ground { settings: &settings, scheme: None, members: &members, key: &key, today };
        let mail = |subject: &str, address: &str| {
            let text = "Grace Hopper 1234567".to_owned();
            let mail = Mail { subject: subject.to_owned(), text, address: address.to_owned(), ..Mail::default() };
            of_mail("x.eml", &mail, &settings).unwrap()
        };
        let joined = enrol(BTreeMap::new(), vec![mail(JOIN, "grace@x.example")], on).register;
        let evil = enrol(joined.clone(), vec![mail(LEAVE, "evil@x.example")], on);
        assert_eq!(evil.left, 0);
        assert!(evil.doubtful[0].2.to_string().contains("comes from evil@x.example, not from grace@x.example"));
        assert_eq!(enrol(joined.clone(), vec![mail(LEAVE, "GRACE@x.example")], on).left, 1);
        let told = of_table("t.csv", b"number,name,request\n1234567,Grace Hopper,leave\n").unwrap();
        assert_eq!(enrol(joined, told, on).left, 1);
    }
}
