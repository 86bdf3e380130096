//! One round of an agent: hello, register, inventory, jobs.
//!
//! ```sh
//! cargo run --example oco-server -- 127.0.0.1:8099 hmac &
//! cargo run --example oco-agent -- 127.0.0.1:8099 hmac
//! ```
//!
//! Speaks plain HTTP, without TLS, and keeps its state in memory: a picture of the
//! dialogue, not an agent to run.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

use oco_proto::agent::{Trust, Verified};
use oco_proto::runner::{Runner, Step};
use oco_proto::{
    AGENT_SIGNATURE_HEADER, API_PATH, Answer, CONTENT_TYPE, Dialect, Download, Hello, Host, HttpBody,
    HttpReply, Inventory, RegistrationKey, Reply, Request, Software, Timestamp,
};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:8099".to_owned());
    let dialect = match arguments.next().as_deref() {
        Some("flat") => Dialect::Flat,
        Some("dotted") => Dialect::Dotted,
        _ => Dialect::Hmac,
    };
    run(&address, dialect)?.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// Two rounds: the first registers, the second runs jobs and updates. Returns what
/// happened.
pub(crate) fn run(address: &str, dialect: Dialect) -> Result<Vec<String>, Failure> {
    let mut agent = Agent {
        address: address.to_owned(),
        trust: Trust::on_first_use(dialect, RegistrationKey::new("demo registration")?),
        log: Vec::new(),
    };
    agent.hello()?;
    // The state has to be stored before the next request, and here it takes the place of a
    // restart: what was stored is what goes on.
    let stored = serde_json::to_string(&agent.trust.to_state().expose())?;
    agent.trust = Trust::from_state(serde_json::from_str(&stored)?)?;

    let Answer::Hello(hello) = agent.hello()?.answer else {
        return Err("no answer to a hello".into());
    };
    agent.run_jobs(Runner::start(dialect, hello.software_jobs.into_vec()))?;
    if hello.update.to_bool() == Some(true) {
        let software = vec![Software::new("demo-tool", "1.4", "")];
        let inventory =
            Inventory { os: "Demo OS".into(), software: software.into(), ..Inventory::new("1.2.0") };
        agent.ask(&Request::update(agent.host(), inventory))?;
        agent.log.push("updated".to_owned());
    }
    Ok(agent.log)
}

struct Agent {
    address: String,
    trust: Trust,
    log: Vec<String>,
}

