//! From messages to JSON.

use super::change::{Change, ChangeKind, Conversion, ConvertError};
use super::device::Written;
use super::php;
use super::writer::{Place, Result, Writer, shown};
use crate::document::Message;
use crate::limits::check_len;
use crate::message::device::{Device, Info};
use crate::message::parts::Storage;
use crate::message::request::{Agent, Content, Query, Request};
use crate::record::leaf::{Leaf, Meaning};
use crate::value::number::JobNumber;
use crate::xml::node::Node;

/// The JSON form of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    documents: Vec<String>,
    changes: Vec<Change>,
}

impl Converted {
    /// Returns the documents: one per device, and one for a message without a device.
    ///
    /// Agents write one device per message. The PHP converter gives up on several. Members next
    /// to the devices go into the first document (NIX-J53).
    #[must_use]
    pub fn documents(&self) -> &[String] {
        &self.documents
    }

    /// Returns the documents by value.
    #[must_use]
    pub fn into_documents(self) -> Vec<String> {
        self.documents
    }

    /// Returns the values that were changed or left out; for [`Conversion::Php`] none is
    /// listed.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// Converts a result, a discovery or a control message.
///
/// # Errors
/// If the message is of another kind, or if texts that every document repeats, such as the
/// agent's name, come to more than 64 KiB and 1 KiB a device (our choice: no agent sends
/// several devices in a message). With [`Conversion::Php`] also where the PHP converter gives up.
pub fn convert(message: &Message<'_>, conversion: Conversion) -> Result<Converted> {
    let request = match message {
        Message::Inventory(request) | Message::Discovery(request) | Message::Control(request) => request,
        Message::Other(request) if request.devices().next().is_some() => request,
        _ => return Err(ConvertError::NotAnInventory),
    };
    let no_info = Info::default();
    let no_content = Content::default();
    let action = unknown_text(&request.extra, "action");
    let mut w = Writer::new(conversion, &no_info);
    let mut documents = Vec::new();
    if conversion == Conversion::Php {
        let content = match request.contents.as_slice() {
            [] => &no_content,
            [content] => content,
            _ => return w.refuse("content", "several of them, which it stores unconverted"),
        };
        document(&mut w, request, content, &content.devices, Surroundings::new(request, content, action))?;
        documents.push(take(&mut w)?);
    } else {
        repeated_texts(request)?;
        for content in &request.contents {
            let others = Surroundings::for_others(content, action);
            let mut beside = Some(Surroundings::new(request, content, action));
            if let (Some(beside), false) = (&mut beside, documents.is_empty()) {
                beside.in_request = &[];
            }
            for device in &content.devices {
                let noted = w.changes.len();
                let device = std::slice::from_ref(device);
                // NIX-J53
                let mut is_there = document(&mut w, request, content, device, others)?;
                if is_there && let Some(beside) = beside.take() {
                    w.json.clear();
                    w.changes.truncate(noted);
                    is_there = document(&mut w, request, content, device, beside)?;
                }
                if is_there {
                    documents.push(take(&mut w)?);
                } else {
                    w.json.clear();
                    w.changes.truncate(noted);
                }
            }
        }
        if documents.is_empty() {
            let content = request.contents.first().unwrap_or(&no_content);
            document(&mut w, request, content, &[], Surroundings::new(request, content, action))?;
            documents.push(take(&mut w)?);
        }
    }
    let changes = w.changes;
    Ok(Converted { documents, changes })
}

/// The text written so far.
fn take(w: &mut Writer<'_>) -> Result<String> {
    // Made of texts alone, so it is one.
    Ok(String::from_utf8(std::mem::take(&mut w.json)).unwrap_or_default())
}

/// Members of the request and its content other than devices and texts: they go into the
/// first document alone (NIX-J53), or many devices with many of them would multiply.
#[derive(Debug, Clone, Copy)]
struct Surroundings<'m> {
    /// Unknown members of the request and of its content.
    in_request: &'m [Node<'m>],
    in_content: &'m [Node<'m>],
    storages: &'m [Storage<'m>],
    agent: Option<&'m Agent<'m>>,
    dictionary: Option<&'m str>,
    /// Texts among the unknown members that go into all documents.
    action: Option<&'m str>,
    version: Option<&'m str>,
}

