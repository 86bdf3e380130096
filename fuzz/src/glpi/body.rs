//! Bodies: compression, dirt and damage.

use glpi_proto::{
    Body, Compression, ContentType, DecodeError, DecodeErrorKind, Format, InflateFault, Payload, Reading,
    Repair,
};

use super::LIMITS;
use crate::Choices;

/// Content types as real programs send them, and none.
const TYPES: [&str; 14] = [
    "application/json",
    "application/xml",
    "text/xml",
    "application/x-compress-zlib",
    "application/x-zlib",
    "application/x-compress-gzip",
    "application/x-gzip",
    "application/x-compress-br",
    "application/x-br",
    "application/x-compress-deflate",
    "application/x-deflate",
    "application/x-compress",
    "application/json; charset=utf-8",
    "text/html; charset=UTF-8",
];

const COMPRESSED: [Compression; 4] =
    [Compression::Zlib, Compression::Gzip, Compression::Deflate, Compression::Brotli];

/// A body of any content type. What strict reading takes the lenient one takes too and
/// reads the same; what was compressed opens to itself, with dirt around it or without,
/// and cut short it opens to nothing; damage that a checksum covers is seen; a bomb stops
/// at the limit, to the byte; offsets lie inside.
pub fn body(data: &[u8]) {
    let mut choices = Choices::new(data);
    let content_type = TYPES.get(usize::from(choices.below(16))).map(|text| ContentType::new(text));
    match choices.below(4) {
        0 | 1 => as_it_comes(content_type, choices.rest()),
        2 => compressed(choices),
        _ => bomb(choices),
    }
}

fn as_it_comes(content_type: Option<ContentType>, bytes: &[u8]) {
    let body = Body::new(content_type, bytes.to_vec());
    let strict = body.open_as(Reading::Strict, &LIMITS);
    let lenient = body.open_as(Reading::Lenient, &LIMITS);
    for error in [&strict, &lenient].into_iter().filter_map(|opened| opened.as_ref().err()) {
        check_offset(error, bytes.len());
    }
    let Ok(strict) = strict else { return };
    assert!(strict.repairs().is_empty());
    let lenient = lenient.unwrap_or_else(|error| panic!("strict takes it, lenient does not: {error}"));
    assert_eq!(lenient.text(), strict.text().trim_ascii_start());
    assert_eq!((lenient.format(), lenient.compression()), (strict.format(), strict.compression()));
    let blanks = strict.text().len() - lenient.text().len();
    let repairs = if blanks == 0 { vec![] } else { vec![Repair::Leading(blanks)] };
    assert_eq!(lenient.repairs(), repairs);
    assert_eq!(lenient.clone().into_owned(), lenient);
}

fn check_offset(error: &DecodeError, length: usize) {
    match error.kind() {
        DecodeErrorKind::TrailingData(stray) => assert_eq!(error.offset() + stray, length, "{error}"),
        // In the inflated text, of which nothing is left here.
        DecodeErrorKind::NotUtf8 | DecodeErrorKind::Syntax(_) => {
            assert!(error.offset() <= LIMITS.inflated_len(), "{error}");
        }
        _ => assert!(error.offset() <= length, "{error}"),
    }
}

fn compressed(mut choices: Choices<'_>) {
    let compression = COMPRESSED[usize::from(choices.below(4))];
    let (at, flip) = (usize::from(choices.byte()) << 8 | usize::from(choices.byte()), choices.byte());
    let dirt = [&b""[..], b"\n", b"\xef\xbb\xbf", b" \r\n\t\xef\xbb\xbf\n"][usize::from(choices.below(4))];
    // The rest is text as good as it goes.
    let text = format!("{{{}", String::from_utf8_lossy(choices.rest()));
    if text.len() > LIMITS.inflated_len() {
        return;
    }
    let body = Body::compress(&text, Format::Json, compression).expect("all are available");
    let strict = body.open_as(Reading::Strict, &LIMITS).expect("what we compress we can open");
    assert_eq!((strict.text(), strict.compression()), (&*text, compression));
    let reopen = |bytes: Vec<u8>| Body::new(body.content_type().cloned(), bytes);

    let dirty = reopen([dirt, body.bytes(), b"\r\n"].concat());
    let opened = dirty.open(&LIMITS).expect("blanks around a body are overlooked");
    assert_eq!((opened.text(), opened.compression()), (&*text, compression));
    let leading = (!dirt.is_empty()).then_some(Repair::Leading(dirt.len()));
    assert_eq!(opened.repairs(), leading.into_iter().chain([Repair::Trailing(2)]).collect::<Vec<_>>());

    let cut = reopen(body.bytes()[..at % body.bytes().len()].to_vec());
    let error = cut.open_as(Reading::Strict, &LIMITS).expect_err("it is cut short");
    if !cut.is_empty() {
        let truncated = DecodeErrorKind::Inflate { compression, fault: InflateFault::Truncated };
        assert_eq!(error.kind(), &truncated);
    }

    let mut damaged = body.bytes().to_vec();
    let at = at % damaged.len();
    damaged[at] ^= flip;
    for reading in [Reading::Strict, Reading::Lenient] {
        let damaged = reopen(damaged.clone());
        let opened: Result<Payload<'_>, _> = damaged.open_as(reading, &LIMITS);
        match opened {
            Ok(opened) if compression == Compression::Gzip => assert_eq!(opened.text(), text),
            Ok(opened) => assert!(opened.text().len() <= LIMITS.inflated_len()),
            Err(error) => check_offset(&error, damaged.bytes().len()),
        }
    }
}

/// As many bytes as are allowed, one less, one more, and many more.
fn bomb(mut choices: Choices<'_>) {
    let compression = COMPRESSED[usize::from(choices.below(4))];
    let limits = LIMITS.with_inflated_len(usize::from(choices.byte()) << 4 | 15);
    let most = limits.inflated_len();
    let length = [most - 1, most, most + 1, most * 3][usize::from(choices.below(4))];
    let rest = choices.rest();
    let unit = if rest.is_empty() { &b" "[..] } else { rest };
    let filling = unit.iter().cycle().map(|byte| char::from(byte & 0x7f)).take(length - 1);
    let text: String = std::iter::once('{').chain(filling).collect();
    let body = Body::compress(&text, Format::Json, compression).expect("all are available");
    match body.open(&limits) {
        Ok(opened) => assert!(length <= most && opened.text() == text),
        Err(error) => assert!(length > most && error.is_limit(), "{length} of {most}: {error}"),
    }
}
