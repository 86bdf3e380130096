//! The answer of servers in JSON to requests without `GLPI-Agent-ID`.

use crate::error::DecodeError;
use crate::json::{NumberOrText, Reader, object};
use crate::message::codec::json_messages;
use crate::message::xml_jobs_in_json::{self, XmlJobsInJson};

object! {
    /// The answer to a request in JSON without `GLPI-Agent-ID`: the names of the XML answer,
    /// written in JSON (GLPI-073). It has no status, so agents do not accept it.
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `PROLOG_FREQ` | hours until the next contact |
    /// | `RESPONSE` | `SEND` |
    /// | `0`, `1` and so on | see [`xml_jobs`](Self::xml_jobs) |
    #[derive(Default)]
    pub struct LegacyAnswer {
        /// Hours until the next contact.
        prolog_freq: Option<NumberOrText<u64>> = "PROLOG_FREQ",
        /// `SEND`
        response: Option<String> = "RESPONSE",
        ..extra except is_described
    }
}

json_messages!(LegacyAnswer);

fn is_described(name: &str, _: &str) -> bool {
    xml_jobs_in_json::is_number(name)
}

impl LegacyAnswer {
    /// Creates the answer to an inventory.
    #[must_use]
    pub fn send() -> Self {
        Self { response: Some("SEND".to_owned()), ..Self::default() }
    }

    /// Returns the XML jobs of a plugin (GLPI-067).
    #[must_use]
    pub fn xml_jobs(&self) -> XmlJobsInJson<'_> {
        XmlJobsInJson::new(&self.extra)
    }

    /// Returns true if the object at hand is such an answer.
    pub(crate) fn is_at(reader: &mut Reader<'_, '_>) -> Result<bool, DecodeError> {
        if reader.peek() != Some(b'{') || reader.member("status")?.is_some() {
            return Ok(false);
        }
        Ok(reader.member("RESPONSE")?.is_some() || reader.member("PROLOG_FREQ")?.is_some())
    }
}
