//! The sections of a device.

use super::*;

// NIX-J05
#[test]
fn the_firmware_of_the_device_becomes_the_only_one() {
    let info = "<INFO><FIRMWARE>1.2</FIRMWARE><TYPE>PHONE</TYPE></INFO>";
    let derived = json!([{"name": "1.2", "version": "1.2"}]);
    assert_eq!(section(info, "firmwares"), (derived.clone(), derived));
    let own = json!([{"version": "3"}]);
    let with_own = format!("<FIRMWARES><VERSION>3</VERSION></FIRMWARES>{info}");
    assert_eq!(section(&with_own, "firmwares"), (own.clone(), own));
    // A blank one is not there.
    let (derived, ours) = section(&format!("<FIRMWARES><VERSION/></FIRMWARES>{info}"), "firmwares");
    assert_eq!((&derived, &ours), (&json!([{"name": "1.2", "version": "1.2"}]), &derived));
    // An element of which nothing can be written is one to the PHP converter alone.
    let text = inventory(&format!("<FIRMWARES>3</FIRMWARES>{info}"));
    let ours = fixed(&text).0;
    assert_eq!(ours["content"]["firmwares"], json!([{"name": "1.2", "version": "1.2"}]));
}

// NIX-J06
#[test]
fn cartridges_are_one_object_in_a_list() {
    let printer = "<CARTRIDGES><TONERBLACK>12</TONERBLACK><WASTETONER/><DRUM-X>OK</DRUM-X>\
        <PAPERROLL><INCHES>3</INCHES></PAPERROLL></CARTRIDGES><INFO><TYPE>PRINTER</TYPE></INFO>";
    let expected = json!([{"tonerblack": "12", "drum-x": "OK", "paperroll": {"inches": "3"}}]);
    assert_eq!(section(printer, "cartridges"), (expected.clone(), expected));
}

// NIX-J28, NIX-J43
#[test]
fn other_names_of_a_member_stand_back() {
    let info = "<INFO><COMMENTS>c</COMMENTS><MAC>02:00:00:00:00:01</MAC><MACADDR>02:00:00:00:00:02</MACADDR>\
        <TYPE>NETWORKING</TYPE><VENDOR>v</VENDOR></INFO>";
    let (php, made) = section(info, "network_device");
    assert_eq!(
        php,
        json!({"description": "c", "mac": "02:00:00:00:00:02", "macaddr": "02:00:00:00:00:02", "type": "Networking", "vendor": "v"})
    );
    assert_eq!(
        made,
        json!({"description": "c", "mac": "02:00:00:00:00:01", "manufacturer": "v", "type": "Networking"})
    );
    assert_eq!(fixed(&inventory(info)).1, ["content.network_device.mac: left out, there is one already"]);
}

// NIX-J29
#[test]
fn addresses_come_together_and_are_some() {
    let (php, fixed, changes) =
        port("<IP>192.0.2.7</IP><IPS><IP>192.0.2.1</IP><IP>&lt;private&gt;</IP><IP> 2001:db8::1 </IP></IPS>");
    assert_eq!(php, json!({"ips": ["192.0.2.1", "<private>", " 2001:db8::1 "]}));
    assert_eq!(fixed, json!({"ips": ["192.0.2.1", "2001:db8::1", "192.0.2.7"]}));
    assert_eq!(changes, ["content.network_ports[0].ips: left out, not an IP address"]);
    let (php, fixed, _) = port("<IP>192.0.2.7</IP>");
    assert_eq!((&php, &fixed), (&json!({"ips": ["192.0.2.7"]}), &json!({"ips": ["192.0.2.7"]})));
}

