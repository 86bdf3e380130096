//! The checks and steps of a deploy job.

use crate::json::{Members, PhpList, Scalar, object};

object! {
    /// A condition (GLPI-102).
    ///
    /// `type` is one of `directoryExists`, `directoryMissing`, `fileExists`, `fileMissing`,
    /// `fileSizeEquals`, `fileSizeGreater`, `fileSizeLower`, `fileSHA512`,
    /// `fileSHA512mismatch`, `freespaceGreater` (in MiB), `winkeyExists`, `winkeyMissing`,
    /// `winkeyEquals`, `winkeyNotEquals`, `winvalueExists`, `winvalueMissing`,
    /// `winvalueType`; to agents an unknown one is fulfilled.
    #[derive(Default)]
    pub struct Check {
        /// A name for the log.
        name: Option<String> = "name" lenient,
        /// The kind of condition; to agents an absent one is an unknown one.
        kind: Option<String> = "type" lenient,
        /// The file, folder, key or value.
        path: Option<String> = "path" lenient,
        /// The value to compare with: text; in old rows a number or `false`.
        value: Option<Scalar> = "value" lenient,
        /// The reaction if the condition does not hold: `error`, `skip`, `startnow`, `info`,
        /// `warning`, `ignore`; `ko` if absent.
        on_failure: Option<String> = "return" lenient,
        ..extra
    }
}

object! {
    /// A step (GLPI-103): on the wire an object with one member, named for what is to be
    /// done. One that lacks what it needs is kept with the other members.
    #[derive(Default)]
    pub struct Action {
        /// A command to run.
        command: Option<Command> = "cmd" lenient,
        /// Files to move.
        moved: Option<Transfer> = "move" lenient,
        /// Files to copy.
        copied: Option<Transfer> = "copy" lenient,
        /// Folders to make.
        made: Option<Paths> = "mkdir" lenient,
        /// Files and folders to delete.
        deleted: Option<Paths> = "delete" lenient,
        /// The conditions next to what is to be done. Agents look into that: see
        /// [`all_checks`](Self::all_checks).
        checks: Option<Vec<Check>> = "checks" lenient => PhpList,
        ..extra
    }
}

/// The kind of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActionKind<'a> {
    /// `cmd`
    Command(&'a Command),
    /// `move`
    Move(&'a Transfer),
    /// `copy`
    Copy(&'a Transfer),
    /// `mkdir`
    MakeDirectories(&'a Paths),
    /// `delete`
    Delete(&'a Paths),
    /// Anything else, and one of the above that lacks what it needs.
    Other,
}

object! {
    /// A command to run.
    #[derive(Default)]
    pub struct Command {
        /// The command line.
        exec: String = "exec",
        /// A name for the log.
        name: Option<String> = "name" lenient,
        /// The number of lines of output to report; −1 means all.
        log_line_limit: Option<Scalar> = "logLineLimit" lenient,
        /// The environment's variables.
        envs: Option<Members> = "envs" lenient,
        /// The criteria of success.
        ret_checks: Option<Vec<ReturnCheck>> = "retChecks" lenient => PhpList,
        /// The conditions of the step.
        checks: Option<Vec<Check>> = "checks" lenient => PhpList,
        ..extra
    }
}

object! {
    /// A criterion of a command's success.
    #[derive(Default)]
    pub struct ReturnCheck {
        /// `okCode`, `okPattern`, `errorCode` or `errorPattern`.
        kind: Option<String> = "type" lenient,
        /// Codes or patterns; `None` is `null`, which no result equals.
        values: Option<Vec<Option<Scalar>>> = "values" lenient => PhpList,
        ..extra
    }
}

object! {
    /// Files to move or copy.
    #[derive(Default)]
    pub struct Transfer {
        /// The files, as a pattern.
        from: String = "from",
        /// The destination.
        to: String = "to",
        /// A name for the log.
        name: Option<String> = "name" lenient,
        /// The conditions of the step.
        checks: Option<Vec<Check>> = "checks" lenient => PhpList,
        ..extra
    }
}

object! {
    /// Folders to make, or files and folders to delete.
    #[derive(Default)]
    pub struct Paths {
        /// The paths.
        list: Vec<String> = "list" => PhpList,
        /// A name for the log.
        name: Option<String> = "name" lenient,
        /// The conditions of the step.
        checks: Option<Vec<Check>> = "checks" lenient => PhpList,
        ..extra
    }
}

impl Action {
    /// Returns the kind of the step. Of several the first in the order of
    /// [`ActionKind`] counts.
    #[must_use]
    pub fn kind(&self) -> ActionKind<'_> {
        let kinds = [
            self.command.as_ref().map(ActionKind::Command),
            self.moved.as_ref().map(ActionKind::Move),
            self.copied.as_ref().map(ActionKind::Copy),
            self.made.as_ref().map(ActionKind::MakeDirectories),
            self.deleted.as_ref().map(ActionKind::Delete),
        ];
        kinds.into_iter().flatten().next().unwrap_or(ActionKind::Other)
    }

    /// Returns the conditions of the step: those that agents look for, in what is to be
    /// done, and then those next to it (GLPI-106).
    pub fn all_checks(&self) -> impl Iterator<Item = &Check> {
        let inner = match self.kind() {
            ActionKind::Command(command) => command.checks.as_ref(),
            ActionKind::Move(transfer) | ActionKind::Copy(transfer) => transfer.checks.as_ref(),
            ActionKind::MakeDirectories(paths) | ActionKind::Delete(paths) => paths.checks.as_ref(),
            ActionKind::Other => None,
        };
        inner.into_iter().chain(&self.checks).flatten()
    }
}
