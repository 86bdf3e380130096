//! `Content-Type` and `Accept`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::compat::Compat;
use crate::transport::compression::Compression;
use crate::transport::format::Format;

/// A body's content type, which names its compression as well (GLPI-012).
///
/// Compared are whole values without regard to case; so a value with a parameter
/// is an unknown one, as it is to real servers.
///
/// # Wire
/// | value | compression | format |
/// |---|---|---|
/// | `application/json` | none | JSON |
/// | `application/xml`, `text/xml` | none | XML |
/// | `application/x-compress-zlib`, `application/x-zlib` | zlib | either |
/// | `application/x-compress-gzip`, `application/x-gzip` | gzip | either |
/// | `application/x-compress-br`, `application/x-br` | brotli | either |
/// | `application/x-compress-deflate`, `application/x-deflate` | raw deflate | either |
/// | `application/x-compress` | zlib, as proxies read it; none, as servers do | either |
/// | anything else, or none | none | either |
///
/// ```
/// use glpi_proto::{Compression, ContentType};
/// assert_eq!(ContentType::new("Application/X-Zlib").compression(), Some(Compression::Zlib));
/// assert_eq!(ContentType::new("application/json; charset=utf-8").compression(), None);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ContentType(Cow<'static, str>);

/// The values that name a compression, the one that is written first.
const COMPRESSED: [(Compression, &str, &str); 4] = [
    (Compression::Zlib, "application/x-compress-zlib", "application/x-zlib"),
    (Compression::Gzip, "application/x-compress-gzip", "application/x-gzip"),
    (Compression::Brotli, "application/x-compress-br", "application/x-br"),
    (Compression::Deflate, "application/x-compress-deflate", "application/x-deflate"),
];

impl ContentType {
    /// `application/json`
    pub const JSON: Self = Self(Cow::Borrowed("application/json"));
    /// `application/xml`
    pub const XML: Self = Self(Cow::Borrowed("application/xml"));
    /// `text/plain`, in which proxies say why they refuse
    pub const TEXT: Self = Self(Cow::Borrowed("text/plain"));

    /// Creates the content type with this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Cow::Owned(text.trim().to_owned()))
    }

    /// Creates the content type of a body in `format`, with this compression.
    ///
    /// [`Compat::Deployed`] has the short form for brotli, as servers answer
    /// (GLPI-013); agents that look for the form of the specification do not know
    /// it, but none of them reads brotli.
    #[must_use]
    pub fn new_for(compression: Compression, format: Format, compat: Compat) -> Self {
        let row = COMPRESSED.iter().find(|row| row.0 == compression);
        match (row, format, compat) {
            (Some((Compression::Brotli, _, short)), _, Compat::Deployed) => Self(Cow::Borrowed(short)),
            (Some((_, long, _)), _, _) => Self(Cow::Borrowed(long)),
            (None, Format::Json, _) => Self::JSON,
            (None, Format::Xml, _) => Self::XML,
        }
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the compression it names. `None` where it names no compression and is not a plain
    /// type either: then nothing is known before the bytes were looked at.
    #[must_use]
    pub fn compression(&self) -> Option<Compression> {
        if self.format().is_some() {
            return Some(Compression::Plain);
        }
        let named = COMPRESSED.iter().find(|row| self.is(row.1) || self.is(row.2)).map(|row| row.0);
        // Our reading of the bare form is the proxies': a body that is plain
        // after all is recognised when it is opened.
        named.or_else(|| self.is("application/x-compress").then_some(Compression::Zlib))
    }

    /// Returns the format it names, if it does.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        if self.is("application/json") {
            Some(Format::Json)
        } else if self.is("application/xml") || self.is("text/xml") {
            Some(Format::Xml)
        } else {
            None
        }
    }

    /// Returns true if it says HTML.
    pub(crate) fn is_html(&self) -> bool {
        let essence = self.0.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("text/html") || essence.eq_ignore_ascii_case("application/xhtml+xml")
    }

    fn is(&self, value: &str) -> bool {
        self.0.eq_ignore_ascii_case(value)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentType({})", self.0.escape_debug())
    }
}

