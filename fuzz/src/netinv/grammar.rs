//! The small grammars.

use std::fmt::{Debug, Display};
use std::net::IpAddr;

use netinv_xml::{
    ComponentType, Date, DeviceType, Duplex, IfAdminStatus, IfIndex, IfStatus, IfType, JobNumber, Leaf,
    MacAddr, Meaning, Mebibytes, Supply, SupplyLevel, TruthValue, Uptime,
};

/// A text. What it means is displayed as a text that means the same; `parse` and reading
/// agree on what is displayed.
pub fn grammar(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    means::<u64>(text);
    means::<u16>(text);
    means::<i64>(text);
    means::<IpAddr>(text);
    means::<ComponentType>(text);
    means::<Date>(text);
    means::<DeviceType>(text);
    means::<Duplex>(text);
    means::<IfAdminStatus>(text);
    means::<IfIndex>(text);
    means::<IfStatus>(text);
    means::<IfType>(text);
    means::<JobNumber>(text);
    means::<MacAddr>(text);
    means::<Mebibytes>(text);
    means::<SupplyLevel>(text);
    means::<TruthValue>(text);
    means::<Uptime>(text);
    if let Ok(mac) = text.parse::<MacAddr>() {
        assert_eq!(mac.to_string().parse(), Ok(mac));
        assert!(mac.as_bytes().len() == 6 || mac.as_bytes().len() == 8);
    }
    if let Ok(uptime) = text.parse::<Uptime>() {
        assert_eq!(uptime.to_string().parse(), Ok(uptime));
    }
    if let Some(date) = Date::from_text(text) {
        assert_eq!(Date::new(date.year(), date.month(), date.day()), Some(date));
        assert_eq!(date.to_string().len(), 10);
    }
    let _ = Supply::from_tag(text);
}

fn means<T: Meaning + Display + Debug + PartialEq>(text: &str) {
    if let Some(value) = T::from_text(text) {
        assert_eq!(Leaf::from_value(&value).value(), Some(value), "{text:?}");
    }
}
