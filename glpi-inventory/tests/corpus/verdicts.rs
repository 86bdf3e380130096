//! Each document gets the verdict of the real validator.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use glpi_inventory::schema::Pattern;
use glpi_inventory::{Judge, Limits, Release, Rule, Verdict};
use serde_json::{Value, json};
use testkit::corpus;

/// The message as it is kept: cut, and without what is inside of the braces of several.
fn shortened(message: &str, max: usize) -> String {
    let message = message.split(" {\n").next().unwrap_or(message);
    message.chars().take(max).collect()
}

/// The verdict as it is kept: true, or pointer and message.
fn kept(verdict: &Verdict<'_>) -> Value {
    match verdict.refusal() {
        None => true.into(),
        Some(refusal) => json!({ "path": refusal.pointer, "msg": shortened(&refusal.message, 160) }),
    }
}

/// The faults as they are kept; unknown members are told once for each object.
fn faults(verdict: &Verdict<'_>) -> BTreeSet<String> {
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for finding in verdict.faults() {
        let wanted: Value = match &finding.rule {
            Rule::Type(name) | Rule::Required(name) | Rule::Format(name) => (*name).into(),
            Rule::Pattern(pattern) => regex(*pattern).into(),
            Rule::Minimum(bound) | Rule::Maximum(bound) => (*bound).into(),
            Rule::AnyOf | Rule::OneOf => Value::Null,
            Rule::Unknown => {
                let (object, name) = finding.pointer.rsplit_once('/').unwrap();
                unknown.entry(object.to_owned()).or_default().insert(name.to_owned());
                continue;
            }
            _ => continue,
        };
        all.insert(json!([finding.pointer, finding.rule.id(), wanted]).to_string());
    }
    all.extend(
        unknown.iter().map(|(object, names)| json!([object, "additionalProperties", names]).to_string()),
    );
    all
}

fn regex(pattern: Pattern) -> String {
    pattern.to_regex(&[])
}

fn judged(judge: Judge<'_>, document: &[u8]) -> Value {
    let verdict = judge.judge(document, &Limits::DEFAULT).unwrap();
    let accepts = judge.accepts(document, &Limits::DEFAULT).unwrap();
    assert_eq!(accepts, verdict.is_accepted(), "{}", String::from_utf8_lossy(document));
    kept(&verdict)
}

/// The differences between a document's verdict and the one that is kept.
fn differences(document: &[u8], wanted: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, ours: &Value, theirs: &Value| {
        if ours != theirs {
            found.push(format!("{what}: {ours} but the server has {theirs}"));
        }
    };
    for (what, all, is_lenient) in [("strict", "all_strict", false), ("lenient", "all_lenient", true)] {
        let judge = Judge::new(Release::NEWEST).with_leniency(is_lenient);
        compare(what, &judged(judge, document), &wanted[what]);
        let verdict = judge.judge(document, &Limits::DEFAULT).unwrap();
        let is_outside = wanted.get("json_error").is_some() || wanted[what]["path"].is_null();
        let theirs = wanted.get(all).or_else(|| wanted.get("all_strict"));
        if wanted[what] != true && !is_outside {
            let theirs: BTreeSet<_> =
                theirs.and_then(Value::as_array).into_iter().flatten().map(Value::to_string).collect();
            compare(all, &json!(faults(&verdict)), &json!(theirs));
        }
    }
    for &release in Release::ALL.iter().filter(|release| **release != Release::NEWEST) {
        // The oldest releases were not all run; each that was differs from another in the list.
        if [Release::V1_0_5, Release::V1_1_3].contains(&release) {
            continue;
        }
        // The messages are kept up to 90 or 80 letters.
        let max =
            wanted["old"][release.as_str()][1].as_str().map_or(80, |message| message.chars().count().max(80));
        let ours = match Judge::new(release).judge(document, &Limits::DEFAULT).unwrap().refusal() {
            None => true.into(),
            Some(refusal) => json!([refusal.pointer, shortened(&refusal.message, max)]),
        };
        let same = match &wanted["lenient"] {
            Value::Bool(true) => true.into(),
            refused => json!([refused["path"], shortened(refused["msg"].as_str().unwrap(), 80)]),
        };
        let theirs = wanted["old"].get(release.as_str()).cloned().unwrap_or(same);
        compare(release.as_str(), &ours, &theirs);
    }
    found
}

