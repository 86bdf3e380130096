//! Kinds of values in the JSON form, made of texts.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use super::change::ChangeKind;
use super::php;
use super::writer::{Place, Result, Writer};
use crate::record::leaf::{Leaf, Meaning};
use crate::record::list::List;
use crate::value::date::Date;
use crate::value::interface::{Duplex, IfAdminStatus, IfStatus, TruthValue};
use crate::value::number::{IfIndex, Mebibytes};

/// A whole number as JSON holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Integer {
    Unsigned(u64),
    Signed(i64),
}

impl Integer {
    /// In all spellings of agents and of PHP; up to 2⁶⁴ (NIX-J21).
    pub(super) fn from_text(text: &str) -> Option<Self> {
        u64::from_text(text)
            .map(Self::Unsigned)
            .or_else(|| i64::from_text(text).or_else(|| php::integer(text)).map(Self::Signed))
    }

    fn is_in(self, range: &RangeInclusive<i64>) -> bool {
        match self {
            Self::Unsigned(number) => i64::try_from(number).is_ok_and(|number| range.contains(&number)),
            Self::Signed(number) => range.contains(&number),
        }
    }
}

impl serde::Serialize for Integer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Unsigned(number) => serializer.serialize_u64(*number),
            Self::Signed(number) => serializer.serialize_i64(*number),
        }
    }
}

impl<'m> Writer<'m> {
    /// Writes a whole number. PHP stores `null` for other texts (NIX-J21).
    pub(super) fn integer(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if let Some(text) = self.single(key, text)? {
            if self.is_php() {
                self.value(key, php::integer(text));
            } else {
                self.integer_of(key, Integer::from_text(text), None);
            }
        }
        Ok(())
    }

    fn integer_of(
        &mut self,
        key: &'static str,
        number: Option<Integer>,
        range: Option<&RangeInclusive<i64>>,
    ) {
        match number {
            None => self.change(key, ChangeKind::NotANumber),
            Some(number) if range.is_some_and(|range| !number.is_in(range)) => {
                self.change(key, ChangeKind::OutOfRange);
            }
            Some(number) => self.value(key, number),
        }
    }

    /// `ifstatus`: PHP also stores what the schema then refuses (NIX-J22).
    pub(super) fn oper_status(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        self.coded(key, text, Some(&(1..=7)), |text| IfStatus::from_text(text).map(IfStatus::code))
    }

    /// `ifinternalstatus` (NIX-J22).
    pub(super) fn admin_status(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        self.coded(key, text, Some(&(1..=3)), |text| IfAdminStatus::from_text(text).map(IfAdminStatus::code))
    }

    /// `ifportduplex` (NIX-J22).
    pub(super) fn duplex(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        self.coded(key, text, Some(&(1..=3)), |text| Duplex::from_text(text).map(Duplex::code))
    }

    /// `fru`, of which the schema allows every number.
    pub(super) fn truth(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        self.coded(key, text, None, |text| TruthValue::from_text(text).map(TruthValue::code))
    }

    /// A number that may be written as a word of the MIB (NIX-047), to PHP `null` (NIX-J22).
    fn coded(
        &mut self,
        key: &'static str,
        text: Option<&'m str>,
        range: Option<&RangeInclusive<i64>>,
        code: fn(&str) -> Option<i64>,
    ) -> Result {
        if self.is_php() {
            return self.integer(key, text);
        }
        if let Some(text) = self.single(key, text)? {
            let number = Integer::from_text(text).or_else(|| code(text).map(Integer::Signed));
            self.integer_of(key, number, range);
        }
        Ok(())
    }

    /// A whole number that PHP leaves a text (NIX-J23).
    pub(super) fn loose(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.is_php() { self.text(key, text) } else { self.integer(key, text) }
    }

    /// A whole number of which PHP takes the start of the text (NIX-J24).
    pub(super) fn cut(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if let Some(text) = self.single(key, text)? {
            if self.is_php() {
                self.value(key, php::prefix(text));
            } else {
                let cut = || text.split_once('.').and_then(|(whole, _)| Integer::from_text(whole));
                self.integer_of(key, Integer::from_text(text).or_else(cut), None);
            }
        }
        Ok(())
    }

