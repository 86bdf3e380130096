//! The server's memory of a host's signed requests, against replays.

use std::time::Duration;

use crate::Timestamp;

/// The signed requests of a host that were let in: which timestamps cannot come again.
///
/// Bounded: at most [`LEN`](Self::LEN) requests are remembered one by one, by timestamp and
/// signature. Older ones are remembered as spans of time in which nothing is let in any more.
/// There is more than one span where the clocks of both sides were wrong for a while: what
/// was let in then cannot come again when that time arrives, and the time between stays open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenRequests {
    /// In the order of time, at most [`Self::SPANS`].
    closed: Vec<Span>,
    /// In the order of time, at most [`Self::LEN`].
    open: Vec<Seen>,
}

/// A span of time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Span {
    from: Timestamp,
    to: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Seen {
    timestamp: Timestamp,
    /// The first [`SeenRequests::SIGNATURE_LEN`] digits of the signature.
    signature: String,
    is_hello: bool,
}

/// The rule that tells new requests from others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// The time by which a request may be signed earlier than the newest.
    pub window: Duration,
    /// The request is a hello, and shares its timestamp with no other hello.
    pub is_hello: bool,
    /// The latest time that is believed.
    pub until: Timestamp,
}

impl SeenRequests {
    /// Maximum number of requests that are remembered one by one. A real agent sends five in
    /// a round, and one for each step of a job.
    pub const LEN: usize = 64;

    const SPANS: usize = 4;

    /// Of a signature of 256 bits, 128 tell requests apart.
    const SIGNATURE_LEN: usize = 32;

    /// The timestamp of the newest request.
    #[must_use]
    pub fn newest(&self) -> Timestamp {
        self.newest_until(Timestamp::MAX)
    }

    fn newest_until(&self, until: Timestamp) -> Timestamp {
        let closed = self.closed.iter().filter(|span| span.from <= until).map(|span| span.to.min(until));
        let open = self.open.iter().map(|seen| seen.timestamp).filter(|time| *time <= until);
        closed.chain(open).max().unwrap_or(Timestamp::ZERO)
    }

    /// Remembers a request if it is new; the error has the newest timestamp.
    pub(super) fn admit(
        &mut self,
        timestamp: Timestamp,
        signature: &str,
        rule: Rule,
    ) -> Result<(), Timestamp> {
        let newest = self.newest_until(rule.until);
        let signature: String = signature.chars().take(Self::SIGNATURE_LEN).collect();
        let came_before = self
            .open
            .iter()
            .filter(|seen| seen.timestamp == timestamp)
            .any(|seen| seen.signature == signature || (rule.is_hello && seen.is_hello));
        let is_closed = self.closed.iter().any(|span| (span.from..=span.to).contains(&timestamp));
        if timestamp < newest.earlier(rule.window) || came_before || is_closed {
            return Err(newest);
        }
        let place = self.open.partition_point(|seen| seen.timestamp <= timestamp);
        self.open.insert(place, Seen { timestamp, signature, is_hello: rule.is_hello });
        self.forget(newest.max(timestamp).earlier(rule.window), rule.until);
        Ok(())
    }

    /// Closes the times that nothing new can have, or for which there is no room.
    fn forget(&mut self, from: Timestamp, until: Timestamp) {
        let is_kept = |seen: &Seen| (from..=until).contains(&seen.timestamp);
        let (kept, mut closed): (Vec<_>, Vec<_>) = self.open.drain(..).partition(is_kept);
        self.open = kept;
        let surplus = self.open.len().saturating_sub(Self::LEN);
        closed.extend(self.open.drain(..surplus));
        for seen in closed {
            self.close(seen.timestamp);
        }
    }

    fn close(&mut self, time: Timestamp) {
        let place = self.closed.partition_point(|span| span.from <= time);
        // Before the first request there was none.
        let from = if place == 0 { Timestamp::ZERO } else { time };
        self.closed.insert(place, Span { from, to: time });
        while self.closed.len() > Self::SPANS {
            self.join_closest();
        }
    }

    /// Makes one span of the two with the least time between them.
    fn join_closest(&mut self) {
        let gaps = self.closed.windows(2).map(|pair| match pair {
            [earlier, later] => later.from.distance(earlier.to),
            _ => Duration::MAX,
        });
        let Some((index, _)) = gaps.enumerate().min_by_key(|(_, gap)| *gap) else { return };
        let later = self.closed.remove(index.saturating_add(1));
        if let Some(span) = self.closed.get_mut(index) {
            span.to = span.to.max(later.to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros((1_000_000 + seconds) * 1_000_000)
    }

    fn rule(window: u64) -> Rule {
        Rule { window: Duration::from_secs(window), is_hello: false, until: Timestamp::MAX }
    }

    fn admit(seen: &mut SeenRequests, seconds: u64, rule: Rule) -> bool {
        seen.admit(at(seconds), &format!("{seconds:064}"), rule).is_ok()
    }

    #[test]
    fn a_request_may_be_late_by_the_window_and_comes_once() {
        let mut seen = SeenRequests::default();
        for (seconds, is_new) in
            [(100, true), (90, true), (89, false), (90, false), (101, true), (90, false), (91, true)]
        {
            assert_eq!(admit(&mut seen, seconds, rule(10)), is_new, "{seconds}");
        }
        assert_eq!(seen.newest(), at(101));
    }

    #[test]
    fn a_window_that_grows_lets_nothing_in_again() {
        let mut seen = SeenRequests::default();
        for seconds in [100, 110, 120] {
            assert!(admit(&mut seen, seconds, rule(0)));
        }
        for seconds in [100, 110, 120] {
            assert!(!admit(&mut seen, seconds, rule(60)), "{seconds}");
        }
        // Nothing of that time was let in before.
        assert!(admit(&mut seen, 119, rule(60)));
    }

    #[test]
    fn however_many_come_memory_is_bounded_and_nothing_comes_again() {
        let mut seen = SeenRequests::default();
        for seconds in 0..1000 {
            assert!(admit(&mut seen, seconds, rule(3600)));
        }
        assert_eq!((seen.open.len(), seen.closed.len()), (SeenRequests::LEN, SeenRequests::SPANS));
        for seconds in 0..1000 {
            assert!(!admit(&mut seen, seconds, rule(3600)), "{seconds}");
        }
    }

    #[test]
    fn the_time_after_a_clock_that_was_ahead_is_open_and_the_future_is_closed() {
        let mut seen = SeenRequests::default();
        let believed = |now: u64| Rule { until: at(now + 600), ..rule(60) };
        for seconds in 0..300 {
            assert!(admit(&mut seen, seconds * 60, believed(seconds * 60)));
        }
        let ahead = 300_000_000;
        for seconds in 0..300 {
            assert!(admit(&mut seen, ahead + seconds * 60, believed(ahead + seconds * 60)));
        }
        let right = 300 * 60;
        assert!(admit(&mut seen, right, believed(right)));
        assert!(admit(&mut seen, right + 60, believed(right + 60)));
        for replay in (0..300).map(|seconds| seconds * 60).chain([right]) {
            assert!(!admit(&mut seen, replay, believed(right + 60)), "{replay}");
        }
        for seconds in 0..300 {
            let then = ahead + seconds * 60;
            assert!(!admit(&mut seen, then, believed(then)), "{seconds}");
        }
        assert!(admit(&mut seen, ahead + 300 * 60, believed(ahead + 300 * 60)));
    }
}
