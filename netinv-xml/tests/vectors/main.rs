//! Known answers: our own documents, in the layouts of the real writers.

mod jobs;

use std::net::IpAddr;

use netinv_xml::{
    Control, Date, DeviceType, Document, Duplex, Form, IfIndex, IfStatus, IfType, Leaf, Limits, MacAddr,
    Message, Neighbor, Query, RepairKind, Request, Style, SupplyKind, SupplyLevel, TruthValue, Uptime,
    documents,
};

const LIBXML: &[u8] = include_bytes!("../../samples/inventory-libxml.xml");
const TREEPP: &[u8] = include_bytes!("../../samples/inventory-treepp.xml");
const DISCOVERY: &[u8] = include_bytes!("../../samples/discovery.xml");
const STREAM: &[u8] = include_bytes!("../../samples/stream.xml");
const JOB_ATTRIBUTES: &[u8] = include_bytes!("../../samples/job-attributes.xml");
const JOB_CHILDREN: &[u8] = include_bytes!("../../samples/job-children.xml");
const BROKEN: &[u8] = include_bytes!("../../samples/broken.xml");

fn decode(bytes: &[u8]) -> Document<'_> {
    Document::decode(bytes, &Limits::DEFAULT).expect("a readable document")
}

fn encode(document: &Document<'_>) -> String {
    let mut written = Vec::new();
    document.encode(&mut written).expect("a writable document");
    String::from_utf8(written).expect("UTF-8")
}

fn text<'l, T: ?Sized>(leaf: &'l Option<Leaf<'_, T>>) -> Option<&'l str> {
    leaf.as_ref().map(Leaf::as_str)
}

fn request<'d, 'a>(document: &'d Document<'a>) -> &'d Request<'a> {
    match document.message() {
        Message::Inventory(request) | Message::Discovery(request) | Message::Control(request) => request,
        other => panic!("{other:?}"),
    }
}

/// NIX-015: what agents write comes out byte for byte.
#[test]
fn documents_come_out_as_they_were() {
    for (bytes, style) in [
        (LIBXML, Style::LibXml),
        (TREEPP, Style::TreePp),
        (DISCOVERY, Style::LibXml),
        (JOB_ATTRIBUTES, Style::LibXml),
        (JOB_CHILDREN, Style::Line),
    ] {
        let document = Document::decode_strict(bytes, &Limits::DEFAULT).expect("a well-formed document");
        assert_eq!(document.style(), style);
        assert_eq!((document.repairs(), document.unknown_members()), (&[][..], 0));
        assert_eq!(encode(&document), String::from_utf8_lossy(bytes));
        assert_eq!(document.clone().into_owned(), document);
    }
}

/// XML reads every end of line as LF.
#[test]
fn ends_of_lines_do_not_matter() {
    for end in ["\r\n", "\r"] {
        let other = String::from_utf8_lossy(LIBXML).replace('\n', end);
        let document = Document::decode_strict(other.as_bytes(), &Limits::DEFAULT).expect("well-formed");
        assert_eq!(document.message(), decode(LIBXML).message());
        assert_eq!(encode(&document).as_bytes(), LIBXML);
    }
}

