//! Records: elements with members, and the one description of each.
//!
//! [`records!`] lists the members of a record once, in the order in which the
//! agents write them (ASCII order of the names, NIX-015). From that come the
//! struct, reading, writing and detaching from the input.

pub(crate) mod leaf;
mod leaves;
pub(crate) mod list;

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::xml::node::Node;
use crate::xml::parser::{Parser, Tag};
use crate::xml::writer::{Name, Writer};

/// An element with members.
pub(crate) trait Record<'a>: Default {
    /// The name of its element, where it has but one.
    const TAG: &'static str;

    /// Notes that its element was found.
    fn entered(&mut self) {}

    /// Reads the child element `tag` if it is known as `name`.
    ///
    /// `cursor` is where in the list of members the last one was found.
    fn member(
        &mut self,
        name: &str,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        cursor: &mut usize,
    ) -> Result<bool, DecodeError>;

    /// Takes the text of the child element `name`, if it is known to hold one and
    /// there is room for it. The general, slower way is
    /// [`member`](Self::member).
    fn leaf(&mut self, _name: &str, _text: &'a str, _cursor: &mut usize) -> bool {
        false
    }

    /// Takes an attribute if it is known; gives the value back if not.
    fn attribute(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), Cow<'a, str>>;

    /// Unknown members.
    fn extra(&mut self) -> &mut Vec<Node<'a>>;

    /// Writes the element.
    fn write(&self, name: &str, writer: &mut Writer<'_>);

    /// Number of unknown members, here and below.
    fn unknown_members(&self) -> usize;
}

/// A member of a record.
pub(crate) trait Member<'a>: Default {
    /// The type detached from the input.
    type Owned;

    /// Reads one element of it. An element that does not fit goes to `extra`.
    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError>;

    /// Takes the text of an element of it, if it holds texts and has room for it.
    fn leaf(&mut self, _text: &'a str) -> bool {
        false
    }

    /// Takes the value of an attribute, if it holds a text and has none yet.
    fn set(&mut self, value: Cow<'a, str>) -> Result<(), Cow<'a, str>> {
        Err(value)
    }

    /// Writes its elements.
    fn write(&self, name: &Name, writer: &mut Writer<'_>);

    /// Writes itself as an attribute, if it holds a text.
    fn write_attribute(&self, _name: &str, _writer: &mut Writer<'_>) {}

    /// Returns true if it can be, and in this case would be, an attribute.
    fn is_attribute(&self) -> bool {
        false
    }

    fn into_owned(self) -> Self::Owned;

    /// Number of unknown members below it.
    fn unknown_members(&self) -> usize {
        0
    }
}

/// Records that can be detached from their input.
pub(crate) trait Detach {
    type Detached;
    fn detach(self) -> Self::Detached;
}

/// A record that is rare and large, so that one around it without it stays small.
impl<'a, R: Record<'a>> Record<'a> for Box<R> {
    const TAG: &'static str = R::TAG;

    fn entered(&mut self) {
        (**self).entered();
    }

    fn member(
        &mut self,
        name: &str,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        cursor: &mut usize,
    ) -> Result<bool, DecodeError> {
        (**self).member(name, tag, parser, cursor)
    }

    fn leaf(&mut self, name: &str, text: &'a str, cursor: &mut usize) -> bool {
        (**self).leaf(name, text, cursor)
    }

    fn attribute(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), Cow<'a, str>> {
        (**self).attribute(name, value)
    }

    fn extra(&mut self) -> &mut Vec<Node<'a>> {
        (**self).extra()
    }

    fn write(&self, name: &str, writer: &mut Writer<'_>) {
        (**self).write(name, writer);
    }

    fn unknown_members(&self) -> usize {
        (**self).unknown_members()
    }
}

impl<R: Detach> Detach for Box<R> {
    type Detached = Box<R::Detached>;

    fn detach(self) -> Self::Detached {
        Box::new((*self).detach())
    }
}

