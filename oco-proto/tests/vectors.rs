//! Known answers: messages that we wrote from the protocol's facts, read into typed
//! values and written again, in each dialect. Every rule that is named here has its
//! row in SPEC.md.

use oco_proto::{
    AgentKey, Answer, Any, Call, ContainerKind, DecodeErrorKind, Dialect, EncodeError, Flag, Hello,
    HelloReply, Host, Inventory, JobKind, JobState, Limits, List, MACHINE_SCOPE, Map, Method, Network,
    PROGRESS_UNPACKING, Partition, Password, PasswordEntry, Passwords, Policies, RETURN_CODE_ABORTED,
    RETURN_CODE_AGENT_ERROR, Reason, Receipt, Rejection, Reply, Request, Scalar, Sealed, Service,
    SoftwareJob, State,
};
use serde_json::{Value, json};

fn request(json: &str) -> Request<'_> {
    let request =
        Request::decode(json.as_bytes(), &Limits::DEFAULT).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut out = Vec::new();
    request.encode_as_read(&mut out).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), serde_json::from_str::<Value>(json).unwrap());
    request
}

fn reply(method: Method, json: &str) -> Reply<'_> {
    let reply = Reply::decode(method, json.as_bytes(), &Limits::DEFAULT)
        .unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut out = Vec::new();
    reply.encode_as_read(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), json);
    reply
}

fn encoded(request: &Request<'_>, dialect: Dialect) -> String {
    let mut out = Vec::new();
    request.encode(dialect, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The key of the document's examples as it really was (OCO-002).
const EMOJI_KEY: &str = "🌈💜👆🚧🛸💩";

/// The three exchanges of the protocol document, in their shape: the first reply has
/// its job without a list around it, the update has numbers as texts.
// OCO-001, OCO-044
#[test]
fn the_documents_three_examples_are_of_the_flat_dialect() {
    let hello = request(
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_hello","params":{"agent-key":"🌈💜👆🚧🛸💩",
            "hostname":"pc-9","data":{"agent_version":"0.9.9","networks":[]}}}"#,
    );
    assert_eq!((hello.dialect(), hello.agent_key.expose()), (Dialect::Flat, Some(EMOJI_KEY)));
    let answer = reply(
        Method::Hello,
        r#"{"id":1,"error":null,"result":{"success":true,"params":{"server-key":"sk","agent-key":"ak","update":1,"software-jobs":{"id":5,"container-id":6,"package-id":7,"download":true,"procedure":"run me","sequence-mode":0,"restart":null,"shutdown":null,"exit":null}}}}"#,
    );
    let Answer::Hello(answer) = answer.answer else { panic!() };
    assert_eq!((answer.software_jobs.len(), answer.software_jobs[0].package_id.to_i64()), (1, Some(7)));

    let update = request(
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_update","params":{"agent-key":"🌈💜👆🚧🛸💩","hostname":"pc-9",
            "data":{"os":"Demo","os_version":"\t4.2","os_license":"1","os_language":"0407","kernel_version":"-",
            "architecture":"amd64","cpu":"c","gpu":"g","ram":"17179869184","agent_version":"0.9.9","serial":"s",
            "manufacturer":"m","model":"m","bios_version":"1","uptime":"86400","boot_type":"UEFI","secure_boot":1,
            "domain":"example.com",
            "networks":[{"addr":"192.0.2.9","netmask":"255.255.255.0","broadcast":"192.0.2.255","mac":"02:00:5e:00:00:09","interface":"{0}"}],
            "screens":[{"name":"n","manufacturer":"m","manufactured":"2013","resolution":"1920 x 1080","size":"52.0 x 32.0","type":"1","serialno":"s","technology":"-"}],
            "printers":[{"name":"n","driver":"d","paper":"A4","dpi":"600","uri":"PORT:","status":"Idle"}],
            "partitions":[{"device":"\\\\?\\Volume{0}\\","mountpoint":"C:","filesystem":"NTFS","size":250,"free":79,"name":"","serial":""}],
            "software":[{"name":"n","version":"1","description":"d"}]}}}"#,
    );
    let Call::Update(inventory) = &update.call else { panic!() };
    assert_eq!((inventory.ram.to_i64(), inventory.uptime.to_f64()), (Some(17_179_869_184), Some(86_400.0)));
    assert_eq!(inventory.secure_boot.to_bool(), Some(true));
    assert_eq!(inventory.printers[0].dpi.to_i64(), Some(600));
    assert_eq!(inventory.partitions[0].device.as_str(), Some(r"\\?\Volume{0}\"));
    assert!(request(&encoded(&update, Dialect::Flat)).untyped() == 0);
    reply(Method::Update, r#"{"id":1,"error":null,"result":{"success":true,"params":{"server-key":"sk"}}}"#);

    let state = request(
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.update_deploy_status","params":{"agent-key":"🌈💜👆🚧🛸💩",
            "hostname":"pc-9","data":{"job-id":5,"state":3,"return-code":0,"message":""}}}"#,
    );
    let Call::JobState(state) = state.call else { panic!() };
    assert_eq!(state.state(), Some(State::Succeeded));
    let answer = reply(
        Method::JobState,
        r#"{"id":1,"error":null,"result":{"success":true,"params":{"server-key":"sk","job-succeeded":true}}}"#,
    );
    let Answer::JobState(answer) = answer.answer else { panic!() };
    assert_eq!(answer.job_succeeded.to_bool(), Some(true));
}

