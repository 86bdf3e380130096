//! A server's port: what comes in, and the frames that go out.

use super::ProxyPeer;
use crate::session::{answer_to, invalid_proxy_name, unknown_proxy};
use crate::{
    ActiveChecksAnswer, Answer, ConfigAnswer, DecodeError, Flags, Frame, Limits, ProxyName, Redirect, Request,
};

/// The rules of a server's or proxy's port for frames that come in: who is answered at once,
/// who not at all, and with which flags.
///
/// ```
/// use std::collections::BTreeMap;
/// use zbx_proxy_proto::session::{ConfigDecision, ProxyPeer, Revision, Server, Received};
/// use zbx_proxy_proto::{ConfigAnswer, Frame, Request, Version};
///
/// /// Returns the frame to send before the connection is closed.
/// fn serve(server: &Server, proxies: &mut BTreeMap<String, ProxyPeer>, frame: &Frame) -> Option<Frame> {
///     let asked = match server.receive(frame) {
///         Received::Answer { frame, .. } => return Some(frame),
///         Received::Close { .. } => return None,
///         Received::Proxy(asked) => asked,
///         Received::Agent(asked) => match asked.request() {
///             Request::SenderData(data) => {
///                 let decision = data.decide(); // store its values
///                 return Some(asked.answer(&decision.answer(0, "0.000055")));
///             }
///             _ => return None,
///         },
///     };
///     let Some(peer) = proxies.get_mut(asked.name().as_str()) else { return asked.unknown() };
///     match asked.request() {
///         Request::ProxyData(data) => {
///             let decision = peer.handle_data(data, false, 1_790_000_000); // store its rows
///             let answer = peer.commit(decision); // store the peer's state
///             Some(asked.answer(peer, &answer))
///         }
///         Request::ProxyConfig(config) => match peer.handle_config_request(config, Revision::new(1)) {
///             ConfigDecision::Refuse(answer) => Some(asked.answer(peer, &answer)),
///             _ => Some(asked.configuration(peer, &ConfigAnswer::Unchanged)),
///         },
///         Request::ProxyHeartbeat(heartbeat) => {
///             peer.handle_heartbeat(heartbeat).map(|answer| asked.answer(peer, &answer))
///         }
///         _ => None,
///     }
/// }
///
/// let mut proxies = BTreeMap::from([("paris-1".to_owned(), ProxyPeer::new(Version::new(7, 0, 9)))]);
/// let frame = Frame::new(&br#"{"request":"proxy data","host":"paris-1","version":"7.0.9"}"#[..]);
/// let answer = serve(&Server::new(), &mut proxies, &frame).unwrap();
/// assert_eq!(&answer.payload()[..], br#"{"upload":"enabled","response":"success"}"#);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Server {
    limits: Limits,
    redirect: Option<Redirect>,
}

/// A frame that came in.
#[derive(Debug)]
#[must_use]
pub enum Received<'a> {
    /// Send this, and close.
    Answer {
        /// The answer.
        frame: Frame,
        /// The reason, for the log.
        reason: Refused,
    },
    /// Close without an answer.
    Close {
        /// The reason, for the log.
        reason: Refused,
    },
    /// A request of a proxy with a valid name.
    Proxy(ProxyAsked<'a>),
    /// A request of an agent, a sender or another program.
    Agent(Asked<'a>),
}

/// The reason why a frame is answered at once, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The payload cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The name of the proxy is missing or invalid.
    #[error("missing or invalid name of proxy")]
    ProxyName,
    /// Agents and senders are sent to another address.
    #[error("sent to another address")]
    Redirected,
}

/// A request of a proxy with a valid name.
#[derive(Debug)]
#[must_use]
pub struct ProxyAsked<'a> {
    name: ProxyName,
    asked: Asked<'a>,
}

/// A request, and the flags of its frame.
#[derive(Debug)]
#[must_use]
pub struct Asked<'a> {
    request: Request<'a>,
    flags: Flags,
}