impl<'a, R: Record<'a> + Detach> Member<'a> for Option<R> {
    type Owned = Option<R::Detached>;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        if self.is_some() {
            extra.push(Node::Element(parser.element(tag)?));
            return Ok(());
        }
        parser.record(tag, self.insert(R::default()))
    }

    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        if let Some(record) = self {
            record.write(name.as_str(), writer);
        }
    }

    fn into_owned(self) -> Self::Owned {
        self.map(R::detach)
    }

    fn unknown_members(&self) -> usize {
        self.as_ref().map_or(0, R::unknown_members)
    }
}

impl<'a, R: Record<'a> + Detach> Member<'a> for Vec<R> {
    type Owned = Vec<R::Detached>;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        _extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        parser.charge::<R>()?;
        if self.is_empty() {
            // There is but one as a rule, where `push` would make room for four.
            self.reserve_exact(1);
        }
        self.push(R::default());
        self.last_mut().map_or(Ok(()), |record| parser.record(tag, record))
    }

    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        for record in self {
            record.write(name.as_str(), writer);
        }
    }

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(R::detach).collect()
    }

    fn unknown_members(&self) -> usize {
        self.iter().fold(0, |sum, record| sum.saturating_add(record.unknown_members()))
    }
}

/// Form in which the leaves of a record are written: attributes or child elements.
///
/// Servers do both, and agents read both alike (NIX-031).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Form {
    /// `<AUTHENTICATION ID="2" VERSION="2c"/>`, as the FusionInventory plugin does.
    #[default]
    Attributes,
    /// `<AUTHENTICATION><ID>2</ID><VERSION>2c</VERSION></AUTHENTICATION>`, as the
    /// GLPI Inventory plugin does.
    Children,
}

/// Returns the index of a name in the list; looks from `cursor` on first.
pub(crate) fn position(names: &[&str], name: &str, cursor: usize) -> Option<usize> {
    let (before, from) = names.split_at_checked(cursor).unwrap_or((names, &[]));
    let found = from.iter().position(|&known| known == name).and_then(|found| cursor.checked_add(found));
    found.or_else(|| before.iter().position(|&known| known == name))
}

