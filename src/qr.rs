//! QR codes of addresses, as grids of dark squares. Pure.

use qrcode::{Color, EcLevel, QrCode};

/// So many bytes a text has at most: its code has 69 squares a side, and prints well at the size of a thumb.
const LONGEST: usize = 331;

/// A code, line by line.
pub(crate) struct Code(QrCode);

impl Code {
    /// The code of a text; none where it is too long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = (text.len() <= LONGEST).then(|| QrCode::with_error_correction_level(text, EcLevel::M));
        code?.ok().map(Self)
    }

    /// Squares a side.
    pub(crate) fn side(&self) -> usize {
        self.0.width()
    }

    /// Is a square dark?
    pub(crate) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.0[(x, y)] == Color::Dark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_addresses_have_none() {
        assert_eq!(Code::of(&"a".repeat(331)).unwrap().side(), 69);
        assert!(Code::of(&"a".repeat(332)).is_none());
    }
}
