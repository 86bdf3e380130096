//! Requests on a Zabbix port.

use std::borrow::Cow;

use super::agent::{ActiveCheckHeartbeat, ActiveChecksRequest, AgentData};
use super::config::ConfigRequest;
use super::data::ProxyData;
use super::heartbeat::ProxyHeartbeat;
use super::other::OtherRequest;
use super::passive::PassiveChecks;
use super::sender::SenderData;
use crate::error::{DecodeError, DecodeErrorKind, SyntaxError};
use crate::json::{Extra, Member, Reader, Writer, cut_payload, object};
use crate::limits::Limits;

object! {
    /// `proxy tasks`: a server's request to a passive proxy for results of tasks.
    #[derive(Default)]
    pub struct ProxyTasksRequest {}
}

/// Defines the requests and their names on the wire.
macro_rules! requests {
    ($( $(#[$meta:meta])* $variant:ident($type:ty) = $name:literal, )*) => {
        /// A message with a member `request`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[non_exhaustive]
        #[expect(clippy::large_enum_variant, reason = "one is decoded at a time, and moved little")]
        pub enum Request<'a> {
            $( $(#[$meta])* $variant($type), )*
            /// An unknown request.
            Other(OtherRequest<'a>),
        }

        impl<'a> Request<'a> {
            /// The member `request`.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $( Self::$variant(_) => $name, )*
                    Self::Other(other) => &other.name,
                }
            }

            fn read_members(name: &str, reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                match name {
                    $( $name => {
                        let mut request: $type = Member::read(reader)?;
                        request.extra.discard("request");
                        Ok(Self::$variant(request))
                    } )*
                    other => {
                        let mut members = Extra::EMPTY;
                        reader.object(|reader, name| {
                            let value = reader.unknown()?;
                            members.keep(name.clone(), value);
                            Ok(())
                        })?;
                        members.discard("request");
                        Ok(Self::Other(OtherRequest { name: other.to_owned(), members }))
                    }
                }
            }

            fn write_members(&self, writer: &mut Writer<'_>) {
                match self {
                    $( Self::$variant(request) => request.write_members(writer), )*
                    Self::Other(other) => other.members.write(writer),
                }
            }

            /// Replaces everything that may be secret, so that the request can be logged.
            /// Unknown members count as secret.
            pub fn redact(&mut self) {
                match self {
                    $( Self::$variant(request) => Member::redact(request), )*
                    Self::Other(other) => other.members.redact(),
                }
            }

            /// Number of unknown members, at all levels.
            #[must_use]
            pub fn unknown_members(&self) -> usize {
                match self {
                    $( Self::$variant(request) => Member::unknown_members(request), )*
                    Self::Other(other) => other.members.len(),
                }
            }

            /// Copies the borrowed parts, so that the value outlives the payload.
            #[must_use]
            pub fn into_owned(self) -> Request<'static> {
                match self {
                    $( Self::$variant(request) => Request::$variant(Member::into_owned(request)), )*
                    Self::Other(other) => {
                        Request::Other(OtherRequest { name: other.name, members: other.members.into_owned() })
                    }
                }
            }
        }

        $( impl<'a> From<$type> for Request<'a> {
            fn from(request: $type) -> Self {
                Self::$variant(request)
            }
        } )*
    };
}

requests! {
    /// The heartbeat of an active proxy up to 6.0.
    ProxyHeartbeat(ProxyHeartbeat) = "proxy heartbeat",
    /// An active proxy's request for its configuration, or a configuration for a passive
    /// one.
    ProxyConfig(ConfigRequest<'a>) = "proxy config",
    /// Data from an active proxy, or a request for data to a passive one.
    ProxyData(ProxyData<'a>) = "proxy data",
    /// A request to a passive proxy for results of tasks.
    ProxyTasks(ProxyTasksRequest) = "proxy tasks",
    /// Values from a sender.
    SenderData(SenderData<'a>) = "sender data",
    /// An agent's request for its checks.
    ActiveChecks(ActiveChecksRequest) = "active checks",
    /// Values from an agent.
    AgentData(AgentData<'a>) = "agent data",
    /// The heartbeat of an agent.
    ActiveCheckHeartbeat(ActiveCheckHeartbeat) = "active check heartbeat",
    /// A request to an agent for values.
    PassiveChecks(PassiveChecks) = "passive checks",
}

impl<'a> From<OtherRequest<'a>> for Request<'a> {
    fn from(request: OtherRequest<'a>) -> Self {
        Self::Other(request)
    }
}

impl<'a> Request<'a> {
    /// Decodes the payload of a frame.
    ///
    /// # Errors
    /// The payload is not a JSON object, has no member `request`, lacks a required member
    /// or has one of the wrong type, or exceeds a limit.
    pub fn decode(payload: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let payload = cut_payload(payload);
        // Daemons check the first byte: a payload that starts otherwise is not JSON to
        // them, not even with a space or a byte order mark before the brace (ZBX-047).
        if payload.first() != Some(&b'{') {
            let error =
                if payload.is_empty() { SyntaxError::UNEXPECTED_END } else { SyntaxError::NOT_AN_OBJECT };
            return Err(DecodeError::new(error, 0));
        }
        let mut reader = Reader::new(payload, limits)?;
        let name = request_name(&mut reader.clone())?;
        // The name is not an unknown member, although it is skipped like one.
        reader.allow_unknown();
        let request = Self::read_members(&name, &mut reader)?;
        reader.finish()?;
        Ok(request)
    }

    /// Appends the payload to `dst`, byte for byte as the C daemons write it.
    pub fn encode(&self, dst: &mut Vec<u8>) {
        let mut writer = Writer::new(dst);
        writer.object(|writer| {
            writer.name("request");
            writer.string(self.name());
            self.write_members(writer);
        });
    }
}

/// Finds the first member `request`, at any position; the daemons write it first.
fn request_name(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    reader.enter_object()?;
    let mut first = true;
    while let Some(name) = reader.next_member(first)? {
        if name == "request" {
            return reader.text().map(Cow::into_owned).map_err(|error| error.in_member("request"));
        }
        reader.skip().map_err(|error| error.in_member(&name))?;
        first = false;
    }
    Err(DecodeError::new(DecodeErrorKind::Missing("request"), 0))
}
