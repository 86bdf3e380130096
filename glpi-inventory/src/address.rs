//! Addresses as the server checks them.

/// Returns true if a text is an IPv4 address: four numbers up to 255 without zeros before
/// them (INV-034).
pub(crate) fn is_ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

/// Returns true if a text is an IPv6 address without a zone (INV-034).
pub(crate) fn is_ipv6(text: &str) -> bool {
    text.parse::<std::net::Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // INV-034
    #[test]
    fn addresses_have_no_zone_no_mask_and_no_zeros_before() {
        for text in ["192.0.2.1", "0.0.0.0", "255.255.255.255"] {
            assert!(is_ipv4(text), "{text}");
        }
        for text in ["192.0.2.01", "192.0.2.1/24", "192.0.2.1\n", "", "192.0.2", "256.0.0.0", " 192.0.2.1"] {
            assert!(!is_ipv4(text), "{text}");
        }
        for text in ["::", "::1", "2001:DB8::1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"] {
            assert!(is_ipv6(text), "{text}");
        }
        for text in ["fe80::1%eth0", "", "1:2", "::1/64", "12345::"] {
            assert!(!is_ipv6(text), "{text}");
        }
    }
}
