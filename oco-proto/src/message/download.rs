//! Packages: how an agent asks for one, and what it gets.
//!
//! In all dialects the archive comes back without signature and hash: only TLS
//! protects it.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::json::Member;
use crate::scalar::Int;
use crate::secret::AgentKey;
use crate::secret::Hidden;
use crate::wire::Extra;
use crate::{API_PATH, Dialect};

/// The request for a package, HMAC dialect. The member is in `params` itself:
/// there is no `data`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Download<'a> {
    /// The package, as a job named it; a text is tolerated.
    pub package_id: Int<'a>,
}

impl<'a> Download<'a> {
    /// The request for this package.
    #[must_use]
    pub fn new(package_id: impl Into<Int<'a>>) -> Self {
        Self { package_id: package_id.into() }
    }

    pub(crate) fn into_owned(self) -> Download<'static> {
        Download { package_id: self.package_id.into_owned() }
    }
}

/// A request for a package as an address: how the plaintext dialects do it, with
/// the agent's key for all logs to see (OCO-048).
///
/// | dialect | target of the GET request, which has no content type |
/// |---|---|
/// | flat | `/payloadprovider.php?hostname=…&agent-key=…&id=…` |
/// | dotted | `/api-agent.php?uid=…&hostname=…&agent-key=…&id=…` |
#[derive(Clone, PartialEq, Default)]
pub struct PackageLink {
    /// The host's uid, if it is given.
    pub uid: Option<String>,
    /// The host name; empty if it is not given.
    pub hostname: String,
    /// The agent's key.
    pub agent_key: Hidden,
    /// The package.
    pub package_id: String,
    /// Unknown parameters.
    pub extra: Extra<'static>,
}

impl PackageLink {
    /// The path in the flat dialect.
    pub const FLAT_PATH: &'static str = "/payloadprovider.php";
    /// The path in the dotted dialects: the same as for all else.
    pub const DOTTED_PATH: &'static str = API_PATH;

    /// The characters that are not escaped in a parameter.
    const ESCAPED: &'static AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

    /// The link to this package.
    #[must_use]
    pub fn new(hostname: impl Into<String>, agent_key: &AgentKey, package_id: i64) -> Self {
        Self {
            hostname: hostname.into(),
            agent_key: Hidden::new(agent_key.expose()),
            package_id: package_id.to_string(),
            ..Self::default()
        }
    }

    /// The name by which to look the host up, in lower case, as
    /// [`UnverifiedRequest::host_key`](crate::server::UnverifiedRequest::host_key) says it of a request (OCO-062).
    /// Empty if no name is given.
    #[must_use]
    pub fn host_key(&self) -> String {
        self.hostname.to_lowercase()
    }

    /// Sets the host's uid, which the flat dialect does not have.
    #[must_use]
    pub fn with_uid(mut self, uid: impl Into<String>) -> Self {
        self.uid = Some(uid.into());
        self
    }

