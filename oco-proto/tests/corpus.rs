//! Real exchanges (`CORPUS_DIR`): everything is read into typed values, written
//! again to equal JSON, and every signature is verified.

use std::collections::BTreeMap;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use oco_proto::server::{Entropy, HostRecord, Plaintext, Verifier};
use oco_proto::{
    AgentKey, Call, Dialect, EncodeError, ErrorResponse, HttpBody, HttpReply, Limits, Method, PackageLink,
    RegistrationKey, Request, Response, ServerKey, SessionError, Timestamp,
};
use serde_json::Value;
use sha2::Sha256;
use testkit::corpus;

/// The requests that the captors broke on purpose, by what is wrong with them.
const MALFORMED: [(&str, &str); 15] = [
    ("era-a-server-v0.13.1/20-malformed-json", "malformed JSON"),
    ("era-a-server-v0.13.1/21-missing-jsonrpc", "jsonrpc"),
    ("era-a-server-v0.13.1/24-content-type-charset", "content type"),
    ("era-a-server-v0.13.1/25-no-content-type", "content type"),
    ("era-a-server-v0.13.1/26-get", "content type"),
    ("era-a-server-v0.13.1/28-batch-array", "expected a map, found \"a list\""),
    ("era-c-server-v1.2.2/41-job-message-null", "message"),
    ("era-c-server-v1.2.2/60-malformed-json", "malformed JSON"),
    ("era-c-server-v1.2.2/61-missing-hostname", "hostname"),
    ("era-c-server-v1.2.2/63-old-method-update_deploy_status", "state"),
    ("era-c-server-v1.2.2/64-content-type-charset", "content type"),
    ("era-c-server-v1.2.2/65-get-no-params", "content type"),
    ("era-c-server-v1.2.2/66-method-case", "unknown method"),
    ("sapi-apache-modphp/malformed", "malformed JSON"),
    ("sapi-php-S/malformed", "malformed JSON"),
];

struct Exchange(Value);

impl Exchange {
    fn all(folder: &Path) -> Vec<Self> {
        let text = String::from_utf8(corpus::read(&folder.join("exchanges.jsonl"))).unwrap();
        text.lines().map(|line| Self(serde_json::from_str(line).unwrap())).collect()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn name(&self) -> &str {
        self.text("name").unwrap()
    }

    fn header(&self, side: &str, name: &str) -> Option<&str> {
        let headers = self.0[side].as_array().unwrap();
        let found = headers.iter().find(|pair| pair[0].as_str().unwrap().eq_ignore_ascii_case(name))?;
        found[1].as_str()
    }

    fn target(&self) -> &str {
        self.text("request_line").unwrap().split(' ').nth(1).unwrap()
    }

    fn is_link(&self) -> bool {
        self.header("request_headers", "content-type").is_none() && PackageLink::decode(self.target()).is_ok()
    }

    /// The answer. A package, which the table holds in base64, is only looked at by its headers.
    fn reply(&self) -> HttpReply<'_> {
        let mut parts = self.text("status_line").unwrap().splitn(3, ' ');
        let (status, phrase) = (parts.nth(1).unwrap().parse().unwrap(), parts.next().unwrap_or(""));
        let body = self.text("response_body").or(self.text("response_body_base64")).unwrap_or("");
        let signature = self.header("response_headers", "x-oco-server-signature");
        let message = HttpBody::new(body.as_bytes(), signature);
        let header = |name| self.header("response_headers", name);
        HttpReply::new(status, phrase, header("content-type"), message)
            .with_package_headers(header("content-length"), header("content-disposition"))
    }

    fn response<'a>(&self, method: Method, http: &'a HttpReply<'_>) -> Response<'a> {
        Response::decode(method, http, &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name()))
    }
}

/// The one rename on purpose: `merics` is written as `metrics` (OCO-043).
fn with_metrics(mut request: Value) -> Value {
    if let Some(services) = request.pointer_mut("/params/data/services").and_then(Value::as_array_mut) {
        for service in services.iter_mut().filter_map(Value::as_object_mut) {
            if let Some(metrics) = service.remove("merics") {
                service.insert("metrics".to_owned(), metrics);
            }
        }
    }
    request
}

