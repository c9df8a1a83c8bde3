//! Strings out of a stranger's manifest, made safe to show: short, one line, and with nothing that hides or reorders.

/// `text` without control, bidirectional, invisible and tag characters, cut at `limit` characters.
///
/// Zero-width joiners stay, since scripts and emoji need them; nothing that moves text around does (Unicode TR 36, 3.2).
pub(crate) fn plain(text: &str, limit: usize) -> String {
    let mut kept = text.chars().map(|c| if is_break(c) { ' ' } else { c }).filter(|c| shows(*c));
    let mut out: String = kept.by_ref().take(limit).collect();
    if kept.next().is_some() {
        out.push('…');
    }
    out.trim().to_owned()
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}')
}

fn shows(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, limit: usize, want: &str) {
        assert_eq!(plain(text, limit), want, "plain form of {text:?}");
    }

    #[test]
    fn nothing_hides_reorders_or_runs_on() {
        check("Tide, II", 80, "Tide, II");
        check("evil\u{202e}gnp.exe", 80, "evilgnp.exe");
        check("a\u{200b}b\u{0}c\u{1b}[31m", 80, "abc[31m");
        check("one\r\ntwo\u{2028}three", 80, "one  two three");
        check("tag\u{e0041}ged", 80, "tagged");
        check("👩\u{200d}🎨 海", 80, "👩\u{200d}🎨 海");
        check("abcdef", 3, "abc…");
        check("  x  ", 80, "x");
    }
}
