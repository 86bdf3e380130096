//! The JSON form, rule by rule: what the PHP converter stores, what it should
//! have stored, and the way back.

mod device;
mod envelope;
mod reading;
mod rest;
mod values;

use netinv_xml::glpi_json::{self, Change, ChangeKind, Conversion, ConvertError};
use netinv_xml::{DecodeErrorKind, Document, Limits, Message, Node, Request};
use serde_json::{Value, json};

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

fn convert(xml: &str, conversion: Conversion) -> Result<(Vec<Value>, Vec<Change>), ConvertError> {
    let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("a document");
    let made = glpi_json::convert(document.message(), conversion)?;
    let documents = made.documents().iter().map(|json| serde_json::from_str(json).expect("JSON"));
    Ok((documents.collect(), made.changes().to_vec()))
}

fn php(xml: &str) -> Value {
    let (documents, changes) = convert(xml, Conversion::Php).expect("a conversion");
    assert_eq!((documents.len(), changes.len()), (1, 0));
    documents[0].clone()
}

/// The JSON and what was changed, as text.
fn fixed(xml: &str) -> (Value, Vec<String>) {
    let (documents, changes) = convert(xml, Conversion::Corrected).expect("a conversion");
    assert_eq!(documents.len(), 1);
    (documents[0].clone(), changes.iter().map(Change::to_string).collect())
}

fn refused(xml: &str) -> String {
    match convert(xml, Conversion::Php) {
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

fn decode(json: &Value) -> Document<'static> {
    let text = json.to_string();
    let message = glpi_json::decode(text.as_bytes(), &Limits::DEFAULT).expect("an inventory");
    Document::new(message.into_owned())
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

#[test]
fn kinds_of_changes_say_what_was_done() {
    let kinds = [ChangeKind::NotANumber, ChangeKind::NotAFlag, ChangeKind::NotADay, ChangeKind::OutOfRange];
    assert!(kinds.iter().all(|kind| kind.to_string().starts_with("left out, ")));
}