    /// Yes or no. To PHP everything but `0` is yes (NIX-J25).
    pub(super) fn flag(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if let Some(text) = self.single(key, text)? {
            match self.flag_of(text) {
                Some(flag) => self.value(key, flag),
                None => self.change(key, ChangeKind::NotAFlag),
            }
        }
        Ok(())
    }

    pub(super) fn flag_of(&self, text: &str) -> Option<bool> {
        if self.is_php() { Some(text != "0") } else { bool::from_text(text) }
    }

    /// Writes 1 or 0 for packets of a VLAN with or without a tag, which PHP leaves a text
    /// (NIX-J23).
    pub(super) fn bit(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.is_php() {
            return self.text(key, text);
        }
        if let Some(text) = self.single(key, text)? {
            match self.flag_of(text) {
                Some(flag) => self.value(key, u8::from(flag)),
                None => self.change(key, ChangeKind::NotAFlag),
            }
        }
        Ok(())
    }

    /// An amount of memory in MiB (NIX-J26).
    pub(super) fn memory(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        let Some(text) = self.single(key, text)? else {
            return Ok(());
        };
        if self.is_php() {
            match php::memory(text) {
                php::Memory::Whole(number) => self.value(key, number),
                php::Memory::Fraction(number) => self.value(key, number),
                php::Memory::Null => self.value(key, ()),
            }
        } else {
            self.integer_of(key, mebibytes(text), None);
        }
        Ok(())
    }

    /// The size of a disk or volume in MiB, which PHP takes without a unit alone
    /// (NIX-J26).
    pub(super) fn size(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.is_php() { self.integer(key, text) } else { self.memory(key, text) }
    }

    /// A day (NIX-J27).
    pub(super) fn day(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        let Some(text) = self.single(key, text)? else {
            return Ok(());
        };
        if self.is_php() {
            if !["0", "n/a", "boot_time"].iter().any(|none| text.eq_ignore_ascii_case(none)) {
                let day = super::php_date::day(text);
                self.value(key, day.as_deref().unwrap_or(text));
            }
        } else {
            match Date::from_text(text) {
                Some(day) => self.value(key, day.to_string()),
                None => self.change(key, ChangeKind::NotADay),
            }
        }
        Ok(())
    }

    /// The address of an access point, which PHP drops (NIX-J32).
    pub(super) fn address(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.is_php() {
            self.dropped(key, text);
        } else if let Some(text) = self.single(key, text)? {
            match IpAddr::from_text(text) {
                Some(_) => self.value(key, text.trim()),
                None => self.change(key, ChangeKind::NotAnAddress),
            }
        }
        Ok(())
    }

    /// A text that PHP drops (NIX-J32).
    pub(super) fn kept(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.is_php() {
            self.dropped(key, text);
            Ok(())
        } else {
            self.text(key, text)
        }
    }

