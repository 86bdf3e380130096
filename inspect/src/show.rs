//! The printer: everything that leaves the program passes through here, so that no text of
//! a file can command a terminal or hide in a log.

use std::fmt::{self, Display, Write as _};

use anstyle::Style;

/// One line of output, put together from texts that are escaped and styles that are not.
#[derive(Debug, Default)]
pub struct Line(String);

impl Line {
    /// Creates an empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a text.
    pub fn text(mut self, text: impl Display) -> Self {
        let _ = write!(Escaping(&mut self.0), "{text}");
        self
    }

    /// Appends a text in a style.
    pub fn styled(mut self, style: Style, text: impl Display) -> Self {
        let _ = write!(self.0, "{style}");
        self = self.text(text);
        let _ = write!(self.0, "{style:#}");
        self
    }

    /// Prints the line to standard output.
    pub fn print(self) {
        anstream::println!("{}", self.0);
    }

    /// Prints the line to standard error.
    pub fn eprint(self) {
        anstream::eprintln!("{}", self.0);
    }
}

/// Prints a JSON value on one line. It stays the same value: what is escaped is inside of
/// its texts, where JSON has an escape for it.
pub fn print_json(json: impl Display) {
    let mut line = String::new();
    let _ = write!(JsonEscaping(&mut line), "{json}");
    anstream::println!("{line}");
}

/// Returns true for a character that is not printed as it is: controls of both sets, what
/// changes the direction of the text or is not to be seen, separators of lines.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Writes a text with each unsafe character as `\n`, `\t`, `\r` or `\u{…}`.
struct Escaping<'a>(&'a mut String);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '\n' | '\r' | '\t' => self.0.extend(character.escape_default()),
                character if is_unsafe(character) => self.0.extend(character.escape_unicode()),
                character => self.0.push(character),
            }
        }
        Ok(())
    }
}

/// Writes JSON with each unsafe character as `\uXXXX`.
struct JsonEscaping<'a>(&'a mut String);

impl fmt::Write for JsonEscaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if is_unsafe(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
            } else {
                self.0.push(character);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_escaped_and_styles_are_not() {
        let style = Style::new().bold();
        let line = Line::new().styled(style, "a\u{1b}[2J").text("b\nc\u{9b}\u{202e}é\u{2028}\u{7f}");
        let plain = format!("{style}a\\u{{1b}}[2J{style:#}b\\nc\\u{{9b}}\\u{{202e}}é\\u{{2028}}\\u{{7f}}");
        assert_eq!(line.0, plain);
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        let value = serde_json::json!({ "a\u{85}\u{202e}": "\u{1b}\u{9b}31m\u{2066}\u{7f}\u{e0001}é\n" });
        let mut text = String::new();
        write!(JsonEscaping(&mut text), "{value}").unwrap();
        assert!(!text.contains(is_unsafe), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
