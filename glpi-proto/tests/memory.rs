//! Bombs, depth, and numbers without end: memory stays within the limits.

use glpi_proto::Message as _;
use glpi_proto::{Body, Compression, ContentType, DecodeError, Format, Limits, Payload, Request, Response};
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

#[test]
fn bombs_are_cut_off_at_the_limit() {
    let limits = Limits::DEFAULT.with_inflated_len(1 << 20).with_ratio(usize::MAX);
    let spaces = " ".repeat(16 << 20);
    for compression in [Compression::Zlib, Compression::Gzip, Compression::Deflate, Compression::Brotli] {
        if !compression.is_available() {
            continue;
        }
        let bomb = Body::compress(&spaces, Format::Json, compression).unwrap();
        let (result, used) = METER.measure(|| bomb.open(&limits).map(|_| ()));
        let error = result.unwrap_err();
        assert!(error.is_limit(), "{compression}: {error}");
        assert!(error.to_string().starts_with("inflated length"), "{error}");
        // Brotli's window may take 16 MiB of its own.
        let window = if compression == Compression::Brotli { 24 << 20 } else { 1 << 20 };
        assert!(used.peak < (2 << 20) + window, "{compression} took {} bytes", used.peak);

        let by_ratio = Limits::DEFAULT.with_ratio(10);
        let (result, used) = METER.measure(|| bomb.open(&by_ratio).map(|_| ()));
        assert!(result.unwrap_err().is_limit());
        assert!(used.peak < (4 << 20) + window, "{compression} took {} bytes", used.peak);
    }
    let long = Body::new(ContentType::JSON, vec![b' '; 1000]);
    let error = long.open(&Limits::DEFAULT.with_body_len(999)).unwrap_err();
    assert_eq!(error.to_string(), "body length 1000 exceeds the limit of 999 at byte 0");
}

#[test]
fn depth_and_numbers_take_no_more_than_promised() {
    let limits = Limits::DEFAULT;
    let error = |text: &str, limits: &Limits| -> DecodeError {
        let read = Payload::from_text(text, limits).and_then(|payload| {
            Response::<glpi_proto::Answer>::decode(&payload, &Limits::DEFAULT).map(|_| ())
        });
        read.unwrap_err()
    };
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"x\":{}1{}}}", open.repeat(1_000_000), close.repeat(1_000_000));
        let (deep, used) = METER.measure(|| error(&deep, &limits));
        assert!(deep.is_limit() && deep.to_string().starts_with("depth 65"), "{deep}");
        assert!(used.peak < 1 << 17, "{} bytes", used.peak);
    }
    let many = format!("{{{}\"z\":1}}", (0..1024).map(|n| format!("\"a{n}\":1,")).collect::<String>());
    assert!(error(&many, &limits).to_string().starts_with("members 1025"));
    let deep = format!("<REPLY>{}</REPLY>", "<A>".repeat(1_000_000));
    assert!(error(&deep, &limits).is_limit());
    let many = format!("<REPLY>{}</REPLY>", "<A/>".repeat(200_000));
    assert!(error(&many, &limits).is_limit());
    let attributes = (0..2000).map(|n| format!(" a{n}=\"1\"")).collect::<String>();
    assert!(error(&format!("<REPLY><OPTION{attributes}/></REPLY>"), &limits).is_limit());

    let tasks = vec!["\"a\""; 100_001].join(",");
    let contact = format!(
        r#"{{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[{tasks}]}}"#
    );
    let payload = Payload::from_text(&contact, &limits).unwrap();
    let many = Request::decode(&payload, &Limits::DEFAULT).unwrap_err();
    assert_eq!(many.path(), Some("installed-tasks"));
    assert!(many.is_limit(), "{many}");
    // What is deep or long in an inventory is only skipped over.
    let wide = format!(
        r#"{{"deviceid":"d","content":{{"softwares":[{}]}}}}"#,
        vec!["{\"name\":\"a\"}"; 300_000].join(",")
    );
    let payload = Payload::from_text(&wide, &limits).unwrap();
    let (request, used) = METER.measure(|| Request::decode(&payload, &Limits::DEFAULT).is_ok());
    assert!(request && used.peak < 1 << 14, "an inventory of {} bytes took {}", wide.len(), used.peak);
}

// GLPI-089
#[test]
fn repairs_take_no_more_than_promised() {
    for length in [20_000, 24_000, 65_600, 130_000, 190_000] {
        for (bad, words) in [("&", 1), ("&a", 2), ("\u{1}", 1), ("\u{1}b", 2), ("]]>a", 4), ("&#0;a", 5)] {
            let text = format!("<REPLY><A>{}</A></REPLY>", bad.repeat(length / words));
            let (payload, used) = METER.measure(|| Payload::from_text(&text, &Limits::DEFAULT));
            assert!(payload.is_ok(), "{bad:?}");
            let most = 64 * text.len() + (256 << 10);
            assert!(used.peak <= most, "{bad:?} of {length}: {} of {most}", used.peak);
        }
    }
    let limits = Limits::DEFAULT.with_inflated_len(1000);
    let text = format!("<REPLY>{}</REPLY>", "&".repeat(900));
    assert!(Payload::from_text(&text, &limits).unwrap_err().is_limit());
}
