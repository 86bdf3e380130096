//! Values to bytes and back.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, Query, TokenAnswer};
use glpi_proto::register::{RegisterAnswer, RegisterRequest};
use glpi_proto::{
    Answer, Body, Compression, ContactAnswer, DecodeError, EncodeError, Headers, Limits, ParamsAnswer,
    Payload, Reading, Reply, Request, Response,
};

/// A value that can be written, of any family, in any compression. It is written, and
/// strict reading reads it as the same.
pub fn roundtrip(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let _ = any(&mut u);
}

fn any(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let compression = if u.ratio(1, 4)? { u.arbitrary()? } else { Compression::Plain };
    match u.int_in_range(0..=16)? {
        0 => value::<Answer>(u, compression, Answer::encode, Answer::decode),
        1 => value::<ContactAnswer>(u, compression, ContactAnswer::encode, ContactAnswer::decode),
        2 => value::<ParamsAnswer>(u, compression, ParamsAnswer::encode, ParamsAnswer::decode),
        3 => value::<Response>(u, compression, Response::encode, Response::decode),
        4 => value::<Reply>(u, compression, Reply::encode, Reply::decode),
        5 => value::<Config>(u, compression, Config::encode, Config::decode),
        6 => value::<CollectJobs>(u, compression, CollectJobs::encode, CollectJobs::decode),
        7 => value::<EsxJobs>(u, compression, EsxJobs::encode, EsxJobs::decode),
        8 => value::<DeployJobs>(u, compression, DeployJobs::encode, DeployJobs::decode),
        9 => value::<TokenAnswer>(u, compression, TokenAnswer::encode, TokenAnswer::decode),
        10 => value::<TokenRequest>(u, compression, TokenRequest::encode, TokenRequest::decode),
        11 => value::<TokenGrant>(u, compression, TokenGrant::encode, TokenGrant::decode),
        12 => value::<RegisterRequest>(u, compression, RegisterRequest::encode, RegisterRequest::decode),
        13 => value::<RegisterAnswer>(u, compression, RegisterAnswer::encode, RegisterAnswer::decode),
        14 => {
            let query: Query = u.arbitrary()?;
            assert_eq!(query.to_form().parse(), Ok(query));
            Ok(())
        }
        15 => {
            let headers: Headers = u.arbitrary()?;
            let pairs = headers.to_pairs();
            let again = Headers::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
            assert_eq!(again, headers);
            Ok(())
        }
        _ => {
            let request: Request<'static> = u.arbitrary()?;
            let body = request.encode(compression).expect("it can be written");
            assert_eq!(Request::decode(&open(&body)), Ok(request));
            Ok(())
        }
    }
}

fn value<'a, T: Arbitrary<'a> + Debug + PartialEq>(
    u: &mut Unstructured<'a>,
    compression: Compression,
    encode: fn(&T, Compression) -> Result<Body, EncodeError>,
    decode: fn(&Payload<'_>) -> Result<T, DecodeError>,
) -> arbitrary::Result<()> {
    let value: T = u.arbitrary()?;
    let body = encode(&value, compression).expect("it can be written");
    let payload = open(&body);
    assert_eq!(decode(&payload), Ok(value), "{}", payload.text());
    Ok(())
}

fn open(body: &Body) -> Payload<'_> {
    body.open_as(Reading::Strict, &Limits::DEFAULT).expect("what we write we can open, strictly")
}
