//! Known answers, made from the facts: what is written where the form is fixed,
//! and what the messages that real programs are known to send mean.

use std::time::Duration;

use glpi_proto::query::{ActionKind, CollectJobs, Config, DeployJobs, Function, part_path};
use glpi_proto::{
    Answer, Compression, ContactAnswer, Disabled, HttpdPlugin, LegacyAnswer, Limits, ParamsAnswer, Payload,
    Progress, Reply, Request, Response, Style, Task, XmlRequest, token,
};

fn payload(text: &str) -> Payload<'_> {
    Payload::of_text(text, &Limits::DEFAULT).unwrap()
}

fn plain(body: Result<glpi_proto::Body, glpi_proto::EncodeError>) -> String {
    String::from_utf8(body.unwrap().bytes().to_vec()).unwrap()
}

// GLPI-060
#[test]
fn a_contact_with_plugins() {
    let payload = payload(include_str!("../samples/contact.json"));
    let Request::Contact(contact) = Request::decode(&payload).unwrap() else { panic!() };
    assert_eq!(contact.active_tasks(), [Task::Inventory, Task::NetDiscovery]);
    assert_eq!(contact.httpd_port.map(glpi_proto::Loose::value), Some(62354));
    let plugins = &contact.httpd_plugins.as_ref().unwrap().0;
    assert_eq!(plugins[0], ("proxy".to_owned(), HttpdPlugin::Disabled));
    let HttpdPlugin::Settings(ssl) = &plugins[1].1 else { panic!() };
    assert_eq!(ssl.json("ports"), Some(r#"["0", "62356"]"#));
    assert_eq!(ssl.json("ssl_cipher"), Some("null"));
    let written = plain(Request::from(contact).encode(Compression::Plain));
    assert!(written.contains(r#""httpd-port":"62354""#), "the form that was read is written: {written}");
}

// GLPI-062, GLPI-064, GLPI-066
#[test]
fn an_answer_to_contact() {
    let payload = payload(include_str!("../samples/contact-answer.json"));
    let answer = ContactAnswer::decode(&payload).unwrap();
    assert_eq!(answer.answer.expiration.unwrap().to_duration(), Duration::from_secs(12 * 3600));
    assert!(answer.disables(&Task::from("NetDiscovery"), false));
    let inventory = answer.tasks.as_ref().unwrap().config(&Task::Inventory).unwrap();
    assert_eq!(inventory.no_category.as_deref(), Some("process,environment"));
    let params = &inventory.params.as_ref().unwrap()[0];
    assert_eq!(params.uses, [("4".to_owned(), "postgresql".to_owned())]);
    assert!(!answer.needs_prolog());
}

// GLPI-063, GLPI-064
#[test]
fn the_odd_forms_of_an_answer_to_contact() {
    let read = |json: &str| ContactAnswer::decode(&payload(json)).unwrap();
    let empty = read(r#"{"status":"ok","tasks":[],"disabled":"Inventory"}"#);
    assert!(empty.tasks.as_ref().is_some_and(|tasks| tasks.entries.is_empty()));
    assert_eq!(empty.disabled, Some(Disabled::One(Task::Other("Inventory".to_owned()))));
    assert!(empty.disables(&Task::Inventory, false) && !empty.disables(&Task::Inventory, true));
    assert_eq!(
        plain(empty.encode(Compression::Plain)),
        r#"{"status":"ok","tasks":[],"disabled":"Inventory"}"#
    );
    let never = read(r#"{"status":"ok","disabled":["remoteinventory"]}"#);
    assert!(!never.disables(&Task::RemoteInventory, false));
    // Agents ignore what is no object or list; it is kept.
    let odd =
        r#"{"status":"ok","tasks":{"deploy":true,"esx":{"server":"glpiinventory"}},"disabled":{"a":1}}"#;
    let ignored = read(odd);
    assert_eq!((ignored.disabled.is_none(), ignored.tasks.as_ref().unwrap().entries.len()), (true, 1));
    assert!(!ignored.tasks.as_ref().unwrap().config(&Task::Esx).unwrap().is_complete());
    let again: serde_json::Value = serde_json::from_str(&plain(ignored.encode(Compression::Plain))).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(odd).unwrap());
}

// GLPI-067
#[test]
fn jobs_that_slipped_into_json_can_be_read() {
    let json = r#"{"status":"ok","expiration":4,"0":{"OPTION":{"NAME":"SNMPQUERY","PARAM":{"content":"","attributes":
        {"THREADS_QUERY":3,"PID":8}},"DEVICE":[{"content":"","attributes":{"ID":1,"IP":"192.0.2.9"}},
        {"content":"","attributes":{"ID":2,"IP":"192.0.2.10"}}],"0":{"AUTHENTICATION":{"ID":1,"COMMUNITY":"c"}},
        "1":{"AUTHENTICATION":{"ID":2,"COMMUNITY":"d"}}}},"1":{"OPTION":{"NAME":"WAKEONLAN","PARAM":{"content":"",
        "attributes":{"MAC":"02-00-5e-10-00-02"}}}}}"#;
    let answer = ContactAnswer::decode(&payload(json)).unwrap();
    let options = answer.leaked.options().unwrap();
    assert_eq!((options.len(), answer.undescribed()), (2, 0));
    let ips: Vec<_> = options[0].usable_devices().filter_map(|device| device.ip.as_deref()).collect();
    assert_eq!(ips, ["192.0.2.9", "192.0.2.10"]);
    assert_eq!(options[0].usable_authentications().count(), 2);
    assert_eq!(options[1].macs().next().unwrap().to_string(), "02:00:5e:10:00:02");
    let again: serde_json::Value = serde_json::from_str(&plain(answer.encode(Compression::Plain))).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(json).unwrap());
}

