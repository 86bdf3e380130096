//! Signatures and sealed passwords.

use arbitrary::Unstructured;
use oco_proto::{AgentKey, HttpBody, Sealed, Secret, ServerKey};

/// A body and a password under keys. A signature proves the very bytes that were signed
/// under its own key, and nothing else; a sealed password opens to itself, and never again
/// once a byte of it is another; no bytes are too strange to be refused.
pub fn crypto(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let _ = any(&mut u);
}

fn any(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let (key, other): (AgentKey, AgentKey) = (u.arbitrary()?, u.arbitrary()?);
    let (at, flip): (usize, u8) = (u.arbitrary::<u16>()?.into(), u.arbitrary()?);
    if u.arbitrary()? {
        let body: Vec<u8> = u.arbitrary()?;
        signed(&body, &key, &other, at, flip);
    } else {
        sealed(&u.arbitrary()?, &key, &other, (u.arbitrary()?, at, flip));
        let junk = Sealed { iv: u.arbitrary()?, data: u.arbitrary()?, ..Sealed::default() };
        let _ = junk.open(&key);
    }
    Ok(())
}

fn signed(body: &[u8], key: &AgentKey, other: &AgentKey, at: usize, flip: u8) {
    let signed = HttpBody::sign(body.to_vec(), key);
    let signature = signed.signature().expect("it was signed");
    assert_eq!(signature.len(), 64);
    assert!(signed.is_signed_by(key));
    assert_eq!(signed.is_signed_by(other), key == other);
    let server = ServerKey::new(key.expose()).expect("the same text");
    assert!(signed.is_signed_by(&server), "a key is its text, whoever has it");
    assert!(
        !HttpBody::new(body, Some(&signature.to_uppercase())).is_signed_by(key)
            || signature.bytes().all(|b| b.is_ascii_digit())
    );
    assert!(!HttpBody::new(body, None).is_signed_by(key));
    assert_eq!(signed.clone().into_owned(), signed);
    if flip == 0 {
        return;
    }
    let mut text = signature.as_bytes().to_vec();
    text[at % 64] ^= flip & 0x7f;
    let altered = String::from_utf8(text).expect("still ASCII");
    assert_eq!(HttpBody::new(body, Some(&altered)).is_signed_by(key), altered == signature);
    if !body.is_empty() {
        let mut body = body.to_vec();
        let at = at % body.len();
        body[at] ^= flip;
        assert!(!HttpBody::new(&body, Some(signature)).is_signed_by(key));
    }
    let longer = [body, &[flip]].concat();
    assert!(!HttpBody::new(&longer, Some(signature)).is_signed_by(key));
}

fn sealed(password: &Secret, key: &AgentKey, other: &AgentKey, alter: ([u8; 16], usize, u8)) {
    let (iv, at, flip) = alter;
    let sealed = Sealed::seal(password, key, &iv);
    assert_eq!(sealed.open(key).as_ref(), Ok(password));
    let used = |key: &AgentKey| key.expose().as_bytes().iter().copied().take(32).collect::<Vec<_>>();
    if used(key) != used(other) {
        assert_ne!(sealed.open(other).as_ref(), Ok(password));
    }
    let texts = [&sealed.iv, &sealed.data].map(|text| text.as_str().unwrap_or_default().as_bytes().to_vec());
    for which in 0..2 {
        let mut altered = texts.clone();
        let at = at % altered[which].len();
        altered[which][at] ^= flip & 0x7f;
        let [iv, data] = altered.map(|text| String::from_utf8(text).expect("still ASCII"));
        if [iv.as_bytes(), data.as_bytes()] != [&texts[0][..], &texts[1][..]] {
            let altered = Sealed { iv: iv.into(), data: data.into(), ..Sealed::default() };
            assert_ne!(altered.open(key).as_ref(), Ok(password));
        }
    }
}
