//! The fields that are shown of a message.

use glpi_proto::{Reply, ReplyOption};
use serde_json::{Map, Value};

/// A `REPLY` as an object.
pub fn of_reply(reply: &Reply) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value.into());
        }
    };
    set("PROLOG_FREQ", reply.prolog_freq.map(|delay| format!("{delay} hours")));
    set("RESPONSE", reply.response.clone());
    set("ERROR", reply.error.clone());
    set("PROCESSNUMBER", reply.process_number.clone());
    set("status", reply.status.as_ref().map(ToString::to_string));
    set("expiration", reply.expiration.map(|delay| delay.to_string()));
    set("message", reply.message.clone());
    if !reply.options.is_empty() {
        fields.insert("OPTION".to_owned(), reply.options.iter().map(ReplyOption::name).collect());
    }
    fields
}
