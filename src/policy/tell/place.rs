//! Where in a policy's file a remark has its place.

use super::check::Remark;
use crate::diag::locate;
use crate::paths::SourcePath;
use crate::policy::read::packs::FOLDER;
use crate::policy::{Origin, Policy};

/// A line of a policy's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub path: SourcePath,
    /// From 1.
    pub line: usize,
}

/// The place of each remark in the file of a policy of the site: the line of its rule, else that of its edition, else the
/// first. None for a policy that comes with the program. `text` gives the text of a file.
pub fn spots<'t>(
    policy: &Policy,
    remarks: &[Remark],
    text: impl Fn(&SourcePath) -> Option<&'t str>,
) -> Vec<Option<Spot>> {
    let path =
        SourcePath::new(&format!("{FOLDER}/{}.yaml", policy.id)).ok().filter(|_| policy.origin != Origin::BuiltIn);
    let Some((path, yaml)) = path.and_then(|path| text(&path).map(|yaml| (path, yaml))) else {
        return vec![None; remarks.len()];
    };
    let lines = Lines::of(yaml);
    remarks.iter().map(|remark| Some(Spot { path: path.clone(), line: lines.of_remark(remark) })).collect()
}

/// The lines of editions and rules.
struct Lines {
    editions: Vec<(String, usize)>,
    /// Edition, id as it is written, line.
    rules: Vec<(String, String, usize)>,
}

impl Lines {
    fn of(yaml: &str) -> Self {
        let ends: Vec<usize> = yaml.match_indices('\n').map(|(at, _)| at).collect();
        let line = |at: usize| ends.partition_point(|end| *end < at) + 1;
        let mut all = Self { editions: vec![], rules: vec![] };
        for spot in locate::spots(yaml) {
            match spot.path.parts().collect::<Vec<_>>()[..] {
                ["editions", edition] => all.editions.push((edition.to_owned(), line(spot.key.start))),
                ["editions", edition, "rules", _, "id"] => {
                    let id = yaml[spot.value.clone()].trim_matches(['"', '\'']).to_owned();
                    all.rules.push((edition.to_owned(), id, line(spot.value.start)));
                }
                _ => {}
            }
        }
        all
    }

    fn of_remark(&self, remark: &Remark) -> usize {
        let is = |edition: &str| remark.edition.as_deref() == Some(edition);
        let rule = remark.rule.as_ref().map(crate::model::RuleId::as_str);
        // one rule of a file is several where it is asked for each of some values: `craft` is `craft-stone` too
        let names = |written: &str| {
            rule.and_then(|id| id.strip_prefix(written)).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let rules = self.rules.iter().filter(|(edition, id, _)| is(edition) && names(id));
        let of_rule = rules.max_by_key(|(_, id, _)| id.len()).map(|(.., line)| *line);
        let of_edition = || self.editions.iter().find(|(edition, _)| is(edition)).map(|(_, line)| *line);
        of_rule.or_else(of_edition).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RuleId;
    use crate::policy::tell::check::Point;

    #[test]
    fn a_remark_stands_at_its_rule_else_at_its_edition() {
        let yaml = "id: x\neditions:\n  \"2025\":\n    rules:\n      - {id: craft, each: crafts}\n      - id: craft-old\n\
                    \x20 \"2026\":\n    rules:\n      - {id: craft}\n";
        let lines = Lines::of(yaml);
        let line = |edition: Option<&str>, rule: Option<&str>| {
            let rule = rule.map(RuleId::new);
            let point = Point::SameDay(String::new(), String::new());
            lines.of_remark(&Remark { edition: edition.map(str::to_owned), rule, point })
        };
        assert_eq!(line(None, None), 1);
        assert_eq!(line(Some("2025"), None), 3);
        assert_eq!(line(Some("2025"), Some("craft-stone")), 5);
        assert_eq!(line(Some("2025"), Some("craft-old")), 6);
        assert_eq!(line(Some("2026"), Some("craft")), 9);
        assert_eq!(line(Some("2026"), Some("made-up")), 7);
    }
}
