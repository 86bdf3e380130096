//! From JSON to the message that an agent would have sent (NIX-J60).

use netinv_xml::{Document, Limits, Message, Node, Request, glpi_json};

/// The message that a JSON text becomes.
fn read(json: &str) -> Request<'static> {
    let message = glpi_json::decode(json.as_bytes(), &Limits::DEFAULT)
        .unwrap_or_else(|error| panic!("{error}: {json}"));
    match message.into_owned() {
        Message::Inventory(request) | Message::Discovery(request) => request,
        other => panic!("{other:?}"),
    }
}

/// The JSON means the same as a message in XML with this `CONTENT`.
fn means(action: &str, content: &str, xml: &str) {
    let found = read(&format!(r#"{{"action":"{action}","deviceid":"a","content":{content}}}"#));
    let query = if action == "netdiscovery" { "NETDISCOVERY" } else { "SNMPQUERY" };
    let xml =
        format!("<REQUEST><CONTENT>{xml}</CONTENT><DEVICEID>a</DEVICEID><QUERY>{query}</QUERY></REQUEST>");
    let expected = Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT).expect("well-formed");
    assert_eq!(&Message::from(found), expected.message(), "{content}");
}

fn names<'n>(nodes: &'n [Node<'_>]) -> Vec<&'n str> {
    nodes.iter().filter_map(Node::name).collect()
}

#[test]
fn every_member_of_an_inventorys_device() {
    means(
        "netinventory",
        r#"{"network_device": {"assettag": "a", "contact": "c", "cpu": 5, "credentials": 4, "description": "d",
            "firmware": "f", "ips": ["192.0.2.1"], "location": "l", "mac": "m", "macaddr": "n", "manufacturer": "o",
            "memory": 1, "model": "p", "name": "q", "ram": 2, "serial": "r", "type": "Storage", "uptime": "s",
            "vendor": "t", "x": "1"},
          "device": {"authport": "161", "authprotocol": "udp", "dnshostname": "u", "entity": "0", "netbiosname": "v",
            "netportvendor": "w", "usersession": "x", "wifi": {"ssid": "y"}}}"#,
        "<DEVICE><AUTHPORT>161</AUTHPORT><AUTHPROTOCOL>udp</AUTHPROTOCOL><AUTHSNMP>4</AUTHSNMP><DNSHOSTNAME>u</DNSHOSTNAME>\
         <ENTITY>0</ENTITY><INFO><ASSETTAG>a</ASSETTAG><COMMENTS>d</COMMENTS><CONTACT>c</CONTACT><CPU>5</CPU>\
         <FIRMWARE>f</FIRMWARE><IPS><IP>192.0.2.1</IP></IPS><LOCATION>l</LOCATION><MAC>m</MAC><MACADDR>n</MACADDR>\
         <MANUFACTURER>o</MANUFACTURER><MEMORY>1</MEMORY><MODEL>p</MODEL><NAME>q</NAME><RAM>2</RAM><SERIAL>r</SERIAL>\
         <TYPE>STORAGE</TYPE><UPTIME>s</UPTIME><VENDOR>t</VENDOR><X>1</X></INFO><NETBIOSNAME>v</NETBIOSNAME>\
         <NETPORTVENDOR>w</NETPORTVENDOR><USERSESSION>x</USERSESSION><WIFI><SSID>y</SSID></WIFI></DEVICE>",
    );
}

#[test]
fn every_member_of_a_discoverys_device() {
    means(
        "netdiscovery",
        r#"{"hardware": {"workgroup": "wg"}, "network_device": {"assettag": "a", "contact": "c", "credentials": 4,
            "description": "d", "firmware": "f", "ips": ["192.0.2.1"], "location": "l", "mac": "m", "manufacturer": "o",
            "memory": 1, "model": "p", "name": "q", "serial": "r", "type": "Phone", "uptime": "s", "ram": 2, "x": "1"}}"#,
        "<DEVICE><ASSETTAG>a</ASSETTAG><AUTHSNMP>4</AUTHSNMP><CONTACT>c</CONTACT><DESCRIPTION>d</DESCRIPTION>\
         <FIRMWARE>f</FIRMWARE><INFO><RAM>2</RAM><X>1</X></INFO><IPS><IP>192.0.2.1</IP></IPS><LOCATION>l</LOCATION>\
         <MAC>m</MAC><MANUFACTURER>o</MANUFACTURER><MEMORY>1</MEMORY><MODEL>p</MODEL><SERIAL>r</SERIAL>\
         <SNMPHOSTNAME>q</SNMPHOSTNAME><TYPE>PHONE</TYPE><UPTIME>s</UPTIME><WORKGROUP>wg</WORKGROUP></DEVICE>",
    );
    // All that is known of it.
    means(
        "netdiscovery",
        r#"{"hardware": {"workgroup": "wg"}}"#,
        "<DEVICE><WORKGROUP>wg</WORKGROUP></DEVICE>",
    );
}

