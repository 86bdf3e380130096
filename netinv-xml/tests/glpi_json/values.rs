//! Texts of the wire and what they become: numbers, flags, sizes, days.

use super::*;

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

// NIX-J22, NIX-047
#[test]
fn words_of_the_mib_are_their_numbers() {
    let (php, fixed, changes) = port(
        "<IFINTERNALSTATUS>testing</IFINTERNALSTATUS><IFPORTDUPLEX>fullDuplex</IFPORTDUPLEX><IFSTATUS> Up </IFSTATUS>",
    );
    assert_eq!(php, json!({"ifinternalstatus": null, "ifportduplex": null, "ifstatus": null}));
    assert_eq!(fixed, json!({"ifinternalstatus": 3, "ifportduplex": 3, "ifstatus": 1}));
    assert!(changes.is_empty(), "{changes:?}");
    // Each has its own words.
    let (_, fixed, changes) = port(
        "<IFINTERNALSTATUS>dormant</IFINTERNALSTATUS><IFPORTDUPLEX>up</IFPORTDUPLEX><IFSTATUS>dormant</IFSTATUS>",
    );
    assert_eq!(fixed, json!({"ifstatus": 5}));
    let not_a_number = |key: &str| format!("content.network_ports[0].{key}: left out, not a number");
    assert_eq!(changes, ["ifinternalstatus", "ifportduplex"].map(not_a_number));
    let component = |fru: &str| {
        let xml = format!("<COMPONENTS><COMPONENT><FRU>{fru}</FRU></COMPONENT></COMPONENTS>{SWITCH}");
        section(&xml, "network_components")
    };
    assert_eq!(component("true"), (json!([{"fru": null}]), json!([{"fru": 1}])));
    assert_eq!(component("false(2)").1, json!([{"fru": 2}]));
    assert_eq!(component("0"), (json!([{"fru": 0}]), json!([{"fru": 0}])));
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
    let (_, fixed_port, _) =
        port("<CONNECTIONS><CDP>2</CDP><CONNECTION><SYSNAME>s</SYSNAME></CONNECTION></CONNECTIONS>");
    assert_eq!(fixed_port["lldp"], true, "as the neighbour is a device (NIX-006)");
    let xml =
        inventory(&format!("{SWITCH}<PORTS><PORT><CONNECTIONS><CDP>1</CDP></CONNECTIONS></PORT></PORTS>"));
    refused(&xml);
    assert_eq!(fixed(&xml).0["content"]["network_ports"], json!([{"lldp": true}]));
}

// NIX-048
#[test]
fn a_flag_that_we_write_is_one_to_servers() {
    use netinv_xml::{Content, Device, Info, Leaf, Port};
    for flag in [true, false] {
        let port = Port { trunk: Some(Leaf::from_value(&flag)), ..Port::default() };
        let info = Info { device_type: Some(Leaf::new("NETWORKING")), ..Info::default() };
        let device = Device { info: Some(info), ports: vec![port].into(), ..Device::default() };
        let content = Content { devices: vec![device], ..Content::default() };
        let request = Request { contents: vec![content], ..Request::default() };
        for conversion in [Conversion::Php, Conversion::Corrected] {
            let made = glpi_json::convert(&Message::from(request.clone()), conversion).expect("a conversion");
            let json: Value = serde_json::from_str(&made.documents()[0]).expect("JSON");
            assert_eq!(json["content"]["network_ports"], json!([{"trunk": flag}]), "{conversion:?}");
        }
    }
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
