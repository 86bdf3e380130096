//! Tables: the members of an object, with the rules of each release.

use super::pattern::Pattern;
use crate::release::Release;

/// The values that a member may have.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Anything.
    Any,
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A whole number from the first to the second.
    Range(i64, i64),
    /// True or false.
    Boolean,
    /// A text that matches a pattern.
    Pattern(Pattern),
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An IPv4 or IPv6 address whose type is checked apart: two rules for one value.
    TextIp,
    /// A text, or a list of texts.
    TextOrTexts,
    /// A list of these values.
    List(&'static Kind),
    /// An object.
    Object(&'static Table),
    /// Anything; if it is an object, this one.
    Loose(&'static Table),
}

impl Kind {
    /// Returns the JSON type as the schema names it, or `None` where there is no one type.
    #[must_use]
    pub const fn json_type(&self) -> Option<&'static str> {
        match self {
            Self::Any | Self::Loose(_) | Self::TextOrTexts | Self::Ip => None,
            Self::Text | Self::Pattern(_) | Self::Ipv4 | Self::Ipv6 | Self::TextIp => Some("string"),
            Self::Integer | Self::Range(..) => Some("integer"),
            Self::Boolean => Some("boolean"),
            Self::List(_) => Some("array"),
            Self::Object(_) => Some("object"),
        }
    }

    /// Returns the table of the object, or of the elements of the list.
    #[must_use]
    pub const fn table(&self) -> Option<&'static Table> {
        match self {
            Self::Object(table) | Self::Loose(table) | Self::List(Self::Object(table)) => Some(table),
            _ => None,
        }
    }

    /// Returns true if it is a list.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }
}

/// The releases that require a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// No release.
    Never,
    /// All releases.
    Always,
    /// Releases before this one.
    Until(Release),
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    name: &'static str,
    key: u64,
    kind: Kind,
    typed: Kind,
    since: Release,
    until: Option<Release>,
    older: [Option<(Kind, Release)>; 2],
    requirement: Requirement,
    rank: u8,
    is_secret: bool,
    is_needed: bool,
}

impl Member {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            key: key(name.as_bytes()),
            kind,
            typed: kind,
            since: Release::V1_0_0,
            until: None,
            older: [None, None],
            requirement: Requirement::Never,
            rank: 0,
            is_secret: false,
            is_needed: false,
        }
    }

    /// Sets the kind that the schema knows, where the model knows a narrower one.
    pub(crate) const fn is(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Allows any value; if it is an object, its members are checked.
    pub(crate) const fn loose(mut self) -> Self {
        if let Kind::Object(table) = self.kind {
            self.kind = Kind::Loose(table);
        }
        self
    }

    /// Sets the first release that knows the member.
    pub(crate) const fn since(mut self, since: Release) -> Self {
        self.since = since;
        self
    }

    /// Sets the first release that no longer knows the member.
    pub(crate) const fn until(mut self, until: Release) -> Self {
        self.until = Some(until);
        self
    }

    /// Sets the kind in releases before `until`; a call for older ones comes after.
    pub(crate) const fn was(mut self, kind: Kind, until: Release) -> Self {
        self.older = match self.older {
            [None, _] => [Some((kind, until)), None],
            [first, _] => [first, Some((kind, until))],
        };
        self
    }

    /// Requires the member.
    pub(crate) const fn required(mut self) -> Self {
        self.requirement = Requirement::Always;
        self
    }

    /// Requires the member, with its place among the required ones if it is not that of the
    /// alphabet.
    pub(crate) const fn required_as(mut self, rank: u8) -> Self {
        self.rank = rank;
        self.required()
    }

    /// Requires the member in releases before `until`.
    pub(crate) const fn required_until(mut self, until: Release) -> Self {
        self.requirement = Requirement::Until(until);
        self
    }

    /// Requires the member, without which the object has no type in the model either.
    pub(crate) const fn needed(mut self) -> Self {
        self.is_needed = true;
        self.required()
    }

    /// Marks a value that is never shown.
    pub(crate) const fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Returns the name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the values that the newest release allows.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the values that programs send: as [`kind`](Self::kind), and narrower where the
    /// schema checks nothing.
    #[must_use]
    pub const fn typed(&self) -> Kind {
        self.typed
    }

    /// Returns the values that a release allows.
    #[must_use]
    pub const fn kind_in(&self, release: Release) -> Kind {
        match self.older {
            [_, Some((kind, until))] if !release.is_since(until) => kind,
            [Some((kind, until)), _] if !release.is_since(until) => kind,
            _ => self.kind,
        }
    }

    /// Returns true if a release knows the member.
    #[must_use]
    pub const fn is_in(&self, release: Release) -> bool {
        release.is_since(self.since)
            && match self.until {
                Some(until) => !release.is_since(until),
                None => true,
            }
    }

    /// Returns the first release of those with a schema that knows the member.
    #[must_use]
    pub const fn first_release(&self) -> Release {
        self.since
    }

    /// Returns the releases that require the member.
    #[must_use]
    pub const fn requirement(&self) -> Requirement {
        self.requirement
    }

    /// Returns true if a release requires the member.
    #[must_use]
    pub const fn is_required_in(&self, release: Release) -> bool {
        match self.requirement {
            Requirement::Never => false,
            Requirement::Always => true,
            Requirement::Until(until) => !release.is_since(until),
        }
    }

    /// Returns true if the value may be a secret, which no finding shows.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.is_secret
    }

    pub(crate) fn is_named(&self, key: u64, name: &str) -> bool {
        self.key == key && (name.len() <= KEY_LEN || self.name == name)
    }

    pub(crate) const fn rank(&self) -> u8 {
        self.rank
    }

    pub(crate) const fn is_needed(&self) -> bool {
        self.is_needed
    }
}