impl Agent {
    fn host(&self) -> Host<'static> {
        let host = Host::new("demo-01");
        // Older dialects have no uid.
        if self.trust.dialect() < Dialect::Dotted {
            host
        } else {
            host.with_uid("5a5a4544-0031-3510-8052-b4c04f564433")
        }
    }

    fn hello(&mut self) -> Result<Reply<'static>, Failure> {
        let reply = self.ask(&Request::hello(self.host(), Hello::new("1.2.0")))?;
        self.log.push("said hello".to_owned());
        Ok(reply)
    }

    /// Asks, checks the proof, and takes the keys that are offered.
    fn ask(&mut self, request: &Request<'_>) -> Result<Reply<'static>, Failure> {
        let now = Timestamp::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?)?;
        let message = self.trust.sign(request, now)?;
        let mut answer = self.send("POST", API_PATH, Some(&message))?;
        answer.read_body()?;
        match self.trust.verify(&answer.reply()?)? {
            Verified::Reply { reply, keys_offered, notices } => {
                let reply = reply.into_owned();
                if keys_offered {
                    self.trust.accept()?;
                    self.log.push("registered".to_owned());
                }
                notices.iter().for_each(|notice| self.log.push(format!("notice: {notice:?}")));
                Ok(reply)
            }
            Verified::Rejected(rejection) => Err(rejection.reason.to_string().into()),
            Verified::Package(_) => Err("a package, unasked".into()),
        }
    }

    fn run_jobs(&mut self, (mut runner, mut step): (Runner, Step)) -> Result<(), Failure> {
        loop {
            step = match step {
                Step::Report(report) => {
                    self.log.push(format!("job {}: state {:?}", report.job_id, report.state));
                    let reply = self.ask(&Request::job_state(self.host(), report))?;
                    let Answer::JobState(answer) = reply.answer else {
                        return Err("no answer to a state".into());
                    };
                    runner.handle_report(answer.job_succeeded.to_bool())?
                }
                Step::Download { package_id } => {
                    let bytes = self.download(package_id, &runner)?.len();
                    self.log.push(format!("downloaded {bytes} bytes"));
                    runner.handle_download()?
                }
                Step::Unpack => runner.handle_unpacked()?,
                Step::Execute { procedure } => {
                    runner.handle_exit(0, &format!("as if {procedure} had run\n"))?
                }
                Step::Schedule(action) => {
                    self.log.push(format!("{action:?}"));
                    runner.handle_scheduled(true)?
                }
                Step::Exit | Step::Done => return Ok(()),
            };
        }
    }

    fn download(&mut self, package_id: i64, runner: &Runner) -> Result<Vec<u8>, Failure> {
        let (mut answer, head) = if self.trust.dialect() == Dialect::Hmac {
            let now = Timestamp::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?)?;
            let message = self.trust.sign(&Request::download(self.host(), Download::new(package_id)), now)?;
            let mut answer = self.send("POST", API_PATH, Some(&message))?;
            // A package is verified before it is there, so that other requests can be signed
            // while it comes. A refusal says in its body why.
            if answer.reply()?.package.is_none() {
                answer.read_body()?;
            }
            match self.trust.verify(&answer.reply()?)? {
                Verified::Package(head) if head.package_id() == Some(package_id) => (answer, head),
                other => return Err(format!("no package: {other:?}").into()),
            }
        } else {
            let target = self.trust.package_link(&self.host(), package_id)?;
            let answer = self.send("GET", &target, None)?;
            let head = answer.reply()?.package.ok_or("no package")?;
            (answer, head)
        };
        while answer.read_part()? {
            let percent = head.progress(answer.body.len().try_into()?);
            // Older servers know no progress.
            if let Some(percent) = percent.filter(|_| self.trust.dialect() >= Dialect::Dotted) {
                self.log.push(format!("{percent:.0} %"));
                self.ask(&Request::job_state(self.host(), runner.handle_progress(percent)?))?;
            }
        }
        Ok(answer.body)
    }

    /// Sends a request, and reads the head of its answer.
    fn send(
        &self,
        method: &str,
        target: &str,
        message: Option<&HttpBody<'_>>,
    ) -> Result<HttpAnswer, Failure> {
        let mut stream = TcpStream::connect(&self.address)?;
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        let body = message.map_or(&b""[..], HttpBody::bytes);
        if let Some(message) = message {
            request += &format!("content-type: {CONTENT_TYPE}\r\ncontent-length: {}\r\n", body.len());
            if let Some(signature) = message.signature() {
                // In lower case, or real servers do not find it.
                request += &format!("{AGENT_SIGNATURE_HEADER}: {signature}\r\n");
            }
        }
        stream.write_all(format!("{request}\r\n").as_bytes())?;
        stream.write_all(body)?;
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head)? == 0 {
                return Err("no HTTP answer".into());
            }
        }
        Ok(HttpAnswer { head, body: Vec::new(), stream })
    }
}

/// An HTTP answer, of which the body is read when it is wanted.
struct HttpAnswer {
    head: String,
    body: Vec<u8>,
    stream: BufReader<TcpStream>,
}

impl HttpAnswer {
    /// The number of bytes between two reports. Real packages come in larger parts.
    const PART: u64 = 5;

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    fn read_body(&mut self) -> Result<(), Failure> {
        self.stream.read_to_end(&mut self.body)?;
        Ok(())
    }

    /// Returns true if some more came.
    fn read_part(&mut self) -> Result<bool, Failure> {
        Ok(self.stream.by_ref().take(Self::PART).read_to_end(&mut self.body)? > 0)
    }

    fn reply(&self) -> Result<HttpReply<'_>, Failure> {
        let mut line = self.head.lines().next().unwrap_or("").splitn(3, ' ').skip(1);
        let status = line.next().ok_or("no status")?.parse()?;
        let message = HttpBody::new(&self.body, self.header("x-oco-server-signature"));
        let http = HttpReply::new(status, line.next().unwrap_or(""), self.header("content-type"), message);
        Ok(http.with_package_headers(self.header("content-length"), self.header("content-disposition")))
    }
}
