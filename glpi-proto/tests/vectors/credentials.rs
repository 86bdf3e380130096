//! Parameters of an inventory, and the credentials that are fetched for them.

use glpi_proto::Limits;
use glpi_proto::Message as _;
use glpi_proto::{Compression, ContactAnswer, ParamsAnswer, Task, TaskParams, Usage};

use crate::{payload, plain};

// GLPI-065, GLPI-068
#[test]
fn credentials_for_a_database() {
    let payload = payload(include_str!("../../samples/get-params-answer.json"));
    let answer = ParamsAnswer::decode(&payload, &Limits::DEFAULT).unwrap();
    let credential = &answer.credentials.as_ref().unwrap()[0];
    assert_eq!(credential.password.as_ref().unwrap().expose(), "not-a-real-one");
    assert_eq!(credential.port.as_ref().unwrap().to_i64(), Some(5432));
    assert_eq!(credential.params_id.as_ref().unwrap().to_i64(), Some(4));
}

// GLPI-068
#[test]
fn credentials_say_which_they_are_and_what_for() {
    let json = r#"{"expiration":24,"status":"ok","credentials":[{"id":3,"type":"login_password","use":"mysql","login":"reader","password":"not-a-real-one","port":3306}]}"#;
    let answer = ParamsAnswer::decode(&payload(json), &Limits::DEFAULT).unwrap();
    let credential = &answer.credentials.as_ref().unwrap()[0];
    assert_eq!(
        (credential.id.as_ref().unwrap().to_i64(), credential.usage.as_ref()),
        (Some(3), Some(&"mysql".into()))
    );
    assert_eq!(answer.unknown_members(), 0);
    let written: serde_json::Value =
        serde_json::from_str(&plain(answer.to_body(Compression::Plain))).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(json).unwrap());
}

fn params_of(answer: &ContactAnswer) -> &[TaskParams] {
    answer.tasks.as_ref().unwrap().config(&Task::Inventory).unwrap().params.as_deref().unwrap_or_default()
}

// GLPI-066
#[test]
fn parameters_say_for_which_databases_they_are() {
    let json = r#"{"status":"ok","tasks":{"inventory":{"params":[{"category":"database","params_id":2,"use":["mysql","oracle"],"delay":"2"},{"category":"database","use":"mssql"},{"category":"database","use":[]}]}}}"#;
    let answer = ContactAnswer::decode(&payload(json), &Limits::DEFAULT).unwrap();
    let [several, one, none] = params_of(&answer) else { panic!() };
    let uses: Vec<Vec<_>> = [several, one, none]
        .iter()
        .map(|params| params.usage.iter().flat_map(Usage::names).collect())
        .collect();
    assert_eq!(uses, [vec!["mysql", "oracle"], vec!["mssql"], vec![]]);
    let usage = several.usage.as_ref().unwrap();
    assert!(usage.includes("oracle") && !usage.includes("Oracle") && !usage.includes("mysql,oracle"));
    assert_eq!(several.delay.as_ref().and_then(glpi_proto::Scalar::to_i64), Some(2));
    assert_eq!(answer.unknown_members(), 0);
    assert_eq!(plain(answer.to_body(Compression::Plain)), json);
    assert_eq!(["mysql", "oracle"].into_iter().collect::<Usage>(), *usage);
}

// GLPI-066
#[test]
fn parameters_that_cannot_be_read_lose_no_answer() {
    for (params, read) in [
        ("{}", 0),
        (r#""none""#, 0),
        ("[null]", 0),
        ("[]", 0),
        (r#"[{"category":["database"],"params_id":{},"delay":[],"use[3]":["mysql"],"use":{"a":1}}]"#, 1),
    ] {
        let json =
            format!(r#"{{"status":"ok","tasks":{{"inventory":{{"server":"glpi","params":{params}}}}}}}"#);
        let answer = ContactAnswer::decode(&payload(&json), &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{params}: {error}"));
        assert_eq!(params_of(&answer).len(), read, "{params}");
        let written: serde_json::Value =
            serde_json::from_str(&plain(answer.to_body(Compression::Plain))).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(&json).unwrap());
    }
}
