//! Measurement of candidates against each other in one run.
//!
//! All candidates of a group run in turn, round after round, so that other load of
//! the machine affects all of them alike. The best round of each counts; the spread
//! (median divided by best) tells how quiet the machine was.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use testkit::alloc::{Meter, Used};

/// Maximum spread of a run that counts.
pub const MAX_SPREAD: f64 = 1.10;

/// Time and number of tries for one group.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Minimum time of one try.
    pub time: Duration,
    /// Minimum number of rounds per try.
    pub rounds: usize,
    /// Maximum number of tries while the spread is too large.
    pub tries: usize,
    /// Minimum time of one round of one candidate: shorter work is repeated.
    pub round: Duration,
}

impl Effort {
    /// The scoreboard's default.
    pub const FULL: Self =
        Self { time: Duration::from_millis(1500), rounds: 15, tries: 4, round: Duration::from_micros(1000) };
    /// Enough to see that everything works.
    pub const QUICK: Self =
        Self { time: Duration::from_millis(150), rounds: 5, tries: 1, round: Duration::from_micros(200) };
}

/// Work that can be measured.
pub trait Work {
    /// Does the work this many times and returns the time without preparations.
    fn time(&mut self, times: u32) -> Duration;
    /// Does the work once and returns the heap use without preparations.
    fn memory(&mut self, meter: &Meter) -> Used;
}

struct Plain<W>(W);

impl<R, W: FnMut() -> R> Work for Plain<W> {
    fn time(&mut self, times: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..times {
            drop(black_box((self.0)()));
        }
        start.elapsed()
    }

    fn memory(&mut self, meter: &Meter) -> Used {
        meter.measure(|| drop(black_box((self.0)()))).1
    }
}

struct Prepared<P, W>(P, W);

impl<S, P: FnMut() -> S, W: FnMut(&mut S)> Work for Prepared<P, W> {
    fn time(&mut self, times: u32) -> Duration {
        let mut sum = Duration::ZERO;
        for _ in 0..times {
            let mut state = (self.0)();
            let start = Instant::now();
            (self.1)(&mut state);
            sum += start.elapsed();
        }
        sum
    }

    fn memory(&mut self, meter: &Meter) -> Used {
        let mut state = (self.0)();
        meter.measure(|| (self.1)(&mut state)).1
    }
}

/// Role of a candidate in its group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    /// The library crate.
    Ours,
    /// An alternative, with the ratio that is the goal.
    Peer(Option<f64>),
    /// Only a part of the work, as a bound that no candidate can beat by much.
    Limit,
}

/// One way to do a group's work.
pub struct Candidate {
    /// The name.
    pub name: &'static str,
    /// The role in the group.
    pub role: Role,
    work: Box<dyn Work>,
}

impl Candidate {
    /// Returns the ratio that is the goal, if there is one.
    #[must_use]
    pub fn goal(&self) -> Option<f64> {
        match self.role {
            Role::Peer(goal) => goal,
            Role::Ours | Role::Limit => None,
        }
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.name, self.role)
    }
}

/// One piece of work and its candidates.
#[derive(Debug)]
pub struct Group {
    /// The crate.
    pub krate: &'static str,
    /// The work.
    pub work: String,
    /// Number of bytes that are decoded or encoded.
    pub bytes: usize,
    /// The candidates, ours first.
    pub candidates: Vec<Candidate>,
    /// Goals for ours: maximum number of allocations, and maximum heap in bytes.
    pub wanted: (Option<usize>, Option<usize>),
}

impl Group {
    /// Creates a group of work on this many bytes; dropping the result is part of the time.
    pub fn new<R>(
        krate: &'static str,
        work: impl Into<String>,
        bytes: usize,
        ours: impl FnMut() -> R + 'static,
    ) -> Self {
        Self::of(krate, work.into(), bytes, Box::new(Plain(ours)))
    }