// NIX-J31
#[test]
fn a_neighbours_interface_goes_by_a_name() {
    let neighbor = |members: &str| {
        let (php, fixed, changes) = port(&format!(
            "<CONNECTIONS><CDP>1</CDP><CONNECTION>{members}<SYSNAME>sw2</SYSNAME></CONNECTION></CONNECTIONS>"
        ));
        assert_eq!((&php["lldp"], &fixed["lldp"]), (&json!(true), &json!(true)));
        (php["connections"][0].clone(), fixed["connections"][0].clone(), changes)
    };
    let (php, fixed, changes) = neighbor("<IFNUMBER>port12</IFNUMBER>");
    assert_eq!(php, json!({"ifnumber": null, "sysname": "sw2"}));
    assert_eq!(fixed, json!({"ifdescr": "port12", "sysname": "sw2"}));
    assert_eq!(
        changes,
        ["content.network_ports[0].connections[0].ifnumber: a name, taken for the description"]
    );
    let (_, fixed, changes) = neighbor("<IFDESCR>d</IFDESCR><IFNUMBER>port12</IFNUMBER>");
    assert_eq!(fixed, json!({"ifdescr": "d", "sysname": "sw2"}));
    assert_eq!(changes, ["content.network_ports[0].connections[0].ifnumber: left out, not a number"]);
}

#[test]
fn learnt_addresses_are_a_text_or_a_list() {
    let (php, fixed, _) = port(
        "<CONNECTIONS><CONNECTION><MAC>02:00:00:00:00:01</MAC><MAC>02:00:00:00:00:02</MAC></CONNECTION>\
         <CONNECTION><MAC>02:00:00:00:00:03</MAC></CONNECTION></CONNECTIONS><AGGREGATE><PORT>7</PORT></AGGREGATE>",
    );
    let expected = json!({
        "connections": [{"mac": ["02:00:00:00:00:01", "02:00:00:00:00:02"]}, {"mac": "02:00:00:00:00:03"}],
        "aggregate": [7],
    });
    assert_eq!(php, expected);
    assert_eq!(fixed, expected);
}

// NIX-J32
#[test]
fn components_keep_what_makes_them_access_points() {
    let component = "<COMPONENTS><COMPONENT><FRU>2</FRU><INDEX>5</INDEX><IP>192.0.2.5</IP><MAC>02:00:00:00:00:05</MAC>\
        <REVISION>r</REVISION><VERSION>v</VERSION></COMPONENT></COMPONENTS>";
    let (php, fixed) = section(&format!("{component}{SWITCH}"), "network_components");
    assert_eq!(php, json!([{"firmware": "v", "fru": 2, "index": 5}]));
    assert_eq!(
        fixed,
        json!([{"firmware": "v", "fru": 2, "index": 5, "ip": "192.0.2.5", "mac": "02:00:00:00:00:05",
            "revision": "r", "version": "v"}])
    );
}

// NIX-J33
#[test]
fn sim_cards() {
    let card = format!("{SWITCH}<SIMCARDS><IMSI>208</IMSI><LINE_NUMBER>+33</LINE_NUMBER></SIMCARDS>");
    let (php, fixed) = section(&card, "simcards");
    assert_eq!(php, json!([{"imsi": "208", "phone_number": "+33"}]));
    assert_eq!(fixed, json!([{"subscriber_id": "208", "phone_number": "+33"}]));
}

// NIX-J33
#[test]
fn sim_cards_may_go_by_their_name_in_json() {
    let card = format!("{SWITCH}<SIMCARDS><SUBSCRIBER_ID>208</SUBSCRIBER_ID></SIMCARDS>");
    let expected = json!([{"subscriber_id": "208"}]);
    assert_eq!(section(&card, "simcards"), (expected.clone(), expected));
    let both = card.replace("<SUB", "<IMSI>209</IMSI><SUB");
    let (php, made) = section(&both, "simcards");
    assert_eq!(
        (php, made),
        (json!([{"imsi": "209", "subscriber_id": "208"}]), json!([{"subscriber_id": "209"}]))
    );
    assert_eq!(
        fixed(&inventory(&both)).1,
        ["content.simcards[0].subscriber_id: left out, there is one already"]
    );
}

