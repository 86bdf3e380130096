//! Evidence of a captured acknowledgement on open questions of the protocol.

use std::fmt;

use inedo_wire::{Acknowledgement, Assumptions, Encryption, ProtocolVersion, ReportedVersion, VersionField};

/// The evidence of a captured acknowledgement for or against one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The open question, by its name in the table of `inedo-wire`'s README.
    pub statement: &'static str,
    /// The reading that was tried.
    pub reading: &'static str,
    /// The result.
    pub verdict: Verdict,
    /// The reason for the result.
    pub because: String,
}

/// The result of trying a reading on a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Expected by this reading and by no other.
    Supports,
    /// Impossible under this reading.
    Contradicts,
    /// Possible under this reading and under others.
    Fits,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Fits => "fits",
        })
    }
}

/// Returns the readings that a captured acknowledgement supports or contradicts (INW-016).
///
/// `bytes` is everything an agent sent between a hello in .NET's Guid order and the
/// client's next byte. An agent is silent until it is spoken to, so the length alone
/// settles much. The capture has to be whole: wait a second before ending it.
pub fn probe(bytes: &[u8]) -> Vec<Finding> {
    let mut findings = vec![guid_order(bytes)];
    let Some(encryption) = bytes.first().and_then(|&mode| encryption(mode)) else {
        return findings;
    };
    let fits = |field| Acknowledgement::wire_len(encryption, field) == bytes.len();
    for (reading, field) in [("four int32", VersionField::FourInt32), ("one int32", VersionField::OneInt32)] {
        let expected = Acknowledgement::wire_len(encryption, field);
        findings.push(Finding {
            statement: "version field",
            reading,
            verdict: if fits(field) { Verdict::Supports } else { Verdict::Contradicts },
            because: format!(
                "with encryption {encryption} this reading has {expected} bytes, the capture has {}",
                bytes.len()
            ),
        });
    }
    for field in [VersionField::FourInt32, VersionField::OneInt32].into_iter().filter(|&field| fits(field)) {
        let assumptions = Assumptions::DEFAULT.with_version_field(field);
        match Acknowledgement::decode(bytes, &assumptions) {
            Ok(Some(acknowledgement)) => findings.push(echo(&acknowledgement, assumptions.first_v2_agent())),
            Ok(None) => {}
            Err(error) => findings.push(Finding {
                statement: "version field",
                reading: "four int32",
                verdict: Verdict::Contradicts,
                because: error.to_string(),
            }),
        }
    }
    findings
}

fn guid_order(bytes: &[u8]) -> Finding {
    let (verdict, because) = match bytes.first().map(|&mode| (mode, encryption(mode))) {
        None => (
            Verdict::Contradicts,
            "an agent answers a hello that it recognises, but there was no answer".to_owned(),
        ),
        Some((mode, None)) => (
            Verdict::Fits,
            format!("something answered, but {mode} is not an encryption mode: is it an agent?"),
        ),
        Some((_, Some(encryption))) => (
            Verdict::Supports,
            format!(
                "an agent hangs up on an id that it does not recognise; this one asks for encryption {encryption}"
            ),
        ),
    };
    Finding { statement: "Guid order", reading: ".NET's order", verdict, because }
}

/// Returns the meaning of the number, which depends on the agent's version.
fn echo(acknowledgement: &Acknowledgement, first_v2_agent: i32) -> Finding {
    let field = acknowledgement.field;
    let (verdict, because) = match (acknowledgement.version, ProtocolVersion::from_number(field)) {
        (ReportedVersion::Four(agent), version) if agent.major < first_v2_agent => match version {
            Some(ProtocolVersion::V2) => (
                Verdict::Supports,
                format!("agent {agent} does not know version 2, so 2000 is an echo of the offer"),
            ),
            _ => (
                Verdict::Fits,
                format!("agent {agent} does not know version 2, so {field} is a session id that it chose"),
            ),
        },
        (version, Some(protocol)) => {
            (Verdict::Fits, format!("agent {version} answers {field}: protocol {protocol} is agreed"))
        }
        (version, None) => {
            (Verdict::Contradicts, format!("agent {version} answers {field}, which is not a version"))
        }
    };
    Finding { statement: "v1 echo", reading: "number = version from agent 43 on", verdict, because }
}

