//! A message and what is made of it, compared by `serde_json`.

use serde_json::Value;

/// Every member of the one text is in the other, with its value, in whatever form the
/// protocol allows it: a number as text, `[]` for an empty object, `null` for nothing.
pub(super) fn members_are_kept(before: &str, after: &str) {
    // A lone surrogate or a number beyond all floats is only skipped over by us.
    let Ok(before) = serde_json::from_str::<Value>(before) else { return };
    let after: Value = serde_json::from_str(after).expect("JSON to everybody");
    assert!(is_kept("", &before, &after), "{before}\nis written as\n{after}");
}

fn is_kept(name: &str, before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().all(|(name, value)| {
            match (name.as_str(), after.get(name)) {
                (_, Some(kept)) => is_kept(name, value, kept),
                // An old name of `action`, which is what is written.
                ("query", None) => after.get("action") == Some(value),
                (_, None) => is_nothing(value),
            }
        }),
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(b, a)| is_kept(name, b, a))
        }
        _ => {
            before == after || is_nothing(before) && is_nothing(after) || is_same_number(name, before, after)
        }
    }
}

/// Returns true for what PHP writes where there is nothing.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// `"007"` and `"7"`, `24.0` and `24`; and an expiration that no clock can count to.
fn is_same_number(name: &str, before: &Value, after: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let duration = |value: &Value| match value {
        Value::String(text) => Some(text.trim_end_matches('\n').to_owned()),
        value => Some(value.to_string()),
    };
    let split = |value: &Value| {
        let text = duration(value)?;
        let digits = text.trim_end_matches(['s', 'm', 'h', 'd']);
        let value: f64 = digits.parse().ok()?;
        Some((value.min(u64::MAX as f64), text.get(digits.len()..)?.to_owned()))
    };
    match (number(before), number(after)) {
        (Some(before), Some(after)) if before == after => true,
        _ => name == "expiration" && split(before).is_some() && split(before) == split(after),
    }
}
