//! REGISTER messages that a hostile peer would send.
#![cfg(feature = "register")]

use glpi_proto::Message;
use glpi_proto::register::{RegisterAnswer, RegisterRequest};
use glpi_proto::{DecodeError, Limits, Payload};
use proptest::prelude::*;

const REQUESTS: [&str; 3] = [
    r#"{"action":"register","deviceid":"pc-7","port":62354,"name":"example","version":"1.0","tag":"lab"}"#,
    r#"{"action":"register","challenge":"0484081d-20a2-b596-d8d8-06103e8cb3e3"}"#,
    r#"{"action":"register","challenge":"failure"}"#,
];

const ANSWERS: [&str; 2] = [
    r#"{"status":"pending","needs":"token-validation","expiration":"1m","challenge":"aa83a1df-02bf-9afc-ed8f-61504346faef"}"#,
    r#"{"status":"registered","expiration":"30d","challenge":"dc8640ad-651e-776a-1a66-085793173d88","crypto":"f3b8ee4f-b7e6-faa9-c28f-707ca52d7a15"}"#,
];

fn request(json: &str) -> Result<RegisterRequest, DecodeError> {
    RegisterRequest::decode(&Payload::from_text(json, &Limits::DEFAULT)?, &Limits::DEFAULT)
}

fn answer(json: &str) -> Result<RegisterAnswer, DecodeError> {
    RegisterAnswer::decode(&Payload::from_text(json, &Limits::DEFAULT)?, &Limits::DEFAULT)
}

#[test]
fn a_message_cut_anywhere_is_none() {
    for whole in REQUESTS {
        assert!(request(whole).is_ok());
        for end in 0..whole.len() {
            assert!(request(&whole[..end]).is_err(), "{}", &whole[..end]);
        }
        assert!(request(&format!("{whole}x")).is_err());
    }
    for whole in ANSWERS {
        assert!(answer(whole).is_ok());
        for end in 0..whole.len() {
            assert!(answer(&whole[..end]).is_err(), "{}", &whole[..end]);
        }
    }
}

#[test]
fn a_member_twice_or_of_another_type_is_refused() {
    for (json, words) in [
        (r#"{"action":"register","challenge":"failure","challenge":"x"}"#, "duplicate member \"challenge\""),
        (r#"{"action":"register","action":"contact"}"#, "duplicate member \"action\""),
        (r#"{"action":["register"]}"#, "action: expected a text"),
        (r#"{"action":"Register"}"#, "action: unknown message \"Register\""),
        (r#"{"action":"register","challenge":{}}"#, "challenge: expected a text"),
        (r#"[]"#, "expected an object"),
    ] {
        let error = request(json).unwrap_err().to_string();
        assert!(error.starts_with(words), "{json}: {error}");
    }
    for (json, words) in [
        (r#"{"status":"registered","status":"error"}"#, "duplicate member \"status\""),
        (r#"{"status":1}"#, "status: expected a text"),
        (r#"{"status":"registered","crypto":"00"}"#, "crypto: expected a UUID"),
        (r#"{"status":"registered","crypto":16}"#, "crypto: expected a text"),
        (r#"{"status":"pending","needs":[]}"#, "needs: expected a text"),
        (r#"[]"#, "expected an object"),
    ] {
        let error = answer(json).unwrap_err().to_string();
        assert!(error.starts_with(words), "{json}: {error}");
    }
}

#[test]
fn bounds_hold_for_what_nobody_described() {
    let deep =
        format!(r#"{{"action":"register","challenge":"x","y":{}{}}}"#, "[".repeat(100), "]".repeat(100));
    assert!(request(&deep).unwrap_err().is_limit());
    let many: Vec<String> = (0..2000).map(|number| format!("\"m{number}\":1")).collect();
    assert!(answer(&format!(r#"{{"status":"pending",{}}}"#, many.join(","))).unwrap_err().is_limit());
}

fn json_of<'a>(message: &impl Message<'a>) -> String {
    let mut json = Vec::new();
    message.encode(&mut json).unwrap();
    String::from_utf8(json).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_read_is_written_and_read_again(at in 0..120_usize, byte in 0x20..0x7f_u8, which in 0..5_usize) {
        let whole = REQUESTS.iter().chain(&ANSWERS).nth(which).copied().unwrap_or_default();
        let mut bytes = whole.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        let json = String::from_utf8(bytes).unwrap();
        if let Ok(read) = request(&json) {
            prop_assert_eq!(request(&json_of(&read)).unwrap(), read);
        }
        if let Ok(read) = answer(&json) {
            prop_assert_eq!(answer(&json_of(&read)).unwrap(), read);
        }
    }
}
