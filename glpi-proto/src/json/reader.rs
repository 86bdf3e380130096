//! Reading JSON in one pass, each value as what it should be. What is wrong is said by
//! kind, byte and member; unknown members are kept as they came.

use std::borrow::Cow;

use super::escape;
use super::members::Members;
use super::scan::{self, Fault, blank};
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, Snippet, SyntaxError};
use crate::limits::{self, Limits};

/// A place in a JSON text.
#[derive(Clone)]
pub(crate) struct Reader<'a, 'l> {
    text: &'a str,
    rest: &'a [u8],
    depth: usize,
    limits: &'l Limits,
    fault: Fault,
    /// A long value that was passed already: the bytes from its start and from its end on.
    passed: (usize, &'a [u8]),
}

impl<'a, 'l> Reader<'a, 'l> {
    /// Creates a reader at the value that a text holds.
    pub(crate) fn new(text: &'a str, limits: &'l Limits) -> Self {
        let rest = blank(text.as_bytes());
        Self { text, rest, depth: 0, limits, fault: Fault::default(), passed: (0, &[]) }
    }

    /// Returns an error if anything follows the value but blanks.
    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        self.rest = blank(self.rest);
        match self.rest.len() {
            0 => Ok(()),
            more => Err(DecodeError::new(DecodeErrorKind::TrailingData(more), self.offset())),
        }
    }

    /// Returns the offset in the text.
    pub(crate) fn offset(&self) -> usize {
        self.text.len().saturating_sub(self.rest.len())
    }

    /// Returns the first byte of the value, which tells its type.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Returns true if the value is an empty list, which PHP writes for an object without
    /// members.
    pub(crate) fn is_empty_list(&self) -> bool {
        self.rest.strip_prefix(b"[").is_some_and(|rest| blank(rest).starts_with(b"]"))
    }

    /// Returns true if the value is an object without members.
    pub(crate) fn is_empty_object(&self) -> bool {
        self.rest.strip_prefix(b"{").is_some_and(|rest| blank(rest).starts_with(b"}"))
    }

    /// Passes a `null`, if it is one.
    pub(crate) fn null(&mut self) -> bool {
        match self.rest.strip_prefix(b"null") {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Passes any value and returns it as it is.
    pub(crate) fn raw(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.rest;
        self.rest = match self.passed {
            (passed, end) if passed == start.len() && passed > 0 => end,
            _ => {
                let depth = self.limits.depth().saturating_sub(self.depth);
                scan::skip(start, depth, &mut self.fault).ok_or_else(|| self.broken())?
            }
        };
        Ok(self.between(start, self.rest))
    }

    /// Reads a text.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a text"));
        }
        self.quoted()
    }

    /// Reads a text that must not be shown, not even in an error.
    pub(crate) fn secret(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.offset();
        let read = if self.peek() == Some(b'"') { self.quoted().ok() } else { None };
        read.ok_or_else(|| {
            let found = Snippet::new(b"something else");
            DecodeError::new(DecodeErrorKind::Unexpected { expected: "a text", found }, start)
        })
    }

    /// Returns an error if the member at hand should be a text by its name, is one, and is
    /// broken.
    pub(crate) fn check_text(&self, is_text: impl Fn(&str) -> bool, name: &str) -> Result<(), DecodeError> {
        if self.peek() == Some(b'"') && is_text(name) {
            return self.clone().quoted().map(drop).map_err(|error| error.in_member(name));
        }
        Ok(())
    }

    fn quoted(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.rest.get(1..).unwrap_or_default();
        let mut end = scan::plain(start);
        while let [byte, rest @ ..] = end {
            match byte {
                b'"' => {
                    self.rest = rest;
                    return Ok(Cow::Borrowed(self.between(start, end)));
                }
                b'\\' | 0..=0x1f => break,
                _ => end = rest,
            }
        }
        let after = scan::string(end, &mut self.fault).ok_or_else(|| self.broken())?;
        let inner = self.between(start, after);
        match escape::unescape(inner.strip_suffix('"').unwrap_or(inner)) {
            Ok(text) => {
                self.rest = after;
                Ok(Cow::Owned(text))
            }
            Err(half) => {
                self.fault = Fault { rest: after.len().saturating_add(half), what: scan::SURROGATE };
                Err(self.broken())
            }
        }
    }

