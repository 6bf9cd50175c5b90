//! Seed and tickets: the rule of the package `consistent_sampler`, with which anybody repeats a draw.

use sha2::{Digest, Sha256};

use crate::hash::sha256;

/// The version of the draw.
pub(crate) const VERSION: &str = "cpdfolio-draw/1";

/// The seed of a draw.
pub(crate) fn seed(commitment: &str, value: &str) -> String {
    format!("{VERSION}:{commitment}:{value}")
}

/// Gives out the tickets of one draw.
#[derive(Debug, Clone)]
pub(crate) struct Tickets {
    hashed: String,
}

impl Tickets {
    /// Those of a seed.
    pub(crate) fn new(seed: &str) -> Self {
        Self { hashed: sha256(seed) }
    }

    /// The ticket of a token: the decimal digits of SHA-256(hex(SHA-256(seed)) then the token), the last one first, as
    /// they stand behind `0.`. Tickets are compared as texts.
    pub(crate) fn of(&self, token: &str) -> String {
        reversed_decimal(Sha256::new().chain_update(&self.hashed).chain_update(token).finalize().into())
    }
}

/// The decimal digits of a number of 256 bits, the last one first.
fn reversed_decimal(bytes: [u8; 32]) -> String {
    let mut parts = [0_u64; 8];
    for (part, bytes) in parts.iter_mut().zip(bytes.chunks(4)) {
        *part = bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    }
    let mut digits = String::with_capacity(78);
    while parts.iter().any(|p| *p > 0) {
        // nine digits at a time: a part and a remainder fit into 64 bits
        let mut rest = 0;
        for part in &mut parts {
            let n = rest << 32 | *part;
            *part = n / 1_000_000_000;
            rest = n % 1_000_000_000;
        }
        let last = parts.iter().all(|p| *p == 0);
        for _ in 0..9 {
            if last && rest == 0 {
                break;
            }
            digits.push(char::from(b'0' + u8::try_from(rest % 10).unwrap_or(0)));
            rest /= 10;
        }
    }
    if digits.is_empty() { "0".to_owned() } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_number() {
        assert_eq!(reversed_decimal([0; 32]), "0");
        let mut one = [0; 32];
        one[31] = 200;
        assert_eq!(reversed_decimal(one), "002");
        one[27] = 1;
        assert_eq!(reversed_decimal(one), "6947694924"); // 4294967496
        let max = reversed_decimal([0xff; 32]);
        let forwards: String = max.chars().rev().collect();
        assert_eq!(forwards, "115792089237316195423570985008687907853269984665640564039457584007913129639935");
    }

    /// Told by `consistent_sampler` 1.0.10: `first_ticket("0123456789abcdef0123456789abcdef", sha256_hex("a seed"))`.
    #[test]
    fn a_ticket_is_that_of_the_package() {
        let ticket = Tickets::new(&sha256("a seed")).of("0123456789abcdef0123456789abcdef");
        assert_eq!(ticket, "5320803648555773346768695380504441175244554199797292561267269483588294311605");
    }
}
