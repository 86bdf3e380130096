//! The members of each dialect: a member that a dialect lacks is an error of
//! the caller, never dropped in silence (OCO-011).

use super::host::HOSTNAME;
use super::{Answer, Call, HelloReply, Inventory, JobKind, JobState, Reply, Request};
use crate::error::EncodeError;
use crate::json::Member;
use crate::scalar::Scalar;
use crate::{Dialect, Method};

use Dialect::{Client, Dotted, Flat, Hmac};

/// The members of a message, checked against a dialect.
struct Check {
    dialect: Dialect,
    result: Result<(), EncodeError>,
}

impl Check {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, result: Ok(()) }
    }

    /// `what` is there, or not, and belongs to the dialects from `first` to `last`.
    fn present(&mut self, what: &'static str, is_there: bool, first: Dialect, last: Dialect) {
        if is_there && self.result.is_ok() && !(first..=last).contains(&self.dialect) {
            self.result = Err(EncodeError::NotInDialect { what, dialect: self.dialect });
        }
    }

    fn member<'a>(&mut self, what: &'static str, member: &impl Member<'a>, first: Dialect, last: Dialect) {
        self.present(what, !member.is_absent(), first, last);
    }

    fn since<'a>(&mut self, what: &'static str, member: &impl Member<'a>, first: Dialect) {
        self.member(what, member, first, Hmac);
    }
}

fn method(method: Method, dialect: Dialect) -> Result<(), EncodeError> {
    let what = match method {
        Method::Events => "events",
        Method::Passwords => "passwords",
        Method::Download => "download",
        Method::Hello | Method::Update | Method::JobState => return Ok(()),
    };
    method.name(dialect).map(|_| ()).ok_or(EncodeError::NotInDialect { what, dialect })
}

/// Checks that a request may be written in a dialect.
pub(super) fn request(request: &Request<'_>, dialect: Dialect) -> Result<(), EncodeError> {
    method(request.call.method(), dialect)?;
    // OCO-013
    let is_nameless = dialect == Client && request.call.method() == Method::JobState;
    if !request.host.hostname.is_set() && !is_nameless {
        return Err(EncodeError::Missing("hostname"));
    }
    let mut check = Check::new(dialect);
    check.member("client-key", &request.client_key, Client, Client);
    check.member("agent-key", &request.agent_key, Flat, Dotted);
    check.since("uid", &request.host.uid, Dotted);
    check.since("timestamp", &request.timestamp, Hmac);
    match &request.call {
        Call::Hello(hello) => {
            // The client dialect has the host's own name there.
            let is_other = hello.extra.member(HOSTNAME).is_some() && request.has_host_in_data(dialect);
            check.present("another data.hostname", is_other, Hmac, Client);
            check.since("data.services", &hello.services, Dotted);
            check.since("data.uptime", &hello.uptime, Dotted);
            check.since("data.battery_level", &hello.battery_level, Hmac);
            check.since("data.battery_status", &hello.battery_status, Hmac);
            check.since("data.force_update", &hello.force_update, Hmac);
        }
        Call::Update(update) => inventory(update, &mut check),
        Call::JobState(state) if dialect > Flat && state.return_code.as_scalar().is_absent() => {
            return Err(EncodeError::Missing("data.return-code"));
        }
        Call::JobState(state) => job_state(state, &mut check),
        Call::Passwords(passwords) => {
            let sealed =
                passwords.passwords.iter().any(|p| matches!(p.password, super::PasswordForm::Sealed(_)));
            check.present("a sealed password", sealed, Hmac, Hmac);
        }
        Call::Events(_) | Call::Download(_) => {}
    }
    check.result
}

fn inventory(update: &Inventory<'_>, check: &mut Check) {
    check.since("data.hostname", &update.hostname, Dotted);
    check.since("data.domain", &update.domain, Flat);
    check.since("data.users", &update.users, Hmac);
    check.since("data.battery_level", &update.battery_level, Hmac);
    check.since("data.battery_status", &update.battery_status, Hmac);
    check.since("data.devices", &update.devices, Hmac);
    for login in &update.logins {
        check.since("data.logins[].guid", &login.guid, Dotted);
        check.since("data.logins[].display_name", &login.display_name, Dotted);
    }
    for partition in &update.partitions {
        check.member("data.partitions[].serial", &partition.serial, Client, Dotted);
        check.since("data.partitions[].uuid", &partition.uuid, Hmac);
        check.since("data.partitions[].encrypted", &partition.encrypted, Hmac);
    }
}

