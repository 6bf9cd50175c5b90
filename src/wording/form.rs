//! Texts with places for numbers, cut up once: days and lengths of time stand on every page.

/// What stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `{day}`
    Day,
    /// `{month}`, in words.
    Month,
    /// `{year}`
    Year,
    /// `{h}`
    Hours,
    /// `{m}`: minutes.
    Minutes,
    /// `{mm}`: minutes in two digits.
    Padded,
}

/// A text and its places; a place of another name is text.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    /// What stands before each place.
    parts: Vec<(String, Place)>,
    end: String,
}

impl Form {
    /// Cuts a text up.
    pub(super) fn new(text: &str) -> Self {
        let (mut form, mut rest) = (Self::default(), text);
        while let Some((before, (name, after))) = rest.split_once('{').and_then(|(b, r)| Some((b, r.split_once('}')?)))
        {
            form.end.push_str(before);
            let place = match name {
                "day" => Place::Day,
                "month" => Place::Month,
                "year" => Place::Year,
                "h" => Place::Hours,
                "m" => Place::Minutes,
                "mm" => Place::Padded,
                _ => {
                    form.end.extend(["{", name, "}"]);
                    rest = after;
                    continue;
                }
            };
            form.parts.push((std::mem::take(&mut form.end), place));
            rest = after;
        }
        form.end.push_str(rest);
        form
    }

    /// The text with its places filled.
    pub(super) fn fill(&self, put: impl Fn(Place, &mut String)) -> String {
        let mut out = String::with_capacity(24);
        for (before, place) in &self.parts {
            out.push_str(before);
            put(*place, &mut out);
        }
        out.push_str(&self.end);
        out
    }
}

/// Adds a number. Days and lengths of time are short: digit by digit is quicker than the formatter.
pub(super) fn push(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    let number = number.unsigned_abs();
    let digit = |n: u64| char::from(b'0' + u8::try_from(n % 10).unwrap_or_default());
    let first = number.checked_ilog10().unwrap_or_default();
    (0..=first).rev().for_each(|place| out.push(digit(number / 10_u64.pow(place))));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_formatter() {
        for number in [0, 7, 10, 99, 100, 2026, -5, i64::MAX, i64::MIN] {
            let mut out = String::new();
            push(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        let form = Form::new("{h} h {mm}{x} {");
        let put = |place, out: &mut String| out.push_str(if place == Place::Hours { "125" } else { "7" });
        assert_eq!(form.fill(put), "125 h 7{x} {");
        assert_eq!(Form::new("").fill(put), "");
    }
}
