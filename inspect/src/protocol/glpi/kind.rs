//! Detection of the message in a body, and decoding it.

use std::collections::BTreeMap;

use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, TokenAnswer};
use glpi_proto::{
    Answer, ContactAnswer, DecodeError, Format, LegacyAnswer, Message, ParamsAnswer, Payload, Reply, Request,
    Response, Status,
};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{LIMITS, fields, meaning};

/// The message to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A request in JSON, or a PROLOG or inventory in XML.
    Request,
    /// Results and messages of network jobs in XML.
    NetworkRequest,
    ContactAnswer,
    ParamsAnswer,
    Response,
    Config,
    CollectJobs,
    EsxJobs,
    DeployJobs,
    TokenAnswer,
    OauthRequest,
    OauthGrant,
}

/// The message that was read.
pub struct Read {
    pub kind: &'static str,
    pub headline: String,
    pub fields: Map<String, Value>,
    pub notes: Vec<String>,
    pub unknown: usize,
    pub round_trip: Result<(), String>,
}

impl Kind {
    /// Returns the kind that the payload's root says; `None` if it is not of this protocol.
    pub fn of(payload: &Payload<'_>) -> Option<Self> {
        match payload.format() {
            Format::Xml => Self::of_xml(payload.text()),
            Format::Json => Self::of_json(payload.text()),
        }
    }

    /// Returns true if another protocol's module explains it better.
    pub fn is_network_inventory(self) -> bool {
        self == Self::NetworkRequest
    }

    fn of_xml(text: &str) -> Option<Self> {
        let root =
            text.split('<').map(str::trim_start).find(|tag| tag.starts_with(|c: char| c.is_alphabetic()))?;
        let name = root.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("REPLY") {
            return Some(Self::Response);
        }
        if !name.eq_ignore_ascii_case("REQUEST") {
            return None;
        }
        // As servers do: names in either case, and a device without a query is a network job's.
        let lower = text.to_ascii_lowercase();
        let query = lower.split_once("<query>").and_then(|(_, rest)| rest.split('<').next()).map(str::trim);
        let is_network = match query {
            Some(query) => ["snmpquery", "snmp", "snmpinventory", "netdiscovery"].contains(&query),
            None => lower.contains("<device>"),
        };
        Some(if is_network { Self::NetworkRequest } else { Self::Request })
    }

