//! Requests as real agents write them, read in one go.

use super::{Call, Envelope, Params, Request};
use crate::fast::{ReadFast, Reader};
use crate::message::Gap;
use crate::{Limits, Method};

/// The request, if version, id and method stand before `params`, as real agents write
/// them, and nothing is wrong with it.
pub(super) fn request<'a>(text: &'a str, limits: &Limits) -> Option<Request<'a>> {
    let mut reader = Reader::new(text, limits);
    let mut envelope = Envelope::default();
    let mut rest = None;
    let mut is_more = reader.open(b'{', b'}')?;
    while is_more {
        match reader.name()? {
            "params" if rest.is_none() => {
                envelope.check(text.len()).ok()?;
                let named = Method::of_name(envelope.method.as_str()?)?;
                let (params, call) = params(&mut reader, named.0)?;
                rest = Some((named, params, call));
            }
            "params" => return None,
            name => envelope.member(name, &mut reader)?,
        }
        is_more = reader.more(b'}')?;
    }
    reader.end()?;
    let (named, params, call) = rest?;
    let request = Request::of_parts(envelope, params, named, call, Gap::Given);
    (!request.lacks_return_code()).then_some(request)
}

/// The members of `params`, with `data` read as what the method says.
fn params<'a>(reader: &mut Reader<'a>, method: Method) -> Option<(Params<'a>, Call<'a>)> {
    let mut params = Params::default();
    let mut call = None;
    let mut is_more = reader.open(b'{', b'}')?;
    while is_more {
        match reader.name()? {
            "data" if call.is_none() => call = Some(data(reader, method)?),
            "data" => return None,
            name => params.member(name, reader)?,
        }
        is_more = reader.more(b'}')?;
    }
    params.hostname.is_set().then_some((params, call?))
}

