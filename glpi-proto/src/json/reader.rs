//! Reading JSON member by member, with offsets and paths.
//!
//! Each value stays the run of bytes it is until the message that knows it asks for
//! it. So no tree is built, unknown members are kept as they came, and each error
//! knows its byte. `serde_json` does the reading; what is plain and sound is cut
//! apart faster by [`split`].

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::split;
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, Snippet, SyntaxError};
use crate::json::members::Members;
use crate::limits::{self, Limits};

/// The text without the blanks around it. A form feed is none (RFC 8259, chapter 2).
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// A JSON value somewhere in a text.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    json: &'a str,
    /// Whether it is known to be JSON that is not too deep.
    checked: bool,
    /// Where the whole text begins in memory, to tell offsets.
    origin: usize,
    limits: &'a Limits,
}

/// A JSON object of which the known members are taken one by one.
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
    offset: usize,
}

impl<'a> Value<'a> {
    /// The value that is the whole of `text`. Nothing is checked yet.
    pub(crate) fn of(text: &'a str, limits: &'a Limits) -> Self {
        Self { json: trim(text), checked: false, origin: text.as_ptr().addr(), limits }
    }

    /// The value, if it is JSON that is not too deep, whatever is in it.
    pub(crate) fn check(self) -> Result<Self, DecodeError> {
        if !split::is_sound(self.json, self.limits.depth()) {
            check_depth(self.json, self.offset(), self.limits)?;
            self.read::<serde::de::IgnoredAny>("a value")?;
        }
        Ok(self.part(self.json))
    }

    /// The bytes of the value.
    pub(crate) fn json(self) -> &'a str {
        self.json
    }

    /// The value on its own.
    pub(crate) fn to_raw(self) -> Box<RawValue> {
        serde_json::from_str(self.json).unwrap_or_default()
    }

    /// A part of this value.
    fn part(self, json: &'a str) -> Self {
        Self { json, checked: true, ..self }
    }

    /// Where the value begins in the text.
    pub(crate) fn offset(self) -> usize {
        self.json().as_ptr().addr().wrapping_sub(self.origin)
    }

    pub(crate) fn is_null(self) -> bool {
        self.json() == "null"
    }

    pub(crate) fn is_string(self) -> bool {
        self.json().starts_with('"')
    }

    pub(crate) fn is_object(self) -> bool {
        self.json().starts_with('{')
    }

    pub(crate) fn is_list(self) -> bool {
        self.json().starts_with('[')
    }

    /// The error that something else was expected, showing what there is; but nothing of
    /// what is in a list or object, since that may be secret.
    pub(crate) fn unexpected(self, expected: &'static str) -> DecodeError {
        let found = match self.json().as_bytes() {
            [b'{', _, .., b'}'] => Snippet::elided('{', '}'),
            [b'[', _, .., b']'] => Snippet::elided('[', ']'),
            json => Snippet::of(json),
        };
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, self.offset())
    }

    pub(crate) fn string(self) -> Result<String, DecodeError> {
        if !self.is_string() {
            return Err(self.unexpected("a text"));
        }
        self.read("a text")
    }

    /// A text that must not be shown, not even in an error.
    pub(crate) fn secret(self) -> Result<String, DecodeError> {
        let kind = |expected| DecodeErrorKind::Unexpected { expected, found: Snippet::of(b"something else") };
        if !self.is_string() {
            return Err(DecodeError::new(kind("a text"), self.offset()));
        }
        self.read("a text").map_err(|_| DecodeError::new(kind("a text"), self.offset()))
    }

    pub(crate) fn boolean(self) -> Result<bool, DecodeError> {
        self.read("true or false")
    }

    /// What serde reads it as; `expected` says what that is.
    pub(crate) fn read<T: serde::Deserialize<'a>>(self, expected: &'static str) -> Result<T, DecodeError> {
        serde_json::from_str(self.json()).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => self.unexpected(expected),
            // A lone surrogate or the like, which skipping over did not see.
            _ => syntax(self.json(), &error, self.offset()),
        })
    }

    pub(crate) fn list(self) -> Result<Vec<Value<'a>>, DecodeError> {
        if !self.is_list() {
            return Err(self.unexpected("a list"));
        }
        let max = self.limits.elements();
        if let Some(elements) = split::elements(self.json, self.limits.depth(), max) {
            return Ok(elements.into_iter().map(|json| self.part(json)).collect());
        }
        let raws: Vec<&'a RawValue> = self.parts("elements", max)?;
        Ok(raws.into_iter().map(|raw| self.part(raw.get())).collect())
    }

    /// Each element of a list read by `read`.
    pub(crate) fn list_of<T>(
        self,
        mut read: impl FnMut(Value<'a>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let elements = self.list()?.into_iter().enumerate();
        elements.map(|(index, value)| read(value).map_err(|error| error.in_element(index))).collect()
    }

    pub(crate) fn object(self) -> Result<Object<'a>, DecodeError> {
        if !self.is_object() {
            return Err(self.unexpected("an object"));
        }
        let max = self.limits.members();
        let members = if let Some(members) = split::members(self.json, self.limits.depth(), max) {
            members.into_iter().map(|(name, json)| (Cow::Borrowed(name), self.part(json))).collect()
        } else {
            let raws: Vec<(String, &'a RawValue)> = self.parts("members", max)?;
            raws.into_iter().map(|(name, raw)| (Cow::Owned(name), self.part(raw.get()))).collect()
        };
        Object { members, offset: self.offset() }.without_twins()
    }

    /// All members of an object, or none for the `[]` that PHP writes for an
    /// object without members.
    pub(crate) fn object_or_empty_list(self) -> Result<Object<'a>, DecodeError> {
        if self.is_list() {
            return match self.list()?.is_empty() {
                true => Ok(Object { members: Vec::new(), offset: self.offset() }),
                false => Err(self.unexpected("an object")),
            };
        }
        self.object()
    }

    /// The members or elements, as `P` reads them.
    pub(super) fn parts<P: Part<'a>>(self, what: &'static str, max: usize) -> Result<Vec<P>, DecodeError> {
        if !self.checked {
            check_depth(self.json, self.offset(), self.limits)?;
        }
        let over = Cell::new(None);
        let mut deserializer = serde_json::Deserializer::from_str(self.json());
        let seed = Bounded { part: PhantomData, what, max, over: &over };
        let read = seed.deserialize(&mut deserializer).and_then(|parts| deserializer.end().map(|()| parts));
        read.map_err(|error| match over.take() {
            Some(limit) => DecodeError::new(DecodeErrorKind::Limit(limit), self.offset()),
            None => syntax(self.json(), &error, self.offset()),
        })
    }
}

