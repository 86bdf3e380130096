//! Fuzz targets of `zbx-proxy-proto`.

mod compressed;
pub mod hostile;
mod roundtrip;

pub use compressed::compressed;
pub use roundtrip::roundtrip;

use bytes::BytesMut;
use zbx_proxy_proto::session::{ActiveProxy, ConfigChange, ConfigDecision, DataOutcome, ProxyPeer, Revision};
use zbx_proxy_proto::{
    Answer, Clock, ConfigAnswer, ConfigUpdate, Counts, DecodeError, DecodeErrorKind, FaultyRow, FlagReading,
    Frame, FrameDecoder, HistoryRow, HistoryRows, HistoryStream, HistoryValue, Limits, Nanoseconds,
    ObservedMessage, ProxyData, ProxyName, Request, SessionToken, Tables, Version,
};

use crate::Choices;

/// Small limits, so that bombs are refused quickly.
const LIMITS: Limits = Limits::DEFAULT.with_frame_len(64 << 10).with_payload_len(256 << 10);

/// Decodes a stream in pieces; returns its frames and the result at its end.
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

/// Claims about a stream of frames: every chunking gives the same; frames accepted with
/// strict flags are accepted with lenient ones and read the same; every frame is encoded
/// to one that decodes to the same; offsets are inside the input.
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
        let again = Frame::decode(&wire, &Limits::DEFAULT).expect("our output can be decoded");
        assert_eq!(again.payload(), frame.payload());
    }
}

/// Claims about a payload: a decoded message is encoded in a form that decodes to the
/// same and is stable; the owned value equals the borrowed one; a redacted message can be
/// decoded if all its members are known, and is JSON in any case; if the payload is JSON
/// for `serde_json`, so is the encoding.
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
    let again = ObservedMessage::decode(&once, &LIMITS).expect("our output can be decoded");
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
        // A redacted unknown member may have the name of a known member of another
        // message, but the text stays JSON.
        assert!(!matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{error}");
    }
}

/// Claims about a message with history rows: walking them gives the rows of the list,
/// with the faulty ones, up to the first syntax error; reading them while a frame arrives in
/// pieces gives the same rows and the same error; and the rows are the same in a spelling that
/// no fast path reads.
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
    arriving(data, (&good, &faulty, &end));
    let Some(listed) = listed else { return };
    // A section that is not a list is one faulty row in the list, and no row in the walk.
    let is_list = listed.history.faulty.first().is_none_or(|row| row.error.path() != Some("history data"));
    if is_list && end.is_ok() {
        assert_eq!(good, listed.history.good);
        faulty.truncate(listed.history.faulty.len());
        assert_eq!(faulty, listed.history.faulty);
    }
}

/// The good and the faulty rows of a walk, and its end.
type Walked<'w, 'a> = (&'w [HistoryValue<'a>], &'w [FaultyRow<'a>], &'w Result<(), DecodeError>);

/// Checks that the rows are the same in pieces of a frame, plain or compressed.
fn arriving(payload: &[u8], (good, faulty, end): Walked<'_, '_>) {
    // A request starts with the brace; a walk passes white space before it.
    if payload.first() != Some(&b'{') {
        return;
    }
    let mut wire = BytesMut::new();
    let frame = Frame::new(payload.to_vec());
    let frame = if payload.len().is_multiple_of(2) { frame.compressed() } else { frame };
    frame.encode(&mut wire).expect("it is short");
    let piece = payload.len() % 61 + 1;
    let mut stream = HistoryStream::new(&LIMITS);
    let (mut values, mut faults) = (0, 0);
    let mut read = || {
        for piece in wire.chunks(piece) {
            stream.feed(piece);
            while let Some(mut rows) = stream.next_rows()? {
                while let Some(row) = rows.next_row()? {
                    match row {
                        HistoryRow::Value(row) => {
                            assert_eq!(Some(&row), good.get(values));
                            values += 1;
                        }
                        HistoryRow::Faulty(row) => {
                            assert_eq!(Some(&row), faulty.get(faults));
                            faults += 1;
                        }
                    }
                }
            }
        }
        stream.finish()
    };
    assert_eq!(&read(), end);
    assert_eq!((values, faults), (good.len(), faulty.len()));
    assert!(stream.message().len() <= payload.len() + 2);
}

/// Checks that a space after the brace of each row changes no row: there is no text
/// between a brace and the quote of a name.
fn slow_is_fast(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let slow = text.replace("{\"id\":", "{ \"id\":");
    let (fast, slow) = (Request::decode(data, &LIMITS), Request::decode(slow.as_bytes(), &Limits::DEFAULT));
    match (fast, slow) {
        (Ok(Request::ProxyData(fast)), Ok(Request::ProxyData(slow))) => {
            let extra =
                fast.history.good.iter().any(|row| row.log.as_ref().is_some_and(|log| !log.extra.is_empty()));
            // Unknown members are kept as text, with the spaces.
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

/// Claims about the small grammars: displayed values are parsed to themselves.
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

/// Claims about an active proxy and a server, driven by an adversary that chooses the
/// events and loses messages: a proxy is never sent changes to another configuration than
/// the one it has; a row is accepted at most once; no rows are sent while uploading is
/// disabled.
pub fn session(data: &[u8]) {
    let mut choices = Choices::new(data);
    let version = if choices.byte() & 1 == 0 { Version::new(7, 0, 0) } else { Version::new(6, 0, 0) };
    let (clock, ns) = (Clock::MAX, Nanoseconds::MAX);
    let name: ProxyName = "fuzz".parse().expect("a name");
    let mut starts: u8 = 0;
    let mut proxy = ActiveProxy::new(name.clone(), version, SessionToken::from_random([starts; 16]));
    let mut server = ProxyPeer::new(version);
    let (mut revision, mut next_id, mut taken) = (1_u64, 1_u64, 0_u64);
    // The revision that the proxy has applied.
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
                if choices.byte() & 7 == 7 {
                    // The rows could not be stored: nothing has changed.
                    continue;
                }
                for row in &decision.history {
                    let id = row.id.expect("rows of this proxy have ids");
                    assert_eq!(id, taken + 1, "a row is taken twice or lost");
                    taken = id;
                }
                let answer = server.commit(decision);
                if lost {
                    server.data_failed(answer);
                    continue;
                }
                if let DataOutcome::Taken(_) = proxy.handle_data(&answer) {
                    next_id += count;
                }
            }
            4 => server = ProxyPeer::from_state(version, server.to_state()),
            5 => {
                // A restart: row ids continue, as in a proxy's database.
                starts = starts.wrapping_add(1);
                proxy = ActiveProxy::new(name.clone(), version, SessionToken::from_random([starts; 16]));
                applied = 0;
                taken = next_id - 1;
            }
            6 => server.config_failed(),
            _ => {
                // The answer is from another program.
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
