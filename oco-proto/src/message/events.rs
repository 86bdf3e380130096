//! Events of the system's log.

use crate::json::{Row, object};
use crate::scalar::{Scalar, Text, leaf};
use crate::wire::{Any, List, Map};

leaf! {
    /// A number on Windows, a text (also an empty one) on Linux.
    EventCode
}

impl From<i64> for EventCode<'_> {
    fn from(number: i64) -> Self {
        Self(Scalar::Number(number.into()))
    }
}

object! {
    /// Events that an agent found (`data` of events).
    pub struct Events<'a> checked by Events::check {
        /// The events: at most 10,001 for each query by real agents.
        events: List<Event<'a>> = "events",
    }
}

impl<'a> Events<'a> {
    /// Creates a report of these events.
    #[must_use]
    pub fn new(events: impl Into<List<Event<'a>>>) -> Self {
        Self { events: events.into(), ..Self::default() }
    }

    /// A real server answers 400 without the list; an empty one is fine (OCO-045).
    fn check(&mut self) -> Result<(), &'static str> {
        if self.events.is_set() { Ok(()) } else { Err("events") }
    }
}

object! {
    /// One event.
    pub struct Event<'a> {
        /// The log: a text. A server skips events without.
        log: Any<'a> = "log",
        /// The program that wrote it: a text, or on Linux a list of texts if the journal has several
        /// (OCO-057).
        provider: Any<'a> = "provider",
        /// The kind of event.
        event_id: EventCode<'a> = "event_id",
        /// The severity.
        level: EventCode<'a> = "level",
        /// The time in UTC, as `YYYY-MM-DD HH:MM:SS`.
        timestamp: Text<'a> = "timestamp",
        /// The content: texts by name. A server stores it unseen.
        data: Map<'a, Any<'a>> = "data",
    }
}

impl Row for Event<'_> {}

object! {
    /// A server's query for events.
    pub struct EventQuery<'a> {
        /// Those after this time, UTC, as `YYYY-MM-DD HH:MM:SS`. An epoch that was never set
        /// shows in the server's zone, as in `1970-01-01 01:00:00`.
        since: Text<'a> = "since",
        /// The log; `journalctl` on Linux.
        log: Text<'a> = "log",
        /// A Windows XML query, or a JSON text with `unit`, `identifier`, `priority`, `grep`.
        query: Text<'a> = "query",
    }
}

impl Row for EventQuery<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Limits, Request};

    // OCO-057
    #[test]
    fn an_event_with_two_providers_takes_no_other_with_it() {
        let json = r#"{"events":[{"log":"journalctl","provider":["a","b"]},{"log":["x"],"provider":"c"}]}"#;
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{{"hostname":"demo","data":{json}}}}}"#
        );
        let request = Request::decode(body.as_bytes(), &Limits::DEFAULT).unwrap();
        let Call::Events(read) = &request.call else { panic!() };
        assert_eq!(
            (read.events[0].log.as_str(), read.events[0].provider.as_str()),
            (Some("journalctl"), None)
        );
        assert_eq!(read.events[1].provider.as_str(), Some("c"));
        assert_eq!(crate::json::written(read), json);
        assert_eq!(request.check_columns(), Ok(()));
    }

    #[test]
    fn a_code_is_a_number_or_a_text() {
        let event = Event { event_id: 7036.into(), level: "".into(), ..Event::default() };
        assert_eq!(crate::json::written(&event), r#"{"event_id":7036,"level":""}"#);
    }
}