#[test]
fn every_request_is_typed_and_written_again() {
    let Some(folder) = corpus::folder("requests", "oco") else {
        return;
    };
    let mut covered = BTreeMap::<_, usize>::new();
    let mut malformed: BTreeMap<_, _> = MALFORMED.into();
    let exchanges = Exchange::all(&folder);
    for exchange in &exchanges {
        let name = exchange.name();
        if exchange.is_link() {
            let link = PackageLink::decode(exchange.target()).unwrap();
            assert!(link.extra.is_empty());
            let dialect = if exchange.target().starts_with(PackageLink::FLAT_PATH) {
                Dialect::Flat
            } else {
                Dialect::Dotted
            };
            assert_eq!(PackageLink::decode(&link.encode(dialect).unwrap()).unwrap(), link, "{name}");
            *covered.entry("link".to_owned()).or_default() += 1;
            continue;
        }
        let body = exchange.text("request_body").unwrap_or("").as_bytes();
        let content_type = exchange.header("request_headers", "content-type");
        let request =
            match (Request::decode_body(content_type, body, &Limits::DEFAULT), malformed.remove(name)) {
                (Ok(request), None) => request,
                (Ok(_), Some(what)) => panic!("{name}: read, although its {what} is broken"),
                (Err(error), what) => {
                    if let Some(what) = what {
                        assert!(error.to_string().contains(what), "{name}: {error}");
                    }
                    // Refused, and just as the real server refused it: also in captures that are
                    // not named above.
                    let era = if name.starts_with("era-a") { Dialect::Flat } else { Dialect::Hmac };
                    let (ours, theirs) =
                        (ErrorResponse::from_decode_error(&error).write(era), exchange.reply());
                    assert_eq!(ours.status, theirs.status, "{name}: {error}");
                    if what.is_some_and(|what| what != "state") {
                        assert_eq!(
                            (&ours.phrase, ours.body.bytes()),
                            (&theirs.phrase, theirs.body.bytes()),
                            "{name}"
                        );
                    }
                    *covered.entry("refused".to_owned()).or_default() += 1;
                    continue;
                }
            };
        assert_eq!(request.unknown_members(), 0, "{name}: {request:?}");
        let mut out = Vec::new();
        request.encode_as_read(&mut out);
        let again: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(again, with_metrics(serde_json::from_slice(body).unwrap()), "{name}");
        // Real programs speak dialects as this crate knows them.
        let is_real_agent = name.contains("-agent-v");
        let mut strict = Vec::new();
        match request.encode(request.dialect(), &mut strict) {
            Ok(()) => assert_eq!(strict, out, "{name}"),
            Err(error) => assert!(!is_real_agent, "{name}: {error}"),
        }
        if is_real_agent {
            // An agent without a board's uid falls back on its host name.
            let result = request.check_columns();
            assert!(matches!(result, Ok(()) | Err(EncodeError::PlaceholderUid)), "{name}: {result:?}");
        }
        *covered.entry(format!("{} ({})", request.call.method(), request.dialect())).or_default() += 1;
    }
    malformed.retain(|name, _| exchanges.iter().any(|exchange| exchange.name() == *name));
    assert!(malformed.is_empty(), "{malformed:?}");
    eprintln!("{covered:?}");
    corpus::covered("requests", covered.values().sum());
}

