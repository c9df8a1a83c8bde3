//! Numbers, amounts and dates as each language writes them.

use colophon_model::Moment;
use wasm_bindgen::JsValue;

use crate::i18n::Locale;

/// Groups the digits of a decimal number and writes its point as the language does. Anything else is left as it is.
pub(crate) fn number(plain: &str, locale: Locale) -> String {
    let (whole, part) =
        plain.split_once('.').map_or((plain, None), |(whole, part)| (whole, Some(part)));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !part.is_none_or(digits) {
        return plain.to_owned();
    }
    let (gap, point) = match locale {
        Locale::Fr => ('\u{202f}', ','),
        Locale::En | Locale::Zh => (',', '.'),
    };
    let mut text = String::with_capacity(plain.len() * 2);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(gap);
        }
        text.push(digit);
    }
    if let Some(part) = part {
        text.push(point);
        text.push_str(part);
    }
    text
}

/// Millionths of the whole as a percentage without needless zeros: `33.3334 %`.
pub(crate) fn percent(millionths: u64, locale: Locale) -> String {
    let part = format!("{:04}", millionths % 10_000);
    let part = part.trim_end_matches('0');
    let dot = if part.is_empty() { "" } else { "." };
    let number = number(&format!("{}{dot}{part}", millionths / 10_000), locale);
    match locale {
        Locale::En | Locale::Zh => format!("{number}%"),
        Locale::Fr => format!("{number}\u{202f}%"),
    }
}

/// Bytes in the unit that a person would use.
pub(crate) fn bytes(count: u64, locale: Locale) -> String {
    let (unit, name) = match (count, locale) {
        (0..1_000, Locale::Fr) => return format!("{count}\u{a0}o"),
        (0..1_000, _) => return format!("{count}\u{a0}B"),
        (1_000..1_000_000, Locale::Fr) => (1_000, "ko"),
        (1_000..1_000_000, _) => (1_000, "kB"),
        (_, Locale::Fr) => (1_000_000, "Mo"),
        _ => (1_000_000, "MB"),
    };
    let tenths = count / (unit / 10);
    format!("{}\u{a0}{name}", number(&format!("{}.{}", tenths / 10, tenths % 10), locale))
}

/// An address or a hash with its middle left out.
pub(crate) fn short(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    match (letters.get(..6), letters.len().checked_sub(4).and_then(|at| letters.get(at..))) {
        (Some(head), Some(tail)) if letters.len() > 14 => {
            format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => text.to_owned(),
    }
}

/// How detailed a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    Day,
    Minute,
    Zone,
    Month,
}

/// The moment on this machine's clock.
pub(crate) fn date(moment: Moment, detail: Detail, locale: Locale) -> String {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds stay exact for 285,000 years")]
    let date = js_sys::Date::new(&JsValue::from_f64(moment.unix_millis() as f64));
    let options = js_sys::Object::new();
    let parts: &[(&str, &str)] = match detail {
        Detail::Day => &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
        Detail::Minute => &[
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
        Detail::Zone => &[
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
            ("timeZoneName", "long"),
        ],
        Detail::Month => &[("day", "numeric"), ("month", "short")],
    };
    for (name, value) in parts {
        // Setting a field of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    String::from(date.to_locale_string(locale.tag(), &options))
}

/// The moment for machines.
pub(crate) fn iso(moment: Moment) -> String {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds stay exact for 285,000 years")]
    let date = js_sys::Date::new(&JsValue::from_f64(moment.unix_millis() as f64));
    String::from(date.to_iso_string())
}

/// How unlikely chance is, out of a power of ten: `1 in a million million` would need words for each language, so it is
/// `1 : 10ⁿ` in digits that a screen reader can say.
pub(crate) fn odds(log10_p: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
    let zeros = (-log10_p).floor().clamp(0.0, 9_999.0) as u32;
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let check = |plain: &str, en: &str, fr: &str| {
            assert_eq!(number(plain, Locale::En), en, "{plain} in English");
            assert_eq!(number(plain, Locale::Fr), fr, "{plain} in French");
        };
        check("0", "0", "0");
        check("999.50", "999.50", "999,50");
        check("18204.55", "18,204.55", "18\u{202f}204,55");
        check("1000000", "1,000,000", "1\u{202f}000\u{202f}000");
        check("not known", "not known", "not known");
        check("-5", "-5", "-5");
    }

    #[test]
    fn percentages_are_exact_and_short() {
        let check = |millionths, en: &str, fr: &str| {
            assert_eq!(percent(millionths, Locale::En), en, "{millionths} in English");
            assert_eq!(percent(millionths, Locale::Fr), fr, "{millionths} in French");
        };
        check(0, "0%", "0\u{202f}%");
        check(1_000_000, "100%", "100\u{202f}%");
        check(333_334, "33.3334%", "33,3334\u{202f}%");
        check(125_000, "12.5%", "12,5\u{202f}%");
        check(1, "0.0001%", "0,0001\u{202f}%");
    }

    #[test]
    fn sizes_and_short_forms() {
        assert_eq!(bytes(999, Locale::En), "999\u{a0}B");
        assert_eq!(bytes(12_345_678, Locale::Fr), "12,3\u{a0}Mo");
        assert_eq!(short("0x7a5F00000000000000000000000000000000C9"), "0x7a5F…00C9");
        assert_eq!(short("0x7a…C9"), "0x7a…C9", "what is short stays");
        assert_eq!(odds(-12.7), 12);
        assert_eq!(odds(0.3), 0, "no chance is above one");
    }
}
