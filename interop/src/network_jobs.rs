//! Network jobs between two crates: `netinv-xml` writes and reads them, `glpi-proto`
//! carries them. The functions are shown in the documentation of `glpi-proto`.

use std::error::Error;

use glpi_proto::Message as _;
use glpi_proto::{Compression, Limits, Payload, Reply};
use netinv_xml::{Document, JobOption, Message, Style};

/// Makes the answer to a PROLOG that hands out jobs.
///
/// # Errors
/// If a job cannot be written.
pub fn hand_out(options: Vec<JobOption<'static>>) -> Result<Reply, Box<dyn Error>> {
    let jobs = netinv_xml::Reply { options, ..netinv_xml::Reply::default() };
    let mut xml = Vec::new();
    Document::new(Message::Reply(jobs)).with_style(Style::Line).encode(&mut xml)?;
    Ok(Reply::decode(&Payload::from_text(std::str::from_utf8(&xml)?, &Limits::DEFAULT)?, &Limits::DEFAULT)?)
}

/// Reads the jobs of an answer to a PROLOG.
///
/// # Errors
/// If a job cannot be read.
pub fn read(reply: &Reply) -> Result<Vec<JobOption<'static>>, Box<dyn Error>> {
    let body = reply.to_body(Compression::Plain)?;
    let document = Document::decode(body.bytes(), &netinv_xml::Limits::DEFAULT)?;
    match document.into_owned().into_message() {
        Message::Reply(reply) => Ok(reply.options),
        _ => Ok(Vec::new()),
    }
}