    /// Enters an object, for [`next_member`](Self::next_member).
    pub(crate) fn open_object(&mut self) -> Result<Inside, DecodeError> {
        self.open(b'{', "an object")
    }

    /// Enters an object, or passes the `[]` that PHP writes for one without members.
    pub(crate) fn open_object_or_empty_list(&mut self) -> Result<Inside, DecodeError> {
        if self.is_empty_list() {
            self.raw()?;
            return Ok(Inside { count: 0, is_over: true });
        }
        self.open_object()
    }

    /// Enters a list, for [`next_element`](Self::next_element).
    pub(crate) fn open_list(&mut self) -> Result<Inside, DecodeError> {
        self.open(b'[', "a list")
    }

    /// Returns the name of the next member, with the reader at its value, or leaves the object.
    #[inline]
    pub(crate) fn next_member(&mut self, inside: &mut Inside) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if !self.next(inside, b'}', scan::COMMA_OR_BRACE)? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.syntax(scan::NAME));
        }
        let name = self.quoted()?;
        self.rest = blank(self.rest);
        let [b':', value @ ..] = self.rest else { return Err(self.syntax(scan::COLON)) };
        self.rest = blank(value);
        limits::check_len("members", inside.count, self.limits.members())
            .map_err(|limit| self.over(limit))?;
        Ok(Some(name))
    }

    /// Goes to the next element, or leaves the list and returns false.
    #[inline]
    pub(crate) fn next_element(&mut self, inside: &mut Inside) -> Result<bool, DecodeError> {
        let is_there = self.next(inside, b']', scan::COMMA_OR_BRACKET)?;
        limits::check_len("elements", inside.count, self.limits.elements())
            .map_err(|limit| self.over(limit))?;
        Ok(is_there)
    }

    /// Returns a reader at the value of a member of the object that starts here, without
    /// passing it.
    pub(crate) fn member(&mut self, name: &str) -> Result<Option<Self>, DecodeError> {
        let mut ahead = self.clone();
        let mut inside = ahead.open_object()?;
        while let Some(own) = ahead.next_member(&mut inside)? {
            if own == name {
                return Ok(Some(ahead));
            }
            let (start, value) = (ahead.rest.len(), ahead.raw()?);
            if value.len() > Self::LONG {
                self.passed = (start, ahead.rest);
                ahead.passed = self.passed;
            }
        }
        Ok(None)
    }

    /// A value longer than this is not scanned twice.
    const LONG: usize = 1024;

    fn open(&mut self, bracket: u8, expected: &'static str) -> Result<Inside, DecodeError> {
        let Some((_, rest)) = self.rest.split_first().filter(|(first, _)| **first == bracket) else {
            return Err(self.unexpected(expected));
        };
        let depth = self.depth.saturating_add(1);
        limits::check_len("depth", depth, self.limits.depth()).map_err(|limit| self.over(limit))?;
        (self.depth, self.rest) = (depth, rest);
        Ok(Inside { count: 0, is_over: false })
    }

    /// Goes to the next member or element, or leaves the object or list and returns false.
    #[inline]
    fn next(&mut self, inside: &mut Inside, close: u8, what: &'static str) -> Result<bool, DecodeError> {
        if inside.is_over {
            return Ok(false);
        }
        self.rest = blank(self.rest);
        match self.rest {
            [byte, rest @ ..] if *byte == close => {
                (self.depth, self.rest) = (self.depth.saturating_sub(1), rest);
                inside.is_over = true;
                return Ok(false);
            }
            [b',', rest @ ..] if inside.count > 0 => self.rest = blank(rest),
            _ if inside.count > 0 => return Err(self.syntax(what)),
            _ => {}
        }
        inside.count = inside.count.saturating_add(1);
        Ok(true)
    }

    /// The text between two places.
    fn between(&self, start: &[u8], end: &[u8]) -> &'a str {
        let at = |rest: &[u8]| self.text.len().saturating_sub(rest.len());
        self.text.get(at(start)..at(end)).unwrap_or_default()
    }

    /// Returns the error that another value was expected, showing the one at hand, but
    /// nothing of what is in a list or object, since that may be secret.
    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> DecodeError {
        let mut ahead = self.clone();
        let found = match ahead.raw() {
            Ok(value) => Snippet::of_value(value.as_bytes()),
            Err(error) => return error,
        };
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, self.offset())
    }

    #[cold]
    fn over(&self, limit: LimitExceeded) -> DecodeError {
        DecodeError::new(limit, self.offset())
    }

    #[cold]
    fn syntax(&self, what: &'static str) -> DecodeError {
        DecodeError::new(SyntaxError::json(what), self.offset())
    }

    /// Returns the error that a scan met.
    #[cold]
    fn broken(&self) -> DecodeError {
        let offset = self.text.len().saturating_sub(self.fault.rest);
        let (found, max) = (self.limits.depth().saturating_add(1), self.limits.depth());
        match limits::check_len("depth", found, max) {
            Err(limit) if self.fault.what.is_empty() => DecodeError::new(limit, offset),
            _ => DecodeError::new(SyntaxError::json(self.fault.what), offset),
        }
    }
}

