//! Requests that a proxy passes on, refuses, or answers by itself.

use glpi_proto::proxy::Handled;

use super::*;

fn proxy(compat: Compat) -> Proxy {
    Proxy::new(OTHER, Limits::DEFAULT, compat)
}

/// HTTP status, text, and whether it goes on.
fn said(handled: Handled) -> (u16, String, bool) {
    let Handled { answer, forward } = handled;
    let text = String::from_utf8(answer.body.bytes().to_vec()).unwrap();
    (answer.status, text, forward.is_some())
}

fn post(compat: Compat, headers: &Headers, body: &Body) -> (u16, String, bool) {
    said(proxy(compat).handle_request(Method::Post, None, headers, body, seconds(0), [0; 4]))
}

// GLPI-169
#[test]
fn an_agent_that_says_who_it_is_may_send_any_json() {
    let named = Headers::new(AGENT);
    for json in [
        r#"{"action":"inventory","deviceid":"d","content":{},"partial":"perhaps"}"#,
        r#"{"action":"contact","deviceid":"d","name":"n","version":"1"}"#,
        r#"{"action":"prolog"}"#,
        r#"{"action":null,"x":1}"#,
        "{}",
    ] {
        for compat in [Compat::Documented, Compat::Deployed] {
            let (status, text, goes_on) = post(compat, &named, &Body::new(ContentType::JSON, json));
            assert_eq!((status, goes_on), (202, true), "{json}: {text}");
            let zlib = Body::compress(json, Format::Json, Compression::Zlib).unwrap();
            assert_eq!(post(compat, &named, &zlib).0, 202, "{json}");
        }
    }
    for json in [r#"{"action":7}"#, r#"{"action":["contact"]}"#, "[]", "{", r#"{"a":1}x"#] {
        let refused = post(Compat::Deployed, &named, &Body::new(ContentType::JSON, json));
        assert_eq!(refused, (403, "Unsupported JSON Content".to_owned(), false), "{json}");
        let spec = post(Compat::Documented, &named, &Body::new(ContentType::JSON, json));
        let told = r#"{"status":"error","message":"Unsupported JSON Content"}"#;
        assert_eq!(spec, (403, told.to_owned(), false), "{json}");
    }
    let deep = Body::new(ContentType::JSON, format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100)));
    assert_eq!(post(Compat::Deployed, &named, &deep).1, "Unsupported content");
}

const PROLOG: &str = "<REQUEST><QUERY>PROLOG</QUERY><DEVICEID>d</DEVICEID></REQUEST>";
const INVENTORY: &str = "<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>d</DEVICEID><CONTENT/></REQUEST>";

// GLPI-162, GLPI-169
#[test]
fn real_proxies_take_nothing_in_xml_but_a_prolog_of_an_agent_that_says_who_it_is() {
    for (xml, real, spec) in [
        (PROLOG, "pending", "pending"),
        (INVENTORY, "Not a legacy CONTACT", "pending"),
        ("<REQUEST><QUERY>PROLOG</QUERY></REQUEST>", "No deviceid in CONTACT", "No deviceid in CONTACT"),
        (
            "<REQUEST><QUERY>PROLOG</QUERY><DEVICEID></DEVICEID></REQUEST>",
            "No deviceid in CONTACT",
            "No deviceid in CONTACT",
        ),
        ("<REQUEST><QUERY>", "Unsupported Content", "Unsupported Content"),
    ] {
        for (compat, expected) in [(Compat::Deployed, real), (Compat::Documented, spec)] {
            let (status, text, goes_on) =
                post(compat, &Headers::new(AGENT), &Body::new(ContentType::XML, xml));
            assert!(text.contains(expected), "{compat:?} {xml}: {text}");
            assert_eq!(status, if expected == "pending" { 202 } else { 403 }, "{xml}");
            assert_eq!(goes_on, compat == Compat::Documented && xml == INVENTORY, "{xml}");
        }
    }
}

// GLPI-169
#[test]
fn without_a_name_there_is_xml_alone() {
    for (xml, real, spec) in [
        (PROLOG, "PROLOG_FREQ", "PROLOG_FREQ"),
        (INVENTORY, "<REPLY></REPLY>", "<REPLY></REPLY>"),
        (
            "<REQUEST><QUERY>INVENTORY</QUERY><CONTENT/></REQUEST>",
            "INVENTORY query without deviceid",
            "<REPLY></REPLY>",
        ),
        (
            "<REQUEST><QUERY>SNMPQUERY</QUERY><DEVICEID>d</DEVICEID></REQUEST>",
            "Unsupported query",
            "<REPLY></REPLY>",
        ),
        ("<REQUEST><DEVICEID>d</DEVICEID></REQUEST>", "Unsupported query", "<REPLY></REPLY>"),
        (
            "<REQUEST><QUERY>PROLOG</QUERY></REQUEST>",
            "PROLOG query without deviceid",
            "PROLOG query without deviceid",
        ),
        ("<REQUEST><QUERY>", "Unsupported xml content", "Unsupported xml content"),
        ("hello", "Unsupported content", "Unsupported content"),
        ("{}", "Unsupported Content-type", "Unsupported Content-type"),
    ] {
        for (compat, expected) in [(Compat::Deployed, real), (Compat::Documented, spec)] {
            let zlib = Body::compress(xml, Format::Xml, Compression::Zlib).unwrap();
            let (status, text, goes_on) = post(compat, &Headers::anonymous(), &zlib);
            assert!(text.contains(expected), "{compat:?} {xml}: {text}");
            let is_taken = expected.contains('<') || expected == "PROLOG_FREQ";
            assert_eq!(status, if is_taken { 200 } else { 403 }, "{xml}");
            assert_eq!(goes_on, expected.contains('<'), "{xml}");
        }
    }
}

