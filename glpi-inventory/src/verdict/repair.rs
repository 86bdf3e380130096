//! Applying remedies to a document.

use super::Judge;
use super::finding::{Finding, Remedy};
use crate::error::DecodeError;
use crate::json::{Reader, quote};
use crate::limits::Limits;
use crate::object::last_members;

/// A document that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The document after all remedies.
    pub document: Vec<u8>,
    /// The findings whose remedies were applied. Where one remedy led to another fault, that
    /// fault's place is in the document of its time.
    pub applied: Vec<Finding>,
    /// The faults for which there is no remedy; none if the server takes the document.
    pub left: Vec<Finding>,
}

/// The number of times that a document is mended. Values are cast in the first, since a
/// cast may show what was hidden, and then removed: at most each level of the format once.
const ROUNDS: usize = 9;
const CASTS: usize = 4;

impl Judge<'_> {
    /// Applies the remedies of all faults, so that the server takes the document (INV-060).
    /// What is not at fault stays as it is, byte for byte.
    ///
    /// ```
    /// use glpi_inventory::{Judge, Limits, Release};
    /// let document = br#"{"deviceid":"pc-1","content":{"versionclient":"example_v1",
    ///     "storages":[{"name":"sda","disksize":"N"},{"name":7}], "slots":[{}]}}"#;
    /// let repaired = Judge::new(Release::NEWEST).repair(document, &Limits::DEFAULT)?;
    /// assert!(repaired.left.is_empty());
    /// assert_eq!(repaired.applied.len(), 3);
    /// assert!(repaired.document.ends_with(br#""storages":[{"name":"sda"},{"name":"7"}],"slots":[]}}"#));
    /// # Ok::<(), glpi_inventory::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// If the document goes over a bound.
    pub fn repair(&self, document: &[u8], limits: &Limits) -> Result<Repaired, DecodeError> {
        let mut repaired = Repaired { document: document.to_vec(), applied: Vec::new(), left: Vec::new() };
        for round in 0..=ROUNDS {
            let verdict = self.judge(&repaired.document, limits)?;
            let faults = verdict.faults().to_vec();
            if faults.is_empty() {
                repaired.left.clear();
                break;
            }
            let edits = Edits::new(&faults, round >= CASTS);
            if edits.is_empty() || round == ROUNDS {
                repaired.left = faults;
                break;
            }
            repaired.document = edits.apply(&repaired.document, limits)?;
            let is_mended = |finding: &Finding| finding.remedy.is_some();
            let (applied, left) = faults.into_iter().partition(is_mended);
            repaired.applied.extend::<Vec<_>>(applied);
            repaired.left = left;
        }
        Ok(repaired)
    }
}

/// Changes of a document, in the order of their places.
struct Edits(Vec<(usize, Remedy)>);

