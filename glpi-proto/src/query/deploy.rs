//! The jobs of deploy.

use super::deploy_action::{Action, Check};
use super::deploy_file::DeployFile;
use super::deploy_question::UserInteraction;
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::json::{Form, Json, Members, PhpList, Reader, object};
use crate::limits::Limits;
use crate::message::Message;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

object! {
    /// The answer to `getJobs` of deploy (GLPI-101).
    ///
    /// Real agents refuse the whole answer for what they look at before they begin, and so
    /// does this: `associatedFiles` is an object and its files have their six members, each
    /// job has `uuid`, `checks`, `actions` and `associatedFiles`. `{}` means no jobs, but `[]`
    /// is refused. A member that agents do not look at and that has another shape loses no job: it stays
    /// in the `extra` of what holds it (GLPI-107).
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `jobs` | list of [`DeployJob`], optional |
    /// | `associatedFiles` | object: a [`DeployFile`] for each SHA-512 |
    #[derive(Default)]
    pub struct DeployJobs {
        /// The jobs; absent and empty mean that there are none.
        jobs: Option<Vec<DeployJob>> = "jobs" => PhpList,
        /// The files by SHA-512, in the order of the wire; absent if there is nothing to do.
        files: Option<Vec<(String, DeployFile)>> = "associatedFiles" => Files,
        ..extra
    }
}

object! {
    /// A package to install.
    #[derive(Default)]
    pub struct DeployJob {
        /// The job.
        uuid: String = "uuid",
        /// The conditions of the job.
        checks: Vec<Check> = "checks" => PhpList,
        /// The steps, in order.
        actions: Vec<Action> = "actions",
        /// The SHA-512 of the files that are needed.
        associated_files: Vec<String> = "associatedFiles" => PhpList,
        /// The questions to the user.
        user_interactions: Option<Vec<UserInteraction>> = "userinteractions" lenient => PhpList,
        /// The steps that the agent must have done before, such as `softwares-inventory`.
        requires: Option<Members> = "requires" lenient,
        ..extra
    }
}

/// An object, and never `[]`.
struct Files;

impl<'a> Form<'a, Option<Vec<(String, DeployFile)>>> for Files {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Vec<(String, DeployFile)>>, DecodeError> {
        match reader.peek() {
            Some(b'{') => Json::read(reader).map(Some),
            _ => Err(reader.unexpected("an object")),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(
        u: &mut arbitrary::Unstructured<'_>,
    ) -> arbitrary::Result<Option<Vec<(String, DeployFile)>>> {
        Json::arbitrary(u).map(Some)
    }
}

impl<'a> Message<'a> for DeployJobs {
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(payload.text(), limits);
        let start = reader.offset();
        // In the order of real agents: the files are looked at before the jobs.
        match reader.member("associatedFiles")?.filter(|files| !files.clone().null()) {
            Some(mut files) => {
                Files::read(&mut files).map_err(|error| error.in_member("associatedFiles"))?;
            }
            None if reader.is_empty_object() => {}
            None => return Err(DecodeError::new(DecodeErrorKind::Missing("associatedFiles"), start)),
        }
        let jobs = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(jobs)
    }

    /// Agents insist on files where there is anything, even if there are none.
    fn encode(&self, text: &mut Vec<u8>) -> Result<Format, EncodeError> {
        if self.files.is_none() && *self != Self::default() {
            Self { files: Some(Vec::new()), ..self.clone() }.write(text);
        } else {
            self.write(text);
        }
        Ok(Format::Json)
    }

    fn unknown_members(&self) -> usize {
        self.unknown()
    }
}

impl DeployJobs {
    /// Returns a file by its SHA-512.
    #[must_use]
    pub fn file(&self, sha512: &str) -> Option<&DeployFile> {
        self.files.iter().flatten().find_map(|(own, file)| (own == sha512).then_some(file))
    }
}
