//! The envelope of an inventory.

use crate::content::Content;
use crate::error::DecodeError;
use crate::json::Reader;
use crate::kept::{At, Kept, KeptReason};
use crate::limits::Limits;
use crate::release::Release::{V1_0_5, V1_1_3, V1_1_8, V1_1_23};
use crate::schema::{Member, object, old};
use crate::value::{Action, Boolean, Integer, ItemType, Text, Value};

object! {
    /// An inventory: the envelope and its content.
    ///
    /// Servers refuse any other member here (INV-020); [`extra`](Self::extra) holds them.
    pub struct Inventory<'a> in ROOT closed (&[Member::new("query", old::QUERY).until(V1_1_3)]) {
        /// The kind of inventory; absent means `inventory`.
        action: Action<'a> [since(V1_1_3)],
        /// The content.
        content: Content<'a> as needed,
        /// The agent's name for itself, by which servers know it.
        deviceid: Text<'a> [required()],
        /// The type of the item; absent means a computer (INV-036).
        itemtype: ItemType<'a> [was(old::ITEM_TYPE, V1_1_23)],
        /// The number of the job that led to the inventory.
        jobid: Integer<'a> [since(V1_1_8)],
        /// True if only some sections are there.
        partial: Boolean<'a> [since(V1_0_5)],
        /// A word of the administrator's.
        tag: Text<'a> [since(V1_1_3)],
    }
}

impl<'a> Inventory<'a> {
    /// Decodes a document. What is not what it should be costs itself alone: it is kept as it
    /// came.
    ///
    /// ```
    /// use glpi_inventory::{Inventory, Limits};
    /// let json = br#"{"deviceid":"pc-1","content":{"versionclient":"example_v1",
    ///     "cpus":[{"name":"Z80","core":"one"}]}}"#;
    /// let inventory = Inventory::decode(json, &Limits::DEFAULT)?;
    /// let cpu = &inventory.content.cpus.as_ref().unwrap()[0];
    /// assert_eq!(cpu.name.as_deref(), Some("Z80"));
    /// assert_eq!((&cpu.core, cpu.extra.json("core")), (&None, Some("\"one\"")));
    /// # Ok::<(), glpi_inventory::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not well-formed JSON, is not an object with an object `content`, or goes over a
    /// bound.
    pub fn decode(document: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(document, limits)?;
        Self::decode_at(&mut reader)
    }

    pub(crate) fn decode_at(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.place();
        let Some(inventory) = Self::read(reader)? else {
            reader.go_to(start);
            return Err(reader.unexpected("an object with an object as content"));
        };
        reader.finish()?;
        Ok(inventory)
    }

    /// Visits all that is kept as it came: unknown members, and what is not what it should be.
    pub fn for_each_kept(&self, mut visit: impl FnMut(Kept<'_>)) {
        self.kept(&At::Root, &mut visit);
    }

    /// Returns the number of members that the format does not know. Colours of cartridges,
    /// which are an open set, do not count.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        let mut unknown = 0_usize;
        self.for_each_kept(|kept| {
            unknown = unknown.saturating_add(usize::from(kept.reason == KeptReason::Unknown));
        });
        unknown
    }

    /// Appends the inventory as JSON. What was read comes in its order, what was added in that
    /// of the alphabet.
    pub fn encode(&self, out: &mut Vec<u8>) {
        self.write(out);
    }

    /// Returns true if only some sections are there.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.partial.as_ref().is_some_and(Boolean::value)
    }
}
