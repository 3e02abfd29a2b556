//! E-mail addresses.

/// `@` (or its percent encoding) after a letter or digit and before a name with a dot in it.
pub(super) fn is_in(text: &str) -> bool {
    // 0xEF begins a full-width @.
    if !text.bytes().any(|byte| matches!(byte, b'@' | b'%' | 0xef)) {
        return false;
    }
    let text = text.replace("%40", "@").replace('\u{ff20}', "@");
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let domain = text[at + 1..].split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).next();
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '"'))
            && domain.is_some_and(is_domain)
    })
}

fn is_domain(name: &str) -> bool {
    name.trim_matches('.').rsplit_once('.').is_some_and(|(host, last)| {
        !host.is_empty() && last.len() > 1 && last.chars().all(char::is_alphabetic)
    })
}
