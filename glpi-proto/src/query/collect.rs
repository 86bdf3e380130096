//! The jobs of collect.

use serde::Serialize;

use super::{list, root, text};
use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::{Flag, Scalar};
use crate::json::{Object, Value};
use crate::message::written_as_json;
use crate::secret::Secret;
use crate::transport::payload::Payload;

/// The answer to `getJobs` of collect (GLPI-095); `{}` and `[]` mean no jobs.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `jobs` | list of [`CollectJob`] |
/// | `postmethod` | `POST`: results go out as forms |
/// | `token` | to be returned with the first result |
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CollectJobs {
    /// The jobs; absent and empty mean the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Vec<CollectJob>>,
    /// How to send results.
    #[serde(rename = "postmethod", skip_serializing_if = "Option::is_none")]
    pub post_method: Option<String>,
    /// Proves that results come from who got the jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// Something to collect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CollectJob {
    /// What to do.
    #[serde(flatten)]
    pub function: Function,
    /// The job.
    pub uuid: String,
    /// The part of the job, to be returned with its results.
    #[serde(rename = "_sid", skip_serializing_if = "Option::is_none")]
    pub sid: Option<Scalar>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// What a collect job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "function")]
#[non_exhaustive]
pub enum Function {
    /// Reads values of the Windows registry.
    #[serde(rename = "getFromRegistry")]
    Registry {
        /// The key, or a value in it.
        path: String,
        /// Only whether the key is there; of newer plugins.
        #[serde(skip_serializing_if = "Option::is_none")]
        exists: Option<Scalar>,
        /// Only whether the value is there; of newer plugins.
        #[serde(skip_serializing_if = "Option::is_none")]
        defined: Option<Scalar>,
        /// How deep to go; of newer plugins.
        #[serde(skip_serializing_if = "Option::is_none")]
        depth: Option<Scalar>,
        /// How long it may take, in the plugin's own count; of newer plugins.
        #[serde(skip_serializing_if = "Option::is_none")]
        timeout: Option<Scalar>,
    },
    /// Looks for files.
    #[serde(rename = "findFile")]
    FindFile {
        /// Where.
        dir: String,
        /// How many at most.
        #[serde(skip_serializing_if = "Option::is_none")]
        limit: Option<Scalar>,
        /// Whether in subfolders as well.
        #[serde(skip_serializing_if = "Option::is_none")]
        recursive: Option<Flag>,
        /// Which.
        filter: CollectFilter,
    },
    /// Asks Windows' management instrumentation.
    #[serde(rename = "getFromWMI")]
    Wmi {
        /// The class.
        class: String,
        /// The properties; an entry may hold several, with commas or blanks between, or be
        /// `null`, which is none.
        properties: Vec<Option<String>>,
        /// The name space.
        #[serde(skip_serializing_if = "Option::is_none")]
        moniker: Option<String>,
        /// How long it may take, in the plugin's own count; of newer plugins.
        #[serde(skip_serializing_if = "Option::is_none")]
        timeout: Option<Scalar>,
    },
    /// Anything else; its members are the job's `extra`. Real agents know
    /// `runCommand` but never run it.
    #[serde(untagged)]
    Other {
        /// What.
        function: String,
    },
}

/// Which files to find.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CollectFilter {
    /// Whether to find files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_file: Option<Flag>,
    /// Whether to find folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_dir: Option<Flag>,
    /// A pattern for the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// So many bytes.
    #[serde(rename = "sizeEquals", skip_serializing_if = "Option::is_none")]
    pub size_equals: Option<Scalar>,
    /// More bytes than these.
    #[serde(rename = "sizeGreater", skip_serializing_if = "Option::is_none")]
    pub size_greater: Option<Scalar>,
    /// Fewer bytes than these.
    #[serde(rename = "sizeLower", skip_serializing_if = "Option::is_none")]
    pub size_lower: Option<Scalar>,
    /// The SHA-512 of the content.
    #[serde(rename = "checkSumSHA512", skip_serializing_if = "Option::is_none")]
    pub sha512: Option<String>,
    /// The SHA-256 of the content; of newer plugins.
    #[serde(rename = "checkSumSHA256", skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The SHA-2 of the content.
    #[serde(rename = "checkSumSHA2", skip_serializing_if = "Option::is_none")]
    pub sha2: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name in either case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iname: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// The answer to `setAnswer` (GLPI-096): the token for the next result, or `[]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TokenAnswer {
    /// The token for the next result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(CollectJobs);

impl CollectJobs {
    /// Reads the answer to `getJobs` of collect.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = root(payload)?;
        Ok(Self {
            jobs: object.optional("jobs", |value| list(value, CollectJob::read))?,
            post_method: object.optional("postmethod", text)?,
            token: object.optional("token", Secret::read)?,
            extra: object.rest(),
        })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let jobs: usize = self.jobs.iter().flatten().map(CollectJob::undescribed).sum();
        jobs.saturating_add(self.extra.len())
    }
}