impl<'m> Surroundings<'m> {
    fn new(request: &'m Request<'m>, content: &'m Content<'m>, action: Option<&'m str>) -> Self {
        Self {
            in_request: &request.extra,
            in_content: &content.extra,
            storages: &content.storages,
            agent: content.agent.as_ref(),
            dictionary: shown(&content.dictionary),
            ..Self::for_others(content, action)
        }
    }

    fn for_others(content: &'m Content<'m>, action: Option<&'m str>) -> Self {
        Self {
            in_request: &[],
            in_content: &[],
            storages: &[],
            agent: None,
            dictionary: None,
            action,
            version: unknown_text(&content.extra, "versionclient"),
        }
    }
}

/// The most bytes that texts may come to which every one of several documents repeats, if
/// they are no more than [`REPEATED_IN_EACH`] in each.
const REPEATED_TEXTS: usize = 64 << 10;
/// See [`REPEATED_TEXTS`].
const REPEATED_IN_EACH: usize = 1 << 10;

/// Refuses long texts that every one of many documents would repeat.
fn repeated_texts(request: &Request<'_>) -> Result {
    fn length<T: ?Sized>(leaf: &Option<Leaf<'_, T>>) -> usize {
        leaf.as_ref().map_or(0, |leaf| leaf.as_str().len())
    }
    let of_all = [&request.device_id, &request.item_type].map(length).into_iter().sum::<usize>();
    let (mut sum, mut devices) = (0_usize, 0_usize);
    for content in &request.contents {
        let version = unknown_text(&content.extra, "versionclient").map_or(0, str::len);
        let each = [of_all, length(&content.module_version), length(&content.process_number), version];
        let each = each.into_iter().fold(0, usize::saturating_add);
        let others = content.devices.len().saturating_sub(1);
        sum = sum.saturating_add(others.saturating_mul(each));
        devices = devices.saturating_add(others);
    }
    let most = REPEATED_TEXTS.max(devices.saturating_mul(REPEATED_IN_EACH));
    Ok(check_len("length of repeated texts", sum, most)?)
}

/// Writes one document. Whether there was a device in it.
fn document<'m>(
    w: &mut Writer<'m>,
    request: &'m Request<'m>,
    content: &'m Content<'m>,
    devices: &'m [Device<'m>],
    beside: Surroundings<'m>,
) -> Result<bool> {
    let asked = shown(&request.query);
    let explicit = beside.action;
    let is_discovery = match (explicit, asked) {
        (Some(action), _) => action == "netdiscovery",
        (None, Some(query)) if w.is_php() => query.eq_ignore_ascii_case(Request::NET_DISCOVERY),
        (None, _) => request.query() == Query::Discovery,
    };
    let item_type = shown(&request.item_type);
    let mut written = Written::default();
    let mut has_device = false;
    w.record(Place::Root, beside.in_request, |w| {
        w.see();
        w.record(Place::Key("content"), beside.in_content, |w| {
            for device in devices {
                let before = w.seen();
                w.device(device, is_discovery, item_type, &mut written)?;
                if w.seen() != before && std::mem::replace(&mut has_device, true) {
                    return w.refuse("device", "several of them");
                }
            }
            let is_printer = item_type.or(written.item_type) == Some("Printer");
            w.storages(beside.storages, devices)?;
            w.about(content, beside, has_device, is_printer)
        })?;
        let device_id = shown(&request.device_id);
        if device_id.is_none() && !w.is_php() {
            w.change("deviceid", ChangeKind::NoDeviceId);
        }
        w.text("deviceid", device_id)?;
        w.dropped("action", None);
        w.value("action", explicit.unwrap_or_else(|| action(w, request, asked, has_device)));
        w.job(content, has_device);
        let class = match (written.item_type, has_device || w.is_php()) {
            (Some(class), _) => Some(class),
            (None, is_needed) => is_needed.then_some("Computer"),
        };
        w.text("itemtype", item_type.or(class))?;
        w.other_root_members(beside.in_request);
        Ok(())
    })?;
    Ok(has_device)
}

