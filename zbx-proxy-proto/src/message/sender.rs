//! Values from senders, and the counts in the answer.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::agent::AgentValue;
use super::rows::Rows;
use crate::error::ParseCountsError;
use crate::json::{Extra, object};

object! {
    /// `sender data`: values from `zabbix_sender` and compatible programs.
    ///
    /// `zabbix_sender` sends at most 250 values per connection. The answer is a success with
    /// the counts as its `info`:
    ///
    /// ```
    /// use zbx_proxy_proto::{Limits, Request};
    /// let payload = br#"{"request":"sender data","data":[{"host":"web-1","key":"k","value":"1"}]}"#;
    /// let Request::SenderData(sent) = Request::decode(payload, &Limits::DEFAULT)? else { unreachable!() };
    /// let decision = sent.decide();
    /// assert_eq!(decision.values.len(), 1); // store them; 0 of them fail
    /// let answer = decision.answer(0, "0.000055");
    /// assert_eq!(answer.info.as_deref(), Some("processed: 1; failed: 0; total: 1; seconds spent: 0.000055"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Default)]
    pub struct SenderData<'a> {
        /// The values, each with host and key. A faulty row does not affect the others.
        /// The list is required, even if it is empty (ZBX-111).
        data: Rows<'a, AgentValue<'a>> = "data" required,
        /// The sender's time, in seconds since 1970; before 7.0 only together with times
        /// of the values.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds after `clock`.
        ns: Option<u64> = "ns" lenient,
    }
}

impl<'a> SenderData<'a> {
    /// Creates a message without the sender's time.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = AgentValue<'a>>) -> Self {
        Self { data: values.into_iter().collect(), clock: None, ns: None, extra: Extra::EMPTY }
    }
}

/// Numbers of processed and failed values of agents and senders.
///
/// ```
/// use zbx_proxy_proto::Counts;
/// let counts: Counts = "processed: 3; failed: 1; total: 4; seconds spent: 0.000068".parse()?;
/// assert_eq!((counts.processed, counts.failed, counts.total), (3, 1, 4));
/// # Ok::<(), zbx_proxy_proto::ParseCountsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Number of accepted values.
    pub processed: u64,
    /// Number of refused values: unknown host or key, or wrong type.
    pub failed: u64,
    /// Number of all values.
    pub total: u64,
    /// Processing time in seconds, as text.
    pub seconds_spent: Cow<'static, str>,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processed, failed, total, seconds_spent } = self;
        write!(f, "processed: {processed}; failed: {failed}; total: {total}; seconds spent: {seconds_spent}")
    }
}

impl FromStr for Counts {
    type Err = ParseCountsError;

    /// Parses counts in any order and case, also in the form before 2.4, which has no
    /// semicolons. The seconds' text is kept as it is, such as `0,000058` or `5.8e-05`.
    fn from_str(text: &str) -> Result<Self, ParseCountsError> {
        let count = |label| value_of(text, label)?.parse().map_err(|_| ParseCountsError);
        let seconds_spent = value_of(text, "seconds spent")?;
        let is_number = seconds_spent.starts_with(|c: char| c.is_ascii_digit())
            && seconds_spent.bytes().all(|b| b.is_ascii_digit() || b".,eE+-".contains(&b));
        if !is_number {
            return Err(ParseCountsError);
        }
        Ok(Self {
            processed: count("processed")?,
            failed: count("failed")?,
            total: count("total")?,
            seconds_spent: seconds_spent.to_owned().into(),
        })
    }
}

/// Returns the word after a label, which is a whole word itself.
fn value_of<'t>(text: &'t str, label: &str) -> Result<&'t str, ParseCountsError> {
    let lower = text.to_ascii_lowercase();
    let mut places = lower.match_indices(label).map(|(place, _)| place);
    let is_word_before = |place: usize| {
        let before = lower.get(..place).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_alphanumeric())
    };
    let place = places.find(|&place| !is_word_before(place)).ok_or(ParseCountsError)?;
    let rest = text.get(place.saturating_add(label.len())..).unwrap_or_default().trim_start();
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let end = rest.find(|c: char| c == ';' || c.is_whitespace()).unwrap_or(rest.len());
    rest.get(..end).ok_or(ParseCountsError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_in_every_spelling() {
        let counts = Counts { processed: 1, failed: 2, total: 3, seconds_spent: Cow::Borrowed("0.000253") };
        for text in [
            "processed: 1; failed: 2; total: 3; seconds spent: 0.000253",
            "Processed 1 Failed 2 Total 3 Seconds spent 0.000253",
        ] {
            assert_eq!(text.parse(), Ok(counts.clone()), "{text}");
        }
        assert_eq!(counts.to_string().parse(), Ok(counts));
        for (text, seconds) in [
            ("processed: 1; failed: 0; total: 1; seconds spent: 0,000058", "0,000058"),
            ("unprocessed: 9; processed: 1; failed: 0; total: 1; seconds spent: 5.8e-05", "5.8e-05"),
        ] {
            let counts: Counts = text.parse().unwrap();
            assert_eq!((counts.processed, counts.total, counts.seconds_spent.as_ref()), (1, 1, seconds));
        }
        for bad in [
            "",
            "processed: 1",
            "processed: x; failed: 2; total: 3; seconds spent: 0.1",
            "processed: 1; failed: 2; total: 3; seconds spent: soon",
            "unprocessed: 1; failed: 2; total: 3; seconds spent: 0.1",
        ] {
            assert_eq!(bad.parse::<Counts>(), Err(ParseCountsError), "{bad}");
        }
    }
}
