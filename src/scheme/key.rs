//! The scheme's secret key, and what is made from it: ids that tell no number, tokens of a draw.

use sha2::{Digest, Sha256};

use crate::hash::push_hex;

/// Where it stands in the folder.
pub(crate) const PATH: &str = ".cpdfolio/scheme.key";

/// 32 bytes that nobody else knows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SchemeKey([u8; 32]);

/// The bytes are never printed.
impl std::fmt::Debug for SchemeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SchemeKey")
    }
}

impl SchemeKey {
    /// The key of 32 bytes.
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// As [`SchemeKey::read`] reads it.
    pub(crate) fn text(&self) -> String {
        let mut out = String::with_capacity(65);
        push_hex(&mut out, &self.0);
        out.push('\n');
        out
    }

    /// The id of the member with a number: it tells nothing without the key.
    pub(crate) fn id(&self, number: &str) -> String {
        format!("m-{}", &self.mac(&["member", number])[..12])
    }

    /// A member's token in a draw: 32 hexadecimal digits of HMAC-SHA-256 over the name of the draw and the id.
    pub(crate) fn token(&self, draw: &str, id: &str) -> String {
        let mut token = self.mac(&["token", draw, id]);
        token.truncate(32);
        token
    }

    /// HMAC-SHA-256 (RFC 2104) over parts, each on a line of its own, in hexadecimal.
    fn mac(&self, parts: &[&str]) -> String {
        let text = parts.join("\n");
        let mut out = String::with_capacity(64);
        push_hex(&mut out, &hmac(&self.0, text.as_bytes()));
        out
    }
}

/// HMAC-SHA-256 with a key of at most 64 bytes.
fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let (mut inner, mut outer) = ([0x36_u8; 64], [0x5c_u8; 64]);
    for (n, byte) in key.iter().enumerate() {
        inner[n] ^= byte;
        outer[n] ^= byte;
    }
    let inside = Sha256::new().chain_update(inner).chain_update(text).finalize();
    Sha256::new().chain_update(outer).chain_update(inside).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_rfc_4231() {
        let mut out = String::new();
        push_hex(&mut out, &hmac(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let key = SchemeKey::new([7; 32]);
        assert_eq!(SchemeKey::read(&key.text()), Some(key.clone()));
        assert_eq!(SchemeKey::read("0707"), None);
        assert_eq!(SchemeKey::read(&"g".repeat(64)), None);
        assert_ne!(key.token("2026", "a"), key.token("2027", "a"));
        assert_eq!((key.token("2026", "a").len(), key.id("0000001").len()), (32, 14));
    }
}
