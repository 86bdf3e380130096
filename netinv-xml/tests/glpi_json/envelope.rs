//! Members around a device: action, job, control messages, discoveries.

use super::*;

// NIX-J04
#[test]
fn the_query_becomes_the_action() {
    for (query, php_action, fixed_action) in [
        ("SNMPQUERY", "netinventory", "netinventory"),
        ("snmp", "netinventory", "netinventory"),
        ("NETDISCOVERY", "netdiscovery", "netdiscovery"),
        ("SNMPINVENTORY", "inventory", "netinventory"),
        (" SNMPQUERY", "inventory", "netinventory"),
        ("PROLOG", "inventory", "netinventory"),
    ] {
        let device = if query == "NETDISCOVERY" { "<IP>192.0.2.1</IP>" } else { SWITCH };
        let xml = request(query, &format!("<DEVICE>{device}</DEVICE>"));
        assert_eq!(php(&xml)["action"], php_action, "{query}");
        assert_eq!(fixed(&xml).0["action"], fixed_action, "{query}");
    }
    let xml =
        request("SNMPQUERY", &format!("<DEVICE>{SWITCH}</DEVICE>")).replace("<QUERY>SNMPQUERY</QUERY>", "");
    assert_eq!(php(&xml)["action"], "netinventory");
    let explicit = xml.replace("<DEVICEID>", "<ACTION>register</ACTION><DEVICEID>");
    assert_eq!(php(&explicit)["action"], "register");
    assert_eq!(fixed(&explicit).0["action"], "register");
}

// NIX-J07, NIX-J44
#[test]
fn the_number_in_the_job_is_not_stored() {
    let xml = inventory("<INFO><ID>86</ID></INFO>");
    let php = php(&xml);
    // An array without keys.
    assert_eq!(php["content"]["network_device"], json!([]));
    assert_eq!(php["itemtype"], "Computer");
    let (fixed, changes) = fixed(&xml);
    assert_eq!(fixed["content"]["network_device"], json!({"type": "Unmanaged"}));
    assert_eq!(fixed["itemtype"], "Unmanaged");
    assert_eq!(
        changes,
        [
            "content.network_device.id: left out, no server stores it",
            "content.network_device.type: no type, taken for unmanaged"
        ]
    );
}

// NIX-J08
#[test]
fn the_job_is_the_number_at_the_start() {
    let of = |number: &str| {
        request("SNMPQUERY", &format!("<DEVICE>{SWITCH}</DEVICE><PROCESSNUMBER>{number}</PROCESSNUMBER>"))
    };
    assert_eq!(php(&of("1280265498/024"))["jobid"], 1_280_265_498);
    assert_eq!(php(&of("job"))["jobid"], 0);
    let (made, _) = fixed(&of("1280265498/024"));
    assert_eq!(
        (&made["jobid"], &made["content"]["processnumber"]),
        (&json!(1_280_265_498), &json!("1280265498/024"))
    );
    let (made, _) = fixed(&of("job"));
    assert_eq!((made.get("jobid"), &made["content"]["processnumber"]), (None, &json!("job")));
    assert_eq!(fixed(&of("7")).0["content"].get("processnumber"), None);
}

// NIX-J09
#[test]
fn control_messages_keep_the_members_of_the_envelope() {
    let xml = request(
        "SNMPQUERY",
        "<AGENT><AGENTVERSION>1.5</AGENTVERSION><START>1</START></AGENT><MODULEVERSION>6.4</MODULEVERSION><PROCESSNUMBER>7</PROCESSNUMBER>",
    );
    let agent = json!({"agentversion": "1.5", "start": "1"});
    assert_eq!(
        php(&xml),
        json!({
            "content": {"agent": agent, "moduleversion": "6.4", "processnumber": "7"},
            "deviceid": "agent-1", "action": "netinventory", "itemtype": "Computer",
        })
    );
    assert_eq!(
        fixed(&xml).0,
        json!({"content": {"agent": agent, "versionclient": "6.4"}, "deviceid": "agent-1", "action": "netinventory", "jobid": 7})
    );
}

