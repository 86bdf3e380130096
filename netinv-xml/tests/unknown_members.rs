//! Unknown members are kept, counted, and written again (NIX-016).

use std::borrow::Cow;

use netinv_xml::{Document, Form, Leaf, Limits, Message, Node, Style};

fn read(xml: &str) -> Document<'_> {
    Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT).unwrap_or_else(|error| panic!("{error}: {xml}"))
}

fn written(document: &Document<'_>) -> String {
    let mut written = Vec::new();
    document.encode(&mut written).expect("writable");
    String::from_utf8(written).expect("UTF-8")
}

fn inventory(device: &str) -> String {
    format!("<REQUEST><CONTENT><DEVICE>{device}</DEVICE></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>")
}

#[test]
fn it_is_counted_and_written_again_wherever_it_stands() {
    for (device, untyped) in [
        ("<PORTS A='1'><PORT><X>1</X></PORT><Y/>text</PORTS>", 4),
        ("<PORTS><PORT><VLANS><VLAN><X/></VLAN></VLANS></PORT></PORTS>", 1),
        ("<IPS><IP>192.0.2.1</IP><X>5</X></IPS>", 1),
        ("<IPS A='1' B='2'/>", 2),
        ("<CARTRIDGES A='1'><TONERBLACK><X>1</X></TONERBLACK>text</CARTRIDGES>", 3),
        ("<CARTRIDGES><PAPERROLL><X/></PAPERROLL></CARTRIDGES>", 1),
        ("<INFO><TYPE>t<X>1</X></TYPE><NAME>n</NAME><NAME/></INFO>", 2),
        ("<WIFI>a <B>b</B> c<D E='f'/></WIFI>", 1),
        ("<PORTS></PORTS>", 0),
    ] {
        let xml = inventory(device);
        let document = read(&xml);
        assert_eq!(document.unknown_members(), untyped, "{device}");
        let again = written(&document);
        assert_eq!(read(&again).message(), document.message(), "{again}");
        assert_eq!(document.clone().into_owned(), document);
    }
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    for (device, is_present) in [("", false), ("<PORTS/>", true), ("<PORTS></PORTS>", true)] {
        let xml = inventory(device);
        let Message::Inventory(request) = read(&xml).into_message() else { panic!("{xml}") };
        let ports = &request.contents[0].devices[0].ports;
        assert_eq!((ports.is_present(), ports.len()), (is_present, 0), "{xml}");
    }
}

/// In a list of addresses there are no others.
#[test]
fn an_item_of_another_name_is_none_of_the_list() {
    let xml = inventory("<IPS><X>5</X><IP>192.0.2.1</IP></IPS>");
    let Message::Inventory(request) = read(&xml).into_message() else { panic!("{xml}") };
    let ips = &request.contents[0].devices[0].ips;
    assert_eq!(ips.iter().map(Leaf::as_str).collect::<Vec<_>>(), ["192.0.2.1"]);
    assert_eq!(ips.extra.iter().filter_map(Node::name).collect::<Vec<_>>(), ["X"]);
}

#[test]
fn layout_between_elements_is_not_kept_and_texts_are() {
    let content = |inside: &str| {
        let xml = inventory(&format!("<WIFI>{inside}</WIFI>"));
        let Message::Inventory(request) = read(&xml).into_message() else { panic!("{xml}") };
        let Some(Node::Element(wifi)) = request.contents[0].devices[0].extra.first() else { panic!("{xml}") };
        format!("{wifi:?}")
    };
    assert_eq!(content("\n  <A/>\n  <B>1</B>\n"), "<WIFI> [<A> [], <B> [text of 1 bytes]]");
    assert_eq!(content(" a <B/> "), "<WIFI> [text of 3 bytes, <B> [], text of 1 bytes]");
    assert_eq!(content(" \n"), "<WIFI> [text of 2 bytes]");
    let xml = inventory("<INFO><TYPE> <X/> t</TYPE><NAME> <X/> </NAME></INFO>");
    let document = read(&xml);
    let Message::Inventory(request) = document.message() else { panic!("{xml}") };
    let info = request.contents[0].devices[0].info.as_ref().expect("INFO");
    assert_eq!(
        format!("{:?}", info.extra),
        "[<TYPE> [text of 1 bytes, <X> [], text of 2 bytes], <NAME> [<X> []]]"
    );
}

