//! Memory that a large document takes.

use std::fmt::Write as _;

use netinv_xml::{Checked, Document, Limits, Message, Part};
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

/// A switch with 4000 interfaces and 440 000 learnt addresses: about 20 MB.
fn large() -> String {
    let mut xml = String::with_capacity(21 << 20);
    xml.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<REQUEST>\n  <CONTENT>\n    <DEVICE>\n      <PORTS>\n",
    );
    for port in 0..4000_u32 {
        xml.push_str("        <PORT>\n          <CONNECTIONS>\n            <CONNECTION>\n");
        for address in 0..110_u32 {
            let [a, b, c, d] = (port * 110 + address).to_be_bytes();
            let _ = writeln!(xml, "              <MAC>02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}</MAC>");
        }
        xml.push_str("            </CONNECTION>\n          </CONNECTIONS>\n");
        let _ = writeln!(xml, "          <IFNUMBER>{port}</IFNUMBER>\n        </PORT>");
    }
    xml.push_str("      </PORTS>\n    </DEVICE>\n  </CONTENT>\n  <QUERY>SNMPQUERY</QUERY>\n</REQUEST>\n");
    xml
}

/// NIX-052
#[test]
fn a_document_of_twenty_megabytes() {
    let xml = large();
    assert!(xml.len() > 18 << 20, "{} bytes", xml.len());

    // Walked, it takes a few kilobytes, whatever its size.
    let (walked, used) = METER.measure(|| {
        let checked = Checked::decode(xml.as_bytes(), &Limits::DEFAULT).expect("well-formed");
        let parts = checked.walk(&Limits::DEFAULT).expect("within bounds");
        let mut found = (0, 0);
        for part in parts {
            if let Part::Port(port) = part.expect("a part") {
                found.0 += 1;
                found.1 +=
                    port.connections.iter().flat_map(|c| &c.connections).map(|c| c.macs.len()).sum::<usize>();
            }
        }
        found
    });
    assert_eq!(walked, (4000, 440_000));
    assert!(used.peak < 64 << 10, "{used:?}");

    // Read as a whole, it takes what the values take: 24 bytes a text, and the
    // room that growing lists leave.
    let (document, used) =
        METER.measure(|| Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("well-formed"));
    assert!(used.peak < 2 * xml.len(), "{used:?}");

    // Written, it takes its own length once more.
    let (written, used) = METER.measure(|| {
        let mut written = Vec::with_capacity(xml.len());
        document.encode(&mut written).expect("writable");
        written
    });
    assert!(written == xml.as_bytes());
    assert!(used.peak < xml.len() + (64 << 10), "{used:?}");

    // What has to be repaired is copied once before it is walked.
    let broken = xml.replacen("<IFNUMBER>7<", "<IFNUMBER>&<", 1);
    let (ports, used) = METER.measure(|| {
        let checked = Checked::decode(broken.as_bytes(), &Limits::DEFAULT).expect("repaired");
        assert_eq!(checked.repairs().len(), 1);
        let parts = checked.walk(&Limits::DEFAULT).expect("within bounds");
        parts.filter(|part| matches!(part, Ok(Part::Port(_)))).count()
    });
    assert_eq!(ports, 4000);
    assert!(used.peak < broken.len() + broken.len() / 8, "{used:?}");

    // Empty elements are the most that a byte can ask for.
    let empty = format!(
        "<REQUEST><CONTENT><DEVICE><PORTS>{}</PORTS></DEVICE></CONTENT></REQUEST>",
        "<PORT/>".repeat(1 << 16)
    );
    let limits = Limits::DEFAULT.with_elements(1000);
    let (result, used) = METER.measure(|| Document::decode(empty.as_bytes(), &limits).is_err());
    assert!(result && used.peak < 4 << 20, "{used:?}");
    assert!(matches!(document.message(), Message::Inventory(_)));
}