// NIX-J40, NIX-J42
#[test]
fn a_discovery_moves_into_the_device() {
    let xml = discovery(
        "<AUTHSNMP>1</AUTHSNMP><DESCRIPTION>d</DESCRIPTION><DNSHOSTNAME>dns</DNSHOSTNAME><ENTITY>0</ENTITY><IP>192.0.2.1</IP>\
         <MANUFACTURER>m</MANUFACTURER><NETPORTVENDOR>n</NETPORTVENDOR><SNMPHOSTNAME>sw</SNMPHOSTNAME>\
         <TYPE>NETWORKING</TYPE><WORKGROUP>wg</WORKGROUP>",
    );
    assert_eq!(
        php(&xml)["content"],
        json!({
            "network_device": {"credentials": 1, "description": "d", "ips": ["192.0.2.1"], "manufacturer": "n",
                "name": "sw", "type": "Networking"},
            "hardware": {"workgroup": "wg"}, "versionclient": "6.4",
        })
    );
    assert_eq!(
        fixed(&xml).0["content"],
        json!({
            "network_device": {"credentials": 1, "description": "d", "ips": ["192.0.2.1"], "manufacturer": "m",
                "name": "sw", "type": "Networking"},
            "device": {"dnshostname": "dns", "entity": "0", "netportvendor": "n"},
            "hardware": {"workgroup": "wg"}, "versionclient": "6.4",
        })
    );
}

#[test]
fn a_discovery_without_a_type_is_unmanaged() {
    let xml = discovery("<DNSHOSTNAME>192.0.2.9</DNSHOSTNAME><IP>192.0.2.9</IP>");
    let expected = json!({"ips": ["192.0.2.9"], "name": "192.0.2.9", "type": "Unmanaged"});
    assert_eq!(
        (&php(&xml)["content"]["network_device"], &php(&xml)["itemtype"]),
        (&expected, &json!("Unmanaged"))
    );
    let (made, changes) = fixed(&xml);
    assert_eq!(made["content"]["network_device"], expected);
    assert!(changes.is_empty());
}

// NIX-J41
#[test]
fn what_makes_php_give_up_stays_in_a_place_of_its_own() {
    let xml = discovery("<AUTHPORT>16161</AUTHPORT><IP>192.0.2.1</IP>");
    assert!(refused(&xml).contains("does not know"));
    assert_eq!(fixed(&xml).0["content"]["device"], json!({"authport": "16161"}));
    let xml = inventory(&format!("{SWITCH}<WIFI><SSID>x</SSID></WIFI>"));
    refused(&xml);
    assert_eq!(fixed(&xml).0["content"]["device"], json!({"wifi": {"ssid": "x"}}));
    refused(&inventory(&format!("{SWITCH}<IP>192.0.2.1</IP>")));
    refused(&discovery("<IP>192.0.2.1</IP><PORTS><PORT><IFNUMBER>1</IFNUMBER></PORT></PORTS>"));
}

// NIX-J45
#[test]
fn types() {
    for (text, php_type, class) in [
        ("NETWORKING", "Networking", "NetworkEquipment"),
        ("kvm", "KVM", "NetworkEquipment"),
        ("Printer", "Printer", "Printer"),
        ("COMPUTER", "Computer", "Computer"),
        ("POWER", "Power", "NetworkEquipment"),
    ] {
        let xml = inventory(&format!("<INFO><TYPE>{text}</TYPE></INFO>"));
        for made in [php(&xml), fixed(&xml).0] {
            assert_eq!(made["content"]["network_device"]["type"], php_type);
            assert_eq!(made["itemtype"], class);
        }
    }
    let xml = inventory("<INFO><TYPE>FIREWALL</TYPE></INFO>");
    refused(&xml);
    let (made, changes) = fixed(&xml);
    assert_eq!(
        (&made["content"]["network_device"]["type"], &made["itemtype"]),
        (&json!("Unmanaged"), &json!("Unmanaged"))
    );
    assert_eq!(changes, ["content.network_device.type: unknown type, taken for unmanaged"]);
    // The agent may know better.
    let named = xml.replace("<QUERY>", "<ITEMTYPE>Glpi\\CustomAsset\\XAsset</ITEMTYPE><QUERY>");
    assert_eq!(php(&named)["itemtype"], "Glpi\\CustomAsset\\XAsset");
    assert_eq!(php(&named)["content"]["network_device"]["type"], "Firewall");
}

