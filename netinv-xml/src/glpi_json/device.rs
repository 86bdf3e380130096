//! A device as the sections of `content`.

use super::change::ChangeKind;
use super::writer::{Place, Result, Writer, shown};
use crate::message::device::{Device, Info};
use crate::record::leaf::{Leaf, Meaning};
use crate::value::device_type::DeviceType;
use crate::xml::node::Node;

/// Type of the device, known once it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Written {
    /// The class that servers make of it; `None` where the message gives one.
    pub(super) item_type: Option<&'static str>,
}

/// The texts of a discovery, which are directly below `DEVICE`.
///
/// The converter moves them into `network_device`, and gives up on those that it
/// does not know (NIX-J40).
fn flat_texts<'m>(device: &'m Device<'m>) -> [Option<&'m str>; 22] {
    [
        shown(&device.auth_port),
        shown(&device.auth_protocol),
        shown(&device.user_session),
        shown(&device.asset_tag),
        shown(&device.auth_snmp),
        shown(&device.contact),
        shown(&device.description),
        shown(&device.dns_host_name),
        shown(&device.entity),
        shown(&device.firmware),
        shown(&device.ip),
        shown(&device.location),
        shown(&device.mac),
        shown(&device.manufacturer),
        shown(&device.model),
        shown(&device.model_snmp),
        shown(&device.netbios_name),
        shown(&device.net_port_vendor),
        shown(&device.serial),
        shown(&device.snmp_host_name),
        shown(&device.device_type),
        shown(&device.uptime),
    ]
}

/// The sections present.
#[derive(Debug, Clone, Copy)]
struct Sections {
    have_error: bool,
    have_firmwares: bool,
}

impl<'m> Writer<'m> {
    /// The sections of one device, if it is not blank.
    pub(super) fn device(
        &mut self,
        device: &'m Device<'m>,
        is_discovery: bool,
        item_type: Option<&'m str>,
        written: &mut Written,
    ) -> Result {
        let before = self.seen();
        let sections = self.sections(device)?;
        if is_discovery && self.is_php() && self.seen() != before {
            return self.refuse("", "members of an inventory in a discovery");
        }
        if !sections.have_firmwares {
            self.derived_firmware(device)?;
        }
        self.unknown(device, is_discovery)?;
        self.work_group(device)?;
        // An error is sent in the place of everything else.
        let has_more = self.seen() != before && !sections.have_error;
        self.network_device(device, is_discovery, has_more, item_type, written)?;
        if self.seen() != before && !self.is_php() && written.item_type.is_none() && item_type.is_none() {
            // An error is all that is known of it.
            let found = device.error.as_ref().and_then(|error| error.device_type.as_ref());
            let (_, class) = known_type(found.and_then(Leaf::value).as_ref());
            written.item_type = Some(class);
        }
        Ok(())
    }

    /// Everything but the device as a whole.
    fn sections(&mut self, device: &'m Device<'m>) -> Result<Sections> {
        if let Some(cartridges) = &device.cartridges {
            super::fields::cartridges(cartridges, self)?;
        }
        self.listed("network_components", &device.components)?;
        if self.listed("consumables", &device.consumables)? && self.is_php() {
            return self.refuse("consumables", "an element it does not know");
        }
        self.objects("drives", &device.drives)?;
        let before = self.json.len();
        self.object("error", device.error.as_ref())?;
        let have_error = self.json.len() > before;
        let before = self.json.len();
        let has_elements = self.objects("firmwares", &device.firmwares)?;
        // The PHP converter looks for elements, though nothing may come of them.
        let have_firmwares = if self.is_php() { has_elements } else { self.json.len() > before };
        self.objects("modems", &device.modems)?;
        self.listed("network_ports", &device.ports)?;
        self.object("pagecounters", device.page_counters.as_ref())?;
        if self.object("pdu", device.pdu.as_deref())? && self.is_php() {
            return self.refuse("pdu", "an element it does not know");
        }
        self.objects("simcards", &device.sim_cards)?;
        Ok(Sections { have_error, have_firmwares })
    }

