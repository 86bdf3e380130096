//! An agent: says hello, then sends a small inventory.
//!
//! `cargo run --example glpi-agent -- 127.0.0.1:8080`

#[path = "support/http.rs"]
mod http;

use std::error::Error;
use std::time::Duration;

use glpi_proto::{
    AgentId, Answered, Client, Compression, Contact, ContactAnswer, Contacted, Content, FirstContact,
    Headers, Inventory, Limits, Message, Outgoing, Request, ServerKind, Step, Submission, Task,
};

const DEVICE: &str = "example-2025-01-01-00-00-00";

/// The means of an agent to reach its server and to wait.
pub(crate) struct Agent<'w> {
    /// `host:port`
    pub(crate) address: String,
    /// The agent's identity.
    pub(crate) id: AgentId,
    /// Sleeps that long.
    pub(crate) wait: &'w dyn Fn(Duration),
}

impl Agent<'_> {
    /// PROLOG or CONTACT, as far as the server is known, until it has answered
    /// CONTACT.
    pub(crate) fn say_hello(&self) -> Result<ContactAnswer, Box<dyn Error>> {
        let mut kind = ServerKind::Unknown;
        // The first run finds out the kind of server, the second makes use of it.
        for _ in 0..2 {
            match self.contact(kind)? {
                Contacted::Glpi(answer) => return Ok(*answer),
                Contacted::Switch(_) => kind = ServerKind::Glpi,
                other => return Err(format!("not a GLPI server: {other:?}").into()),
            }
        }
        Err("the server never answered CONTACT".into())
    }

    fn contact(&self, kind: ServerKind) -> Result<Contacted, Box<dyn Error>> {
        let tasks = [Task::Inventory, Task::Deploy];
        let contact = Contact::new(DEVICE, "example", "1.0").with_installed_tasks(tasks);
        let client = Client::new(Headers::new(self.id).with_user_agent("example/1.0"));
        let (outgoing, mut first) = FirstContact::start(&client, contact, Compression::Zlib, kind)?;
        let mut step = Step::Send(outgoing);
        loop {
            step = match step {
                Step::Send(outgoing) => {
                    let (status, headers, body) = self.send(&outgoing)?;
                    first.handle_response(status, &headers, &body)?
                }
                Step::Wait(delay) => {
                    (self.wait)(delay);
                    Step::Send(first.handle_timeout()?)
                }
                Step::Done(contacted) => return Ok(contacted),
            }
        }
    }

    /// Sends an inventory, as often as a busy server wants it.
    pub(crate) fn send_inventory(&self, content: Content<'_>) -> Result<Answered, Box<dyn Error>> {
        let body = Request::from(Inventory::new(DEVICE, content)).to_body(Compression::Zlib)?;
        let (outgoing, mut submission) = Submission::start(&Client::new(Headers::new(self.id)), body);
        let mut step = Step::Send(outgoing);
        loop {
            step = match step {
                Step::Send(outgoing) => {
                    let (status, headers, body) = self.send(&outgoing)?;
                    submission.handle_response(status, &headers, &body)?
                }
                Step::Wait(delay) => {
                    (self.wait)(delay);
                    Step::Send(submission.handle_timeout()?)
                }
                Step::Done(answered) => return Ok(answered),
            }
        }
    }

    fn send(&self, outgoing: &Outgoing) -> std::io::Result<(u16, Headers, glpi_proto::Body)> {
        http::send(&self.address, outgoing)
    }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let id = "5b1c9c4e-0000-4000-8000-0123456789ab".parse()?;
    let agent = Agent { address, id, wait: &std::thread::sleep };
    let answer = agent.say_hello()?;
    println!("the server serves {:?}", answer.tasks.unwrap_or_default().entries);
    let content = r#"{"versionclient":"example_v1.0","hardware":{"name":"example"}}"#;
    let answered = agent.send_inventory(Content::parse(content, &Limits::DEFAULT)?)?;
    println!("the server took the inventory: HTTP {}", answered.status);
    Ok(())
}
