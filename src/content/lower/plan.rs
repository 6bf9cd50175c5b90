//! An item of the development plan.

use super::head::{self, Keys, Known, plain_id, words};
use super::unread::{OtherNotRead, hides_visibility};
use crate::content::marks;
use crate::content::tree::SourceFile;
use crate::model::{PlanId, PlanItem, PlanState, Visibility, keys};
use crate::yaml::fields::Faults;

const KEYS: Keys<'_> = Keys { table: &keys::PLAN_ITEM, declared: &[], own: &[] };

/// Reads a plan item.
pub(crate) fn read(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Result<PlanItem, OtherNotRead> {
    let id = PlanId::new(plain_id(file, "content/plan", faults));
    let mut visible = None;
    let read = head::read(file, KEYS, faults, |mut f, body, faults| {
        let said = f.given("visibility");
        let item = PlanItem {
            id,
            source: file.path.clone(),
            title: f.line("title", faults).unwrap_or_default(),
            written: f.day("written", faults),
            period: f.line("period", faults),
            due: f.day("due", faults),
            state: f.word("state", PlanState::WORDS, faults).unwrap_or_default(),
            target: f.minutes("target", faults),
            categories: words(&mut f, "categories", head::CATEGORY, &known.words.categories, faults),
            competences: words(&mut f, "competences", head::COMPETENCE, &known.words.competences, faults),
            cites: words(&mut f, "cites", head::CITE, &known.words.cites, faults),
            visibility: f.word("visibility", Visibility::WORDS, faults).unwrap_or(known.config.visibility),
            body: marks::body(body, file, known.tree, faults),
        };
        f.finish(&[], faults);
        visible = Some(item.visibility)
            .filter(|_| !faults.guessed && !hides_visibility(&faults.notes, &keys::PLAN_ITEM, said));
        item
    });
    let whole = read.filter(|_| faults.errors() == 0);
    whole.ok_or(OtherNotRead { visibility: visible, is_plan: true })
}
