//! The payloads: made-up messages in the layout of real programs, the same in every
//! run.

pub mod glpi;
pub mod inedo;
pub mod inventory;
mod json;
pub mod netinv;
pub mod oco;
mod random;
pub mod zbx;

use std::io::{self, Write};
use std::path::Path;

/// Writes all payloads in the scoreboard's sizes; returns the names and lengths of the files.
///
/// # Errors
/// If a file cannot be written.
pub fn write_all(folder: &Path) -> io::Result<Vec<(String, usize)>> {
    let zbx = zbx::proxy_data(zbx::ROWS);
    let glpi = glpi::inventory(glpi::PROGRAMS);
    let files = [
        ("zbx-proxy-data.frame", zbx::compressed_frame(&zbx)),
        ("zbx-proxy-data.json", zbx),
        ("glpi-inventory.json.zlib", zlib(&glpi)),
        ("glpi-inventory.json", glpi),
        ("inventory.json", inventory::inventory(inventory::PROGRAMS, true, None)),
        ("glpi-contact.json", glpi::contact()),
        ("oco-update.json", oco::update(oco::PROGRAMS)),
        ("netinv-result.xml", netinv::result(netinv::PORTS)),
        ("inedo-64.frames", inedo::plain(inedo::FRAMES, 64)),
        ("inedo-16k.aes-frames", inedo::aes(16, inedo::AES_DATA)),
    ];
    std::fs::create_dir_all(folder)?;
    let mut written = Vec::new();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), &bytes)?;
        written.push((name.to_owned(), bytes.len()));
    }
    Ok(written)
}

/// Compresses `bytes` to a zlib stream with the usual level 6.
#[must_use]
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory")
}
