//! Texts that have a form.

use std::borrow::Cow;
use std::fmt;

use subtle::ConstantTimeEq;

use super::Value;
use crate::address;
use crate::error::{DecodeError, EncodeError};
use crate::json::{Reader, quote};
use crate::schema::{Kind, Pattern};

macro_rules! checked_text {
    ($(
        $(#[$meta:meta])*
        $name:ident: $kind:expr, $is:expr, $expected:literal, $first:literal $(, $more:literal)*;
    )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name<'a>(Cow<'a, str>);

        impl<'a> $name<'a> {
            /// Takes a text.
            ///
            /// # Errors
            /// If it has another form.
            pub fn new(text: impl Into<Cow<'a, str>>) -> Result<Self, EncodeError> {
                let text = text.into();
                if $is(&text) { Ok(Self(text)) } else { Err(EncodeError::form($expected, &text)) }
            }

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = EncodeError;

            fn try_from(text: &'a str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'a> Value<'a> for $name<'a> {
            const KIND: Kind = $kind;
            type Owned = $name<'static>;

            fn blank() -> Self {
                Self(Cow::Borrowed($first))
            }

            fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
                Ok(reader.text()?.filter(|text| $is(text)).map(Self))
            }

            fn write(&self, out: &mut Vec<u8>) {
                quote(&self.0, out);
            }

            fn detach(self) -> Self::Owned {
                $name(Cow::Owned(self.0.into_owned()))
            }

            #[cfg(feature = "arbitrary")]
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                u.choose(&[$first $(, $more)*]).map(|text| Self(Cow::Borrowed(*text)))
            }
        }
    )* };
}

const ARCH: Pattern = Pattern::Words(&[
    "mips",
    "mips64",
    "alpha",
    "sparc",
    "sparc64",
    "m68k",
    "i#86",
    "x86_64",
    "powerpc",
    "powerpc64",
    "arm*",
    "aarch64",
]);

const ACTION: Pattern = Pattern::Line(&["injector", "inventory", "netdiscovery", "netinventory", "*"]);

checked_text! {
    /// The kind of an inventory: any text of one line, mostly `inventory`, `netdiscovery` or
    /// `netinventory` (INV-035).
    Action: Kind::Pattern(ACTION), |text: &str| ACTION.matches(text, &[]),
        "a text of one line", "inventory", "netdiscovery", "";
    /// A date as `YYYY-MM-DD`. The calendar is not checked (INV-030).
    Date: Kind::Pattern(Pattern::Date), |text: &str| Pattern::Date.matches(text, &[]),
        "a date as YYYY-MM-DD", "2024-03-09", "2020-99-99", "2024-03-09\n";
    /// A time as `YYYY-MM-DD hh:mm:ss`, perhaps with an offset (INV-030).
    DateTime: Kind::Pattern(Pattern::DateTime), |text: &str| Pattern::DateTime.matches(text, &[]),
        "a time as YYYY-MM-DD hh:mm:ss", "2024-03-09 10:11:12", "2024-03-09T10:11:12Z",
        "2024-03-09 10:11:12+02:00:00";
    /// A date as `YYYY-MM-DD`, perhaps with `hh:mm:ss` (INV-030).
    DateOrTime: Kind::Pattern(Pattern::DateOrTime), |text: &str| Pattern::DateOrTime.matches(text, &[]),
        "a date as YYYY-MM-DD, perhaps with hh:mm:ss", "2024-03-09", "2024-03-09 10:11:12";
    /// A distance from UTC: sign, hours and minutes.
    Offset: Kind::Pattern(Pattern::Offset), |text: &str| Pattern::Offset.matches(text, &[]),
        "a sign and four digits", "+0000", "-0930";
    /// The instruction set of a processor (INV-032).
    Arch: Kind::Pattern(ARCH), |text: &str| ARCH.matches(text, &[]),
        "a known architecture such as x86_64, i686, armv7l or aarch64", "x86_64", "i686", "armv7l";
    /// An IPv4 address (INV-034).
    Ipv4: Kind::Ipv4, address::is_ipv4, "an IPv4 address", "192.0.2.1", "0.0.0.0";
    /// An IPv6 address (INV-034).
    Ipv6: Kind::Ipv6, address::is_ipv6, "an IPv6 address", "2001:db8::1", "::FFFF:192.0.2.1";
    /// An IPv4 or IPv6 address (INV-034).
    Ip: Kind::Ip, |text: &str| address::is_ipv4(text) || address::is_ipv6(text),
        "an IPv4 or IPv6 address", "192.0.2.1", "2001:db8::1";
}

