//! Maps and lists of the wire, which keep what they do not know and the form in
//! which they were read: PHP writes an empty map as `[]`.

mod any;
mod list;
mod map;
mod raw;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::Value;

pub use any::Any;
pub use list::List;
pub use map::Map;
pub(crate) use raw::Raw;

use crate::fast::{Reader, WriteFast};
use crate::json::twice;

/// What every member of a message can say of itself.
pub(crate) trait Member {
    /// Whether the member is not there and nothing is written for it.
    fn is_absent(&self) -> bool {
        false
    }

    /// How many members nobody has described are in it.
    fn untyped(&self) -> usize {
        0
    }
}

/// Detaches a member from the body in which it was read.
pub(crate) trait IntoOwned {
    /// The same type without a borrow.
    type Owned;

    /// The same, detached from the body.
    fn into_owned(self) -> Self::Owned;
}

/// A row of a list. Only the protocol document's jobs may stand there alone.
pub(crate) trait Row {
    /// Whether one row without a list around it is read as a list of one.
    const MAY_STAND_ALONE: bool = false;

    /// Whether it has what tells a row that stands alone from any other map.
    fn is_one(&self) -> bool {
        false
    }
}

/// Writes a visitor's refusals of scalars, and of `null` where that is named too.
macro_rules! refuse {
    ($expected:literal: scalar null) => {
        $crate::wire::refuse!($expected: scalar);

        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "null"))
        }
    };
    ($expected:literal: scalar) => {
        $crate::wire::refuse!($expected: number);

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "a text"))
        }
    };
    ($expected:literal: number) => {
        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "true or false"))
        }

        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "a number"))
        }

        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "a number"))
        }

        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Err($crate::json::unexpected($expected, "a number"))
        }
    };
}
pub(crate) use refuse;

/// Members that nobody has described: kept, and written back after the known ones.
///
/// The real server lets extensions inject members into requests and replies (OCO-025).
/// `Debug` shows names only, since nobody knows what is secret.
#[derive(Clone, PartialEq, Default)]
pub struct Extra {
    members: BTreeMap<String, Value>,
    /// The map was written as `[]`, PHP's empty array.
    list: bool,
}

impl Extra {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// The value of one.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Their names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds one. The value that stood there before is returned.
    pub fn insert(&mut self, name: impl Into<String>, value: Value) -> Option<Value> {
        self.members.insert(name.into(), value)
    }

    /// Takes one out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name)
    }

    /// The extras of a map that was written as `[]`.
    pub(crate) fn of_list() -> Self {
        Self { members: BTreeMap::new(), list: true }
    }

    /// Whether a map without members is written as `[]`.
    pub(crate) fn is_list(&self) -> bool {
        self.list && self.members.is_empty()
    }

    pub(crate) fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match self.members.insert(name.to_owned(), map.next_value()?) {
            None => Ok(()),
            Some(_) => Err(twice(name)),
        }
    }

    /// As [`read`](Self::read), the fast way.
    pub(crate) fn read_fast(&mut self, name: &str, reader: &mut Reader<'_>) -> Option<()> {
        let value = serde_json::from_str(reader.value()?).ok()?;
        self.members.insert(name.to_owned(), value).is_none().then_some(())
    }

    pub(crate) fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }

    /// As [`write`](Self::write), the fast way.
    pub(crate) fn write_fast(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        self.members.iter().try_for_each(|(name, value)| {
            out.push(b',');
            name.as_str().write_fast(out)?;
            out.push(b':');
            serde_json::to_writer(&mut *out, value)
        })
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members.keys()).finish()
    }
}

