//! The protocols that `inspect` knows: one small module each.

pub mod glpi;
pub mod inedo;
mod netinv;
mod oco;
mod zbx;

use clap::ValueEnum;

use crate::input::Input;
use crate::message::{Failure, Message};

/// A protocol's name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// GLPI agent protocol
    Glpi,
    /// Inedo agent protocol
    Inedo,
    /// OCO agent protocol
    Oco,
    /// Network inventory and discovery of GLPI and FusionInventory agents
    Netinv,
    /// Zabbix server-proxy protocol
    Zbx,
}

/// What `inspect` needs from a protocol.
pub trait Protocol: Sync {
    /// Its name, as in `--protocol`.
    fn name(&self) -> Name;

    /// The samples embedded in the program, made by us from the protocol's facts.
    fn samples(&self) -> Vec<Input>;

    /// Whether the input looks like this protocol.
    fn detects(&self, input: &Input) -> bool;

    /// All messages of the input, each with the result of encoding it again.
    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure>;

    /// Whether `--check` prints the notes of each message too: for a protocol
    /// whose notes say what was repaired.
    fn lists_notes(&self) -> bool {
        false
    }
}

/// The protocols that may be chosen from.
pub struct Registry {
    protocols: Vec<&'static dyn Protocol>,
    forced: bool,
}

impl Registry {
    /// All protocols, or only the one that the user asked for.
    pub fn new(only: Option<Name>) -> Self {
        // The first that recognises an input gets it: GLPI's jobs before network inventory's.
        let all: [&'static dyn Protocol; 5] =
            [&zbx::Zbx, &inedo::Inedo, &oco::Oco, &glpi::Glpi, &netinv::Netinv];
        let protocols = all.into_iter().filter(|p| only.is_none_or(|name| p.name() == name)).collect();
        Self { protocols, forced: only.is_some() }
    }

    /// The protocol of an input: the one that was asked for, or the first that
    /// recognises it.
    pub fn of(&self, input: &Input) -> Option<&'static dyn Protocol> {
        self.protocols.iter().copied().find(|protocol| self.forced || protocol.detects(input))
    }

    /// The embedded samples, with their protocols.
    pub fn samples(&self) -> impl Iterator<Item = (&'static dyn Protocol, Input)> {
        self.protocols
            .iter()
            .flat_map(|&protocol| protocol.samples().into_iter().map(move |input| (protocol, input)))
    }
}

impl Name {
    /// As written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Glpi => "glpi",
            Self::Inedo => "inedo",
            Self::Oco => "oco",
            Self::Netinv => "netinv",
            Self::Zbx => "zbx",
        }
    }
}
