//! Members of all types.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{any, few, text, value};
use crate::json::Number;
use crate::secret::Hidden;
use crate::wire::{Any, Extra, List, Map};
use crate::{PasswordForm, Scalar};

/// Absent more often than not, as the members of real messages are.
impl Arbitrary<'_> for Scalar<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=12)? {
            0..=5 => Self::Absent,
            6 => Self::Null,
            7 => Self::Bool(any(u)?),
            8 => Self::Number(u.arbitrary::<i64>()?.into()),
            9 => Self::Number(u.arbitrary::<u64>()?.into()),
            10 => Number::from_f64(any(u)?).map_or(Self::Null, Self::Number),
            _ => Self::Text(Cow::Owned(text(u)?)),
        })
    }
}

impl Arbitrary<'_> for Hidden {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 | 1 => Self::default(),
            2 => Self::Null,
            _ => Self::new(text(u)?),
        })
    }
}

impl Arbitrary<'_> for Any<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { value(u) } else { Ok(Self::Absent) }
    }
}

/// Unknown members.
impl Arbitrary<'_> for Extra<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut extra = Self::default();
        if u.ratio(1, 8)? {
            for (name, value) in few(u, |u| Ok((text(u)?, value(u)?)))? {
                extra.insert(format!("x-{name}"), value);
            }
        }
        Ok(extra)
    }
}

impl<'a, T: Arbitrary<'a>> Arbitrary<'a> for List<T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=4)? {
            0 => Self::default(),
            1 => Self::NULL,
            _ => Self::from(few(u, any)?),
        })
    }
}

/// A map of anything but nothing.
impl Arbitrary<'_> for Map<'static, Any<'static>> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        map(u, value)
    }
}

impl Arbitrary<'_> for Map<'static, Map<'static, Any<'static>>> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        map(u, |u| {
            let inner: Map<'_, _> = any(u)?;
            Ok(if inner.is_set() { inner } else { Map::EMPTY })
        })
    }
}

fn map<'a, V>(
    u: &mut Unstructured<'a>,
    make: impl Fn(&mut Unstructured<'a>) -> Result<V>,
) -> Result<Map<'static, V>> {
    Ok(match u.int_in_range(0..=3)? {
        0 => Map::default(),
        1 => Map::EMPTY,
        _ => {
            let mut map = Map::EMPTY_MAP;
            for (name, value) in few(u, |u| Ok((text(u)?, make(u)?)))? {
                map.insert(name, value);
            }
            map
        }
    })
}

impl Arbitrary<'_> for PasswordForm<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { any(u).map(Self::Plain) } else { any(u).map(Self::Sealed) }
    }
}

/// A value that is neither absent nor null.
pub(super) fn set(u: &mut Unstructured<'_>) -> Result<Scalar<'static>> {
    let scalar: Scalar<'static> = any(u)?;
    Ok(if scalar.is_set() { scalar } else { Scalar::Text(Cow::Owned(text(u)?)) })
}

/// An id of JSON-RPC's.
pub(super) fn id(u: &mut Unstructured<'_>) -> Result<Any<'static>> {
    let id = value(u)?;
    Ok(if id.is_set() { id } else { 1_i64.into() })
}
