//! Lengths of time in every shape that people write.

pub(super) use super::clock::minute;
use super::clock::{clock, from_to};
use super::grid::{Cell, Unit};
use super::ods::length;
use crate::model::Minutes;

/// Why a cell is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AmountFault {
    /// Not of a form that we know; what it may mean.
    Form(Option<Minutes>),
    /// Below zero.
    Negative,
    /// Not a whole number of minutes; the nearest.
    NotWhole(Minutes),
    /// Beyond any life.
    Absurd,
    /// `1,350`: that many, or that many thousandths.
    Comma(u32),
    /// So many quarters of a day: how long a day is has to be said.
    Days(u32),
}

/// What a comma between figures is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comma {
    /// `1,500` is one and a half.
    Decimal,
    /// `1,500` is one thousand five hundred.
    Thousands,
}

impl Comma {
    /// What the number of a cell shows of the commas in its column: `0,750` and `2,5` have decimals behind the comma,
    /// where `7.5` stands a comma parts thousands.
    pub(super) fn shown_by(cell: &Cell) -> Option<Self> {
        let text = cell.text().filter(|text| text.len() <= LONGEST)?;
        let number = text[..text.find(char::is_alphabetic).unwrap_or(text.len())].trim();
        let sign = if number.contains(',') { ',' } else { '.' };
        let (whole, rest) = number.split_once(sign)?;
        let is_decimal = digits(whole).is_some() && digits(rest).is_some() && comma(number).is_none();
        is_decimal.then_some(if sign == ',' { Self::Decimal } else { Self::Thousands })
    }
}

/// What is known of all amounts of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// How long a day is.
    pub(super) day: Option<Minutes>,
    /// What a comma is.
    pub(super) comma: Option<Comma>,
}

/// `1,350` is 1350 in one country and 1.35 in another; `0,350` is not.
fn comma(text: &str) -> Option<AmountFault> {
    let (whole, rest) = text.trim().split_once(',')?;
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let open = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3;
    let number = (open && is_number(whole) && is_number(rest)).then(|| format!("{whole}{rest}").parse().ok())?;
    number.map(AmountFault::Comma)
}

/// A length of time, exactly or to the nearest minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) minutes: Minutes,
    /// Were seconds rounded away?
    pub(crate) rounded: bool,
}

/// The most minutes that any row may have.
const MOST: f64 = 10_000_000.0;

/// The longest text that may be a length of time, in bytes.
const LONGEST: usize = 200;

/// The length of time in a cell; none where it is empty. A number without a unit of its own has that of its column.
pub(crate) fn read(cell: &Cell, unit: Unit) -> Result<Option<Amount>, AmountFault> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(number, own) => of_number(*number, own.unwrap_or(unit)).map(Some),
        Cell::Time(seconds) => of_seconds(*seconds).map(Some),
        Cell::Text(text) => of_text(text, unit),
        // a length of more than a day that a sheet shows as a date
        Cell::Day(..) | Cell::Flag(_) => Err(AmountFault::Form(None)),
    }
}

/// The same, with what is known of its column.
pub(super) fn read_in(cell: &Cell, unit: Unit, known: Known) -> Result<Option<Amount>, AmountFault> {
    match (read(cell, unit), known) {
        (Err(AmountFault::Days(quarters)), Known { day: Some(day), .. }) => {
            let minutes = day.0 * i64::from(quarters);
            if minutes % 4 == 0 {
                Ok(Some(Amount { minutes: Minutes(minutes / 4), rounded: false }))
            } else {
                Err(AmountFault::NotWhole(Minutes((minutes + 2) / 4)))
            }
        }
        (Err(AmountFault::Comma(_)), Known { comma: Some(comma), .. }) => {
            let sign = if comma == Comma::Decimal { "." } else { "" };
            read(&Cell::of(&cell.said().replacen(',', sign, 1)), unit)
        }
        (read, _) => read,
    }
}

/// Does a cell hold a length of time that needs no unit of its column?
pub(crate) fn has_own_unit(cell: &Cell) -> bool {
    match cell {
        Cell::Time(_) | Cell::Number(_, Some(_)) => true,
        Cell::Text(text) => {
            plain_number(text).is_none()
                && matches!(of_text(text, Unit::Hours), Ok(Some(_)) | Err(AmountFault::Days(_)))
        }
        _ => false,
    }
}