    fn of_json(text: &str) -> Option<Self> {
        let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(text) else {
            return (text.trim() == "[]").then_some(Self::Response);
        };
        let has = |name: &str| members.contains_key(name);
        let begins =
            |name: &str, with: char| members.get(name).is_some_and(|value| value.get().starts_with(with));
        let numbered = members.keys().any(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
        if has("jsonrpc") || has("request") {
            return None;
        }
        if has("action") || has("deviceid") && (has("content") || has("query")) {
            return Some(Self::Request);
        }
        if has("grant_type") && has("client_id") {
            return Some(Self::OauthRequest);
        }
        if has("access_token") && has("token_type") {
            return Some(Self::OauthGrant);
        }
        let installs = |jobs: &str| jobs.contains("\"actions\"") || jobs.contains("\"checks\"");
        if has("associatedFiles")
            || members.get("jobs").is_some_and(|jobs| !has("status") && installs(jobs.get()))
        {
            return Some(Self::DeployJobs);
        }
        if begins("jobs", '[') && !has("status") {
            let esx = members["jobs"].get().contains("\"host\"") && !has("postmethod");
            return Some(if esx { Self::EsxJobs } else { Self::CollectJobs });
        }
        if has("configValidityPeriod") || begins("schedule", '[') {
            return Some(Self::Config);
        }
        if begins("credentials", '[') && has("status") {
            return Some(Self::ParamsAnswer);
        }
        if has("status") && (["tasks", "disabled", "jobs", "credentials"].into_iter().any(has) || numbered) {
            return Some(Self::ContactAnswer);
        }
        if begins("token", '"') && members.len() == 1 {
            return Some(Self::TokenAnswer);
        }
        let answer = begins("status", '"') || has("RESPONSE") || has("PROLOG_FREQ") || members.is_empty();
        answer.then_some(Self::Response)
    }

    /// Reads the payload, writes it again and compares.
    pub fn read(self, payload: &Payload<'_>) -> Result<Read, DecodeError> {
        match self {
            Self::Request | Self::NetworkRequest => request(payload),
            Self::Response => response(payload),
            Self::ContactAnswer => {
                let answer = ContactAnswer::decode(payload, &LIMITS)?;
                let served = answer.tasks.as_ref().map_or(0, |tasks| tasks.entries.len());
                let off = answer.disabled.as_ref().map_or(0, |disabled| disabled.tasks().len());
                let xml_jobs = answer.xml_jobs().iter().count();
                let mut read = read("contact answer", payload, &answer);
                read.headline =
                    format!("server says {}: {served} tasks served, {off} disabled", status(&answer.status));
                if xml_jobs > 0 {
                    read.notes.push(format!("{xml_jobs} XML jobs in JSON; agents ignore them"));
                }
                Ok(read)
            }
            Self::ParamsAnswer => {
                let answer = ParamsAnswer::decode(payload, &LIMITS)?;
                let count = answer.credentials.as_ref().map_or(0, Vec::len);
                let mut read = read("get_params answer", payload, &answer);
                read.headline = format!("server hands out {count} credentials");
                Ok(read)
            }
            Self::Config => {
                let config = Config::decode(payload, &LIMITS)?;
                let tasks =
                    config.schedule.iter().flatten().map(|task| task.task.as_str()).collect::<Vec<_>>();
                let mut read = read("config answer", payload, &config);
                read.headline = format!("plugin has jobs for: {}", tasks.join(", "));
                Ok(read)
            }
            Self::CollectJobs => {
                let jobs = CollectJobs::decode(payload, &LIMITS)?;
                let count = jobs.jobs.as_ref().map_or(0, Vec::len);
                let mut read = read("collect jobs", payload, &jobs);
                read.headline = format!("plugin hands out {count} collect jobs");
                Ok(read)
            }
            Self::EsxJobs => {
                let jobs = EsxJobs::decode(payload, &LIMITS)?;
                let count = jobs.jobs.as_ref().map_or(0, Vec::len);
                let mut read = read("esx jobs", payload, &jobs);
                read.headline = format!("plugin hands out {count} hosts to inventory");
                Ok(read)
            }
            Self::DeployJobs => {
                let jobs = DeployJobs::decode(payload, &LIMITS)?;
                let count = jobs.jobs.as_ref().map_or(0, Vec::len);
                let mut read = read("deploy jobs", payload, &jobs);
                read.headline = format!(
                    "plugin hands out {count} packages and {} files",
                    jobs.files.as_ref().map_or(0, Vec::len)
                );
                Ok(read)
            }
            Self::OauthRequest => {
                let request = TokenRequest::decode(payload, &LIMITS)?;
                let mut read = read("oauth request", payload, &request);
                read.headline = format!("{} asks for a token", request.client_id);
                Ok(read)
            }
            Self::OauthGrant => {
                let grant = TokenGrant::decode(payload, &LIMITS)?;
                let mut read = read("oauth answer", payload, &grant);
                read.headline = format!("server grants a token for {} s", grant.seconds());
                Ok(read)
            }
            Self::TokenAnswer => {
                let answer = TokenAnswer::decode(payload, &LIMITS)?;
                let mut read = read("token answer", payload, &answer);
                read.headline = "plugin hands out the token for the next result".to_owned();
                Ok(read)
            }
        }
    }
}

fn read<T: for<'p> Message<'p> + PartialEq>(kind: &'static str, payload: &Payload<'_>, message: &T) -> Read {
    let fields = match serde_json::from_str(payload.text()) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let round_trip = round_trip(payload, message, |again| T::decode(again, &LIMITS));
    let unknown = message.unknown_members();
    Read { kind, headline: String::new(), fields, notes: Vec::new(), unknown, round_trip }
}

fn round_trip<'m, T: Message<'m> + PartialEq>(
    payload: &Payload<'_>,
    message: &T,
    decode: impl Fn(&Payload<'_>) -> Result<T, DecodeError>,
) -> Result<(), String> {
    let body = message.to_body(payload.compression()).map_err(|error| error.to_string())?;
    let again = body.open(&LIMITS).map_err(|error| error.to_string())?;
    if again.compression() != payload.compression() {
        return Err("the compression is another".to_owned());
    }
    if decode(&again).map_err(|error| error.to_string())? != *message {
        return Err("what was written reads differently".to_owned());
    }
    // Byte for byte is compared above what an inventory holds; a tree would be large.
    let small = payload.text().len() < 1 << 20;
    if small && payload.format() == Format::Json && meaning(payload.text()) != meaning(again.text()) {
        return Err("what was written means something else as JSON".to_owned());
    }
    Ok(())
}

fn status(status: &Option<Status>) -> &str {
    status.as_ref().map_or("nothing", Status::as_str)
}

fn request(payload: &Payload<'_>) -> Result<Read, DecodeError> {
    let decode = |payload: &Payload<'_>| Request::decode(payload, &LIMITS).map(Request::into_owned);
    let request = decode(payload)?;
    let round_trip = round_trip(payload, &request, decode);
    let (unknown, device) = (request.unknown_members(), request.device_id().unwrap_or("nobody").to_owned());
    let mut notes = Vec::new();
    let mut fields = match &request {
        // An inventory's content is not read into a tree, however large it is.
        Request::Inventory(_) | Request::Xml(_) => Map::new(),
        Request::Prolog(prolog) if prolog.json.is_none() => Map::new(),
        _ => serde_json::from_str(payload.text()).unwrap_or_default(),
    };
    let mut set = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), json!(value));
        }
    };
    let (kind, headline) = match &request {
        Request::Contact(contact) => {
            let tasks = contact.active_tasks().len();
            (
                "contact request",
                format!("{device} ({} {}) offers {tasks} tasks", contact.name, contact.version),
            )
        }
        Request::GetParams(params) => {
            let usage = params.usage.as_deref().unwrap_or("nothing");
            ("get_params request", format!("{device} asks for parameters for {usage}"))
        }
        Request::Prolog(prolog) if prolog.json.is_some() => {
            ("prolog request", format!("{device} says hello"))
        }
        Request::Prolog(prolog) => {
            set("DEVICEID", Some(&prolog.device_id));
            set("QUERY", Some("PROLOG"));
            set("TOKEN", prolog.token.as_deref());
            ("prolog request", format!("{device} says hello"))
        }
        Request::Inventory(inventory) => {
            set("action", Some(inventory.action()));
            set("deviceid", Some(&inventory.device_id));
            set("itemtype", Some(inventory.itemtype()));
            set("tag", inventory.tag.as_deref());
            set("partial", inventory.is_partial().then_some("yes"));
            set("content", Some(&sections(inventory.content_json())));
            if unknown > 0 {
                notes.push("servers refuse an inventory with unknown members at its root".to_owned());
            }
            let bytes = inventory.content_json().len();
            let what = if inventory.is_partial() { "part of an inventory" } else { "an inventory" };
            (
                "inventory request",
                format!("{device} sends {what} of a {}: {bytes} bytes", inventory.itemtype()),
            )
        }
        Request::Xml(xml) => {
            set("QUERY", Some(xml.query()));
            set("DEVICEID", xml.device_id.as_deref());
            set("CONTENT", xml.content.as_ref().map(|content| format!("{} bytes", content.len())).as_deref());
            ("xml request", format!("{device} sends {}", xml.query()))
        }
        Request::Other(other) => {
            notes.push("real servers answer this action with HTTP 501".to_owned());
            ("other request", format!("action {}", other.action))
        }
        _ => ("other request", device),
    };
    Ok(Read { kind, headline, fields, notes, unknown, round_trip })
}

