//! The JSON form, rule by rule: what the PHP converter stores, what it should
//! have stored, and the way back.

use netinv_xml::glpi_json::{self, Change, ChangeKind, Compat, ConvertError};
use netinv_xml::{DecodeErrorKind, Document, Limits, Message};
use serde_json::{Value, json};

#[path = "glpi_json/reading.rs"]
mod reading;
#[path = "glpi_json/rest.rs"]
mod rest;

/// An inventory with these members of `DEVICE`.
fn inventory(device: &str) -> String {
    request("SNMPQUERY", &format!("<DEVICE>{device}</DEVICE><MODULEVERSION>6.4</MODULEVERSION>"))
}

fn discovery(device: &str) -> String {
    request("NETDISCOVERY", &format!("<DEVICE>{device}</DEVICE><MODULEVERSION>6.4</MODULEVERSION>"))
}

fn request(query: &str, content: &str) -> String {
    format!(
        "<REQUEST><CONTENT>{content}</CONTENT><DEVICEID>agent-1</DEVICEID><QUERY>{query}</QUERY></REQUEST>"
    )
}

fn convert(xml: &str, compat: Compat) -> Result<(Vec<Value>, Vec<Change>), ConvertError> {
    let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("a document");
    let made = glpi_json::convert(document.message(), compat)?;
    let documents = made.documents().iter().map(|json| serde_json::from_str(json).expect("JSON"));
    Ok((documents.collect(), made.changes().to_vec()))
}

fn php(xml: &str) -> Value {
    let (documents, changes) = convert(xml, Compat::Php).expect("a conversion");
    assert_eq!((documents.len(), changes.len()), (1, 0));
    documents[0].clone()
}

/// The JSON and what was changed, as text.
fn fixed(xml: &str) -> (Value, Vec<String>) {
    let (documents, changes) = convert(xml, Compat::Fixed).expect("a conversion");
    assert_eq!(documents.len(), 1);
    (documents[0].clone(), changes.iter().map(Change::to_string).collect())
}