// NIX-J54
#[test]
fn members_may_go_by_their_name_in_json() {
    let device = |components: &str, info: &str, port: &str| {
        format!(
            "<COMPONENTS><COMPONENT>{components}</COMPONENT></COMPONENTS><INFO>{info}<TYPE>NETWORKING</TYPE></INFO>\
             <PORTS><PORT>{port}</PORT></PORTS>"
        )
    };
    let named =
        device("<CONTAINED_INDEX>3</CONTAINED_INDEX>", "<CREDENTIALS>4</CREDENTIALS>", "<LLDP>1</LLDP>");
    let (made, changes) = fixed(&inventory(&named));
    assert_eq!(made["content"]["network_components"], json!([{"contained_index": 3}]));
    assert_eq!(made["content"]["network_device"], json!({"credentials": 4, "type": "Networking"}));
    assert_eq!(made["content"]["network_ports"], json!([{"lldp": true}]));
    assert!(changes.is_empty(), "{changes:?}");
    // The PHP converter makes a number of one of them.
    let made = php(&inventory(&named));
    assert_eq!(made["content"]["network_components"], json!([{"contained_index": "3"}]));
    assert_eq!(made["content"]["network_device"], json!({"credentials": 4, "type": "Networking"}));
    assert_eq!(made["content"]["network_ports"], json!([{"lldp": "1"}]));
    // It prefers the name in JSON.
    let both = named.replace("<CONTAINED_", "<CONTAINEDININDEX>1</CONTAINEDININDEX><CONTAINED_");
    assert_eq!(php(&inventory(&both))["content"]["network_components"], json!([{"contained_index": "3"}]));
    // The described one wins; of several the first text is taken; elements are none.
    let odd = device(
        "<CONTAINEDININDEX>1</CONTAINEDININDEX><CONTAINED_INDEX>3</CONTAINED_INDEX>",
        "<CREDENTIALS><X>5</X></CREDENTIALS><CREDENTIALS>4</CREDENTIALS><CREDENTIALS>6</CREDENTIALS>",
        "<IFMTU>9</IFMTU><LLDP><X>1</X></LLDP>",
    );
    let (made, changes) = fixed(&inventory(&odd));
    assert_eq!(made["content"]["network_components"], json!([{"contained_index": 1}]));
    assert_eq!(made["content"]["network_device"], json!({"credentials": 4, "type": "Networking"}));
    assert_eq!(made["content"]["network_ports"], json!([{"ifmtu": 9}]));
    let repeated = |path: &str| format!("content.{path}: left out, there is one already");
    assert_eq!(
        changes,
        [
            repeated("network_components[0].contained_index"),
            "content.network_ports[0].lldp: left out, not a text".to_owned(),
            repeated("network_device.credentials"),
            repeated("network_device.credentials"),
        ]
    );
}

// NIX-J54, NIX-J07
#[test]
fn members_in_json_may_go_by_their_name_in_xml() {
    let json = json!({"action": "netinventory", "content": {
        "network_components": [{"containedinindex": 3}],
        "network_device": {"comments": "c", "id": 5, "type": "Networking"},
    }});
    let message = decode(&json).into_message();
    let made = glpi_json::convert(&message, Conversion::Corrected).expect("a conversion");
    let again: Value = serde_json::from_str(&made.documents()[0]).expect("JSON");
    assert_eq!(again["content"]["network_components"], json!([{"contained_index": 3}]));
    assert_eq!(again["content"]["network_device"], json!({"description": "c", "type": "Networking"}));
    assert!(made.changes().iter().any(|change| change.path == "content.network_device.id"));
}

// NIX-J46
#[test]
fn disks_inside_the_device_join_those_beside_it() {
    let disk = |name: &str| {
        format!(
            "<STORAGES><INTERFACE>Serial-ATA</INTERFACE><NAME>{name}</NAME><SERIALNUMBER>s</SERIALNUMBER></STORAGES>"
        )
    };
    let expected = |name: &str| json!({"interface": "SATA", "name": name, "serial": "s"});
    let beside =
        request("SNMPQUERY", &format!("<DEVICE><INFO><TYPE>STORAGE</TYPE></INFO></DEVICE>{}", disk("a")));
    assert_eq!(php(&beside)["content"]["storages"], json!([expected("a")]));
    let both = beside.replace("</DEVICE>", &format!("{}</DEVICE>", disk("b")));
    refused(&both);
    assert_eq!(fixed(&both).0["content"]["storages"], json!([expected("a"), expected("b")]));
}

