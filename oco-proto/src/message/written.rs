//! A request on its way out.

use super::{Call, Id, Request};
use crate::Dialect;
use crate::json::{close, member, present_member, text};
use crate::scalar::Real;
use crate::secret::Hidden;

/// The members that the trust machine puts on a request.
#[derive(Clone, Copy)]
pub(crate) struct Stamp<'r> {
    pub(crate) id: &'r Id<'r>,
    pub(crate) agent_key: &'r Hidden,
    pub(crate) client_key: &'r Hidden,
    pub(crate) timestamp: &'r Real<'r>,
}

impl<'r> Stamp<'r> {
    /// The request's own.
    pub(super) fn from_request(request: &'r Request<'_>) -> Self {
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
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        member(out, ",\"jsonrpc\":", &self.request.jsonrpc);
        member(out, ",\"id\":", self.stamp.id);
        out.extend_from_slice(b",\"method\":");
        text(out, self.request.call.method().name(self.dialect).unwrap_or_default());
        out.extend_from_slice(b",\"params\":");
        self.write_params(out);
        self.request.envelope_extra.write(out);
        close(out, start, *b"{}", "{}");
    }

    fn write_params(&self, out: &mut Vec<u8>) {
        let Self { request, stamp, .. } = self;
        let start = out.len();
        present_member(out, ",\"uid\":", &request.host.uid);
        let host_in_data = request.has_host_in_data(self.dialect);
        if !host_in_data {
            present_member(out, ",\"hostname\":", &request.host.hostname);
        }
        present_member(out, ",\"agent-key\":", stamp.agent_key);
        present_member(out, ",\"client-key\":", stamp.client_key);
        present_member(out, ",\"timestamp\":", stamp.timestamp);
        match &request.call {
            Call::Download(download) => present_member(out, ",\"package-id\":", &download.package_id),
            call if host_in_data => {
                out.extend_from_slice(b",\"data\":");
                call.with_hostname(&request.host.hostname).write(out);
            }
            call => request.data.write(out, ",\"data\":", call.is_empty(), |out| call.write(out)),
        }
        request.extra.write(out);
        close(out, start, *b"{}", "{}");
    }
}
