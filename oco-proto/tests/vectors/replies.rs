//! Replies.

use oco_proto::{
    Answer, Any, ContainerKind, Dialect, JobKind, MACHINE_SCOPE, Map, Method, PROGRESS_UNPACKING, Policies,
    RETURN_CODE_ABORTED, RETURN_CODE_AGENT_ERROR, Receipt, Reply,
};
use serde_json::{Value, json};

use crate::reply;

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
        };
        extra.insert("a", 1_i64);
        let mut out = Vec::new();
        read.encode_as_read(&mut out);
        let written = String::from_utf8(out).unwrap();
        assert!(written.ends_with(r#""success":true,"params":{"a":1}}}"#), "{written}");
    }
}

#[test]
fn an_hmac_hello_reply_with_everything() {
    let json = r#"{"id":"abc","error":null,"result":{"success":true,"params":{"server-key":null,"agent-key":null,"update":0,"logins-since":"1970-01-01 01:00:00","software-jobs":[{"id":"123","container-id":"12","package-id":"88","download":true,"procedure":"p","sequence-mode":1,"restart":20,"shutdown":null,"exit":null},{"id":"dynamic-3","container-id":"deployment_rule::9","package-id":88,"download":false,"procedure":"","sequence-mode":0,"restart":null,"shutdown":null,"exit":null}],"events":[{"since":"2026-01-01 00:00:00","log":"journalctl","query":"{}"}],"update-passwords":[{"username":"rescue","alphabet":"ab","length":"15","old_password":"x"}]},"timestamp":1790000000.654321}}"#;
    let reply = reply(Method::Hello, json);
    assert_eq!((reply.unknown_members(), &reply.id), (0, &Any::Text("abc".into())));
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
        let reply = Reply::new(1_i64, Answer::Update(Receipt { policies, ..Receipt::default() }));
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
