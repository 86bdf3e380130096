//! The supported protocols, one small module each.

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

/// Interface between `inspect` and a protocol.
pub trait Protocol {
    /// Returns the protocol's name, as in `--protocol`.
    fn name(&self) -> Name;

    /// Returns the samples embedded in the program, which were made up from the protocol's rules.
    fn samples(&self) -> Vec<Input>;

    /// Returns true if the input looks like this protocol.
    fn detects(&self, input: &Input) -> bool;

    /// Decodes all messages of the input, each with the result of encoding it again.
    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure>;

    /// Returns true if `--check` also prints the notes of each message: for a protocol
    /// whose notes list repairs.
    fn lists_notes(&self) -> bool {
        false
    }
}

/// Command-line options of single protocols.
#[derive(Debug, Args)]
pub struct ProtocolOptions {
    #[command(flatten)]
    inedo: inedo::Options,
    #[command(flatten)]
    register: glpi::register::RegisterOptions,
}

/// The protocols available for an input.
pub struct Registry {
    protocols: Vec<Box<dyn Protocol>>,
    forced: bool,
}

impl Registry {
    /// Creates the registry of all protocols, or of the one that the user selected.
    pub fn new(only: Option<Name>, options: ProtocolOptions) -> Result<Self, String> {
        let only = only.or_else(|| options.inedo.name_protocol().then_some(Name::Inedo));
        let exchange = glpi::register::Exchange::new(&options.register)?.into();
        // The first protocol that recognises an input decodes it: GLPI before network inventory,
        // because of the jobs.
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

    /// Returns the protocol of an input: the one that the user selected, or the first that
    /// recognises it.
    pub fn of(&self, input: &Input) -> Option<&dyn Protocol> {
        self.protocols.iter().map(AsRef::as_ref).find(|protocol| self.forced || protocol.detects(input))
    }

    /// Returns the embedded samples with their protocols.
    pub fn samples(&self) -> impl Iterator<Item = (&dyn Protocol, Input)> {
        self.protocols
            .iter()
            .flat_map(|protocol| protocol.samples().into_iter().map(move |input| (protocol.as_ref(), input)))
    }
}

impl Name {
    /// Returns the name as written on the command line.
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
