//! The product's side of the handshake.

use bytes::{Buf, BytesMut};

use crate::assumptions::Assumptions;
use crate::error::SessionError;
use crate::handshake::{Acknowledgement, Hello};
use crate::key::KeySize;
use crate::limits::Limits;
use crate::session::{Agreed, Event, Progress, RequiredEncryption, Role, Settings};
use crate::version::{ProtocolVersion, Versions};

/// The product's side, before it connects to an agent.
///
/// ```
/// use inedo_wire::{Client, RequiredEncryption, Versions};
/// let key = "00112233445566778899aabbccddeeff".parse()?;
/// let (hello, handshake) = Client::new(RequiredEncryption::Aes(key)).start();
/// assert_eq!(hello.len(), 24); // send it, then give the answer to `handshake`
/// # let _ = handshake;
/// # Ok::<(), inedo_wire::ParseKeyError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Client {
    required: RequiredEncryption,
    versions: Versions,
    session_id: i32,
    settings: Settings,
}

impl Client {
    /// Creates a client that talks to an agent only under this encryption.
    pub fn new(required: RequiredEncryption) -> Self {
        Self { required, versions: Versions::ALL, session_id: 0, settings: Settings::default() }
    }

    /// Sets the versions to offer. Default [`Versions::ALL`].
    ///
    /// With [`Versions::V1`] alone the hello is one of version 1.
    pub const fn with_versions(mut self, versions: Versions) -> Self {
        self.versions = versions;
        self
    }

    /// Sets the session to resume, which agents ignore. Default 0. It is sent with
    /// [`Versions::V1`] alone; from 1000 on newer agents may take it for a version.
    pub const fn with_session_id(mut self, session_id: i32) -> Self {
        self.session_id = session_id;
        self
    }

    /// Sets the bounds. Default [`Limits::DEFAULT`].
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Sets the readings of the documentation. Default [`Assumptions::DEFAULT`].
    pub const fn with_assumptions(mut self, assumptions: Assumptions) -> Self {
        self.settings.assumptions = assumptions;
        self
    }

    /// Begins the handshake: returns the hello to send and the state that takes the answer.
    pub fn start(self) -> ([u8; Hello::LEN], AwaitAcknowledgement) {
        let hello = if self.versions == Versions::V1 {
            Hello::v1(self.session_id)
        } else {
            Hello::offer(self.versions)
        };
        (hello.encode(&self.settings.assumptions), AwaitAcknowledgement { client: self })
    }
}

/// The hello is sent; the agent's acknowledgement is awaited.
#[derive(Debug)]
#[must_use]
pub struct AwaitAcknowledgement {
    client: Client,
}

impl AwaitAcknowledgement {
    /// Takes the acknowledgement out of `src` once it is all there.
    ///
    /// # Errors
    /// An acknowledgement that cannot be decoded, another encryption than the required
    /// one (INW-020), a version that was not offered (INW-015), or a key that the
    /// agent is too old for. Then the connection has to be closed, and nothing but
    /// the hello was sent.
    pub fn handle_bytes(self, src: &mut BytesMut) -> Result<Progress<Self, Event>, SessionError> {
        let Client { required, versions, settings, .. } = &self.client;
        let assumptions = &settings.assumptions;
        let Some(acknowledgement) = Acknowledgement::decode(src, assumptions)? else {
            return Ok(Progress::Pending(self));
        };
        let offered = acknowledgement.announced.encryption();
        if offered != required.encryption() {
            return Err(SessionError::EncryptionMismatch { required: required.encryption(), offered });
        }
        let version = version_of(&acknowledgement, *versions, assumptions)?;
        let major = acknowledgement.version.agent_version().map(|agent| agent.major);
        let first = assumptions.first_v2_agent();
        if let (RequiredEncryption::Aes(key), Some(major)) = (required, major)
            && key.size() == KeySize::Aes256
            && major < first
        {
            return Err(SessionError::KeyTooLong { major, first });
        }
        src.advance(acknowledgement.encoded_len());
        let agreed = Agreed {
            version,
            announced: acknowledgement.announced,
            agent: acknowledgement.version,
            field: acknowledgement.field,
        };
        Ok(Progress::Done(settings.event(Role::Client, agreed, required)))
    }

