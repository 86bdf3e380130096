//! The verdict, with a JSON Schema validator as oracle.

use std::sync::LazyLock;

use glpi_inventory::{Judge, Release, Rule, schema};
use jsonschema::Validator;
use serde_json::Value;

use super::{LIMITS, documents};

static VALIDATORS: LazyLock<Vec<(Release, Validator)>> = LazyLock::new(|| {
    let usable = Release::ALL.iter().copied().filter(|release| release.is_usable());
    usable
        .map(|release| {
            let schema: Value = serde_json::from_str(&schema::json_schema(release)).expect("it is JSON");
            let options = jsonschema::draft7::options();
            (release, options.should_validate_formats(true).build(&schema).expect("it is a schema"))
        })
        .collect()
});

/// A document, or the members of a content. The strict verdict is that of the validator; what
/// strict judges take lenient ones take; both ways to a verdict agree; findings are at values
/// that are there.
pub fn verdict(data: &[u8]) {
    documents(data).iter().for_each(|document| judged(document));
}

fn judged(document: &[u8]) {
    let value = serde_json::from_slice::<Value>(document).ok();
    // One line feed passes patterns of the server, and no name starts with U+0000 there.
    let is_plain = !contains(document, b"\\n") && !contains(document, b"\\u000");
    for (release, validator) in VALIDATORS.iter() {
        let strict = Judge::new(*release).with_leniency(false);
        let lenient = strict.with_leniency(true);
        let (Ok(is_strict), Ok(is_lenient)) =
            (strict.accepts(document, &LIMITS), lenient.accepts(document, &LIMITS))
        else {
            return;
        };
        assert!(!is_strict || is_lenient);
        for (judge, is_accepted) in [(strict, is_strict), (lenient, is_lenient)] {
            let verdict = judge.judge(document, &LIMITS).expect("it is within the bounds");
            assert_eq!(verdict.is_accepted(), is_accepted);
            assert_eq!(verdict.faults().is_empty(), is_accepted);
            assert_eq!(verdict.refusal().is_none(), is_accepted);
            if let Ok((_, while_read)) = judge.decode(document, &LIMITS) {
                assert_eq!(while_read, is_accepted);
            }
            for finding in verdict.findings() {
                let is_there = value.as_ref().is_none_or(|value| value.pointer(&finding.pointer).is_some());
                assert!(is_there || finding.rule == Rule::NotJson, "{finding:?}");
            }
        }
        if let Some(value) = value.as_ref().filter(|_| is_plain) {
            assert_eq!(
                is_strict,
                validator.is_valid(value),
                "{release}: {:?}",
                strict.judge(document, &LIMITS)
            );
        }
    }
}

fn contains(document: &[u8], part: &[u8]) -> bool {
    document.windows(part.len()).any(|own| own == part)
}
