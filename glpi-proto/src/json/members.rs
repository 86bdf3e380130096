//! Members of a JSON object that are kept as they came.

use std::borrow::Cow;
use std::fmt;

use super::reader::Reader;
use crate::error::DecodeError;
use crate::limits::Limits;

/// Members of a JSON object, in the order of the wire, with their values byte for byte as
/// they came.
///
/// Holds the members that a message does not describe, so that they are written again, and
/// the objects that are open by nature, such as a plugin's settings. `Debug` shows the
/// names alone, since any value may be a secret.
///
/// ```
/// use glpi_proto::Members;
/// let mut members = Members::default();
/// members.insert("colour", r#"["red","blue"]"#)?;
/// assert_eq!(members.json("colour"), Some(r#"["red","blue"]"#));
/// assert_eq!(format!("{members:?}"), r#"{"colour": ..}"#);
/// # Ok::<(), glpi_proto::DecodeError>(())
/// ```
#[derive(Clone, Default)]
pub struct Members(Vec<(Box<str>, Box<str>)>);

impl Members {
    /// Keeps members of which the values are JSON.
    pub(crate) fn from_raw(members: Vec<(Box<str>, Box<str>)>) -> Self {
        Self(members)
    }

    /// Returns the number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns names and values, the values as JSON.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns a member's value as JSON.
    #[must_use]
    pub fn json(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(own, value)| (own == name).then_some(value))
    }

    /// Returns a member's value if it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        text_of(self.json(name)?)
    }

    /// Sets a member, in its place if it is there, to a value that is JSON.
    ///
    /// # Errors
    /// If the value is not JSON, or nests too deep for [`Limits::DEFAULT`].
    pub fn insert(&mut self, name: &str, json: &str) -> Result<(), DecodeError> {
        let mut reader = Reader::new(json, &Limits::DEFAULT);
        let value = reader.raw()?.into();
        reader.finish()?;
        match self.0.iter_mut().find(|(own, _)| **own == *name) {
            Some(member) => member.1 = value,
            None => self.0.push((name.into(), value)),
        }
        Ok(())
    }

    /// Sets a member, in its place if it is there, to what serde writes.
    ///
    /// # Errors
    /// If the value cannot be written as JSON.
    #[cfg(feature = "serde")]
    pub fn insert_value(
        &mut self,
        name: &str,
        value: &(impl serde::Serialize + ?Sized),
    ) -> Result<(), crate::error::EncodeError> {
        let json = serde_json::to_string(value).map_err(|_| crate::error::EncodeError::Json)?;
        self.insert(name, &json).map_err(|_| crate::error::EncodeError::Json)
    }

    /// Takes a member out, as JSON.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(own, _)| **own == *name)?;
        Some(self.0.remove(at).1.into())
    }
}

/// Returns the text that a JSON value is.
pub(super) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    Reader::new(json, &Limits::DEFAULT).text().ok()
}

/// Equal are the same members with the same bytes, in any order.
impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.json(name) == Some(value))
    }
}

impl Eq for Members {}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, _)| (name, format_args!("..")))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(pairs: &[(&str, u32)]) -> Members {
        let mut members = Members::default();
        for (name, value) in pairs {
            members.insert(name, &value.to_string()).unwrap();
        }
        members
    }

    #[test]
    fn a_member_is_set_in_its_place_and_taken_out() {
        let mut members = members(&[("a", 1), ("b", 2), ("c", 3)]);
        members.insert("b", " [true] ").unwrap();
        let shown: Vec<_> = members.iter().collect();
        assert_eq!(shown, [("a", "1"), ("b", "[true]"), ("c", "3")]);
        assert!(members.insert("b", "[true").is_err() && members.insert("b", "1 2").is_err());
        assert_eq!((members.remove("b").as_deref(), members.remove("b")), (Some("[true]"), None));
        assert_eq!((members.len(), members.is_empty()), (2, false));
        assert_eq!((members.remove("a").as_deref(), members.remove("c").as_deref()), (Some("1"), Some("3")));
        assert!(members.is_empty());
    }

    #[test]
    fn members_are_equal_in_any_order_but_not_with_other_names_or_bytes() {
        let own = members(&[("a", 1), ("b", 2)]);
        assert_eq!(own, members(&[("b", 2), ("a", 1)]));
        for other in
            [&[("a", 1)][..], &[("a", 1), ("c", 2)], &[("a", 1), ("b", 3)], &[("a", 1), ("b", 2), ("c", 3)]]
        {
            assert_ne!(own, members(other), "{other:?}");
        }
    }

    #[test]
    fn no_value_is_shown() {
        assert_eq!(format!("{:?}", members(&[("pin", 4711)])), r#"{"pin": ..}"#);
    }
}
