//! One description of an object gives its table, its struct, reading, writing, detaching
//! and `Arbitrary`.

/// Defines a struct that is an object of the format, and its table.
///
/// `field: Type,` in the order of the alphabet; the table takes the kind of value from the
/// type. After the table's name there may be
///
/// * `closed`: releases from 1.1.0 to 1.2.0 refuse unknown members;
/// * `(members)`: members that only older releases know.
///
/// After the type there may be
///
/// * `= "name"`: the wire name, where it is not the field's;
/// * `as needed`: an object without the member is not one of this type, and the field is not
///   an `Option`;
/// * `[rule(…) rule(…)]`: rules of releases, by the methods of `Member`.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident<$lt:lifetime> in $table:ident $($closed:ident)? $(($former:expr))? {
            $(
                $(#[$field_meta:meta])*
                $field:ident: $type:ty $(= $wire:literal)? $(as $mode:ident)?
                    $([ $( $rule:ident ( $($value:expr),* ) )* ])?,
            )*
        }
    ) => {
        pub(crate) static $table: $crate::schema::Table = $crate::schema::Table::new(
            $name::<'static>::MEMBERS,
            $crate::schema::object!(@closed $($closed)?),
        ) $( .with_former($former) )?;

        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name<$lt> {
            $( $(#[$field_meta])* pub $field: $crate::schema::object!(@type $type $(, $mode)?), )*
            /// The order of the members as they came, and those that are none of the above.
            pub extra: $crate::members::Members<$lt>,
        }

        $crate::schema::object! {
            @new [$($($mode)?)*] $name $lt $( $( $field $type, $mode )? )*
        }

        impl<$lt> $name<$lt> {
            const MEMBERS: &'static [$crate::schema::Member] = &[
                $( $crate::schema::Member::new(
                    $crate::schema::object!(@name $field $($wire)?),
                    <$type as $crate::value::Value<$lt>>::KIND,
                ) $(.$mode())? $( $( .$rule($($value),*) )* )?, )*
            ];

            /// Detaches the object from the document.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $crate::value::Value::detach(self)
            }
        }

        #[allow(non_upper_case_globals, clippy::allow_attributes, reason = "one name for field and index")]
        impl<$lt> $crate::object::Fields<$lt> for $name<$lt> {
            fn read(
                &mut self,
                at: usize,
                reader: &mut $crate::json::Reader<$lt, '_>,
            ) -> Result<bool, $crate::error::DecodeError> {
                $crate::schema::object!(@indices $($field)*);
                match at {
                    $( $field => $crate::schema::object!(@read $($mode)?)(&mut self.$field, reader), )*
                    _ => Ok(false),
                }
            }

            fn write(&self, at: usize, object: &mut $crate::object::Writer<'_>) {
                $crate::schema::object!(@indices $($field)*);
                match at {
                    $( $field => $crate::schema::object!(@write self object $field $($mode)?), )*
                    _ => {}
                }
            }

            fn reset(&mut self) {
                *self = $crate::value::Value::blank();
            }

            fn extra(&self) -> &$crate::members::Members<$lt> {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut $crate::members::Members<$lt> {
                &mut self.extra
            }
        }

        impl<$lt> $crate::value::Value<$lt> for $name<$lt> {
            const KIND: $crate::schema::Kind = $crate::schema::Kind::Object(&$table);
            type Owned = $name<'static>;

            fn blank() -> Self {
                Self { $( $field: $crate::value::Blank::blank(), )* extra: $crate::members::Members::default() }
            }

            fn read(
                reader: &mut $crate::json::Reader<$lt, '_>,
            ) -> Result<Option<Self>, $crate::error::DecodeError> {
                let mut object = Self::blank();
                Ok($crate::object::read(&$table, &mut object, reader)?.then_some(object))
            }

            // In place: such a struct is too large to be moved around.
            fn read_to(
                entries: &mut Vec<Self>,
                reader: &mut $crate::json::Reader<$lt, '_>,
            ) -> Result<bool, $crate::error::DecodeError> {
                entries.push(Self::blank());
                let Some(object) = entries.last_mut() else { return Ok(false) };
                if $crate::object::read(&$table, object, reader)? {
                    return Ok(true);
                }
                entries.pop();
                Ok(false)
            }

            fn write(&self, out: &mut Vec<u8>) {
                $crate::object::write(&$table, self, out);
            }

            fn detach(self) -> Self::Owned {
                $name {
                    $( $field: $crate::value::Blank::detach(self.$field), )*
                    extra: self.extra.into_owned(),
                }
            }

            fn kept(&self, at: &$crate::kept::At<'_>, visit: &mut dyn FnMut($crate::kept::Kept<'_>)) {
                $crate::kept::members(&$table, &self.extra, at, visit);
                $( $crate::value::Blank::kept(
                    &self.$field,
                    &$crate::kept::At::Member(at, $crate::schema::object!(@name $field $($wire)?)),
                    visit,
                ); )*
            }

            #[cfg(feature = "arbitrary")]
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                Ok(Self {
                    $( $field: $crate::value::Blank::arbitrary(u)?, )*
                    extra: $crate::members::Members::default(),
                })
            }
        }

        impl<$lt> $crate::sections::Entry<$lt> for $name<$lt> {}

        #[cfg(feature = "arbitrary")]
        impl<'u, $lt> arbitrary::Arbitrary<'u> for $name<$lt> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'u>) -> arbitrary::Result<Self> {
                $crate::value::Value::arbitrary(u)
            }
        }
    };
    (@new [] $name:ident $lt:lifetime) => {
        impl<$lt> Default for $name<$lt> {
            fn default() -> Self {
                $crate::value::Value::blank()
            }
        }
    };
    (@new [$($modes:ident)+] $name:ident $lt:lifetime $( $field:ident $type:ty, $mode:ident )*) => {
        impl<$lt> $name<$lt> {
            /// Creates one with the members that it must have.
            #[must_use]
            pub fn new($( $field: impl Into<$type>, )*) -> Self {
                let mut object: Self = $crate::value::Value::blank();
                $( object.$field = $field.into(); )*
                object
            }
        }
    };
    (@indices $($field:ident)*) => {
        #[allow(non_camel_case_types, clippy::allow_attributes, reason = "one name for field and index")]
        enum Index { $($field),* }
        $(
            const $field: usize = Index::$field as usize;
        )*
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
    (@closed) => { false };
    (@closed closed) => { true };
    (@type $type:ty) => { Option<$type> };
    (@type $type:ty, needed) => { $type };
    (@read) => { $crate::object::read_optional };
    (@read needed) => { $crate::object::read_needed };
    (@write $self:ident $object:ident $field:ident) => { $object.optional($field, &$self.$field) };
    (@write $self:ident $object:ident $field:ident needed) => { $object.member($field, &$self.$field) };
}
pub(crate) use object;
