//! The messages around the results of a network job.

use crate::error::{DecodeError, EncodeError};
use crate::json::scalar::Scalar;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::xml::{self, Child, Element};

/// How far a network job is (GLPI-087): what an agent sends before, between and
/// after the results of NETDISCOVERY and SNMPQUERY, in XML or, as the content of
/// an [`Inventory`](crate::Inventory), in JSON.
///
/// # Wire
/// `CONTENT` with `AGENT` (one of `START`, `NBIP`, `END`, `EXIT`), `MODULEVERSION`
/// and `PROCESSNUMBER`; in JSON the same in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// How far it is.
    pub progress: Progress,
    /// The agent's version, with [`Progress::Start`].
    pub agent_version: Option<String>,
    /// The task's version; real agents leave it out with [`Progress::Count`].
    pub module_version: Option<String>,
    /// The job's id, the `PID` that the server gave.
    pub process_number: Option<String>,
}

/// How far a network job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// `START`
    Start,
    /// `NBIP`: so many addresses will be tried.
    Count(u64),
    /// `END`; real agents send it twice.
    End,
    /// `EXIT`: the job was given up.
    Exit,
}

/// Why a device could not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceError {
    /// The server's id of the device.
    pub id: Option<String>,
    /// The reason.
    pub message: Option<String>,
    /// What the server holds the device for, such as `PRINTER`.
    pub kind: Option<String>,
}

/// How long the content of such a message is at most: results, which may be
/// megabytes, are not looked at.
const MAX: usize = 4096;

impl Control {
    /// The message that a job began, ended or was given up.
    #[must_use]
    pub fn new(progress: Progress, process_number: &str) -> Self {
        Self {
            progress,
            agent_version: None,
            module_version: None,
            process_number: Some(process_number.to_owned()),
        }
    }

    pub(crate) fn from_xml(content: &str) -> Option<Self> {
        let children = children(content)?;
        let text =
            |name: &str| children.iter().find(|child| child.is(name)).map(|child| child.value().to_owned());
        let agent = children.iter().find(|child| child.is("AGENT"))?;
        let value = |name: &str| agent.children.iter().find(|child| child.is(name)).map(Element::value);
        Some(Self {
            progress: Progress::of(value)?,
            agent_version: value("AGENTVERSION").map(ToOwned::to_owned),
            module_version: text("MODULEVERSION"),
            process_number: text("PROCESSNUMBER"),
        })
    }

    pub(crate) fn from_json(content: &str, limits: &Limits) -> Option<Self> {
        let mut content = small_object(content, limits)?;
        let mut agent = content.take("agent")?.object().ok()?;
        let mut text = |name: &str| {
            let scalar = agent.take(name).and_then(|value| Scalar::read(value).ok());
            scalar.map(|scalar| scalar.as_str().to_owned())
        };
        let (start, nbip, end, exit) = (text("start"), text("nbip"), text("end"), text("exit"));
        let progress = Progress::of(|name| match name {
            "START" => start.as_deref(),
            "NBIP" => nbip.as_deref(),
            "END" => end.as_deref(),
            _ => exit.as_deref(),
        })?;
        let agent_version = text("agentversion");
        Some(Self {
            progress,
            agent_version,
            module_version: scalar_text(&mut content, "moduleversion"),
            process_number: scalar_text(&mut content, "processnumber"),
        })
    }

    pub(crate) fn to_xml(&self) -> Result<String, EncodeError> {
        let mut out = "<CONTENT><AGENT>".to_owned();
        if let Some(version) = &self.agent_version {
            xml::write_element("AGENTVERSION", version, &mut out)?;
        }
        let (name, value) = match self.progress {
            Progress::Start => ("START", 1),
            Progress::Count(count) => ("NBIP", count),
            Progress::End => ("END", 1),
            Progress::Exit => ("EXIT", 1),
        };
        xml::write_element(name, &value.to_string(), &mut out)?;
        out.push_str("</AGENT>");
        for (name, text) in [("MODULEVERSION", &self.module_version), ("PROCESSNUMBER", &self.process_number)]
        {
            if let Some(text) = text {
                xml::write_element(name, text, &mut out)?;
            }
        }
        out.push_str("</CONTENT>");
        Ok(out)
    }
}

impl Progress {
    fn of<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Option<Self> {
        let is_set = |name| value(name).is_some_and(|text| !text.is_empty() && text != "0");
        if let Some(count) = value("NBIP").and_then(|text| text.parse().ok()) {
            Some(Self::Count(count))
        } else if is_set("START") {
            Some(Self::Start)
        } else if is_set("END") {
            Some(Self::End)
        } else {
            is_set("EXIT").then_some(Self::Exit)
        }
    }
}

impl DeviceError {
    pub(crate) fn from_xml(content: &str) -> Option<Self> {
        let children = children(content)?;
        let device = children.iter().find(|child| child.is("DEVICE"))?;
        let error = device.children.iter().find(|child| child.is("ERROR"))?;
        let text =
            |name: &str| error.children.iter().find(|child| child.is(name)).map(|e| e.value().to_owned());
        Some(Self { id: text("ID"), message: text("MESSAGE"), kind: text("TYPE") })
    }

    pub(crate) fn from_json(content: &str, limits: &Limits) -> Option<Self> {
        let mut content = small_object(content, limits)?;
        let error = match content.take("error") {
            Some(error) => error,
            None => content.take("device")?.object().ok()?.take("error")?,
        };
        let mut error = error.object().ok()?;
        Some(Self {
            id: scalar_text(&mut error, "id"),
            message: scalar_text(&mut error, "message"),
            kind: scalar_text(&mut error, "type"),
        })
    }
}

/// The children of a short `CONTENT`.
fn children(content: &str) -> Option<Vec<Element>> {
    if content.len() > MAX {
        return None;
    }
    let document = xml::document(content, None, &Limits::DEFAULT).ok()?;
    let elements = document.children.into_iter().filter_map(|child| match child {
        Child::Element(element) => Some(element),
        Child::Raw(_) => None,
    });
    Some(elements.collect())
}

fn small_object<'a>(content: &'a str, limits: &'a Limits) -> Option<Object<'a>> {
    if content.len() > MAX {
        return None;
    }
    let read: Result<_, DecodeError> = Value::of(content, limits).object();
    read.ok()
}

fn scalar_text(object: &mut Object<'_>, name: &str) -> Option<String> {
    let scalar = object.take(name).and_then(|value| Scalar::read(value).ok());
    scalar.map(|scalar| scalar.as_str().to_owned())
}
