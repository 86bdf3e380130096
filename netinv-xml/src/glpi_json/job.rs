//! Jobs in the JSON of the protocol document.
//!
//! No released agent reads it: servers send [`Reply`](crate::Reply) in XML. It
//! was written down in 2015 for a scheduler that wraps jobs in tasks (NIX-035).
//!
//! ```
//! use netinv_xml::Limits;
//! use netinv_xml::glpi_json::job::{Job, Jobs};
//! let json = br#"{"id":"job1","type":"netinventory","workers":2,"targets":[
//!     {"host":"192.0.2.1","type":"printer","credentials":{"version":"2c","community":"public"}}]}"#;
//! let jobs = Jobs::decode(json, &Limits::DEFAULT)?;
//! let job = jobs.iter().next().expect("one job");
//! assert_eq!(job.targets[0].credentials.iter().next().map(|c| c.version.as_str()), Some("2c"));
//! assert!(!format!("{job:?}").contains("public"));
//! # Ok::<(), netinv_xml::DecodeError>(())
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, SyntaxError};
use crate::glpi_json::offset::offset;
use crate::limits::{Limits, check, check_len};
use crate::secret::Secret;

/// A document: one job, or a schedule of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Jobs {
    /// Several jobs, by task.
    Schedule(Schedule),
    /// One job.
    Job(Job),
}

/// Jobs by task: `{"tasks": […], "nextContactTime": …}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Schedule {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Time of the next contact, in seconds since 1970.
    #[serde(rename = "nextContactTime", default, skip_serializing_if = "Option::is_none")]
    pub next_contact_time: Option<u64>,
    /// Unknown members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A task and its jobs: `{"id": …, "jobs": […]}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Task {
    /// The server's name for the task.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The jobs of the task.
    pub jobs: Vec<Job>,
    /// Unknown members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A job: `{"id", "type", "workers", "targets": […]}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Job {
    /// The server's name for the job.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The task: `netinventory` or `netdiscovery`.
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub task: String,
    /// Number of targets to work on at once.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number")]
    pub workers: Option<u64>,
    /// The devices or networks.
    pub targets: Vec<JobTarget>,
    /// Unknown members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A device or a network.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct JobTarget {
    /// Inventory: the device's address or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Discovery: `192.0.2.0/24`, or the first and last address with `-` between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// Inventory: the type of the device, in lower case.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
    /// Discovery: the number of addresses to try at once.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number")]
    pub workers: Option<u64>,
    /// Discovery: the time after which to give an address up, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number")]
    pub timeout: Option<u64>,
    /// Inventory: the credentials; discovery: those to try.
    #[serde(default, skip_serializing_if = "CredentialSet::is_empty")]
    pub credentials: CredentialSet,
    /// Unknown members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One set of credentials, or a list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CredentialSet {
    /// Written as a list.
    Many(Vec<Credentials>),
    /// Written as the one object.
    One(Box<Credentials>),
}

/// Credentials for SNMP. Secrets are never shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Credentials {
    /// The version of SNMP: `1`, `2c` or `3`.
    #[serde(default)]
    pub version: String,
    /// Versions 1 and 2c.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret")]
    pub community: Option<Secret>,
    /// Version 3: the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Version 3: the algorithm of the authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authprotocol: Option<String>,
    /// Version 3: the passphrase of the user.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret")]
    pub authpassword: Option<Secret>,
    /// Version 3: the algorithm of the encryption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privprotocol: Option<String>,
    /// Version 3: the passphrase of the encryption.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret")]
    pub privpassword: Option<Secret>,
    /// Time after which to give a device up, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number")]
    pub timeout: Option<u64>,
    /// Unknown members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Unknown members, kept and written again. Prints their names
/// alone, because they may be secret.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(pub Map<String, Value>);

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Jobs {
    /// Decodes a document.
    ///
    /// # Errors
    /// If it is too long, not JSON, or neither a job nor a schedule.
    pub fn decode(json: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        check("document length", json.len() as u64, limits.document_len())
            .map_err(|e| DecodeError::new(e, 0))?;
        // Each value costs memory, far more than its text.
        let values = json.iter().filter(|&&b| matches!(b, b',' | b'[' | b'{')).count();
        check_len("element count", values, limits.elements()).map_err(|e| DecodeError::new(e, 0))?;
        serde_json::from_slice(json).map_err(|error| {
            // The words of `serde_json` may repeat a secret.
            let kind = match error.classify() {
                Category::Eof => SyntaxError::json("it ends too early").into(),
                Category::Syntax => SyntaxError::json("broken syntax").into(),
                _ => DecodeErrorKind::NotAJob("neither a job nor a schedule"),
            };
            DecodeError::new(kind, offset(&error, json))
        })
    }

    /// Appends the document to `dst`, secrets included.
    ///
    /// # Errors
    /// None in practice; kept for values that a later form may not be able to express.
    pub fn encode(&self, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        let before = dst.len();
        serde_json::to_writer(&mut *dst, self).map_err(|_| {
            dst.truncate(before);
            EncodeError::Json
        })
    }

    /// All jobs.
    pub fn iter(&self) -> impl Iterator<Item = &Job> {
        let (tasks, job) = match self {
            Self::Schedule(schedule) => (schedule.tasks.as_slice(), None),
            Self::Job(job) => ([].as_slice(), Some(job)),
        };
        tasks.iter().flat_map(|task| &task.jobs).chain(job)
    }

    /// Returns the number of unknown members.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        let in_schedule = match self {
            Self::Schedule(schedule) => schedule
                .tasks
                .iter()
                .fold(schedule.extra.0.len(), |sum, task| sum.saturating_add(task.extra.0.len())),
            Self::Job(_) => 0,
        };
        let targets = || self.iter().flat_map(|job| &job.targets);
        let credentials = || targets().flat_map(|target| target.credentials.iter());
        self.iter()
            .map(|job| job.extra.0.len())
            .chain(targets().map(|target| target.extra.0.len()))
            .chain(credentials().map(|credentials| credentials.extra.0.len()))
            .fold(in_schedule, usize::saturating_add)
    }
}

