//! Unknown members are counted, and what cannot be told is kept: repeated
//! elements, values that are unreadable, jobs in the wrong place.

use glpi_proto::Message as _;
use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, TokenAnswer};
use glpi_proto::{
    Answer, Compression, ContactAnswer, Expiration, Limits, ParamsAnswer, Reply, Request, Response,
};

use crate::payload;

/// Reads each text and counts what it holds that has no description.
macro_rules! counts {
    ($type:ty: $($text:expr => $count:expr,)*) => {$({
        let text: &str = $text;
        let read = payload(text);
        assert_eq!(<$type>::decode(&read, &Limits::DEFAULT).unwrap().unknown_members(), $count, "{text}");
    })*};
}

// GLPI-071, GLPI-080, GLPI-082
#[test]
fn requests() {
    counts!(Request<'_>:
        r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"a":1,"b":2}"# => 2,
        // A plugin's settings and an inventory's content are open by nature.
        r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"httpd-plugins":{"ssl":{"a":1}}}"# => 0,
        r#"{"action":"get_params","deviceid":"d","a":1,"b":2}"# => 2,
        r#"{"deviceid":"d","content":{"a":1},"b":2,"c":3}"# => 2,
        r#"{"action":"configuration","a":1,"b":2}"# => 2,
        r#"{"action":"prolog","deviceid":"d","a":1,"b":2}"# => 2,
        "<REQUEST><DEVICEID>d</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>1</TOKEN><A/><B/></REQUEST>" => 2,
        "<REQUEST><QUERY>SNMPQUERY</QUERY><CONTENT><A/></CONTENT><B/><C/></REQUEST>" => 2,
    );
    counts!(TokenRequest: r#"{"grant_type":"g","client_id":"i","client_secret":"s","a":1,"b":2}"# => 2,);
}

