//! Requests of the query-string protocol.

use std::borrow::Cow;
use std::fmt;

use super::percent::{decoded, lossy, push_pair, shortened};
use crate::error::DecodeError;
use crate::limits::{self, Limits};

/// A request as a query string or a form (GLPI-090): an action and its arguments,
/// in order.
///
/// Values that are empty are not written. A value whose encoded form is longer
/// than 1500 bytes loses characters at its front, as real agents cut it
/// (GLPI-091). `Debug` shows the arguments' names alone: a token may be among them.
///
/// Names and values are bytes (GLPI-097): real agents send the names of what they found in
/// a registry or on a disk as they are, not encoded. What is not UTF-8 is kept for
/// [`raw_arguments`](Self::raw_arguments) and written again; as text it has U+FFFD in the
/// place of each such byte.
///
/// ```
/// use glpi_proto::query::Query;
/// let query = Query::get_config("laptop-42", [("Collect", "2.9"), ("ESX", "2.10")]);
/// let text = "action=getConfig&machineid=laptop-42&task%5BCollect%5D=2.9&task%5BESX%5D=2.10";
/// assert_eq!(query.to_string(), text);
/// assert_eq!(text.parse::<Query>()?, query);
/// assert!(query.tasks().eq([("Collect".into(), "2.9".into()), ("ESX".into(), "2.10".into())]));
/// assert_eq!(query.machine_id().as_deref(), Some("laptop-42"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Query {
    action: String,
    arguments: Vec<(Vec<u8>, Vec<u8>)>,
}

/// The text has too many arguments, or is too long: any other is a query string.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an allowed query string: {0}")]
pub struct ParseQueryError(DecodeError);

impl Query {
    /// Creates a request without arguments.
    #[must_use]
    pub fn new(action: &str) -> Self {
        Self { action: action.to_owned(), arguments: Vec::new() }
    }

