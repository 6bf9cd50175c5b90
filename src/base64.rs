//! Bytes as text (RFC 4648, base64), and back: strictly, so that no two texts are the same bytes.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| three.get(n).copied().map_or(0, u32::from);
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let sign = usize::try_from(bits >> (18 - 6 * n) & 63).unwrap_or(0);
            out.push(if n <= three.len() { char::from(SIGNS[sign]) } else { '=' });
        }
    }
    out
}

/// The bytes of a text; none where it is not what [`encode`] would write.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => Some(u32::from(sign - b'A')),
        b'a'..=b'z' => Some(u32::from(sign - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(sign - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let last = text.len() / 4;
    for (n, four) in text.as_bytes().chunks_exact(4).enumerate() {
        let signs = if n + 1 == last { four.iter().take_while(|s| **s != b'=').count() } else { 4 };
        if signs < 2 || four[signs..].iter().any(|s| *s != b'=') {
            return None;
        }
        let mut bits = 0;
        for sign in &four[..signs] {
            bits = bits << 6 | value(*sign)?;
        }
        bits <<= 6 * (4 - signs);
        let bytes = bits.to_be_bytes();
        if bytes[signs..].iter().any(|b| *b != 0) {
            return None;
        }
        out.extend_from_slice(&bytes[1..signs]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_rfc_4648() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in cases {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).as_deref(), Some(plain.as_bytes()), "{coded}");
        }
        for bad in ["Zg", "Zh==", "Zm9=", "Zg==Zg==", "====", "Z===", "Zm 9", "Zm9v\n", "Zg=a"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
    }
}