fn refused(xml: &str) -> String {
    match convert(xml, Compat::Php) {
        Err(error @ ConvertError::Refused { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

const SWITCH: &str = "<INFO><TYPE>NETWORKING</TYPE></INFO>";

/// One interface of a switch, in JSON.
fn port(members: &str) -> (Value, Value, Vec<String>) {
    let xml = inventory(&format!("{SWITCH}<PORTS><PORT>{members}</PORT></PORTS>"));
    let (fixed, changes) = fixed(&xml);
    let port = |json: &Value| json["content"]["network_ports"][0].clone();
    (port(&php(&xml)), port(&fixed), changes)
}

/// A section of `content` in both ways.
fn section(device: &str, name: &str) -> (Value, Value) {
    let xml = inventory(device);
    (php(&xml)["content"][name].clone(), fixed(&xml).0["content"][name].clone())
}

// NIX-J01
#[test]
fn what_is_blank_is_not_there() {
    let (php, fixed, changes) =
        port("<IFNAME> \n</IFNAME><IFALIAS/><VLANS><VLAN><NAME/></VLAN></VLANS><IFMTU>9</IFMTU>");
    assert_eq!(php, json!({"ifmtu": 9}));
    assert_eq!(fixed, php);
    assert!(changes.is_empty());
    let (ports, _) = section(
        &format!("{SWITCH}<PORTS><PORT/><PORT><IFNUMBER>2</IFNUMBER></PORT></PORTS>"),
        "network_ports",
    );
    assert_eq!(ports, json!([{"ifnumber": 2}]));
    let nothing =
        php_of_blank("<DEVICE><INFO><NAME> </NAME></INFO></DEVICE><MODULEVERSION>6.4</MODULEVERSION>");
    assert_eq!(nothing["content"], json!({"moduleversion": "6.4"}));
}

fn php_of_blank(content: &str) -> Value {
    php(&request("SNMPQUERY", content))
}

// NIX-J02
#[test]
fn what_nobody_described_is_kept_in_lower_case() {
    let (php, fixed, _) = port("<X><A>1</A><A>2</A><B Q=\"r\">3</B></X><Y Z=\"1\"><C>4</C></Y>");
    let expected = json!({"x": {"a": ["1", "2"], "b": "3"}, "y": {"@attributes": {"z": "1"}, "c": "4"}});
    assert_eq!(php, expected);
    assert_eq!(fixed, expected);
}

// NIX-J03
#[test]
fn texts_in_the_place_of_records_make_php_give_up() {
    let xml = inventory(&format!("{SWITCH}<PORTS>none</PORTS>"));
    assert!(refused(&xml).contains("network_ports"));
    assert_eq!(fixed(&xml).1, ["content.network_ports: left out, not a text"]);
    refused(&inventory(&format!("{SWITCH}<PORTS><PORT><VLANS><VLAN>5</VLAN></VLANS></PORT></PORTS>")));
}

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

// NIX-J20
#[test]
fn of_several_values_the_first_stands() {
    let xml = inventory("<INFO><NAME>a</NAME><NAME>b</NAME><TYPE>NETWORKING</TYPE></INFO>");
    assert_eq!(php(&xml)["content"]["network_device"]["name"], json!(["a", "b"]));
    let (made, changes) = fixed(&xml);
    assert_eq!(made["content"]["network_device"]["name"], "a");
    assert_eq!(changes, ["content.network_device.name: left out, there is one already"]);
    let xml = inventory(&format!("{SWITCH}<PORTS><PORT><IFMTU>1</IFMTU><IFMTU>2</IFMTU></PORT></PORTS>"));
    refused(&xml);
    assert_eq!(fixed(&xml).0["content"]["network_ports"], json!([{"ifmtu": 1}]));
}

// NIX-J21
#[test]
fn numbers() {
    let (php, fixed, changes) = port(
        "<IFSPEED>1e9</IFSPEED><IFMTU>1500.0</IFMTU><IFTYPE>ethernetCsmacd(6)</IFTYPE><IFNUMBER> 3 </IFNUMBER>\
         <IFINOCTETS>18446744073709551615</IFINOCTETS><IFOUTERRORS>-5</IFOUTERRORS><IFINERRORS>none</IFINERRORS>",
    );
    assert_eq!(
        php,
        json!({"ifspeed": 1_000_000_000, "ifmtu": 1500, "iftype": null, "ifnumber": 3, "ifinbytes": null,
            "ifouterrors": -5, "ifinerrors": null})
    );
    assert_eq!(
        fixed,
        json!({"ifspeed": 1_000_000_000, "ifmtu": 1500, "iftype": 6, "ifnumber": 3, "ifinbytes": u64::MAX,
            "ifouterrors": -5})
    );
    assert_eq!(changes, ["content.network_ports[0].ifinerrors: left out, not a number"]);
}

// NIX-J22
#[test]
fn what_the_schema_refuses_is_left_out() {
    let (php, fixed, changes) = port(
        "<IFSTATUS>0</IFSTATUS><IFINTERNALSTATUS>7</IFINTERNALSTATUS><IFPORTDUPLEX>0</IFPORTDUPLEX><IFMTU>1</IFMTU>",
    );
    assert_eq!(php, json!({"ifstatus": 0, "ifinternalstatus": 7, "ifportduplex": 0, "ifmtu": 1}));
    assert_eq!(fixed, json!({"ifmtu": 1}));
    assert_eq!(changes.len(), 3);
    let (_, fixed, _) = port("<IFSTATUS>up(1)</IFSTATUS><IFPORTDUPLEX>3</IFPORTDUPLEX>");
    assert_eq!(fixed, json!({"ifstatus": 1, "ifportduplex": 3}));
}

// NIX-J23
#[test]
fn numbers_that_php_leaves_texts() {
    let counters = "<INFO><TYPE>PRINTER</TYPE></INFO><PAGECOUNTERS><TOTAL>9</TOTAL><COPYCOLOR>5</COPYCOLOR>\
        <PRINTOTAL>3</PRINTOTAL><FAXTOTAL>6</FAXTOTAL></PAGECOUNTERS>";
    assert_eq!(
        section(counters, "pagecounters"),
        (
            json!({"total": 9, "copycolor": "5", "printotal": "3", "faxtotal": "6"}),
            json!({"total": 9, "copycolor": 5, "printtotal": 3, "faxtotal": 6}),
        )
    );
    let (php, fixed, _) =
        port("<VLANS><VLAN><NAME>x</NAME><NUMBER>5</NUMBER><TAGGED>1</TAGGED></VLAN></VLANS>");
    assert_eq!(php["vlans"], json!([{"name": "x", "number": "5", "tagged": "1"}]));
    assert_eq!(fixed["vlans"], json!([{"name": "x", "number": 5, "tagged": 1}]));
    let (php, fixed) = section("<ERROR><ID>86</ID><MESSAGE>no answer</MESSAGE></ERROR>", "error");
    assert_eq!((&php["id"], &fixed["id"]), (&json!("86"), &json!(86)));
}

// NIX-J24
#[test]
fn numbers_that_php_cuts_out() {
    let xml = inventory(
        "<COMPONENTS><COMPONENT><CONTAINEDININDEX>abc</CONTAINEDININDEX><INDEX>1</INDEX></COMPONENT></COMPONENTS>\
         <INFO><CPU>12.5</CPU><TYPE>NETWORKING</TYPE></INFO>",
    );
    let made = php(&xml);
    assert_eq!(made["content"]["network_device"]["cpu"], 12);
    assert_eq!(made["content"]["network_components"], json!([{"contained_index": 0, "index": 1}]));
    let (made, changes) = fixed(&xml);
    assert_eq!(made["content"]["network_device"]["cpu"], 12);
    assert_eq!(made["content"]["network_components"], json!([{"index": 1}]));
    assert_eq!(changes, ["content.network_components[0].contained_index: left out, not a number"]);
}

// NIX-J25, NIX-J30
#[test]
fn flags() {
    for (text, php_flag, fixed_flag) in [
        ("1", true, Some(true)),
        ("0", false, Some(false)),
        ("false", true, Some(false)),
        ("2", true, Some(true)),
        ("0.0", true, Some(false)),
        ("maybe", true, None),
    ] {
        let (php, fixed, changes) = port(&format!("<TRUNK>{text}</TRUNK><IFMTU>1</IFMTU>"));
        assert_eq!(php["trunk"], php_flag, "{text}");
        assert_eq!(fixed.get("trunk").and_then(Value::as_bool), fixed_flag, "{text}");
        assert_eq!(changes.is_empty(), fixed_flag.is_some());
    }
    let xml =
        inventory(&format!("{SWITCH}<PORTS><PORT><CONNECTIONS><CDP>1</CDP></CONNECTIONS></PORT></PORTS>"));
    refused(&xml);
    assert_eq!(fixed(&xml).0["content"]["network_ports"], json!([{"lldp": true}]));
}

// NIX-J26
#[test]
fn memory_has_units() {
    let info = |memory: &str| {
        let xml = inventory(&format!("<INFO><MEMORY>{memory}</MEMORY><TYPE>NETWORKING</TYPE></INFO>"));
        let of = |json: Value| json["content"]["network_device"].get("memory").cloned();
        (of(php(&xml)), of(fixed(&xml).0))
    };
    assert_eq!(info("512"), (Some(json!(512)), Some(json!(512))));
    assert_eq!(info("7.5 GB"), (Some(json!(0)), Some(json!(7680))));
    assert_eq!(info("512 KB"), (Some(json!(0.5)), Some(json!(0))));
    assert_eq!(info("much"), (Some(Value::Null), None));
    let drive = "<INFO><TYPE>STORAGE</TYPE></INFO><DRIVES><FREE>1 GB</FREE><TOTAL>2048</TOTAL><VOLUMN>v</VOLUMN></DRIVES>";
    assert_eq!(
        section(drive, "drives"),
        (
            json!([{"free": null, "total": 2048, "volumn": "v"}]),
            json!([{"free": 1024, "total": 2048, "volumn": "v"}])
        )
    );
}

// NIX-J12, NIX-J27
#[test]
fn days_of_firmwares() {
    let day = |day: &str| {
        let (php, fixed) =
            section(&format!("{SWITCH}<FIRMWARES><DATE>{day}</DATE><NAME>f</NAME></FIRMWARES>"), "firmwares");
        let of = |firmwares: Value| firmwares[0].get("date").and_then(Value::as_str).map(str::to_owned);
        (of(php), of(fixed))
    };
    let pair = |php: Option<&str>, fixed: Option<&str>| (php.map(str::to_owned), fixed.map(str::to_owned));
    assert_eq!(day("20131018"), pair(Some("2013-10-18"), Some("2013-10-18")));
    assert_eq!(day("n/a"), pair(None, None));
    assert_eq!(day("2000-0-0,00:00:00"), pair(Some("2000-0-0,00:00:00"), None));
    assert_eq!(day("16-Sep-2019"), pair(Some("16-Sep-2019"), Some("2019-09-16")));
    assert_eq!(day("03/14/2013"), pair(Some("2014-02-03"), Some("2013-03-14")));
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
    let (documents, _) = convert(&two, Compat::Fixed).expect("a conversion");
    let classes: Vec<_> = documents.iter().map(|document| &document["itemtype"]).collect();
    assert_eq!(classes, ["NetworkEquipment", "Phone"]);
    let contents = inventory(SWITCH)
        .replace("</CONTENT>", "</CONTENT><CONTENT><DEVICE><INFO><NAME>b</NAME></INFO></DEVICE></CONTENT>");
    refused(&contents);
    assert_eq!(convert(&contents, Compat::Fixed).expect("a conversion").0.len(), 2);
}

#[test]
fn answers_of_servers_have_no_json_form() {
    for xml in ["<REPLY><RESPONSE>SEND</RESPONSE></REPLY>", "<REQUEST><QUERY>PROLOG</QUERY></REQUEST>"] {
        for compat in [Compat::Fixed, Compat::Php] {
            assert_eq!(convert(xml, compat), Err(ConvertError::NotAnInventory));
        }
    }
    assert_eq!(Compat::default(), Compat::Fixed);
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

fn decode(json: &Value) -> Document<'static> {
    let text = json.to_string();
    let message = glpi_json::decode(text.as_bytes(), &Limits::DEFAULT).expect("an inventory");
    Document::new(message.into_owned())
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

// NIX-J61
#[test]
fn json_of_something_else_is_refused() {
    let error =
        |json: &str, limits: &Limits| glpi_json::decode(json.as_bytes(), limits).expect_err("no inventory");
    for json in ["[]", "{}", "5", r#"{"content":[]}"#, r#"{"action":"inventory","content":{"bios":{}}}"#] {
        assert!(matches!(error(json, &Limits::DEFAULT).kind(), DecodeErrorKind::JsonInventory(_)), "{json}");
    }
    let cut = error(r#"{"content":{"network_device":{"name":"x"#, &Limits::DEFAULT);
    assert_eq!(cut.to_string(), "not a network inventory in JSON: it ends too early at byte 38");
    assert_eq!(error("{\n\"a\":?}", &Limits::DEFAULT).offset(), 6);
    assert_eq!(error("{} {}", &Limits::DEFAULT).kind(), &DecodeErrorKind::JsonInventory("broken syntax"));
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

#[test]
fn kinds_of_changes_say_what_was_done() {
    let kinds = [ChangeKind::NotANumber, ChangeKind::NotAFlag, ChangeKind::NotADay, ChangeKind::OutOfRange];
    assert!(kinds.iter().all(|kind| kind.to_string().starts_with("left out, ")));
}
