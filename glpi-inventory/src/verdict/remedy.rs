//! Choosing a remedy.

use super::check::{Manner, Seen, is_valid};
use super::finding::Remedy;
use super::path::{Step, To};
use crate::json::quote;
use crate::lenient;
use crate::release::Release;
use crate::schema::{Kind, Member, Pattern, Table};
use crate::value::is_day;

/// Returns the value in the type that it should have, as JSON, if it means one.
pub(crate) fn cast(kind: Kind, seen: &Seen<'_>, extra_itemtypes: &[&str]) -> Option<String> {
    match (kind, seen) {
        (Kind::Text, Seen::Number(number)) => Some(format!("\"{number}\"")),
        (Kind::Text, Seen::Boolean(value)) => Some(format!("\"{value}\"")),
        (Kind::Integer, Seen::Text(text)) => integer(text).map(|number| number.to_string()),
        (Kind::Range(min, max), Seen::Text(text)) => {
            integer(text).filter(|number| (min..=max).contains(number)).map(|number| number.to_string())
        }
        (Kind::Boolean, Seen::Text(text)) => lenient::boolean(text).map(|value| value.to_string()),
        (Kind::Boolean, Seen::Number("0")) => Some("false".to_owned()),
        (Kind::Boolean, Seen::Number("1")) => Some("true".to_owned()),
        (Kind::Object(_), Seen::List) => Some("{}".to_owned()),
        (Kind::TextOrTexts, Seen::Number(number)) => Some(format!("\"{number}\"")),
        (_, Seen::Text(text)) => {
            let manner = Manner { is_lenient: false, extra_itemtypes };
            let is_fine = |text: &String| is_valid(kind, &Seen::Text(text.into()), manner);
            let text = candidates(kind, text).into_iter().find(is_fine)?;
            let mut json = Vec::new();
            quote(&text, &mut json);
            String::from_utf8(json).ok()
        }
        _ => None,
    }
}

/// Returns true if a value in the place of a list may be its only element.
pub(crate) fn is_element(kind: Kind, seen: &Seen<'_>) -> bool {
    match (kind, seen) {
        (Kind::List(items), Seen::Object) => items.table().is_some(),
        (Kind::List(Kind::Text), Seen::Text(_)) => true,
        _ => false,
    }
}

/// Returns the whole number that a text is by itself or with zeros around it.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let plain = lenient::integer(text);
    let without_fraction = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte == b'0'));
    let digits = without_fraction.map_or(text, |(digits, _)| digits);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.or_else(|| is_number.then(|| digits.parse().ok())?)
}

/// Returns texts that a text may have meant.
fn candidates(kind: Kind, text: &str) -> Vec<String> {
    let trimmed = text.trim();
    let mut texts = vec![trimmed.to_owned(), trimmed.to_ascii_lowercase()];
    let Kind::Pattern(pattern) = kind else { return texts };
    match pattern {
        Pattern::Date => texts.extend(trimmed.get(..10).map(str::to_owned)),
        Pattern::DateTime | Pattern::OldDateTime => {
            texts.push(format!("{trimmed} 00:00:00"));
            texts.push(format!("{trimmed}:00"));
            texts.extend(trimmed.get(..19).map(|time| time.replace('T', " ")));
        }
        Pattern::DateOrTime => texts.extend(trimmed.get(..19).map(str::to_owned)),
        Pattern::Words(words) | Pattern::ItemType(words) => {
            let same = words.iter().filter(|word| word.eq_ignore_ascii_case(trimmed));
            texts.extend(same.map(|word| (*word).to_owned()));
        }
        _ => {}
    }
    texts
}

/// Returns the removal that leaves the smallest hole.
pub(crate) fn removal(path: &[Step]) -> Option<(Remedy, usize)> {
    let step = path.iter().rev().find(|step| !step.is_required)?;
    Some(match step.to {
        To::Element(_) => (Remedy::DropEntry, step.offset),
        To::Member(..) => (Remedy::DropMember, step.offset),
    })
}

/// Names under which programs send members of other names.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("installdate", "install_date"),
    ("macaddr", "mac"),
    ("member", "members"),
    ("serialnumber", "serial"),
    ("query", "action"),
];

/// Returns the name that a member should have, if it has another by mistake.
pub(crate) fn rename(table: &'static Table, name: &str, release: Release) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let other = OTHER_NAMES.iter().find(|(from, _)| *from == lower).map(|(_, to)| *to);
    let known = |name: &str| table.member(name).filter(|member| member.is_in(release));
    let member = if lower == name { None } else { known(&lower) };
    member.or_else(|| known(other?)).map(Member::name)
}

/// Returns true if a date is one of the calendar.
pub(crate) fn is_calendar(pattern: Pattern, text: &str) -> bool {
    if !matches!(pattern, Pattern::Date | Pattern::DateTime | Pattern::OldDateTime | Pattern::DateOrTime) {
        return true;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    let is_day = || {
        let (month, day) = (u8::try_from(number(5..7)?).ok()?, u8::try_from(number(8..10)?).ok()?);
        Some(is_day(number(0..4)?, month, day))
    };
    let is_time = number(11..13).is_none_or(|hour| hour < 24)
        && number(14..16).is_none_or(|minute| minute < 60)
        && number(17..19).is_none_or(|second| second < 60);
    is_day().unwrap_or_default() && is_time
}
