//! Members of other names than those that are described.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::any::Any;
use crate::json::{Member, Read, Reader, in_member, text};

/// Unknown members: kept, and written back after the known ones.
///
/// The real server lets extensions inject members into requests and replies (OCO-025).
/// `Debug` shows names only, since any of them may be secret.
#[derive(Clone, PartialEq, Default)]
pub struct Extra<'a> {
    members: BTreeMap<Cow<'a, str>, Any<'a>>,
    /// True for an object that was written as `[]`, PHP's empty array.
    list: bool,
}

impl<'a> Extra<'a> {
    /// Returns true if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Returns the value of a member.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Any<'a>> {
        self.members.get(name)
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Any<'a>)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Adds a member. Returns the value that it had before.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Any<'a>>) -> Option<Any<'a>> {
        self.members.insert(name.into(), value.into())
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Any<'a>> {
        self.members.remove(name)
    }

    /// Detaches the members from the body.
    #[must_use]
    pub fn into_owned(self) -> Extra<'static> {
        let owned =
            self.members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()));
        Extra { members: owned.collect(), list: self.list }
    }

    /// The extras of an object that was written as `[]`.
    pub(crate) fn list() -> Self {
        Self { members: BTreeMap::new(), list: true }
    }

    /// Returns true if an object without members is written as `[]`.
    pub(crate) fn is_list(&self) -> bool {
        self.list && self.members.is_empty()
    }

    /// Takes the value of the member whose name was read.
    pub(crate) fn read(&mut self, name: Cow<'a, str>, reader: &mut Reader<'a>) -> Read<()> {
        if self.members.contains_key(&name) {
            return Err(reader.duplicate(&name));
        }
        let value = Any::read(reader).map_err(|error| in_member(error, &name))?;
        self.members.insert(name, value);
        Ok(())
    }

    /// Appends the members, each with a comma before.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for (name, value) in &self.members {
            out.push(b',');
            text(out, name);
            out.push(b':');
            value.write(out);
        }
    }
}

impl fmt::Debug for Extra<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-025
    #[test]
    fn a_log_line_shows_only_the_names_of_unknown_members() {
        let mut extra = Extra::default();
        assert!(extra.is_empty());
        extra.insert("token", "s3cret");
        extra.insert("pin", 4711_i64);
        assert_eq!((format!("{extra:?}").as_str(), extra.is_empty()), (r#"{"pin", "token"}"#, false));
    }
}