#[test]
fn answers() {
    counts!(Answer:
        // What is described but ignored for its form does not count.
        r#"{"status":"ok","expiration":"1w","tasks":1,"disabled":2}"# => 0,
        r#"{"status":"ok","expiration":"1w","a":1,"b":2}"# => 2,
    );
    counts!(Response:
        r#"{"status":"ok","a":1,"b":2}"# => 2,
        r#"{"RESPONSE":"SEND","a":1,"b":2}"# => 2,
        r#"{"RESPONSE":"SEND","a":1,"0":{"OPTION":{"NAME":"X","B":"b"}}}"# => 1,
        "<REPLY><A/><B/></REPLY>" => 2,
        // A job is a text.
        r#"<REPLY><OPTION><NAME>X</NAME><PARAM A="1" B="2"/><D/></OPTION></REPLY>"# => 0,
    );
    counts!(ParamsAnswer: r#"{"status":"ok","a":1,"credentials":[{"login":"l","b":1},{"c":2}]}"# => 3,);
    counts!(TokenGrant: r#"{"token_type":"Bearer","access_token":"t","a":1,"b":2}"# => 2,);
}

// GLPI-066, GLPI-067
#[test]
fn the_answer_to_contact() {
    counts!(ContactAnswer:
        r#"{"status":"ok","a":1,"b":2}"# => 2,
        // A task's own members are an open set; entries that are no object are not.
        r#"{"tasks":{"inventory":{"server":"glpi","a":1},"deploy":true,"esx":1}}"# => 2,
        r#"{"tasks":{"inventory":{"params":[{"category":"database","params_id":4,"use[4]":"mysql"}]}}}"# => 0,
        // `use` in a form that nobody knows is kept.
        r#"{"tasks":{"inventory":{"params":[{"use":["mysql"]},{"use":{"a":1}}]}}}"# => 1,
        r#"{"tasks":{"inventory":{"params":[{"use":["mysql"]},{"use":1,"b":2,"c":3}]}}}"# => 2,
        // XML jobs are known, whatever is in them.
        r#"{"0":{"OPTION":{"NAME":"X","PARAM":{"attributes":{"A":1,"B":2}}}},"1":5,"x":1}"# => 1,
    );
    let read = payload(r#"{"status":"ok","0":{"A":1}}"#);
    let answer = ContactAnswer::decode(&read, &Limits::DEFAULT).unwrap();
    assert_eq!(answer.extra.json("0"), Some(r#"{"A":1}"#));
    let json = r#"{"status":"ok","tasks":{"inventory":{"params":[{"use":["mysql"]}]}}}"#;
    let written =
        ContactAnswer::decode(&payload(json), &Limits::DEFAULT).unwrap().to_body(Compression::Plain).unwrap();
    assert_eq!(written.bytes(), json);
}

#[test]
fn the_query_string_protocol() {
    counts!(Config: r#"{"a":1,"schedule":[{"task":"ESX","b":1},{"task":"Deploy","c":1}]}"# => 3,);
    counts!(CollectJobs:
        r#"{"jobs":[{"function":"findFile","uuid":"u","dir":"/","filter":{"name":"n"}}]}"# => 0,
        r#"{"a":1,"jobs":[{"function":"findFile","uuid":"u","dir":"/","filter":{"b":1,"c":2},"d":1}]}"# => 4,
    );
    counts!(TokenAnswer: r#"{"token":"t","a":1,"b":2}"# => 2,);
    counts!(EsxJobs: r#"{"a":1,"jobs":[{"uuid":"u","host":"h","user":"l","password":"p","b":1,"c":2}]}"# => 3,);
    let deploy = |actions: &str| {
        format!(
            r#"{{"a":1,"jobs":[{{"uuid":"u","checks":[{{"type":"fileExists","b":1}}],"actions":[{actions}],"associatedFiles":[],
            "userinteractions":[{{"name":"n","c":1}}],"d":1}}],"associatedFiles":{{"ff":{{"name":"f","p2p":0,
            "p2p-retention-duration":0,"uncompress":0,"mirrors":[],"multiparts":[],"e":1}}}}}}"#
        )
    };
    counts!(DeployJobs:
        "{}" => 0,
        &deploy("") => 5,
        &deploy(r#"{"cmd":{"exec":"x","f":1,"retChecks":[{"type":"okCode","values":[0],"g":1}]},"checks":[{"type":"t","h":1}],"i":1}"#) => 9,
        &deploy(r#"{"move":{"from":"a","to":"b","f":1}},{"copy":{"from":"a","to":"b","g":1}}"#) => 7,
        &deploy(r#"{"mkdir":{"list":[],"f":1}},{"delete":{"list":[],"g":1}},{"reboot":{}}"#) => 8,
    );
}

// GLPI-088
#[test]
fn what_stands_beside_described_values_is_counted_and_kept() {
    for (text, count) in [
        (r#"<REPLY a="1" b="&lt;">SEND<RESPONSE c="1">SEND</RESPONSE></REPLY>"#, 4),
        ("<REPLY> <![CDATA[x]]>&amp;y <RESPONSE>SEND<B/><C/></RESPONSE></REPLY>", 3),
        (r#"<REPLY><PROLOG_FREQ a="1">024</PROLOG_FREQ><expiration b="1"> 8 </expiration></REPLY>"#, 2),
        (
            r#"<REPLY><ERROR a="1">e</ERROR><status b="1">ok</status><message c="1">m</message><PROCESSNUMBER d="1">7</PROCESSNUMBER></REPLY>"#,
            4,
        ),
        (r#"<REPLY><OPTION comment="1">x<NAME b="1">WAKEONLAN</NAME></OPTION></REPLY>"#, 0),
        ("<REPLY>\n <RESPONSE>SEND</RESPONSE>\n</REPLY>", 0),
    ] {
        let reply = Reply::decode(&payload(text), &Limits::DEFAULT).unwrap();
        assert_eq!(reply.unknown_members(), count, "{text}");
        let written = reply.to_body(Compression::Plain).unwrap();
        let again = Reply::decode(&written.open(&Limits::DEFAULT).unwrap(), &Limits::DEFAULT).unwrap();
        assert_eq!((again.unknown_members(), again), (count, reply), "{text}");
    }
    for (text, count) in [
        (
            r#"<REQUEST a="1">x<QUERY b="1">prolog</QUERY><DEVICEID c="1">d</DEVICEID><TOKEN d="1">t</TOKEN></REQUEST>"#,
            5,
        ),
        (
            r#"<REQUEST a="1">x<QUERY b="1">SNMP</QUERY><deviceid c="1">d</deviceid><CONTENT d="1"/></REQUEST>"#,
            4,
        ),
        (r#"<REQUEST><ITEMTYPE a="1">Phone</ITEMTYPE><CONTENT><A/></CONTENT></REQUEST>"#, 1),
    ] {
        let read = payload(text);
        let request = Request::decode(&read, &Limits::DEFAULT).unwrap();
        assert_eq!(request.unknown_members(), count, "{text}");
        let written = request.to_body(Compression::Plain).unwrap();
        let written = written.open(&Limits::DEFAULT).unwrap();
        let again = Request::decode(&written, &Limits::DEFAULT).unwrap();
        assert_eq!((again.unknown_members(), again), (count, request), "{text}");
    }
    // A value that was changed takes the place of the element.
    let mut reply =
        Reply::decode(&payload(r#"<REPLY><RESPONSE a="1">SEND</RESPONSE></REPLY>"#), &Limits::DEFAULT)
            .unwrap();
    reply.response = Some("STOP".to_owned());
    let written = reply.to_body(Compression::Plain).unwrap();
    assert!(written.bytes().ends_with(b"<REPLY><RESPONSE>STOP</RESPONSE></REPLY>\n"));
}

#[cfg(feature = "register")]
#[test]
fn registrations() {
    counts!(glpi_proto::register::RegisterRequest:
        r#"{"action":"register","deviceid":"d","port":0,"name":"n","version":"1","a":1,"b":2}"# => 2,
        r#"{"action":"register","challenge":"failure","a":1,"b":2}"# => 2,
    );
}

// GLPI-081
#[test]
fn of_repeated_elements_the_first_counts_and_none_is_lost() {
    let text = "<REPLY><PROLOG_FREQ>soon</PROLOG_FREQ><PROLOG_FREQ>8</PROLOG_FREQ><PROLOG_FREQ>9</PROLOG_FREQ>\
                <RESPONSE>SEND</RESPONSE><RESPONSE>STOP</RESPONSE><ERROR>a</ERROR><ERROR>b</ERROR>\
                <PROCESSNUMBER>1</PROCESSNUMBER><PROCESSNUMBER>2</PROCESSNUMBER><status>ok</status><status>error</status>\
                <message>c</message><message>d</message>\
                <expiration>1w</expiration><expiration>2</expiration><expiration>3</expiration></REPLY>";
    let reply = Reply::decode(&payload(text), &Limits::DEFAULT).unwrap();
    let first = Reply {
        prolog_freq: Some(Expiration::from_hours(8)),
        response: Some("SEND".to_owned()),
        error: Some("a".to_owned()),
        process_number: Some("1".to_owned()),
        message: Some("c".to_owned()),
        ..Reply::ok(Expiration::from_hours(2))
    };
    let extra: Vec<_> = reply.extra.iter().map(|own| (own.name.as_str(), own.text.as_str())).collect();
    assert_eq!(
        extra,
        [
            ("PROLOG_FREQ", "soon"),
            ("PROLOG_FREQ", "9"),
            ("RESPONSE", "STOP"),
            ("ERROR", "b"),
            ("PROCESSNUMBER", "2"),
            ("status", "error"),
            ("message", "d"),
            ("expiration", "1w"),
            ("expiration", "3"),
        ]
    );
    assert_eq!(Reply { extra: Vec::new(), ..reply.clone() }, first);
    let written = reply.to_body(Compression::Plain).unwrap();
    assert_eq!(Reply::decode(&written.open(&Limits::DEFAULT).unwrap(), &Limits::DEFAULT).unwrap(), reply);
}

// GLPI-082
#[test]
fn a_request_keeps_its_first_elements_too() {
    for (content, kept) in
        [("<CONTENT/>", "<CONTENT/>"), ("<CONTENT><A/></CONTENT>", "<CONTENT><A/></CONTENT>")]
    {
        let text = format!(
            "<REQUEST>{content}<DEVICEID>a</DEVICEID><ITEMTYPE>Computer</ITEMTYPE><QUERY>SNMP</QUERY>\
             <DEVICEID>b</DEVICEID><ITEMTYPE>Phone</ITEMTYPE><CONTENT/></REQUEST>"
        );
        let payload = payload(&text);
        let Request::Xml(request) = Request::decode(&payload, &Limits::DEFAULT).unwrap() else {
            panic!("{text}")
        };
        assert_eq!((request.query(), request.device_id.as_deref()), ("SNMP", Some("a")));
        assert_eq!((request.itemtype.as_deref(), request.content.as_deref()), (Some("Computer"), Some(kept)));
        let extra: Vec<_> = request.extra.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(extra, ["DEVICEID", "ITEMTYPE", "CONTENT"]);
    }
}
