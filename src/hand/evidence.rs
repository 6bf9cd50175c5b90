//! Copies of evidence: pictures made anew of their pixels, documents looked through for what nobody sees on their pages.

use std::io::Read as _;

use crate::picture::{self, FileKind};
use crate::thumbnail;

/// How far a stream of a document is opened while it is looked through, in bytes.
const OPENED: u64 = 8 * 1024 * 1024;
/// How much of all streams is opened.
const OPENED_IN_ALL: usize = 64 * 1024 * 1024;

/// A file of evidence, ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ready {
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// `image/jpeg`
    pub(crate) media: &'static str,
    /// `jpg`
    pub(crate) ending: &'static str,
    /// Is it the file itself?
    pub(crate) original: bool,
    /// What it hands over beside what one sees.
    pub(crate) hidden: Vec<&'static str>,
}

/// Makes a file ready; none where it is neither a picture nor a PDF.
pub(crate) fn ready(ending: &str, bytes: Vec<u8>) -> Option<Ready> {
    match picture::look(ending, &bytes)? {
        FileKind::Picture(..) => {
            let copy = thumbnail::copy(&bytes)?;
            Some(Ready { bytes: copy, media: "image/jpeg", ending: "jpg", original: false, hidden: vec![] })
        }
        FileKind::Document => {
            let hidden = hidden(&bytes);
            Some(Ready { bytes, media: "application/pdf", ending: "pdf", original: true, hidden })
        }
    }
}

/// What a PDF holds beside its pages, by the names of its parts.
fn hidden(bytes: &[u8]) -> Vec<&'static str> {
    let names = names(bytes);
    let has = |wanted: &[&str]| wanted.iter().any(|w| names.iter().any(|n| n == w));
    let mut all = vec![];
    if has(&["JavaScript", "JS"]) {
        all.push("a script");
    }
    if has(&["Launch", "SubmitForm", "ImportData", "GoToE", "GoToR"]) {
        all.push("an action that starts something");
    }
    if has(&["EmbeddedFile", "EmbeddedFiles", "Filespec", "FileAttachment"]) {
        all.push("an attached file");
    }
    if has(&["Encrypt"]) {
        all.push("a part that cannot be looked through");
    }
    let ends = bytes.windows(5).filter(|w| *w == b"%%EOF").count();
    let usual = if has(&["Linearized"]) { 2 } else { 1 };
    if ends > usual {
        all.push("older versions");
    }
    all
}

/// All names of a PDF, `/Name`, with signs that are written as numbers put in their place; those of its packed parts
/// too.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut all = vec![];
    gather(bytes, &mut all);
    let mut left = OPENED_IN_ALL;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let mut start = at + found + 6;
        while bytes.get(start).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            start += 1;
        }
        at = start;
        if bytes[..start].ends_with(b"endstream") || left == 0 {
            continue;
        }
        let mut out = vec![];
        let unpacked =
            flate2::read::ZlibDecoder::new(&bytes[start..]).take(OPENED.min(left as u64)).read_to_end(&mut out);
        // what could be read before a fault counts all the same
        drop(unpacked);
        left = left.saturating_sub(out.len());
        gather(&out, &mut all);
    }
    all.sort();
    all.dedup();
    all
}

fn gather(bytes: &[u8], all: &mut Vec<String>) {
    let ends = |b: u8| b.is_ascii_whitespace() || b == 0 || b"()<>[]{}/%".contains(&b);
    for (at, _) in bytes.iter().enumerate().filter(|(_, b)| **b == b'/') {
        let raw: Vec<u8> = bytes[at + 1..].iter().copied().take(60).take_while(|b| !ends(*b)).collect();
        let mut name = String::new();
        let mut n = 0;
        while n < raw.len() {
            let code = (raw[n] == b'#').then(|| raw.get(n + 1..n + 3)).flatten();
            let code = code.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
            name.push(char::from(code.unwrap_or(raw[n])));
            n += if code.is_some() { 3 } else { 1 };
        }
        if name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            all.push(name);
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn pdf(parts: &str) -> Vec<u8> {
        format!("%PDF-1.7\n{parts}\nstartxref\n0\n%%EOF\n").into_bytes()
    }

    #[test]
    fn what_a_document_hides_is_named() {
        for (parts, wanted) in [
            ("1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj", vec![]),
            ("<</S /JavaScript /JS (app.alert(1))>>", vec!["a script"]),
            ("<</S /J#61vaScript>>", vec!["a script"]),
            ("<</S /Launch /F (x)>>", vec!["an action that starts something"]),
            ("<</Type /EmbeddedFile>>", vec!["an attached file"]),
            ("%%EOF\n2 0 obj <<>> endobj", vec!["older versions"]),
            ("<</Linearized 1>>\n%%EOF\n", vec![]),
        ] {
            assert_eq!(hidden(&pdf(parts)), wanted, "{parts}");
        }
    }

    #[test]
    fn packed_parts_are_opened() {
        let mut packer = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::default());
        packer.write_all(b"<</S /JavaScript>>").unwrap();
        let mut file = b"%PDF-1.7\n1 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\r\n".to_vec();
        file.extend(packer.finish().unwrap());
        file.extend(b"\nendstream endobj\n%%EOF\n");
        assert_eq!(hidden(&file), ["a script"]);
        assert_eq!(ready("pdf", file).map(|r| r.original), Some(true));
        assert_eq!(ready("svg", b"<svg/>".to_vec()), None);
        assert_eq!(ready("png", b"%PDF-1.7".to_vec()), None);
    }
}
