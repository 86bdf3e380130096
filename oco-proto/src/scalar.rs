//! Values as PHP sees them: a number may come as text, a text as a number, and
//! anything as `null` or not at all.
//!
//! Real agents send `"ram": 25276502016`, the protocol document's example
//! `"ram": "25276502016"`, and servers on PHP before 8.1 send ids as strings. So a
//! member's type ([`Text`], [`Int`], [`Real`], [`Flag`]) says what it means, and
//! keeps the form in which it was read: it is written back the same (OCO-022).

use std::borrow::Cow;
use std::fmt;

use crate::Timestamp;
use crate::json::{Member, Number, Read, Reader, text};

/// A JSON value that is neither a list nor a map, or the absence of one.
#[derive(Clone, PartialEq, Default)]
pub enum Scalar<'a> {
    /// The member is not there.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    /// Returns true if the member is missing.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns true if there is a value: neither absent nor `null`. PHP's `isset`.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self, Self::Absent | Self::Null)
    }

    /// Returns true for PHP's `empty`: absent, `null`, `false`, zero, "" and "0". A server drops
    /// rows whose name is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Absent | Self::Null => true,
            Self::Bool(value) => !value,
            Self::Number(number) => number.as_f64() == 0.0,
            Self::Text(text) => text.is_empty() || text == "0",
        }
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the integer, if it is one or the decimal text of one.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the number, if it is one or the decimal text of one. Always finite.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.as_f64()),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
        .filter(|number| number.is_finite())
    }

    /// Detaches the value from the body.
    #[must_use]
    pub fn into_owned(self) -> Scalar<'static> {
        match self {
            Self::Absent => Scalar::Absent,
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Number(number) => Scalar::Number(number),
            Self::Text(text) => Scalar::Text(Cow::Owned(text.into_owned())),
        }
    }
}

impl fmt::Debug for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Null => f.write_str("null"),
            Self::Bool(value) => fmt::Debug::fmt(value, f),
            Self::Number(number) => fmt::Display::fmt(number, f),
            Self::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}

impl<'a> Member<'a> for Scalar<'a> {
    type Owned = Scalar<'static>;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        match reader.peek() {
            Some(b'"') => reader.text().map(Self::Text),
            Some(b'-' | b'0'..=b'9') => reader.number().map(Self::Number),
            Some(b'n') => reader.word("null").map(|()| Self::Null),
            Some(b't') => reader.word("true").map(|()| Self::Bool(true)),
            Some(b'f') => reader.word("false").map(|()| Self::Bool(false)),
            _ => Err(reader.unexpected("a text or a number")),
        }
    }

    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Absent | Self::Null => out.extend_from_slice(b"null"),
            Self::Bool(true) => out.extend_from_slice(b"true"),
            Self::Bool(false) => out.extend_from_slice(b"false"),
            Self::Number(number) => number.write(out),
            Self::Text(own) => text(out, own),
        }
    }

    fn into_owned(self) -> Scalar<'static> {
        self.into_owned()
    }

    #[inline]
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

macro_rules! leaf {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Default)]
        pub struct $name<'a>($crate::scalar::Scalar<'a>);

        impl<'a> $name<'a> {
            /// The member with the value `null`.
            pub const NULL: Self = Self($crate::scalar::Scalar::Null);

            /// Returns the value as it is on the wire.
            #[must_use]
            pub fn as_scalar(&self) -> &$crate::scalar::Scalar<'a> {
                &self.0
            }

            /// Returns true if there is a value: neither absent nor `null`.
            #[must_use]
            pub fn is_set(&self) -> bool {
                self.0.is_set()
            }
        }

        impl<'a> From<$crate::scalar::Scalar<'a>> for $name<'a> {
            fn from(scalar: $crate::scalar::Scalar<'a>) -> Self {
                Self(scalar)
            }
        }

        impl<'a> From<&'a str> for $name<'a> {
            fn from(text: &'a str) -> Self {
                Self($crate::scalar::Scalar::Text(std::borrow::Cow::Borrowed(text)))
            }
        }

        impl From<String> for $name<'_> {
            fn from(text: String) -> Self {
                Self($crate::scalar::Scalar::Text(std::borrow::Cow::Owned(text)))
            }
        }

        #[cfg(feature = "arbitrary")]
        impl arbitrary::Arbitrary<'_> for $name<'static> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                u.arbitrary().map(Self)
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<'a> $crate::json::Member<'a> for $name<'a> {
            type Owned = $name<'static>;

            #[inline]
            fn read(reader: &mut $crate::json::Reader<'a>) -> $crate::json::Read<Self> {
                $crate::json::Member::read(reader).map(Self)
            }

            #[inline]
            fn write(&self, out: &mut Vec<u8>) {
                $crate::json::Member::write(&self.0, out);
            }

            fn into_owned(self) -> $name<'static> {
                $name(self.0.into_owned())
            }

            #[inline]
            fn is_absent(&self) -> bool {
                self.0.is_absent()
            }
        }
    };
}
pub(crate) use leaf;

leaf! {
    /// A text. Some come as `null` (Windows, where WMI knows nothing) or as a number.
    Text
}

leaf! {
    /// An integer. Some come as its decimal text.
    Int
}

