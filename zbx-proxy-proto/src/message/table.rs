//! Tables of a configuration, whatever columns they have.

use std::borrow::Cow;
use std::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, REDACTED, Reader, Writer};
use crate::secret::Secret;

/// One table of a configuration: column names and rows.
///
/// The columns differ between versions, so nothing here depends on them; for the
/// tables that a proxy reads first there are typed views ([`Tables::hosts`] and its
/// siblings).
///
/// Many columns hold secrets (see [`is_sensitive`]), so `Debug` shows the columns
/// and the number of rows only.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Table<'a> {
    fields: Vec<Cow<'a, str>>,
    rows: Vec<Vec<Cell<'a>>>,
}

/// One cell of a [`Table`].
///
/// `Debug` shows numbers, and of texts the length only.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// `null`: no such id.
    Null,
    /// A number in the text it was written in: an id or a small number.
    Number(Cow<'a, str>),
    /// A text; real daemons quote everything that is no id and no small number.
    Text(Cow<'a, str>),
}

/// One row of a [`Table`], with its columns' names.
#[derive(Clone, Copy)]
pub struct TableRow<'t, 'a> {
    fields: &'t [Cow<'a, str>],
    cells: &'t [Cell<'a>],
}

impl<'a> Table<'a> {
    /// An empty table.
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = impl Into<Cow<'a, str>>>) -> Self {
        Self {
            fields: fields.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it does not have one cell for each column.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell<'a>>) -> Result<(), crate::EncodeError> {
        let row = Vec::from_iter(row);
        if row.len() != self.fields.len() {
            return Err(crate::EncodeError::CellCount {
                expected: self.fields.len(),
                found: row.len(),
            });
        }
        self.rows.push(row);
        Ok(())
    }

    /// Hides the sensitive columns of the table that has this name.
    fn redact(&mut self, name: &str) {
        let hidden: Vec<bool> = self
            .fields
            .iter()
            .map(|field| is_sensitive(name, field))
            .collect();
        for row in &mut self.rows {
            for (cell, _) in row.iter_mut().zip(&hidden).filter(|(_, hidden)| **hidden) {
                if cell.as_str().is_some_and(|text| !text.is_empty()) {
                    *cell = Cell::Text(REDACTED.into());
                }
            }
        }
    }

    /// The columns' names. The first is the record id.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(AsRef::as_ref)
    }

    /// The rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = TableRow<'_, 'a>> {
        self.rows.iter().map(|cells| TableRow {
            fields: &self.fields,
            cells,
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("fields", &self.fields)
            .field("rows", &self.rows.len())
            .finish()
    }
}

impl<'t, 'a> TableRow<'t, 'a> {
    /// The cell of a column, if the table has it.
    #[must_use]
    pub fn cell(&self, field: &str) -> Option<&'t Cell<'a>> {
        let at = self.fields.iter().position(|name| name == field)?;
        self.cells.get(at)
    }

    /// All cells with their columns' names.
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
    /// The text of a number or a text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Number(text) | Self::Text(text) => Some(text),
        }
    }

    /// The number, bare or quoted.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_str()?.parse().ok()
    }

    /// The number, bare or quoted.
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

/// The wire's view of a table. `data` is there even if empty.
struct TableMembers<'a> {
    fields: Option<Vec<Cow<'a, str>>>,
    data: Option<Vec<Vec<Cell<'a>>>>,
}

impl<'a> Member<'a> for Table<'a> {
    type Owned = Table<'static>;

    /// A row whose cells are not as many as the columns spoils the configuration,
    /// as it does for a real proxy (ZBX-063).
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        let mut members = TableMembers {
            fields: None,
            data: None,
        };
        reader.object(|reader, name| {
            match name.as_ref() {
                "fields" if members.fields.is_none() => members.fields = Some(Member::read(reader)?),
                "data" if members.data.is_none() => members.data = Some(Member::read(reader)?),
                _ => {
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        let missing = |name| DecodeError::new(DecodeErrorKind::Missing(name), start);
        let fields = members.fields.ok_or_else(|| missing("fields"))?;
        let rows = members.data.ok_or_else(|| missing("data"))?;
        if let Some((index, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != fields.len()) {
            let kind = DecodeErrorKind::CellCount {
                expected: fields.len(),
                found: row.len(),
            };
            return Err(DecodeError::new(kind, start).in_element(index).in_member("data"));
        }
        Ok(Self { fields, rows })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            writer.name("fields");
            self.fields.write(writer);
            writer.name("data");
            self.rows.write(writer);
        });
    }

    fn into_owned(self) -> Self::Owned {
        Table {
            fields: Member::into_owned(self.fields),
            rows: Member::into_owned(self.rows),
        }
    }
}

/// The tables of a configuration in wire order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables<'a> {
    tables: Vec<(Cow<'a, str>, Table<'a>)>,
    /// Members that are no table.
    pub extra: Extra<'a>,
}

