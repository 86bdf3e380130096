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
    /// The number of requests of one agent.
    pub(super) agent_share: usize,
    /// The number of requests of one source.
    pub(super) source_share: usize,
}

#[derive(Debug)]
pub(super) struct Entry {
    /// The agent that asked; without one the answer is not fetched.
    agent: Option<AgentId>,
    /// The source of the request, where the caller named one.
    source: Option<u128>,
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
        Self {
            entries: BTreeMap::new(),
            bytes: 0,
            capacity: 1000,
            max_bytes: 256 << 20,
            agent_share: 16,
            source_share: 100,
        }
    }
}

impl Entry {
    pub(super) fn new(
        agent: Option<AgentId>,
        source: Option<u128>,
        exchange: Exchange,
        now: Duration,
    ) -> Self {
        Self { agent, source, since: now, exchange, kept: None }
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

    /// Makes room for a request, where that takes nothing but answers that nobody has fetched:
    /// the agent's own where it has its share, the source's own where that has its share, else
    /// the oldest. Returns false if there is no room.
    pub(super) fn make_room(&mut self, agent: Option<AgentId>, source: Option<u128>) -> bool {
        let (agent_share, source_share, capacity) = (self.agent_share, self.source_share, self.capacity);
        (agent.is_none() || self.make_room_among(agent_share, |entry| entry.agent == agent))
            && (source.is_none() || self.make_room_among(source_share, |entry| entry.source == source))
            && self.make_room_among(capacity, |_| true)
    }

    /// Drops the oldest of some entries that has its answer if these are as many as allowed.
    fn make_room_among(&mut self, share: usize, is_one: impl Fn(&Entry) -> bool) -> bool {
        let own = || self.entries.iter().filter(|(_, entry)| is_one(entry));
        if own().count() < share {
            return true;
        }
        let finished = own().filter(|(_, entry)| entry.kept.is_some());
        let Some(oldest) = finished.min_by_key(|(_, entry)| entry.since).map(|(id, _)| *id) else {
            return false;
        };
        let dropped = self.entries.remove(&oldest);
        self.bytes = self.bytes.saturating_sub(dropped.as_ref().map_or(0, Entry::bytes));
        share > 0
    }

    /// Returns an id that is not in use, from `fresh` on.
    pub(super) fn free_id(&self, fresh: [u8; 4]) -> RequestId {
        let mut number = u32::from_be_bytes(fresh);
        loop {
            let id = RequestId::from_bytes(number.to_be_bytes());
            if !self.entries.contains_key(&id) {
                return id;
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
