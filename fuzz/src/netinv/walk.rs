//! Walking a document part by part.

use netinv_xml::{Checked, Device, Document, Message, Part, Request};

use super::{LIMITS, inside};

/// A document with results. Its parts put together are the whole.
pub fn walk(data: &[u8]) {
    let (whole, checked) = (Document::decode(data, &LIMITS), Checked::decode(data, &LIMITS));
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return inside(&error, data),
    };
    let limits = LIMITS.with_document_len(u64::MAX);
    let walk = checked.walk(&limits).expect("its characters were checked");
    let (mut device, mut devices) = (Device::default(), Vec::new());
    let mut walked: Option<Request<'_>> = None;
    let mut failed = None;
    for part in walk {
        assert!(walked.is_none() && failed.is_none(), "nothing comes after the end");
        match part {
            Ok(Part::Port(port)) => device.ports.push(*port),
            Ok(Part::Component(component)) => device.components.push(*component),
            Ok(Part::Device(rest)) => {
                let mut whole = *rest;
                assert!(whole.ports.is_empty() && whole.components.is_empty());
                whole.ports.append(&mut device.ports);
                whole.components.append(&mut device.components);
                devices.push(whole);
            }
            Ok(Part::Request(request)) => walked = Some(request),
            Ok(_) => panic!("a new kind of part"),
            Err(error) => failed = Some(error),
        }
    }
    match whole {
        Ok(whole) => match whole.into_message() {
            Message::Reply(_) => assert!(failed.is_some() && devices.is_empty(), "no results"),
            Message::Inventory(mut request)
            | Message::Discovery(mut request)
            | Message::Control(mut request)
            | Message::Other(mut request) => {
                assert_eq!(failed, None);
                let of_whole: Vec<_> =
                    request.contents.iter_mut().flat_map(|content| content.devices.drain(..)).collect();
                assert_eq!(devices, of_whole);
                assert_eq!(walked, Some(request));
            }
            _ => panic!("a new kind of message"),
        },
        Err(error) => assert!(failed.is_some(), "{error}"),
    }
}
