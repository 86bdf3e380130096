//! XML jobs that real servers write into JSON answers.

use crate::json::Members;

/// The members with numbers for names in the answer to a PROLOG with `GLPI-Agent-ID`: jobs
/// meant for XML (GLPI-067). Agents ignore them; they are kept as they came.
///
/// # Wire
/// `"0":{"OPTION":{"NAME":…,"PARAM":{"content":"","attributes":{…}},…}}`
#[derive(Debug, Clone, Copy)]
pub struct XmlJobsInJson<'a>(&'a Members);

impl<'a> XmlJobsInJson<'a> {
    pub(crate) fn new(members: &'a Members) -> Self {
        Self(members)
    }

    /// Returns names and values, the values as JSON.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter(|(name, _)| is_number(name))
    }

    /// Returns true if there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }
}

/// Returns true if a member has a number for a name.
pub(crate) fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}
