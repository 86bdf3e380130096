//! The protocols that `inspect` knows: one small module each.

mod glpi;
mod inedo;
mod netinv;
mod oco;
mod zbx;

use clap::{Args, ValueEnum};

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
pub trait Protocol {
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

/// What the command line offers for single protocols.
#[derive(Debug, Args)]
pub struct ProtocolOptions {
    #[command(flatten)]
    inedo: inedo::Options,
    #[command(flatten)]
    register: glpi::register::RegisterOptions,
}

/// The protocols that may be chosen from.
pub struct Registry {
    protocols: Vec<Box<dyn Protocol>>,
    forced: bool,
}

impl Registry {
    /// All protocols, or only the one that the user asked for.
    pub fn new(only: Option<Name>, options: ProtocolOptions) -> Result<Self, String> {
        let only = only.or_else(|| options.inedo.name_protocol().then_some(Name::Inedo));
        let exchange = glpi::register::Exchange::new(&options.register)?.into();
        // The first that recognises an input gets it: GLPI's jobs before network inventory's.
        let all: [Box<dyn Protocol>; 5] = [
            Box::new(zbx::Zbx),
            Box::new(inedo::Inedo { options: options.inedo }),
            Box::new(oco::Oco),
            Box::new(glpi::Glpi { exchange }),
            Box::new(netinv::Netinv),
        ];
        let protocols = all.into_iter().filter(|p| only.is_none_or(|name| p.name() == name)).collect();
        Ok(Self { protocols, forced: only.is_some() })
    }

    /// The protocol of an input: the one that was asked for, or the first that
    /// recognises it.
    pub fn of(&self, input: &Input) -> Option<&dyn Protocol> {
        self.protocols.iter().map(AsRef::as_ref).find(|protocol| self.forced || protocol.detects(input))
    }

    /// The embedded samples, with their protocols.
    pub fn samples(&self) -> impl Iterator<Item = (&dyn Protocol, Input)> {
        self.protocols
            .iter()
            .flat_map(|protocol| protocol.samples().into_iter().map(move |input| (protocol.as_ref(), input)))
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
