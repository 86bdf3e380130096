//! A server with one job for everybody who registers.
//!
//! ```sh
//! cargo run --example oco-server -- 127.0.0.1:8099
//! ```
//!
//! Speaks plain HTTP, without TLS, and keeps its hosts in memory: a picture of the
//! dialogue, not a server to run.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use oco_proto::server::{Entropy, HostRecord, Plaintext, VerifiedRequest, Verifier};
use oco_proto::{
    Answer, Call, Dialect, ErrorResponse, HelloReply, HttpBody, HttpReply, KEY_ENTROPY_LEN, PackageLink,
    Reason, Receipt, RegistrationKey, SoftwareJob, State, Timestamp,
};
use tiny_http::{Header, Response, Server};

type Failure = Box<dyn Error + Send + Sync>;

/// Returns the number.
const PACKAGE_ID: i64 = 88;

/// The package for everybody: not a real archive, just the first bytes of one.
const PACKAGE: &[u8] = b"PK\x03\x04 demo";

fn main() -> Result<(), Failure> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8099".to_owned());
    let server = Server::http(address)?;
    run(&server, usize::MAX)
}

/// Answers this number of requests.
pub(crate) fn run(server: &Server, requests: usize) -> Result<(), Failure> {
    let verifier = Verifier::new(Some(RegistrationKey::new("demo registration")?))
        .with_self_registration(true)
        .with_plaintext(Plaintext::UntilSigned);
    let mut hosts = BTreeMap::new();
    for mut request in server.incoming_requests().take(requests) {
        let mut body = Vec::new();
        request.as_reader().read_to_end(&mut body)?;
        let header = |name: &str| {
            let found = request
                .headers()
                .iter()
                .find(|header| header.field.as_str().as_str().eq_ignore_ascii_case(name));
            found.map(|header| header.value.as_str().to_owned())
        };
        let (content_type, signature) = (header("content-type"), header("x-oco-agent-signature"));
        let message = HttpBody::new(&body, signature.as_deref());
        let answer = match content_type {
            // How older dialects ask for a package.
            None => package_by_link(&verifier, request.url(), &hosts),
            Some(content_type) => answer(&verifier, &mut hosts, &content_type, &message)?,
        };
        request.respond(answer)?;
    }
    Ok(())
}

fn answer(
    verifier: &Verifier,
    hosts: &mut BTreeMap<String, HostRecord>,
    content_type: &str,
    message: &HttpBody<'_>,
) -> Result<Response<std::io::Cursor<Vec<u8>>>, Failure> {
    let now = Timestamp::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?)?;
    let unverified = match verifier.receive(Some(content_type), message) {
        Ok(unverified) => unverified,
        Err(refusal) => return Ok(http(&refusal.response())),
    };
    let host = unverified.host_key();
    let verified = match unverified.verify(hosts.get(&host), &entropy()?, now) {
        Ok(verified) => verified,
        Err(refusal) => return Ok(http(&refusal.response())),
    };
    // A real server stores this in its database, over the record that it read, before it
    // answers.
    hosts.insert(host, verified.record().clone());
    Ok(http(&work(&verified)?))
}

fn work(verified: &VerifiedRequest<'_>) -> Result<HttpReply<'static>, Failure> {
    let answer = match &verified.request().call {
        Call::Hello(_) => {
            let jobs = if verified.is_registration() { vec![] } else { vec![job(verified.dialect())] };
            Answer::Hello(HelloReply {
                update: 1.into(),
                software_jobs: jobs.into(),
                ..verified.hello_reply()
            })
        }
        Call::Update(inventory) if inventory.is_empty() => return Ok(verified.refuse(Reason::UpdateRefused)),
        Call::Update(_) => Answer::Update(Receipt::default()),
        Call::JobState(state) => {
            let succeeded = state.state() == Some(State::Succeeded) && state.return_code.to_i64() == Some(0);
            Answer::job_succeeded(succeeded)
        }
        // A real server looks also whether a job of this host needs it.
        Call::Download(download) if download.package_id.to_i64() == Some(PACKAGE_ID) => {
            return Ok(verified.package(PACKAGE.to_vec())?);
        }
        Call::Download(_) => return Ok(verified.refuse(Reason::PackageNotFound)),
        Call::Events(_) => Answer::Events(Receipt::default()),
        _ => Answer::Passwords(Receipt::default()),
    };
    Ok(verified.answer(answer)?)
}

fn job(dialect: Dialect) -> SoftwareJob<'static> {
    // Deployment rules are younger than the flat dialect.
    let job = if dialect < Dialect::Dotted {
        SoftwareJob::new(31, 4, "sh install.sh")
    } else {
        SoftwareJob::new("dynamic-31".to_owned(), "deployment_rule::4".to_owned(), "sh install.sh")
    };
    SoftwareJob { restart: 15.into(), ..job.with_package(PACKAGE_ID) }
}

fn package_by_link(
    verifier: &Verifier,
    target: &str,
    hosts: &BTreeMap<String, HostRecord>,
) -> Response<std::io::Cursor<Vec<u8>>> {
    let Ok(link) = PackageLink::decode(target) else {
        return http(&ErrorResponse::new(Reason::ContentType).write(Dialect::Dotted));
    };
    http(&match verifier.verify_link(&link, hosts.get(&link.host_key())) {
        Ok(()) if link.package_id == PACKAGE_ID.to_string() => {
            HttpReply::package(PACKAGE_ID, PACKAGE.to_vec())
        }
        Ok(()) => ErrorResponse::new(Reason::PackageNotFound).write(Dialect::Dotted),
        Err(refusal) => refusal.response(),
    })
}

fn http(answer: &HttpReply<'_>) -> Response<std::io::Cursor<Vec<u8>>> {
    let response = Response::from_data(answer.body.bytes()).with_status_code(answer.status);
    answer.headers().fold(response, |response, (name, value)| with(response, name, &value))
}

fn with<R: Read>(response: Response<R>, name: &str, value: &str) -> Response<R> {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

/// From the system's generator; Windows has another way to ask for it.
fn entropy() -> Result<Entropy, Failure> {
    let (mut agent, mut server) = ([0; KEY_ENTROPY_LEN], [0; KEY_ENTROPY_LEN]);
    let mut generator = File::open("/dev/urandom")?;
    generator.read_exact(&mut agent)?;
    generator.read_exact(&mut server)?;
    Ok(Entropy::new(agent, server))
}
