//! Requests, whatever the dialect.

use oco_proto::{
    AgentKey, Answer, Call, DecodeErrorKind, Dialect, ErrorResponse, Flag, Hello, HelloReply, Host,
    Inventory, Limits, List, Method, Network, Partition, PasswordEntry, Passwords, Reason, Reply, Request,
    Scalar, Sealed, Secret, Service, SoftwareJob,
};

use crate::{encoded, reply, request};

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
        assert_eq!(ErrorResponse::from_decode_error(&error).write(Dialect::Hmac).status, 400, "{broken}");
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
        assert_eq!((error.kind(), error.path()), (&DecodeErrorKind::Missing(name), path), "{json}");
        // Older dialects tell a broken envelope from a member that the method needs.
        assert_eq!(&ErrorResponse::from_decode_error(&error).reason, reason, "{json}");
    }
    for json in [r#"{"id":1,"error":null}"#, r#"{"id":1,"error":null,"result":null}"#] {
        let error = Reply::decode(Method::Hello, json.as_bytes(), &Limits::DEFAULT).expect_err(json);
        assert_eq!(error.kind(), &DecodeErrorKind::Missing("result"), "{json}");
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
            // What are unknown is something as well.
            let mut read = request(&json);
            match &mut read.call {
                Call::Hello(Hello { extra, .. }) => extra.insert("later", 1_i64),
                Call::Update(inventory) => inventory.extra.insert("later", 1_i64),
                other => panic!("{other:?}"),
            };
            let written = encoded(&read, Dialect::Hmac);
            assert!(written.ends_with(r#","data":{"later":1}}}"#), "{written}");
        }
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

// OCO-025
#[test]
fn unknown_members_are_kept_at_every_level_and_counted() {
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","data":{"networks":[{"addr":"-","a":1}],"b":[2]},"c":{"d":3}},"e":null}"#;
    assert_eq!(request(json).unknown_members(), 4);
    let json = r#"{"id":1,"error":null,"result":{"success":true,"params":{"job-succeeded":true,"a":1},"b":2},"c":3}"#;
    assert_eq!(reply(Method::JobState, json).unknown_members(), 3);
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x","data":{"passwords":[{"password":"p"},{"password":{"iv":"","data":"","a":1,"b":2,"c":3}}]}}}"#;
    assert_eq!(request(json).unknown_members(), 3);
    // What is data, not names, does not count.
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{"hostname":"x","data":{"events":[{"log":"System","data":{"a":"b","c":"d"}},{"a":1}]}}}"#;
    assert_eq!(request(json).unknown_members(), 1);
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
    assert_eq!(request.unknown_members(), 0);
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
    Reply::new(9_i64, answer).encode(Dialect::Flat, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"id":9,"error":null,"result":{"success":true,"params":{"software-jobs":[{"id":1,"container-id":2,"package-id":3,"download":true,"procedure":"p","sequence-mode":1,"restart":null,"shutdown":null,"exit":null}]}}}"#
    );
}

// OCO-046
#[test]
fn passwords_are_plain_or_sealed() {
    let json = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x","agent-key":"k","uid":"u","data":{"passwords":[{"username":"a","password":"plain","old_password":""},{"username":"b","password":{"iv":"AAAAAAAAAAAAAAAAAAAAAA==","data":"x"},"revoke":true}]}}}"#;
    let read = request(json);
    let Call::Passwords(Passwords { passwords, .. }) = &read.call else { panic!() };
    let key = AgentKey::new("k").unwrap();
    assert_eq!(passwords[0].password.open(&key).unwrap(), Secret::new("plain"));
    assert!(passwords[1].password.open(&key).is_err());
    assert_eq!(passwords[1].revoke.to_bool(), Some(true));
    // AES-256-CBC of "hunter2" with the key "k", NUL-padded, and an IV of zeros: computed
    // with another implementation.
    let sealed = Sealed::seal(&Secret::new("hunter2"), &key, &[0; 16]);
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
    assert_eq!(download.unknown_members(), 1);
    assert_eq!(
        request(
            r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","package-id":12}}"#
        )
        .unknown_members(),
        1
    );
}
