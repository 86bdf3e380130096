//! Open questions of the documentation, each a value with a default.

use crate::guid::GuidOrder;

/// Readings of the documentation that the codec uses.
///
/// The public documentation leaves questions open, and there is no public implementation
/// to answer them. Each answer that may be another is a value here. The
/// crate's README lists all open questions, also those with only one sensible
/// answer, and the evidence for each default.
///
/// ```
/// use inedo_wire::{Assumptions, VersionField};
/// let literal = Assumptions::DEFAULT.with_version_field(VersionField::OneInt32);
/// assert_eq!(literal.get_agent_root_path_code(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Assumptions {
    guid_order: GuidOrder,
    version_field: VersionField,
    iv_chain: IvChain,
    first_v2_agent: i32,
    update_agent_code: i32,
    get_agent_root_path_code: i32,
    root_path_answer_code: i32,
}

/// Form of the agent's version in the acknowledgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum VersionField {
    /// Four int32, 16 bytes: major, minor, build, revision. So said the
    /// documentation of 2018; a later conversion lost it.
    #[default]
    FourInt32,
    /// One int32, 4 bytes, packed in an unknown way: today's page to the letter.
    OneInt32,
}

/// Chaining of the IVs of encrypted messages.
///
/// A message starts with one whole block, the next vector, and a wrong vector
/// spoils the first block alone. So **both readings understand each other**: all
/// that goes wrong is the value of the next vector, which is never checked. That is
/// why no capture and no experiment from outside can tell them apart, and why it
/// does not matter to talking with an agent (INW-045).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum IvChain {
    /// Each direction has a chain of its own; both start with the
    /// acknowledgement's vector. Both sides may send at once.
    #[default]
    PerDirection,
    /// Both directions share one chain, which asks both sides to agree on the
    /// order of all messages.
    Shared,
}

impl Assumptions {
    /// The readings that the evidence favours.
    pub const DEFAULT: Self = Self {
        guid_order: GuidOrder::DotNet,
        version_field: VersionField::FourInt32,
        iv_chain: IvChain::PerDirection,
        first_v2_agent: 43,
        update_agent_code: 2,
        get_agent_root_path_code: 3,
        root_path_answer_code: 3,
    };

    /// Sets the byte order of the protocol's id. Default [`GuidOrder::DotNet`]
    /// (inferred).
    #[must_use]
    pub const fn with_guid_order(mut self, order: GuidOrder) -> Self {
        self.guid_order = order;
        self
    }

    /// Sets the form of the agent's version in the acknowledgement. Default
    /// [`VersionField::FourInt32`] (old documentation).
    #[must_use]
    pub const fn with_version_field(mut self, field: VersionField) -> Self {
        self.version_field = field;
        self
    }

    /// Sets the chaining of IVs. Default [`IvChain::PerDirection`]
    /// (unknown).
    #[must_use]
    pub const fn with_iv_chain(mut self, chain: IvChain) -> Self {
        self.iv_chain = chain;
        self
    }

    /// Sets the first agent (major version) that knows protocol version 2 and
    /// 256-bit keys. Default 43 (release notes); what follows for the meaning of
    /// the acknowledgement's number is inferred.
    #[must_use]
    pub const fn with_first_v2_agent(mut self, major: i32) -> Self {
        self.first_v2_agent = major;
        self
    }

    /// Sets the command of Update Agent. Default 2 (old documentation).
    #[must_use]
    pub const fn with_update_agent_code(mut self, command: i32) -> Self {
        self.update_agent_code = command;
        self
    }

    /// Sets the command of Get Agent Root Path. Default 3 (old documentation).
    #[must_use]
    pub const fn with_get_agent_root_path_code(mut self, command: i32) -> Self {
        self.get_agent_root_path_code = command;
        self
    }

    /// Sets the command of the answer to Get Agent Root Path. Default 3
    /// (unknown: the question's own command is a placeholder).
    #[must_use]
    pub const fn with_root_path_answer_code(mut self, command: i32) -> Self {
        self.root_path_answer_code = command;
        self
    }

    /// The byte order of the protocol's id.
    #[must_use]
    pub const fn guid_order(&self) -> GuidOrder {
        self.guid_order
    }

    /// The form of the agent's version in the acknowledgement.
    #[must_use]
    pub const fn version_field(&self) -> VersionField {
        self.version_field
    }

    /// The chaining of IVs.
    #[must_use]
    pub const fn iv_chain(&self) -> IvChain {
        self.iv_chain
    }

    /// The first agent that knows protocol version 2.
    #[must_use]
    pub const fn first_v2_agent(&self) -> i32 {
        self.first_v2_agent
    }

    /// The command of Update Agent.
    #[must_use]
    pub const fn update_agent_code(&self) -> i32 {
        self.update_agent_code
    }

    /// The command of Get Agent Root Path.
    #[must_use]
    pub const fn get_agent_root_path_code(&self) -> i32 {
        self.get_agent_root_path_code
    }

    /// The command of the answer to Get Agent Root Path.
    #[must_use]
    pub const fn root_path_answer_code(&self) -> i32 {
        self.root_path_answer_code
    }
}

impl Default for Assumptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}