impl<'a> Object<'a> {
    /// The same, if no member is there twice (GLPI-046).
    fn without_twins(self) -> Result<Self, DecodeError> {
        let mut seen = BTreeSet::new();
        match self.members.iter().find(|(name, _)| !seen.insert(name)) {
            Some((name, value)) => {
                let kind = DecodeErrorKind::Duplicate(Snippet::of(name.as_bytes()));
                Err(DecodeError::new(kind, value.offset()))
            }
            None => Ok(self),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|(own, _)| own == name)
    }

    /// Looks at a member without taking it.
    pub(crate) fn peek(&self, name: &str) -> Option<Value<'a>> {
        self.members.iter().find_map(|(own, value)| (own == name).then_some(*value))
    }

    /// Takes a member out, read by `read`. `null` is as good as absent (GLPI-047).
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Value<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        match self.take(name) {
            Some(value) if !value.is_null() => read(value).map(Some).map_err(|error| error.in_member(name)),
            _ => Ok(None),
        }
    }

    /// As [`optional`](Self::optional), and absence is an error.
    pub(crate) fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Value<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.optional(name, read)?
            .ok_or_else(|| DecodeError::new(DecodeErrorKind::Missing(name), self.offset))
    }

    /// As [`optional`](Self::optional), but a value of another shape than `read` expects is
    /// no error: it stays where it is, for [`rest`](Self::rest).
    pub(crate) fn fitting<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Value<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let Some(value) = self.peek(name) else { return Ok(None) };
        let fits = if value.is_null() { Ok(None) } else { read(value).map(Some) };
        match fits {
            Err(error) if error.is_misfit() => Ok(None),
            read => {
                self.take(name);
                read.map_err(|error| error.in_member(name))
            }
        }
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self.members.iter().position(|(own, _)| own == name)?;
        Some(self.members.remove(at).1)
    }

    /// Takes out all members whose name is one of those.
    pub(crate) fn take_all(&mut self, is_one: impl Fn(&str) -> bool) -> Members {
        let (taken, left) = std::mem::take(&mut self.members).into_iter().partition(|(name, _)| is_one(name));
        self.members = left;
        Object { members: taken, offset: self.offset }.rest()
    }

    /// What was not taken, in order.
    pub(crate) fn into_members(self) -> Vec<(String, Value<'a>)> {
        self.members.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
    }

    /// What was not taken, as it came.
    pub(crate) fn rest(self) -> Members {
        Members::from_raw(
            self.members.into_iter().map(|(name, value)| (name.into_owned(), value.to_raw())).collect(),
        )
    }
}

