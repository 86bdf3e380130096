//! The protocol's HTTP headers.

#[cfg(feature = "http")]
mod map;

use std::fmt;

use crate::agent_id::AgentId;
use crate::error::Snippet;
use crate::transport::content_type::{Accept, ContentType};
use crate::transport::proxy_chain::ProxyChain;
use crate::transport::request_id::RequestId;

/// The headers that this protocol gives a meaning, of a request or an answer.
///
/// Everything else, `Authorization` for one, stays with the caller and can
/// therefore never be reflected into an answer, as real servers do (GLPI-030).
///
/// # Wire
/// | header | member |
/// |---|---|
/// | `GLPI-Agent-ID` | [`agent_id`](Self::agent_id): whom the message is from or for |
/// | `GLPI-Request-ID` | [`request_id`](Self::request_id) |
/// | `GLPI-Proxy-ID` | [`proxies`](Self::proxies) |
/// | `GLPI-CryptoKey-ID` | [`crypto_key_id`](Self::crypto_key_id): the owner of the key, if the body is encrypted |
/// | `Content-Type` | [`content_type`](Self::content_type) |
/// | `Accept` | [`accept`](Self::accept) |
/// | `Pragma: no-cache` | [`no_cache`](Self::no_cache) |
/// | `User-Agent` | [`user_agent`](Self::user_agent) |
///
/// ```
/// use glpi_proto::Headers;
/// let headers = Headers::from_pairs([
///     ("glpi-agent-id", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
///     ("Authorization", "Basic c2VjcmV0"),
/// ]);
/// assert_eq!(headers.to_pairs(), [("GLPI-Agent-ID", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".to_owned())]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers {
    /// `GLPI-Agent-ID`
    pub agent_id: Option<AgentId>,
    /// `GLPI-Request-ID`
    pub request_id: Option<RequestId>,
    /// `GLPI-Proxy-ID`, empty where there is none
    pub proxies: ProxyChain,
    /// `GLPI-CryptoKey-ID`
    pub crypto_key_id: Option<AgentId>,
    /// `Content-Type`
    pub content_type: Option<ContentType>,
    /// `Accept`
    pub accept: Option<Accept>,
    /// A mark that `Pragma` says `no-cache`
    pub no_cache: bool,
    /// `User-Agent`
    pub user_agent: Option<String>,
    pub(crate) problems: Vec<HeaderProblem>,
}

/// A header whose value could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderProblem {
    name: &'static str,
    value: Snippet,
}

/// The headers' names as they are written.
pub(crate) mod name {
    pub(crate) const AGENT_ID: &str = "GLPI-Agent-ID";
    pub(crate) const REQUEST_ID: &str = "GLPI-Request-ID";
    pub(crate) const PROXY_ID: &str = "GLPI-Proxy-ID";
    pub(crate) const CRYPTO_KEY_ID: &str = "GLPI-CryptoKey-ID";
    pub(crate) const CONTENT_TYPE: &str = "Content-Type";
    pub(crate) const ACCEPT: &str = "Accept";
    pub(crate) const PRAGMA: &str = "Pragma";
    pub(crate) const USER_AGENT: &str = "User-Agent";
}

impl Headers {
    /// Creates the headers of an agent's request (GLPI-031): its identity and
    /// `Pragma: no-cache`.
    #[must_use]
    pub fn new(agent_id: AgentId) -> Self {
        Self { agent_id: Some(agent_id), no_cache: true, ..Self::default() }
    }

    /// Creates the headers of a request that must not show the agent's identity: the
    /// PROLOG that only fetches a plugin's jobs, and the results of those jobs
    /// (GLPI-032).
    #[must_use]
    pub fn anonymous() -> Self {
        Self { no_cache: true, ..Self::default() }
    }

    /// Sets the request id.
    #[must_use]
    pub fn with_request_id(mut self, id: RequestId) -> Self {
        self.request_id = Some(id);
        self
    }

    /// Sets the body's content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: ContentType) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Sets the proxies that the message has passed.
    #[must_use]
    pub fn with_proxies(mut self, proxies: ProxyChain) -> Self {
        self.proxies = proxies;
        self
    }

