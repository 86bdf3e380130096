//! What a device is.

use std::fmt;

use crate::leaf::Meaning;

/// `TYPE`: what a device is. Read in any case, written in upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DeviceType {
    /// A computer.
    Computer,
    /// A switch, a router, a wireless controller, …
    Networking,
    /// A printer.
    Printer,
    /// A disk array.
    Storage,
    /// A power supply.
    Power,
    /// A telephone.
    Phone,
    /// A camera.
    Video,
    /// A keyboard, video and mouse switch.
    Kvm,
    /// Something else, as it is spelt.
    Other(String),
}

impl DeviceType {
    /// As it stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Computer => "COMPUTER",
            Self::Networking => "NETWORKING",
            Self::Printer => "PRINTER",
            Self::Storage => "STORAGE",
            Self::Power => "POWER",
            Self::Phone => "PHONE",
            Self::Video => "VIDEO",
            Self::Kvm => "KVM",
            Self::Other(name) => name,
        }
    }
}

impl Meaning for DeviceType {
    /// `None` for a blank text: the agent did not recognise the device.
    fn of(text: &str) -> Option<Self> {
        const KNOWN: [DeviceType; 8] = [
            DeviceType::Computer,
            DeviceType::Networking,
            DeviceType::Printer,
            DeviceType::Storage,
            DeviceType::Power,
            DeviceType::Phone,
            DeviceType::Video,
            DeviceType::Kvm,
        ];
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let known = KNOWN
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(text));
        Some(known.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

impl fmt::Display for DeviceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_in_any_case() {
        assert_eq!(
            ["KVM", "kvm", " Kvm"].map(DeviceType::of),
            [const { Some(DeviceType::Kvm) }; 3]
        );
        assert_eq!(
            DeviceType::of("FIREWALL"),
            Some(DeviceType::Other("FIREWALL".to_owned()))
        );
        assert_eq!(DeviceType::of(" "), None);
    }
}
