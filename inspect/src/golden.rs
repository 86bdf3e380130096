//! `--check-golden`: compares conversions with golden files, over whole folders.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::convert::{self, Compat};
use crate::input::Collection;
use crate::show::Line;

/// Compares the JSON of every document below one folder with the golden file of
/// the same relative path and stem below another, prints a line for each that
/// differs, then the totals. Returns false if any differed, or if there was nothing to compare.
pub fn run(documents: &Path, golden: &Path, compat: Compat) -> bool {
    let collection = Collection::of(&[documents.to_owned()]);
    let (mut equal, mut different, mut alone) = (0, 0, 0);
    for (path, error) in &collection.unreadable {
        Line::new().text(format_args!("{}: {error}", path.display())).print();
        different += 1;
    }
    for path in
        collection.files.iter().filter(|path| path.extension().is_none_or(|extension| extension != "json"))
    {
        let partner = partner(path, documents, golden);
        if !partner.is_file() {
            alone += 1;
            continue;
        }
        match compare(path, &partner, compat) {
            Ok(()) => equal += 1,
            Err(reason) => {
                different += 1;
                Line::new().text(format_args!("{}: {reason}", path.display())).print();
            }
        }
    }
    Line::new().text(format_args!("skipped {alone} documents without a golden file")).print();
    Line::new()
        .text(format_args!("compared {}: {equal} equal, {different} different", equal + different))
        .print();
    different == 0 && equal > 0
}

/// Returns the path of the golden file of a document.
fn partner(path: &Path, documents: &Path, golden: &Path) -> PathBuf {
    match path.strip_prefix(documents) {
        // The argument was the document itself instead of a folder.
        Ok(relative) if relative.as_os_str().is_empty() => golden.to_owned(),
        Ok(relative) => golden.join(relative).with_extension("json"),
        Err(_) => golden.join(path.file_name().unwrap_or_default()).with_extension("json"),
    }
}

fn compare(path: &Path, golden: &Path, compat: Compat) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let golden = fs::read(golden).map_err(|error| format!("golden file: {error}"))?;
    let golden: Value = serde_json::from_slice(&golden).map_err(|error| format!("golden file: {error}"))?;
    let made = convert::convert(&bytes, compat)?;
    let [made] = made.documents() else {
        return Err(format!("converted to {} documents instead of one", made.documents().len()));
    };
    let made: Value = serde_json::from_str(made)
        .map_err(|error| format!("the converted document is not valid JSON: {error}"))?;
    difference("", &made, &golden).map_or(Ok(()), Err)
}

/// Describes the first difference. The order of keys does not matter.
fn difference(path: &str, made: &Value, golden: &Value) -> Option<String> {
    match (made, golden) {
        (Value::Object(made), Value::Object(golden)) => {
            let missing = golden.keys().find(|key| !made.contains_key(*key));
            let added = made.keys().find(|key| !golden.contains_key(*key));
            if let Some(key) = missing {
                return Some(format!("{path}.{key} is missing"));
            }
            if let Some(key) = added {
                return Some(format!("{path}.{key} is unexpected"));
            }
            made.iter().find_map(|(key, made)| difference(&format!("{path}.{key}"), made, &golden[key]))
        }
        (Value::Array(made), Value::Array(golden)) if made.len() == golden.len() => {
            let mut pairs = made.iter().zip(golden).enumerate();
            pairs.find_map(|(index, (made, golden))| difference(&format!("{path}[{index}]"), made, golden))
        }
        (made, golden) if made == golden => None,
        (made, golden) => Some(format!("{path} is {} instead of {}", short(made), short(golden))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let (made, golden) = (r#"{"a":1,"b":[{"c":2,"d":3}]}"#, r#"{"b":[{"d":3,"c":2}],"a":1}"#);
        let parse = |text| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(difference("", &parse(made), &parse(golden)), None);
    }

    #[test]
    fn the_first_difference_is_named() {
        let of = |made, golden| difference("", &made, &golden).unwrap();
        assert_eq!(of(json!({"a": [1, 2]}), json!({"a": [1, "2"]})), ".a[1] is 2 instead of \"2\"");
        assert_eq!(of(json!({"a": 1}), json!({"a": 1, "b": null})), ".b is missing");
        assert_eq!(of(json!({"a": 1, "b": 2}), json!({"a": 1})), ".b is unexpected");
        assert_eq!(of(json!([1]), json!([1, 2])), " is [1] instead of [1,2]");
    }

    #[test]
    fn partners_have_the_same_relative_path_and_stem() {
        let partner = |path| partner(Path::new(path), Path::new("xml"), Path::new("json"));
        assert_eq!(partner("xml/a/b.1.xml"), Path::new("json/a/b.1.json"));
        assert_eq!(partner("xml/c@41.xml"), Path::new("json/c@41.json"));
    }
}