leaf! {
    /// A number, mostly with a fraction. Some come as its decimal text, batteries that
    /// are not there as `false`.
    Real
}

leaf! {
    /// A yes or no. Some come as "1", "0", or "?" where it is unknown.
    Flag
}

impl Text<'_> {
    /// Returns the text; `None` if there is none, or a number in its place.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// Returns true for PHP's `empty`: also "0". A server drops rows whose name is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Int<'_> {
    /// Returns the integer, also from its decimal text.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.0.to_i64()
    }
}

impl From<i64> for Int<'_> {
    fn from(number: i64) -> Self {
        Self(Scalar::Number(number.into()))
    }
}

impl Real<'_> {
    /// The value `false`: a desktop has no battery.
    pub const FALSE: Self = Self(Scalar::Bool(false));

    /// Returns the number, also from its decimal text. Always finite.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.0.to_f64()
    }
}

impl Real<'_> {
    /// Returns the point in time that it says; `None` if it says none, is before 1970 or after
    /// June 2255. A decimal text is as good as a number.
    #[must_use]
    pub fn to_timestamp(&self) -> Option<Timestamp> {
        let micros = (self.to_f64()? * 1e6).round();
        #[expect(clippy::cast_precision_loss, reason = "MAX is a power of two")]
        let sane = (0.0..=Timestamp::MAX.as_micros() as f64).contains(&micros);
        #[cfg_attr(
            not(test),
            expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in the range")
        )]
        sane.then_some(Timestamp::from_micros(micros as u64))
    }
}

impl From<Timestamp> for Real<'static> {
    fn from(time: Timestamp) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "exact until 2255")]
        Self::from(time.as_micros() as f64 / 1e6)
    }
}

impl From<f64> for Real<'_> {
    /// JSON has no infinity: what is not finite becomes `null`.
    fn from(number: f64) -> Self {
        Self(Number::from_f64(number).map_or(Scalar::Null, Scalar::Number))
    }
}

impl From<i64> for Real<'_> {
    fn from(number: i64) -> Self {
        Self(Scalar::Number(number.into()))
    }
}

impl Flag<'_> {
    /// Returns yes or no; `None` for "?", `null` and what is not there.
    #[must_use]
    pub fn to_bool(&self) -> Option<bool> {
        match &self.0 {
            Scalar::Bool(value) => Some(*value),
            scalar => match scalar.to_i64() {
                Some(1) => Some(true),
                Some(0) => Some(false),
                _ => None,
            },
        }
    }
}

impl From<bool> for Flag<'_> {
    fn from(value: bool) -> Self {
        Self(Scalar::Bool(value))
    }
}

impl From<i64> for Flag<'_> {
    fn from(number: i64) -> Self {
        Self(Scalar::Number(number.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a, T: Member<'a>>(json: &'a str) -> T {
        let value: T = crate::json::read(json).unwrap();
        assert_eq!(crate::json::written(&value), json);
        value
    }

    #[test]
    fn numbers_are_read_from_text_and_written_back_as_text() {
        assert_eq!(read::<Int<'_>>("\"17118322688\"").to_i64(), Some(17_118_322_688));
        assert_eq!(read::<Int<'_>>("4294967295").to_i64(), Some(4_294_967_295));
        assert_eq!(read::<Real<'_>>("\"1795239407.5\"").to_f64(), Some(1_795_239_407.5));
        assert_eq!(read::<Real<'_>>("false").to_f64(), None);
        assert_eq!(read::<Int<'_>>("\"?\"").to_i64(), None);
        assert_eq!(read::<Real<'_>>("\"inf\"").to_f64(), None);
    }

    #[test]
    fn flags_come_in_three_forms() {
        assert_eq!(read::<Flag<'_>>("true").to_bool(), Some(true));
        assert_eq!(read::<Flag<'_>>("\"0\"").to_bool(), Some(false));
        assert_eq!(read::<Flag<'_>>("1").to_bool(), Some(true));
        assert_eq!(read::<Flag<'_>>("\"?\"").to_bool(), None);
    }

    #[test]
    fn text_is_borrowed_where_it_has_no_escapes() {
        let json = "\"plain\"".to_owned();
        let text: Text<'_> = read(&json);
        assert!(matches!(text.as_scalar(), Scalar::Text(Cow::Borrowed("plain"))));
        assert!(read::<Text<'_>>("null").as_str().is_none());
    }

    #[test]
    fn php_calls_zero_empty() {
        for empty in ["null", "false", "0", "0.0", "\"\"", "\"0\""] {
            assert!(read::<Scalar<'_>>(empty).is_empty(), "{empty}");
        }
        for set in ["true", "1", "\"-\"", "\"0.0\""] {
            assert!(!read::<Scalar<'_>>(set).is_empty(), "{set}");
        }
    }

    #[test]
    fn a_row_with_an_empty_name_is_one_that_servers_drop() {
        for empty in [Text::default(), Text::NULL, "".into(), "0".into()] {
            assert!(empty.is_empty(), "{empty:?}");
        }
        for name in ["-", "eth0", " "] {
            assert!(!Text::from(name).is_empty(), "{name}");
        }
    }
}
