//! The jobs of the query-string protocol but for deploy, and the answers to their results.

use glpi_proto::Limits;
use glpi_proto::Message as _;
use glpi_proto::query::{CollectJob, CollectJobs, Config, EsxJobs, TokenAnswer};
use glpi_proto::{Compression, Scalar};

use crate::{payload, plain};

// GLPI-093, GLPI-095
#[test]
fn jobs_of_the_query_string_protocol() {
    let config = r#"{"configValidityPeriod":"600","schedule":[{"task":"ESX","remote":"https://glpi.example.net/b/esx/","periodicity":3600,"delayStartup":"3600"}]}"#;
    let config = Config::decode(&payload(config), &Limits::DEFAULT).unwrap();
    assert_eq!(config.schedule.as_ref().unwrap()[0].delay_startup.unwrap().value(), 3600);
    assert_eq!(config.unknown_members(), 0);
    for nothing in ["{}", "[]", r#"{"jobs":[]}"#, r#"{"jobs":{}}"#] {
        assert_eq!(
            CollectJobs::decode(&payload(nothing), &Limits::DEFAULT).unwrap().jobs.iter().flatten().count(),
            0,
            "{nothing}"
        );
    }
    let payload = payload(include_str!("../../samples/collect-jobs.json"));
    let jobs = CollectJobs::decode(&payload, &Limits::DEFAULT).unwrap();
    let functions: Vec<_> = jobs.jobs.iter().flatten().collect();
    assert!(
        matches!(functions[0], CollectJob::Registry(job) if job.depth.as_ref().unwrap().to_i64() == Some(2))
    );
    assert!(matches!(functions[1], CollectJob::FindFile(job) if job.filter.is_file.unwrap().value()));
    assert!(matches!(functions[2], CollectJob::Wmi(job) if job.properties.len() == 2));
}

// GLPI-095
#[test]
fn an_unknown_function_keeps_its_members() {
    let json = r#"{"jobs":[{"function":"runCommand","uuid":"u","command":"true","_sid":1}]}"#;
    let jobs = CollectJobs::decode(&payload(json), &Limits::DEFAULT).unwrap();
    assert_eq!(jobs.unknown_members(), 1);
    assert_eq!(
        plain(jobs.to_body(Compression::Plain)),
        r#"{"jobs":[{"function":"runCommand","uuid":"u","_sid":1,"command":"true"}]}"#
    );
}

// GLPI-095
#[test]
fn collect_jobs_of_newer_plugins() {
    let json = r#"{"jobs":[{"function":"getFromRegistry","path":"HKLM/X/","exists":1,"timeout":30,"uuid":"c-1"},{"function":"findFile","dir":"/","filter":{"is_file":1,"is_dir":0,"checkSumSHA256":"ab"},"uuid":"c-2"},{"function":"getFromWMI","class":"Win32_X","properties":[null,"A,B"],"timeout":"45","uuid":"c-3"}]}"#;
    let jobs = CollectJobs::decode(&payload(json), &Limits::DEFAULT).unwrap();
    assert_eq!(jobs.unknown_members(), 0);
    let functions: Vec<_> = jobs.jobs.iter().flatten().collect();
    let [CollectJob::Registry(registry), CollectJob::FindFile(find), CollectJob::Wmi(wmi)] = functions[..]
    else {
        panic!("{functions:?}")
    };
    let timeouts = [&registry.timeout, &wmi.timeout].map(|timeout| timeout.as_ref().and_then(Scalar::to_i64));
    assert_eq!((timeouts, find.filter.sha256.as_deref()), ([Some(30), Some(45)], Some("ab")));
    assert_eq!(wmi.properties[..], [None, Some("A,B".to_owned())], "null is no property and loses none");
    let written: serde_json::Value = serde_json::from_str(&plain(jobs.to_body(Compression::Plain))).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(json).unwrap());
}

// GLPI-047, GLPI-094
#[test]
fn a_host_whose_credentials_are_gone_loses_no_other() {
    let json = r#"{"jobs":[{"uuid":"e-1","host":"esx1.example.net","user":null,"password":null},{"uuid":"e-2","host":"esx2.example.net","user":"reader","password":"not-a-real-one"}]}"#;
    let jobs = EsxJobs::decode(&payload(json), &Limits::DEFAULT).unwrap();
    let [gone, whole] = jobs.jobs.as_deref().unwrap() else { panic!() };
    assert_eq!((gone.user.as_deref(), &gone.password), (None, &None));
    assert_eq!(
        (whole.user.as_deref(), whole.password.as_ref().unwrap().expose()),
        (Some("reader"), "not-a-real-one")
    );
    assert_eq!((jobs.unknown_members(), whole.host.as_str()), (0, "esx2.example.net"));
    assert_eq!(plain(jobs.to_body(Compression::Plain)), json.replace(r#","user":null,"password":null"#, ""));
    for nothing in ["{}", "[]"] {
        assert_eq!(EsxJobs::decode(&payload(nothing), &Limits::DEFAULT).unwrap(), EsxJobs::default());
    }
    for (json, reason) in [
        (r#"{"jobs":[{"host":"h"}]}"#, "jobs[0]: missing member \"uuid\" at byte 9"),
        (r#"{"jobs":[{"uuid":"u"}]}"#, "jobs[0]: missing member \"host\" at byte 9"),
    ] {
        assert_eq!(EsxJobs::decode(&payload(json), &Limits::DEFAULT).unwrap_err().to_string(), reason);
    }
}

// GLPI-096
#[test]
fn a_result_is_answered_with_the_next_token_or_with_nothing() {
    let answer = TokenAnswer::decode(&payload(r#"{"token":"t-2"}"#), &Limits::DEFAULT).unwrap();
    assert_eq!(answer.token.as_ref().unwrap().expose(), "t-2");
    assert_eq!(plain(answer.to_body(Compression::Plain)), r#"{"token":"t-2"}"#);
    for nothing in ["[]", "{}", r#"{"token":null}"#] {
        assert_eq!(
            TokenAnswer::decode(&payload(nothing), &Limits::DEFAULT).unwrap(),
            TokenAnswer::default(),
            "{nothing}"
        );
    }
    for wrong in ["[1]", r#"{"token":["t-2"]}"#] {
        let error = TokenAnswer::decode(&payload(wrong), &Limits::DEFAULT).unwrap_err();
        assert!(!error.to_string().contains("t-2"), "a token is a secret: {error}");
    }
}