    /// Sets the owner of the key that the body is encrypted with.
    #[must_use]
    pub fn with_crypto_key_id(mut self, id: AgentId) -> Self {
        self.crypto_key_id = Some(id);
        self
    }

    /// Sets the content types that the sender takes.
    #[must_use]
    pub fn with_accept(mut self, accept: Accept) -> Self {
        self.accept = Some(accept);
        self
    }

    /// Sets the sender's name and version.
    #[must_use]
    pub fn with_user_agent(mut self, text: &str) -> Self {
        self.user_agent = Some(text.to_owned());
        self
    }

    /// Reads the headers out of all headers of a message. Names are compared
    /// without regard to case; what has no meaning here is passed over.
    ///
    /// A value that cannot be used is as good as absent, and is listed by
    /// [`problems`](Self::problems): so real servers and agents treat it
    /// (GLPI-033). Of a header that comes twice the first counts, except that
    /// proxy lists are joined.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut headers = Self::default();
        for (name, value) in pairs {
            headers.read(name, value.trim());
        }
        headers
    }

    fn read(&mut self, header: &str, value: &str) {
        let problems = &mut self.problems;
        if header.eq_ignore_ascii_case(name::AGENT_ID) {
            set(&mut self.agent_id, name::AGENT_ID, value, value.parse().ok(), problems);
        } else if header.eq_ignore_ascii_case(name::REQUEST_ID) {
            set(&mut self.request_id, name::REQUEST_ID, value, value.parse().ok(), problems);
        } else if header.eq_ignore_ascii_case(name::CRYPTO_KEY_ID) {
            set(&mut self.crypto_key_id, name::CRYPTO_KEY_ID, value, value.parse().ok(), problems);
        } else if header.eq_ignore_ascii_case(name::CONTENT_TYPE) {
            set(&mut self.content_type, name::CONTENT_TYPE, value, Some(ContentType::new(value)), problems);
        } else if header.eq_ignore_ascii_case(name::ACCEPT) {
            set(&mut self.accept, name::ACCEPT, value, value.parse().ok(), problems);
        } else if header.eq_ignore_ascii_case(name::USER_AGENT) {
            set(&mut self.user_agent, name::USER_AGENT, value, Some(value.to_owned()), problems);
        } else if header.eq_ignore_ascii_case(name::PRAGMA) {
            self.no_cache |= value.split(',').any(|part| part.trim().eq_ignore_ascii_case("no-cache"));
        } else if header.eq_ignore_ascii_case(name::PROXY_ID) {
            let joined = self.proxies.as_slice().iter().copied();
            let room = ProxyChain::MOST.saturating_sub(self.proxies.as_slice().len());
            match ProxyChain::parse(value, room) {
                Ok(more) => self.proxies = joined.chain(more.as_slice().iter().copied()).collect(),
                Err(_) => problems.push(HeaderProblem::new(name::PROXY_ID, value)),
            }
        }
    }

    /// Returns the headers as names and values, in a fixed order, ready to be sent.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let chain = (!self.proxies.is_empty()).then(|| self.proxies.to_string());
        let pairs = [
            (name::AGENT_ID, self.agent_id.map(|id| id.to_string())),
            (name::REQUEST_ID, self.request_id.map(|id| id.to_string())),
            (name::PROXY_ID, chain),
            (name::CRYPTO_KEY_ID, self.crypto_key_id.map(|id| id.to_string())),
            (name::CONTENT_TYPE, self.content_type.as_ref().map(ToString::to_string)),
            (name::ACCEPT, self.accept.as_ref().map(ToString::to_string)),
            (name::PRAGMA, self.no_cache.then(|| "no-cache".to_owned())),
            (name::USER_AGENT, self.user_agent.clone()),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        // A line feed in a value would begin another header.
        pairs.filter(|(_, value)| !value.chars().any(char::is_control)).collect()
    }

    /// Returns the headers that were there but could not be used.
    #[must_use]
    pub fn problems(&self) -> &[HeaderProblem] {
        &self.problems
    }

    /// Returns true if there is a `GLPI-Agent-ID`, even one that cannot be read: to real
    /// servers its presence alone makes the difference (GLPI-034).
    #[must_use]
    pub fn has_agent_id(&self) -> bool {
        self.agent_id.is_some() || self.has_problem(name::AGENT_ID)
    }

    pub(crate) fn has_problem(&self, name: &str) -> bool {
        self.problems.iter().any(|problem| problem.name == name)
    }
}

