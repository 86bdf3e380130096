//! Records filled from the members of JSON objects.

use std::borrow::Cow;

use super::tree::Json;
use crate::record::leaf::Leaf;
use crate::record::list::List;
use crate::xml::node::{Element, Node};

/// Members of a JSON object, in the order of the input.
pub(super) type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// Objects in JSON that become records.
pub(super) trait Object<'a>: Default {
    /// Takes a member; gives it back if it has no place for it.
    fn fill(&mut self, key: &str, value: Json<'a>) -> Result<(), Json<'a>>;
    fn extra(&mut self) -> &mut Vec<Node<'a>>;
}

/// Members of a record that a JSON value can become.
pub(super) trait Fill<'a> {
    /// Takes the value, or gives it back if it does not fit or there is one
    /// already.
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>>;
}

impl<'a, T: ?Sized> Fill<'a> for Option<Leaf<'a, T>> {
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>> {
        match value {
            Json::Null => Ok(()),
            value if self.is_some() => Err(value),
            value => {
                *self = Some(Leaf::new(value.into_text()?));
                Ok(())
            }
        }
    }
}

impl<'a, T: ?Sized> Fill<'a> for Vec<Leaf<'a, T>> {
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>> {
        match value {
            Json::Null => {}
            Json::List(items) => {
                let mut others = Vec::new();
                for item in items {
                    match item.into_text() {
                        Ok(text) => self.push(Leaf::new(text)),
                        Err(Json::Null) => {}
                        Err(other) => others.push(other),
                    }
                }
                if !others.is_empty() {
                    return Err(Json::List(others));
                }
            }
            value => self.push(Leaf::new(value.into_text()?)),
        }
        Ok(())
    }
}

impl<'a, R: Object<'a>> Fill<'a> for Option<R> {
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>> {
        match value {
            Json::Null => Ok(()),
            Json::Object(members) if self.is_none() => {
                fill_all(self.insert(R::default()), members);
                Ok(())
            }
            value => Err(value),
        }
    }
}

impl<'a, R: Object<'a>> Fill<'a> for Vec<R> {
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>> {
        let items = match value {
            Json::Null => return Ok(()),
            Json::List(items) => items,
            value => vec![value],
        };
        let mut others = Vec::new();
        for item in items {
            match item {
                Json::Object(members) => {
                    let mut record = R::default();
                    fill_all(&mut record, members);
                    self.push(record);
                }
                // An object without members, to PHP.
                Json::List(items) if items.is_empty() => self.push(R::default()),
                other => others.push(other),
            }
        }
        if others.is_empty() { Ok(()) } else { Err(Json::List(others)) }
    }
}

impl<'a, T> Fill<'a> for List<'a, T>
where
    Vec<T>: Fill<'a>,
{
    fn fill(&mut self, value: Json<'a>) -> Result<(), Json<'a>> {
        (**self).fill(value)
    }
}

pub(super) fn fill_all<'a>(record: &mut impl Object<'a>, members: Members<'a>) {
    for (key, value) in members {
        let kept = record.fill(&key, value);
        keep(record.extra(), &key, kept);
    }
}

/// Keeps a value that has no place: an element for each item of a list.
pub(super) fn keep<'a>(extra: &mut Vec<Node<'a>>, key: &str, kept: Result<(), Json<'a>>) {
    match kept {
        Ok(()) | Err(Json::Null) => {}
        Err(Json::Object(members)) if key == "@attributes" => {
            for (name, value) in members {
                match value.into_text() {
                    Ok(text) => extra.push(Node::Attribute(name.into_owned().into(), text)),
                    Err(value) => keep(extra, &name, Err(value)),
                }
            }
        }
        Err(Json::List(items)) => {
            for item in items {
                keep(extra, key, Err(item));
            }
        }
        Err(value) => extra.push(Node::Element(element(key, value))),
    }
}

fn element<'a>(key: &str, value: Json<'a>) -> Element<'a> {
    let mut content = Vec::new();
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                keep(&mut content, &key, Err(value));
            }
        }
        value => content.extend(value.into_text().map(Node::Text)),
    }
    Element { name: key.to_ascii_uppercase().into(), content }
}