impl<'a> Tables<'a> {
    /// Adds a table behind the others.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, table: Table<'a>) {
        self.tables.push((name.into(), table));
    }

    /// The table of that name; the first, if it should come twice.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table<'a>> {
        self.tables
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, table)| table)
    }

    /// All tables with their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Table<'a>)> {
        self.tables.iter().map(|(name, table)| (name.as_ref(), table))
    }

    /// How many tables there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Reads the member `name` if it is a table, or keeps it.
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
            self.extra.keep(name, value);
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

    /// Detaches from the payload.
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

    fn untyped(&self) -> usize {
        self.extra.len()
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

/// `macro.secrets`: what a vault holds, by path and key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MacroSecrets(Vec<(String, Vec<(String, Secret)>)>);

impl MacroSecrets {
    /// No secrets.
    pub const EMPTY: Self = Self(Vec::new());

    /// Adds the secrets of a path.
    pub fn push(&mut self, path: impl Into<String>, secrets: Vec<(String, Secret)>) {
        self.0.push((path.into(), secrets));
    }

    /// The secret at a path and key, as in the macro value `path:key`.
    #[must_use]
    pub fn secret(&self, path: &str, key: &str) -> Option<&Secret> {
        let (_, secrets) = self.0.iter().find(|(known, _)| known == path)?;
        secrets
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, secret)| secret)
    }

    /// All paths with their secrets.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[(String, Secret)])> {
        self.0
            .iter()
            .map(|(path, secrets)| (path.as_str(), secrets.as_slice()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Member<'_> for MacroSecrets {
    type Owned = Self;

    fn redact(&mut self) {
        self.0
            .iter_mut()
            .flat_map(|(_, secrets)| secrets)
            .for_each(|(_, secret)| secret.redact());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut secrets = Self::default();
        reader.object(|reader, path| {
            let mut of_path = Vec::new();
            reader.object(|reader, key| {
                of_path.push((key.to_string(), Secret::read(reader)?));
                Ok(())
            })?;
            secrets.0.push((path.to_string(), of_path));
            Ok(())
        })?;
        Ok(secrets)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            for (path, secrets) in &self.0 {
                writer.name(path);
                writer.object(|writer| {
                    for (key, secret) in secrets {
                        writer.name(key);
                        secret.write(writer);
                    }
                });
            }
        });
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Whether a column may hold secrets, in any version (ZBX-120).
///
/// Values of all macros count, because secret ones travel in clear beside the
/// others, and the parameters, headers and bodies of items, which often carry
/// credentials.
#[must_use]
pub fn is_sensitive(table: &str, field: &str) -> bool {
    const SENSITIVE: [(&str, &[&str]); 10] = [
        ("hosts", &["ipmi_password", "tls_psk"]),
        ("config_autoreg_tls", &["tls_psk"]),
        ("host_proxy", &["tls_psk"]),
        (
            "interface_snmp",
            &["community", "authpassphrase", "privpassphrase"],
        ),
        (
            "items",
            &[
                "password",
                "privatekey",
                "ssl_key_password",
                "params",
                "headers",
                "posts",
            ],
        ),
        ("item_parameter", &["value"]),
        ("hostmacro", &["value"]),
        ("globalmacro", &["value"]),
        ("httptest", &["http_password", "ssl_key_password"]),
        (
            "dchecks",
            &["snmp_community", "snmpv3_authpassphrase", "snmpv3_privpassphrase"],
        ),
    ];
    SENSITIVE
        .iter()
        .any(|(name, fields)| *name == table && fields.contains(&field))
}
