//! From JSON back to the typed model.

use super::fill::{Fill, Members, Object, fill_all, keep};
use super::tree::Json;
use crate::document::Message;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::limits::Limits;
use crate::message::device::{Device, Info};
use crate::message::printer::Cartridges;
use crate::message::request::{Content, Request};
use crate::record::leaf::{Leaf, Meaning};
use crate::value::device_type::DeviceType;
use crate::xml::node::Node;

/// Reads a network inventory or discovery in JSON.
///
/// Members that have no place in the model are kept in `extra`, as elements with
/// their names in upper case. `null` counts as absent. What the conversion to JSON
/// puts together or derives is taken apart again where that is certain (NIX-J60).
///
/// # Errors
/// If a bound is exceeded, if it is not JSON, or if it says nothing about a device
/// of the network, nor how the work on a job goes: inventories of computers and telephones,
/// which GLPI stores in the same form, are refused (NIX-J62).
pub fn decode<'a>(input: &'a [u8], limits: &Limits) -> Result<Message<'a>, DecodeError> {
    let none =
        || DecodeError::new(DecodeErrorKind::NotAnInventory("nothing about a device of the network"), 0);
    let Json::Object(root) = Json::parse(input, limits)? else {
        return Err(none());
    };
    let is =
        |key: &str, text: &str| root.iter().any(|(k, v)| k == key && matches!(v, Json::Text(t) if t == text));
    let is_discovery = is("action", "netdiscovery");
    let is_inventory = is("action", "netinventory");
    let mut request = Request::default();
    let mut item_type = None;
    let mut job = None;
    let mut content = None;
    for (key, value) in root {
        let kept = match (&*key, value) {
            ("content", Json::Object(members)) if content.is_none() => {
                content = Some(self::content(members, is_discovery));
                continue;
            }
            ("action", Json::Text(action))
                if ["netinventory", "netdiscovery", "inventory"].contains(&&*action) =>
            {
                continue;
            }
            ("deviceid", value) => request.device_id.fill(value),
            ("itemtype", value) => item_type.fill(value),
            ("jobid", value) => job.fill(value),
            (_, value) => Err(value),
        };
        keep(&mut request.extra, &key, kept);
    }
    let (mut content, is_of_network) = content.ok_or_else(none)?;
    // NIX-J62
    if !is_of_network && content.agent.is_none() && !is_discovery && !is_inventory {
        return Err(none());
    }
    let device = content.devices.first();
    let is_derived = |class: &Leaf<'_>| *class == super::device::item_type(device);
    request.item_type = item_type.filter(|class| !is_derived(class));
    content.process_number = content.process_number.or(job);
    request.contents.push(content);
    request.query = Some(Leaf::new(if is_discovery { Request::NET_DISCOVERY } else { Request::SNMP_QUERY }));
    Ok(Message::from(request))
}

/// Sections that only devices of the network have. Others (firmwares, modems, volumes, …) are
/// in the inventories of computers and telephones too (NIX-J62).
const OF_NETWORK: [&str; 7] =
    ["cartridges", "error", "network_components", "network_device", "network_ports", "pagecounters", "pdu"];

/// Reads `content`; returns true with it if it is about a device of the network.
fn content<'a>(members: Members<'a>, is_discovery: bool) -> (Content<'a>, bool) {
    let mut content = Content::default();
    let mut device = Device::default();
    let mut has_device = false;
    let mut is_of_network = false;
    for (key, value) in members {
        let kept = match (&*key, value) {
            ("agent", value) => content.agent.fill(value),
            ("dico", value) => content.dictionary.fill(value),
            ("moduleversion", value) => content.module_version.fill(value),
            ("processnumber", value) => content.process_number.fill(value),
            ("storages", value) => content.storages.fill(value),
            // Stands for none.
            ("versionclient", Json::Text(text)) if text == "missing" => Ok(()),
            ("versionclient", value) => content.module_version.fill(value),
            ("hardware", value) if is_discovery => work_group(&mut device, value).map(|()| has_device = true),
            (key, value) => section(&mut device, key, value, is_discovery).map(|()| {
                has_device = true;
                is_of_network |= OF_NETWORK.contains(&key);
            }),
        };
        keep(&mut content.extra, &key, kept);
    }
    // What a section has no place for may be all that is wrong with it.
    if has_device || device != Device::default() {
        without_derived_firmware(&mut device);
        content.devices.push(device);
    }
    (content, is_of_network)
}

/// A section of `content` that is about the device.
fn section<'a>(
    device: &mut Device<'a>,
    key: &str,
    value: Json<'a>,
    is_discovery: bool,
) -> Result<(), Json<'a>> {
    match (key, value) {
        ("cartridges", Json::List(items)) => {
            for item in items {
                match item {
                    Json::Object(members) => {
                        fill_all(device.cartridges.get_or_insert_with(Cartridges::default), members);
                    }
                    item => keep(&mut device.extra, key, Err(item)),
                }
            }
            Ok(())
        }
        ("cartridges", value) => device.cartridges.fill(value),
        ("consumables", value) => device.consumables.fill(value),
        ("drives", value) => device.drives.fill(value),
        ("error", value) => device.error.fill(value),
        ("firmwares", value) => device.firmwares.fill(value),
        ("modems", value) => device.modems.fill(value),
        ("network_components", value) => device.components.fill(value),
        ("network_ports", value) => device.ports.fill(value),
        ("pagecounters", value) => device.page_counters.fill(value),
        ("pdu", value) => {
            let mut pdu = device.pdu.take().map(|pdu| *pdu);
            let kept = pdu.fill(value);
            device.pdu = pdu.map(Box::new);
            kept
        }
        ("simcards", value) => device.sim_cards.fill(value),
        ("network_device", Json::Object(members)) => {
            for (key, value) in members {
                if let Err(value) = network_device(device, &key, value, is_discovery) {
                    keep(&mut device.info.get_or_insert_with(Info::default).extra, &key, Err(value));
                }
            }
            Ok(())
        }
        // An array without keys, to PHP.
        ("network_device", Json::List(items)) if items.is_empty() => Ok(()),
        ("device", Json::Object(members)) => {
            fill_all(device, members);
            Ok(())
        }
        (_, value) => Err(value),
    }
}

