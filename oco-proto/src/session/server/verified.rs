//! A request that was let in.

use crate::Dialect;
use crate::body::HttpReply;
use crate::error::EncodeError;
use crate::error_response::{ErrorResponse, Reason};
use crate::message::{Answer, Call, HelloReply, Id, Reply, Request};
use crate::secret::Hidden;
use crate::signature::HttpBody;
use crate::wire::List;

use super::HostRecord;

/// A request that was proven.
#[derive(Debug)]
#[must_use]
pub struct VerifiedRequest<'a> {
    pub(super) request: Request<'a>,
    pub(super) dialect: Dialect,
    pub(super) record: HostRecord,
    pub(super) new_agent_key: bool,
    pub(super) new_server_key: bool,
}

impl<'a> VerifiedRequest<'a> {
    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request<'a> {
        &self.request
    }

    /// The dialect in which it is answered.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the new record of the host, to be stored before the reply is sent.
    #[must_use]
    pub fn record(&self) -> &HostRecord {
        &self.record
    }

    /// Returns true if the host gets its own key with this reply.
    #[must_use]
    pub fn is_registration(&self) -> bool {
        self.new_agent_key
    }

    /// Writes the reply to what was asked, with keys, timestamp and signature. Keys in
    /// `answer` are replaced.
    ///
    /// # Errors
    /// If the answer belongs to another method, or has what the dialect does not know.
    pub fn answer(&self, mut answer: Answer<'_>) -> Result<HttpReply<'static>, EncodeError> {
        if answer.method() != self.request.call.method() {
            return Err(EncodeError::WrongAnswer);
        }
        let is_hmac = self.dialect == Dialect::Hmac;
        let is_hello = matches!(answer, Answer::Hello(_));
        let Some(own_key) = &self.record.server_key else {
            return Err(EncodeError::Missing("server-key"));
        };
        {
            let (server_key, agent_key) = answer.keys_mut();
            let shows_key = match self.dialect {
                Dialect::Client => false,
                Dialect::Hmac => self.new_server_key,
                _ => true,
            };
            // A hello of today's servers says `null` where there is nothing new.
            let nothing = || {
                if is_hello && is_hmac { Hidden::Null } else { Hidden::Absent }
            };
            *server_key = if shows_key { Hidden::new(own_key.expose()) } else { nothing() };
            *agent_key = match &self.record.agent_key {
                Some(key) if self.new_agent_key => Hidden::new(key.expose()),
                _ if is_hello => Hidden::Null,
                _ => Hidden::Absent,
            };
        }
        let mut reply = Reply::new(self.request.id.clone(), answer);
        if is_hmac {
            reply.timestamp = self.record.last_reply.into();
        }
        let mut body = Vec::new();
        reply.encode(self.dialect, &mut body)?;
        let message = if is_hmac { HttpBody::sign(body, own_key) } else { HttpBody::unsigned(body) };
        Ok(HttpReply::ok(message))
    }

    /// Writes a refusal of what was asked, such as of a job that does not exist.
    #[must_use]
    pub fn refuse(&self, reason: Reason) -> HttpReply<'static> {
        let id = match &self.request.id {
            Id::Absent => None,
            id => Some(id.clone().into_owned()),
        };
        ErrorResponse { id, ..ErrorResponse::new(reason) }.write(self.dialect)
    }

    /// Answers a download with the archive, which is not signed.
    ///
    /// Before, the caller has looked whether there is such a package, and whether a job of
    /// this host needs it; if not, [`refuse`](Self::refuse) says so. A large archive is
    /// better sent piece by piece, after the headers of
    /// [`HttpReply::package_head`](HttpReply::package_head).
    ///
    /// # Errors
    /// If no download was asked for, or the package's id is not a number.
    pub fn package(&self, archive: Vec<u8>) -> Result<HttpReply<'static>, EncodeError> {
        let Call::Download(download) = &self.request.call else {
            return Err(EncodeError::WrongAnswer);
        };
        let package_id = download.package_id.to_i64().ok_or(EncodeError::Missing("package-id"))?;
        Ok(HttpReply::package(package_id, archive))
    }

    /// An empty answer to a hello in this dialect: nothing to do, with all lists that the
    /// dialect has.
    #[must_use]
    pub fn hello_reply(&self) -> HelloReply<'static> {
        let base = HelloReply { update: 0.into(), software_jobs: List::EMPTY, ..HelloReply::default() };
        if self.dialect < Dialect::Dotted {
            return base;
        }
        HelloReply {
            logins_since: "1970-01-01 00:00:00".into(),
            events: List::EMPTY,
            update_passwords: List::EMPTY,
            ..base
        }
    }
}
