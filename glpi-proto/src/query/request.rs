//! Requests of the query-string protocol.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;

/// A request as a query string or a form (GLPI-090): an action and its arguments,
/// in order.
///
/// Values that are empty are not written. A value whose encoded form is longer
/// than 1500 bytes loses characters at its front, as real agents cut it
/// (GLPI-091). `Debug` shows the arguments' names alone: a token may be among them.
///
/// ```
/// use glpi_proto::query::Query;
/// let query = Query::get_config("laptop-42", [("Collect", "2.9"), ("ESX", "2.10")]);
/// let text = "action=getConfig&machineid=laptop-42&task%5BCollect%5D=2.9&task%5BESX%5D=2.10";
/// assert_eq!(query.to_string(), text);
/// assert_eq!(text.parse::<Query>()?, query);
/// assert_eq!(query.tasks().collect::<Vec<_>>(), [("Collect", "2.9"), ("ESX", "2.10")]);
/// # Ok::<(), glpi_proto::query::ParseQueryError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Query {
    action: String,
    arguments: Vec<(String, String)>,
}

/// The text is no query string, or has too many arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a query string of at most 256 arguments")]
pub struct ParseQueryError(());

impl Query {
    /// How many arguments are read (our choice; the most of a real request is a
    /// few dozen).
    const MAX: usize = 256;
    /// How long a value may be on the wire; real agents cut at this length.
    const MAX_VALUE: usize = 1500;

    /// A request without arguments.
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

    /// The same with another argument. An empty value is none.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.arguments.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same with a list, which is written as one argument `name[]` for each.
    #[must_use]
    pub fn with_list<'v>(self, name: &str, values: impl IntoIterator<Item = &'v str>) -> Self {
        let name = format!("{name}[]");
        values.into_iter().fold(self, |query, value| query.with(&name, value))
    }

    /// What is asked for.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The arguments but for the action.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.arguments.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// An argument's value.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments().find_map(|(own, value)| (own == name).then_some(value))
    }

    /// By which the server knows the agent: `machineid`.
    #[must_use]
    pub fn machine_id(&self) -> Option<&str> {
        self.argument("machineid")
    }

    /// The tasks of `getConfig` with their versions.
    pub fn tasks(&self) -> impl Iterator<Item = (&str, &str)> {
        self.arguments().filter_map(|(name, version)| {
            let task = name.strip_prefix("task[")?.strip_suffix(']')?;
            Some((task, version))
        })
    }

    /// The part of the URL that goes with [`to_form`](Self::to_form) in a POST.
    #[must_use]
    pub fn to_post_query(&self) -> String {
        let mut text = String::new();
        push_pair("action", &self.action, &mut text);
        if let Some(uuid) = self.argument("uuid") {
            push_pair("uuid", uuid, &mut text);
        }
        push_pair("method", "POST", &mut text);
        text
    }

    /// The body of a POST, of type `application/x-www-form-urlencoded`: the action
    /// and all arguments, with values of any length.
    #[must_use]
    pub fn to_form(&self) -> String {
        let mut text = String::new();
        push_pair("action", &self.action, &mut text);
        for (name, value) in &self.arguments {
            push_pair(name, value, &mut text);
        }
        text
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_pair("action", &self.action, &mut text);
        for (name, value) in &self.arguments {
            push_pair(name, &shortened(value), &mut text);
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.arguments.iter().map(|(name, _)| name).collect();
        f.debug_struct("Query")
            .field("action", &self.action)
            .field("arguments", &names)
            .finish_non_exhaustive()
    }
}

/// Reads a query string or a form, with or without `?` in front.
impl std::str::FromStr for Query {
    type Err = ParseQueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut query = Self::default();
        let text = text.strip_prefix('?').unwrap_or(text);
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if name == "action" && query.action.is_empty() {
                query.action = value;
            } else if query.arguments.len() == Self::MAX {
                return Err(ParseQueryError(()));
            } else {
                query.arguments.push((name, value));
            }
        }
        Ok(query)
    }
}

fn push_pair(name: &str, value: &str, text: &mut String) {
    if !text.is_empty() {
        text.push('&');
    }
    encode(name, text);
    text.push('=');
    encode(value, text);
}

/// Whether a byte is written as it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        if is_plain(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

fn encoded_len(value: &str) -> usize {
    value.bytes().fold(0, |sum, byte| sum.saturating_add(if is_plain(byte) { 1 } else { 3 }))
}

/// The value, if need be without its front: five characters give way to an
/// ellipsis until it is short enough, the ellipsis of the last time being one of them.
fn shortened(value: &str) -> Cow<'_, str> {
    const ELLIPSIS: &str = "…";
    let mut length = encoded_len(value);
    if length <= Query::MAX_VALUE {
        return Cow::Borrowed(value);
    }
    let most = Query::MAX_VALUE.saturating_sub(encoded_len(ELLIPSIS));
    let (mut rest, mut step) = (value.chars(), 5);
    while length > most {
        for character in rest.by_ref().take(step) {
            length = length.saturating_sub(encoded_len(character.encode_utf8(&mut [0; 4])));
        }
        step = 4;
    }
    Cow::Owned(format!("{ELLIPSIS}{}", rest.as_str()))
}

fn decoded(text: &str) -> Result<String, ParseQueryError> {
    let error = ParseQueryError(());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit =
                    |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).ok_or(error);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high << 4 | low).map_err(|_| error)?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| error)
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-090
    #[test]
    fn both_ways_of_writing_brackets_are_read() {
        let plain: Query = "?action=getConfig&task[Deploy]=2.9&machineid=a+b%C3%A9".parse().unwrap();
        assert_eq!(plain.tasks().collect::<Vec<_>>(), [("Deploy", "2.9")]);
        assert_eq!(plain.machine_id(), Some("a bé"));
        assert_eq!(plain.to_string().parse(), Ok(plain));
        assert!("action=%G0".parse::<Query>().is_err());
        assert!("action=%ff".parse::<Query>().is_err());
        assert!("a=1&".repeat(257).parse::<Query>().is_err());
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

    // GLPI-091
    #[test]
    fn as_much_is_cut_as_is_needed() {
        for (length, rest) in [(1500, None), (1501, Some(1488)), (1504, Some(1491)), (1505, Some(1488))] {
            let value = "x".repeat(length);
            let expected = rest.map_or(value.clone(), |rest| format!("…{}", "x".repeat(rest)));
            assert_eq!(shortened(&value), expected, "{length}");
        }
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
