//! QR codes (ISO/IEC 18004) of short texts: bytes, error correction M, as a grid of dark squares. Pure.

/// The largest version that is made: 69 squares a side hold 331 bytes, and print well at the size of a thumb.
const LARGEST: usize = 13;
/// Bytes of error correction in each block, by version.
const CORRECTION: [usize; LARGEST] = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];
/// Blocks, by version.
const BLOCKS: [usize; LARGEST] = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];

/// A code: true is dark, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// Squares a side.
    pub(crate) side: usize,
    dark: Vec<bool>,
    /// Squares that a mask leaves as they are.
    fixed: Vec<bool>,
}

impl Code {
    /// The code of a text; none where it is too long for the largest version.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let version = (1..=LARGEST).find(|v| text.len() <= capacity(*v))?;
        let words = corrected(version, &padded(version, text.as_bytes()));
        let mut plain = Self::patterns(version);
        plain.place(&words);
        let masked = (0..8u8).map(|mask| {
            let mut code = plain.clone();
            code.mask(mask);
            code.format(mask);
            code
        });
        masked.min_by_key(Self::penalty)
    }

    /// Is a square dark?
    pub(crate) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.side + x]
    }

    fn set(&mut self, x: usize, y: usize, dark: bool) {
        self.dark[y * self.side + x] = dark;
        self.fixed[y * self.side + x] = true;
    }

    /// What every code of a version has.
    fn patterns(version: usize) -> Self {
        let side = version * 4 + 17;
        let mut code = Self { side, dark: vec![false; side * side], fixed: vec![false; side * side] };
        for n in 0..side {
            code.set(6, n, n % 2 == 0);
            code.set(n, 6, n % 2 == 0);
        }
        for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] {
            code.square(x, y, 4, &[2, 4]);
        }
        let places = alignment(version);
        for (n, x) in places.iter().enumerate() {
            for (m, y) in places.iter().enumerate() {
                let last = places.len() - 1;
                if ![(0, 0), (0, last), (last, 0)].contains(&(n, m)) {
                    code.square(*x, *y, 2, &[1]);
                }
            }
        }
        code.format(0);
        if version >= 7 {
            let bits = (version << 12) | remainder(version, 12, 0x1F25);
            for n in 0..18 {
                let (near, far) = (n / 3, side - 11 + n % 3);
                code.set(far, near, bits >> n & 1 == 1);
                code.set(near, far, bits >> n & 1 == 1);
            }
        }
        code
    }

    /// Rings around a middle; those of `light` distances are light.
    fn square(&mut self, x: usize, y: usize, reach: usize, light: &[usize]) {
        for to_y in y.saturating_sub(reach)..=(y + reach).min(self.side - 1) {
            for to_x in x.saturating_sub(reach)..=(x + reach).min(self.side - 1) {
                let ring = to_x.abs_diff(x).max(to_y.abs_diff(y));
                self.set(to_x, to_y, !light.contains(&ring));
            }
        }
    }

    /// The two copies of level and mask.
    fn format(&mut self, mask: u8) {
        // level M is 00
        let data = usize::from(mask);
        let bits = ((data << 10) | remainder(data, 10, 0x537)) ^ 0x5412;
        let bit = |n: usize| bits >> n & 1 == 1;
        for n in 0..6 {
            self.set(8, n, bit(n));
        }
        self.set(8, 7, bit(6));
        self.set(8, 8, bit(7));
        self.set(7, 8, bit(8));
        for n in 9..15 {
            self.set(14 - n, 8, bit(n));
        }
        for n in 0..8 {
            self.set(self.side - 1 - n, 8, bit(n));
        }
        for n in 8..15 {
            self.set(8, self.side - 15 + n, bit(n));
        }
        self.set(8, self.side - 8, true);
    }

    /// Puts the bits into the squares that are free: two columns at a time, from the right, up and down in turn.
    fn place(&mut self, words: &[u8]) {
        let mut bits = words.iter().flat_map(|word| (0..8).rev().map(move |n| word >> n & 1 == 1));
        let columns = (0..self.side).rev().filter(|x| *x != 6);
        let columns: Vec<usize> = columns.collect();
        for (pair, both) in columns.chunks(2).enumerate() {
            for step in 0..self.side {
                let y = if pair % 2 == 0 { self.side - 1 - step } else { step };
                for x in both {
                    if !self.fixed[y * self.side + x] {
                        self.dark[y * self.side + x] = bits.next().unwrap_or(false);
                    }
                }
            }
        }
    }

    fn mask(&mut self, mask: u8) {
        for y in 0..self.side {
            for x in 0..self.side {
                let turned = match mask {
                    0 => (x + y) % 2 == 0,
                    1 => y % 2 == 0,
                    2 => x % 3 == 0,
                    3 => (x + y) % 3 == 0,
                    4 => (x / 3 + y / 2) % 2 == 0,
                    5 => x * y % 2 + x * y % 3 == 0,
                    6 => (x * y % 2 + x * y % 3) % 2 == 0,
                    _ => ((x + y) % 2 + x * y % 3) % 2 == 0,
                };
                if turned && !self.fixed[y * self.side + x] {
                    self.dark[y * self.side + x] ^= true;
                }
            }
        }
    }

    /// How badly a reader would take it, by the rules of the standard.
    fn penalty(&self) -> usize {
        const FINDER: [bool; 11] = [true, false, true, true, true, false, true, false, false, false, false];
        let mut sum = 0;
        for n in 0..self.side {
            let row: Vec<bool> = (0..self.side).map(|x| self.is_dark(x, n)).collect();
            let column: Vec<bool> = (0..self.side).map(|y| self.is_dark(n, y)).collect();
            for line in [row, column] {
                let runs = line.chunk_by(|a, b| a == b).map(<[bool]>::len);
                sum += runs.filter(|run| *run >= 5).map(|run| run - 2).sum::<usize>();
                let found = line.windows(11).filter(|w| *w == FINDER || w.iter().rev().eq(FINDER.iter()));
                sum += found.count() * 40;
            }
        }
        for y in 1..self.side {
            for x in 1..self.side {
                let one = self.is_dark(x, y);
                let same = [(x - 1, y), (x, y - 1), (x - 1, y - 1)].iter().all(|(x, y)| self.is_dark(*x, *y) == one);
                sum += if same { 3 } else { 0 };
            }
        }
        let all = self.side * self.side;
        let dark = self.dark.iter().filter(|d| **d).count();
        sum + (dark * 20).abs_diff(all * 10) / all * 10
    }
}

