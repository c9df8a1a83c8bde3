//! XMP packets: XML, copied byte for byte but for the elements and attributes that must go.

use quick_xml::{
    events::{BytesStart, Event},
    name::{LocalName, ResolveResult},
    reader::NsReader,
};

use crate::keep::{Block, Filter, Why};

/// Larger packets do not describe a picture.
const MAX_PACKET: usize = 16 << 20;

/// Decides about a name: its namespace, its local part, the reason it must go and a name for the report.
type Rule = fn(namespace: &str, local: &str) -> Option<Why>;

/// Returns the packet without what `filter` does not keep, or nothing if it is unreadable.
pub(crate) fn clean(packet: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    clean_xml(packet, Block::Xmp, "XMP", xmp_rule, filter)
}

/// The same for iXML, the production notes of WAV files.
pub(crate) fn clean_ixml(chunk: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    clean_xml(chunk, Block::Broadcast, "iXML", ixml_rule, filter)
}

/// The packet without its pointer to extended XMP that does not come along.
pub(crate) fn without_extension(packet: &[u8]) -> Option<Vec<u8>> {
    let rule: Rule = |_, local| (local == "HasExtendedXMP").then_some(Why::Unplaceable);
    clean_xml(packet, Block::Xmp, "XMP", rule, &mut Filter::new(Default::default()))
}

fn xmp_rule(namespace: &str, local: &str) -> Option<Why> {
    const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
    const IPTC_CORE: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
    const IPTC_EXTENSION: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    let lower = local.to_ascii_lowercase();
    let location = lower.starts_with("gps")
        || lower.contains("latitude")
        || lower.contains("longitude")
        || lower.contains("geotag")
        || namespace.contains("wgs84_pos")
        || (namespace == PHOTOSHOP && matches!(local, "City" | "State" | "Country"))
        || (namespace == IPTC_CORE && matches!(local, "Location" | "CountryCode"))
        || (namespace == IPTC_EXTENSION && local.starts_with("Location"));
    if location {
        return Some(Why::Location);
    }
    if lower.contains("serialnumber") {
        return Some(Why::Serial);
    }
    let preview = (local == "Thumbnails" && namespace.starts_with("http://ns.adobe.com/xap/1.0/"))
        || namespace == "http://ns.adobe.com/xap/1.0/g/img/"
        || (local == "Data" && namespace == "http://ns.google.com/photos/1.0/image/");
    if preview {
        return Some(Why::Preview);
    }
    // Where a C2PA manifest kept elsewhere is to be found.
    (local == "provenance" && namespace == "http://purl.org/dc/terms/")
        .then_some(Why::PreviousManifest)
}

fn ixml_rule(_: &str, local: &str) -> Option<Why> {
    let lower = local.to_ascii_lowercase();
    if lower.starts_with("location") || lower.contains("gps") {
        Some(Why::Location)
    } else if lower.contains("serial") {
        Some(Why::Serial)
    } else {
        None
    }
}

fn clean_xml(
    bytes: &[u8],
    block: Block,
    name: &str,
    rule: Rule,
    filter: &mut Filter,
) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_PACKET);
    // A packet may be padded with zeros.
    let text = text.map(|text| text.trim_end_matches('\0'));
    let cleaned = text.and_then(|text| walk(text, block, rule, filter));
    match &cleaned {
        Some(_) => filter.kept(block, name),
        None => filter.dropped(block, name, Why::Damaged),
    }
    cleaned.map(String::into_bytes)
}

fn walk(text: &str, block: Block, rule: Rule, filter: &mut Filter) -> Option<String> {
    let mut reader = NsReader::from_str(text);
    let mut out = String::with_capacity(text.len());
    // How deep inside a dropped element the reader stands.
    let mut inside = 0usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let raw = text.get(start..usize::try_from(reader.buffer_position()).ok()?)?;
        match &event {
            Event::Eof => return (inside == 0).then_some(out),
            // Entities declared there could hide anything.
            Event::DocType(_) => return None,
            Event::Start(_) if inside > 0 => inside += 1,
            Event::End(_) if inside > 0 => inside -= 1,
            _ if inside > 0 => {}
            Event::Start(tag) | Event::Empty(tag) => {
                let empty = matches!(event, Event::Empty(_));
                if goes(
                    &mut Place { block, filter },
                    rule,
                    reader.resolver().resolve_element(tag.name()),
                ) {
                    inside = usize::from(!empty);
                } else {
                    let tag = attributes(tag, raw, empty, |name| {
                        let found = reader.resolver().resolve_attribute(name);
                        goes(&mut Place { block, filter }, rule, found)
                    });
                    out.push_str(&tag?);
                }
            }
            _ => out.push_str(raw),
        }
    }
}

struct Place<'f> {
    block: Block,
    filter: &'f mut Filter,
}

fn goes(
    place: &mut Place<'_>,
    rule: Rule,
    (namespace, local): (ResolveResult<'_>, LocalName<'_>),
) -> bool {
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => namespace.0,
        ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
    };
    let local: &str = local.as_ref();
    match rule(namespace, local) {
        Some(why) => !place.filter.decide(place.block, local, why),
        None => false,
    }
}

fn attributes(
    tag: &BytesStart<'_>,
    raw: &str,
    empty: bool,
    mut goes: impl FnMut(quick_xml::name::QName<'_>) -> bool,
) -> Option<String> {
    let mut staying = String::new();
    let mut dropped = false;
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.as_namespace_binding().is_none() && goes(attribute.key) {
            dropped = true;
            continue;
        }
        let value = &attribute.value;
        let quote = if value.contains('"') { '\'' } else { '"' };
        staying.push_str(&format!(" {}={quote}{value}{quote}", attribute.key.0));
    }
    if !dropped {
        return Some(raw.to_owned());
    }
    Some(format!("<{}{staying}{}>", tag.name().0, if empty { "/" } else { "" }))
}
