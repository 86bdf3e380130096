//! Keys, passwords, names of policies, links.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::{few, text};
use crate::secret::{AgentKey, Hidden, RegistrationKey, Secret, ServerKey};
use crate::{Dialect, Method, PackageLink, PolicyName, Timestamp};

fn key(u: &mut Unstructured<'_>) -> Result<String> {
    let text: String = text(u)?.chars().filter(|character| !character.is_control()).collect();
    Ok(if text.is_empty() { "🌈".to_owned() } else { text })
}

macro_rules! keys {
    ($($name:ident)*) => { $(
        impl Arbitrary<'_> for $name {
            fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
                Self::new(key(u)?).map_err(|_| Error::IncorrectFormat)
            }
        }
    )* };
}
keys!(RegistrationKey AgentKey ServerKey);

impl Arbitrary<'_> for Secret {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        text(u).map(Self::new)
    }
}

impl Arbitrary<'_> for Timestamp {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary().map(Self::from_micros)
    }
}

impl Arbitrary<'_> for Dialect {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.choose(&Self::ALL).copied()
    }
}

impl Arbitrary<'_> for Method {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.choose(&Self::ALL).copied()
    }
}

impl Arbitrary<'_> for PolicyName {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        // The last colon divides, and a backslash divides members.
        let part = |u: &mut Unstructured<'_>| Ok(text(u)?.replace([':', '\\'], ""));
        // Without a name, the place's own colon would divide.
        let whole = |u: &mut Unstructured<'_>| Ok(text(u)?.replace(':', ""));
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::Registry { path: text(u)?, value: Some(part(u)?) },
            1 => Self::Defaults { domain: text(u)?, key: Some(part(u)?) },
            2 => Self::Registry { path: whole(u)?, value: None },
            3 => Self::Defaults { domain: whole(u)?, key: None },
            4 => Self::Json { file: whole(u)?, members: Vec::new() },
            _ => {
                let mut members = few(u, part)?;
                members.push(part(u)?);
                Self::Json { file: text(u)?, members }
            }
        })
    }
}

impl Arbitrary<'_> for PackageLink {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut link = Self {
            uid: if u.arbitrary()? { Some(text(u)?) } else { None },
            hostname: text(u)?,
            agent_key: Hidden::new(text(u)?),
            package_id: u.arbitrary::<i64>()?.to_string(),
            ..Self::default()
        };
        for (name, value) in few(u, |u| Ok((text(u)?, text(u)?)))? {
            link.extra.insert(format!("x-{name}"), value);
        }
        Ok(link)
    }
}
