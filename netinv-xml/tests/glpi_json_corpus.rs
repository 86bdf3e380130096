//! The JSON form of real documents: what the PHP converter made of them, what
//! GLPI's schema says of ours, and that it can be read back.

use std::path::Path;

use netinv_xml::glpi_json::{self, Compat};
use netinv_xml::{Document, Limits};
use serde_json::Value;
use testkit::corpus;

fn parse(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("JSON")
}

/// Every document of a folder with what the PHP converter stored of it.
fn golden(test: &str, mut each: impl FnMut(&Path, &[u8], Value)) {
    let Some(root) = corpus::folder(test, "netinv") else { return };
    let golden = root.join("golden-json-php-1.2.3");
    let files = corpus::files(&golden, &["json"]);
    for path in &files {
        let xml = root.join(path.strip_prefix(&golden).expect("below it")).with_extension("xml");
        each(path, &corpus::read(&xml), parse(&corpus::read(path)));
    }
    corpus::covered(test, files.len());
}

// NIX-J01 to NIX-J12
#[test]
fn php_is_reproduced() {
    let mut different = Vec::new();
    golden("php_is_reproduced", |path, xml, golden| {
        let document = Document::decode(xml, &Limits::DEFAULT).expect("a document");
        match glpi_json::convert(document.message(), Compat::Php) {
            Ok(made) if parse(made.documents()[0].as_bytes()) == golden => {}
            Ok(made) => different.push(format!("{}: {:.3000}", path.display(), made.documents()[0])),
            Err(error) => different.push(format!("{}: {error}", path.display())),
        }
    });
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
