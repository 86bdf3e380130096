//! Requests.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{
    any, arbitrary, element, free_name, list, members, named, object, optional, some_text, text,
    unrecognised, xml_text,
};
use crate::message::oauth::{TokenGrant, TokenRequest};
use crate::xml::Element;
use crate::{
    Contact, GetParams, HttpdPlugin, HttpdPlugins, Inventory, OtherRequest, Prolog, Request, Scalar,
    XmlRequest,
};

arbitrary! {
    Contact {
        device_id: text,
        name: text,
        version: text,
        installed_tasks: list(any),
        enabled_tasks: optional(list(any)),
        httpd_port: any,
        httpd_plugins: any,
        tag: optional(text),
        extra: members,
    }

    GetParams {
        device_id: text,
        name: optional(text),
        version: optional(text),
        params_id: any,
        usage: optional(text),
        extra: members,
    }

    OtherRequest {
        action: free_name,
        extra: members,
    }

    TokenRequest {
        grant_type: text,
        client_id: text,
        client_secret: any,
        scope: optional(text),
        extra: members,
    }

    TokenGrant {
        token_type: text,
        access_token: any,
        expires_in: any,
        extra: members,
    }
}

impl Arbitrary<'_> for HttpdPlugins {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        named(text, any)(u).map(Self)
    }
}

impl Arbitrary<'_> for HttpdPlugin {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::Disabled,
            1 => Self::Settings(members(u)?),
            _ => Self::Other(some_text(u)?),
        })
    }
}

impl Arbitrary<'_> for Inventory<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let actions = ["inventory", "netdiscovery", "netinventory", "snmp", "snmpquery"];
        let mut action = || u.choose(&actions).map(|action| Some((*action).to_owned()));
        let (action, query) = match action()? {
            Some(action) if action == "snmp" => (None, Some(action)),
            Some(action) if action == "inventory" => (None, None),
            action => (action, None),
        };
        Ok(Self {
            action,
            query,
            device_id: text(u)?,
            content: object(u)?.into(),
            itemtype: optional(text)(u)?,
            partial: any(u)?,
            jobid: optional(job)(u)?,
            tag: optional(text)(u)?,
            extra: members(u)?,
        })
    }
}

/// A job's number.
fn job(u: &mut Unstructured<'_>) -> Result<Scalar> {
    if u.arbitrary()? {
        Ok(Scalar::from(u.arbitrary::<i64>()?))
    } else {
        Ok((*u.choose(&[" 12 ", "-7", "007"])?).into())
    }
}

impl Arbitrary<'_> for Prolog {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let device_id = xml_text(u)?;
        let (token, extra) = (optional(xml_text)(u)?, list(element)(u)?);
        if u.ratio(1, 4)? {
            return Ok(Self { device_id, json: Some(members(u)?), ..Self::default() });
        }
        Ok(Self { device_id, token, extra, unrecognised: unrecognised(u)?, json: None })
    }
}

impl Arbitrary<'_> for XmlRequest<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let content = |u: &mut Unstructured<'_>| {
            let inner: Vec<Element> = list(element)(u)?;
            let content = Element { children: inner, ..Element::of_text("CONTENT", "") };
            let mut out = String::new();
            content.write(&mut out).map_err(|_| arbitrary::Error::IncorrectFormat)?;
            Ok(Cow::Owned(out))
        };
        let query = |u: &mut Unstructured<'_>| Ok(format!("Q{}", xml_text(u)?));
        Ok(Self {
            query: optional(query)(u)?,
            device_id: optional(xml_text)(u)?,
            itemtype: optional(xml_text)(u)?,
            content: optional(content)(u)?,
            extra: list(element)(u)?,
            unrecognised: unrecognised(u)?,
        })
    }
}

impl Arbitrary<'_> for Request<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::Contact(any(u)?),
            1 => Self::GetParams(any(u)?),
            2 => Self::Inventory(any(u)?),
            3 => Self::Prolog(any(u)?),
            4 => Self::Xml(any(u)?),
            _ => Self::Other(any(u)?),
        })
    }
}
