//! Small grammars and scalars.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::{any, list, optional, text};
use crate::json::Value;
use crate::{
    Accept, AgentId, Compression, ContentType, Expiration, Flag, Headers, Limits, ProxyChain, RequestId,
    Scalar, Secret, Status, Task, Unit,
};

impl Arbitrary<'_> for AgentId {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary().map(Self::from_bytes)
    }
}

impl Arbitrary<'_> for RequestId {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary().map(Self::from_bytes)
    }
}

impl Arbitrary<'_> for ProxyChain {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        list(any::<AgentId>)(u).map(Self::from_iter)
    }
}

impl Arbitrary<'_> for Task {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { u.choose(&Self::REAL).cloned() } else { text(u).map(Self::from) }
    }
}

/// Never empty, which would be no status.
impl Arbitrary<'_> for Status {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=4)? {
            0 => Self::Ok,
            1 => Self::Error,
            2 => Self::Pending,
            3 => Self::Registered,
            _ => Self::from(super::some_text(u)?),
        })
    }
}

impl Arbitrary<'_> for Expiration {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let value = if u.arbitrary()? { u.arbitrary()? } else { u.int_in_range(1..=1000)? };
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::from_hours(value),
            1 => Self::new(value, *u.choose(&[Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days])?),
            _ => u.int_in_range(1..=1000)?.to_string().parse().map_err(|_| Error::IncorrectFormat)?,
        })
    }
}

impl Arbitrary<'_> for Compression {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let available: Vec<_> =
            Self::ALL.into_iter().filter(|compression| compression.is_available()).collect();
        u.choose(&available).copied()
    }
}

impl Arbitrary<'_> for Flag {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let forms =
            ["true", "false", "1", "0", r#""1""#, r#""0""#, r#""true""#, r#""false""#, r#""""#, r#""Yes""#];
        read(u.choose(&forms)?, Self::read)
    }
}

impl Arbitrary<'_> for Scalar {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        match u.int_in_range(0..=2)? {
            0 => text(u).map(|text| Self::from(text.as_str())),
            1 => u.arbitrary::<i64>().map(Self::from),
            _ => read(u.choose(&["true", "false", "1.50", "-0", "1e400"])?, Self::read),
        }
    }
}

fn read<T>(json: &str, read: fn(Value<'_>) -> std::result::Result<T, crate::DecodeError>) -> Result<T> {
    read(Value::of(json, &Limits::DEFAULT)).map_err(|_| Error::IncorrectFormat)
}

impl Arbitrary<'_> for Secret {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        text(u).map(Self::from)
    }
}

/// What a header can carry.
fn line(u: &mut Unstructured<'_>) -> Result<String> {
    let text: String = text(u)?.chars().filter(|character| !character.is_control()).collect();
    Ok(text.trim().to_owned())
}

impl Arbitrary<'_> for ContentType {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        line(u).map(|text| Self::new(&text))
    }
}

impl Arbitrary<'_> for Accept {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let range = |u: &mut Unstructured<'_>| {
            let range = u.choose(&["*/*", "application/*", "application/json", "application/x-br"])?;
            Ok(format!("{range};q=0.{:03}", u.int_in_range(0..=999)?))
        };
        list(range)(u)?.join(",").parse().map_err(|_| Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for Headers {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            agent_id: any(u)?,
            request_id: any(u)?,
            proxies: any(u)?,
            crypto_key_id: any(u)?,
            content_type: any(u)?,
            accept: any(u)?,
            no_cache: any(u)?,
            user_agent: optional(line)(u)?,
            problems: Vec::new(),
        })
    }
}
