//! `glpi-proto`: inventories, and the daily hello.

use std::hint::black_box;
use std::rc::Rc;

use glpi_proto::Message as _;
use glpi_proto::{Body, Compression, ContentType, DecodeError, Limits, Request};
use serde_json::Value;

use crate::measure::Group;
use crate::payload;
use crate::peer::{self, glpi as typed, inflate};

const KRATE: &str = "glpi";

/// Opens a body and reads the request in it: the length of its content.
///
/// # Errors
/// If there is something else in it.
pub fn decode(body: &Body) -> Result<usize, DecodeError> {
    let payload = body.open(&Limits::DEFAULT)?;
    let request = black_box(Request::decode(&payload, &Limits::DEFAULT)?);
    Ok(match &request {
        Request::Inventory(inventory) => inventory.content_json().len(),
        _ => 0,
    })
}

/// A body as an agent sends it.
#[must_use]
pub fn body(text: &[u8], compression: Compression) -> Body {
    match compression {
        Compression::Zlib => Body::new(ContentType::new("application/x-compress-zlib"), payload::zlib(text)),
        _ => Body::new(ContentType::new("application/json"), text.to_vec()),
    }
}

fn value(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("our payloads are JSON")
}

/// All groups, with this many programs in the inventory.
///
/// # Panics
/// If ours and a peer do not find the same in a payload.
#[must_use]
pub fn groups(programs: usize) -> Vec<Group> {
    let text: Rc<[u8]> = payload::glpi::inventory(programs).into();
    verify(&text);
    vec![inventory(&text), compressed(&text), encode(&text), contact()]
}

fn verify(text: &[u8]) {
    let plain = body(text, Compression::Plain);
    let opened = plain.open(&Limits::DEFAULT).expect("our payloads are bodies");
    let Ok(Request::Inventory(ours)) = Request::decode(&opened, &Limits::DEFAULT) else {
        panic!("it is an inventory")
    };
    let envelope: typed::Envelope<'_> = serde_json::from_slice(text).expect("our payloads fit");
    assert_eq!(ours.content_json(), envelope.content.get());
    assert_eq!(ours.device_id, envelope.deviceid);
    assert_eq!(
        (&ours.action, &ours.itemtype, &ours.tag),
        (&envelope.action, &envelope.itemtype, &envelope.tag)
    );
    assert!(ours.extra.is_empty());
    let value = value(text);
    assert_eq!(serde_json::from_str::<Value>(ours.content_json()).as_ref().ok(), value.get("content"));
    assert_eq!(decode(&body(text, Compression::Zlib)), decode(&plain));
}

fn inventory(text: &Rc<[u8]>) -> Group {
    let ours = body(text, Compression::Plain);
    let t = || Rc::clone(text);
    let (first, second, limit, source) = (t(), t(), t(), t());
    let mut copied = Vec::new();
    let work = "decode a 600 KB inventory message (envelope, content kept)";
    let group = Group::new(KRATE, work, text.len(), move || decode(&ours))
        .peer("serde_json Value", 8.0, move || value(&first))
        .peer("serde_json typed, RawValue content", None, move || {
            let envelope: typed::Envelope<'_> = serde_json::from_slice(&second).expect("our payloads fit");
            black_box(envelope.content.get().len())
        });
    #[cfg(feature = "simd")]
    let group = {
        let (third, fourth) = (t(), t());
        group
            .peer("sonic-rs Value", None, move || {
                sonic_rs::from_slice::<sonic_rs::Value>(&third).expect("our payloads are JSON")
            })
            .prepared_peer(
                "simd-json owned Value",
                None,
                move || fourth.to_vec(),
                |json: &mut Vec<u8>| {
                    black_box(simd_json::to_owned_value(json).expect("our payloads are JSON"));
                },
            )
    };
    group
        .limit("serde_json IgnoredAny", move || peer::tokenise(&limit))
        .limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn compressed(text: &Rc<[u8]>) -> Group {
    let ours = body(text, Compression::Zlib);
    let zlib: Rc<[u8]> = ours.bytes()[..].into();
    let (first, second, limit) = (Rc::clone(&zlib), Rc::clone(&zlib), zlib);
    let mut inflating = inflate::Inflate::new(text.len());
    Group::new(KRATE, "the same in its zlib body", text.len(), move || decode(&ours))
        .peer("flate2 reader + serde_json Value", 3.0, move || value(&inflate::read(&first)))
        .peer("flate2 reader + serde_json typed, RawValue content", None, move || {
            let text = inflate::read(&second);
            let envelope: typed::Envelope<'_> = serde_json::from_slice(&text).expect("our payloads fit");
            black_box(envelope.content.get().len())
        })
        .limit("inflate alone", move || inflating.run(&limit))
}

fn encode(text: &Rc<[u8]>) -> Group {
    let plain = body(text, Compression::Plain);
    let payload = plain.open(&Limits::DEFAULT).expect("our payloads are bodies");
    let request = Request::decode(&payload, &Limits::DEFAULT).expect("it is an inventory").into_owned();
    let value = value(text);
    // Only the layout may differ: ours keeps it, a `Value` has none.
    let mut dst = Vec::new();
    request.encode(&mut dst).expect("it is JSON");
    assert_eq!(serde_json::from_slice::<Value>(&dst).as_ref().ok(), Some(&value));
    Group::new(KRATE, "encode the inventory message (content kept)", text.len(), move || {
        dst.clear();
        request.encode(&mut dst)
    })
    .allocations(0)
    .peer("serde_json to_vec Value", None, move || serde_json::to_vec(&value).expect("it is JSON"))
}

fn contact() -> Group {
    let text: Rc<[u8]> = payload::glpi::contact().into();
    let ours = body(&text, Compression::Plain);
    let (first, second) = (Rc::clone(&text), Rc::clone(&text));
    let contact: typed::Contact = serde_json::from_slice(&text).expect("our payloads fit");
    let opened = ours.open(&Limits::DEFAULT).expect("our payloads are bodies");
    let Ok(Request::Contact(found)) = Request::decode(&opened, &Limits::DEFAULT) else {
        panic!("it is a contact")
    };
    assert_eq!(
        (found.device_id, found.installed_tasks.len()),
        (contact.deviceid, contact.installed_tasks.len())
    );
    Group::new(KRATE, "decode a CONTACT request of 500 bytes", text.len(), move || decode(&ours))
        .peer("serde_json Value", None, move || value(&first))
        .peer("serde_json typed owned", 1.0, move || {
            serde_json::from_slice::<typed::Contact>(&second).expect("our payloads fit")
        })
}
