//! The small grammars.

use glpi_proto::query::{Query, part_path};
use glpi_proto::register::Block;
use glpi_proto::{
    Accept, AgentId, Compat, Compression, ContentType, Expiration, Format, Headers, Limits, MacAddress,
    MagicPacket, ProxyChain, RequestId, Status, Task, next_run, oauth, unanswered_delay,
};
use glpi_proto::{Answer, Message as _, Payload};

/// A text, taken for each of them. What strict reading takes the lenient one takes too
/// and reads the same; what is displayed is parsed to the same.
pub fn grammar(data: &[u8]) {
    queries(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    expiration(text);
    ids(text);
    content_types(text);
    assert_eq!(text.parse::<Query>().ok(), Query::decode(data, &Limits::DEFAULT).ok());
    headers(text);
    assert_eq!(Task::from(text).as_str(), text);
    assert_eq!(Task::from(Task::from(text).to_string()), Task::from(text));
    assert_eq!(Status::from(text.to_owned()).as_str(), text);
    assert!(oauth::token_path(text).ends_with("/api.php/token"));
    assert!(part_path(text).ends_with(text));
}

fn expiration(text: &str) {
    type Read = fn(&str, Compat) -> Result<Expiration, glpi_proto::ParseExpirationError>;
    for read in [Expiration::from_text as Read, Expiration::from_json] {
        let (strict, real) = (read(text, Compat::Documented), read(text, Compat::Deployed));
        if strict.is_ok() {
            assert_eq!(strict, real);
        }
        let Ok(expiration) = real else { continue };
        let mut json = Vec::new();
        Answer::ok().with_expiration(expiration).encode(&mut json).expect("it is JSON");
        let json = String::from_utf8(json).expect("it is JSON");
        serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON");
        // As it is written: serde_json rounds what has more than 64 bits.
        let payload = Payload::from_text(&json, &Limits::DEFAULT).expect("it is JSON");
        let again = Answer::decode(&payload, &Limits::DEFAULT).expect("it is an answer");
        assert_eq!(again.expiration, Some(expiration));
        let shown = Expiration::from_text(&expiration.to_string(), Compat::Deployed).expect("it is one");
        assert_eq!((shown.value(), shown.unit()), (expiration.value(), expiration.unit()));
        assert_eq!(shown.to_duration(), expiration.to_duration());
        let delay = expiration.to_duration();
        for random in [0, 1 << 31, u32::MAX] {
            assert!(next_run(delay, random) <= delay && next_run(delay, random) >= delay / 2);
        }
        assert!(!unanswered_delay(u32::try_from(expiration.value()).unwrap_or(u32::MAX)).is_zero());
    }
}

fn ids(text: &str) {
    if let Ok(id) = text.parse::<AgentId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string(), text.to_ascii_lowercase());
    }
    if let Ok(id) = text.parse::<RequestId>() {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(block) = text.parse::<Block>() {
        assert_eq!(block.to_string(), text.to_ascii_lowercase());
    }
    for most in [0, 1, 5, 64] {
        let Ok(chain) = ProxyChain::parse(text, most) else { continue };
        assert!(chain.as_slice().len() <= most);
        assert_eq!(ProxyChain::parse(&chain.to_string(), most), Ok(chain));
    }
    if let Ok(mac) = text.parse::<MacAddress>() {
        assert_eq!(mac.to_string().parse(), Ok(mac));
        let packet = MagicPacket::new(mac).to_bytes();
        assert_eq!(MagicPacket::find(&packet).map(|packet| packet.target()), Some(mac));
    }
    if let Some(packet) = MagicPacket::find(text.as_bytes()) {
        assert!(text.as_bytes().windows(102).any(|window| window == packet.to_bytes()));
    }
}

fn content_types(text: &str) {
    let content_type = ContentType::new(text);
    assert_eq!(ContentType::new(content_type.as_str()), content_type);
    let shouted = ContentType::new(&text.to_ascii_uppercase());
    assert_eq!(shouted.compression(), content_type.compression());
    if content_type.format().is_some() {
        assert_eq!(content_type.compression(), Some(Compression::Plain));
    }
    let Ok(accept) = text.parse::<Accept>() else { return };
    assert_eq!(accept.to_string().parse(), Ok(accept.clone()));
    match accept.choose(&Compression::ALL) {
        Some(best) => assert!(Compression::ALL.contains(&best)),
        None => assert!(Compression::ALL.iter().all(|&compression| {
            accept.quality(&ContentType::new_for(compression, Format::Json, Compat::Documented)) == 0
        })),
    }
}

fn queries(data: &[u8]) {
    let Ok(query) = Query::decode(data, &Limits::DEFAULT) else { return };
    let form: Query = query.to_form().parse().expect("what we write we can read");
    assert_eq!(form, query);
    // Values are cut, never longer, and stay as they are then.
    let shown = query.to_string();
    let cut: Query = shown.parse().expect("what we write we can read");
    assert_eq!(cut.to_string(), shown);
    assert!(shown.split('&').all(|pair| pair.split_once('=').is_some_and(|(_, value)| value.len() <= 1500)));
    assert!(query.to_post_query().starts_with("action="));
}

/// A header a line.
fn headers(text: &str) {
    let pairs = || text.lines().filter_map(|line| line.split_once(':'));
    let headers = Headers::from_pairs(pairs());
    assert!(headers.problems().len() <= pairs().count());
    let written = headers.to_pairs();
    assert!(written.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
    let again = Headers::from_pairs(written.iter().map(|(name, value)| (*name, value.as_str())));
    assert!(again.problems().is_empty());
    assert_eq!(again.to_pairs(), written);
    assert_eq!(again.agent_id, headers.agent_id);
    assert_eq!(again.proxies, headers.proxies);
}
