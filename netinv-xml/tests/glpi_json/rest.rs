//! Members that are unknown, are there twice, or are the only thing there.

use netinv_xml::glpi_json::{self, Conversion, ConvertError};
use netinv_xml::{Document, LimitExceeded, Limits};
use serde_json::{Value, json};

use super::{SWITCH, convert, discovery, fixed, inventory, php, port, refused, request, section};

/// The changes made in a device.
fn changes(device: &str) -> Vec<String> {
    fixed(&inventory(device)).1
}

// NIX-J04, NIX-J51
#[test]
fn the_action_of_messages_without_a_device() {
    let control = "<AGENT><START>1</START></AGENT>";
    for (query, php_action, fixed_action) in [
        ("SNMPQUERY", "netinventory", "netinventory"),
        ("NETDISCOVERY", "netdiscovery", "netdiscovery"),
        ("PROLOG", "inventory", "inventory"),
    ] {
        let xml = request(query, control);
        assert_eq!(
            (&php(&xml)["action"], &fixed(&xml).0["action"]),
            (&json!(php_action), &json!(fixed_action))
        );
    }
    let nothing = request("SNMPQUERY", "").replace("<CONTENT></CONTENT>", "");
    assert_eq!(
        php(&nothing),
        json!({"deviceid": "agent-1", "action": "netinventory", "itemtype": "Computer"})
    );
    assert_eq!(
        fixed(&nothing).0,
        json!({"content": {"versionclient": "missing"}, "deviceid": "agent-1", "action": "netinventory"})
    );
}

// NIX-J04
#[test]
fn what_is_asked_for_tells_a_discovery() {
    let device = "<DEVICE><IP>192.0.2.1</IP></DEVICE><MODULEVERSION>6.4</MODULEVERSION>";
    // Blanks around it hide it from the PHP converter alone.
    let blank = request(" NETDISCOVERY", device);
    refused(&blank);
    let (made, changes) = fixed(&blank);
    assert_eq!((&made["action"], &made["itemtype"]), (&json!("netdiscovery"), &json!("Unmanaged")));
    assert!(changes.is_empty(), "{changes:?}");
    // An explicit action wins over it.
    let with_action = |query: &str, action: &str| {
        request(query, device)
            .replace("<DEVICEID>", &format!("<FOO>x</FOO><ACTION>{action}</ACTION><DEVICEID>"))
    };
    let explicit = php(&with_action("SNMPQUERY", "netdiscovery"));
    assert_eq!(explicit["action"], "netdiscovery");
    assert_eq!(explicit["content"]["network_device"], json!({"ips": ["192.0.2.1"], "type": "Unmanaged"}));
    refused(&with_action("NETDISCOVERY", "netinventory"));
    // A blank one does not.
    for blank in ["", " "] {
        let xml = with_action("NETDISCOVERY", blank);
        assert_eq!(
            (&php(&xml)["action"], &fixed(&xml).0["action"]),
            (&json!("netdiscovery"), &json!("netdiscovery"))
        );
    }
}

// NIX-J53
#[test]
fn texts_that_all_documents_repeat_are_bounded() {
    let convert = |place: &str, len: usize, devices: usize| {
        let text = format!("<{place}>{}</{place}>", "1".repeat(len));
        let devices = "<DEVICE><INFO><NAME>n</NAME></INFO></DEVICE>".repeat(devices);
        let (inside, around) =
            if ["DEVICEID", "ITEMTYPE"].contains(&place) { ("", &*text) } else { (&*text, "") };
        let xml = format!(
            "<REQUEST><CONTENT>{devices}{inside}</CONTENT>{around}<QUERY>SNMPQUERY</QUERY></REQUEST>"
        );
        let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("readable");
        glpi_json::convert(document.message(), Conversion::Corrected).map(|made| made.into_documents().len())
    };
    let exceeded =
        |found, max| Err(ConvertError::Limit(LimitExceeded { what: "length of repeated texts", found, max }));
    for place in ["DEVICEID", "ITEMTYPE", "MODULEVERSION", "PROCESSNUMBER", "VERSIONCLIENT"] {
        assert_eq!(convert(place, 65_537, 1), Ok(1), "{place}");
        assert_eq!(convert(place, 65_536, 2), Ok(2), "{place}");
        assert_eq!(convert(place, 65_537, 2), exceeded(65_537, 65_536), "{place}");
    }
    // A kilobyte in each is always fine.
    assert_eq!(convert("DEVICEID", 1024, 101), Ok(101));
    assert_eq!(convert("DEVICEID", 1025, 101), exceeded(102_500, 102_400));
}

