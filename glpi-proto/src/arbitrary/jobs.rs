//! Jobs in XML. The elements inside are implemented where they are declared.

use arbitrary::{Result, Unstructured};

use super::{any, arbitrary, element, element_named, list, surplus, xml_text};
use crate::message::JobOption;
use crate::xml::Element;

arbitrary! {
    JobOption {
        name: xml_text,
        params: list(any),
        devices: list(any),
        ranges: list(any),
        authentications: list(any),
        models: list(model),
        surplus: surplus,
        extra: list(element),
    }
}

fn model(u: &mut Unstructured<'_>) -> Result<Element> {
    element_named("MODEL", 2, u)
}
