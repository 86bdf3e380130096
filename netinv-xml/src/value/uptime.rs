//! Times in hundredths of a second, in the nine spellings of the agents.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::error::ParseValueError;
use crate::record::leaf::Meaning;

/// A time that a device counts in hundredths of a second: its uptime, or its
/// uptime at the last change of an interface.
///
/// # Wire
/// | text | written by |
/// |---|---|
/// | `33 days, 23:25:59.59`, `1 day, 02:03:04.05` | agents that ask devices |
/// | `4 hours, 01:35.23`, `1 hour, 01:35.23` | the same, below a day: minutes and seconds |
/// | `22 minutes, 57.91` | the same, below an hour |
/// | `23.85 seconds`, `1.00 second` | the same, below a minute |
/// | `15 days, 1:08:22.61`, `0:22:57.91` | agents that read the output of a walk |
/// | `(293555959) 33 days, 23:25:59.59` | the same, older: the count in front |
/// | `5739809` | agents, where the device answered a plain number: the count |
/// | `(231602) 12 days 03:04:05.06` | other exporters: no comma, the word for days optional |
/// | `3 days, 04:05::06` | the protocol document's prose |
///
/// A count in front wins over what follows it (NIX-043). Printed in the first
/// four forms.
///
/// ```
/// use netinv_xml::Uptime;
/// let uptime: Uptime = "4 hours, 01:35.23".parse()?;
/// assert_eq!(uptime.as_ticks(), (4 * 3600 + 60 + 35) * 100 + 23);
/// assert_eq!(uptime.to_string(), "4 hours, 01:35.23");
/// # Ok::<(), netinv_xml::ParseValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uptime {
    ticks: u64,
}

const SECOND: u64 = 100;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Uptime {
    /// Creates a time from hundredths of a second.
    #[must_use]
    pub const fn from_ticks(ticks: u64) -> Self {
        Self { ticks }
    }

    /// Returns the time in hundredths of a second.
    #[must_use]
    pub const fn as_ticks(self) -> u64 {
        self.ticks
    }

    /// Returns the time as a duration.
    #[must_use]
    pub const fn to_duration(self) -> Duration {
        Duration::from_millis(self.ticks.saturating_mul(10))
    }
}

impl FromStr for Uptime {
    type Err = ParseValueError;

    fn from_str(text: &str) -> Result<Self, ParseValueError> {
        read(text)
            .map(Self::from_ticks)
            .ok_or(ParseValueError { expected: "a time such as \"1 day, 02:03:04.05\"" })
    }
}

impl Meaning for Uptime {
    fn from_text(text: &str) -> Option<Self> {
        read(text).map(Self::from_ticks)
    }
}

fn read(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('(') {
        let (ticks, _) = rest.split_once(')')?;
        return number(ticks);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return number(text);
    }
    let mut total = 0_u64;
    let mut pending: Option<&str> = None;
    let mut clock = false;
    for word in text.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
        if clock {
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            // Two numbers in a row: the word for days was left out.
            if let Some(days) = pending.take() {
                total = total.checked_add(number(days)?.checked_mul(DAY)?)?;
            }
            if word.contains([':', '.']) && !word.ends_with(':') {
                pending = None;
                total = total.checked_add(read_clock(word)?)?;
                // "23.85 seconds" has its unit at the end.
                clock = word.contains(':');
            } else {
                pending = Some(word);
            }
        } else {
            let unit = match word.strip_suffix('s').unwrap_or(word) {
                "day" => DAY,
                "hour" => HOUR,
                "minute" => MINUTE,
                "second" => SECOND,
                _ => return None,
            };
            match pending.take() {
                Some(count) => total = total.checked_add(number(count)?.checked_mul(unit)?)?,
                None if unit == SECOND => clock = true,
                None => return None,
            }
        }
    }
    match pending {
        // A bare number at the end has no meaning.
        Some(_) => None,
        None => Some(total),
    }
}

