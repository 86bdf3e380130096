//! Values of members: texts, numbers, truth values, dates, addresses, words, lists.

mod list;
mod number;
mod text;
mod word;

use std::borrow::Cow;

pub use list::{Faulty, List, OneOrMany};
pub use number::{Boolean, Integer, Within};
pub(crate) use text::is_day;
pub use text::{Action, Arch, Date, DateOrTime, DateTime, Hidden, Ip, Ipv4, Ipv6, Offset};
pub use word::{DeviceType, ItemType, NetworkStatus, NetworkType, SecureBoot, SlotStatus, VmStatus};

use crate::error::DecodeError;
use crate::json::{Reader, quote};
use crate::kept::{At, Kept};
use crate::schema::Kind;

/// A text, mostly borrowed from the document.
pub type Text<'a> = Cow<'a, str>;

/// A value that a member can have: how it is read, written, detached and described.
pub trait Value<'a>: Sized {
    /// The rules of the newest release.
    const KIND: Kind;
    /// The type that is detached from the document.
    type Owned;

    /// Returns a value that is not yet read.
    fn blank() -> Self;

    /// Reads the value at hand. If it is not one of this type, the reader is somewhere in it.
    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError>;

    /// Reads the value at hand to the end of a list; false if it is not one of this type.
    fn read_to(entries: &mut Vec<Self>, reader: &mut Reader<'a, '_>) -> Result<bool, DecodeError> {
        let value = Self::read(reader)?;
        let is_there = value.is_some();
        entries.extend(value);
        Ok(is_there)
    }

    /// Appends the value as JSON.
    fn write(&self, out: &mut Vec<u8>);

    /// Detaches the value from the document.
    fn detach(self) -> Self::Owned;

    /// Visits what is kept as it came, in the value at a place.
    fn kept(&self, _: &At<'_>, _: &mut dyn FnMut(Kept<'_>)) {}

    /// Makes any value that the newest release accepts.
    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self>;
}

/// A field of an object: a value or perhaps one.
pub(crate) trait Blank<'a>: Sized {
    type Owned;

    fn blank() -> Self;

    fn detach(self) -> Self::Owned;

    fn kept(&self, at: &At<'_>, visit: &mut dyn FnMut(Kept<'_>));

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self>;
}

impl<'a, T: Value<'a>> Blank<'a> for Option<T> {
    type Owned = Option<T::Owned>;

    fn blank() -> Self {
        None
    }

    fn detach(self) -> Self::Owned {
        self.map(T::detach)
    }

    fn kept(&self, at: &At<'_>, visit: &mut dyn FnMut(Kept<'_>)) {
        if let Some(value) = self {
            value.kept(at, visit);
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        u.ratio(1, 3)?.then(|| T::arbitrary(u)).transpose()
    }
}

impl<'a, T: Value<'a>> Blank<'a> for T {
    type Owned = T::Owned;

    fn blank() -> Self {
        Value::blank()
    }

    fn detach(self) -> Self::Owned {
        Value::detach(self)
    }

    fn kept(&self, at: &At<'_>, visit: &mut dyn FnMut(Kept<'_>)) {
        Value::kept(self, at, visit);
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Value::arbitrary(u)
    }
}

impl<'a> Value<'a> for Text<'a> {
    const KIND: Kind = Kind::Text;
    type Owned = Text<'static>;

    fn blank() -> Self {
        Cow::Borrowed("")
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        reader.text()
    }

    fn write(&self, out: &mut Vec<u8>) {
        quote(self, out);
    }

    fn detach(self) -> Text<'static> {
        Cow::Owned(self.into_owned())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        u.arbitrary::<&str>().map(|text| Cow::Owned(text.to_owned()))
    }
}

impl<'a, T: Value<'a>> Value<'a> for Box<T> {
    const KIND: Kind = T::KIND;
    type Owned = Box<T::Owned>;

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        Ok(T::read(reader)?.map(Self::new))
    }

    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }

    fn detach(self) -> Self::Owned {
        Box::new(T::detach(*self))
    }

    fn kept(&self, at: &At<'_>, visit: &mut dyn FnMut(Kept<'_>)) {
        T::kept(self, at, visit);
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        T::arbitrary(u).map(Self::new)
    }
}
