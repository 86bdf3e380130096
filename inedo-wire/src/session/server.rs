//! The agent's side of the handshake.

use bytes::{Buf, BytesMut};

use crate::assumptions::Assumptions;
use crate::assumptions::VersionField;
use crate::error::{EncodeError, SessionError};
use crate::handshake::{Acknowledgement, Announced, Hello, Negotiated, ReportedVersion};
use crate::iv::NextIv;
use crate::limits::Limits;
use crate::session::{Agreed, Event, Progress, RequiredEncryption, Role, Settings};
use crate::version::{AgentVersion, ProtocolVersion, Versions};

/// The agent's side: settings for all connections.
///
/// ```
/// use bytes::BytesMut;
/// use inedo_wire::{AgentVersion, Client, Event, NextIv, Progress, RequiredEncryption, Server};
///
/// let (hello, _) = Client::new(RequiredEncryption::None).start();
/// let mut src = BytesMut::from(&hello[..]);
///
/// let server = Server::new(RequiredEncryption::None, AgentVersion::new(51));
/// let Progress::Done(greeted) = server.start().handle_bytes(&mut src)? else { panic!("the hello is whole") };
/// let mut dst = BytesMut::new();
/// let Event::Established(connection) = greeted.acknowledge(NextIv::not_needed(), &mut dst)? else {
///     panic!("no TLS was asked for")
/// };
/// assert_eq!((dst.len(), connection.version().number()), (21, 2000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Server {
    required: RequiredEncryption,
    agent: AgentVersion,
    /// `None`: those that the agent's version suggests.
    versions: Option<Versions>,
    settings: Settings,
}

impl Server {
    /// Creates a server for an agent of this version that requires this encryption.
    ///
    /// An agent before 43, or what [`Assumptions::with_first_v2_agent`] says, speaks
    /// version 1 alone, a later one both. Versions with
    /// negative parts are refused by clients.
    pub fn new(required: RequiredEncryption, agent: AgentVersion) -> Self {
        Self { required, agent, versions: None, settings: Settings::default() }
    }

    /// Sets the versions to accept, instead of those that the agent's version suggests.
    pub const fn with_versions(mut self, versions: Versions) -> Self {
        self.versions = Some(versions);
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

    /// Begins the handshake with a client that has connected.
    pub fn start(&self) -> AwaitHello {
        AwaitHello { server: self.clone() }
    }

    /// Returns the versions that the agent accepts.
    fn versions(&self) -> Versions {
        self.versions.unwrap_or(if self.knows_ranges() { Versions::ALL } else { Versions::V1 })
    }

    /// Returns true if the agent reads the hello's numbers as a range of versions.
    const fn knows_ranges(&self) -> bool {
        self.agent.major >= self.settings.assumptions.first_v2_agent()
    }
}

/// A client has connected; its hello is awaited.
#[derive(Debug)]
#[must_use]
pub struct AwaitHello {
    server: Server,
}

impl AwaitHello {
    /// Takes the hello out of `src` once it is all there.
    ///
    /// # Errors
    /// A wrong protocol id, or no common version. An agent then closes the connection without a
    /// byte.
    pub fn handle_bytes(self, src: &mut BytesMut) -> Result<Progress<Self, Greeted>, SessionError> {
        let Some(hello) = Hello::decode(src, &self.server.settings.assumptions)? else {
            return Ok(Progress::Pending(self));
        };
        let negotiated = hello.negotiate(self.server.versions(), self.server.knows_ranges())?;
        src.advance(Hello::LEN);
        Ok(Progress::Done(Greeted { server: self.server, hello, negotiated }))
    }

    /// Reports that the client closed the connection; `src` is what it had sent of the hello.
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

/// The hello is accepted; the acknowledgement is to be sent.
#[derive(Debug)]
#[must_use]
pub struct Greeted {
    server: Server,
    hello: Hello,
    negotiated: Negotiated,
}

impl Greeted {
    /// The hello as received.
    #[must_use]
    pub const fn hello(&self) -> Hello {
        self.hello
    }

    /// The negotiated version.
    #[must_use]
    pub const fn version(&self) -> ProtocolVersion {
        self.negotiated.version
    }

    /// The session that a version 1 client asks for.
    #[must_use]
    pub const fn session_id(&self) -> Option<i32> {
        self.negotiated.session_id
    }

    /// Sets the session of a version 1 client, if not the one it asked for. Without
    /// effect on other clients, which are told the version instead.
    pub const fn with_session_id(mut self, session_id: i32) -> Self {
        if self.negotiated.session_id.is_some() {
            self.negotiated.field = session_id;
        }
        self
    }

    /// Appends the acknowledgement to `dst`. With AES, `iv` starts the chains and
    /// is sent in clear; otherwise it is not used.
    ///
    /// # Errors
    /// [`EncodeError::NextIvMissing`] with AES and no vector; nothing is written
    /// then.
    pub fn acknowledge(self, iv: NextIv, dst: &mut BytesMut) -> Result<Event, EncodeError> {
        let Self { server, negotiated, .. } = self;
        let announced = match server.required {
            RequiredEncryption::None => Announced::None,
            RequiredEncryption::Ssl => Announced::Ssl,
            RequiredEncryption::Aes(_) => Announced::Aes(iv.into_iv().ok_or(EncodeError::NextIvMissing)?),
        };
        let version = match server.settings.assumptions.version_field() {
            VersionField::FourInt32 => ReportedVersion::Four(server.agent),
            // The packing is unknown; this one keeps what people call
            // the version.
            VersionField::OneInt32 => ReportedVersion::One(server.agent.major),
        };
        let acknowledgement = Acknowledgement { announced, field: negotiated.field, version };
        acknowledgement.encode(dst);
        let agreed =
            Agreed { version: negotiated.version, announced, agent: version, field: negotiated.field };
        Ok(server.settings.event(Role::Agent, agreed, &server.required))
    }
}
