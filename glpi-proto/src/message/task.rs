//! The names of an agent's tasks.

use crate::json::text_enum;

text_enum! {
    /// An agent's task, by name (GLPI-043). The set is open; real agents have the eight with
    /// a variant.
    pub enum Task {
        /// `inventory`
        Inventory = "inventory",
        /// `netdiscovery`
        NetDiscovery = "netdiscovery",
        /// `netinventory`; the specification's examples call it `networkinventory`
        NetInventory = "netinventory",
        /// `esx`
        Esx = "esx",
        /// `collect`
        Collect = "collect",
        /// `deploy`
        Deploy = "deploy",
        /// `wakeonlan`
        WakeOnLan = "wakeonlan",
        /// `remoteinventory`
        RemoteInventory = "remoteinventory",
    }
}

impl Task {
    /// The tasks of real agents, in the order in which they list them.
    pub const REAL: [Self; 8] = [
        Self::Collect,
        Self::Deploy,
        Self::Esx,
        Self::Inventory,
        Self::NetDiscovery,
        Self::NetInventory,
        Self::RemoteInventory,
        Self::WakeOnLan,
    ];

    /// Returns true if both name one task; agents compare without regard to case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-043
    #[test]
    fn any_name_is_a_task() {
        for task in Task::REAL {
            assert_eq!(Task::from(task.as_str()), task);
        }
        assert_eq!(Task::from("networkinventory"), Task::Other("networkinventory".to_owned()));
        assert!(Task::from("Collect").is_same(&Task::Collect));
    }
}
