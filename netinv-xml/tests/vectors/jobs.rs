//! Known answers to what servers send: jobs in all forms, and who may see what of them.

use netinv_xml::glpi_json::job::Jobs;

use super::*;

const JOB_JSON: &[u8] = include_bytes!("../../samples/job.json");

/// NIX-031, NIX-032
#[test]
fn jobs_in_both_forms() {
    let document = decode(JOB_ATTRIBUTES);
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let option = &reply.options[0];
    assert_eq!(option.devices[0].ip.as_ref().and_then(Leaf::value), "192.0.2.1".parse().ok());
    let auth = option.authentication(3).expect("its credentials");
    assert_eq!(auth.form, Form::Attributes);
    assert_eq!(auth.community.as_ref().map(netinv_xml::Secret::expose), Some("open & sesame"));
    assert_eq!(option.job_of(&option.devices[0]).map(Leaf::as_str), Some("98030"));
    assert_eq!(text(&reply.options[1].ranges[0].last), Some("192.0.2.100"));

    let document = decode(JOB_CHILDREN);
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let option = &reply.options[0];
    assert_eq!(option.job_of(&option.devices[0]).map(Leaf::as_str), Some("102"));
    let auth = option.authentication(4).expect("its credentials");
    assert_eq!(auth.form, Form::Children);
    assert_eq!(auth.auth_secret().map(netinv_xml::Secret::expose), Some("open & sesame"));
    assert_eq!(auth.priv_secret().map(netinv_xml::Secret::expose), Some("shut sesame"));
}

/// NIX-038
#[test]
fn orders_for_other_tasks() {
    let xml = "<?xml version=\"1.0\"?>\n<REPLY><OPTION><NAME>WAKEONLAN</NAME><PARAM MAC=\"00:00:5e:00:53:01\" IP=\"192.0.2.7\"/>\
        </OPTION><OPTION><NAME>REGISTRY</NAME><PARAM NAME=\"blah\" REGKEY=\"SOFTWARE/Example\" REGTREE=\"2\">*</PARAM>\
        </OPTION></REPLY>\n";
    let document = decode(xml.as_bytes());
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let wake = &reply.options[0].params[0];
    assert_eq!(wake.ip.as_ref().and_then(Leaf::value), "192.0.2.7".parse().ok());
    assert_eq!(wake.mac.as_ref().and_then(Leaf::value), "00:00:5e:00:53:01".parse().ok());
    let registry = &reply.options[1].params[0];
    assert_eq!(text(&registry.name), Some("blah"));
    assert_eq!(text(&registry.registry_key), Some("SOFTWARE/Example"));
    assert_eq!(registry.registry_tree.as_ref().and_then(Leaf::value), Some(2));
    // The text alone is not described, and kept.
    assert_eq!(document.untyped(), 1);
    assert_eq!(encode(&document), xml);
}

/// NIX-036
#[test]
fn devices_without_an_address_are_passed_over() {
    let asked = |xml: &str| {
        let document = decode(xml.as_bytes());
        let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
        reply.options[0].targets().count()
    };
    assert_eq!(
        asked("<REPLY><OPTION><PARAM/><DEVICE/><DEVICE IP=''/><DEVICE IP='192.0.2.1'/></OPTION></REPLY>"),
        1
    );
    assert_eq!(asked("<REPLY><OPTION><DEVICE IP='192.0.2.1'/></OPTION></REPLY>"), 0);
}

/// NIX-032
#[test]
fn the_older_name_of_a_passphrase_wins() {
    let secrets = |members: &[(&str, &str)]| {
        let attributes: String = members.iter().map(|(name, text)| format!(" {name}='{text}'")).collect();
        let children: String =
            members.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
        let [one, other] = [
            format!("<AUTHENTICATION{attributes}/>"),
            format!("<AUTHENTICATION>{children}</AUTHENTICATION>"),
        ]
        .map(|authentication| {
            let xml = format!("<REPLY><OPTION>{authentication}</OPTION></REPLY>");
            let document = decode(xml.as_bytes());
            let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
            let found = &reply.options[0].authentications[0];
            [found.auth_secret(), found.priv_secret()]
                .map(|secret| secret.map(|secret| secret.expose().to_owned()))
        });
        assert_eq!(one, other);
        one
    };
    for (at, [older, newer]) in
        [["AUTHPASSPHRASE", "AUTHPASSWORD"], ["PRIVPASSPHRASE", "PRIVPASSWORD"]].into_iter().enumerate()
    {
        for (members, expected) in [
            (&[(older, "old"), (newer, "new")][..], Some("old")),
            (&[(newer, "new"), (older, "old")], Some("old")),
            (&[(older, "old")], Some("old")),
            (&[(newer, "new")], Some("new")),
            // Empty is absent.
            (&[(older, ""), (newer, "new")], Some("new")),
            (&[(older, "old"), (newer, "")], Some("old")),
            (&[(older, ""), (newer, "")], None),
            (&[], None),
        ] {
            let found = secrets(members);
            assert_eq!(found[at].as_deref(), expected, "{members:?}");
            assert_eq!(found[1 - at], None, "the other is not touched: {members:?}");
        }
    }
}

