//! Runs the examples.

#[path = "../examples/agent.rs"]
mod agent;
#[path = "../examples/server.rs"]
mod server;

use netinv_xml::{Control, Document, Limits, Message, documents};

#[test]
fn the_server_plays_both_sides() {
    let printed = server::play().unwrap();
    for expected in [
        "<AUTHENTICATION ID=\"1\" VERSION=\"2c\" COMMUNITY=\"open &amp; sesame\"/>",
        "the agent started",
        "the agent will look at 254 addresses",
        "SNMP communication error: no response from host 192.0.2.9",
        "the agent is done\nthe agent is done",
        "core-1: 5 ports, 1 neighbours",
        "printer-1: 1 ports, 0 neighbours (13 repairs)",
    ] {
        assert!(printed.contains(expected), "{expected} is not in\n{printed}");
    }
}

#[test]
fn the_agent_posts_what_servers_expect() {
    let printed = String::from_utf8(agent::work().unwrap()).unwrap();
    let mut seen = Vec::new();
    for bytes in documents(printed.as_bytes()) {
        let document = Document::decode_strict(bytes, &Limits::DEFAULT).expect("well-formed");
        match document.message() {
            Message::Control(control) => seen.push(format!("{:?}", control.control())),
            Message::Inventory(result) => {
                let device = result.devices().next().expect("one device");
                seen.push(format!("{:?} {:?}", device.name(), result.job().map(netinv_xml::Leaf::as_str)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        seen,
        [
            format!("{:?}", Some(Control::Start)),
            "Some(\"made-up\") Some(\"98030\")".to_owned(),
            format!("{:?}", Some(Control::End)),
        ]
    );
    assert!(!printed.contains("sesame"));
}