fn job_state(state: &JobState<'_>, check: &mut Check) {
    let is_dynamic = matches!(state.job_id.kind(), JobKind::Dynamic(_));
    check.present("a dynamic job", is_dynamic, Dotted, Hmac);
    let no_code = matches!(state.return_code.as_scalar(), Scalar::Null);
    check.present("a return-code of null", no_code, Dotted, Hmac);
    check.since("data.download-progress", &state.download_progress, Dotted);
}

/// Checks that a reply may be written in a dialect.
pub(super) fn reply(reply: &Reply<'_>, dialect: Dialect) -> Result<(), EncodeError> {
    method(reply.answer.method(), dialect)?;
    let mut check = Check::new(dialect);
    let (server_key, _) = reply.answer.keys();
    check.since("result.timestamp", &reply.timestamp, Hmac);
    check.since("server-key", server_key, Flat);
    match &reply.answer {
        Answer::Hello(hello) => hello_reply(hello, &mut check),
        Answer::Update(receipt) => check.since("policies", &receipt.policies, Hmac),
        Answer::JobState(_) => {}
        Answer::Events(receipt) | Answer::Passwords(receipt) => {
            check.present("policies", !receipt.policies.is_absent(), Hmac, Client);
        }
    }
    check.result
}

fn hello_reply(hello: &HelloReply<'_>, check: &mut Check) {
    check.since("logins-since", &hello.logins_since, Dotted);
    check.since("events", &hello.events, Dotted);
    check.since("update-passwords", &hello.update_passwords, Dotted);
    for job in &hello.software_jobs {
        let is_dynamic = matches!(job.id.kind(), JobKind::Dynamic(_));
        check.present("a dynamic job", is_dynamic, Dotted, Hmac);
        check.since("software-jobs[].container-id", &job.container_id, Flat);
        check.since("software-jobs[].sequence-mode", &job.sequence_mode, Flat);
        check.since("software-jobs[].exit", &job.exit, Flat);
    }
}

#[cfg(test)]
mod tests {
    use Dialect::DottedEarly;

    use super::super::*;
    use super::*;

    // OCO-011
    #[test]
    fn a_member_that_the_dialect_lacks_is_an_error() {
        let hello = Hello { force_update: true.into(), ..Hello::new("1.2.0") };
        let request = Request::hello(Host::new("demo"), hello);
        let mut out = b"before".to_vec();
        let error = request.encode(Flat, &mut out).unwrap_err();
        assert_eq!(error.to_string(), "data.force_update is not part of the flat dialect");
        assert_eq!(out, b"before");
        assert!(request.encode(Hmac, &mut out).is_ok());
    }

    // OCO-051
    #[test]
    fn a_null_return_code_is_only_for_servers_that_take_it() {
        let request = Request::job_state(Host::new("demo"), JobState::new(1, State::DownloadStarted));
        assert!(request.encode(Flat, &mut Vec::new()).is_err());
        assert!(request.encode(Dotted, &mut Vec::new()).is_ok());
    }

    #[test]
    fn methods_and_uid_begin_with_a_dialect() {
        let events = Request::events(Host::new("demo"), Events::new(vec![]));
        assert!(events.encode(DottedEarly, &mut Vec::new()).is_err());
        assert!(events.encode(Dotted, &mut Vec::new()).is_ok());
        let hello = Request::hello(Host::new("demo").with_uid("u"), Hello::new("0.13.8"));
        assert!(hello.encode(DottedEarly, &mut Vec::new()).is_err());
    }