/// The document shows the key as UTF-8 that somebody read as Windows-1252. It is a
/// key like any other, just not the one that was meant.
// OCO-002
#[test]
fn the_documents_key_is_emoji_read_as_windows_1252() {
    const MISREAD: &str = "ðŸŒˆðŸ’œðŸ‘†ðŸš§ðŸ›¸ðŸ’©";
    let windows_1252 = |c: char| match c {
        'Œ' => 0x8c,
        'ˆ' => 0x88,
        '’' => 0x92,
        'œ' => 0x9c,
        '‘' => 0x91,
        '†' => 0x86,
        'š' => 0x9a,
        '›' => 0x9b,
        'Ÿ' => 0x9f,
        latin_1 => u8::try_from(u32::from(latin_1)).unwrap(),
    };
    let bytes: Vec<u8> = MISREAD.chars().map(windows_1252).collect();
    assert_eq!(String::from_utf8(bytes).unwrap(), EMOJI_KEY);
    assert_ne!(AgentKey::new(MISREAD).unwrap(), AgentKey::new(EMOJI_KEY).unwrap());
    // As agents escape it.
    let escaped = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_hello","params":{"hostname":"x","agent-key":"\ud83c\udf08\ud83d\udc9c\ud83d\udc46\ud83d\udea7\ud83d\udef8\ud83d\udca9","data":{}}}"#;
    assert!(request(escaped).agent_key.is(EMOJI_KEY));
}

// OCO-010
#[test]
fn one_request_in_five_dialects() {
    let hello = Request::hello(Host::new("pc-9"), Hello::new("1.2.0"));
    let names = Dialect::ALL.map(|dialect| {
        let json: Value = serde_json::from_str(&encoded(&hello, dialect)).unwrap();
        json["method"].as_str().unwrap().to_owned()
    });
    assert_eq!(
        names,
        ["oco.client_hello", "oco.agent_hello", "oco.agent.hello", "oco.agent.hello", "oco.agent.hello"]
    );
    let state =
        Request::job_state(Host::new("pc-9"), JobState::new(1, State::Failed).with_return_code(-9999));
    let names = Dialect::ALL.map(|dialect| encoded(&state, dialect).split('"').nth(9).unwrap().to_owned());
    assert_eq!(
        names,
        [
            "oco.update_deploy_status",
            "oco.update_deploy_status",
            "oco.agent.update_deploy_status",
            "oco.agent.update_job_state",
            "oco.agent.update_job_state"
        ]
    );
    assert_eq!(
        encoded(&state, Dialect::Hmac),
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update_job_state","params":{"hostname":"pc-9","data":{"job-id":1,"state":-1,"return-code":-9999,"message":""}}}"#
    );
}

