//! CONTACT: the first message of an agent to a GLPI server.

use std::fmt;

use crate::error::DecodeError;
use crate::json::{Json, Members, NumberOrText, Reader, object, text};
use crate::message::task::Task;

object! {
    /// An agent's CONTACT (GLPI-060).
    ///
    /// # Wire
    /// | member | | |
    /// |---|---|---|
    /// | `action` | `contact` | |
    /// | `deviceid` | text | by which servers know the agent |
    /// | `name`, `version` | text | the program |
    /// | `installed-tasks` | list of text | |
    /// | `enabled-tasks` | list of text, optional | |
    /// | `httpd-port` | number or text, optional | where the agent listens |
    /// | `httpd-plugins` | object, optional | see [`HttpdPlugin`] |
    /// | `tag` | text, optional | |
    ///
    /// ```
    /// use glpi_proto::{Compression, Contact, Message, Request, Task};
    /// let contact = Contact::new("laptop-42", "example", "1.0").with_tag("paris").with_installed_tasks([Task::Inventory]);
    /// let body = Request::from(contact).to_body(Compression::Plain)?;
    /// assert!(body.bytes().starts_with(br#"{"action":"contact","deviceid":"laptop-42","#));
    /// # Ok::<(), glpi_proto::EncodeError>(())
    /// ```
    pub struct Contact tagged "action" or "query": "contact" {
        /// The agent's name for itself, by which servers know it.
        device_id: String = "deviceid",
        /// The program's name; `GLPI-Agent` for the real one.
        name: String = "name",
        /// The program's version.
        version: String = "version",
        /// The tasks that the agent has.
        installed_tasks: Vec<Task> = "installed-tasks",
        /// The tasks that are not switched off; absent if that is all of them.
        enabled_tasks: Option<Vec<Task>> = "enabled-tasks",
        /// The port on which the agent listens.
        httpd_port: Option<NumberOrText<u16>> = "httpd-port",
        /// The plugins of the agent's HTTP server by name, in the order of the wire.
        httpd_plugins: Option<Vec<(String, HttpdPlugin)>> = "httpd-plugins",
        /// A word of the administrator's.
        tag: Option<String> = "tag",
        ..extra
    }
}

/// One plugin of an agent's HTTP server. `Debug` shows no text of it but `disabled`, since any
/// other may be a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpdPlugin {
    /// `"disabled"`
    Disabled,
    /// The settings of a plugin that is on. Real agents send all of them, tokens and
    /// passwords included; an agent built on this crate should not (GLPI-061).
    Settings(Members),
    /// Another text.
    Other(String),
}

impl Contact {
    /// Creates the CONTACT of an agent without tasks.
    #[must_use]
    pub fn new(device_id: &str, name: &str, version: &str) -> Self {
        Self {
            device_id: device_id.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
            installed_tasks: Vec::new(),
            enabled_tasks: None,
            httpd_port: None,
            httpd_plugins: None,
            tag: None,
            extra: Members::default(),
        }
    }

    /// Sets the tasks that the agent has.
    #[must_use]
    pub fn with_installed_tasks(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.installed_tasks = tasks.into_iter().collect();
        self
    }

    /// Sets the tasks that are not switched off.
    #[must_use]
    pub fn with_enabled_tasks(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.enabled_tasks = Some(tasks.into_iter().collect());
        self
    }

    /// Sets the port on which the agent listens.
    #[must_use]
    pub fn with_httpd_port(mut self, port: u16) -> Self {
        self.httpd_port = Some(port.into());
        self
    }

    /// Sets the tag; an empty one is as good as absent.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.tag = (!tag.is_empty()).then(|| tag.to_owned());
        self
    }

    /// Returns the tasks that are on: the enabled ones, or all that are installed.
    #[must_use]
    pub fn active_tasks(&self) -> &[Task] {
        self.enabled_tasks.as_ref().unwrap_or(&self.installed_tasks)
    }
}

impl fmt::Debug for HttpdPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("Disabled"),
            Self::Settings(settings) => f.debug_tuple("Settings").field(settings).finish(),
            Self::Other(other) => write!(f, "Other({} bytes)", other.len()),
        }
    }
}

impl<'a> Json<'a> for HttpdPlugin {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        match reader.peek() {
            Some(b'{') => return Members::read(reader).map(Self::Settings),
            Some(b'"') => {}
            _ => return Err(reader.hidden("a text or an object")),
        }
        reader.secret().map(|text| match &*text {
            "disabled" => Self::Disabled,
            other => Self::Other(other.to_owned()),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Disabled => text("disabled", out),
            Self::Settings(settings) => settings.write(out),
            Self::Other(other) => text(other, out),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::Disabled,
            1 => Self::Settings(Json::arbitrary(u)?),
            _ => Self::Other(crate::arbitrary::some_text(u)?),
        })
    }
}
