//! `arbitrary::Arbitrary` for encodable values: every generated value can be encoded, and
//! the `decode` of its type returns it again.
//!
//! Most implementations are derived where the types are defined. This module has the
//! rest: types of which some values would be decoded as others. Undecodable rows and
//! tasks are not generated.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::json::{Extra, RawJson, Reader};
use crate::message::config::{ConfigAnswer, ConfigUpdate, PlainConfig};
use crate::message::data::Answer;
use crate::message::history::{HistoryValue, ItemState, LogDetails};
use crate::message::other::OtherRequest;
use crate::message::passive::{PlainAnswer, PlainCheck};
use crate::message::rows::{Row, Rows};
use crate::message::sender::Counts;
use crate::message::status::Status;
use crate::message::table::{Cell, Table, Tables};
use crate::message::time::{Clock, Nanoseconds};
use crate::{Frame, Limits, ProxyName, Secret, SessionToken, Version};

/// Generates a number of any length; most have few digits.
fn number(u: &mut Unstructured<'_>) -> Result<u64> {
    Ok(u64::arbitrary(u)? >> u.int_in_range(0..=63)?)
}

/// Generates a name that no known member, table or request has: the daemons' names have
/// no parentheses.
fn unknown(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(format!("({})", <&str>::arbitrary(u)?))
}

/// Appends a JSON value with at most `depth` levels.
fn json(u: &mut Unstructured<'_>, depth: u8, text: &mut String) -> Result<()> {
    const PLAIN: [&str; 9] = ["null", "true", "false", "0", "-0", "12.5e-3", "\"\"", "[ ]", "{\n}"];
    match u.int_in_range(0..=3)? {
        0 if depth > 0 => {
            text.push_str("{\"a\\u0041\":");
            json(u, depth.saturating_sub(1), text)?;
            text.push('}');
        }
        1 if depth > 0 => {
            text.push('[');
            json(u, depth.saturating_sub(1), text)?;
            text.push(',');
            json(u, depth.saturating_sub(1), text)?;
            text.push(']');
        }
        2 => {
            let mut out = Vec::new();
            crate::json::Writer::new(&mut out).string(<&str>::arbitrary(u)?);
            text.push_str(&String::from_utf8(out).unwrap_or_default());
        }
        _ => text.push_str(u.choose(&PLAIN)?),
    }
    Ok(())
}

impl<'b> Arbitrary<'b> for RawJson<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let mut text = String::new();
        json(u, 3, &mut text)?;
        Ok(RawJson::new(text.as_bytes()).into_owned())
    }
}

impl<'b> Arbitrary<'b> for Extra<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let mut extra = Extra::EMPTY;
        while !u.is_empty() && u.ratio(1, 8)? {
            extra.keep(unknown(u)?.into(), RawJson::arbitrary(u)?);
        }
        Ok(extra)
    }
}

impl<'b, 'a, T: Row<'a> + Arbitrary<'b>> Arbitrary<'b> for Rows<'a, T> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let rows = Vec::<T>::arbitrary(u)?;
        // What is at fault is so whatever the text of the row; it is not known yet.
        let Ok(at) = Reader::new(b"", &Limits::DEFAULT) else { return Ok(Self::EMPTY) };
        Ok(rows.into_iter().filter(|row| row.fault(at.clone()).is_none()).collect())
    }
}

impl<'b> Arbitrary<'b> for Secret {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self::new(<&str>::arbitrary(u)?))
    }
}

impl<'b> Arbitrary<'b> for Clock {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let seconds = u.int_in_range(0..=Self::MAX.seconds())?;
        Self::new(seconds).ok_or(arbitrary::Error::IncorrectFormat)
    }
}

impl<'b> Arbitrary<'b> for Nanoseconds {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let nanoseconds = u.int_in_range(0..=Self::MAX.nanoseconds())?;
        Self::new(nanoseconds).ok_or(arbitrary::Error::IncorrectFormat)
    }
}

impl<'b> Arbitrary<'b> for ItemState {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(if u.ratio(1, 8)? { u8::arbitrary(u)? } else { u.int_in_range(0..=1)? }.into())
    }
}

impl<'b: 'a, 'a> Arbitrary<'b> for HistoryValue<'a> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let log = Option::<Box<LogDetails<'_>>>::arbitrary(u)?;
        Ok(Self {
            // Most rows are as daemons write them.
            id: if u.ratio(7, 8)? { Some(number(u)?) } else { None },
            itemid: number(u)?,
            clock: if u.ratio(7, 8)? { Some(u.arbitrary()?) } else { None },
            ns: if u.ratio(7, 8)? { Some(u.arbitrary()?) } else { None },
            state: u.arbitrary()?,
            value: Option::<String>::arbitrary(u)?.map(Cow::Owned),
            // Empty details are not written.
            log: log.filter(|log| **log != LogDetails::default()),
        })
    }
}

