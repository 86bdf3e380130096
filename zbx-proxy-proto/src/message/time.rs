//! Times as the daemons read them in rows (ZBX-083).

use crate::error::DecodeError;
use crate::json::{Member, Reader, Writer};

/// Seconds since 1970, at most 2³¹ - 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(u32);

/// Nanoseconds of a second, below 10⁹.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nanoseconds(u32);

impl Clock {
    /// The latest time that daemons take.
    pub const MAX: Self = Self(i32::MAX.unsigned_abs());

    /// That many seconds since 1970; `None` above [`MAX`](Self::MAX).
    #[must_use]
    pub const fn new(seconds: u32) -> Option<Self> {
        if seconds <= Self::MAX.0 { Some(Self(seconds)) } else { None }
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Nanoseconds {
    /// 999 999 999
    pub const MAX: Self = Self(999_999_999);

    /// That many nanoseconds; `None` above [`MAX`](Self::MAX).
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

/// A number in the range of `make`, or the error of its row.
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
