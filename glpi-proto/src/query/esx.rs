//! The jobs of ESX.

use crate::json::{PhpList, object};
use crate::message::json_messages;
use crate::secret::Secret;

object! {
    /// The answer to `getJobs` of ESX (GLPI-094); `{}` and `[]` mean no jobs. Each host's
    /// result is an ordinary [`Inventory`](crate::Inventory).
    #[derive(Default)]
    pub struct EsxJobs or [] {
        /// The jobs; absent and empty mean that there are none.
        jobs: Option<Vec<EsxJob>> = "jobs" => PhpList,
        ..extra
    }
}

object! {
    /// A host to inventory.
    #[derive(Default)]
    pub struct EsxJob {
        /// The job.
        uuid: String = "uuid",
        /// The host's name or address.
        host: String = "host",
        /// The login; plugins write `null` once the credentials are gone.
        user: Option<String> = "user",
        /// The password; plugins write `null` once the credentials are gone.
        password: Option<Secret> = "password",
        ..extra
    }
}

json_messages!(EsxJobs);
