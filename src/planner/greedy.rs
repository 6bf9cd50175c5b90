//! A good choice, found step by step: always one session of the offering that brings the most for its price. What
//! turns out not to be needed is taken out again.

use super::model::Model;
use super::state::{Aim, Cost, State};

/// Longer choices are not looked at again.
const MOST_SESSIONS: i64 = 2_000;

/// What a session costs for what it brings, in the order of the aim.
type Price = [i64; 5];

/// Offers with their numbers of sessions that fill everything, and what they cost; none where no session brings
/// anything any more, or where there are no steps left. `to_go` is the time that a state still needs.
pub(super) fn choose(
    model: &Model<'_>,
    aim: Aim,
    offers: &[usize],
    steps: &mut usize,
    to_go: impl Fn(&State) -> i64,
) -> Option<(Vec<(usize, i64)>, Cost)> {
    let mut sessions = vec![0; model.offers.len()];
    let mut state = State::start(model);
    while !state.is_goal() {
        let (n, next) = session(model, aim, (offers, &sessions), &state, steps, &to_go)?;
        sessions[n] += 1;
        state = next;
    }
    if sessions.iter().sum::<i64>() <= MOST_SESSIONS {
        leave_out(model, offers, &mut sessions);
    }
    let choice: Vec<(usize, i64)> = sessions.iter().copied().enumerate().filter(|(_, times)| *times > 0).collect();
    let cost = cost(model, &choice);
    Some((choice, cost))
}

/// Offers with their numbers of sessions that fill as much as can be filled.
pub(super) fn as_far_as(model: &Model<'_>, steps: &mut usize) -> Vec<(usize, i64)> {
    let offers: Vec<usize> = (0..model.offers.len()).collect();
    let mut sessions = vec![0; model.offers.len()];
    let mut state = State::start(model);
    while let Some((n, next)) = session(model, Aim::Cheapest, (&offers, &sessions), &state, steps, &State::to_go) {
        sessions[n] += 1;
        state = next;
    }
    sessions.into_iter().enumerate().filter(|(_, times)| *times > 0).collect()
}

/// The session that brings the most for its price, and the state after it; none where no session brings anything any
/// more, or where there are no steps left.
fn session(
    model: &Model<'_>,
    aim: Aim,
    (offers, sessions): (&[usize], &[i64]),
    state: &State,
    steps: &mut usize,
    to_go: &impl Fn(&State) -> i64,
) -> Option<(usize, State)> {
    let now = to_go(state);
    let mut best: Option<(Price, usize, State)> = None;
    for n in offers.iter().copied().filter(|n| has_room(model, sessions, *n)) {
        *steps = steps.checked_sub(1).filter(|left| *left > 0)?;
        let offer = &model.offers[n];
        let Some(next) = state.after(offer, model) else { continue };
        let brings = now.saturating_sub(to_go(&next));
        if brings <= 0 {
            continue;
        }
        let first = !is_used(model, sessions, n);
        let per = |price: i64| price.saturating_mul(1_000) / brings;
        let price = Cost {
            unknown: i64::from(first && offer.unknown),
            money: per(if first { offer.money } else { 0 }),
            minutes: per(offer.step),
            lines: i64::from(sessions[n] == 0),
            aside: per(offer.aside),
        };
        let price = price.rank(aim);
        if best.as_ref().is_none_or(|(held, ..)| price < *held) {
            best = Some((price, n, next));
        }
    }
    best.map(|(_, n, next)| (n, next))
}

/// Takes out what is not needed, the last offer first: it is the dearest.
fn leave_out(model: &Model<'_>, offers: &[usize], sessions: &mut [i64]) {
    for n in offers.iter().rev() {
        while sessions[*n] > 0 {
            sessions[*n] -= 1;
            if !fills(model, sessions) {
                sessions[*n] += 1;
                break;
            }
        }
    }
}

/// Do these sessions fill everything?
fn fills(model: &Model<'_>, sessions: &[i64]) -> bool {
    let mut state = State::start(model);
    for (offer, times) in model.offers.iter().zip(sessions) {
        for _ in 0..*times {
            match state.after(offer, model) {
                Some(next) => state = next,
                None => return false,
            }
        }
    }
    state.is_goal()
}

/// The offers of the same item.
fn of_item<'m>(model: &'m Model<'_>, n: usize) -> impl Iterator<Item = usize> + 'm {
    let id = &model.offers[n].item.id;
    (0..model.offers.len()).filter(move |m| model.offers[*m].item.id == *id)
}

fn is_used(model: &Model<'_>, sessions: &[i64], n: usize) -> bool {
    of_item(model, n).any(|m| sessions[m] > 0)
}

/// Does the item's limit leave room for one more session?
fn has_room(model: &Model<'_>, sessions: &[i64], n: usize) -> bool {
    let Some(limit) = model.offers[n].limit else { return true };
    let used: i64 = of_item(model, n).map(|m| model.offers[m].step * sessions[m]).sum();
    used + model.offers[n].step <= limit
}

fn cost(model: &Model<'_>, choice: &[(usize, i64)]) -> Cost {
    let mut sum = Cost::default();
    for (at, (n, times)) in choice.iter().enumerate() {
        let offer = &model.offers[*n];
        let first = choice[..at].iter().all(|(m, _)| model.offers[*m].item.id != offer.item.id);
        let once = if first { (i64::from(offer.unknown), offer.money) } else { (0, 0) };
        sum = sum
            + Cost {
                unknown: once.0,
                money: once.1,
                minutes: offer.step * times,
                lines: 1,
                aside: offer.aside * times,
            };
    }
    sum
}
