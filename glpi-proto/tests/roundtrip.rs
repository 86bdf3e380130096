//! Round trips: what is written can be read, and what is read can be written again.

use std::fmt::Debug;
use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use glpi_proto::Message as _;
use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, Query, TokenAnswer};
use glpi_proto::{
    Accept, AgentId, Answer, Body, Compat, Compression, ContactAnswer, Expiration, Format, Headers, Limits,
    ParamsAnswer, ProxyChain, Reading, Repair, Reply, Request, RequestId, Response, next_run,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    // No failure files: a failure prints its input.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) }
}

/// Values as the crate's own generators make them of bytes, the same as for the fuzzers.
fn made<T: for<'a> Arbitrary<'a> + Debug>() -> impl Strategy<Value = T> {
    let make = |bytes: Vec<u8>| T::arbitrary(&mut Unstructured::new(&bytes)).ok();
    vec(any::<u8>(), 0..600).prop_filter_map("too few bytes", make)
}

/// Writes a value, opens the body strictly, reads it and expects the same.
macro_rules! comes_back {
    ($type:ty: $value:expr, $compression:expr) => {{
        let body = $value.to_body($compression).unwrap();
        let payload = body.open_as(Reading::Strict, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(
            &<$type as glpi_proto::Message<'_>>::decode(&payload, &Limits::DEFAULT).unwrap(),
            &$value,
            "{}",
            payload.text()
        );
    }};
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bodies(text in "[{\\[<][ -~é€]{0,2000}", compression in made::<Compression>(), blanks in "[ \n\t]{0,3}", mark: bool) {
        let format = if text.starts_with('<') { Format::Xml } else { Format::Json };
        // XML is well-formed, or it does not open.
        let text = match format {
            Format::Xml => format!("<x><![CDATA[{text}é]]></x>", text = text.replace("]]>", "")),
            _ => format!("{text}é"),
        };
        let body = Body::compress(&text, format, compression).unwrap();
        let strict = body.open_as(Reading::Strict, &Limits::DEFAULT).unwrap();
        prop_assert_eq!((strict.text(), strict.format(), strict.compression()), (&*text, format, compression));
        let mark = if mark { "\u{feff}" } else { "" };
        let dirt = format!("{mark}{blanks}");
        let dirty = Body::new(body.content_type().cloned(), [dirt.as_bytes(), body.bytes()].concat());
        let lenient = dirty.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(lenient.text(), &*text);
        let repairs = if dirt.is_empty() { vec![] } else { vec![Repair::Leading(dirt.len())] };
        prop_assert_eq!(lenient.repairs(), repairs);
    }

    #[test]
    fn requests(request in made::<Request<'static>>(), compression in made::<Compression>()) {
        comes_back!(Request: request, compression);
        let body = request.to_body(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        // The content of an inventory is the very same bytes.
        if let (Request::Inventory(written), Ok(Request::Inventory(read))) = (&request, Request::decode(&payload, &Limits::DEFAULT)) {
            prop_assert_eq!(read.content_json(), written.content_json());
        }
    }

    #[test]
    fn answers(
        answer in made::<Answer>(),
        any_answer in made::<Response>(),
        contact in made::<ContactAnswer>(),
        params in made::<ParamsAnswer>(),
        reply in made::<Reply>(),
        compression in made::<Compression>(),
    ) {
        comes_back!(Answer: answer, compression);
        comes_back!(Response: any_answer, compression);
        comes_back!(ContactAnswer: contact, compression);
        comes_back!(ParamsAnswer: params, compression);
        comes_back!(Reply: reply, compression);
    }

    #[test]
    fn answers_to_queries(
        config in made::<Config>(),
        collect in made::<CollectJobs>(),
        token in made::<TokenAnswer>(),
        esx in made::<EsxJobs>(),
        deploy in made::<DeployJobs>(),
    ) {
        comes_back!(Config: config, Compression::Plain);
        comes_back!(CollectJobs: collect, Compression::Plain);
        comes_back!(TokenAnswer: token, Compression::Plain);
        comes_back!(EsxJobs: esx, Compression::Plain);
        comes_back!(DeployJobs: deploy, Compression::Plain);
    }

    #[test]
    fn tokens(request in made::<TokenRequest>(), grant in made::<TokenGrant>()) {
        comes_back!(TokenRequest: request, Compression::Plain);
        comes_back!(TokenGrant: grant, Compression::Plain);
    }

    #[cfg(feature = "register")]
    #[test]
    fn registrations(
        request in made::<glpi_proto::register::RegisterRequest>(),
        answer in made::<glpi_proto::register::RegisterAnswer>(),
    ) {
        comes_back!(glpi_proto::register::RegisterRequest: request, Compression::Plain);
        comes_back!(glpi_proto::register::RegisterAnswer: answer, Compression::Plain);
    }

    #[test]
    fn queries(query in made::<Query>()) {
        prop_assert_eq!(&query.to_string().parse::<Query>().unwrap(), &query);
        prop_assert_eq!(&query.to_form().parse::<Query>().unwrap(), &query);
    }

    #[test]
    fn small_grammars(agent in made::<AgentId>(), id in made::<RequestId>(), chain in made::<ProxyChain>()) {
        prop_assert_eq!(agent.to_string().parse(), Ok(agent));
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(ProxyChain::parse(&chain.to_string(), 6), Ok(chain));
    }

    #[test]
    fn headers(headers in made::<Headers>(), expiration in made::<Expiration>()) {
        let pairs = headers.to_pairs();
        let again = Headers::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        prop_assert_eq!(again, headers);
        let answer = Answer::ok().with_expiration(expiration);
        let mut json = Vec::new();
        answer.encode(&mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(Expiration::from_json(&json["expiration"].to_string(), Compat::Deployed), Ok(expiration));
    }

    #[test]
    fn no_text_makes_a_small_grammar_panic(text in ".{0,60}", random: u32, delay: u64) {
        let _ = text.parse::<AgentId>();
        let _ = text.parse::<RequestId>();
        let _ = text.parse::<Query>();
        if let Ok(accept) = text.parse::<Accept>() {
            prop_assert_eq!(accept.to_string().parse(), Ok(accept));
        }
        for compat in [Compat::Documented, Compat::Deployed] {
            let _ = Expiration::from_json(&text, compat);
            if let Ok(expiration) = Expiration::from_text(&text, compat) {
                prop_assert_eq!(Expiration::from_text(&expiration.to_string(), Compat::Deployed), Ok(expiration));
            }
        }
        let delay = Duration::from_secs(delay);
        prop_assert!(next_run(delay, random) <= delay);
        prop_assert!(next_run(delay, random) >= delay / 2);
    }
}