/// Where the middles of the small squares stand.
fn alignment(version: usize) -> Vec<usize> {
    if version == 1 {
        return vec![];
    }
    let (count, side) = (version / 7 + 2, version * 4 + 17);
    // even, and rounded up
    let step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    let mut all: Vec<usize> = (0..count - 1).map(|n| side - 7 - n * step).collect();
    all.push(6);
    all.reverse();
    all
}

/// How many bytes of data and correction a version has room for.
fn room(version: usize) -> usize {
    let mut squares = (16 * version + 128) * version + 64;
    if version >= 2 {
        let count = version / 7 + 2;
        squares -= (25 * count - 10) * count - 55;
    }
    if version >= 7 {
        squares -= 36;
    }
    squares / 8
}

fn data_room(version: usize) -> usize {
    room(version) - CORRECTION[version - 1] * BLOCKS[version - 1]
}

/// How many bytes of a text fit: mode and length take 12 bits, from version 10 on 20.
fn capacity(version: usize) -> usize {
    data_room(version) - if version < 10 { 2 } else { 3 }
}

/// Mode, length, bytes, end and filling.
fn padded(version: usize, bytes: &[u8]) -> Vec<u8> {
    let length_bits = if version < 10 { 8 } else { 16 };
    let mut bits: Vec<bool> = vec![];
    let mut add = |value: usize, count: usize| bits.extend((0..count).rev().map(|n| value >> n & 1 == 1));
    add(0b0100, 4);
    add(bytes.len(), length_bits);
    for byte in bytes {
        add(usize::from(*byte), 8);
    }
    add(0, 4);
    let mut words: Vec<u8> =
        bits.chunks(8).map(|word| word.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect();
    let filling = [0xEC, 0x11].into_iter().cycle();
    let missing = data_room(version).saturating_sub(words.len());
    words.extend(filling.take(missing));
    words
}

/// The blocks with their correction, one byte of each in turn.
fn corrected(version: usize, data: &[u8]) -> Vec<u8> {
    let (count, correction) = (BLOCKS[version - 1], CORRECTION[version - 1]);
    let divisor = divisor(correction);
    let (short, long) = (data.len() / count, data.len() % count);
    let mut rest = data;
    let mut blocks = vec![];
    for n in 0..count {
        let (block, after) = rest.split_at(short + usize::from(n >= count - long));
        blocks.push((block, correct(block, &divisor)));
        rest = after;
    }
    let mut out = vec![];
    for n in 0..=short {
        out.extend(blocks.iter().filter_map(|(block, _)| block.get(n)));
    }
    for n in 0..correction {
        out.extend(blocks.iter().map(|(_, correction)| correction[n]));
    }
    out
}

/// The product of two numbers of the field with 256 elements.
fn times(a: u8, b: u8) -> u8 {
    (0..8).rev().fold(0u8, |sum, n| {
        let doubled = (sum << 1) ^ if sum & 0x80 == 0 { 0 } else { 0x1D };
        if b >> n & 1 == 1 { doubled ^ a } else { doubled }
    })
}

/// The polynomial by which blocks are divided, without its first coefficient.
fn divisor(degree: usize) -> Vec<u8> {
    let mut all = vec![0; degree];
    all[degree - 1] = 1;
    let mut root = 1;
    for _ in 0..degree {
        for n in 0..degree {
            all[n] = times(all[n], root) ^ all.get(n + 1).copied().unwrap_or(0);
        }
        root = times(root, 2);
    }
    all
}

/// The correction of a block.
fn correct(block: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut left = vec![0; divisor.len()];
    for byte in block {
        let factor = byte ^ left[0];
        left.rotate_left(1);
        if let Some(last) = left.last_mut() {
            *last = 0;
        }
        for (to, by) in left.iter_mut().zip(divisor) {
            *to ^= times(*by, factor);
        }
    }
    left
}

/// The rest of a division of bits: `data`, followed by `degree` zeros, by a polynomial of that degree.
fn remainder(data: usize, degree: usize, polynomial: usize) -> usize {
    (0..degree).fold(data, |rest, _| (rest << 1) ^ ((rest >> (degree - 1)) * polynomial))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(code: &Code) -> String {
        let line = |y| (0..code.side).map(|x| if code.is_dark(x, y) { '#' } else { '.' }).collect::<String>();
        (0..code.side).map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn sizes_are_those_of_the_standard() {
        // the table of the standard: bytes at level M
        let table = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331];
        for (version, bytes) in (1..).zip(table) {
            assert_eq!(capacity(version), bytes, "version {version}");
            assert_eq!(Code::of(&"a".repeat(bytes)).unwrap().side, version * 4 + 17);
        }
        assert_eq!(Code::of(&"a".repeat(332)), None);
    }

    #[test]
    fn the_parts_are_those_of_the_standard() {
        assert_eq!(remainder(7, 12, 0x1F25) | 7 << 12, 0x07C94, "the bits of version 7");
        assert_eq!((5 << 10 | remainder(5, 10, 0x537)) ^ 0x5412, 0b100_0000_1100_1110, "the bits of level M, mask 5");
        assert_eq!(alignment(7), [6, 22, 38]);
        assert_eq!(alignment(13), [6, 34, 62]);
        // the worked example of version 1, level M: its data and its correction
        let data = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17];
        assert_eq!(correct(&data, &divisor(10)), [165, 36, 212, 193, 237, 54, 199, 135, 44, 85]);
    }

    #[test]
    fn a_code_is_the_one_that_another_program_draws() {
        // by the Python package `qrcodegen` 1.8.0, `encode_segments` of these bytes at level M
        let code = Code::of("https://sam.example/").unwrap();
        assert_eq!(drawn(&code), include_str!("qr.txt").trim_end());
    }
}
