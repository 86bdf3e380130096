//! Findings: their places, the releases that refuse them, and their remedies.

use glpi_inventory::{Finding, Judge, Limits, Profile, Release, Remedy, Severity, Verdict};

const LIMITS: &Limits = &Limits::DEFAULT;

fn document(content: &str) -> String {
    format!(r#"{{"deviceid":"d","content":{{"versionclient":"v",{content}}}}}"#)
}

fn judged(json: &str) -> Verdict<'_> {
    Judge::new(Release::NEWEST).judge(json.as_bytes(), LIMITS).unwrap()
}

fn only(verdict: &Verdict<'_>) -> Finding {
    let [finding] = verdict.findings() else { panic!("{:?}", verdict.findings()) };
    finding.clone()
}

fn repaired(release: Release, json: &str) -> String {
    let repaired = Judge::new(release).repair(json.as_bytes(), LIMITS).unwrap();
    assert_eq!(repaired.left, []);
    assert!(Judge::new(release).accepts(&repaired.document, LIMITS).unwrap());
    String::from_utf8(repaired.document).unwrap()
}

/// A shape that users report, with what a finding says about it: pointer, text, and the first
/// and last release that refuse it.
#[test]
fn each_finding_says_where_what_and_for_whom() {
    for (content, text, first, last, severity) in [
        (
            r#""storages":[{"disksize":"N"}]"#,
            r#"/content/storages/0/disksize: expected a whole number, found text "N""#,
            "1.0.0",
            "1.2.3",
            Severity::Refused,
        ),
        (
            r#""memories":[{"removable":0}]"#,
            r#"/content/memories/0/removable: expected true or false, found number "0""#,
            "1.0.0",
            "1.2.3",
            Severity::Refused,
        ),
        (
            r#""services":[]"#,
            "/content/services: expected a known member",
            "1.0.0",
            "1.2.0",
            Severity::Ignored,
        ),
        (
            r#""cpus":[{"core":"4"}]"#,
            r#"/content/cpus/0/core: expected a whole number, found text "4""#,
            "1.0.0",
            "1.1.8",
            Severity::Suspicious,
        ),
        (
            r#""batteries":[{"date":"2024-02-30"}]"#,
            r#"/content/batteries/0/date: expected a date of the calendar, found text "2024-02-30""#,
            "1.0.0",
            "1.0.5",
            Severity::Suspicious,
        ),
        (
            r#""cpus":[{"arch":"riscv64"}]"#,
            r#"/content/cpus/0/arch: expected one of mips, mips64, alpha, sparc, sparc64, m68k, i#86, x86_64, powerpc, powerpc64, arm*, aarch64, found text "riscv64""#,
            "1.0.0",
            "1.2.3",
            Severity::Refused,
        ),
        (
            r#""network_device":{"name":"n"}"#,
            "/content/network_device: expected the member type",
            "1.0.0",
            "1.2.3",
            Severity::Refused,
        ),
    ] {
        let json = document(content);
        let finding = only(&judged(&json));
        let shown = finding.to_string();
        let (shown, offset) = shown.rsplit_once(" at byte ").unwrap();
        assert_eq!((shown, finding.severity), (text, severity), "{content}");
        assert_eq!(offset, finding.offset.to_string());
        let releases: Vec<_> = finding.refused_by.iter().map(Release::as_str).collect();
        assert_eq!(
            (releases.first(), releases.last()),
            (Some(&first), Some(&last)),
            "{content}: {releases:?}"
        );
    }
}