/// The number of a cell that is a plain number.
pub(crate) fn plain(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number, None) => Some(*number),
        Cell::Text(text) => plain_number(text),
        _ => None,
    }
}

fn of_seconds(seconds: i64) -> Result<Amount, AmountFault> {
    if seconds < 0 {
        return Err(AmountFault::Negative);
    }
    if seconds > 600_000_000 {
        return Err(AmountFault::Absurd);
    }
    Ok(Amount { minutes: Minutes((seconds + 30) / 60), rounded: seconds % 60 != 0 })
}

/// A number of a unit. Sheets hold 20 minutes as 0.333333333: what is nearer to a whole minute than two seconds is one.
fn of_number(number: f64, unit: Unit) -> Result<Amount, AmountFault> {
    if number < 0.0 {
        return Err(AmountFault::Negative);
    }
    let minutes = match unit {
        Unit::Hours => number * 60.0,
        Unit::Minutes => number,
        Unit::Serial => number * 1_440.0,
        Unit::Of(each) => number * f64::from(each),
        Unit::Clock => {
            let rest = (number.fract() * 100.0).round();
            if rest >= 60.0 {
                return Err(AmountFault::Form(None));
            }
            number.trunc() * 60.0 + rest
        }
    };
    if !minutes.is_finite() || minutes > MOST {
        return Err(AmountFault::Absurd);
    }
    let whole = minutes.round();
    let near = Minutes(to_whole(whole));
    if (minutes - whole).abs() > 0.034 {
        return Err(AmountFault::NotWhole(near));
    }
    Ok(Amount { minutes: near, rounded: false })
}

#[allow(clippy::cast_possible_truncation, reason = "it is below ten million")]
fn to_whole(number: f64) -> i64 {
    number as i64
}

fn of_text(text: &str, unit: Unit) -> Result<Option<Amount>, AmountFault> {
    if text.len() > LONGEST {
        return Err(AmountFault::Form(None));
    }
    let text = text.trim();
    // some programs write a number as a text with the mark of one
    let text = text
        .strip_prefix('\'')
        .unwrap_or(text)
        .to_lowercase()
        .replace(['\u{a0}', '\u{202f}'], " ")
        .replace(['′', '’'], "'");
    if matches!(&*text, "-" | "–" | "—" | "n/a" | "na" | "none" | "?" | "tbc" | "tba" | "") {
        return Ok(None);
    }
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        let is_one = of_text(rest, unit).is_ok_and(|found| found.is_some());
        return Err(if is_one { AmountFault::Negative } else { AmountFault::Form(None) });
    }
    if let Some(seconds) = from_to(&text) {
        return of_seconds(seconds).map(Some);
    }
    if let Some(rest) = without_remark(&text) {
        return of_text(rest, unit);
    }
    if let Some(rest) = without_about(&text) {
        return of_text(rest, unit);
    }
    if let Some(spelt) = spelt(&text) {
        return of_text(&spelt, unit);
    }
    if let Some(quarters) = quarters_of_days(&text) {
        return Err(AmountFault::Days(quarters));
    }
    if let Some(fault) = comma(&text[..text.find(char::is_alphabetic).unwrap_or(text.len())]) {
        return Err(fault);
    }
    let form = || AmountFault::Form(crate::model::meant::hours(&text).filter(|m| m.0 > 0));
    if let Some(number) = plain_number(&text) {
        return of_number(number, unit).map(Some);
    }
    if let Some(seconds) = length(&text.to_uppercase()) {
        return of_seconds(seconds).map(Some);
    }
    if let Some(seconds) = clock(&text) {
        return of_seconds(seconds).map(Some);
    }
    let minutes = of_words(&text).ok_or_else(form)?;
    of_number(minutes, Unit::Minutes).map(Some)
}

