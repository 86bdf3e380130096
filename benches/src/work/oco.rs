//! `oco-proto`: updates.

use std::hint::black_box;
use std::rc::Rc;

use oco_proto::{Call, DecodeError, Dialect, Inventory, Limits, Request};
use serde_json::Value;

use crate::measure::Group;
use crate::payload;
use crate::peer::{self, oco as typed};

const KRATE: &str = "oco";

/// Reads a request.
///
/// # Errors
/// If it is none.
pub fn decode(body: &[u8]) -> Result<Request<'_>, DecodeError> {
    Request::decode(body, &Limits::DEFAULT)
}

/// The inventory in an update.
///
/// # Panics
/// If it is another request.
#[must_use]
pub fn inventory<'r, 'a>(request: &'r Request<'a>) -> &'r Inventory<'a> {
    let Call::Update(inventory) = &request.call else { panic!("it is an update") };
    inventory
}

fn owned(body: &[u8]) -> typed::Request {
    serde_json::from_slice(body).expect("our payloads fit")
}

/// All groups, with this many programs in the inventory.
///
/// # Panics
/// If ours and a peer do not find the same in a payload.
#[must_use]
pub fn groups(programs: usize) -> Vec<Group> {
    let body: Rc<[u8]> = payload::oco::update(programs).into();
    let request = decode(&body).expect("our payloads are requests").into_owned();
    verify(&request, &owned(&body));
    let escaped = payload::oco::escaped(programs).into();
    let reversed = payload::oco::reversed(programs).into();
    vec![
        update(&body),
        like_plain("decode it with one escaped name", &body, escaped, &request),
        like_plain("decode it in reverse order", &body, reversed, &request),
        encode(&body, request),
    ]
}

fn verify(ours: &Request<'_>, typed: &typed::Request) {
    assert_eq!(ours.unknown_members(), 0);
    assert_eq!(ours.host.hostname.as_str(), Some(&*typed.params.hostname));
    let (ours, typed) = (inventory(ours), &typed.params.data);
    assert_eq!(ours.software.len(), typed.software.len());
    for (ours, typed) in ours.software.iter().zip(&typed.software) {
        let texts = [&ours.name, &ours.version, &ours.description].map(|text| text.as_str());
        assert_eq!(texts, [&typed.name, &typed.version, &typed.description].map(|text| Some(&**text)));
    }
    assert_eq!(ours.printers.len(), typed.printers.len());
    for (ours, typed) in ours.printers.iter().zip(&typed.printers) {
        assert_eq!(ours.name.as_str(), Some(&*typed.name));
    }
}

fn update(body: &Rc<[u8]>) -> Group {
    let b = || Rc::clone(body);
    let (ours, first, second, limit, source) = (b(), b(), b(), b(), b());
    let mut copied = Vec::new();
    let group = Group::new(KRATE, "decode a 100 KB update", body.len(), move || {
        drop(black_box(decode(&ours).expect("it is a request")));
    })
    .peer("serde_json typed owned", 2.0, move || owned(&first))
    .peer("serde_json Value", None, move || -> Value {
        serde_json::from_slice(&second).expect("our payloads are JSON")
    });
    #[cfg(feature = "simd")]
    let group = {
        let (third, fourth) = (b(), b());
        group
            .peer("sonic-rs typed owned", None, move || {
                sonic_rs::from_slice::<typed::Request>(&third).expect("our payloads fit")
            })
            .prepared_peer(
                "simd-json typed owned",
                None,
                move || fourth.to_vec(),
                |json: &mut Vec<u8>| {
                    let request: typed::Request = simd_json::from_slice(json).expect("our payloads fit");
                    black_box(request);
                },
            )
    };
    group
        .limit("serde_json IgnoredAny", move || peer::tokenise(&limit))
        .limit("memcpy", move || peer::copy(&source, &mut copied))
}

/// An update in another form, which has to take at most 1.3 times as long as the plain one.
fn like_plain(work: &str, plain: &Rc<[u8]>, other: Rc<[u8]>, request: &Request<'_>) -> Group {
    assert_eq!(decode(&other).as_ref(), Ok(request), "only the form is another");
    let plain = Rc::clone(plain);
    Group::new(KRATE, work, other.len(), move || {
        drop(black_box(decode(&other).expect("it is a request")));
    })
    .peer("the plain update, by ours", 1.0 / 1.3, move || {
        drop(black_box(decode(&plain).expect("it is a request")));
    })
}

fn encode(body: &Rc<[u8]>, request: Request<'static>) -> Group {
    let typed = owned(body);
    let mut dst = Vec::new();
    request.encode(Dialect::Hmac, &mut dst).expect("it fits the dialect");
    let written: Value = serde_json::from_slice(&dst).expect("ours writes JSON");
    assert_eq!(serde_json::from_slice::<Value>(body).ok(), Some(written), "what was read is written");
    Group::new(KRATE, "encode the update", body.len(), move || {
        dst.clear();
        request.encode(Dialect::Hmac, &mut dst)
    })
    .allocations(0)
    .peer("serde_json to_vec typed", None, move || serde_json::to_vec(&typed).expect("it is JSON"))
}
