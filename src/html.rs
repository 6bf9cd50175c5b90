//! Texts as HTML: the one place where characters are escaped, and the type that says it was done.
//!
//! What is [`Html`] is printed by templates as it stands, and everything else escaped: the type says
//! which, and no template does.

use std::fmt::Write;

use serde::Serialize;
use tera::Value;

/// HTML that is safe to put into a page as it stands: made by escaping, or by [`crate::markdown`].
///
/// Held as templates take it: giving it to many pages copies nothing.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Html(Value);

impl Default for Html {
    fn default() -> Self {
        Self(Value::safe_string(""))
    }
}

impl PartialEq for Html {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Html {}

impl Html {
    /// A text, escaped.
    pub fn text(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        escape(&mut out, text);
        Self::trusted(&out)
    }

    /// A sentence, escaped, in which `this-id` is set as code. Only what can be an id is: the words of others may
    /// have backticks of their own.
    pub fn coded(sentence: &str) -> Self {
        let sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        let is_id = |part: &str| part.len() > 1 && part.bytes().all(sign);
        let (mut out, mut rest) = (String::with_capacity(sentence.len()), sentence);
        while let Some((before, after)) = rest.split_once('`') {
            escape(&mut out, before);
            rest = after;
            match after.split_once('`').filter(|(part, _)| is_id(part)) {
                Some((part, after)) => {
                    out.extend(["<code>", part, "</code>"]);
                    rest = after;
                }
                None => out.push('`'),
            }
        }
        escape(&mut out, rest);
        Self::trusted(&out)
    }

    /// Takes HTML as it is: only for code that has escaped every part of it.
    pub(crate) fn trusted(html: &str) -> Self {
        Self(Value::safe_string(html))
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }

    /// Is there anything?
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

/// Adds a text so that it means itself, in content and in quoted attributes alike.
pub(crate) fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Adds a path or address for use in a quoted attribute: what an address cannot hold is
/// percent-encoded, the rest escaped.
pub(crate) fn escape_url(out: &mut String, url: &str) {
    out.reserve(url.len());
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            byte if byte.is_ascii_alphanumeric() || b"-_.~!#$%()*+,/:;=?@".contains(&byte) => {
                out.push(char::from(byte));
            }
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
}

/// A path of the output as a relative address: every byte that has a meaning in an address is
/// percent-encoded, so that a page called `50%.html` or `a#b` is found.
pub(crate) fn path_url(path: &str) -> String {
    // a table: each page has a dozen addresses
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte: u8 = 0;
        while byte < 128 {
            plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
            byte += 1;
        }
        plain
    };
    let plain = |byte: u8| PLAIN[usize::from(byte)];
    // every byte is looked at before anybody decides: quicker than to stop at the first
    if path.bytes().fold(true, |all, byte| all & plain(byte)) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_themselves() {
        assert_eq!(Html::text("<a href=\"x\" o='1'>&é").as_str(), "&lt;a href=&quot;x&quot; o=&#39;1&#39;&gt;&amp;é");
        let sentence = "`total` becomes <8> `hours, `a`b` it";
        assert_eq!(Html::coded(sentence).as_str(), "<code>total</code> becomes &lt;8&gt; `hours, `a`b` it");
        assert_eq!(path_url("a b/é%#.html"), "a%20b/%C3%A9%25%23.html");
        let mut out = String::new();
        escape_url(&mut out, "https://x.example/?a=1&b=\"<é");
        assert_eq!(out, "https://x.example/?a=1&amp;b=%22%3C%C3%A9");
    }
}
