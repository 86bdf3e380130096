//! The agent's side: takes jobs, asks the devices, and writes the documents
//! that it would post, in the order in which real agents do.
//!
//! `cargo run --example netinv-agent` makes the answers up.

use std::error::Error;
use std::net::IpAddr;

use netinv_xml::{
    Agent, Content, Device, DeviceError, DeviceType, Document, IfIndex, IfStatus, Info, JobOption, Leaf,
    Limits, Message, Port, Request, Secret, Target,
};

#[cfg_attr(test, allow(dead_code, reason = "a test calls what it calls"))]
fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", String::from_utf8(work()?)?);
    Ok(())
}

/// Works on the jobs of a server's answer: all documents that it would post.
pub(crate) fn work() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut posted = Vec::new();
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
            let job = option.job_number(target).map(|job| job.as_str().to_owned());
            let mut post = |content| {
                let process_number = job.clone().map(Leaf::new);
                write(Content { process_number, ..content }, &mut posted)
            };
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
    Ok(posted)
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
        number: Some(Leaf::from_value(&IfIndex(1))),
        status: Some(Leaf::from_value(&IfStatus::Up)),
        speed: Some(Leaf::from_value(&1_000_000_000_u64)),
        ips: vec![Leaf::<IpAddr>::from_value(&address)].into(),
        ..Port::default()
    };
    let info = Info {
        id,
        name: Some(Leaf::new("made-up")),
        device_type: Some(Leaf::from_value(&DeviceType::Networking)),
        ..Info::default()
    };
    Device { info: Some(info), ports: vec![port].into(), ..Device::default() }
}

/// Writes what would be posted.
fn write(content: Content<'_>, posted: &mut Vec<u8>) -> Result<(), Box<dyn Error>> {
    let request = Request {
        contents: vec![content],
        device_id: Some(Leaf::new("example-2024-01-31-12-00-00")),
        query: Some(Leaf::new(Request::SNMP_QUERY)),
        ..Request::default()
    };
    Document::new(Message::from(request)).encode(posted)?;
    Ok(())
}
