//! The times and ids of requests, with a clock that may be wrong.

use std::time::Duration;

use crate::{Timestamp, TimestampOutOfRange};

/// The time by which a clock may step back without doubt about what was sent before: a
/// server takes requests again after at most so long.
const STEP: Duration = Duration::from_secs(60);

/// The time between two hellos with service results: two that arrive in one second of the
/// server's were sent in less.
const SERVICES_STEP: Duration = Duration::from_secs(2);

/// The ids and timestamps of the requests of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Clock {
    pub last_id: u64,
    /// The greatest timestamp since the last proof, or the one that was proven.
    pub last_sent: Timestamp,
    pub attempt: Attempt,
    /// The time of the last hello with service results.
    pub last_services: Timestamp,
}

/// The way by which the timestamp of the last request was chosen, and its outcome.
///
/// A request with a far too late timestamp, of a clock that was wrong, was taken by the
/// server or refused, and nothing proves which. In the first case no server takes the right
/// time, in the second it takes nothing else. So both are tried in turn until one is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Attempt {
    /// A reply has proven that the server took the last request.
    #[default]
    Proven,
    /// Newer than all requests before it, and not proven.
    Newer,
    /// The time of the clock, although a later one was sent before; not proven.
    ByClock,
}

/// The id and the timestamp of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub id: u64,
    pub timestamp: Timestamp,
}

impl Clock {
    /// Chooses the id and the timestamp of the next request (OCO-071, OCO-074).
    pub(super) fn next(&mut self, now: Timestamp) -> Result<Sent, TimestampOutOfRange> {
        let now = now.in_range()?;
        // Never the same twice, also after a restart: a reply that somebody held back
        // cannot answer a later request.
        let id = self.last_id.saturating_add(1).max(now.as_micros());
        let newer = now.of_agent().max(self.last_sent.next_of_agent());
        let is_far_ahead = newer.earlier(STEP) > now;
        let by_clock = is_far_ahead && (self.attempt == Attempt::Newer || newer > Timestamp::MAX);
        let timestamp = if by_clock { now.of_agent() } else { newer };
        *self = Self {
            last_id: id,
            last_sent: self.last_sent.max(timestamp),
            attempt: if by_clock { Attempt::ByClock } else { Attempt::Newer },
            ..*self
        };
        Ok(Sent { id, timestamp })
    }

    /// Remembers a hello with service results, or returns the time at which it can be sent:
    /// real servers fail at two within one of their seconds (OCO-095).
    pub(super) fn report_services(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        let not_before = self.last_services.later(SERVICES_STEP);
        if now >= self.last_services && now < not_before && self.last_services != Timestamp::ZERO {
            return Err(not_before);
        }
        self.last_services = now;
        Ok(())
    }

    /// A reply has proven that the server took this request: its time is the newest there.
    pub(super) fn prove(&mut self, sent: Sent) {
        self.last_sent = sent.timestamp;
        self.attempt = Attempt::Proven;
    }

    /// Returns the newest timestamp of a server's replies after one more.
    ///
    /// The id has shown already that the reply answers this request. A time a little before
    /// the newest is refused all the same; much earlier ones mean that the clock of the
    /// server was wrong and is right again, or the reverse (OCO-093).
    pub(super) fn seen(last: Timestamp, found: Timestamp) -> Option<Timestamp> {
        (found > last || found < last.earlier(STEP)).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros((DAY * 20_000 + seconds) * 1_000_000)
    }

    fn next(clock: &mut Clock, seconds: u64) -> Sent {
        clock.next(at(seconds)).unwrap()
    }

    #[test]
    fn a_clock_that_stands_still_or_steps_back_gives_newer_timestamps() {
        let mut clock = Clock::default();
        let mut last = next(&mut clock, 100);
        for seconds in [100, 100, 99, 41] {
            let sent = next(&mut clock, seconds);
            assert!(sent.id > last.id && sent.timestamp == last.timestamp.next_of_agent());
            last = sent;
        }
    }

    #[test]
    fn after_a_time_far_ahead_that_nothing_proves_both_times_are_tried_in_turn() {
        let mut clock = Clock::default();
        let right = next(&mut clock, 0);
        clock.prove(right);
        let ahead = next(&mut clock, 3650 * DAY);
        for seconds in [10, 20, 30] {
            assert_eq!(next(&mut clock, 2 * seconds).timestamp, at(2 * seconds));
            let sent = next(&mut clock, 2 * seconds + 1);
            assert!(sent.timestamp > ahead.timestamp && sent.id > ahead.id);
        }
        // The one that is proven decides.
        let sent = next(&mut clock, 70);
        clock.prove(sent);
        assert_eq!(next(&mut clock, 71).timestamp, at(71));
    }

    #[test]
    fn a_clock_a_minute_back_is_a_step_and_one_decimal_more_is_far() {
        for (back, is_step) in [(60_000_000, true), (60_000_100, false)] {
            let mut clock = Clock::default();
            let last = next(&mut clock, 100).timestamp;
            let now = Timestamp::from_micros(last.next_of_agent().as_micros() - back);
            let sent = clock.next(now).unwrap().timestamp;
            assert_eq!(sent, if is_step { last.next_of_agent() } else { now });
        }
    }

    #[test]
    fn after_a_proven_time_far_ahead_requests_are_newer_until_one_is_not_proven() {
        let mut clock = Clock::default();
        let ahead = next(&mut clock, 3650 * DAY);
        clock.prove(ahead);
        assert!(next(&mut clock, 10).timestamp > ahead.timestamp);
        assert_eq!(next(&mut clock, 11).timestamp, at(11));
    }

    #[test]
    fn out_of_range_is_an_error_and_changes_nothing() {
        let mut clock = Clock::default();
        let _ = next(&mut clock, 5);
        let before = clock;
        for wrong in [at(0).as_micros() * 1000, (1 << 53) + 1, u64::MAX] {
            assert!(clock.next(Timestamp::from_micros(wrong)).is_err());
            assert_eq!(clock, before);
        }
    }

    #[test]
    fn a_stored_time_at_the_end_of_the_range_is_not_continued() {
        let mut clock = Clock { last_sent: Timestamp::MAX, ..Clock::default() };
        assert_eq!(next(&mut clock, 5).timestamp, at(5));
        assert_eq!(next(&mut clock, 6).timestamp, at(6));
    }

    #[test]
    fn a_reply_is_newer_or_of_a_clock_that_was_set_right() {
        for (seconds, is_taken) in [(101, true), (100, false), (99, false), (40, false), (39, true)] {
            assert_eq!(Clock::seen(at(100), at(seconds)).is_some(), is_taken, "{seconds}");
        }
    }
}
