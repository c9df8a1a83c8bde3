//! Text chunks, which carry XMP and, from older tools, EXIF and IPTC written out in hexadecimal.

use std::borrow::Cow;

use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};

use crate::{
    exif,
    id3::field_concern,
    iptc,
    keep::{Block, Filter, Why},
    photoshop, xmp,
};

const XMP: &str = "XML:com.adobe.xmp";
const RAW_PROFILE: &str = "Raw profile type ";
const MAX_INFLATED: usize = 64 << 20;

/// Returns the chunk's data without what `filter` does not keep, or nothing.
pub(super) fn clean<'a>(
    name: [u8; 4],
    data: &'a [u8],
    filter: &mut Filter,
) -> Option<Cow<'a, [u8]>> {
    let split = data.iter().position(|byte| *byte == 0).filter(|at| *at < 80);
    let Some(split) = split else {
        filter.dropped(Block::Text, crate::bytes::fourcc(name), Why::Damaged);
        return None;
    };
    let keyword: String = data[..split].iter().map(|byte| char::from(*byte)).collect();
    let rest = &data[split + 1..];
    if keyword == XMP && &name == b"iTXt" {
        return clean_xmp(data, split, filter).map(Cow::Owned);
    }
    if let Some(kind) = keyword.strip_prefix(RAW_PROFILE) {
        return clean_profile(name, data, split, kind, filter);
    }
    if let Some(why) = field_concern(keyword.trim_start_matches("exif:")) {
        return filter.decide(Block::Text, &keyword, why).then_some(Cow::Borrowed(data));
    }
    if rest.is_empty() && &name == b"zTXt" {
        filter.dropped(Block::Text, keyword, Why::Damaged);
        return None;
    }
    filter.kept(Block::Text, keyword);
    Some(Cow::Borrowed(data))
}

/// iTXt: keyword, compression flag and method, language, translated keyword, text.
fn clean_xmp(data: &[u8], split: usize, filter: &mut Filter) -> Option<Vec<u8>> {
    let text = (|| {
        let (compressed, rest) = (*data.get(split + 1)? != 0, data.get(split + 3..)?);
        let language = rest.iter().position(|byte| *byte == 0)?;
        let rest = &rest[language + 1..];
        let translated = rest.iter().position(|byte| *byte == 0)?;
        let text = &rest[translated + 1..];
        if compressed {
            decompress_to_vec_zlib_with_limit(text, MAX_INFLATED).ok()
        } else {
            Some(text.to_vec())
        }
    })();
    let Some(text) = text else {
        filter.dropped(Block::Xmp, "XMP", Why::Damaged);
        return None;
    };
    let cleaned = xmp::clean(&text, filter)?;
    let mut out = data[..=split].to_vec();
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&cleaned);
    Some(out)
}

/// ImageMagick's form: a name, the length in decimal, then hexadecimal digits in lines.
fn clean_profile<'a>(
    name: [u8; 4],
    data: &'a [u8],
    split: usize,
    kind: &str,
    filter: &mut Filter,
) -> Option<Cow<'a, [u8]>> {
    let text = match &name {
        b"tEXt" => Some(data[split + 1..].to_vec()),
        b"zTXt" => data
            .get(split + 2..)
            .and_then(|packed| decompress_to_vec_zlib_with_limit(packed, MAX_INFLATED).ok()),
        _ => None,
    };
    let Some(profile) = text.as_deref().and_then(decode_profile) else {
        filter.dropped(Block::Other, format!("{RAW_PROFILE}{kind}"), Why::Damaged);
        return None;
    };
    let cleaned = match kind {
        "exif" | "APP1" | "app1" => {
            if let Some(tiff) = profile.strip_prefix(b"Exif\0\0") {
                exif::clean(tiff, filter).map(|tiff| [b"Exif\0\0", &*tiff].concat())
            } else if profile.starts_with(b"http://ns.adobe.com/xap/1.0/\0") {
                let (head, packet) = profile.split_at(29);
                xmp::clean(packet, filter).map(|packet| [head, &*packet].concat())
            } else {
                exif::clean(&profile, filter)
            }
        }
        "xmp" => xmp::clean(&profile, filter),
        "iptc" | "8bim" if profile.starts_with(b"8BIM") => photoshop::clean(&profile, filter),
        "iptc" => iptc::clean(&profile, filter),
        "icc" | "icm" => {
            filter.kept(Block::Icc, "ICC");
            Some(profile.clone())
        }
        _ => filter
            .decide(Block::Other, &format!("{RAW_PROFILE}{kind}"), Why::Opaque)
            .then(|| profile.clone()),
    }?;
    if cleaned == profile {
        return Some(Cow::Borrowed(data));
    }
    let text = encode_profile(kind, &cleaned);
    let mut out = data[..=split].to_vec();
    if &name == b"zTXt" {
        out.push(0);
        out.extend_from_slice(&compress_to_vec_zlib(&text, 6));
    } else {
        out.extend_from_slice(&text);
    }
    Some(Cow::Owned(out))
}

fn decode_profile(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim_start();
    let (_, rest) = text.split_once('\n')?;
    let rest = rest.trim_start();
    let (length, digits) = rest.split_once('\n')?;
    let length: usize = length.trim().parse().ok()?;
    let nibbles: Vec<u8> = digits
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    (bytes.len() == length).then_some(bytes)
}

fn encode_profile(kind: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = format!("\n{kind}\n{:8}", bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if index % 36 == 0 {
            text.push('\n');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text.push('\n');
    text.into_bytes()
}