/// The number of letters that decide by the key alone.
const KEY_LEN: usize = 7;

/// Returns the first letters of a name as a number, with its length.
const fn key(name: &[u8]) -> u64 {
    let mut letters = [0; 8];
    let (mut rest, mut at) = (name, 0);
    while at < KEY_LEN
        && let [letter, after @ ..] = rest
    {
        if let Some(place) = letters.split_at_mut(at).1.first_mut() {
            *place = *letter;
        }
        rest = after;
        at = at.wrapping_add(1);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a part of a hash; names that are equal have it equal"
    )]
    let len = name.len() as u8;
    let [.., last] = &mut letters;
    *last = len;
    u64::from_le_bytes(letters)
}

/// As [`key`], for names that come from outside.
fn key_of(name: &[u8]) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "as in the function for constants")]
    let len = name.len() as u8;
    let mut letters = match name.first_chunk::<8>() {
        Some(first) => *first,
        None => {
            let mut letters = [0; 8];
            for (place, letter) in letters.iter_mut().zip(name) {
                *place = *letter;
            }
            letters
        }
    };
    let [.., last] = &mut letters;
    *last = len;
    u64::from_le_bytes(letters)
}

/// The members of an object, in the order of the alphabet.
#[derive(Debug)]
pub struct Table {
    members: &'static [Member],
    former: &'static [Member],
    has_requirements: bool,
    is_closed: bool,
}

impl Table {
    pub(crate) const fn new(members: &'static [Member], is_closed: bool) -> Self {
        let (mut rest, mut has_requirements) = (members, false);
        while let [member, after @ ..] = rest {
            has_requirements |= !matches!(member.requirement, Requirement::Never);
            rest = after;
        }
        Self { members, former: &[], has_requirements, is_closed }
    }

    /// Sets the members that only older releases know.
    pub(crate) const fn with_former(mut self, former: &'static [Member]) -> Self {
        self.former = former;
        self
    }

    /// Returns the members that the newest release knows, in the order of the alphabet.
    #[must_use]
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// Returns the members that only older releases know.
    #[must_use]
    pub const fn former(&self) -> &'static [Member] {
        self.former
    }

    /// Returns true if releases from 1.1.0 to 1.2.0 refuse unknown members in the object.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Returns a member that the newest release knows.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.get(self.find(name, 0)?)
    }

    pub(crate) const fn has_requirements(&self) -> bool {
        self.has_requirements
    }

    /// Returns a member that only older releases know.
    pub(crate) fn find_former(&self, name: &str) -> Option<&'static Member> {
        self.former.iter().find(|member| member.name == name)
    }

    /// Returns the index of a member. `near` is where it is probably, which is tried first:
    /// the members of an object mostly come in the order of the alphabet.
    pub(crate) fn find(&self, name: &str, near: usize) -> Option<usize> {
        let key = key_of(name.as_bytes());
        let near = near.min(self.members.len());
        let (before, after) = self.members.split_at_checked(near)?;
        let found = |members: &[Member]| members.iter().position(|member| member.is_named(key, name));
        found(after).map(|at| at.wrapping_add(near)).or_else(|| found(before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_from_anywhere() {
        static TABLE: Table = Table::new(
            &[
                Member::new("a", Kind::Text),
                Member::new("serial", Kind::Text),
                Member::new("serialnumber", Kind::Text),
                Member::new("serialnumbes", Kind::Text),
            ],
            false,
        );
        for near in 0..6 {
            for (at, member) in TABLE.members().iter().enumerate() {
                assert_eq!(TABLE.find(member.name(), near), Some(at), "{} from {near}", member.name());
            }
            for name in ["", "b", "serialn", "serialnumbet", "serialnumber1", "serialnumber\0"] {
                assert_eq!(TABLE.find(name, near), None, "{name:?} from {near}");
            }
        }
    }

    #[test]
    fn the_kind_is_that_of_the_release() {
        let member = Member::new("vmtype", Kind::Text)
            .was(Kind::Integer, Release::V1_1_23)
            .was(Kind::Boolean, Release::V1_1_12)
            .required_until(Release::V1_1_23);
        assert!(matches!(member.kind_in(Release::V1_1_8), Kind::Boolean));
        assert!(matches!(member.kind_in(Release::V1_1_12), Kind::Integer));
        assert!(matches!(member.kind_in(Release::V1_1_23), Kind::Text));
        assert!(member.is_required_in(Release::V1_1_12) && !member.is_required_in(Release::V1_1_23));
    }
}