/// A member of an object or an element of a list.
pub(super) trait Part<'a>: Sized {
    fn from_map<A: MapAccess<'a>>(map: &mut A) -> Result<Option<Self>, A::Error>;
    fn from_seq<A: SeqAccess<'a>>(seq: &mut A) -> Result<Option<Self>, A::Error>;
}

impl<'a> Part<'a> for (String, &'a RawValue) {
    fn from_map<A: MapAccess<'a>>(map: &mut A) -> Result<Option<Self>, A::Error> {
        map.next_entry()
    }

    fn from_seq<A: SeqAccess<'a>>(_: &mut A) -> Result<Option<Self>, A::Error> {
        Err(A::Error::custom("a list for an object"))
    }
}

impl<'a> Part<'a> for &'a RawValue {
    fn from_map<A: MapAccess<'a>>(_: &mut A) -> Result<Option<Self>, A::Error> {
        Err(A::Error::custom("an object for a list"))
    }

    fn from_seq<A: SeqAccess<'a>>(seq: &mut A) -> Result<Option<Self>, A::Error> {
        seq.next_element()
    }
}

/// Stops at the limit, and leaves word that it was the limit.
struct Bounded<'c, P> {
    part: PhantomData<P>,
    what: &'static str,
    max: usize,
    over: &'c Cell<Option<LimitExceeded>>,
}

impl<P> Bounded<'_, P> {
    fn collect<E: serde::de::Error>(
        &self,
        mut next: impl FnMut() -> Result<Option<P>, E>,
    ) -> Result<Vec<P>, E> {
        let mut collected = Vec::new();
        while let Some(part) = next()? {
            if collected.len() == self.max {
                let found = limits::count(self.max).saturating_add(1);
                self.over.set(Some(LimitExceeded { what: self.what, found, max: limits::count(self.max) }));
                return Err(E::custom("too many"));
            }
            collected.push(part);
        }
        Ok(collected)
    }
}

impl<'a, P: Part<'a>> DeserializeSeed<'a> for Bounded<'_, P> {
    type Value = Vec<P>;

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, P: Part<'a>> Visitor<'a> for Bounded<'_, P> {
    type Value = Vec<P>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value with {}", self.what)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        self.collect(|| P::from_map(&mut map))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        self.collect(|| P::from_seq(&mut seq))
    }
}

/// `serde_json`'s error with a byte instead of line and column.
fn syntax(text: &str, error: &serde_json::Error, start: usize) -> DecodeError {
    let words = error.to_string();
    let what = words.split(" at line ").next().unwrap_or_default();
    let lines_before = error.line().saturating_sub(1);
    let before: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    // The column counts from 1 and may stand behind the last byte.
    let at = before.saturating_add(error.column().saturating_sub(1)).min(text.len());
    DecodeError::new(DecodeErrorKind::Syntax(SyntaxError::new("JSON", what)), start.saturating_add(at))
}

/// Skipping over a value costs no stack but a byte a level, so depth is bounded
/// here, for what the caller may do with the value later.
fn check_depth(text: &str, start: usize, limits: &Limits) -> Result<(), DecodeError> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            // Outside of a text it is none of JSON's, which `serde_json` says.
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth = depth.saturating_add(1);
                limits::check("depth", limits::count(depth), limits::count(limits.depth()))
                    .map_err(|limit| DecodeError::new(limit, start.saturating_add(offset)))?;
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_has_members_and_only_a_list_has_elements() {
        let value = |json| Value::of(json, &Limits::DEFAULT);
        for (json, words) in [("[1]", "a list for an object"), ("5", "expected a value with members")] {
            let error = value(json).parts::<(String, &RawValue)>("members", 9).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        for (json, words) in
            [("{\"a\":1}", "an object for a list"), ("true", "expected a value with elements")]
        {
            let error = value(json).parts::<&RawValue>("elements", 9).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
