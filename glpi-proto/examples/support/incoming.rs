//! Between `tiny_http` and this crate.

use std::io::Read;

use glpi_proto::server::Outcome;
use glpi_proto::{Body, Headers, Method};
use tiny_http::{Header, Request, Response};

/// A request as this crate takes it: method, query, headers, body.
pub(crate) fn read(request: &mut Request) -> std::io::Result<(Method, Option<String>, Headers, Body)> {
    let method = Method::from(request.method().as_str());
    let query = request.url().split_once('?').map(|(_, query)| query.to_owned());
    let pairs: Vec<_> =
        request.headers().iter().map(|header| (header.field.to_string(), header.value.to_string())).collect();
    let headers = Headers::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut bytes = Vec::new();
    // One byte more than the crate's limit, so that it sees what is too long.
    request.as_reader().take(glpi_proto::Limits::DEFAULT.body_len() + 1).read_to_end(&mut bytes)?;
    let body = Body::new(headers.content_type.clone(), bytes);
    Ok((method, query, headers, body))
}

/// Sends an answer.
pub(crate) fn respond(request: Request, outcome: &Outcome) -> std::io::Result<()> {
    let mut response = Response::from_data(outcome.body.bytes().to_vec()).with_status_code(outcome.status);
    for (name, value) in outcome.headers.to_pairs() {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}