    /// The firmware of the device as a whole as the only one, which is how agents
    /// up to 2.3.21 knew it (NIX-J05).
    fn derived_firmware(&mut self, device: &'m Device<'m>) -> Result {
        let info = device.info.as_ref().and_then(|info| shown(&info.firmware));
        if let Some(firmware) = info.or(shown(&device.firmware)) {
            self.scope(Place::Key("firmwares"), *b"[]", |w| {
                w.scope(Place::Item(0), *b"{}", |w| {
                    w.value("version", firmware);
                    w.value("name", firmware);
                    Ok(())
                })?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Writes the members without a section. The PHP converter gives up on them; they
    /// stay in `content.device` (NIX-J41).
    fn unknown(&mut self, device: &'m Device<'m>, is_discovery: bool) -> Result {
        let info = device.info.as_ref().unwrap_or(self.no_info);
        let (dns, netbios) = (shown(&device.dns_host_name), shown(&device.netbios_name));
        let name = shown(&info.name).or(shown(&device.snmp_host_name));
        let maker = shown(&info.manufacturer).or(shown(&device.manufacturer));
        let named = [
            ("authport", shown(&device.auth_port)),
            ("authprotocol", shown(&device.auth_protocol)),
            ("dnshostname", dns.filter(|_| name.or(netbios).is_some())),
            ("entity", shown(&device.entity)),
            ("modelsnmp", shown(&device.model_snmp)),
            ("netbiosname", netbios.filter(|_| name.is_some())),
            ("netportvendor", shown(&device.net_port_vendor).filter(|_| maker.is_some())),
            ("usersession", shown(&device.user_session)),
        ];
        if !self.is_php() {
            self.record(Place::Key("device"), &device.extra, |w| {
                for (key, text) in named {
                    w.text(key, text)?;
                }
                Ok(())
            })?;
            return Ok(());
        }
        let has_attributes = device.extra.iter().any(|node| matches!(node, Node::Attribute(..)));
        let is_unknown = if is_discovery {
            [
                shown(&device.auth_port),
                shown(&device.auth_protocol),
                shown(&device.memory),
                shown(&device.model_snmp),
            ]
            .iter()
            .any(Option::is_some)
        } else {
            flat_texts(device).iter().any(Option::is_some)
                || shown(&device.memory).or(shown(&device.work_group)).is_some()
                || device.ips.iter().any(|ip| !ip.is_blank())
        };
        if is_unknown || has_attributes || super::generic::count(&device.extra) > 0 {
            return self.refuse("device", "an element it does not know");
        }
        Ok(())
    }

    /// The device as a whole.
    fn network_device(
        &mut self,
        device: &'m Device<'m>,
        is_discovery: bool,
        has_more: bool,
        item_type: Option<&'m str>,
        written: &mut Written,
    ) -> Result {
        let info = device.info.as_ref().unwrap_or(self.no_info);
        self.record(Place::Key("network_device"), &info.extra, |w| {
            let before = w.seen();
            w.first("assettag", &[shown(&info.asset_tag), shown(&device.asset_tag)])?;
            w.first("contact", &[shown(&info.contact), shown(&device.contact)])?;
            w.cut("cpu", shown(&info.cpu))?;
            w.integer("credentials", shown(&device.auth_snmp))?;
            let comments = w.single("comments", shown(&info.comments))?;
            w.first("description", &[comments, shown(&info.description), shown(&device.description)])?;
            w.first("firmware", &[shown(&info.firmware), shown(&device.firmware)])?;
            w.addresses(
                "ips",
                shown(&device.ip),
                if device.ips.is_empty() { &info.ips } else { &device.ips },
            )?;
            w.first("location", &[shown(&info.location), shown(&device.location)])?;
            w.names(info, device)?;
            w.memory("memory", shown(&info.memory).or(shown(&device.memory)))?;
            w.first("model", &[shown(&info.model), shown(&device.model)])?;
            w.memory("ram", shown(&info.ram))?;
            w.first("serial", &[shown(&info.serial), shown(&device.serial)])?;
            w.first("uptime", &[shown(&info.uptime), shown(&device.uptime)])?;
            w.id(info);
            if w.is_php() {
                // Dropped, but there. In an inventory it has given up on them.
                [shown(&device.entity), shown(&device.user_session), shown(&device.work_group)]
                    .iter()
                    .flatten()
                    .for_each(|_| w.see());
            }
            let has_more = has_more || super::generic::count(&info.extra) > 0;
            let is_there = w.seen() != before || (has_more && !w.is_php());
            let found = w.single("type", shown(&info.device_type).or(shown(&device.device_type)))?;
            if is_there || found.is_some() {
                w.see();
                w.device_type(found, is_discovery && device.info.is_none(), item_type, written)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Under which names the device and its maker go.
    fn names(&mut self, info: &'m Info<'m>, device: &'m Device<'m>) -> Result {
        let (mac, mac_addr) = (shown(&info.mac).or(shown(&device.mac)), shown(&info.mac_addr));
        let (maker, vendor) =
            (shown(&info.manufacturer).or(shown(&device.manufacturer)), shown(&info.vendor));
        let (dns, netbios) = (shown(&device.dns_host_name), shown(&device.netbios_name));
        let names = [shown(&info.name), shown(&device.snmp_host_name), netbios, dns];
        self.text("name", names.into_iter().flatten().next())?;
        let net_port_vendor = shown(&device.net_port_vendor);
        if self.is_php() {
            // NIX-J42, NIX-J43
            self.text("mac", mac_addr.or(mac))?;
            self.text("macaddr", mac_addr)?;
            self.text("manufacturer", net_port_vendor.or(maker))?;
            self.text("vendor", vendor)
        } else {
            let mac_addr = self.single("macaddr", mac_addr)?;
            let vendor = self.single("vendor", vendor)?;
            self.first("mac", &[mac, mac_addr])?;
            self.first("manufacturer", &[maker, vendor, net_port_vendor.filter(|_| maker.is_none())])
        }
    }

    /// The device's number in the job, which is not stored (NIX-J07).
    fn id(&mut self, info: &'m Info<'m>) {
        let before = self.seen();
        self.dropped("id", shown(&info.id));
        if self.seen() != before && !self.is_php() {
            self.change("id", ChangeKind::NotStored);
        }
    }

    fn device_type(
        &mut self,
        found: Option<&'m str>,
        is_discovery: bool,
        item_type: Option<&'m str>,
        written: &mut Written,
    ) -> Result {
        if !self.is_php() {
            let found = found.and_then(DeviceType::from_text);
            let kind = match &found {
                None if is_discovery => None,
                None => Some(ChangeKind::NoType),
                Some(DeviceType::Other(other)) if !other.eq_ignore_ascii_case("unmanaged") => {
                    Some(ChangeKind::UnknownType)
                }
                Some(DeviceType::Pdu) => Some(ChangeKind::NearestType),
                Some(_) => None,
            };
            if let Some(kind) = kind {
                // NIX-J44, NIX-J45, NIX-J55
                self.change("type", kind);
            }
            let (name, class) = known_type(found.as_ref());
            self.value("type", name);
            written.item_type = Some(class);
            return Ok(());
        }
        let Some(found) = found else {
            written.item_type = Some(if is_discovery { "Unmanaged" } else { "Computer" });
            if is_discovery {
                self.value("type", "Unmanaged");
            }
            return Ok(());
        };
        let mut name = found.to_ascii_lowercase();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        if name == "Kvm" {
            name.make_ascii_uppercase();
        }
        self.value("type", &name);
        written.item_type = match name.as_str() {
            "Computer" => Some("Computer"),
            "Phone" => Some("Phone"),
            "Printer" => Some("Printer"),
            "Unmanaged" => Some("Unmanaged"),
            "Networking" | "Storage" | "Power" | "Video" | "KVM" => Some("NetworkEquipment"),
            _ if item_type.is_some() => None,
            _ => return self.refuse("type", "a type it does not know"),
        };
        Ok(())
    }

    fn work_group(&mut self, device: &'m Device<'m>) -> Result {
        if let Some(work_group) = shown(&device.work_group) {
            self.scope(Place::Key("hardware"), *b"{}", |w| {
                w.value("workgroup", work_group);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// The name of a type in JSON, and the class that servers make of such a device.
fn known_type(device_type: Option<&DeviceType>) -> (&'static str, &'static str) {
    match device_type {
        Some(DeviceType::Computer) => ("Computer", "Computer"),
        Some(DeviceType::Phone) => ("Phone", "Phone"),
        Some(DeviceType::Printer) => ("Printer", "Printer"),
        Some(DeviceType::Networking) => ("Networking", "NetworkEquipment"),
        Some(DeviceType::Storage) => ("Storage", "NetworkEquipment"),
        // The schema has no power strips (NIX-J55).
        Some(DeviceType::Power | DeviceType::Pdu) => ("Power", "NetworkEquipment"),
        Some(DeviceType::Video) => ("Video", "NetworkEquipment"),
        Some(DeviceType::Kvm) => ("KVM", "NetworkEquipment"),
        Some(DeviceType::Other(_)) | None => ("Unmanaged", "Unmanaged"),
    }
}

/// The class that servers make of a device.
pub(super) fn item_type(device: Option<&Device<'_>>) -> &'static str {
    let Some(device) = device else {
        return "Computer";
    };
    let found = device.info.as_ref().and_then(|info| info.device_type.as_ref());
    let error = device.error.as_ref().and_then(|error| error.device_type.as_ref());
    known_type(found.or(device.device_type.as_ref()).or(error).and_then(Leaf::value).as_ref()).1
}