// NIX-013, NIX-049, NIX-J41
#[test]
fn a_discovery_of_2012() {
    let xml = discovery(
        "<IP>192.0.2.7</IP><MODELSNMP>Printer0001</MODELSNMP><SNMPHOSTNAME>prn</SNMPHOSTNAME><TYPE>3</TYPE>",
    );
    let (made, changes) = fixed(&xml);
    let device = json!({"ips": ["192.0.2.7"], "name": "prn", "type": "Printer"});
    assert_eq!(made["content"]["network_device"], device);
    assert_eq!(
        (&made["content"]["device"], &made["itemtype"]),
        (&json!({"modelsnmp": "Printer0001"}), &json!("Printer"))
    );
    assert!(changes.is_empty(), "{changes:?}");
    let again =
        glpi_json::convert(&decode(&made).into_message(), Conversion::Corrected).expect("a conversion");
    assert_eq!(serde_json::from_str::<Value>(&again.documents()[0]).expect("JSON"), made);
    // The PHP converter knows neither.
    assert!(refused(&xml).contains("device"));
    assert!(refused(&xml.replace("<MODELSNMP>Printer0001</MODELSNMP>", "")).contains("type"));
    refused(&inventory("<INFO><TYPE>PRINTER</TYPE></INFO><MODELSNMP>x</MODELSNMP>"));
}

// NIX-013
#[test]
fn an_agent_asks_for_its_dictionary() {
    let xml = request("NETDISCOVERY", "<AGENT><END>1</END></AGENT><DICO>REQUEST</DICO>");
    let content = json!({"agent": {"end": "1"}, "dico": "REQUEST"});
    assert_eq!(php(&xml)["content"], content);
    let made = fixed(&xml).0;
    assert_eq!((&made["content"]["agent"], &made["content"]["dico"]), (&content["agent"], &content["dico"]));
    let Message::Control(request) = decode(&made).into_message() else { panic!("{made}") };
    assert_eq!(request.contents[0].dictionary, Some("REQUEST".into()));
}

/// A document in XML, without the declaration and the layout.
fn written(document: &Document<'_>) -> String {
    let mut xml = Vec::new();
    document.encode(&mut xml).expect("XML");
    let xml = String::from_utf8(xml).expect("UTF-8");
    xml.lines().filter(|line| !line.starts_with("<?xml")).map(str::trim_start).collect()
}

/// A power strip with two outlets, as the newest agents write it.
const STRIP: &str = "<INFO><TYPE>PDU</TYPE></INFO><PDU><PLUGS><NAME>Outlet 1</NAME><NUMBER>1</NUMBER>\
    <TYPE>IEC C13</TYPE></PLUGS><PLUGS><NUMBER>2</NUMBER></PLUGS><TYPE>16 A</TYPE></PDU>";

// NIX-J55
#[test]
fn power_strips() {
    let xml = inventory(STRIP);
    refused(&xml);
    let (made, changes) = fixed(&xml);
    let plugs = json!([{"name": "Outlet 1", "number": "1", "type": "IEC C13"}, {"number": "2"}]);
    assert_eq!(made["content"]["pdu"], json!({"plugs": plugs, "type": "16 A"}));
    assert_eq!(made["content"]["network_device"], json!({"type": "Power"}));
    assert_eq!(made["itemtype"], "NetworkEquipment");
    assert_eq!(changes, ["content.network_device.type: not a type of the schema, the nearest taken"]);
    // Each is enough for the PHP converter to give up.
    assert!(refused(&inventory("<INFO><TYPE>PDU</TYPE></INFO>")).contains("type"));
    assert!(refused(&inventory(&STRIP.replace("<INFO><TYPE>PDU", "<INFO><TYPE>POWER"))).contains("pdu"));
    assert_eq!(php(&inventory("<INFO><TYPE>POWER</TYPE></INFO><PDU/>"))["content"].get("pdu"), None);
    // What the message itself asks for stands.
    let custom = xml.replace("<DEVICEID>", "<ITEMTYPE>PDU</ITEMTYPE><DEVICEID>");
    assert_eq!(fixed(&custom).0["itemtype"], "PDU");
}

