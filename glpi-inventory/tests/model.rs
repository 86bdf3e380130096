//! Documents that are read and written.

use glpi_inventory::{Inventory, Limits};

fn read(json: &str) -> Inventory<'_> {
    Inventory::decode(json.as_bytes(), &Limits::DEFAULT).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn written(inventory: &Inventory<'_>) -> String {
    let mut out = Vec::new();
    inventory.encode(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_read_is_written_in_its_order() {
    for json in [
        r#"{"deviceid":"d","content":{"versionclient":"v"}}"#,
        r#"{"content":{"zzz":[1.50],"cpus":[{"speed":4,"name":"Z80","arch":"x"}],"aaa":{}},"deviceid":7}"#,
        r#"{"content":{"softwares":[1,{"name":"a"},{"version":"1"},{"name":"b"},[]]},"x":{},"deviceid":"d"}"#,
        r#"{"content":{"modems":[{"imei":["1","2"]},{"imei":"3"},{"imei":[4]}],"bios":[]}}"#,
        r#"{"content":{"network_ports":[{"ifstatus":"7","ifspeed":1e9,"vlans":[{"number":1}],"ifmtu":-0}]}}"#,
        r#"{"content":{"hardware":{"memory":" 12 ","name":null},"drives":[{"systemdrive":"Yes"}]},"action":""}"#,
    ] {
        let inventory = read(json);
        assert_eq!(written(&inventory), json);
        assert_eq!(written(&inventory.into_owned()), json);
    }
}

// INV-022
#[test]
fn the_last_value_counts_at_the_place_of_the_first() {
    for (json, once) in [
        (r#"{"content":{"x":1,"x":2},"content":{"a":1}}"#, r#"{"content":{"a":1}}"#),
        (r#"{"content":{"x":1,"bios":{"ssn":"1"},"x":2}}"#, r#"{"content":{"x":2,"bios":{"ssn":"1"}}}"#),
        (
            r#"{"content":{"bios":{"ssn":1,"msn":"m","ssn":"2"}}}"#,
            r#"{"content":{"bios":{"ssn":"2","msn":"m"}}}"#,
        ),
        (
            r#"{"content":{"bios":{"ssn":"1","msn":"m","ssn":2}}}"#,
            r#"{"content":{"bios":{"ssn":2,"msn":"m"}}}"#,
        ),
    ] {
        assert_eq!(written(&read(json)), once);
    }
}

// INV-035, INV-036
#[test]
fn absent_members_have_their_meaning() {
    let inventory = read(r#"{"action":"any text","content":{}}"#);
    assert_eq!(inventory.action.as_ref().unwrap().as_str(), "any text");
    assert_eq!(inventory.itemtype.unwrap_or_default().as_str(), "Computer");
    assert!(read("{\"action\":\"a\\nb\",\"content\":{}}").action.is_none());
}

#[test]
fn what_is_no_inventory_is_an_error() {
    for (json, text) in [
        ("[]", r#"expected an object with an object as content, found "[]" at byte 0"#),
        (r#"{"deviceid":"d"}"#, r#"expected an object with an object as content, found "{…}" at byte 0"#),
        ("{\"content\":{}", "malformed JSON: expected a comma or a closing brace at byte 13"),
        ("{\"content\":{}} x", "1 bytes of trailing data at byte 15"),
        (
            "{\"content\":{\"a\":\"\\ud800\"}}",
            "malformed JSON: half of a surrogate pair in a text at byte 17",
        ),
    ] {
        let error = Inventory::decode(json.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
    let small = Limits::DEFAULT.with_document_len(3);
    assert!(Inventory::decode(b"{}  ", &small).unwrap_err().is_limit());
}

/// Each inventory that is built passes the strict verdict.
#[test]
fn what_is_built_is_taken() {
    use glpi_inventory::{
        Battery, Category, Cpu, Date, DeviceType, Full, Hardware, Judge, NetworkDevice, OperatingSystem,
        Partial, Release, Software,
    };
    let strict = Judge::new(Release::NEWEST).with_leniency(false);
    let is_taken = |json: &[u8]| strict.accepts(json, &Limits::DEFAULT).unwrap();
    let hardware = Hardware { name: Some("pc-1".into()), memory: Some(8192.into()), ..Hardware::default() };
    let software =
        Software { install_date: Some(Date::from_ymd(2024, 2, 29).unwrap().into()), ..Software::new("ed") };
    let battery = Battery { date: Date::from_ymd(2024, 1, 1).ok(), ..Battery::default() };
    let full = Full::new("d", "v")
        .with_cpus([Cpu { arch: "i686".try_into().ok(), ..Cpu::default() }])
        .with_hardware(hardware.clone())
        .with_operatingsystem(OperatingSystem::default())
        .with_softwares([software.clone()])
        .with_batteries([battery])
        .with_network_device(DeviceType::Computer, NetworkDevice::default())
        .with_jobid(7)
        .with_tag("t");
    assert!(is_taken(&full.to_json()));
    let some = full.clone().into_partial(&[Category::Software, Category::Battery]).unwrap();
    assert!(is_taken(&some.to_json()));
    let json = String::from_utf8(some.to_json()).unwrap();
    let sections = ["batteries", "hardware", "operatingsystem", "softwares", "versionclient"];
    let content: serde_json::Value = serde_json::from_str(&json).unwrap();
    let names: Vec<_> = content["content"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        (names, &content["partial"]),
        (sections.map(str::to_owned).to_vec(), &serde_json::Value::Bool(true))
    );
    let partial = Partial::new("d", "v", hardware).unwrap();
    assert!(is_taken(&partial.with_softwares(OperatingSystem::default(), [software]).to_json()));
    let error = Partial::new("d", "v", Hardware::default()).unwrap_err();
    assert_eq!(error.to_string(), "expected hardware with a name or UUID, found \"none\"");
}
