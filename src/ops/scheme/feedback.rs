//! Feedback: the page for everybody, once, and the letters to those whose records were reviewed.

use std::path::Path;

use serde_json::json;

use super::criteria::{Criteria, criteria, explained};
use super::draw::there;
use super::folder::{Done, Folder, Run, path};
use super::merge::settled;
use super::refused;
use crate::engine::Error;
use crate::fs::Root;
use crate::model::time::iso;
use crate::scheme::counts::{Told, publish};
use crate::scheme::feedback::{good, html, letter, next, page};
use crate::scheme::review::{ANSWER, Review, Reviewed, Reviews, STRENGTHS, State};
use crate::scheme::step::Step;
use crate::wording::Wording;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// The page is final from now on.
    pub publish: bool,
    /// Records that are not settled do not hold it up.
    pub anyway: bool,
    /// The guidance site that the page goes into.
    pub site: Option<std::path::PathBuf>,
}

/// Makes the page and the letters.
pub(crate) fn run(folder: &Folder, name: &str, options: &Options, run: &Run) -> Result<Done, Error> {
    there(folder, name)?;
    let packs = folder.packs()?;
    let edition = folder.edition(&packs)?;
    let (criteria, help) = (criteria(folder, edition), explained(edition));
    let (states, reviews) = settled(folder, name)?;
    let (register, records) = (folder.register()?, super::receive::records(folder)?);
    let mut step = Step::default();
    let mut told = vec![];
    for (id, reviewed) in &states {
        if reviewed.state != State::Settled {
            step.doubt(id.clone(), format!("the reviews are not complete: {}", reviewed.state.word()));
            continue;
        }
        let own = of(&reviews, id);
        let themes = own.iter().flat_map(|r| r.themes.iter().cloned()).collect();
        let person = register.get(id).map(|j| j.person.clone()).unwrap_or_default();
        told.push(Told { levels: reviewed.levels.clone(), part: person.grade.clone(), themes });
        let shown = records.get(id).map_or("", |s| s.shown.as_str());
        let whom = Whom { id, name: &person.name, reviewed, reviews: &own, shown };
        letters(&mut step, folder, name, &whom, &criteria);
    }
    step.figure("settled", told.len());
    step.figure("open", step.doubts.len());
    let ids: Vec<String> = criteria.iter().map(|(id, _)| id.clone()).collect();
    if options.publish && told.is_empty() {
        return Err(refused(
            format!("no record of `{name}` is settled: there is nothing to publish, and the page is published once"),
            "take the reviews in with `cpdfolio scheme merge REVIEWS`",
        ));
    }
    let published = publish(&told, &ids, folder.settings.k);
    let text = page(Wording::english(), &published, (&criteria, &help), folder.settings.year, run.as_of);
    generic(&mut step, folder, name, text, options, run)?;
    folder.carry_out("feedback", run, step)
}

fn of<'r>(reviews: &'r Reviews, id: &str) -> Vec<&'r Review> {
    let from = reviews.range((id.to_owned(), String::new())..);
    from.take_while(|((member, _), _)| member == id).map(|(_, filed)| &filed.review).collect()
}

/// One member with what was said of the record.
struct Whom<'a> {
    id: &'a str,
    name: &'a str,
    reviewed: &'a Reviewed,
    reviews: &'a [&'a Review],
    /// The hash of what was shown; empty where no file was handed over.
    shown: &'a str,
}

fn letters(step: &mut Step, folder: &Folder, draw: &str, whom: &Whom<'_>, criteria: &Criteria) {
    let words = Wording::english();
    let (settings, id) = (&folder.settings, whom.id);
    let has_file = !whom.shown.is_empty();
    let from = (settings.title.as_str(), settings.contact.as_deref());
    let text = letter(words, (whom.name, settings.year, has_file), from, whom.reviewed, whom.reviews, criteria);
    step.put(&format!("feedback/{draw}/{id}.html"), html(words, &text));
    step.put(&format!("feedback/{draw}/{id}.md"), text);
    if !has_file {
        return;
    }
    // as an answer to the member's own file: `receive` writes what it suggests into the plan
    let next = next(words, whom.reviewed, whom.reviews, criteria);
    let next: Vec<String> = next.into_iter().map(|(_, text)| format!("- {text}")).collect();
    let level = |(id, level): (&String, &u8)| json!({"id": format!("{}/{id}", settings.policy), "level": level + 1});
    let of_policy = whom.reviewed.levels.iter().filter(|(id, _)| !settings.criteria.iter().any(|c| c.id == **id));
    let mut answers: Vec<_> = of_policy.map(level).collect();
    let good = good(whom.reviews);
    if !good.is_empty() {
        answers.push(json!({"id": STRENGTHS, "text": good.join("\n\n")}));
    }
    answers.push(json!({"id": "next", "text": next.join("\n")}));
    let on = whom.reviews.iter().map(|r| r.day).max().map(iso).unwrap_or_default();
    let answer = json!({
        "schema": ANSWER, "role": "assessor", "shown": whom.shown, "on": on, "by": settings.title, "answers": answers,
    });
    step.put(&format!("feedback/{draw}/{id}.json"), format!("{answer:#}\n"));
}

