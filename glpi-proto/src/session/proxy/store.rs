//! The requests that a proxy has taken in, and the answers it holds.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::agent_id::AgentId;
use crate::session::Exchange;
use crate::transport::body::Body;
use crate::transport::headers::Headers;
use crate::transport::request_id::RequestId;

/// Requests by the id under which their agents come back.
#[derive(Debug)]
pub(super) struct Store {
    entries: BTreeMap<RequestId, Entry>,
    bytes: usize,
    pub(super) capacity: usize,
    pub(super) max_bytes: usize,
}

#[derive(Debug)]
pub(super) struct Entry {
    /// The agent that asked; without one the answer is not fetched.
    agent: Option<AgentId>,
    pub(super) since: Duration,
    pub(super) exchange: Exchange,
    kept: Option<Kept>,
}

/// An answer that waits for its agent.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) body: Body,
}

#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
pub(super) enum HandedOut {
    Unknown,
    Waiting,
    Ready(Kept),
}

impl Default for Store {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), bytes: 0, capacity: 1000, max_bytes: 256 << 20 }
    }
}

impl Entry {
    pub(super) fn new(agent: Option<AgentId>, exchange: Exchange, now: Duration) -> Self {
        Self { agent, since: now, exchange, kept: None }
    }

    fn bytes(&self) -> usize {
        self.kept.as_ref().map_or(0, |kept| kept.body.bytes().len())
    }
}

impl Store {
    /// The time for which an entry is held, as in real proxies.
    const LIFE: Duration = Duration::from_secs(3600);

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn drop_old(&mut self, now: Duration) {
        self.entries.retain(|_, entry| now.saturating_sub(entry.since) < Self::LIFE);
        self.bytes = self.entries.values().map(Entry::bytes).sum();
    }

    /// Returns an id that is not in use, from `fresh` on; `None` if the store is full.
    pub(super) fn free_id(&self, fresh: [u8; 4]) -> Option<RequestId> {
        if self.entries.len() >= self.capacity {
            return None;
        }
        let mut number = u32::from_be_bytes(fresh);
        loop {
            let id = RequestId::from_bytes(number.to_be_bytes());
            if !self.entries.contains_key(&id) {
                return Some(id);
            }
            number = number.wrapping_add(1);
        }
    }

    pub(super) fn insert(&mut self, id: RequestId, entry: Entry) {
        self.entries.insert(id, entry);
    }

    /// Returns the entry that still waits for upstream.
    pub(super) fn waiting(&mut self, id: RequestId) -> Option<&mut Entry> {
        self.entries.get_mut(&id).filter(|entry| entry.kept.is_none())
    }

    /// Keeps an answer; `false` if it will not be fetched or there is no room.
    pub(super) fn keep(&mut self, id: RequestId, status: u16, headers: Headers, body: Body) -> bool {
        let bytes = self.bytes.saturating_add(body.bytes().len());
        let wanted = self.entries.get_mut(&id).filter(|entry| entry.agent.is_some());
        match wanted {
            Some(entry) if bytes <= self.max_bytes => {
                self.bytes = bytes;
                entry.kept = Some(Kept { status, headers, body });
                true
            }
            _ => {
                self.entries.remove(&id);
                false
            }
        }
    }

    /// To another agent than the one that asked, there is no such request.
    pub(super) fn hand_out(&mut self, id: RequestId, agent: Option<AgentId>) -> HandedOut {
        let own = self.entries.get(&id).filter(|entry| entry.agent.is_some() && entry.agent == agent);
        match own {
            None => HandedOut::Unknown,
            Some(entry) if entry.kept.is_none() => HandedOut::Waiting,
            Some(entry) => {
                self.bytes = self.bytes.saturating_sub(entry.bytes());
                match self.entries.remove(&id).and_then(|entry| entry.kept) {
                    Some(kept) => HandedOut::Ready(kept),
                    None => HandedOut::Unknown,
                }
            }
        }
    }
}