/// An object or list that a reader is in.
pub(crate) struct Inside {
    /// The number of members or elements so far.
    count: usize,
    is_over: bool,
}

impl Inside {
    /// Returns the index of the element at hand.
    pub(crate) fn index(&self) -> usize {
        self.count.saturating_sub(1)
    }
}

/// What an object holds beside the members that are read.
#[derive(Default)]
pub(crate) struct Rest<'a> {
    unknown: Vec<(Cow<'a, str>, &'a str)>,
    /// The first value of another type than expected: a broken rule of JSON goes before.
    misfit: Option<DecodeError>,
    is_tagged: bool,
}

impl<'a> Rest<'a> {
    /// Keeps a member as it comes.
    pub(crate) fn keep(
        &mut self,
        reader: &mut Reader<'a, '_>,
        name: Cow<'a, str>,
    ) -> Result<(), DecodeError> {
        let value = reader.raw()?;
        self.unknown.push((name, value));
        Ok(())
    }

    /// Notes a value that is not what it should be, and passes it.
    pub(crate) fn misfit(
        &mut self,
        reader: &mut Reader<'a, '_>,
        error: DecodeError,
    ) -> Result<(), DecodeError> {
        reader.raw()?;
        self.misfit.get_or_insert(error);
        Ok(())
    }

    /// Notes the name of a member that was read between two places.
    pub(crate) fn note(&mut self, name: Cow<'a, str>, start: &Reader<'a, '_>, end: &Reader<'a, '_>) {
        self.unknown.push((name, start.between(start.rest, end.rest)));
    }

    /// Passes the member that says which message it is.
    pub(crate) fn tag(&mut self, reader: &mut Reader<'a, '_>, name: &str) -> Result<(), DecodeError> {
        if std::mem::replace(&mut self.is_tagged, true) {
            return Err(duplicate(name, reader.offset()));
        }
        reader.raw().map(drop)
    }

    /// Drops the member that says which message it is where the usual one is absent.
    pub(crate) fn drop_unless_tagged(&mut self, name: &str) {
        if let Some(at) = self.unknown.iter().position(|(own, _)| own == name)
            && !self.is_tagged
        {
            self.unknown.remove(at);
        }
    }

    /// Returns the members that were kept, or the error of [`check`](Self::check).
    pub(crate) fn finish(mut self, reader: &Reader<'_, '_>) -> Result<Members, DecodeError> {
        self.check(reader)?;
        if self.unknown.is_empty() {
            return Ok(Members::default());
        }
        let members = self.unknown.into_iter().map(|(name, value)| (name.into(), value.into()));
        Ok(Members::from_raw(members.collect()))
    }

    /// Returns an error if a member is there twice (GLPI-046), or a value was not what it
    /// should be.
    pub(crate) fn check(&mut self, reader: &Reader<'_, '_>) -> Result<(), DecodeError> {
        if let Some((name, value)) = twice(&self.unknown) {
            let offset = value.as_ptr().addr().saturating_sub(reader.text.as_ptr().addr());
            return Err(duplicate(name, offset));
        }
        self.misfit.take().map_or(Ok(()), Err)
    }
}

