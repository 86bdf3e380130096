//! Elements that hold a text, and the value of the text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The text of an element, and on demand its value.
///
/// The text is kept as the peer wrote it, blanks included, and written again;
/// [`value`](Self::value) is `None` where it is not a `T`, so that one bad text never costs
/// the document. An absent element is not a `Leaf` at all, an
/// empty one is a `Leaf` whose text is empty.
///
/// ```
/// use netinv_xml::Leaf;
/// let speed = Leaf::<u64>::new("1000000000");
/// assert_eq!(speed.value(), Some(1_000_000_000));
/// let odd = Leaf::<u64>::new("fast");
/// assert_eq!((odd.value(), odd.as_str()), (None, "fast"));
/// ```
pub struct Leaf<'a, T: ?Sized = str> {
    /// `None` for an element without content, `<X/>`, where `<X></X>` has a
    /// text, if an empty one. Writers of the agents tell the two apart (NIX-018).
    text: Option<Cow<'a, str>>,
    meaning: PhantomData<fn() -> Box<T>>,
}

/// Type of value that the text of a [`Leaf`] can have.
pub trait Meaning: Sized {
    /// Reads a text tolerantly; `None` where it is not a value of this type.
    fn from_text(text: &str) -> Option<Self>;

    /// Returns the text that servers read as the value: its `Display` unless the wire has
    /// another form.
    fn to_text(&self) -> String
    where
        Self: fmt::Display,
    {
        self.to_string()
    }
}

impl<'a, T: ?Sized> Leaf<'a, T> {
    /// Creates a leaf with this text.
    #[must_use]
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: Some(text.into()), meaning: PhantomData }
    }

    /// Creates a leaf without content, written `<X/>`.
    #[must_use]
    pub const fn undefined() -> Self {
        Self { text: None, meaning: PhantomData }
    }

    /// The text as the peer wrote it; empty for an element without content.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or("")
    }

    /// Returns true if the element has no content (`<X/>`), not even an empty text.
    #[must_use]
    pub const fn is_undefined(&self) -> bool {
        self.text.is_none()
    }

    /// Returns true if the text is empty or blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.as_str().trim_ascii().is_empty()
    }

    /// The text as the device wrote it, where an agent encoded it twice; else the
    /// text itself (NIX-028).
    ///
    /// FusionInventory agents do so with all texts that are not ASCII. Hardly any text that was
    /// encoded once looks like that.
    ///
    /// ```
    /// use netinv_xml::Leaf;
    /// assert_eq!(Leaf::<str>::new("BÃ¼ro").without_double_encoding(), "Büro");
    /// assert_eq!(Leaf::<str>::new("Büro").without_double_encoding(), "Büro");
    /// ```
    #[must_use]
    pub fn without_double_encoding(&self) -> Cow<'_, str> {
        let text = self.as_str();
        let once = || {
            // Each byte had become the character of that number.
            let bytes = text.chars().map(|char| u8::try_from(char).ok()).collect::<Option<Vec<_>>>()?;
            String::from_utf8(bytes).ok()
        };
        if text.is_ascii() { Cow::Borrowed(text) } else { once().map_or(Cow::Borrowed(text), Cow::Owned) }
    }

    /// Returns the text by value.
    #[must_use]
    pub fn into_text(self) -> Cow<'a, str> {
        self.text.unwrap_or(Cow::Borrowed(""))
    }

    /// Detaches the leaf from the input.
    #[must_use]
    pub fn into_owned(self) -> Leaf<'static, T> {
        Leaf { text: self.text.map(|text| Cow::Owned(text.into_owned())), meaning: PhantomData }
    }

    pub(crate) const fn from_content(text: Option<Cow<'a, str>>) -> Self {
        Self { text, meaning: PhantomData }
    }

    pub(crate) fn content(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

impl<T: Meaning> Leaf<'_, T> {
    /// Returns the value of the text, `None` where it is not a `T`.
    #[must_use]
    pub fn value(&self) -> Option<T> {
        T::from_text(self.as_str())
    }
}

impl<T: Meaning + fmt::Display> Leaf<'static, T> {
    /// Creates a leaf with the text that servers read as `value`: `1` and `0` for true and false
    /// (NIX-048).
    #[must_use]
    pub fn from_value(value: &T) -> Self {
        Self::new(value.to_text())
    }
}

impl<T: ?Sized> Clone for Leaf<'_, T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), meaning: PhantomData }
    }
}

impl<T: ?Sized> PartialEq for Leaf<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T: ?Sized> Eq for Leaf<'_, T> {}

impl<T: ?Sized> PartialEq<str> for Leaf<'_, T> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<T: ?Sized> PartialEq<&str> for Leaf<'_, T> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<T: ?Sized> Default for Leaf<'_, T> {
    fn default() -> Self {
        Self::undefined()
    }
}

impl<T: ?Sized> fmt::Debug for Leaf<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<T: ?Sized> fmt::Display for Leaf<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<T: ?Sized> serde::Serialize for Leaf<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'a, T: ?Sized> From<&'a str> for Leaf<'a, T> {
    fn from(text: &'a str) -> Self {
        Self::new(text)
    }
}

impl<T: ?Sized> From<String> for Leaf<'_, T> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, IfStatus, MacAddr, SupplyLevel, Uptime};

    #[test]
    fn a_leaf_of_a_value_means_it() {
        fn check<T: Meaning + fmt::Display + PartialEq + fmt::Debug>(value: T) {
            assert_eq!(Leaf::from_value(&value).value(), Some(value));
        }
        check(IfStatus::NotPresent);
        check(MacAddr::Wwn([1, 2, 3, 4, 5, 6, 7, 8]));
        check(Uptime::from_ticks(123_456_789));
        check(Date::new(2024, 2, 29).unwrap());
        check(SupplyLevel::Unknown);
        check(u64::MAX);
        check(true);
        check(false);
    }

    // NIX-028
    #[test]
    fn what_was_encoded_twice_is_read_once_more() {
        let without_double_encoding =
            |text: &'static str| Leaf::<str>::new(text).without_double_encoding().into_owned();
        for (sent, meant) in [("BÃ¼ro", "Büro"), ("â\u{82}¬ 5", "€ 5"), ("Ã\u{83}Â¼", "Ã¼")] {
            assert_eq!(without_double_encoding(sent), meant);
        }
        // Encoded once, cut within a character, beyond a byte, ASCII, nothing.
        for text in ["Büro", "BÃ", "BÃ¼ro €", "office", ""] {
            assert_eq!(without_double_encoding(text), text);
        }
    }

    #[test]
    fn absent_undefined_and_empty_differ() {
        let (undefined, empty) = (Leaf::<str>::undefined(), Leaf::<str>::new(""));
        assert_ne!(undefined, empty);
        assert_eq!((undefined.as_str(), empty.as_str()), ("", ""));
        assert!(undefined.is_undefined() && !empty.is_undefined() && empty.is_blank());
    }

    #[test]
    fn a_leaf_is_its_text() {
        let leaf: Leaf<'_, u64> = "5 MB".into();
        assert!(leaf == "5 MB" && leaf == *"5 MB" && leaf != "5" && leaf != *"5");
        assert_eq!(leaf, Leaf::from("5 MB".to_owned()));
        assert_eq!(format!("{leaf} {leaf:?}"), "5 MB \"5 MB\"");
        assert_eq!(leaf.into_text(), "5 MB");
        assert_eq!(Leaf::<u64>::undefined().into_text(), "");
    }
}
