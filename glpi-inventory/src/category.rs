//! Categories of sections, by which agents make partial inventories.

macro_rules! categories {
    ($( $name:ident = $text:literal: $($section:literal)*, )*) => {
        /// A category of sections, by the name that agents have for it (INV-071).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub enum Category {
            $( #[doc = concat!("The category `", $text, "`.")] $name, )*
        }

        impl Category {
            /// All categories.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the name that agents have for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$name => $text, )* }
            }

            /// Returns the sections of the category.
            #[must_use]
            pub const fn sections(self) -> &'static [&'static str] {
                match self { $( Self::$name => &[$($section),*], )* }
            }
        }
    };
}

categories! {
    AccessLog = "accesslog": "accesslog",
    Antivirus = "antivirus": "antivirus",
    Battery = "battery": "batteries",
    Bios = "bios": "bios",
    Controller = "controller": "controllers",
    Cpu = "cpu": "cpus",
    Database = "database": "databases_services",
    Drive = "drive": "drives",
    Environment = "environment": "envs",
    Firewall = "firewall": "firewalls",
    Hardware = "hardware": "hardware",
    Input = "input": "inputs",
    LicenseInfo = "licenseinfo": "licenseinfos",
    LocalGroup = "local_group": "local_groups",
    LocalUser = "local_user": "local_users",
    Lvm = "lvm": "physical_volumes" "volume_groups" "logical_volumes",
    Memory = "memory": "memories",
    Modem = "modem": "modems",
    Monitor = "monitor": "monitors",
    Network = "network": "networks",
    Os = "os": "operatingsystem",
    Port = "port": "ports",
    Printer = "printer": "printers",
    Process = "process": "processes",
    Provider = "provider": "versionprovider",
    PowerSupply = "psu": "powersupplies",
    RemoteMgmt = "remote_mgmt": "remote_mgmt",
    Slot = "slot": "slots",
    Software = "software": "softwares" "operatingsystem",
    Sound = "sound": "sounds",
    Storage = "storage": "storages",
    Usb = "usb": "usbdevices",
    User = "user": "users",
    Video = "video": "videos",
    VirtualMachine = "virtualmachine": "virtualmachines",
}

#[cfg(test)]
mod tests {
    use super::*;

    // INV-071
    #[test]
    fn each_section_of_a_category_is_one() {
        for category in Category::ALL {
            for section in category.sections() {
                assert!(crate::schema::section(section).is_some(), "{}", category.as_str());
            }
        }
    }
}
