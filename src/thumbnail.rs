//! Small copies of pictures: the pixels are read and written anew, so that nothing else that a file
//! holds (where it was taken, by whom, an older version) is in the copy. Pure.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// The longest side, in pixels.
pub(crate) const SIDE: u32 = 320;
/// The largest file that is looked at, in bytes.
pub(crate) const LARGEST: u64 = 32 * 1024 * 1024;
/// The longest side of a picture that is read.
const LONGEST: u32 = 20_000;
/// The most memory that one picture may take while it is read.
const MEMORY: u64 = 256 * 1024 * 1024;

/// Can there be a small copy of a picture of this size?
pub(crate) fn fits(width: u32, height: u32) -> bool {
    width.max(height) <= LONGEST && u64::from(width) * u64::from(height) * 4 <= MEMORY
}

/// The size of the small copy of a picture, in pixels.
pub(crate) fn size(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= SIDE {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(SIDE) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(side.max(1)).unwrap_or(SIDE)
    };
    (scaled(width), scaled(height))
}

/// A small copy as JPEG, turned as the camera says; a grey one where the picture cannot be read.
pub(crate) fn make(bytes: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let (w, h) = size(width, height);
    let picture = read(bytes).map_or_else(|| RgbImage::from_pixel(w, h, Rgb([200, 200, 200])), |p| small(&p, (w, h)));
    let mut out = vec![];
    // Writing pixels into memory cannot go wrong.
    let _ = JpegEncoder::new_with_quality(&mut out, 80).encode_image(&picture);
    out
}

/// The longest side of a copy that goes to somebody else, in pixels.
const COPY: u32 = 1600;

/// A copy as JPEG that holds pixels and nothing else, turned as the camera says; none where it cannot be read.
pub(crate) fn copy(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = read_to(bytes, COPY)?;
    let mut out = vec![];
    let pixels = small(&picture, (picture.width(), picture.height()));
    JpegEncoder::new_with_quality(&mut out, 82).encode_image(&pixels).ok()?;
    Some(out)
}

fn read(bytes: &[u8]) -> Option<DynamicImage> {
    read_to(bytes, SIDE)
}

/// The picture, at most so long and wide.
fn read_to(bytes: &[u8], side: u32) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    if !matches!(reader.format()?, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > side {
        picture = picture.thumbnail(side, side);
    }
    picture.apply_orientation(orientation);
    Some(picture)
}

/// The pixels on white, in exactly this size.
fn small(picture: &DynamicImage, (w, h): (u32, u32)) -> RgbImage {
    let fitted = if (picture.width(), picture.height()) == (w, h) {
        picture.to_rgba8()
    } else {
        picture.thumbnail_exact(w, h).to_rgba8()
    };
    let mut out = RgbImage::new(w, h);
    for (to, from) in out.pixels_mut().zip(fitted.pixels()) {
        let alpha = u32::from(from[3]);
        let on_white = |c: u8| u8::try_from((u32::from(c) * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255);
        *to = Rgb([on_white(from[0]), on_white(from[1]), on_white(from[2])]);
    }
    out
}