fn set<T>(
    member: &mut Option<T>,
    name: &'static str,
    value: &str,
    parsed: Option<T>,
    problems: &mut Vec<HeaderProblem>,
) {
    match parsed {
        Some(parsed) if member.is_none() => *member = Some(parsed),
        _ => problems.push(HeaderProblem::new(name, value)),
    }
}

impl HeaderProblem {
    fn new(name: &'static str, value: &str) -> Self {
        Self { name, value: Snippet::new(value.as_bytes()) }
    }

    /// Returns the header's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "header {} cannot be used: {}", self.name, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

    #[test]
    fn pairs_and_headers_are_inverse() {
        let pairs = [
            ("GLPI-Agent-ID", ID),
            ("GLPI-Request-ID", "00C0FFEE"),
            ("GLPI-Proxy-ID", "00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002"),
            ("GLPI-CryptoKey-ID", ID),
            ("Content-Type", "application/json"),
            ("Accept", "application/json; q=0.5"),
            ("Pragma", "no-cache"),
            ("User-Agent", "example/1.0"),
        ];
        let headers = Headers::from_pairs(pairs);
        assert_eq!(headers.problems(), []);
        let printed = headers.to_pairs();
        assert_eq!(printed.iter().map(|(n, v)| (*n, v.as_str())).collect::<Vec<_>>(), pairs);
    }

    // GLPI-033, GLPI-034
    #[test]
    fn what_cannot_be_read_is_listed_and_as_good_as_absent() {
        let headers = Headers::from_pairs([("GLPI-Agent-ID", "nobody"), ("GLPI-Request-ID", "42E6A9AF1")]);
        assert_eq!((headers.agent_id, headers.request_id), (None, None));
        assert!(headers.has_agent_id());
        assert_eq!(headers.problems().len(), 2);
        assert_eq!(headers.problems()[0].to_string(), "header GLPI-Agent-ID cannot be used: \"nobody\"");
    }

    #[test]
    fn the_first_of_two_counts_but_proxy_lists_are_joined() {
        let (one, two) = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002");
        let headers = Headers::from_pairs([
            ("GLPI-Agent-ID", one),
            ("GLPI-Agent-ID", two),
            ("GLPI-Proxy-ID", one),
            ("GLPI-Proxy-ID", two),
        ]);
        assert_eq!(headers.agent_id.map(|id| id.to_string()).as_deref(), Some(one));
        assert_eq!(headers.proxies.to_string(), format!("{one},{two}"));
        assert_eq!(headers.problems().len(), 1);
    }

    // GLPI-030
    #[test]
    fn a_value_cannot_begin_another_header() {
        let headers = Headers::default().with_user_agent("agent\r\nAuthorization: Basic");
        assert_eq!(headers.to_pairs(), []);
    }

    // GLPI-034
    #[test]
    fn a_problem_with_another_header_is_no_agent_id() {
        let headers = Headers::from_pairs([("GLPI-Request-ID", "nobody"), ("GLPI-Proxy-ID", "nobody")]);
        let names: Vec<_> = headers.problems().iter().map(HeaderProblem::name).collect();
        assert_eq!(names, ["GLPI-Request-ID", "GLPI-Proxy-ID"]);
        assert!(!headers.has_agent_id());
    }

    // GLPI-032
    #[test]
    fn an_anonymous_request_only_says_not_to_store_it() {
        assert_eq!(Headers::anonymous().to_pairs(), [("Pragma", "no-cache".to_owned())]);
        let taking = Headers::anonymous().with_accept("application/json".parse().unwrap());
        let expected = [("Accept", "application/json".to_owned()), ("Pragma", "no-cache".to_owned())];
        assert_eq!(taking.to_pairs(), expected);
    }
}
