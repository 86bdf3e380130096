//! The messages of REGISTER.

mod answer;
mod request;

pub use answer::{Needs, RegisterAnswer};
pub use request::{Hello, Proof, RegisterRequest, Reply};

use crate::error::DecodeError;
use crate::limits::Limits;
use crate::message::Message;
use crate::transport::payload::Payload;

/// Writes a message to be read as another type.
fn payload<'a>(message: &impl Message<'a>) -> Result<Payload<'static>, DecodeError> {
    let mut text = Vec::new();
    // JSON carries all texts.
    let _ = message.encode(&mut text);
    Payload::from_text(&String::from_utf8_lossy(&text), &Limits::DEFAULT).map(Payload::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Answer;

    fn request(json: &str) -> Result<RegisterRequest, DecodeError> {
        RegisterRequest::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
    }

    fn answer(json: &str) -> Result<RegisterAnswer, DecodeError> {
        RegisterAnswer::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_named() {
        for (json, words) in [
            (r#"{"action":"contact"}"#, "action: unknown message \"contact\" at byte 10"),
            (r#"{"deviceid":"x"}"#, "missing member \"action\" at byte 0"),
            (r#"{"action":"register","deviceid":"x"}"#, "missing member \"port\" at byte 0"),
            (r#"{"action":"register","challenge":1}"#, "challenge: expected a text, found \"1\" at byte 33"),
            (
                r#"{"action":"register","deviceid":"x","port":65536}"#,
                "port: expected a port number, found \"65536\" at byte 43",
            ),
        ] {
            assert_eq!(request(json).unwrap_err().to_string(), words);
        }
        assert_eq!(
            answer(r#"{"expiration":1}"#).unwrap_err().to_string(),
            "missing member \"status\" at byte 0"
        );
        let error = answer(r#"{"status":"pending","challenge":"failure"}"#).unwrap_err();
        assert_eq!(error.to_string(), r#"challenge: expected a UUID, found "\"failure\"" at byte 32"#);
    }

    #[test]
    fn untyped_messages_become_typed_ones() {
        let json = r#"{"action":"register","challenge":"failure","x":1}"#;
        let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
        let Ok(crate::Request::Other(other)) = crate::Request::decode(&payload, &Limits::DEFAULT) else {
            panic!("another request")
        };
        assert_eq!(RegisterRequest::try_from(&other).unwrap(), request(json).unwrap());
        let json = r#"{"status":"pending","expiration":"1m","challenge":"ffffffff-0000-0000-0000-00000000000a","x":1}"#;
        let untyped =
            Answer::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT).unwrap();
        assert_eq!(RegisterAnswer::try_from(&untyped).unwrap(), answer(json).unwrap());
    }
}
