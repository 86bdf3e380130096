//! What nobody outside the vendor knows for certain, each with a name.

use crate::guid::GuidOrder;

/// The readings of the documentation that this crate goes by.
///
/// The public documentation leaves questions open, and no public implementation
/// answers them. Each answer that can be given another way is a value here. The
/// defaults are what [`STATEMENTS`](Self::STATEMENTS) argues for, which lists as
/// well the answers that only one reading makes sense of.
///
/// ```
/// use inedo_wire::{Assumptions, VersionField};
/// let literal = Assumptions::DEFAULT.with_version_field(VersionField::OneInt32);
/// assert_eq!(literal.get_agent_root_path_code(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    guid_order: GuidOrder,
    version_field: VersionField,
    iv_chain: IvChain,
    first_v2_agent: i32,
    update_agent_code: i32,
    get_agent_root_path_code: i32,
    root_path_answer_code: i32,
}

/// How the acknowledgement writes the agent's version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum VersionField {
    /// Four int32, 16 bytes: major, minor, build, revision. So said the
    /// documentation of 2018; a later conversion lost it.
    #[default]
    FourInt32,
    /// One int32, 4 bytes, packed in an unknown way: today's page to the letter.
    OneInt32,
}

/// Whose vectors an encrypted message continues.
///
/// A message starts with one whole block, the next vector, and a wrong vector
/// spoils the first block alone. So **both readings understand each other**: all
/// that goes wrong is the value of the next vector, which nobody checks. That is
/// why no capture and no experiment from outside can tell them apart, and why it
/// does not matter to talking with an agent (INW-045).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
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

    /// Sets whose vectors a message continues. Default [`IvChain::PerDirection`]
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

    /// Whose vectors a message continues.
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

/// How well a statement about the protocol is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Stands in the documentation today.
    Documented,
    /// Stood in an earlier edition of it.
    OldEdition,
    /// Follows from what is documented, or from how .NET programs do things.
    Inferred,
    /// Nobody outside the vendor knows; the crate picked something that works
    /// with itself.
    Unknown,
}

impl Evidence {
    /// One word for a table: "documented", "old edition", "inferred", "unknown".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::OldEdition => "old edition",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

/// A statement about the protocol that the documentation of today does not make,
/// or makes unclearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// A short name: "version field".
    pub name: &'static str,
    /// What the crate takes for true.
    pub statement: &'static str,
    /// How well that is founded.
    pub evidence: Evidence,
    /// How a person with a Windows machine and an agent can settle it.
    pub settled_by: &'static str,
}

const fn statement(
    name: &'static str,
    evidence: Evidence,
    statement: &'static str,
    settled_by: &'static str,
) -> Statement {
    Statement { name, statement, evidence, settled_by }
}

impl Assumptions {
    /// Every such statement, as in the README's table.
    pub const STATEMENTS: &[Statement] = &[
        statement(
            "Guid order",
            Evidence::Inferred,
            "the protocol id travels in .NET's order, `4e d2 eb 6c …`",
            "send the hello in each order to a running agent: it hangs up on the wrong one",
        ),
        statement(
            "version field",
            Evidence::OldEdition,
            "the acknowledgement ends with four int32, so it has 21 or 37 bytes",
            "send the hello, wait a second, count the bytes: 21 or 37, or 9 or 25 for one int32",
        ),
        statement(
            "v1 echo",
            Evidence::Inferred,
            "an agent before 43 puts a session id where later ones put the protocol version; 2000 from such an agent is an echo",
            "send the v2 hello to an agent 42 and read the int32 after the mode byte (and IV)",
        ),
        statement(
            "no common version",
            Evidence::Unknown,
            "an agent that shares no version with the client hangs up",
            "offer 3000 to 3500 and watch",
        ),
        statement(
            "TLS start",
            Evidence::Inferred,
            "with encryption SSL the TLS handshake begins right after the acknowledgement, the agent being the TLS server",
            "set the mode to ssl, send the hello, then a TLS ClientHello, and see whether a ServerHello comes",
        ),
        statement(
            "reply data",
            Evidence::Inferred,
            "data of a plain frame to the client starts at byte 8, not 5 as the page says",
            "ask for the root path without encryption and look at the answer",
        ),
        statement(
            "command codes",
            Evidence::OldEdition,
            "Update Agent is 2 and Get Agent Root Path is 3, in version 2 as in version 1",
            "send command 3 with the byte 2 and see whether a path comes back",
        ),
        statement(
            "answer code",
            Evidence::Unknown,
            "the answer to Get Agent Root Path carries command 3",
            "read the second int32 of that answer",
        ),
        statement(
            "v2 target",
            Evidence::Unknown,
            "a version 2 frame without a target is for the agent itself",
            "send command 3 on a version 2 connection; how product messages are addressed stays open",
        ),
        statement(
            "key",
            Evidence::Inferred,
            "the key's digits are the AES key itself, without derivation",
            "decrypt a captured session with `inspect --key`: a message with a sensible command says yes",
        ),
        statement(
            "cipher mode",
            Evidence::Inferred,
            "AES is used in CBC mode",
            "the same: under another mode no second block makes sense",
        ),
        statement(
            "padding",
            Evidence::Inferred,
            "plaintexts are padded as PKCS#7 says",
            "the same: with other padding `inspect` cannot decrypt",
        ),
        statement(
            "IV chain",
            Evidence::Unknown,
            "each direction continues its own vectors from the acknowledgement's",
            "not possible from outside, and not needed: both readings understand each other",
        ),
        statement(
            "wrong key",
            Evidence::Inferred,
            "an agent hangs up on a message that it cannot decrypt",
            "send a message under a wrong key and watch",
        ),
        statement(
            "frame bound",
            Evidence::Unknown,
            "the agent takes at least 64 MiB, the client at least 16 MiB",
            "send growing frames with command 3 and trailing zeros until the agent hangs up",
        ),
        statement(
            "file names",
            Evidence::Inferred,
            "names in Update Agent have no folder",
            "capture an update without encryption, or decrypt one, with `inspect`",
        ),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_every_statement() {
        let readme = include_str!("../README.md");
        for Statement { name, statement, evidence, settled_by } in Assumptions::STATEMENTS {
            let row = format!("| **{name}**: {statement} | {} | {settled_by} |\n", evidence.as_str());
            assert!(readme.contains(&row), "{row}");
        }
        let rows = readme.lines().filter(|line| line.starts_with("| **")).count();
        assert_eq!(rows, Assumptions::STATEMENTS.len());
    }
}
