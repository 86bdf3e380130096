//! Small grammars and scalars.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::{named, some_text, text};
use crate::query::Query;
use crate::{Accept, AgentId, Compression, ContentType, Headers, ProxyChain, RequestId};

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
        let count = u.int_in_range(0..=3)?;
        (0..count).map(|_| u.arbitrary::<AgentId>()).collect()
    }
}

impl Arbitrary<'_> for Compression {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let available: Vec<_> =
            Self::ALL.into_iter().filter(|compression| compression.is_available()).collect();
        u.choose(&available).copied()
    }
}

/// A text that a header can carry.
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
        let ranges = (0..u.int_in_range(0..=3)?).map(|_| range(u)).collect::<Result<Vec<_>>>()?;
        ranges.join(",").parse().map_err(|_| Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for Headers {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            agent_id: u.arbitrary()?,
            request_id: u.arbitrary()?,
            proxies: u.arbitrary()?,
            crypto_key_id: u.arbitrary()?,
            content_type: u.arbitrary()?,
            accept: u.arbitrary()?,
            no_cache: u.arbitrary()?,
            user_agent: if u.arbitrary()? { Some(line(u)?) } else { None },
            problems: Vec::new(),
        })
    }
}

impl Arbitrary<'_> for Query {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let query = Self::new(&some_text(u)?);
        let arguments = named(text, some_text)(u)?;
        Ok(arguments.iter().fold(query, |query, (name, value)| query.with(name, value)))
    }
}
