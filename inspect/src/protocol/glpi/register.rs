//! REGISTER: single messages, and whole exchanges as a JSON list or one message
//! a line. With the token, the blocks are opened and held against each other.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;
use std::str::FromStr;

use clap::Args;
use glpi_proto::register::{
    Block, ByteOrder, Cipher, Needs, ParseTokenError, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{
    AgentId, Body, Compression, DecodeError, EncodeError, Format, Message as _, Payload, Status,
};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{LIMITS, meaning, parts};
use crate::message::{Message, Part};

/// The command line's options for REGISTER.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "GLPI REGISTER")]
pub struct RegisterOptions {
    /// Open the challenges with this token, a UUID
    #[arg(long, value_name = "UUID")]
    token: Option<TokenText>,
    /// The agent (or proxy) that the challenges should be for
    #[arg(long, value_name = "UUID", requires = "token")]
    agent_id: Option<AgentId>,
    /// Read UUIDs with their first three groups turned round
    #[arg(long, requires = "token")]
    little_endian: bool,
}

/// A token out of an argument. One that is wrong is told of later, since what
/// tells of wrong arguments would show it.
#[derive(Debug, Clone)]
struct TokenText(Result<Token, ParseTokenError>);

impl FromStr for TokenText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.parse()))
    }
}

/// The cipher for the blocks of an exchange, and the agent that it should be of.
struct Opener {
    cipher: Cipher,
    agent_id: Option<AgentId>,
}

/// An exchange so far, over all inputs of a run.
#[derive(Default)]
pub struct Exchange {
    opener: Option<Rc<Opener>>,
    challenge: Option<Block>,
    server: Option<[u8; 8]>,
    agent: Option<[u8; 8]>,
}

impl Exchange {
    /// An exchange that is explained as the user asked for.
    pub fn new(options: &RegisterOptions) -> Result<Self, String> {
        let opener = match &options.token {
            None => None,
            Some(TokenText(Err(error))) => return Err(format!("--token: {error}")),
            Some(TokenText(Ok(token))) => {
                let order = if options.little_endian { ByteOrder::LittleEndian } else { ByteOrder::Text };
                Some(Rc::new(Opener { cipher: Cipher::new(token, order), agent_id: options.agent_id }))
            }
        };
        Ok(Self { opener, ..Self::default() })
    }

    /// Forgets what was seen: another exchange begins.
    fn restart(&mut self) {
        *self = Self { opener: self.opener.take(), ..Self::default() };
    }
}

/// Returns true if the payload is about REGISTER.
pub fn detects(payload: &Payload<'_>) -> bool {
    payload.format() == Format::Json && messages(payload.text()).is_some()
}

/// The messages of the payload.
pub fn decode(
    body: &Body,
    payload: &Payload<'_>,
    exchange: &mut Exchange,
) -> Result<Vec<Message>, DecodeError> {
    let whole = payload.text();
    let texts = messages(whole).unwrap_or_default();
    if let [text] = texts[..] {
        return explain(text, parts::of(body, payload), exchange).map(|message| vec![message]);
    }
    let mut explained = Vec::new();
    let mut end = 0;
    for text in texts {
        // Each text is a part of the whole.
        let start = text.as_ptr().addr() - whole.as_ptr().addr();
        let mut parts = Vec::new();
        push(&mut parts, "list", "between two messages", &whole[end..start]);
        push(&mut parts, "text", &format!("{} bytes", text.len()), text);
        end = start + text.len();
        explained.push(explain(text, parts, exchange)?);
    }
    if let Some(last) = explained.last_mut() {
        push(&mut last.parts, "list", "after the last message", &whole[end..]);
    }
    Ok(explained)
}

fn push(parts: &mut Vec<Part>, name: &'static str, meaning: &str, text: &str) {
    if !text.is_empty() {
        parts.push(Part { name, meaning: meaning.to_owned(), bytes: text.into() });
    }
}

/// The text of each message, if the first of them, or the only one, is one of
/// REGISTER.
fn messages(text: &str) -> Option<Vec<&str>> {
    let list = || serde_json::from_str::<Vec<&RawValue>>(text).ok();
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect();
    let one = || serde_json::from_str::<&RawValue>(text).map(|raw| vec![raw]).ok();
    let raws = list().or_else(one).or_else(|| Result::<Vec<&RawValue>, _>::ok(lines()))?;
    raws.first().filter(|raw| is_register(raw.get()))?;
    Some(raws.into_iter().map(RawValue::get).collect())
}