    /// Reads the target of a GET request: path and query. A real server takes it for a
    /// link if it has an `id`.
    ///
    /// # Errors
    /// If there is no `id`, a parameter twice, or text that is not UTF-8.
    pub fn decode(target: &str) -> Result<Self, DecodeError> {
        let no_link = |offset| DecodeError::new(DecodeErrorKind::NotALink, offset);
        let (path, query) = target.split_once('?').ok_or_else(|| no_link(target.len()))?;
        let mut link = Self::default();
        let (mut hostname, mut package_id) = (None, None);
        let mut offset = path.len().saturating_add(1);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let text = |part: &str| {
                // PHP reads a plus as a space.
                let spaced = part.replace('+', " ");
                percent_decode_str(&spaced)
                    .decode_utf8()
                    .map(std::borrow::Cow::into_owned)
                    .map_err(|_| no_link(offset))
            };
            let (name, value) = (text(name)?, text(value)?);
            let duplicate = DecodeErrorKind::DuplicateMember(Snippet::new(name.as_bytes()));
            let before = match name.as_str() {
                "uid" => link.uid.replace(value).is_some(),
                "hostname" => hostname.replace(value).is_some(),
                "agent-key" => {
                    let before = link.agent_key != Hidden::Absent;
                    link.agent_key = Hidden::new(value);
                    before
                }
                "id" => package_id.replace(value).is_some(),
                "" => false,
                _ => link.extra.insert(name, value).is_some(),
            };
            if before {
                return Err(DecodeError::new(duplicate, offset));
            }
            offset = offset.saturating_add(pair.len()).saturating_add(1);
        }
        let missing = || DecodeError::new(DecodeErrorKind::Missing("id"), target.len());
        // A real server looks up a host without a name, and finds none.
        link.hostname = hostname.unwrap_or_default();
        link.package_id = package_id.filter(|id| !id.is_empty()).ok_or_else(missing)?;
        Ok(link)
    }

    /// The target of the GET request.
    ///
    /// # Errors
    /// In a dialect that has no links, or none with a uid.
    pub fn encode(&self, dialect: Dialect) -> Result<String, EncodeError> {
        let path = match dialect {
            Dialect::Flat if self.uid.is_some() => {
                return Err(EncodeError::NotInDialect { what: "uid", dialect });
            }
            Dialect::Flat => Self::FLAT_PATH,
            Dialect::DottedEarly | Dialect::Dotted => Self::DOTTED_PATH,
            Dialect::Client | Dialect::Hmac => {
                return Err(EncodeError::NotInDialect { what: "a package link", dialect });
            }
        };
        let fixed = [
            ("uid", self.uid.as_deref()),
            ("hostname", Some(self.hostname.as_str())),
            ("agent-key", self.agent_key.expose()),
            ("id", Some(self.package_id.as_str())),
        ];
        let known = fixed.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let extra = self.extra.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
        let query: Vec<_> =
            known.chain(extra).map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        Ok(format!("{path}?{}", query.join("&")))
    }
}

fn escape(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, PackageLink::ESCAPED)
}

impl fmt::Debug for PackageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackageLink")
            .field("uid", &self.uid)
            .field("hostname", &self.hostname)
            .field("agent_key", &self.agent_key)
            .field("package_id", &self.package_id)
            .field("extra", &self.extra)
            .finish()
    }
}

/// The content type of a package.
pub const PACKAGE_CONTENT_TYPE: &str = "application/octet-stream";

/// The headers of a package's answer. The body is the archive, as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackageHead {
    /// `content-length`: what progress is counted against; real agents report none
    /// without it.
    pub length: Option<u64>,
    /// The file name in `content-disposition`, as in `1234.zip`.
    pub file_name: Option<String>,
}

impl PackageHead {
    /// Creates the head of a package of this length.
    #[must_use]
    pub fn new(package_id: i64, length: u64) -> Self {
        Self { length: Some(length), file_name: Some(format!("{package_id}.zip")) }
    }

    /// The head of an answer of this content type; `None` if that is not a package's.
    pub(crate) fn from_content_type(content_type: Option<&str>) -> Option<Self> {
        content_type.filter(|own| own.eq_ignore_ascii_case(PACKAGE_CONTENT_TYPE)).map(|_| Self::default())
    }

