//! Files that our own commands write: declarations, and what others filled in. A head of theirs is data, read as a
//! whole: somebody who edits one by hand is told when it is no longer what was written.

use serde::de::DeserializeOwned;

use crate::content::tree::SourceFile;
use crate::diag::{Code, Place};
use crate::front_matter;
use crate::model::declaration::{self, Declarations};
use crate::model::given::{self, Given};
use crate::model::time::parse_day;
use crate::yaml::fields::Faults;
use crate::yaml::parse;

/// Reads `content/declarations/YEAR.md`.
pub(crate) fn declarations(file: &SourceFile, faults: &mut Faults) -> Option<Declarations> {
    let read: Declarations = head(file, faults)?;
    let of_name = file.path.stem() == read.year.to_string();
    let are_days = read.periods.iter().flat_map(|p| [&p.from, &p.to, &p.declared_on]).all(|d| parse_day(d).is_some());
    let fits = read.schema == declaration::SCHEMA && of_name && are_days;
    if !fits {
        refuse("the schema, the year or a day is not what `declare` writes", faults);
    }
    fits.then_some(read)
}

/// Reads a file of `content/answers/`.
pub(crate) fn given(file: &SourceFile, faults: &mut Faults) -> Option<Given> {
    let read: Given = head(file, faults)?;
    let fits = read.schema == given::SCHEMA && parse_day(&read.on).is_some();
    if !fits {
        refuse("the schema or the day is not what `receive` writes", faults);
    }
    fits.then_some(read)
}

fn head<T: DeserializeOwned>(file: &SourceFile, faults: &mut Faults) -> Option<T> {
    let Ok(parts) = front_matter::split(&file.text) else {
        refuse("it has no head", faults);
        return None;
    };
    let value = parse::read(&file.text[parts.yaml.clone()], parts.yaml.start, faults)?;
    match serde_yaml::from_value(value) {
        Ok(read) => Some(read),
        Err(error) => {
            refuse(&error.to_string(), faults);
            None
        }
    }
}

fn refuse(why: &str, faults: &mut Faults) {
    faults
        .add(Code::BadDocument, Place::File, format!("this is no longer what was written: {why}"))
        .with_hint("restore the file from git, or write it anew with `cpdfolio declare` or `cpdfolio receive`");
}
