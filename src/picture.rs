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
pub(crate) const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "pdf"];

/// Looks at a file whose name has that ending; none where it is something else.
pub(crate) fn look(ending: &str, bytes: &[u8]) -> Option<FileKind> {
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

/// Does a photo say where it was taken? Looks at Exif and XMP of JPEG, PNG and WebP.
pub(crate) fn has_location(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xd8") {
        return jpeg_blocks(bytes).any(|block| match block.strip_prefix(b"Exif\0\0") {
            Some(tiff) => tiff_has_location(tiff),
            None => block.starts_with(b"http://ns.adobe.com/xap/") && xmp_has_location(block),
        });
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return chunks(bytes, 8, true).any(|(name, data)| match name {
            b"eXIf" => tiff_has_location(data),
            b"iTXt" => data.starts_with(b"XML:com.adobe.xmp") && xmp_has_location(data),
            _ => false,
        });
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return chunks(bytes, 12, false).any(|(name, data)| match name {
            b"EXIF" => tiff_has_location(data.strip_prefix(b"Exif\0\0").unwrap_or(data)),
            b"XMP " => xmp_has_location(data),
            _ => false,
        });
    }
    false
}

/// The blocks of applications (APP1) before the pixels.
fn jpeg_blocks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 2;
    let step = move || -> Option<(u8, &[u8])> {
        while bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        let length = usize::try_from(number(bytes, at + 2, 2, true)?).ok().filter(|n| *n >= 2 && marker != 0xda)?;
        let block = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        Some((marker, block))
    };
    std::iter::from_fn(step).filter(|(marker, _)| *marker == 0xe1).map(|(_, block)| block)
}

/// Name and data of the chunks of a PNG (the length first, a sum after the data) or a WebP (the name
/// first, the data padded to an even length).
fn chunks(bytes: &[u8], start: usize, png: bool) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (name, length) = if png { (at + 4, at) } else { (at, at + 4) };
        let length = usize::try_from(number(bytes, length, 4, png)?).ok()?;
        let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        let name = bytes.get(name..name + 4)?.first_chunk()?;
        at += 8 + length + if png { 4 } else { length % 2 };
        Some((name, data))
    })
}

fn xmp_has_location(block: &[u8]) -> bool {
    let word = b"GPSLatitude";
    block.windows(word.len()).any(|w| w == word)
}

/// Has the block of Exif a latitude or a longitude?
fn tiff_has_location(tiff: &[u8]) -> bool {
    let big = tiff.starts_with(b"MM");
    let place = |at: usize| number(tiff, at, 4, big).and_then(|n| usize::try_from(n).ok());
    let tags = |start: usize| {
        let count = number(tiff, start, 2, big).unwrap_or(0).min(500) as usize;
        (0..count).filter_map(move |n| {
            let at = start.checked_add(2 + 12 * n)?;
            Some((number(tiff, at, 2, big)?, at))
        })
    };
    let Some(first) = place(4) else { return false };
    let mut located = tags(first).filter(|(tag, _)| *tag == 0x8825).filter_map(|(_, at)| place(at + 8));
    located.any(|gps| tags(gps).any(|(tag, _)| tag == 2 || tag == 4))
}

/// Where a photo was taken, in degrees; words without a place where its numbers cannot be read.
pub(crate) fn location(bytes: &[u8]) -> Option<String> {
    if !has_location(bytes) {
        return None;
    }
    let tiff = if bytes.starts_with(b"\xff\xd8") {
        jpeg_blocks(bytes).find_map(|block| block.strip_prefix(b"Exif\0\0"))
    } else {
        let png = bytes.starts_with(b"\x89PNG");
        let mut all = chunks(bytes, if png { 8 } else { 12 }, png);
        let exif = all.find(|(name, _)| matches!(*name, b"eXIf" | b"EXIF")).map(|(_, data)| data);
        exif.map(|data| data.strip_prefix(b"Exif\0\0").unwrap_or(data))
    };
    let found = tiff.and_then(degrees);
    Some(found.unwrap_or_else(|| "a place".to_owned()))
}

