//! One description of an object gives the struct, reading, writing, counting and
//! `Arbitrary`.

/// Defines a struct that is an object on the wire.
///
/// `field: Type = "wire name",` in the order of writing. Unknown members are kept in the
/// field that `..` names; they count as unknown but for those of which the function after
/// `except` says that they are known, and for those that are texts and of which the function
/// after `texts` says so. After the struct's name there may be
///
/// * `or []`: the empty list that PHP writes for an object without members is read as well;
/// * `tagged "name": "value"`: the object has this member first, which is not a field; with
///   `or "other"` a member of that name takes its place where it is absent.
///
/// After the wire name there may be
///
/// * `lenient`: a value that is not what it should be is kept with the unknown members;
/// * `filled`: an empty text is as good as absent, and kept with the unknown members;
/// * `shaped`: as `lenient`, but only if its JSON type is another;
/// * `=> Form`: the value is read in this form.
macro_rules! object {
    ($(#[$meta:meta])* pub struct $name:ident<$lt:lifetime> $($rest:tt)*) => {
        $crate::json::object! { @all [$(#[$meta])*] $name [$lt] [<$lt>] $($rest)* }
    };
    ($(#[$meta:meta])* pub struct $name:ident $($rest:tt)*) => {
        $crate::json::object! { @all [$(#[$meta])*] $name ['p] [] $($rest)* }
    };
    (
        @all [$(#[$meta:meta])*] $name:ident [$lt:lifetime] [$($generic:tt)*]
        $(or $list:tt)? $(tagged $tag:literal $(or $old:literal)?: $value:literal)? {
            $(
                $(#[$field_meta:meta])*
                $field:ident: $type:ty = $wire:literal $($mode:ident)? $(=> $form:ty)?,
            )*
            ..$extra:ident $(except $known:ident)? $(texts $texts:ident)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name $($generic)* {
            $( $(#[$field_meta])* pub $field: $type, )*
            /// All other members, as they came.
            pub $extra: $crate::json::Members,
        }

        impl<$lt> $crate::json::Json<$lt> for $name $($generic)* {
            fn read(
                reader: &mut $crate::json::Reader<$lt, '_>,
            ) -> Result<Self, $crate::error::DecodeError> {
                let start = reader.offset();
                $( let mut $field = $crate::json::Slot::<$type>::Absent; )*
                let mut rest = $crate::json::Rest::default();
                let mut inside = $crate::json::object!(@open reader $(or $list)?)?;
                while let Some(name) = reader.next_member(&mut inside)? {
                    match &*name {
                        $( $wire => $crate::json::object!(@read [$($mode)?] [$($form)?] $type)(
                            &mut $field, $wire, reader, &mut rest,
                        )?, )*
                        $( $tag => rest.tag(reader, $tag)?, )?
                        _ => {
                            $( reader.check_text($texts, &name)?; )?
                            rest.keep(reader, name)?;
                        }
                    }
                }
                $($( rest.or_tag($old); )?)?
                let extra = rest.finish(reader)?;
                Ok(Self {
                    $( $field: $crate::json::found($field, $wire, start)?, )*
                    $extra: extra,
                })
            }

            fn write(&self, out: &mut Vec<u8>) {
                let mut object = $crate::json::Object::new(out);
                $( $crate::json::text($value, object.member($tag)); )?
                $( if !$crate::json::Json::is_absent(&self.$field) {
                    $crate::json::Json::write(&self.$field, object.member($wire));
                } )*
                object.members(&self.$extra);
                object.end();
            }

            fn unknown(&self) -> usize {
                let own = $crate::json::object!(@unknown self.$extra, $($known)? $(texts $texts)?);
                [own, $( $crate::json::Json::unknown(&self.$field), )*].iter().sum()
            }

            #[cfg(feature = "arbitrary")]
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                Ok(Self {
                    $( $field: <$crate::json::object!(@form $($form)?) as $crate::json::Form<'_, $type>>::arbitrary(u)?, )*
                    $extra: $crate::json::Json::arbitrary(u)?,
                })
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'u, $lt> arbitrary::Arbitrary<'u> for $name $($generic)* {
            fn arbitrary(u: &mut arbitrary::Unstructured<'u>) -> arbitrary::Result<Self> {
                $crate::json::Json::arbitrary(u)
            }
        }
    };
    (@open $reader:ident) => { $reader.open_object() };
    (@open $reader:ident or []) => { $reader.open_object_or_empty_list() };
    (@form) => { $crate::json::Plain };
    (@form $form:ty) => { $form };
    (@read [] [$($form:ty)?] $type:ty) => {
        $crate::json::read_into::<$crate::json::object!(@form $($form)?), $type>
    };
    (@read [lenient] [$($form:ty)?] $type:ty) => {
        $crate::json::read_lenient::<$crate::json::object!(@form $($form)?), $type>
    };
    (@read [filled] [$($form:ty)?] $type:ty) => {
        $crate::json::read_filled::<$crate::json::object!(@form $($form)?), $type>
    };
    (@read [shaped] [$($form:ty)?] $type:ty) => {
        $crate::json::read_shaped::<$crate::json::object!(@form $($form)?), $type>
    };
    (@unknown $extra:expr,) => { $extra.len() };
    (@unknown $extra:expr, texts $texts:ident) => {
        $extra.iter().filter(|(name, value)| !($texts(name) && value.starts_with('"'))).count()
    };
    (@unknown $extra:expr, $known:ident) => {
        $extra.iter().filter(|(name, value)| !$known(name, value)).count()
    };
}

/// Defines an enum over texts of which more may come.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// Any other text.
            Other(String),
        }

        impl $name {
            /// Returns the text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Other(text) => text,
                }
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

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $( $text => Self::$variant, )*
                    _ => Self::Other(text),
                }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'a> $crate::json::Json<'a> for $name {
            fn read(
                reader: &mut $crate::json::Reader<'a, '_>,
            ) -> Result<Self, $crate::error::DecodeError> {
                reader.text().map(|text| match text {
                    std::borrow::Cow::Borrowed(text) => Self::from(text),
                    std::borrow::Cow::Owned(text) => Self::from(text),
                })
            }

            fn write(&self, out: &mut Vec<u8>) {
                $crate::json::text(self.as_str(), out);
            }

            /// Never empty, which would be nothing to some.
            #[cfg(feature = "arbitrary")]
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                if u.ratio(1, 3)? {
                    return $crate::arbitrary::some_text(u).map(Self::from);
                }
                u.choose(&[$($text),*]).map(|text| Self::from(*text))
            }
        }

        #[cfg(feature = "arbitrary")]
        impl arbitrary::Arbitrary<'_> for $name {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                $crate::json::Json::arbitrary(u)
            }
        }
    };
}

/// For `except`: the members of the object are an open set.
pub(crate) fn anything(_: &str, _: &str) -> bool {
    true
}

pub(crate) use {object, text_enum};
