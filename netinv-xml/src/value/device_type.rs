//! Types of devices.

use crate::value::words::words;

words! {
    /// `TYPE`: the type of a device. Read in any case, written in upper case; also read as the
    /// number that agents of 2012 and 2013 have for it, 1 to 8 (NIX-049).
    DeviceType {
        /// A computer.
        Computer "COMPUTER" | "1",
        /// A switch, a router, a wireless controller, …
        Networking "NETWORKING" | "2",
        /// A printer.
        Printer "PRINTER" | "3",
        /// A disk array.
        Storage "STORAGE" | "4",
        /// A power supply.
        Power "POWER" | "5",
        /// A telephone.
        Phone "PHONE" | "6",
        /// A camera.
        Video "VIDEO" | "7",
        /// A keyboard, video and mouse switch.
        Kvm "KVM" | "8",
        /// A power strip for racks, with its outlets in `PDU`; newest agents only.
        Pdu "PDU",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::leaf::Meaning;

    #[test]
    fn types_in_any_case() {
        assert_eq!(["KVM", "kvm", " Kvm"].map(DeviceType::from_text), [const { Some(DeviceType::Kvm) }; 3]);
        assert_eq!(DeviceType::from_text("FIREWALL"), Some(DeviceType::Other("FIREWALL".to_owned())));
        assert_eq!(DeviceType::from_text(" "), None);
    }

    // NIX-049
    #[test]
    fn types_by_their_number() {
        assert_eq!(
            ["1", " 3 ", "8"].map(DeviceType::from_text),
            [Some(DeviceType::Computer), Some(DeviceType::Printer), Some(DeviceType::Kvm)]
        );
        for other in ["0", "9", "03"] {
            assert_eq!(DeviceType::from_text(other), Some(DeviceType::Other(other.to_owned())));
        }
    }
}
