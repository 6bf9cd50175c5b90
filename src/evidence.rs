//! What a file is that is to be attached, by its first bytes and never by its name. What runs, or what a browser would
//! run, is refused. Pure.

use std::fmt;

/// The largest file that is attached, in bytes.
pub(crate) const LARGEST: u64 = 20 * 1024 * 1024;
/// How much of a text is looked at for what a browser would run.
const LOOKED_AT: usize = 64 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The ending that its copy gets.
    pub(crate) ending: &'static str,
    /// Something that its owner should know.
    pub(crate) remark: Option<&'static str>,
}

/// Why a file is not attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Empty,
    TooLarge,
    /// A page or a picture that can hold a script.
    Page,
    Program,
    /// An office file with macros.
    Macros,
    Archive,
    Unknown,
    /// The place where a photo was taken cannot be taken out.
    PlaceStays,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::TooLarge => "it is larger than 20 MiB",
            Self::Page => "it is HTML or SVG, which can run a script in a reader's browser: print it to PDF",
            Self::Program => "it is a program or a script",
            Self::Macros => "it has macros: save it without them, or as PDF",
            Self::Archive => "it is a packed folder: unpack it and attach what is in it",
            Self::Unknown => {
                "it is of no kind that is taken: PDF, pictures, office files, plain text, calendars, mails"
            }
            Self::PlaceStays => {
                "the place where it was taken cannot be taken out: export it without, or say --keep-place"
            }
        })
    }
}

/// Looks at a file. Its name only decides between kinds that look the same.
pub(crate) fn look(bytes: &[u8], name: &str) -> Result<Kind, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() as u64 > LARGEST {
        return Err(Refused::TooLarge);
    }
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    let plain = |ending| Ok(Kind { ending, remark: None });
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => plain("pdf"),
        [0xff, 0xd8, 0xff, ..] => plain("jpg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => plain("png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => plain("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => plain("webp"),
        [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] => plain("tif"),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => heic(brand),
        [b'P', b'K', 3, 4, ..] => office(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => old_office(bytes, &ending),
        _ if is_program(bytes) => Err(Refused::Program),
        _ => text(bytes, &ending),
    }
}

fn heic(brand: &[u8]) -> Result<Kind, Refused> {
    const BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
    let remark = "browsers do not draw HEIC: it is offered as a download, and whether it says where it was taken is \
                  not known here";
    match brand.get(..4) {
        Some(brand) if BRANDS.contains(&brand) => Ok(Kind { ending: "heic", remark: Some(remark) }),
        _ => Err(Refused::Unknown),
    }
}

/// A packed office file, by the names of its parts.
fn office(bytes: &[u8]) -> Result<Kind, Refused> {
    let Ok(archive) = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return Err(Refused::Unknown) };
    if archive.len() > 20_000 {
        return Err(Refused::Archive);
    }
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let has = |part: &str| names.iter().any(|name| name.starts_with(part));
    let macros = names.iter().any(|name| name.ends_with("vbaProject.bin") || name.starts_with("Basic/"));
    if macros {
        return Err(Refused::Macros);
    }
    let plain = |ending| Ok(Kind { ending, remark: None });
    if has("[Content_Types].xml") {
        return match () {
            () if has("word/") => plain("docx"),
            () if has("xl/") => plain("xlsx"),
            () if has("ppt/") => plain("pptx"),
            () => Err(Refused::Archive),
        };
    }
    // the first part of an open document says what it is, as it stands
    let start = &bytes[..bytes.len().min(200)];
    let says = |what: &[u8]| start.windows(what.len()).any(|w| w == what);
    match () {
        () if says(b"application/vnd.oasis.opendocument.text") => plain("odt"),
        () if says(b"application/vnd.oasis.opendocument.spreadsheet") => plain("ods"),
        () if says(b"application/vnd.oasis.opendocument.presentation") => plain("odp"),
        () => Err(Refused::Archive),
    }
}

/// An old office file or a mail of Outlook: all look the same, so the name decides.
fn old_office(bytes: &[u8], ending: &str) -> Result<Kind, Refused> {
    let macros: Vec<u8> = "_VBA_PROJECT".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(macros.len()).any(|w| w == macros) {
        return Err(Refused::Macros);
    }
    let known = ["doc", "xls", "ppt", "msg"].into_iter().find(|known| *known == ending);
    known.map(|ending| Kind { ending, remark: None }).ok_or(Refused::Unknown)
}

fn is_program(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 11] = [
        b"\x7fELF",
        b"MZ",
        b"#!",
        b"\0asm",
        b"\xca\xfe\xba\xbe",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"dex\n",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    STARTS.iter().any(|start| bytes.starts_with(start))
}

