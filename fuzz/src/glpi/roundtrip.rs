//! Values to bytes and back.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, Query, TokenAnswer};
use glpi_proto::register::{RegisterAnswer, RegisterRequest};
use glpi_proto::{
    Answer, Body, Compression, ContactAnswer, Headers, Limits, Message, ParamsAnswer, Payload, Reading,
    Reply, Request, Response,
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
        0 => value::<Answer>(u, compression),
        1 => value::<ContactAnswer>(u, compression),
        2 => value::<ParamsAnswer>(u, compression),
        3 => value::<Response>(u, compression),
        4 => value::<Reply>(u, compression),
        5 => value::<Config>(u, compression),
        6 => value::<CollectJobs>(u, compression),
        7 => value::<EsxJobs>(u, compression),
        8 => value::<DeployJobs>(u, compression),
        9 => value::<TokenAnswer>(u, compression),
        10 => value::<TokenRequest>(u, compression),
        11 => value::<TokenGrant>(u, compression),
        12 => value::<RegisterRequest>(u, compression),
        13 => value::<RegisterAnswer>(u, compression),
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
            let body = request.to_body(compression).expect("it can be written");
            assert_eq!(Request::decode(&open(&body), &Limits::DEFAULT), Ok(request));
            Ok(())
        }
    }
}

fn value<'a, T: for<'p> Message<'p> + Arbitrary<'a> + Debug + PartialEq>(
    u: &mut Unstructured<'a>,
    compression: Compression,
) -> arbitrary::Result<()> {
    let value: T = u.arbitrary()?;
    let body = value.to_body(compression).expect("it can be written");
    let payload = open(&body);
    assert_eq!(T::decode(&payload, &Limits::DEFAULT), Ok(value), "{}", payload.text());
    Ok(())
}

fn open(body: &Body) -> Payload<'_> {
    body.open_as(Reading::Strict, &Limits::DEFAULT).expect("what we write we can open, strictly")
}
