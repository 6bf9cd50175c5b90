//! Where the bars of plan and done stand: one below the other, on one scale.

use serde::Serialize;

use super::Bar;

/// Units from one row to the next: a line of words, a bar, a line of figures.
const ROW: i64 = 64;

/// One row of the picture: places from its top, in its own units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlanBar {
    /// The base line of its words.
    pub title_y: i64,
    /// The top of its bar, which is 12 units high.
    pub y: i64,
    /// The base line of its figures.
    pub line_y: i64,
    /// What was done, what is to come as a dashed part, and a mark at what is planned.
    pub bar: Bar,
}

/// The height of the picture, and its rows: for each what is planned, done and still to come, in minutes.
pub(crate) fn plan_bars(rows: &[[i64; 3]]) -> (i64, Vec<PlanBar>) {
    let whole = rows.iter().map(|[planned, done, coming]| (*planned).max(done + coming)).max().unwrap_or(0);
    let row = |(n, [planned, done, coming]): (i64, &[i64; 3])| PlanBar {
        title_y: n * ROW + 12,
        y: n * ROW + 20,
        line_y: n * ROW + 46,
        bar: Bar::drawn(*done, Some(*planned), *coming, whole),
    };
    let bars: Vec<PlanBar> = (0..).zip(rows).map(row).collect();
    (i64::try_from(bars.len()).unwrap_or(0) * ROW, bars)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::chart::Percent;

    #[test]
    fn the_longest_row_is_the_scale() {
        let (height, bars) = plan_bars(&[[600, 300, 0], [0, 60, 0], [240, 300, 900]]);
        assert_eq!(height, 192);
        assert_eq!((bars[1].title_y, bars[1].y, bars[1].line_y), (76, 84, 110));
        let widths = |n: usize| (bars[n].bar.fill.clone(), bars[n].bar.mark.clone());
        assert_eq!(widths(0), (Some(Percent::of(1, 4)), Some(Percent::of(1, 2))));
        // nothing planned: what was done is whole, and there is no mark
        assert_eq!(widths(1), (Some(Percent::of(1, 20)), None));
        // more than planned: the rest is a part of its own, and what is to come reaches the end
        assert_eq!(widths(2), (Some(Percent::of(1, 5)), Some(Percent::of(1, 5))));
        assert_eq!(bars[2].bar.surplus, Some((Percent::of(1, 5), Percent::of(1, 20))));
        assert_eq!(bars[2].bar.over, Some((Percent::of(1, 4), Percent::of(3, 4))));
    }

    #[test]
    fn nothing_to_show() {
        assert_eq!(plan_bars(&[]), (0, vec![]));
        assert_eq!(plan_bars(&[[0, 0, 0]]).1[0].bar, Bar { fill: None, surplus: None, over: None, mark: None });
    }
}
