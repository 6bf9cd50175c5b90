//! The parts of a packed file: sizes are taken from its list and counted again while it is unpacked.

use std::io::{Cursor, Read};

use zip::result::ZipError;

use super::grid::Unreadable;

/// How much is unpacked of one file.
pub(super) const MOST_UNPACKED: usize = 96 * 1024 * 1024;

/// A packed file.
pub(super) struct Archive<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    left: usize,
}

impl std::fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("format", &self.format).field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'a> Archive<'a> {
    /// Reads the list of parts.
    pub(super) fn open(bytes: &'a [u8], format: &'static str) -> Result<Self, Unreadable> {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| Unreadable::Damaged(format, e.to_string()))?;
        if zip.len() > 10_000 {
            return Err(Unreadable::TooLarge("parts", 10_000));
        }
        Ok(Self { zip, format, left: MOST_UNPACKED })
    }

    /// The names of its parts, as the list has them.
    pub(super) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }

    /// A part, where there is one.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let damaged = |e: &dyn std::fmt::Display| Unreadable::Damaged(self.format, e.to_string());
        let Some(at) = self.zip.index_for_name(name) else { return Ok(None) };
        let too_large = Err(Unreadable::TooLarge("bytes when unpacked", MOST_UNPACKED));
        let part = self.zip.by_index(at).map_err(|e| match e {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Locked,
            e => damaged(&e),
        })?;
        if part.size() > self.left as u64 {
            return too_large;
        }
        let mut bytes = vec![];
        part.take(self.left as u64 + 1).read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
        if bytes.len() > self.left {
            return too_large;
        }
        self.left -= bytes.len();
        Ok(Some(bytes))
    }

    /// A part that is a text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let Some(bytes) = self.part(name)? else { return Ok(None) };
        Ok(Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(bytes) => super::text::decoded(bytes.as_bytes()).0,
        }))
    }
}
