//! A document on its way to be read: as it came, or repaired, with the way back to
//! places in the input.

use std::borrow::Cow;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::limits::Limits;
use crate::xml::repair::Repair;
use crate::xml::repairer::{Repaired, repair};
use crate::xml::source::Source;

/// A document in UTF-8, or meant to be.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    source: Source<'a>,
    repaired: Option<Repaired>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(input: &'a [u8], limits: &Limits, lenient: bool) -> Result<Self, DecodeError> {
        Ok(Self { source: Source::new(input, limits, lenient)?, repaired: None })
    }

    /// Makes it well-formed, once.
    ///
    /// # Errors
    /// `error`, which is why it has to be, if it cannot be made so (any more).
    pub(crate) fn repair(&mut self, error: DecodeError, limits: &Limits) -> Result<(), DecodeError> {
        if !error.is_malformed() || self.repaired.is_some() {
            return Err(self.in_input(error));
        }
        self.repaired = Some(repair(&self.source.bytes, limits).map_err(|error| self.in_input(error))?);
        Ok(())
    }

    /// Returns the text, if it is a part of the input.
    pub(crate) fn input_text(&self) -> Option<Result<&'a str, DecodeError>> {
        match (&self.source.bytes, &self.repaired) {
            (Cow::Borrowed(bytes), None) => Some(utf8(bytes)),
            _ => None,
        }
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> Result<&str, DecodeError> {
        match &self.repaired {
            Some(repaired) => Ok(&repaired.text),
            None => utf8(&self.source.bytes),
        }
    }

    /// Returns the text by value.
    pub(crate) fn into_text(self) -> Result<Cow<'a, str>, DecodeError> {
        match (self.source.bytes, self.repaired) {
            (_, Some(repaired)) => Ok(Cow::Owned(repaired.text)),
            (Cow::Borrowed(bytes), None) => utf8(bytes).map(Cow::Borrowed),
            (Cow::Owned(bytes), None) => utf8(&bytes).map(|text| Cow::Owned(text.to_owned())),
        }
    }

    /// The error, with its place in the input.
    pub(crate) fn in_input(&self, error: DecodeError) -> DecodeError {
        let at = self.original(error.offset());
        error.at(at)
    }

    /// All repairs, with their places in the input: `notes` are those made in
    /// reading the text.
    pub(crate) fn repairs(&self, notes: Vec<Repair>) -> Vec<Repair> {
        let mut repairs = notes;
        if let Some(repaired) = &self.repaired {
            for note in &mut repairs {
                note.offset = repaired.original(note.offset);
            }
            repairs.extend(repaired.repairs.iter().cloned());
        }
        repairs.sort_by_key(|repair| repair.offset);
        let mut places = self.source.places();
        for repair in &mut repairs {
            repair.offset = places.original(repair.offset);
        }
        repairs.extend(self.source.notes.iter().cloned());
        repairs.sort_by_key(|repair| repair.offset);
        repairs
    }

    /// Returns the offset in the input of a byte of the text.
    fn original(&self, at: usize) -> usize {
        self.source.original(self.repaired.as_ref().map_or(at, |repaired| repaired.original(at)))
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes)
        .map_err(|error| DecodeError::new(DecodeErrorKind::NotUtf8, error.valid_up_to()))
}
