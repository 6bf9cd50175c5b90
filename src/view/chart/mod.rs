//! Pictures as numbers: where each rectangle and line stands. Templates only draw them, so that a
//! theme can change how they look and never what they say.

mod line;
mod plan;

use serde::Serialize;

pub(crate) use line::{Growth, depths};
pub(crate) use plan::{PlanBar, plan_bars};

/// A position or width in per cent, with at most two decimals: `33.33%`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Percent(String);

impl Percent {
    /// A share of a whole; exact to the hundredth, rounded down.
    pub(crate) fn of(part: i64, whole: i64) -> Self {
        let hundredths = if whole > 0 { part.clamp(0, whole) * 10_000 / whole } else { 0 };
        let (n, rest) = (hundredths / 100, hundredths % 100);
        Self(match rest {
            0 => format!("{n}%"),
            r if r % 10 == 0 => format!("{n}.{}%", r / 10),
            r => format!("{n}.{r:02}%"),
        })
    }
}

/// A bar of what there is against what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Bar {
    /// Width of the solid part: what there is, up to the need.
    pub fill: Option<Percent>,
    /// Start and width of the outlined part: what there is beyond the need.
    pub surplus: Option<(Percent, Percent)>,
    /// Start and width of the dashed part: what lies above a limit and is not counted.
    pub over: Option<(Percent, Percent)>,
    /// Place of the need.
    pub mark: Option<Percent>,
}

impl Bar {
    /// `over` is what is still to come, or lies beside what counts. Full means met: what there is beyond the need is
    /// told in words.
    pub(crate) fn new(have: i64, need: Option<i64>, over: i64) -> Self {
        match need.filter(|need| *need > 0) {
            Some(need) => {
                let have = have.min(need);
                Self::drawn(have, Some(need), over.min(need - have), need)
            }
            None => Self::drawn(have, None, over, have + over),
        }
    }

    /// The same on a scale that several bars share: the whole width is `whole`.
    pub(crate) fn on_scale(have: i64, need: Option<i64>, whole: i64) -> Self {
        Self::drawn(have, need, 0, whole)
    }

    fn drawn(have: i64, need: Option<i64>, over: i64, whole: i64) -> Self {
        let need = need.unwrap_or(0).max(0);
        let whole = whole.max(1);
        let base = if need > 0 { have.min(need) } else { have };
        Self {
            fill: (base > 0).then(|| Percent::of(base, whole)),
            surplus: (have > base).then(|| (Percent::of(base, whole), Percent::of(have - base, whole))),
            over: (over > 0).then(|| (Percent::of(have, whole), Percent::of(over, whole))),
            mark: (need > 0).then(|| Percent::of(need, whole)),
        }
    }
}

/// A ruler in hours under the answer of the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Ruler {
    /// The bar above its ticks.
    pub bar: Bar,
    /// Its ticks.
    pub ticks: Vec<Tick>,
    /// Hours at its end.
    pub end: i64,
}

/// One tick of a ruler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Tick {
    /// Its place.
    pub x: Percent,
    /// Is it a long one?
    pub long: bool,
    /// The hours that stand below it, where there is room.
    pub label: Option<i64>,
}

impl Ruler {
    /// A ruler for minutes.
    pub(crate) fn new(have: i64, need: i64) -> Self {
        let whole = need.max(60);
        // About a dozen ticks, at hours that people count in.
        let step = [60, 300, 600, 1_500, 3_000, 6_000].into_iter().find(|s| whole / s <= 12).unwrap_or(whole / 10);
        let tick = |n: i64| {
            let at = n * step;
            let long = n % 2 == 0;
            let label = (long && at > 0 && at + step <= whole).then_some(at / 60);
            Tick { x: Percent::of(at, whole), long, label }
        };
        Self { bar: Bar::new(have, Some(need), 0), ticks: (0..=whole / step).map(tick).collect(), end: whole / 60 }
    }
}

/// A column of a month: planned below, unplanned above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Column {
    /// Left edge.
    pub x: Percent,
    /// Width.
    pub width: Percent,
    /// Middle, for the label.
    pub middle: Percent,
    /// Right edge.
    pub right: Percent,
    /// Base line of the figure that stands over it.
    pub top: i64,
    /// Top and height of the planned part, in units of the picture.
    pub planned: Option<(i64, i64)>,
    /// Top and height of the unplanned part.
    pub unplanned: Option<(i64, i64)>,
}

/// Where the columns of a month strip stand: base at 116 units, 96 units high, a figure over each.
pub(crate) fn columns(months: &[(i64, i64)]) -> Vec<Column> {
    let most = months.iter().map(|(a, b)| a + b).max().unwrap_or(0).max(1);
    let slots = i64::try_from(months.len()).unwrap_or(12).max(1) * 100;
    let height = |minutes: i64| (minutes * 96 / most).max(i64::from(minutes > 0) * 2);
    let column = |(n, (planned, unplanned)): (usize, &(i64, i64))| {
        let left = i64::try_from(n).unwrap_or(0) * 100;
        let (low, high) = (height(*planned), height(*unplanned));
        Column {
            x: Percent::of(left, slots),
            width: Percent::of(68, slots),
            middle: Percent::of(left + 34, slots),
            right: Percent::of(left + 68, slots),
            top: 112 - low - high,
            planned: (low > 0).then_some((116 - low, low)),
            unplanned: (high > 0).then_some((116 - low - high, high)),
        }
    };
    months.iter().enumerate().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Percent {
        Percent(text.to_owned())
    }

    #[test]
    fn bars() {
        assert_eq!(
            Bar::new(15, Some(30), 0),
            Bar { fill: Some(p("50%")), surplus: None, over: None, mark: Some(p("100%")) }
        );
        // full is met, however much more there is
        for have in [30, 40, 400] {
            let met = Bar::new(have, Some(30), 0);
            assert_eq!((met.fill, met.surplus, met.over), (Some(p("100%")), None, None));
        }
        let coming = Bar::new(15, Some(20), 9);
        assert_eq!((coming.fill, coming.over), (Some(p("75%")), Some((p("75%"), p("25%")))));
        // on a scale that several share, what is beyond the need is a part of its own
        let shared = Bar::on_scale(40, Some(30), 40);
        assert_eq!((shared.fill, shared.surplus), (Some(p("75%")), Some((p("75%"), p("25%")))));
        assert_eq!(Bar::new(0, None, 0), Bar { fill: None, surplus: None, over: None, mark: None });
    }

    #[test]
    fn rulers_have_a_dozen_ticks_at_most() {
        for (have, need) in [(0, 0), (1470, 1800), (24_000, 1800), (3_000_000, 1800), (59, 60)] {
            let ruler = Ruler::new(have, need);
            assert!(ruler.ticks.len() <= 14, "{} ticks for {have}", ruler.ticks.len());
            assert_eq!(ruler.ticks[0].x, p("0%"));
        }
    }

    #[test]
    fn columns_stand_on_their_base() {
        let all = columns(&[(0, 0), (60, 60), (120, 0), (1, 0)]);
        assert_eq!(all[0].planned, None);
        assert_eq!((all[1].planned, all[1].unplanned), (Some((68, 48)), Some((20, 48))));
        assert_eq!((all[2].planned, all[2].top), (Some((20, 96)), 16));
        assert_eq!(all[3].planned, Some((114, 2)));
    }
}
