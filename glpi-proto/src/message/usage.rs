//! The purpose of credentials.

use crate::error::DecodeError;
use crate::json::{Json, Reader, Scalar};

/// The purpose of credentials, such as `mysql` (GLPI-066): a list in a plugin's parameters,
/// one value in its answer to `get_params`. How it was written is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    /// A value that is not a list.
    One(Scalar),
    /// A list.
    List(Vec<Scalar>),
}

impl Usage {
    /// Returns the uses, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let scalars = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::List(names) => names,
        };
        scalars.iter().map(Scalar::as_str)
    }

    /// Returns true if it names this use. Agents compare exactly.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }
}

impl From<&str> for Usage {
    fn from(name: &str) -> Self {
        Self::One(name.into())
    }
}

impl<'n> FromIterator<&'n str> for Usage {
    fn from_iter<T: IntoIterator<Item = &'n str>>(names: T) -> Self {
        Self::List(names.into_iter().map(Scalar::from).collect())
    }
}

impl<'a> Json<'a> for Usage {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        match reader.peek() {
            Some(b'[') => Vec::read(reader).map(Self::List),
            _ => Scalar::read(reader).map(Self::One),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::One(name) => name.write(out),
            Self::List(names) => names.write(out),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        if u.ratio(1, 2)? { Json::arbitrary(u).map(Self::List) } else { Json::arbitrary(u).map(Self::One) }
    }
}
