//! AES in CBC mode with PKCS#7 padding, in place, with key schedules that are
//! computed once a connection.

use aes08::cipher::block_padding::Pkcs7;
use aes08::cipher::{BlockDecryptMut, BlockEncryptMut, InnerIvInit, KeyInit};
use aes08::{Aes128Dec, Aes128Enc, Aes256Dec, Aes256Enc};
use cbc01::{Decryptor, Encryptor};

use crate::iv::Iv;
use crate::key::{AesKey, Material};

/// The bytes of a block, of an IV and of the largest padding.
pub(crate) const BLOCK: usize = 16;

/// Returns the length of the ciphertext of a plaintext of this length: padded to the next
/// whole block, and by a whole block if it is one already.
pub(crate) const fn padded(plain_len: usize) -> usize {
    (plain_len / BLOCK).saturating_add(1).saturating_mul(BLOCK)
}

/// A key's schedule for writing, which stays where it is until it is wiped.
pub(crate) enum Encryption {
    Aes128(Box<Aes128Enc>),
    Aes256(Box<Aes256Enc>),
}

impl Encryption {
    pub(crate) fn new(key: &AesKey) -> Self {
        match key.material() {
            Material::Aes128(bytes) => Self::Aes128(Box::new(Aes128Enc::new(bytes.into()))),
            Material::Aes256(bytes) => Self::Aes256(Box::new(Aes256Enc::new(bytes.into()))),
        }
    }

    /// Encrypts the first `plain_len` bytes and their padding in place. `None` if
    /// the padding does not fit.
    #[must_use]
    pub(crate) fn encrypt(&self, iv: &Iv, buffer: &mut [u8], plain_len: usize) -> Option<()> {
        let iv = iv.as_bytes().into();
        match self {
            Self::Aes128(aes) => {
                Encryptor::inner_iv_init(&**aes, iv).encrypt_padded_mut::<Pkcs7>(buffer, plain_len)
            }
            Self::Aes256(aes) => {
                Encryptor::inner_iv_init(&**aes, iv).encrypt_padded_mut::<Pkcs7>(buffer, plain_len)
            }
        }
        .ok()
        .map(|_| ())
    }
}

/// A key's schedule for reading, which stays where it is until it is wiped.
pub(crate) enum Decryption {
    Aes128(Box<Aes128Dec>),
    Aes256(Box<Aes256Dec>),
}

impl Decryption {
    pub(crate) fn new(key: &AesKey) -> Self {
        match key.material() {
            Material::Aes128(bytes) => Self::Aes128(Box::new(Aes128Dec::new(bytes.into()))),
            Material::Aes256(bytes) => Self::Aes256(Box::new(Aes256Dec::new(bytes.into()))),
        }
    }

    /// Decrypts in place and gives the length without padding. `None` if this is
    /// no ciphertext of a padded text under this key.
    #[must_use]
    pub(crate) fn decrypt(&self, iv: &Iv, buffer: &mut [u8]) -> Option<usize> {
        let iv = iv.as_bytes().into();
        match self {
            Self::Aes128(aes) => Decryptor::inner_iv_init(&**aes, iv).decrypt_padded_mut::<Pkcs7>(buffer),
            Self::Aes256(aes) => Decryptor::inner_iv_init(&**aes, iv).decrypt_padded_mut::<Pkcs7>(buffer),
        }
        .ok()
        .map(<[u8]>::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST SP 800-38A, F.2.1 and F.2.5, first block: known answers for the raw mode.
    const PLAIN: [u8; 16] = 0x6bc1bee2_2e409f96_e93d7e11_7393172a_u128.to_be_bytes();
    const IV: Iv = Iv::new(0x00010203_04050607_08090a0b_0c0d0e0f_u128.to_be_bytes());

    fn round_trip(key: &AesKey, plain: &[u8]) -> Vec<u8> {
        let mut buffer = plain.to_vec();
        buffer.resize(padded(plain.len()), 0);
        Encryption::new(key).encrypt(&IV, &mut buffer, plain.len()).unwrap();
        let cipher = buffer.clone();
        let len = Decryption::new(key).decrypt(&IV, &mut buffer).unwrap();
        assert_eq!(&buffer[..len], plain);
        cipher
    }

    #[test]
    fn known_answer_128() {
        let key: AesKey = "2b7e151628aed2a6abf7158809cf4f3c".parse().unwrap();
        let expected = 0x7649abac_8119b246_cee98e9b_12e9197d_u128.to_be_bytes();
        assert_eq!(round_trip(&key, &PLAIN)[..16], expected);
    }

    #[test]
    fn known_answer_256() {
        let key: AesKey = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4".parse().unwrap();
        let expected = 0xf58c4c04_d6e5f1ba_779eabfb_5f7bfbd6_u128.to_be_bytes();
        assert_eq!(round_trip(&key, &PLAIN)[..16], expected);
    }

    #[test]
    fn padding_always_adds() {
        let key = AesKey::from_bytes_128([7; 16]);
        for len in 0..=33 {
            assert_eq!(round_trip(&key, &vec![b'x'; len]).len(), (len / 16 + 1) * 16);
        }
    }
}
