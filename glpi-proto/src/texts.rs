//! Serde's traits for what is a text on the wire.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::agent_id::AgentId;
use crate::transport::content_type::ContentType;

use crate::transport::request_id::RequestId;

fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

macro_rules! texts {
    ($($type:ident)*) => { $(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                parsed(deserializer)
            }
        }
    )* };
}

texts!(AgentId RequestId);

impl Serialize for ContentType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

#[cfg(test)]
mod tests {
    use crate::{AgentId, Body, Compression, ContentType, Format, RequestId, ServerKind};

    #[test]
    fn what_is_kept_is_read_again() {
        fn keeps<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
            let json = serde_json::to_string(value).unwrap();
            assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
        }
        let id = AgentId::from_bytes([7; 16]);
        keeps(&id);
        keeps(&RequestId::from_bytes([1, 2, 3, 4]));
        keeps(&ContentType::JSON);
        keeps(&ServerKind::Glpi);
        keeps(&Body::compress("{}", Format::Json, Compression::Zlib).unwrap());
        assert!(serde_json::from_str::<AgentId>("\"x\"").is_err());
    }
}
