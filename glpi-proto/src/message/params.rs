//! `get_params`: parameters that an agent fetches just before it needs them.

use crate::expiration::Expiration;
use crate::json::{Members, Scalar, object};
use crate::message::answer::{Status, common_answers, is_described};
use crate::message::codec::json_messages;
use crate::message::usage::Usage;
use crate::secret::Secret;

object! {
    /// An agent's request for parameters (GLPI-065). Not in the specification; real agents use
    /// it to fetch database credentials, which only a plugin of the server answers.
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `action` | `get_params` |
    /// | `deviceid`, `name`, `version` | text |
    /// | `params_id` | the ids of the parameters, a comma between them |
    /// | `use` | the purpose, such as `mysql` |
    pub struct GetParams tagged "action" or "query": "get_params" {
        /// The agent's name for itself, by which servers know it.
        device_id: String = "deviceid",
        /// The program's name.
        name: Option<String> = "name",
        /// The program's version.
        version: Option<String> = "version",
        /// The ids of the parameters; text or number.
        params_id: Option<Scalar> = "params_id",
        /// The purpose of the parameters.
        usage: Option<String> = "use",
        ..extra
    }
}

object! {
    /// A server's answer to `get_params` (GLPI-068).
    ///
    /// # Wire
    /// The common members, and `credentials`: a list of [`ParamsCredential`]. Servers without
    /// the plugin that knows them leave it out.
    #[derive(Default)]
    pub struct ParamsAnswer or [] {
        /// The status; agents do not accept an answer without one.
        status: Option<Status> = "status" filled,
        /// A reason or remark for the log.
        message: Option<String> = "message",
        /// The time for which the answer holds.
        expiration: Option<Expiration> = "expiration" lenient,
        /// The credentials that were asked for.
        credentials: Option<Vec<ParamsCredential>> = "credentials",
        ..extra except is_described
    }
}

object! {
    /// Credentials for a database.
    #[derive(Default)]
    pub struct ParamsCredential {
        /// The plugin's id of the credentials.
        id: Option<Scalar> = "id",
        /// The kind; `login_password` is the one that agents know.
        kind: Option<String> = "type",
        /// The purpose, such as `mysql`: what was asked for.
        usage: Option<Usage> = "use",
        /// The login.
        login: Option<String> = "login",
        /// The password.
        password: Option<Secret> = "password",
        /// The database's host.
        host: Option<String> = "host",
        /// The database's port, as number or text.
        port: Option<Scalar> = "port",
        /// The database's socket.
        socket: Option<String> = "socket",
        /// The database's instance.
        instance: Option<String> = "instance",
        /// The id of the parameters that were asked for.
        params_id: Option<Scalar> = "params_id",
        ..extra
    }
}

json_messages!(ParamsAnswer);
common_answers!(ParamsAnswer);

impl GetParams {
    /// Creates the request for the parameters with this id.
    #[must_use]
    pub fn new(device_id: &str, params_id: &str, usage: &str) -> Self {
        Self {
            device_id: device_id.to_owned(),
            name: None,
            version: None,
            params_id: Some(params_id.into()),
            usage: Some(usage.to_owned()),
            extra: Members::default(),
        }
    }
}