impl Edits {
    fn new(faults: &[Finding], is_removal: bool) -> Self {
        let edit = |finding: &Finding| match (&finding.remedy, &finding.removal) {
            (Some(Remedy::Cast(_) | Remedy::Wrap), Some((removal, target))) if is_removal => {
                Some((*target, removal.clone()))
            }
            (Some(remedy), _) => Some((finding.target, remedy.clone())),
            _ => None,
        };
        let mut edits: Vec<_> = faults.iter().filter_map(edit).collect();
        edits.sort_by_key(|(target, _)| *target);
        edits.dedup();
        Self(edits)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn apply(&self, document: &[u8], limits: &Limits) -> Result<Vec<u8>, DecodeError> {
        let mut reader = Reader::new(document, limits)?;
        let mut out = Vec::with_capacity(document.len());
        self.value(&mut reader, &mut out)?;
        reader.finish()?;
        Ok(out)
    }

    /// Returns the edits from one place to another.
    fn between(&self, start: usize, end: usize) -> &[(usize, Remedy)] {
        let from = self.0.partition_point(|(target, _)| *target < start);
        let to = self.0.partition_point(|(target, _)| *target < end);
        self.0.get(from..to).unwrap_or_default()
    }

    /// Copies a value with the changes inside. What has none inside is not looked at.
    fn value(&self, reader: &mut Reader<'_, '_>, out: &mut Vec<u8>) -> Result<(), DecodeError> {
        let (place, start) = (reader.place(), reader.offset());
        let raw = reader.raw()?;
        if self.between(start, reader.offset()).is_empty() {
            out.extend_from_slice(raw.as_bytes());
            return Ok(());
        }
        reader.go_to(place);
        match reader.peek() {
            Some(b'{') => self.object(reader, out),
            Some(b'[') => self.list(reader, out),
            _ => {
                out.extend_from_slice(reader.raw()?.as_bytes());
                Ok(())
            }
        }
    }

    fn object(&self, reader: &mut Reader<'_, '_>, out: &mut Vec<u8>) -> Result<(), DecodeError> {
        let offset = reader.offset();
        let mut inside = reader.open()?;
        let members = last_members(reader, &mut inside)?;
        let end = reader.place();
        out.push(b'{');
        let mut is_empty = true;
        let mut name = |name: &str, out: &mut Vec<u8>| {
            if !std::mem::take(&mut is_empty) {
                out.push(b',');
            }
            quote(name, out);
            out.push(b':');
        };
        for (_, edit) in self.between(offset, offset.saturating_add(1)) {
            if let Remedy::Insert(own, json) = edit {
                name(own, out);
                out.extend_from_slice(json.as_bytes());
            }
        }
        for (own, place) in &members {
            reader.go_to(*place);
            let at = reader.offset();
            let edits = self.between(at, at.saturating_add(1));
            let is_there = |to: &str| members.iter().any(|(other, _)| other == to);
            let new = edits.iter().find_map(|(_, edit)| match edit {
                Remedy::Rename(to) => Some(*to),
                _ => None,
            });
            if is_dropped(edits) || new.is_some_and(is_there) {
                continue;
            }
            name(new.unwrap_or(own), out);
            self.edited(edits, reader, out)?;
        }
        out.push(b'}');
        reader.go_to(end);
        Ok(())
    }

    fn list(&self, reader: &mut Reader<'_, '_>, out: &mut Vec<u8>) -> Result<(), DecodeError> {
        let mut inside = reader.open()?;
        let mut is_empty = true;
        out.push(b'[');
        while reader.next_element(&mut inside)? {
            let at = reader.offset();
            let edits = self.between(at, at.saturating_add(1));
            if is_dropped(edits) {
                reader.raw()?;
                continue;
            }
            if !std::mem::take(&mut is_empty) {
                out.push(b',');
            }
            self.edited(edits, reader, out)?;
        }
        out.push(b']');
        Ok(())
    }

    /// Copies a value that may be replaced.
    fn edited(
        &self,
        edits: &[(usize, Remedy)],
        reader: &mut Reader<'_, '_>,
        out: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        let is_change = |edit: &&(usize, Remedy)| matches!(edit.1, Remedy::Cast(_) | Remedy::Wrap);
        match edits.iter().find(is_change) {
            Some((_, Remedy::Cast(json))) => {
                reader.raw()?;
                out.extend_from_slice(json.as_bytes());
                Ok(())
            }
            Some(_) => {
                let value = reader.raw()?;
                out.push(b'[');
                if !is_without_members(value) {
                    out.extend_from_slice(value.as_bytes());
                }
                out.push(b']');
                Ok(())
            }
            None => self.value(reader, out),
        }
    }
}

fn is_without_members(value: &str) -> bool {
    let inner = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| inner.trim_ascii().is_empty())
}

fn is_dropped(edits: &[(usize, Remedy)]) -> bool {
    edits.iter().any(|(_, edit)| matches!(edit, Remedy::DropMember | Remedy::DropEntry))
}