    /// Creates a group like [`new`](Self::new), with a preparation that is not measured.
    pub fn prepared<S: 'static>(
        krate: &'static str,
        work: impl Into<String>,
        bytes: usize,
        prepare: impl FnMut() -> S + 'static,
        ours: impl FnMut(&mut S) + 'static,
    ) -> Self {
        Self::of(krate, work.into(), bytes, Box::new(Prepared(prepare, ours)))
    }

    fn of(krate: &'static str, work: String, bytes: usize, ours: Box<dyn Work>) -> Self {
        let ours = Candidate { name: "ours", role: Role::Ours, work: ours };
        Self { krate, work, bytes, candidates: vec![ours], wanted: (None, None) }
    }

    /// Adds a peer; `goal` is the ratio to reach.
    #[must_use]
    pub fn peer<R>(
        self,
        name: &'static str,
        goal: impl Into<Option<f64>>,
        work: impl FnMut() -> R + 'static,
    ) -> Self {
        self.add(name, Role::Peer(goal.into()), Box::new(Plain(work)))
    }

    /// Adds a peer with a preparation that is not measured.
    #[must_use]
    pub fn prepared_peer<S: 'static>(
        self,
        name: &'static str,
        goal: impl Into<Option<f64>>,
        prepare: impl FnMut() -> S + 'static,
        work: impl FnMut(&mut S) + 'static,
    ) -> Self {
        self.add(name, Role::Peer(goal.into()), Box::new(Prepared(prepare, work)))
    }

    /// Adds a limit.
    #[must_use]
    pub fn limit<R>(self, name: &'static str, work: impl FnMut() -> R + 'static) -> Self {
        self.add(name, Role::Limit, Box::new(Plain(work)))
    }

    /// Sets the goal for the number of our allocations.
    #[must_use]
    pub fn allocations(mut self, at_most: usize) -> Self {
        self.wanted.0 = Some(at_most);
        self
    }

    /// Sets the goal for our heap use in bytes.
    #[must_use]
    pub fn heap(mut self, at_most: usize) -> Self {
        self.wanted.1 = Some(at_most);
        self
    }

    fn add(mut self, name: &'static str, role: Role, work: Box<dyn Work>) -> Self {
        self.candidates.push(Candidate { name, role, work });
        self
    }

    /// Measures the time of each candidate; tries again while a spread is too large, and
    /// returns the try with the least spread.
    pub fn times(&mut self, effort: Effort) -> Vec<Timing> {
        let repeats: Vec<u32> =
            self.candidates.iter_mut().map(|one| repeats(&mut *one.work, effort)).collect();
        let mut best: Option<(f64, Vec<Timing>)> = None;
        for _ in 0..effort.tries.max(1) {
            let timings = self.one_try(&repeats, effort);
            let matter = self.candidates.iter().zip(&timings).filter(|(one, _)| one.role != Role::Limit);
            let spread = matter.map(|(_, timing)| timing.spread()).fold(1.0, f64::max);
            if best.as_ref().is_none_or(|(least, _)| spread < *least) {
                best = Some((spread, timings));
            }
            if best.as_ref().is_some_and(|(least, _)| *least <= MAX_SPREAD) {
                break;
            }
        }
        best.map(|(_, timings)| timings).unwrap_or_default()
    }

    fn one_try(&mut self, repeats: &[u32], effort: Effort) -> Vec<Timing> {
        let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); self.candidates.len()];
        let start = Instant::now();
        while rounds[0].len() < effort.rounds || start.elapsed() < effort.time {
            for ((candidate, &times), found) in self.candidates.iter_mut().zip(repeats).zip(&mut rounds) {
                found.push(candidate.work.time(times).as_secs_f64() * 1e9 / f64::from(times));
            }
        }
        rounds.into_iter().map(Timing::of).collect()
    }

    /// Measures the heap use of each candidate except the limits, after a first run.
    pub fn memory(&mut self, meter: &Meter) -> Vec<(&'static str, Used)> {
        let all = self.candidates.iter_mut().filter(|one| one.role != Role::Limit);
        all.map(|one| {
            one.work.time(1);
            (one.name, one.work.memory(meter))
        })
        .collect()
    }
}

/// Returns the number of repetitions that fill a round.
fn repeats(work: &mut dyn Work, effort: Effort) -> u32 {
    work.time(1);
    let once = work.time(1).max(Duration::from_nanos(20));
    let times = effort.round.as_nanos().div_ceil(once.as_nanos());
    u32::try_from(times.clamp(1, 1_000_000)).unwrap_or(1)
}

/// Time of a candidate in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// The best round.
    pub best: f64,
    /// The median of all rounds.
    pub median: f64,
}

impl Timing {
    fn of(mut rounds: Vec<f64>) -> Self {
        rounds.sort_by(f64::total_cmp);
        Self { best: rounds[0], median: rounds[rounds.len() / 2] }
    }

    /// Returns the median divided by the best: 1 on a perfectly quiet machine.
    #[must_use]
    pub fn spread(&self) -> f64 {
        self.median / self.best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONCE: Effort = Effort { time: Duration::ZERO, rounds: 1, tries: 1, round: Duration::ZERO };

    #[test]
    fn best_and_median_are_of_the_rounds() {
        let timing = Timing::of(vec![3.0, 1.0, 2.0, 4.0, 9.0]);
        assert_eq!((timing.best, timing.median, timing.spread()), (1.0, 3.0, 3.0));
    }

    #[test]
    fn preparations_do_not_count() {
        let slow = || std::thread::sleep(Duration::from_millis(20));
        let mut group = Group::prepared("x", "nothing", 0, slow, |()| {});
        let timing = group.times(ONCE)[0];
        assert!(timing.best < 10e6, "{timing:?}");
    }

    #[test]
    fn short_work_is_repeated() {
        let mut work = Plain(|| 1);
        assert!(repeats(&mut work, Effort::QUICK) > 100);
    }
}