#[test]
fn hardware_is_a_work_group_in_a_discovery_alone() {
    let more = r#"{"hardware": {"workgroup": "wg", "x": 1}}"#;
    means("netdiscovery", more, "<HARDWARE><WORKGROUP>wg</WORKGROUP><X>1</X></HARDWARE>");
    means(
        "netinventory",
        r#"{"hardware": {"workgroup": "wg"}}"#,
        "<HARDWARE><WORKGROUP>wg</WORKGROUP></HARDWARE>",
    );
}

#[test]
fn supplies_and_the_roll_of_paper() {
    means(
        "netinventory",
        r#"{"cartridges": [{"tonerblack": "12", "paperroll": {"inches": 3}, "drum": {"a": 1}}]}"#,
        "<DEVICE><CARTRIDGES><TONERBLACK>12</TONERBLACK><PAPERROLL><INCHES>3</INCHES></PAPERROLL><DRUM><A>1</A></DRUM>\
         </CARTRIDGES></DEVICE>",
    );
}

#[test]
fn what_php_makes_of_nothing_is_nothing() {
    means("netinventory", r#"{"network_device": []}"#, "<DEVICE/>");
    means(
        "netinventory",
        r#"{"network_ports": [[], {"ifnumber": 1}, null]}"#,
        "<DEVICE><PORTS><PORT/><PORT><IFNUMBER>1</IFNUMBER></PORT></PORTS></DEVICE>",
    );
}

#[test]
fn what_has_no_place_is_kept() {
    // Something else than an object or a text.
    means("netinventory", r#"{"network_device": ["x"]}"#, "<NETWORK_DEVICE>x</NETWORK_DEVICE>");
    means(
        "netinventory",
        r#"{"network_ports": [{"ifnumber": 1}, ["x"], 5]}"#,
        "<DEVICE><PORTS><PORT><IFNUMBER>1</IFNUMBER></PORT></PORTS></DEVICE><NETWORK_PORTS>x</NETWORK_PORTS>\
         <NETWORK_PORTS>5</NETWORK_PORTS>",
    );
    // Attributes.
    means(
        "netinventory",
        r#"{"network_ports": [{"@attributes": {"q": "r"}, "x": {"@attributes": {"a": 1}, "b": [2, true]}}]}"#,
        "<DEVICE><PORTS><PORT q='r'><X a='1'><B>2</B><B>1</B></X></PORT></PORTS></DEVICE>",
    );
    // A second one of what there is room for once.
    means(
        "netinventory",
        r#"{"network_ports": [{"ifname": "a", "ifname": "b"}], "error": {"id": 1}, "error": {"id": 2}}"#,
        "<DEVICE><ERROR><ID>1</ID></ERROR><PORTS><PORT><IFNAME>a</IFNAME><IFNAME>b</IFNAME></PORT></PORTS></DEVICE>\
         <ERROR><ID>2</ID></ERROR>",
    );
    let twice =
        read(r#"{"action":"netinventory","content":{"network_device":{"name":"a"}},"content":{"x":1}}"#);
    assert_eq!((twice.devices().count(), names(&twice.extra)), (1, vec!["CONTENT"]));
}

#[test]
fn actions() {
    for (action, extra) in [
        (r#""netinventory""#, &[][..]),
        (r#""inventory""#, &[]),
        (r#""register""#, &["ACTION"]),
        ("5", &["ACTION"]),
    ] {
        let request =
            read(&format!(r#"{{"action":{action},"content":{{"network_device":{{"name":"x"}}}}}}"#));
        assert_eq!((request.devices().count(), names(&request.extra)), (1, extra.to_vec()), "{action}");
    }
    // How the work goes, without a device.
    let control = r#"{"action":"inventory","content":{"agent":{"start":"1"}}}"#;
    let message = glpi_json::decode(control.as_bytes(), &Limits::DEFAULT).expect("a message");
    assert!(matches!(message, Message::Control(_)), "{message:?}");
}

#[test]
fn keys_may_be_escaped() {
    means(
        "netinventory",
        r#"{"network_de\u0076ice": {"na\u006de": "\u0078"}}"#,
        "<DEVICE><INFO><NAME>x</NAME></INFO></DEVICE>",
    );
}
