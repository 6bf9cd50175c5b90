//! Pages at former addresses: each leads to where its entry or page stands now. They work from a
//! folder as well as from a server, and without JavaScript.

use crate::facts::Site;
use crate::facts::route::Redirect;
use crate::html::escape;

/// Makes the page.
pub(super) fn make(site: &Site<'_>, of: &Redirect) -> Vec<u8> {
    let mut target = of.out.to_root();
    target.push_str(&of.to.url());
    let full = site.absolute(&of.to.url());
    let mut out = "<!doctype html>\n<html lang=\"".to_owned();
    escape(&mut out, site.seen.language);
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">\n");
    out.push_str("<meta http-equiv=\"refresh\" content=\"0; url=");
    escape(&mut out, &target);
    out.push_str("\">\n<meta name=\"robots\" content=\"noindex\">\n");
    if let Some(full) = full {
        out.push_str("<link rel=\"canonical\" href=\"");
        escape(&mut out, &full);
        out.push_str("\">\n");
    }
    out.push_str("<title>");
    escape(&mut out, &of.title);
    out.push_str(" | ");
    escape(&mut out, site.seen.title);
    out.push_str("</title>\n</head>\n<body>\n<main>\n<h1>");
    escape(&mut out, site.wording.text("moved.heading"));
    out.push_str("</h1>\n<p><a dir=\"auto\" href=\"");
    escape(&mut out, &target);
    out.push_str("\">");
    escape(&mut out, &of.title);
    out.push_str("</a></p>\n</main>\n</body>\n</html>\n");
    out.into_bytes()
}
