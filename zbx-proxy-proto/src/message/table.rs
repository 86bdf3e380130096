//! Tables of a configuration, with any columns.

use std::borrow::Cow;
use std::fmt;

use super::secrets::is_sensitive;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, REDACTED, Reader, Writer, reserve};

/// One table of a configuration: column names and rows.
///
/// The columns differ between versions, so this type does not depend on them; for the
/// most important tables there are typed views ([`Tables::hosts`] and others).
///
/// Many columns hold secrets (see [`is_sensitive`]), so `Debug` shows the columns
/// and the number of rows only.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Table<'a> {
    fields: Vec<Cow<'a, str>>,
    /// The cells row by row; each row has one cell per field.
    cells: Vec<Cell<'a>>,
    rows: usize,
    /// Members in addition to columns and rows, kept as they were received.
    pub extra: Extra<'a>,
}

/// One cell of a [`Table`].
///
/// `Debug` shows numbers, but only the length of texts.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// `null`: no id.
    Null,
    /// A number as text: an id or a small number.
    Number(Cow<'a, str>),
    /// A text; real daemons quote everything but ids and small numbers.
    Text(Cow<'a, str>),
}

/// One row of a [`Table`], with its columns' names.
#[derive(Clone, Copy)]
pub struct TableRow<'t, 'a> {
    fields: &'t [Cow<'a, str>],
    cells: &'t [Cell<'a>],
}

impl<'a> Table<'a> {
    /// Creates an empty table.
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = impl Into<Cow<'a, str>>>) -> Self {
        Self { fields: fields.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The row does not have exactly one cell for each column.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell<'a>>) -> Result<(), crate::EncodeError> {
        let row = Vec::from_iter(row);
        let (expected, found) = (self.fields.len(), row.len());
        if found != expected {
            return Err(crate::EncodeError::CellCount { expected, found });
        }
        self.cells.extend(row);
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    /// Redacts the sensitive columns; `name` is the table's name.
    fn redact(&mut self, name: &str) {
        let hidden: Vec<bool> = self.fields.iter().map(|field| is_sensitive(name, field)).collect();
        for (cell, _) in self.cells.iter_mut().zip(hidden.iter().cycle()).filter(|(_, hidden)| **hidden) {
            if cell.as_str().is_some_and(|text| !text.is_empty()) {
                *cell = Cell::Text(REDACTED.into());
            }
        }
        self.extra.redact();
    }

    /// Returns the columns' names. The first column is the record id.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(AsRef::as_ref)
    }

    /// Returns the rows.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = TableRow<'_, 'a>> {
        let width = self.fields.len();
        (0..self.rows).map(move |row| {
            let start = row.saturating_mul(width);
            let cells = self.cells.get(start..start.saturating_add(width)).unwrap_or_default();
            TableRow { fields: &self.fields, cells }
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Returns true if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Table");
        shown.field("fields", &self.fields).field("rows", &self.rows);
        if !self.extra.is_empty() {
            shown.field("extra", &self.extra);
        }
        shown.finish()
    }
}

impl<'t, 'a> TableRow<'t, 'a> {
    /// Returns the cell of a column; `None` if the table does not have it.
    #[must_use]
    pub fn cell(&self, field: &str) -> Option<&'t Cell<'a>> {
        let at = self.fields.iter().position(|name| name == field)?;
        self.cells.get(at)
    }

    /// Returns all cells with their columns' names.
    pub fn cells(&self) -> impl Iterator<Item = (&'t str, &'t Cell<'a>)> + use<'t, 'a> {
        self.fields.iter().map(AsRef::as_ref).zip(self.cells)
    }
}

impl fmt::Debug for TableRow<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.cells()).finish()
    }
}

impl Cell<'_> {
    /// Returns the text of a number or a text; `None` for `null`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Number(text) | Self::Text(text) => Some(text),
        }
    }

    /// Returns the number, bare or quoted; `None` for everything else.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_str()?.parse().ok()
    }

    /// Returns the number, bare or quoted; `None` for everything else.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_str()?.parse().ok()
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Number(text) => write!(f, "Number({text})"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

impl<'a> Member<'a> for Cell<'a> {
    type Owned = Cell<'static>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        if reader.null()? {
            Ok(Self::Null)
        } else if reader.at_string() {
            reader.secret_text().map(Self::Text)
        } else {
            reader.secret_text().map(Self::Number)
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Null => writer.raw(b"null"),
            Self::Number(text) => writer.raw(text.as_bytes()),
            Self::Text(text) => writer.string(text),
        }
    }

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::Null => Cell::Null,
            Self::Number(text) => Cell::Number(text.into_owned().into()),
            Self::Text(text) => Cell::Text(text.into_owned().into()),
        }
    }
}

