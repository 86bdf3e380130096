//! Releases of the format, and the profiles that they fall into.

use std::fmt;

macro_rules! releases {
    ($( $(#[$meta:meta])* $name:ident = $text:literal, )*) => {
        /// A release of the inventory format that has a schema of its own.
        ///
        /// Releases between two of these judge as the older one, but for single members that
        /// came in between; [`V1_2_3`](Self::V1_2_3) is the newest (INV-010).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub enum Release {
            $( $(#[$meta])* $name, )*
        }

        impl Release {
            /// All releases, the oldest first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the number of the release, such as `1.1.12`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$name => $text, )*
                }
            }
        }
    };
}

releases! {
    /// 1.0.0: its schema cannot be loaded, so each document is refused.
    V1_0_0 = "1.0.0",
    /// 1.0.5: as 1.0.0, with `partial`.
    V1_0_5 = "1.0.5",
    /// 1.0.9: the first schema that works; strict and open.
    V1_0_9 = "1.0.9",
    /// 1.1.0: unknown members are refused, `action` too.
    V1_1_0 = "1.1.0",
    /// 1.1.3: `action` and `tag`.
    V1_1_3 = "1.1.3",
    /// 1.1.8: `jobid`.
    V1_1_8 = "1.1.8",
    /// 1.1.12: the first lenient release.
    V1_1_12 = "1.1.12",
    /// 1.1.23: unmanaged devices.
    V1_1_23 = "1.1.23",
    /// 1.1.31: the section `error`.
    V1_1_31 = "1.1.31",
    /// 1.1.36: operating systems of virtual machines.
    V1_1_36 = "1.1.36",
    /// 1.2.0: judges as 1.1.36.
    V1_2_0 = "1.2.0",
    /// 1.2.1: unknown members are refused at the root only.
    V1_2_1 = "1.2.1",
    /// 1.2.3: the stack number of network components. 1.2.2 has the same schema.
    V1_2_3 = "1.2.3",
}

impl Release {
    /// The newest release.
    pub const NEWEST: Self = Self::V1_2_3;

    /// Returns true if the release takes numbers and truth values that are written as text
    /// (INV-011).
    #[must_use]
    pub const fn is_lenient(self) -> bool {
        self.is_since(Self::V1_1_12)
    }

    /// Returns true if the schema can be loaded: 1.0.0 and 1.0.5 name a list of formats where
    /// one is allowed (INV-012).
    #[must_use]
    pub const fn is_usable(self) -> bool {
        self.is_since(Self::V1_0_9)
    }

    /// Returns true if unknown members at the root refuse the document.
    #[must_use]
    pub const fn has_closed_root(self) -> bool {
        self.is_since(Self::V1_1_0)
    }

    /// Returns true if unknown members and sections below the root refuse the document.
    #[must_use]
    pub const fn has_closed_sections(self) -> bool {
        self.is_since(Self::V1_1_0) && !self.is_since(Self::V1_2_1)
    }

    /// Returns true if it is `other` or newer.
    pub(crate) const fn is_since(self, other: Self) -> bool {
        self as u8 >= other as u8
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Servers that judge alike: five profiles cover all releases that work (INV-013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Profile {
    /// 1.0.9: strict, unknown members allowed.
    StrictOpen,
    /// 1.1.0 to 1.1.8: strict, unknown members refused.
    StrictClosed,
    /// 1.1.12 to 1.1.23: lenient, unknown members refused. GLPI 10.0.0 to 10.0.9 or so.
    LenientClosedOld,
    /// 1.1.31 to 1.2.0: lenient, unknown members refused. GLPI 10.0.10 to 10.0.18 or so.
    LenientClosed,
    /// 1.2.1 and newer: lenient, unknown members allowed below the root. GLPI 11, and 10.0.19.
    LenientOpen,
}

impl Profile {
    /// All profiles, the oldest first.
    pub const ALL: &'static [Self] = &[
        Self::StrictOpen,
        Self::StrictClosed,
        Self::LenientClosedOld,
        Self::LenientClosed,
        Self::LenientOpen,
    ];

    /// Returns the newest release of the profile, whose schema it judges by.
    #[must_use]
    pub const fn release(self) -> Release {
        match self {
            Self::StrictOpen => Release::V1_0_9,
            Self::StrictClosed => Release::V1_1_8,
            Self::LenientClosedOld => Release::V1_1_23,
            Self::LenientClosed => Release::V1_2_0,
            Self::LenientOpen => Release::V1_2_3,
        }
    }
}

/// A set of releases.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Releases(u16);

impl Releases {
    /// Returns true if the release is in the set.
    #[must_use]
    pub const fn contains(self, release: Release) -> bool {
        self.0 & bit(release) != 0
    }

    /// Returns true if there is no release in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the releases, the oldest first.
    pub fn iter(self) -> impl Iterator<Item = Release> {
        Release::ALL.iter().copied().filter(move |release| self.contains(*release))
    }

    /// Adds a release.
    pub(crate) const fn insert(&mut self, release: Release) {
        self.0 |= bit(release);
    }
}

const fn bit(release: Release) -> u16 {
    1 << release as u8
}

impl FromIterator<Release> for Releases {
    fn from_iter<T: IntoIterator<Item = Release>>(releases: T) -> Self {
        let mut set = Self::default();
        releases.into_iter().for_each(|release| set.insert(release));
        set
    }
}

impl fmt::Debug for Releases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: Releases = [Release::V1_0_0, Release::V1_2_3].into_iter().collect();
        assert!(set.contains(Release::V1_2_3) && !set.contains(Release::V1_1_0) && !set.is_empty());
        assert_eq!(set.iter().map(Release::as_str).collect::<Vec<_>>(), ["1.0.0", "1.2.3"]);
        assert_eq!(Release::ALL.len(), 13);
    }

    // INV-011, INV-012
    #[test]
    fn profiles_differ_in_two_properties() {
        let kinds = |profile: &Profile| {
            let release = profile.release();
            (release.is_lenient(), release.has_closed_sections())
        };
        let kinds: Vec<_> = Profile::ALL.iter().map(kinds).collect();
        assert_eq!(kinds, [(false, false), (false, true), (true, true), (true, true), (true, false)]);
    }
}