// OCO-040, OCO-042
#[test]
fn every_response_is_typed_and_written_again() {
    let Some(folder) = corpus::folder("responses", "oco") else {
        return;
    };
    let mut covered = 0;
    for exchange in Exchange::all(&folder) {
        let (name, http) = (exchange.name(), exchange.reply());
        let body = exchange.text("request_body").unwrap_or("").as_bytes();
        let method = match Request::decode(body, &Limits::DEFAULT) {
            Ok(request) => request.call.method(),
            Err(_) if exchange.is_link() => Method::Download,
            Err(_) => Method::Hello,
        };
        match exchange.response(method, &http) {
            Response::Reply(reply) => {
                assert_eq!(reply.unknown_members(), 0, "{name}: {reply:?}");
                let mut out = Vec::new();
                reply.encode_as_read(&mut out);
                let again: Value = serde_json::from_slice(&out).unwrap();
                assert_eq!(again, serde_json::from_slice::<Value>(http.body.bytes()).unwrap(), "{name}");
                assert!(again.get("jsonrpc").is_none());
            }
            Response::Rejected(rejection) => {
                let dialect = match (http.status, http.body.bytes()) {
                    (200, _) => Dialect::Flat,
                    (_, []) if name.starts_with("era-a") => Dialect::Flat,
                    (_, []) => Dialect::Dotted,
                    _ => Dialect::Hmac,
                };
                let again = rejection.write(dialect);
                assert_eq!((again.status, again.body.bytes()), (http.status, http.body.bytes()), "{name}");
                if http.status != 500 {
                    assert_eq!(again.phrase, http.phrase, "{name}");
                }
            }
            Response::Package(head) => {
                assert!(head.package_id().is_some() && http.status == 200, "{name}");
            }
        }
        covered += 1;
    }
    corpus::covered("responses", covered);
}

// OCO-031
#[test]
fn every_signature_is_verified() {
    let Some(folder) = corpus::folder("signatures", "oco") else {
        return;
    };
    let mut covered = 0;
    for exchange in Exchange::all(&folder) {
        let name = exchange.name();
        if let Some(signature) = exchange.header("request_headers", "x-oco-agent-signature") {
            let body = exchange.text("request_body").unwrap().as_bytes();
            let signed = HttpBody::new(body, Some(signature));
            let key = exchange.0.get("agent_signature_key").and_then(Value::as_str);
            match key.map(AgentKey::new) {
                Some(Ok(key)) if signature == signature.to_lowercase() => {
                    assert!(signed.is_signed_by(&key), "{name}");
                }
                Some(Err(_)) => assert_eq!(signature, hmac_with_empty_key(body), "{name}"),
                // Upper case, or a signature that no key verifies: the server did not take it.
                Some(Ok(_)) | None => assert_ne!(exchange.reply().status, 200, "{name}"),
            }
            assert!(!signed.is_signed_by(&AgentKey::new("another").unwrap()), "{name}");
            covered += 1;
        }
        let http = exchange.reply();
        if let Some(signature) = http.body.signature() {
            match exchange.0.get("server_signature_key").and_then(Value::as_str) {
                Some(key) => assert!(http.body.is_signed_by(&ServerKey::new(key).unwrap()), "{name}"),
                // A real server signs with an empty key if it has no other.
                None => assert_eq!(signature, hmac_with_empty_key(http.body.bytes()), "{name}"),
            }
            covered += 1;
        }
    }
    corpus::covered("signatures", covered);
}