/// The names of an inventory's sections.
fn sections(content: &str) -> String {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(content).unwrap_or_default();
    members.into_keys().collect::<Vec<_>>().join(", ")
}

fn response(payload: &Payload<'_>) -> Result<Read, DecodeError> {
    let response = Response::<Answer>::decode(payload, &LIMITS)?;
    let mut read = read("answer", payload, &response);
    (read.kind, read.headline) = match &response {
        Response::Answer(answer) => {
            let message = answer.message.as_deref().unwrap_or_default();
            let delay = answer.expiration.map(|delay| format!(", for {} s", delay.to_duration().as_secs()));
            let delay = delay.unwrap_or_default();
            match &answer.status {
                None if answer.extra.is_empty() => ("empty answer", "nothing to say".to_owned()),
                None => ("answer", "no status: agents take it for none".to_owned()),
                Some(Status::Ok) => ("ok answer", format!("ok{delay}")),
                Some(Status::Error) => ("error answer", format!("refused: {message}{delay}")),
                Some(Status::Pending) => ("pending answer", format!("ask again{delay}")),
                Some(other) => ("answer", format!("{other}{delay}")),
            }
        }
        Response::Legacy(LegacyAnswer { response, .. }) => {
            let response = response.as_deref().unwrap_or("nothing");
            ("legacy answer", format!("{response}, to a request without GLPI-Agent-ID"))
        }
        Response::Reply(reply) => {
            read.fields = fields::of_reply(reply);
            ("reply", headline(reply))
        }
    };
    Ok(read)
}

fn headline(reply: &Reply) -> String {
    let mut said = Vec::new();
    if let Some(error) = &reply.error {
        said.push(format!("refused: {error}"));
    }
    if let Some(response) = &reply.response {
        said.push(response.clone());
    }
    if let Some(status) = &reply.status {
        said.push(status.to_string());
    }
    said.extend(reply.options.iter().map(|option| format!("job {}", option.name())));
    if said.is_empty() { "nothing to say".to_owned() } else { said.join(", ") }
}