/// The content types that a party accepts: the value of `Accept` (RFC 7231, 5.3.2;
/// GLPI-014).
///
/// ```
/// use glpi_proto::{Accept, Compression};
/// let accept: Accept = "application/json; q=0.5, application/x-compress-zlib; q=0.7".parse()?;
/// assert_eq!(accept.choose(&[Compression::Plain, Compression::Zlib]), Some(Compression::Zlib));
/// assert_eq!(accept.choose(&[Compression::Gzip]), None);
/// # Ok::<(), glpi_proto::ParseAcceptError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept(Vec<Range>);

/// One media range, with its quality in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    kind: String,
    subtype: String,
    quality: u16,
}

/// The text is not a list of media ranges with quality values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of media ranges with quality values")]
pub struct ParseAcceptError(());

impl Accept {
    /// Maximum number of media ranges (our choice).
    const MAX: usize = 64;

    /// Returns the quality of a content type in thousandths: that of the most specific
    /// range it falls in, 0 if it falls in no range.
    #[must_use]
    pub fn quality(&self, content_type: &ContentType) -> u16 {
        let essence = content_type.as_str().split(';').next().unwrap_or_default().trim();
        let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
        let fits = |range: &&Range| {
            (range.kind == "*" || range.kind.eq_ignore_ascii_case(kind))
                && (range.subtype == "*" || range.subtype.eq_ignore_ascii_case(subtype))
        };
        let specific = |range: &&Range| (range.kind != "*", range.subtype != "*");
        // The first of equals: `max_by_key` would return the last.
        let best = self.0.iter().filter(fits).rev().max_by_key(specific);
        best.map_or(0, |range| range.quality)
    }

    /// Returns the best of the compressions that the caller can write, JSON inside; of
    /// equals the first in the caller's list. `None` if the peer does not take any.
    #[must_use]
    pub fn choose(&self, offered: &[Compression]) -> Option<Compression> {
        let quality = |compression: Compression| {
            let long = ContentType::new_for(compression, Format::Json, Compat::Documented);
            let short =
                COMPRESSED.iter().find(|row| row.0 == compression).map(|row| ContentType(row.2.into()));
            self.quality(&long).max(short.map_or(0, |short| self.quality(&short)))
        };
        let best = offered.iter().rev().max_by_key(|&&compression| quality(compression));
        best.copied().filter(|&compression| quality(compression) > 0)
    }
}

impl FromStr for Accept {
    type Err = ParseAcceptError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let ranges = entries.take(Self::MAX.saturating_add(1)).map(range).collect::<Result<Vec<_>, _>>()?;
        if ranges.len() > Self::MAX { Err(ParseAcceptError(())) } else { Ok(Self(ranges)) }
    }
}

fn range(entry: &str) -> Result<Range, ParseAcceptError> {
    let error = ParseAcceptError(());
    let mut parts = entry.split(';').map(str::trim);
    let (kind, subtype) = parts.next().and_then(|range| range.split_once('/')).ok_or(error)?;
    if !is_token(kind) || !is_token(subtype) || (kind == "*" && subtype != "*") {
        return Err(error);
    }
    let mut quality = 1000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').ok_or(error)?;
        if name.trim().eq_ignore_ascii_case("q") {
            quality = thousandths(value.trim()).ok_or(error)?;
            // What follows the weight are extensions that are not in use.
            break;
        }
    }
    Ok(Range { kind: kind.to_owned(), subtype: subtype.to_owned(), quality })
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// `0`, `1`, or either with up to three decimals, 1 at most.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

