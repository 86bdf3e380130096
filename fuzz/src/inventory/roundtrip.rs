//! Models to bytes and back.

use arbitrary::Unstructured;
use glpi_inventory::{DeviceType, Inventory, ItemType, Judge, Limits, Release};

/// Any model. It is written, read as the same, and taken by a lenient server of the newest
/// release once it has what an inventory must have.
pub fn roundtrip(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(mut inventory) = u.arbitrary::<Inventory<'_>>() else { return };
    let mut json = Vec::new();
    inventory.encode(&mut json);
    assert_eq!(Inventory::decode(&json, &Limits::DEFAULT).expect("what we write we can read"), inventory);
    inventory.deviceid.get_or_insert("d".into());
    inventory.content.versionclient.get_or_insert("v".into());
    inventory.itemtype = Some(ItemType::Computer);
    if let Some(device) = &mut inventory.content.network_device {
        device.kind.get_or_insert(DeviceType::Printer);
    }
    let mut json = Vec::new();
    inventory.encode(&mut json);
    let judge = Judge::new(Release::NEWEST);
    let (again, is_accepted) = judge.decode(&json, &Limits::DEFAULT).expect("what we write we can read");
    assert_eq!(again, inventory);
    assert!(is_accepted && judge.accepts(&json, &Limits::DEFAULT).expect("it is small"));
}
