//! Known answers about the jobs for the network, in XML and where they slipped into JSON,
//! and the messages around their results.

use std::time::Duration;

use glpi_proto::{
    Compression, ContactAnswer, Content, Control, DeviceError, Inventory, Limits, Progress, Reply, Request,
    Style, XmlRequest,
};

use crate::{payload, plain};

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

// GLPI-081, GLPI-084, GLPI-085, GLPI-086
#[test]
fn jobs_in_a_reply() {
    let payload = payload(include_str!("../../samples/reply-jobs.xml"));
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

// GLPI-084
#[test]
fn jobs_are_written_again_with_their_secrets() {
    let reply = Reply::decode(&payload(include_str!("../../samples/reply-jobs.xml"))).unwrap();
    let written = plain(reply.encode(Compression::Plain));
    assert!(written.contains("<COMMUNITY>workshop</COMMUNITY>"), "{written}");
    assert!(written.contains(r#"AUTHPASSPHRASE="not-a-real-one""#), "{written}");
    assert_eq!(Reply::decode(&payload(&written)).unwrap(), reply);
}

// GLPI-086
#[test]
fn zero_and_nonsense_are_no_number_of_threads_and_no_timeout() {
    for (text, threads, seconds) in [("0", 1, 60), ("-1", 1, 60), ("many", 1, 60), ("", 1, 60), (" 5 ", 5, 5)]
    {
        let xml =
            format!(r#"<REPLY><OPTION><PARAM THREADS_QUERY="{text}" TIMEOUT="{text}"/></OPTION></REPLY>"#);
        let reply = Reply::decode(&payload(&xml)).unwrap();
        let param = &reply.options[0].params[0];
        assert_eq!((param.threads(), param.timeout().as_secs()), (threads, seconds), "{text:?}");
    }
}

fn with_content(content: &str) -> XmlRequest<'_> {
    XmlRequest { content: Some(content.into()), ..XmlRequest::default() }
}

// GLPI-087
#[test]
fn a_mark_that_is_empty_or_zero_is_not_set() {
    for (marks, progress) in [
        ("<START>0</START><END>1</END>", Some(Progress::End)),
        ("<START/><END></END><EXIT>1</EXIT>", Some(Progress::Exit)),
        ("<START>1</START><END>1</END>", Some(Progress::Start)),
        ("<START>0</START><END>0</END><EXIT>0</EXIT>", None),
        ("<NBIP>many</NBIP>", None),
    ] {
        let content = format!("<CONTENT><AGENT>{marks}</AGENT></CONTENT>");
        let control = with_content(&content).to_control();
        assert_eq!(control.map(|control| control.progress), progress, "{marks}");
    }
}

// GLPI-087
#[test]
fn only_a_short_content_is_looked_at_for_how_far_a_job_is() {
    let end = Some(Progress::End);
    for (length, progress) in [(4095, end), (4096, end), (4097, None)] {
        let open = "<CONTENT><AGENT><END>1</END></AGENT>";
        let close = "</CONTENT>";
        let content = format!("{open}{}{close}", " ".repeat(length - open.len() - close.len()));
        let progress_of = |control: Option<Control>| control.map(|control| control.progress);
        assert_eq!(progress_of(with_content(&content).to_control()), progress, "{length}");

        let open = r#"{"agent":{"end":1},"x":""#;
        let json = format!("{open}{}\"}}", "x".repeat(length - open.len() - 2));
        let inventory = Inventory::new("d", Content::parse(&json, &Limits::DEFAULT).unwrap());
        assert_eq!(progress_of(inventory.to_control()), progress, "{length}");
    }
}

// GLPI-082, GLPI-087
#[test]
fn a_device_that_did_not_answer() {
    let content = "<CONTENT><DEVICE><ERROR><ID>9</ID><MESSAGE>no answer</MESSAGE><TYPE>PRINTER</TYPE></ERROR></DEVICE></CONTENT>";
    let request = with_content(content);
    assert_eq!(request.query(), "INVENTORY");
    let text = |text: &str| Some(text.to_owned());
    let expected = DeviceError { id: text("9"), message: text("no answer"), kind: text("PRINTER") };
    assert_eq!(request.to_device_error(), Some(expected));
    assert_eq!(with_content("<CONTENT><DEVICE/></CONTENT>").to_device_error(), None);
}

// GLPI-085
#[test]
fn attributes_of_a_job_are_kept() {
    let text = r#"<REPLY><OPTION A="1" B="&lt;"><NAME>WAKEONLAN</NAME></OPTION></REPLY>"#;
    let reply = Reply::decode(&payload(text)).unwrap();
    assert_eq!(reply.options[0].surplus.attributes, [("A".into(), "1".into()), ("B".into(), "<".into())]);
    let written = plain(reply.encode(Compression::Plain));
    assert!(written.contains(&text["<REPLY>".len()..]), "{written}");
}
