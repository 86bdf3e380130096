//! No secret is serialized but by `expose()`, and none is in a `Debug`.

use oco_proto::agent::TrustState;
use oco_proto::server::HostRecord;
use oco_proto::{AgentKey, Hidden, RegistrationKey, Secret, ServerKey};

/// Implemented twice for what implements `Serialize`, which makes the name ambiguous.
trait IsNotSerialize<Tag> {
    const PROVEN: () = ();
}

impl<T> IsNotSerialize<()> for T {}

struct Serializes;

impl<T: serde::Serialize> IsNotSerialize<Serializes> for T {}

/// Fails to compile where a type implements `Serialize`.
#[test]
fn no_secret_implements_serialize() {
    let () = <Secret as IsNotSerialize<_>>::PROVEN;
    let () = <Hidden as IsNotSerialize<_>>::PROVEN;
    let () = <AgentKey as IsNotSerialize<_>>::PROVEN;
    let () = <ServerKey as IsNotSerialize<_>>::PROVEN;
    let () = <RegistrationKey as IsNotSerialize<_>>::PROVEN;
    let () = <TrustState as IsNotSerialize<_>>::PROVEN;
    let () = <HostRecord as IsNotSerialize<_>>::PROVEN;
}

#[test]
fn a_record_is_stored_only_when_it_is_exposed() {
    let record = HostRecord { agent_key: AgentKey::new("s3cret").ok(), ..HostRecord::default() };
    let stored = serde_json::to_string(&record.expose()).unwrap();
    assert!(stored.contains(r#""agent-key":"s3cret""#), "{stored}");
    assert_eq!(serde_json::from_str::<HostRecord>(&stored).unwrap(), record);
    assert!(!format!("{record:?} {:?}", record.expose()).contains("s3cret"));
}
