//! Values of active agents and senders: a decision first, and its effects once they are stored.

use super::state::{last_id, remember};
use crate::{AgentData, AgentValue, Answer, Counts, Rows, SenderData, SessionToken};

/// A server's state for one active agent; the caller keeps it by the agent's host name.
///
/// Agents send values again whose answer was lost, with the same session and ids; the server
/// accepts each once (ZBX-097). As for [`ProxyPeer`](super::ProxyPeer), store the new values,
/// [`commit`](Self::commit), store the state, and only then send the answer.
///
/// ```
/// use zbx_proxy_proto::session::AgentPeer;
/// use zbx_proxy_proto::{AgentData, AgentValue};
/// let value = AgentValue { id: Some(1), ..AgentValue::from_item(9001, "42") };
/// let session = Some("5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a".into());
/// let data = AgentData { session, data: [value].into_iter().collect(), ..AgentData::default() };
///
/// let mut agent = AgentPeer::default();
/// let decision = agent.handle_data(&data);
/// assert_eq!(decision.values.len(), 1); // store them
/// let answer = agent.commit(decision, 0, "0.000055");
/// assert_eq!(answer.info.as_deref(), Some("processed: 1; failed: 0; total: 1; seconds spent: 0.000055"));
///
/// // The answer was lost, so the agent sends the value again.
/// let decision = agent.handle_data(&data);
/// assert_eq!((decision.values.len(), decision.duplicates), (0, 1));
/// let answer = agent.commit(decision, 0, "0.000021");
/// assert_eq!(answer.info.as_deref(), Some("processed: 0; failed: 1; total: 1; seconds spent: 0.000021"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AgentPeer {
    /// Value id of the last accepted value of each session, the latest session last.
    sessions: Vec<(String, u64)>,
}

/// A server's decision on values of an agent or a sender, which changes nothing yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "store the values, then commit: until then nothing has changed"]
pub struct ValuesDecision<'d, 'a> {
    /// The values that are new.
    pub values: Vec<&'d AgentValue<'a>>,
    /// Number of values that had been received before.
    pub duplicates: usize,
    /// Number of undecodable rows.
    faulty: usize,
    /// The answer to a message that is refused.
    refusal: Option<Answer>,
    /// Session and value id to remember.
    last: Option<(String, u64)>,
}

impl<'d, 'a> ValuesDecision<'d, 'a> {
    fn new(rows: &'d Rows<'a, AgentValue<'a>>) -> Self {
        Self {
            values: rows.good.iter().collect(),
            duplicates: 0,
            faulty: rows.faulty.len().saturating_add(rows.skipped),
            refusal: None,
            last: None,
        }
    }

    /// Returns the answer to a sender whose values are stored. `failed` is the number of the
    /// values that could not be (an unknown item, a wrong type), `seconds_spent` the time that
    /// it took, such as `0.000055`.
    #[must_use]
    pub fn answer(&self, failed: usize, seconds_spent: &str) -> Answer {
        if let Some(refusal) = &self.refusal {
            return refusal.clone();
        }
        let known = self.values.len().saturating_add(self.duplicates);
        // Undecodable rows count only next to others (ZBX-098).
        let faulty = if known == 0 { 0 } else { self.faulty };
        let processed = self.values.len().saturating_sub(failed) as u64;
        let total = known.saturating_add(faulty) as u64;
        let seconds_spent = seconds_spent.to_owned().into();
        let counts = Counts { processed, failed: total.saturating_sub(processed), total, seconds_spent };
        Answer::success().with_info(counts.to_string())
    }
}

impl AgentPeer {
    /// Decides on the values of an agent.
    pub fn handle_data<'d, 'a>(&self, data: &'d AgentData<'a>) -> ValuesDecision<'d, 'a> {
        let mut decision = ValuesDecision::new(&data.data);
        let Some(session) = data.session.as_deref().filter(|_| !data.data.is_empty()) else {
            return decision;
        };
        if session.len() != SessionToken::LEN {
            let info = format!("invalid session token length {}", session.len());
            return ValuesDecision { values: Vec::new(), refusal: Some(Answer::failed(info)), ..decision };
        }
        let before = last_id(&self.sessions, session);
        let id = |value: &AgentValue<'_>| value.id.filter(|&id| id != 0);
        decision.values.retain(|value| id(value).is_none_or(|id| id > before));
        decision.duplicates = data.data.good.len().saturating_sub(decision.values.len());
        let last = decision.values.iter().rev().find_map(|value| id(value));
        decision.last = last.map(|last| (session.to_owned(), last));
        decision
    }

    /// Carries out a decision whose values are stored, and returns the answer to send; see
    /// [`ValuesDecision::answer`].
    #[must_use = "send the answer"]
    pub fn commit(&mut self, decision: ValuesDecision<'_, '_>, failed: usize, seconds_spent: &str) -> Answer {
        let answer = decision.answer(failed, seconds_spent);
        if let Some((session, last)) = decision.last {
            remember(&mut self.sessions, session, last);
        }
        answer
    }
}

impl<'a> SenderData<'a> {
    /// Returns the decision on the values of a sender: all of them are new.
    pub fn decide(&self) -> ValuesDecision<'_, 'a> {
        ValuesDecision::new(&self.data)
    }
}