impl CredentialSet {
    /// All credentials.
    pub fn iter(&self) -> std::slice::Iter<'_, Credentials> {
        match self {
            Self::Many(many) => many.iter(),
            Self::One(one) => std::slice::from_ref(&**one).iter(),
        }
    }

    /// Returns true if there are no credentials.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Default for CredentialSet {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<'s> IntoIterator for &'s CredentialSet {
    type Item = &'s Credentials;
    type IntoIter = std::slice::Iter<'s, Credentials>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A number, also one in quotes.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spelling {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Spelling>::deserialize(deserializer)? {
        None => None,
        Some(Spelling::Number(number)) => Some(number),
        Some(Spelling::Text(text)) => Some(text.trim().parse().map_err(serde::de::Error::custom)?),
    })
}

/// Secrets in the one place where they have to be written.
mod secret {
    use super::{Deserialize, Deserializer, Secret, Serializer};

    pub(super) fn serialize<S: Serializer>(
        secret: &Option<Secret>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => serializer.serialize_str(secret.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(Secret::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-035
    #[test]
    fn a_schedule_and_a_job_come_back_as_they_were() {
        for json in [
            r#"{"id":"j1","type":"netinventory","workers":2,"targets":[{"host":"192.0.2.1","type":"printer","credentials":{"version":"3","username":"u","authprotocol":"sha1","authpassword":"a&b"}}]}"#,
            r#"{"tasks":[{"id":"t","jobs":[{"id":"j2","type":"netdiscovery","targets":[{"network":"192.0.2.0/24","workers":5,"timeout":2,"credentials":[{"version":"1","community":"x"}]}]}]}],"nextContactTime":1700000000}"#,
            r#"{"id":"j3","targets":[],"later":{"a":1}}"#,
        ] {
            let jobs = Jobs::decode(json.as_bytes(), &Limits::DEFAULT).unwrap();
            let mut written = Vec::new();
            jobs.encode(&mut written).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), json);
        }
    }

    #[test]
    fn numbers_may_stand_in_quotes() {
        let jobs = Jobs::decode(br#"{"workers":"7","targets":[]}"#, &Limits::DEFAULT).unwrap();
        assert_eq!(jobs.iter().next().and_then(|job| job.workers), Some(7));
    }

    #[test]
    fn errors_tell_no_secret() {
        let error =
            Jobs::decode(br#"{"targets":[{"credentials":{"community":["hush"]}}]}"#, &Limits::DEFAULT)
                .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
        let error = Jobs::decode(b"{\"targets\":\n [}", &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), "malformed JSON: broken syntax at byte 14");
        let error = Jobs::decode(b"{\"targets\": [", &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), "malformed JSON: it ends too early at byte 12");
        let error = Jobs::decode(b"[1]", &Limits::DEFAULT).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::NotAJob("neither a job nor a schedule"));
        let error = Jobs::decode(b"{}", &Limits::DEFAULT.with_document_len(1)).unwrap_err();
        assert!(error.is_limit());
        let error =
            Jobs::decode(br#"{"targets":[{},{},{}]}"#, &Limits::DEFAULT.with_elements(5)).unwrap_err();
        assert!(error.is_limit());
    }

    #[test]
    fn unknown_members_are_counted_and_do_not_print() {
        let json = br#"{"a":1,"targets":[{"b":"hush","credentials":[{"version":"1","c":"hush"}]}]}"#;
        let jobs = Jobs::decode(json, &Limits::DEFAULT).unwrap();
        assert_eq!(jobs.unknown_members(), 3);
        assert!(!format!("{jobs:?}").contains("hush"));
        let target = &jobs.iter().next().unwrap().targets[0];
        assert_eq!(format!("{:?}", target.extra), "{\"b\"}");
    }

    #[test]
    fn credentials_are_one_or_many_or_none() {
        let of = |json: &str| {
            let json = format!(r#"{{"targets":[{{"credentials":{json}}}]}}"#);
            let jobs = Jobs::decode(json.as_bytes(), &Limits::DEFAULT).unwrap();
            jobs.iter().next().unwrap().targets[0].credentials.clone()
        };
        for (json, versions) in [
            (r#"{"version":"1"}"#, &["1"][..]),
            (r#"[{"version":"1"},{"version":"2c"}]"#, &["1", "2c"]),
            ("[]", &[]),
        ] {
            let set = of(json);
            let mut found = Vec::new();
            for credentials in &set {
                found.push(credentials.version.as_str());
            }
            assert_eq!(found, versions, "{json}");
            assert_eq!(set.is_empty(), versions.is_empty(), "{json}");
        }
        assert!(CredentialSet::default().is_empty());
    }
}
