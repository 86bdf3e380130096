//! What credentials are for.

use serde::{Serialize, Serializer};

use crate::error::DecodeError;
use crate::json::Value;
use crate::json::scalar::Scalar;

/// What credentials are for, such as `mysql` (GLPI-066): a list in a plugin's parameters,
/// one value in its answer to `get_params`. How it was written is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    /// A value that is no list.
    One(Scalar),
    /// A list.
    List(Vec<Scalar>),
}

impl Usage {
    /// The uses, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let scalars = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::List(names) => names,
        };
        scalars.iter().map(Scalar::as_str)
    }

    /// Whether it names this use. Agents compare exactly.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        if value.is_list() {
            value.list_of(Scalar::read).map(Self::List)
        } else {
            Scalar::read(value).map(Self::One)
        }
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

impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(name) => name.serialize(serializer),
            Self::List(names) => names.serialize(serializer),
        }
    }
}
