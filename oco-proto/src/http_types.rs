//! Conversions with the types of the `http` crate, which spells all header names in
//! lower case: just what real servers need.

use http::header::{CONTENT_TYPE, HeaderMap};
use http::{Error, Request, Response};

use crate::body::HttpReply;
use crate::signature::{AGENT_SIGNATURE_HEADER, HttpBody, SERVER_SIGNATURE_HEADER};

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl<'a> HttpBody<'a> {
    /// A request's body and signature, as a server gets them.
    #[must_use]
    pub fn from_http_request<B: AsRef<[u8]>>(request: &'a Request<B>) -> Self {
        Self::new(request.body().as_ref(), value(request.headers(), AGENT_SIGNATURE_HEADER))
    }

    /// The request that carries this message to an address.
    ///
    /// # Errors
    /// If the address is malformed.
    pub fn to_http_request(&self, uri: &str) -> Result<Request<Vec<u8>>, Error> {
        let mut request = Request::post(uri).header(CONTENT_TYPE, crate::CONTENT_TYPE);
        if let Some(signature) = self.signature() {
            request = request.header(AGENT_SIGNATURE_HEADER, signature);
        }
        request.body(self.bytes().to_vec())
    }
}

impl<'a> HttpReply<'a> {
    /// A response, as an agent gets it. The `http` crate has no place for the reason phrase,
    /// which is all that tells errors apart before the HMAC dialect.
    #[must_use]
    pub fn from_http_response<B: AsRef<[u8]>>(response: &'a Response<B>) -> Self {
        let body =
            HttpBody::new(response.body().as_ref(), value(response.headers(), SERVER_SIGNATURE_HEADER));
        let header = |name| value(response.headers(), name);
        Self::new(response.status().as_u16(), "", header(CONTENT_TYPE.as_str()), body)
            .with_package_headers(header("content-length"), header("content-disposition"))
    }

    /// The response to send. One without the archive, as by
    /// [`of_package_head`](Self::package_head), still has the archive's length: replace
    /// the body.
    ///
    /// # Errors
    /// If a header's value is malformed, which does not happen with replies of this crate.
    pub fn to_http_response(&self) -> Result<Response<Vec<u8>>, Error> {
        let response = Response::builder().status(self.status);
        let response =
            self.headers().fold(response, |response, (name, value)| response.header(name, value.as_ref()));
        response.body(self.body.bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AgentKey;

    #[test]
    fn messages_survive_the_http_types() {
        let key = AgentKey::new("k").unwrap();
        let request = HttpBody::sign(b"{}".to_vec(), &key)
            .to_http_request("https://oco.example/api-agent.php")
            .unwrap();
        assert!(request.headers().contains_key("x-oco-agent-signature"));
        assert!(HttpBody::from_http_request(&request).is_signed_by(&key));
        let reply = HttpReply::ok(HttpBody::unsigned(b"{}".to_vec()));
        let response = reply.to_http_response().unwrap();
        assert_eq!(HttpReply::from_http_response(&response).body, reply.body);
        // OCO-055
        let package = HttpReply::package(88, b"PK".to_vec());
        let response = package.to_http_response().unwrap();
        let read = HttpReply::from_http_response(&response);
        assert_eq!((&read.body, &read.package), (&package.body, &package.package));
    }
}