    /// Reads the headers `content-length` and `content-disposition`.
    pub(crate) fn with_headers(self, length: Option<&str>, disposition: Option<&str>) -> Self {
        let file_name = disposition.and_then(|text| {
            let (_, rest) = text.split_once("filename=")?;
            let name = match rest.trim_start().strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => rest.split(';').next().map(str::trim),
            };
            name.map(str::to_owned)
        });
        Self { length: length.and_then(|digits| digits.trim().parse().ok()), file_name }
    }

    /// The package's number, from the file name.
    #[must_use]
    pub fn package_id(&self) -> Option<i64> {
        self.file_name.as_deref()?.strip_suffix(".zip")?.parse().ok()
    }

    /// The value of the header `content-disposition`; `None` without a file name, or with
    /// one that would end the header or its quotes.
    #[must_use]
    pub fn to_disposition(&self) -> Option<String> {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        let name = self.file_name.as_deref().filter(|name| name.bytes().all(is_plain))?;
        Some(format!("attachment; filename=\"{name}\""))
    }

    /// Returns the part of the package that these bytes are, in percent, for
    /// [`JobState::with_progress`](super::JobState::with_progress).
    #[must_use]
    pub fn progress(&self, received: u64) -> Option<f64> {
        let length = self.length.filter(|&length| length > 0)?;
        #[expect(clippy::cast_precision_loss, reason = "a percentage")]
        Some((received as f64 / length as f64 * 100.0).min(100.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_written_and_read_again() {
        let key = AgentKey::new("🌈 a&b=c+d").unwrap();
        let link = PackageLink::new("my pc", &key, 12);
        let target = link.encode(Dialect::Flat).unwrap();
        assert_eq!(
            target,
            "/payloadprovider.php?hostname=my%20pc&agent-key=%F0%9F%8C%88%20a%26b%3Dc%2Bd&id=12"
        );
        assert_eq!(PackageLink::decode(&target).unwrap(), link);
        let link = link.with_uid("u-1");
        assert_eq!(PackageLink::decode(&link.encode(Dialect::Dotted).unwrap()).unwrap(), link);
        assert!(link.encode(Dialect::Flat).is_err());
        assert!(link.encode(Dialect::Hmac).is_err());
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for target in [
            "/api-agent.php",
            "/api-agent.php?",
            "/x?hostname=a",
            "/x?hostname=a&id=1&id=2",
            "/x?hostname=%ff&id=1",
        ] {
            assert!(PackageLink::decode(target).is_err(), "{target}");
        }
        assert_eq!(PackageLink::decode("/x?hostname=a+b&id=1").unwrap().hostname, "a b");
        assert_eq!(PackageLink::decode("/x?hostname=My+PC&id=1").unwrap().host_key(), "my pc");
        assert_eq!(PackageLink::decode("/x?id=1").unwrap().host_key(), "");
    }

    #[test]
    fn the_head_tells_progress_and_package() {
        let head = PackageHead::from_content_type(Some("application/octet-stream")).unwrap();
        let head = head.with_headers(Some("400"), Some("attachment; filename=\"1234.zip\""));
        assert_eq!((head.progress(100), head.package_id()), (Some(25.0), Some(1234)));
        assert_eq!(PackageHead::from_content_type(Some("text/html")), None);
        assert_eq!(PackageHead::default().progress(1), None);
    }

    #[test]
    fn a_file_name_that_is_no_header_is_left_out() {
        let named = |name: &str| PackageHead { file_name: Some(name.to_owned()), length: None };
        for name in ["88.zip", "my package; v2.zip", ""] {
            let value = named(name).to_disposition().unwrap();
            assert_eq!(PackageHead::default().with_headers(None, Some(&value)), named(name), "{value}");
        }
        for name in ["a\r\nset-cookie: x", "a\"; b=\"c", "a\\", "ü.zip", "\0"] {
            assert_eq!(named(name).to_disposition(), None, "{name:?}");
        }
        assert_eq!(PackageHead::default().to_disposition(), None);
        let bare = PackageHead::default().with_headers(None, Some("attachment; filename= 88.zip ; x=y"));
        assert_eq!(bare.package_id(), Some(88));
    }

    #[test]
    fn ampersands_with_nothing_between_them_mean_nothing() {
        let link = PackageLink::decode("/x?&hostname=a&&id=1&").unwrap();
        assert_eq!(link, PackageLink::decode("/x?hostname=a&id=1").unwrap());
        assert!(link.extra.is_empty());
    }

    #[test]
    fn a_log_line_shows_the_package_and_not_the_key() {
        let link = PackageLink::new("demo", &AgentKey::new("s3cret").unwrap(), 12).with_uid("u-1");
        assert_eq!(
            format!("{link:?}"),
            r#"PackageLink { uid: Some("u-1"), hostname: "demo", agent_key: Secret, package_id: "12", extra: {} }"#
        );
    }

    #[test]
    fn of_a_package_without_bytes_there_is_no_part() {
        let head = |length| PackageHead { length: Some(length), ..PackageHead::default() };
        assert_eq!(head(0).progress(0), None);
        assert_eq!((head(1).progress(0), head(1).progress(2)), (Some(0.0), Some(100.0)));
    }
}