// NIX-J47
#[test]
fn the_version_is_never_absent() {
    let printer = request("SNMPQUERY", "<DEVICE><INFO><TYPE>PRINTER</TYPE></INFO></DEVICE>");
    let switch = request("SNMPQUERY", &format!("<DEVICE>{SWITCH}</DEVICE>"));
    assert_eq!(php(&printer)["content"]["versionclient"], "missing");
    assert_eq!(php(&switch)["content"].get("versionclient"), None);
    let (made, changes) = fixed(&switch);
    assert_eq!(made["content"]["versionclient"], "missing");
    assert_eq!(changes, ["content.versionclient: no version, written as missing"]);
}

// NIX-J48
#[test]
fn the_schema_allows_no_others_around_content() {
    let xml = inventory(SWITCH).replace("<DEVICEID>", "<FOO>1</FOO><TAG>t</TAG><UUID>u</UUID><DEVICEID>");
    let made = php(&xml);
    assert_eq!((&made["foo"], &made["tag"], made.get("uuid")), (&json!("1"), &json!("t"), None));
    let (made, changes) = fixed(&xml);
    assert_eq!((made.get("foo"), &made["tag"]), (None, &json!("t")));
    assert_eq!(changes, ["foo: left out, no server stores it", "uuid: left out, no server stores it"]);
    let nobody = inventory(SWITCH).replace("<DEVICEID>agent-1</DEVICEID>", "");
    assert_eq!(fixed(&nobody).1, ["deviceid: the agent's name is absent"]);
}

// NIX-J49
#[test]
fn several_devices_are_several_documents() {
    let two = inventory(&format!("{SWITCH}</DEVICE><DEVICE><INFO><NAME>b</NAME><TYPE>PHONE</TYPE></INFO>"));
    refused(&two);
    let (documents, _) = convert(&two, Conversion::Corrected).expect("a conversion");
    let classes: Vec<_> = documents.iter().map(|document| &document["itemtype"]).collect();
    assert_eq!(classes, ["NetworkEquipment", "Phone"]);
    let contents = inventory(SWITCH)
        .replace("</CONTENT>", "</CONTENT><CONTENT><DEVICE><INFO><NAME>b</NAME></INFO></DEVICE></CONTENT>");
    refused(&contents);
    assert_eq!(convert(&contents, Conversion::Corrected).expect("a conversion").0.len(), 2);
}

#[test]
fn answers_of_servers_have_no_json_form() {
    for xml in ["<REPLY><RESPONSE>SEND</RESPONSE></REPLY>", "<REQUEST><QUERY>PROLOG</QUERY></REQUEST>"] {
        for conversion in [Conversion::Corrected, Conversion::Php] {
            assert_eq!(convert(xml, conversion), Err(ConvertError::NotAnInventory));
        }
    }
    assert_eq!(Conversion::default(), Conversion::Corrected);
}

// NIX-J50
#[test]
fn an_error_takes_the_class_of_the_job() {
    let xml = inventory("<ERROR><ID>86</ID><MESSAGE>no answer</MESSAGE><TYPE>PRINTER</TYPE></ERROR>");
    assert_eq!(php(&xml)["itemtype"], "Computer");
    let (made, _) = fixed(&xml);
    assert_eq!(made["itemtype"], "Printer");
    assert_eq!(made["content"].get("network_device"), None);
}

// NIX-J52
#[test]
fn no_key_stands_twice() {
    let component =
        "<CONTAINED_INDEX>2</CONTAINED_INDEX><CONTAINEDININDEX>1</CONTAINEDININDEX><INDEX>5</INDEX>";
    let xml = inventory(&format!("<COMPONENTS><COMPONENT>{component}</COMPONENT></COMPONENTS>{SWITCH}"));
    let (made, changes) = fixed(&xml);
    assert_eq!(made["content"]["network_components"], json!([{"contained_index": 1, "index": 5}]));
    assert_eq!(changes, ["content.network_components[0].contained_index: left out, there is one already"]);
    let xml = inventory(&format!("{SWITCH}</DEVICE><NETWORK_DEVICE>x</NETWORK_DEVICE><DEVICE>"));
    refused(&xml);
    let (made, changes) = fixed(&xml);
    assert_eq!(made["content"]["network_device"], json!({"type": "Networking"}));
    assert_eq!(changes, ["content.network_device: left out, there is one already"]);
}
