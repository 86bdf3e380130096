//! serde's traits for values that programs store; never for secrets.
#![cfg(feature = "serde")]

use zbx_proxy_proto::session::{PeerState, Revision};
use zbx_proxy_proto::{
    CheckNow, Clock, Extra, HistoryValue, LogDetails, Nanoseconds, ProxyName, RawJson, RemoteCommand, Secret,
    SessionToken, Task, Version,
};

/// Fails to compile if the type can be serialised.
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
// Commands of tasks may hold passwords.
is_not_serialisable!(Secret, RemoteCommand, Task, PeerState);

fn keeps<T>(value: &T, json: &str)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
}

#[test]
fn kept_values_come_back() {
    let token = SessionToken::from_random([0x5a; 16]);
    keeps(&token, "\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\"");
    keeps(&"paris-1".parse::<ProxyName>().unwrap(), "\"paris-1\"");
    keeps(&Version::new(7, 0, 9), r#"{"major":7,"minor":0,"patch":9}"#);
    keeps(&Revision::new(3), r#"{"config":3,"hostmap":0}"#);
    let state = PeerState {
        sessions: vec![(token.to_string(), 17)],
        config: Some((token.to_string(), 3)),
        compressed: true,
        tasks: vec![Task::CheckNow(CheckNow::new(7, 1_700_000_000, 60))],
    };
    let json = serde_json::to_string(&state.expose()).unwrap();
    assert_eq!(serde_json::from_str::<PeerState>(&json).unwrap(), state);
}

#[test]
fn rows_come_back_with_their_unknown_members() {
    let mut extra = Extra::EMPTY;
    extra.push("x", RawJson::parse(&b"[1]"[..]).unwrap());
    let log = LogDetails { severity: Some(4), extra, ..LogDetails::default() };
    let (clock, ns) = (Clock::new(1_700_000_000).unwrap(), Nanoseconds::new(5).unwrap());
    let row =
        HistoryValue { log: Some(Box::new(log)), ..HistoryValue::new(1, 7, clock, ns).with_value("42") };
    let json = serde_json::to_string(&row).unwrap();
    assert_eq!(serde_json::from_str::<HistoryValue<'static>>(&json).unwrap(), row);
}

#[test]
fn impossible_values_are_refused() {
    assert!(serde_json::from_str::<Clock>("2147483648").is_err());
    assert!(serde_json::from_str::<Nanoseconds>("1000000000").is_err());
    assert!(serde_json::from_str::<ProxyName>("\"Proxy #12\"").is_err());
    assert!(serde_json::from_str::<SessionToken>("\"5a\"").is_err());
    assert!(serde_json::from_str::<RawJson<'static>>("[123]").is_err());
}