impl Date<'_> {
    /// Creates a date of the calendar.
    ///
    /// # Errors
    /// If there is no such date, or the year is after 9999.
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Result<Date<'static>, EncodeError> {
        let text = format!("{year:04}-{month:02}-{day:02}");
        if year > 9999 || !is_day(year, month, day) {
            return Err(EncodeError::form("a date of the calendar", &text));
        }
        Ok(Date(Cow::Owned(text)))
    }
}

impl DateTime<'_> {
    /// Creates a local time.
    ///
    /// # Errors
    /// If there is no such time.
    pub fn from_hms(
        date: &Date<'_>,
        hour: u8,
        minute: u8,
        second: u8,
    ) -> Result<DateTime<'static>, EncodeError> {
        let text = format!("{} {hour:02}:{minute:02}:{second:02}", date.as_str().trim_end());
        if hour > 23 || minute > 59 || second > 59 {
            return Err(EncodeError::form("a time of day", &text));
        }
        Ok(DateTime(Cow::Owned(text)))
    }
}

impl<'a> From<Date<'a>> for DateOrTime<'a> {
    fn from(date: Date<'a>) -> Self {
        Self(date.0)
    }
}

impl<'a> From<DateTime<'a>> for DateOrTime<'a> {
    fn from(time: DateTime<'a>) -> Self {
        Self(time.0)
    }
}

/// Returns true if the calendar has the day.
pub(crate) fn is_day(year: u16, month: u8, day: u8) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A text that is a secret, such as a licence key.
///
/// `Debug` prints the type's name only; there is no `Display`. Compared in constant time for
/// texts of equal length. [`expose`](Self::expose) is the only way to the text.
#[derive(Clone)]
pub struct Hidden<'a>(Cow<'a, str>);

impl Hidden<'_> {
    /// Returns the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Hidden<'a> {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl PartialEq for Hidden<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Hidden<'_> {}

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

impl<'a> Value<'a> for Hidden<'a> {
    const KIND: Kind = Kind::Text;
    type Owned = Hidden<'static>;

    fn blank() -> Self {
        Self(Cow::Borrowed(""))
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        Ok(reader.text()?.map(Self))
    }

    fn write(&self, out: &mut Vec<u8>) {
        quote(&self.0, out);
    }

    fn detach(self) -> Self::Owned {
        Hidden(Cow::Owned(self.0.into_owned()))
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        u.arbitrary::<&str>().map(|text| Self(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_created() {
        assert_eq!(Date::from_ymd(2024, 2, 29).unwrap().as_str(), "2024-02-29");
        for (year, month, day) in [(2023, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0)] {
            assert!(Date::from_ymd(year, month, day).is_err(), "{year} {month} {day}");
        }
        let date = Date::new("2024-03-09").unwrap();
        assert_eq!(DateTime::from_hms(&date, 1, 2, 3).unwrap().as_str(), "2024-03-09 01:02:03");
        assert!(DateTime::from_hms(&date, 24, 0, 0).is_err());
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", Hidden::from("ABCDE-12345")), "Hidden");
        assert_eq!(Hidden::from("a"), Hidden::from("a".to_owned()));
    }
}