/// Returns the action for the server (NIX-J04).
fn action(w: &Writer<'_>, request: &Request<'_>, asked: Option<&str>, has_device: bool) -> &'static str {
    let query = if !w.is_php() {
        match request.query() {
            Query::Other if has_device => Query::Inventory,
            query => query,
        }
    } else if let Some(asked) = asked {
        match asked.to_ascii_lowercase().as_str() {
            "snmp" | "snmpquery" => Query::Inventory,
            "netdiscovery" => Query::Discovery,
            _ => Query::Other,
        }
    } else if has_device {
        Query::Inventory
    } else {
        Query::Other
    };
    match query {
        Query::Inventory => "netinventory",
        Query::Discovery => "netdiscovery",
        Query::Other => "inventory",
    }
}

/// Returns the text of an unknown element.
fn unknown_text<'m>(nodes: &'m [Node<'m>], name: &str) -> Option<&'m str> {
    nodes.iter().find_map(|node| match node {
        Node::Element(element) if element.name.eq_ignore_ascii_case(name) => match element.content.as_slice()
        {
            [Node::Text(text)] if !text.trim_ascii().is_empty() => Some(&**text),
            _ => None,
        },
        _ => None,
    })
}

impl<'m> Writer<'m> {
    /// Writes the disks, which agents put next to the device. The PHP converter gives up
    /// on one inside (NIX-J46).
    fn storages(&mut self, beside: &'m [Storage<'m>], devices: &'m [Device<'m>]) -> Result {
        let inside = devices.first().map_or(&[][..], |device| &device.storages);
        if inside.is_empty() {
            self.objects("storages", beside)?;
        } else if beside.is_empty() || self.is_php() {
            if self.objects("storages", inside)? && self.is_php() {
                return self.refuse("device.storages", "an element it does not know");
            }
        } else {
            self.scope(Place::Key("storages"), *b"[]", |w| {
                w.items(beside, 0)?;
                w.items(inside, beside.len())
            })?;
        }
        Ok(())
    }

    /// Writes the members of `content` other than the device's.
    fn about(
        &mut self,
        content: &'m Content<'m>,
        beside: Surroundings<'m>,
        has_device: bool,
        is_printer: bool,
    ) -> Result {
        self.object("agent", beside.agent)?;
        self.text("dico", beside.dictionary)?;
        let explicit = beside.version;
        let version = shown(&content.module_version);
        let number = shown(&content.process_number);
        for dropped in ["registry", "userslist", "mib_applications", "mib_components", "jvms"] {
            self.dropped_if_unknown(dropped);
        }
        if !self.is_php() {
            // NIX-J47
            if explicit.or(version).is_none() {
                self.change("versionclient", ChangeKind::NoVersion);
            }
            self.dropped_if_unknown("versionclient");
            self.value("versionclient", explicit.or(version).unwrap_or("missing"));
            let is_lossless =
                |text: &&str| JobNumber::from_text(text).is_some_and(|job| job.to_string() == **text);
            if let Some(number) = number.filter(|text| !is_lossless(text)) {
                self.value("processnumber", number);
            }
            return Ok(());
        }
        if !has_device {
            self.text("moduleversion", version)?;
            return self.text("processnumber", number);
        }
        match (explicit, version) {
            (Some(_), version) => self.text("moduleversion", version),
            (None, Some(version)) => self.text("versionclient", Some(version)),
            (None, None) => self.text("versionclient", is_printer.then_some("missing")),
        }
    }

    /// The number of the job (NIX-J08).
    fn job(&mut self, content: &'m Content<'m>, has_device: bool) {
        let Some(number) = shown(&content.process_number) else {
            return;
        };
        if !self.is_php() {
            if let Some(JobNumber(number)) = JobNumber::from_text(number) {
                self.value("jobid", number);
            }
        } else if has_device {
            self.value("jobid", php::prefix(number));
        }
    }

    /// The schema allows no others than its own around `content` (NIX-J48). The
    /// converter knows some that it drops.
    fn other_root_members(&mut self, extra: &'m [Node<'m>]) {
        const DROPPED: [&str; 10] = [
            "uuid",
            "user",
            "userdefinedproperties",
            "agentsname",
            "machineid",
            "cfkey",
            "policies",
            "hostname",
            "processors",
            "policy_server",
        ];
        if extra.is_empty() {
            return;
        }
        if self.is_php() {
            DROPPED.into_iter().for_each(|name| self.dropped(name, None));
        } else {
            for name in extra.iter().filter_map(Node::name) {
                if !["action", "tag", "partial"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    self.change(&name.to_ascii_lowercase(), ChangeKind::NotStored);
                }
            }
        }
    }
}