impl<'a> Table<'a> {
    /// Reads the rows. A row with another number of cells than there are columns is an
    /// error of the whole configuration, as for a real proxy (ZBX-063).
    fn read_rows(&mut self, reader: &mut Reader<'a>) -> Result<(), DecodeError> {
        let expected = self.fields.len();
        let first = reader.offset();
        reader.array(|reader, _| {
            let start = reader.offset();
            let before = self.cells.len();
            reader.array(|reader, _| {
                reserve(&mut self.cells, first, reader);
                self.cells.push(Cell::read(reader)?);
                Ok(())
            })?;
            let found = self.cells.len().saturating_sub(before);
            if found != expected {
                return Err(DecodeError::new(DecodeErrorKind::CellCount { expected, found }, start));
            }
            self.rows = self.rows.saturating_add(1);
            Ok(())
        })
    }
}

impl<'a> Member<'a> for Table<'a> {
    type Owned = Table<'static>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        let mut table = Self::default();
        let (mut has_fields, mut has_rows, mut early) = (false, false, None);
        let allowance = reader.enter_row();
        let members = reader.object(|reader, name| {
            match name.as_ref() {
                "fields" if !has_fields => {
                    has_fields = true;
                    table.fields = Vec::read(reader)?;
                }
                "data" if !has_rows => {
                    has_rows = true;
                    if has_fields {
                        table.read_rows(reader)?;
                    } else {
                        early = Some((reader.offset(), reader.depth()));
                        reader.skip()?;
                    }
                }
                "fields" | "data" => {
                    reader.skip()?;
                }
                _ => {
                    let value = reader.unknown()?;
                    table.extra.keep(name.clone(), value);
                }
            }
            Ok(())
        });
        reader.leave_row(allowance);
        members?;
        let missing = |name| DecodeError::new(DecodeErrorKind::Missing(name), start);
        if !has_fields {
            return Err(missing("fields"));
        }
        if !has_rows {
            return Err(missing("data"));
        }
        // The rows came before the columns that they need.
        if let Some((offset, rows_depth)) = early {
            let (end, depth) = (reader.offset(), reader.depth());
            reader.rewind(offset, rows_depth);
            table.read_rows(reader).map_err(|error| error.in_member("data"))?;
            reader.rewind(end, depth);
        }
        Ok(table)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            writer.name("fields");
            self.fields.write(writer);
            writer.name("data");
            writer.array(|writer| {
                for row in self.rows() {
                    writer.element();
                    writer.array(|writer| {
                        for cell in row.cells {
                            writer.element();
                            cell.write(writer);
                        }
                    });
                }
            });
            self.extra.write(writer);
        });
    }

    fn unknown_members(&self) -> usize {
        self.extra.len()
    }

    fn into_owned(self) -> Self::Owned {
        Table {
            fields: Member::into_owned(self.fields),
            cells: Member::into_owned(self.cells),
            rows: self.rows,
            extra: self.extra.into_owned(),
        }
    }
}

/// The tables of a configuration in wire order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables<'a> {
    tables: Vec<(Cow<'a, str>, Table<'a>)>,
    /// Members that are not tables.
    pub extra: Extra<'a>,
}

impl<'a> Tables<'a> {
    /// Adds a table after the others.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, table: Table<'a>) {
        self.tables.push((name.into(), table));
    }

    /// Returns the table with this name; the first one, if there are several.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table<'a>> {
        self.tables.iter().find(|(known, _)| known == name).map(|(_, table)| table)
    }

    /// Returns all tables with their names.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Table<'a>)> {
        self.tables.iter().map(|(name, table)| (name.as_ref(), table))
    }

    /// Number of tables.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// Returns true if it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Reads the member `name`, as a table if it is an object; everything else is kept.
    #[expect(clippy::ptr_arg, reason = "a name that is kept borrows from the payload")]
    pub(super) fn read_member(
        &mut self,
        reader: &mut Reader<'a>,
        name: &Cow<'a, str>,
    ) -> Result<(), DecodeError> {
        if reader.at_object() {
            let table = Table::read(reader)?;
            self.tables.push((name.clone(), table));
        } else {
            let value = reader.unknown()?;
            self.extra.keep(name.clone(), value);
        }
        Ok(())
    }

    pub(super) fn write_members(&self, writer: &mut Writer<'_>) {
        for (name, table) in &self.tables {
            writer.name(name);
            table.write(writer);
        }
        self.extra.write(writer);
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> Tables<'static> {
        Member::into_owned(self)
    }
}

impl<'a> Member<'a> for Tables<'a> {
    type Owned = Tables<'static>;

    fn redact(&mut self) {
        for (name, table) in &mut self.tables {
            table.redact(name);
        }
        self.extra.redact();
    }

    fn unknown_members(&self) -> usize {
        self.tables
            .iter()
            .map(|(_, table)| table.unknown_members())
            .sum::<usize>()
            .saturating_add(self.extra.len())
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut tables = Self::default();
        reader.object(|reader, name| tables.read_member(reader, name))?;
        Ok(tables)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| self.write_members(writer));
    }

    fn into_owned(self) -> Self::Owned {
        let tables = self.tables.into_iter();
        Tables {
            tables: tables
                .map(|(name, table)| (name.into_owned().into(), Member::into_owned(table)))
                .collect(),
            extra: self.extra.into_owned(),
        }
    }
}
