//! Members that are kept as they came, while their object is read.

use std::borrow::Cow;

use super::members::Members;
use super::reader::Reader;
use crate::error::{DecodeError, DecodeErrorKind, Snippet};

/// The members of an object that are kept, and what is wrong with its members.
#[derive(Default)]
pub(crate) struct Rest<'a> {
    unknown: Vec<(Cow<'a, str>, &'a str)>,
    /// The first value of another type than expected: a broken rule of JSON goes before.
    misfit: Option<DecodeError>,
    is_tagged: bool,
    /// The member that says which message it is where the usual one is absent.
    old_tag: Option<&'static str>,
}

impl<'a> Rest<'a> {
    /// Keeps a member as it comes.
    pub(crate) fn keep(
        &mut self,
        reader: &mut Reader<'a, '_>,
        name: Cow<'a, str>,
    ) -> Result<(), DecodeError> {
        let value = reader.kept().map_err(|error| match error.is_limit() {
            true => error.in_member(&name),
            false => error,
        })?;
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
        self.unknown.push((name, end.since(start)));
    }

    /// Passes the member that says which message it is.
    pub(crate) fn tag(&mut self, reader: &mut Reader<'a, '_>, name: &str) -> Result<(), DecodeError> {
        if std::mem::replace(&mut self.is_tagged, true) {
            return Err(duplicate(name, reader.offset()));
        }
        reader.raw().map(drop)
    }

    /// Sets the member that says which message it is where the usual one is absent.
    pub(crate) fn or_tag(&mut self, name: &'static str) {
        self.old_tag = Some(name);
    }

    /// Returns the members that were kept, or the error of [`check`](Self::check).
    pub(crate) fn finish(mut self, reader: &Reader<'_, '_>) -> Result<Members, DecodeError> {
        self.check(reader)?;
        if let Some(old) = self.old_tag.filter(|_| !self.is_tagged) {
            self.unknown.retain(|(name, _)| name != old);
        }
        if self.unknown.is_empty() {
            return Ok(Members::default());
        }
        let members = self.unknown.into_iter().map(|(name, value)| (name.into(), value.into()));
        Ok(Members::from_raw(members.collect()))
    }

    /// Returns an error if a member is there twice (GLPI-046), or a value was not what it
    /// should be.
    pub(crate) fn check(&mut self, reader: &Reader<'_, '_>) -> Result<(), DecodeError> {
        if let Some((name, value)) = duplicate_member(&self.unknown) {
            return Err(duplicate(name, reader.offset_of(value)));
        }
        self.misfit.take().map_or(Ok(()), Err)
    }
}

/// Returns the first member whose name another one has before it.
fn duplicate_member<'m, 'a>(members: &'m [(Cow<'a, str>, &'a str)]) -> Option<(&'m str, &'a str)> {
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
