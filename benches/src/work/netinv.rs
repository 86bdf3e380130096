//! `netinv-xml`: a large switch.

use std::hint::black_box;
use std::rc::Rc;

use netinv_xml::glpi_json::{self, Conversion, Converted};
use netinv_xml::{DecodeError, Device, Document, Leaf, Limits, Message, Port};

use crate::measure::Group;
use crate::payload;
use crate::peer::{self, netinv as typed};

const KRATE: &str = "netinv";

/// Reads a result.
///
/// # Errors
/// If it is not one.
pub fn decode(xml: &[u8]) -> Result<Document<'_>, DecodeError> {
    Document::decode(xml, &Limits::DEFAULT)
}

/// The device in a result.
///
/// # Panics
/// If there is not one.
#[must_use]
pub fn device<'d, 'a>(document: &'d Document<'a>) -> &'d Device<'a> {
    let Message::Inventory(result) = document.message() else { panic!("it is a result") };
    result.devices().next().expect("a device")
}

/// Adds up every number of every interface, which is when their texts are read.
#[must_use]
pub fn numbers(document: &Document<'_>) -> u64 {
    let value = |leaf: &Option<Leaf<'_, u64>>| leaf.as_ref().and_then(Leaf::value).unwrap_or(0);
    let of_port = |port: &Port<'_>| {
        let number = port.number.as_ref().and_then(|leaf| leaf.as_str().parse::<u64>().ok());
        let vlans = port.vlans.iter().filter_map(|vlan| vlan.number.as_ref()?.value()).map(u64::from);
        let leaves =
            [&port.in_errors, &port.in_octets, &port.mtu, &port.out_errors, &port.out_octets, &port.speed];
        let small = [
            port.admin_status.as_ref().map(|leaf| u64::from(leaf.value().is_some())),
            port.duplex.as_ref().map(|leaf| u64::from(leaf.value().is_some())),
            port.status.as_ref().map(|leaf| u64::from(leaf.value().is_some())),
            port.port_type.as_ref().map(|leaf| u64::from(leaf.value().is_some())),
            port.trunk.as_ref().map(|leaf| u64::from(leaf.value().is_some())),
        ];
        number.unwrap_or(0)
            + leaves.into_iter().map(value).sum::<u64>()
            + small.into_iter().flatten().sum::<u64>()
            + vlans.sum::<u64>()
    };
    device(document).ports.iter().map(of_port).sum()
}

/// Reads a result and makes the JSON that GLPI stores.
///
/// # Panics
/// If it is not a result.
#[must_use]
pub fn convert(xml: &[u8]) -> Converted {
    let document = decode(xml).expect("it is a result");
    glpi_json::convert(document.message(), Conversion::Corrected).expect("a result can be converted")
}

/// All groups, with this many interfaces.
///
/// # Panics
/// If ours and a peer do not find the same in a payload.
#[must_use]
pub fn groups(ports: usize) -> Vec<Group> {
    let xml: Rc<[u8]> = payload::netinv::result(ports).into();
    let document = decode(&xml).expect("our payloads are results").into_owned();
    verify(&xml, &document, &typed::decode(&xml));
    vec![result(&xml), read_numbers(&xml), encode(&xml, document), to_json(&xml)]
}

fn verify(xml: &[u8], ours: &Document<'_>, typed: &typed::Request) {
    assert!(ours.repairs().is_empty());
    assert_eq!(ours.unknown_members(), 0);
    let (ours, theirs) = (device(ours), &typed.content.device);
    assert_eq!(ours.name(), theirs.info.name.as_deref());
    assert_eq!(ours.components.len(), theirs.components.component.len());
    assert_eq!(ours.ports.len(), theirs.ports.port.len());
    let mut macs = 0;
    for (ours, theirs) in ours.ports.iter().zip(&theirs.ports.port) {
        assert_eq!(ours.name.as_ref().map(Leaf::as_str), theirs.ifname.as_deref());
        assert_eq!(ours.in_octets.as_ref().and_then(Leaf::value), theirs.ifinoctets);
        let heard = ours.connections.iter().flat_map(|all| &all.connections).flat_map(|one| &one.macs);
        let heard: Vec<&str> = heard.map(Leaf::as_str).collect();
        let theirs_heard = theirs.connections.iter().flat_map(|all| &all.connection.mac);
        assert!(theirs_heard.eq(heard.iter().copied()));
        assert_eq!(ours.vlans.len(), theirs.vlans.as_ref().map_or(0, |vlans| vlans.vlan.len()));
        macs += heard.len();
    }
    // Each interface has an address of its own too, and so has the device.
    assert_eq!(typed::tree(xml), macs + ours.ports.len() + 1);
    assert!(typed::events(xml) > macs);
}

fn result(xml: &Rc<[u8]>) -> Group {
    let x = || Rc::clone(xml);
    let (ours, first, second, limit, source) = (x(), x(), x(), x(), x());
    let mut copied = Vec::new();
    Group::new(KRATE, "decode a 1 MB result", xml.len(), move || {
        drop(black_box(decode(&ours).expect("it is a result")));
    })
    .peer("quick-xml serde derive", 3.0, move || typed::decode(&first))
    .peer("roxmltree, and a walk", None, move || typed::tree(&second))
    .limit("quick-xml event loop", move || typed::events(&limit))
    .limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn read_numbers(xml: &Rc<[u8]>) -> Group {
    let (ours, first) = (Rc::clone(xml), Rc::clone(xml));
    Group::new(KRATE, "the same, with every number read", xml.len(), move || {
        numbers(&decode(&ours).expect("it is a result"))
    })
    .peer("quick-xml serde derive", None, move || typed::decode(&first))
}

fn encode(xml: &Rc<[u8]>, document: Document<'static>) -> Group {
    let mut dst = Vec::new();
    document.encode(&mut dst).expect("it can be written");
    assert!(dst == **xml, "ours writes what the agent wrote");
    let typed = typed::decode(xml);
    assert_eq!(typed::encode(&typed).trim_end().as_bytes(), dst.trim_ascii_end(), "and so does the peer");
    let (source, mut copied) = (Rc::clone(xml), Vec::new());
    Group::new(KRATE, "encode the same", xml.len(), move || {
        dst.clear();
        document.encode(&mut dst)
    })
    .allocations(0)
    .peer("quick-xml serde", 4.0, move || typed::encode(&typed))
    .limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn to_json(xml: &Rc<[u8]>) -> Group {
    assert_eq!(convert(xml).documents().len(), 1);
    let (ours, first) = (Rc::clone(xml), Rc::clone(xml));
    Group::new(KRATE, "convert XML → GLPI JSON text", xml.len(), move || convert(&ours)).peer(
        "quick-xml serde derive, decode alone",
        2.0,
        move || typed::decode(&first),
    )
}