    /// The first text there is. Where others say something else, the first stands
    /// (NIX-J28).
    pub(super) fn first(&mut self, key: &'static str, texts: &[Option<&'m str>]) -> Result {
        let mut texts = texts.iter().flatten();
        let first = texts.next().copied();
        if !self.is_php() && texts.any(|text| Some(*text) != first) {
            self.change(key, ChangeKind::Repeated);
        }
        self.text(key, first)
    }

    /// Addresses: those of the list, or the single one. PHP drops the single one
    /// where there is a list (NIX-J29), and stores what is no address.
    pub(super) fn addresses(
        &mut self,
        key: &'static str,
        single: Option<&'m str>,
        list: &'m List<'m, Leaf<'m, IpAddr>>,
    ) -> Result {
        if single.is_none() && list.is_empty() {
            return Ok(());
        }
        let is_php = self.is_php();
        self.scope(Place::Key(key), *b"[]", |w| {
            let listed = || list.iter().filter(|leaf| !leaf.is_blank()).map(Leaf::as_str);
            let single = single.filter(|single| {
                let mut listed = listed();
                if is_php {
                    listed.next().is_none()
                } else {
                    !listed.any(|text| text.trim() == single.trim())
                }
            });
            for text in listed().chain(single) {
                if is_php {
                    w.item(text);
                } else if IpAddr::from_text(text).is_some() {
                    w.item(text.trim());
                } else {
                    w.see();
                    w.change("", ChangeKind::NotAnAddress);
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Numbers of interfaces.
    pub(super) fn numbers(&mut self, key: &'static str, list: &'m List<'m, Leaf<'m, IfIndex>>) -> Result {
        if list.is_empty() {
            return Ok(());
        }
        self.scope(Place::Key(key), *b"[]", |w| {
            for text in list.iter().filter(|leaf| !leaf.is_blank()).map(Leaf::as_str) {
                if w.is_php() {
                    w.item(php::prefix(text));
                } else if let Some(number) = Integer::from_text(text) {
                    w.item(number);
                } else {
                    w.see();
                    w.change("", ChangeKind::NotANumber);
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The texts of one member that agents repeat: itself, or a list where there
    /// are several.
    pub(super) fn texts<T: ?Sized>(&mut self, key: &'static str, leaves: &'m [Leaf<'m, T>]) -> Result {
        let mut texts = leaves.iter().filter(|leaf| !leaf.is_blank()).map(Leaf::as_str);
        match (texts.next(), texts.next()) {
            (None, _) => {}
            (Some(text), None) => self.value(key, text),
            (Some(first), Some(second)) => {
                self.scope(Place::Key(key), *b"[]", |w| {
                    w.item(first);
                    w.item(second);
                    texts.for_each(|text| w.item(text));
                    Ok(())
                })?;
            }
        }
        Ok(())
    }
}

fn mebibytes(text: &str) -> Option<Integer> {
    Mebibytes::from_text(text)
        .map(|Mebibytes(number)| Integer::Unsigned(number))
        .or_else(|| Integer::from_text(text))
}

/// Writes the members of a record.
pub(super) trait Members<'m> {
    fn members(&'m self, w: &mut Writer<'m>) -> Result;
    fn unknown(&'m self) -> &'m [crate::xml::node::Node<'m>];
}

impl<'m> Writer<'m> {
    /// An object made of a record.
    pub(super) fn object(&mut self, key: &'static str, record: Option<&'m impl Members<'m>>) -> Result<bool> {
        record
            .map_or(Ok(false), |record| self.record(Place::Key(key), record.unknown(), |w| record.members(w)))
    }

    /// A list of records.
    pub(super) fn objects<R: Members<'m>>(&mut self, key: &'static str, records: &'m [R]) -> Result<bool> {
        if records.is_empty() {
            return Ok(false);
        }
        self.scope(Place::Key(key), *b"[]", |w| w.items(records, 0))
    }

    /// The items of a list, counted from `first`.
    pub(super) fn items<R: Members<'m>>(&mut self, records: &'m [R], first: usize) -> Result {
        for (index, record) in records.iter().enumerate() {
            let place = Place::Item(first.saturating_add(index));
            self.record(place, record.unknown(), |w| record.members(w))?;
        }
        Ok(())
    }

    /// The records of a list element. PHP cannot take one that holds something
    /// else instead (NIX-J03).
    pub(super) fn listed<R: Members<'m>>(
        &mut self,
        key: &'static str,
        list: &'m List<'m, R>,
    ) -> Result<bool> {
        let found = self.objects(key, list)?;
        if list.extra.is_empty() {
            return Ok(found);
        }
        let others = super::generic::count(&list.extra);
        if others > 0 {
            if !found && self.is_php() {
                return self.refuse(key, "something else than what belongs there");
            }
            self.see();
            if !self.is_php() {
                self.change(key, ChangeKind::NotAText);
            }
        }
        Ok(found)
    }
}