fn lines(path: &Path) -> Vec<Value> {
    let text = String::from_utf8(corpus::read(path)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The path of a document of the corpus by its name in the lists.
fn document(folder: &Path, name: &str) -> PathBuf {
    let (kind, name) = name.split_once('/').unwrap();
    if kind == "converted" {
        return folder.join("golden/convert").join(format!("{name}.json"));
    }
    let own = folder.join("docs/json").join(format!("{name}.json"));
    if own.exists() {
        return own;
    }
    let formats = folder.parent().unwrap().join("glpi/inventory_format");
    let name = format!("{}.json", name.trim_start_matches("fmt-"));
    ["examples", "tests-data"]
        .map(|part| formats.join(part).join(&name))
        .into_iter()
        .find(|path| path.exists())
        .unwrap()
}

fn tell(what: &str, all: usize, different: &[String]) {
    crate::tell(what, all - different.len(), different.len());
    let shown = different.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(different.is_empty(), "{} of {all} {what} differ:\n{shown}", different.len());
}

#[test]
fn documents_get_the_servers_verdict() {
    let Some(folder) = corpus::folder("inventory verdicts", "inventory") else { return };
    let wanted = lines(&folder.join("golden/verdicts.jsonl"));
    let mut different = Vec::new();
    for line in &wanted {
        let name = line["doc"].as_str().unwrap();
        let found = differences(&corpus::read(&document(&folder, name)), line);
        if !found.is_empty() {
            different.push(format!("{name}: {}", found.join("; ")));
        }
    }
    tell("verdicts", wanted.len(), &different);
}

#[test]
fn changed_documents_get_the_servers_verdict() {
    let Some(folder) = corpus::folder("inventory mutations", "inventory") else { return };
    let wanted = lines(&folder.join("cases/mutations.jsonl"));
    let mut bases: HashMap<&str, Value> = HashMap::new();
    let mut different = Vec::new();
    for line in &wanted {
        let changed = match line.get("raw") {
            Some(raw) => raw.as_str().unwrap().as_bytes().to_vec(),
            None => {
                let name = line["base"].as_str().unwrap();
                let read = || {
                    let path = document(&folder, &format!("json/{name}"));
                    serde_json::from_slice(&corpus::read(&path)).unwrap()
                };
                let mut base = bases.entry(name).or_insert_with(read).clone();
                change(&mut base, line);
                serde_json::to_vec(&base).unwrap()
            }
        };
        let found = differences(&changed, line);
        if !found.is_empty() {
            different.push(format!("{}: {}", line["id"], found.join("; ")));
        }
    }
    tell("mutations", wanted.len(), &different);
}

/// Sets, removes or appends one value.
fn change(base: &mut Value, case: &Value) {
    let (object, name) = case["path"].as_str().unwrap().rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    let value = || case["value"].clone();
    let whole = case["path"].as_str().unwrap();
    match (case["op"].as_str().unwrap(), base.pointer_mut(object).unwrap()) {
        ("append", _) => base.pointer_mut(whole).unwrap().as_array_mut().unwrap().push(value()),
        ("set", Value::Object(members)) => drop(members.insert(name, value())),
        ("set", Value::Array(elements)) => elements[name.parse::<usize>().unwrap()] = value(),
        ("remove", Value::Object(members)) => drop(members.shift_remove(&name)),
        ("remove", Value::Array(elements)) => drop(elements.remove(name.parse().unwrap())),
        (other, _) => panic!("{other}"),
    }
}

// INV-060
#[test]
fn what_was_repaired_is_taken() {
    let Some(folder) = corpus::folder("inventory repairs", "inventory") else { return };
    let wanted = lines(&folder.join("golden/verdicts.jsonl"));
    let cases = lines(&folder.join("cases/mutations.jsonl"));
    let names = wanted.iter().map(|line| line["doc"].as_str().unwrap());
    let whole = names.map(|name| (name.to_owned(), corpus::read(&document(&folder, name))));
    let raw = cases.iter().filter_map(|case| {
        Some((case["id"].to_string(), case.get("raw")?.as_str().unwrap().as_bytes().to_vec()))
    });
    let (mut different, mut all) = (Vec::new(), 0);
    for (name, document) in whole.chain(raw) {
        for &release in
            &[Release::NEWEST, Release::V1_2_0, Release::V1_1_23, Release::V1_1_8, Release::V1_0_9]
        {
            for judge in [Judge::new(release), Judge::new(release).with_leniency(false)] {
                let verdict = judge.judge(&document, &Limits::DEFAULT).unwrap();
                let is_hopeless = verdict.faults().iter().any(|fault| fault.remedy.is_none());
                let repaired = judge.repair(&document, &Limits::DEFAULT).unwrap();
                all += 1;
                let is_taken = judge.accepts(&repaired.document, &Limits::DEFAULT).unwrap();
                if !(is_taken || is_hopeless) || is_taken != repaired.left.is_empty() {
                    different.push(format!("{name} for {release}: {:?}", repaired.left.first()));
                }
                if verdict.is_accepted() && repaired.document != document {
                    different.push(format!("{name} for {release}: changed"));
                }
            }
        }
    }
    tell("repairs", all, &different);
}
