//! Lists in which a faulty row does not affect the others.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Member, RawJson, Reader, Writer, reserve};

/// The rows of a section; undecodable ones are kept apart.
///
/// A real server skips an undecodable row, accepts the others and answers `success`
/// (ZBX-075); this type shows the skipped rows with their errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<'a, T> {
    /// The decoded rows, in wire order.
    pub good: Vec<T>,
    /// The undecodable rows, in wire order, up to
    /// [`Limits::with_faulty_rows`](crate::Limits::with_faulty_rows).
    pub faulty: Vec<FaultyRow<'a>>,
    /// Number of further undecodable rows, which were not kept.
    pub skipped: usize,
}

/// A row that cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyRow<'a> {
    /// Index among all rows of the section.
    pub index: usize,
    /// The error.
    pub error: DecodeError,
    /// The row's text.
    pub raw: RawJson<'a>,
}

impl<'a, T> Rows<'a, T> {
    /// No rows.
    pub const EMPTY: Self = Self { good: Vec::new(), faulty: Vec::new(), skipped: 0 };

    /// Returns true if there is no row, neither good nor faulty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.good.is_empty() && self.faulty.is_empty() && self.skipped == 0
    }

    /// Returns all rows that were kept, in wire order, with an error in place of each
    /// faulty row.
    pub fn iter(&self) -> impl Iterator<Item = Result<&T, &FaultyRow<'a>>> {
        let mut good = self.good.iter();
        let mut faulty = self.faulty.iter().peekable();
        let mut index: usize = 0;
        std::iter::from_fn(move || {
            let next = match faulty.next_if(|row| row.index == index) {
                Some(row) => Some(Err(row)),
                // With indices changed by the caller, still every row is returned.
                None => good.next().map(Ok).or_else(|| faulty.next().map(Err)),
            };
            index = index.saturating_add(1);
            next
        })
    }
}

impl<T> Default for Rows<'_, T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T> From<Vec<T>> for Rows<'_, T> {
    fn from(good: Vec<T>) -> Self {
        Self { good, ..Self::EMPTY }
    }
}

impl<T> FromIterator<T> for Rows<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Vec::from_iter(rows).into()
    }
}

/// Types that can be elements of [`Rows`].
pub(crate) trait Row<'a>: Member<'a> {
    /// The member that holds the rows.
    const SECTION: &'static str;

    /// Reads the next row on a fast path; `None` leaves it to `read`.
    fn predicted(_reader: &mut Reader<'a>) -> Option<Self> {
        None
    }

    /// Returns the fault of a row whose members can be decoded one by one; `row` is at its
    /// start.
    fn fault(&self, _row: Reader<'a>) -> Option<DecodeError> {
        None
    }
}

/// Reads one row. The outer error is about the whole text, the inner one about this row
/// only; the reader is then after the row.
pub(super) fn read_row<'a, T: Row<'a>>(
    reader: &mut Reader<'a>,
    index: usize,
) -> Result<Result<T, FaultyRow<'a>>, DecodeError> {
    let at = reader.clone();
    let (start, depth) = (at.offset(), at.depth());
    let row = T::read(reader).and_then(|row| match row.fault(at) {
        None => Ok(row),
        Some(fault) => Err(fault),
    });
    row.map(Ok).or_else(|error| match error.kind() {
        DecodeErrorKind::Syntax(_) | DecodeErrorKind::Limit(_) => Err(error),
        _ => {
            reader.rewind(start, depth);
            let raw = RawJson::new(reader.skip()?);
            Ok(Err(FaultyRow { index, error, raw }))
        }
    })
}

/// Reads the next row the general way.
#[inline(never)]
fn read_any<'a, T: Row<'a>>(
    rows: &mut Rows<'a, T>,
    reader: &mut Reader<'a>,
    index: usize,
) -> Result<(), DecodeError> {
    match read_row(reader, index).map_err(|error| error.in_element(index))? {
        Ok(row) => rows.good.push(row),
        Err(row) if reader.may_keep_fault() => {
            let error = row.error.in_element(index).in_member(T::SECTION);
            rows.faulty.push(FaultyRow { error, ..row });
        }
        Err(_) => rows.skipped = rows.skipped.saturating_add(1),
    }
    Ok(())
}

impl<'a, T: Row<'a>> Member<'a> for Rows<'a, T>
where
    T::Owned: 'static,
{
    type Owned = Rows<'static, T::Owned>;

    /// Reads the section. One that is not a list is ignored by real servers; here it
    /// counts as one faulty row.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut rows = Self::EMPTY;
        if reader.null()? {
            return Ok(rows);
        }
        if !reader.at_array() {
            let error = reader.wrong_type(reader.offset(), "a list of rows").in_member(T::SECTION);
            let raw = RawJson::new(reader.skip()?);
            rows.faulty.push(FaultyRow { index: 0, error, raw });
            return Ok(rows);
        }
        reader.enter_array()?;
        let start = reader.offset();
        let mut index: usize = 0;
        while reader.next_element(index == 0)? {
            reserve(&mut rows.good, start, reader);
            match T::predicted(reader) {
                Some(row) => rows.good.push(row),
                None => read_any(&mut rows, reader, index)?,
            }
            index = index.saturating_add(1);
        }
        Ok(rows)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        if let ([], [section]) = (&self.good[..], &self.faulty[..])
            && section.error.path() == Some(T::SECTION)
        {
            // The section was not a list and is written back as it was.
            return writer.raw(section.raw.as_bytes());
        }
        writer.array(|writer| {
            for row in self.iter() {
                writer.element();
                match row {
                    Ok(row) => row.write(writer),
                    Err(row) => writer.raw(row.raw.as_bytes()),
                }
            }
        });
    }

    fn absent() -> Option<Self> {
        Some(Self::EMPTY)
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn into_owned(self) -> Self::Owned {
        Rows {
            skipped: self.skipped,
            good: self.good.into_iter().map(T::into_owned).collect(),
            faulty: self
                .faulty
                .into_iter()
                .map(|row| FaultyRow { raw: row.raw.into_owned(), index: row.index, error: row.error })
                .collect(),
        }
    }
    fn redact(&mut self) {
        self.good.iter_mut().for_each(T::redact);
        for row in &mut self.faulty {
            row.raw.redact();
            row.error.redact();
        }
    }

    fn unknown_members(&self) -> usize {
        self.good.iter().map(T::unknown_members).sum()
    }
}
