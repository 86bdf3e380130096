//! `arbitrary::Arbitrary` for what it cannot be derived for.

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::{Document, Element, Leaf, List, Message, Node, Secret};

impl<'a, T: ?Sized> Arbitrary<'a> for Leaf<'a, T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(if u.ratio(1, 8)? { Self::undefined() } else { Self::new(<&str>::arbitrary(u)?) })
    }
}

impl<'a, T: Arbitrary<'a>> Arbitrary<'a> for List<'a, T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::from(Vec::arbitrary(u)?))
    }
}

impl<'a> Arbitrary<'a> for Node<'a> {
    /// An element with a text: what real programs could add.
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let content = vec![Self::Text(<&str>::arbitrary(u)?.into())];
        Ok(Self::Element(Element { name: <&str>::arbitrary(u)?.into(), content }))
    }
}

impl<'a> Arbitrary<'a> for Secret {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::new(<&str>::arbitrary(u)?))
    }
}

impl<'a> Arbitrary<'a> for Document<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::new(Message::arbitrary(u)?).with_style(u.arbitrary()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn what_can_be_written_is_well_formed() {
        let mut written_once = 0;
        let mut seed = 1_u64;
        for _ in 0..200 {
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Mostly small: lengths and letters.
                if seed >> 63 == 0 { 0 } else { b'A' + (seed >> 40) as u8 % 26 }
            })
            .take(2000)
            .collect();
            let document = Document::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
            let mut written = Vec::new();
            if document.encode(&mut written).is_ok() {
                written_once += 1;
                let read = Document::decode_strict(&written, &Limits::DEFAULT);
                assert!(read.is_ok(), "{read:?}: {}", String::from_utf8_lossy(&written));
            }
        }
        assert!(written_once > 0);
    }
}