/// `52.1 N, 0.3 W`, from the block of places.
fn degrees(tiff: &[u8]) -> Option<String> {
    let big = tiff.starts_with(b"MM");
    let (gps, count) = gps(tiff)?;
    let tag = |wanted: u32| {
        let mut entries = (0..count).map(|n| gps + 2 + 12 * n);
        entries.find(|at| number(tiff, *at, 2, big) == Some(wanted))
    };
    let part = |at: usize| {
        let (a, b) = (number(tiff, at, 4, big)?, number(tiff, at + 4, 4, big)?);
        (b > 0).then(|| f64::from(a) / f64::from(b))
    };
    let value = |wanted: u32, side: u32| {
        let at = tag(wanted).and_then(|at| number(tiff, at + 8, 4, big)).and_then(|n| usize::try_from(n).ok())?;
        let degrees = part(at)? + part(at + 8)? / 60.0;
        let letter = tag(side).and_then(|at| tiff.get(at + 8)).map(|b| char::from(*b))?;
        (letter.is_ascii_uppercase() && degrees <= 180.0).then(|| format!("{degrees:.1} {letter}"))
    };
    Some(format!("{}, {}", value(2, 1)?, value(4, 3)?))
}

/// The block of places of an Exif block: where it starts, and how many tags it has.
fn gps(tiff: &[u8]) -> Option<(usize, usize)> {
    let big = tiff.starts_with(b"MM");
    let place = |at: usize| number(tiff, at, 4, big).and_then(|n| usize::try_from(n).ok());
    let first = place(4)?;
    let count = number(tiff, first, 2, big)?.min(500) as usize;
    let entries = (0..count).filter_map(|n| first.checked_add(2 + 12 * n));
    let gps = entries.filter(|at| number(tiff, *at, 2, big) == Some(0x8825)).find_map(|at| place(at + 8))?;
    Some((gps, number(tiff, gps, 2, big)?.min(500) as usize))
}

/// The same photo without the place where it was taken; none where it cannot be taken out. Pixels, size and the side
/// that is up stay as they are.
pub(crate) fn without_location(bytes: &[u8]) -> Option<Vec<u8>> {
    let made = if bytes.starts_with(b"\xff\xd8") { jpeg_without(bytes)? } else { chunks_without(bytes) };
    (!has_location(&made)).then_some(made)
}

fn jpeg_without(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda {
            out.extend_from_slice(&bytes[at..]);
            return Some(out);
        }
        let length = usize::try_from(number(bytes, at + 2, 2, true)?).ok().filter(|n| *n >= 2)?;
        let segment = bytes.get(at..at + 2 + length)?;
        let block = &segment[4..];
        let is_xmp = marker == 0xe1 && block.starts_with(b"http://ns.adobe.com/");
        if marker == 0xe1 && block.starts_with(b"Exif\0\0") {
            out.extend_from_slice(&segment[..10]);
            out.extend(tiff_without(&block[6..]));
        } else if !(is_xmp && xmp_has_location(block)) {
            out.extend_from_slice(segment);
        }
        at += 2 + length;
    }
}

/// A PNG loses whole chunks, which have sums; in a WebP they are overwritten where they stand.
fn chunks_without(bytes: &[u8]) -> Vec<u8> {
    let png = bytes.starts_with(b"\x89PNG");
    if png {
        let Some(head) = bytes.get(..8) else { return bytes.to_vec() };
        let mut out = head.to_vec();
        for (name, data) in chunks(bytes, 8, true) {
            let located = match name {
                b"eXIf" => tiff_has_location(data),
                b"iTXt" => xmp_has_location(data),
                _ => false,
            };
            if !located {
                let start = data.as_ptr() as usize - bytes.as_ptr() as usize - 8;
                out.extend_from_slice(bytes.get(start..start + 12 + data.len()).unwrap_or_default());
            }
        }
        return out;
    }
    let mut out = bytes.to_vec();
    for (name, data) in chunks(bytes, 12, false) {
        let start = data.as_ptr() as usize - bytes.as_ptr() as usize;
        let head = if data.starts_with(b"Exif\0\0") { 6 } else { 0 };
        match name {
            b"EXIF" => out[start + head..start + data.len()].copy_from_slice(&tiff_without(&data[head..])),
            b"XMP " if xmp_has_location(data) => out[start..start + data.len()].fill(b' '),
            _ => {}
        }
    }
    out
}