    /// `getConfig`: which of these tasks, given with their versions, have jobs?
    #[must_use]
    pub fn get_config<'t>(machine_id: &str, tasks: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let query = Self::new("getConfig").with("machineid", machine_id);
        tasks.into_iter().fold(query, |query, (task, version)| query.with(&format!("task[{task}]"), version))
    }

    /// `getJobs`: collect and ESX send no version, deploy does.
    #[must_use]
    pub fn get_jobs(machine_id: &str, version: Option<&str>) -> Self {
        Self::new("getJobs").with("machineid", machine_id).with("version", version.unwrap_or_default())
    }

    /// `setAnswer`: one result of a collect job, as a form; `remaining` counts
    /// down to 1, or is 0 if nothing was found.
    #[must_use]
    pub fn set_answer(uuid: &str, sid: &str, remaining: u32, csrf_token: Option<&str>) -> Self {
        let query =
            Self::new("setAnswer").with("uuid", uuid).with("_cpt", &remaining.to_string()).with("_sid", sid);
        query.with("_glpi_csrf_token", csrf_token.unwrap_or_default())
    }

    /// `jobsDone`: a collect job is finished.
    #[must_use]
    pub fn jobs_done(uuid: &str) -> Self {
        Self::new("jobsDone").with("uuid", uuid)
    }

    /// `setLog`: how an ESX job went. A failure says in which part it failed,
    /// `login` or `inventory`, and why.
    #[must_use]
    pub fn set_log(machine_id: &str, uuid: &str, outcome: Result<(), (&str, &str)>) -> Self {
        let query = Self::new("setLog").with("machineid", machine_id).with("uuid", uuid);
        match outcome {
            Ok(()) => query.with("code", "ok"),
            Err((part, message)) => query.with("code", "ko").with("part", part).with("msg", message),
        }
    }

    /// `setStatus`: how far a deploy job is; `part` is `job` or `file`. What else
    /// is to be said (`sha512`, `status`, `actionnum`, `checknum`, `msg`,
    /// `currentStep`) is added with [`with`](Self::with).
    #[must_use]
    pub fn set_status(machine_id: &str, uuid: &str, part: &str) -> Self {
        Self::new("setStatus").with("machineid", machine_id).with("part", part).with("uuid", uuid)
    }

    /// `setUserEvent`: what a user answered to a deploy job's question.
    #[must_use]
    pub fn set_user_event(
        machine_id: &str,
        uuid: &str,
        kind: &str,
        behavior: &str,
        event: &str,
        user: &str,
    ) -> Self {
        let query =
            Self::new("setUserEvent").with("machineid", machine_id).with("part", "job").with("uuid", uuid);
        query.with("type", kind).with("behavior", behavior).with("event", event).with("user", user)
    }

    /// `getFilePart`: the bytes of a part of a file, by the SHA-512 of the part.
    #[must_use]
    pub fn get_file_part(sha512: &str) -> Self {
        Self::new("getFilePart").with("file", &format!("/{}", super::part_path(sha512)))
    }

    /// Reads a query string or a form, with or without `?` in front, as PHP does: a `%`
    /// without two hexadecimal digits after it is kept (GLPI-097).
    ///
    /// # Errors
    /// If it is longer than [`Limits::body_len`], or has more arguments than
    /// [`Limits::members`], which is about what a server in PHP takes (1000) unless it is
    /// said otherwise: all values of a registry key come in one request.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        limits::check("body length", bytes.len() as u64, limits.body_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        let mut query = Self::default();
        // The first one counts, even if it is empty or no text.
        let mut has_action = false;
        let pairs = bytes.strip_prefix(b"?").unwrap_or(bytes);
        let mut offset = bytes.len().saturating_sub(pairs.len());
        for pair in pairs.split(|&byte| byte == b'&') {
            let at = offset;
            offset = offset.saturating_add(pair.len()).saturating_add(1);
            if pair.is_empty() {
                continue;
            }
            let mut halves = pair.splitn(2, |&byte| byte == b'=').map(decoded);
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            if name == b"action" && !has_action {
                has_action = true;
                if let Ok(action) = std::str::from_utf8(&value) {
                    query.action = action.to_owned();
                    continue;
                }
            }
            let count = query.arguments.len().saturating_add(1);
            limits::check_len("arguments", count, limits.members())
                .map_err(|limit| DecodeError::new(limit, at))?;
            query.arguments.push((name, value));
        }
        Ok(query)
    }

    /// Adds an argument, unless the value is empty.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.with_bytes(name.as_bytes(), value.as_bytes())
    }

    /// Adds an argument of any bytes, unless the value is empty.
    #[must_use]
    pub fn with_bytes(mut self, name: &[u8], value: &[u8]) -> Self {
        if !value.is_empty() {
            self.arguments.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Adds a list, which is written as one argument `name[]` for each.
    #[must_use]
    pub fn with_list<'v>(self, name: &str, values: impl IntoIterator<Item = &'v str>) -> Self {
        let name = format!("{name}[]");
        values.into_iter().fold(self, |query, value| query.with(&name, value))
    }

    /// Returns the action.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Returns the arguments but for the action, as text.
    pub fn arguments(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.raw_arguments().map(|(name, value)| (lossy(name), lossy(value)))
    }

    /// Returns the arguments but for the action, as they came, decoded.
    pub fn raw_arguments(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.arguments.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }

    /// Returns an argument's value.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<Cow<'_, str>> {
        self.raw_arguments().find_map(|(own, value)| (own == name.as_bytes()).then(|| lossy(value)))
    }

    /// By which the server knows the agent: `machineid`.
    #[must_use]
    pub fn machine_id(&self) -> Option<Cow<'_, str>> {
        self.argument("machineid")
    }

    /// Returns the tasks of `getConfig` with their versions.
    pub fn tasks(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.raw_arguments().filter_map(|(name, version)| {
            let task = name.strip_prefix(b"task[")?.strip_suffix(b"]")?;
            Some((lossy(task), lossy(version)))
        })
    }

    /// Returns the part of the URL that goes with [`to_form`](Self::to_form) in a POST.
    #[must_use]
    pub fn to_post_query(&self) -> String {
        let mut text = String::new();
        push_pair(b"action", &shortened(self.action.as_bytes()), &mut text);
        if let Some((name, uuid)) = self.raw_arguments().find(|(name, _)| *name == b"uuid") {
            push_pair(name, &shortened(uuid), &mut text);
        }
        push_pair(b"method", b"POST", &mut text);
        text
    }

    /// Returns the body of a POST, of type `application/x-www-form-urlencoded`: the action
    /// and all arguments, with values of any length.
    #[must_use]
    pub fn to_form(&self) -> String {
        let mut text = String::new();
        push_pair(b"action", self.action.as_bytes(), &mut text);
        for (name, value) in &self.arguments {
            push_pair(name, value, &mut text);
        }
        text
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_pair(b"action", &shortened(self.action.as_bytes()), &mut text);
        for (name, value) in &self.arguments {
            push_pair(name, &shortened(value), &mut text);
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.arguments().map(|(name, _)| name).collect();
        f.debug_struct("Query")
            .field("action", &self.action)
            .field("arguments", &names)
            .finish_non_exhaustive()
    }
}