/// The page for everybody: a draft until it is published, then the same for ever.
fn generic(
    step: &mut Step,
    folder: &Folder,
    name: &str,
    text: String,
    options: &Options,
    run: &Run,
) -> Result<(), Error> {
    let (draft, place) = (format!("feedback/{name}/page.md"), format!("feedback/{name}/published.md"));
    let before = folder.text(&place)?;
    if !options.publish {
        // a draft of another day is no other draft
        let same = |old: &String| undated(old) == undated(&text);
        let kept = folder.text(&draft)?.filter(same);
        if before.is_none() {
            step.put(&draft, kept.unwrap_or(text));
        }
        step.did.push(format!("feedback of {name}"));
        return Ok(());
    }
    if !step.doubts.is_empty() && !options.anyway && before.is_none() {
        let are = if step.doubts.len() == 1 { "is" } else { "are" };
        let what = format!(
            "{} {are} not settled, and the page is published once",
            crate::diag::count(step.doubts.len(), "record")
        );
        return Err(refused(what, "wait for the reviews, or publish without these: `--anyway`"));
    }
    let text = match before {
        Some(before) if undated(&before) == undated(&text) => before,
        Some(_) => {
            let what = format!("{place} is published, and the figures are others now");
            return Err(refused(
                what,
                "a correction comes with the page of the next year: two pages could be compared",
            ));
        }
        None => text,
    };
    if let Some(site) = &options.site {
        let place = into_site(site, name, &text, run)?;
        let word = if run.dry { "would have" } else { "has" };
        step.told.push(format!("{} {word} the page: {place}", site.display()));
    }
    step.put(&place, text);
    step.remove(&draft);
    step.did.push(format!("the feedback of {name} is published"));
    Ok(())
}

/// A page without the day on which it was made.
fn undated(text: &str) -> String {
    text.lines().filter(|l| !l.starts_with("date: ")).collect::<Vec<_>>().join("\n")
}

/// Writes the page into a guidance site as a piece of news: it stands in the site's feed. Gives back its place.
fn into_site(site: &Path, draw: &str, text: &str, run: &Run) -> Result<String, Error> {
    let root = Root::open(site).map_err(Error::Fs)?;
    let config = path(crate::config::FILE)?;
    let Ok(settings) = root.read(&config, crate::content::walk::LARGEST_TEXT) else {
        return Err(Error::NoSite(site.to_path_buf()));
    };
    let settings = crate::config::read(&String::from_utf8_lossy(&settings)).value;
    if settings.is_some_and(|s| s.member.is_some()) {
        let what = format!("{} is the site of a member: its {} has `member:`", site.display(), crate::config::FILE);
        return Err(refused(what, "name the site of the institution, which is for everybody: `--site ../guidance`"));
    }
    let name = format!("cpd-feedback-{draw}.md");
    let news = root.names("content/news").map_err(|fault| refused(format!("content/news: {fault}"), ""))?;
    if let Some((known, _)) = news.iter().find(|(known, _)| known.ends_with(&name)) {
        return Ok(format!("content/news/{known}"));
    }
    let day = text.lines().find_map(|l| l.strip_prefix("date: ")).map_or_else(|| iso(run.as_of), str::to_owned);
    let place = format!("content/news/{day}-{name}");
    if !run.dry {
        root.create_new(&path(&place)?, text.as_bytes()).map_err(Error::Fs)?;
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;
    use crate::testing::TempFolder;

    #[test]
    fn each_draw_has_a_piece_of_news_of_its_own() {
        let temp = TempFolder::new("news");
        temp.write(crate::config::FILE, "schema: cpdfolio.site/1\ntitle: Guidance\n");
        let run = Run { as_of: parse_day("2026-09-10").unwrap(), by: None, dry: false };
        let place = |draw: &str, text: &str| into_site(temp.path(), draw, text, &run).unwrap();
        let (first, second) = (place("2025", "one"), place("extra", "two"));
        assert_eq!(first, "content/news/2026-09-10-cpd-feedback-2025.md");
        assert_eq!(second, "content/news/2026-09-10-cpd-feedback-extra.md");
        // published again: the same piece
        assert_eq!(place("2025", "one"), first);
        let text = |at: &str| std::fs::read_to_string(temp.path().join(at)).unwrap();
        assert_eq!((text(&first).as_str(), text(&second).as_str()), ("one", "two"));
    }
}
