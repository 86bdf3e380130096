//! Round trips: what is written is read again, and what is read is written the same.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use oco_proto::{
    AgentKey, Dialect, Hello, Host, Limits, Method, PackageLink, PolicyName, Real, Reply, Request, Sealed,
    Secret, Timestamp,
};
use proptest::prelude::*;

/// Values as the crate's own generators make them of bytes, the same as for the fuzzers.
fn made<T: for<'a> Arbitrary<'a> + Debug>() -> impl Strategy<Value = T> {
    let make = |bytes: Vec<u8>| T::arbitrary(&mut Unstructured::new(&bytes)).ok();
    prop::collection::vec(any::<u8>(), 0..600).prop_filter_map("too few bytes", make)
}

#[test]
fn a_real_number_keeps_all_its_digits() {
    for number in [501_818_018_020_271.56, 961_193_512_084_189.9] {
        let request = Request::hello(Host::new("a"), Hello { uptime: number.into(), ..Hello::default() });
        let mut out = Vec::new();
        request.encode_as_read(&mut out);
        assert_eq!(Request::decode(&out, &Limits::DEFAULT).unwrap(), request);
    }
}

proptest! {
    // No failure files: a failure prints its input.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn a_written_request_is_read_again(request in made::<Request<'static>>()) {
        let mut out = Vec::new();
        request.encode_as_read(&mut out);
        let again = Request::decode(&out, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&again.clone().into_owned(), &again);
        // It is JSON to others as well.
        let written: serde_json::Value = serde_json::from_slice(&out).unwrap();
        prop_assert_eq!(&written["jsonrpc"], "2.0");
        // Nothing of it tells the dialect but the names.
        let mut stable = Vec::new();
        again.encode_as_read(&mut stable);
        prop_assert_eq!(&out, &stable);
        prop_assert_eq!(again, request);
    }

    #[test]
    fn a_written_reply_is_read_again(reply in made::<Reply<'static>>()) {
        let mut out = Vec::new();
        reply.encode_as_read(&mut out);
        let again = Reply::decode(reply.answer.method(), &out, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&again.clone().into_owned(), &again);
        let mut stable = Vec::new();
        again.encode_as_read(&mut stable);
        prop_assert_eq!(&out, &stable);
        prop_assert_eq!(again, reply);
    }

    #[test]
    fn a_sealed_password_opens(password in made::<Secret>(), key in made::<AgentKey>(), iv: [u8; 16]) {
        prop_assert_eq!(Sealed::seal(&password, &key, &iv).open(&key), Ok(password));
    }

    // OCO-048
    #[test]
    fn a_link_is_read_again(link in made::<PackageLink>()) {
        let dialect = if link.uid.is_some() { Dialect::Dotted } else { Dialect::Flat };
        let target = link.encode(dialect).unwrap();
        prop_assert!(target.is_ascii());
        prop_assert_eq!(PackageLink::decode(&target).unwrap(), link);
    }

    #[test]
    fn a_policy_name_is_read_again(name in made::<PolicyName>()) {
        prop_assert_eq!(name.to_string().parse(), Ok(name));
    }

    #[test]
    fn a_timestamp_survives_the_wire(micros in 0..(1_u64 << 51)) {
        let time = Timestamp::from_micros(micros);
        let mut request = Request::hello(Host::new("a"), Hello::default());
        request.timestamp = Real::from(time);
        let mut out = Vec::new();
        request.encode_as_read(&mut out);
        let again = Request::decode(&out, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(again.timestamp.to_timestamp(), Some(time));
    }

    #[test]
    fn no_bytes_make_anything_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Request::decode(&bytes, &Limits::DEFAULT);
        for method in Method::ALL {
            let _ = Reply::decode(method, &bytes, &Limits::DEFAULT);
        }
        let _ = PackageLink::decode(&String::from_utf8_lossy(&bytes));
    }
}
