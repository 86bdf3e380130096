//! Real captures: every well-formed one is read as its message and written again
//! to an equal one, every damaged one is refused for the right reason.

use std::path::Path;

use glpi_proto::Message as _;
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, TokenAnswer};
use glpi_proto::{
    Answer, Body, Compat, Compression, ContactAnswer, ContentType, DecodeError, DecodeErrorKind, Expiration,
    InflateFault, Limits, ParamsAnswer, Payload, Reading, Repair, Reply, Request, Response,
};
use testkit::corpus;

fn opened(bytes: &[u8]) -> Payload<'static> {
    let payload = Body::new(None, bytes.to_vec()).open(&Limits::DEFAULT).map(Payload::into_owned);
    payload.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// Decodes, encodes, decodes again and compares, once as values and once as JSON.
macro_rules! round {
    ($bytes:expr, $decode:expr) => {{
        let payload = opened($bytes);
        let first =
            $decode(&payload).unwrap_or_else(|error: DecodeError| panic!("{error}: {}", payload.text()));
        let body = first.to_body(Compression::Zlib).unwrap();
        let again = body.open(&Limits::DEFAULT).unwrap().into_owned();
        let second = $decode(&again).unwrap();
        assert_eq!(first, second);
        if payload.text().starts_with(['{', '[']) {
            assert_eq!(meaning(payload.text()), meaning(again.text()));
        }
        (first.unknown_members(), format!("{second:?}"))
    }};
}