    /// Between which dialects something can be written.
    fn assert_dialects(
        what: &str,
        (first, last): (Dialect, Dialect),
        encode: impl Fn(Dialect, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) {
        for dialect in Dialect::ALL {
            let result = encode(dialect, &mut Vec::new());
            assert_eq!(result.is_ok(), (first..=last).contains(&dialect), "{what} in {dialect}: {result:?}");
        }
    }

    // OCO-011
    #[test]
    fn each_member_of_a_hello_has_its_dialects() {
        for (data, first, last) in [
            (r#"{"agent_version":"1.2.0","networks":[{"addr":"-"}]}"#, Client, Hmac),
            (r#"{"services":null}"#, Dotted, Hmac),
            (r#"{"services":[{"name":"x"}]}"#, Dotted, Hmac),
            (r#"{"uptime":1.5}"#, Dotted, Hmac),
            (r#"{"battery_level":false}"#, Hmac, Hmac),
            (r#"{"battery_status":1}"#, Hmac, Hmac),
            (r#"{"force_update":true}"#, Hmac, Hmac),
        ] {
            let request = Request::hello(Host::new("demo"), crate::json::read(data).unwrap());
            assert_dialects(data, (first, last), |dialect, out| request.encode(dialect, out));
        }
    }

    // OCO-011
    #[test]
    fn each_member_of_an_inventory_has_its_dialects() {
        for (data, first, last) in [
            (r#"{"os":"x"}"#, Client, Hmac),
            (r#"{"hostname":"x"}"#, Dotted, Hmac),
            (r#"{"domain":"x"}"#, Flat, Hmac),
            (r#"{"logins":[]}"#, Client, Hmac),
            (r#"{"logins":[{"username":"x"}]}"#, Client, Hmac),
            (r#"{"logins":[{"username":"x"},{"guid":null}]}"#, Dotted, Hmac),
            (r#"{"logins":[{"display_name":"x"}]}"#, Dotted, Hmac),
            (r#"{"users":[]}"#, Hmac, Hmac),
            (r#"{"battery_level":false}"#, Hmac, Hmac),
            (r#"{"battery_status":false}"#, Hmac, Hmac),
            (r#"{"devices":[]}"#, Hmac, Hmac),
            (r#"{"partitions":[{"size":1}]}"#, Client, Hmac),
            (r#"{"partitions":[{"serial":"x"}]}"#, Client, Dotted),
            (r#"{"partitions":[{"size":1},{"uuid":"x"}]}"#, Hmac, Hmac),
            (r#"{"partitions":[{"encrypted":true}]}"#, Hmac, Hmac),
        ] {
            let request = Request::update(Host::new("demo"), crate::json::read(data).unwrap());
            assert_dialects(data, (first, last), |dialect, out| request.encode(dialect, out));
        }
    }

    // OCO-011
    #[test]
    fn each_member_of_a_reply_has_its_dialects() {
        for (method, params, first, last) in [
            (Method::Hello, r#"{"update":1,"agent-key":null,"software-jobs":[{"id":1}]}"#, Client, Hmac),
            (Method::Hello, r#"{"server-key":null}"#, Flat, Hmac),
            (Method::Hello, r#"{"logins-since":"x"}"#, Dotted, Hmac),
            (Method::Hello, r#"{"events":[]}"#, Dotted, Hmac),
            (Method::Hello, r#"{"update-passwords":[]}"#, Dotted, Hmac),
            (Method::Hello, r#"{"software-jobs":[{"id":1},{"id":"dynamic-1"}]}"#, Dotted, Hmac),
            (Method::Hello, r#"{"software-jobs":[{"container-id":1}]}"#, Flat, Hmac),
            (Method::Hello, r#"{"software-jobs":[{"sequence-mode":1}]}"#, Flat, Hmac),
            (Method::Hello, r#"{"software-jobs":[{"exit":null}]}"#, Flat, Hmac),
            (Method::Update, "[]", Client, Hmac),
            (Method::Update, r#"[],"timestamp":1.5"#, Hmac, Hmac),
            (Method::Update, r#"{"policies":[]}"#, Hmac, Hmac),
            (Method::JobState, r#"{"job-succeeded":true}"#, Client, Hmac),
            (Method::Events, "[]", Dotted, Hmac),
            (Method::Passwords, "[]", Dotted, Hmac),
            // In no dialect: the range is empty.
            (Method::Events, r#"{"policies":[]}"#, Hmac, Client),
            (Method::Passwords, r#"{"policies":[]}"#, Hmac, Client),
        ] {
            let json = format!(r#"{{"id":1,"error":null,"result":{{"success":true,"params":{params}}}}}"#);
            let reply = Reply::decode(method, json.as_bytes(), &crate::Limits::DEFAULT).unwrap();
            assert_dialects(params, (first, last), |dialect, out| reply.encode(dialect, out));
        }
    }
}
