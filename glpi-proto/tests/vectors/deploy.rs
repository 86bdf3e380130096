//! Packages to deploy, as servers hand them out and as old rows of their databases have them.

use glpi_proto::Compression;
use glpi_proto::Limits;
use glpi_proto::query::{Action, ActionKind, Check, DeployFile, DeployJob, DeployJobs, part_path};
use glpi_proto::{Message as _, Scalar};

use crate::{payload, plain};

/// An answer with one file, whose retention is this JSON.
fn with_retention(json: &str) -> String {
    format!(
        r#"{{"jobs":[],"associatedFiles":{{"ff":{{"mirrors":[],"multiparts":[],"name":"f","p2p-retention-duration":{json},"p2p":"","uncompress":0}}}}}}"#
    )
}

// GLPI-100, GLPI-105
#[test]
fn a_retention_that_is_no_number_is_the_agents_own() {
    for (json, minutes) in [
        ("\"\"", None),
        ("\"soon\"", None),
        ("0", None),
        ("\"0\"", None),
        ("-5", None),
        ("\"60\"", Some(60)),
        ("90", Some(90)),
    ] {
        let text = with_retention(json);
        let jobs = DeployJobs::decode(&payload(&text), &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(jobs.file("ff").and_then(DeployFile::retention_minutes), minutes, "{json}");
        assert_eq!(plain(jobs.to_body(Compression::Plain)), text);
    }
    let error =
        DeployJobs::decode(&payload(&with_retention("null")), &Limits::DEFAULT).unwrap_err().to_string();
    assert!(error.contains("missing member \"p2p-retention-duration\""), "{error}");
}

// GLPI-100, GLPI-101, GLPI-103, GLPI-104
#[test]
fn a_package_to_deploy() {
    let payload = payload(include_str!("../../samples/deploy-jobs.json"));
    let jobs = DeployJobs::decode(&payload, &Limits::DEFAULT).unwrap();
    let (sha512, file) = &jobs.files.as_ref().unwrap()[0];
    let job = &jobs.jobs.as_ref().unwrap()[0];
    assert_eq!(job.associated_files, std::slice::from_ref(sha512));
    assert!(jobs.file(sha512).unwrap().p2p.value());
    let part = &file.multiparts[0];
    let expected = format!("https://mirror.example.net/parts/{}", part_path(part));
    assert_eq!(file.part_urls(part).collect::<Vec<_>>(), [expected]);
    let kinds: Vec<_> = job.actions.iter().map(Action::kind).collect();
    assert!(matches!(kinds[..], [ActionKind::Copy(_), ActionKind::Command(_), ActionKind::Delete(_)]));
    let ActionKind::Command(command) = kinds[1] else { panic!() };
    assert_eq!(command.checks.as_ref().unwrap()[0].kind.as_deref(), Some("fileExists"));
    let question = &job.user_interactions.as_ref().unwrap()[0];
    assert_eq!(
        (question.buttons.as_ref().map(Scalar::as_str), question.events().count()),
        (Some("okcancel"), 2)
    );
    assert_eq!(jobs.unknown_members(), 0);
}

// GLPI-100
#[test]
fn a_part_lies_below_its_first_digits() {
    assert_eq!(part_path("1a2b3c"), "1/1a/1a2b3c");
    assert_eq!(part_path("1"), "1/1/1");
}

// GLPI-101
#[test]
fn no_package_is_an_empty_object() {
    let mut jobs = DeployJobs::default();
    assert_eq!(plain(jobs.to_body(Compression::Plain)), "{}");
    jobs.jobs = Some(vec![DeployJob { uuid: "u".to_owned(), ..DeployJob::default() }]);
    assert_eq!(
        plain(jobs.to_body(Compression::Plain)),
        r#"{"jobs":[{"uuid":"u","checks":[],"actions":[],"associatedFiles":[]}],"associatedFiles":{}}"#
    );
}

/// The answer with a job of one action, or of whatever stands between the brackets.
fn with_actions(actions: &str) -> String {
    format!(
        r#"{{"jobs":[{{"uuid":"u","checks":[],"actions":[{actions}],"associatedFiles":[]}}],"associatedFiles":{{}}}}"#
    )
}

// GLPI-103, GLPI-107
#[test]
fn an_action_that_lacks_what_it_needs_is_another_one_and_kept() {
    for action in [
        r#"{"mkdir":{"to":"/x"}}"#,
        r#"{"delete":{"list":"/x"}}"#,
        r#"{"cmd":{"name":"n"}}"#,
        r#"{"copy":{"from":"a"}}"#,
        r#"{"move":[]}"#,
        r#"{"reboot":{}}"#,
    ] {
        let text = with_actions(action);
        let jobs = DeployJobs::decode(&payload(&text), &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{action}: {error}"));
        let own = &jobs.jobs.as_ref().unwrap()[0].actions[0];
        assert_eq!(
            (own.kind(), own.extra.len(), own.all_checks().count()),
            (ActionKind::Other, 1, 0),
            "{action}"
        );
        assert_eq!(plain(jobs.to_body(Compression::Plain)), text);
    }
}

// GLPI-107
#[test]
fn what_agents_do_not_look_at_loses_no_job() {
    for (text, unknown) in [
        (with_actions(r#"{"cmd":{"exec":"x","envs":"LANG=C","logLineLimit":[1],"retChecks":{"a":1}}}"#), 3),
        (with_actions(r#"{"cmd":{"exec":"x","retChecks":[{"values":[null,"0",1]}]}}"#), 0),
        (with_actions(r#"{"cmd":{"exec":"x","retChecks":[{"type":5,"values":"0"}]}}"#), 2),
        (with_actions(r#"{"cmd":{"exec":"x","checks":[{"path":"/x","value":[1]}]}}"#), 1),
        (
            r#"{"jobs":[{"uuid":"u","checks":[{}],"actions":[],"associatedFiles":[],"userinteractions":[{"text":{}}],"requires":1}],"associatedFiles":{}}"#
                .to_owned(),
            2,
        ),
        (r#"{"associatedFiles":{}}"#.to_owned(), 0),
    ] {
        let jobs = DeployJobs::decode(&payload(&text), &Limits::DEFAULT).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(jobs.unknown_members(), unknown, "{text}");
        let written = plain(jobs.to_body(Compression::Plain));
        let meaning = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(meaning(&written), meaning(&text));
    }
}

// GLPI-101
#[test]
fn what_agents_insist_on_is_insisted_on() {
    for (text, reason) in [
        (r#"{"jobs":[]}"#, "missing member \"associatedFiles\""),
        (r#"{"jobs":[],"associatedFiles":[]}"#, "associatedFiles: expected an object"),
        (
            r#"{"jobs":[{"uuid":"u","actions":[],"associatedFiles":[]}],"associatedFiles":{}}"#,
            "jobs[0]: missing member \"checks\"",
        ),
        (
            r#"{"jobs":[{"uuid":"u","checks":[],"actions":{"cmd":{}},"associatedFiles":[]}],"associatedFiles":{}}"#,
            "jobs[0].actions: expected a list",
        ),
        (
            r#"{"jobs":[{"checks":[],"actions":[],"associatedFiles":[]}],"associatedFiles":{}}"#,
            "jobs[0]: missing member \"uuid\"",
        ),
    ] {
        let error = DeployJobs::decode(&payload(text), &Limits::DEFAULT).unwrap_err().to_string();
        assert!(error.starts_with(reason), "{text}: {error}");
    }
}

// GLPI-102, GLPI-106
#[test]
fn the_checks_of_an_action_stand_in_it_or_beside_it() {
    for action in [
        r#"{"cmd":{"exec":"x","checks":[{"type":"fileExists"}]},"checks":[{"type":"fileMissing"}]}"#,
        r#"{"move":{"from":"a","to":"b","checks":[{"type":"fileExists"}]},"checks":[{"type":"fileMissing"}]}"#,
        r#"{"copy":{"from":"a","to":"b","checks":[{"type":"fileExists"}]},"checks":[{"type":"fileMissing"}]}"#,
        r#"{"mkdir":{"list":["a"],"checks":[{"type":"fileExists"}]},"checks":[{"type":"fileMissing"}]}"#,
        r#"{"delete":{"list":["a"],"checks":[{"type":"fileExists"}]},"checks":[{"type":"fileMissing"}]}"#,
    ] {
        let text = with_actions(action);
        let jobs = DeployJobs::decode(&payload(&text), &Limits::DEFAULT).unwrap();
        let own = &jobs.jobs.as_ref().unwrap()[0].actions[0];
        let kinds: Vec<_> = own.all_checks().map(|check: &Check| check.kind.as_deref().unwrap()).collect();
        assert_eq!((&kinds[..], jobs.unknown_members()), (&["fileExists", "fileMissing"][..], 0), "{action}");
        assert_eq!(plain(jobs.to_body(Compression::Plain)), text);
    }
}
