//! The guideline check of a year: every policy, every rule, every entry behind it.

use serde::Serialize;

use super::judgement::AssessmentView;
use crate::facts::{Site, address};
use crate::policy::Assessment;

/// What the check shows.
#[derive(Debug, Serialize)]
pub(crate) struct ComplianceView {
    /// The year in which the periods end.
    pub year: String,
    /// Is the leading policy a guideline, which requires nothing?
    pub guideline: bool,
    /// The policies, the leading one first.
    pub policies: Vec<AssessmentView>,
    /// Links from one check to another: label and address from the root.
    pub others: Vec<super::LinkView>,
}

impl ComplianceView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, year: i32, judged: &[&Assessment]) -> Self {
        let others = site.compliance_years().into_iter().rev();
        Self {
            year: year.to_string(),
            guideline: site.is_guideline(),
            policies: judged.iter().map(|a| AssessmentView::new(site, a)).collect(),
            others: others
                .map(|y| super::LinkView { title: y.to_string(), url: (y != year).then(|| address::compliance(y)) })
                .collect(),
        }
    }
}
