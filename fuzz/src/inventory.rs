//! `glpi-inventory`.

pub mod hostile;
mod read;
mod repair;
mod roundtrip;
pub mod seeds;
mod verdict;

pub use read::read;
pub use repair::repair;
pub use roundtrip::roundtrip;
pub use verdict::verdict;

use glpi_inventory::Limits;

/// Small, so that all is quick.
const LIMITS: Limits = Limits::DEFAULT.with_document_len(64 << 10).with_findings(1000);

/// The input as a document, and as the members of a content.
fn documents(data: &[u8]) -> [Vec<u8>; 2] {
    let head = br#"{"deviceid":"d","content":{"versionclient":"v","#;
    [data.to_vec(), [&head[..], data, b"}}"].concat()]
}