#[test]
fn texts_between_elements_are_written_without_layout() {
    let mixed = "<X>text <Y A=\"1\"/><Z/><Z></Z> more</X>";
    let xml = inventory(&format!("<WIFI>{mixed}</WIFI>"));
    let document = read(&xml).with_style(Style::LibXml);
    assert!(written(&document).contains(&format!("\n        {mixed}\n")), "{}", written(&document));
    let other = document.with_style(Style::TreePp);
    let mixed = mixed.replace("/><", " /><");
    assert!(written(&other).contains(&format!("\n        {mixed}\n")), "{}", written(&other));
}

#[test]
fn every_level_has_two_blanks() {
    let (open, close): (String, String) =
        (0..25).map(|level| (format!("<A{level}>"), format!("</A{}>", 24 - level))).unzip();
    let xml = inventory(&format!("{open}<LAST>1</LAST>{close}"));
    let written = written(&read(&xml).with_style(Style::LibXml));
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(lines.len(), 1 + 2 * 28 + 2);
    for level in 0..25 {
        let blanks = " ".repeat(2 * (level + 3));
        assert!(lines.contains(&&*format!("{blanks}<A{level}>")), "{written}");
        assert!(lines.contains(&&*format!("{blanks}</A{level}>")), "{written}");
    }
    assert!(lines.contains(&&*format!("{}<LAST>1</LAST>", " ".repeat(56))), "{written}");
}

/// The form goes by the members that can be attributes and are there.
#[test]
fn what_is_no_leaf_does_not_decide_on_the_form() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<REPLY>\n  <OPTION>\n    <DEVICE IP=\"192.0.2.1\">\n      \
        <PORT>\n        <X/>\n      </PORT>\n    </DEVICE>\n    <AUTHENTICATION ID=\"1\">\n      <COMMUNITY>\n        \
        <X/>\n      </COMMUNITY>\n    </AUTHENTICATION>\n    <MODEL ID=\"1\" NAME=\"m\" GET=\"g\">\n      \
        <GET OBJECT=\"name\" OID=\".1.3\"/>\n      <WALK OBJECT=\"ports\" OID=\".1.4\" VLAN=\"1\"/>\n    </MODEL>\n  \
        </OPTION>\n</REPLY>\n";
    let document = read(xml);
    let Message::Reply(reply) = document.message() else { panic!("{document:?}") };
    let option = &reply.options[0];
    assert_eq!(
        (option.devices[0].form, option.authentications[0].form, option.models[0].form),
        (Form::Attributes, Form::Attributes, Form::Attributes)
    );
    assert_eq!(document.unknown_members(), 3);
    assert_eq!(option.models[0].gets[0].oid.as_ref().map(Leaf::as_str), Some(".1.3"));
    assert_eq!(written(&document), xml);
}

#[test]
fn the_layout_is_that_of_a_known_writer() {
    for (xml, style) in [
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><REPLY><RESPONSE>SEND</RESPONSE></REPLY>", Style::LibXml),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><REPLY><RESPONSE>SEND</RESPONSE></REPLY>",
            Style::TreePp,
        ),
        ("<?xml version=\"1.0\"?>\n<REPLY><RESPONSE>SEND</RESPONSE></REPLY>", Style::Line),
        ("<?xml version=\"1.0\"?>\n<REPLY>\n  <RESPONSE>SEND</RESPONSE>\n</REPLY>", Style::LibXml),
        ("<?xml version=\"1.0\"?>\n<REPLY/>\n", Style::Line),
        ("<REPLY><RESPONSE>SEND</RESPONSE></REPLY>", Style::Line),
    ] {
        assert_eq!(read(xml).style(), style, "{xml}");
    }
}

/// Nothing is copied unless it has to be.
#[test]
fn a_text_is_a_part_of_the_input() {
    for (xml, is_part) in [
        ("<REQUEST><QUERY>PROLOG</QUERY></REQUEST>", true),
        ("<REQUEST><QUERY>PROLOG</QUERY>&</REQUEST>", false),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><REQUEST><QUERY>PROLOG</QUERY></REQUEST>", true),
    ] {
        let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("readable");
        let Message::Other(request) = document.into_message() else { panic!("{xml}") };
        let query = request.query.map(Leaf::into_text);
        assert_eq!(query.as_deref(), Some("PROLOG"));
        assert_eq!(matches!(query, Some(Cow::Borrowed(_))), is_part, "{xml}");
    }
}
