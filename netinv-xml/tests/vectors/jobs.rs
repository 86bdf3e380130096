//! Known answers to what servers send: jobs in all forms, and who may see what of them.

use netinv_xml::glpi_json::job::Jobs;
use netinv_xml::{CredentialsType, JobOption, Ports, SnmpVersion};

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
    assert_eq!(option.job_number(&option.devices[0]).map(Leaf::as_str), Some("98030"));
    assert_eq!(text(&reply.options[1].ranges[0].last), Some("192.0.2.100"));

    let document = decode(JOB_CHILDREN);
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let option = &reply.options[0];
    assert_eq!(option.job_number(&option.devices[0]).map(Leaf::as_str), Some("102"));
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
    assert_eq!(document.unknown_members(), 1);
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
    // Nor where nobody described the element or attribute, nor in an error.
    let odd = b"<REPLY><OPTION><AUTHENTICATION KEY='sesame'><TOKEN>sesame</TOKEN>sesame</AUTHENTICATION></OPTION></REPLY>";
    let document = decode(odd);
    assert_eq!(document.unknown_members(), 3);
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

/// The one option of a reply.
fn option(inner: &str) -> JobOption<'static> {
    let xml = format!("<REPLY><OPTION>{inner}</OPTION></REPLY>");
    let Message::Reply(mut reply) = decode(xml.as_bytes()).into_owned().into_message() else {
        panic!("{xml}")
    };
    reply.options.remove(0)
}

/// NIX-060
#[test]
fn credentials_that_agents_try() {
    for (attributes, is_usable) in [
        ("COMMUNITY='c'", true),
        ("VERSION='2c' COMMUNITY='c' TYPE='snmp'", true),
        ("VERSION='1' USERNAME='u'", false),
        ("COMMUNITY=' '", false),
        ("VERSION='3' USERNAME='u'", true),
        ("VERSION='3' COMMUNITY='c' USERNAME=''", false),
        ("TYPE='' COMMUNITY='c'", true),
        ("TYPE='esx' USERNAME='u' PASSWORD='p'", true),
        ("TYPE='esx' USERNAME='u' PASSWORD='p' PORT='no number'", true),
        ("TYPE='esx' USERNAME='u'", false),
        ("TYPE='esx' PASSWORD='p'", false),
        ("TYPE='ssh' USERNAME='u'", true),
        ("TYPE='ssh' USERNAME='u' PORT='2222'", true),
        ("TYPE='ssh' USERNAME='u' PORT='65536'", false),
        ("TYPE='ssh' USERNAME='u' PORT='22,2222'", false),
        ("TYPE='ssh' PASSWORD='p'", false),
        ("TYPE='winrm' USERNAME='u' PASSWORD='p' PORT='65535'", true),
        ("TYPE='winrm' USERNAME='u' PASSWORD='p' PORT='-1'", false),
        ("TYPE='winrm' USERNAME='u'", false),
        ("TYPE='winrm' COMMUNITY='c'", false),
        ("TYPE='telnet' USERNAME='u' PASSWORD='p' COMMUNITY='c'", false),
    ] {
        let option = option(&format!("<AUTHENTICATION {attributes}/>"));
        assert_eq!(option.authentications[0].is_usable(), is_usable, "{attributes}");
        assert_eq!(option.usable_authentications().count(), usize::from(is_usable), "{attributes}");
    }
}

/// NIX-060
#[test]
fn credentials_are_for_snmp_unless_they_say_otherwise() {
    for (attributes, expected) in [
        ("", CredentialsType::Snmp),
        ("TYPE=' '", CredentialsType::Snmp),
        ("TYPE='SNMP'", CredentialsType::Snmp),
        ("TYPE='winrm'", CredentialsType::WinRm),
        ("TYPE='telnet'", CredentialsType::Other("telnet".to_owned())),
    ] {
        let option = option(&format!("<AUTHENTICATION {attributes}/>"));
        assert_eq!(option.authentications[0].credentials_type(), expected, "{attributes}");
    }
    let option = option("<AUTHENTICATION VERSION='2c'/><AUTHENTICATION VERSION='4'/>");
    let versions: Vec<_> =
        option.authentications.iter().filter_map(|one| one.version.as_ref()?.value()).collect();
    assert_eq!(versions, [SnmpVersion::V2c, SnmpVersion::Other("4".to_owned())]);
}

