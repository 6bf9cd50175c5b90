//! Web addresses that stand in a text without marks: where each begins and ends. They become links, as on code hosts.

use std::ops::Range;

/// The addresses of a text, in order.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|n| from + n) {
        let start = ["https", "http"].iter().find_map(|scheme| {
            let start = at.checked_sub(scheme.len())?;
            let fits = start >= from && text.get(start..at)?.eq_ignore_ascii_case(scheme);
            let before = text[..start].chars().next_back();
            (fits && before.is_none_or(|c| !c.is_alphanumeric() && c != '/')).then_some(start)
        });
        let end = at + 3 + address_end(&text[at + 3..]);
        if let Some(start) = start.filter(|_| has_host(&text[at + 3..end])) {
            found.push(start..end);
        }
        from = end.max(at + 3);
    }
    found
}

/// Where what follows `https://` ends: at a space, and before the marks that end a sentence.
fn address_end(rest: &str) -> usize {
    let stops = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\');
    let mut end = rest.find(stops).unwrap_or(rest.len());
    while let Some(last) = rest[..end].chars().next_back() {
        let open = |a: char, b: char| rest[..end].matches(b).count() > rest[..end].matches(a).count();
        let is_mark = match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '”' | '…' => true,
            ')' => open('(', ')'),
            ']' => open('[', ']'),
            _ => false,
        };
        if !is_mark {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

/// Does it begin with the name of a host, which has a dot in it?
fn has_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let part = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.contains('.') && host.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_a_reader_ends_it() {
        for (text, expected) in [
            ("See https://x.example/a.", vec!["https://x.example/a"]),
            (
                "(https://x.example/a_(b)) and HTTP://y.example?q=1&r=2!",
                vec!["https://x.example/a_(b)", "HTTP://y.example?q=1&r=2"],
            ),
            ("https://x.example:8080/a,https is one", vec!["https://x.example:8080/a,https"]),
            ("xhttps://x.example https://localhost https://.example ftp://x.example", vec![]),
            ("https://x.example/ä/ö und „https://y.example“", vec!["https://x.example/ä/ö"]),
            ("://// https://", vec![]),
        ] {
            let found: Vec<&str> = addresses(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
