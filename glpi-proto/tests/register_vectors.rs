//! Known answers: those of this crate (`vectors/register.json`, made with
//! OpenSSL from the layouts of the protocol document), and where there is a
//! corpus also those next to it.
#![cfg(feature = "register")]

use std::path::PathBuf;
use std::time::Duration;

use glpi_proto::Message;
use glpi_proto::register::agent::{Agent, Challenged, Encryption, HelloOutcome, ProofOutcome};
use glpi_proto::register::server::{Issued, Server, Settings, Subject, TokenId};
use glpi_proto::register::{
    Block, ByteOrder, Cipher, CommunicationKey, Hello, Nonce, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{AgentId, Expiration, Headers, Limits, Payload};
use serde_json::{Value, json};

const NOW: Duration = Duration::from_secs(1_000_000);

/// The inputs of a good run.
struct Case {
    name: String,
    token: String,
    agent_id: AgentId,
    server: [u8; 8],
    agent: [u8; 8],
    key: Option<[u8; 16]>,
}

impl Case {
    fn of(run: &Value) -> Self {
        let inputs = &run["inputs"];
        Self {
            name: text(run, "name"),
            token: text(inputs, "token"),
            agent_id: text(inputs, "agent_id").parse().unwrap(),
            server: bytes(&inputs["server_secret_hex"]).unwrap(),
            agent: bytes(&inputs["agent_secret_hex"]).unwrap(),
            key: bytes(&inputs["communication_key_hex"]),
        }
    }

    fn cipher(&self) -> Cipher {
        Cipher::from_key(*self.token.parse::<AgentId>().unwrap().as_bytes(), ByteOrder::Text)
    }

    fn server(&self) -> Nonce {
        Nonce::from_bytes(self.server)
    }

    fn agent(&self) -> Nonce {
        Nonce::from_bytes(self.agent)
    }

    fn key(&self) -> Option<CommunicationKey> {
        self.key.map(CommunicationKey::from_bytes)
    }

    fn subject(&self) -> Option<Subject> {
        Subject::from_headers(&Headers::new(self.agent_id))
    }

    /// The agent secret makes two blocks of the run alike, which neither side lets pass.
    fn has_equal_blocks(&self) -> bool {
        self.agent == self.server || self.agent == self.agent_id.as_bytes()[8..]
    }

    fn start(&self, token: &str, encryption: Encryption) -> glpi_proto::register::agent::AwaitChallenge {
        let agent = Agent::with_token(self.agent_id, token.parse().unwrap(), encryption).unwrap();
        agent.start(Hello::new("pc-7", "example", "1.0")).1
    }

    /// The agent after it has answered the challenge.
    fn challenged(&self, encryption: Encryption) -> (RegisterRequest, Challenged) {
        let challenge = self.cipher().challenge(&self.server(), self.agent_id);
        let answer = RegisterAnswer::challenge(challenge, "1m".parse().unwrap());
        match self.start(&self.token, encryption).handle_answer(&answer, self.agent(), NOW) {
            HelloOutcome::Prove(request, challenged) => (request, challenged),
            other => panic!("{}: {other:?}", self.name),
        }
    }

    /// A server that waits for the answer to its challenge.
    fn waiting(&self) -> (RegisterAnswer, Server) {
        let mut server = Server::new(Settings::DEFAULT);
        let token: Token = self.token.parse().unwrap();
        let answer = server.challenge(self.subject().unwrap(), &token, TokenId(1), self.server(), NOW);
        (answer, server)
    }
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_else(|| panic!("{member} in {value}")).to_owned()
}

fn bytes<const N: usize>(value: &Value) -> Option<[u8; N]> {
    let digits = value.as_str()?;
    let bytes: Vec<u8> = (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    Some(bytes.try_into().unwrap())
}

fn answer(value: &Value) -> RegisterAnswer {
    RegisterAnswer::decode(
        &Payload::from_text(&value.to_string(), &Limits::DEFAULT).unwrap(),
        &Limits::DEFAULT,
    )
    .unwrap()
}

fn request(value: &Value) -> RegisterRequest {
    RegisterRequest::decode(
        &Payload::from_text(&value.to_string(), &Limits::DEFAULT).unwrap(),
        &Limits::DEFAULT,
    )
    .unwrap()
}

fn written<'a>(message: &impl Message<'a>) -> Value {
    let mut json = Vec::new();
    message.encode(&mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

/// The crate's own vectors, and those next to the corpus.
fn for_each_file(test: &str, check: impl Fn(&Value) -> usize) {
    let own: Value = serde_json::from_str(include_str!("vectors/register.json")).unwrap();
    assert_ne!(check(&own), 0, "the crate's own vectors hold none for {test}");
    let Some(corpus) = testkit::corpus::folder(test, "glpi") else {
        return;
    };
    let vectors = [
        corpus.join("../../vectors/glpi-register-vectors.json"),
        corpus.join("vectors/register-vectors.json"),
    ];
    let vectors: Vec<PathBuf> = vectors.into_iter().filter(|path| path.is_file()).collect();
    let checked: usize = vectors
        .iter()
        .map(|path| check(&serde_json::from_slice(&testkit::corpus::read(path)).unwrap()))
        .sum();
    eprintln!("{test}: {checked} cases in {} further files", vectors.len());
}

fn cases<'v>(file: &'v Value, member: &str) -> &'v [Value] {
    file[member].as_array().map_or(&[], Vec::as_slice)
}

/// The good run on which another case is built.
fn base(file: &Value, case: &Value) -> Case {
    let name = text(case, "base");
    Case::of(cases(file, "success").iter().find(|run| run["name"] == name).unwrap())
}

// GLPI-R01, GLPI-R04, GLPI-R05, GLPI-R06, GLPI-R07
#[test]
fn good_runs_hold_byte_for_byte() {
    for_each_file("good runs", |file| {
        for run in cases(file, "success") {
            let case = Case::of(run);
            let (cipher, server, agent) = (case.cipher(), case.server(), case.agent());
            let blocks = [
                ("server_challenge", Some(cipher.challenge(&server, case.agent_id))),
                ("agent_answer", Some(cipher.answer(&server, &agent))),
                ("server_final", Some(cipher.last(&agent, &server))),
                ("crypto", case.key().map(|key| cipher.crypto(&key))),
            ];
            for (member, block) in blocks {
                let Some(block) = block else {
                    assert!(run[member].is_null(), "{}: {member}", case.name);
                    continue;
                };
                let expected = &run[member];
                assert_eq!(
                    Some(*block.as_bytes()),
                    bytes(&expected["cipher_hex"]),
                    "{}: {member}",
                    case.name
                );
                assert_eq!(block.to_string(), text(expected, "uuid"), "{}: {member}", case.name);
                assert_eq!(Some(*cipher.open(block).whole()), bytes(&expected["plain_hex"]), "{}", case.name);
                assert_eq!(expected["uuid"].as_str().unwrap().parse(), Ok(block));
            }
            for message in cases(run, "messages") {
                let again = match text(message, "from").as_str() {
                    "agent" => written(&request(&message["json"])),
                    _ => written(&answer(&message["json"])),
                };
                assert_eq!(again, message["json"], "{}", case.name);
            }
        }
        cases(file, "success").len()
    });
}

// GLPI-R03, GLPI-R23, GLPI-R30
#[test]
fn the_machines_run_through_every_good_run_that_is_none_of_the_degenerate() {
    for_each_file("machines", |file| {
        for run in cases(file, "success") {
            let case = Case::of(run);
            if case.agent_id.is_nil() || case.token.parse::<Token>().is_err() {
                let token = "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004".parse().unwrap();
                assert!(
                    Agent::with_token(case.agent_id, token, Encryption::Optional).is_err()
                        && case.subject().is_none()
                );
                continue;
            }
            let message = |step: usize| &run["messages"][step]["json"];
            let (challenge, mut server) = case.waiting();
            assert_eq!(&written(&challenge), message(0), "{}", case.name);
            if case.has_equal_blocks() {
                let asked = case.start(&case.token, Encryption::Optional);
                let outcome = asked.handle_answer(&challenge, case.agent(), NOW);
                assert!(matches!(outcome, HelloOutcome::DrawAgain(_)), "{}", case.name);
                let RegisterRequest::Proof(proof) = request(message(1)) else { panic!("{}", case.name) };
                let verdict = server.handle_proof(case.subject().unwrap(), &proof.challenge, case.key(), NOW);
                assert!(!verdict.is_registered(), "{}", case.name);
                continue;
            }
            let encryption = if case.key.is_some() { Encryption::Required } else { Encryption::Optional };
            let (proof, challenged) = case.challenged(encryption);
            assert_eq!(&written(&proof), message(1), "{}", case.name);
            let RegisterRequest::Proof(proof) = proof else { panic!("{}", case.name) };
            let verdict = server.handle_proof(case.subject().unwrap(), &proof.challenge, case.key(), NOW);
            assert!(verdict.is_registered());
            assert_eq!(&written(verdict.answer()), message(2), "{}", case.name);
            let ProofOutcome::Registered(registered) = challenged.handle_answer(verdict.answer(), NOW) else {
                panic!("{}", case.name)
            };
            assert!(registered.is_proven());
            assert_eq!(registered.key(NOW).map(|key| *key.expose()), case.key, "{}", case.name);
            assert_eq!(server.key(case.agent_id, case.agent_id, NOW).map(|key| *key.expose()), case.key);
        }
        cases(file, "success").len()
    });
}

// GLPI-R20, GLPI-R21, GLPI-R22, GLPI-R30
#[test]
fn each_failure_has_its_reaction() {
    for_each_file("failures", |file| {
        for failure in cases(file, "failure") {
            let (name, case) = (text(failure, "name"), base(file, failure));
            let received = failure["received_challenge"].as_str().map(|text| text.parse::<Block>().unwrap());
            let token = failure["agent_token"].as_str().unwrap_or(&case.token).to_owned();
            if let (Some(block), Some(plain)) = (received, bytes(&failure["decrypted_hex"])) {
                let cipher = Cipher::new(&token.parse().unwrap(), ByteOrder::Text);
                assert_eq!(*cipher.open(block).whole(), plain, "{name}");
            }
            match text(failure, "detected_at").as_str() {
                "agent step 2" => {
                    let challenge = RegisterAnswer::challenge(received.unwrap(), "1m".parse().unwrap());
                    let asked = case.start(&token, Encryption::Optional);
                    let HelloOutcome::Fail(request, failing) =
                        asked.handle_answer(&challenge, case.agent(), NOW)
                    else {
                        panic!("{name}")
                    };
                    assert_eq!(written(&request), failure["agent_must_send"], "{name}");
                    let error = RegisterAnswer::challenge_failed(Expiration::from_hours(1));
                    let rest = failing.handle_answer(&error, NOW);
                    assert_eq!((rest.until(), rest.is_silent()), (NOW + Duration::from_secs(3600), true));
                }
                "server step 3" => {
                    let (_, mut server) = case.waiting();
                    let reply = Reply::Block(received.unwrap());
                    let verdict = server.handle_proof(case.subject().unwrap(), &reply, case.key(), NOW);
                    assert!(!verdict.is_registered(), "{name}");
                    assert_eq!(written(verdict.answer()), failure["server_must_send"], "{name}");
                }
                "agent step 4" => {
                    let last = match received {
                        Some(block) => {
                            json!({"status": "registered", "expiration": "30d", "challenge": block.to_string()})
                        }
                        None => failure["received"].clone(),
                    };
                    let (_, challenged) = case.challenged(Encryption::Optional);
                    let ProofOutcome::Fail(request, _) = challenged.handle_answer(&answer(&last), NOW) else {
                        panic!("{name}")
                    };
                    let expected = failure.get("agent_must_send").cloned();
                    let expected =
                        expected.unwrap_or_else(|| json!({"action": "register", "challenge": "failure"}));
                    assert_eq!(written(&request), expected, "{name}");
                }
                other => panic!("{name}: detected at {other}"),
            }
        }
        cases(file, "failure").len()
    });
}

// GLPI-R24, GLPI-R25, GLPI-R31
#[test]
fn the_three_attacks_are_refused() {
    for_each_file("attacks", |file| {
        for attack in cases(file, "attacks") {
            let case = base(file, attack);
            match text(attack, "name").as_str() {
                "reflected-server-challenge" => {
                    let block: Block = text(attack, "received_answer").parse().unwrap();
                    assert_eq!(Some(*case.cipher().open(block).whole()), bytes(&attack["decrypted_hex"]));
                    let (challenge, mut server) = case.waiting();
                    assert_eq!(challenge.challenge, Some(block));
                    let verdict =
                        server.handle_proof(case.subject().unwrap(), &Reply::Block(block), case.key(), NOW);
                    assert!(!verdict.is_registered());
                    assert_eq!(written(verdict.answer()), attack["hardened_server_must_send"]);
                }
                "crypto-swapped" => {
                    let crypto: Block = text(attack, "substituted_crypto").parse().unwrap();
                    let derived = bytes(&attack["agent_would_derive_key_hex"]);
                    assert_eq!(Some(*case.cipher().open(crypto).whole()), derived);
                    let (_, challenged) = case.challenged(Encryption::Required);
                    let last = RegisterAnswer { crypto: Some(crypto), ..final_answer(&case) };
                    assert!(matches!(challenged.handle_answer(&last, NOW), ProofOutcome::Fail(..)));
                }
                "crypto-stripped" => {
                    let last = RegisterAnswer { crypto: None, ..final_answer(&case) };
                    let (_, challenged) = case.challenged(Encryption::Required);
                    assert!(matches!(challenged.handle_answer(&last, NOW), ProofOutcome::Fail(..)));
                    // The draft's limit: who leaves it to the server leaves it to anybody.
                    let (_, challenged) = case.challenged(Encryption::Optional);
                    assert!(matches!(challenged.handle_answer(&last, NOW), ProofOutcome::Registered(_)));
                }
                other => panic!("unknown attack {other}"),
            }
        }
        cases(file, "attacks").len()
    });
}

fn final_answer(case: &Case) -> RegisterAnswer {
    RegisterAnswer {
        challenge: Some(case.cipher().last(&case.agent(), &case.server())),
        crypto: case.key().map(|key| case.cipher().crypto(&key)),
        ..RegisterAnswer::registered("30d".parse().unwrap())
    }
}

// GLPI-R10, GLPI-R11, GLPI-R13
#[test]
fn every_message_of_the_specification_is_typed() {
    let test = "specification's messages";
    let Some(folder) = testkit::corpus::folder(test, "glpi/json-protocol-spec") else {
        return;
    };
    let mut covered = 0;
    for path in testkit::corpus::files(&folder, &["json"]) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("register-") {
            continue;
        }
        let message: Value = serde_json::from_slice(&testkit::corpus::read(&path)).unwrap();
        let (again, unknown) = if message.get("action").is_some() {
            let request = request(&message);
            (written(&request), request.unknown_members())
        } else {
            let answer = answer(&message);
            (written(&answer), answer.extra.len())
        };
        assert_eq!((again, unknown), (message, 0), "{name}");
        covered += 1;
    }
    testkit::corpus::covered(test, covered);
}

