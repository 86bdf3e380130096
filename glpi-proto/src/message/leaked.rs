//! XML jobs that real servers let slip into JSON answers.

use serde::{Serialize, Serializer};

use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::Scalar;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::message::job::JobOption;
use crate::xml::Element;

/// The members with numbers for names that stand in the answer to a PROLOG with
/// `GLPI-Agent-ID`: jobs meant for XML (GLPI-067). Agents ignore them; here they
/// are kept as they came and can be read.
///
/// # Wire
/// `"0":{"OPTION":{"NAME":…,"PARAM":{"content":"","attributes":{…}},…}}`; an
/// element's attributes stand in `attributes`, its children are members, and a
/// further child of a name already there stands under a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeakedJobs(pub(crate) Members);

impl LeakedJobs {
    /// Takes the members with numbers for names out of an object.
    pub(crate) fn take(object: &mut Object<'_>) -> Self {
        Self(object.take_all(is_number))
    }

    /// The members as they came.
    #[must_use]
    pub fn members(&self) -> &Members {
        &self.0
    }

    /// The jobs.
    ///
    /// # Errors
    /// If one has not the described form.
    pub fn options(&self) -> Result<Vec<JobOption>, DecodeError> {
        let mut options = Vec::new();
        for (name, json) in self.0.iter() {
            let mut root = Element::default();
            let read = fill(&mut root, Value::of(json, &Limits::DEFAULT));
            read.map_err(|error| error.in_member(name))?;
            options.extend(root.children.into_iter().filter(|child| child.is("OPTION")).map(JobOption::read));
        }
        Ok(options)
    }

    /// How many members nobody has described; those of a job that cannot be read
    /// count as one.
    pub(crate) fn undescribed(&self) -> usize {
        match self.options() {
            Ok(options) if options.len() >= self.0.len() => options.iter().map(JobOption::undescribed).sum(),
            _ => self.0.len(),
        }
    }
}

impl Serialize for LeakedJobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Makes children, attributes and text out of an object's members. The depth of
/// `value` is bounded, and so is the recursion.
fn fill(element: &mut Element, value: Value<'_>) -> Result<(), DecodeError> {
    for (name, value) in value.object_or_empty_list()?.into_members() {
        match name.as_str() {
            "content" => element.text = Scalar::read(value)?.as_str().to_owned(),
            "attributes" => {
                for (name, value) in value.object_or_empty_list()?.into_members() {
                    let value = Scalar::read(value).map_err(|error| error.in_member(&name))?;
                    element.attributes.push((name, value.as_str().to_owned()));
                }
            }
            _ if is_number(&name) => fill(element, value)?,
            _ => {
                let values = if value.is_list() { value.list()? } else { vec![value] };
                for value in values {
                    element.children.push(child(&name, value).map_err(|error| error.in_member(&name))?);
                }
            }
        }
    }
    Ok(())
}

fn child(name: &str, value: Value<'_>) -> Result<Element, DecodeError> {
    if value.is_null() {
        return Ok(Element::of_text(name, ""));
    }
    if !value.is_object() {
        return Ok(Element::of_text(name, Scalar::read(value)?.as_str()));
    }
    let mut child = Element::of_text(name, "");
    fill(&mut child, value)?;
    Ok(child)
}