    /// Reports that the agent closed the connection; `src` is what it had sent of the acknowledgement.
    #[must_use]
    pub fn finish(self, src: &[u8]) -> SessionError {
        SessionError::Closed { received: src.len() }
    }

    /// Reports that the caller's timeout expired. See
    /// [`HANDSHAKE_TIMEOUT`](crate::HANDSHAKE_TIMEOUT).
    #[must_use]
    pub fn handle_timeout(self) -> SessionError {
        SessionError::TimedOut
    }
}

/// Returns the version that the acknowledgement means (INW-015).
///
/// Its number is a version from agents that know version 2, and a session id from
/// older ones, who may well echo the 2000 that they were offered. Where the agent's
/// age cannot be read ([`VersionField::OneInt32`](crate::VersionField::OneInt32))
/// the number is all there is.
fn version_of(
    acknowledgement: &Acknowledgement,
    offered: Versions,
    assumptions: &Assumptions,
) -> Result<ProtocolVersion, SessionError> {
    let agent = acknowledgement.version.agent_version();
    let knows_v2 = agent.is_none_or(|agent| agent.major >= assumptions.first_v2_agent());
    let number = ProtocolVersion::from_number(acknowledgement.field);
    match (knows_v2, number) {
        // Whatever the number: it is a session id.
        (false, _) if offered.contains(ProtocolVersion::V1) => Ok(ProtocolVersion::V1),
        (true, Some(version)) if offered.contains(version) => Ok(version),
        // A version 1 hello offers no range, so any number but 2000 is a session id.
        (true, None) if offered == Versions::V1 => Ok(ProtocolVersion::V1),
        _ => Err(SessionError::VersionNotOffered {
            field: acknowledgement.field,
            agent: acknowledgement.version.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handshake::{Announced, ReportedVersion};
    use crate::version::AgentVersion;

    fn outcome(offered: Versions, field: i32, major: i32) -> Option<ProtocolVersion> {
        let version = ReportedVersion::Four(AgentVersion::new(major));
        let acknowledgement = Acknowledgement { announced: Announced::None, field, version };
        version_of(&acknowledgement, offered, &Assumptions::DEFAULT).ok()
    }

    #[test]
    fn the_number_means_what_the_agents_age_says() {
        // INW-015
        let (v1, v2) = (Some(ProtocolVersion::V1), Some(ProtocolVersion::V2));
        for (offered, field, major, expected) in [
            (Versions::ALL, 2000, 51, v2),
            (Versions::ALL, 2000, 43, v2),
            (Versions::ALL, 1000, 43, v1),
            (Versions::ALL, 2000, 42, v1),
            (Versions::ALL, 7, 42, v1),
            (Versions::ALL, 7, 43, None),
            (Versions::ALL, 3000, 51, None),
            (Versions::V2, 2000, 51, v2),
            (Versions::V2, 1000, 51, None),
            (Versions::V2, 2000, 42, None),
            (Versions::V1, 0, 51, v1),
            (Versions::V1, 1000, 51, v1),
            (Versions::V1, 7, 17, v1),
            (Versions::V1, 2000, 42, v1),
            (Versions::V1, 2000, 51, None),
        ] {
            assert_eq!(outcome(offered, field, major), expected, "{offered:?} {field} {major}");
        }
    }

    #[test]
    fn a_packed_version_leaves_only_the_number() {
        let acknowledgement =
            Acknowledgement { announced: Announced::None, field: 2000, version: ReportedVersion::One(42) };
        let of = |offered| version_of(&acknowledgement, offered, &Assumptions::DEFAULT);
        assert_eq!(of(Versions::ALL), Ok(ProtocolVersion::V2));
        assert!(of(Versions::V1).is_err());
    }
}
