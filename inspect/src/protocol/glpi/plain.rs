//! Texts that are neither JSON nor XML: query strings, and proxies' refusals.

use glpi_proto::proxy::reason;
use glpi_proto::query::Query;
use serde_json::{Map, Value};

use crate::message::{Message, Part};

/// A message in plain text.
pub enum Plain {
    /// A request of the query-string protocol.
    Query(Query),
    /// Reasons for which a proxy refuses.
    Refusal(&'static str),
}

impl Plain {
    /// Returns the kind of text, if it is one of them.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // Nothing else of this protocol is shorter and nothing longer is a query.
        let text = std::str::from_utf8(bytes.get(..bytes.len().min(64 << 10))?).ok()?.trim();
        if let Some(refusal) = reason::ALL.into_iter().find(|reason| *reason == text) {
            return Some(Self::Refusal(refusal));
        }
        let query = match text.split_once("?action=") {
            Some((address, rest)) if !address.contains(char::is_whitespace) => format!("action={rest}"),
            _ if text.starts_with("action=") => text.to_owned(),
            _ => return None,
        };
        let query: Query = query.parse().ok()?;
        (!query.action().is_empty()).then_some(Self::Query(query))
    }

    /// The message, explained.
    pub fn explain(self, bytes: &[u8]) -> Message {
        let parts =
            vec![Part { name: "text", meaning: format!("{} bytes", bytes.len()), bytes: bytes.to_vec() }];
        let (kind, headline, fields, round_trip) = match self {
            Self::Refusal(reason) => ("proxy refusal", reason.to_owned(), Map::new(), Ok(())),
            Self::Query(query) => {
                let same = query.to_form().parse::<Query>().is_ok_and(|again| again == query);
                let round_trip =
                    if same { Ok(()) } else { Err("what was written reads differently".to_owned()) };
                let mut fields = Map::new();
                fields.insert("action".to_owned(), query.action().into());
                for (name, value) in query.arguments() {
                    fields.insert(name.into_owned(), Value::from(value));
                }
                let who = query.machine_id().or(query.argument("uuid")).unwrap_or("nobody".into());
                ("query request", format!("{who} says {}", query.action()), fields, round_trip)
            }
        };
        Message { kind: kind.to_owned(), headline, fields, notes: Vec::new(), parts, untyped: 0, round_trip }
    }
}
