//! The files that a deploy job needs.

use crate::json::{Flag, PhpList, Scalar, object};

object! {
    /// A file that deploy jobs need (GLPI-100). Real agents refuse the whole answer
    /// if one of the six members is missing.
    ///
    /// The file is cut into slices of at most 1 MiB; each part is a gzip stream,
    /// possibly of several members, named by the SHA-512 of the compressed bytes. The
    /// name of the file is the SHA-512 of the whole content.
    pub struct DeployFile {
        /// The addresses to which [`part_path`] is appended.
        mirrors: Vec<String> = "mirrors" => PhpList,
        /// The SHA-512 of each part, in order.
        multiparts: Vec<String> = "multiparts" => PhpList,
        /// The file's name.
        name: String = "name",
        /// The minutes for which an agent keeps parts for others, as the server's form was
        /// filled in: see [`retention_minutes`](Self::retention_minutes).
        p2p_retention_duration: Scalar = "p2p-retention-duration",
        /// A mark that agents may hand parts to each other.
        p2p: Flag = "p2p",
        /// A mark that the file is an archive to be unpacked.
        uncompress: Flag = "uncompress",
        ..extra
    }
}

impl DeployFile {
    /// Returns the number of minutes for which an agent keeps parts for others. `None` is the
    /// agent's own setting: 0, a field that was cleared, or what is not a number (GLPI-105).
    #[must_use]
    pub fn retention_minutes(&self) -> Option<u64> {
        let minutes = self.p2p_retention_duration.to_i64()?;
        u64::try_from(minutes).ok().filter(|&minutes| minutes > 0)
    }

    /// Returns the address of a part at each mirror, in order.
    pub fn part_urls(&self, part: &str) -> impl Iterator<Item = String> {
        let path = part_path(part);
        self.mirrors.iter().map(move |mirror| {
            let slash = if mirror.ends_with('/') { "" } else { "/" };
            format!("{mirror}{slash}{path}")
        })
    }
}

/// Returns the path of a part below a mirror, or below `/deploy/getFile/` of another agent:
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