// GLPI-065, GLPI-068
#[test]
fn credentials_for_a_database() {
    let payload = payload(include_str!("../samples/get-params-answer.json"));
    let answer = ParamsAnswer::decode(&payload).unwrap();
    let credential = &answer.credentials.as_ref().unwrap()[0];
    assert_eq!(credential.password.as_ref().unwrap().expose(), "not-a-real-one");
    assert_eq!(credential.port.as_ref().unwrap().to_i64(), Some(5432));
    assert_eq!(credential.params_id.as_ref().unwrap().to_i64(), Some(4));
}

// GLPI-081, GLPI-084, GLPI-085, GLPI-086
#[test]
fn jobs_in_a_reply() {
    let payload = payload(include_str!("../samples/reply-jobs.xml"));
    let reply = Reply::decode(&payload).unwrap();
    assert_eq!(reply.prolog_freq.unwrap().to_duration(), Duration::from_secs(8 * 3600));
    let [search, query, wake, registry] = &reply.options[..] else { panic!() };
    assert!(reply.options.iter().all(glpi_proto::JobOption::is_usable));
    assert_eq!((search.params[0].threads(), search.params[0].timeout()), (12, Duration::from_secs(3)));
    assert_eq!(search.authentications[0].style, Style::Children);
    assert_eq!(search.authentications[0].community.as_ref().unwrap().expose(), "workshop");
    assert_eq!((query.params[0].threads(), query.params[0].timeout()), (4, Duration::from_secs(60)));
    assert_eq!(query.authentications[0].style, Style::Attributes);
    assert_eq!(query.usable_authentications().count(), 1);
    assert_eq!(wake.macs().count(), 1);
    assert_eq!(
        (registry.params[0].regkey.as_deref(), registry.params[0].text.as_str()),
        (Some("SOFTWARE/Example"), "*")
    );
}

