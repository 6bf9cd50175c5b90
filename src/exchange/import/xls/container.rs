//! The container of an old workbook (OLE): its one stream that matters is taken out, counted, and put into a container
//! of our own. The reader of workbooks follows chains of sectors for ever where they run in a circle.

/// What we call the format.
pub(super) const FORMAT: &str = "XLS";
const SIGNATURE: [u8; 8] = *b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Sector numbers from here on are no sectors.
const NO_SECTOR: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const FAT: u32 = 0xffff_fffd;
/// Sectors of the container that we make; with these, the first sector names all others of 400 MB.
const SECTOR: usize = 4096;
/// The entry of a stream or folder.
const ENTRY: usize = 128;
/// Smaller streams stand in sectors of 64 bytes.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// The stream of a workbook; none where there is no way to it.
pub(super) fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&SIGNATURE) {
        return None;
    }
    let size = match u16_at(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sectors = Sectors { bytes: bytes.get(size..)?, size };
    let fat = sectors.numbers(&fat_sectors(bytes, &sectors)?);
    let folder = sectors.chain(u32_at(bytes, 48)?, &fat)?;
    let entries = || folder.chunks_exact(ENTRY);
    let named = |name: &str| entries().find(|entry| name_of(entry).eq_ignore_ascii_case(name));
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let (start, length) = (u32_at(entry, 116)?, usize::try_from(u32_at(entry, 120)?).ok()?);
    let mut found = if length < SMALL_STREAM {
        let small = sectors.chain(u32_at(entries().next()?, 116)?, &fat)?;
        let small_fat = numbers(&sectors.chain(u32_at(bytes, 60)?, &fat)?);
        Sectors { bytes: &small, size: SMALL_SECTOR }.chain(start, &small_fat)?
    } else {
        sectors.chain(start, &fat)?
    };
    found.truncate(length);
    Some(found)
}

/// The sectors that hold the table of sectors: the first are named in the head, further ones in a chain of lists.
fn fat_sectors(bytes: &[u8], sectors: &Sectors<'_>) -> Option<Vec<u32>> {
    let mut all = numbers(bytes.get(76..512)?);
    let mut next = u32_at(bytes, 68)?;
    for _ in 0..=sectors.count() {
        if next >= NO_SECTOR {
            all.retain(|id| *id < NO_SECTOR);
            all.truncate(sectors.count());
            return Some(all);
        }
        let mut list = numbers(sectors.get(next)?);
        next = list.pop()?;
        all.extend(list);
    }
    None
}

/// A file, or a stream of small sectors, in parts of one size.
struct Sectors<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl<'b> Sectors<'b> {
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.size)
    }

    /// One of them; the last may be cut short.
    fn get(&self, id: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(id).ok()?.checked_mul(self.size)?;
        let rest = self.bytes.get(start..)?;
        Some(&rest[..rest.len().min(self.size)])
    }

    /// Those that belong together, one after another. A chain is never longer than the file.
    fn chain(&self, start: u32, fat: &[u32]) -> Option<Vec<u8>> {
        let (mut found, mut id) = (vec![], start);
        for _ in 0..=self.count() {
            if id == END {
                return Some(found);
            }
            found.extend_from_slice(self.get(id)?);
            id = *fat.get(usize::try_from(id).ok()?)?;
        }
        None
    }

    fn numbers(&self, ids: &[u32]) -> Vec<u32> {
        ids.iter().filter_map(|id| self.get(*id)).flat_map(numbers).collect()
    }
}

/// A container with one stream, as a reader of workbooks wants it.
pub(super) fn packed(stream: &[u8]) -> Vec<u8> {
    let used = stream.len().max(SMALL_STREAM).div_ceil(SECTOR);
    // the folder, the stream, and the sectors of the table, which names itself too
    let tables = (used + 1).div_ceil(SECTOR / 4 - 1);
    let mut head = vec![0; SECTOR];
    head[..8].copy_from_slice(&SIGNATURE);
    for (at, number) in [(24, 0x3e), (26, 4), (28, 0xfffe), (30, 12), (32, 6)] {
        put16(&mut head, at, number);
    }
    for (at, number) in [(44, count(tables)), (48, 0), (56, count(SMALL_STREAM)), (60, END), (68, END)] {
        put32(&mut head, at, number);
    }
    head[76..512].fill(0xff);
    for n in 0..tables {
        put32(&mut head, 76 + 4 * n, count(1 + used + n));
    }
    let mut out = head;
    out.extend(folder(stream.len().max(SMALL_STREAM)));
    out.extend_from_slice(stream);
    out.resize(SECTOR * (2 + used), 0);
    let chain = (1..used).map(|n| count(n + 1)).chain([END]);
    let all = [END].into_iter().chain(chain).chain(std::iter::repeat_n(FAT, tables)).chain(std::iter::repeat(FREE));
    out.extend(all.take(tables * (SECTOR / 4)).flat_map(u32::to_le_bytes));
    out
}

/// The folder of a container: its root, and the stream behind it in sector 1.
fn folder(length: usize) -> Vec<u8> {
    let mut out = vec![0; SECTOR];
    for (n, (name, kind)) in [("Root Entry", 5), ("Workbook", 2)].into_iter().enumerate() {
        let entry = &mut out[n * ENTRY..(n + 1) * ENTRY];
        for (at, unit) in name.encode_utf16().enumerate() {
            put16(entry, 2 * at, unit);
        }
        put16(entry, 64, u16::try_from(2 * name.len() + 2).unwrap_or_default());
        entry[66] = kind;
        for at in [68, 72, 76] {
            put32(entry, at, FREE);
        }
        put32(entry, 116, count(n));
        put32(entry, 120, if n == 0 { 0 } else { count(length) });
    }
    put32(&mut out, 76, 1);
    out
}

fn name_of(entry: &[u8]) -> String {
    let units = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// A number of two bytes, the small one first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A number of four bytes, the small one first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Writes a number of two bytes.
pub(super) fn put16(bytes: &mut [u8], at: usize, number: u16) {
    bytes[at..at + 2].copy_from_slice(&number.to_le_bytes());
}

fn put32(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

/// A number of sectors or bytes of a file that is far below 4 GB.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NO_SECTOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_found_again() {
        for length in [5_000, 4_096, 100_000, 9_000_000] {
            let bytes: Vec<u8> = (0..length).map(|n: u32| n.to_le_bytes()[0]).collect();
            assert!(stream(&packed(&bytes)).unwrap() == bytes, "{length}");
        }
    }

    #[test]
    fn a_chain_in_a_circle_ends() {
        let mut file = packed(&vec![1; 20_000]);
        let table = file.len() - SECTOR;
        // the folder is followed by itself
        put32(&mut file, table, 0);
        assert!(stream(&file).is_none());
        let mut file = packed(&vec![1; 20_000]);
        put32(&mut file, table + 8, 1);
        assert!(stream(&file).is_none());
    }
}
