//! Conversions with `http::HeaderMap`.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::Headers;

impl From<&HeaderMap> for Headers {
    /// As [`Headers::from_pairs`]; a value that is not visible ASCII is passed over.
    fn from(map: &HeaderMap) -> Self {
        let pairs = map.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        Self::from_pairs(pairs)
    }
}

impl From<&Headers> for HeaderMap {
    /// As [`Headers::to_pairs`].
    fn from(headers: &Headers) -> Self {
        let pairs = headers.to_pairs().into_iter();
        let entry = |(name, value): (&str, String)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        pairs.filter_map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_map_and_headers_are_inverse() {
        let headers = Headers::from_pairs([
            ("GLPI-Agent-ID", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
            ("Content-Type", "application/x-compress-zlib"),
            ("Pragma", "no-cache"),
        ]);
        let map = HeaderMap::from(&headers);
        assert_eq!(map.len(), 3);
        assert_eq!(Headers::from(&map), headers);
    }
}
