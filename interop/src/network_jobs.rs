//! Network jobs between two crates: `netinv-xml` writes and reads them, `glpi-proto`
//! carries them. The documentation of `glpi-proto` shows what follows.

use std::error::Error;

use glpi_proto::Message as _;
use netinv_xml::{Document, JobOption, Message, Style};

/// Makes the answer to a PROLOG that hands out jobs.
pub fn hand_out(options: Vec<JobOption<'static>>) -> Result<glpi_proto::Reply, Box<dyn Error>> {
    let jobs = netinv_xml::Reply { options, ..netinv_xml::Reply::default() };
    let mut xml = Vec::new();
    Document::new(Message::Reply(jobs)).with_style(Style::Line).encode(&mut xml)?;
    let limits = glpi_proto::Limits::DEFAULT;
    let payload = glpi_proto::Payload::from_text(std::str::from_utf8(&xml)?, &limits)?;
    Ok(glpi_proto::Reply::decode(&payload, &limits)?)
}

/// Reads the jobs in the answer to a PROLOG.
pub fn jobs(reply: &glpi_proto::Reply) -> Result<Vec<JobOption<'static>>, Box<dyn Error>> {
    let mut xml = Vec::new();
    reply.encode(&mut xml)?;
    let document = Document::decode(&xml, &netinv_xml::Limits::DEFAULT)?;
    match document.into_owned().into_message() {
        Message::Reply(reply) => Ok(reply.options),
        _ => Ok(Vec::new()),
    }
}