impl<'b> Arbitrary<'b> for Cell<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self::Null,
            1 => number(u)?.into(),
            2 => i64::arbitrary(u)?.into(),
            _ => Self::Text(String::arbitrary(u)?.into()),
        })
    }
}

impl<'b> Arbitrary<'b> for Table<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        const FIELDS: [&str; 6] = ["hostid", "host", "tls_psk", "value", "password", "name"];
        let mut fields = Vec::new();
        while !u.is_empty() && u.ratio(3, 4)? && fields.len() < 8 {
            let known = u.arbitrary()?;
            fields.push(if known { (*u.choose(&FIELDS)?).to_owned() } else { String::arbitrary(u)? });
        }
        let width = fields.len();
        let mut table = Self::new(fields);
        while !u.is_empty() && u.ratio(3, 4)? && table.len() < 32 {
            let row = (0..width).map(|_| u.arbitrary()).collect::<Result<Vec<Cell<'_>>>>()?;
            table.push(row).map_err(|_| arbitrary::Error::IncorrectFormat)?;
        }
        Ok(table)
    }
}

impl<'b> Arbitrary<'b> for Tables<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        const NAMES: [&str; 6] =
            ["hosts", "items", "globalmacro", "interface_snmp", "host_proxy", "settings"];
        let mut tables = Self::default();
        while !u.is_empty() && u.ratio(1, 2)? {
            let name = if u.ratio(1, 4)? { unknown(u)? } else { (*u.choose(&NAMES)?).to_owned() };
            tables.push(name, u.arbitrary()?);
        }
        // An object would count as a table.
        for (name, value) in
            Extra::arbitrary(u)?.iter().filter(|(_, value)| !value.as_bytes().starts_with(b"{"))
        {
            tables.extra.keep(name.to_owned().into(), value.clone().into_owned());
        }
        Ok(tables)
    }
}

impl<'b> Arbitrary<'b> for PlainConfig<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self { tables: u.arbitrary()?, macro_secrets: u.arbitrary()? })
    }
}

impl<'b: 'a, 'a> Arbitrary<'b> for ConfigAnswer<'a> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(match u.int_in_range(0..=7)? {
            0 => Self::Unchanged,
            1 | 2 => {
                let mut config = PlainConfig::arbitrary(u)?;
                config.macro_secrets.get_or_insert_default();
                Self::Plain(config)
            }
            3 => {
                let mut answer = Answer::arbitrary(u)?;
                answer.response.get_or_insert(Status::Failed);
                Self::Failed(answer)
            }
            _ => {
                let mut update = ConfigUpdate::arbitrary(u)?;
                update.config_revision.get_or_insert(0);
                Self::Update(update)
            }
        })
    }
}

impl<'b> Arbitrary<'b> for OtherRequest<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self { name: unknown(u)?, members: u.arbitrary()? })
    }
}

impl<'b> Arbitrary<'b> for PlainCheck<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self::new(<&[u8]>::arbitrary(u)?.trim_ascii_end().to_vec()))
    }
}

impl<'b> Arbitrary<'b> for PlainAnswer<'_> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => PlainAnswer::Error,
            // The reason ends at its first NUL.
            1 => PlainAnswer::NotSupported(
                Option::<Vec<u8>>::arbitrary(u)?
                    .map(|reason| Cow::Owned(reason.into_iter().take_while(|byte| *byte != 0).collect())),
            ),
            _ => PlainAnswer::decode(<&[u8]>::arbitrary(u)?).into_owned(),
        })
    }
}

impl<'b> Arbitrary<'b> for Counts {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let seconds_spent = format!("{}.{:06}", number(u)?, u.int_in_range(0..=999_999)?);
        Ok(Self {
            processed: number(u)?,
            failed: number(u)?,
            total: number(u)?,
            seconds_spent: seconds_spent.into(),
        })
    }
}

impl<'b> Arbitrary<'b> for Version {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self::new(u.arbitrary()?, u.arbitrary()?, u.arbitrary()?))
    }
}

impl<'b> Arbitrary<'b> for SessionToken {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self::from_random(u.arbitrary()?))
    }
}

impl<'b> Arbitrary<'b> for ProxyName {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        const ALLOWED: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-";
        let length = u.int_in_range(1..=128_usize)?;
        let name =
            (0..length).map(|_| u.choose(ALLOWED).copied().map(char::from)).collect::<Result<String>>()?;
        name.parse().map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl<'b> Arbitrary<'b> for Frame {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let frame = Self::new(Vec::<u8>::arbitrary(u)?);
        Ok(if u.arbitrary()? { frame.compressed() } else { frame })
    }
}
