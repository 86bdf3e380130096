//! Members that nobody has described.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// Members of a JSON object, in the order of the wire, with their values byte
/// for byte as they came.
///
/// Holds the members that a message does not describe, so that they are written
/// again, and the objects that are open by nature, such as a plugin's settings.
/// `Debug` shows the names alone, since any value may be a secret.
///
/// ```
/// use glpi_proto::Members;
/// let mut members = Members::default();
/// members.insert("colour", &["red", "blue"])?;
/// assert_eq!(members.json("colour"), Some(r#"["red","blue"]"#));
/// assert_eq!(format!("{members:?}"), r#"{"colour": ..}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    pub(crate) fn from_raw(members: Vec<(String, Box<RawValue>)>) -> Self {
        Self(members)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values, the values as JSON.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// A member's value as JSON.
    #[must_use]
    pub fn json(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(own, value)| (own == name).then_some(value))
    }

    /// Sets a member, in its place if it is there.
    ///
    /// # Errors
    /// If serde cannot write the value as JSON.
    pub fn insert(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
        let value = serde_json::value::to_raw_value(value)?;
        match self.0.iter_mut().find(|(own, _)| own == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
        Ok(())
    }

    /// Writes the members into an object that has others as well.
    pub(crate) fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }

    /// Takes a member out, as JSON.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(own, _)| own == name)?;
        Some(self.0.remove(at).1.get().to_owned())
    }
}

/// Equal are the same members with the same bytes, in any order.
impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.json(name) == Some(value))
    }
}

impl Eq for Members {}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.serialize_into(&mut map)?;
        map.end()
    }
}

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
            members.insert(name, value).unwrap();
        }
        members
    }

    #[test]
    fn a_member_is_set_in_its_place_and_taken_out() {
        let mut members = members(&[("a", 1), ("b", 2), ("c", 3)]);
        members.insert("b", &[true]).unwrap();
        assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"a":1,"b":[true],"c":3}"#);
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
