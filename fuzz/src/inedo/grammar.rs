//! Small grammars.

use inedo_wire::{AesKey, FileName, KeySize, Ticks};

/// Asserts that displayed values parse to themselves, that a file name cannot leave its
/// folder, that a key is only digits, and that its error shows nothing of it.
pub fn grammar(data: &[u8]) {
    if let Some(&number) = data.first_chunk() {
        let number = i64::from_le_bytes(number);
        if let Some(ticks) = Ticks::new(number) {
            assert_eq!(ticks.as_i64(), number);
            assert_eq!(ticks.to_string().parse(), Ok(ticks));
            let (seconds, nanoseconds) = ticks.to_unix();
            assert_eq!(Ticks::from_unix(seconds, nanoseconds), Some(ticks));
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(ticks) = text.parse::<Ticks>() {
        assert_eq!(ticks.to_string().parse(), Ok(ticks));
    }
    if let Ok(name) = text.parse::<FileName>() {
        assert_eq!(name.as_str(), text);
        let path = std::path::Path::new("folder").join(text);
        assert_eq!(path.parent(), Some(std::path::Path::new("folder")));
        assert!(!text.contains(['/', '\\', ':', '\0']) && !text.ends_with(['.', ' ']));
    }
    match text.parse::<AesKey>() {
        Ok(key) => {
            assert!(text.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert_eq!(text.len(), key.size().digits());
            assert_eq!(AesKey::from_hex(&text.to_uppercase(), key.size()), Ok(key));
        }
        Err(error) => {
            assert!(error.to_string().len() < 100, "lengths and positions, and no text");
            let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let sizes = [KeySize::Aes128, KeySize::Aes256];
            assert!(!digits || sizes.iter().all(|size| size.digits() != text.len()));
        }
    }
}
