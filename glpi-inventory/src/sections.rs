//! Visiting the sections of a document one by one, without building the rest.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::error::DecodeError;
use crate::json::{Inside, Reader};
use crate::limits::Limits;
use crate::value::Value;

/// An object of the format that can be an entry of a section.
pub trait Entry<'a>: Value<'a> {}

/// The sections of a document, one by one.
///
/// ```
/// use glpi_inventory::{Limits, Sections, Software};
/// let document = br#"{"deviceid":"pc-1","content":{"versionclient":"example_v1",
///     "softwares":[{"name":"editor"},{"version":"1"},{"name":"viewer"}]}}"#;
/// let limits = Limits::DEFAULT;
/// let (mut names, mut faulty) = (Vec::new(), 0);
/// let mut sections = Sections::new(document, &limits)?;
/// while let Some(section) = sections.next_section()? {
///     if section.name() == "softwares" {
///         for software in section.entries::<Software>(&limits) {
///             match software? {
///                 Ok(software) => names.push(software.name),
///                 Err(_json) => faulty += 1,
///             }
///         }
///     }
/// }
/// assert_eq!((names, faulty), (vec!["editor".into(), "viewer".into()], 1));
/// # Ok::<(), glpi_inventory::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Sections<'a, 'l> {
    reader: Reader<'a, 'l>,
    inside: Inside,
}

impl<'a, 'l> Sections<'a, 'l> {
    /// Finds the content of a document. What is after the content is not looked at.
    ///
    /// # Errors
    /// If the document is not an object with an object as content, or is not well-formed up to
    /// there.
    pub fn new(document: &'a [u8], limits: &'l Limits) -> Result<Self, DecodeError> {
        const EXPECTED: &str = "an object with an object as content";
        let mut reader = Reader::new(document, limits)?;
        if reader.peek() != Some(b'{') {
            return Err(reader.unexpected(EXPECTED));
        }
        let start = reader.place();
        let mut root = reader.open()?;
        while let Some(name) = reader.next_member(&mut root)? {
            if name == "content" && reader.peek() == Some(b'{') {
                let inside = reader.open()?;
                return Ok(Self { reader, inside });
            }
            reader.raw()?;
        }
        reader.go_to(start);
        Err(reader.unexpected(EXPECTED))
    }

    /// Returns the next section, or `None` at the end of the content.
    ///
    /// # Errors
    /// If the document is not well-formed, or goes over a bound.
    pub fn next_section(&mut self) -> Result<Option<Section<'a>>, DecodeError> {
        let Some(name) = self.reader.next_member(&mut self.inside)? else { return Ok(None) };
        Ok(Some(Section { name, json: self.reader.raw()? }))
    }
}

/// A section as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Section<'a> {
    name: Cow<'a, str>,
    json: &'a str,
}

/// Shows the name, not the value.
impl std::fmt::Debug for Section<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Section({:?})", self.name)
    }
}

impl<'a> Section<'a> {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the section as it came.
    #[must_use]
    pub fn json(&self) -> &'a str {
        self.json
    }

    /// Reads a section that is one object, such as `hardware`. `None` if it is not what it
    /// should be.
    ///
    /// # Errors
    /// If it goes over a bound.
    pub fn decode<T: Entry<'a>>(&self, limits: &Limits) -> Result<Option<T>, DecodeError> {
        T::read(&mut Reader::at(self.json, limits))
    }

    /// Returns the entries of a section that is a list, one by one. Of another value there are
    /// none.
    #[must_use]
    pub fn entries<'l, T: Entry<'a>>(&self, limits: &'l Limits) -> Entries<'a, 'l, T> {
        let mut reader = Reader::at(self.json, limits);
        let inside = if reader.peek() == Some(b'[') { reader.open().ok() } else { None };
        Entries { reader, inside, entry: PhantomData }
    }
}

/// The entries of a section: typed, or as they came if they are not what they should be.
#[derive(Debug)]
pub struct Entries<'a, 'l, T> {
    reader: Reader<'a, 'l>,
    inside: Option<Inside>,
    entry: PhantomData<T>,
}

impl<'a, T: Entry<'a>> Entries<'a, '_, T> {
    fn read(&mut self) -> Result<Option<Result<T, &'a str>>, DecodeError> {
        let Some(inside) = &mut self.inside else { return Ok(None) };
        if !self.reader.next_element(inside)? {
            self.inside = None;
            return Ok(None);
        }
        let start = self.reader.place();
        if let Some(entry) = T::read(&mut self.reader)? {
            return Ok(Some(Ok(entry)));
        }
        self.reader.go_to(start);
        Ok(Some(Err(self.reader.raw()?)))
    }
}

impl<'a, T: Entry<'a>> Iterator for Entries<'a, '_, T> {
    type Item = Result<Result<T, &'a str>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.inside = None;
        }
        read.transpose()
    }
}