/// `half a day`, `an hour`, `two hours`: with the number in figures.
fn spelt(text: &str) -> Option<String> {
    const NUMBERS: [(&str, &str); 32] = [
        ("a quarter of an ", "0.25"),
        ("quarter of an ", "0.25"),
        ("three quarters of an ", "0.75"),
        ("half an ", "0.5"),
        ("half a ", "0.5"),
        ("half-", "0.5"),
        ("half ", "0.5"),
        ("halber ", "0.5"),
        ("halbe ", "0.5"),
        ("ein halber ", "0.5"),
        ("eine halbe ", "0.5"),
        ("demi-", "0.5"),
        ("a half ", "0.5"),
        ("a full ", "1"),
        ("a whole ", "1"),
        ("full ", "1"),
        ("full-", "1"),
        ("whole ", "1"),
        ("all ", "1"),
        ("an ", "1"),
        ("a ", "1"),
        ("one ", "1"),
        ("two ", "2"),
        ("three ", "3"),
        ("four ", "4"),
        ("five ", "5"),
        ("six ", "6"),
        ("seven ", "7"),
        ("eight ", "8"),
        ("nine ", "9"),
        ("ten ", "10"),
        ("ganzer ", "1"),
    ];
    let (number, rest) = NUMBERS.iter().find_map(|(word, number)| Some((*number, text.strip_prefix(word)?.trim())))?;
    let unit = rest.split([' ', '.', ',']).next().unwrap_or_default();
    (unit_of(unit).is_some() || is_day(unit)).then(|| format!("{number} {rest}"))
}

/// `0.5 day`, `1½ days`, `2 Tage`: in quarters of a day.
fn quarters_of_days(text: &str) -> Option<u32> {
    let at = text.find(char::is_alphabetic)?;
    let quarters = plain_number(&text[..at])? * 4.0;
    let is_whole = (quarters - quarters.round()).abs() < 0.01 && (1.0..=4_000.0).contains(&quarters);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 1 and 4,000")]
    (is_whole && is_day(text[at..].trim_end_matches('.'))).then_some(quarters.round() as u32)
}

/// A word for a day, in some languages.
fn is_day(word: &str) -> bool {
    const WORDS: [&str; 12] =
        ["day", "days", "d", "tag", "tage", "tagen", "jour", "jours", "journee", "dia", "dias", "dag"];
    WORDS.contains(&word)
}

/// `approx. 2 hours`, `~2h`: the length that somebody guessed.
fn without_about(text: &str) -> Option<&str> {
    const ABOUT: [&str; 16] = [
        "approximately",
        "approx.",
        "approx",
        "about",
        "around",
        "roughly",
        "circa",
        "ca.",
        "ca",
        "c.",
        "~",
        "etwa",
        "rund",
        "environ",
        "env.",
        "unos",
    ];
    let rest = ABOUT.iter().find_map(|word| text.strip_prefix(word))?;
    let apart = rest.starts_with([' ', '.']) || rest.starts_with(|c: char| c.is_ascii_digit());
    apart.then(|| rest.trim_start_matches(['.', ' '])).filter(|rest| !rest.is_empty())
}

/// `2 h (evening)`: without the words in brackets behind it.
pub(super) fn without_remark(text: &str) -> Option<&str> {
    let (rest, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    let is_remark = inside.chars().any(char::is_alphabetic) && !inside.chars().any(char::is_numeric);
    (is_remark && !rest.trim().is_empty()).then(|| rest.trim())
}

/// `1.5`, `1,5`, `½`, `1½`, `1 1/2`: no other words.
fn plain_number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some((whole, part)) = fraction_sign(text) {
        return Some(part + if whole.is_empty() { 0.0 } else { digits(whole)? });
    }
    if let Some((left, below)) = text.split_once('/') {
        let (whole, above) = left.trim().rsplit_once(' ').unwrap_or(("0", left.trim()));
        let (above, below) = (digits(above)?, digits(below.trim())?);
        return (above < below && below <= 8.0).then_some(digits(whole.trim())? + above / below);
    }
    let point = text.replacen(',', ".", 1);
    let is_number = point.bytes().all(|b| b.is_ascii_digit() || b == b'.') && point.bytes().any(|b| b.is_ascii_digit());
    (is_number && point.len() <= 18).then(|| point.parse().ok()).flatten()
}

