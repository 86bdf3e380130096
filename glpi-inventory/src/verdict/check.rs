//! Checking one value, without the members and elements in it.

use std::borrow::Cow;

use super::finding::{JsonType, Rule};
use crate::error::DecodeError;
use crate::json::Reader;
use crate::schema::Kind;
use crate::{address, lenient};

/// A value, without what is in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen<'a> {
    Text(Cow<'a, str>),
    Number(&'a str),
    Boolean(bool),
    Null,
    List,
    Object,
}

impl<'a> Seen<'a> {
    /// Passes the value at hand.
    pub(crate) fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        Ok(match reader.peek() {
            Some(b'"') => Self::Text(reader.text()?.unwrap_or_default()),
            Some(b'-' | b'0'..=b'9') => Self::Number(reader.number()?.unwrap_or_default()),
            first => {
                let value = reader.raw()?;
                match first {
                    Some(b'[') => Self::List,
                    Some(b'{') => Self::Object,
                    _ if value == "null" => Self::Null,
                    _ => Self::Boolean(value == "true"),
                }
            }
        })
    }

    pub(crate) fn json_type(&self) -> JsonType {
        match self {
            Self::Text(_) => JsonType::Text,
            Self::Number(_) => JsonType::Number,
            Self::Boolean(_) => JsonType::Boolean,
            Self::Null => JsonType::Null,
            Self::List => JsonType::List,
            Self::Object => JsonType::Object,
        }
    }
}

/// The manner in which values are judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner<'j> {
    pub(crate) is_lenient: bool,
    pub(crate) extra_itemtypes: &'j [&'j str],
}

/// Calls `report` for each rule that a value breaks, in the order of the server. Lists of
/// which the elements decide are not looked into.
pub(crate) fn check(kind: Kind, seen: &Seen<'_>, manner: Manner<'_>, mut report: impl FnMut(Rule)) {
    let text = match seen {
        Seen::Text(text) => Some(&**text),
        _ => None,
    };
    let wrong_type = || Rule::Type(kind.json_type().unwrap_or_default());
    match (kind, text) {
        (Kind::Any | Kind::Loose(_), _) | (Kind::Text, Some(_)) => {}
        (Kind::Integer, _) if is_integer(seen, manner) => {}
        (Kind::Range(min, max), _) => {
            if !is_integer(seen, manner) {
                report(wrong_type());
            }
            bounds(seen, manner, min, max).into_iter().for_each(report);
        }
        (Kind::Boolean, _) if is_boolean(seen, manner) => {}
        (Kind::Pattern(pattern), Some(text)) => {
            if !pattern.matches(text, manner.extra_itemtypes) {
                report(Rule::Pattern(pattern));
            }
        }
        (Kind::Ipv4, Some(text)) => {
            if !address::is_ipv4(text) {
                report(Rule::Format("ipv4"));
            }
        }
        (Kind::Ipv6, Some(text)) => {
            if !address::is_ipv6(text) {
                report(Rule::Format("ipv6"));
            }
        }
        (Kind::Ip | Kind::TextIp, _) => {
            if text.is_none() && matches!(kind, Kind::TextIp) {
                report(wrong_type());
            }
            if !text.is_some_and(|text| address::is_ipv4(text) || address::is_ipv6(text)) {
                report(Rule::AnyOf);
            }
        }
        (Kind::TextOrTexts, _) => {
            if text.is_none() && *seen != Seen::List {
                report(Rule::OneOf);
            }
        }
        (Kind::List(_), _) if *seen == Seen::List => {}
        (Kind::Object(_), _) if *seen == Seen::Object => {}
        _ => report(wrong_type()),
    }
}

/// Returns true if a value breaks no rule.
pub(crate) fn is_valid(kind: Kind, seen: &Seen<'_>, manner: Manner<'_>) -> bool {
    let mut is_valid = true;
    check(kind, seen, manner, |_| is_valid = false);
    is_valid
}

fn is_integer(seen: &Seen<'_>, manner: Manner<'_>) -> bool {
    match seen {
        Seen::Number(number) => lenient::is_whole(number),
        Seen::Text(text) => manner.is_lenient && lenient::integer(text).is_some(),
        _ => false,
    }
}

fn is_boolean(seen: &Seen<'_>, manner: Manner<'_>) -> bool {
    match seen {
        Seen::Boolean(_) => true,
        Seen::Text(text) => manner.is_lenient && lenient::boolean(text).is_some(),
        _ => false,
    }
}

/// Returns the bound that a number goes over; the server compares as floating point does.
fn bounds(seen: &Seen<'_>, manner: Manner<'_>, min: i64, max: i64) -> Option<Rule> {
    let (is_over, is_under) = match seen {
        Seen::Number(number) => {
            let number: f64 = number.parse().ok()?;
            #[expect(clippy::cast_precision_loss, reason = "the bounds are of one digit")]
            let (min, max) = (min as f64, max as f64);
            (number > max, number < min)
        }
        Seen::Text(text) if manner.is_lenient => {
            let number = lenient::integer(text)?;
            (number > max, number < min)
        }
        _ => return None,
    };
    if is_over {
        return Some(Rule::Maximum(max));
    }
    is_under.then_some(Rule::Minimum(min))
}
