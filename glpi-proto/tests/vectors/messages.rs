//! The messages of agents and servers, in JSON and XML.

use std::time::Duration;

use glpi_proto::Limits;
use glpi_proto::{
    Answer, Compression, Contact, ContactAnswer, Disabled, Expiration, HttpdPlugin, LegacyAnswer, Reply,
    Request, Response, Status, Task, token,
};
use glpi_proto::{CommonAnswer as _, Message as _};

use crate::{payload, plain};

// GLPI-060
#[test]
fn a_contact_with_plugins() {
    let payload = payload(include_str!("../../samples/contact.json"));
    let Request::Contact(contact) = Request::decode(&payload, &Limits::DEFAULT).unwrap() else { panic!() };
    assert_eq!(contact.active_tasks(), [Task::Inventory, Task::NetDiscovery]);
    assert_eq!(contact.httpd_port.map(glpi_proto::NumberOrText::value), Some(62354));
    let plugins = contact.httpd_plugins.as_ref().unwrap();
    assert_eq!(plugins[0], ("proxy".to_owned(), HttpdPlugin::Disabled));
    let HttpdPlugin::Settings(ssl) = &plugins[1].1 else { panic!() };
    assert_eq!(ssl.json("ports"), Some(r#"["0", "62356"]"#));
    assert_eq!(ssl.json("ssl_cipher"), Some("null"));
    let written = plain(Request::from(contact).to_body(Compression::Plain));
    assert!(written.contains(r#""httpd-port":"62354""#), "the form that was read is written: {written}");
}

// GLPI-062, GLPI-064, GLPI-066
#[test]
fn an_answer_to_contact() {
    let payload = payload(include_str!("../../samples/contact-answer.json"));
    let answer = ContactAnswer::decode(&payload, &Limits::DEFAULT).unwrap();
    assert_eq!(answer.expiration.unwrap().to_duration(), Duration::from_secs(12 * 3600));
    assert!(answer.disables(&Task::from("NetDiscovery"), false));
    let inventory = answer.tasks.as_ref().unwrap().config(&Task::Inventory).unwrap();
    assert_eq!(inventory.no_category.as_deref(), Some("process,environment"));
    let params = &inventory.params.as_ref().unwrap()[0];
    assert!(params.uses().eq([("4", "postgresql".into())]));
    assert!(!answer.needs_prolog());
}

// GLPI-063, GLPI-064
#[test]
fn the_odd_forms_of_an_answer_to_contact() {
    let read = |json: &str| ContactAnswer::decode(&payload(json), &Limits::DEFAULT).unwrap();
    let empty = read(r#"{"status":"ok","tasks":[],"disabled":"Inventory"}"#);
    assert!(empty.tasks.as_ref().is_some_and(|tasks| tasks.entries.is_empty()));
    assert_eq!(empty.disabled, Some(Disabled::One(Task::Other("Inventory".to_owned()))));
    assert!(empty.disables(&Task::Inventory, false) && !empty.disables(&Task::Inventory, true));
    assert_eq!(
        plain(empty.to_body(Compression::Plain)),
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
    let again: serde_json::Value = serde_json::from_str(&plain(ignored.to_body(Compression::Plain))).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(odd).unwrap());
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
        let Request::Inventory(inventory) = Request::decode(&payload, &Limits::DEFAULT).unwrap() else {
            panic!("{json}")
        };
        assert_eq!((inventory.action(), inventory.itemtype()), (action, "Computer"));
        let again: serde_json::Value =
            serde_json::from_str(&plain(Request::from(inventory).to_body(Compression::Plain))).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }
    // Servers compare exactly.
    let payload = payload(r#"{"action":"Inventory","deviceid":"d","content":{}}"#);
    assert!(
        matches!(Request::decode(&payload, &Limits::DEFAULT).unwrap(), Request::Other(other) if other.action == "Inventory")
    );
}

// GLPI-073, GLPI-045
#[test]
fn answers_without_a_status() {
    let read = |json: &str| Response::<Answer>::decode(&payload(json), &Limits::DEFAULT).unwrap();
    assert_eq!(read(r#"{"RESPONSE":"SEND"}"#), Response::from(LegacyAnswer::send()));
    assert_eq!(read("[]"), Response::from(Answer::default()));
    assert_eq!(read("<REPLY/>"), Response::from(Reply::default()));
    assert_eq!(read(r#"{"status":""}"#).status(), None);
    assert!(
        matches!(read(r#"{"status":"error","message":"busy server"}"#), Response::Answer(answer) if answer.is_busy())
    );
    assert_eq!(token::BUSY_SERVER, "busy server");
}

// GLPI-047, GLPI-050
#[test]
fn null_is_as_good_as_absent() {
    let json = r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],
        "enabled-tasks":null,"httpd-port":null,"httpd-plugins":null,"tag":null}"#;
    let read = payload(json);
    assert_eq!(Request::decode(&read, &Limits::DEFAULT).unwrap(), Request::from(Contact::new("d", "n", "1")));
    for (json, kind) in [
        (r#"{"action":null,"query":"get_params","deviceid":"d"}"#, "get_params"),
        (r#"{"query":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[]}"#, "contact"),
        (r#"{"query":null,"deviceid":"d","content":{}}"#, "inventory"),
        (r#"{"action":null,"query":null,"deviceid":"d","content":{}}"#, "inventory"),
    ] {
        let payload = payload(json);
        let request = Request::decode(&payload, &Limits::DEFAULT).unwrap();
        let found = match request {
            Request::GetParams(_) => "get_params",
            Request::Contact(_) => "contact",
            Request::Inventory(_) => "inventory",
            _ => "something else",
        };
        assert_eq!(found, kind, "{json}");
    }
}

#[test]
fn a_request_says_whose_it_is() {
    for (text, device_id) in [
        (
            r#"{"action":"contact","deviceid":"pc-1","name":"n","version":"1","installed-tasks":[]}"#,
            Some("pc-1"),
        ),
        (r#"{"action":"get_params","deviceid":"pc-2"}"#, Some("pc-2")),
        (r#"{"deviceid":"pc-3","content":{}}"#, Some("pc-3")),
        ("<REQUEST><DEVICEID>pc-4</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>", Some("pc-4")),
        ("<REQUEST><DEVICEID>pc-5</DEVICEID><CONTENT/></REQUEST>", Some("pc-5")),
        ("<REQUEST><CONTENT/></REQUEST>", None),
        (r#"{"action":"configuration","deviceid":"pc-6"}"#, None),
    ] {
        let payload = payload(text);
        assert_eq!(Request::decode(&payload, &Limits::DEFAULT).unwrap().device_id(), device_id, "{text}");
    }
}

// GLPI-060
#[test]
fn an_empty_tag_is_none() {
    let contact = Contact::new("d", "n", "1");
    assert_eq!(contact.clone().with_tag("paris").tag.as_deref(), Some("paris"));
    assert_eq!(contact.with_tag("").tag, None);
    #[cfg(feature = "register")]
    {
        let hello = glpi_proto::register::Hello::new("d", "n", "1");
        assert_eq!(hello.clone().with_tag("paris").tag.as_deref(), Some("paris"));
        assert_eq!(hello.with_tag("").tag, None);
    }
}

// GLPI-070
#[test]
fn an_inventory_is_whole_unless_it_says_that_it_is_partial() {
    for (member, partial) in [
        ("", false),
        (r#","partial":false"#, false),
        (r#","partial":true"#, true),
        (r#","partial":"1""#, true),
        (r#","partial":"Yes""#, true),
        (r#","partial":"off""#, false),
        (r#","partial":null"#, false),
    ] {
        let json = format!(r#"{{"deviceid":"d","content":{{}}{member}}}"#);
        let payload = payload(&json);
        let Request::Inventory(inventory) = Request::decode(&payload, &Limits::DEFAULT).unwrap() else {
            panic!("{json}")
        };
        assert_eq!(inventory.is_partial(), partial, "{json}");
    }
}

// GLPI-069
#[test]
fn a_proxy_that_only_stores_leaves_nothing_but_the_inventory() {
    let answer = ContactAnswer::from_storing_proxy(Some("process"));
    assert_eq!(answer.status, Some(Status::Ok));
    assert_eq!(answer.expiration, Some(Expiration::from_hours(24)));
    assert_eq!(answer.message.as_deref(), Some("contact on only storing proxy agent"));
    let config = answer.tasks.as_ref().unwrap().config(&Task::Inventory).unwrap();
    assert_eq!(config.no_category.as_deref(), Some("process"));
    let others =
        [Task::NetDiscovery, Task::NetInventory, Task::Esx, Task::Collect, Task::Deploy, Task::WakeOnLan];
    assert!(
        others.iter().all(|task| answer.disables(task, false)) && !answer.disables(&Task::Inventory, false)
    );
    let error = ContactAnswer::from(Status::Error);
    assert_eq!(plain(error.to_body(Compression::Plain)), r#"{"status":"error"}"#);
}

// GLPI-074
#[test]
fn an_acknowledgement_in_xml_says_ok_and_for_how_long() {
    let written = plain(Reply::ok(Expiration::from_hours(24)).to_body(Compression::Plain));
    assert!(
        written.ends_with("<REPLY><expiration>24</expiration><status>ok</status></REPLY>\n"),
        "{written}"
    );
}

// GLPI-050, GLPI-080
#[test]
fn a_prolog_is_written_in_the_format_that_it_was_read_in() {
    for (json, is_prolog) in [
        (r#"{"action":"prolog","deviceid":"d"}"#, true),
        (r#"{"action":"prolog","deviceid":"d","token":"t","x":[1]}"#, true),
        (r#"{"action":"PROLOG","deviceid":"d"}"#, false),
    ] {
        let read = payload(json);
        let request = Request::decode(&read, &Limits::DEFAULT).unwrap();
        assert_eq!(matches!(request, Request::Prolog(_)), is_prolog, "{json}");
        assert_eq!(plain(request.to_body(Compression::Plain)), json);
    }
    let read = payload(r#"{"query":"prolog","deviceid":"d"}"#);
    assert_eq!(Request::decode(&read, &Limits::DEFAULT).unwrap().device_id(), Some("d"));
    let error =
        Request::decode(&payload(r#"{"action":"prolog"}"#), &Limits::DEFAULT).unwrap_err().to_string();
    assert_eq!(error, "missing member \"deviceid\" at byte 0");
    let read = payload(include_str!("../../samples/prolog.xml"));
    let request = Request::decode(&read, &Limits::DEFAULT).unwrap();
    assert!(matches!(&request, Request::Prolog(prolog) if prolog.json.is_none()));
    assert!(plain(request.to_body(Compression::Plain)).starts_with("<?xml"));
}

// GLPI-075
#[test]
fn the_number_of_a_job_is_kept_as_it_is_written() {
    for (written, number) in [
        ("12", Some(12)),
        ("\"12\"", Some(12)),
        ("\" 12 \"", Some(12)),
        ("\"012\"", Some(12)),
        ("12.0", Some(12)),
        ("1e30", None),
    ] {
        let json = format!(r#"{{"deviceid":"d","content":{{}},"jobid":{written}}}"#);
        let read = payload(&json);
        let request =
            Request::decode(&read, &Limits::DEFAULT).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(plain(request.to_body(Compression::Plain)), json);
        let Request::Inventory(inventory) = request else { panic!("{json}") };
        assert_eq!(inventory.job_id(), number, "{written}");
    }
    for wrong in ["1.5", "\"1.0\"", "true", "\"\"", "[1]", "\"1 2\""] {
        let json = format!(r#"{{"deviceid":"d","content":{{}},"jobid":{wrong}}}"#);
        let error = Request::decode(&payload(&json), &Limits::DEFAULT).unwrap_err().to_string();
        assert!(error.starts_with("jobid: expected a whole number, found "), "{error}");
    }
}
