//! A flow of least cost through a small network: successive shortest ways.

use std::collections::VecDeque;

/// A network; the first node is the spring, the last the drain.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// By node: edges that leave it, also those backwards.
    leaving: Vec<Vec<usize>>,
    /// Where to, how much is left, at what cost. An edge and the one backwards stand together.
    edges: Vec<(usize, usize, i64)>,
}

impl Flow {
    /// A network without edges.
    pub(super) fn new(nodes: usize) -> Self {
        Self { leaving: vec![vec![]; nodes], edges: vec![] }
    }

    /// Adds an edge.
    pub(super) fn edge(&mut self, from: usize, to: usize, room: usize, cost: i64) {
        self.leaving[from].push(self.edges.len());
        self.edges.push((to, room, cost));
        self.leaving[to].push(self.edges.len());
        self.edges.push((from, 0, -cost));
    }

    /// The most that can flow.
    pub(super) fn most(mut self) -> usize {
        let mut all = 0;
        while let Some(way) = self.any_way() {
            self.push(&way);
            all += 1;
        }
        all
    }

    /// Lets the most flow, at least cost.
    pub(super) fn cheapest(&mut self) {
        while let Some(way) = self.cheapest_way() {
            self.push(&way);
        }
    }

    /// The edges that are used, from and to.
    pub(super) fn used(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.edges.len())
            .step_by(2)
            .filter(|n| self.edges[n + 1].1 > 0)
            .map(|n| (self.edges[n + 1].0, self.edges[n].0))
    }

    fn push(&mut self, way: &[usize]) {
        for edge in way {
            self.edges[*edge].1 -= 1;
            self.edges[edge ^ 1].1 += 1;
        }
    }

    /// The edges of a way, from those by which each node was reached.
    fn way(&self, reached: &[Option<usize>]) -> Option<Vec<usize>> {
        let mut way = vec![];
        let mut node = self.leaving.len() - 1;
        while node != 0 {
            let edge = reached[node]?;
            way.push(edge);
            node = self.edges[edge ^ 1].0;
        }
        Some(way)
    }

    fn any_way(&self) -> Option<Vec<usize>> {
        let mut reached = vec![None; self.leaving.len()];
        let mut queue = VecDeque::from([0]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.leaving[node] {
                let (to, room, _) = self.edges[edge];
                if room > 0 && to != 0 && reached[to].is_none() {
                    reached[to] = Some(edge);
                    queue.push_back(to);
                }
            }
        }
        self.way(&reached)
    }

    fn cheapest_way(&self) -> Option<Vec<usize>> {
        let nodes = self.leaving.len();
        let mut costs = vec![i64::MAX; nodes];
        let mut reached = vec![None; nodes];
        let mut waits = vec![false; nodes];
        costs[0] = 0;
        let mut queue = VecDeque::from([0]);
        while let Some(node) = queue.pop_front() {
            waits[node] = false;
            for &edge in &self.leaving[node] {
                let (to, room, cost) = self.edges[edge];
                if room > 0 && costs[node] + cost < costs[to] {
                    costs[to] = costs[node] + cost;
                    reached[to] = Some(edge);
                    if !waits[to] {
                        waits[to] = true;
                        queue.push_back(to);
                    }
                }
            }
        }
        self.way(&reached)
    }
}