const fn encryption(mode: u8) -> Option<Encryption> {
    match mode {
        0 => Some(Encryption::None),
        1 => Some(Encryption::Ssl),
        2 => Some(Encryption::Aes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(bytes: &[u8]) -> Vec<(&'static str, &'static str, Verdict)> {
        probe(bytes)
            .into_iter()
            .map(|finding| (finding.statement, finding.reading, finding.verdict))
            .collect()
    }

    fn capture(mode: u8, numbers: &[i32]) -> Vec<u8> {
        let iv = if mode == 2 { vec![7; 16] } else { Vec::new() };
        [vec![mode], iv, numbers.iter().flat_map(|number| number.to_le_bytes()).collect()].concat()
    }

    #[test]
    fn the_length_tells_the_version_field() {
        // INW-016
        for (bytes, four, one) in [
            (capture(0, &[2000, 51, 0, 0, 0]), Verdict::Supports, Verdict::Contradicts),
            (capture(1, &[2000, 51, 0, 0, 0]), Verdict::Supports, Verdict::Contradicts),
            (capture(2, &[2000, 51, 0, 0, 0]), Verdict::Supports, Verdict::Contradicts),
            (capture(0, &[2000, 51 << 24]), Verdict::Contradicts, Verdict::Supports),
            (capture(2, &[2000, 51 << 24]), Verdict::Contradicts, Verdict::Supports),
            (capture(0, &[2000, 51, 0]), Verdict::Contradicts, Verdict::Contradicts),
        ] {
            let verdicts = verdicts(&bytes);
            assert!(verdicts.contains(&("version field", "four int32", four)), "{verdicts:?}");
            assert!(verdicts.contains(&("version field", "one int32", one)), "{verdicts:?}");
        }
    }

    #[test]
    fn an_old_agents_echo_supports_the_rule_and_a_foreign_number_contradicts_it() {
        let rule =
            |bytes: &[u8]| probe(bytes).into_iter().find(|f| f.statement == "v1 echo").unwrap().verdict;
        assert_eq!(rule(&capture(0, &[2000, 42, 0, 0, 0])), Verdict::Supports);
        assert_eq!(rule(&capture(0, &[2000, 43, 0, 0, 0])), Verdict::Fits);
        assert_eq!(rule(&capture(0, &[7, 42, 0, 0, 0])), Verdict::Fits);
        assert_eq!(rule(&capture(0, &[2000, 51, 0, 0, 0])), Verdict::Fits);
        assert_eq!(rule(&capture(0, &[7, 51, 0, 0, 0])), Verdict::Contradicts);
    }

    #[test]
    fn silence_speaks_against_the_guid_order() {
        assert_eq!(verdicts(&[]), [("Guid order", ".NET's order", Verdict::Contradicts)]);
        assert_eq!(verdicts(&[0x48]), [("Guid order", ".NET's order", Verdict::Fits)]);
    }

    #[test]
    fn verdicts_are_displayed_in_words() {
        let words =
            [Verdict::Supports, Verdict::Contradicts, Verdict::Fits].map(|verdict| verdict.to_string());
        assert_eq!(words, ["supports", "contradicts", "fits"]);
    }

    #[test]
    fn every_finding_names_a_row_of_the_readme() {
        let readme = include_str!("../../../../inedo-wire/README.md");
        for finding in [probe(&[]), probe(&capture(2, &[2000, 51, 0, 0, 0]))].concat() {
            let row = format!("\n| **{}**: ", finding.statement);
            assert!(readme.contains(&row), "{finding:?}");
        }
    }
}
