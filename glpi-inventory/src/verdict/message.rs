//! The first fault in the words of the server.

use super::finding::Rule;
use super::php::{Style, print};
use super::report::First;
use crate::json::Reader;
use crate::limits::Limits;

/// A refusal as the server words it.
///
/// Unlike a [`Finding`](crate::Finding) it holds values of the document, secrets too, since
/// the server prints them.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// JSON pointer of the value; `None` where the whole document is meant.
    pub pointer: Option<String>,
    /// Message of the server's library, at most about 1000 bytes of it.
    pub message: String,
    /// The place as the library writes it, such as `#->properties:content`.
    pub path: String,
}

/// Shows the pointer alone, since the message may hold secrets.
impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refusal").field("pointer", &self.pointer).finish_non_exhaustive()
    }
}

impl Refusal {
    /// Returns the text that the server answers with: at most 250 characters (INV-050).
    #[must_use]
    pub fn response(&self) -> String {
        let at = if self.path == "#" { String::new() } else { format!(" at {}", self.path) };
        let text = format!("JSON does not validate. Violations:\n{}{at}\n", self.message);
        text.chars().take(250).collect()
    }
}

/// The greatest part of a value that is printed.
const MAX: usize = 1000;

/// Words the first fault of a document.
pub(crate) fn refusal(document: &str, first: &First) -> Refusal {
    let path = format!("#{}", first.path);
    let rest = document.get(first.offset..).unwrap_or_default();
    let raw = Reader::at(rest, &Limits::DEFAULT).raw().unwrap_or_default();
    let value = || print(raw, Style::Escaped, MAX);
    let wrong_type = |name: &str| {
        let mut letters = name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter();
        format!("{}{} expected, {} received", first.collect::<String>(), letters.as_str(), value())
    };
    let message = match &first.rule {
        Rule::NotJson => "Object expected, null received".to_owned(),
        Rule::TooDeep => "Swaggest\\JsonSchema\\Exception: Too deep nesting level".to_owned(),
        Rule::Unusable => "No valid results for anyOf".to_owned(),
        Rule::Type(name) | Rule::WrittenAsText(name) => wrong_type(name),
        Rule::Required(name) => {
            format!("Required property missing: {name}, data: {}", print(raw, Style::Array, MAX))
        }
        Rule::Unknown => format!("Additional properties not allowed: {}", first.word),
        Rule::Pattern(_) => format!("{} does not match to {}", value(), first.word),
        Rule::Minimum(min) => format!("Value more than {min} expected, {} received", number(raw)),
        Rule::Maximum(max) => format!("Value less than {max} expected, {} received", number(raw)),
        Rule::Format(name) => format!("Invalid {name}"),
        Rule::AnyOf => {
            let branch = |at: usize, fault: &str| format!(" {at}: {fault} at {path}->anyOf[{at}]");
            let faults = if raw.starts_with('"') {
                ["Invalid ipv4".to_owned(), "Invalid ipv6".to_owned()]
            } else {
                [wrong_type("string"), wrong_type("string")]
            };
            let [one, two] = faults;
            format!("No valid results for anyOf {{\n{}\n{}\n}}", branch(0, &one), branch(1, &two))
        }
        Rule::OneOf => {
            let branch = |at: usize, fault: &str| format!(" {at}: {fault} at {path}->oneOf[{at}]");
            let (one, two) = (wrong_type("string"), wrong_type("array"));
            format!("No valid results for oneOf {{\n{}\n{}\n}}", branch(0, &one), branch(1, &two))
        }
        Rule::LineFeed | Rule::Calendar => String::new(),
    };
    Refusal { pointer: first.pointer.clone(), message, path }
}

/// Returns the number that the server read from a value.
fn number(raw: &str) -> String {
    match crate::lenient::integer(&crate::lenient::text_of(raw)) {
        Some(number) if raw.starts_with('"') => number.to_string(),
        _ => print(raw, Style::Escaped, MAX),
    }
}