/// The signature with an empty key, for which the crate has no type.
fn hmac_with_empty_key(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Each sealed password of a real agent opens with that agent's key.
// OCO-046
#[test]
fn real_sealed_passwords_open() {
    let Some(folder) = corpus::folder("passwords", "oco") else {
        return;
    };
    let mut opened = 0;
    for exchange in Exchange::all(&folder).iter().filter(|exchange| exchange.name().contains("-agent-v")) {
        let body = exchange.text("request_body").unwrap_or("").as_bytes();
        let Ok(Request { call: Call::Passwords(passwords), .. }) = Request::decode(body, &Limits::DEFAULT)
        else {
            continue;
        };
        let Some(key) = exchange.text("agent_signature_key") else {
            continue;
        };
        for entry in &passwords.passwords {
            let password = entry.password.open(&AgentKey::new(key).unwrap()).unwrap();
            assert!(!password.expose().is_empty(), "{}", exchange.name());
            opened += 1;
        }
    }
    corpus::covered("passwords", opened);
}

/// The protocol document itself, where it is next to the corpus: its three examples
/// are of the flat dialect once the faults of their print are mended.
// OCO-001
#[test]
fn the_documents_own_examples_are_read() {
    let Some(folder) = corpus::folder("document", "oco") else {
        return;
    };
    let Some(seeds) = folder.ancestors().nth(2).map(|root| root.join("seeds")).filter(|seeds| seeds.is_dir())
    else {
        eprintln!("document: skipped, it does not lie beside the corpus");
        return;
    };
    let texts = corpus::files(&seeds, &["txt"]);
    let text = texts.iter().map(|path| String::from_utf8(corpus::read(path)).unwrap());
    let document = text.into_iter().find(|text| text.contains("oco.agent_hello")).expect("the document");
    // What is printed between fences, first the request, then the reply of each method.
    let examples: Vec<String> = document.split("```").skip(1).step_by(2).map(mended).collect();
    assert_eq!(examples.len(), 6);
    let methods = [Method::Hello, Method::Update, Method::JobState];
    for (pair, method) in examples.chunks(2).zip(methods) {
        let request = Request::decode(pair[0].as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(
            (request.call.method(), request.dialect(), request.unknown_members()),
            (method, Dialect::Flat, 0)
        );
        // The key as it is printed is the key as it was, read as Windows-1252.
        assert!(request.agent_key.is("ðŸŒˆðŸ’œðŸ‘†ðŸš§ðŸ›¸ðŸ’©"));
        let reply = oco_proto::Reply::decode(method, pair[1].as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(reply.unknown_members(), 0);
        for (json, again) in [
            (&pair[0], written(|out| request.encode(Dialect::Flat, out))),
            (&pair[1], written(|out| reply.encode(Dialect::Flat, out))),
        ] {
            assert_eq!(again, serde_json::from_str::<Value>(json).unwrap());
        }
    }
    corpus::covered("document", examples.len());
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>) -> Value {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// The print has dots for what is left out, commas before brackets, a raw tab and
/// backslashes that escape nothing.
fn mended(example: &str) -> String {
    let lines = example.lines().filter(|line| !line.trim().starts_with("....")).map(|line| {
        let line = line.trim();
        let line = line.replace("\"\t", "\"").replace(r"\\?\", r"\\\\?\\").replace(r#"}\""#, r#"}\\""#);
        // One comma before a closing bracket is one too many.
        line
    });
    let mut text = lines.collect::<Vec<_>>().join("\n");
    for bracket in ["]", "}"] {
        text = text.replace(&format!(",\n{bracket}"), &format!("\n{bracket}"));
    }
    text
}

/// Our server lets in what the real one let in, and says why where it does not.
#[test]
fn the_gate_lets_real_agents_in() {
    let Some(folder) = corpus::folder("verifier", "oco") else {
        return;
    };
    let verifier =
        Verifier::new(Some(RegistrationKey::new("another").unwrap())).with_plaintext(Plaintext::UntilSigned);
    let entropy = Entropy::new([1; 30], [2; 30]);
    let (mut admitted, mut refused) = (0, 0);
    for exchange in Exchange::all(&folder) {
        let body = exchange.text("request_body").unwrap_or("").as_bytes();
        let signature = exchange.header("request_headers", "x-oco-agent-signature");
        let signed = HttpBody::new(body, signature);
        let content_type = exchange.header("request_headers", "content-type");
        let (Ok(unverified), 200) = (verifier.receive(content_type, &signed), exchange.reply().status) else {
            continue;
        };
        let request = Request::decode(body, &Limits::DEFAULT).unwrap();
        let key = exchange.text("agent_signature_key").or(request.agent_key.expose()).unwrap_or("");
        let record = HostRecord {
            agent_key: AgentKey::new(key).ok(),
            server_key: ServerKey::new("ours").ok(),
            ..HostRecord::default()
        };
        match unverified.verify(Some(&record), &entropy, Timestamp::ZERO) {
            Ok(verified) => {
                assert_eq!(verified.record().has_signed, signature.is_some());
                admitted += 1;
            }
            // The real server lets in what has no timestamp, or an empty key.
            Err(refusal) => {
                let is_known = match refusal.error() {
                    SessionError::NoTimestamp => request.timestamp.to_f64().is_none(),
                    SessionError::WrongKey | SessionError::BadSignature => key.is_empty(),
                    _ => false,
                };
                // Before 0.14 an unknown method has status 200 as well.
                assert!(
                    is_known || exchange.text("response_body").unwrap_or("").contains("Unknown Method"),
                    "{}: {refusal}",
                    exchange.name()
                );
                refused += 1;
            }
        }
    }
    eprintln!("verifier: {refused} were let in by the real server only");
    corpus::covered("verifier", admitted);
}