#[test]
fn an_inventory_is_typed() {
    let document = decode(LIBXML);
    let Message::Inventory(result) = document.message() else { panic!("{document:?}") };
    assert_eq!(result.query(), Query::Inventory);
    assert_eq!(result.job().and_then(Leaf::value).map(|job| job.0), Some(7));
    assert_eq!(text(&result.item_type), Some("Glpi\\CustomAsset\\SwitchAsset"));
    assert_eq!(
        result.contents[0].storages[0].disk_size.as_ref().and_then(Leaf::value).map(|mib| mib.0),
        Some(3_000_000)
    );

    let device = result.devices().next().expect("one device");
    assert_eq!(device.kind(), Some(DeviceType::Networking));
    assert_eq!(device.firmwares[0].date.as_ref().and_then(Leaf::value), Date::new(2019, 9, 16));
    assert_eq!(text(&device.sim_cards[0].operator_code), Some("208.10"));
    assert_eq!(text(&device.modems[0].modem_type), Some("4G"));
    assert_eq!(text(&device.drives[0].volume), Some("/flash"));

    let info = device.info.as_ref().expect("INFO");
    assert_eq!(info.description(), Some("Example switch, 'quoted' & \"double\"\nsecond line <end>"));
    assert_eq!(info.ips.iter().filter_map(Leaf::value).filter(IpAddr::is_ipv6).count(), 1);
    assert_eq!(text(&info.location), Some("Zürich, 3. Stock"));
    assert_eq!((device.name(), info.maker()), (Some("core-1"), Some("Example Networks")));
    let uptime = info.uptime.as_ref().and_then(Leaf::value).map(Uptime::as_ticks);
    assert_eq!(uptime, Some(293_555_959));
}

#[test]
fn ports_are_typed() {
    let document = decode(LIBXML);
    let device = request(&document).devices().next().expect("one device");
    let port = &device.ports[0];
    assert_eq!(port.index(), Some(IfIndex(1)));
    assert_eq!(text(&port.name), Some("1.1"));
    assert_eq!(port.status.as_ref().and_then(Leaf::value), Some(IfStatus::Up));
    assert_eq!(port.duplex.as_ref().and_then(Leaf::value), Some(Duplex::Full));
    assert_eq!(port.port_type.as_ref().and_then(Leaf::value), Some(IfType::ETHERNET));
    assert_eq!(port.out_octets.as_ref().and_then(Leaf::value), Some(u64::MAX));
    assert_eq!((port.bytes_in(), port.bytes_out()), (Some(979_579_618_818_531), Some(u64::MAX)));
    assert_eq!(port.trunk.as_ref().and_then(Leaf::value), Some(true));
    assert_eq!(port.vlans[1].number.as_ref().and_then(Leaf::value), Some(4094));
    // Empty is not absent.
    assert_eq!(text(&port.vlans[1].name), Some(""));
    assert_eq!(port.vlans[1].extra, []);
    let Neighbor::Device(neighbor) = port.neighbor() else { panic!("{port:?}") };
    assert_eq!(text(&neighbor.name), Some("core-2"));
    assert!(matches!(device.ports[1].neighbor(), Neighbor::Learnt(macs) if macs.len() == 2));
    assert_eq!(device.ports[2], netinv_xml::Port::default());
    let aggregated: Vec<_> =
        device.aggregated_ports(&device.ports[3]).filter_map(netinv_xml::Port::index).collect();
    assert_eq!(aggregated, [IfIndex(1), IfIndex(2)]);
    assert!(matches!(device.ports[4].mac.as_ref().and_then(Leaf::value), Some(MacAddr::Wwn(_))));
}

#[test]
fn a_stack_and_its_access_points() {
    let document = decode(LIBXML);
    let device = request(&document).devices().next().expect("one device");
    let names: Vec<_> = device.stack_members().into_iter().map(|member| member.name()).collect();
    assert_eq!(names, ["core-1 - Unit 1", "core-1 - Unit 2"]);
    assert_eq!(device.access_points().filter_map(|ap| text(&ap.name)).collect::<Vec<_>>(), ["ap-lobby"]);
    assert_eq!(device.components[0].replaceable.as_ref().and_then(Leaf::value), Some(TruthValue::False));
}

