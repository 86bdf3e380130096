//! Known answers, made from the facts: what is written where the form is fixed,
//! and what the messages that real programs are known to send mean.

mod credentials;
mod deploy;
mod jobs;
mod messages;
mod query;
mod unknown;

use glpi_proto::{Body, EncodeError, Limits, Payload};

fn payload(text: &str) -> Payload<'_> {
    Payload::from_text(text, &Limits::DEFAULT).unwrap()
}

fn plain(body: Result<Body, EncodeError>) -> String {
    String::from_utf8(body.unwrap().bytes().to_vec()).unwrap()
}
