//! Times of rows, within the daemons' bounds (ZBX-083).

use std::time::Duration;

use crate::error::DecodeError;
use crate::json::{Member, Reader, Writer};

/// Time in seconds since 1970-01-01 UTC, at most 2³¹ − 1.
///
/// [`split`](Self::split) creates it, with the nanoseconds, from a [`Duration`].
///
/// ```
/// use std::time::Duration;
/// use zbx_proxy_proto::{Clock, Nanoseconds};
/// let (clock, ns) = Clock::split(Duration::new(1_700_000_000, 5))?;
/// assert_eq!((clock.seconds(), ns.nanoseconds()), (1_700_000_000, 5));
/// assert_eq!(clock.join(ns), Duration::new(1_700_000_000, 5));
/// # Ok::<(), zbx_proxy_proto::TimeRangeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u32", into = "u32")
)]
pub struct Clock(u32);

/// Nanoseconds of a second, less than 10⁹.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u32", into = "u32")
)]
pub struct Nanoseconds(u32);

impl Clock {
    /// The latest time that daemons accept.
    pub const MAX: Self = Self(i32::MAX.unsigned_abs());

    /// Creates a time from seconds since 1970; `None` above [`MAX`](Self::MAX).
    #[must_use]
    pub const fn new(seconds: u32) -> Option<Self> {
        if seconds <= Self::MAX.0 { Some(Self(seconds)) } else { None }
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Splits the time since 1970-01-01 UTC into seconds and nanoseconds.
    ///
    /// # Errors
    /// The time is after [`MAX`](Self::MAX).
    pub fn split(since_1970: Duration) -> Result<(Self, Nanoseconds), TimeRangeError> {
        Ok((since_1970.try_into()?, Nanoseconds(since_1970.subsec_nanos())))
    }

    /// Returns the time since 1970-01-01 UTC.
    #[must_use]
    pub const fn join(self, ns: Nanoseconds) -> Duration {
        Duration::new(self.0 as u64, ns.0)
    }
}

impl Nanoseconds {
    /// The maximum, 999 999 999.
    pub const MAX: Self = Self(999_999_999);

    /// Creates a number of nanoseconds; `None` above [`MAX`](Self::MAX).
    #[must_use]
    pub const fn new(nanoseconds: u32) -> Option<Self> {
        if nanoseconds <= Self::MAX.0 { Some(Self(nanoseconds)) } else { None }
    }

    /// The nanoseconds.
    #[must_use]
    pub const fn nanoseconds(self) -> u32 {
        self.0
    }
}

/// Error for a time outside the target type's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time is out of range: at most 2147483647 seconds since 1970 and 999999999 nanoseconds")]
pub struct TimeRangeError;

/// Converts the time since 1970-01-01 UTC, truncated to whole seconds.
impl TryFrom<Duration> for Clock {
    type Error = TimeRangeError;

    fn try_from(since_1970: Duration) -> Result<Self, TimeRangeError> {
        u32::try_from(since_1970.as_secs()).ok().and_then(Self::new).ok_or(TimeRangeError)
    }
}

/// Returns the time since 1970-01-01 UTC.
impl From<Clock> for Duration {
    fn from(clock: Clock) -> Self {
        Self::from_secs(clock.0.into())
    }
}

impl TryFrom<u32> for Clock {
    type Error = TimeRangeError;

    fn try_from(seconds: u32) -> Result<Self, TimeRangeError> {
        Self::new(seconds).ok_or(TimeRangeError)
    }
}

impl From<Clock> for u32 {
    fn from(clock: Clock) -> Self {
        clock.0
    }
}

impl TryFrom<u32> for Nanoseconds {
    type Error = TimeRangeError;

    fn try_from(nanoseconds: u32) -> Result<Self, TimeRangeError> {
        Self::new(nanoseconds).ok_or(TimeRangeError)
    }
}

impl From<Nanoseconds> for u32 {
    fn from(ns: Nanoseconds) -> Self {
        ns.0
    }
}

/// Reads a number in the range of `make`.
fn bounded<T>(
    reader: &mut Reader<'_>,
    make: impl FnOnce(u32) -> Option<T>,
    expected: &'static str,
) -> Result<T, DecodeError> {
    let start = reader.offset();
    let number = reader.unsigned()?;
    u32::try_from(number).ok().and_then(make).ok_or_else(|| reader.unexpected(start, expected))
}

impl Member<'_> for Clock {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        bounded(reader, Self::new, "seconds since 1970, at most 2147483647")
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.unsigned(self.0.into());
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Member<'_> for Nanoseconds {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        bounded(reader, Self::new, "nanoseconds, at most 999999999")
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.unsigned(self.0.into());
    }

    fn into_owned(self) -> Self {
        self
    }
}