/// Defines records: the struct, reading, writing, detaching.
///
/// `Name "TAG" { "MEMBER" field: Type, … }` is a record whose members are child
/// elements; with `attributes` before the brace its leaves may be attributes, and
/// it has a `form`.
macro_rules! records {
    () => {};
    (
        $(#[$meta:meta])*
        $name:ident $tag:literal {
            $( $(#[$doc:meta])* $member:literal $field:ident: $ty:ty, )*
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name<'a> {
            $( $(#[$doc])* pub $field: $ty, )*
            /// Unknown members, kept and written again.
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
            pub extra: Vec<crate::xml::node::Node<'a>>,
        }

        impl<'a> crate::record::Record<'a> for $name<'a> {
            const TAG: &'static str = $tag;

            fn member(
                &mut self,
                name: &str,
                tag: crate::xml::parser::Tag<'a>,
                parser: &mut crate::xml::parser::Parser<'a>,
                cursor: &mut usize,
            ) -> Result<bool, crate::DecodeError> {
                #[expect(non_camel_case_types, reason = "the position of each member, by its name")]
                enum At { $( $field, )* }
                const NAMES: &[&str] = &[ $( $member, )* ];
                let Some(index) = crate::record::position(NAMES, name, *cursor) else { return Ok(false) };
                *cursor = index;
                $( if index == At::$field as usize {
                    crate::record::Member::read(&mut self.$field, tag, parser, &mut self.extra)?;
                } )*
                Ok(true)
            }

            fn leaf(&mut self, name: &str, text: &'a str, cursor: &mut usize) -> bool {
                #[expect(non_camel_case_types, reason = "the position of each member, by its name")]
                enum At { $( $field, )* }
                const NAMES: &[&str] = &[ $( $member, )* ];
                let Some(index) = crate::record::position(NAMES, name, *cursor) else { return false };
                *cursor = index;
                $( if index == At::$field as usize {
                    return crate::record::Member::leaf(&mut self.$field, text);
                } )*
                false
            }

            fn attribute(
                &mut self,
                _name: &str,
                value: std::borrow::Cow<'a, str>,
            ) -> Result<(), std::borrow::Cow<'a, str>> {
                Err(value)
            }

            fn extra(&mut self) -> &mut Vec<crate::xml::node::Node<'a>> {
                &mut self.extra
            }

            fn write(&self, name: &str, writer: &mut crate::xml::writer::Writer<'_>) {
                let mut extra = writer.open(name, &self.extra);
                $(
                    extra = writer.extra_before($member, extra);
                    crate::record::Member::write(&self.$field, crate::xml::writer::name!($member), writer);
                )*
                writer.close(name, extra);
            }

            fn unknown_members(&self) -> usize {
                self.extra.len() $( .saturating_add(crate::record::Member::unknown_members(&self.$field)) )*
            }
        }

        crate::record::records!(@detach $name { $($field)* } {});
        crate::record::records!($($rest)*);
    };
    (
        $(#[$meta:meta])*
        $name:ident $tag:literal attributes {
            $( $(#[$doc:meta])* $member:literal $field:ident: $ty:ty, )*
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name<'a> {
            $( $(#[$doc])* pub $field: $ty, )*
            /// Form of the members: attributes or child elements.
            pub form: crate::record::Form,
            /// Unknown members, kept and written again.
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
            pub extra: Vec<crate::xml::node::Node<'a>>,
        }

        impl<'a> crate::record::Record<'a> for $name<'a> {
            const TAG: &'static str = $tag;

            fn member(
                &mut self,
                name: &str,
                tag: crate::xml::parser::Tag<'a>,
                parser: &mut crate::xml::parser::Parser<'a>,
                _cursor: &mut usize,
            ) -> Result<bool, crate::DecodeError> {
                match name {
                    $( $member => {
                        crate::record::Member::read(&mut self.$field, tag, parser, &mut self.extra)?;
                        if crate::record::Member::is_attribute(&self.$field) {
                            self.form = crate::record::Form::Children;
                        }
                    } )*
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn attribute(
                &mut self,
                name: &str,
                value: std::borrow::Cow<'a, str>,
            ) -> Result<(), std::borrow::Cow<'a, str>> {
                match name {
                    $( $member => crate::record::Member::set(&mut self.$field, value), )*
                    _ => Err(value),
                }
            }

            fn extra(&mut self) -> &mut Vec<crate::xml::node::Node<'a>> {
                &mut self.extra
            }

            fn write(&self, name: &str, writer: &mut crate::xml::writer::Writer<'_>) {
                use crate::record::{Form, Member};
                if self.form == Form::Attributes {
                    $( Member::write_attribute(&self.$field, $member, writer); )*
                }
                let extra = writer.open(name, &self.extra);
                $(
                    if self.form == Form::Children || !Member::is_attribute(&self.$field) {
                        Member::write(&self.$field, crate::xml::writer::name!($member), writer);
                    }
                )*
                writer.close(name, extra);
            }

            fn unknown_members(&self) -> usize {
                self.extra.len() $( .saturating_add(crate::record::Member::unknown_members(&self.$field)) )*
            }
        }

        crate::record::records!(@detach $name { $($field)* } { form });
        crate::record::records!($($rest)*);
    };
    (@detach $name:ident { $($field:ident)* } { $($plain:ident)* }) => {
        impl $name<'_> {
            /// Detaches the record from the input.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $name {
                    $( $field: crate::record::Member::into_owned(self.$field), )*
                    $( $plain: self.$plain, )*
                    extra: crate::xml::node::Node::into_owned_all(self.extra),
                }
            }
        }

        impl crate::record::Detach for $name<'_> {
            type Detached = $name<'static>;

            fn detach(self) -> Self::Detached {
                self.into_owned()
            }
        }
    };
}

pub(crate) use records;
