//! Names of files received from a peer.

use std::fmt;
use std::str::FromStr;

/// A file name that cannot leave the folder it is written to (INW-052).
///
/// An agent writes the files of an update under names that the network gives it.
/// So a name with a folder, a drive, a NUL or any other way out is not a value of
/// this type: none of `/ \ : * ? " < > |`, no control character, not `.` or `..`,
/// no dot or space at the end (Windows drops them, and `.. ` would become `..`),
/// none of the names of Windows devices, at most 255 UTF-16 units.
///
/// ```
/// use inedo_wire::FileName;
/// let name: FileName = "Agent.Core.dll".parse()?;
/// assert_eq!(name.as_str(), "Agent.Core.dll");
/// assert!("..\\run.exe".parse::<FileName>().is_err());
/// # Ok::<(), inedo_wire::ParseFileNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct FileName(String);

impl FileName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}

impl TryFrom<String> for FileName {
    type Error = ParseFileNameError;

    fn try_from(name: String) -> Result<Self, ParseFileNameError> {
        match fault_of(&name) {
            None => Ok(Self(name)),
            Some(fault) => Err(ParseFileNameError(fault)),
        }
    }
}

impl FromStr for FileName {
    type Err = ParseFileNameError;

    fn from_str(name: &str) -> Result<Self, ParseFileNameError> {
        Self::try_from(name.to_owned())
    }
}

impl AsRef<str> for FileName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Error for a file name that must not be written: the reason, not the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFileNameError(Fault);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Empty,
    Long,
    Character(char),
    Relative,
    End,
    Device,
}

impl fmt::Display for ParseFileNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file name ")?;
        match self.0 {
            Fault::Empty => f.write_str("without a character"),
            Fault::Long => f.write_str("of more than 255 UTF-16 units"),
            Fault::Character(found) => write!(f, "with the character {found:?}"),
            Fault::Relative => f.write_str("that means a folder"),
            Fault::End => f.write_str("that ends with a dot or a space"),
            Fault::Device => f.write_str("that means a device"),
        }
    }
}

impl std::error::Error for ParseFileNameError {}

fn fault_of(name: &str) -> Option<Fault> {
    if name.is_empty() {
        return Some(Fault::Empty);
    }
    if name == "." || name == ".." {
        return Some(Fault::Relative);
    }
    if let Some(found) = name.chars().find(|&c| c.is_control() || r#"/\:*?"<>|"#.contains(c)) {
        return Some(Fault::Character(found));
    }
    if name.ends_with(['.', ' ']) {
        return Some(Fault::End);
    }
    if is_device(name) {
        return Some(Fault::Device);
    }
    (name.encode_utf16().count() > 255).then_some(Fault::Long)
}

/// Windows takes `CON`, and `con.dll` too, for the console, whatever the folder.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|rest| {
        let mut characters = rest.chars();
        let one = characters.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        one && characters.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass() {
        let long = "x".repeat(255);
        for name in
            ["InedoAgent.exe", "a..b.dll", ".config", "Übung.dll", "COM10", "console.dll", "NULL.dll", &long]
        {
            let parsed = name.parse::<FileName>().unwrap();
            assert_eq!((parsed.as_str(), parsed.as_ref(), parsed.to_string().as_str()), (name, name, name));
            assert_eq!(parsed.into_string(), name);
        }
    }

    #[test]
    fn every_way_out_of_the_folder_is_refused() {
        // INW-052
        let long = "x".repeat(256);
        for name in [
            "",
            ".",
            "..",
            "../x",
            "..\\x",
            "/etc/passwd",
            "\\\\host\\share",
            "C:x",
            "C:\\x",
            "x.dll:stream",
            "x\0.dll",
            "x\n",
            "a/b",
            "x.",
            "x ",
            ".. ",
            "nul",
            "CON.dll",
            "com1.txt",
            "LPT¹",
            "aux .x",
            "a*b",
            "<",
            &long,
        ] {
            assert!(name.parse::<FileName>().is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_reason_is_given() {
        let error = "C:x".parse::<FileName>().unwrap_err();
        assert_eq!(error.to_string(), "a file name with the character ':'");
    }
}
