//! Packages, in requests and in addresses.

use oco_proto::agent::{Trust, TrustState, Verified};
use oco_proto::server::{Entropy, HostRecord, Verifier};
use oco_proto::{
    CONTENT_TYPE, Dialect, Download, EncodeError, Hidden, HttpBody, HttpReply, JobState, PackageLink,
    Request, SessionError, State,
};

use crate::world::{Server, at, believed, hello, host, registered, registration_key, still_usable, update};

// OCO-033
#[test]
fn only_who_asked_for_a_package_gets_one() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
    let archive = || HttpReply::new(200, "OK", Some("application/octet-stream"), HttpBody::new(b"PK", None));
    let _ = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert_eq!(trust.verify(&archive()).unwrap_err(), SessionError::Unsigned);
    let before = trust.to_state();
    let _ = trust.sign(&Request::download(host(), Download::new(88)), at(4)).unwrap();
    let http = archive().with_package_headers(Some("2"), Some("attachment; filename=\"88.zip\""));
    let Verified::Package(head) = trust.verify(&http).unwrap() else { panic!() };
    assert_eq!((head.package_id(), head.length), (Some(88), Some(2)));
    assert_eq!(trust.to_state().last_seen, before.last_seen);
    still_usable(&mut trust, &mut server, 5);
}

// OCO-033
#[test]
fn progress_is_reported_while_a_package_comes() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let download = Request::download(host(), Download::new(88));
    let head = HttpReply::package_head(88, 400);
    let report = |percent: f64| {
        Request::job_state(host(), JobState::new(7, State::DownloadStarted).with_progress(percent))
    };
    // The head alone is enough, and the rest needs no machine any more.
    let _ = trust.sign(&download, at(2)).unwrap();
    assert!(matches!(trust.verify(&head).unwrap(), Verified::Package(head) if head.length == Some(400)));
    for (seconds, percent) in [(3, 25.0), (4, 50.5)] {
        let message = trust.sign(&report(percent), at(seconds)).unwrap();
        assert!(!believed(&mut trust, &server.answer(&message, at(seconds)).unwrap()));
    }
    // Whoever waits for the whole of it has asked something else by then.
    let _ = trust.sign(&download, at(5)).unwrap();
    let message = trust.sign(&report(75.0), at(6)).unwrap();
    assert_eq!(trust.verify(&head).unwrap_err(), SessionError::Unsigned);
    assert!(!believed(&mut trust, &server.answer(&message, at(6)).unwrap()));
}

// OCO-055
#[test]
fn a_download_is_answered_with_the_archive() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let entropy = Entropy::new([1; 30], [2; 30]);
    let mut ask = |request: &Request<'_>, seconds| {
        let message = trust.sign(request, at(seconds)).unwrap();
        let unverified = server.verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
        let verified = unverified.verify(server.hosts.get("demo-01"), &entropy, at(seconds)).unwrap();
        let answer = verified.package(b"PK demo".to_vec());
        let verified = answer.as_ref().ok().map(|http| match trust.verify(http).unwrap() {
            Verified::Package(head) => (head.package_id(), head.length),
            other => panic!("{other:?}"),
        });
        answer.map(|http| (verified.unwrap(), http.body.bytes().to_vec(), http.body.signature().is_some()))
    };
    let got = ask(&Request::download(host(), Download::new(88)), 2);
    assert_eq!(got, Ok(((Some(88), Some(7)), b"PK demo".to_vec(), false)));
    // As text, as from old PHP.
    let got = ask(&Request::download(host(), Download::new("88")), 3);
    assert_eq!(got.map(|(head, ..)| head), Ok((Some(88), Some(7))));
    let got = ask(&Request::download(host(), Download::new("all")), 4);
    assert_eq!(got, Err(EncodeError::Missing("package-id")));
    assert_eq!(ask(&update(), 5), Err(EncodeError::WrongAnswer));
}

// OCO-048
#[test]
fn a_link_is_plaintext_and_treated_like_it() {
    let mut server = Server::lenient();
    let mut old = registered(Dialect::Dotted, &mut server);
    still_usable(&mut old, &mut server, 2);
    let link = |trust: &Trust| PackageLink::decode(&trust.package_link(&host(), 88).unwrap()).unwrap();
    let record = |server: &Server| server.hosts["demo-01"].clone();
    let error = |verifier: &Verifier, link: &PackageLink, record: Option<&HostRecord>| {
        verifier.verify_link(link, record).unwrap_err().error().clone()
    };
    let good = link(&old);
    assert_eq!(server.verifier.verify_link(&good, Some(&record(&server))), Ok(()));
    assert_eq!(error(&server.verifier, &good, None), SessionError::WrongKey);
    let empty = PackageLink { agent_key: Hidden::new(""), ..good.clone() };
    assert_eq!(error(&server.verifier, &empty, Some(&HostRecord::default())), SessionError::WrongKey);
    assert_eq!(error(&server.verifier, &empty, Some(&record(&server))), SessionError::WrongKey);
    let strict = Verifier::new(Some(registration_key()));
    assert_eq!(error(&strict, &good, Some(&record(&server))), SessionError::Downgrade);
    // Once the host signs, its key in an address opens nothing any more.
    let mut trust = Trust::from_state(TrustState { dialect: Dialect::Hmac, ..old.to_state() }).unwrap();
    still_usable(&mut trust, &mut server, 3);
    assert_eq!(error(&server.verifier, &good, Some(&record(&server))), SessionError::Downgrade);
    assert_eq!(
        server.verifier.verify_link(&good, Some(&record(&server))).unwrap_err().response().status,
        401
    );
}
