//! A request on its way out.

use serde_json::Result;

use super::{Call, Gap, Id, Request};
use crate::Dialect;
use crate::fast::{close, member, member_or_none};
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

impl Written<'_, '_> {
    /// Appends the request.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        member(out, ",\"jsonrpc\":", &self.request.jsonrpc)?;
        member(out, ",\"id\":", self.stamp.id)?;
        out.extend_from_slice(b",\"method\":");
        serde_json::to_writer(&mut *out, &self.request.call.method().name(self.dialect))?;
        out.extend_from_slice(b",\"params\":");
        self.write_params(out)?;
        self.request.envelope_extra.write_fast(out)?;
        close(out, start, *b"{}", "{}");
        Ok(())
    }

    fn write_params(&self, out: &mut Vec<u8>) -> Result<()> {
        let Self { request, stamp, .. } = self;
        let start = out.len();
        member_or_none(out, ",\"uid\":", &request.host.uid)?;
        let host_in_data = request.has_host_in_data(self.dialect);
        if !host_in_data {
            member_or_none(out, ",\"hostname\":", &request.host.hostname)?;
        }
        member_or_none(out, ",\"agent-key\":", stamp.agent_key)?;
        member_or_none(out, ",\"client-key\":", stamp.client_key)?;
        member_or_none(out, ",\"timestamp\":", stamp.timestamp)?;
        match (&request.call, request.data) {
            (Call::Download(download), _) => member_or_none(out, ",\"package-id\":", &download.package_id)?,
            (call, _) if host_in_data => {
                member(out, ",\"data\":", &call.with_hostname(&request.host.hostname))?;
            }
            (call, Gap::Absent) if call.is_empty() => {}
            (call, Gap::Null) if call.is_empty() => out.extend_from_slice(b",\"data\":null"),
            (call, _) => member(out, ",\"data\":", call)?,
        }
        request.extra.write_fast(out)?;
        close(out, start, *b"{}", "{}");
        Ok(())
    }
}
