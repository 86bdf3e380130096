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
    /// use zbx_proxy_proto::{Answer, Counts, Limits, Request};
    /// let payload = br#"{"request":"sender data","data":[{"host":"web-1","key":"k","value":"1"}]}"#;
    /// let Request::SenderData(sent) = Request::decode(payload, &Limits::DEFAULT)? else { unreachable!() };
    /// // `iter` returns the values and the faulty rows that are kept; `skipped` counts the rest.
    /// let failed = sent.data.faulty.len() + sent.data.skipped;
    /// let processed = sent.data.good.len(); // once they are stored
    /// let (processed, failed) = (processed.try_into()?, failed.try_into()?);
    /// let counts = Counts { processed, failed, total: processed + failed, seconds_spent: "0.000055".into() };
    /// let answer = Answer::success().with_info(counts.to_string());
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
    /// semicolons.
    fn from_str(text: &str) -> Result<Self, ParseCountsError> {
        let lower = text.to_ascii_lowercase();
        let number = |label: &str| -> Result<&str, ParseCountsError> {
            let (_, rest) = lower.split_once(label).ok_or(ParseCountsError)?;
            let rest = rest.trim_start().strip_prefix(':').unwrap_or(rest).trim_start();
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            rest.get(..end).ok_or(ParseCountsError)
        };
        let count = |label| number(label)?.parse().map_err(|_| ParseCountsError);
        let seconds_spent = number("seconds spent")?.to_owned();
        if seconds_spent.parse::<f64>().is_err() {
            return Err(ParseCountsError);
        }
        Ok(Self {
            processed: count("processed")?,
            failed: count("failed")?,
            total: count("total")?,
            seconds_spent: seconds_spent.into(),
        })
    }
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
        for bad in ["", "processed: 1", "processed: x; failed: 2; total: 3; seconds spent: 0.1"] {
            assert_eq!(bad.parse::<Counts>(), Err(ParseCountsError), "{bad}");
        }
    }
}
