//! Bodies and the signatures that prove them.

use std::borrow::Cow;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::same;
use crate::secret::{AgentKey, RegistrationKey, ServerKey};

/// The header with an agent's signature.
///
/// It has to be sent in lower case, also over HTTP/1.1, where that makes no
/// difference to anybody else: the real server looks it up case-sensitively, and
/// answers `X-Oco-Agent-Signature` with 401 "Signature header missing". Check your
/// HTTP client; many write each word with a capital. Under PHP-FPM, which spells all
/// names so itself, a real server takes no signature at all (OCO-030).
pub const AGENT_SIGNATURE_HEADER: &str = "x-oco-agent-signature";

/// The header with a server's signature; in lower case as well.
pub const SERVER_SIGNATURE_HEADER: &str = "x-oco-server-signature";

/// The only content type of requests; a parameter such as a charset is refused.
pub const CONTENT_TYPE: &str = "application/json";

/// The path at which servers listen to agents.
pub const API_PATH: &str = "/api-agent.php";

/// The path at which servers listened until 2021-01-22, early in the flat dialect.
pub const OLD_API_PATH: &str = "/api.php";

/// A body and the signature that came, or goes, with it.
///
/// A signature proves the exact bytes: a body that was read and written again has
/// other bytes. So the two stay together here, and nothing changes one alone.
/// `Debug` shows neither, since the body of plaintext dialects holds keys.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpBody<'a> {
    bytes: Bytes<'a>,
    signature: Option<Cow<'a, str>>,
}

/// Bytes of a body. Owned ones are wiped when dropped: those of plaintext dialects, and
/// of the reply that brings new keys, hold keys in clear.
#[derive(Clone)]
enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Owned(Zeroizing<Vec<u8>>),
}

impl Bytes<'_> {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes) => bytes,
        }
    }
}

impl PartialEq for Bytes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Bytes<'_> {}

/// A key that can prove a body.
pub trait SigningKey: sealed::Sealed {
    /// The key's text.
    #[doc(hidden)]
    fn text(&self) -> &str;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! signing {
    ($($name:ident)*) => { $(
        impl sealed::Sealed for $name {}
        impl SigningKey for $name {
            fn text(&self) -> &str {
                self.expose()
            }
        }
    )* };
}
signing!(RegistrationKey AgentKey ServerKey);

impl<'a> HttpBody<'a> {
    /// A body with the value of its signature header, as they came from the network.
    /// A compressed body has to be unpacked first: the signature is over what was
    /// packed.
    #[must_use]
    pub fn new(bytes: &'a [u8], signature: Option<&'a str>) -> Self {
        Self { bytes: Bytes::Borrowed(bytes), signature: signature.map(Cow::Borrowed) }
    }

    /// A body that goes out without a signature, as in the plaintext dialects.
    #[must_use]
    pub fn unsigned(body: Vec<u8>) -> HttpBody<'static> {
        HttpBody { bytes: Bytes::Owned(Zeroizing::new(body)), signature: None }
    }

    /// A body with the signature of a key: lower-case hexadecimal HMAC-SHA256 with
    /// the key's UTF-8 text (OCO-031).
    #[must_use]
    pub fn sign(body: Vec<u8>, key: &impl SigningKey) -> HttpBody<'static> {
        let signature = hex_hmac(key.text(), &body).map(Cow::Owned);
        HttpBody { bytes: Bytes::Owned(Zeroizing::new(body)), signature }
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// The value of the signature header, if there is one.
    #[must_use]
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }

    /// Returns true if the signature is this key's, in constant time. Without a signature it
    /// this is false, and so it is for one in upper case (OCO-032).
    #[must_use]
    pub fn is_signed_by(&self, key: &impl SigningKey) -> bool {
        match (self.signature(), hex_hmac(key.text(), self.bytes())) {
            (Some(found), Some(expected)) => same(found, &expected),
            _ => false,
        }
    }

    /// Detaches the body from the buffer.
    #[must_use]
    pub fn into_owned(self) -> HttpBody<'static> {
        HttpBody {
            bytes: match self.bytes {
                Bytes::Borrowed(bytes) => Bytes::Owned(Zeroizing::new(bytes.to_vec())),
                Bytes::Owned(bytes) => Bytes::Owned(bytes),
            },
            signature: self.signature.map(|signature| Cow::Owned(signature.into_owned())),
        }
    }
}

impl fmt::Debug for HttpBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signed = if self.signature.is_some() { "signed" } else { "not signed" };
        write!(f, "HttpBody({} bytes, {signed})", self.bytes().len())
    }
}

/// `None` never comes: HMAC takes keys of any length.
fn hex_hmac(key: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(body);
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-031
    #[test]
    fn hmac_is_the_standard_one() {
        // RFC 4231, test case 2.
        let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex_hmac("Jefe", b"what do ya want for nothing?").as_deref(), Some(hex));
    }

    // OCO-032
    #[test]
    fn only_the_very_bytes_and_lower_case_hex_verify() {
        let key = AgentKey::new("🌈💜").unwrap();
        let signed = HttpBody::sign(b"{}".to_vec(), &key);
        assert!(signed.is_signed_by(&key));
        assert!(!signed.is_signed_by(&AgentKey::new("other").unwrap()));
        let hex = signed.signature().unwrap();
        assert!(!HttpBody::new(b"{ }", Some(hex)).is_signed_by(&key));
        assert!(!HttpBody::new(b"{}", Some(&hex.to_uppercase())).is_signed_by(&key));
        assert!(!HttpBody::new(b"{}", Some("")).is_signed_by(&key));
        assert!(!HttpBody::new(b"{}", None).is_signed_by(&key));
    }

    #[test]
    fn two_are_the_same_if_body_and_signature_are_whoever_holds_the_bytes() {
        let owned = HttpBody::unsigned(b"{}".to_vec());
        assert_eq!(owned, HttpBody::new(b"{}", None));
        assert_ne!(owned, HttpBody::new(b"[]", None));
        assert_ne!(owned, HttpBody::new(b"{}", Some("00")));
    }

    #[test]
    fn a_log_line_shows_how_long_it_is_and_whether_it_is_signed() {
        assert_eq!(format!("{:?}", HttpBody::unsigned(b"s3cret".to_vec())), "HttpBody(6 bytes, not signed)");
        assert_eq!(format!("{:?}", HttpBody::new(b"s3cret", Some("00ff"))), "HttpBody(6 bytes, signed)");
    }
}