fn data<'a>(reader: &mut Reader<'a>, method: Method) -> Option<Call<'a>> {
    Some(match method {
        Method::Hello => Call::Hello(ReadFast::read_fast(reader)?),
        Method::Update => Call::Update(Box::new(ReadFast::read_fast(reader)?)),
        Method::JobState => Call::JobState(ReadFast::read_fast(reader)?),
        Method::Events => Call::Events(ReadFast::read_fast(reader)?),
        Method::Passwords => Call::Passwords(ReadFast::read_fast(reader)?),
        // All that it says stands beside the data.
        Method::Download => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: [(&str, &str); 5] = [
        (
            "oco.agent.update",
            r#"{"agent_version": "1.2.0", "networks": [{"addr": "192.0.2.1", "mac": "-"}], "ram": 8589934592,
                "uptime": 4711.25, "screens": [], "software": [{"name": "a", "version": "1", "description": ""}, {
                "name": "b", "version": null, "description": "\u00fcber, all]", "later": {"x": [1, -2.5]}}]}"#,
        ),
        (
            "oco.agent_hello",
            r#"{"networks": null, "services": [{"merics": "a=1", "status": "0"}], "battery_level": false}"#,
        ),
        (
            "oco.agent.update_job_state",
            r#"{"job-id":"dynamic-1","state":3,"return-code":-9999,"message":""}"#,
        ),
        ("oco.agent.events", r#"{"events": [{"log": "System", "event_id": 7, "data": {"a": "b"}}]}"#),
        (
            "oco.agent.passwords",
            r#"{"passwords": [{"username": "a", "password": {"iv": "aQ==", "data": ""}}]}"#,
        ),
    ];

    fn body(method: &str, data: &str) -> String {
        format!(
            r#"{{"jsonrpc": "2.0", "id": 1, "method": "{method}", "params": {{"uid": "u", "hostname": "h",
                "agent-key": "k", "timestamp": 1800000000.5, "data": {data}}}}}"#
        )
    }

    #[test]
    fn what_real_agents_send_is_read_the_fast_way() {
        for (method, data) in PLAIN {
            let body = body(method, data);
            let read = request(&body, &Limits::DEFAULT);
            assert!(read.is_some(), "{body}");
            assert_eq!(read, Request::decode_generally(&body, &Limits::DEFAULT).ok());
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_general_way() {
        let (method, data) = PLAIN[2];
        let plain = body(method, data);
        for (from, to) in [
            ("\"params\"", "\"\\u0070arams\""),
            ("\"2.0\"", "\"1.0\""),
            ("\"id\": 1", "\"id\": null"),
            ("{\"job-id\"", "[{\"job-id\""),
            ("\"state\":3", "\"state\":3,\"state\":3"),
            (",\"return-code\":-9999", ""),
            ("\"uid\"", "\"hostname\""),
            (":-9999", ":-09999"),
            ("}}}", "}}} 1"),
        ] {
            let other = plain.replace(from, to);
            assert_ne!(other, plain);
            assert_eq!(request(&other, &Limits::DEFAULT), None, "{other}");
        }
    }

    const GOOD: &str = r#"null true false 0 -0 7 -7 1.50 1e3 12345678901234567890 18446744073709551616 "" "a" "ü"
        "\u00fc" "\ud83c\uDF08" "\"\\" "\n\/\b" "a\\" "[{," "01234567" "0123456\t" "plain,and_more_of_it" [] {}
        {"iv":"a","data":"b"} [[[]]]"#;

    const BAD: &str = r#"nul nullx 00 01 1. - +1 1E400 "\ud83c" "\udf08\ud83c" "\u00e" "\x" "a" "a [1}"#;

    const NAMES: &str = "hostname log provider agent_version ram uptime secure_boot networks software services events \
        passwords data password old_password job-id state return-code message name version description merics \
        metrics x \\u0078";

    fn one_of(words: &'static str) -> impl Strategy<Value = String> + Clone {
        prop::sample::select(words.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    /// What both ways say is the same.
    fn agree(body: &str, limits: &Limits) {
        let general = Request::decode_generally(body, limits);
        assert_eq!(Request::decode(body.as_bytes(), limits), general, "{body}");
        if let Some(read) = request(body, &limits.with_values(usize::MAX)) {
            assert_eq!(Request::decode_generally(body, &limits.with_values(usize::MAX)), Ok(read), "{body}");
        }
    }

    #[test]
    fn both_ways_agree_on_each_value_in_each_place() {
        for value in GOOD.split_ascii_whitespace().chain(BAD.split_ascii_whitespace()) {
            for (name, (method, data)) in
                NAMES.split_ascii_whitespace().flat_map(|n| PLAIN.map(|plain| (n, plain)))
            {
                let data = data.replacen('{', &format!("{{\"x\":0, \"{name}\":{value}, "), 1);
                agree(&body(method, &data), &Limits::DEFAULT);
            }
            agree(&body("oco.agent.hello", value), &Limits::DEFAULT);
            agree(&body("oco.agent.hello", &format!("{{}}, \"timestamp\": {value}")), &Limits::DEFAULT);
            agree(
                &body("oco.agent.hello", &format!("{{}}}}, \"later\": {{\"x\": {value}}}")),
                &Limits::DEFAULT,
            );
        }
    }

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![30 => one_of(GOOD), 1 => one_of(BAD)].prop_recursive(4, 24, 6, move |inner| {
            let member =
                (one_of(NAMES), inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(","))),
                prop::collection::vec(member, 0..6).prop_map(|map| format!("{{{}}}", map.join(","))),
            ]
        })
    }

    fn bodies() -> impl Strategy<Value = String> {
        let method = prop::sample::select(&PLAIN[..]).prop_map(|(method, _)| method);
        let data =
            prop_oneof![value(), prop::sample::select(&PLAIN[..]).prop_map(|(_, data)| data.to_owned())];
        let spaces = prop::sample::select(&[",", ", ", " ,\n\t"][..]);
        let strange =
            prop::option::of((any::<prop::sample::Index>(), prop::sample::select(&b"\"{}[],:\\0.e \n"[..])));
        (method, data, value(), spaces, strange).prop_map(|(method, data, extra, space, strange)| {
            let body = body(method, &format!("{data},\"x\":{extra}")).replace(',', space);
            let Some((index, byte)) = strange else { return body };
            let mut bytes = body.into_bytes();
            let at = index.index(bytes.len());
            bytes[at] = byte;
            String::from_utf8_lossy(&bytes).into_owned()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn both_ways_agree(body in bodies(), depth in 1..9_usize, values in 1..60_usize) {
            agree(&body, &Limits::DEFAULT.with_depth(depth));
            agree(&body, &Limits::DEFAULT.with_values(values));
        }
    }
}
