//! A plain reading with `quick-xml`: what the crate's own reader is compared with.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Texts of a document, by the path of the element: all characters other than
/// white space, in their order. Names are in upper case; attributes are members.
pub(super) type Texts = BTreeMap<String, String>;

/// Reads a whole document. `Err`: what `quick-xml` does not take for well-formed.
pub(super) fn read(text: &str) -> Result<Texts, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut path, mut texts, mut roots) = (Vec::new(), Texts::new(), 0);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => {
                roots += usize::from(path.is_empty());
                path.push(tag.name().as_ref().to_ascii_uppercase());
                attributes(&path, &tag, &mut texts)?;
            }
            Event::Empty(tag) => {
                roots += usize::from(path.is_empty());
                path.push(tag.name().as_ref().to_ascii_uppercase());
                attributes(&path, &tag, &mut texts)?;
                path.pop();
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => add(&path, &text.into_inner(), &mut texts),
            Event::CData(text) => add(&path, &text.into_inner(), &mut texts),
            Event::GeneralRef(name) => {
                let mut buffer = [0; 4];
                let c = resolve(&name.into_inner()).ok_or("a reference to nothing")?;
                // A blank is one also where it is a reference.
                add(&path, c.encode_utf8(&mut buffer), &mut texts);
            }
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if roots == 1 && path.is_empty() { Ok(texts) } else { Err(format!("{roots} roots")) }
}

fn attributes(path: &[String], tag: &BytesStart<'_>, texts: &mut Texts) -> Result<(), String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let path = format!("{}/{}", path.join("/"), attribute.key.as_ref().to_ascii_uppercase());
        let mut rest = &*attribute.value;
        while let Some((before, after)) = rest.split_once('&') {
            add(std::slice::from_ref(&path), before, texts);
            let (name, after) = after.split_once(';').ok_or("a bare ampersand")?;
            let mut buffer = [0; 4];
            let c = resolve(name).ok_or("a reference to nothing")?;
            add(std::slice::from_ref(&path), c.encode_utf8(&mut buffer), texts);
            rest = after;
        }
        add(&[path], rest, texts);
    }
    Ok(())
}

fn add(path: &[String], text: &str, texts: &mut Texts) {
    let mut shown = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).peekable();
    if shown.peek().is_some() && !path.is_empty() {
        texts.entry(path.join("/")).or_default().extend(shown);
    }
}

fn resolve(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
        }
    }
}
