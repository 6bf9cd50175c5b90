//! Web addresses that stand in a text without marks: where each begins and ends. They become links, as on code hosts.

use std::ops::Range;

use crate::signs::{PIECE, pieces};

/// So many bytes the words of a link, or its address, have at most.
const FARTHEST: usize = 1000;

/// May addresses stand in a text of Markdown without marks? Most do not: they are that of a link, `[words](https://…)`,
/// or stand between `<` and `>`.
pub(super) fn may_stand(text: &str) -> bool {
    let bytes = text.as_bytes();
    let colons = |from: usize| (from..bytes.len().min(from + PIECE)).filter(|at| bytes[*at] == b':');
    pieces(bytes, *b":").flat_map(colons).any(|at| {
        let rest = &text[at..];
        if !rest.starts_with("://") {
            return false;
        }
        let before = text[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        // no further than a link goes, so that a text of a million signs is read in time that grows with its length
        let is_link = before.strip_suffix("](").is_some_and(|before| {
            before.bytes().rev().take(FARTHEST).find(|b| matches!(b, b'[' | b'\n')) == Some(b'[')
                && rest.bytes().take(FARTHEST).find(|b| matches!(b, b')' | b'\n')) == Some(b')')
        });
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>');
        let is_marked = before.ends_with('<') && rest.chars().take(FARTHEST).find(|c| ends(*c)) == Some('>');
        !is_link && !is_marked
    })
}

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
    fn most_addresses_have_marks() {
        for marked in ["", "a [b](https://x.example/a_b) <https://y.example> c", "[a [b]](https://x.example \"T\")"] {
            assert!(!may_stand(marked), "{marked}");
        }
        for bare in [
            "see https://x.example",
            "(https://x.example)",
            "a](https://x.example)",
            "[a](https://x.example",
            "[https://x.example](https://x.example)",
            "<https://x.example and",
            "[a]: https://x.example",
        ] {
            assert!(may_stand(bare), "{bare}");
        }
    }

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