// GLPI-086
#[test]
fn what_agents_skip_in_a_job() {
    let option = |inner: &str| {
        let xml = format!("<REPLY><OPTION>{inner}</OPTION></REPLY>");
        Reply::decode(&payload(&xml)).unwrap().options.remove(0)
    };
    for (inner, usable) in [
        ("<NAME>SNMPQUERY</NAME><PARAM/><DEVICE/>", false),
        ("<NAME>SNMPQUERY</NAME><DEVICE IP=\"192.0.2.1\"/>", false),
        ("<NAME>SNMPQUERY</NAME><PARAM/><DEVICE/><DEVICE IP=\"192.0.2.1\"/>", true),
        ("<NAME>NETDISCOVERY</NAME><PARAM/><RANGEIP IPSTART=\"192.0.2.1\" IPEND=\"192.0.2.2\"/>", false),
        ("<NAME>NETDISCOVERY</NAME><PARAM PID=\"1\"/><RANGEIP IPSTART=\"192.0.2.1\"/>", false),
        (
            "<NAME>NETDISCOVERY</NAME><PARAM PID=\"1\"/><RANGEIP IPSTART=\"192.0.2.1\" IPEND=\"192.0.2.2\"/>",
            true,
        ),
        ("<NAME>WAKEONLAN</NAME><PARAM MAC=\"nonsense\"/>", false),
    ] {
        assert_eq!(option(inner).is_usable(), usable, "{inner}");
    }
    let credentials = "<AUTHENTICATION ID=\"1\" VERSION=\"3\" COMMUNITY=\"c\" USERNAME=\"\"/><AUTHENTICATION COMMUNITY=\"c\"/>";
    assert_eq!(option(credentials).usable_authentications().count(), 1);
}

