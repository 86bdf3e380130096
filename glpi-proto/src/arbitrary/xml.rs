//! Messages in XML, and requests, which may be in XML.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{free_name, members, named, text};
use crate::xml::{Element, Unrecognised};
use crate::{Expiration, OtherRequest, Prolog, Reply, ReplyOption, Request, Status, XmlRequest};

/// A text that XML can carry, without blanks at its ends.
fn xml_text(u: &mut Unstructured<'_>) -> Result<String> {
    let text: String = text(u)?.chars().filter(|&character| crate::xml::is_carried(character)).collect();
    Ok(text.trim_ascii().to_owned())
}

fn optional<T>(
    make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
    u: &mut Unstructured<'_>,
) -> Result<Option<T>> {
    if u.arbitrary()? { make(u).map(Some) } else { Ok(None) }
}

/// A few of a kind.
fn list<T>(make: impl Fn(&mut Unstructured<'_>) -> Result<T>, u: &mut Unstructured<'_>) -> Result<Vec<T>> {
    (0..u.int_in_range(0..=3)?).map(|_| make(u)).collect()
}

/// The unknown contents of an element with described children.
fn unrecognised(u: &mut Unstructured<'_>) -> Result<Unrecognised> {
    // Most have none.
    if u.ratio(3, 4)? {
        return Ok(Unrecognised::default());
    }
    Ok(Unrecognised { attributes: attributes(u)?, text: xml_text(u)?, elements: Vec::new() })
}

/// An element with a name that no message gives a meaning.
fn element(u: &mut Unstructured<'_>) -> Result<Element> {
    element_named("X", 3, u)
}

fn element_named(name: &str, depth: u8, u: &mut Unstructured<'_>) -> Result<Element> {
    let mut element = Element::from_text(name, xml_text(u)?);
    element.attributes = attributes(u)?;
    if depth > 0 {
        element.children = list(|u| element_named("Y-é", depth.saturating_sub(1), u), u)?;
    }
    Ok(element)
}

fn attributes(u: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    let names = |u: &mut Unstructured<'_>| u.choose(&["XA", "XB", "XC"]).map(|name| (*name).to_owned());
    named(names, xml_text)(u)
}

impl Arbitrary<'_> for Reply {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            prolog_freq: optional(bare_expiration, u)?,
            response: optional(xml_text, u)?,
            error: optional(xml_text, u)?,
            process_number: optional(xml_text, u)?,
            options: list(option, u)?,
            status: optional(xml_status, u)?,
            message: optional(xml_text, u)?,
            expiration: optional(bare_expiration, u)?,
            extra: list(element, u)?,
            unrecognised: unrecognised(u)?,
        })
    }
}

fn option(u: &mut Unstructured<'_>) -> Result<ReplyOption> {
    let mut option = element_named("OPTION", 2, u)?;
    option.children.insert(0, Element::from_text("NAME", xml_text(u)?));
    let mut xml = String::new();
    option.write(&mut xml).map_err(|_| arbitrary::Error::IncorrectFormat)?;
    ReplyOption::from_xml(xml).map_err(|_| arbitrary::Error::IncorrectFormat)
}

fn bare_expiration(u: &mut Unstructured<'_>) -> Result<Expiration> {
    <Expiration as Arbitrary>::arbitrary(u).map(Expiration::without_quotes)
}

fn xml_status(u: &mut Unstructured<'_>) -> Result<Status> {
    Ok(Status::from(format!("x{}", xml_text(u)?)))
}

impl Arbitrary<'_> for Prolog {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let device_id = xml_text(u)?;
        let (token, extra) = (optional(xml_text, u)?, list(element, u)?);
        if u.ratio(1, 4)? {
            return Ok(Self { device_id, json: Some(members(u)?), ..Self::default() });
        }
        Ok(Self { device_id, token, extra, unrecognised: unrecognised(u)?, json: None })
    }
}

impl Arbitrary<'_> for XmlRequest<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let content = |u: &mut Unstructured<'_>| {
            let inner: Vec<Element> = list(element, u)?;
            let content = Element { children: inner, ..Element::from_text("CONTENT", "") };
            let mut out = String::new();
            content.write(&mut out).map_err(|_| arbitrary::Error::IncorrectFormat)?;
            Ok(Cow::Owned(out))
        };
        let query = |u: &mut Unstructured<'_>| Ok(format!("Q{}", xml_text(u)?));
        Ok(Self {
            query: optional(query, u)?,
            device_id: optional(xml_text, u)?,
            itemtype: optional(xml_text, u)?,
            content: optional(content, u)?,
            extra: list(element, u)?,
            unrecognised: unrecognised(u)?,
        })
    }
}

impl Arbitrary<'_> for OtherRequest {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { action: free_name(u)?, extra: members(u)? })
    }
}

impl Arbitrary<'_> for Request<'static> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::Contact(u.arbitrary()?),
            1 => Self::GetParams(u.arbitrary()?),
            2 => Self::Inventory(u.arbitrary()?),
            3 => Self::Prolog(u.arbitrary()?),
            4 => Self::Xml(u.arbitrary()?),
            _ => Self::Other(u.arbitrary()?),
        })
    }
}