#[test]
fn findings_do_not_show_secrets() {
    for (content, path) in [
        (r#""licenseinfos":[{"key":12345}]"#, "/content/licenseinfos/0/key"),
        (r#""hardware":{"winprodkey":12345}"#, "/content/hardware/winprodkey"),
        (r#""envs":[{"key":"TOKEN","val":12345}]"#, "/content/envs/0/val"),
        (r#""processes":[{"pid":1,"user":"u","cmd":12345}]"#, "/content/processes/0/cmd"),
    ] {
        let json = document(content);
        let verdict = judged(&json);
        let shown = format!("{:?} {}", verdict, only(&verdict));
        assert!(shown.contains(path) && !shown.contains("12345"), "{shown}");
    }
}

// INV-050
#[test]
fn the_answer_is_the_servers() {
    let answer = |json: &str| judged(json).refusal().unwrap().response();
    let start = "JSON does not validate. Violations:\n";
    for (content, text) in [
        (
            r#""cpus":[{"core":"x/y"}]"#,
            r#"Integer expected, "x\/y" received at #->properties:content->properties:cpus->items[0]:0->properties:core"#,
        ),
        (
            r#""batteries":[{"date":"x"}]"#,
            r#""x" does not match to ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ at #->properties:content->properties:batteries->items[0]:0->properties:date->$ref[#/definitions/date]"#,
        ),
        (
            r#""envs":[{"val":"/é"}]"#,
            r#"Required property missing: key, data: {"val":"/\u00e9"} at #->properties:content->properties:envs->items[0]:0"#,
        ),
        (
            r#""firewalls":[{"status":"on","ipaddress":""}]"#,
            "Invalid ipv4 at #->properties:content->properties:firewalls->items[0]:0->properties:ipaddress",
        ),
    ] {
        assert_eq!(answer(&document(content)), format!("{start}{text}\n"));
    }
    assert_eq!(answer("{"), format!("{start}Object expected, null received\n"));
    let long = document(&format!(r#""bios":"{}""#, "x".repeat(10_000)));
    assert_eq!(answer(&long).chars().count(), 250);
}

// INV-023
#[test]
fn the_depth_counts_before_all_else_but_grammar() {
    let nested = |lists: usize, end: &str| {
        document(&format!(r#""bios":[],"x":{}{}{end}"#, "[".repeat(lists), "]".repeat(lists)))
    };
    let message = |json: &str| judged(json).refusal().unwrap().message;
    assert_eq!(message(&nested(199, "")), "Object expected, [] received");
    assert!(message(&nested(200, "")).ends_with("Too deep nesting level"));
    assert_eq!(message(&nested(511, "")), "Object expected, null received");
    assert_eq!(message(&nested(200, ",")), "Object expected, null received");
    assert_eq!(repaired(Release::NEWEST, &nested(200, "")), document(r#""bios":{}"#));
    assert!(
        Judge::new(Release::NEWEST)
            .judge(nested(9, "").as_bytes(), &LIMITS.with_depth(9))
            .unwrap_err()
            .is_limit()
    );
}

// INV-033
#[test]
fn a_servers_own_types_are_taken_and_told() {
    let json = r#"{"deviceid":"d","content":{"versionclient":"v"},"itemtype":"Glpi\\CustomAsset\\Tablet"}"#;
    let judge = Judge::new(Release::NEWEST);
    assert!(!judge.accepts(json.as_bytes(), LIMITS).unwrap());
    assert!(
        judge.with_extra_itemtypes(&[r"Glpi\CustomAsset\Tablet"]).accepts(json.as_bytes(), LIMITS).unwrap()
    );
    let other = judge.with_extra_itemtypes(&[r"Glpi\Other"]);
    let verdict = other.judge(json.as_bytes(), LIMITS).unwrap();
    assert!(verdict.refusal().unwrap().message.ends_with(r"|Printer|Glpi\\Other)$"));
}

// INV-060
#[test]
fn remedies_keep_as_much_as_they_can() {
    for (content, mended) in [
        (r#""monitors":[{"serial":12345678}]"#, r#""monitors":[{"serial":"12345678"}]"#),
        (r#""memories":[{"removable":0,"type":"x"}]"#, r#""memories":[{"removable":false,"type":"x"}]"#),
        (r#""cpus":[{"core":"4.0","speed":"2400 MHz"}]"#, r#""cpus":[{"core":4}]"#),
        (r#""cpus":[{"core":4.5}, {"arch":"X86_64 "}]"#, r#""cpus":[{},{"arch":"x86_64"}]"#),
        (r#""bios":[]"#, r#""bios":{}"#),
        (
            r#""databases_services":{"name":"n","version":1,"databases":{"name":"d"}}"#,
            r#""databases_services":[{"name":"n","version":"1","databases":[{"name":"d"}]}]"#,
        ),
        (r#""softwares":{}"#, r#""softwares":[]"#),
        (r#""envs":[{"key":"a"},{"key":"b","val":"c"},7]"#, r#""envs":[{"key":"b","val":"c"}]"#),
        (
            r#""operatingsystem":{"timezone":{"name":"n","offset":"x"},"arch":1}"#,
            r#""operatingsystem":{"arch":"1"}"#,
        ),
        (r#""accesslog":{}"#, ""),
        (r#""firmwares":[{"date":"2024-03-09 10:11:12"}]"#, r#""firmwares":[{"date":"2024-03-09"}]"#),
        (
            r#""network_ports":[{"ifstatus":9,"aggregate":["1","x"]}]"#,
            r#""network_ports":[{"aggregate":["1"]}]"#,
        ),
    ] {
        let mended = document(mended).replace(",}", "}");
        assert_eq!(repaired(Release::NEWEST, &document(content)), mended);
    }
    let json = r#"{"DEVICEID":"d","content":{"versionclient":null},"uuid":1}"#;
    assert_eq!(repaired(Release::NEWEST, json), r#"{"deviceid":"d","content":{"versionclient":"missing"}}"#);
    let old = document(r#""controllers":[{"model":"m","name":"n"}],"cpus":[{"core":"4"}]"#);
    assert_eq!(
        repaired(Release::V1_1_8, &old),
        document(r#""controllers":[{"name":"n"}],"cpus":[{"core":4}]"#)
    );
    let hopeless = Judge::new(Release::NEWEST).repair(b"[]", LIMITS).unwrap();
    assert_eq!((hopeless.left.len(), hopeless.applied.len(), &*hopeless.document), (1, 0, &b"[]"[..]));
}

// INV-022
#[test]
fn the_last_of_two_members_is_judged_and_mended() {
    let json = document(r#""bios":{"ssn":1,"ssn":"2"},"hardware":{"name":"a","name":[]}"#);
    assert_eq!(only(&judged(&json)).pointer, "/content/hardware/name");
    let mended = document(r#""bios":{"ssn":1,"ssn":"2"},"hardware":{}"#);
    assert_eq!(repaired(Release::NEWEST, &json), mended);
}

#[test]
fn a_finding_has_a_line() {
    let json = "{\"deviceid\":\"d\",\n\"content\":{\"versionclient\":\"v\",\n\n\"bios\":1}}";
    let verdict = judged(json);
    assert_eq!(verdict.line(&only(&verdict)), 4);
}

#[test]
fn findings_are_bounded_and_counted() {
    let json = document(&format!(r#""cpus":[{}{{}}]"#, r#"{"core":"x"},"#.repeat(100)));
    let few = Judge::new(Release::NEWEST).judge(json.as_bytes(), &LIMITS.with_findings(10)).unwrap();
    assert_eq!((few.findings().len(), few.omitted(), few.is_accepted()), (10, 90, false));
    assert_eq!(few.faults()[0].remedy, Some(Remedy::DropMember));
}

// INV-012, INV-013
#[test]
fn each_profile_takes_what_its_servers_take() {
    let closed = document(r#""x":1"#);
    let taken = |json: &str| -> Vec<bool> {
        Profile::ALL.iter().map(|&p| Judge::from(p).accepts(json.as_bytes(), LIMITS).unwrap()).collect()
    };
    assert_eq!(taken(&closed), [true, false, false, false, true]);
    assert_eq!(taken(&document(r#""cpus":[{"core":"4"}]"#)), [false, false, true, true, true]);
    assert!(!Judge::new(Release::V1_0_0).accepts(closed.as_bytes(), LIMITS).unwrap());
}
