//! Lists in which a bad row does not cost the others.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Member, RawJson, Reader, Writer, make_room};

/// The rows of a section, with those that could not be read kept apart.
///
/// A real server skips a row that it cannot read, takes the others and answers
/// `success` (ZBX-075); this type shows what was skipped and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<'a, T> {
    /// The rows that could be read, in wire order.
    pub good: Vec<T>,
    /// Those that could not, in wire order, up to
    /// [`Limits::with_faulty_rows`](crate::Limits::with_faulty_rows).
    pub faulty: Vec<FaultyRow<'a>>,
    /// How many more could not be read, which were not kept.
    pub skipped: usize,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyRow<'a> {
    /// Its place among all rows of the section.
    pub index: usize,
    /// What is wrong with it.
    pub error: DecodeError,
    /// Its text.
    pub raw: RawJson<'a>,
}

impl<'a, T> Rows<'a, T> {
    /// No rows.
    pub const EMPTY: Self = Self { good: Vec::new(), faulty: Vec::new(), skipped: 0 };

    /// Whether there is no row, neither good nor faulty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.good.is_empty() && self.faulty.is_empty() && self.skipped == 0
    }

    /// All rows that were kept, in wire order; an error stands where a row could not
    /// be read.
    pub fn iter(&self) -> impl Iterator<Item = Result<&T, &FaultyRow<'a>>> {
        let mut good = self.good.iter();
        let mut faulty = self.faulty.iter().peekable();
        let mut index: usize = 0;
        std::iter::from_fn(move || {
            let next = match faulty.next_if(|row| row.index == index) {
                Some(row) => Some(Err(row)),
                // Indices that were changed by hand still let every row out.
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

/// What [`Rows`] are made of.
pub(crate) trait Row<'a>: Member<'a> {
    /// The member that holds the rows.
    const SECTION: &'static str;

    /// Reads the row that comes next if it is one as most are, or nothing.
    fn predicted(_reader: &mut Reader<'a>) -> Option<Self> {
        None
    }

    /// What is wrong with a row of which each member by itself can be read.
    fn fault(&self) -> Option<DecodeErrorKind> {
        None
    }
}

/// Reads one row; the outer error is about the text as a whole, the inner one
/// about this row alone, behind which the reader then stands.
pub(super) fn read_row<'a, T: Row<'a>>(
    reader: &mut Reader<'a>,
    index: usize,
) -> Result<Result<T, FaultyRow<'a>>, DecodeError> {
    let (start, depth) = (reader.offset(), reader.depth());
    let row = T::read(reader).and_then(|row| match row.fault() {
        None => Ok(row),
        Some(fault) => Err(DecodeError::new(fault, start)),
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

/// Reads the row that comes next, whatever it is.
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

    /// A section that is no list is ignored by real servers; here it counts as
    /// one faulty row.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut rows = Self::EMPTY;
        if reader.null()? {
            return Ok(rows);
        }
        if !reader.at_array() {
            let error = reader.unexpected(reader.offset(), "a list of rows").in_member(T::SECTION);
            let raw = RawJson::new(reader.skip()?);
            rows.faulty.push(FaultyRow { index: 0, error, raw });
            return Ok(rows);
        }
        reader.enter_array()?;
        let start = reader.offset();
        let mut index: usize = 0;
        while reader.next_element(index == 0)? {
            make_room(&mut rows.good, start, reader);
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
            // It was no list, and is none again.
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
