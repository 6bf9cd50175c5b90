//! Files that are scripts: each calls what `assets/site.js` made, so that it works from a folder as well as from a
//! server.

use serde::Serialize;

/// A file that calls a function of the site's script with these arguments, which are a tuple. They are JSON that means
/// the same in every script: no end of one, no end of a line within a text.
pub(super) fn call(function: &str, arguments: &impl Serialize) -> Vec<u8> {
    let mut out = format!("cpdfolio.{function}").into_bytes();
    let open = out.len();
    if serde_json::to_writer(&mut out, arguments).is_err() {
        out.truncate(open);
        out.extend(b"[]");
    }
    // a tuple is written as a list; the arguments of a call stand in round brackets
    let close = out.len() - 1;
    (out[open], out[close]) = (b'(', b')');
    out.extend(b";\n");
    let mut text = String::from_utf8(out).unwrap_or_default();
    for (sign, escaped) in [('<', "\\u003c"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if text.contains(sign) {
            text = text.replace(sign, escaped);
        }
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_script_or_a_line_is_escaped() {
        let made = call("part", &("a (b) [c]", ["</script>", "\u{2028}\u{2029}"]));
        let expected = "cpdfolio.part(\"a (b) [c]\",[\"\\u003c/script>\",\"\\u2028\\u2029\"]);\n";
        assert_eq!(String::from_utf8(made).unwrap(), expected);
        assert_eq!(call("search", &(1,)), b"cpdfolio.search(1);\n");
    }
}
