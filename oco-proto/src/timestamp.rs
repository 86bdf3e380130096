//! Points in time as the protocol counts them.

use std::fmt;
use std::time::Duration;

/// Microseconds since 1970. Ordered, so that "newer" is `>`.
///
/// On the wire it is a JSON number of seconds with a fraction: agents send four
/// decimals (some releases all they have), servers six.
///
/// ```
/// use oco_proto::Timestamp;
/// let now = Timestamp::try_from(std::time::Duration::from_millis(1_795_239_572_184))?;
/// assert_eq!(now.to_string(), "1795239572.184000");
/// # Ok::<(), oco_proto::TimestampOutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Timestamp(u64);

impl Timestamp {
    /// Before everything: nothing was seen yet.
    pub const ZERO: Self = Self(0);

    /// The step between two timestamps of an agent: the fourth decimal.
    const AGENT_STEP: u64 = 100;

    /// The latest that a double shows to the microsecond: the year 2255.
    pub const MAX: Self = Self(1 << 53);

    /// Creates a point in time from the microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// This time, cut to four decimals as agents write it.
    #[must_use]
    pub(crate) fn of_agent(self) -> Self {
        Self(self.0.saturating_sub(self.0 % Self::AGENT_STEP))
    }

    /// The next timestamp of an agent after this one (OCO-071).
    #[must_use]
    pub(crate) fn next_of_agent(self) -> Self {
        Self(self.of_agent().0.saturating_add(Self::AGENT_STEP))
    }

    /// The next timestamp of a server at the time `now`: now, but always after `self`, unless
    /// that is out of range: a clock was wrong then.
    #[must_use]
    pub(crate) fn next_of_server(self, now: Self) -> Self {
        if self >= Self::MAX { now } else { Self(now.0.max(self.0.saturating_add(1))) }
    }

    /// Returns this time if it is in range.
    pub(crate) fn in_range(self) -> Result<Self, TimestampOutOfRange> {
        if self > Self::MAX { Err(TimestampOutOfRange(())) } else { Ok(self) }
    }

    /// Returns the time this much earlier, at least 1970.
    pub(crate) fn earlier(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(by.as_micros()).unwrap_or(u64::MAX)))
    }

    /// Returns the time this much later, at most [`MAX`](Self::MAX).
    pub(crate) fn later(self, by: Duration) -> Self {
        let by = u64::try_from(by.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(by)).min(Self::MAX)
    }

    /// Returns the time between two points, in either order.
    pub(crate) fn distance(self, other: Self) -> Duration {
        Duration::from_micros(self.0.abs_diff(other.0))
    }
}

/// A time is after [`Timestamp::MAX`], the year 2255: a clock is wrong, or counts in another
/// unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time is out of range: at most 2^53 microseconds after 1970")]
pub struct TimestampOutOfRange(());

impl TryFrom<Duration> for Timestamp {
    type Error = TimestampOutOfRange;

    /// Converts the time since 1970-01-01 UTC, as `SystemTime::duration_since(UNIX_EPOCH)`
    /// returns it.
    fn try_from(since_1970: Duration) -> Result<Self, TimestampOutOfRange> {
        let micros = u64::try_from(since_1970.as_micros()).map_err(|_| TimestampOutOfRange(()))?;
        Self(micros).in_range()
    }
}

impl From<Timestamp> for Duration {
    /// Returns the time since 1970-01-01 UTC.
    fn from(time: Timestamp) -> Self {
        Self::from_micros(time.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        write!(f, "{seconds}.{micros:06}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Real;

    #[test]
    fn agents_write_four_decimals() {
        let next = Timestamp::from_micros(1_795_239_572_184_599).of_agent();
        assert_eq!(crate::json::written(&Real::from(next)), "1795239572.1845");
        assert_eq!(Real::from(next).to_timestamp(), Some(next));
    }

    #[test]
    fn the_next_timestamp_of_an_agent_is_one_decimal_later() {
        for (last, next) in [(5_000_050, 5_000_100), (9_000_000, 9_000_100)] {
            assert_eq!(Timestamp::from_micros(last).next_of_agent().as_micros(), next);
        }
    }

    #[test]
    fn a_servers_timestamps_grow_and_never_leave_the_range() {
        let now = Timestamp::from_micros(9_000_000);
        for (last, next) in [(1, 9_000_000), (9_000_000, 9_000_001), (1 << 52, (1 << 52) + 1)] {
            assert_eq!(Timestamp::from_micros(last).next_of_server(now).as_micros(), next);
        }
        for last in [1 << 53, u64::MAX] {
            assert_eq!(Timestamp::from_micros(last).next_of_server(now), now);
        }
    }

    #[test]
    fn nonsense_is_no_timestamp() {
        for nonsense in
            [Real::FALSE, Real::NULL, "".into(), "soon".into(), (-1.0).into(), 1e300.into(), Real::default()]
        {
            assert_eq!(nonsense.to_timestamp(), None, "{nonsense:?}");
        }
        assert_eq!(
            Real::from("1795239407.25").to_timestamp(),
            Some(Timestamp::from_micros(1_795_239_407_250_000))
        );
        assert_eq!(Real::from(1.0).to_timestamp(), Some(Timestamp::from_micros(1_000_000)));
    }

    #[test]
    fn the_last_timestamp_is_that_of_which_a_double_shows_each_microsecond() {
        let last = Timestamp::from_micros(1 << 53);
        assert_eq!(Real::from(last).to_timestamp(), Some(last));
        // 285 years after 1970, and some months.
        assert_eq!(last.as_micros() / 1_000_000 / 31_556_952, 2255 - 1970);
        assert_eq!(Real::from(9_007_199_255.0).to_timestamp(), None);
    }

    #[test]
    fn the_time_since_1970_is_kept_to_the_microsecond() {
        let time = Timestamp::try_from(Duration::new(1_795_239_572, 184_599_999)).unwrap();
        assert_eq!(time.as_micros(), 1_795_239_572_184_599);
        assert_eq!(Duration::from(time), Duration::from_micros(1_795_239_572_184_599));
        assert_eq!(Timestamp::try_from(Duration::from(Timestamp::MAX)), Ok(Timestamp::MAX));
        let beyond = Duration::from(Timestamp::MAX) + Duration::from_micros(1);
        for wrong in [beyond, Duration::from_secs(1_795_239_572_184), Duration::MAX] {
            assert_eq!(Timestamp::try_from(wrong), Err(TimestampOutOfRange(())));
        }
    }

    #[test]
    fn a_time_is_shown_in_seconds_with_six_decimals() {
        for (micros, text) in [
            (0, "0.000000"),
            (42, "0.000042"),
            (1_000_000, "1.000000"),
            (1_795_239_572_184_000, "1795239572.184000"),
        ] {
            assert_eq!(Timestamp::from_micros(micros).to_string(), text);
        }
    }
}