/// A member's name, borrowed where it has no escapes.
pub(crate) struct Key<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Makes a map of the wire: public members in wire order, `extra` for the others.
///
/// `checked by f` names a `fn(&mut Self) -> Result<(), &'static str>` that runs
/// after reading and names a member that has to be there. A map that begins with
/// `envelope` is only read.
macro_rules! wire {
    (
        envelope struct $name:ident<'a> { $( $field:ident: $type:ty = $key:literal, )* }
    ) => {
        #[derive(Default)]
        struct $name<'a> {
            $( $field: $type, )*
            extra: $crate::wire::Extra,
        }

        $crate::wire::wire!(@read $name [] $( $field $key )*);
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident<'a> $(checked by $check:path)? {
            $( $(#[$note:meta])* $field:ident: $type:ty = $key:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name<'a> {
            $( $(#[$note])* pub $field: $type, )*
            /// Members that nobody has described, kept and written back.
            pub extra: $crate::wire::Extra,
        }

        impl $name<'_> {
            /// The same, detached from the body.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $crate::wire::IntoOwned::into_owned(self)
            }

            /// Whether no member at all is there.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                $( $crate::wire::Member::is_absent(&self.$field) && )* self.extra.is_empty()
            }

            /// How many members nobody has described are in it, also further down.
            #[must_use]
            pub fn untyped(&self) -> usize {
                $crate::wire::Member::untyped(self)
            }
        }

        impl $crate::wire::Member for $name<'_> {
            fn untyped(&self) -> usize {
                self.extra.len() $( .saturating_add($crate::wire::Member::untyped(&self.$field)) )*
            }
        }

        impl $crate::wire::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> $name<'static> {
                $name { $( $field: $crate::wire::IntoOwned::into_owned(self.$field), )* extra: self.extra }
            }
        }

        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::{SerializeMap, SerializeSeq};
                if self.extra.is_list() && self.is_empty() {
                    return serializer.serialize_seq(Some(0))?.end();
                }
                let mut map = serializer.serialize_map(None)?;
                $( if !$crate::wire::Member::is_absent(&self.$field) {
                    map.serialize_entry($key, &self.$field)?;
                } )*
                self.extra.write(&mut map)?;
                map.end()
            }
        }

        impl $crate::fast::WriteFast for $name<'_> {
            fn write_fast(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                let start = out.len();
                $( $crate::fast::member_or_none(out, concat!(",\"", $key, "\":"), &self.$field)?; )*
                self.extra.write_fast(out)?;
                $crate::fast::close(out, start, *b"{}", if self.extra.is_list() { "[]" } else { "{}" });
                Ok(())
            }
        }

        #[cfg(feature = "arbitrary")]
        $crate::wire::wire!(@arbitrary $name [$($check)?] $( $field )*);
        $crate::wire::wire!(@read $name [$($check)?] $( $field $key )*);
    };
    (@arbitrary $name:ident [] $( $field:ident )*) => {
        impl arbitrary::Arbitrary<'_> for $name<'static> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                Ok(Self { $( $field: u.arbitrary()?, )* extra: u.arbitrary()? })
            }
        }
    };
    // Which of its members have to be there, only its own implementation knows.
    (@arbitrary $name:ident [$check:path] $( $field:ident )*) => {};
    (@fast $name:ident [$($check:path)?] $( $field:ident $key:literal )*) => {
        impl<'a> $name<'a> {
            /// Reads the value of one member.
            fn member(&mut self, name: &'a str, reader: &mut $crate::fast::Reader<'a>) -> Option<()> {
                match name {
                    $( $key => {
                        if !$crate::wire::Member::is_absent(&self.$field) {
                            return None;
                        }
                        self.$field = $crate::fast::ReadFast::read_fast(reader)?;
                    } )*
                    unknown => self.extra.read_fast(unknown, reader)?,
                }
                Some(())
            }
        }

        impl<'a> $crate::fast::ReadFast<'a> for $name<'a> {
            fn read_fast(reader: &mut $crate::fast::Reader<'a>) -> Option<Self> {
                let mut read = Self::default();
                let mut is_more = reader.open(b'{', b'}')?;
                // Programs write their rows in the same order always, which is mostly this.
                $( if is_more && reader.is_member(concat!("\"", $key, "\"")) {
                    read.$field = $crate::fast::ReadFast::read_fast(reader)?;
                    is_more = reader.more(b'}')?;
                } )*
                while is_more {
                    let name = reader.name()?;
                    read.member(name, reader)?;
                    is_more = reader.more(b'}')?;
                }
                $( $check(&mut read).ok()?; )?
                Some(read)
            }
        }
    };
    (@read $name:ident [$($check:path)?] $( $field:ident $key:literal )*) => {
        $crate::wire::wire!(@fast $name [$($check)?] $( $field $key )*);

        impl<'de: 'a, 'a> serde::Deserialize<'de> for $name<'a> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct MapVisitor;
                impl<'de> serde::de::Visitor<'de> for MapVisitor {
                    type Value = $name<'de>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a map")
                    }

                    $crate::wire::refuse!("a map": scalar null);

                    // PHP writes an empty map as `[]`.
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                        if list.next_element::<serde::de::IgnoredAny>()?.is_some() {
                            return Err($crate::json::unexpected("a map", "a list"));
                        }
                        #[allow(unused_mut, reason = "only some are checked")]
                        let mut read = $name { extra: $crate::wire::Extra::of_list(), ..Default::default() };
                        $( $check(&mut read).map_err($crate::json::missing)?; )?
                        Ok(read)
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut read = $name::default();
                        while let Some($crate::wire::Key(key)) = map.next_key()? {
                            match key.as_ref() {
                                $( $key => {
                                    if !$crate::wire::Member::is_absent(&read.$field) {
                                        return Err($crate::json::twice($key));
                                    }
                                    read.$field = map.next_value()?;
                                } )*
                                unknown => read.extra.read(unknown, &mut map)?,
                            }
                        }
                        $( $check(&mut read).map_err($crate::json::missing)?; )?
                        Ok(read)
                    }
                }
                deserializer.deserialize_any(MapVisitor)
            }
        }
    };
}
pub(crate) use wire;

