//! Times in .NET ticks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A UTC time as .NET's `DateTime.Ticks`: 100-nanosecond steps since the start of
/// the year 1, up to the end of the year 9999 (INW-006).
///
/// # Wire
/// int64, little-endian; the two high bits say nothing of a time zone.
///
/// As text it is RFC 3339 in UTC with up to seven decimals, and `Display` writes
/// what `FromStr` reads.
///
/// ```
/// use inedo_wire::Ticks;
/// let built: Ticks = "2019-07-19T12:34:56Z".parse()?;
/// assert_eq!(built.to_unix(), (1_563_539_696, 0));
/// assert_eq!(Ticks::from_unix(1_563_539_696, 0), Some(built));
/// assert_eq!(Ticks::UNIX_EPOCH.to_string(), "1970-01-01T00:00:00Z");
/// # Ok::<(), inedo_wire::ParseTicksError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "i64", into = "i64")
)]
pub struct Ticks(i64);

const PER_SECOND: i64 = 10_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

impl Ticks {
    /// The start of the year 1.
    pub const MIN: Self = Self(0);
    /// The last tick of the year 9999.
    pub const MAX: Self = Self(3_155_378_975_999_999_999);
    /// The start of 1970.
    pub const UNIX_EPOCH: Self = Self(621_355_968_000_000_000);

    /// Creates a time from a number of ticks; `None` outside the years 1 to 9999.
    #[must_use]
    pub const fn new(ticks: i64) -> Option<Self> {
        if 0 <= ticks && ticks <= Self::MAX.0 { Some(Self(ticks)) } else { None }
    }

    /// The number of ticks.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// Creates a time from seconds and nanoseconds after (or, with negative
    /// seconds, before) 1970. Nanoseconds are cut to whole ticks. `None` outside
    /// the years 1 to 9999, or if the nanoseconds make a second.
    #[must_use]
    pub const fn from_unix(seconds: i64, nanoseconds: u32) -> Option<Self> {
        if nanoseconds >= 1_000_000_000 {
            return None;
        }
        let Some(ticks) = seconds.checked_mul(PER_SECOND) else {
            return None;
        };
        let Some(ticks) = ticks.checked_add((nanoseconds / 100) as i64) else {
            return None;
        };
        let Some(ticks) = ticks.checked_add(Self::UNIX_EPOCH.0) else {
            return None;
        };
        Self::new(ticks)
    }

    /// Returns the seconds since 1970, negative before, and the nanoseconds to add.
    #[must_use]
    pub fn to_unix(self) -> (i64, u32) {
        let since = self.0.saturating_sub(Self::UNIX_EPOCH.0);
        let nanoseconds = since.rem_euclid(PER_SECOND).saturating_mul(100);
        (since.div_euclid(PER_SECOND), u32::try_from(nanoseconds).unwrap_or_default())
    }
}

impl From<Ticks> for i64 {
    fn from(ticks: Ticks) -> Self {
        ticks.0
    }
}

impl TryFrom<i64> for Ticks {
    type Error = TicksRangeError;

    fn try_from(ticks: i64) -> Result<Self, TicksRangeError> {
        Self::new(ticks).ok_or(TicksRangeError(()))
    }
}

/// Converts the time since 1970-01-01 UTC, cut to whole ticks.
impl TryFrom<Duration> for Ticks {
    type Error = TicksRangeError;

    fn try_from(since_1970: Duration) -> Result<Self, TicksRangeError> {
        let seconds = i64::try_from(since_1970.as_secs()).map_err(|_| TicksRangeError(()))?;
        Self::from_unix(seconds, since_1970.subsec_nanos()).ok_or(TicksRangeError(()))
    }
}

/// Returns the time since 1970-01-01 UTC; earlier times are out of range.
impl TryFrom<Ticks> for Duration {
    type Error = TicksRangeError;

    fn try_from(ticks: Ticks) -> Result<Self, TicksRangeError> {
        let (seconds, nanoseconds) = ticks.to_unix();
        let seconds = u64::try_from(seconds).map_err(|_| TicksRangeError(()))?;
        Ok(Self::new(seconds, nanoseconds))
    }
}

impl fmt::Display for Ticks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(PER_SECOND);
        let (year, month, day) = date_of(seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match self.0.rem_euclid(PER_SECOND) {
            0 => {}
            fraction => write!(f, ".{}", format!("{fraction:07}").trim_end_matches('0'))?,
        }
        f.write_str("Z")
    }
}

impl FromStr for Ticks {
    type Err = ParseTicksError;

    /// Reads `2019-07-19T12:34:56Z`, with one to seven decimals of a second or none.
    fn from_str(text: &str) -> Result<Self, ParseTicksError> {
        parse(text).ok_or(ParseTicksError(()))
    }
}

fn parse(text: &str) -> Option<Ticks> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction = match fraction {
        None => 0,
        Some(digits) if (1..=7).contains(&digits.len()) => number(&format!("{digits:0<7}"), 7)?,
        Some(_) => return None,
    };
    let days = days_before(year, month, day)?;
    // The largest possible sum is the last tick of the year 9999.
    let seconds = days.checked_mul(SECONDS_PER_DAY)?.checked_add(hour.checked_mul(3600)?)?;
    let seconds = seconds.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    Ticks::new(seconds.checked_mul(PER_SECOND)?.checked_add(fraction)?)
}

fn numbers(text: &str, separator: char, lengths: [usize; 3]) -> Option<[i64; 3]> {
    let mut fields = text.split(separator);
    let mut numbers = [0; 3];
    for (slot, length) in numbers.iter_mut().zip(lengths) {
        *slot = number(fields.next()?, length)?;
    }
    fields.next().is_none().then_some(numbers)
}

