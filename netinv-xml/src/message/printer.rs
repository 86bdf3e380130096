//! Parts of printers: page counts and supplies.

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::record::leaf::Leaf;
use crate::record::{Detach, Record, records};
use crate::value::supply::{Supply, SupplyLevel};
use crate::xml::node::Node;
use crate::xml::parser::{Content, Parser, Tag};
use crate::xml::writer::Writer;

records! {
    /// Page counts of a printer: `PAGECOUNTERS` (NIX-009).
    PageCounters "PAGECOUNTERS" {
        /// Black pages.
        "BLACK" black: Option<Leaf<'a, u64>>,
        /// Coloured pages.
        "COLOR" color: Option<Leaf<'a, u64>>,
        /// Black copies.
        "COPYBLACK" copy_black: Option<Leaf<'a, u64>>,
        /// Black copies on A3.
        "COPYBLACK_A3" copy_black_a3: Option<Leaf<'a, u64>>,
        /// Coloured copies.
        "COPYCOLOR" copy_color: Option<Leaf<'a, u64>>,
        /// Coloured copies on A3.
        "COPYCOLOR_A3" copy_color_a3: Option<Leaf<'a, u64>>,
        /// Copies.
        "COPYTOTAL" copy_total: Option<Leaf<'a, u64>>,
        /// Pages on both sides, under another name.
        "DUPLEX" duplex: Option<Leaf<'a, u64>>,
        /// Pages of facsimiles.
        "FAXTOTAL" fax_total: Option<Leaf<'a, u64>>,
        /// Black prints.
        "PRINTBLACK" print_black: Option<Leaf<'a, u64>>,
        /// Coloured prints.
        "PRINTCOLOR" print_color: Option<Leaf<'a, u64>>,
        /// Prints, as the protocol document spells it.
        "PRINTOTAL" prin_total: Option<Leaf<'a, u64>>,
        /// Prints, as agents spell it.
        "PRINTTOTAL" print_total: Option<Leaf<'a, u64>>,
        /// Pages on both sides.
        "RECTOVERSO" recto_verso: Option<Leaf<'a, u64>>,
        /// Scans.
        "SCANNED" scanned: Option<Leaf<'a, u64>>,
        /// Pages in all.
        "TOTAL" total: Option<Leaf<'a, u64>>,
    }

    /// A supply in the protocol document's own form: `CONSUMABLE`. No agent
    /// writes it.
    Consumable "CONSUMABLE" {
        /// Colour.
        "COLOR" color: Option<Leaf<'a>>,
        /// Amount when it was new; 100 where `UNIT` is absent.
        "MAX" max: Option<Leaf<'a, u64>>,
        /// Type of supply.
        "TYPE" consumable_type: Option<Leaf<'a>>,
        /// The unit of the value.
        "UNIT" unit: Option<Leaf<'a>>,
        /// Amount left.
        "VALUE" value: Option<Leaf<'a, SupplyLevel>>,
    }

    /// The size of a roll of paper: `PAPERROLL`, the one supply that is not a text.
    PaperRoll "PAPERROLL" {
        /// The width in centimetres.
        "CENTIMETERS" centimeters: Option<Leaf<'a, u64>>,
        /// The width in inches.
        "INCHES" inches: Option<Leaf<'a, u64>>,
    }
}

/// Supplies of a printer: `CARTRIDGES`, an open set of tags (NIX-008).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Cartridges<'a> {
    /// The supplies, as they came. Agents sort them by tag.
    pub supplies: Vec<Cartridge<'a>>,
    /// The roll of paper.
    pub paper_roll: Option<PaperRoll<'a>>,
    /// Everything but supplies, kept and written again.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub extra: Vec<Node<'a>>,
}

/// A supply: its tag and the amount left.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Cartridge<'a> {
    /// The tag, such as `TONERBLACK`.
    pub tag: Cow<'a, str>,
    /// Amount left.
    pub level: Leaf<'a, SupplyLevel>,
}

impl Cartridge<'_> {
    /// Returns the supply that the tag names; `None` if it starts with no known kind.
    #[must_use]
    pub fn supply(&self) -> Option<Supply<'_>> {
        Supply::from_tag(&self.tag)
    }

    /// Detaches the supply from the input.
    #[must_use]
    pub fn into_owned(self) -> Cartridge<'static> {
        Cartridge { tag: self.tag.into_owned().into(), level: self.level.into_owned() }
    }
}

impl Cartridges<'_> {
    /// Detaches the supplies from the input.
    #[must_use]
    pub fn into_owned(self) -> Cartridges<'static> {
        Cartridges {
            supplies: self.supplies.into_iter().map(Cartridge::into_owned).collect(),
            paper_roll: self.paper_roll.map(PaperRoll::into_owned),
            extra: Node::into_owned_all(self.extra),
        }
    }
}

impl<'a> Record<'a> for Cartridges<'a> {
    const TAG: &'static str = "CARTRIDGES";

    fn member(
        &mut self,
        name: &str,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        _cursor: &mut usize,
    ) -> Result<bool, DecodeError> {
        if name == PaperRoll::TAG && self.paper_roll.is_none() {
            parser.record(tag, self.paper_roll.insert(PaperRoll::default()))?;
            return Ok(true);
        }
        match parser.leaf(tag)? {
            Content::Text(text) => {
                self.supplies.push(Cartridge { tag: tag.name.into(), level: Leaf::from_content(text) });
            }
            Content::Element(element) => self.extra.push(Node::Element(element)),
        }
        Ok(true)
    }

    fn attribute(&mut self, _name: &str, value: Cow<'a, str>) -> Result<(), Cow<'a, str>> {
        Err(value)
    }

    fn extra(&mut self) -> &mut Vec<Node<'a>> {
        &mut self.extra
    }

    fn write(&self, name: &str, writer: &mut Writer<'_>) {
        let mut extra = writer.open(name, &self.extra);
        let mut paper_roll = self.paper_roll.as_ref();
        for Cartridge { tag, level } in &self.supplies {
            // Before everything else of its name: the first one is read as the roll.
            if let Some(roll) = paper_roll.take_if(|_| PaperRoll::TAG <= tag) {
                extra = writer.extra_before(PaperRoll::TAG, extra);
                roll.write(PaperRoll::TAG, writer);
            }
            extra = writer.extra_before(tag, extra);
            writer.check_name(tag);
            writer.leaf(tag, level.content());
        }
        if let Some(roll) = paper_roll {
            roll.write(PaperRoll::TAG, writer);
        }
        writer.close(name, extra);
    }

    fn unknown_members(&self) -> usize {
        self.extra.len().saturating_add(self.paper_roll.as_ref().map_or(0, Record::unknown_members))
    }
}

impl Detach for Cartridges<'_> {
    type Detached = Cartridges<'static>;

    fn detach(self) -> Self::Detached {
        self.into_owned()
    }
}
