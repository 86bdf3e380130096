//! The names of an agent's tasks.

use std::fmt;

use serde::{Serialize, Serializer};

/// An agent's task, by name (GLPI-043). The set is open; real agents have the
/// eight with a name of their own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Task {
    /// `inventory`
    Inventory,
    /// `netdiscovery`
    NetDiscovery,
    /// `netinventory`; the specification's examples call it `networkinventory`
    NetInventory,
    /// `esx`
    Esx,
    /// `collect`
    Collect,
    /// `deploy`
    Deploy,
    /// `wakeonlan`
    WakeOnLan,
    /// `remoteinventory`
    RemoteInventory,
    /// Any other name, as it is written.
    Other(String),
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

    /// The name as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Inventory => "inventory",
            Self::NetDiscovery => "netdiscovery",
            Self::NetInventory => "netinventory",
            Self::Esx => "esx",
            Self::Collect => "collect",
            Self::Deploy => "deploy",
            Self::WakeOnLan => "wakeonlan",
            Self::RemoteInventory => "remoteinventory",
            Self::Other(name) => name,
        }
    }

    /// Whether both name the same task; agents compare without regard to case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl From<&str> for Task {
    fn from(name: &str) -> Self {
        let known = Self::REAL.into_iter().find(|task| task.as_str() == name);
        known.unwrap_or_else(|| Self::Other(name.to_owned()))
    }
}

impl From<String> for Task {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Task {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
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
