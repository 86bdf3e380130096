//! Small texts and numbers at the bounds of their ranges.

use zbx_proxy_proto::{Clock, Nanoseconds, ParseProxyNameError, ProxyName, Redirect, SessionToken};

// ZBX-133
#[test]
fn a_name_has_up_to_128_characters() {
    let name = "x".repeat(128);
    assert_eq!(name.parse::<ProxyName>().unwrap().as_str(), name);
    assert_eq!("x".repeat(129).parse::<ProxyName>(), Err(ParseProxyNameError::TooLong(129)));
}

// ZBX-076
#[test]
fn a_token_has_exactly_32_hexadecimal_digits() {
    let digits = "0123456789abcdefABCDEF0123456789";
    assert_eq!(digits.parse::<SessionToken>().unwrap().as_str(), digits);
    assert_eq!(SessionToken::from_random([0x0a; 16]).as_str(), "0a".repeat(16));
    for bad in ["", &digits[1..], &format!("{digits}0"), &digits.replace('7', "g"), &"é".repeat(16)] {
        assert!(bad.parse::<SessionToken>().is_err(), "{bad}");
    }
}

// ZBX-083
#[test]
fn times_end_where_the_daemons_do() {
    assert_eq!(Clock::new(2_147_483_647).map(Clock::seconds), Some(2_147_483_647));
    assert_eq!(Clock::new(2_147_483_648), None);
    assert_eq!(Nanoseconds::new(999_999_999).map(Nanoseconds::nanoseconds), Some(999_999_999));
    assert_eq!(Nanoseconds::new(1_000_000_000), None);
}

// ZBX-115
#[test]
fn a_reset_says_no_address() {
    let reset = Redirect::reset();
    assert_eq!((reset.reset, reset.revision, reset.address), (Some(true), None, None));
}