#[test]
fn documents_can_be_kept() {
    let xml = inventory(SWITCH);
    let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("readable");
    let made = glpi_json::convert(document.message(), Conversion::Corrected).expect("a conversion");
    assert_eq!(made.clone().into_documents(), made.documents());
}

// NIX-J44
#[test]
fn a_device_is_one_whatever_is_known_of_it() {
    let no_type = "content.network_device.type: no type, taken for unmanaged";
    for (device, network_device) in [
        ("<PORTS><PORT><IFNUMBER>1</IFNUMBER></PORT></PORTS>", json!({"type": "Unmanaged"})),
        ("<INFO><X>1</X></INFO>", json!({"type": "Unmanaged", "x": "1"})),
        ("<WORKGROUP>wg</WORKGROUP>", json!({"type": "Unmanaged"})),
        ("<WIFI>1</WIFI>", json!({"type": "Unmanaged"})),
    ] {
        let (made, changes) = fixed(&inventory(device));
        assert_eq!(
            (&made["content"]["network_device"], &made["itemtype"]),
            (&network_device, &json!("Unmanaged"))
        );
        assert_eq!(changes, [no_type], "{device}");
    }
    let ports = inventory("<PORTS><PORT><IFNUMBER>1</IFNUMBER></PORT></PORTS>");
    assert_eq!(php(&ports)["content"].get("network_device"), None);
    for name in ["Unmanaged", "UNMANAGED"] {
        let xml = inventory(&format!("<INFO><TYPE>{name}</TYPE></INFO>"));
        let (made, changes) = fixed(&xml);
        assert!(changes.is_empty(), "{changes:?}");
        for made in [made, php(&xml)] {
            assert_eq!(
                (&made["content"]["network_device"]["type"], &made["itemtype"]),
                (&json!("Unmanaged"), &json!("Unmanaged"))
            );
        }
    }
}

// NIX-J40
#[test]
fn a_work_group_makes_a_device() {
    let expected = json!({
        "hardware": {"workgroup": "wg"}, "network_device": {"type": "Unmanaged"}, "versionclient": "6.4",
    });
    let alone = discovery("<WORKGROUP>wg</WORKGROUP>");
    assert_eq!(php(&alone)["content"], expected);
    assert_eq!(fixed(&alone), (fixed(&alone).0, vec![]));
    assert_eq!(fixed(&alone).0["content"], expected);
    // In an inventory too, on which the PHP converter gives up.
    let inventory = inventory(&format!("{SWITCH}<WORKGROUP>wg</WORKGROUP>"));
    refused(&inventory);
    assert_eq!(fixed(&inventory).0["content"]["hardware"], json!({"workgroup": "wg"}));
}

// NIX-J41
#[test]
fn addresses_of_a_discovery_in_an_inventory() {
    refused(&inventory(&format!("{SWITCH}<IPS><IP>192.0.2.1</IP></IPS>")));
    let blank = inventory(&format!("{SWITCH}<IPS><IP> </IP></IPS>"));
    assert_eq!(php(&blank)["content"]["network_device"], json!({"type": "Networking"}));
}

