//! The time for which a registration holds, and the time of its renewal.

use std::time::Duration;

/// From when to when something holds, and when to ask for it again (GLPI-R40).
///
/// The first attempt comes after half of the time, each further one after half
/// of what remains; no attempt comes sooner than the CONTACT delay after the one
/// before, even if that is too late.
///
/// Moments are durations since 1970, or since any other moment that is always
/// the same.
///
/// ```
/// use std::time::Duration;
/// use glpi_proto::register::Lifetime;
/// let day = |days: u64| Duration::from_secs(86_400 * days);
/// let mut lifetime = Lifetime::new(day(0), day(32), day(1));
/// assert_eq!(lifetime.next_attempt(), day(16));
/// lifetime.handle_no_answer(day(16));
/// assert_eq!(lifetime.next_attempt(), day(24));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lifetime {
    until: Duration,
    next: Duration,
    contact_delay: Duration,
}

impl Lifetime {
    /// Creates a lifetime that begins `now` and has the length `time`.
    #[must_use]
    pub fn new(now: Duration, time: Duration, contact_delay: Duration) -> Self {
        let mut lifetime = Self { until: now.saturating_add(time), next: now, contact_delay };
        lifetime.handle_no_answer(now);
        lifetime
    }

    /// Returns the end.
    #[must_use]
    pub fn until(&self) -> Duration {
        self.until
    }

    /// Returns true if it has ended.
    #[must_use]
    pub fn is_over(&self, now: Duration) -> bool {
        now >= self.until
    }

    /// Returns the time of the next attempt.
    #[must_use]
    pub fn next_attempt(&self) -> Duration {
        self.next
    }

    /// An attempt at `now` had no answer: the next one is in the middle of what
    /// remains.
    pub fn handle_no_answer(&mut self, now: Duration) {
        let half = self.until.saturating_sub(now).checked_div(2).unwrap_or_default();
        self.next = now.saturating_add(half.max(self.contact_delay));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    // GLPI-R40
    #[test]
    fn attempts_come_at_half_then_in_the_middle_of_what_remains() {
        let mut lifetime = Lifetime::new(HOUR, HOUR * 64, HOUR);
        let mut attempts = Vec::new();
        for _ in 0..8 {
            attempts
                .push((lifetime.next_attempt().as_secs() / 3600, lifetime.next_attempt() < lifetime.until()));
            lifetime.handle_no_answer(lifetime.next_attempt());
        }
        // 1 + 32, then + 16, 8, 4, 2, 1; from there the CONTACT delay of one hour.
        assert_eq!(attempts[..6], [(33, true), (49, true), (57, true), (61, true), (63, true), (64, true)]);
        assert_eq!(attempts[6..], [(65, false), (66, false)]);
    }

    #[test]
    fn no_attempt_comes_sooner_than_the_contact_delay() {
        let lifetime = Lifetime::new(Duration::ZERO, HOUR, HOUR * 24);
        assert_eq!(lifetime.next_attempt(), HOUR * 24);
        assert!(lifetime.is_over(HOUR) && !lifetime.is_over(HOUR - Duration::from_nanos(1)));
    }

    #[test]
    fn no_time_overflows() {
        let lifetime = Lifetime::new(Duration::MAX, Duration::MAX, Duration::MAX);
        assert_eq!(lifetime.next_attempt(), Duration::MAX);
        assert!(Lifetime::new(HOUR, Duration::ZERO, Duration::ZERO).is_over(HOUR));
    }
}