/// Plain text, of which nothing is a page.
fn text(bytes: &[u8], ending: &str) -> Result<Kind, Refused> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).to_lowercase();
    // a page in UTF-16 is a page as well
    let start = start.replace('\0', "");
    let tags = ["<!doctype", "<html", "<svg", "<script", "<head", "<body", "<iframe", "<?xml"];
    if tags.iter().any(|tag| start.contains(tag)) && ending != "eml" && !start.starts_with("received:") {
        return Err(Refused::Page);
    }
    if std::str::from_utf8(bytes).is_err() || bytes.contains(&0) {
        return Err(Refused::Unknown);
    }
    if is_script(ending) {
        return Err(Refused::Program);
    }
    let known = match ending {
        "csv" | "tsv" | "ics" | "eml" | "vcf" => ending,
        _ => "txt",
    };
    let kept = ["csv", "tsv", "ics", "eml", "vcf", "txt"].into_iter().find(|k| *k == known);
    Ok(Kind { ending: kept.unwrap_or("txt"), remark: None })
}

/// A text that some system runs, by the name that it has.
fn is_script(ending: &str) -> bool {
    matches!(
        ending,
        "bat"
            | "cmd"
            | "com"
            | "js"
            | "jse"
            | "mjs"
            | "vbs"
            | "vbe"
            | "wsf"
            | "ps1"
            | "psm1"
            | "sh"
            | "bash"
            | "command"
            | "py"
            | "rb"
            | "pl"
            | "php"
            | "hta"
            | "reg"
            | "scr"
            | "lnk"
            | "desktop"
            | "url"
            | "jar"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_and_not_the_name() {
        let is = |bytes: &[u8], name: &str| look(bytes, name).map(|k| k.ending);
        assert_eq!(is(b"%PDF-1.7", "x.exe"), Ok("pdf"));
        assert_eq!(is(b"\xff\xd8\xff\xe0", "x.png"), Ok("jpg"));
        assert_eq!(is(b"\x89PNG\r\n\x1a\n", "x"), Ok("png"));
        assert_eq!(is(b"GIF89a", "x"), Ok("gif"));
        assert_eq!(is(b"RIFF\0\0\0\0WEBP", "x"), Ok("webp"));
        assert_eq!(is(b"\0\0\0\x18ftypheic\0", "x.jpg"), Ok("heic"));
        assert_eq!(is("Notes: \u{e9}\n".as_bytes(), "notes.md"), Ok("txt"));
        assert_eq!(is(b"a,b\n1,2\n", "x.csv"), Ok("csv"));
    }

    #[test]
    fn what_runs_is_refused() {
        for (bytes, name, why) in [
            (&b"<!DOCTYPE html><p>x"[..], "certificate.pdf", Refused::Page),
            (b"  \n<svg onload=alert(1)>", "x.png", Refused::Page),
            (b"<?xml version='1.0'?><svg/>", "x.txt", Refused::Page),
            (b"text <ScRiPt>alert(1)</script>", "x.txt", Refused::Page),
            (b"<\0h\0t\0m\0l\0>\0", "x.txt", Refused::Page),
            (b"\x7fELF\x02", "x.pdf", Refused::Program),
            (b"MZ\x90", "x.jpg", Refused::Program),
            (b"#!/bin/sh\nrm", "x.txt", Refused::Program),
            (b"echo hi\r\n", "run.bat", Refused::Program),
            (b"PK\x03\x04rest", "x.docx", Refused::Unknown),
            (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08", "x.pdf", Refused::Unknown),
            (b"", "x.pdf", Refused::Empty),
        ] {
            assert_eq!(look(bytes, name), Err(why), "{name}: {bytes:?}");
        }
        assert_eq!(look(&vec![b'a'; 20 * 1024 * 1024 + 1], "x.txt"), Err(Refused::TooLarge));
        assert!(look(&vec![b'a'; 20 * 1024 * 1024], "x.txt").is_ok());
    }

    #[test]
    fn office_files_are_known_by_their_parts() {
        use crate::exchange::export::zip::pack;
        let packed = |names: &[&str]| pack(names.iter().map(|n| (*n, &b"x"[..]))).unwrap();
        assert_eq!(look(&packed(&["[Content_Types].xml", "word/document.xml"]), "x").map(|k| k.ending), Ok("docx"));
        assert_eq!(look(&packed(&["[Content_Types].xml", "word/vbaProject.bin"]), "x"), Err(Refused::Macros));
        assert_eq!(look(&packed(&["a.txt"]), "x.docx"), Err(Refused::Archive));
        assert_eq!(look(&packed(&["META-INF/MANIFEST.MF"]), "x.jar"), Err(Refused::Archive));
    }
}
