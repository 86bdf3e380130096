//! New passwords of local accounts.
//!
//! Since agents 1.1.7 they are sealed: AES-256-CBC with the agent's key, cut or
//! padded with NULs to 32 bytes, and PKCS#7. There is no integrity check on the
//! sealed form: the signature of the whole request is what protects it, so open
//! nothing before that is verified.

use aes::Aes256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cipher::block_padding::Pkcs7;
use cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use zeroize::Zeroizing;

use crate::json::{Member, Read, Reader, Row, object};
use crate::scalar::{Flag, Int, Text};
use crate::secret::{AgentKey, Hidden, Secret};
use crate::wire::List;

object! {
    /// Passwords that an agent has set, or is about to (`data` of passwords). Real agents
    /// send it at each contact, also without any.
    pub struct Passwords<'a> checked by Passwords::check {
        /// The passwords.
        passwords: List<PasswordEntry<'a>> = "passwords",
    }
}

impl<'a> Passwords<'a> {
    /// Creates a report of these passwords.
    #[must_use]
    pub fn new(passwords: impl Into<List<PasswordEntry<'a>>>) -> Self {
        Self { passwords: passwords.into(), ..Self::default() }
    }

    /// A real server answers 400 without the list.
    fn check(&mut self) -> Result<(), &'static str> {
        if self.passwords.is_set() { Ok(()) } else { Err("passwords") }
    }
}

object! {
    /// One account's password.
    pub struct PasswordEntry<'a> {
        /// The account.
        username: Text<'a> = "username",
        /// The password.
        password: PasswordForm<'a> = "password",
        /// The password before: agents up to 1.1.6.
        old_password: Hidden = "old_password",
        /// Take it back: setting it has failed. Honoured for five minutes.
        revoke: Flag<'a> = "revoke",
    }
}

impl Row for PasswordEntry<'_> {}

impl<'a> PasswordEntry<'a> {
    /// A new password, sealed.
    #[must_use]
    pub fn sealed(username: impl Into<Text<'a>>, sealed: Sealed<'a>) -> Self {
        Self { username: username.into(), password: PasswordForm::Sealed(sealed), ..Self::default() }
    }

    /// A new password in clear, for servers before 1.1.7.
    #[must_use]
    pub fn plain(username: impl Into<Text<'a>>, password: &Secret) -> Self {
        let password = PasswordForm::Plain(password.clone().into());
        Self { username: username.into(), password, ..Self::default() }
    }

    /// Marks the password as one to be taken back.
    #[must_use]
    pub fn with_revoke(mut self) -> Self {
        self.revoke = true.into();
        self
    }
}

/// A password as it is on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum PasswordForm<'a> {
    /// In clear, `null` or not there: agents up to 1.1.6.
    Plain(Hidden),
    /// Sealed with the agent's key.
    Sealed(Sealed<'a>),
}

impl Default for PasswordForm<'_> {
    fn default() -> Self {
        Self::Plain(Hidden::Absent)
    }
}

impl PasswordForm<'_> {
    /// The password in clear.
    ///
    /// # Errors
    /// If it is sealed and does not open with this key, or is not there.
    pub fn open(&self, key: &AgentKey) -> Result<Secret, OpenError> {
        match self {
            Self::Plain(text) => match text {
                Hidden::Text(text) => Ok(text.clone()),
                Hidden::Absent | Hidden::Null => Err(OpenError(())),
            },
            Self::Sealed(sealed) => sealed.open(key),
        }
    }
}

impl<'a> Member<'a> for PasswordForm<'a> {
    type Owned = PasswordForm<'static>;

    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        match reader.peek() {
            Some(b'{') => Sealed::read(reader).map(Self::Sealed),
            Some(b'"' | b'n') => Hidden::read(reader).map(Self::Plain),
            _ => Err(reader.unexpected("a password")),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Plain(text) => text.write(out),
            Self::Sealed(sealed) => sealed.write(out),
        }
    }

    fn into_owned(self) -> PasswordForm<'static> {
        match self {
            Self::Plain(text) => PasswordForm::Plain(text),
            Self::Sealed(sealed) => PasswordForm::Sealed(sealed.into_owned()),
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Plain(Hidden::Absent))
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Plain(_) => 0,
            Self::Sealed(sealed) => sealed.unknown_members(),
        }
    }
}

object! {
    /// A sealed password.
    pub struct Sealed<'a> {
        /// The 16 bytes with which the cipher began, base64.
        iv: Text<'a> = "iv",
        /// The cipher text, base64.
        data: Text<'a> = "data",
    }
}

/// A sealed password does not open with this key. Deliberately without detail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be opened")]
pub struct OpenError(());

