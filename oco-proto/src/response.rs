//! Answers of a server, read.

use crate::body::HttpReply;
use crate::error::DecodeError;
use crate::error_response::ErrorResponse;
use crate::foreign;
use crate::message::{PackageHead, Reply};
use crate::{Limits, Method};

/// The answer of a server.
#[derive(Debug, Clone, PartialEq)]
pub enum Response<'a> {
    /// A reply to the request.
    Reply(Box<Reply<'a>>),
    /// An error response.
    Rejected(ErrorResponse),
    /// A package. The archive is the body.
    Package(PackageHead),
}

impl<'a> Response<'a> {
    /// Reads the answer to a request of this method. Proves nothing: see
    /// [`agent::Trust`](crate::agent::Trust).
    ///
    /// # Errors
    /// If the answer says success, but is not a reply to the method.
    pub fn decode(method: Method, http: &'a HttpReply<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        if let Some(rejection) = ErrorResponse::read(http) {
            return Ok(Self::Rejected(rejection));
        }
        if let (Method::Download, Some(head)) = (method, &http.package) {
            return Ok(Self::Package(head.clone()));
        }
        let body = http.body.bytes();
        match Reply::decode(method, body, limits) {
            Ok(reply) => Ok(Self::Reply(Box::new(reply))),
            Err(error) if error.is_limit() => Err(error),
            Err(error) => Err(foreign::recognise(body).map_or(error, |kind| DecodeError::new(kind, 0))),
        }
    }
}
