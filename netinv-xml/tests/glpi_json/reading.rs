//! From JSON to the message that an agent would have sent (NIX-J60).

use super::*;

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

// NIX-J33
#[test]
fn a_subscriber_has_two_names() {
    for (card, xml) in [
        (r#"{"subscriber_id": "1"}"#, "<IMSI>1</IMSI>"),
        (r#"{"imsi": "1"}"#, "<IMSI>1</IMSI>"),
        (r#"{"imsi": "1", "subscriber_id": "2"}"#, "<IMSI>1</IMSI><SUBSCRIBER_ID>2</SUBSCRIBER_ID>"),
    ] {
        let content = format!(r#"{{"simcards": [{card}]}}"#);
        means("netinventory", &content, &format!("<DEVICE><SIMCARDS>{xml}</SIMCARDS></DEVICE>"));
    }
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

// NIX-J55
#[test]
fn power_strips_of_servers_to_come() {
    means(
        "netinventory",
        r#"{"network_device": {"type": "PDU"}, "pdu": {"credentials": 4, "model": "m", "name": "n", "plugs":
            [{"name": "o", "number": "1", "type": "t"}], "sysdescr": "s", "type": "u"}}"#,
        "<DEVICE><INFO><TYPE>PDU</TYPE></INFO><PDU><CREDENTIALS>4</CREDENTIALS><MODEL>m</MODEL><NAME>n</NAME>\
         <PLUGS><NAME>o</NAME><NUMBER>1</NUMBER><TYPE>t</TYPE></PLUGS><SYSDESCR>s</SYSDESCR><TYPE>u</TYPE></PDU></DEVICE>",
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

// NIX-J60
#[test]
fn json_becomes_what_an_agent_would_write() {
    let json = json!({
        "action": "netinventory", "deviceid": "agent-1", "jobid": 7, "itemtype": "Printer",
        "content": {
            "versionclient": "6.4",
            "network_device": {"name": "p", "type": "Printer", "description": "a printer", "ips": ["192.0.2.1"],
                "firmware": "1.2", "ram": 64, "id": null, "credentials": 4},
            "firmwares": [{"name": "1.2", "version": "1.2"}],
            "cartridges": [{"tonerblack": "12"}],
            "pagecounters": {"total": 9},
            "network_ports": [{"ifnumber": 1, "trunk": true, "lldp": true, "connections": [{"sysname": "sw"}],
                "ifinbytes": 5, "x": {"y": [1, 2]}}],
        },
    });
    let document = decode(&json);
    let mut xml = Vec::new();
    document.encode(&mut xml).expect("XML");
    let xml: String = String::from_utf8(xml).expect("UTF-8").lines().skip(1).map(str::trim_start).collect();
    assert_eq!(
        xml,
        "<REQUEST><CONTENT><DEVICE><AUTHSNMP>4</AUTHSNMP><CARTRIDGES><TONERBLACK>12</TONERBLACK></CARTRIDGES><INFO>\
         <COMMENTS>a printer</COMMENTS><FIRMWARE>1.2</FIRMWARE><IPS><IP>192.0.2.1</IP></IPS><NAME>p</NAME><RAM>64</RAM>\
         <TYPE>PRINTER</TYPE></INFO><PAGECOUNTERS><TOTAL>9</TOTAL></PAGECOUNTERS><PORTS><PORT><CONNECTIONS><CDP>1</CDP>\
         <CONNECTION><SYSNAME>sw</SYSNAME></CONNECTION></CONNECTIONS><IFINOCTETS>5</IFINOCTETS><IFNUMBER>1</IFNUMBER>\
         <TRUNK>1</TRUNK><X><Y>1</Y><Y>2</Y></X></PORT></PORTS></DEVICE><MODULEVERSION>6.4</MODULEVERSION>\
         <PROCESSNUMBER>7</PROCESSNUMBER></CONTENT><DEVICEID>agent-1</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>"
    );
}

#[test]
fn a_discovery_comes_back_as_one() {
    let json = json!({
        "action": "netdiscovery", "deviceid": "agent-1", "itemtype": "Phone",
        "content": {
            "versionclient": "missing", "hardware": {"workgroup": "wg"}, "device": {"entity": "0"},
            "network_device": {"name": "p", "type": "Phone", "ips": ["192.0.2.1"], "credentials": 4},
        },
    });
    let Message::Discovery(request) = decode(&json).into_message() else { panic!("a discovery") };
    let device = request.devices().next().expect("a device");
    let text = |leaf: &Option<netinv_xml::Leaf<'_>>| leaf.as_ref().map(|leaf| leaf.as_str().to_owned());
    assert_eq!(
        (text(&device.snmp_host_name), text(&device.work_group)),
        (Some("p".into()), Some("wg".into()))
    );
    assert_eq!(device.entity.as_ref().and_then(netinv_xml::Leaf::value), Some(0));
    assert!(
        device.info.is_none() && request.item_type.is_none() && request.contents[0].module_version.is_none()
    );
}

// NIX-J62
#[test]
fn inventories_of_computers_and_telephones_are_refused() {
    let sections = r#""bios":{"bdate":"2024-02-29"},"drives":[{"total":5}],"firmwares":[{"name":"f"}],
        "modems":[{"name":"m"}],"simcards":[{"imsi":"208"}],"storages":[{"name":"d"}]"#;
    for (root, more) in [
        ("", ""),
        (r#""action":"inventory","#, ""),
        (r#""action":"inventory","itemtype":"Phone","#, ""),
        ("", r#","network_ports":5"#),
    ] {
        let json = format!(r#"{{{root}"content":{{{sections}{more}}}}}"#);
        let error = glpi_json::decode(json.as_bytes(), &Limits::DEFAULT).expect_err("no network inventory");
        let expected = "not a network inventory: nothing about a device of the network at byte 0";
        assert_eq!(error.to_string(), expected);
    }
    // Each of these tells a device of the network, and so does the action.
    for (action, more) in [
        ("inventory", r#","network_device":{"name":"x"}"#),
        ("inventory", r#","network_ports":[]"#),
        ("inventory", r#","network_components":[{"index":1}]"#),
        ("inventory", r#","pagecounters":{"total":9}"#),
        ("inventory", r#","cartridges":[{"drum":"5"}]"#),
        ("inventory", r#","error":{"id":1}"#),
        ("inventory", r#","pdu":{"plugs":[]}"#),
        ("netinventory", ""),
        ("netdiscovery", ""),
    ] {
        let found = read(&format!(r#"{{"action":"{action}","content":{{{sections}{more}}}}}"#));
        assert_eq!(found.devices().count(), 1, "{action} {more}");
    }
}

// NIX-J61
#[test]
fn json_of_something_else_is_refused() {
    let error =
        |json: &str, limits: &Limits| glpi_json::decode(json.as_bytes(), limits).expect_err("no inventory");
    for json in ["[]", "{}", "5", r#"{"content":[]}"#, r#"{"action":"inventory","content":{"bios":{}}}"#] {
        assert!(matches!(error(json, &Limits::DEFAULT).kind(), DecodeErrorKind::NotAnInventory(_)), "{json}");
    }
    let cut = error(r#"{"content":{"network_device":{"name":"x"#, &Limits::DEFAULT);
    assert_eq!(cut.to_string(), "malformed JSON: it ends too early at byte 38");
    assert_eq!(error("{\n\"a\":?}", &Limits::DEFAULT).offset(), 6);
    assert_eq!(error("{} {}", &Limits::DEFAULT).to_string(), "malformed JSON: broken syntax at byte 3");
    let wide = format!(r#"{{"content":{{"network_ports":[{}0]}}}}"#, "0,".repeat(100));
    let deep = format!(r#"{{"content":{}1{}}}"#, r#"{"a":"#.repeat(40), "}".repeat(40));
    let lists = format!(r#"{{"content":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    for (json, limits, what) in [
        (wide.as_str(), Limits::DEFAULT.with_elements(50), "element count 51 exceeds the limit of 50"),
        (deep.as_str(), Limits::DEFAULT, "depth 33 exceeds the limit of 32"),
        (lists.as_str(), Limits::DEFAULT, "depth 33 exceeds the limit of 32"),
        (
            r#"{"content":{"a":"12345"}}"#,
            Limits::DEFAULT.with_text_len(4),
            "text length 5 exceeds the limit of 4",
        ),
        (
            r#"{"content":{"12345":1}}"#,
            Limits::DEFAULT.with_text_len(10).with_document_len(5),
            "document length 23 exceeds the limit of 5",
        ),
    ] {
        let error = error(json, &limits);
        assert!(error.is_limit() && error.to_string().starts_with(what), "{error}");
    }
}