/// Returns the first member whose name another one has before it.
fn twice<'m, 'a>(members: &'m [(Cow<'a, str>, &'a str)]) -> Option<(&'m str, &'a str)> {
    if members.len() < 2 {
        return None;
    }
    let mut sorted: Vec<_> = members.iter().map(|(name, value)| (&**name, value.as_ptr(), *value)).collect();
    sorted.sort_unstable();
    let pairs = sorted.windows(2).filter_map(|pair| match pair {
        [one, two] if one.0 == two.0 => Some(two),
        _ => None,
    });
    pairs.min_by_key(|two| two.1).copied().map(|(name, _, value)| (name, value))
}

/// Returns the error that a member is there twice.
#[cold]
pub(crate) fn duplicate(name: &str, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::DuplicateMember(Snippet::new(name.as_bytes())), offset)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;
    use crate::json::Json;

    fn read<'a, T: Json<'a>>(json: &'a str, limits: &Limits) -> Result<T, DecodeError> {
        let mut reader = Reader::new(json, limits);
        let value = T::read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }

    fn raws(json: &str, limits: &Limits) -> Result<Vec<String>, DecodeError> {
        let mut reader = Reader::new(json, limits);
        let (mut raws, mut inside) = (Vec::new(), reader.open_list()?);
        while reader.next_element(&mut inside)? {
            raws.push(reader.raw()?.to_owned());
        }
        reader.finish()?;
        Ok(raws)
    }

    fn depth(json: &str) -> usize {
        let (mut depth, mut most, mut in_text, mut escaped) = (0_usize, 0, false, false);
        for byte in json.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
                _ => {}
            }
            most = most.max(depth);
        }
        most
    }

    /// What `serde_json` takes is taken, and cut at the same places; nothing else is.
    fn agrees(json: &str, limits: &Limits) {
        let whole = serde_json::from_str::<&RawValue>(json).ok();
        let mut reader = Reader::new(json, limits);
        let ours = reader.raw().and_then(|raw| reader.finish().map(|()| raw));
        match &ours {
            Err(error) if error.is_limit() => assert!(depth(json) > limits.depth(), "{json}: {error}"),
            ours => assert_eq!(ours.as_ref().ok().copied(), whole.map(RawValue::get), "{json}: {ours:?}"),
        }
        if let Err(error) = ours {
            assert!(error.offset() <= json.len(), "{json}: {error}");
        }
        match serde_json::from_str::<Vec<&RawValue>>(json) {
            Ok(theirs) if depth(json) <= limits.depth() && theirs.len() <= limits.elements() => {
                assert_eq!(
                    raws(json, limits).unwrap(),
                    theirs.into_iter().map(RawValue::get).collect::<Vec<_>>()
                );
            }
            _ => assert!(raws(json, limits).is_err(), "{json}"),
        }
        let Ok(theirs) = serde_json::from_str::<BTreeMap<String, &RawValue>>(json) else {
            let is_empty_list = raws(json, limits).is_ok_and(|elements| elements.is_empty());
            return assert_eq!(read::<Members>(json, limits).is_ok(), is_empty_list, "{json}");
        };
        match read::<Members>(json, limits) {
            Ok(ours) => {
                let ours: Vec<_> = ours.iter().collect();
                assert_eq!(ours.len(), theirs.len(), "{json}");
                assert!(ours.iter().all(|(name, value)| theirs[*name].get() == *value), "{json}");
            }
            Err(error) => {
                let is_twice = matches!(error.kind(), DecodeErrorKind::DuplicateMember(_));
                assert!(is_twice || depth(json) > limits.depth() || error.is_limit(), "{json}: {error}");
            }
        }
    }

    #[test]
    fn depth_and_number_are_bounded_to_the_one() {
        let limits = Limits::DEFAULT.with_depth(3).with_elements(3).with_members(2);
        for (json, is_over) in [
            ("[[[]]]", false),
            ("[[[[]]]]", true),
            ("{\"a\":{\"b\":[]}}", false),
            ("{\"a\":{\"b\":[[]]}}", true),
        ] {
            agrees(json, &limits);
            assert_eq!(
                Reader::new(json, &limits).raw().is_err_and(|error| error.is_limit()),
                is_over,
                "{json}"
            );
        }
        for (json, found) in [("[1,2,3]", None), ("[1,2,3,4]", Some(4)), ("[1,2,3,4,5]", Some(4))] {
            let over = raws(json, &limits).err().map(|error| error.to_string());
            let expected = found.map(|found| format!("elements {found} exceeds the limit of 3 at byte 7"));
            assert_eq!(over, expected, "{json}");
        }
        assert!(read::<Members>(r#"{"a":1,"b":2}"#, &limits).is_ok());
        assert!(read::<Members>(r#"{"a":1,"b":2,"c":3}"#, &limits).unwrap_err().is_limit());
    }

    // GLPI-046
    #[test]
    fn a_member_that_is_there_twice_is_an_error_at_the_second_value() {
        for (json, offset) in [
            (r#"{"a":1,"b":2,"a":3}"#, 17),
            (r#"{"a":1,"\u0061":3}"#, 16),
            (r#"{"b":1,"a":2,"a":3,"b":4}"#, 17),
        ] {
            let error = read::<Members>(json, &Limits::DEFAULT).unwrap_err();
            assert!(matches!(error.kind(), DecodeErrorKind::DuplicateMember(_)), "{json}: {error}");
            assert_eq!((error.offset(), error.path()), (offset, None), "{json}");
        }
    }

    #[test]
    fn texts_are_read_as_serde_reads_them() {
        for json in [
            r#""""#,
            r#""plain""#,
            r#""a plain text of some length""#,
            r#""\u00e9\n\"\\\/\b\f\r\t""#,
            r#""\ud83c\udf08""#,
            r#""\ud83c""#,
            r#""\udf08""#,
            r#""\ud83cx""#,
            r#""\ud83c\u0041""#,
            r#""\ud83""#,
            r#""é\u0000🌈""#,
            r#""\x""#,
            r#""a"#,
            "\"a\nb\"",
            "\"a long plain text and then\nb\"",
        ] {
            let theirs = serde_json::from_str::<String>(json).ok();
            assert_eq!(read::<String>(json, &Limits::DEFAULT).ok(), theirs, "{json}");
        }
    }

    #[test]
    fn what_follows_a_value_is_trailing_data() {
        let error = read::<Members>("{} []", &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), "2 bytes of trailing data at byte 3");
        assert_eq!(read::<Members>(" {} \n", &Limits::DEFAULT).map(|members| members.len()), Ok(0));
    }

    proptest! {
        #[test]
        fn what_is_nearly_json_is_taken_as_serde_takes_it(
            json in r#"[{\[]([{}\[\]:,"0-9.eE+\-\\ \nbu]|true|null|"[a-z]*"|"a" ?: ?|\t){0,24}[}\]]"#,
        ) {
            agrees(&json, &Limits::DEFAULT.with_depth(4).with_elements(6));
        }

        #[test]
        fn what_is_json_is_taken_as_serde_takes_it(
            names in proptest::collection::vec("[a-z\\\\\u{1}é]{0,20}", 0..6),
            values in proptest::collection::vec(any::<(f64, i64, String)>(), 0..6),
            pretty: bool,
        ) {
            let values: Vec<_> = values.into_iter().map(|(a, b, c)| serde_json::json!([a, { "b": b, "c": c }])).collect();
            let object: serde_json::Map<_, _> = names.into_iter().zip(values.clone()).collect();
            for value in [serde_json::Value::from(object), values.into()] {
                let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
                agrees(&json.unwrap(), &Limits::DEFAULT);
            }
        }

        #[test]
        fn texts_are_written_and_read_as_serde_does(text: String) {
            let mut json = Vec::new();
            text.write(&mut json);
            let json = String::from_utf8(json).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
            prop_assert_eq!(read::<String>(&json, &Limits::DEFAULT), Ok(text));
        }
    }
}
