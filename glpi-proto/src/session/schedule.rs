//! The time to come again.

use std::time::Duration;

/// The delay before an agent's next contact (GLPI-130): what the answer says, less
/// a random part, so that not all agents come at once.
///
/// The part is at most a sixth of a delay below six hours, an hour of one below a
/// day, and else a twenty-fourth. `random` chooses how much of it is taken: 0 is
/// none, `u32::MAX` all. A server can ask for more time than a clock can count: add
/// the result with `checked_add`.
///
/// ```
/// use std::time::Duration;
/// use glpi_proto::next_run;
/// let day = Duration::from_secs(86_400);
/// assert_eq!(next_run(day, 0), day);
/// assert_eq!(next_run(day, u32::MAX), day - Duration::from_secs(3600));
/// ```
#[must_use]
pub fn next_run(delay: Duration, random: u32) -> Duration {
    let hour = Duration::from_secs(3600);
    let spread = match delay.as_secs().checked_div(3600) {
        Some(0..6) => delay.checked_div(6),
        Some(6..24) => Some(hour),
        _ => delay.checked_div(24),
    };
    let part = spread.unwrap_or_default().as_secs_f64() * (f64::from(random) / f64::from(u32::MAX));
    delay.saturating_sub(Duration::try_from_secs_f64(part).unwrap_or_default())
}

/// The longest wait that a peer can ask for in the middle of a dialogue: a day (our
/// choice). A clock may not even be able to count to what can be written.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// The delay that a peer asks for, within bounds.
pub(super) fn bounded(delay: Duration) -> Duration {
    delay.min(LONGEST_WAIT)
}

/// Returns the time to wait where a `pending` answer does not say: 1, 2, 4 seconds and so
/// on, a minute at most (our choice, GLPI-123).
#[must_use]
pub fn unanswered_delay(polls: u32) -> Duration {
    let seconds = 1_u64.checked_shl(polls.min(6)).unwrap_or(60);
    Duration::from_secs(seconds.min(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-130
    #[test]
    fn the_random_part_depends_on_the_delay() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        assert_eq!(next_run(hours(3), u32::MAX), hours(3) - hours(3) / 6);
        assert_eq!(next_run(hours(6), u32::MAX), hours(5));
        assert_eq!(next_run(hours(12), u32::MAX), hours(11));
        assert_eq!(next_run(hours(48), u32::MAX), hours(46));
        assert_eq!(next_run(hours(48), 0), hours(48));
        assert!(next_run(Duration::from_secs(u64::MAX), 7) <= Duration::from_secs(u64::MAX));
    }

    #[test]
    fn unanswered_delays_grow_to_a_minute() {
        let delays: Vec<_> = (0..9).map(|polls| unanswered_delay(polls).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
