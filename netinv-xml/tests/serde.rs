//! Messages in logs, through serde; never secrets.
#![cfg(feature = "serde")]

use netinv_xml::{
    Authentication, Document, Element, JobOption, Leaf, Limits, List, Message, Node, Reply, Secret,
};
use serde_json::json;

/// Does not compile if the type can be serialised.
macro_rules! is_not_serialisable {
    ($($type:ty),+) => {$(
        const _: fn() = || {
            struct Serialisable;
            trait Ambiguous<A> {
                fn probe() {}
            }
            impl<T> Ambiguous<()> for T {}
            impl<T: serde::Serialize> Ambiguous<Serialisable> for T {}
            let _ = <$type as Ambiguous<_>>::probe;
        };
    )+};
}
// A document tells its repairs too, and an element that is unknown may be a secret.
is_not_serialisable!(Secret, Document<'static>, Element<'static>);

// NIX-032
#[test]
fn a_log_says_that_there_is_a_secret() {
    let authentication = Authentication {
        id: Some(Leaf::new("2")),
        community: Some(Secret::new("hush")),
        auth_passphrase: Some(Secret::new("")),
        ..Authentication::default()
    };
    let option = JobOption { authentications: vec![authentication], ..JobOption::default() };
    let reply = Message::Reply(Reply { options: vec![option], ..Reply::default() });
    let logged = serde_json::to_value(&reply).unwrap();
    let logged = &logged["Reply"]["options"][0]["authentications"][0];
    assert_eq!(logged["id"], "2");
    assert_eq!((&logged["community"], &logged["auth_passphrase"]), (&json!("Secret"), &json!("Secret")));
    assert_eq!((&logged["password"], &logged["form"]), (&json!(null), &json!("Attributes")));
    assert!(!logged.to_string().contains("hush"));
}

#[test]
fn a_log_names_unknown_members_without_their_text() {
    let mut list: List<'_, u8> = [3, 1].into_iter().collect();
    list.extra = vec![Node::Element(Element {
        name: "X".into(),
        content: vec![Node::Attribute("KEY".into(), "hush".into()), Node::Text("hush".into())],
    })];
    assert_eq!(serde_json::to_value(&list).unwrap(), json!([3, 1, "<X> [@KEY, text of 4 bytes]"]));
    let xml = b"<REQUEST><CONTENT/><X>hush</X><QUERY>SNMPQUERY</QUERY></REQUEST>";
    let document = Document::decode(xml, &Limits::DEFAULT).unwrap();
    let logged = serde_json::to_value(document.message()).unwrap();
    assert_eq!(logged["Inventory"]["extra"], json!(["<X> [text of 4 bytes]"]));
}