// OCO-012
#[test]
fn names_and_keys_tell_the_dialect() {
    let dialect = |method: &str, member: &str| {
        let json = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"hostname":"x"{member},"data":{{"job-id":1,"state":1,"return-code":0,"message":""}}}}}}"#
        );
        Request::decode(json.as_bytes(), &Limits::DEFAULT).unwrap().dialect()
    };
    let key = r#","agent-key":"k""#;
    assert_eq!(dialect("oco.client_hello", r#","client-key":"k""#), Dialect::Client);
    assert_eq!(dialect("oco.update_deploy_status", r#","client-key":"k""#), Dialect::Client);
    assert_eq!(dialect("oco.update_deploy_status", key), Dialect::Flat);
    assert_eq!(dialect("oco.agent.update_deploy_status", key), Dialect::DottedEarly);
    assert_eq!(dialect("oco.agent.update_deploy_status", ""), Dialect::DottedEarly);
    assert_eq!(dialect("oco.agent.hello", key), Dialect::DottedEarly);
    assert_eq!(dialect("oco.agent.hello", r#","agent-key":"k","uid":"u""#), Dialect::Dotted);
    assert_eq!(dialect("oco.agent.update_job_state", key), Dialect::Dotted);
    assert_eq!(dialect("oco.agent.update_job_state", ""), Dialect::Hmac);
}

// OCO-020, OCO-045
#[test]
fn the_envelope_is_as_loose_as_phps() {
    for jsonrpc in ["\"2.0\"", "2", "2.0", "\"2\"", "true"] {
        for id in ["1", "0", "false", "\"abc\"", "[1]", "{\"a\":1}", "1.5"] {
            request(&format!(
                r#"{{"jsonrpc":{jsonrpc},"id":{id},"method":"oco.agent.hello","params":{{"hostname":"x"}}}}"#
            ));
        }
    }
    for broken in [
        r#"{"jsonrpc":"1.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":null,"id":1,"method":"oco.agent.hello","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","id":null,"method":"oco.agent.hello","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","method":"oco.agent.hello","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":null}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":[]}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":"x"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":null}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"OCO.agent.hello","params":{"hostname":"x"}}"#,
        r#"[{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x"}}]"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.download","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{"hostname":"x","data":{}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update_job_state","params":{"hostname":"x","data":[]}}"#,
        "null",
        "",
    ] {
        let error = Request::decode(broken.as_bytes(), &Limits::DEFAULT).expect_err(broken);
        assert_eq!(Rejection::of_bytes(&error).write(Dialect::Hmac).status, 400, "{broken}");
    }
}

// OCO-020, OCO-045, OCO-051
#[test]
fn what_is_missing_is_named() {
    let (payload, parameters) = (Reason::Payload, Reason::Parameters);
    for (method, params, path, name, reason) in [
        ("hello", "null", None, "params", &payload),
        ("hello", r#"{"hostname":null}"#, Some("params"), "hostname", &parameters),
        ("download", r#"{"hostname":"x"}"#, Some("params"), "package-id", &parameters),
        ("events", r#"{"hostname":"x","data":{}}"#, Some("params.data"), "events", &parameters),
        ("events", r#"{"hostname":"x","data":[]}"#, Some("params.data"), "events", &parameters),
        ("passwords", r#"{"hostname":"x"}"#, Some("params.data"), "passwords", &parameters),
        (
            "update_job_state",
            r#"{"hostname":"x","data":{"job-id":1,"state":2,"message":""}}"#,
            Some("params.data"),
            "return-code",
            &parameters,
        ),
    ] {
        let json = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.{method}","params":{params}}}"#);
        let error = Request::decode(json.as_bytes(), &Limits::DEFAULT).expect_err(&json);
        assert_eq!((error.kind(), error.path()), (&DecodeErrorKind::Missing(name.into()), path), "{json}");
        // Older dialects tell a broken envelope from a member that the method needs.
        assert_eq!(&Rejection::of_bytes(&error).reason, reason, "{json}");
    }
    for json in [r#"{"id":1,"error":null}"#, r#"{"id":1,"error":null,"result":null}"#] {
        let error = Reply::decode(Method::Hello, json.as_bytes(), &Limits::DEFAULT).expect_err(json);
        assert_eq!(error.kind(), &DecodeErrorKind::Missing("result".into()), "{json}");
    }
}

// OCO-013
#[test]
fn the_client_dialect_has_the_host_in_the_data() {
    let client = |method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"client-key":"k"{params}}}}}"#)
    };
    let data = r#","data":{"agent_version":"0.0","hostname":"pc-9","networks":[]}"#;
    let json = client("oco.client_hello", data);
    let hello = request(&json);
    assert_eq!((hello.host.hostname.as_str(), hello.untyped()), (Some("pc-9"), 0));
    let json = client("oco.client_update", r#","data":{"hostname":"pc-9","os":"Demo","logins":[]}"#);
    let update = request(&json);
    assert_eq!((update.host.hostname.as_str(), update.untyped()), (Some("pc-9"), 0));
    // A job's id has to do.
    let state = r#","data":{"job-id":5,"state":1,"message":"done"}"#;
    let json = client("oco.update_deploy_status", state);
    let state = request(&json);
    assert_eq!((state.dialect(), state.host.hostname.is_set()), (Dialect::Client, false));
    assert!(request(&encoded(&state, Dialect::Client)).host == state.host);
    // Where it was read, it is written.
    let json = client("oco.client_hello", r#","hostname":"pc-8","data":{"hostname":"pc-9"}"#);
    let twice = request(&json);
    assert_eq!((twice.host.hostname.as_str(), twice.untyped()), (Some("pc-8"), 1));
    for (params, path) in [
        (r#","data":{"agent_version":"0.0"}"#, "params.data"),
        (r#","data":{"hostname":["pc-9"]}"#, "params.data"),
        (r#","data":{"hostname":null}"#, "params.data"),
        ("", "params.data"),
        (r#","hostname":null,"data":{"hostname":"pc-9"}"#, "params"),
        (r#","agent-key":"k","data":{"hostname":"pc-9"}"#, "params"),
    ] {
        let json = client("oco.client_hello", params);
        let error = Request::decode(json.as_bytes(), &Limits::DEFAULT).expect_err(&json);
        assert_eq!(
            (error.kind(), error.path()),
            (&DecodeErrorKind::Missing("hostname".into()), Some(path)),
            "{json}"
        );
    }
}

// OCO-013
#[test]
fn a_request_of_our_own_has_the_host_where_its_dialect_wants_it() {
    let hello = Request::hello(Host::new("pc-9"), Hello::new("0.0"));
    let update = Request::update(Host::new("pc-9"), Inventory { os: "Demo".into(), ..Inventory::new("0.0") });
    for request in [&hello, &update] {
        for dialect in Dialect::ALL {
            let written: Value = serde_json::from_str(&encoded(request, dialect)).unwrap();
            let (beside, inside) = (&written["params"]["hostname"], &written["params"]["data"]["hostname"]);
            let (expected, other) =
                if dialect == Dialect::Client { (inside, beside) } else { (beside, inside) };
            assert_eq!((expected, other), (&json!("pc-9"), &Value::Null), "{written}");
        }
    }
    let mut other = hello;
    let Call::Hello(data) = &mut other.call else { panic!() };
    data.extra.insert("hostname", "pc-8".into());
    assert!(other.encode(Dialect::Client, &mut Vec::new()).is_err());
    assert!(other.encode(Dialect::Flat, &mut Vec::new()).is_ok());
}

// OCO-051
#[test]
fn agents_before_0_4_report_without_return_code() {
    let report = |method: &str, key: &str| {
        let params = format!(r#""{key}":"k","hostname":"pc-9","data":{{"job-id":5,"state":2,"message":""}}"#);
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#)
    };
    for (key, dialect) in [("agent-key", Dialect::Flat), ("client-key", Dialect::Client)] {
        let json = report("oco.update_deploy_status", key);
        let read = request(&json);
        let Call::JobState(state) = &read.call else { panic!() };
        assert_eq!((read.dialect(), state.return_code.to_i64()), (dialect, None));
        assert!(read.encode(dialect, &mut Vec::new()).is_ok());
        let error = read.encode(Dialect::DottedEarly, &mut Vec::new()).unwrap_err();
        assert!(
            [
                EncodeError::Missing("data.return-code"),
                EncodeError::NotInDialect { what: "client-key", dialect: Dialect::DottedEarly },
            ]
            .contains(&error)
        );
    }
    for method in ["oco.agent.update_deploy_status", "oco.agent.update_job_state"] {
        let error = Request::decode(report(method, "agent-key").as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::Missing("return-code".into()), "{method}");
    }
}

// OCO-023
#[test]
fn data_that_was_missing_is_written_once_something_is_put_in() {
    for data in ["", r#","data":null"#] {
        for method in ["hello", "update"] {
            let json = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.{method}","params":{{"hostname":"x"{data}}}}}"#
            );
            let mut read = request(&json);
            match &mut read.call {
                Call::Hello(hello) => hello.agent_version = "1.2.0".into(),
                Call::Update(inventory) => inventory.agent_version = "1.2.0".into(),
                other => panic!("{other:?}"),
            }
            let written = encoded(&read, Dialect::Hmac);
            assert!(written.ends_with(r#","data":{"agent_version":"1.2.0"}}}"#), "{written}");
            // What nobody has described is something as well.
            let mut read = request(&json);
            match &mut read.call {
                Call::Hello(Hello { extra, .. }) => extra.insert("later", 1.into()),
                Call::Update(inventory) => inventory.extra.insert("later", 1.into()),
                other => panic!("{other:?}"),
            };
            let written = encoded(&read, Dialect::Hmac);
            assert!(written.ends_with(r#","data":{"later":1}}}"#), "{written}");
        }
    }
}

// OCO-023
#[test]
fn the_params_of_a_reply_may_be_missing_as_well() {
    let methods = [Method::Hello, Method::Update, Method::JobState, Method::Events, Method::Passwords];
    for (method, params) in methods.into_iter().flat_map(|m| ["", r#","params":null"#].map(|p| (m, p))) {
        let json = format!(r#"{{"id":1,"error":null,"result":{{"success":true{params}}}}}"#);
        let mut read = reply(method, &json);
        let extra = match &mut read.answer {
            Answer::Hello(answer) => &mut answer.extra,
            Answer::JobState(answer) => &mut answer.extra,
            Answer::Update(answer) | Answer::Events(answer) | Answer::Passwords(answer) => &mut answer.extra,
            other => panic!("{other:?}"),
        };
        extra.insert("a", 1.into());
        let mut out = Vec::new();
        read.encode_as_read(&mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(written.ends_with(r#""success":true,"params":{"a":1}}}"#), "{written}");
    }
}

// OCO-023
#[test]
fn data_may_be_missing_in_four_ways() {
    for data in ["", r#","data":null"#, r#","data":[]"#, r#","data":{}"#] {
        for method in ["hello", "update"] {
            let json = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.{method}","params":{{"hostname":"x"{data}}}}}"#
            );
            let request = request(&json);
            match &request.call {
                Call::Hello(hello) => assert!(hello.is_empty()),
                Call::Update(inventory) => assert!(inventory.is_empty()),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn an_hmac_hello_reply_with_everything() {
    let json = r#"{"id":"abc","error":null,"result":{"success":true,"params":{"server-key":null,"agent-key":null,"update":0,"logins-since":"1970-01-01 01:00:00","software-jobs":[{"id":"123","container-id":"12","package-id":"88","download":true,"procedure":"p","sequence-mode":1,"restart":20,"shutdown":null,"exit":null},{"id":"dynamic-3","container-id":"deployment_rule::9","package-id":88,"download":false,"procedure":"","sequence-mode":0,"restart":null,"shutdown":null,"exit":null}],"events":[{"since":"2026-01-01 00:00:00","log":"journalctl","query":"{}"}],"update-passwords":[{"username":"rescue","alphabet":"ab","length":"15","old_password":"x"}]},"timestamp":1790000000.654321}}"#;
    let reply = reply(Method::Hello, json);
    assert_eq!((reply.untyped(), &reply.id), (0, &Any::Text("abc".into())));
    let Answer::Hello(hello) = &reply.answer else { panic!() };
    assert_eq!(hello.software_jobs[0].id.kind(), JobKind::Static(123));
    assert_eq!(hello.software_jobs[0].container_id.kind(), ContainerKind::Container(12));
    assert_eq!(hello.software_jobs[1].id.kind(), JobKind::Dynamic(3));
    assert_eq!(hello.software_jobs[1].container_id.kind(), ContainerKind::DeploymentRule(9));
    assert_eq!(hello.update_passwords[0].length.to_i64(), Some(15));
    let debug = format!("{reply:?}");
    assert!(!debug.contains("\"x\""), "{debug}");
}

// OCO-041
#[test]
fn success_comes_in_all_shapes() {
    for (success, truthy) in
        [("true", true), ("false", false), ("\"2\"", true), ("7", true), ("\"0\"", false), ("null", false)]
    {
        let json = format!(
            r#"{{"id":1,"error":null,"result":{{"success":{success},"params":[],"timestamp":1.5}}}}"#
        );
        assert_eq!(reply(Method::Events, &json).success.is_truthy(), truthy, "{success}");
    }
}

// OCO-054
#[test]
fn no_policies_any_more_is_an_empty_scope_of_the_machine() {
    let written = |policies: Policies<'static>| {
        let mut out = Vec::new();
        let reply = Reply::new(Value::from(1), Answer::Update(Receipt { policies, ..Receipt::default() }));
        reply.encode(Dialect::Hmac, &mut out).unwrap();
        serde_json::from_slice::<Value>(&out).unwrap()["result"]["params"]["policies"].take()
    };
    assert_eq!(written(Policies::none()), json!({"machine": []}));
    // The same by hand, whichever way the map was made.
    for empty in [Map::default(), Map::EMPTY] {
        let mut policies = Policies::default();
        policies.insert(MACHINE_SCOPE, empty);
        assert_eq!(written(policies), json!({"machine": []}));
    }
    // Another thing to a real agent.
    assert_eq!(written(Policies::EMPTY), json!([]));
}

// OCO-023
#[test]
fn policies_are_maps_of_maps_and_empty_ones_are_lists() {
    let json = r#"{"id":1,"error":null,"result":{"success":true,"params":{"policies":{"machine":[],"u-1":{"JSON:/x:a":[1,{"b":null}],"REGISTRY:p:v":"t"}}},"timestamp":2.5}}"#;
    let Answer::Update(receipt) = reply(Method::Update, json).answer else { panic!() };
    assert!(receipt.policies.entry("machine").unwrap().is_empty());
    let user = receipt.policies.entry("u-1").unwrap();
    assert_eq!(user.entry("REGISTRY:p:v").unwrap().as_str(), Some("t"));
    reply(Method::Update, r#"{"id":1,"error":null,"result":{"success":true,"params":[],"timestamp":2.5}}"#);
}

// OCO-025
#[test]
fn unknown_members_are_kept_at_every_level_and_counted() {
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","data":{"networks":[{"addr":"-","a":1}],"b":[2]},"c":{"d":3}},"e":null}"#;
    assert_eq!(request(json).untyped(), 4);
    let json = r#"{"id":1,"error":null,"result":{"success":true,"params":{"job-succeeded":true,"a":1},"b":2},"c":3}"#;
    assert_eq!(reply(Method::JobState, json).untyped(), 3);
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x","data":{"passwords":[{"password":"p"},{"password":{"iv":"","data":"","a":1,"b":2,"c":3}}]}}}"#;
    assert_eq!(request(json).untyped(), 3);
    // What is data, not names, does not count.
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{"hostname":"x","data":{"events":[{"log":"System","data":{"a":"b","c":"d"}},{"a":1}]}}}"#;
    assert_eq!(request(json).untyped(), 1);
}

// OCO-029
#[test]
fn half_of_a_surrogate_pair_is_no_text() {
    // What Python writes for a byte that was no UTF-8.
    for name in [r"M\udcfcller", r"M\uD83Dller", r"\udf08\ud83c", r"\ud83c"] {
        for json in [
            format!(r#"{{"hostname":"x","data":{{"users":[{{"username":"{name}"}}]}}}}"#),
            format!(r#"{{"hostname":"x","data":{{"later":["{name}"]}}}}"#),
            format!(r#"{{"hostname":"{name}","data":{{}}}}"#),
        ] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{json}}}"#);
            let error = Request::decode(body.as_bytes(), &Limits::DEFAULT).expect_err(&body);
            assert!(matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{error}");
        }
    }
    let whole =
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{"hostname":"\ud83c\udf08"}}"#;
    assert_eq!(request(whole).host.hostname.as_str(), Some("🌈"));
}

// OCO-022
#[test]
fn windows_sends_null_numbers_as_text_and_text_for_numbers() {
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{"hostname":"x","data":{"serial":null,"secure_boot":"?","battery_level":false,"battery_status":2,"partitions":[{"size":null,"free":"12","filesystem":null,"encrypted":true}],"printers":[{"dpi":null},{"dpi":""},{"dpi":600}],"users":[{"uid":"S-1-5-21","gid":null,"disabled":false}],"logins":[{"username":"a"}],"screens":[{"name":null}],"devices":[{"serial":null}],"software":null,"networks":{}}}}"#;
    let request = request(json);
    let Call::Update(inventory) = &request.call else { panic!() };
    assert_eq!((inventory.secure_boot.to_bool(), inventory.battery_level.to_f64()), (None, None));
    assert_eq!(inventory.partitions[0].free.to_i64(), Some(12));
    assert_eq!(inventory.users[0].uid.as_scalar(), &Scalar::Text("S-1-5-21".into()));
    assert!(!inventory.software.is_set() && inventory.networks.is_set());
    assert_eq!(request.untyped(), 0);
}

#[test]
fn what_is_made_by_hand_looks_like_what_real_agents_send() {
    let network = Network { addr: "192.0.2.1".into(), netmask: "-".into(), ..Network::default() };
    let service =
        Service { status: "0".into(), name: "s".into(), metrics: "a=1".into(), ..Service::default() };
    let hello = Hello {
        battery_level: oco_proto::Real::FALSE,
        uptime: 1.5.into(),
        force_update: Flag::from(false),
        ..Hello::new("1.2.0")
    };
    let hello = hello.with_networks(vec![network]).with_services(vec![service]);
    let request = Request::hello(Host::new("x").with_uid("u-1"), hello);
    assert_eq!(
        encoded(&request, Dialect::Hmac),
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"uid":"u-1","hostname":"x","data":{"agent_version":"1.2.0","networks":[{"addr":"192.0.2.1","netmask":"-"}],"services":[{"status":"0","name":"s","metrics":"a=1"}],"uptime":1.5,"battery_level":false,"force_update":false}}}"#
    );
    let inventory = Inventory {
        partitions: vec![Partition { size: 5.into(), ..Partition::default() }].into(),
        ..Inventory::default()
    };
    let json = encoded(&Request::update(Host::new("x"), inventory), Dialect::Hmac);
    assert!(json.ends_with(r#""data":{"partitions":[{"size":5}]}}}"#), "{json}");
    let jobs = List::from(vec![SoftwareJob::new(1, 2, "p").with_package(3).with_abort_after_failed()]);
    let answer = Answer::Hello(HelloReply { software_jobs: jobs, ..HelloReply::default() });
    let mut out = Vec::new();
    Reply::new(Value::from(9), answer).encode(Dialect::Flat, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"id":9,"error":null,"result":{"success":true,"params":{"software-jobs":[{"id":1,"container-id":2,"package-id":3,"download":true,"procedure":"p","sequence-mode":1,"restart":null,"shutdown":null,"exit":null}]}}}"#
    );
}

#[test]
fn numbers_that_stand_for_something() {
    assert_eq!((RETURN_CODE_AGENT_ERROR, RETURN_CODE_ABORTED, PROGRESS_UNPACKING), (-9999, -8888, 101));
}

#[test]
fn a_server_says_whether_the_job_has_succeeded() {
    for (succeeded, shown) in [(true, "true"), (false, "false")] {
        let mut out = Vec::new();
        Reply::new("7", Answer::job_succeeded(succeeded)).encode(Dialect::Hmac, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(&format!("\"job-succeeded\":{shown}")), "{text}");
    }
}

// OCO-046
#[test]
fn passwords_are_plain_or_sealed() {
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x","agent-key":"k","uid":"u","data":{"passwords":[{"username":"a","password":"plain","old_password":""},{"username":"b","password":{"iv":"AAAAAAAAAAAAAAAAAAAAAA==","data":"x"},"revoke":true}]}}}"#;
    let read = request(json);
    let Call::Passwords(Passwords { passwords, .. }) = &read.call else { panic!() };
    let key = AgentKey::new("k").unwrap();
    assert_eq!(passwords[0].password.open(&key).unwrap(), Password::new("plain"));
    assert!(passwords[1].password.open(&key).is_err());
    assert_eq!(passwords[1].revoke.to_bool(), Some(true));
    // AES-256-CBC of "hunter2" with the key "k", NUL-padded, and an IV of zeros: computed
    // with another implementation.
    let sealed = Sealed::seal(&Password::new("hunter2"), &key, &[0; 16]);
    assert_eq!(sealed.data.as_str(), Some("nWJbNMuipLGQRUKJ96Ktjw=="));
    let entry = PasswordEntry::sealed("b", sealed).with_revoke();
    assert_eq!(entry.username.as_str(), Some("b"));
    let request = Request::passwords(Host::new("x"), Passwords::new(vec![entry]));
    assert!(request.encode(Dialect::Dotted, &mut Vec::new()).is_err());
    assert!(request.encode(Dialect::Hmac, &mut Vec::new()).is_ok());
}

#[test]
fn a_stray_package_id_and_the_data_of_a_download_are_kept() {
    let download = request(
        r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.download","params":{"hostname":"x","package-id":"12","data":{"a":1}}}"#,
    );
    assert!(matches!(&download.call, Call::Download(download) if download.package_id.to_i64() == Some(12)));
    assert_eq!(download.untyped(), 1);
    assert_eq!(
        request(
            r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","package-id":12}}"#
        )
        .untyped(),
        1
    );
}
