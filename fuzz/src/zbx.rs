//! `zbx-proxy-proto`.

mod compressed;
pub mod hostile;
mod roundtrip;

pub use compressed::compressed;
pub use roundtrip::roundtrip;

use bytes::BytesMut;
use zbx_proxy_proto::session::{ActiveProxy, ConfigChange, ConfigDecision, DataOutcome, ProxyPeer, Revision};
use zbx_proxy_proto::{
    Answer, Clock, ConfigAnswer, ConfigUpdate, Counts, DecodeError, DecodeErrorKind, FlagReading, Frame,
    FrameDecoder, HistoryRow, HistoryRows, HistoryValue, Limits, Nanoseconds, ObservedMessage, ProxyData,
    ProxyName, Request, SessionToken, Tables, Version,
};

use crate::Choices;

/// Small, so that a bomb is quick to refuse.
const LIMITS: Limits = Limits::DEFAULT.with_frame_len(64 << 10).with_payload_len(256 << 10);

/// All frames of a stream that comes in the given pieces, and how it ends.
fn feed(mut decoder: FrameDecoder, pieces: &[&[u8]]) -> (Vec<Frame>, Result<(), DecodeError>) {
    let mut src = BytesMut::new();
    let mut frames = Vec::new();
    for piece in pieces {
        src.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut src) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Err(error)),
            }
        }
    }
    let end = decoder.finish(&src);
    (frames, end)
}

/// A stream of frames. Any chunking gives the same; what strict flags take the lenient
/// ones take too and read the same; every frame is encoded again to one that decodes to
/// the same; offsets lie inside the input.
pub fn stream(data: &[u8]) {
    let mut choices = Choices::new(data);
    let step = usize::from(choices.below(9)) + 1;
    let bytes = choices.rest();
    let strict = || FrameDecoder::new().with_limits(LIMITS);
    let whole = feed(strict(), &[bytes]);
    assert_eq!(feed(strict(), &bytes.chunks(step).collect::<Vec<_>>()), whole);
    if let Err(error) = &whole.1 {
        assert!(error.offset() <= bytes.len());
    }
    let lenient = feed(strict().with_flag_reading(FlagReading::SignedByte), &[bytes]);
    assert!(lenient.0.starts_with(&whole.0));
    for frame in &whole.0 {
        assert!(frame.payload().len() <= LIMITS.payload_len());
        let mut wire = BytesMut::new();
        frame.encode(&mut wire).expect("a frame within the limits");
        let again = Frame::decode(&wire, &Limits::DEFAULT).expect("what we write we can read");
        assert_eq!(again.payload(), frame.payload());
    }
}