/// NIX-037
#[test]
fn ranges_without_both_ends_are_passed_over() {
    let looked_at = |param: &str, ranges: &str| {
        let xml = format!("<REPLY><OPTION>{param}{ranges}</OPTION></REPLY>");
        let document = decode(xml.as_bytes());
        let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
        let option = &reply.options[0];
        option.address_ranges().filter_map(|range| text(&range.id).map(str::to_owned)).collect::<Vec<_>>()
    };
    let ranges = "<RANGEIP ID='1' IPSTART='192.0.2.1' IPEND='192.0.2.9'/><RANGEIP ID='2' IPSTART='192.0.2.1'/>\
        <RANGEIP ID='3' IPSTART='' IPEND='192.0.2.9'/><RANGEIP ID='4' IPSTART='192.0.2.1' IPEND=' '/><RANGEIP/>\
        <RANGEIP><ID>5</ID><IPSTART>192.0.2.1</IPSTART><IPEND>192.0.2.1</IPEND></RANGEIP>";
    assert_eq!(looked_at("<PARAM PID='7'/>", ranges), ["1", "5"]);
    assert_eq!(looked_at("<PARAM><PID>7</PID></PARAM>", ranges), ["1", "5"]);
    // The first alone counts.
    for param in ["", "<PARAM/>", "<PARAM TIMEOUT='1' PID=' '/>", "<PARAM/><PARAM PID='7'/>"] {
        assert!(looked_at(param, ranges).is_empty(), "{param}");
    }
}

#[test]
fn secrets_never_print() {
    for bytes in [JOB_ATTRIBUTES, JOB_CHILDREN] {
        let document = decode(bytes);
        let printed = format!("{document:?} {}", serde_json::to_string(document.message()).expect("JSON"));
        assert!(!printed.contains("sesame"), "{printed}");
    }
    // Nor where nobody has described the element or attribute, nor in an error.
    let odd = b"<REPLY><OPTION><AUTHENTICATION KEY='sesame'><TOKEN>sesame</TOKEN>sesame</AUTHENTICATION></OPTION></REPLY>";
    let document = decode(odd);
    assert_eq!(document.untyped(), 3);
    assert!(!format!("{document:?}").contains("sesame"));
    let jobs = Jobs::decode(JOB_JSON, &Limits::DEFAULT).expect("a job");
    assert!(!format!("{jobs:?}").contains("sesame"));
}

/// NIX-033: servers write passwords with ampersands in ways that break the XML.
#[test]
fn ampersands_in_passwords_survive() {
    for (written, meant) in
        [("a&b", "a&b"), ("a&b;c", "a&b;c"), ("a&amp;b", "a&b"), ("&", "&"), ("a&#0;b", "ab")]
    {
        for xml in [
            format!(
                "<REPLY><OPTION><AUTHENTICATION><ID>1</ID><COMMUNITY>{written}</COMMUNITY></AUTHENTICATION></OPTION></REPLY>"
            ),
            format!("<REPLY><OPTION><AUTHENTICATION ID='1' COMMUNITY='{written}'/></OPTION></REPLY>"),
        ] {
            let document = decode(xml.as_bytes());
            let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
            let auth = reply.options[0].authentication(1).expect("its credentials");
            assert_eq!(auth.community.as_ref().map(netinv_xml::Secret::expose), Some(meant), "{xml}");
            let again = encode(&document);
            let again = Document::decode_strict(again.as_bytes(), &Limits::DEFAULT).expect("well-formed");
            assert_eq!(again.message(), document.message());
        }
    }
}

/// NIX-035
#[test]
fn jobs_in_json_come_out_as_they_were() {
    let jobs = Jobs::decode(JOB_JSON, &Limits::DEFAULT).expect("a job");
    let mut written = Vec::new();
    jobs.encode(&mut written).expect("a job that was read");
    assert_eq!(written, JOB_JSON);
}
