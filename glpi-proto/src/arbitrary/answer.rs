//! Answers.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{
    any, arbitrary, element, element_named, json, list, members, named, optional, some_text, text,
    unrecognised, xml_text,
};
use crate::json::members::Members;
use crate::xml::Element;
use crate::{
    Answer, ContactAnswer, Credential, Credentials, Disabled, Expiration, Job, Jobs, LegacyAnswer,
    ParamsAnswer, ParamsCredential, Reply, ReplyOption, Response, Status, TaskConfig, TaskParams, Tasks,
    Usage, XmlJobsInJson,
};

arbitrary! {
    Answer {
        status: any,
        message: optional(text),
        expiration: any,
        extra: members,
    }

    ContactAnswer {
        answer: any,
        tasks: any,
        disabled: any,
        jobs: any,
        credentials: any,
        xml_jobs: any,
    }

    ParamsAnswer {
        answer: any,
        credentials: optional(list(any)),
    }

    ParamsCredential {
        id: any,
        kind: optional(text),
        usage: any,
        login: optional(text),
        password: any,
        host: optional(text),
        port: any,
        socket: optional(text),
        instance: optional(text),
        params_id: any,
        extra: members,
    }

    TaskConfig {
        server: optional(text),
        version: optional(text),
        no_category: optional(text),
        params: optional(list(any)),
        url: optional(text),
        parameters: members,
    }

    TaskParams {
        category: optional(text),
        params_id: any,
        usage: any,
        delay: any,
        uses: named(text, text),
        extra: members,
    }

    Job {
        task: any,
        jobid: any,
        credentials: optional(list(any)),
        parameters: members,
    }

    Credential {
        kind: optional(text),
        version: optional(text),
        community: any,
        parameters: members,
    }

    Reply {
        prolog_freq: optional(bare_expiration),
        response: optional(xml_text),
        error: optional(xml_text),
        process_number: optional(xml_text),
        options: list(option),
        status: optional(xml_status),
        message: optional(xml_text),
        expiration: optional(bare_expiration),
        extra: list(element),
        unrecognised: unrecognised,
    }
}

fn option(u: &mut Unstructured<'_>) -> Result<ReplyOption> {
    let mut option = element_named("OPTION", 2, u)?;
    option.children.insert(0, Element::of_text("NAME", xml_text(u)?));
    let mut xml = String::new();
    option.write(&mut xml).map_err(|_| arbitrary::Error::IncorrectFormat)?;
    ReplyOption::from_xml(xml).map_err(|_| arbitrary::Error::IncorrectFormat)
}

fn bare_expiration(u: &mut Unstructured<'_>) -> Result<Expiration> {
    any(u).map(Expiration::without_quotes)
}

fn xml_status(u: &mut Unstructured<'_>) -> Result<Status> {
    Ok(Status::from(format!("x{}", xml_text(u)?)))
}

impl Arbitrary<'_> for LegacyAnswer {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        // With neither it would be an ordinary answer.
        let response = some_text(u)?;
        Ok(Self { prolog_freq: any(u)?, response: Some(response), xml_jobs: any(u)?, extra: members(u)? })
    }
}

impl Arbitrary<'_> for XmlJobsInJson {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let number = |u: &mut Unstructured<'_>| Ok(u.int_in_range(0..=9)?.to_string());
        named(number, json)(u).map(|members| Self(Members::from_raw(members)))
    }
}

impl Arbitrary<'_> for Tasks {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut tasks = Self::default();
        tasks.entries =
            named(text, any)(u)?.into_iter().map(|(name, config)| (name.into(), config)).collect();
        Ok(tasks)
    }
}

impl Arbitrary<'_> for Disabled {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { list(any)(u).map(Self::List) } else { any(u).map(Self::One) }
    }
}

impl Arbitrary<'_> for Usage {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { list(any)(u).map(Self::List) } else { any(u).map(Self::One) }
    }
}

impl Arbitrary<'_> for Jobs {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let jobs = named(text, |u| list(any)(u))(u)?;
        Ok(Self(jobs.into_iter().map(|(name, jobs)| (name.into(), jobs)).collect()))
    }
}

impl Arbitrary<'_> for Credentials {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        named(text, any)(u).map(Self)
    }
}

impl Arbitrary<'_> for Response {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::Answer(any(u)?),
            1 => Self::Legacy(any(u)?),
            _ => Self::Reply(any(u)?),
        })
    }
}
