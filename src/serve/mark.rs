//! What stands for a file's bytes, and what a request's address and a file's name mean.

use sha2::{Digest, Sha256};

use crate::paths::OutPath;

/// The mark of an address where nothing is.
pub(super) const NOTHING: &str = "none";

/// A short name for bytes.
pub(super) fn mark<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(10).map(|b| format!("{b:02x}")).collect()
}

/// Decodes `%2F` and the like, once; `None` for what is no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
            digit(rest.next())? * 16 + digit(rest.next())?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

/// Is this file a page?
pub(super) fn is_page(path: &OutPath) -> bool {
    path.ends_in("html")
}

/// Is this file a style sheet?
pub(super) fn is_style(path: &OutPath) -> bool {
    path.ends_in("css")
}

/// A file's ending in lower case.
pub(super) fn ending(path: &OutPath) -> String {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}