/// JSON without regard to the order of members and to `null` in the place of
/// absence.
fn meaning(json: &str) -> serde_json::Value {
    fn tidy(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(members) => {
                members.retain(|_, value| !value.is_null());
                members.values_mut().for_each(tidy);
            }
            serde_json::Value::Array(elements) => elements.iter_mut().for_each(tidy),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(json).unwrap();
    tidy(&mut value);
    // PHP's empty object and empty list are one thing.
    if value == serde_json::json!([]) { serde_json::json!({}) } else { value }
}

/// The named message of a file, read and written.
fn check(name: &str, bytes: &[u8]) -> usize {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let (unknown, shown) = if starts(&["fusion-getConfig"]) {
        round!(bytes, |payload| Config::decode(payload, &Limits::DEFAULT))
    } else if starts(&["fusion-collect"]) {
        round!(bytes, |payload| CollectJobs::decode(payload, &Limits::DEFAULT))
    } else if starts(&["fusion-deploy"]) {
        round!(bytes, |payload| DeployJobs::decode(payload, &Limits::DEFAULT))
    } else if starts(&["fusion-esx"]) {
        round!(bytes, |payload| EsxJobs::decode(payload, &Limits::DEFAULT))
    } else if starts(&["fusion-setAnswer"]) {
        round!(bytes, |payload| TokenAnswer::decode(payload, &Limits::DEFAULT))
    } else if starts(&["server-get_params"]) {
        round!(bytes, |payload| ParamsAnswer::decode(payload, &Limits::DEFAULT))
    } else if starts(&["server-contact", "proxy-local", "contact-02", "server-prolog-json-with"]) {
        round!(bytes, |payload| ContactAnswer::decode(payload, &Limits::DEFAULT))
    } else if starts(&[
        "server-",
        "proxy-",
        "contact-03",
        "contact-04",
        "contact-05",
        "contact-06",
        "inventory-01",
    ]) || starts(&["inventory-02", "inventory-03", "common-01", "common-02"])
    {
        round!(bytes, |payload| Response::<Answer>::decode(payload, &Limits::DEFAULT))
    } else if starts(&["agent-", "contact-00", "contact-01", "inventory-00", "common-00"]) {
        round!(bytes, |payload| Request::decode(payload, &Limits::DEFAULT).map(Request::into_owned))
    } else {
        panic!("{name}: no message is known for this file");
    };
    assert!(!shown.contains("s3cret") && !shown.contains("public"), "{name} shows a secret: {shown}");
    unknown
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn every_observed_message_is_read_and_written_again() {
    let Some(folder) = corpus::folder("observed", "glpi/observed") else {
        return;
    };
    let files = corpus::files(&folder, &["json", "xml"]);
    for path in &files {
        assert_eq!(check(name(path), &corpus::read(path)), 0, "{}", path.display());
    }
    corpus::covered("observed", files.len());
}

// GLPI-069
#[test]
fn a_storing_proxy_answers_as_observed() {
    let Some(folder) = corpus::folder("storing proxy", "glpi/observed") else { return };
    let payload = opened(&corpus::read(&folder.join("proxy-local-store-contact.json")));
    assert_eq!(
        ContactAnswer::decode(&payload, &Limits::DEFAULT).unwrap(),
        ContactAnswer::from_storing_proxy(None)
    );
    corpus::covered("storing proxy", 1);
}

#[test]
fn every_message_of_the_specification_is_read_and_written_again() {
    let Some(folder) = corpus::folder("specification", "glpi/json-protocol-spec") else {
        return;
    };
    let files: Vec<_> = corpus::files(&folder, &["json", "xml"]);
    for path in &files {
        let (bytes, name) = (corpus::read(path), name(path));
        // REGISTER has types of its own; here it is read as what all messages share.
        if ["register-00.json", "register-04.json", "register-05.json"].contains(&name) {
            round!(&bytes, |payload| Request::decode(payload, &Limits::DEFAULT).map(Request::into_owned));
        } else if name.starts_with("register") {
            round!(&bytes, |payload| Response::<Answer>::decode(payload, &Limits::DEFAULT));
        } else {
            assert_eq!(check(name, &bytes), 0, "{}", path.display());
        }
    }
    corpus::covered("specification", files.len());
}

#[test]
fn every_inventory_keeps_its_content_byte_for_byte() {
    let Some(folder) = corpus::folder("inventories", "glpi/inventory_format/examples") else {
        return;
    };
    let golden = corpus::folder("inventories", "glpi/derived-converter-golden").unwrap();
    let files = [corpus::files(&folder, &["json"]), corpus::files(&golden, &["json"])].concat();
    for path in &files {
        let bytes = corpus::read(path);
        let (unknown, _) =
            round!(&bytes, |payload| Request::decode(payload, &Limits::DEFAULT).map(Request::into_owned));
        assert_eq!(unknown, 0, "{}", path.display());
        let payload = opened(&bytes);
        let Ok(Request::Inventory(inventory)) = Request::decode(&payload, &Limits::DEFAULT) else {
            panic!("{}", path.display())
        };
        let content = inventory.content_json();
        let at = payload.text().find(content).unwrap();
        assert!(payload.text()[..at].trim_end().ends_with(':'), "{}", path.display());
        let body = Request::from(inventory.clone()).to_body(Compression::Plain).unwrap();
        assert!(std::str::from_utf8(body.bytes()).unwrap().contains(content), "{}", path.display());
    }
    corpus::covered("inventories", files.len());
}

#[test]
fn xml_inventories_keep_their_content_byte_for_byte() {
    let Some(folder) = corpus::folder("xml inventories", "glpi/inventory_format/tests-data") else {
        return;
    };
    let files = corpus::files(&folder, &["xml"]);
    for path in &files {
        let payload = opened(&corpus::read(path));
        let request = Request::decode(&payload, &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let Request::Xml(xml) = &request else { panic!("{}", path.display()) };
        let content = xml.content.as_deref().unwrap();
        assert!(content.starts_with("<CONTENT") && content.ends_with("</CONTENT>"), "{}", path.display());
        assert!(payload.text().contains(content));
        let again = request.to_body(Compression::Gzip).unwrap();
        let again = again.open(&Limits::DEFAULT).unwrap().into_owned();
        assert_eq!(Request::decode(&again, &Limits::DEFAULT).unwrap(), request, "{}", path.display());
    }
    corpus::covered("xml inventories", files.len());
}

#[test]
fn every_job_of_a_reply_is_typed() {
    let Some(own) = corpus::folder("replies", "glpi/glpi-agent") else {
        return;
    };
    let network = corpus::folder("replies", "netinv/jobs-reply").unwrap();
    let mut covered = 0;
    for path in [corpus::files(&own, &["xml"]), corpus::files(&network, &["xml"])].concat() {
        let bytes = corpus::read(&path);
        let payload = opened(&bytes);
        let Ok(reply) = Reply::decode(&payload, &Limits::DEFAULT) else {
            continue;
        };
        assert_eq!(reply.unknown_members(), 0, "{}: {reply:?}", path.display());
        round!(&bytes, |payload| Reply::decode(payload, &Limits::DEFAULT));
        covered += 1;
    }
    corpus::covered("replies", covered);
    let wrong = opened(&corpus::read(&own.join("xml-response/message4.xml")));
    let wrong = Reply::decode(&wrong, &Limits::DEFAULT).unwrap();
    assert_eq!((wrong.options.len(), wrong.options[0].name()), (1, "SNMPQUERY"));
}

#[test]
fn every_compression_is_opened_and_every_damage_named() {
    let Some(folder) = corpus::folder("compressed", "glpi/compressed") else {
        return;
    };
    let files = corpus::files(&folder, &["json", "bin"]);
    for path in &files {
        let name = name(path);
        let declared = match name {
            "brotli.bin" => Some("application/x-br"),
            "raw-deflate.bin" => Some("application/x-compress-deflate"),
            "gzip.bin" => Some("application/x-compress-gzip"),
            _ if name.contains("zlib") => Some("application/x-compress-zlib"),
            _ => Some("application/json"),
        };
        let body = Body::new(declared.map(ContentType::new), corpus::read(path));
        if !body.content_type().and_then(ContentType::compression).unwrap_or_default().is_available() {
            continue;
        }
        let (lenient, strict) =
            (body.open(&Limits::DEFAULT), body.open_as(Reading::Strict, &Limits::DEFAULT));
        let fault = match name {
            "zlib-bad-adler.bin" => Some(InflateFault::Checksum),
            "zlib-truncated.bin" => Some(InflateFault::Truncated),
            _ => None,
        };
        if let Some(fault) = fault {
            let kind = DecodeErrorKind::Inflate { compression: Compression::Zlib, fault };
            assert_eq!(lenient.unwrap_err().kind(), &kind, "{name}");
            assert_eq!(strict.unwrap_err().kind(), &kind, "{name}");
            continue;
        }
        let payload = lenient.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            Answer::decode(&payload, &Limits::DEFAULT).unwrap().expiration,
            Some("24".parse().unwrap()),
            "{name}"
        );
        let dirt = match name.split_once('+').map(|(before, _)| before) {
            Some("zlib") => Some(Repair::Trailing(1)),
            Some("bom") => Some(Repair::Leading(3)),
            Some("newline") if name.contains("tab") => Some(Repair::Leading(2)),
            Some(_) => Some(Repair::Leading(1)),
            None => None,
        };
        assert_eq!(payload.repairs(), dirt.as_slice(), "{name}");
        // A blank before plain JSON is JSON.
        let fine_strictly = dirt.is_none() || ["newline+plain.json", "space+plain.json"].contains(&name);
        assert_eq!(strict.is_ok(), fine_strictly, "{name}: {strict:?}");
    }
    corpus::covered("compressed", files.len());
}

#[test]
fn refused_deploy_answers_are_refused_for_the_same_reason() {
    let Some(folder) = corpus::folder("deploy", "glpi/glpi-agent/deploy-validate") else {
        return;
    };
    let read = |name: &str| -> Result<DeployJobs, DecodeError> {
        let body = Body::new(None, corpus::read(&folder.join(name)));
        DeployJobs::decode(&body.open(&Limits::DEFAULT)?, &Limits::DEFAULT)
    };
    let reasons = [
        ("00.json", "missing member \"associatedFiles\""),
        ("01.json", "expected an object, found \"[]\""),
        ("02.json", "the body is empty"),
        ("03.json", "missing member \"mirrors\""),
        ("04.json", "expected a list, found \"{…}\""),
        ("05.json", "missing member \"uuid\""),
        ("06.json", "missing member \"p2p\""),
    ];
    for (name, reason) in reasons {
        let error = read(name).unwrap_err().to_string();
        assert!(error.contains(reason), "{name}: {error}");
    }
    corpus::covered("deploy", reasons.len());
}

// GLPI-020, GLPI-021, GLPI-022
#[test]
#[expect(clippy::cast_precision_loss, reason = "the table itself holds rounded numbers")]
fn every_row_of_the_expiration_table_holds() {
    let Some(folder) = corpus::folder("expiration", "glpi/vectors") else {
        return;
    };
    let table: serde_json::Value =
        serde_json::from_slice(&corpus::read(&folder.join("expiration.json"))).unwrap();
    let rows = table["cases"].as_array().unwrap();
    for row in rows {
        let json = row["json_text"].as_str().unwrap();
        let seconds =
            |compat| Expiration::from_json(json, compat).ok().map(|delay| delay.to_duration().as_secs());
        assert_eq!(seconds(Compat::Documented), row["spec_seconds"].as_u64(), "{json} by the specification");
        let (real, expected) =
            (seconds(Compat::Deployed).unwrap_or(0), row["agent_seconds"].as_f64().unwrap());
        // Real agents count in floating point where 64 bits do not suffice.
        let fits = expected < u64::MAX as f64;
        let same = if fits { (real as f64 - expected).abs() <= expected * 1e-12 } else { real == u64::MAX };
        assert!(same, "{json} as real agents read it: {real}, not {expected}");
        assert_eq!(real > 0, row["agent_contact_valid"].as_bool().unwrap(), "{json}");
    }
    assert_eq!(rows.len(), 46);
    corpus::covered("expiration", rows.len());
}

// GLPI-042, GLPI-071, GLPI-075
#[test]
fn what_a_server_takes_at_the_root_of_an_inventory_is_taken() {
    let Some(folder) = corpus::folder("schema", "glpi/vectors") else { return };
    let table: serde_json::Value =
        serde_json::from_slice(&corpus::read(&folder.join("server-schema-probes.json"))).unwrap();
    let rows = table["cases"].as_array().unwrap();
    let mut let_pass = Vec::new();
    for row in rows {
        let (name, document) = (row["name"].as_str().unwrap(), row["document"].to_string());
        let payload = opened(document.as_bytes());
        let read = Request::decode(&payload, &Limits::DEFAULT);
        if row["accepted_by_production_server"] == true {
            let request = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(meaning(&document), meaning(&json_of(&request)), "{name}");
        } else if row["document"]["content"]["versionclient"].is_null()
            || row["document"]["content"].as_object().unwrap().len() > 1
        {
            // The content is not looked into.
            assert!(read.is_ok() || name == "no deviceid", "{name}");
        } else if let Ok(request) = read {
            let_pass.push((name, request.unknown_members()));
        }
    }
    let expected = [
        ("extra root", 1),
        ("root version", 1),
        ("root query", 0),
        ("itemtype Peripheral", 0),
        ("itemtype computer lc", 0),
        ("partial 1", 0),
        ("jobid \"012\"", 0),
        ("jobid null", 0),
    ];
    assert_eq!(let_pass, expected);
    corpus::covered("schema", rows.len());
}

fn json_of(request: &Request<'_>) -> String {
    let body = request.to_body(Compression::Plain).unwrap();
    std::str::from_utf8(body.bytes()).unwrap().to_owned()
}