// GLPI-169
#[test]
fn real_proxies_compare_content_types_whole() {
    let named = Headers::new(AGENT);
    let taken = |content_type: &str, text: &str, compat| {
        post(compat, &named, &Body::new(ContentType::new(content_type), text.to_owned()))
    };
    for content_type in
        ["text/plain", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/xml"]
    {
        let (status, text, _) = taken(content_type, "{}", Compat::Deployed);
        assert_eq!((status, text.as_str()), (403, "Unsupported Content"), "{content_type}");
        assert_eq!(taken(content_type, "{}", Compat::Documented).0, 202, "{content_type}");
        assert_eq!(
            taken(content_type, PROLOG, Compat::Deployed).0,
            202,
            "XML is what is not JSON: {content_type}"
        );
    }
    assert_eq!(taken("Application/JSON", "{}", Compat::Deployed).0, 202);
    assert_eq!(taken("application/json", PROLOG, Compat::Deployed).1, "Unsupported Content");
    let anonymous = |content_type: &str| {
        let body = Body::new(ContentType::new(content_type), PROLOG);
        post(Compat::Deployed, &Headers::anonymous(), &body).1
    };
    assert_eq!(anonymous("text/xml"), "Unsupported Content-type");
    assert!(anonymous("application/xml").contains("PROLOG_FREQ"));
    for (compression, status) in [
        (Compression::Zlib, 202),
        (Compression::Gzip, 202),
        (Compression::Deflate, 403),
        (Compression::Brotli, 403),
    ] {
        if compression.is_available() {
            let body = Body::compress("{}", Format::Json, compression).unwrap();
            assert_eq!(post(Compat::Deployed, &named, &body).0, status, "{compression}");
            assert_eq!(post(Compat::Documented, &named, &body).0, 202, "{compression}");
        }
    }
    let damaged = taken("application/x-compress-gzip", "\u{1f}not gzip", Compat::Deployed);
    assert_eq!(damaged.1, "Unsupported Content-type");
}

// GLPI-161, GLPI-169
#[test]
fn the_query_string_is_looked_at_before_the_body() {
    let ask = |compat, method, query| {
        let body = Body::new(ContentType::JSON, "{}");
        said(proxy(compat).handle_request(method, query, &Headers::new(AGENT), &body, seconds(0), [0; 4]))
    };
    for compat in [Compat::Documented, Compat::Deployed] {
        for method in [Method::Get, Method::Post] {
            let (status, text, goes_on) = ask(compat, method, Some("action=getConfig&machineid=d"));
            assert_eq!((status, text.as_str(), goes_on), (200, "{}", false), "{compat:?} {method:?}");
            let (status, text, goes_on) = ask(compat, method, Some("action=setAnswer"));
            assert!(
                status == 403 && text.contains("Unsupported request") && !goes_on,
                "{compat:?} {method:?}"
            );
        }
        assert_eq!(ask(compat, Method::Post, Some("")).0, 202);
    }
    // Without one a GET is looked at as a POST is.
    let get = |compat| {
        let empty = Body::default();
        said(proxy(compat).handle_request(
            Method::Get,
            None,
            &Headers::new(AGENT),
            &empty,
            seconds(0),
            [0; 4],
        ))
        .1
    };
    assert_eq!(get(Compat::Deployed), "Content-type not set");
    assert!(get(Compat::Documented).contains("Unsupported request"));
}

// GLPI-162, GLPI-166
#[test]
fn how_long_agents_stay_away_can_be_said() {
    let prolog = Body::new(ContentType::XML, PROLOG);
    let failed = Body::new(ContentType::JSON, "{}");
    for (compat, hours, freq, failure) in [
        (Compat::Deployed, None, 24, 24),
        (Compat::Deployed, Some(6), 6, 6),
        (Compat::Documented, None, 24, 1),
        (Compat::Documented, Some(6), 6, 1),
    ] {
        let mut proxy = proxy(compat);
        if let Some(hours) = hours {
            proxy = proxy.with_prolog_freq(hours);
        }
        let mut ask = |method, headers: &Headers, body: &Body| {
            said(proxy.handle_request(method, None, headers, body, seconds(0), [0; 4])).1
        };
        let told = ask(Method::Post, &Headers::anonymous(), &prolog);
        assert!(told.contains(&format!("<PROLOG_FREQ>{freq}</PROLOG_FREQ>")), "{told}");
        let _ = ask(Method::Post, &Headers::new(AGENT), &failed);
        assert_eq!(proxy.handle_failure(id("00000000"), seconds(1)), Upstream::Kept);
        let headers = Headers::new(AGENT).with_request_id(id("00000000"));
        let told =
            said(proxy.handle_request(Method::Get, None, &headers, &Body::default(), seconds(1), [0; 4]));
        let expected =
            format!(r#"{{"status":"error","message":"server0 forward failure","expiration":{failure}}}"#);
        assert_eq!(told.1, expected);
    }
}