// NIX-012, NIX-J55
#[test]
fn a_strip_of_power_is_read_and_written() {
    let document = Document::decode_strict(inventory(STRIP).as_bytes(), &Limits::DEFAULT)
        .expect("well-formed")
        .into_owned();
    assert_eq!(document.unknown_members(), 0);
    assert_eq!(written(&document), inventory(STRIP));
    let Message::Inventory(request) = document.message() else { panic!("{document:?}") };
    let device = request.devices().next().expect("a device");
    assert_eq!(device.kind(), Some(netinv_xml::DeviceType::Pdu));
    let plugs = &device.pdu.as_ref().expect("PDU").plugs;
    let numbers = plugs.iter().map(|plug| plug.number.as_ref().and_then(netinv_xml::Leaf::value));
    assert_eq!(numbers.collect::<Vec<_>>(), [Some(1), Some(2)]);
}

// NIX-014
#[test]
fn members_that_sections_of_computers_have_too() {
    let all = |names: &[&str]| {
        names.iter().map(|name| format!("<{name}>{}</{name}>", name.len())).collect::<String>()
    };
    let expected = |names: &[&str]| -> serde_json::Map<String, Value> {
        names.iter().map(|name| (name.to_ascii_lowercase(), json!(name.len().to_string()))).collect()
    };
    let drive = [
        "CREATEDATE",
        "DESCRIPTION",
        "ENCRYPT_ALGO",
        "ENCRYPT_NAME",
        "ENCRYPT_STATUS",
        "ENCRYPT_TYPE",
        "FILESYSTEM",
        "LABEL",
        "LETTER",
        "SERIAL",
        "TYPE",
        "VOLUMN",
    ];
    let disk = [
        "ENCRYPT_ALGO",
        "ENCRYPT_NAME",
        "ENCRYPT_STATUS",
        "ENCRYPT_TYPE",
        "SCSI_CHID",
        "SCSI_COID",
        "SCSI_LUN",
        "SCSI_UNID",
        "WWN",
    ];
    let xml = request(
        "SNMPQUERY",
        &format!(
            "<DEVICE><DRIVES>{}</DRIVES>{SWITCH}<MODEMS><IMEI>1</IMEI></MODEMS><MODEMS><IMEI>2</IMEI><IMEI>3</IMEI></MODEMS>\
         </DEVICE><STORAGES>{}</STORAGES>",
            all(&drive),
            all(&disk),
        ),
    );
    let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("XML");
    assert_eq!((document.unknown_members(), document.repairs().len()), (0, 0));
    assert_eq!(written(&document), xml);
    for made in [php(&xml), fixed(&xml).0] {
        assert_eq!(made["content"]["drives"], json!([expected(&drive)]));
        assert_eq!(made["content"]["storages"], json!([expected(&disk)]));
        assert_eq!(made["content"]["modems"], json!([{"imei": "1"}, {"imei": ["2", "3"]}]));
        assert_eq!(decode(&made).unknown_members(), 0);
    }
    let system = format!("<DRIVES><SYSTEMDRIVE>0</SYSTEMDRIVE></DRIVES>{SWITCH}");
    let expected = json!([{"systemdrive": false}]);
    assert_eq!(section(&system, "drives"), (expected.clone(), expected));
}

#[test]
fn consumables_of_the_protocol_document() {
    let xml = inventory(
        "<CONSUMABLES><CONSUMABLE><COLOR>BLACK</COLOR><MAX>100</MAX><TYPE>TONER</TYPE><VALUE>50</VALUE></CONSUMABLE></CONSUMABLES>\
         <INFO><TYPE>PRINTER</TYPE></INFO>",
    );
    refused(&xml);
    let expected = json!([{"color": "BLACK", "max": 100, "type": "TONER", "value": "50"}]);
    assert_eq!(fixed(&xml).0["content"]["consumables"], expected);
}
