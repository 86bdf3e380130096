//! The answer to `getConfig`.

use crate::json::{NumberOrText, PhpList, object};
use crate::message::json_messages;

object! {
    /// The tasks that have jobs, and the addresses to ask for them (GLPI-093). Proxies answer
    /// `{}`.
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `configValidityPeriod` | seconds for which the answer holds |
    /// | `schedule` | list of [`ScheduledTask`] |
    #[derive(Default)]
    pub struct Config or [] {
        /// The number of seconds for which the answer holds.
        validity: Option<NumberOrText<u64>> = "configValidityPeriod",
        /// The tasks that have jobs.
        schedule: Option<Vec<ScheduledTask>> = "schedule" => PhpList,
        ..extra
    }
}

object! {
    /// A task that has jobs.
    #[derive(Default)]
    pub struct ScheduledTask {
        /// `Collect`, `Deploy` or `ESX`.
        task: String = "task",
        /// The address to ask for the jobs.
        remote: Option<String> = "remote",
        /// Seconds between two runs; ESX has it.
        periodicity: Option<NumberOrText<u64>> = "periodicity",
        /// Seconds to wait before the first run; ESX has it.
        delay_startup: Option<NumberOrText<u64>> = "delayStartup",
        ..extra
    }
}

json_messages!(Config);
