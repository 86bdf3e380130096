//! Hiding of what is never printed, whatever the protocol: values of members that are named
//! like secrets, user info in addresses, arguments of item keys.

use serde_json::{Map, Value};

use crate::message::Message;

const HIDDEN: &str = "(secret)";

/// Names of members, in lower case and without joints, whose values are secrets.
const NAMES: [&str; 16] = [
    "agentkey",
    "authpassphrase",
    "challenge",
    "clientkey",
    "clientsecret",
    "community",
    "crypto",
    "passphrase",
    "passwd",
    "password",
    "privpassphrase",
    "secret",
    "serverkey",
    "session",
    "sessionid",
    "tlspsk",
];

/// Ends of such names.
const ENDS: [&str; 3] = ["password", "passphrase", "token"];

/// Names of members, in lower case, whose values are item keys.
const KEYS: [&str; 3] = ["key", "key_", "key_orig"];

/// Replaces the secrets in what is shown of a message. `--hex` shows its bytes as they are.
pub fn hide(message: &mut Message) {
    hide_in(&mut message.fields);
    message.headline = in_text(&message.headline);
    for note in &mut message.notes {
        *note = in_text(note);
    }
    if let Err(reason) = &mut message.round_trip {
        *reason = in_text(reason);
    }
}

/// Returns the text without the user info of addresses in it.
pub fn in_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '<' | '>'));
        let authority = &after[..end.unwrap_or(after.len())];
        rest = match authority.rfind('@') {
            Some(at) => {
                shown.push_str(HIDDEN);
                &after[at..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end))
}

fn is_key(name: &str) -> bool {
    KEYS.contains(&name.to_ascii_lowercase().as_str())
}

fn hide_in(fields: &mut Map<String, Value>) {
    hide_in_table(fields);
    let names: Vec<String> = fields.keys().filter(|name| in_text(name) != **name).cloned().collect();
    for name in names {
        if let Some(value) = fields.shift_remove(&name) {
            fields.insert(in_text(&name), value);
        }
    }
    for (name, value) in fields {
        hide_member(name, value);
    }
}

fn hide_member(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => hide_in(fields),
        Value::Array(values) => values.iter_mut().for_each(|value| hide_member(name, value)),
        Value::Null => {}
        // A token that is the same everywhere, and what was replaced before.
        Value::String(text) if text == "12345678" || text == HIDDEN || text == "(hidden)" => {}
        value if is_secret(name) => *value = HIDDEN.into(),
        Value::String(text) if is_key(name) => *text = without_arguments(&in_text(text)),
        Value::String(text) => *text = in_text(text),
        _ => {}
    }
}

/// Hides in the rows of a table: `fields` are the names of the columns of each row in `data`.
fn hide_in_table(table: &mut Map<String, Value>) {
    let Some(Value::Array(names)) = table.get("fields") else {
        return;
    };
    let names: Vec<String> = names.iter().map(|name| name.as_str().unwrap_or("").to_owned()).collect();
    let Some(Value::Array(rows)) = table.get_mut("data") else {
        return;
    };
    for row in rows.iter_mut().filter_map(Value::as_array_mut) {
        row.iter_mut().zip(&names).for_each(|(value, name)| hide_member(name, value));
    }
}

/// Returns an item key without the arguments: `ssh.run[…]`.
pub fn without_arguments(key: &str) -> String {
    match key.split_once('[') {
        Some((name, arguments)) if !matches!(arguments, "" | "]") => format!("{name}[…]"),
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(value: Value) -> Value {
        let Value::Object(mut fields) = value else { panic!("an object") };
        hide_in(&mut fields);
        Value::Object(fields)
    }

    #[test]
    fn members_named_like_secrets_are_hidden() {
        let value = json!({
            "access_token": "s1", "refresh_token": "s2", "id_token": "s3", "session": "s4", "old_password": 5,
            "inner": [{ "Client-Secret": "s6", "community": ["s7", "s8"] }], "token_type": "Bearer",
            "TOKEN": "12345678",
        });
        let hidden = json!({
            "access_token": HIDDEN, "refresh_token": HIDDEN, "id_token": HIDDEN, "session": HIDDEN,
            "old_password": HIDDEN, "inner": [{ "Client-Secret": HIDDEN, "community": [HIDDEN, HIDDEN] }],
            "token_type": "Bearer", "TOKEN": "12345678",
        });
        assert_eq!(shown(value), hidden);
    }

    #[test]
    fn addresses_lose_their_user_info() {
        assert_eq!(
            in_text("go to https://u:p@w@h/a@b, or ftp://x"),
            "go to https://(secret)@h/a@b, or ftp://x"
        );
        let value = json!({ "https://u:p@h/": ["https://u:p@h/"] });
        assert_eq!(shown(value), json!({ "https://(secret)@h/": ["https://(secret)@h/"] }));
    }

    #[test]
    fn item_keys_lose_their_arguments() {
        let value = json!({
            "key": "ssh.run[a,,22]", "items": { "fields": ["itemid", "key_"], "data": [[1, "web.page[h,p]"]] },
            "data": [{ "key": "agent.ping" }],
        });
        let hidden = json!({
            "key": "ssh.run[…]", "items": { "fields": ["itemid", "key_"], "data": [[1, "web.page[…]"]] },
            "data": [{ "key": "agent.ping" }],
        });
        assert_eq!(shown(value), hidden);
    }
}
