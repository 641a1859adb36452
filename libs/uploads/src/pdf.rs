//! PDF: every object is looked at, wherever it stands, for what makes a document do something by itself.
//!
//! Two looks, because readers do not agree on what belongs to a broken file: once through the objects that the file's own tables name,
//! unpacked within bounds; once over the bytes, whatever the tables say, for the names that such things cannot do without.

use lopdf::{Document, LoadOptions, Object};

use crate::Problem;

/// Pages of a document.
pub(crate) const MOST_PAGES: usize = 500;
/// Bytes that one part may unpack to.
const MOST_UNPACKED: usize = 64 << 20;
/// More than any office program writes within 10 MiB.
const MOST_OBJECTS: usize = 200_000;

/// Keys that no quiet document has.
const ACTING_KEYS: &[&[u8]] = &[b"JS", b"JavaScript", b"XFA", b"EmbeddedFiles", b"EF", b"RichMediaContent"];
/// What a document may be told to do, and is not to.
const ACTIONS: &[&[u8]] =
    &[b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"GoToE", b"Rendition", b"RichMediaExecute", b"Sound", b"Movie"];
/// What a part may be.
const ACTING_PARTS: &[&[u8]] = &[b"EmbeddedFile", b"FileAttachment", b"RichMedia", b"3D"];
/// Long enough not to stand in packed bytes by chance.
const TELLTALE: &[&[u8]] = &[b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA"];

pub(crate) fn check(content: &[u8]) -> Result<(), Problem> {
    if names(content).any(|name| name == b"Encrypt") {
        return Err(Problem::Locked);
    }
    if names(content).any(|name| TELLTALE.contains(&name.as_slice())) {
        return Err(Problem::Acts);
    }
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(content, options).map_err(|_| Problem::Broken)?;
    if document.trailer.has(b"Encrypt") {
        return Err(Problem::Locked);
    }
    if document.objects.len() > MOST_OBJECTS {
        return Err(Problem::TooLong);
    }
    if document.objects.values().any(|object| acts(&document, object)) {
        return Err(Problem::Acts);
    }
    check_packed(content, &document)?;
    match document.get_pages().len().max(pages_listed(&document)) {
        0 => Err(Problem::Broken),
        1..=MOST_PAGES => Ok(()),
        _ => Err(Problem::TooLong),
    }
}

/// Streams of packed objects are all known to the tables, all open, and say nothing that a quiet document does not.
fn check_packed(content: &[u8], document: &Document) -> Result<(), Problem> {
    let packed = document.objects.values().filter_map(|object| object.as_stream().ok()).filter(|stream| stream.dict.has_type(b"ObjStm"));
    let mut known = 0;
    for stream in packed {
        let unpacked = stream.decompressed_content_with_limit(MOST_UNPACKED).map_err(|_| Problem::Broken)?;
        if names(&unpacked).any(|name| TELLTALE.contains(&name.as_slice())) {
            return Err(Problem::Acts);
        }
        known += 1;
    }
    // One that could not be opened, or that no table names, may open elsewhere.
    if names(content).filter(|name| name == b"ObjStm").count() > known { Err(Problem::Broken) } else { Ok(()) }
}

/// How often pages are listed: the same one many times is as many for whoever looks at the document.
fn pages_listed(document: &Document) -> usize {
    let nodes = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|node| node.has_type(b"Pages"));
    nodes.filter_map(|node| node.get(b"Kids").and_then(Object::as_array).ok()).map(Vec::len).sum()
}

/// Whether an object, or one that stands inside it, does something by itself.
fn acts(document: &Document, object: &Object) -> bool {
    let mut left = vec![object];
    while let Some(object) = left.pop() {
        let entries = match object {
            Object::Array(items) => {
                left.extend(items);
                continue;
            }
            Object::Dictionary(entries) => entries,
            Object::Stream(stream) => &stream.dict,
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::String(..)
            | Object::Reference(_) => continue,
        };
        for (key, value) in entries {
            let named = |names: &[&[u8]]| value.as_name().is_ok_and(|name| names.contains(&name));
            let acts = match key.as_slice() {
                b"S" => named(ACTIONS),
                b"Type" | b"Subtype" => named(ACTING_PARTS),
                b"OpenAction" => !only_goes_somewhere(document, value),
                key => ACTING_KEYS.contains(&key),
            };
            if acts {
                return true;
            }
            left.push(value);
        }
    }
    false
}

/// What a document does when it is opened may be to show a place of itself.
fn only_goes_somewhere(document: &Document, action: &Object) -> bool {
    match document.dereference(action) {
        Ok((_, Object::Array(_) | Object::Name(_) | Object::String(..))) => true,
        Ok((_, Object::Dictionary(action))) => action.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"GoTo"),
        Ok(_) | Err(_) => false,
    }
}

/// Everything in the bytes that reads as a name, `#4A` and the like written out.
fn names(content: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let starts = content.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(place, _)| place + 1);
    starts.map(|start| {
        let rest = &content[start..];
        let end = rest.iter().take(64).position(|byte| !is_regular(*byte)).unwrap_or(rest.len().min(64));
        written_out(&rest[..end])
    })
}

fn is_regular(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"()<>[]{}/%".contains(&byte)
}

fn written_out(name: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut written = Vec::with_capacity(name.len());
    let mut place = 0;
    while place < name.len() {
        match (name[place], digit(name.get(place + 1)), digit(name.get(place + 2))) {
            (b'#', Some(high), Some(low)) => {
                written.push(high << 4 | low);
                place += 3;
            }
            (byte, _, _) => {
                written.push(byte);
                place += 1;
            }
        }
    }
    written
}
