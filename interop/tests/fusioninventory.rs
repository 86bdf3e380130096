//! Dialogues of a real agent with our server: identity, inventory and jobs.

#[path = "fusioninventory/network.rs"]
mod network;
#[path = "../../glpi-proto/examples/server.rs"]
mod server;

use std::fs;
use std::sync::Arc;
use std::thread::JoinHandle;

use glpi_proto::Message as _;
use glpi_proto::{Compression, Limits, Payload, Prolog, Reply, Request, XmlRequest};
use interop::fusioninventory::{self, NOTE, Run};
use interop::{Dialogue, Program, Setup};
use server::Seen;

const AGENT: &str = "fusioninventory-agent";
/// The note as the agent posts it: the agent encodes twice what it posts itself (NIX-028), and
/// once what it writes to a file.
const NOTE_TWICE: &str = "BÃ¼ro 7 & <Lager>";

/// Our server, which runs until `finish` returns what it has seen.
struct Side {
    http: Arc<tiny_http::Server>,
    serving: Option<JoinHandle<Seen>>,
}

impl Side {
    /// Starts a server that answers each PROLOG with these jobs.
    fn start(jobs: Reply) -> Self {
        let http = Arc::new(tiny_http::Server::http("127.0.0.1:0").unwrap());
        let serving = std::thread::spawn({
            let http = Arc::clone(&http);
            move || server::serve(&http, &jobs)
        });
        Self { http, serving: Some(serving) }
    }

    fn port(&self) -> u16 {
        self.http.server_addr().to_ip().unwrap().port()
    }

    fn finish(mut self) -> Seen {
        self.http.unblock();
        self.serving.take().unwrap().join().unwrap()
    }
}

/// Runs the agent to the end and returns what our server has seen, and the agent's log.
fn run(run: &Run<'_>, side: Side) -> (Seen, String) {
    let mut program = run.start();
    let status = program.wait();
    let log = program.log();
    assert!(status.success(), "{status}");
    (side.finish(), log)
}

/// Asserts that the agent logged the documents that our server received.
fn is_as_sent(documents: &[(Compression, String)], log: &str) {
    assert_eq!(documents.len(), log.matches("sending message:\n").count());
    for (_, document) in documents {
        let logged = format!("sending message:\n {}", as_logged(document));
        assert!(log.contains(&logged), "not sent: {document}");
    }
    // Each was answered with something that the agent could read.
    assert_eq!(documents.len(), log.matches("receiving message:\n").count());
}

/// Returns a document as in the agent's log: Perl prints a text as bytes if each of its
/// characters fits into one.
fn as_logged(document: &str) -> String {
    let bytes: Option<Vec<u8>> = document.chars().map(|char| u8::try_from(char).ok()).collect();
    bytes.map_or_else(|| document.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the error and warning lines.
fn errors(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.starts_with("[error]") || line.starts_with("[warning]")).collect()
}

fn prolog(document: &str) -> Prolog {
    let payload = Payload::from_text(document, &Limits::DEFAULT).unwrap();
    match Request::decode(&payload, &Limits::DEFAULT).unwrap() {
        Request::Prolog(prolog) => prolog,
        other => panic!("not a PROLOG: {other:?}"),
    }
}

fn inventory(document: &str) -> XmlRequest<'static> {
    let payload = Payload::from_text(document, &Limits::DEFAULT).unwrap();
    match Request::decode(&payload, &Limits::DEFAULT).unwrap().into_owned() {
        Request::Xml(request) => {
            assert_eq!((request.query(), request.extra.len()), ("INVENTORY", 0));
            request
        }
        other => panic!("not an inventory: {other:?}"),
    }
}

/// Returns the text of the first element with that name.
fn element<'c>(content: &'c str, name: &str) -> Option<&'c str> {
    let (_, rest) = content.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