// GLPI-087
#[test]
fn messages_around_a_network_job_in_xml_and_json() {
    let rows = [
        (
            "<AGENT><START>1</START><AGENTVERSION>1.11</AGENTVERSION></AGENT>",
            r#""start":1,"agentversion":"1.11""#,
            Progress::Start,
        ),
        ("<AGENT><NBIP>254</NBIP></AGENT>", r#""nbip":"254""#, Progress::Count(254)),
        ("<AGENT><END>1</END></AGENT>", r#""end":"1""#, Progress::End),
        ("<AGENT><EXIT>1</EXIT></AGENT>", r#""exit":true"#, Progress::Exit),
    ];
    for (inner, member, progress) in rows {
        let xml = format!(
            "<REQUEST><QUERY>NETDISCOVERY</QUERY><DEVICEID>d</DEVICEID><CONTENT>{inner}<PROCESSNUMBER>7</PROCESSNUMBER></CONTENT></REQUEST>"
        );
        let payload_xml = payload(&xml);
        let Request::Xml(request) = Request::decode(&payload_xml).unwrap() else { panic!() };
        let control = request.to_control().unwrap();
        assert_eq!((control.progress, control.process_number.as_deref()), (progress, Some("7")));
        let again = XmlRequest::control("NETDISCOVERY", "d", &control).unwrap();
        assert_eq!(again.to_control(), Some(control.clone()));
        let json = format!(
            r#"{{"action":"netdiscovery","deviceid":"d","jobid":7,"content":{{"agent":{{{member}}},"processnumber":7}}}}"#
        );
        let payload_json = payload(&json);
        let Request::Inventory(inventory) = Request::decode(&payload_json).unwrap() else { panic!() };
        assert_eq!(inventory.to_control(), Some(control));
    }
    let json = r#"{"action":"netinventory","deviceid":"d","content":{"error":{"id":9,"message":"no answer","type":"printer"}}}"#;
    let payload = payload(json);
    let Request::Inventory(inventory) = Request::decode(&payload).unwrap() else { panic!() };
    assert_eq!(inventory.to_device_error().unwrap().id.as_deref(), Some("9"));
}

// GLPI-050, GLPI-070, GLPI-072
#[test]
fn an_inventory_is_what_says_nothing_else() {
    for (json, action) in [
        (r#"{"deviceid":"d","content":{}}"#, "inventory"),
        (r#"{"deviceid":"d","content":{},"query":"netinventory"}"#, "netinventory"),
        (r#"{"deviceid":"d","content":{},"action":"snmpquery","query":"x"}"#, "snmpquery"),
    ] {
        let payload = payload(json);
        let Request::Inventory(inventory) = Request::decode(&payload).unwrap() else { panic!("{json}") };
        assert_eq!((inventory.action(), inventory.itemtype()), (action, "Computer"));
        let again: serde_json::Value =
            serde_json::from_str(&plain(Request::from(inventory).encode(Compression::Plain))).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }
    // Servers compare exactly.
    let payload = payload(r#"{"action":"Inventory","deviceid":"d","content":{}}"#);
    assert!(
        matches!(Request::decode(&payload).unwrap(), Request::Other(other) if other.action == "Inventory")
    );
}

// GLPI-073, GLPI-045
#[test]
fn answers_without_a_status() {
    let read = |json: &str| Response::decode(&payload(json)).unwrap();
    assert_eq!(read(r#"{"RESPONSE":"SEND"}"#), Response::from(LegacyAnswer::send()));
    assert_eq!(read("[]"), Response::from(Answer::default()));
    assert_eq!(read("<REPLY/>"), Response::from(Reply::default()));
    assert_eq!(read(r#"{"status":""}"#).status(), None);
    assert!(
        matches!(read(r#"{"status":"error","message":"busy server"}"#), Response::Answer(answer) if answer.is_busy())
    );
    assert_eq!(token::BUSY_SERVER, "busy server");
}

// GLPI-093, GLPI-095
#[test]
fn jobs_of_the_query_string_protocol() {
    let config = r#"{"configValidityPeriod":"600","schedule":[{"task":"ESX","remote":"https://glpi.example.net/b/esx/","periodicity":3600,"delayStartup":"3600"}]}"#;
    let config = Config::decode(&payload(config)).unwrap();
    assert_eq!(config.schedule.as_ref().unwrap()[0].delay_startup.unwrap().value(), 3600);
    assert_eq!(config.undescribed(), 0);
    for nothing in ["{}", "[]", r#"{"jobs":[]}"#, r#"{"jobs":{}}"#] {
        assert_eq!(
            CollectJobs::decode(&payload(nothing)).unwrap().jobs.iter().flatten().count(),
            0,
            "{nothing}"
        );
    }
    let payload = payload(include_str!("../samples/collect-jobs.json"));
    let jobs = CollectJobs::decode(&payload).unwrap();
    let functions: Vec<_> = jobs.jobs.iter().flatten().map(|job| &job.function).collect();
    assert!(
        matches!(functions[0], Function::Registry { depth: Some(depth), .. } if depth.to_i64() == Some(2))
    );
    assert!(matches!(functions[1], Function::FindFile { filter, .. } if filter.is_file.unwrap().value()));
    assert!(matches!(functions[2], Function::Wmi { properties, .. } if properties.len() == 2));
}

#[test]
fn an_unknown_function_keeps_its_members() {
    let json = r#"{"jobs":[{"function":"runCommand","uuid":"u","command":"true","_sid":1}]}"#;
    let jobs = CollectJobs::decode(&payload(json)).unwrap();
    assert_eq!(jobs.undescribed(), 1);
    assert_eq!(
        plain(jobs.encode(Compression::Plain)),
        r#"{"jobs":[{"function":"runCommand","uuid":"u","_sid":1,"command":"true"}]}"#
    );
}

// GLPI-100, GLPI-101, GLPI-103
#[test]
fn a_package_to_deploy() {
    let payload = payload(include_str!("../samples/deploy-jobs.json"));
    let jobs = DeployJobs::decode(&payload).unwrap();
    let (sha512, file) = &jobs.files[0];
    assert_eq!(jobs.jobs[0].associated_files, std::slice::from_ref(sha512));
    assert!(jobs.file(sha512).unwrap().p2p.value());
    let part = &file.multiparts[0];
    let expected = format!("https://mirror.example.net/parts/{}", part_path(part));
    assert_eq!(file.part_urls(part).collect::<Vec<_>>(), [expected]);
    let kinds: Vec<_> = jobs.jobs[0].actions.iter().map(|action| &action.kind).collect();
    assert!(matches!(kinds[..], [ActionKind::Copy(_), ActionKind::Command(_), ActionKind::Delete(_)]));
    let question = &jobs.jobs[0].user_interactions.as_ref().unwrap()[0];
    assert_eq!((question.setting("buttons"), question.events.len()), (Some("okcancel"), 2));
    assert_eq!(jobs.undescribed(), 0);
}