// GLPI-R02
#[test]
fn the_other_byte_order_is_an_option() {
    for_each_file("byte order", |file| {
        for note in cases(file, "informative") {
            let case = base(file, note);
            let token: Token = case.token.parse().unwrap();
            let issued = |token: Token, order| {
                Issued::new(case.subject().unwrap(), token, TokenId(1), order, case.server(), NOW * 2)
            };
            let block = issued(token.clone(), ByteOrder::LittleEndian).block();
            assert_eq!(block.to_string(), text(note, "server_challenge_uuid_if_written_little_endian"));
            // A program may read its token in one order and write blocks in the other.
            let turned = Token::from_bytes(bytes(&note["token_key_hex"]).unwrap()).unwrap();
            let block = issued(turned, ByteOrder::Text).block();
            assert_eq!(block.to_string(), text(note, "server_challenge_uuid_if_written_in_text_order"));
            assert_eq!(Some(*block.as_bytes()), bytes(&note["server_challenge_cipher_hex"]));

            // A whole run between two sides of that order.
            let agent = Agent::with_token(case.agent_id, token.clone(), Encryption::Required).unwrap();
            let (_, asked) = agent.with_byte_order(ByteOrder::LittleEndian).start(Hello::new("x", "y", "z"));
            let mut server = Server::new(Settings::DEFAULT.with_byte_order(ByteOrder::LittleEndian));
            let subject = case.subject().unwrap();
            let challenge = server.challenge(subject, &token, TokenId(1), case.server(), NOW);
            let HelloOutcome::Prove(RegisterRequest::Proof(proof), next) =
                asked.handle_answer(&challenge, case.agent(), NOW)
            else {
                panic!("no proof")
            };
            let key = CommunicationKey::from_bytes([0x77; 16]);
            let verdict = server.handle_proof(subject, &proof.challenge, Some(key), NOW);
            let ProofOutcome::Registered(registered) = next.handle_answer(verdict.answer(), NOW) else {
                panic!("not registered")
            };
            assert_eq!(registered.key(NOW).unwrap().expose(), &[0x77; 16]);
        }
        cases(file, "informative").len()
    });
}

