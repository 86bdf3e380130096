//! The JSON form of real documents: what the PHP converter made of them, what
//! GLPI's schema says of ours, and that it can be read back.

use std::path::Path;

use netinv_xml::glpi_json::{self, Conversion};
use netinv_xml::{Document, Limits, Message, documents};
use serde_json::Value;
use testkit::corpus;

fn parse(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("JSON")
}

/// Every document of a folder with what the PHP converter stored of it.
fn golden(test: &str, mut each: impl FnMut(&Path, &[u8], Value)) {
    let Some(root) = corpus::folder(test, "netinv") else {
        return;
    };
    let golden = root.join("golden-json-php-1.2.3");
    let files = corpus::files(&golden, &["json"]);
    for path in &files {
        let xml = root.join(path.strip_prefix(&golden).expect("below it")).with_extension("xml");
        each(path, &corpus::read(&xml), parse(&corpus::read(path)));
    }
    corpus::covered(test, files.len());
}

// NIX-J01 to NIX-J12
#[test]
fn php_is_reproduced() {
    let mut different = Vec::new();
    golden("php_is_reproduced", |path, xml, golden| {
        let document = Document::decode(xml, &Limits::DEFAULT).expect("a document");
        match glpi_json::convert(document.message(), Conversion::Php) {
            Ok(made) if parse(made.documents()[0].as_bytes()) == golden => {}
            Ok(made) => different.push(format!("{}: {:.3000}", path.display(), made.documents()[0])),
            Err(error) => different.push(format!("{}: {error}", path.display())),
        }
    });
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

/// Documents whose XML is read otherwise, so that there is something else to
/// convert (NIX-J13).
const READ_OTHERWISE: [&str; 5] = [
    // Two documents in one: nothing to convert, to PHP.
    "07-two-contents.xml",
    // As GLPI's server reads it, which is not how the converter alone does.
    "46-cdata.xml",
    // Comments are members, to PHP.
    "48-comments-pi.xml",
    // No declarations of types here.
    "51-doctype-internal.xml",
    "52-doctype-external.xml",
];

#[test]
fn php_is_reproduced_on_edge_cases() {
    let test = "php_is_reproduced_on_edge_cases";
    let Some(folder) = corpus::folder(test, "netinv/handmade") else {
        return;
    };
    let table = corpus::read(&folder.join("EXPECTED-php-converter-1.2.3.tsv"));
    let table = String::from_utf8(table).expect("UTF-8");
    let mut different = Vec::new();
    for line in table.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let [file, _, expected, _] = columns[..] else { panic!("four columns") };
        let xml = corpus::read(&folder.join(file));
        let made = Document::decode_strict(&xml, &Limits::DEFAULT)
            .ok()
            .and_then(|document| glpi_json::convert(document.message(), Conversion::Php).ok())
            .map(|made| parse(made.documents()[0].as_bytes()));
        // What is no JSON is an exception.
        let is_equal = made == serde_json::from_str::<Value>(expected).ok();
        if is_equal == READ_OTHERWISE.contains(&file) {
            different.push(format!("{file}: {made:?}\n      for {expected}"));
        }
    }
    corpus::covered(test, table.lines().count());
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

/// Every message of an agent in the corpus.
fn messages(test: &str, mut each: impl FnMut(&Path, &Message<'_>)) {
    let Some(root) = corpus::folder(test, "netinv") else {
        return;
    };
    let mut covered = 0;
    for path in corpus::files(&root, &["xml", "txt"]) {
        let bytes = corpus::read(&path);
        for part in documents(&bytes) {
            let Ok(document) = Document::decode(part, &Limits::DEFAULT) else {
                continue;
            };
            if !matches!(document.message(), Message::Reply(_) | Message::Other(_)) {
                covered += 1;
                each(&path, document.message());
            }
        }
    }
    corpus::covered(test, covered);
}

/// GLPI's schema of what it stores.
fn schema(test: &str) -> Option<jsonschema::Validator> {
    let folder = corpus::folder(test, "glpi/inventory_format")?;
    let schema = parse(&corpus::read(&folder.join("inventory.schema.json")));
    Some(jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema"))
}

// NIX-J22, NIX-J45, NIX-J54, NIX-J55: what no capture has.
#[test]
fn rarities_pass_the_schema() {
    const TEST: &str = "rarities_pass_the_schema";
    const DEVICES: [&str; 4] = [
        "<INFO><TYPE>PDU</TYPE></INFO><PDU><CREDENTIALS>4</CREDENTIALS><PLUGS><NAME>o</NAME><NUMBER>1</NUMBER></PLUGS></PDU>",
        "<INFO><CREDENTIALS>4</CREDENTIALS><TYPE>3</TYPE></INFO><SIMCARDS><SUBSCRIBER_ID>2</SUBSCRIBER_ID></SIMCARDS>",
        "<PORTS><PORT><IFINTERNALSTATUS>up</IFINTERNALSTATUS><IFPORTDUPLEX>fullDuplex</IFPORTDUPLEX><IFSTATUS>up</IFSTATUS>\
         <LLDP>1</LLDP></PORT></PORTS><COMPONENTS><COMPONENT><CONTAINED_INDEX>3</CONTAINED_INDEX><FRU>true</FRU></COMPONENT>\
         </COMPONENTS>",
        "<DRIVES><LABEL>l</LABEL><SYSTEMDRIVE>1</SYSTEMDRIVE></DRIVES><MODEMS><IMEI>1</IMEI><IMEI>2</IMEI></MODEMS>",
    ];
    let Some(schema) = schema(TEST) else {
        return;
    };
    for device in DEVICES {
        let xml = format!(
            "<REQUEST><CONTENT><DEVICE>{device}</DEVICE></CONTENT><DEVICEID>a</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>"
        );
        let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("XML");
        let made = glpi_json::convert(document.message(), Conversion::Corrected).expect("a conversion");
        let faults: Vec<_> = schema
            .iter_errors(&parse(made.documents()[0].as_bytes()))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{device}: {faults:?}");
    }
    corpus::covered(TEST, 1);
}

// NIX-J20 to NIX-J48
#[test]
fn what_is_made_passes_the_schema() {
    let test = "what_is_made_passes_the_schema";
    let Some(schema) = schema(test) else {
        return;
    };
    let mut faults = Vec::new();
    let mut passed = 0;
    messages(test, |path, message| {
        let (Message::Inventory(request) | Message::Discovery(request) | Message::Control(request)) = message
        else {
            panic!("an agent's message");
        };
        let made = glpi_json::convert(message, Conversion::Corrected).expect("a conversion");
        // Without the agent's name, nothing can pass. Servers add their own
        // classes to the schema.
        let has_name = request.device_id.as_ref().is_some_and(|name| !name.is_blank());
        if !has_name || request.item_type.is_some() {
            return;
        }
        passed += made.documents().len();
        for document in made.documents() {
            for error in schema.iter_errors(&parse(document.as_bytes())) {
                faults.push(format!("{}: {}: {error:.300}", path.display(), error.instance_path()));
            }
        }
    });
    assert!(passed > 500, "{passed} validated");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

// NIX-J60
#[test]
fn what_is_made_can_be_read_and_made_again() {
    let mut different = Vec::new();
    messages("what_is_made_can_be_read_and_made_again", |path, message| {
        let made = glpi_json::convert(message, Conversion::Corrected).expect("a conversion");
        for document in made.documents() {
            let read = glpi_json::decode(document.as_bytes(), &Limits::DEFAULT).expect("what was made");
            let again = glpi_json::convert(&read, Conversion::Corrected).expect("a conversion");
            if parse(again.documents()[0].as_bytes()) != parse(document.as_bytes()) {
                let again = &again.documents()[0];
                different.push(format!("{}:\n{document:.2000}\n{again:.2000}", path.display()));
            }
        }
    });
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