#[test]
fn a_printer_is_typed() {
    let document = decode(TREEPP);
    let result = request(&document);
    assert_eq!(result.job().and_then(Leaf::value).map(|job| job.0), Some(1_280_265_498));
    let device = result.devices().next().expect("one device");
    let cartridges = device.cartridges.as_ref().expect("CARTRIDGES");
    let found: Vec<_> = cartridges
        .supplies
        .iter()
        .map(|supply| (supply.supply().map(|s| (s.kind, s.color)), supply.level.value()))
        .collect();
    assert_eq!(found[0].0, Some((SupplyKind::Cartridge, "PHOTO-BLACK")));
    assert_eq!(found[3], (Some((SupplyKind::Toner, "BLACK")), Some(SupplyLevel::Percent(86))));
    assert_eq!(found[5], (Some((SupplyKind::WasteToner, "")), Some(SupplyLevel::Unknown)));
    assert_eq!(found.len(), 7);
    let roll = cartridges.paper_roll.as_ref().expect("PAPERROLL");
    assert_eq!(roll.inches.as_ref().and_then(Leaf::value), Some(24));
    let info = device.info.as_ref().expect("INFO");
    // NIX-018: the writer of these agents has three ways to say nothing.
    assert!(info.device_type.as_ref().is_some_and(Leaf::is_undefined));
    assert!(info.name.as_ref().is_some_and(|name| !name.is_undefined() && name.as_str().is_empty()));
    assert!(info.location.is_none());
    assert_eq!(text(&info.comments), Some("Example printer, 'quoted' & \"double\" \u{7f}"));
}

#[test]
fn a_discovery_is_typed() {
    let document = decode(DISCOVERY);
    let Message::Discovery(found) = document.message() else { panic!("{document:?}") };
    let device = found.devices().next().expect("one device");
    assert_eq!(text(&device.snmp_host_name), Some("core-1"));
    // NIX-053
    assert_eq!(device.name(), Some("core-1"));
    assert_eq!(device.auth_port.as_ref().and_then(Leaf::value), Some(161));
    assert_eq!(device.kind(), Some(DeviceType::Networking));
}

/// NIX-028: a discovery in the words of FusionInventory agent 2.6, which found a device
/// called `bür-1 & co` in `Straße`.
#[test]
fn a_text_that_was_encoded_twice() {
    let bytes = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<REQUEST>\n  <CONTENT>\n    <DEVICE>\n",
        "      <AUTHSNMP>4</AUTHSNMP>\n      <ENTITY>0</ENTITY>\n      <IP>192.0.2.7</IP>\n",
        "      <LOCATION>Straï¿½</LOCATION>\n      <SNMPHOSTNAME>bÃ¼r-1 &amp; co</SNMPHOSTNAME>\n",
        "    </DEVICE>\n    <MODULEVERSION>4.2</MODULEVERSION>\n    <PROCESSNUMBER>12</PROCESSNUMBER>\n",
        "  </CONTENT>\n  <DEVICEID>agent-2024-01-31-12-00-00</DEVICEID>\n  <QUERY>NETDISCOVERY</QUERY>\n",
        "</REQUEST>\n"
    );
    let document =
        Document::decode_strict(bytes.as_bytes(), &Limits::DEFAULT).expect("a well-formed document");
    assert_eq!((document.unknown_members(), encode(&document).as_str()), (0, bytes));
    let device = request(&document).devices().next().expect("one device");
    let [name, location] =
        [&device.snmp_host_name, &device.location].map(|leaf| leaf.as_ref().expect("a text"));
    assert_eq!((name.as_str(), &*name.without_double_encoding()), ("bÃ¼r-1 & co", "bür-1 & co"));
    assert_eq!(
        (location.as_str(), &*location.without_double_encoding()),
        ("Straï¿½", "Stra\u{fffd}"),
        "the rest is lost"
    );
}

/// NIX-003, NIX-024: a whole run of an agent in one stream.
#[test]
fn a_stream_is_taken_apart() {
    let controls: Vec<_> = documents(STREAM)
        .map(|bytes| {
            let document = decode(bytes);
            assert_eq!(encode(&document).as_bytes(), bytes);
            request(&document).control()
        })
        .collect();
    assert_eq!(
        controls,
        [
            Some(Control::Start),
            Some(Control::Addresses(254)),
            None,
            Some(Control::Exit),
            Some(Control::End),
            Some(Control::End)
        ]
    );
    // The first alone, and the rest said to be there.
    let first = decode(STREAM);
    assert_eq!(first.repairs().len(), 1);
    assert_eq!(first.repairs()[0].kind, RepairKind::AnotherDocument);
    assert!(Document::decode_strict(STREAM, &Limits::DEFAULT).is_err());
}