/// `1:02:03.04`, `01:35.23`, `57.91`, `04:05::06`: seconds last, then minutes,
/// then hours.
fn read_clock(text: &str) -> Option<u64> {
    let (groups, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut total = number(format!("{fraction:0<2}").get(..2)?)?;
    let mut units = [SECOND, MINUTE, HOUR].into_iter();
    for group in groups.rsplit(':').filter(|group| !group.is_empty()) {
        total = total.checked_add(number(group)?.checked_mul(units.next()?)?)?;
    }
    Some(total)
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

impl fmt::Display for Uptime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        let (days, hours) = (self.ticks / DAY, self.ticks / HOUR % 24);
        let (minutes, seconds, cents) =
            (self.ticks / MINUTE % 60, self.ticks / SECOND % 60, self.ticks % SECOND);
        if days > 0 {
            write!(f, "{days} day{}, {hours:02}:{minutes:02}:{seconds:02}.{cents:02}", plural(days))
        } else if hours > 0 {
            write!(f, "{hours} hour{}, {minutes:02}:{seconds:02}.{cents:02}", plural(hours))
        } else if minutes > 0 {
            write!(f, "{minutes} minute{}, {seconds:02}.{cents:02}", plural(minutes))
        } else {
            let is_one = self.ticks == SECOND;
            write!(f, "{seconds}.{cents:02} second{}", if is_one { "" } else { "s" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(days: u64, hours: u64, minutes: u64, seconds: u64, cents: u64) -> u64 {
        days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + cents
    }

    // NIX-043
    #[test]
    fn all_nine_spellings() {
        for (text, expected) in [
            ("33 days, 23:25:59.59", ticks(33, 23, 25, 59, 59)),
            ("1 day, 02:03:04.05", ticks(1, 2, 3, 4, 5)),
            ("4 hours, 01:35.23", ticks(0, 4, 1, 35, 23)),
            ("1 hour, 00:00.00", ticks(0, 1, 0, 0, 0)),
            ("22 minutes, 57.91", ticks(0, 0, 22, 57, 91)),
            ("1 minute, 00.05", ticks(0, 0, 1, 0, 5)),
            ("23.85 seconds", ticks(0, 0, 0, 23, 85)),
            ("0.00 seconds", 0),
            ("1.00 second", SECOND),
            ("0.5 seconds", 50),
            ("0.123456789 seconds", 12),
            ("15 days, 1:08:22.61", ticks(15, 1, 8, 22, 61)),
            ("0:22:57.91", ticks(0, 0, 22, 57, 91)),
            ("(293555959) 33 days, 23:25:59.59", 293_555_959),
            ("(137791) 0:22:57.91", 137_791),
            ("5739809", 5_739_809),
            ("(231602) 12 days 03:04:05.06", 231_602),
            ("12 days 03:04:05.06", ticks(12, 3, 4, 5, 6)),
            ("12 03:04:05.06", ticks(12, 3, 4, 5, 6)),
            ("3 days, 04:05::06", ticks(3, 4, 5, 6, 0)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "n/a",
            "",
            "up",
            "5 parsecs",
            "(x) 1:2:3",
            "1:2:3:4",
            "12 days x",
            "99999999999999999999",
            "3 days 4",
            "1:2:3 seconds seconds",
            "days",
            "57.91 minutes",
            "0.1234567890 seconds",
            "0.5x seconds",
            "(+5) 0:00:01",
        ] {
            if text.is_empty() {
                assert_eq!(Uptime::from_text(text), None);
            } else {
                assert_eq!(read(text), None, "{text}");
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for value in
            [0, 1, SECOND, 2385, 6000, 137_791, 360_000, 1_449_523, DAY, 293_555_959, u64::from(u32::MAX)]
        {
            let printed = Uptime::from_ticks(value).to_string();
            assert_eq!(printed.parse(), Ok(Uptime::from_ticks(value)), "{printed}");
        }
    }

    #[test]
    fn times_print_as_agents_write_them() {
        for (value, printed) in [
            (0, "0.00 seconds"),
            (SECOND - 1, "0.99 seconds"),
            (SECOND, "1.00 second"),
            (SECOND + 1, "1.01 seconds"),
            (MINUTE - 1, "59.99 seconds"),
            (MINUTE, "1 minute, 00.00"),
            (ticks(0, 0, 2, 3, 4), "2 minutes, 03.04"),
            (HOUR - 1, "59 minutes, 59.99"),
            (HOUR, "1 hour, 00:00.00"),
            (ticks(0, 2, 3, 4, 5), "2 hours, 03:04.05"),
            (DAY - 1, "23 hours, 59:59.99"),
            (DAY, "1 day, 00:00:00.00"),
            (ticks(2, 3, 4, 5, 6), "2 days, 03:04:05.06"),
        ] {
            assert_eq!(Uptime::from_ticks(value).to_string(), printed);
        }
    }
}