impl fmt::Display for Accept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}/{}", range.kind, range.subtype)?;
            if range.quality < 1000 {
                let decimals = format!("{:03}", range.quality);
                let decimals = decimals.trim_end_matches('0');
                write!(f, "; q=0{}{decimals}", if decimals.is_empty() { "" } else { "." })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-012
    #[test]
    fn every_synonym_names_its_compression() {
        for (text, compression) in [
            ("application/json", Some(Compression::Plain)),
            ("application/xml", Some(Compression::Plain)),
            ("text/xml", Some(Compression::Plain)),
            ("application/x-compress-zlib", Some(Compression::Zlib)),
            ("application/x-zlib", Some(Compression::Zlib)),
            ("application/x-compress", Some(Compression::Zlib)),
            ("application/x-compress-gzip", Some(Compression::Gzip)),
            ("application/x-gzip", Some(Compression::Gzip)),
            ("application/x-compress-br", Some(Compression::Brotli)),
            ("application/x-br", Some(Compression::Brotli)),
            ("application/x-compress-deflate", Some(Compression::Deflate)),
            ("application/x-deflate", Some(Compression::Deflate)),
            ("application/x-compressed", None),
            ("application/json; charset=utf-8", None),
            ("text/plain", None),
            ("", None),
        ] {
            assert_eq!(ContentType::new(text).compression(), compression, "{text}");
            assert_eq!(ContentType::new(&text.to_uppercase()).compression(), compression, "{text}");
        }
    }

    // GLPI-013
    #[test]
    fn real_servers_answer_brotli_in_the_short_form() {
        let of = |compat| ContentType::new_for(Compression::Brotli, Format::Json, compat).to_string();
        assert_eq!(of(Compat::Documented), "application/x-compress-br");
        assert_eq!(of(Compat::Deployed), "application/x-br");
    }

    // GLPI-014
    #[test]
    fn the_highest_quality_is_chosen() {
        let accept: Accept =
            "application/xml; q=0.1, application/json; q=0.5, application/x-compress-zlib; q=0.7, \
                              application/x-compress-gzip; q=0.8, application/x-compress-br"
                .parse()
                .unwrap();
        use Compression::{Brotli, Deflate, Gzip, Plain, Zlib};
        assert_eq!(accept.choose(&[Plain, Zlib, Gzip, Brotli]), Some(Brotli));
        assert_eq!(accept.choose(&[Plain, Zlib, Gzip]), Some(Gzip));
        assert_eq!(accept.choose(&[Deflate, Plain]), Some(Plain));
        assert_eq!(accept.choose(&[Deflate]), None);
        assert_eq!(accept.quality(&ContentType::XML), 100);
        assert_eq!(accept.to_string().parse(), Ok(accept));
    }

    #[test]
    fn the_most_specific_range_wins_and_zero_means_never() {
        let accept: Accept = "*/*;q=0.3, application/*;q=0.5, application/json;q=0".parse().unwrap();
        assert_eq!(accept.quality(&ContentType::JSON), 0);
        assert_eq!(accept.quality(&ContentType::XML), 500);
        assert_eq!(accept.quality(&ContentType::TEXT), 300);
        assert_eq!(accept.choose(&[Compression::Plain]), None);
        let all: Accept = "*/*".parse().unwrap();
        assert_eq!(all.choose(&[Compression::Zlib, Compression::Plain]), Some(Compression::Zlib));
    }

    #[test]
    fn bad_weights_and_ranges_are_refused() {
        for bad in [
            "json",
            "application/json;q=2",
            "application/json;q=0.1234",
            "application/json;q=x",
            "*/json",
            "application/json;q",
            "a b/c",
            "application/json;q=-1",
            "application/json;q=1.001",
        ] {
            assert!(bad.parse::<Accept>().is_err(), "{bad}");
        }
        assert!(vec!["a/b"; 65].join(",").parse::<Accept>().is_err());
    }

    #[test]
    fn weights_have_up_to_three_decimals_and_reach_one() {
        for (weight, quality) in
            [("0", 0), ("0.", 0), ("0.5", 500), ("0.125", 125), ("1", 1000), ("1.0", 1000), ("1.000", 1000)]
        {
            let accept: Accept = format!("application/json;q={weight}").parse().unwrap();
            assert_eq!(accept.quality(&ContentType::JSON), quality, "{weight}");
        }
    }

    #[test]
    fn so_many_ranges_are_read_and_no_more() {
        let ranges = |count| vec!["a/b"; count].join(",").parse::<Accept>();
        assert!(ranges(Accept::MAX).is_ok() && ranges(Accept::MAX + 1).is_err());
    }
}
