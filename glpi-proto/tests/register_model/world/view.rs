//! What is seen of a world from outside.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::{Party, Side, Taken, World};

impl World {
    /// Which limits of the draft show in this state.
    pub(in crate::register::model) fn limits(&self) -> Vec<&'static str> {
        let mut limits = Vec::new();
        for party in &self.parties {
            let Side::Done(registered, block) = &party.side else {
                continue;
            };
            let Some(taken) = self.taken_of(party.agent.id(), *block) else {
                continue;
            };
            let served = self.sites.iter().find_map(|site| site.server.registration(taken.subject, self.now));
            limits.push("(both sides registered)");
            match (registered.key(self.now), served.and_then(|served| served.key())) {
                (None, Some(_)) => limits.push("key taken out"),
                (Some(own), Some(theirs)) if own.expose() != theirs.expose() => limits.push("key swapped"),
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

    /// What tells this state from others, in 128 bits.
    pub(in crate::register::model) fn fingerprint(&self) -> [u64; 2] {
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
                    Side::Failing(_) => (5, None),
                    Side::Done(registered, block) => {
                        registered.key(self.now).map(|key| *key.expose()).hash(&mut hasher);
                        (6, Some(block))
                    }
                };
                (tag, block).hash(&mut hasher);
            }
            for site in &self.sites {
                for (subject, end, issued) in site.server.open() {
                    (subject, end, issued).hash(&mut hasher);
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
