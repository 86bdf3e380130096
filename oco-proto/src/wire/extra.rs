//! Members whose type another member tells.

use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::Member;

/// A stretch of the body that is read later, when its type is known.
#[derive(Clone, Copy, Default)]
pub(crate) struct Raw<'a>(Option<&'a RawValue>);

impl<'a> Raw<'a> {
    /// The stretch; `None` where the member is not there.
    pub(crate) fn as_str(self) -> Option<&'a str> {
        self.0.map(RawValue::get)
    }

    /// Whether there is a value: neither absent nor `null`.
    pub(crate) fn is_set(self) -> bool {
        self.as_str().is_some_and(|text| text != "null")
    }
}

impl Member for Raw<'_> {
    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw)))
    }
}
