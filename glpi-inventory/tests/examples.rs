//! The examples: what the agent makes of this machine is what the server takes.

#[path = "../examples/agent.rs"]
mod agent;
#[path = "../examples/validate.rs"]
mod validate;

use glpi_inventory::{Category, Inventory, Judge, Limits, Profile, Release};

#[test]
fn the_inventory_of_this_machine_is_taken_by_a_strict_server() {
    let judge = Judge::new(Release::NEWEST).with_leniency(false);
    for categories in [&[][..], &[Category::Cpu], &[Category::Software, Category::Drive]] {
        let json = agent::json(categories).unwrap();
        let (text, is_accepted) = validate::report(judge, &json).unwrap();
        assert!(is_accepted && text.is_empty(), "{text}");
        let inventory = Inventory::decode(&json, &Limits::DEFAULT).unwrap();
        assert_eq!(inventory.is_partial(), !categories.is_empty());
        assert_eq!(inventory.content.processes.is_some(), categories.is_empty());
        assert!(Judge::from(Profile::LenientClosed).accepts(&json, &Limits::DEFAULT).unwrap());
    }
}

#[test]
fn the_report_says_what_to_do() {
    let json = br#"{"deviceid":"d","content":{"versionclient":"v","monitors":[{"serial":1}],"usb":[]}}"#;
    let judge = Judge::new(Release::NEWEST);
    let (text, is_accepted) = validate::report(judge, json).unwrap();
    assert!(!is_accepted);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "  refused: /content/monitors/0/serial: expected a text, found number \"1\" at byte 69; write it as the expected type",
            "  ignored: /content/usb: expected a known member at byte 79; remove the member (refused up to 1.2.0)",
            "  the server answers: JSON does not validate. Violations: String expected, 1 received at #->properties:content->properties:monitors->items[0]:0->properties:serial",
        ]
    );
    let (mended, remedies) = validate::repaired(judge, json).unwrap().unwrap();
    assert_eq!(remedies, 1);
    assert!(mended.ends_with(br#"[{"serial":"1"}],"usb":[]}}"#));
}
