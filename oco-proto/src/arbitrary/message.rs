//! Requests and replies.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::value::{id, set};
use super::{any, few};
use crate::scalar::{Int, Scalar};
use crate::{Answer, Call, Download, Events, Host, JobState, List, Passwords, Reply, Request, Service};

impl Arbitrary<'_> for Service<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let (status, name, metrics) = (any(u)?, any(u)?, any(u)?);
        Ok(Self { status, name, metrics, details: any(u)?, extra: any(u)? })
    }
}

impl Arbitrary<'_> for JobState<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let code = if u.arbitrary()? { set(u)? } else { Scalar::Null };
        Ok(Self {
            job_id: set(u)?.into(),
            state: set(u)?.into(),
            return_code: code.into(),
            download_progress: any(u)?,
            message: set(u)?.into(),
            extra: any(u)?,
        })
    }
}

impl Arbitrary<'_> for Events<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { events: List::from(few(u, any)?), extra: any(u)? })
    }
}

impl Arbitrary<'_> for Passwords<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { passwords: List::from(few(u, any)?), extra: any(u)? })
    }
}

impl Arbitrary<'_> for Host<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { hostname: set(u)?.into(), uid: any(u)? })
    }
}

impl Arbitrary<'_> for Call<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::Hello(any(u)?),
            1 => Self::Update(any(u)?),
            2 => Self::JobState(any(u)?),
            3 => Self::Events(any(u)?),
            4 => Self::Passwords(any(u)?),
            _ => Self::Download(Download::new(Int::from(set(u)?))),
        })
    }
}

/// Of today's dialect: keys in clear would tell another.
impl Arbitrary<'_> for Request<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut request = Self::new(any(u)?, any(u)?);
        (request.id, request.timestamp) = (id(u)?, any(u)?);
        (request.extra, request.envelope_extra) = (any(u)?, any(u)?);
        Ok(request)
    }
}

impl Arbitrary<'_> for Answer<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=4)? {
            0 => Self::Hello(any(u)?),
            1 => Self::Update(any(u)?),
            2 => Self::JobState(any(u)?),
            3 => Self::Events(any(u)?),
            _ => Self::Passwords(any(u)?),
        })
    }
}

impl Arbitrary<'_> for Reply<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut reply = Self::new(crate::Id::Absent, any(u)?);
        (reply.id, reply.success, reply.timestamp) = (any(u)?, any(u)?, any(u)?);
        (reply.extra, reply.envelope_extra) = (any(u)?, any(u)?);
        Ok(reply)
    }
}
