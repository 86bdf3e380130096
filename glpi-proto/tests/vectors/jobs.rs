//! Known answers about the jobs for the network: they are kept as text, in XML and in JSON.

use std::time::Duration;

use glpi_proto::Limits;
use glpi_proto::Message as _;
use glpi_proto::{Compression, ContactAnswer, EncodeError, Reply, ReplyOption};

use crate::{payload, plain};

// GLPI-067
#[test]
fn xml_jobs_in_json_are_kept() {
    let json = r#"{"status":"ok","expiration":4,"0":{"OPTION":{"NAME":"SNMPQUERY","PARAM":{"content":"","attributes":
        {"THREADS_QUERY":3,"PID":8}},"0":{"AUTHENTICATION":{"ID":1,"COMMUNITY":"c"}}}},"1":{"OPTION":{"NAME":"WAKEONLAN",
        "PARAM":{"content":"","attributes":{"MAC":"02-00-5e-10-00-02"}}}}}"#;
    let answer = ContactAnswer::decode(&payload(json), &Limits::DEFAULT).unwrap();
    let names: Vec<_> = answer.xml_jobs().iter().map(|(name, _)| name).collect();
    assert_eq!((names, answer.unknown_members()), (vec!["0", "1"], 0));
    let again: serde_json::Value = serde_json::from_str(&plain(answer.to_body(Compression::Plain))).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(json).unwrap());
}

// GLPI-081, GLPI-085
#[test]
fn jobs_in_a_reply_are_named_and_kept_byte_for_byte() {
    let text = include_str!("../../samples/reply-jobs.xml");
    let reply = Reply::decode(&payload(text), &Limits::DEFAULT).unwrap();
    assert_eq!(reply.prolog_freq.unwrap().to_duration(), Duration::from_secs(8 * 3600));
    let names: Vec<_> = reply.options.iter().map(ReplyOption::name).collect();
    assert_eq!(names, ["NETDISCOVERY", "SNMPQUERY", "WAKEONLAN", "REGISTRY"]);
    let written = plain(reply.to_body(Compression::Plain));
    for option in &reply.options {
        assert!(option.xml().starts_with("<OPTION>") && option.xml().ends_with("</OPTION>"));
        assert!(text.contains(option.xml()) && written.contains(option.xml()), "{}", option.xml());
        assert_eq!(ReplyOption::from_xml(option.xml()).as_ref(), Ok(option));
    }
    assert!(written.contains("<COMMUNITY>workshop</COMMUNITY>"), "{written}");
    assert_eq!(Reply::decode(&payload(&written), &Limits::DEFAULT).unwrap(), reply);
    assert!(!format!("{reply:?}").contains("workshop"));
}

// GLPI-085
#[test]
fn a_job_has_the_first_of_its_names() {
    for (inner, name) in [
        ("<NAME>WAKEONLAN</NAME><NAME>SNMPQUERY</NAME>", "WAKEONLAN"),
        ("<PARAM><NAME>x</NAME></PARAM><name> SNMP<![CDATA[QUERY]]> </name>", "SNMPQUERY"),
        ("x<NAME A=\"1\"><B>b</B>a&amp;b</NAME>", "a&b"),
        ("<NAME/><NAME>SNMPQUERY</NAME>", ""),
        ("<PARAM/>", ""),
    ] {
        let text = format!("<REPLY><OPTION A=\"1\" B=\"&lt;\">{inner}</OPTION></REPLY>");
        let reply = Reply::decode(&payload(&text), &Limits::DEFAULT).unwrap();
        assert_eq!(reply.options[0].name(), name, "{inner}");
        assert!(plain(reply.to_body(Compression::Plain)).ends_with(&format!("{text}\n")), "{inner}");
    }
    let reply = Reply::decode(&payload("<REPLY><OPTION/></REPLY>"), &Limits::DEFAULT).unwrap();
    assert_eq!((reply.options[0].name(), reply.options[0].xml()), ("", "<OPTION/>"));
}

// GLPI-085
#[test]
fn only_one_option_element_is_an_option() {
    for bad in
        ["", "OPTION", "<OPTION>", "<PARAM/>", "<OPTION/><OPTION/>", "<OPTION/>x", "<OPTION><A></OPTION>"]
    {
        assert_eq!(ReplyOption::from_xml(bad), Err(EncodeError::XmlElement("OPTION")), "{bad}");
    }
}
