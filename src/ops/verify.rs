//! Is a file what was sealed? Needs no site.

use std::fs::File;
use std::path::Path;

use crate::engine::{Error, HandFault};
use crate::fs::read_whole;
use crate::hand::bundle::{LARGEST, Refused};
use crate::hand::verify::{self, Checked, Finding};

/// Reads a stranger's file and checks it.
pub(crate) fn file(path: &Path) -> Result<Checked, Error> {
    let bytes = read(path, LARGEST as u64)?;
    verify::file(&bytes).map_err(|r| refused(path, &refusal(&r)))
}

/// The bytes of a file that the user named.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let io = |e: std::io::Error| refused(path, &e.to_string());
    let file = File::open(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    if !meta.is_file() {
        return Err(refused(path, "this is not a file"));
    }
    read_whole(&file, meta.len(), limit).map_err(|f| refused(path, &f.to_string()))
}

/// Why a file is not taken.
pub(crate) fn refused(path: &Path, why: &str) -> Error {
    HandFault::Refused { file: path.display().to_string(), why: why.to_owned() }.into()
}

/// The same in words.
pub(crate) fn refusal(of: &Refused) -> String {
    match of {
        Refused::TooLarge => format!("it is larger than {} MB", LARGEST / 1024 / 1024),
        Refused::NotText => "it is not UTF-8 text".to_owned(),
        Refused::NoData => "it has no block of data: this is no hand-over".to_owned(),
        Refused::TwoData => "it has two blocks of data".to_owned(),
        Refused::NotRead(why) => format!("its data cannot be read: {why}"),
        Refused::OtherFormat(format) => format!("it is of the format `{format}`, which this program does not know"),
    }
}

/// What is wrong, in words.
pub(crate) fn said(of: &Finding, checked: &Checked) -> String {
    let label = |n: usize| checked.periods.get(n).map_or_else(String::new, |p| p.period.text());
    match of {
        Finding::Changed { period, part, what } => {
            let what = if what.is_empty() { String::new() } else { format!(" of {what}") };
            format!("{}: the block `{part}`{what} is not what was sealed", label(*period))
        }
        Finding::Twice { period, part } => format!("{}: the block `{part}` stands twice", label(*period)),
        Finding::Unread { period, part } => {
            format!("{}: the block `{part}` is not written as the format says", label(*period))
        }
        Finding::NoHead { period } => format!("{}: the head is missing", label(*period)),
        Finding::NoPolicy { period } => format!("{}: the figures are missing", label(*period)),
        Finding::Number { period, of, wanted, found } => {
            format!("{}: {found} {of} where the head says {wanted}", label(*period))
        }
        Finding::Period { period } => {
            format!("{}: the head is of other days, or the period stands twice", label(*period))
        }
        Finding::Rest => {
            "what belongs to this hand-over alone (recipient, choice, form, copies) was changed, or the leaves were"
                .to_owned()
        }
        Finding::Page => {
            "the page round the data is not as it was made; the data are looked at by themselves".to_owned()
        }
        Finding::Copy { name } => format!("{name} is not the file that the seal speaks of"),
        Finding::OtherRoot => "this is not the record with that root".to_owned(),
    }
}

/// Checks a signature made by minisign over the whole file: the signer's own remark, which is signed too.
pub(crate) fn signature(file: &Path, signature: &Path, key: &str) -> Result<String, Error> {
    let bytes = read(file, LARGEST as u64)?;
    let text = |path: &Path| Ok::<_, Error>(String::from_utf8_lossy(&read(path, 10_000)?).into_owned());
    let named = Path::new(key);
    let key = if named.is_file() { text(named)? } else { key.to_owned() };
    let last = key.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let key = minisign_verify::PublicKey::from_base64(last.trim());
    let key = key.map_err(|e| refused(signature, &format!("this is not a public key of minisign: {e}")))?;
    let read = minisign_verify::Signature::decode(&text(signature)?);
    let read = read.map_err(|e| refused(signature, &format!("this is not a signature of minisign: {e}")))?;
    key.verify(&bytes, &read, false)
        .map_err(|e| refused(signature, &format!("the signature is not of this file: {e}")))?;
    Ok(read.trusted_comment().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file, its signature and the public key, made by minisign 0.11 for these tests.
    fn signed(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signed").join(name)
    }

    #[test]
    fn a_signature_of_minisign_is_checked() {
        let (file, by) = (signed("file.html"), signed("file.html.minisig"));
        let key = signed("key.pub").display().to_string();
        assert_eq!(signature(&file, &by, &key).unwrap(), "for the tests");
        // the key as it is told in a letter
        let text = std::fs::read_to_string(signed("key.pub")).unwrap();
        assert_eq!(signature(&file, &by, text.lines().last().unwrap()).unwrap(), "for the tests");
        let fails = |file: &Path, by: &Path, key: &str| signature(file, by, key).unwrap_err().to_string();
        let temp = crate::testing::TempFolder::new("signed");
        let bytes = std::fs::read(&file).unwrap();
        // every byte of the file counts
        for n in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut other = bytes.clone();
            other[n] ^= 1;
            temp.write("file.html", &String::from_utf8(other).unwrap());
            assert!(fails(&temp.path().join("file.html"), &by, &key).contains("the signature is not of this file"));
        }
        // so does the signer's remark, which is signed too
        let remark = std::fs::read_to_string(&by).unwrap().replace("for the tests", "for the taxes");
        temp.write("other.minisig", &remark);
        assert!(fails(&file, &temp.path().join("other.minisig"), &key).contains("the signature is not of this file"));
        assert!(fails(&file, &file, &key).contains("this is not a signature of minisign"));
        assert!(fails(&file, &by, "RWQabc").contains("this is not a public key of minisign"));
        // another key
        let other = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
        assert!(fails(&file, &by, other).contains("the signature is not of this file"));
    }
}
