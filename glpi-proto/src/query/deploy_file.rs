//! The files that a deploy job needs.

use serde::Serialize;

use super::{list, text};
use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::{Flag, Scalar};

/// A file that deploy jobs need (GLPI-100). Real agents refuse the whole answer
/// if one of the six members is missing.
///
/// The file is cut into slices of at most 1 MiB; each part is a gzip stream,
/// possibly of several members, named by the SHA-512 of the compressed bytes. The
/// name of the file is the SHA-512 of the whole content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DeployFile {
    /// The file's name.
    pub name: String,
    /// Whether agents may hand parts to each other.
    pub p2p: Flag,
    /// Minutes for which an agent keeps parts for others, as the server's form was filled
    /// in: see [`retention_minutes`](Self::retention_minutes).
    pub p2p_retention_duration: Scalar,
    /// Whether it is an archive to be unpacked.
    pub uncompress: Flag,
    /// Addresses to which [`part_path`] is appended.
    pub mirrors: Vec<String>,
    /// The SHA-512 of each part, in order.
    pub multiparts: Vec<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

impl DeployFile {
    /// The members are asked for in the order in which real agents look for them,
    /// so that the first one missing is the one they name.
    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let mirrors = object.required("mirrors", |value| list(value, text))?;
        let multiparts = object.required("multiparts", |value| list(value, text))?;
        let name = object.required("name", text)?;
        let p2p_retention_duration = object.required("p2p-retention-duration", Scalar::read)?;
        let p2p = object.required("p2p", Flag::read)?;
        let uncompress = object.required("uncompress", Flag::read)?;
        Ok(Self { name, p2p, p2p_retention_duration, uncompress, mirrors, multiparts, extra: object.rest() })
    }

    /// For how many minutes an agent keeps parts for others. `None` is the agent's own
    /// setting: 0, a field that was cleared, or what is no number (GLPI-105).
    #[must_use]
    pub fn retention_minutes(&self) -> Option<u64> {
        let minutes = self.p2p_retention_duration.to_i64()?;
        u64::try_from(minutes).ok().filter(|&minutes| minutes > 0)
    }

    /// Where to get a part from each mirror, in order.
    pub fn part_urls(&self, part: &str) -> impl Iterator<Item = String> {
        let path = part_path(part);
        self.mirrors.iter().map(move |mirror| {
            let slash = if mirror.ends_with('/') { "" } else { "/" };
            format!("{mirror}{slash}{path}")
        })
    }
}

/// Where a part lies below a mirror, or below `/deploy/getFile/` of another agent:
/// its first digit, its first two, and all of them.
///
/// ```
/// assert_eq!(glpi_proto::query::part_path("1a2b"), "1/1a/1a2b");
/// ```
#[must_use]
pub fn part_path(sha512: &str) -> String {
    let prefix = |length| sha512.get(..length).unwrap_or(sha512);
    format!("{}/{}/{sha512}", prefix(1), prefix(2))
}