// GLPI-R02
#[test]
fn the_text_of_a_uuid_is_strict() {
    for_each_file("uuid text", |file| {
        for case in cases(file, "uuid_text") {
            let text = text(case, "text");
            let strict = case["strict"].as_bool().unwrap();
            let block = text.parse::<Block>().ok();
            assert_eq!(block.is_some(), strict, "{text:?}");
            assert_eq!(text.parse::<AgentId>().is_ok(), strict, "{text:?}");
            assert_eq!(block.map(|block| *block.as_bytes()), bytes(&case["raw_hex"]), "{text:?}");
            if let Some(block) = block {
                assert_eq!(block.to_string(), text.to_lowercase());
            }
            let is_nil = text.bytes().all(|byte| byte == b'0' || byte == b'-');
            assert_eq!(text.parse::<Token>().is_ok(), strict && !is_nil, "{text:?}");
            // In a proof, all other text is a failure (GLPI-R13).
            let json = json!({"action": "register", "challenge": text});
            let RegisterRequest::Proof(proof) = request(&json) else { panic!("{text:?}") };
            assert_eq!(matches!(proof.challenge, Reply::Block(_)), strict, "{text:?}");
            assert_eq!(
                written(&RegisterRequest::Proof(proof))["challenge"],
                json["challenge"].as_str().map_or_else(String::new, |text| if strict {
                    text.to_lowercase()
                } else {
                    text.to_owned()
                })
            );
        }
        cases(file, "uuid_text").len()
    });
}