/// An Exif block whose block of places is empty: its tags, and what they point to, are zeros.
fn tiff_without(tiff: &[u8]) -> Vec<u8> {
    const SIZES: [usize; 13] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
    let mut out = tiff.to_vec();
    let big = tiff.starts_with(b"MM");
    let Some((gps, count)) = gps(tiff) else { return out };
    for at in (0..count).map(|n| gps + 2 + 12 * n) {
        let read = |at: usize, length: usize| number(tiff, at, length, big).and_then(|n| usize::try_from(n).ok());
        let size = read(at + 2, 2).and_then(|kind| SIZES.get(kind).copied()).unwrap_or(0);
        let length = read(at + 4, 4).unwrap_or(0).saturating_mul(size);
        if let Some(to) = read(at + 8, 4).filter(|_| length > 4)
            && let Some(data) = out.get_mut(to..to.saturating_add(length))
        {
            data.fill(0);
        }
        if let Some(entry) = out.get_mut(at..at + 12) {
            entry.fill(0);
        }
    }
    if let Some(count) = out.get_mut(gps..gps + 2) {
        count.fill(0);
    }
    out
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

    /// Exif that points to a block of places with one tag.
    fn located(tag: u8) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
        tiff.extend([0, 1, 0, tag, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0x30, 0, 0, 0, 0]);
        tiff
    }

    #[test]
    fn a_photo_that_says_where_it_was_taken_is_known() {
        let jpeg = |block: &[u8]| {
            let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
            [b"\xff\xd8\xff\xe1", &length[..], block, b"\xff\xda\0\x02"].concat()
        };
        let exif = |tag| [b"Exif\0\0", &located(tag)[..]].concat();
        let chunk = |name: &[u8], data: &[u8], png: bool| {
            let length = u32::try_from(data.len()).unwrap();
            if png {
                [&length.to_be_bytes()[..], name, data, b"sum!"].concat()
            } else {
                [name, &length.to_le_bytes()[..], data, &vec![0; data.len() % 2]].concat()
            }
        };
        let png = |name: &[u8], data: &[u8]| {
            [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &[0; 13], true)[..], &chunk(name, data, true)].concat()
        };
        let webp = |name: &[u8], data: &[u8]| {
            [b"RIFF\0\0\0\0WEBP", &chunk(b"VP8X", &[0; 10], false)[..], &chunk(name, data, false)].concat()
        };
        let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='52'/>";
        for photo in [
            jpeg(&exif(2)),
            jpeg(&exif(4)),
            jpeg(xmp),
            png(b"eXIf", &located(2)),
            png(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0 GPSLatitude"),
            webp(b"EXIF", &located(4)),
            webp(b"XMP ", b"GPSLatitude"),
        ] {
            assert!(has_location(&photo) && location(&photo).is_some());
            let without = without_location(&photo).unwrap();
            assert!(!has_location(&without));
            let word = b"GPSLatitude";
            assert!(!without.windows(word.len()).any(|w| w == word));
            for n in 0..photo.len() {
                let _ = (has_location(&photo[..n]), location(&photo[..n]), without_location(&photo[..n]));
            }
        }
        // The version of the format alone is no place; nor are words among the pixels.
        for photo in [jpeg(&exif(0)), jpeg(b"Exif\0\0"), [&jpeg(b"")[..], xmp].concat(), png(b"tEXt", b"GPSLatitude")] {
            assert!(!has_location(&photo));
        }
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