fn is_register(text: &str) -> bool {
    // Values stay text: an inventory may be large.
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
    let is = |name: &str, value: &str| members.get(name).is_some_and(|own| own.get() == value);
    let has = |name: &str| members.contains_key(name);
    is("action", r#""register""#)
        || is("status", r#""registered""#)
        || is("status", r#""pending""#) && (has("needs") || has("challenge"))
}

fn explain(text: &str, parts: Vec<Part>, exchange: &mut Exchange) -> Result<Message, DecodeError> {
    let payload = Payload::from_text(text, &LIMITS)?;
    let fields: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let mut notes = Vec::new();
    let (kind, headline, untyped, again) = if fields.contains_key("action") {
        let request = RegisterRequest::decode(&payload, &LIMITS)?;
        let (kind, headline) = request_line(&request, exchange, &mut notes);
        (kind, headline, request.unknown_members(), request.to_body(Compression::Plain))
    } else {
        let answer = RegisterAnswer::decode(&payload, &LIMITS)?;
        let (kind, headline) = answer_line(&answer, exchange, &mut notes);
        (kind, headline, answer.extra.len(), answer.to_body(Compression::Plain))
    };
    if untyped > 0 {
        notes.push(format!("{untyped} members that nobody has described"));
    }
    let round_trip = compare(text, again);
    Ok(Message { kind: kind.to_owned(), headline, fields, notes, parts, untyped, round_trip })
}

fn compare(text: &str, again: Result<Body, EncodeError>) -> Result<(), String> {
    let body = again.map_err(|error| error.to_string())?;
    let payload = body.open(&LIMITS).map_err(|error| error.to_string())?;
    if meaning(payload.text()) == meaning(text) { Ok(()) } else { Err("the members differ".to_owned()) }
}

fn request_line(
    request: &RegisterRequest,
    exchange: &mut Exchange,
    notes: &mut Vec<String>,
) -> (&'static str, String) {
    match request {
        RegisterRequest::Hello(hello) => {
            exchange.restart();
            let reach = match hello.port.value() {
                0 => "cannot be reached".to_owned(),
                port => format!("can be reached on port {port}"),
            };
            ("register hello", format!("{} wants to register and {reach}", hello.device_id))
        }
        RegisterRequest::Proof(proof) => match &proof.challenge {
            Reply::Failure(text) => {
                let text = text.chars().take(40).collect::<String>();
                ("register failure", format!("agent has no answer to the challenge: {text}"))
            }
            Reply::Block(block) => {
                if exchange.challenge == Some(*block) {
                    notes.push("this is the server's challenge sent back: an attack, no proof".to_owned());
                }
                if let Some(opener) = exchange.opener.clone() {
                    let opened = opener.cipher.open(*block);
                    halves(notes, "answer", ("server", opened.first_half()), ("agent", opened.last_half()));
                    verify(notes, "the server's secret", exchange.server, *opened.first_half());
                    exchange.agent = Some(*opened.last_half());
                }
                ("register proof", "agent answers the challenge".to_owned())
            }
        },
    }
}

fn answer_line(
    answer: &RegisterAnswer,
    exchange: &mut Exchange,
    notes: &mut Vec<String>,
) -> (&'static str, String) {
    let time =
        answer.expiration.map(|time| format!(" for {} s", time.to_duration().as_secs())).unwrap_or_default();
    let message = answer.message.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
    if answer.expiration.is_none() {
        notes.push("no expiration, which the specification wants always".to_owned());
    }
    if let Some(challenge) = answer.asked() {
        exchange.restart();
        exchange.challenge = Some(challenge);
        if let Some(opener) = exchange.opener.clone() {
            let opened = opener.cipher.open(challenge);
            halves(
                notes,
                "challenge",
                ("server", opened.first_half()),
                ("agent id's half", opened.last_half()),
            );
            notes.push(match opener.agent_id {
                None => "with --agent-id it can be told whether the challenge is for that agent".to_owned(),
                Some(id) if id.as_bytes().ends_with(opened.last_half()) => {
                    format!("the challenge is for {id}")
                }
                Some(id) => format!("the challenge is not for {id}, or not under this token"),
            });
            exchange.server = Some(*opened.first_half());
        } else {
            notes.push("give --token and --agent-id to open the exchange".to_owned());
        }
        return ("register challenge", format!("server wants a proof, challenge lives{time}{message}"));
    }
    if answer.status == Status::Error {
        return ("register refusal", format!("refused{message}; the agent is to be silent{time}"));
    }
    if answer.status != Status::Registered {
        let needs = answer.needs.as_ref().map(|needs| match needs {
            Needs::ManualValidation => " until somebody allows the agent".to_owned(),
            Needs::ServerValidation => " until the proxy has its server's answer".to_owned(),
            other => format!(" for {other}"),
        });
        return (
            "register wait",
            format!("not yet{}; ask again after{time}{message}", needs.unwrap_or_default()),
        );
    }
    match (answer.challenge, exchange.opener.clone()) {
        (None, _) => notes.push("without a proof of the server's: anybody can have said so".to_owned()),
        (Some(last), Some(opener)) => {
            let opened = opener.cipher.open(last);
            halves(notes, "last", ("agent", opened.first_half()), ("server", opened.last_half()));
            verify(notes, "the agent's secret", exchange.agent, *opened.first_half());
            verify(notes, "the server's secret", exchange.server, *opened.last_half());
        }
        (Some(_), None) => {}
    }
    match answer.crypto {
        None => notes.push("no key: messages to come are not encrypted, or the key was taken out".to_owned()),
        Some(_) => notes.push("a key is in it, which nothing protects against being swapped".to_owned()),
    }
    ("register end", format!("registered{time}{message}"))
}

fn halves(notes: &mut Vec<String>, what: &str, first: (&str, &[u8; 8]), last: (&str, &[u8; 8])) {
    let hex = |bytes: &[u8; 8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    notes.push(format!("{what} opened: {} {}, {} {}", first.0, hex(first.1), last.0, hex(last.1)));
}

fn verify(notes: &mut Vec<String>, what: &str, expected: Option<[u8; 8]>, found: [u8; 8]) {
    match expected {
        None => {}
        Some(expected) if expected == found => notes.push(format!("{what} is that of the message before")),
        Some(_) => notes.push(format!("{what} is NOT that of the message before: the proof does not hold")),
    }
}
