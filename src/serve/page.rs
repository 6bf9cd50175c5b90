//! What is added to a page on its way to the browser: the script that keeps it up to date, and leave
//! for that script to listen. The files of the build stay as they are.

use axum::http::HeaderValue;

use super::snapshot::Trouble;
use crate::html::escape;

/// Where our own files stand.
pub(super) const OWN: &str = "/__cpdfolio/";

/// The policy of every answer: the pages' own, and listening to us.
pub(super) const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The policy of a document that the browser's own viewer shows.
pub(super) const VIEWER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

/// A page with the script that keeps it up to date; `seen` and `look` stand for what the browser has.
pub(super) fn live(html: &str, seen: &str, look: &str) -> String {
    let mut out = String::with_capacity(html.len() + 200);
    let (head, body) = html.split_at(find_ignoring_case(html, "<body").unwrap_or(0));
    allow_listening(&mut out, head);
    let end = body.rfind("</body>").or_else(|| body.rfind("</BODY>")).unwrap_or(body.len());
    out.push_str(&body[..end]);
    out.push_str(&format!("<script src=\"{OWN}reload.js\" data-seen=\"{seen}\" data-look=\"{look}\"></script>\n"));
    out.push_str(&body[end..]);
    out
}

/// Adds `connect-src 'self'` to the policy that the page itself states: of two policies, a browser
/// keeps both.
fn allow_listening(out: &mut String, head: &str) {
    let mut rest = head;
    while let Some(at) = find_ignoring_case(rest, "http-equiv=\"content-security-policy\"") {
        let start = rest[..at].rfind('<').unwrap_or(at);
        let end = at + rest[at..].find('>').unwrap_or(rest.len() - at);
        let value = find_ignoring_case(&rest[start..end], "content=\"").map_or(end, |n| start + n + "content=\"".len());
        out.push_str(&rest[..value]);
        if value < end {
            out.push_str("connect-src 'self'; ");
        }
        out.push_str(&rest[value..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|part| part.eq_ignore_ascii_case(what.as_bytes()))
}

/// The page for an address where nothing is stands at the top, and is shown anywhere: its relative
/// links start at the top, and so do those that start where the site will stand, at `base`.
pub(super) fn rooted(html: &str, base: &str) -> String {
    let mut out = String::with_capacity(html.len() + 100);
    let mut rest = html;
    while let Some((at, name)) = [" href=\"", " src=\""].iter().filter_map(|n| Some((rest.find(n)?, n))).min() {
        let (before, after) = rest.split_at(at + name.len());
        out.push_str(before);
        let value = &after[..after.find('"').unwrap_or(after.len())];
        let below = value.strip_prefix(base).filter(|_| !base.is_empty());
        if below.is_some() || !value.starts_with(['/', '#', '?']) && !value.contains(':') {
            out.push('/');
        }
        rest = &after[value.len() - below.unwrap_or(value).len()..];
    }
    out.push_str(rest);
    out
}

/// The page that is shown while there is no build: the same as `check` prints.
pub(super) fn of_trouble(trouble: &Trouble) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>",
    );
    escape(&mut page, &trouble.title);
    page.push_str(&format!(
        "</title>\n<link rel=\"stylesheet\" href=\"{OWN}preview.css\">\n</head>\n<body>\n<main>\n<h1>"
    ));
    escape(&mut page, &trouble.title);
    page.push_str("</h1>\n<pre tabindex=\"0\">");
    escape(&mut page, &trouble.text);
    page.push_str("</pre>\n<p>This page comes up by itself when that is put right.</p>\n</main>\n</body>\n</html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let html = "<head></head><body>a</body> <!-- --></body></html>";
        let tag = "<script src=\"/__cpdfolio/reload.js\" data-seen=\"1\" data-look=\"2\"></script>\n";
        assert_eq!(live(html, "1", "2"), html.replace("--></body>", &format!("-->{tag}</body>")));
        assert_eq!(live("x", "1", "2"), format!("x{tag}"));
    }

    #[test]
    fn the_pages_own_policy_lets_the_script_listen() {
        let head = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><title>content=\"</title>";
        let live = live(&format!("{head}<body>http-equiv=\"Content-Security-Policy\" content=\"</body>"), "", "");
        assert!(live.starts_with(&head.replace("default-src", "connect-src 'self'; default-src")), "{live}");
        assert_eq!(live.matches("connect-src").count(), 1);
        let turned = "<meta content=\"x\" HTTP-EQUIV=\"content-security-policy\"><body>";
        assert!(super::live(turned, "", "").starts_with("<meta content=\"connect-src 'self'; x\""));
        let none = "<meta http-equiv=\"Content-Security-Policy\"><meta content=\"x\"><body></body>";
        assert!(!super::live(none, "", "").contains("connect-src"));
    }

    #[test]
    fn links_start_at_the_top() {
        let html = r##"<a href="a/b.html"><img src="i.png"><a href="#x"><a href="/r"><a href="https://e.example/"><a href="mailto:a">"##;
        let top = r##"<a href="/a/b.html"><img src="/i.png"><a href="#x"><a href="/r"><a href="https://e.example/"><a href="mailto:a">"##;
        assert_eq!(rooted(html, ""), top);
        assert_eq!(rooted(html, "/"), top);
        let html = r#"<a href="/cpd/"><a href="/cpd/a/b.html"><img src="/cpdx/i.png"><a href="a.html"><a href="/r">"#;
        let top = r#"<a href="/"><a href="/a/b.html"><img src="/cpdx/i.png"><a href="/a.html"><a href="/r">"#;
        assert_eq!(rooted(html, "/cpd/"), top);
    }

    #[test]
    fn trouble_is_only_text() {
        let trouble = Trouble { title: "<b>".to_owned(), text: "<img src=x onerror=alert(1)>".to_owned() };
        let page = of_trouble(&trouble);
        assert!(!page.contains("<img") && !page.contains("<b>"));
    }
}
