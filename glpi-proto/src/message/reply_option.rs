//! The jobs in a REPLY, kept as text.

use std::fmt;

use crate::error::EncodeError;
use crate::xml;

/// An `OPTION` of a [`Reply`](crate::Reply): jobs of one kind (GLPI-085).
///
/// Only the name is read. The element is kept and written again byte for byte, with the
/// SNMP credentials that may be in it; `Debug` shows the name and the length alone. The
/// crate `netinv-xml` reads and writes what is inside: see the crate's documentation for
/// the lines that join the two.
///
/// # Wire
/// | `NAME` | the job |
/// |---|---|
/// | `NETDISCOVERY` | search address ranges for devices |
/// | `SNMPQUERY` | ask devices over SNMP |
/// | `WAKEONLAN` | wake computers |
/// | `REGISTRY` | read values of the Windows registry |
/// | `DOWNLOAD` | of OCS; agents ignore it |
///
/// ```
/// use glpi_proto::ReplyOption;
/// let option = ReplyOption::from_xml(r#"<OPTION><NAME>WAKEONLAN</NAME><PARAM MAC="02:00:5e:10:00:01"/></OPTION>"#)?;
/// assert_eq!(option.name(), "WAKEONLAN");
/// # Ok::<(), glpi_proto::EncodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyOption {
    name: String,
    xml: String,
}

impl ReplyOption {
    /// Creates an option from an `OPTION` element.
    ///
    /// # Errors
    /// If the text is not one well-formed `OPTION` element.
    pub fn from_xml(xml: impl Into<String>) -> Result<Self, EncodeError> {
        let xml = xml.into();
        if xml::is_element(&xml, "OPTION") {
            Ok(Self::from_element(&xml))
        } else {
            Err(EncodeError::XmlElement("OPTION"))
        }
    }

    /// Creates an option from an element that was read.
    pub(crate) fn from_element(xml: &str) -> Self {
        Self { name: xml::first_child_text(xml, "NAME").unwrap_or_default(), xml: xml.to_owned() }
    }

    /// Returns the kind of job, an empty text if the element has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the element from `<` to `>`.
    #[must_use]
    pub fn xml(&self) -> &str {
        &self.xml
    }
}

impl fmt::Debug for ReplyOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplyOption({}, {} bytes)", self.name.escape_debug(), self.xml.len())
    }
}