// NIX-J30
#[test]
fn connections_may_hold_something_else() {
    let device = |connections: &str| {
        format!(
            "{SWITCH}<PORTS><PORT><CONNECTIONS>{connections}</CONNECTIONS><IFMTU>1</IFMTU></PORT></PORTS>"
        )
    };
    let left_out = ["content.network_ports[0].connections: left out, not a text"];
    for other in ["<X>1</X>", "text"] {
        refused(&inventory(&device(other)));
        let (made, changes) = fixed(&inventory(&device(other)));
        assert_eq!(
            (&made["content"]["network_ports"], &*changes),
            (&json!([{"ifmtu": 1}]), &left_out.map(str::to_owned)[..])
        );
    }
    // Next to a connection the PHP converter does not see it.
    let both = device("<CONNECTION><SYSNAME>sw</SYSNAME></CONNECTION><X>1</X>");
    let expected = json!([{"connections": [{"sysname": "sw"}], "ifmtu": 1}]);
    assert_eq!(section(&both, "network_ports"), (expected.clone(), expected));
    assert_eq!(changes(&both), left_out);
    let blank = device("<X/>");
    assert_eq!(section(&blank, "network_ports"), (json!([{"ifmtu": 1}]), json!([{"ifmtu": 1}])));
    assert!(changes(&blank).is_empty());
}

// NIX-J03
#[test]
fn a_list_may_hold_something_blank() {
    let blank = format!("{SWITCH}<PORTS><X/></PORTS>");
    assert_eq!(section(&blank, "network_ports"), (Value::Null, Value::Null));
    assert!(changes(&blank).is_empty());
}

// NIX-J23, NIX-J28
#[test]
fn of_two_names_of_a_number_the_first_stands() {
    for (members, expected, left_out) in [
        ("<IFINBYTES>5</IFINBYTES><IFINOCTETS>6</IFINOCTETS>", json!({"ifinbytes": 5}), Some("ifinoctets")),
        (
            "<IFOUTBYTES>5</IFOUTBYTES><IFOUTOCTETS>6</IFOUTOCTETS>",
            json!({"ifoutbytes": 5}),
            Some("ifoutoctets"),
        ),
        ("<IFINBYTES>5</IFINBYTES><IFINOCTETS>5</IFINOCTETS>", json!({"ifinbytes": 5}), None),
        ("<IFINBYTES>5</IFINBYTES>", json!({"ifinbytes": 5}), None),
        ("<IFINOCTETS>6</IFINOCTETS>", json!({"ifinbytes": 6}), None),
    ] {
        let (php, fixed, changes) = port(members);
        assert_eq!((&php, &fixed), (&expected, &expected), "{members}");
        let left_out =
            left_out.map(|key| format!("content.network_ports[0].{key}: left out, there is one already"));
        assert_eq!(changes, left_out.into_iter().collect::<Vec<_>>(), "{members}");
    }
    for (two, one, total, is_left_out) in
        [("3", "4", 3, true), ("3", "3", 3, false), ("3", "", 3, false), ("", "4", 4, false)]
    {
        let counters = format!(
            "<INFO><TYPE>PRINTER</TYPE></INFO><PAGECOUNTERS><PRINTOTAL>{one}</PRINTOTAL><PRINTTOTAL>{two}</PRINTTOTAL></PAGECOUNTERS>"
        );
        assert_eq!(section(&counters, "pagecounters").1, json!({"printtotal": total}));
        let left_out = is_left_out
            .then_some("content.pagecounters.printotal: left out, there is one already".to_owned());
        assert_eq!(changes(&counters), left_out.into_iter().collect::<Vec<_>>());
    }
}

