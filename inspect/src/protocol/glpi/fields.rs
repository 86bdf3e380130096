//! The fields that are shown of a message.

use glpi_proto::{Reply, ReplyOption};
use serde_json::{Map, Value, json};

/// Names of members, in lower case, whose values are secrets.
const SECRETS: [&str; 14] = [
    "password",
    "community",
    "token",
    "authpassphrase",
    "authpassword",
    "privpassphrase",
    "privpassword",
    "passphrase",
    "challenge",
    "crypto",
    "_glpi_csrf_token",
    "secret",
    "client_secret",
    "access_token",
];

/// Replaces all secrets.
pub fn without_secrets(mut fields: Map<String, Value>) -> Map<String, Value> {
    hide_in(&mut fields);
    fields
}

fn hide_in(fields: &mut Map<String, Value>) {
    for (name, value) in fields.iter_mut() {
        let is_secret = SECRETS.contains(&name.to_ascii_lowercase().as_str());
        match value {
            Value::Object(_) | Value::Array(_) => hide(value),
            Value::Null => {}
            // PROLOG's token is a constant.
            value if is_secret && value != "12345678" => *value = json!("(secret)"),
            _ => {}
        }
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => hide_in(fields),
        Value::Array(values) => values.iter_mut().for_each(hide),
        _ => {}
    }
}

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
