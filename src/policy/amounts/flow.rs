//! Two small questions of how much can flow: through caps that cross (a day's and a category's),
//! and from hours to rules that each want them for themselves. Whole numbers; the answer is the
//! largest there is, so it cannot depend on the order of entries.

use std::collections::{BTreeMap, VecDeque};

/// A network of pipes with room for so much.
#[derive(Debug, Default)]
pub struct Network {
    /// Target and room of each pipe; a pipe and its reverse stand side by side.
    pipes: Vec<(usize, i64)>,
    from: Vec<Vec<usize>>,
}

impl Network {
    /// Another place.
    pub fn place(&mut self) -> usize {
        self.from.push(vec![]);
        self.from.len() - 1
    }

    /// A pipe; the answer names it.
    pub fn pipe(&mut self, a: usize, b: usize, room: i64) -> usize {
        let name = self.pipes.len();
        self.pipes.push((b, room));
        self.pipes.push((a, 0));
        self.from[a].push(name);
        self.from[b].push(name + 1);
        name
    }

    /// What flows through a pipe, after [`Self::fill`].
    pub fn through(&self, pipe: usize) -> i64 {
        self.pipes[pipe + 1].1
    }

    /// Sends as much as can flow from one place to another; answers how much was added.
    pub fn fill(&mut self, source: usize, sink: usize) -> i64 {
        let mut sum = 0;
        while let Some(levels) = self.levels(source, sink) {
            let mut next = vec![0; self.from.len()];
            loop {
                let more = self.push(source, sink, i64::MAX, &levels, &mut next);
                if more == 0 {
                    break;
                }
                sum += more;
            }
        }
        sum
    }

    /// How far each place is from the source, by pipes with room; none where the sink is cut off.
    fn levels(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut levels = vec![usize::MAX; self.from.len()];
        levels[source] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(at) = queue.pop_front() {
            for pipe in &self.from[at] {
                let (to, room) = self.pipes[*pipe];
                if room > 0 && levels[to] == usize::MAX {
                    levels[to] = levels[at] + 1;
                    queue.push_back(to);
                }
            }
        }
        (levels[sink] != usize::MAX).then_some(levels)
    }

    fn push(&mut self, at: usize, sink: usize, most: i64, levels: &[usize], next: &mut [usize]) -> i64 {
        if at == sink {
            return most;
        }
        while let Some(pipe) = self.from[at].get(next[at]).copied() {
            let (to, room) = self.pipes[pipe];
            if room > 0 && levels[to] == levels[at] + 1 {
                let sent = self.push(to, sink, most.min(room), levels, next);
                if sent > 0 {
                    self.pipes[pipe].1 -= sent;
                    self.pipes[pipe ^ 1].1 += sent;
                    return sent;
                }
            }
            next[at] += 1;
        }
        0
    }
}

/// Shares amounts among rules that each want them for themselves. `supply`: how much there is for
/// each set of rules (bits) that it could serve. First every rule, in order, is filled as far as it
/// can be without taking from those before it; then what is left goes to the first rule that takes
/// it. Answers what each set gives to each rule.
pub fn exclusive(supply: &BTreeMap<u64, i64>, targets: &[i64]) -> BTreeMap<u64, Vec<i64>> {
    let mut net = Network::default();
    let (source, sink) = (net.place(), net.place());
    let rules: Vec<usize> = targets.iter().map(|_| net.place()).collect();
    let mut pipes: BTreeMap<u64, Vec<Option<usize>>> = BTreeMap::new();
    for (set, amount) in supply {
        let class = net.place();
        net.pipe(class, sink, *amount);
        let reach = |(n, rule): (usize, &usize)| (set >> n & 1 == 1).then_some((n, *rule));
        let mut row = vec![None; targets.len()];
        for (n, rule) in rules.iter().enumerate().filter_map(reach) {
            row[n] = Some(net.pipe(rule, class, i64::MAX / 4));
        }
        pipes.insert(*set, row);
    }
    // Opening one rule after the other keeps what those before it have.
    for (rule, target) in rules.iter().zip(targets) {
        net.pipe(source, *rule, *target);
        net.fill(source, sink);
    }
    for rule in &rules {
        net.pipe(source, *rule, i64::MAX / 4);
        net.fill(source, sink);
    }
    let given = |row: Vec<Option<usize>>| row.into_iter().map(|p| p.map_or(0, |p| net.through(p))).collect();
    pipes.into_iter().map(|(set, row)| (set, given(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_go_where_they_help() {
        // Ten hours for either rule, ten for the first alone: both are met.
        let shared = exclusive(&BTreeMap::from([(0b01, 10), (0b11, 10)]), &[10, 10]);
        assert_eq!((&shared[&0b01], &shared[&0b11]), (&vec![10, 0], &vec![0, 10]));
        // Too little for both: the first in order is filled.
        let short = exclusive(&BTreeMap::from([(0b11, 15)]), &[10, 10]);
        assert_eq!(short[&0b11], [10, 5]);
        // More than is asked: the rest goes to the first.
        let more = exclusive(&BTreeMap::from([(0b11, 25)]), &[10, 10]);
        assert_eq!(more[&0b11], [15, 10]);
    }
}
