//! The marks of each dialect.

use oco_proto::{
    AgentKey, Answer, Call, DecodeErrorKind, Dialect, EncodeError, Hello, Host, Inventory, JobState, Limits,
    Method, Request, State,
};
use serde_json::{Value, json};

use crate::{encoded, reply, request};

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
    assert!(request(&encoded(&update, Dialect::Flat)).unknown_members() == 0);
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

// OCO-013
#[test]
fn the_client_dialect_has_the_host_in_the_data() {
    let client = |method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"client-key":"k"{params}}}}}"#)
    };
    let data = r#","data":{"agent_version":"0.0","hostname":"pc-9","networks":[]}"#;
    let json = client("oco.client_hello", data);
    let hello = request(&json);
    assert_eq!((hello.host.hostname.as_str(), hello.unknown_members()), (Some("pc-9"), 0));
    let json = client("oco.client_update", r#","data":{"hostname":"pc-9","os":"Demo","logins":[]}"#);
    let update = request(&json);
    assert_eq!((update.host.hostname.as_str(), update.unknown_members()), (Some("pc-9"), 0));
    // A job's id has to do.
    let state = r#","data":{"job-id":5,"state":1,"message":"done"}"#;
    let json = client("oco.update_deploy_status", state);
    let state = request(&json);
    assert_eq!((state.dialect(), state.host.hostname.is_set()), (Dialect::Client, false));
    assert!(request(&encoded(&state, Dialect::Client)).host == state.host);
    // Where it was read, it is written.
    let json = client("oco.client_hello", r#","hostname":"pc-8","data":{"hostname":"pc-9"}"#);
    let twice = request(&json);
    assert_eq!((twice.host.hostname.as_str(), twice.unknown_members()), (Some("pc-8"), 1));
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
            (&DecodeErrorKind::Missing("hostname"), Some(path)),
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
    data.extra.insert("hostname", "pc-8");
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
        assert_eq!(error.kind(), &DecodeErrorKind::Missing("return-code"), "{method}");
    }
}
