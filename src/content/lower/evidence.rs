//! The files that show an entry: paths below `evidence/`, and what was meant by one that is none.

use std::collections::BTreeSet;

use super::head::Known;
use crate::diag::{Code, Place};
use crate::model::Evidence;
use crate::paths::SourcePath;
use crate::yaml::fields::{Faults, Fields};

/// Reads the list.
pub(super) fn read(f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Vec<Evidence> {
    let mut all = vec![];
    for (at, text) in f.lines("evidence", faults) {
        let message = match SourcePath::new(&text) {
            Ok(path) if path.below("evidence").is_some() => {
                all.push(Evidence { path });
                continue;
            }
            _ if is_address(&text) => format!("`{text}` is an address: files below `evidence/` are listed here"),
            Ok(_) => format!("`{text}` is not below `evidence/`"),
            Err(fault) => format!("`{text}` is not a path of this site: {fault}"),
        };
        let hint = if is_address(&text) {
            format!("take it out here, and write it below the second `---`: `[evidence]({text})`")
        } else if let Some(there) = meant(&text, known.tree.evidence()) {
            format!("write `{there}`")
        } else {
            "put the file below `evidence/`, and write its path from the site's folder, like \
             `evidence/2026/certificate.pdf`"
                .to_owned()
        };
        faults.add(Code::BadPath, Place::Value(at), message).with_hint(hint);
    }
    all
}

fn is_address(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    ["http://", "https://"].into_iter().any(begins)
}

/// The only file below `evidence/` that can have been meant: one whose path ends like this, else one of this name.
pub(crate) fn meant<'e>(text: &str, evidence: &'e BTreeSet<SourcePath>) -> Option<&'e SourcePath> {
    let text = text.replace('\\', "/").to_lowercase();
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let name = parts.last()?;
    let only = |end: &str| {
        let ends = |path: &&SourcePath| {
            let path = path.as_str().to_lowercase();
            path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let mut found = evidence.iter().filter(ends);
        found.next().filter(|_| found.next().is_none())
    };
    only(&parts.join("/")).or_else(|| only(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_there_is_meant() {
        let paths = ["evidence/2026/Cert.pdf", "evidence/2025/a.pdf", "evidence/2026/a.pdf"];
        let all: BTreeSet<SourcePath> = paths.into_iter().map(|p| SourcePath::new(p).unwrap()).collect();
        let meant = |text| meant(text, &all).map(SourcePath::as_str);
        for text in ["2026/Cert.pdf", "Cert.pdf", "../../evidence/2026/cert.pdf", "files/Cert.pdf", "C:\\x\\Cert.pdf"] {
            assert_eq!(meant(text), Some("evidence/2026/Cert.pdf"), "{text}");
        }
        assert_eq!(meant("2025/a.pdf"), Some("evidence/2025/a.pdf"));
        assert_eq!(meant("a.pdf"), None);
        assert_eq!(meant("b.pdf"), None);
    }
}