#[test]
fn agent_2_6_is_served() {
    let setup = fusioninventory::setup();
    let Some(mut dialogue) = Dialogue::start("GLPI server", &setup, AGENT) else { return };
    for (compression, said, proved) in [
        (Compression::Zlib, "Using Compress::Zlib for compression", "PROLOG and inventory in zlib"),
        (Compression::Gzip, "Using gzip for compression", "in gzip"),
        (Compression::Plain, "Not using compression", "uncompressed"),
    ] {
        let side = Side::start(Reply::default());
        let port = side.port();
        let agent = Run::new(&dialogue, &setup, port, "inventory").with_compression(compression);
        let (seen, log) = run(&agent, side);
        assert!(log.contains(said), "{log}");
        // Only errors of the HTTP client concern our side.
        assert!(errors(&log).iter().all(|line| !line.contains("[http client]")), "{:?}", errors(&log));
        is_as_sent(&seen.documents, &log);
        assert!(seen.documents.iter().all(|(used, _)| *used == compression));
        is_understood(&seen, &setup);
        dialogue.proved(proved);
    }
    is_brought(&dialogue, &setup);
    dialogue.proved("an inventory from a file, sent by the injector");
}

fn is_understood(seen: &Seen, setup: &Setup) {
    let [(_, first), (_, second)] = seen.documents.as_slice() else {
        panic!("not PROLOG and an inventory: {seen:?}");
    };
    let prolog = prolog(first);
    assert_eq!((prolog.token.as_deref(), prolog.extra.len()), (Some("12345678"), 0));
    // The agent's name: that of the machine, and the time of its first start.
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let date = prolog.device_id.strip_prefix(name.trim()).expect("the machine's name");
    assert!(date.len() == "-2024-01-31-12-00-00".len() && date.starts_with("-20"), "{date}");
    assert_eq!(seen.contacts, [prolog.device_id.as_str()]);

    let inventory = inventory(second);
    assert_eq!(inventory.device_id, Some(prolog.device_id));
    let content = inventory.content.unwrap();
    assert_eq!(seen.inventories, [(inventory.device_id.unwrap(), content.len())]);
    has_content(&content, setup, NOTE_TWICE);
}

/// Asserts that the content has facts of this machine, and the note.
fn has_content(content: &str, setup: &Setup, note: &str) {
    let client = format!("FusionInventory-Agent_v{}", setup.version_of(AGENT).unwrap());
    assert_eq!(element(content, "VERSIONCLIENT"), Some(client.as_str()));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let hardware = element(content, "HARDWARE").unwrap();
    assert_eq!(element(hardware, "OSVERSION"), Some(kernel.trim()));
    let account = element(content, "ACCOUNTINFO").unwrap();
    assert_eq!(element(account, "KEYNAME"), Some("TAG"));
    let variable = content.split("<ENVS>").find(|it| element(it, "KEY") == Some("INTEROP_NOTE")).unwrap();
    for text in [element(account, "KEYVALUE"), element(variable, "VAL")] {
        assert_eq!(text.unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), note);
    }
}

/// Checks an inventory from a file: the agent writes it, and another program posts it with
/// another content type.
fn is_brought(dialogue: &Dialogue, setup: &Setup) {
    let folder = dialogue.folder().join("file");
    let written = folder.join("written");
    fs::create_dir_all(&written).unwrap();
    let mut command = fusioninventory::agent(setup, &folder, &[]);
    command.args(["--tasks", "inventory", "--local"]).arg(&written);
    let mut program = Program::start(command, dialogue.folder().join("agent-local.log"));
    assert!(program.wait().success());
    let files: Vec<_> = fs::read_dir(&written).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("not one file: {files:?}") };

    let side = Side::start(Reply::default());
    let mut command = fusioninventory::command(setup, "fusioninventory-injector", &folder, &[]);
    command.args(["--verbose", "--url", &format!("http://127.0.0.1:{}/", side.port()), "--file"]).arg(file);
    let mut program = Program::start(command, dialogue.folder().join("injector.log"));
    let status = program.wait();
    let seen = side.finish();
    assert!(status.success() && program.log().trim_end().ends_with("OK"), "{}", program.log());
    let [(Compression::Zlib, document)] = seen.documents.as_slice() else {
        panic!("not one document: {seen:?}");
    };
    assert_eq!(*document, fs::read_to_string(file).unwrap());
    has_content(&inventory(document).content.unwrap(), setup, NOTE);
}
