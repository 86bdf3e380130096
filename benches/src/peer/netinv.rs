//! A network inventory as one writes it down with quick-xml's serde derive, and by
//! other XML libraries.

use quick_xml::events::Event;
use quick_xml::se::Serializer;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename = "REQUEST", rename_all = "UPPERCASE")]
pub(crate) struct Request {
    pub(crate) content: Content,
    pub(crate) deviceid: String,
    pub(crate) query: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Content {
    pub(crate) device: Device,
    moduleversion: Option<String>,
    processnumber: Option<u64>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Device {
    pub(crate) components: Components,
    pub(crate) info: Info,
    pub(crate) ports: Ports,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Components {
    pub(crate) component: Vec<Component>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Component {
    containedinindex: Option<i64>,
    description: Option<String>,
    firmware: Option<String>,
    index: Option<i64>,
    name: Option<String>,
    serial: Option<String>,
    r#type: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Info {
    comments: Option<String>,
    cpu: Option<u64>,
    firmware: Option<String>,
    id: Option<u64>,
    ips: Option<Ips>,
    location: Option<String>,
    mac: Option<String>,
    manufacturer: Option<String>,
    memory: Option<u64>,
    model: Option<String>,
    pub(crate) name: Option<String>,
    ram: Option<u64>,
    serial: Option<String>,
    r#type: Option<String>,
    uptime: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Ips {
    ip: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Ports {
    pub(crate) port: Vec<Port>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Port {
    pub(crate) connections: Option<Connections>,
    ifalias: Option<String>,
    ifdescr: Option<String>,
    ifinerrors: Option<u64>,
    pub(crate) ifinoctets: Option<u64>,
    ifinternalstatus: Option<u8>,
    iflastchange: Option<String>,
    ifmtu: Option<u64>,
    pub(crate) ifname: Option<String>,
    pub(crate) ifnumber: Option<u64>,
    ifouterrors: Option<u64>,
    ifoutoctets: Option<u64>,
    ifportduplex: Option<u8>,
    ifspeed: Option<u64>,
    ifstatus: Option<u8>,
    iftype: Option<u64>,
    mac: Option<String>,
    trunk: Option<u8>,
    pub(crate) vlans: Option<Vlans>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Connections {
    pub(crate) connection: Connection,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Connection {
    pub(crate) mac: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Vlans {
    pub(crate) vlan: Vec<Vlan>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Vlan {
    name: Option<String>,
    number: Option<u16>,
}

/// quick-xml's serde derive, owned.
pub(crate) fn decode(xml: &[u8]) -> Request {
    let text = std::str::from_utf8(xml).expect("it is text");
    quick_xml::de::from_str(text).expect("our results fit")
}

/// quick-xml's serde derive, laid out as agents do.
pub(crate) fn encode(request: &Request) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut serializer = Serializer::new(&mut out);
    serializer.indent(' ', 2);
    request.serialize(serializer).expect("our results fit");
    out
}

/// A limit: quick-xml's events, one after the other. How many elements there are.
pub(crate) fn events(xml: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut elements = 0;
    loop {
        match reader.read_event().expect("our results are well-formed") {
            Event::Start(_) => elements += 1,
            Event::Eof => return elements,
            _ => {}
        }
    }
}

/// roxmltree's tree, and a walk for the addresses. How many there are.
pub(crate) fn tree(xml: &[u8]) -> usize {
    let text = std::str::from_utf8(xml).expect("it is text");
    let tree = roxmltree::Document::parse(text).expect("our results are well-formed");
    let macs = tree.descendants().filter(|node| node.has_tag_name("MAC") && node.text().is_some());
    macs.count()
}
