//! What each open page is told: to load itself again, to fetch its style sheets again, or that
//! something is wrong. A browser says what it has, so that nothing depends on which events it heard:
//! a page that was asleep, or that outlived the server, catches up.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};

use super::mark::{NOTHING, decode};
use super::snapshot::{Latest, Snapshot, Trouble};

/// The script in every page.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// How the overlay and the page of faults look.
pub(super) const STYLE: &str = include_str!("preview.css");

/// What a page is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Advice {
    /// Load yourself again.
    Reload,
    /// Fetch your style sheets again: they are now this.
    Style(String),
    /// Show this over the page.
    Trouble(Trouble),
    /// Show nothing over the page.
    Clear,
}

/// An open page, as it says itself.
#[derive(Debug, Default)]
struct Reader {
    page: String,
    seen: String,
    look: String,
    /// What we said last of what is shown over the page.
    told: Option<Advice>,
}

impl Reader {
    /// From the query of the request.
    fn new(query: &str) -> Self {
        let get = |name: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.and_then(decode).unwrap_or_default()
        };
        Self { page: get("page"), seen: get("seen"), look: get("look"), told: None }
    }

    /// What to say now. A page that is gone because its source is half-typed stays as it is.
    async fn advise(&mut self, now: &Snapshot) -> Vec<Advice> {
        let mark = &*now.mark(&self.page).await;
        let left_out = if mark == NOTHING { now.left_out.as_ref() } else { None };
        let trouble = if now.live.is_some() { now.failed.as_ref().or(left_out) } else { None };
        if mark != self.seen && !(mark == NOTHING && trouble.is_some()) {
            mark.clone_into(&mut self.seen);
            return vec![Advice::Reload];
        }
        let mut all = vec![];
        if self.look != now.look {
            self.look.clone_from(&now.look);
            all.push(Advice::Style(now.look.clone()));
        }
        let over = trouble.cloned().map_or(Advice::Clear, Advice::Trouble);
        if self.told.as_ref() != Some(&over) {
            self.told = Some(over.clone());
            all.push(over);
        }
        all
    }
}

impl From<Advice> for Event {
    fn from(advice: Advice) -> Self {
        // a browser passes no event on that has no data
        match advice {
            Advice::Reload => Self::default().event("reload").data("now"),
            Advice::Style(look) => Self::default().event("style").data(look),
            Advice::Clear => Self::default().event("clear").data("now"),
            Advice::Trouble(t) => {
                let json = serde_json::json!({"title": t.title, "text": t.text});
                Self::default().event("trouble").data(json.to_string())
            }
        }
    }
}

/// The answer that never ends.
pub(super) fn events(latest: Latest, query: &str) -> Response {
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Sse::new(stream(latest, Reader::new(query))).keep_alive(alive).into_response()
}

fn stream(mut latest: Latest, reader: Reader) -> impl Stream<Item = Result<Event, Infallible>> {
    latest.mark_changed();
    unfold((latest, reader, VecDeque::new()), async |(mut latest, mut reader, mut waiting)| {
        while waiting.is_empty() {
            latest.changed().await.ok()?;
            let now: Option<Arc<Snapshot>> = latest.borrow_and_update().clone();
            if let Some(now) = now {
                waiting.extend(reader.advise(&now).await);
            }
        }
        let next = waiting.pop_front().map(Event::from)?;
        Some((Ok(next), (latest, reader, waiting)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::OutPath;
    use crate::serve::live::Live;

    fn trouble(text: &str) -> Trouble {
        Trouble { title: String::new(), text: text.to_owned() }
    }

    fn now(pages: &[(&str, &str)], look: &str) -> Snapshot {
        let files = pages.iter().map(|(path, text)| (OutPath::new(path).unwrap(), text.as_bytes().into())).collect();
        Snapshot { live: Some(Arc::new(Live::of(&files))), look: look.to_owned(), failed: None, left_out: None }
    }

    async fn reader(page: &str, of: &Snapshot) -> Reader {
        Reader { page: page.to_owned(), seen: of.mark(page).await.to_string(), look: of.look.clone(), told: None }
    }

    #[test]
    fn the_query_says_what_a_page_has() {
        let reader = Reader::new("page=%2Fa%2520b%2F&seen=12&look=34");
        assert_eq!((reader.page.as_str(), reader.seen.as_str(), reader.look.as_str()), ("/a%20b/", "12", "34"));
        assert_eq!(Reader::new("").page, "");
    }

    #[tokio::test]
    async fn a_page_is_loaded_again_only_when_it_changed() {
        let one = now(&[("index.html", "1"), ("a/index.html", "1")], "x");
        let two = now(&[("index.html", "2"), ("a/index.html", "1")], "x");
        let mut other = reader("/a/", &one).await;
        assert_eq!(other.advise(&one).await, [Advice::Clear]);
        assert_eq!(other.advise(&two).await, []);
        assert_eq!(reader("/", &one).await.advise(&two).await, [Advice::Reload]);
        assert_eq!(reader("/a/", &one).await.advise(&now(&[], "x")).await, [Advice::Reload], "it went");
        assert_eq!(
            reader("/b/", &one).await.advise(&now(&[("b/index.html", "")], "x")).await,
            [Advice::Reload],
            "it came"
        );
    }

    #[tokio::test]
    async fn styles_are_swapped() {
        let one = now(&[("index.html", "1")], "x");
        let mut page = reader("/", &one).await;
        let two = now(&[("index.html", "1")], "y");
        assert_eq!(page.advise(&two).await, [Advice::Style("y".to_owned()), Advice::Clear]);
        assert_eq!(page.advise(&two).await, []);
        assert_eq!(page.advise(&now(&[("index.html", "2")], "z")).await, [Advice::Reload]);
    }

    #[tokio::test]
    async fn trouble_comes_and_goes() {
        let good = now(&[("index.html", "1")], "x");
        let bad = |text| Snapshot { failed: Some(trouble(text)), ..now(&[("index.html", "1")], "x") };
        let mut page = reader("/", &good).await;
        assert_eq!(page.advise(&bad("1")).await, [Advice::Trouble(trouble("1"))]);
        assert_eq!(page.advise(&bad("1")).await, []);
        assert_eq!(page.advise(&bad("2")).await, [Advice::Trouble(trouble("2"))]);
        assert_eq!(page.advise(&good).await, [Advice::Clear]);
    }

    #[tokio::test]
    async fn a_half_typed_entry_stays_on_the_screen() {
        let good = now(&[("a/index.html", "1")], "x");
        let half = Snapshot { left_out: Some(trouble("a.md")), ..now(&[], "x") };
        let mut page = reader("/a/", &good).await;
        assert_eq!(page.advise(&half).await, [Advice::Trouble(trouble("a.md"))]);
        assert_eq!(page.advise(&good).await, [Advice::Clear]);
        let other = Snapshot { left_out: Some(trouble("b.md")), ..now(&[("a/index.html", "1")], "x") };
        assert_eq!(page.advise(&other).await, [], "the trouble of other pages is not told here");
    }

    #[tokio::test]
    async fn the_page_of_faults_follows_the_faults() {
        let none = |text| Snapshot { live: None, look: String::new(), failed: Some(trouble(text)), left_out: None };
        let mut page = reader("/", &none("1")).await;
        assert_eq!(page.advise(&none("1")).await, [Advice::Clear]);
        assert_eq!(page.advise(&none("2")).await, [Advice::Reload]);
        assert_eq!(page.advise(&now(&[], "")).await, [Advice::Reload]);
    }
}
