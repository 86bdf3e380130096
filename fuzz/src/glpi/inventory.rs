//! Inventories: the envelope is read, the content kept.

use glpi_proto::{Compression, Inventory, Message as _, Payload, Request};
use serde_json::value::RawValue;

use super::{LIMITS, borrows, open};

/// A request with an inventory in it, or its content alone. The content stays where it is
/// in the text, byte for byte what `serde_json` finds there, and is written again so;
/// the owned value is the borrowed one.
pub fn inventory(data: &[u8]) {
    as_it_comes(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    in_envelope(text);
    in_xml(text);
}

fn as_it_comes(data: &[u8]) {
    let body = open(data);
    let Ok(payload) = body.open(&LIMITS) else { return };
    let Ok(Request::Inventory(inventory)) = Request::decode(&payload, &LIMITS) else { return };
    assert!(borrows(&payload, inventory.content_json()));
    let plain = serde_json::from_str::<std::collections::BTreeMap<String, &RawValue>>(payload.text())
        .expect("an object to everybody");
    assert_eq!(inventory.content_json(), plain["content"].get());
    look_into(&inventory);
    let owned = inventory.clone().into_owned();
    assert_eq!(owned, inventory);
    survives(&Request::Inventory(inventory));
}

/// Any JSON object as content.
fn in_envelope(text: &str) {
    let Ok(content) = serde_json::from_str::<&RawValue>(text) else { return };
    if !content.get().starts_with('{') {
        return;
    }
    let request = Request::from(Inventory::new("pc-7", content));
    let body = request.to_body(Compression::Plain).expect("it is JSON");
    let payload = body.open(&LIMITS).expect("what we write we can open");
    match Request::decode(&payload, &LIMITS) {
        Ok(Request::Inventory(read)) => {
            assert_eq!(read.content_json(), content.get());
            look_into(&read);
        }
        // Only depth can be too much for a reader.
        other => assert!(other.is_err_and(|error| error.is_limit())),
    }
}

/// Any text inside `CONTENT`.
fn in_xml(text: &str) {
    let xml = format!("<REQUEST><DEVICEID>pc-7</DEVICEID><CONTENT>{text}</CONTENT></REQUEST>");
    let Ok(payload) = Payload::from_text(&xml, &LIMITS) else { return };
    let Ok(Request::Xml(request)) = Request::decode(&payload, &LIMITS) else { return };
    let Some(content) = request.content.as_deref() else { return };
    assert!(borrows(&payload, content) && content.starts_with("<CONTENT>"));
    assert_eq!(request.clone().into_owned(), request);
    let request = Request::Xml(request.clone());
    // Texts next to the content may hold what XML cannot carry; the content is not looked at.
    let Ok(body) = request.to_body(Compression::Plain) else { return };
    let again = body.open(&LIMITS).expect("what we write we can open");
    assert_eq!(Request::decode(&again, &LIMITS).expect("what we write we can read"), request);
}

fn look_into(inventory: &Inventory<'_>) {
    let shown = format!("content: Content({} bytes)", inventory.content_json().len());
    assert!(format!("{inventory:?}").contains(&shown));
}

fn survives(request: &Request<'_>) {
    let body = request.to_body(Compression::Plain).expect("it is JSON");
    let payload = body.open(&LIMITS).expect("what we write we can open");
    assert_eq!(&Request::decode(&payload, &LIMITS).expect("what we write we can read"), request);
}