impl Sealed<'_> {
    /// Seals a password. `iv` has to come from a generator fit for keys, and must never be used
    /// twice.
    ///
    /// Pads by bytes. Real agents pad by characters, so that theirs break with
    /// passwords that are not ASCII; those of this crate open on every server (OCO-047).
    #[must_use]
    pub fn seal(password: &Secret, key: &AgentKey, iv: &[u8; 16]) -> Sealed<'static> {
        let text = password.expose().as_bytes();
        let mut buffer = Zeroizing::new(text.to_vec());
        buffer.resize(text.len().saturating_add(16), 0);
        let cipher = cbc::Encryptor::<Aes256>::new((&*cipher_key(key)).into(), iv.into());
        // Room for a whole block of padding is there, so this does not fail.
        let data =
            cipher.encrypt_padded::<Pkcs7>(&mut buffer, text.len()).map(|sealed| STANDARD.encode(sealed));
        Sealed { iv: STANDARD.encode(iv).into(), data: data.unwrap_or_default().into(), ..Sealed::default() }
    }

    /// Opens a sealed password.
    ///
    /// # Errors
    /// If it does not open with this key, is not base64, or is not UTF-8.
    pub fn open(&self, key: &AgentKey) -> Result<Secret, OpenError> {
        let open = || {
            let iv = STANDARD.decode(self.iv.as_str()?).ok()?;
            let mut buffer = Zeroizing::new(STANDARD.decode(self.data.as_str()?).ok()?);
            let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&*cipher_key(key), &iv).ok()?;
            let text = cipher.decrypt_padded::<Pkcs7>(&mut buffer).ok()?;
            std::str::from_utf8(text).ok().map(Secret::new)
        };
        open().ok_or(OpenError(()))
    }
}

/// The first 32 bytes of the key's text, padded with NULs (OCO-046). Bytes, as the
/// server cuts; real agents cut by characters.
fn cipher_key(key: &AgentKey) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.iter_mut().zip(key.expose().as_bytes()).for_each(|(to, from)| *to = *from);
    bytes
}

object! {
    /// A password that the server wants renewed.
    pub struct PasswordRule<'a> {
        /// The account.
        username: Text<'a> = "username",
        /// The characters to choose from.
        alphabet: Text<'a> = "alphabet",
        /// The number of characters; a text from servers on old PHP.
        length: Int<'a> = "length",
        /// The present password: for macOS only.
        old_password: Hidden = "old_password",
    }
}

impl Row for PasswordRule<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> AgentKey {
        AgentKey::new(text).unwrap()
    }

    // OCO-047
    #[test]
    fn what_was_sealed_opens_again() {
        let keys = ["k", "exactly-thirty-two-bytes-long-key", "ключ агента, не только ASCII, длинный"];
        for key in keys.map(key) {
            for text in ["", "x", "fifteen-bytes--", "sixteen--bytes--", "пароль 🔑"] {
                let password = Secret::new(text);
                let sealed = Sealed::seal(&password, &key, &[7; 16]);
                assert_eq!(sealed.open(&key), Ok(password), "{text}");
            }
        }
    }

    #[test]
    fn what_was_altered_or_has_another_key_does_not_open() {
        let sealed = Sealed::seal(&Secret::new("correct horse"), &key("one"), &[0; 16]);
        assert!(sealed.open(&key("two")).is_err());
        for (iv, data) in [("AAAA", "AAAA"), ("", ""), ("!", "!"), ("AAAAAAAAAAAAAAAAAAAAAA==", "AAAA")] {
            let altered = Sealed { iv: iv.into(), data: data.into(), ..Sealed::default() };
            assert!(altered.open(&key("one")).is_err());
        }
        assert!(Sealed::default().open(&key("one")).is_err());
    }

    #[test]
    fn a_password_that_is_no_text_is_not_quoted() {
        let error = crate::json::read::<PasswordEntry<'_>>(r#"{"password":161803}"#).unwrap_err();
        assert!(!error.to_string().contains("161803"));
    }

    #[test]
    fn a_password_in_clear_is_written_as_text_and_opens_with_any_key() {
        let entry = PasswordEntry::plain("rescue", &Secret::new("s3cret"));
        assert_eq!(crate::json::written(&entry), r#"{"username":"rescue","password":"s3cret"}"#);
        assert_eq!(entry.password.open(&key("any")), Ok(Secret::new("s3cret")));
        assert!(!format!("{entry:?}").contains("s3cret"));
    }

    #[test]
    fn an_empty_list_is_no_password() {
        let json = r#"{"password":[]}"#;
        let error = crate::json::read::<PasswordEntry<'_>>(json).unwrap_err();
        let what = "password: expected a password, found \"a list\" at byte ";
        assert!(error.to_string().starts_with(what), "{error}");
    }
}
