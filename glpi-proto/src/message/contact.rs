//! CONTACT: what an agent says first.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::Loose;
use crate::json::{Object, Value};
use crate::message::task::Task;

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
/// use glpi_proto::{Compression, Contact, Request, Task};
/// let contact = Contact::new("laptop-42", "example", "1.0").with_tag("paris").with_installed_tasks([Task::Inventory]);
/// let body = Request::from(contact).encode(Compression::Plain)?;
/// assert!(body.bytes().starts_with(br#"{"action":"contact","deviceid":"laptop-42","#));
/// # Ok::<(), glpi_proto::EncodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contact {
    /// The agent's name for itself, by which servers know it.
    #[serde(rename = "deviceid")]
    pub device_id: String,
    /// The program's name; `GLPI-Agent` for the real one.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// The tasks that the agent has.
    pub installed_tasks: Vec<Task>,
    /// The tasks that are not switched off; absent if that is all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_tasks: Option<Vec<Task>>,
    /// The port on which the agent listens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub httpd_port: Option<Loose<u16>>,
    /// The plugins of the agent's HTTP server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub httpd_plugins: Option<HttpdPlugins>,
    /// A word of the administrator's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// The plugins of an agent's HTTP server by name, in the order of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpdPlugins(pub Vec<(String, HttpdPlugin)>);

/// One plugin of an agent's HTTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpdPlugin {
    /// `"disabled"`
    Disabled,
    /// It is on, with these settings. Real agents send all of them, tokens and
    /// passwords included; an agent built on this crate should not (GLPI-061).
    Settings(Members),
    /// Another text.
    Other(String),
}

impl Contact {
    /// The CONTACT of an agent without tasks.
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

    /// The same with the tasks that the agent has.
    #[must_use]
    pub fn with_installed_tasks(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.installed_tasks = tasks.into_iter().collect();
        self
    }

    /// The same with the tasks that are not switched off.
    #[must_use]
    pub fn with_enabled_tasks(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.enabled_tasks = Some(tasks.into_iter().collect());
        self
    }

    /// The same with the port on which the agent listens.
    #[must_use]
    pub fn with_httpd_port(mut self, port: u16) -> Self {
        self.httpd_port = Some(port.into());
        self
    }

    /// The same with a tag; an empty one is none.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.tag = (!tag.is_empty()).then(|| tag.to_owned());
        self
    }

    /// The tasks that are on: the enabled ones, or all that are installed.
    #[must_use]
    pub fn active_tasks(&self) -> &[Task] {
        self.enabled_tasks.as_ref().unwrap_or(&self.installed_tasks)
    }

    pub(crate) fn take(mut object: Object<'_>) -> Result<Self, DecodeError> {
        if object.take("action").is_none() {
            object.take("query");
        }
        Ok(Self {
            device_id: object.required("deviceid", Value::string)?,
            name: object.required("name", Value::string)?,
            version: object.required("version", Value::string)?,
            installed_tasks: object.required("installed-tasks", tasks)?,
            enabled_tasks: object.optional("enabled-tasks", tasks)?,
            httpd_port: object.optional("httpd-port", |value| Loose::read(value, "a port number"))?,
            httpd_plugins: object.optional("httpd-plugins", HttpdPlugins::read)?,
            tag: object.optional("tag", Value::string)?,
            extra: object.rest(),
        })
    }
}

/// A list of tasks' names.
pub(crate) fn tasks(value: Value<'_>) -> Result<Vec<Task>, DecodeError> {
    value.list_of(|value| value.string().map(Task::from))
}

impl HttpdPlugins {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let members = value.object_or_empty_list()?.into_members().into_iter();
        let read = |(name, value): (String, Value<'_>)| {
            let plugin = HttpdPlugin::read(value).map_err(|error| error.in_member(&name))?;
            Ok((name, plugin))
        };
        members.map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl HttpdPlugin {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        if !value.is_string() {
            return Ok(Self::Settings(value.object_or_empty_list()?.rest()));
        }
        match value.string()?.as_str() {
            "disabled" => Ok(Self::Disabled),
            other => Ok(Self::Other(other.to_owned())),
        }
    }
}

impl Serialize for HttpdPlugins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, plugin) in &self.0 {
            match plugin {
                HttpdPlugin::Disabled => map.serialize_entry(name, "disabled")?,
                HttpdPlugin::Settings(settings) => map.serialize_entry(name, settings)?,
                HttpdPlugin::Other(text) => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}
