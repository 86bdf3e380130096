//! A world seen from outside.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use glpi_proto::register::server::Subject;

use super::{Party, Side, Site, Taken, World};

impl World {
    /// Returns the limits of the draft that show in this state.
    pub(crate) fn limits(&self) -> Vec<&'static str> {
        let mut limits = Vec::new();
        for party in &self.parties {
            let Side::Done(registered, block) = &party.side else {
                continue;
            };
            let Some(taken) = self.taken_of(party.own.agent.id(), *block) else {
                continue;
            };
            limits.push("(both sides registered)");
            match (registered.key(self.now), self.served_key(taken.subject)) {
                (None, Some(_)) => limits.push("key taken out"),
                (Some(own), Some(theirs)) if *own.expose() != theirs => limits.push("key swapped"),
                _ => {}
            }
        }
        let done = |taken: &Taken| {
            let is_done =
                |party: &Rc<Party>| matches!(&party.side, Side::Done(_, block) if *block == taken.answer);
            self.parties.iter().any(is_done)
        };
        if self.sites.iter().flat_map(|site| &site.taken).any(|taken| !done(taken)) {
            limits.push("last answer missing");
        }
        limits
    }

    /// The key that a server has for a subject whose registration holds.
    fn served_key(&self, subject: Subject) -> Option<[u8; 16]> {
        let own = |site: &Rc<Site>| {
            let server = site.server();
            let registration = server.registration(subject, self.now)?;
            Some(registration.key().map(|key| *key.expose()))
        };
        self.sites.iter().find_map(own).flatten()
    }

    /// Returns a fingerprint that tells this state from others, in 128 bits.
    pub(crate) fn fingerprint(&self) -> [u64; 2] {
        [1, 2].map(|salt| {
            let mut hasher = DefaultHasher::new();
            (salt, self.now, &self.known).hash(&mut hasher);
            for party in &self.parties {
                (party.runs, party.last_key).hash(&mut hasher);
                let (tag, block) = match &party.side {
                    Side::Idle => (0, None),
                    Side::Asked(_) => (1, None),
                    Side::AskAgain(_) => (2, None),
                    Side::Challenged(_, block) => (3, Some(block)),
                    Side::ProveAgain(_, block) => (4, Some(block)),
                    Side::ReportFailure(_) => (5, None),
                    Side::Done(registered, block) => {
                        registered.key(self.now).map(|key| *key.expose()).hash(&mut hasher);
                        (6, Some(block))
                    }
                };
                (tag, block).hash(&mut hasher);
            }
            for site in &self.sites {
                for open in &site.state.pending {
                    (open.agent, open.target, open.expires_at, open.nonce.expose()).hash(&mut hasher);
                }
                for taken in &site.taken {
                    (taken.subject, taken.answer, taken.crypto).hash(&mut hasher);
                }
            }
            if let Some(relay) = &self.relay {
                format!("{relay:?}").hash(&mut hasher);
            }
            hasher.finish()
        })
    }
}