/// NIX-013, NIX-049: agents and servers of 2012 and 2013.
#[test]
fn a_discovery_with_a_dictionary() {
    let found = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<REQUEST>\n  <CONTENT>\n    <DEVICE>\n      <IP>192.0.2.7</IP>\n\
        \x20     <MODELSNMP>Printer0001</MODELSNMP>\n      <TYPE>3</TYPE>\n    </DEVICE>\n  </CONTENT>\n\
        \x20 <QUERY>NETDISCOVERY</QUERY>\n</REQUEST>\n";
    let document = decode(found.as_bytes());
    assert_eq!((document.unknown_members(), encode(&document).as_str()), (0, found));
    let device = request(&document).devices().next().expect("one device");
    assert_eq!((text(&device.model_snmp), device.kind()), (Some("Printer0001"), Some(DeviceType::Printer)));
    // The text stays.
    assert_eq!(text(&device.device_type), Some("3"));

    let asks = "<REQUEST><CONTENT><AGENT><END>1</END></AGENT><DICO>REQUEST</DICO></CONTENT><QUERY>NETDISCOVERY</QUERY></REQUEST>";
    let document = decode(asks.as_bytes());
    assert_eq!((document.unknown_members(), request(&document).control()), (0, Some(Control::End)));
    assert_eq!(text(&request(&document).contents[0].dictionary), Some("REQUEST"));

    let job = "<REPLY><OPTION><NAME>NETDISCOVERY</NAME><DICO>&lt;X/&gt;</DICO><DICOHASH>0a1b</DICOHASH></OPTION></REPLY>";
    let document = decode(job.as_bytes());
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let option = &reply.options[0];
    assert_eq!((text(&option.dictionary), text(&option.dictionary_hash)), (Some("<X/>"), Some("0a1b")));
    assert_eq!(document.unknown_members(), 0);
    // As elements it is kept too.
    let elements = job.replace("&lt;X/&gt;", "<DEVICE><TYPE>3</TYPE></DEVICE>");
    let document = decode(elements.as_bytes());
    assert_eq!(document.unknown_members(), 1);
    assert!(encode(&document).contains("<TYPE>3</TYPE>"));
}

/// NIX-020 to NIX-027: every repair, with its place.
#[test]
fn a_broken_document_is_repaired() {
    let document = decode(BROKEN);
    let at = |what: &str| {
        BROKEN.windows(what.len()).position(|window| window == what.as_bytes()).expect("it is there")
    };
    let found: Vec<_> = document
        .repairs()
        .iter()
        .map(|repair| {
            let kind = format!("{:?}", repair.kind);
            (kind.split(' ').next().expect("a name").to_owned(), repair.offset)
        })
        .collect();
    let expected = [
        ("LeadingBytes", 0),
        ("TagName", at("CARTRIDGEBLACK/2")),
        ("Encoding", at("CARTRIDGEGR")),
        ("TagName", at("TONER50")),
        ("TagName", at("TONERLIGHT")),
        ("Ampersand", at("&D printer")),
        ("Character", at("\u{2}")),
        ("CharacterReference", at("&#0;")),
        ("Ampersand", at("&nope")),
        ("LessThan", at("< b")),
        ("CdataEnd", at("]]>")),
        ("Encoding", at("Caf") + 3),
        ("Truncated", at("<IFSPEED>")),
    ];
    assert_eq!(found, expected.map(|(kind, at)| (kind.to_owned(), at)));

    let device = request(&document).devices().next().expect("one device");
    let info = device.info.as_ref().expect("INFO");
    assert_eq!(text(&info.comments), Some("R&D printer [31m &nope; a < b ]]> end"));
    assert_eq!(text(&info.location), Some("Café étage"));
    let tags: Vec<_> = device
        .cartridges
        .iter()
        .flat_map(|cartridges| &cartridges.supplies)
        .map(|supply| &*supply.tag)
        .collect();
    assert_eq!(tags, ["CARTRIDGEBLACK_2", "CARTRIDGEGRÜN", "TONER50_GRAY", "TONERLIGHT_CYAN"]);
    // The interface was not finished, but what is there is kept; half a number is not.
    assert_eq!(text(&device.ports[0].number), Some("1"));
    assert_eq!(device.ports[0].speed, None);
}