/// A payload. What is read is written in a form that is read the same and stays; the
/// owned value is the borrowed one; a redacted one is readable if all its members are
/// known, and JSON anyway; where the text is JSON in everybody's eyes, `serde_json` reads
/// what we write too.
pub fn message(data: &[u8]) {
    let message = match ObservedMessage::decode(data, &LIMITS) {
        Err(error) => {
            assert!(error.offset() <= data.len(), "{error}");
            return;
        }
        Ok(message) => message,
    };
    let owned = message.clone().into_owned();
    assert_eq!(owned, message);
    let (mut once, mut twice) = (Vec::new(), Vec::new());
    message.encode(&mut once);
    let again = ObservedMessage::decode(&once, &LIMITS).expect("what we write we can read");
    again.encode(&mut twice);
    assert_eq!(once, twice);
    if !matches!(message, ObservedMessage::Plain(_))
        && serde_json::from_slice::<serde_json::Value>(data).is_ok()
    {
        assert!(serde_json::from_slice::<serde_json::Value>(&once).is_ok());
    }
    let mut redacted = owned;
    redacted.redact();
    let mut hidden = Vec::new();
    redacted.encode(&mut hidden);
    let readable = ObservedMessage::decode(&hidden, &Limits::DEFAULT);
    if message.unknown_members() == 0 {
        assert!(readable.is_ok());
    } else if let Err(error) = readable {
        // A hidden unknown member may bear the name of one that is known in another
        // message, but the text stays JSON.
        assert!(!matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{error}");
    }
}

/// A message with history rows. Walking them gives what the list gives, faults and
/// all, as far as the text is sound; and the rows are the same where nothing about them is
/// as daemons write it, so that no fast path serves.
pub fn history(data: &[u8]) {
    let listed = match Request::decode(data, &LIMITS) {
        Ok(Request::ProxyData(data)) => Some(data),
        Ok(_) => return,
        Err(_) => None,
    };
    slow_is_fast(data);
    let Ok(mut rows) = HistoryRows::new(data, &LIMITS) else { return };
    let (mut good, mut faulty) = (Vec::new(), Vec::new());
    let end = loop {
        match rows.next_row() {
            Ok(Some(HistoryRow::Value(row))) => good.push(row),
            Ok(Some(HistoryRow::Faulty(row))) => faulty.push(row),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let Some(listed) = listed else { return };
    // A section that is no list is one fault of the whole to the list, and no rows to
    // the walk.
    let is_list = listed.history.faulty.first().is_none_or(|row| row.error.path() != Some("history data"));
    if is_list && end.is_ok() {
        assert_eq!(good, listed.history.good);
        faulty.truncate(listed.history.faulty.len());
        assert_eq!(faulty, listed.history.faulty);
    }
}

/// A space behind the brace of each row changes no row: between a brace and the quote of a
/// name no text of the message can stand.
fn slow_is_fast(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let slow = text.replace("{\"id\":", "{ \"id\":");
    let (fast, slow) = (Request::decode(data, &LIMITS), Request::decode(slow.as_bytes(), &Limits::DEFAULT));
    match (fast, slow) {
        (Ok(Request::ProxyData(fast)), Ok(Request::ProxyData(slow))) => {
            let extra =
                fast.history.good.iter().any(|row| row.log.as_ref().is_some_and(|log| !log.extra.is_empty()));
            // Unknown members are kept as they are written, spaces and all.
            if !extra {
                assert_eq!(fast.history.good, slow.history.good);
            }
            let errors = |data: &ProxyData<'_>| {
                let faulty = data.history.faulty.iter();
                faulty.map(|row| (row.index, row.error.path().map(str::to_owned))).collect::<Vec<_>>()
            };
            assert_eq!(errors(&fast), errors(&slow));
        }
        (Err(fast), Err(slow)) => {
            assert_eq!(std::mem::discriminant(fast.kind()), std::mem::discriminant(slow.kind()));
            assert_eq!(fast.path(), slow.path());
        }
        (fast, slow) => assert_eq!(fast.is_ok(), slow.is_ok()),
    }
}

/// The small grammars. What is displayed is parsed again to the same.
pub fn grammar(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(version) = text.parse::<Version>() {
        assert_eq!(version.to_string().parse(), Ok(version));
        let _ = version.compatibility_with(Some(Version::new(6, 4, 0)));
        let _ = Version::new(7, 0, 0).compatibility_with(Some(version));
    }
    if let Ok(counts) = text.parse::<Counts>() {
        assert_eq!(counts.to_string().parse(), Ok(counts));
    }
    if let Ok(name) = text.parse::<ProxyName>() {
        assert_eq!(name.as_str(), text);
    }
    if let Ok(token) = text.parse::<SessionToken>() {
        assert_eq!(token.as_str(), text);
    }
}

/// Active proxy and server, driven by an adversary who chooses what happens and loses
/// what they say. A proxy never believes to have another configuration than the server
/// sent it; a row is taken at most once; nothing is uploaded while it must not be.
pub fn session(data: &[u8]) {
    let mut choices = Choices::new(data);
    let version = if choices.byte() & 1 == 0 { Version::new(7, 0, 0) } else { Version::new(6, 0, 0) };
    let (clock, ns) = (Clock::MAX, Nanoseconds::MAX);
    let name: ProxyName = "fuzz".parse().expect("a name");
    let mut starts: u8 = 0;
    let mut proxy = ActiveProxy::new(name.clone(), version, SessionToken::from_random([starts; 16]));
    let mut server = ProxyPeer::new(version);
    let (mut revision, mut next_id, mut taken) = (1_u64, 1_u64, 0_u64);
    // What the proxy has applied, as the adversary knows it.
    let mut applied = 0;
    while !choices.is_empty() {
        match choices.below(8) {
            0 => revision += 1,
            1 => {
                let Request::ProxyConfig(request) = proxy.config_request() else { panic!("another request") };
                let lost = choices.byte() & 1 == 1;
                let answer = match server.handle_config_request(&request, Revision::new(revision)) {
                    ConfigDecision::Full { revision } => {
                        ConfigAnswer::Update(ConfigUpdate::full(Tables::default(), revision.config))
                    }
                    ConfigDecision::Delta { since, revision } => {
                        assert_eq!(since.config, applied, "an update for another configuration");
                        ConfigAnswer::Update(ConfigUpdate::delta(Tables::default(), revision.config))
                    }
                    ConfigDecision::Unchanged => {
                        assert_eq!(applied, revision, "the proxy lacks something");
                        ConfigAnswer::Unchanged
                    }
                    ConfigDecision::Plain => ConfigAnswer::Plain(Default::default()),
                    ConfigDecision::Refuse(answer) => ConfigAnswer::Failed(answer),
                };
                if lost {
                    proxy.config_failed();
                    continue;
                }
                if let Ok(ConfigChange::Update(update)) = proxy.handle_config(&answer) {
                    proxy.config_applied(update);
                    applied = update.config_revision.expect("updates of this server have one");
                }
            }
            2 | 3 => {
                let count = u64::from(choices.below(4));
                let cache_full = choices.byte() & 3 == 3;
                let lost = choices.byte() & 3 == 3;
                let rows =
                    (next_id..next_id + count).map(|id| HistoryValue::new(id, 1, clock, ns).with_value("v"));
                let batch = ProxyData { history: rows.collect(), ..ProxyData::default() };
                let Ok(request) = proxy.data_request(batch, clock, ns) else {
                    assert!(!proxy.may_upload() && count > 0);
                    continue;
                };
                let Request::ProxyData(sent) = &request else { panic!("another request") };
                let decision = server.handle_data(sent, cache_full, 0);
                for row in &decision.history {
                    let id = row.id.expect("rows of this proxy have ids");
                    assert_eq!(id, taken + 1, "a row is taken twice or lost");
                    taken = id;
                }
                if lost {
                    continue;
                }
                if let DataOutcome::Taken(_) = proxy.handle_data(&decision.answer) {
                    next_id += count;
                }
            }
            4 => server = ProxyPeer::from_state(version, server.to_state()),
            5 => {
                // A new start: rows are numbered on, as a proxy's database does.
                starts = starts.wrapping_add(1);
                proxy = ActiveProxy::new(name.clone(), version, SessionToken::from_random([starts; 16]));
                applied = 0;
                taken = next_id - 1;
            }
            6 => server.config_failed(),
            _ => {
                // Something else answers.
                let length = usize::from(choices.byte());
                let rest = Choices(choices.0).rest();
                let forged = &rest[..length.min(rest.len())];
                if let Ok(answer) = Answer::decode(forged, &LIMITS) {
                    let _ = proxy.handle_data(&answer);
                }
                return;
            }
        }
    }
}
