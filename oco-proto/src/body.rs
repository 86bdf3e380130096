//! Answers over HTTP: the parts that matter here.

use std::borrow::Cow;
use std::fmt;

use crate::message::{PACKAGE_CONTENT_TYPE, PackageHead};
use crate::signature::{CONTENT_TYPE, HttpBody, SERVER_SIGNATURE_HEADER};

/// A server's HTTP answer, without the parts that mean nothing to the protocol.
///
/// Chunks and compression have to be undone before. `Debug` does not show the body.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpReply<'a> {
    /// The status code.
    pub status: u16,
    /// The reason phrase; before the HMAC dialect it is all that tells errors apart,
    /// and HTTP/2 loses it.
    pub phrase: Cow<'a, str>,
    /// The content type.
    pub content_type: Option<Cow<'a, str>>,
    /// The body, with the value of the header `x-oco-server-signature`.
    pub body: HttpBody<'a>,
    /// The headers of a package, if it is one.
    pub package: Option<PackageHead>,
}

impl<'a> HttpReply<'a> {
    /// Creates an answer as it came from the network.
    #[must_use]
    pub fn new(status: u16, phrase: &'a str, content_type: Option<&'a str>, body: HttpBody<'a>) -> Self {
        Self {
            status,
            phrase: Cow::Borrowed(phrase),
            content_type: content_type.map(Cow::Borrowed),
            body,
            package: PackageHead::from_content_type(content_type),
        }
    }

    /// Sets the headers `content-length` and `content-disposition`, which matter
    /// for packages only.
    #[must_use]
    pub fn with_package_headers(mut self, length: Option<&str>, disposition: Option<&str>) -> Self {
        self.package = self.package.map(|head| head.with_headers(length, disposition));
        self
    }

    /// Creates the answer to the request for this package: the archive, which is not signed (OCO-033).
    #[must_use]
    pub fn package(package_id: i64, archive: Vec<u8>) -> HttpReply<'static> {
        let length = u64::try_from(archive.len()).unwrap_or(u64::MAX);
        let body = HttpBody::unsigned(archive);
        HttpReply { body, ..HttpReply::package_head(package_id, length) }
    }

    /// Creates the answer without the archive, of which the caller sends `length` bytes after the
    /// headers.
    #[must_use]
    pub fn package_head(package_id: i64, length: u64) -> HttpReply<'static> {
        HttpReply {
            package: Some(PackageHead::new(package_id, length)),
            ..HttpReply::new(200, "OK", Some(PACKAGE_CONTENT_TYPE), HttpBody::unsigned(Vec::new()))
        }
    }

    /// Creates a successful answer with this body.
    pub(crate) fn ok(body: HttpBody<'a>) -> Self {
        Self::new(200, "OK", Some(CONTENT_TYPE), body)
    }

    /// Returns the headers to send: content type, signature, and what belongs to a package (OCO-055).
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        let content_type = self.content_type.as_deref().map(Cow::Borrowed);
        let signature = self.body.signature().map(Cow::Borrowed);
        let package = self.package.as_ref();
        let length = package.and_then(|head| head.length).map(|length| Cow::Owned(length.to_string()));
        let disposition = package.and_then(PackageHead::to_disposition).map(Cow::Owned);
        let headers = [
            ("content-type", content_type),
            (SERVER_SIGNATURE_HEADER, signature),
            ("content-length", length),
            ("content-disposition", disposition),
        ];
        headers.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

impl fmt::Debug for HttpReply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpReply({} {:?}, {:?}, {:?})", self.status, self.phrase, self.content_type, self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_shows_neither_body_nor_signature() {
        let body = HttpBody::new(br#"{"server-key":"s3cret"}"#, Some("00ff"));
        let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), body);
        assert_eq!(
            format!("{http:?}"),
            r#"HttpReply(200 "OK", Some("application/json"), HttpBody(23 bytes, signed))"#
        );
    }

    // OCO-055
    #[test]
    fn a_packages_headers_are_sent_and_read_again() {
        let of_network =
            HttpReply::new(200, "OK", Some("application/octet-stream"), HttpBody::new(b"PK", None))
                .with_package_headers(Some("2"), Some("attachment; filename=\"88.zip\""));
        let own = HttpReply::package(88, b"PK".to_vec());
        assert_eq!(own, of_network);
        let headers: Vec<_> = own.headers().collect();
        let expected = [
            ("content-type", "application/octet-stream".into()),
            ("content-length", "2".into()),
            ("content-disposition", "attachment; filename=\"88.zip\"".into()),
        ];
        assert_eq!(headers, expected);
        // One that is sent piece by piece has the same headers and no body yet.
        let head = HttpReply::package_head(88, 2);
        assert_eq!((head.headers().collect::<Vec<_>>(), head.body.bytes()), (headers, &b""[..]));
    }

    #[test]
    fn no_other_answer_has_the_headers_of_a_package() {
        let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::new(b"{}", Some("00ff")))
            .with_package_headers(Some("2"), Some("attachment; filename=\"88.zip\""));
        let headers: Vec<_> = http.headers().collect();
        let expected = [("content-type", CONTENT_TYPE.into()), (SERVER_SIGNATURE_HEADER, "00ff".into())];
        assert_eq!(headers, expected);
    }
}
