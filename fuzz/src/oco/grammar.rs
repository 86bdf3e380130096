//! The small grammars.

use oco_proto::{
    AgentKey, ContainerId, Dialect, Flag, Hidden, Host, HttpBody, HttpReply, Int, JobId, PackageLink,
    PolicyName, Real, State, Text, Timestamp,
};

/// A text, taken for each of them. What is displayed is parsed to the same.
pub fn grammar(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(name) = text.parse::<PolicyName>() {
        assert_eq!(name.to_string(), text);
    }
    if let Ok(key) = AgentKey::new(text) {
        assert_eq!((key.expose(), format!("{key:?}").as_str()), (text, "AgentKey"));
    }
    link(text);
    scalars(text);
    package(text);
    let host = Host::new(text).with_uid(text);
    assert!(!host.has_own_uid(), "a host's name is no uid");
    let _ = Host::new("other").with_uid(text).has_own_uid();
}

fn link(text: &str) {
    let link = match PackageLink::decode(text) {
        Err(error) => return assert!(error.offset() <= text.len(), "{error}"),
        Ok(link) => link,
    };
    if link.agent_key.is_set() {
        let other_key = PackageLink { agent_key: Hidden::new("another"), ..link.clone() };
        assert_eq!(format!("{link:?}"), format!("{other_key:?}"));
    }
    for dialect in Dialect::ALL {
        let Ok(written) = link.encode(dialect) else { continue };
        assert_eq!(PackageLink::decode(&written).as_ref(), Ok(&link));
    }
}

fn scalars(text: &str) {
    let (job, container) = (JobId::from(text), ContainerId::from(text));
    let _ = (job.kind(), job.to_string());
    assert!(container.is_same(&container));
    let real = Real::from(text);
    assert!(real.to_f64().is_none_or(f64::is_finite));
    if let Some(time) = real.to_timestamp() {
        assert!(time <= Timestamp::from_micros(1 << 53));
        // What a timestamp is written as means the same point in time.
        assert_eq!(Real::from(time).to_timestamp(), Some(time));
    }
    if let Some(number) = Int::from(text).to_i64() {
        assert_eq!(State::from_code(number).code(), number);
        assert_eq!(
            Flag::from(text).to_bool(),
            [Some(false), Some(true)].get(number as usize).copied().flatten()
        );
    }
    assert_eq!(Text::from(text).as_str(), Some(text));
}

/// As the headers of a package.
fn package(text: &str) {
    let http = HttpReply::new(200, "OK", Some("application/octet-stream"), HttpBody::new(b"PK", None));
    let http = http.with_package_headers(Some(text), Some(text));
    let Some(head) = &http.package else { panic!("it is a package") };
    for received in [0, 1, u64::MAX] {
        assert!(head.progress(received).is_none_or(|percent| (0.0..=100.0).contains(&percent)));
    }
    let _ = head.package_id();
    // What is written is read as the same.
    let Some(value) = head.to_disposition() else { return };
    let again = http.clone().with_package_headers(None, Some(&value));
    assert_eq!(again.package.and_then(|again| again.file_name), head.file_name);
}