/// Parses exactly this number of digits.
fn number(text: &str, length: usize) -> Option<i64> {
    let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

const MONTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn month_lengths(year: i64) -> impl Iterator<Item = i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    MONTHS.into_iter().enumerate().map(move |(index, days)| if leap && index == 1 { 29 } else { days })
}

/// Number of days from 0001-01-01 to the first of January of a year.
fn days_before_year(year: i64) -> i64 {
    let past = year.saturating_sub(1);
    past.saturating_mul(365).saturating_add(past / 4).saturating_sub(past / 100).saturating_add(past / 400)
}

fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    let length = month_lengths(year).nth(index)?;
    if year < 1 || !(1..=length).contains(&day) {
        return None;
    }
    let months: i64 = month_lengths(year).take(index).sum();
    days_before_year(year).checked_add(months)?.checked_add(day)?.checked_sub(1)
}

/// Returns year, month and day of a day counted from 0001-01-01.
fn date_of(day: i64) -> (i64, i64, i64) {
    // A guess that is right or one too high, since no year is shorter than 365 days.
    let mut year = (day / 365).saturating_add(1);
    while days_before_year(year) > day {
        year = year.saturating_sub(1);
    }
    let mut left = day.saturating_sub(days_before_year(year));
    let mut month = 1_i64;
    for length in month_lengths(year) {
        if left < length {
            break;
        }
        left = left.saturating_sub(length);
        month = month.saturating_add(1);
    }
    (year, month, left.saturating_add(1))
}

/// Error for a text that is not a UTC time in the years 1 to 9999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a time such as 2019-07-19T12:34:56Z, with up to seven decimals, in the years 1 to 9999")]
pub struct ParseTicksError(());

/// A time that the target type cannot express.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the time is out of range: ticks cover the years 1 to 9999, durations start in 1970")]
pub struct TicksRangeError(());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_since_1970_go_both_ways() {
        for (seconds, nanoseconds) in [(0, 0), (1_700_000_000, 100), (253_402_300_799, 999_999_900)] {
            let since_1970 = Duration::new(seconds, nanoseconds);
            assert_eq!(Duration::try_from(Ticks::try_from(since_1970).unwrap()), Ok(since_1970));
        }
        for too_late in [Duration::from_secs(253_402_300_800), Duration::MAX] {
            assert_eq!(Ticks::try_from(too_late), Err(TicksRangeError(())));
        }
        assert_eq!(Duration::try_from(Ticks::MIN), Err(TicksRangeError(())));
        assert_eq!(Ticks::try_from(-1_i64), Err(TicksRangeError(())));
    }

    #[test]
    fn the_ends_and_the_epoch_are_what_dotnet_says() {
        // INW-006
        for (ticks, text) in [
            (0, "0001-01-01T00:00:00Z"),
            (621_355_968_000_000_000, "1970-01-01T00:00:00Z"),
            (636_991_364_960_000_000, "2019-07-19T12:34:56Z"),
            (3_155_378_975_999_999_999, "9999-12-31T23:59:59.9999999Z"),
        ] {
            let value = Ticks::new(ticks).unwrap();
            assert_eq!(value.to_string(), text);
            assert_eq!(text.parse(), Ok(value));
        }
        assert_eq!(Ticks::new(-1), None);
        assert_eq!(Ticks::new(Ticks::MAX.0 + 1), None);
    }

    #[test]
    fn leap_days_count() {
        for text in
            ["2000-02-29T00:00:00Z", "2024-02-29T23:59:59.1Z", "2024-03-01T00:00:00Z", "1900-03-01T00:00:00Z"]
        {
            assert_eq!(text.parse::<Ticks>().unwrap().to_string(), text);
        }
        assert!("1900-02-29T00:00:00Z".parse::<Ticks>().is_err());
        assert!("2023-02-29T00:00:00Z".parse::<Ticks>().is_err());
    }

    #[test]
    fn unix_times_go_both_ways() {
        for (seconds, nanoseconds) in [(0, 0), (-1, 999_999_900), (1_700_000_000, 100), (-62_135_596_800, 0)]
        {
            let ticks = Ticks::from_unix(seconds, nanoseconds).unwrap();
            assert_eq!(ticks.to_unix(), (seconds, nanoseconds));
        }
        assert_eq!(Ticks::from_unix(-62_135_596_801, 0), None);
        assert_eq!(Ticks::from_unix(253_402_300_800, 0), None);
        assert_eq!(Ticks::from_unix(i64::MAX, 0), None);
        assert_eq!(Ticks::from_unix(0, 1_000_000_000), None);
    }

    #[test]
    fn only_the_one_form_is_read() {
        for text in [
            "",
            "2019-07-19",
            "2019-07-19T12:34:56",
            "2019-07-19t12:34:56z",
            "2019-07-19T12:34:56+00:00",
            "2019-7-19T12:34:56Z",
            "2019-07-19T24:00:00Z",
            "2019-07-19T12:34:60Z",
            "2019-07-19T12:34:56.Z",
            "2019-07-19T12:34:56.12345678Z",
            "2019-07-19T12:34:56.+1Z",
            "2019-13-19T12:34:56Z",
            "0000-01-01T00:00:00Z",
            "+019-01-01T00:00:00Z",
            "2019-07-19-01T12:34:56Z",
        ] {
            let error = text.parse::<Ticks>().expect_err(text);
            assert!(error.to_string().contains("2019-07-19T12:34:56Z"), "{error}");
        }
    }
}
