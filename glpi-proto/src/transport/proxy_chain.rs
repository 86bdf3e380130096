//! The proxies that a message has passed.

use std::fmt;

use crate::agent_id::AgentId;
use crate::compat::Compat;

/// The value of `GLPI-Proxy-ID`: the proxies that a message has passed, the one
/// nearest to the agent first (GLPI-003).
///
/// ```
/// use glpi_proto::{AgentId, Compat, ProxyChain, ProxyRefusal};
/// let own = AgentId::from_bytes([7; 16]);
/// let chain = ProxyChain::default().joined_by(own, 5)?;
/// let refusal = chain.joined_by(own, 5).unwrap_err();
/// assert_eq!(refusal, ProxyRefusal::Loop);
/// assert_eq!((refusal.status(Compat::Documented), refusal.message()), (404, "proxy-loop-detected"));
/// # Ok::<(), ProxyRefusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProxyChain(Vec<AgentId>);

/// The text is not a list of agent ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a proxy list holds at most {max} agent ids separated by commas")]
pub struct ParseProxyChainError {
    max: usize,
}

/// Reasons for which a proxy refuses a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyRefusal {
    /// The message has passed this proxy already (GLPI-004).
    #[error("proxy-loop-detected")]
    Loop,
    /// The message has passed as many proxies as are allowed (GLPI-005).
    #[error("too-many-proxy")]
    TooMany,
}

impl ProxyChain {
    /// Maximum number of entries of a list that is read without a limit of the caller's:
    /// far above every limit that makes sense, so that the decision is
    /// [`joined_by`](Self::joined_by)'s.
    pub(crate) const MOST: usize = 64;

    /// Reads a header's value: agent ids separated by commas. Blanks around
    /// an id and empty entries are accepted, as other headers do.
    ///
    /// # Errors
    /// If an entry is not an agent id, or there are more than `max`.
    pub fn parse(text: &str, max: usize) -> Result<Self, ParseProxyChainError> {
        let error = ParseProxyChainError { max };
        let mut ids = Vec::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            if ids.len() == max {
                return Err(error);
            }
            ids.push(entry.parse().map_err(|_| error)?);
        }
        Ok(Self(ids))
    }

    /// Returns the proxies, the one nearest to the agent first.
    #[must_use]
    pub fn as_slice(&self) -> &[AgentId] {
        &self.0
    }

    /// Returns true if the message came straight from its agent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list that proxy `own` sends on, itself at the end.
    ///
    /// # Errors
    /// If `own` is in the list already, or the list holds `limit` proxies. The
    /// loop is looked for first, so that it is named even in a full list.
    pub fn joined_by(&self, own: AgentId, limit: usize) -> Result<Self, ProxyRefusal> {
        if self.0.contains(&own) {
            return Err(ProxyRefusal::Loop);
        }
        if self.0.len() >= limit {
            return Err(ProxyRefusal::TooMany);
        }
        let mut ids = self.0.clone();
        ids.push(own);
        Ok(Self(ids))
    }
}

impl FromIterator<AgentId> for ProxyChain {
    fn from_iter<I: IntoIterator<Item = AgentId>>(ids: I) -> Self {
        Self(ids.into_iter().collect())
    }
}

impl fmt::Display for ProxyChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, id) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{id}")?;
        }
        Ok(())
    }
}

impl ProxyRefusal {
    /// Returns the HTTP status to answer with: 404, except that real proxies say 403 for
    /// a full list.
    #[must_use]
    pub fn status(self, compat: Compat) -> u16 {
        match (self, compat) {
            (Self::TooMany, Compat::Deployed) => 403,
            _ => 404,
        }
    }

    /// Returns the token that the specification gives the answer's `message`. Real
    /// proxies send no message at all.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Loop => "proxy-loop-detected",
            Self::TooMany => "too-many-proxy",
        }
    }

    /// Returns the reason phrase of real proxies' status line, the only place where
    /// they name the refusal.
    #[must_use]
    pub fn reason_phrase(self) -> &'static str {
        match self {
            Self::Loop => "PROXY-LOOP-DETECTED",
            Self::TooMany => "LIMITED-PROXY",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> AgentId {
        AgentId::from_bytes([byte; 16])
    }

    // GLPI-003
    #[test]
    fn a_list_is_read_with_blanks_and_printed_without() {
        let text = format!("{} , {},{}", id(1), id(2), id(3));
        let chain = ProxyChain::parse(&text, 5).unwrap();
        assert_eq!(chain.as_slice(), [id(1), id(2), id(3)]);
        assert_eq!(chain.to_string(), format!("{},{},{}", id(1), id(2), id(3)));
        assert!(ProxyChain::parse(&text, 2).is_err());
        assert!(ProxyChain::parse("nobody", 5).is_err());
        assert!(ProxyChain::parse("", 5).unwrap().is_empty());
    }

    // GLPI-004, GLPI-005
    #[test]
    fn a_proxy_refuses_loops_and_full_lists() {
        let full: ProxyChain = (1..=5).map(id).collect();
        assert_eq!(full.joined_by(id(6), 5), Err(ProxyRefusal::TooMany));
        assert_eq!(full.joined_by(id(3), 5), Err(ProxyRefusal::Loop));
        assert_eq!(full.joined_by(id(6), 6).unwrap().as_slice().last(), Some(&id(6)));
    }

    #[test]
    fn real_proxies_answer_a_full_list_with_403() {
        assert_eq!(ProxyRefusal::TooMany.status(Compat::Documented), 404);
        assert_eq!(ProxyRefusal::TooMany.status(Compat::Deployed), 403);
        assert_eq!(ProxyRefusal::Loop.status(Compat::Deployed), 404);
    }

    #[test]
    fn real_proxies_name_the_refusal_in_the_status_line() {
        let phrases = [ProxyRefusal::Loop, ProxyRefusal::TooMany].map(ProxyRefusal::reason_phrase);
        assert_eq!(phrases, ["PROXY-LOOP-DETECTED", "LIMITED-PROXY"]);
    }
}
