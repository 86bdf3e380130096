//! The compressions of a body.

use std::fmt;

/// The compression of a body. There is one at most, it is named by the content
/// type alone, and an answer has that of its request (GLPI-010).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Compression {
    /// None: the text as it is.
    #[default]
    Plain,
    /// RFC 1950, what agents send.
    Zlib,
    /// RFC 1952, what agents send where they lack zlib.
    Gzip,
    /// RFC 1951 without a wrapper. Not in the specification; servers read and
    /// write it.
    Deflate,
    /// RFC 7932. In the specification; servers have it with an extension, agents
    /// and proxies never.
    Brotli,
}

impl Compression {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Zlib, Self::Gzip, Self::Deflate, Self::Brotli];

    /// Returns true if this build can read and write it: all but brotli always, brotli
    /// with the feature of that name.
    #[must_use]
    pub const fn is_available(self) -> bool {
        !matches!(self, Self::Brotli) || cfg!(feature = "brotli")
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain",
            Self::Zlib => "zlib",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "brotli",
        })
    }
}
