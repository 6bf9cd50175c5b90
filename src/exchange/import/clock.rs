//! Times of day, and lengths of time that are written like them.

use super::grid::Cell;

/// `09:30`, `9:30 AM`, `9.30 pm`.
pub(super) fn minute(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Time(seconds) => Some(seconds / 60).filter(|m| *m <= 24 * 60),
        Cell::Day(_, minute) => Some(i64::from(*minute)),
        Cell::Text(text) => {
            let text = text.trim().to_lowercase();
            // `2025-03-04 09:00`
            let text = text.rsplit_once(' ').filter(|(day, _)| day.len() >= 8).map_or(&*text, |(_, time)| time);
            let (text, after_noon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
                (Some(text), _) => (text.trim(), Some(true)),
                (_, Some(text)) => (text.trim(), Some(false)),
                _ => (text, None),
            };
            let (hour, rest) = text.split_once([':', '.', 'h']).unwrap_or((text, "0"));
            let rest = rest.split(':').next().filter(|r| !r.is_empty()).unwrap_or("0");
            let (hour, rest): (i64, i64) = (hour.trim().parse().ok()?, rest.trim().parse().ok()?);
            let hour = match after_noon {
                Some(true) if hour < 12 => hour + 12,
                Some(false) if hour == 12 => 0,
                _ => hour,
            };
            ((0..=24).contains(&hour) && (0..60).contains(&rest)).then_some(hour * 60 + rest)
        }
        _ => None,
    }
}

/// `09:00-16:30`, `9am to 12 noon`: from one time of day to a later one.
pub(super) fn from_to(text: &str) -> Option<i64> {
    let (from, to) = [" to ", " bis ", " until ", "–", "—", "-"].iter().find_map(|sign| text.split_once(sign))?;
    let is_time = |t: &str| t.contains(':') || t.ends_with("am") || t.ends_with("pm");
    let minute = |t: &str| minute(&Cell::of(t)).filter(|_| is_time(t.trim()));
    let (from, to) = (minute(from)?, minute(to)?);
    (to > from).then_some((to - from) * 60)
}

/// `1:30`, `01:30:00`, `1:30 h` in seconds.
pub(super) fn clock(text: &str) -> Option<i64> {
    let text =
        ["hours", "hrs", "std.", "std", "uhr", "h"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |text: &str, most: usize| {
        let good = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        good.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = (number(parts.first()?, 5)?, number(parts.get(1)?, 2).filter(|m| *m < 60)?);
    let seconds = match parts.get(2) {
        Some(seconds) => number(seconds.split('.').next()?, 2).filter(|s| *s < 60)?,
        None => 0,
    };
    (parts.len() <= 3 && parts[1].len() == 2).then_some(hours * 3_600 + minutes * 60 + seconds)
}
