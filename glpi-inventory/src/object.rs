//! Reading and writing any object, by its table.

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::json::{Inside, Place, Reader, quote};
use crate::members::{KEPT, Members};
use crate::schema::Table;
use crate::value::Value;

/// The fields of an object, by their index in its table.
pub(crate) trait Fields<'a> {
    /// Reads the value at hand into a field; false if it is not what it should be.
    fn read(&mut self, index: usize, reader: &mut Reader<'a, '_>) -> Result<bool, DecodeError>;

    /// Writes a field, if it is there.
    fn write(&self, index: usize, object: &mut Writer<'_>);

    /// Empties all fields.
    fn reset(&mut self);

    /// Returns the members that are kept.
    fn extra(&self) -> &Members<'a>;

    /// Returns the members that are kept, for setting them.
    fn extra_mut(&mut self) -> &mut Members<'a>;
}

/// Reads a value into a field that is always there.
pub(crate) fn read_needed<'a, T: Value<'a>>(
    field: &mut T,
    reader: &mut Reader<'a, '_>,
) -> Result<bool, DecodeError> {
    let Some(value) = T::read(reader)? else { return Ok(false) };
    *field = value;
    Ok(true)
}

/// Reads a value into a field that may be absent.
pub(crate) fn read_optional<'a, T: Value<'a>>(
    field: &mut Option<T>,
    reader: &mut Reader<'a, '_>,
) -> Result<bool, DecodeError> {
    *field = T::read(reader)?;
    Ok(field.is_some())
}

/// Reads the object at hand. False if it is none, or lacks a member without which it has no
/// meaning.
pub(crate) fn read<'a>(
    table: &'static Table,
    object: &mut dyn Fields<'a>,
    reader: &mut Reader<'a, '_>,
) -> Result<bool, DecodeError> {
    if reader.peek() != Some(b'{') {
        return Ok(false);
    }
    let start = reader.place();
    let mut inside = reader.open()?;
    let mut state = State::default();
    while let Some(name) = reader.next_member(&mut inside)? {
        if !state.member(table, object, name, reader)? {
            object.reset();
            reader.go_to(start);
            return read_last(table, object, reader);
        }
    }
    if state.has_duplicates() {
        object.reset();
        reader.go_to(start);
        return read_last(table, object, reader);
    }
    state.finish(table, object, reader)
}

/// Reads the object at hand, which has a member twice: as in PHP the last one counts, at the
/// place of the first (INV-022).
#[cold]
fn read_last<'a>(
    table: &'static Table,
    object: &mut dyn Fields<'a>,
    reader: &mut Reader<'a, '_>,
) -> Result<bool, DecodeError> {
    reader.misfit();
    let mut inside = reader.open()?;
    let members = last_members(reader, &mut inside)?;
    let end = reader.place();
    let mut state = State::default();
    for (name, place) in members {
        reader.go_to(place);
        state.member(table, object, name, reader)?;
    }
    reader.go_to(end);
    state.finish(table, object, reader)
}

/// Passes the members of an object and returns each name once, at the place of its first
/// member and with the value of its last.
pub(crate) fn last_members<'a>(
    reader: &mut Reader<'a, '_>,
    inside: &mut Inside,
) -> Result<Vec<(Cow<'a, str>, Place<'a>)>, DecodeError> {
    let mut members: Vec<(Cow<'a, str>, usize, Place<'a>)> = Vec::new();
    while let Some(name) = reader.next_member(inside)? {
        members.push((name, members.len(), reader.place()));
        reader.raw()?;
    }
    members.sort_unstable_by(|one, two| (&one.0, one.1).cmp(&(&two.0, two.1)));
    members.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        if is_same {
            first.2 = later.2;
        }
        is_same
    });
    members.sort_unstable_by_key(|(_, at, _)| *at);
    Ok(members.into_iter().map(|(name, _, place)| (name, place)).collect())
}

/// The state of an object that is being read.
#[derive(Default)]
struct State<'a> {
    /// The index after that of the last member.
    near: usize,
    /// The known members that were there, and those of them that were what they should be.
    seen: u64,
    typed: u64,
    kept: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The order so far, if it is not that of the alphabet.
    order: Vec<u8>,
}