#[test]
fn declarations_of_all_sorts_of_brokenness() {
    for declaration in
        ["<?xml version=\"1.0\">", "<?xml?>", "<?xml encoding='UTF-8'?>", "\n<?xml version='1.0'?>"]
    {
        let xml = format!("{declaration}<REQUEST><CONTENT><DEVICE/></CONTENT></REQUEST>");
        let document = decode(xml.as_bytes());
        assert_eq!(document.repairs().len(), 1, "{xml}: {:?}", document.repairs());
        assert!(matches!(document.message(), Message::Inventory(_)), "{xml}");
    }
}

/// NIX-016
#[test]
fn what_nobody_described_is_kept_in_its_place() {
    let written = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<REQUEST>\n  <CONTENT>\n    <DEVICE>\n      <INFO>\n        \
        <AAA>first</AAA>\n        <COMMENTS>c</COMMENTS>\n        <IDENTITY>\n          <DEEP/>\n          <X>1</X>\n        \
        </IDENTITY>\n        <IPS>\n          <IP>192.0.2.1</IP>\n        </IPS>\n        <ZZZ></ZZZ>\n      </INFO>\n    \
        </DEVICE>\n    <FUTURE>1</FUTURE>\n  </CONTENT>\n  <DEVICEID>a</DEVICEID>\n  <QUERY>SNMPQUERY</QUERY>\n</REQUEST>\n";
    let document = decode(written.as_bytes());
    assert_eq!(document.unknown_members(), 4);
    assert_eq!(encode(&document), written);
}

#[test]
fn other_names_of_a_query() {
    for (query, kind) in [
        ("<QUERY>SNMP</QUERY>", Query::Inventory),
        ("<QUERY>SNMPINVENTORY</QUERY>", Query::Inventory),
        ("<QUERY>netdiscovery</QUERY>", Query::Discovery),
        ("<QUERY>PROLOG</QUERY>", Query::Other),
        ("", Query::Inventory),
    ] {
        let xml = format!("<REQUEST><CONTENT><DEVICE/></CONTENT>{query}</REQUEST>");
        assert_eq!(request_of(&xml), kind, "{query}");
    }
    assert_eq!(request_of("<REQUEST><CONTENT/></REQUEST>"), Query::Other);
}

fn request_of(xml: &str) -> Query {
    match decode(xml.as_bytes()).message() {
        Message::Inventory(request) | Message::Discovery(request) | Message::Other(request) => {
            request.query()
        }
        other => panic!("{other:?}"),
    }
}

/// NIX-003
#[test]
fn a_mark_that_is_zero_is_not_set() {
    for (marks, expected) in [
        ("<START>0</START><END>1</END>", Control::End),
        ("<START/><END></END><EXIT>1</EXIT>", Control::Exit),
        ("<START>1</START><END>1</END>", Control::Start),
        ("<START>0</START><END>0</END><EXIT>0</EXIT>", Control::Other),
        ("<NBIP>254</NBIP>", Control::Addresses(254)),
        ("<NBIP>many</NBIP>", Control::Other),
    ] {
        let xml = format!("<REQUEST><CONTENT><AGENT>{marks}</AGENT></CONTENT></REQUEST>");
        assert_eq!(request(&decode(xml.as_bytes())).control(), Some(expected), "{marks}");
    }
}
