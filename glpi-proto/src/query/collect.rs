//! The jobs of collect.

use crate::error::DecodeError;
use crate::json::{Flag, Json, PhpList, Reader, Scalar, object};
use crate::message::json_messages;
use crate::secret::Secret;

object! {
    /// The answer to `getJobs` of collect (GLPI-095); `{}` and `[]` mean no jobs.
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `jobs` | list of [`CollectJob`] |
    /// | `postmethod` | `POST`: results go out as forms |
    /// | `token` | to be returned with the first result |
    #[derive(Default)]
    pub struct CollectJobs or [] {
        /// The jobs; absent and empty mean that there are none.
        jobs: Option<Vec<CollectJob>> = "jobs" => PhpList,
        /// The method with which results are sent.
        post_method: Option<String> = "postmethod",
        /// The proof that results come from the agent that got the jobs.
        token: Option<Secret> = "token",
        ..extra
    }
}

/// Something to collect, by its `function`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CollectJob {
    /// `getFromRegistry`
    Registry(RegistryJob),
    /// `findFile`
    FindFile(FindFileJob),
    /// `getFromWMI`
    Wmi(WmiJob),
    /// Anything else. Real agents know `runCommand` but never run it.
    Other(OtherJob),
}

object! {
    /// A job that reads values of the Windows registry.
    #[derive(Default)]
    pub struct RegistryJob tagged "function": "getFromRegistry" {
        /// The key, or a value in it.
        path: String = "path",
        /// A mark to tell only whether the key is there; of newer plugins.
        exists: Option<Scalar> = "exists",
        /// A mark to tell only whether the value is there; of newer plugins.
        defined: Option<Scalar> = "defined",
        /// The number of levels to go down; of newer plugins.
        depth: Option<Scalar> = "depth",
        /// The time that it may take, in the plugin's own count; of newer plugins.
        timeout: Option<Scalar> = "timeout",
        /// The job.
        uuid: String = "uuid",
        /// The part of the job, to be returned with its results.
        sid: Option<Scalar> = "_sid",
        ..extra
    }
}

object! {
    /// A job that looks for files.
    #[derive(Default)]
    pub struct FindFileJob tagged "function": "findFile" {
        /// The folder.
        dir: String = "dir",
        /// Maximum number of files.
        limit: Option<Scalar> = "limit",
        /// A mark to look into subfolders as well.
        recursive: Option<Flag> = "recursive",
        /// The properties of the files.
        filter: CollectFilter = "filter",
        /// The job.
        uuid: String = "uuid",
        /// The part of the job, to be returned with its results.
        sid: Option<Scalar> = "_sid",
        ..extra
    }
}

object! {
    /// A job that asks Windows' management instrumentation.
    #[derive(Default)]
    pub struct WmiJob tagged "function": "getFromWMI" {
        /// The class.
        class: String = "class",
        /// The properties; an entry may hold several, with commas or blanks between, or be
        /// `null`, which is as good as absent.
        properties: Vec<Option<String>> = "properties" => PhpList,
        /// The name space.
        moniker: Option<String> = "moniker",
        /// The time that it may take, in the plugin's own count; of newer plugins.
        timeout: Option<Scalar> = "timeout",
        /// The job.
        uuid: String = "uuid",
        /// The part of the job, to be returned with its results.
        sid: Option<Scalar> = "_sid",
        ..extra
    }
}

object! {
    /// A job with a function for which this crate has no type.
    #[derive(Default)]
    pub struct OtherJob {
        /// The function.
        function: String = "function" => OtherFunction,
        /// The job.
        uuid: String = "uuid",
        /// The part of the job, to be returned with its results.
        sid: Option<Scalar> = "_sid",
        ..extra
    }
}

object! {
    /// The files to find.
    #[derive(Default)]
    pub struct CollectFilter or [] {
        /// A mark to find files.
        is_file: Option<Flag> = "is_file",
        /// A mark to find folders.
        is_dir: Option<Flag> = "is_dir",
        /// A pattern for the path.
        regex: Option<String> = "regex",
        /// The exact size in bytes.
        size_equals: Option<Scalar> = "sizeEquals",
        /// A size in bytes that is too small.
        size_greater: Option<Scalar> = "sizeGreater",
        /// A size in bytes that is too large.
        size_lower: Option<Scalar> = "sizeLower",
        /// The SHA-512 of the content.
        sha512: Option<String> = "checkSumSHA512",
        /// The SHA-256 of the content; of newer plugins.
        sha256: Option<String> = "checkSumSHA256",
        /// The SHA-2 of the content.
        sha2: Option<String> = "checkSumSHA2",
        /// The name.
        name: Option<String> = "name",
        /// The name in either case.
        iname: Option<String> = "iname",
        ..extra
    }
}

object! {
    /// The answer to `setAnswer` (GLPI-096): the token for the next result, or `[]`.
    #[derive(Default)]
    pub struct TokenAnswer or [] {
        /// The token for the next result.
        token: Option<Secret> = "token",
        ..extra
    }
}

json_messages!(CollectJobs, TokenAnswer);

impl CollectJob {
    /// Returns the job's id.
    #[must_use]
    pub fn uuid(&self) -> &str {
        match self {
            Self::Registry(RegistryJob { uuid, .. })
            | Self::FindFile(FindFileJob { uuid, .. })
            | Self::Wmi(WmiJob { uuid, .. })
            | Self::Other(OtherJob { uuid, .. }) => uuid,
        }
    }

    /// Returns the part of the job, to be returned with its results.
    #[must_use]
    pub fn sid(&self) -> Option<&Scalar> {
        match self {
            Self::Registry(RegistryJob { sid, .. })
            | Self::FindFile(FindFileJob { sid, .. })
            | Self::Wmi(WmiJob { sid, .. })
            | Self::Other(OtherJob { sid, .. }) => sid.as_ref(),
        }
    }
}

impl<'a> Json<'a> for CollectJob {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let function = reader.member("function")?;
        let function = function.map(|mut function| function.text()).transpose();
        match function.map_err(|error| error.in_member("function"))?.as_deref() {
            Some("getFromRegistry") => Json::read(reader).map(Self::Registry),
            Some("findFile") => Json::read(reader).map(Self::FindFile),
            Some("getFromWMI") => Json::read(reader).map(Self::Wmi),
            _ => Json::read(reader).map(Self::Other),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Registry(job) => job.write(out),
            Self::FindFile(job) => job.write(out),
            Self::Wmi(job) => job.write(out),
            Self::Other(job) => job.write(out),
        }
    }

    fn unknown(&self) -> usize {
        match self {
            Self::Registry(job) => job.unknown(),
            Self::FindFile(job) => job.unknown(),
            Self::Wmi(job) => job.unknown(),
            Self::Other(job) => job.unknown(),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self::Registry(Json::arbitrary(u)?),
            1 => Self::FindFile(Json::arbitrary(u)?),
            2 => Self::Wmi(Json::arbitrary(u)?),
            _ => Self::Other(Json::arbitrary(u)?),
        })
    }
}

/// The name of a function that has no type.
struct OtherFunction;

impl<'a> crate::json::Form<'a, String> for OtherFunction {
    fn read(reader: &mut Reader<'a, '_>) -> Result<String, DecodeError> {
        String::read(reader)
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<String> {
        crate::arbitrary::free_name(u)
    }
}