impl Server {
    /// Creates the rules of a server that redirects nobody, with [`Limits::DEFAULT`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the bounds on messages.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sends agents and senders to another member of the proxy group (7.0 and later).
    #[must_use]
    pub fn with_redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = Some(redirect);
        self
    }

    /// Reads the frame of a connection.
    pub fn receive<'a>(&self, frame: &'a Frame) -> Received<'a> {
        let flags = frame.flags();
        let request = match Request::decode(frame.payload(), &self.limits) {
            Ok(request) => request,
            Err(error) => {
                let answer = answer_to(&error, flags);
                let reason = error.into();
                return match answer {
                    Some((answer, flags)) => {
                        Received::Answer { frame: Frame::from(&answer).like(flags), reason }
                    }
                    None => Received::Close { reason },
                };
            }
        };
        let name = match &request {
            Request::ProxyData(data) => data.host.as_deref(),
            Request::ProxyConfig(config) => config.host.as_deref(),
            Request::ProxyHeartbeat(heartbeat) => Some(heartbeat.host.as_str()),
            _ => return self.other(Asked { request, flags }),
        };
        match name.unwrap_or("").parse() {
            Ok(name) => Received::Proxy(ProxyAsked { name, asked: Asked { request, flags } }),
            Err(error) => {
                let frame = Frame::from(&invalid_proxy_name(name, &error)).like(flags);
                Received::Answer { frame, reason: Refused::ProxyName }
            }
        }
    }

    fn other<'a>(&self, asked: Asked<'a>) -> Received<'a> {
        let Some(redirect) = &self.redirect else { return Received::Agent(asked) };
        let redirect = redirect.clone();
        let frame = match &asked.request {
            Request::ActiveChecks(_) => Frame::from(&ActiveChecksAnswer::redirected(redirect)),
            Request::AgentData(_) | Request::SenderData(_) | Request::ActiveCheckHeartbeat(_) => {
                Frame::from(&Answer::redirected(redirect))
            }
            _ => return Received::Agent(asked),
        };
        Received::Answer { frame: frame.like(asked.flags), reason: Refused::Redirected }
    }
}

impl<'a> ProxyAsked<'a> {
    /// The name of the proxy, by which its state is looked up.
    #[must_use]
    pub fn name(&self) -> &ProxyName {
        &self.name
    }

    /// The request: data, a configuration request or a heartbeat.
    #[must_use]
    pub fn request(&self) -> &Request<'a> {
        &self.asked.request
    }

    /// Returns the answer to a proxy that is not known; `None` to close without one, as on
    /// a configuration request (ZBX-065).
    #[must_use]
    pub fn unknown(&self) -> Option<Frame> {
        match &self.asked.request {
            Request::ProxyConfig(_) => None,
            _ => Some(self.asked.answer(&unknown_proxy(self.name.as_str()))),
        }
    }

    /// Creates the frame of an answer to data, to a heartbeat, or to a refused configuration
    /// request. Call this, or [`configuration`](Self::configuration), once for each request:
    /// the peer remembers whether it was compressed (ZBX-027).
    #[must_use]
    pub fn answer(&self, peer: &mut ProxyPeer, answer: &Answer) -> Frame {
        let flags = peer.answer_flags(&self.asked.request, self.asked.flags, Some(answer));
        Frame::from(answer).like(flags)
    }

    /// Creates the frame of a configuration.
    #[must_use]
    pub fn configuration(&self, peer: &mut ProxyPeer, configuration: &ConfigAnswer<'_>) -> Frame {
        let refusal = match configuration {
            ConfigAnswer::Failed(answer) => Some(answer),
            _ => None,
        };
        let flags = peer.answer_flags(&self.asked.request, self.asked.flags, refusal);
        Frame::from(configuration).like(flags)
    }
}

impl<'a> Asked<'a> {
    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request<'a> {
        &self.request
    }

    /// Creates the frame of an answer, such as [`Answer`] or [`ActiveChecksAnswer`], which is
    /// compressed if the request was. Heartbeats of agents are not answered (ZBX-113).
    #[must_use]
    pub fn answer<'m, M>(&self, answer: &'m M) -> Frame
    where
        Frame: From<&'m M>,
    {
        Frame::from(answer).like(self.flags)
    }
}
