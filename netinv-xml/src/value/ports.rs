//! Lists of ports.

use std::fmt;

use crate::record::leaf::Meaning;

/// `PORT` of a job: the ports to try, separated by commas.
///
/// ```
/// use netinv_xml::{Leaf, Ports};
/// let ports = Leaf::<Ports>::new("161, 1161");
/// assert_eq!(ports.value(), Some(Ports(vec![161, 1161])));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ports(pub Vec<u16>);

impl Meaning for Ports {
    fn from_text(text: &str) -> Option<Self> {
        text.split(',').map(u16::from_text).collect::<Option<_>>().map(Self)
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, port) in self.0.iter().enumerate() {
            write!(f, "{}{port}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-063
    #[test]
    fn ports_are_a_list() {
        for (text, ports) in [("161", &[161][..]), (" 161 ,1161", &[161, 1161]), ("0,65535", &[0, 65535])] {
            assert_eq!(Ports::from_text(text), Some(Ports(ports.to_vec())), "{text}");
        }
        for text in ["", ",", "161,", "65536", "-1", "161 1161", "snmp"] {
            assert_eq!(Ports::from_text(text), None, "{text}");
        }
        assert_eq!(Ports(vec![161, 1161]).to_string(), "161,1161");
        assert_eq!(Ports(Vec::new()).to_string(), "");
    }
}
