//! One description of an object serves reading, writing, detaching and counting.

/// Defines a struct that is an object on the wire.
///
/// `field: Type = "wire name",` in the order in which real programs write them; members of
/// other names go to `extra`. `checked by f` names a `fn(&mut Self) -> Result<(), &'static
/// str>` that runs after reading and names a missing member. An `envelope` is only read, by
/// its `member`, since what surrounds its members decides how the rest is read.
macro_rules! object {
    (
        envelope struct $name:ident<'a> { $( $field:ident: $type:ty = $key:literal, )* }
    ) => {
        #[derive(Default)]
        struct $name<'a> {
            $( $field: $type, )*
            extra: $crate::wire::Extra<'a>,
        }

        $crate::json::object! { @member $name $( $field $key )* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident<'a> $(checked by $check:path)? {
            $( $(#[$note:meta])* $field:ident: $type:ty = $key:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name<'a> {
            $( $(#[$note])* pub $field: $type, )*
            /// Unknown members, kept and written back.
            pub extra: $crate::wire::Extra<'a>,
        }

        impl $name<'_> {
            /// Detaches the object from the body.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $crate::json::Member::into_owned(self)
            }

            /// Returns true if it has no member at all.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                $( $crate::json::Member::is_absent(&self.$field) && )* self.extra.is_empty()
            }

            /// The number of unknown members in it, also further down.
            #[must_use]
            pub fn unknown_members(&self) -> usize {
                $crate::json::Member::unknown_members(self)
            }
        }

        impl<'a> $crate::json::Member<'a> for $name<'a> {
            type Owned = $name<'static>;

            fn read(reader: &mut $crate::json::Reader<'a>) -> $crate::json::Read<Self> {
                let mut object = Self::default();
                match reader.open_object()? {
                    None => object.extra = $crate::wire::Extra::list(),
                    Some(mut is_more) => {
                        while is_more {
                            let start = reader.offset();
                            // Programs write their members in this order, mostly. Then one round
                            // takes all of them, and no name is looked up.
                            $( if is_more
                                && $crate::json::Member::is_absent(&object.$field)
                                && reader.is_member(concat!("\"", $key, "\""))
                            {
                                object.$field = $crate::json::Member::read(reader)
                                    .map_err(|error| $crate::json::in_member(error, $key))?;
                                is_more = reader.more_members()?;
                            } )*
                            if is_more && reader.offset() == start {
                                let name = reader.name()?;
                                object.member(name, reader)?;
                                is_more = reader.more_members()?;
                            }
                        }
                    }
                }
                $( $check(&mut object).map_err(|name| {
                    reader.fault($crate::error::DecodeErrorKind::Missing(name))
                })?; )?
                Ok(object)
            }

            fn write(&self, out: &mut Vec<u8>) {
                let start = out.len();
                $( $crate::json::present_member(out, concat!(",\"", $key, "\":"), &self.$field); )*
                self.extra.write(out);
                $crate::json::close(out, start, *b"{}", if self.extra.is_list() { "[]" } else { "{}" });
            }

            fn into_owned(self) -> $name<'static> {
                $name {
                    $( $field: $crate::json::Member::into_owned(self.$field), )*
                    extra: self.extra.into_owned(),
                }
            }

            fn unknown_members(&self) -> usize {
                self.extra.len()
                    $( .saturating_add($crate::json::Member::unknown_members(&self.$field)) )*
            }
        }

        #[cfg(feature = "arbitrary")]
        $crate::json::object! { @arbitrary $name [$($check)?] $( $field )* }
        $crate::json::object! { @member $name $( $field $key )* }
    };
    (@member $name:ident $( $field:ident $key:literal )*) => {
        impl<'a> $name<'a> {
            /// Takes the value of the member whose name was read.
            fn member(
                &mut self,
                name: std::borrow::Cow<'a, str>,
                reader: &mut $crate::json::Reader<'a>,
            ) -> $crate::json::Read<()> {
                match name.as_ref() {
                    $( $key if $crate::json::Member::is_absent(&self.$field) => {
                        self.$field = $crate::json::Member::read(reader)
                            .map_err(|error| $crate::json::in_member(error, $key))?;
                    } )*
                    $( $key => return Err(reader.duplicate($key)), )*
                    _ => self.extra.read(name, reader)?,
                }
                Ok(())
            }
        }
    };
    (@arbitrary $name:ident [] $( $field:ident )*) => {
        impl arbitrary::Arbitrary<'_> for $name<'static> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                Ok(Self { $( $field: u.arbitrary()?, )* extra: u.arbitrary()? })
            }
        }
    };
    // Which of its members are required, only its own implementation knows.
    (@arbitrary $name:ident [$check:path] $( $field:ident )*) => {};
}

pub(crate) use object;