impl<'a> State<'a> {
    /// Reads a member; false if it was there before.
    fn member(
        &mut self,
        table: &'static Table,
        object: &mut dyn Fields<'a>,
        name: Cow<'a, str>,
        reader: &mut Reader<'a, '_>,
    ) -> Result<bool, DecodeError> {
        let Some(index) = table.find(&name, self.near) else {
            self.keep(name, reader)?;
            return Ok(true);
        };
        let bit = bit(index);
        if self.seen & bit != 0 {
            return Ok(false);
        }
        self.seen |= bit;
        let start = reader.place();
        if object.read(index, reader)? {
            self.note(index);
            self.typed |= bit;
        } else {
            reader.go_to(start);
            reader.misfit();
            self.keep(name, reader)?;
        }
        Ok(true)
    }

    fn keep(&mut self, name: Cow<'a, str>, reader: &mut Reader<'a, '_>) -> Result<(), DecodeError> {
        let value = reader.raw()?;
        self.kept.push((name, Cow::Borrowed(value)));
        if !self.order.is_empty() {
            self.order.push(KEPT);
        }
        Ok(())
    }

    /// Notes the place of a known member.
    fn note(&mut self, index: usize) {
        let is_next = index >= self.near && self.kept.is_empty();
        self.near = index.saturating_add(1);
        if is_next && self.order.is_empty() {
            return;
        }
        if self.order.is_empty() {
            let typed = (0..u8::MAX).take(64).filter(|index| self.typed & bit(usize::from(*index)) != 0);
            self.order.extend(typed);
            self.order.extend(self.kept.iter().map(|_| KEPT));
        }
        self.order.push(u8::try_from(index).unwrap_or(KEPT));
    }

    /// Returns true if two of the members that are kept have one name.
    fn has_duplicates(&self) -> bool {
        if self.kept.len() < 2 {
            return false;
        }
        let mut names: Vec<&str> = self.kept.iter().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names.windows(2).any(|pair| matches!(pair, [one, two] if one == two))
    }

    fn finish(
        self,
        table: &'static Table,
        object: &mut dyn Fields<'a>,
        reader: &mut Reader<'a, '_>,
    ) -> Result<bool, DecodeError> {
        *object.extra_mut() = Members::new(self.kept, self.order);
        if !table.has_requirements() {
            return Ok(true);
        }
        let mut is_whole = true;
        for (index, member) in table.members().iter().enumerate() {
            if member.is_required_in(crate::Release::NEWEST) && self.typed & bit(index) == 0 {
                is_whole &= !member.is_needed();
                reader.misfit();
            }
        }
        Ok(is_whole)
    }
}

/// Returns the bit of a member; no object has more than 64.
pub(crate) fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or_default()
}

/// An object that is being written.
pub(crate) struct Writer<'w> {
    out: &'w mut Vec<u8>,
    table: &'static Table,
    is_empty: bool,
}

impl Writer<'_> {
    /// Writes a member of the table.
    pub(crate) fn member<'a>(&mut self, index: usize, value: &impl Value<'a>) {
        if let Some(member) = self.table.members().get(index) {
            value.write(self.name(member.name()));
        }
    }

    /// Writes a member of the table, if it is there.
    pub(crate) fn optional<'a>(&mut self, index: usize, value: &Option<impl Value<'a>>) {
        if let Some(value) = value {
            self.member(index, value);
        }
    }

    /// Appends a name and a colon, and returns the buffer for the value.
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        quote(name, self.out);
        self.out.push(b':');
        self.out
    }
}

/// Appends an object.
pub(crate) fn write(table: &'static Table, object: &dyn Fields<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut writer = Writer { out, table, is_empty: true };
    let extra = object.extra();
    let mut kept = extra.iter();
    let mut written = 0;
    for index in extra.order() {
        if *index == KEPT {
            if let Some((name, value)) = kept.next() {
                writer.name(name).extend_from_slice(value.as_bytes());
            }
        } else {
            let index = usize::from(*index);
            object.write(index, &mut writer);
            written |= bit(index);
        }
    }
    for index in (0..table.members().len()).filter(|index| written & bit(*index) == 0) {
        object.write(index, &mut writer);
    }
    for (name, value) in kept {
        writer.name(name).extend_from_slice(value.as_bytes());
    }
    out.push(b'}');
}
