//! The page of evidence, and small copies of pictures: pixels and nothing else, for the owner only.

use std::io::Cursor;

use cpdfolio::model::Audience::{Assessor, Private, Public};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::memory::{Files, build};

const AS_OF: &str = "2026-11-21";

/// A picture of 640 by 480, red on its left half and blue on its right.
fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(640, 480, |x, _| if x < 320 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) });
    let mut out = Cursor::new(vec![]);
    DynamicImage::ImageRgb8(pixels).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// The same as a photo that says where it was taken, that it is turned, and more behind its end.
fn photo() -> Vec<u8> {
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0"
            .to_vec();
    exif.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0x38, 0, 0, 0, 0]);
    exif.extend(b"canaryplace");
    let plain = picture(ImageFormat::Jpeg);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..], b"canarytail"].concat()
}

fn site(evidence: &[(&str, Vec<u8>)]) -> Files {
    let config = "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: S}\npolicies: [{id: iet}]\n";
    let names: Vec<String> = evidence.iter().map(|(name, _)| format!("evidence/{name}")).collect();
    let entry = |title: &str, hours: &str, more: &str| {
        format!(
            "---\ntitle: {title}\ntype: event\ncategory: job-technical\ndate: 2026-03-04\nhours: {hours}\n{more}---\n"
        )
    };
    let mut files = Files::from([
        ("cpdfolio.yaml".to_owned(), config.as_bytes().to_vec()),
        (
            "content/activities/with.md".to_owned(),
            entry("With files", "1h", &format!("evidence: [{}]\n", names.join(", "))).into_bytes(),
        ),
        ("content/activities/short.md".to_owned(), entry("Short without", "30m", "").into_bytes()),
        ("content/activities/long.md".to_owned(), entry("Long without", "3h", "").into_bytes()),
        ("content/activities/draft.md".to_owned(), entry("Draft without", "9h", "draft: true\n").into_bytes()),
    ]);
    files.extend(evidence.iter().map(|(name, bytes)| (format!("evidence/{name}"), bytes.clone())));
    files
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|w| w == word)
}

#[test]
fn a_small_copy_holds_pixels_only() {
    let files = build(&site(&[("photo.jpg", photo())]), Private, AS_OF).files;
    let (path, small) = files.iter().find(|(p, _)| p.starts_with("thumbnails/")).unwrap();
    assert!(has(&files["evidence/photo.jpg"], b"canaryplace"), "the file itself is the owner's");
    for secret in [&b"canary"[..], b"Exif", b"GPS", b"http"] {
        assert!(!has(small, secret), "{}", String::from_utf8_lossy(secret));
    }
    // The camera says that it is turned by a quarter: what was on the left is on top.
    let drawn = image::load_from_memory(small).unwrap().to_rgb8();
    assert_eq!(drawn.dimensions(), (240, 320));
    let (top, bottom) = (drawn.get_pixel(120, 40), drawn.get_pixel(120, 280));
    assert!(top[0] > 150 && top[2] < 60 && bottom[2] > 150 && bottom[0] < 60, "{top:?} {bottom:?}");
    for page in ["evidence/index.html", "activities/with.html"] {
        let html = String::from_utf8(files[page].clone()).unwrap();
        assert!(html.contains(&format!("<img src=\"../{path}\" width=\"240\" height=\"320\"")), "{html}");
    }
    // The same input, the same bytes.
    assert_eq!(build(&site(&[("photo.jpg", photo())]), Private, AS_OF).files.get(path), Some(small));
}

#[test]
fn every_kind_of_picture_and_no_other_file() {
    let png = |width: u32, height: u32| {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &width.to_be_bytes()[..], &height.to_be_bytes(), b"\x08\x02\0\0\0sum!"]
            .concat()
    };
    let evidence = [
        ("a.png", picture(ImageFormat::Png)),
        ("b.webp", picture(ImageFormat::WebP)),
        ("c.jpeg", picture(ImageFormat::Jpeg)),
        ("same.jpg", picture(ImageFormat::Jpeg)),
        ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
        ("bomb.png", png(50_000, 50_000)),
        ("wide.png", png(4_000_000, 1)),
        ("cut.jpg", picture(ImageFormat::Jpeg)[..2_000].to_vec()),
        ("empty.png", vec![]),
        ("text.txt", b"x".to_vec()),
    ];
    let files = build(&site(&evidence), Private, AS_OF).files;
    let small: Vec<&Vec<u8>> = files.iter().filter(|(p, _)| p.starts_with("thumbnails/")).map(|(_, b)| b).collect();
    // Two files with the same bytes share one; what was cut short is still drawn, in part or in grey.
    assert_eq!(small.len(), 4);
    for bytes in small {
        let drawn = image::load_from_memory(bytes).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (320, 240));
    }
    let page = String::from_utf8(files["evidence/index.html"].clone()).unwrap();
    assert_eq!(page.matches("<img").count(), 5);
    for (name, _) in &evidence {
        assert!(page.contains(&format!("evidence/{name}")), "{name}");
    }
}

#[test]
fn what_is_missing_comes_first_by_hours() {
    let files = build(&site(&[("photo.jpg", photo())]), Private, AS_OF).files;
    let page = String::from_utf8(files["evidence/index.html"].clone()).unwrap();
    let at = |word: &str| page.find(word).unwrap_or_else(|| panic!("{word}"));
    assert!(at("Long without") < at("Short without") && at("Short without") < at("With files"));
    assert!(!page.contains("Draft without"));
    assert!(page.contains("3\u{202f}h\u{202f}30 in 2 entries"), "{page}");
}

#[test]
fn others_see_how_many_files_and_none_of_them() {
    let files = site(&[("photo-of-canary.jpg", photo())]);
    let assessor = build(&files, Assessor, AS_OF).files;
    assert!(!assessor.keys().any(|p| p.contains("thumbnails") || p.contains("canary")));
    let page = String::from_utf8(assessor["evidence/index.html"].clone()).unwrap();
    assert!(page.contains("1 file") && !page.contains("canary") && !page.contains("<img"), "{page}");
    let public = build(&files, Public, AS_OF).files;
    assert!(!public.contains_key("evidence/index.html") && !public.keys().any(|p| p.contains("thumbnails")));
}