#[cfg(test)]
mod tests {
    use serde::de::value::{BytesDeserializer, Error, U64Deserializer};

    use super::*;
    use crate::message::{Network, PasswordForm};
    use crate::{Hidden, Scalar};

    // Messages implement serde's traits, so they may come in another format than JSON.
    #[test]
    fn each_value_says_what_it_expects_instead_of_bytes() {
        fn refusal<'a, T: Deserialize<'a>>() -> String {
            T::deserialize(BytesDeserializer::<Error>::new(b"x")).err().unwrap().to_string()
        }
        for (error, expected) in [
            (refusal::<Scalar<'_>>(), "a text, a number, true, false or null"),
            (refusal::<Hidden>(), "a secret text or null"),
            (refusal::<PasswordForm<'_>>(), "a password"),
            (refusal::<Any<'_>>(), "a value"),
            (refusal::<List<Network<'_>>>(), "a list"),
            (refusal::<Map<'_, Any<'_>>>(), "a map"),
            (refusal::<Network<'_>>(), "a map"),
        ] {
            assert_eq!(error, format!("invalid type: byte array, expected {expected}"));
        }
        let number = Key::deserialize(U64Deserializer::<Error>::new(5)).err().unwrap();
        assert_eq!(number.to_string(), "invalid type: integer `5`, expected a member's name");
    }

    // OCO-025
    #[test]
    fn a_log_line_shows_only_the_names_of_what_nobody_has_described() {
        let mut extra = Extra::default();
        assert!(extra.is_empty());
        extra.insert("token", "s3cret".into());
        extra.insert("pin", 4711.into());
        assert_eq!((format!("{extra:?}").as_str(), extra.is_empty()), (r#"{"pin", "token"}"#, false));
    }

    #[test]
    fn a_row_is_there_whatever_it_holds() {
        let row = Network::default();
        assert!(row.is_empty() && !Member::is_absent(&row));
    }
}
