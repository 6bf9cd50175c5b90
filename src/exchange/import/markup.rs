//! XML as a stream of tags and texts, by local names.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::grid::Unreadable;

/// What a stream brings.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// A tag opens; `true`: and closes at once.
    Open(BytesStart<'a>, bool),
    /// A tag closes: its local name.
    Close(String),
    /// Text.
    Text(String),
}

/// A stream.
pub(super) struct Stream<'a> {
    reader: Reader<&'a [u8]>,
    format: &'static str,
}

impl<'a> Stream<'a> {
    /// The pieces of a text.
    pub(super) fn new(text: &'a str, format: &'static str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        Self { reader, format }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Unreadable> {
        loop {
            let event = self.reader.read_event().map_err(|e| Unreadable::Damaged(self.format, e.to_string()))?;
            return Ok(Some(match event {
                Event::Start(tag) => Piece::Open(tag, false),
                Event::Empty(tag) => Piece::Open(tag, true),
                Event::End(tag) => Piece::Close(tag.local_name().as_ref().to_owned()),
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => Piece::Text(resolved(&entity)),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}

/// `&amp;` and its like; an entity of somebody's own is nothing.
fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    match entity.xml10_content().as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// The local name of a tag.
pub(super) fn name<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    tag.local_name().into_inner()
}

/// The value of an attribute, by its local name.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The value of an attribute that is a number.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Option<usize> {
    value(tag, name)?.trim().parse().ok()
}
