//! What a deploy job asks the user.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::Scalar;

/// A question to the user (GLPI-104).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserInteraction {
    /// The described members that are texts or numbers, by their names on the
    /// wire: `name`, `title`, `text`, `type`, `platform`, `timeout`, `buttons`,
    /// `icon`, `wait`, `retry_after`, `nb_max_retry`.
    pub settings: Vec<(&'static str, Scalar)>,
    /// What to do on an event, such as `on_yes`:
    /// `<local>:<server>` or `<local>:<server>:<message>`, where local is
    /// `continue`, `stop` or `ask` and server `continue`, `stop` or `postpone`.
    pub events: Vec<(String, String)>,
    /// All other members.
    pub extra: Members,
}

/// The members of a question that are not events.
const SETTINGS: [&str; 11] = [
    "name",
    "title",
    "text",
    "type",
    "platform",
    "timeout",
    "buttons",
    "icon",
    "wait",
    "retry_after",
    "nb_max_retry",
];

impl UserInteraction {
    /// A member that is no event, by its name on the wire.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.iter().find_map(|(own, value)| (*own == name).then(|| value.as_str()))
    }

    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let mut settings = Vec::new();
        for name in SETTINGS {
            if let Some(value) = object.fitting(name, Scalar::read)? {
                settings.push((name, value));
            }
        }
        let (mut events, mut extra) = (Vec::new(), Vec::new());
        for (name, value) in object.into_members() {
            if name.starts_with("on_") && value.is_string() {
                events.push((name, value.string()?));
            } else {
                extra.push((name, value.to_raw()));
            }
        }
        Ok(Self { settings, events, extra: Members::from_raw(extra) })
    }
}

impl Serialize for UserInteraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in &self.settings {
            object.serialize_entry(name, value)?;
        }
        for (name, value) in &self.events {
            object.serialize_entry(name, value)?;
        }
        self.extra.serialize_into(&mut object)?;
        object.end()
    }
}
