//! Walking gives, part by part, what reading as a whole gives.

use std::mem::take;

use netinv_xml::{Checked, Document, Limits, Message, Part, Request};

const SAMPLES: [&[u8]; 4] = [
    include_bytes!("../samples/inventory-libxml.xml"),
    include_bytes!("../samples/inventory-treepp.xml"),
    include_bytes!("../samples/discovery.xml"),
    include_bytes!("../samples/broken.xml"),
];

/// The parts of a document with one `CONTENT`, put together again.
fn walked(xml: &[u8]) -> Message<'static> {
    let checked = Checked::decode(xml, &Limits::DEFAULT).expect("readable");
    let (mut ports, mut components, mut devices) = (Vec::new(), Vec::new(), Vec::new());
    for part in checked.walk(&Limits::DEFAULT).expect("within bounds") {
        match part.expect("a part") {
            Part::Port(port) => ports.push(port.into_owned()),
            Part::Component(component) => components.push(component.into_owned()),
            Part::Device(device) => {
                let mut device = device.into_owned();
                *device.ports = take(&mut ports);
                *device.components = take(&mut components);
                devices.push(device);
            }
            Part::Request(request) => {
                let mut request: Request<'_> = request.into_owned();
                request.contents[0].devices = devices;
                return Message::from(request);
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("no end");
}

fn read(xml: &[u8]) -> Message<'static> {
    Document::decode(xml, &Limits::DEFAULT).expect("readable").into_owned().into_message()
}

#[test]
fn the_parts_are_the_whole() {
    for sample in SAMPLES {
        assert_eq!(walked(sample), read(sample));
    }
}

/// Unknown elements, next to each of those that are stepped into.
#[test]
fn what_nobody_described_is_no_part_of_its_own() {
    let xml = "<REQUEST A=\"1\">text<FUTURE><X>1</X></FUTURE><CONTENT B=\"2\"><AGENT><START>1</START></AGENT>\
        <LATER><Y/></LATER><DEVICE C=\"3\"><COMPONENTS D=\"4\"><COMPONENT><INDEX>1</INDEX></COMPONENT><ODD/>\
        <COMPONENT/></COMPONENTS><INFO><NAME>n</NAME></INFO><MORE><Z>1</Z></MORE><PORTS E=\"5\"><ODD>1</ODD>\
        <PORT><IFNUMBER>1</IFNUMBER></PORT>loose<PORT/></PORTS></DEVICE><DEVICE/><MODULEVERSION>1</MODULEVERSION>\
        </CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>";
    assert_eq!(walked(xml.as_bytes()), read(xml.as_bytes()));
    let names = ["REQUEST", "CONTENT", "DEVICE", "COMPONENTS", "PORTS"];
    let lower = names.into_iter().fold(xml.to_owned(), |xml, name| {
        xml.replace(&format!("<{name}"), &format!("<{}", name.to_lowercase()))
            .replace(&format!("</{name}>"), &format!("</{}>", name.to_lowercase()))
    });
    assert_eq!(walked(lower.as_bytes()), read(xml.as_bytes()));
}

#[test]
fn what_was_repaired_is_shown_well_formed() {
    let checked = Checked::decode(b"<REQUEST><QUERY>a & b</QUERY>", &Limits::DEFAULT).expect("readable");
    assert_eq!(checked.as_str(), "<REQUEST><QUERY>a &amp; b</QUERY></REQUEST>");
    assert_eq!(checked.repairs().len(), 2);
}

#[test]
fn answers_of_servers_are_not_walked() {
    let checked =
        Checked::decode(b"<REPLY><RESPONSE>SEND</RESPONSE></REPLY>", &Limits::DEFAULT).expect("readable");
    let mut parts = checked.walk(&Limits::DEFAULT).expect("within bounds");
    let error = parts.next().expect("a verdict").expect_err("no results");
    assert_eq!(error.to_string(), "unknown root element \"REPLY\": expected REQUEST at byte 0");
    assert_eq!(parts.next(), None);
}
