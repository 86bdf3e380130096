//! Macros that define an object once for reading, writing, copying and redacting.

/// Defines a struct that is a JSON object on the wire.
///
/// Each line is `field: Type = "wire name" mode,`, in the order in which the daemons
/// write the members. The first of two equal names wins (ZBX-042); members that are not
/// listed are kept in the field `extra`. The mode is optional:
///
/// * `required`: the member must be present, and not `null`, even if its type may be
///   absent, and is written even if it is empty;
/// * `written`: the member is written even if it is empty;
/// * `lenient`: an undecodable value counts as absent and is kept in `extra` (ZBX-073);
/// * `nullable`: `null` is a value of the type inside the `Option`, not an absent member;
/// * `scalar`: a text for which `null` is the empty text; an object or array counts as
///   absent and is kept in `extra` (ZBX-085).
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident<$lt:lifetime> { $($body:tt)* }
    ) => {
        $crate::json::object! { @struct [$(#[$meta])*] $name [<$lt>] [<'static>] [$lt] $($body)* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($body:tt)* }
    ) => {
        $crate::json::object! { @struct [$(#[$meta])*] $name [] [] ['static] $($body)* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident<const $number:ident: $type:ty> { $($body:tt)* }
    ) => {
        $crate::json::object! {
            @struct [$(#[$meta])*] $name [<const $number: $type>] [<$number>] ['static] $($body)*
        }
    };
    (
        @struct [$(#[$meta:meta])*] $name:ident [$($generic:tt)*] [$($owned:tt)*] [$extra:lifetime]
        $( $(#[$field_meta:meta])* $field:ident: $type:ty = $wire:literal $($mode:ident)?, )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name $($generic)* {
            $( $(#[$field_meta])* pub $field: $type, )*
            /// Unknown members, kept as they were received.
            pub extra: $crate::json::Extra<$extra>,
        }

        $crate::json::object! { @member $name [$($generic)*] [$($owned)*] $($field: $type = $wire $($mode)?,)* }
    };
    (@member $name:ident [] [] $($rest:tt)*) => {
        $crate::json::object! { @impl $name ['p] [] [] [] [] [keep_owned] $($rest)* }
    };
    (@member $name:ident [<const $number:ident: $type:ty>] [$($owned:tt)*] $($rest:tt)*) => {
        $crate::json::object! {
            @impl $name ['p] [const $number: $type] [<const $number: $type>] [$($owned)*] [$($owned)*] [keep_owned]
            $($rest)*
        }
    };
    (@member $name:ident [<$lt:lifetime>] [$($owned:tt)*] $($rest:tt)*) => {
        $crate::json::object! { @impl $name [$lt] [] [<$lt>] [<$lt>] [$($owned)*] [keep] $($rest)* }

        impl $name<'_> {
            /// Copies the borrowed parts, so that the value outlives the payload.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $crate::json::Member::into_owned(self)
            }
        }
    };
    (
        @impl $name:ident [$lt:lifetime] [$($more:tt)*] [$($generic:tt)*] [$($own:tt)*] [$($owned:tt)*] [$keep:ident]
        $( $field:ident: $type:ty = $wire:literal $($mode:ident)?, )*
    ) => {
        impl<$lt, $($more)*> $crate::json::Member<$lt> for $name $($own)* {
            type Owned = $name $($owned)*;

            fn read(reader: &mut $crate::json::Reader<$lt>) -> Result<Self, $crate::error::DecodeError> {
                let _start = reader.offset();
                $( let mut $field: Option<$type> = None; )*
                let mut extra = $crate::json::Extra::EMPTY;
                let allowance = reader.enter_row();
                let members = reader.object(|reader, name| {
                    match name.as_ref() {
                        $( $wire if $field.is_none() => {
                            $field = $crate::json::object!(@value [$($mode)?] $keep reader name extra);
                        } )*
                        $( $wire => { reader.skip()?; } )*
                        _ => {
                            let value = reader.unknown()?;
                            extra.$keep(name.clone(), value);
                        }
                    }
                    Ok(())
                });
                reader.leave_row(allowance);
                members?;
                Ok(Self {
                    $( $field: match $crate::json::object!(@absent $field $($mode)?) {
                        Some(value) => value,
                        None => return Err($crate::error::DecodeError::new(
                            $crate::error::DecodeErrorKind::Missing($wire),
                            _start,
                        )),
                    }, )*
                    extra,
                })
            }

            fn write(&self, writer: &mut $crate::json::Writer<'_>) {
                writer.object(|writer| self.write_members(writer));
            }

            fn into_owned(self) -> Self::Owned {
                $name {
                    $( $field: $crate::json::Member::into_owned(self.$field), )*
                    extra: self.extra.into_owned(),
                }
            }

            fn redact(&mut self) {
                $( $crate::json::Member::redact(&mut self.$field); )*
                self.extra.redact();
            }

            fn unknown_members(&self) -> usize {
                [self.extra.len(), $( $crate::json::Member::unknown_members(&self.$field), )*].iter().sum()
            }
        }

        impl $($generic)* $name $($own)* {
            /// Writes the members without the braces.
            #[allow(dead_code, reason = "only requests need it without the braces")]
            pub(crate) fn write_members(&self, writer: &mut $crate::json::Writer<'_>) {
                $(
                    if $crate::json::object!(@is_written self.$field, $($mode)?) {
                        writer.known(concat!(",\"", $wire, "\":"));
                        $crate::json::Member::write(&self.$field, writer);
                    }
                )*
                self.extra.write(writer);
            }
        }
    };
    (@value [required] $keep:ident $reader:ident $name:ident $extra:ident) => {
        if $reader.null()? { None } else { Some($crate::json::Member::read($reader)?) }
    };
    (@value [$($mode:ident)?] $keep:ident $reader:ident $name:ident $extra:ident) => {
        Some($crate::json::object!(@read [$($mode)?] $keep $reader $name $extra))
    };
    (@read [nullable] $keep:ident $reader:ident $name:ident $extra:ident) => {
        Some($crate::json::Member::read($reader)?)
    };
    (@read [lenient] $keep:ident $reader:ident $name:ident $extra:ident) => {{
        let (start, depth) = ($reader.offset(), $reader.depth());
        match $crate::json::Member::read($reader) {
            Ok(value) => value,
            Err(error) => {
                let raw = $reader.unreadable(start, depth, error)?;
                $extra.$keep($name.clone(), raw);
                Default::default()
            }
        }
    }};
    (@read [scalar] $keep:ident $reader:ident $name:ident $extra:ident) => {{
        let start = $reader.offset();
        match $reader.scalar()? {
            $crate::json::Scalar::Text(text) => Some(text),
            $crate::json::Scalar::Null => Some("".into()),
            $crate::json::Scalar::Nested => {
                let raw = $reader.keep_unknown(start)?;
                $extra.$keep($name.clone(), raw);
                None
            }
        }
    }};
    (@read [$($mode:ident)?] $keep:ident $reader:ident $name:ident $extra:ident) => {
        $crate::json::Member::read($reader)?
    };
    (@absent $field:ident required) => { $field };
    (@absent $field:ident $($mode:ident)?) => { $field.or_else($crate::json::Member::absent) };
    (@is_written $field:expr, required) => { true };
    (@is_written $field:expr, written) => { true };
    (@is_written $field:expr, $($mode:ident)?) => { !$crate::json::Member::is_absent(&$field) };
}

/// Defines an enum of numbers that may grow.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $number:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// An unknown number.
            Other(i64),
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $( $number => Self::$variant, )*
                    other => Self::Other(other),
                }
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'b> arbitrary::Arbitrary<'b> for $name {
            fn arbitrary(u: &mut arbitrary::Unstructured<'b>) -> arbitrary::Result<Self> {
                Ok(if u.ratio(1, 4)? { i64::arbitrary(u)? } else { *u.choose(&[$($number),*])? }.into())
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $( $name::$variant => $number, )*
                    $name::Other(other) => other,
                }
            }
        }

        impl $crate::json::Member<'_> for $name {
            type Owned = Self;

            fn read(reader: &mut $crate::json::Reader<'_>) -> Result<Self, $crate::error::DecodeError> {
                reader.signed().map(Self::from)
            }

            fn write(&self, writer: &mut $crate::json::Writer<'_>) {
                writer.signed(i64::from(*self));
            }

            fn into_owned(self) -> Self {
                self
            }
        }
    };
}

/// Defines an enum of texts that may grow.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// An unknown text.
            Other(String),
        }

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Other(other) => other,
                }
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'b> arbitrary::Arbitrary<'b> for $name {
            fn arbitrary(u: &mut arbitrary::Unstructured<'b>) -> arbitrary::Result<Self> {
                Ok(if u.ratio(1, 4)? { <&str>::arbitrary(u)? } else { *u.choose(&[$($text),*])? }.into())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl $crate::json::Member<'_> for $name {
            type Owned = Self;

            fn read(reader: &mut $crate::json::Reader<'_>) -> Result<Self, $crate::error::DecodeError> {
                reader.text().map(|text| Self::from(text.as_ref()))
            }

            fn write(&self, writer: &mut $crate::json::Writer<'_>) {
                writer.string(self.as_str());
            }

            fn into_owned(self) -> Self {
                self
            }
        }
    };
}

pub(crate) use {object, open_enum, text_enum};
