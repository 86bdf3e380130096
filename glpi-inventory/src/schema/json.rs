//! The description as JSON Schema, for programs that have a validator already.

use super::table::{Kind, Table};
use crate::json::quote;
use crate::release::Release;

/// Returns the description of a release as a JSON Schema of draft 7.
///
/// It says what the server's own schema says. What the server's validator does beyond it
/// (numbers as text, one line feed at the end of a text) is in [`Judge`](crate::Judge) alone.
///
/// ```
/// use glpi_inventory::{Release, schema};
/// let json = schema::json_schema(Release::NEWEST);
/// assert!(json.starts_with(r#"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object""#));
/// ```
#[must_use]
pub fn json_schema(release: Release) -> String {
    let mut writer = Writer { out: String::new(), release };
    writer.out.push_str(r#"{"$schema":"http://json-schema.org/draft-07/schema#","#);
    writer.object(super::root(), true, true);
    writer.out.push('}');
    writer.out
}

struct Writer {
    out: String,
    release: Release,
}

const IPV4: &str = r#"{"type":"string","format":"ipv4"}"#;
const IPV6: &str = r#"{"type":"string","format":"ipv6"}"#;

impl Writer {
    fn quote(&mut self, text: &str) {
        let mut quoted = Vec::new();
        quote(text, &mut quoted);
        self.out.push_str(&String::from_utf8_lossy(&quoted));
    }

    fn kind(&mut self, kind: Kind) {
        self.out.push('{');
        if let Some(name) = kind.json_type().filter(|_| !matches!(kind, Kind::Object(_))) {
            self.out.push_str(r#""type":"#);
            self.quote(name);
            self.out.push_str(if has_more(kind) { "," } else { "" });
        }
        match kind {
            Kind::Range(min, max) => self.out.push_str(&format!(r#""minimum":{min},"maximum":{max}"#)),
            Kind::Pattern(pattern) => {
                self.out.push_str(r#""pattern":"#);
                self.quote(&pattern.to_regex(&[]));
            }
            Kind::Ipv4 => self.out.push_str(r#""format":"ipv4""#),
            Kind::Ipv6 => self.out.push_str(r#""format":"ipv6""#),
            Kind::Ip | Kind::TextIp => self.out.push_str(&format!(r#""anyOf":[{IPV4},{IPV6}]"#)),
            Kind::TextOrTexts => {
                self.out
                    .push_str(r#""oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]"#);
            }
            Kind::List(items) => {
                self.out.push_str(r#""items":"#);
                self.kind(*items);
            }
            Kind::Object(table) => self.object(table, true, false),
            Kind::Loose(table) => self.object(table, false, false),
            Kind::Any | Kind::Text | Kind::Integer | Kind::Boolean => {}
        }
        self.out.push('}');
    }

    /// Writes an object's keywords.
    fn object(&mut self, table: &'static Table, is_typed: bool, is_root: bool) {
        if is_typed {
            self.out.push_str(r#""type":"object","#);
        }
        let release = self.release;
        let members = || table.members().iter().chain(table.former()).filter(|member| member.is_in(release));
        self.out.push_str(r#""properties":{"#);
        for (at, member) in members().enumerate() {
            self.out.push_str(if at > 0 { "," } else { "" });
            self.quote(member.name());
            self.out.push(':');
            self.kind(member.kind_in(release));
        }
        self.out.push('}');
        let mut required: Vec<_> = members().filter(|member| member.is_required_in(release)).collect();
        required.sort_by_key(|member| member.rank());
        for (at, member) in required.iter().enumerate() {
            self.out.push_str(if at > 0 { "," } else { r#","required":["# });
            self.quote(member.name());
        }
        self.out.push_str(if required.is_empty() { "" } else { "]" });
        let is_closed = if is_root {
            release.has_closed_root()
        } else {
            release.has_closed_sections() && table.is_closed()
        };
        if is_closed {
            self.out.push_str(r#","additionalProperties":false"#);
        }
    }
}

/// Returns true if a kind has more keywords than its type.
const fn has_more(kind: Kind) -> bool {
    !matches!(kind, Kind::Text | Kind::Integer | Kind::Boolean)
}
