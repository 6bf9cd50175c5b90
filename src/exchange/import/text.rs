//! Bytes as text: the encoding is detected, and said.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and the name of its encoding, where that is not UTF-8.
pub(super) fn decoded(bytes: &[u8]) -> (String, Option<String>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
        return (text, told(encoding));
    }
    if let Some(encoding) = sixteen(bytes) {
        return (encoding.decode_without_bom_handling(bytes).0.into_owned(), told(encoding));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    guess.feed(bytes, true);
    let encoding = guess.guess(None, chardetng::Utf8Detection::Deny);
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), told(encoding))
}

fn told(encoding: &'static Encoding) -> Option<String> {
    (encoding != UTF_8).then(|| encoding.name().to_owned())
}

/// Sixteen bits for each character without a mark: every second byte of Latin text is zero.
fn sixteen(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(2_000) & !1];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let half = start.len() / 2;
    if half < 4 {
        None
    } else if zeros(1) * 10 > half * 7 && zeros(0) * 10 < half {
        Some(UTF_16LE)
    } else if zeros(0) * 10 > half * 7 && zeros(1) * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_encoding_are_read() {
        let text = "Datum;Prüfung – Café\r\n";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [&[0xff, 0xfe], &wide[..]].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), None),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), None),
            (marked, Some("UTF-16LE")),
            (wide, Some("UTF-16LE")),
            (big, Some("UTF-16BE")),
            (b"Datum;Pr\xfcfung \x96 Caf\xe9\r\n".to_vec(), Some("windows-1252")),
        ] {
            assert_eq!(decoded(&bytes), (text.to_owned(), name.map(str::to_owned)), "{name:?}");
        }
    }
}
