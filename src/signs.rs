//! Is one of a few signs in a text? Most texts hold none, and are asked for each file of each build.

/// Does a text hold one of these bytes? A whole piece is compared before anybody decides, so that the processor
/// compares many bytes at once.
pub(crate) fn has_any<const N: usize>(text: &str, signs: [u8; N]) -> bool {
    pieces(text.as_bytes(), signs).next().is_some()
}

/// Where pieces of a text begin that hold one of these bytes; a piece has at most [`PIECE`] bytes.
pub(crate) fn pieces<const N: usize>(text: &[u8], signs: [u8; N]) -> impl Iterator<Item = usize> {
    let (whole, rest) = text.as_chunks::<PIECE>();
    let count = |piece: &[u8; PIECE], sign: u8| piece.iter().fold(0, |found, byte| found | u8::from(*byte == sign));
    let holds = move |piece: &[u8; PIECE]| signs.iter().fold(0, |found, sign| found | count(piece, *sign)) != 0;
    let last = rest.iter().any(|byte| signs.contains(byte)).then_some(whole.len());
    let found = whole.iter().enumerate().filter(move |(_, piece)| holds(piece)).map(|(n, _)| n);
    found.chain(last).map(|n| n * PIECE)
}

/// Bytes of a piece.
pub(crate) const PIECE: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_found_wherever_it_stands() {
        for length in 1..200 {
            for at in 0..length {
                let text = format!("{}%{}", "a".repeat(at), "b".repeat(length - at - 1));
                assert!(has_any(&text, [b'<', b'%']));
                assert!(!has_any(&text, [b'<']));
                let found: Vec<usize> = pieces(text.as_bytes(), [b'%']).collect();
                assert_eq!(found, [at / PIECE * PIECE]);
            }
        }
        assert!(!has_any("", [b'%']));
    }
}
