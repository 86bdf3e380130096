//! The server's side: hands out a job, takes the results, gives the device a name.
//!
//! `cargo run --example netinv-server` plays both sides in memory.

use std::error::Error;

use netinv_xml::{
    Authentication, Control, Document, IpRange, JobOption, Leaf, Limits, Message, Neighbor, Param, Reply,
    Secret, Style, Target, documents,
};

#[cfg_attr(test, allow(dead_code, reason = "a test calls what it calls"))]
fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", play()?);
    Ok(())
}

/// Hands out a job and takes what came of it, in lines for a person.
pub(crate) fn play() -> Result<String, Box<dyn Error>> {
    let mut lines = vec![String::from_utf8(job()?)?];

    // An agent works on it and posts a stream of documents, each by itself.
    let posted = include_bytes!("../samples/stream.xml");
    for body in documents(posted) {
        lines.push(take(body)?);
    }
    lines.push(take(include_bytes!("../samples/inventory-libxml.xml"))?);
    lines.push(take(include_bytes!("../samples/broken.xml"))?);
    Ok(lines.join("\n"))
}

/// A job for one device and one network, with the credentials that they need.
fn job() -> Result<Vec<u8>, Box<dyn Error>> {
    let credentials = || Authentication {
        id: Some(Leaf::new("1")),
        version: Some(Leaf::new("2c")),
        community: Some(Secret::new("open & sesame")),
        ..Authentication::default()
    };
    let inventory = JobOption {
        name: Some(Leaf::new("SNMPQUERY")),
        params: vec![Param {
            pid: Some(Leaf::new("7")),
            threads_query: Some(Leaf::new("4")),
            ..Param::default()
        }],
        devices: vec![Target {
            id: Some(Leaf::new("86")),
            ip: Some(Leaf::new("192.0.2.1")),
            auth_snmp_id: Some(Leaf::new("1")),
            ..Target::default()
        }],
        authentications: vec![credentials()],
        ..JobOption::default()
    };
    let discovery = JobOption {
        name: Some(Leaf::new("NETDISCOVERY")),
        params: vec![Param { pid: Some(Leaf::new("8")), ..Param::default() }],
        ranges: vec![IpRange {
            id: Some(Leaf::new("1")),
            first: Some(Leaf::new("192.0.2.1")),
            last: Some(Leaf::new("192.0.2.254")),
            ..IpRange::default()
        }],
        authentications: vec![credentials()],
        ..JobOption::default()
    };
    let reply =
        Reply { options: vec![inventory, discovery], prolog_freq: Some(Leaf::new("24")), ..Reply::default() };
    let mut body = Vec::new();
    Document::new(Message::Reply(reply)).with_style(Style::Line).encode(&mut body)?;
    Ok(body)
}

/// Takes one posted document and says what it is about.
fn take(body: &[u8]) -> Result<String, Box<dyn Error>> {
    let document = Document::decode(body, &Limits::DEFAULT)?;
    let mut said = match document.message() {
        Message::Control(control) => match control.control() {
            Some(Control::Start) => "the agent started".to_owned(),
            Some(Control::Addresses(count)) => format!("the agent will look at {count} addresses"),
            Some(Control::End) => "the agent is done".to_owned(),
            _ => "the agent gave up".to_owned(),
        },
        Message::Inventory(result) => {
            let mut said = String::new();
            for device in result.devices() {
                if let Some(error) = &device.error {
                    said += error.message.as_ref().map_or("unknown error", |message| message.as_str());
                    continue;
                }
                let name = device
                    .info
                    .as_ref()
                    .and_then(|info| info.name.as_ref())
                    .map_or("?", |name| name.as_str());
                let neighbors =
                    device.ports.iter().filter(|port| matches!(port.neighbor(), Neighbor::Device(_)));
                said += &format!("{name}: {} ports, {} neighbours", device.ports.len(), neighbors.count());
            }
            said
        }
        other => format!("{other:?}"),
    };
    if !document.repairs().is_empty() {
        said += &format!(" ({} repairs)", document.repairs().len());
    }
    Ok(said)
}