impl CollectJob {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let function = Function::take(&mut object)?;
        Ok(Self {
            function,
            uuid: object.required("uuid", text)?,
            sid: object.optional("_sid", Scalar::read)?,
            extra: object.rest(),
        })
    }

    fn undescribed(&self) -> usize {
        let filter = match &self.function {
            Function::FindFile { filter, .. } => filter.extra.len(),
            _ => 0,
        };
        filter.saturating_add(self.extra.len())
    }
}

impl Function {
    fn take(object: &mut Object<'_>) -> Result<Self, DecodeError> {
        let function = object.required("function", text)?;
        match function.as_str() {
            "getFromRegistry" => Ok(Self::Registry {
                path: object.required("path", text)?,
                exists: object.optional("exists", Scalar::read)?,
                defined: object.optional("defined", Scalar::read)?,
                depth: object.optional("depth", Scalar::read)?,
                timeout: object.optional("timeout", Scalar::read)?,
            }),
            "findFile" => Ok(Self::FindFile {
                dir: object.required("dir", text)?,
                limit: object.optional("limit", Scalar::read)?,
                recursive: object.optional("recursive", Flag::read)?,
                filter: object.required("filter", CollectFilter::read)?,
            }),
            "getFromWMI" => Ok(Self::Wmi {
                class: object.required("class", text)?,
                properties: object.required("properties", |value| list(value, text_or_null))?,
                moniker: object.optional("moniker", text)?,
                timeout: object.optional("timeout", Scalar::read)?,
            }),
            _ => Ok(Self::Other { function }),
        }
    }
}

fn text_or_null(value: Value<'_>) -> Result<Option<String>, DecodeError> {
    if value.is_null() { Ok(None) } else { text(value).map(Some) }
}

impl CollectFilter {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object_or_empty_list()?;
        Ok(Self {
            is_file: object.optional("is_file", Flag::read)?,
            is_dir: object.optional("is_dir", Flag::read)?,
            regex: object.optional("regex", text)?,
            size_equals: object.optional("sizeEquals", Scalar::read)?,
            size_greater: object.optional("sizeGreater", Scalar::read)?,
            size_lower: object.optional("sizeLower", Scalar::read)?,
            sha512: object.optional("checkSumSHA512", text)?,
            sha256: object.optional("checkSumSHA256", text)?,
            sha2: object.optional("checkSumSHA2", text)?,
            name: object.optional("name", text)?,
            iname: object.optional("iname", text)?,
            extra: object.rest(),
        })
    }
}

written_as_json!(TokenAnswer);

impl TokenAnswer {
    /// Reads the answer to `setAnswer`.
    ///
    /// # Errors
    /// If it is no JSON object or the token is no text.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = root(payload)?;
        Ok(Self { token: object.optional("token", Secret::read)?, extra: object.rest() })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        self.extra.len()
    }
}
