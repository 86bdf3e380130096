//! Secret parts of a configuration.

use crate::error::DecodeError;
use crate::json::{Member, Reader, Writer, reserve};
use crate::secret::Secret;

/// `macro.secrets`: secrets from a vault, by path and key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MacroSecrets(Vec<(String, Vec<(String, Secret)>)>);

impl MacroSecrets {
    /// No secrets.
    pub const EMPTY: Self = Self(Vec::new());

    /// Adds the secrets of a path.
    pub fn push(&mut self, path: impl Into<String>, secrets: Vec<(String, Secret)>) {
        self.0.push((path.into(), secrets));
    }

    /// Returns the secret at a path and key, as in the macro value `path:key`.
    #[must_use]
    pub fn secret(&self, path: &str, key: &str) -> Option<&Secret> {
        let (_, secrets) = self.0.iter().find(|(known, _)| known == path)?;
        secrets.iter().find(|(known, _)| known == key).map(|(_, secret)| secret)
    }

    /// Returns all paths with their secrets.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[(String, Secret)])> {
        self.0.iter().map(|(path, secrets)| (path.as_str(), secrets.as_slice()))
    }

    /// Returns true if it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Member<'_> for MacroSecrets {
    type Owned = Self;

    fn redact(&mut self) {
        self.0.iter_mut().flat_map(|(_, secrets)| secrets).for_each(|(_, secret)| secret.redact());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut secrets = Self::default();
        let start = reader.offset();
        reader.object(|reader, path| {
            let mut secrets_at_path = Vec::new();
            let first = reader.offset();
            reader.object(|reader, key| {
                reserve(&mut secrets_at_path, first, reader);
                secrets_at_path.push((key.to_string(), Secret::read(reader)?));
                Ok(())
            })?;
            reserve(&mut secrets.0, start, reader);
            secrets.0.push((path.to_string(), secrets_at_path));
            Ok(())
        })?;
        Ok(secrets)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            for (path, secrets) in &self.0 {
                writer.name(path);
                writer.object(|writer| {
                    for (key, secret) in secrets {
                        writer.name(key);
                        secret.write(writer);
                    }
                });
            }
        });
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Returns true if a column may hold secrets, in any version (ZBX-120).
///
/// These include the values of all macros, because secret ones are sent in clear like the
/// others, and the parameters, addresses, proxies, headers, fields and bodies of items
/// and web scenarios, which often contain credentials.
#[must_use]
pub fn is_sensitive(table: &str, field: &str) -> bool {
    const SENSITIVE: [(&str, &[&str]); 15] = [
        ("hosts", &["ipmi_password", "tls_psk"]),
        ("config_autoreg_tls", &["tls_psk"]),
        ("host_proxy", &["tls_psk"]),
        ("interface_snmp", &["community", "authpassphrase", "privpassphrase"]),
        (
            "items",
            &[
                "password",
                "privatekey",
                "ssl_key_password",
                "params",
                "headers",
                "posts",
                "url",
                "query_fields",
                "http_proxy",
                // 8.0
                "query",
            ],
        ),
        // 8.0: addresses with users and passwords.
        ("proxy", &["tls_psk", "apm"]),
        ("settings", &["value_str"]),
        ("item_parameter", &["value"]),
        ("hostmacro", &["value"]),
        ("globalmacro", &["value"]),
        ("httptest", &["http_password", "ssl_key_password", "http_proxy"]),
        ("httptest_field", &["value"]),
        ("httpstep", &["url", "posts"]),
        ("httpstep_field", &["value"]),
        ("dchecks", &["snmp_community", "snmpv3_authpassphrase", "snmpv3_privpassphrase"]),
    ];
    SENSITIVE.iter().any(|(name, fields)| *name == table && fields.contains(&field))
}
