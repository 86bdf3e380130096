//! Messages of agents: the envelope, and the control messages.

use crate::message::device::Device;
use crate::message::parts::Storage;
use crate::record::leaf::Leaf;
use crate::record::records;
use crate::value::number::JobNumber;

records! {
    /// Message of an agent to its server: `REQUEST` (NIX-001).
    ///
    /// Agents write one `CONTENT`; more are read, one after the other.
    Request "REQUEST" {
        /// Contents.
        "CONTENT" contents: Vec<Content<'a>>,
        /// The name of the agent: `host-2024-01-31-12-00-00`, or a UUID.
        "DEVICEID" device_id: Option<Leaf<'a>>,
        /// The class that the server should make of the device.
        "ITEMTYPE" item_type: Option<Leaf<'a>>,
        /// Name of the kind of message; see [`Query`].
        "QUERY" query: Option<Leaf<'a>>,
    }

    /// Contents of a [`Request`]: `CONTENT`.
    Content "CONTENT" {
        /// Progress of the work on a job.
        "AGENT" agent: Option<Agent<'a>>,
        /// Results about devices. Agents write one per message; those of 2012 up
        /// to four in a discovery.
        "DEVICE" devices: Vec<Device<'a>>,
        /// `REQUEST`: an agent of 2012 or 2013 asks for the dictionary of models, without which
        /// it gave the discovery up. Sent with `AGENT` `END`.
        "DICO" dictionary: Option<Leaf<'a>>,
        /// The version of the agent's task, such as `6.4`.
        "MODULEVERSION" module_version: Option<Leaf<'a>>,
        /// The job, as the server called it.
        "PROCESSNUMBER" process_number: Option<Leaf<'a, JobNumber>>,
        /// Disks of a disk array. Agents put them next to the device.
        "STORAGES" storages: Vec<Storage<'a>>,
    }

    /// Progress of the work on a job: `AGENT` (NIX-003).
    ///
    /// An agent sends one when it starts, one when it ends (twice, so take the
    /// second for nothing new) and for discoveries one with the number of
    /// addresses.
    Agent "AGENT" {
        /// Version of the agent; with `START`.
        "AGENTVERSION" agent_version: Option<Leaf<'a>>,
        /// The job is finished.
        "END" end: Option<Leaf<'a, bool>>,
        /// The job was given up.
        "EXIT" exit: Option<Leaf<'a, bool>>,
        /// Number of devices; in old documents of servers only.
        "NBDEVICE" device_count: Option<Leaf<'a, u64>>,
        /// Number of addresses that the discovery will try.
        "NBIP" address_count: Option<Leaf<'a, u64>>,
        /// The job was taken on.
        "START" start: Option<Leaf<'a, bool>>,
    }
}

/// Kinds of `REQUEST` messages (NIX-002).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Query {
    /// `SNMPQUERY`, or its other names `SNMP` and `SNMPINVENTORY`.
    Inventory,
    /// `NETDISCOVERY`.
    Discovery,
    /// Another one, of the agent's other tasks.
    Other,
}

impl<'a> Request<'a> {
    /// The name that agents write for an inventory.
    pub const SNMP_QUERY: &'static str = "SNMPQUERY";
    /// The name that agents write for a discovery.
    pub const NET_DISCOVERY: &'static str = "NETDISCOVERY";

    /// Returns the kind of message. Without a `QUERY` it is an inventory if it
    /// has a device, as servers take it.
    #[must_use]
    pub fn query(&self) -> Query {
        match &self.query {
            Some(query) => {
                let query = query.as_str().trim();
                if ["SNMPQUERY", "SNMP", "SNMPINVENTORY"].iter().any(|name| query.eq_ignore_ascii_case(name))
                {
                    Query::Inventory
                } else if query.eq_ignore_ascii_case(Self::NET_DISCOVERY) {
                    Query::Discovery
                } else {
                    Query::Other
                }
            }
            None if self.devices().next().is_some() => Query::Inventory,
            None => Query::Other,
        }
    }

    /// Returns the devices of all `CONTENT`s.
    pub fn devices(&self) -> impl Iterator<Item = &Device<'a>> {
        self.contents.iter().flat_map(|content| &content.devices)
    }

    /// Returns true if it only tells the progress of a job.
    #[must_use]
    pub fn is_control(&self) -> bool {
        self.control().is_some() && self.devices().next().is_none()
    }

    /// Returns the progress of the work on a job, if there is one.
    #[must_use]
    pub fn control(&self) -> Option<Control> {
        let agent = self.contents.iter().find_map(|content| content.agent.as_ref())?;
        let is_set = |leaf: &Option<Leaf<'_, bool>>| {
            leaf.as_ref().is_some_and(|leaf| !leaf.is_blank() && leaf.value() != Some(false))
        };
        Some(if is_set(&agent.start) {
            Control::Start
        } else if is_set(&agent.exit) {
            Control::Exit
        } else if is_set(&agent.end) {
            Control::End
        } else if let Some(count) = &agent.address_count {
            count.value().map_or(Control::Other, Control::Addresses)
        } else {
            Control::Other
        })
    }

    /// The job it belongs to.
    #[must_use]
    pub fn job(&self) -> Option<&Leaf<'a, JobNumber>> {
        self.contents.iter().find_map(|content| content.process_number.as_ref())
    }
}

/// Progress of the work on a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Control {
    /// The agent took the job on.
    Start,
    /// The discovery will try this number of addresses.
    Addresses(u64),
    /// The agent finished the job. Sent twice.
    End,
    /// The agent gave the job up.
    Exit,
    /// Something else.
    Other,
}
