//! A request on its way out.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Call, Id, Request, entry};
use crate::Dialect;
use crate::scalar::Real;
use crate::secret::Hidden;

/// What the trust machine puts on a request.
#[derive(Clone, Copy)]
pub(crate) struct Stamp<'r> {
    pub(crate) id: &'r Id<'r>,
    pub(crate) agent_key: &'r Hidden,
    pub(crate) client_key: &'r Hidden,
    pub(crate) timestamp: &'r Real<'r>,
}

impl<'r> Stamp<'r> {
    /// The request's own.
    pub(super) fn of(request: &'r Request<'_>) -> Self {
        Self {
            id: &request.id,
            agent_key: &request.agent_key,
            client_key: &request.client_key,
            timestamp: &request.timestamp,
        }
    }
}

/// A request on its way out, in the order of real agents.
pub(super) struct Written<'r, 'a> {
    pub(super) request: &'r Request<'a>,
    pub(super) dialect: Dialect,
    pub(super) stamp: Stamp<'r>,
}

impl Serialize for Written<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let method = self.request.call.method();
        let params = ParamsOf { request: self.request, stamp: self.stamp };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("jsonrpc", &self.request.jsonrpc)?;
        map.serialize_entry("id", self.stamp.id)?;
        map.serialize_entry("method", &method.name(self.dialect))?;
        map.serialize_entry("params", &params)?;
        self.request.envelope_extra.write(&mut map)?;
        map.end()
    }
}

struct ParamsOf<'r, 'a> {
    request: &'r Request<'a>,
    stamp: Stamp<'r>,
}

impl Serialize for ParamsOf<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { request, stamp } = self;
        let mut map = serializer.serialize_map(None)?;
        entry(&mut map, "uid", &request.host.uid)?;
        entry(&mut map, "hostname", &request.host.hostname)?;
        entry(&mut map, "agent-key", stamp.agent_key)?;
        entry(&mut map, "client-key", stamp.client_key)?;
        entry(&mut map, "timestamp", stamp.timestamp)?;
        match &request.call {
            Call::Download(download) => entry(&mut map, "package-id", &download.package_id)?,
            call => request.data.write(&mut map, "data", call, call.is_empty())?,
        }
        request.extra.write(&mut map)?;
        map.end()
    }
}
