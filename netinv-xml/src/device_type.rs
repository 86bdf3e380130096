//! What a device is.

use crate::words::words;

words! {
    /// `TYPE`: what a device is. Read in any case, written in upper case.
    DeviceType {
        /// A computer.
        Computer "COMPUTER",
        /// A switch, a router, a wireless controller, …
        Networking "NETWORKING",
        /// A printer.
        Printer "PRINTER",
        /// A disk array.
        Storage "STORAGE",
        /// A power supply.
        Power "POWER",
        /// A telephone.
        Phone "PHONE",
        /// A camera.
        Video "VIDEO",
        /// A keyboard, video and mouse switch.
        Kvm "KVM",
        /// A power strip for racks, whose outlets are told in `PDU`. Of the newest agents.
        Pdu "PDU",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf::Meaning;

    #[test]
    fn types_in_any_case() {
        assert_eq!(["KVM", "kvm", " Kvm"].map(DeviceType::of), [const { Some(DeviceType::Kvm) }; 3]);
        assert_eq!(DeviceType::of("FIREWALL"), Some(DeviceType::Other("FIREWALL".to_owned())));
        assert_eq!(DeviceType::of(" "), None);
    }
}
