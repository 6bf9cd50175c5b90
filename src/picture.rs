//! The size of a picture from its own bytes, and whether a file is what its name says. Pure.

/// What a file is, by its first bytes; for a picture, how wide and high it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A picture that a browser draws, in pixels.
    Picture(u32, u32),
    /// A PDF, offered as a download.
    Document,
}

/// The endings of files that a page may show or offer.
pub const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "pdf"];

/// Looks at a file whose name has that ending; none: it is something else.
pub fn look(ending: &str, bytes: &[u8]) -> Option<FileKind> {
    match ending {
        "png" => png(bytes),
        "jpg" | "jpeg" => jpeg(bytes),
        "gif" => gif(bytes),
        "webp" => webp(bytes),
        "pdf" => bytes.starts_with(b"%PDF-").then_some(FileKind::Document),
        _ => None,
    }
    .filter(|s| !matches!(s, FileKind::Picture(0, _) | FileKind::Picture(_, 0)))
}

fn number(bytes: &[u8], at: usize, length: usize, big: bool) -> Option<u32> {
    let part = bytes.get(at..at + length)?;
    let join = |all: u32, byte: &u8| (all << 8) | u32::from(*byte);
    Some(if big { part.iter().fold(0, join) } else { part.iter().rev().fold(0, join) })
}

fn png(bytes: &[u8]) -> Option<FileKind> {
    let fits = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR";
    fits.then_some(FileKind::Picture(number(bytes, 16, 4, true)?, number(bytes, 20, 4, true)?))
}

fn gif(bytes: &[u8]) -> Option<FileKind> {
    let fits = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
    fits.then_some(FileKind::Picture(number(bytes, 6, 2, false)?, number(bytes, 8, 2, false)?))
}

fn webp(bytes: &[u8]) -> Option<FileKind> {
    if !(bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP") {
        return None;
    }
    let (width, height) = match bytes.get(12..16)? {
        b"VP8X" => (number(bytes, 24, 3, false)? + 1, number(bytes, 27, 3, false)? + 1),
        b"VP8L" => {
            let bits = number(bytes, 21, 4, false)?;
            ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
        }
        b"VP8 " => (number(bytes, 26, 2, false)? & 0x3fff, number(bytes, 28, 2, false)? & 0x3fff),
        _ => return None,
    };
    Some(FileKind::Picture(width, height))
}

/// Segments follow each other; the one that starts a frame has the size. A picture that its camera says
/// is turned by a quarter (Exif orientation 5 to 8) is shown turned.
fn jpeg(bytes: &[u8]) -> Option<FileKind> {
    if !bytes.starts_with(b"\xff\xd8") {
        return None;
    }
    let mut at = 2;
    let mut turned = false;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = usize::try_from(number(bytes, at + 2, 2, true)?).ok().filter(|n| *n >= 2)?;
        let frame = (0xc0..=0xcf).contains(&marker) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            let (height, width) = (number(bytes, at + 5, 2, true)?, number(bytes, at + 7, 2, true)?);
            return Some(if turned { FileKind::Picture(height, width) } else { FileKind::Picture(width, height) });
        }
        if marker == 0xe1 {
            turned = turned || is_turned(bytes.get(at + 4..at + 2 + length).unwrap_or_default());
        }
        at += 2 + length;
    }
}

/// Does an Exif block say that the picture is shown turned by a quarter?
fn is_turned(block: &[u8]) -> bool {
    let Some(tiff) = block.strip_prefix(b"Exif\0\0") else { return false };
    let big = tiff.starts_with(b"MM");
    let read = |at: usize, length: usize| number(tiff, at, length, big);
    let Some(start) = read(4, 4).and_then(|n| usize::try_from(n).ok()) else { return false };
    let Some(count) = read(start, 2).and_then(|n| usize::try_from(n).ok()) else { return false };
    (0..count.min(64)).any(|n| {
        let at = start + 2 + 12 * n;
        read(at, 2) == Some(0x0112) && read(at + 8, 2).is_some_and(|v| (5..=8).contains(&v))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start of a JPEG of 640 by 480, with an Exif block that gives an orientation.
    fn photo(orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let mut all = b"\xff\xd8\xff\xe1".to_vec();
        all.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        all.extend(exif);
        all.extend(b"\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03");
        all
    }

    #[test]
    fn sizes_are_read_from_the_file() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
        assert_eq!(look("png", png), Some(FileKind::Picture(640, 480)));
        assert_eq!(look("gif", b"GIF89a\x80\x02\xe0\x01"), Some(FileKind::Picture(640, 480)));
        assert_eq!(look("jpg", &photo(1)), Some(FileKind::Picture(640, 480)));
        assert_eq!(look("jpeg", &photo(6)), Some(FileKind::Picture(480, 640)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([0x7f, 0x02, 0, 0xdf, 0x01, 0]);
        assert_eq!(look("webp", &webp), Some(FileKind::Picture(640, 480)));
        let webp = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0";
        assert_eq!(look("webp", webp), Some(FileKind::Picture(640, 480)));
        let webp = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01";
        assert_eq!(look("webp", webp), Some(FileKind::Picture(640, 480)));
        assert_eq!(look("pdf", b"%PDF-1.7"), Some(FileKind::Document));
    }

    #[test]
    fn what_is_something_else_is_not_shown() {
        for ending in ENDINGS {
            assert_eq!(look(ending, b"<svg onload=alert(1)>"), None, "{ending}");
            assert_eq!(look(ending, b""), None, "{ending}");
        }
        assert_eq!(look("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\x01\xe0"), None);
        assert_eq!(look("svg", b"<svg/>"), None);
        let photo = photo(6);
        assert!((0..photo.len() - 1).all(|n| look("jpg", &photo[..n]).is_none()));
    }
}