/// NIX-061
#[test]
fn zero_and_nonsense_are_not_a_number_of_threads_or_a_timeout() {
    for (text, threads, seconds) in [("0", 1, 60), ("-1", 1, 60), ("many", 1, 60), ("", 1, 60), (" 5 ", 5, 5)]
    {
        for name in ["THREADS_QUERY", "THREADS_DISCOVERY"] {
            let option = option(&format!("<PARAM {name}='{text}' TIMEOUT='{text}'/>"));
            let param = &option.params[0];
            assert_eq!((param.threads(), param.timeout().as_secs()), (threads, seconds), "{text:?}");
        }
    }
    let option = option("<PARAM/>");
    assert_eq!((option.params[0].threads(), option.params[0].timeout().as_secs()), (1, 60));
}

/// NIX-062
#[test]
fn jobs_that_agents_take() {
    let range = "<RANGEIP IPSTART='192.0.2.1' IPEND='192.0.2.2'/>";
    for (inner, is_usable) in [
        ("<NAME>SNMPQUERY</NAME><PARAM/><DEVICE/>", false),
        ("<NAME>SNMPQUERY</NAME><DEVICE IP='192.0.2.1'/>", false),
        ("<NAME>SNMPQUERY</NAME><PARAM/><DEVICE/><DEVICE IP='192.0.2.1'/>", true),
        (&format!("<NAME>NETDISCOVERY</NAME><PARAM/>{range}"), false),
        ("<NAME>NETDISCOVERY</NAME><PARAM PID='1'/><RANGEIP IPSTART='192.0.2.1'/>", false),
        (&format!("<NAME>NETDISCOVERY</NAME><PARAM PID='1'/>{range}"), true),
        ("<NAME>WAKEONLAN</NAME><PARAM MAC='nonsense'/>", false),
        ("<NAME>WAKEONLAN</NAME><PARAM MAC='00:00:5e:00:53:01:02:03'/>", false),
        ("<NAME>WAKEONLAN</NAME><PARAM MAC='nonsense'/><PARAM MAC='02-00-5e-10-00-02'/>", true),
        ("<NAME>REGISTRY</NAME>", true),
        ("", true),
    ] {
        assert_eq!(option(inner).is_usable(), is_usable, "{inner}");
    }
    let wake = option("<PARAM MAC='02-00-5e-10-00-02'/><PARAM/><PARAM MAC='x'/>");
    assert_eq!(wake.addresses_to_wake().collect::<Vec<_>>(), [[2, 0, 0x5e, 0x10, 0, 2]]);
}

/// NIX-063
#[test]
fn ports_of_devices_ranges_and_credentials() {
    let option = option("<DEVICE PORT='161'/><RANGEIP PORT='161, 1161'/><AUTHENTICATION PORT='x'/>");
    let ports = |leaf: &Option<Leaf<'_, Ports>>| leaf.as_ref().and_then(Leaf::value);
    assert_eq!(ports(&option.devices[0].ports), Some(Ports(vec![161])));
    assert_eq!(ports(&option.ranges[0].ports), Some(Ports(vec![161, 1161])));
    assert_eq!(ports(&option.authentications[0].ports), None);
}

/// NIX-030
#[test]
fn attributes_of_an_option_are_kept() {
    let text = r#"<REPLY><OPTION A="1" B="&lt;"><NAME>WAKEONLAN</NAME></OPTION></REPLY>"#;
    let document = decode(text.as_bytes());
    assert_eq!(document.unknown_members(), 2);
    assert!(encode(&document).contains(r#"<OPTION A="1" B="&lt;">"#));
}
