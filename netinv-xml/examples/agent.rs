//! What an agent does: takes jobs, asks the devices, and writes the documents
//! that it would post, in the order in which real agents do.
//!
//! `cargo run --example agent` makes the answers up.

use std::error::Error;
use std::net::IpAddr;

use netinv_xml::{
    Agent, Content, Device, DeviceError, DeviceType, Document, IfIndex, IfStatus, Info, JobOption, Leaf,
    Limits, Message, Port, Request, Secret, Target,
};

fn main() -> Result<(), Box<dyn Error>> {
    let reply = include_bytes!("../samples/job-attributes.xml");
    let document = Document::decode(reply, &Limits::DEFAULT)?;
    let Message::Reply(reply) = document.message() else {
        return Err("no answer of a server".into());
    };
    for option in &reply.options {
        if option.name.as_ref().is_none_or(|name| name != Request::SNMP_QUERY) {
            continue;
        }
        for target in option.targets() {
            let job = option.job_of(target).map(|job| job.as_str().to_owned());
            let post = |content| print(Content { process_number: job.clone().map(Leaf::new), ..content });
            let start = Agent {
                agent_version: Some(Leaf::new("0.1")),
                start: Some(Leaf::new("1")),
                ..Agent::default()
            };
            post(Content { agent: Some(start), ..Content::default() })?;
            post(Content { devices: vec![ask(option, target)], ..Content::default() })?;
            let end = Agent { end: Some(Leaf::new("1")), ..Agent::default() };
            post(Content { agent: Some(end), ..Content::default() })?;
        }
    }
    Ok(())
}

/// Asks a device, or pretends to.
fn ask(option: &JobOption<'_>, target: &Target<'_>) -> Device<'static> {
    let id = target.id.clone().map(Leaf::into_owned);
    let credentials =
        target.auth_snmp_id.as_ref().and_then(Leaf::value).and_then(|id| option.authentication(id));
    let community = credentials.and_then(|credentials| credentials.community.as_ref()).map(Secret::expose);
    let Some(address) = target.ip.as_ref().and_then(Leaf::value).filter(|_| community.is_some()) else {
        let message = Some(Leaf::new("no address or no credentials"));
        return Device {
            error: Some(DeviceError { id, message, ..DeviceError::default() }),
            ..Device::default()
        };
    };
    let port = Port {
        number: Some(Leaf::of(&IfIndex(1))),
        status: Some(Leaf::of(&IfStatus::Up)),
        speed: Some(Leaf::of(&1_000_000_000_u64)),
        ips: vec![Leaf::<IpAddr>::of(&address)].into(),
        ..Port::default()
    };
    let info = Info {
        id,
        name: Some(Leaf::new("made-up")),
        device_type: Some(Leaf::of(&DeviceType::Networking)),
        ..Info::default()
    };
    Device { info: Some(info), ports: vec![port].into(), ..Device::default() }
}

/// Writes what would be posted.
fn print(content: Content<'_>) -> Result<(), Box<dyn Error>> {
    let request = Request {
        contents: vec![content],
        device_id: Some(Leaf::new("example-2024-01-31-12-00-00")),
        query: Some(Leaf::new(Request::SNMP_QUERY)),
        ..Request::default()
    };
    let mut body = Vec::new();
    Document::new(Message::from(request)).encode(&mut body)?;
    print!("{}", String::from_utf8(body)?);
    Ok(())
}