/// Reads a query string or a form as [`Query::decode`] does, with [`Limits::DEFAULT`].
impl std::str::FromStr for Query {
    type Err = ParseQueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::decode(text.as_bytes(), &Limits::DEFAULT).map_err(ParseQueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-090
    #[test]
    fn both_ways_of_writing_brackets_are_read() {
        let plain: Query = "?action=getConfig&task[Deploy]=2.9&machineid=a+b%C3%A9".parse().unwrap();
        assert_eq!(plain.tasks().collect::<Vec<_>>(), [("Deploy".into(), "2.9".into())]);
        assert_eq!(plain.machine_id().as_deref(), Some("a bé"));
        assert_eq!(plain.to_string().parse(), Ok(plain));
    }

    // GLPI-097
    #[test]
    fn a_registry_key_may_have_many_values_and_names_of_any_bytes() {
        let many = format!("action=setAnswer&{}", "a=1&".repeat(300));
        assert_eq!(many.parse::<Query>().unwrap().arguments().count(), 300);
        let limits = Limits::DEFAULT.with_members(300);
        assert!(Query::decode(many.as_bytes(), &limits).is_ok());
        let error = Query::decode(format!("{many}&b=2").as_bytes(), &limits).unwrap_err();
        assert_eq!(error.to_string(), "arguments 301 exceeds the limit of 300 at byte 1218");
        assert!(error.is_limit() && "a=1&".repeat(1025).parse::<Query>().is_err());
        assert!(Query::decode(b"a=1", &Limits::DEFAULT.with_body_len(2)).unwrap_err().is_limit());

        for (form, name, value) in [
            (&b"%SystemRoot%\\x=1"[..], &b"%SystemRoot%\\x"[..], &b"1"[..]),
            (b"a=100%", b"a", b"100%"),
            (b"a=%4", b"a", b"%4"),
            (b"a=%G0%0g%+b", b"a", b"%G0%0g% b"),
            (b"a=%25%41", b"a", b"%A"),
            (b"caf\xe9=\xff%FE", b"caf\xe9", b"\xff\xfe"),
            (b"a=b=c", b"a", b"b=c"),
            // Bytes that are not text are not an action.
            (b"action=%FF", b"action", b"\xff"),
        ] {
            let query = Query::decode(form, &Limits::DEFAULT).unwrap();
            assert_eq!(query.raw_arguments().collect::<Vec<_>>(), [(name, value)], "{}", form.escape_ascii());
            assert_eq!((query.to_form().parse(), query.to_string().parse()), (Ok(query.clone()), Ok(query)));
        }
        let query = Query::decode(b"caf\xe9=\xc3\xa9\xff", &Limits::DEFAULT).unwrap();
        assert_eq!(query.arguments().collect::<Vec<_>>(), [("caf\u{fffd}".into(), "é\u{fffd}".into())]);
    }

    // GLPI-090
    #[test]
    fn the_first_action_counts_whatever_it_is() {
        for (form, action, others) in [
            ("action=a&action=b", "a", vec![("action", "b")]),
            ("action=&action=b", "", vec![("action", "b")]),
            ("x=1&action=a", "a", vec![("x", "1")]),
            ("x=1", "", vec![("x", "1")]),
        ] {
            let query: Query = form.parse().unwrap();
            let arguments: Vec<_> =
                query.arguments().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
            let others: Vec<_> =
                others.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            assert_eq!((query.action(), arguments), (action, others), "{form}");
            assert_eq!(query.to_string().parse(), Ok(query), "{form}");
        }
    }

    #[test]
    fn empty_values_are_not_written() {
        assert_eq!(Query::get_jobs("m", None).to_string(), "action=getJobs&machineid=m");
        let failed = Query::set_log("m", "u", Err(("login", "no way")));
        assert_eq!(failed.to_string(), "action=setLog&machineid=m&uuid=u&code=ko&part=login&msg=no%20way");
    }

    // GLPI-091
    #[test]
    fn a_long_value_loses_its_front() {
        let long = "x".repeat(2000);
        let written = Query::new("setStatus").with("msg", &long).to_string();
        let read: Query = written.parse().unwrap();
        let value = read.argument("msg").unwrap();
        assert!(value.starts_with('…') && value.len() <= 1500 && value.len() > 1480, "{}", value.len());
        let query = Query::new(&long).with("uuid", &long);
        assert!(query.to_string().starts_with("action=%E2%80%A6xxx"));
        assert!(query.to_post_query().len() < 3050, "the address of a POST is cut as well");
        assert_eq!(
            Query::new("setAnswer").with("a", &long).to_form().len(),
            "action=setAnswer&a=".len() + 2000
        );
    }

    #[test]
    fn a_form_names_its_job_in_the_address() {
        let answer = Query::set_answer("u1", "7", 1, Some("t")).with_list("path", ["/a", "/b"]);
        assert_eq!(answer.to_post_query(), "action=setAnswer&uuid=u1&method=POST");
        let form =
            "action=setAnswer&uuid=u1&_cpt=1&_sid=7&_glpi_csrf_token=t&path%5B%5D=%2Fa&path%5B%5D=%2Fb";
        assert_eq!(answer.to_form(), form);
        assert!(!format!("{answer:?}").contains("\"t\""));
    }

    // GLPI-090
    #[test]
    fn each_request_has_its_arguments() {
        let rows = [
            (Query::get_config("m", [("ESX", "2.10")]), "action=getConfig&machineid=m&task%5BESX%5D=2.10"),
            (Query::get_jobs("m", Some("2.9")), "action=getJobs&machineid=m&version=2.9"),
            (Query::jobs_done("u"), "action=jobsDone&uuid=u"),
            (Query::set_log("m", "u", Ok(())), "action=setLog&machineid=m&uuid=u&code=ok"),
            (Query::set_status("m", "u", "job"), "action=setStatus&machineid=m&part=job&uuid=u"),
            (
                Query::set_user_event("m", "u", "after", "stop:postpone", "on_no", "ada"),
                "action=setUserEvent&machineid=m&part=job&uuid=u&type=after&behavior=stop%3Apostpone&event=on_no&user=ada",
            ),
            (Query::get_file_part("1a2b"), "action=getFilePart&file=%2F1%2F1a%2F1a2b"),
        ];
        for (query, text) in rows {
            assert_eq!(query.to_string(), text);
        }
    }

    #[test]
    fn values_are_not_shown() {
        let shown = format!("{:?}", Query::set_answer("u1", "7", 1, Some("hunter2")));
        assert_eq!(
            shown,
            r#"Query { action: "setAnswer", arguments: ["uuid", "_cpt", "_sid", "_glpi_csrf_token"], .. }"#
        );
    }
}