// NIX-J06, NIX-J20, NIX-J52
#[test]
fn supplies_may_stand_there_twice() {
    let device =
        |supplies: &str| format!("<CARTRIDGES>{supplies}</CARTRIDGES><INFO><TYPE>PRINTER</TYPE></INFO>");
    let left_out = ["content.cartridges[0].tonerblack: left out, there is one already"];
    let twice = device("<TONERBLACK>12</TONERBLACK><TONERBLACK>13</TONERBLACK>");
    assert_eq!(
        section(&twice, "cartridges"),
        (json!([{"tonerblack": ["12", "13"]}]), json!([{"tonerblack": "12"}]))
    );
    assert_eq!(changes(&twice), left_out);
    let with_elements = device("<TONERBLACK>12</TONERBLACK><TONERBLACK><X>1</X></TONERBLACK>");
    refused(&inventory(&with_elements));
    let (made, changes) = fixed(&inventory(&with_elements));
    assert_eq!(
        (&made["content"]["cartridges"], &*changes),
        (&json!([{"tonerblack": "12"}]), &left_out.map(str::to_owned)[..])
    );
}

// NIX-J01, NIX-J02
#[test]
fn undescribed_elements_as_php_sees_them() {
    for (members, expected) in [
        ("<X><Y> </Y></X><IFMTU>1</IFMTU>", json!({"ifmtu": 1})),
        ("<X A=\"1\"/><IFMTU>1</IFMTU>", json!({"ifmtu": 1})),
        (
            "<X xmlns=\"urn:x\" xmlns:n=\"urn:n\" Q=\"r\"><n:A>1</n:A><B n:C=\"2\">3</B></X>",
            json!({"x": {"@attributes": {"q": "r"}, "b": "3"}}),
        ),
        ("<X>t<B>1</B>u</X><Y> <B>1</B>u</Y>", json!({"x": "tu", "y": {"b": "1"}})),
    ] {
        let (php, fixed, _) = port(members);
        assert_eq!((&php, &fixed), (&expected, &expected), "{members}");
    }
}

// NIX-J20
#[test]
fn elements_in_the_place_of_texts() {
    let members = "<IFMTU><X>1</X></IFMTU><IFSPEED>1</IFSPEED>";
    let device = format!("{SWITCH}<PORTS><PORT>{members}</PORT></PORTS>");
    assert!(refused(&inventory(&device)).contains("where it wants a text"));
    assert_eq!(fixed(&inventory(&device)).0["content"]["network_ports"], json!([{"ifspeed": 1}]));
    assert_eq!(changes(&device), ["content.network_ports[0].ifmtu: left out, not a text"]);
    // Where the PHP converter drops the member, it is there all the same.
    let dropped =
        inventory(&format!("<COMPONENTS><COMPONENT><IP><X>1</X></IP></COMPONENT></COMPONENTS>{SWITCH}"));
    assert_eq!(php(&dropped)["content"]["network_components"], json!([[]]));
}

#[test]
fn texts_between_elements_are_left_out() {
    let (php, fixed, changes) = port("text<IFMTU>1</IFMTU>");
    assert_eq!((&php, &fixed), (&json!({"ifmtu": 1}), &json!({"ifmtu": 1})));
    assert_eq!(changes, ["content.network_ports[0]: left out, not a text"]);
}

// NIX-J48
#[test]
fn what_no_server_stores_is_dropped() {
    let members = "<JVMS>1</JVMS><REGISTRY><A>1</A></REGISTRY><VERSIONCLIENT>5</VERSIONCLIENT>";
    let xml = request(
        "SNMPQUERY",
        &format!("<DEVICE>{SWITCH}</DEVICE><MODULEVERSION>6.4</MODULEVERSION>{members}"),
    );
    let device = json!({"type": "Networking"});
    assert_eq!(
        php(&xml)["content"],
        json!({"network_device": device, "moduleversion": "6.4", "versionclient": "5"})
    );
    assert_eq!(fixed(&xml).0["content"], json!({"network_device": device, "versionclient": "5"}));
    // Attributes of the message are none of the schema's.
    let xml = xml.replace("<REQUEST>", "<REQUEST A=\"1\">");
    assert_eq!(php(&xml)["@attributes"], json!({"a": "1"}));
    assert_eq!(fixed(&xml).0.get("@attributes"), None);
    assert_eq!(convert(&xml, Conversion::Corrected).expect("a conversion").0.len(), 1);
}
