//! XML jobs that real servers write into JSON answers.

use serde::{Serialize, Serializer};

use crate::json::Object;
use crate::json::members::Members;

/// The members with numbers for names in the answer to a PROLOG with `GLPI-Agent-ID`: jobs
/// meant for XML (GLPI-067). Agents ignore them; they are kept as they came.
///
/// # Wire
/// `"0":{"OPTION":{"NAME":…,"PARAM":{"content":"","attributes":{…}},…}}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct XmlJobsInJson(pub(crate) Members);

impl XmlJobsInJson {
    /// Takes the members with numbers for names out of an object.
    pub(crate) fn take(object: &mut Object<'_>) -> Self {
        Self(object.take_all(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())))
    }

    /// Returns the members as they came.
    #[must_use]
    pub fn members(&self) -> &Members {
        &self.0
    }
}

impl Serialize for XmlJobsInJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