fn fraction_sign(text: &str) -> Option<(&str, f64)> {
    let signs = [('½', 0.5), ('¼', 0.25), ('¾', 0.75), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0)];
    signs.into_iter().find_map(|(sign, part)| Some((text.strip_suffix(sign)?.trim(), part)))
}

fn digits(text: &str) -> Option<f64> {
    (!text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `1h30`, `2 hrs`, `1 hour 15 minutes`, `90'`, `1,5 Std.`: the minutes. Each unit stands once, minutes behind whole
/// hours: two times are not their sum.
fn of_words(text: &str) -> Option<f64> {
    // `6 CPD hours`, `1 hour CPD`
    let bare: Vec<&str> = text.split_whitespace().filter(|word| *word != "cpd").collect();
    let bare = bare.join(" ");
    let mut rest = bare.as_str();
    let (mut hours, mut minutes): (Option<f64>, Option<f64>) = (None, None);
    while !rest.is_empty() {
        rest = rest.trim_start_matches([' ', ',', '+']).trim_start();
        for word in ["and ", "und ", "et ", "y "] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_alphabetic() || c == '\'').unwrap_or(rest.len());
        let number = plain_number(&rest[..end])?;
        let word_end = rest[end..].find(|c: char| !c.is_alphabetic() && c != '\'').map_or(rest.len(), |n| end + n);
        let word = &rest[end..word_end];
        rest = rest[word_end..].trim_start_matches('.').trim_start();
        let is_hours = match word {
            // `1 h 30`
            "" => hours.map(|_| false)?,
            _ => unit_of(word)? > 1.0,
        };
        match (hours, minutes) {
            (None, None) if is_hours => hours = Some(number),
            (None, None) => minutes = Some(number),
            (Some(whole), None) if !is_hours && whole.fract() == 0.0 && number < 60.0 => minutes = Some(number),
            _ => return None,
        }
    }
    (hours.is_some() || minutes.is_some()).then(|| hours.unwrap_or_default() * 60.0 + minutes.unwrap_or_default())
}

/// The minutes of a unit, in some languages.
fn unit_of(word: &str) -> Option<f64> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures" | "hora"
        | "horas" | "uur" | "uren" | "ora" | "ore" | "hs" | "timer" | "timmar" | "pdh" | "pdhs" => Some(60.0),
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos" | "minuti" | "minuut" | "mn"
        | "mns" | "'" | "minuter" | "minutter" => Some(1.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Option<i64> {
        read(&Cell::of(text), Unit::Hours).ok().flatten().map(|a| a.minutes.0)
    }

    #[test]
    fn hours_in_every_shape() {
        for (text, wanted) in [
            ("1.5", 90),
            ("1,5", 90),
            ("1:30", 90),
            ("01:30:00", 90),
            ("1h30", 90),
            ("1 h 30 min", 90),
            ("1h30m", 90),
            ("90 min", 90),
            ("90'", 90),
            ("90 minutes", 90),
            ("1,5 h", 90),
            ("1.5 hrs", 90),
            ("1½", 90),
            ("1½ h", 90),
            ("1 1/2 hours", 90),
            ("1/2", 30),
            ("½ hour", 30),
            ("1 hour 30 minutes", 90),
            ("1 hour and 30 minutes", 90),
            ("1 Std. 30 Min.", 90),
            ("1 Stunde", 60),
            ("2 heures", 120),
            ("PT1H30M", 90),
            ("1:30 h", 90),
            ("0", 0),
            ("0.333333", 20),
            ("approx 2 hours", 120),
            ("Approx. 2 h", 120),
            ("~45 min", 45),
            ("6 CPD hours", 360),
            ("1 hour CPD", 60),
            ("2 PDH", 120),
            ("ca. 1,5 Std.", 90),
            ("2 hours (est.)", 120),
            ("2 h (evening)", 120),
            ("09:00-16:30", 450),
            ("9:00 – 10:15", 75),
            ("9am to 11.30am", 150),
            ("half an hour", 30),
            ("an hour", 60),
            ("One hour", 60),
            ("two hours 15 min", 135),
        ] {
            assert_eq!(minutes(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_of_time() {
        use AmountFault as F;
        for (text, fault) in [
            ("half a day", F::Days(2)),
            ("Half day", F::Days(2)),
            ("a day", F::Days(4)),
            ("1.5 days", F::Days(6)),
            ("1½ days", F::Days(6)),
            ("2 Tage", F::Days(8)),
            ("a third of a day", F::Form(None)),
            ("0.3 days", F::Form(None)),
            ("day", F::Form(None)),
            ("-1", F::Negative),
            ("-1h", F::Negative),
            ("1.33", F::NotWhole(Minutes(80))),
            ("2 days", F::Days(8)),
            ("1:75", F::Form(None)),
            ("1-2 h", F::Form(None)),
            ("2h 3h", F::Form(None)),
            ("10 min 20 min", F::Form(None)),
            ("30 min 1 h", F::Form(None)),
            ("1 h 75 min", F::Form(None)),
            ("1 h 75", F::Form(None)),
            ("1.5 h 30", F::Form(None)),
            ("1.5 h 30 min", F::Form(None)),
            ("2 h 15 20", F::Form(None)),
            ("99999999999", F::Absurd),
            ("x", F::Form(None)),
            ("about", F::Form(None)),
            ("cab 2 h", F::Form(None)),
            ("2 h (or 3)", F::Form(None)),
            ("(evening)", F::Form(None)),
            ("16:30-09:00", F::Form(None)),
            ("9-12", F::Form(None)),
        ] {
            assert_eq!(read(&Cell::of(text), Unit::Hours), Err(fault), "{text}");
        }
        assert_eq!(read(&Cell::of(&"- ".repeat(1_000_000)), Unit::Hours), Err(F::Form(None)));
        assert_eq!(read(&Cell::of("n/a"), Unit::Hours), Ok(None));
    }

    #[test]
    fn a_day_is_as_long_as_it_is_said_to_be() {
        let of =
            |text, day| read_in(&Cell::of(text), Unit::Hours, Known { day: Some(Minutes(day)), ..Known::default() });
        let some = |minutes| Ok(Some(Amount { minutes: Minutes(minutes), rounded: false }));
        assert_eq!(of("half a day", 450), some(225));
        assert_eq!(of("2 days", 480), some(960));
        assert_eq!(of("0.25 days", 450), Err(AmountFault::NotWhole(Minutes(113))));
        assert_eq!(of("2h", 480), some(120));
    }

    #[test]
    fn other_numbers_show_what_a_comma_is() {
        for (text, shown) in [
            ("0,750", Some(Comma::Decimal)),
            ("2,5", Some(Comma::Decimal)),
            ("1,25 h", Some(Comma::Decimal)),
            ("7.5", Some(Comma::Thousands)),
            ("1.500", Some(Comma::Thousands)),
            ("1,500", None),
            ("2", None),
            ("1:30", None),
            ("1,5,2", None),
            ("about 2,5", None),
        ] {
            assert_eq!(Comma::shown_by(&Cell::of(text)), shown, "{text}");
        }
        let of = |text, comma| {
            let known = Known { comma: Some(comma), ..Known::default() };
            read_in(&Cell::of(text), Unit::Hours, known).ok().flatten().map(|a| a.minutes.0)
        };
        assert_eq!(of("1,500", Comma::Decimal), Some(90));
        assert_eq!(of("1,350 h", Comma::Thousands), Some(81_000));
        assert_eq!(of("2,5", Comma::Thousands), Some(150));
    }

    #[test]
    fn numbers_have_the_unit_of_their_column() {
        let of = |n, unit| read(&Cell::Number(n, None), unit).ok().flatten().map(|a| a.minutes.0);
        assert_eq!(of(1.3, Unit::Clock), Some(90));
        assert_eq!(of(1.75, Unit::Clock), None);
        assert_eq!(of(0.0625, Unit::Serial), Some(90));
        assert_eq!(of(2.0, Unit::Of(45)), Some(90));
        assert_eq!(of(45.0, Unit::Minutes), Some(45));
        assert_eq!(read(&Cell::Number(45.0, Some(Unit::Minutes)), Unit::Hours).unwrap().unwrap().minutes.0, 45);
        assert_eq!(read(&Cell::Time(2_412), Unit::Hours), Ok(Some(Amount { minutes: Minutes(40), rounded: true })));
    }
}
