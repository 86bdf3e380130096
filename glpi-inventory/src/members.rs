//! Members that an object has besides the known ones, and the order of all.

use std::borrow::Cow;
use std::fmt;

/// Members of an object that are kept as they came, and the order of all its members.
///
/// These are the unknown members, and known ones whose value is not what it should be. They
/// are written back at their place, values byte for byte. `Debug` shows the names alone, since
/// any value may be a secret.
#[derive(Clone, Default, PartialEq)]
pub struct Members<'a>(Option<Box<Inner<'a>>>);

#[derive(Clone, Default, PartialEq)]
struct Inner<'a> {
    members: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The index of each member in the table, or [`KEPT`]; empty where known members come in
    /// the order of the alphabet, and then the others.
    order: Box<[u8]>,
}

/// A member that is kept.
pub(crate) const KEPT: u8 = u8::MAX;

impl<'a> Members<'a> {
    pub(crate) fn new(members: Vec<(Cow<'a, str>, Cow<'a, str>)>, order: Vec<u8>) -> Self {
        if members.is_empty() && order.is_empty() {
            return Self(None);
        }
        Self(Some(Box::new(Inner { members, order: order.into() })))
    }

    /// Returns the number of members that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.members.len())
    }

    /// Returns true if no member is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns names and values, the values as JSON.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let inner = self.0.as_deref();
        inner.into_iter().flat_map(|inner| inner.members.iter().map(|(name, value)| (&**name, &**value)))
    }

    /// Returns a member's value as JSON.
    #[must_use]
    pub fn json(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(own, value)| (own == name).then_some(value))
    }

    /// Removes a member and returns its value as JSON.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let inner = self.0.as_deref_mut()?;
        let at = inner.members.iter().position(|(own, _)| own == name)?;
        let mut kept = 0_usize..;
        let is_other = |index: &u8| *index != KEPT || kept.next() != Some(at);
        inner.order = inner.order.iter().copied().filter(is_other).collect();
        Some(inner.members.remove(at).1.into_owned())
    }

    /// Returns the order, or an empty list where it is that of the alphabet.
    pub(crate) fn order(&self) -> &[u8] {
        self.0.as_deref().map_or(&[], |inner| &inner.order)
    }

    pub(crate) fn into_owned(self) -> Members<'static> {
        Members(self.0.map(|inner| {
            let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
            let members = inner.members.into_iter().map(|(name, value)| (own(name), own(value)));
            Box::new(Inner { members: members.collect(), order: inner.order })
        }))
    }
}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, _)| (name, format_args!("..")))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_removed_from_the_order_as_well() {
        let kept = |name: &'static str| (name.into(), "1".into());
        let mut members = Members::new(vec![kept("a"), kept("b")], vec![KEPT, 3, KEPT, 1]);
        assert_eq!((members.remove("b").as_deref(), members.remove("c")), (Some("1"), None));
        assert_eq!((members.order(), members.json("a"), members.len()), (&[KEPT, 3, 1][..], Some("1"), 1));
        assert_eq!(format!("{members:?}"), r#"{"a": ..}"#);
    }
}
