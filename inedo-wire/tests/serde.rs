//! Values that configurations and records keep, through serde; never keys.
#![cfg(feature = "serde")]

use inedo_wire::{
    AesKey, AgentType, AgentVersion, Assumptions, FileName, Frame, NextIv, ProtocolVersion, Ticks,
};
use inedo_wire::{IvChain, RequiredEncryption, VersionField};

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
// Data of frames is the product's, and may hold credentials.
is_not_serialisable!(AesKey, RequiredEncryption, NextIv, Frame);

fn keeps<T>(value: &T, json: &str)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
}

#[test]
fn kept_values_come_back() {
    keeps(&AgentType::Otter, "1");
    keeps(&AgentType::Other(9), "9");
    keeps(&ProtocolVersion::V2, "\"V2\"");
    keeps(&AgentVersion::new(51), r#"{"major":51,"minor":0,"build":0,"revision":0}"#);
    keeps(&Ticks::UNIX_EPOCH, "621355968000000000");
    keeps(&"Agent.Core.dll".parse::<FileName>().unwrap(), "\"Agent.Core.dll\"");
    let assumptions =
        Assumptions::DEFAULT.with_version_field(VersionField::OneInt32).with_iv_chain(IvChain::Shared);
    let json = serde_json::to_string(&assumptions).unwrap();
    assert_eq!(serde_json::from_str::<Assumptions>(&json).unwrap(), assumptions);
}

#[test]
fn impossible_values_are_refused() {
    assert!(serde_json::from_str::<Ticks>("-1").is_err());
    assert!(serde_json::from_str::<FileName>(r#""..\\run.exe""#).is_err());
    assert!(serde_json::from_str::<AgentType>("256").is_err());
}
