//! The query-string protocol.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{any, arbitrary, free_name, list, members, named, optional, some_text, text};
use crate::query::{
    Action, ActionKind, Check, CollectFilter, CollectJob, CollectJobs, Command, Config, DeployFile,
    DeployJob, DeployJobs, EsxJob, EsxJobs, Function, Paths, Query, ReturnCheck, ScheduledTask, TokenAnswer,
    Transfer, UserInteraction,
};

arbitrary! {
    Config { validity: any, schedule: optional(list(any)), extra: members, }

    ScheduledTask { task: text, remote: optional(text), periodicity: any, delay_startup: any, extra: members, }

    EsxJobs { jobs: optional(list(any)), extra: members, }

    EsxJob { uuid: text, host: text, user: optional(text), password: any, extra: members, }

    TokenAnswer { token: any, extra: members, }

    CollectJobs { jobs: optional(list(any)), post_method: optional(text), token: any, extra: members, }

    CollectJob { function: any, uuid: text, sid: any, extra: members, }

    CollectFilter {
        is_file: any,
        is_dir: any,
        regex: optional(text),
        size_equals: any,
        size_greater: any,
        size_lower: any,
        sha512: optional(text),
        sha256: optional(text),
        sha2: optional(text),
        name: optional(text),
        iname: optional(text),
        extra: members,
    }

    DeployJob {
        uuid: text,
        checks: list(any),
        actions: list(any),
        associated_files: list(text),
        user_interactions: optional(list(any)),
        requires: optional(members),
        extra: members,
    }

    DeployFile {
        name: text,
        p2p: any,
        p2p_retention_duration: any,
        uncompress: any,
        mirrors: list(text),
        multiparts: list(text),
        extra: members,
    }

    Check {
        name: optional(text),
        kind: optional(text),
        path: optional(text),
        value: any,
        on_failure: optional(text),
        extra: members,
    }

    Action { kind: any, checks: optional(list(any)), extra: members, }

    Command {
        exec: text,
        name: optional(text),
        log_line_limit: any,
        envs: optional(members),
        ret_checks: optional(list(any)),
        checks: optional(list(any)),
        extra: members,
    }

    ReturnCheck { kind: optional(text), values: optional(list(any)), extra: members, }

    Transfer { from: text, to: text, name: optional(text), checks: optional(list(any)), extra: members, }

    Paths { list: list(text), name: optional(text), checks: optional(list(any)), extra: members, }
}

impl Arbitrary<'_> for Function {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self::Registry {
                path: text(u)?,
                exists: any(u)?,
                defined: any(u)?,
                depth: any(u)?,
                timeout: any(u)?,
            },
            1 => Self::FindFile { dir: text(u)?, limit: any(u)?, recursive: any(u)?, filter: any(u)? },
            2 => Self::Wmi {
                class: text(u)?,
                properties: list(|u| optional(text)(u))(u)?,
                moniker: optional(text)(u)?,
                timeout: any(u)?,
            },
            _ => Self::Other { function: free_name(u)? },
        })
    }
}

impl Arbitrary<'_> for ActionKind {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::Command(any(u)?),
            1 => Self::Move(any(u)?),
            2 => Self::Copy(any(u)?),
            3 => Self::MakeDirectories(any(u)?),
            4 => Self::Delete(any(u)?),
            _ => Self::Other,
        })
    }
}

impl Arbitrary<'_> for UserInteraction {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut settings = Vec::new();
        for name in ["name", "title", "text", "type", "platform", "timeout", "buttons", "icon", "wait"] {
            if u.ratio(1, 4)? {
                settings.push((name, any(u)?));
            }
        }
        let event = |u: &mut Unstructured<'_>| Ok(format!("on_{}", text(u)?));
        Ok(Self { settings, events: named(event, text)(u)?, extra: members(u)? })
    }
}

impl Arbitrary<'_> for DeployJobs {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut jobs = Self::default();
        (jobs.jobs, jobs.files, jobs.extra) = (optional(list(any))(u)?, named(text, any)(u)?, members(u)?);
        Ok(jobs)
    }
}

impl Arbitrary<'_> for Query {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let query = Self::new(&some_text(u)?);
        let arguments = named(text, some_text)(u)?;
        Ok(arguments.iter().fold(query, |query, (name, value)| query.with(name, value)))
    }
}