/// A member of `network_device`: one of `INFO` in an inventory, one of `DEVICE` in
/// a discovery.
fn network_device<'a>(
    device: &mut Device<'a>,
    key: &str,
    value: Json<'a>,
    is_discovery: bool,
) -> Result<(), Json<'a>> {
    match (key, value) {
        ("credentials", value) => device.auth_snmp.fill(value),
        ("type", Json::Text(name)) => {
            let name =
                Json::Text(DeviceType::from_text(&name).map_or(name, |known| known.to_string().into()));
            if is_discovery {
                device.device_type.fill(name)
            } else {
                device.info.get_or_insert_with(Info::default).device_type.fill(name)
            }
        }
        (key, value) if is_discovery => discovered(device, key, value)
            .or_else(|value| inventoried(device.info.get_or_insert_with(Info::default), key, value)),
        (key, value) => inventoried(device.info.get_or_insert_with(Info::default), key, value),
    }
}

fn discovered<'a>(device: &mut Device<'a>, key: &str, value: Json<'a>) -> Result<(), Json<'a>> {
    match key {
        "assettag" => device.asset_tag.fill(value),
        "contact" => device.contact.fill(value),
        "description" => device.description.fill(value),
        "firmware" => device.firmware.fill(value),
        "ips" => device.ips.fill(value),
        "location" => device.location.fill(value),
        "mac" => device.mac.fill(value),
        "manufacturer" => device.manufacturer.fill(value),
        "memory" => device.memory.fill(value),
        "model" => device.model.fill(value),
        "name" => device.snmp_host_name.fill(value),
        "serial" => device.serial.fill(value),
        "uptime" => device.uptime.fill(value),
        _ => Err(value),
    }
}

fn inventoried<'a>(info: &mut Info<'a>, key: &str, value: Json<'a>) -> Result<(), Json<'a>> {
    match key {
        "assettag" => info.asset_tag.fill(value),
        "contact" => info.contact.fill(value),
        "cpu" => info.cpu.fill(value),
        // Agents write it so.
        "description" => info.comments.fill(value),
        "firmware" => info.firmware.fill(value),
        "ips" => info.ips.fill(value),
        "location" => info.location.fill(value),
        "mac" => info.mac.fill(value),
        "macaddr" => info.mac_addr.fill(value),
        "manufacturer" => info.manufacturer.fill(value),
        "memory" => info.memory.fill(value),
        "model" => info.model.fill(value),
        "name" => info.name.fill(value),
        "ram" => info.ram.fill(value),
        "serial" => info.serial.fill(value),
        "uptime" => info.uptime.fill(value),
        "vendor" => info.vendor.fill(value),
        _ => Err(value),
    }
}

/// `content.device`: members without a place in GLPI's JSON (NIX-J41).
impl<'a> Object<'a> for Device<'a> {
    fn fill(&mut self, key: &str, value: Json<'a>) -> Result<(), Json<'a>> {
        match key {
            "authport" => self.auth_port.fill(value),
            "authprotocol" => self.auth_protocol.fill(value),
            "dnshostname" => self.dns_host_name.fill(value),
            "entity" => self.entity.fill(value),
            "modelsnmp" => self.model_snmp.fill(value),
            "netbiosname" => self.netbios_name.fill(value),
            "netportvendor" => self.net_port_vendor.fill(value),
            "usersession" => self.user_session.fill(value),
            _ => Err(value),
        }
    }

    fn extra(&mut self) -> &mut Vec<Node<'a>> {
        &mut self.extra
    }
}

fn work_group<'a>(device: &mut Device<'a>, value: Json<'a>) -> Result<(), Json<'a>> {
    match value {
        Json::Object(members) if matches!(members.as_slice(), [(key, Json::Text(_))] if key == "workgroup") =>
        {
            for (_, text) in members {
                device.work_group.fill(text)?;
            }
            Ok(())
        }
        value => Err(value),
    }
}

/// Takes out the entry that was made from the firmware of the device as a whole.
fn without_derived_firmware(device: &mut Device<'_>) {
    let of_info = device.info.as_ref().and_then(|info| info.firmware.as_ref());
    let Some(whole) = of_info.or(device.firmware.as_ref()).map(Leaf::as_str) else {
        return;
    };
    if let [only] = device.firmwares.as_slice() {
        let derived = crate::Firmware {
            name: Some(Leaf::new(whole)),
            version: Some(Leaf::new(whole)),
            ..Default::default()
        };
        if *only == derived {
            device.firmwares.clear();
        }
    }
}
