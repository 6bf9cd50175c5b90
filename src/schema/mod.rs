//! JSON Schemas of what we read and write: each a file beside this one, each versioned. Those of a head are
//! made from the tables of keys.

#[cfg(test)]
mod made;

/// One schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// `status` for `cpdfolio.status/1`.
    pub name: &'static str,
    /// What it describes.
    pub what: &'static str,
    /// The schema, draft 2020-12.
    pub text: &'static str,
}

impl Schema {
    /// `cpdfolio.status/1`, as it calls itself.
    pub fn id(&self) -> &'static str {
        let after = self.text.split_once("\"$id\": \"").map_or("", |(_, after)| after);
        after.split('"').next().unwrap_or_default()
    }
}

/// All of them.
pub const ALL: &[Schema] = &[
    Schema { name: "activity", what: "the front matter of an entry", text: include_str!("activity-1.json") },
    Schema {
        name: "plan-item",
        what: "the front matter of an item of the development plan",
        text: include_str!("plan-item-1.json"),
    },
    Schema {
        name: "directory-item",
        what: "the front matter of an item of the directory",
        text: include_str!("directory-item-1.json"),
    },
    Schema { name: "page", what: "the front matter of a page", text: include_str!("page-1.json") },
    Schema { name: "answer", what: "the front matter of a question", text: include_str!("answer-1.json") },
    Schema { name: "site", what: "cpdfolio.yaml", text: include_str!("site-1.json") },
    Schema { name: "policy", what: "a file of rules: content/policies/*.yaml", text: include_str!("policy-1.json") },
    Schema { name: "status", what: "`status --format json`", text: include_str!("status-1.json") },
    Schema { name: "why", what: "`why --format json`", text: include_str!("why-1.json") },
    Schema { name: "check", what: "`check --format json`", text: include_str!("check-1.json") },
    Schema { name: "log", what: "`log --format json`", text: include_str!("log-1.json") },
    Schema { name: "import", what: "`import --format json`", text: include_str!("import-1.json") },
    Schema { name: "restore", what: "`import --format json` of a whole record", text: include_str!("restore-1.json") },
    Schema { name: "list", what: "`list --format json`", text: include_str!("list-1.json") },
    Schema { name: "edit", what: "`edit --format json`", text: include_str!("edit-1.json") },
    Schema { name: "reflect", what: "`reflect --format json`", text: include_str!("reflect-1.json") },
    Schema { name: "attach", what: "`attach --format json`", text: include_str!("attach-1.json") },
    Schema { name: "remove", what: "`remove --format json`", text: include_str!("remove-1.json") },
    Schema { name: "export", what: "`export --format json`: a whole record", text: include_str!("export-1.json") },
    Schema { name: "slip", what: "a CPD slip: `directory/ID.slip.json` of a site", text: include_str!("slip-1.json") },
    Schema { name: "undo", what: "`undo --format json`", text: include_str!("undo-1.json") },
    Schema { name: "undo-list", what: "`undo --list --format json`", text: include_str!("undo-list-1.json") },
    Schema { name: "directory", what: "`directory list --format json`", text: include_str!("directory-1.json") },
    Schema {
        name: "directory-check",
        what: "`directory check --format json`",
        text: include_str!("directory-check-1.json"),
    },
    Schema { name: "policies", what: "`policy list --format json`", text: include_str!("policies-1.json") },
    Schema { name: "policy-show", what: "`policy show --format json`", text: include_str!("policy-show-1.json") },
    Schema { name: "policy-check", what: "`policy check --format json`", text: include_str!("policy-check-1.json") },
    Schema { name: "policy-diff", what: "`policy diff --format json`", text: include_str!("policy-diff-1.json") },
    Schema { name: "policy-impact", what: "`policy impact --format json`", text: include_str!("policy-impact-1.json") },
    Schema { name: "plan", what: "`plan --format json`", text: include_str!("plan-1.json") },
    Schema { name: "declare", what: "`declare --format json`", text: include_str!("declare-1.json") },
    Schema { name: "declare-diff", what: "`declare --diff --format json`", text: include_str!("declare-diff-1.json") },
    Schema { name: "share", what: "`share --format json`", text: include_str!("share-1.json") },
    Schema { name: "share-list", what: "`share --list --format json`", text: include_str!("share-list-1.json") },
    Schema { name: "verify", what: "`verify --format json`", text: include_str!("verify-1.json") },
    Schema { name: "ask", what: "`ask --format json`", text: include_str!("ask-1.json") },
    Schema { name: "receive", what: "`receive --format json`", text: include_str!("receive-1.json") },
    Schema { name: "give-back", what: "`import --format json` of a hand-over", text: include_str!("give-back-1.json") },
    Schema { name: "theme", what: "`theme list --format json`", text: include_str!("theme-1.json") },
    Schema { name: "team", what: "`team --format json`", text: include_str!("team-1.json") },
    Schema { name: "scheme", what: "scheme.yaml", text: include_str!("scheme-1.json") },
    Schema {
        name: "scheme-step",
        what: "every command of `scheme`, with `--format json`",
        text: include_str!("scheme-step-1.json"),
    },
    Schema { name: "timings", what: "`build --timings json`", text: include_str!("timings-1.json") },
    Schema { name: "manifest", what: "what a build wrote", text: include_str!("manifest-2.json") },
    Schema { name: "data-site", what: "data/site.json of a site", text: include_str!("data-site-1.json") },
    Schema { name: "data-activities", what: "data/activities.json", text: include_str!("data-activities-1.json") },
    Schema { name: "data-standing", what: "data/standing.json", text: include_str!("data-standing-1.json") },
    Schema { name: "data-statements", what: "data/statements.json", text: include_str!("data-statements-1.json") },
    Schema { name: "data-years", what: "data/years.json", text: include_str!("data-years-1.json") },
    Schema { name: "data-competences", what: "data/competences.json", text: include_str!("data-competences-1.json") },
    Schema { name: "data-plan", what: "data/plan.json", text: include_str!("data-plan-1.json") },
    Schema { name: "data-directory", what: "data/directory.json", text: include_str!("data-directory-1.json") },
];
