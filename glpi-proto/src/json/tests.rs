//! The reader and the writer, compared with `serde_json`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::{Json, Members, Reader};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::limits::Limits;

fn read<'a, T: Json<'a>>(json: &'a str, limits: &Limits) -> Result<T, DecodeError> {
    let mut reader = Reader::new(json, limits);
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn raws(json: &str, limits: &Limits) -> Result<Vec<String>, DecodeError> {
    let mut reader = Reader::new(json, limits);
    let (mut raws, mut inside) = (Vec::new(), reader.open_list()?);
    while reader.next_element(&mut inside)? {
        raws.push(reader.raw()?.to_owned());
    }
    reader.finish()?;
    Ok(raws)
}

fn depth(json: &str) -> usize {
    let (mut depth, mut most, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Checks that what `serde_json` takes is taken and cut at the same places, and nothing else.
fn agrees(json: &str, limits: &Limits) {
    let whole = serde_json::from_str::<&RawValue>(json).ok();
    let mut reader = Reader::new(json, limits);
    let ours = reader.raw().and_then(|raw| reader.finish().map(|()| raw));
    match &ours {
        Err(error) if error.is_limit() => assert!(depth(json) > limits.depth(), "{json}: {error}"),
        ours => assert_eq!(ours.as_ref().ok().copied(), whole.map(RawValue::get), "{json}: {ours:?}"),
    }
    if let Err(error) = ours {
        assert!(error.offset() <= json.len(), "{json}: {error}");
    }
    match serde_json::from_str::<Vec<&RawValue>>(json) {
        Ok(theirs) if depth(json) <= limits.depth() && theirs.len() <= limits.elements() => {
            assert_eq!(
                raws(json, limits).unwrap(),
                theirs.into_iter().map(RawValue::get).collect::<Vec<_>>()
            );
        }
        _ => assert!(raws(json, limits).is_err(), "{json}"),
    }
    let Ok(theirs) = serde_json::from_str::<BTreeMap<String, &RawValue>>(json) else {
        let is_empty_list = raws(json, limits).is_ok_and(|elements| elements.is_empty());
        return assert_eq!(read::<Members>(json, limits).is_ok(), is_empty_list, "{json}");
    };
    match read::<Members>(json, limits) {
        Ok(ours) => {
            let ours: Vec<_> = ours.iter().collect();
            assert_eq!(ours.len(), theirs.len(), "{json}");
            assert!(ours.iter().all(|(name, value)| theirs[*name].get() == *value), "{json}");
        }
        Err(error) => {
            let is_twice = matches!(error.kind(), DecodeErrorKind::DuplicateMember(_));
            assert!(is_twice || depth(json) > limits.depth() || error.is_limit(), "{json}: {error}");
        }
    }
}

#[test]
fn depth_and_number_are_bounded_to_the_one() {
    let limits = Limits::DEFAULT.with_depth(3).with_elements(3).with_members(2);
    for (json, is_over) in
        [("[[[]]]", false), ("[[[[]]]]", true), ("{\"a\":{\"b\":[]}}", false), ("{\"a\":{\"b\":[[]]}}", true)]
    {
        agrees(json, &limits);
        assert_eq!(Reader::new(json, &limits).raw().is_err_and(|error| error.is_limit()), is_over, "{json}");
    }
    for (json, found) in [("[1,2,3]", None), ("[1,2,3,4]", Some(4)), ("[1,2,3,4,5]", Some(4))] {
        let over = raws(json, &limits).err().map(|error| error.to_string());
        let expected = found.map(|found| format!("elements {found} exceeds the limit of 3 at byte 7"));
        assert_eq!(over, expected, "{json}");
    }
    assert!(read::<Members>(r#"{"a":1,"b":2}"#, &limits).is_ok());
    assert!(read::<Members>(r#"{"a":1,"b":2,"c":3}"#, &limits).unwrap_err().is_limit());
}

// GLPI-046
#[test]
fn a_member_that_is_there_twice_is_an_error_at_the_second_value() {
    for (json, offset) in
        [(r#"{"a":1,"b":2,"a":3}"#, 17), (r#"{"a":1,"\u0061":3}"#, 16), (r#"{"b":1,"a":2,"a":3,"b":4}"#, 17)]
    {
        let error = read::<Members>(json, &Limits::DEFAULT).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::DuplicateMember(_)), "{json}: {error}");
        assert_eq!((error.offset(), error.path()), (offset, None), "{json}");
    }
}

#[test]
fn texts_are_read_as_serde_reads_them() {
    for json in [
        r#""""#,
        r#""plain""#,
        r#""a plain text of some length""#,
        r#""\u00e9\n\"\\\/\b\f\r\t""#,
        r#""\ud83c\udf08""#,
        r#""\ud83c""#,
        r#""\udf08""#,
        r#""\ud83cx""#,
        r#""\ud83c\u0041""#,
        r#""\ud83""#,
        r#""é\u0000🌈""#,
        r#""\x""#,
        r#""a"#,
        "\"a\nb\"",
        "\"a long plain text and then\nb\"",
    ] {
        let theirs = serde_json::from_str::<String>(json).ok();
        assert_eq!(read::<String>(json, &Limits::DEFAULT).ok(), theirs, "{json}");
    }
}

#[test]
fn what_follows_a_value_is_trailing_data() {
    let error = read::<Members>("{} []", &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.to_string(), "2 bytes of trailing data at byte 3");
    assert_eq!(read::<Members>(" {} \n", &Limits::DEFAULT).map(|members| members.len()), Ok(0));
}

proptest! {
    #[test]
    fn what_is_nearly_json_is_taken_as_serde_takes_it(
        json in r#"[{\[]([{}\[\]:,"0-9.eE+\-\\ \nbu]|true|null|"[a-z]*"|"a" ?: ?|\t){0,24}[}\]]"#,
    ) {
        agrees(&json, &Limits::DEFAULT.with_depth(4).with_elements(6));
    }

    #[test]
    fn what_is_json_is_taken_as_serde_takes_it(
        names in proptest::collection::vec("[a-z\\\\\u{1}é]{0,20}", 0..6),
        values in proptest::collection::vec(any::<(f64, i64, String)>(), 0..6),
        pretty: bool,
    ) {
        let values: Vec<_> = values.into_iter().map(|(a, b, c)| serde_json::json!([a, { "b": b, "c": c }])).collect();
        let object: serde_json::Map<_, _> = names.into_iter().zip(values.clone()).collect();
        for value in [serde_json::Value::from(object), values.into()] {
            let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            agrees(&json.unwrap(), &Limits::DEFAULT);
        }
    }

    #[test]
    fn texts_are_written_and_read_as_serde_does(text: String) {
        let mut json = Vec::new();
        text.write(&mut json);
        let json = String::from_utf8(json).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(read::<String>(&json, &Limits::DEFAULT), Ok(text));
    }
}
