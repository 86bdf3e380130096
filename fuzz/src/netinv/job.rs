//! Jobs in JSON.

use netinv_xml::DecodeErrorKind;
use netinv_xml::glpi_json::job::Jobs;
use serde_json::Value;

use super::{LIMITS, WIDE, inside};

/// A job document. What is read is JSON to everybody, is written to a form that is read
/// the same and stays, and says the same; errors lie inside the input and say nothing
/// of it.
pub fn job(data: &[u8]) {
    let jobs = match Jobs::decode(data, &LIMITS) {
        Ok(jobs) => jobs,
        Err(error) => {
            inside(&error, data);
            assert!(
                error.is_limit()
                    || error.is_malformed()
                    || matches!(error.kind(), DecodeErrorKind::NotAJob(_)),
                "{error}"
            );
            return;
        }
    };
    let mut once = Vec::new();
    jobs.encode(&mut once).expect("what we read we can write");
    let again = Jobs::decode(&once, &WIDE).expect("what we write we can read");
    assert_eq!(again, jobs);
    let mut twice = Vec::new();
    again.encode(&mut twice).expect("what we read we can write");
    assert_eq!(once, twice);
    assert_eq!(again.unknown_members(), jobs.unknown_members());

    let (mut read, mut written): (Value, Value) =
        (serde_json::from_slice(data).expect("JSON"), serde_json::from_slice(&once).expect("JSON"));
    normalize(&mut read);
    normalize(&mut written);
    assert_eq!(read, written);
}

/// Takes out what means nothing: members that are null, empty texts and lists, and the
/// quotes around numbers; both sides alike.
fn normalize(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normalize),
        Value::Object(members) => {
            for name in ["workers", "timeout"] {
                let Some(member) = members.get_mut(name) else { continue };
                if let Some(number) = member.as_str().and_then(|text| text.trim().parse::<u64>().ok()) {
                    *member = number.into();
                }
            }
            members.values_mut().for_each(normalize);
            members.retain(|_, member| {
                !member.is_null()
                    && member.as_str() != Some("")
                    && member.as_array().is_none_or(|list| !list.is_empty())
            });
        }
        _ => {}
    }
}
