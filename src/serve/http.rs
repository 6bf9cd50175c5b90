//! Requests to answers. Everything comes from the latest [`Snapshot`].

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::live::Made;
use super::mark::{NOTHING, ending, is_page};
use super::snapshot::{Found, Latest, Snapshot, Trouble};
use super::{guard, page, reload};
use crate::paths::OutPath;

/// The most connections at a time; more wait.
const CONNECTIONS: usize = 512;
/// How long a client may take to send what it wants, and to say nothing.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same where more than a few are connected: those that say nothing make room for one who does.
const LESS_PATIENCE: Duration = Duration::from_secs(1);
/// So many connections are a few.
const CALM: usize = 32;
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;

/// Headers of every answer: nothing of ours is kept, guessed at, framed or handed to another site.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// What requests are answered from.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) port: u16,
    pub(super) latest: Latest,
}

impl Server {
    /// Answers for ever.
    pub(super) async fn run(self, listener: TcpListener) {
        let service = TowerToHyperService::new(Router::new().fallback(answer).with_state(self));
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else {
                // no file descriptor is left: some will be
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let few = places.available_permits() < CONNECTIONS - CALM;
            let patience = if few { LESS_PATIENCE } else { PATIENCE };
            let service = service.clone();
            tokio::spawn(async move {
                let mut http = http1::Builder::new();
                http.timer(TokioTimer::new()).header_read_timeout(patience).max_buf_size(LARGEST_HEAD);
                // a client that goes away is no fault of ours
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
                drop(place);
            });
        }
    }
}

/// Answers one request.
async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let mut response = match guard::admit(&head.method, &head.uri, &head.headers, server.port) {
        Ok(()) => admitted(server, &head).await,
        Err(refusal) => refused(refusal),
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(page::POLICY);
    response
}

fn refused(refusal: guard::Refusal) -> Response {
    let mut response = text(refusal.status(), refusal.words());
    if refusal == guard::Refusal::NotReading {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

async fn admitted(mut server: Server, head: &Parts) -> Response {
    let uri = &head.uri;
    match uri.path().strip_prefix(page::OWN) {
        Some("reload.js") => return body(StatusCode::OK, "text/javascript; charset=utf-8", reload::SCRIPT.into()),
        Some("preview.css") => return body(StatusCode::OK, "text/css; charset=utf-8", reload::STYLE.into()),
        Some("events") if head.method == Method::GET => {
            return reload::events(server.latest, uri.query().unwrap_or_default());
        }
        _ => {}
    }
    // the first build may still be under way
    let Ok(latest) = server.latest.wait_for(Option::is_some).await.map(|l| l.clone()) else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The preview is about to end.\n");
    };
    match latest {
        Some(now) => of_site(&now, uri.path(), uri.query()).await,
        None => text(StatusCode::SERVICE_UNAVAILABLE, "Not yet.\n"),
    }
}

/// What the site has at an address.
async fn of_site(now: &Snapshot, path: &str, query: Option<&str>) -> Response {
    let Some(live) = &now.live else {
        let page = now.failed.as_ref().map(page::of_trouble).unwrap_or_default();
        return html(StatusCode::INTERNAL_SERVER_ERROR, &page, &now.mark(path).await, &now.look);
    };
    let (out, n) = match live.at(path) {
        Found::File(out, n) => (out, n),
        Found::Folder(to, _) => return to_folder(&to, query),
        // browsers ask for it by themselves
        Found::Nothing if path == "/favicon.ico" => return text(StatusCode::NO_CONTENT, ""),
        Found::Nothing => return nothing(now).await,
    };
    match live.file(n).await {
        Ok(Made { bytes, mark }) => match std::str::from_utf8(&bytes) {
            Ok(text) if is_page(&out) => html(StatusCode::OK, text, &mark, &now.look),
            _ => file(&out, bytes),
        },
        Err(error) => {
            let page = page::of_trouble(&Trouble::of_page(&error));
            html(StatusCode::INTERNAL_SERVER_ERROR, &page, &live.mark(n).await, &now.look)
        }
    }
}

/// The page for an address where nothing is.
async fn nothing(now: &Snapshot) -> Response {
    let place = now.live.as_ref().and_then(|live| Some((live, live.find(&OutPath::new("404.html").ok()?)?)));
    let made = match place {
        Some((live, n)) => live.file(n).await.ok(),
        None => None,
    };
    let base = place.map_or("", |(live, _)| live.base.as_str());
    let page = made.as_ref().and_then(|made| std::str::from_utf8(&made.bytes).ok());
    let page = page.map(|page| page::rooted(page, base));
    let page =
        page.unwrap_or_else(|| "<!doctype html><title>Not found</title><body>There is no such page.</body>".to_owned());
    html(StatusCode::NOT_FOUND, &page, NOTHING, &now.look)
}

fn html(status: StatusCode, page: &str, seen: &str, look: &str) -> Response {
    body(status, "text/html; charset=utf-8", page::live(page, seen, look).into())
}

fn file(path: &OutPath, bytes: Bytes) -> Response {
    let ending = ending(path);
    let known = content_type(&ending);
    let mut response = body(StatusCode::OK, known.unwrap_or("application/octet-stream"), bytes);
    if known.is_none() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    if ending == "pdf" {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, page::VIEWER_POLICY);
    }
    response
}

fn to_folder(to: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| to.to_owned(), |q| format!("{to}?{q}"));
    let mut response = text(StatusCode::TEMPORARY_REDIRECT, "");
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn text(status: StatusCode, words: &'static str) -> Response {
    body(status, "text/plain; charset=utf-8", words.into())
}

fn body(status: StatusCode, kind: &'static str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// What a browser may show, by the ending of a file's name; everything else is only saved.
fn content_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::live::Live;

    fn site() -> Snapshot {
        let all = [
            ("index.html", "<body>home</body>"),
            ("404.html", "<body><a href=\"index.html\">home</a></body>"),
            ("a/index.html", "<body>a</body>"),
            ("evidence/x.pdf", "%PDF"),
            ("evidence/x.docx", "PK"),
        ];
        let files = all.iter().map(|(path, text)| (OutPath::new(path).unwrap(), text.as_bytes().into())).collect();
        Snapshot { live: Some(Arc::new(Live::of(&files))), look: String::new(), failed: None, left_out: None }
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |v| v.to_str().unwrap())
    }

    #[tokio::test]
    async fn kinds_of_answers() {
        let now = site();
        assert_eq!(of_site(&now, "/", None).await.status(), 200);
        let pdf = of_site(&now, "/evidence/x.pdf", None).await;
        assert_eq!((header(&pdf, "content-type"), header(&pdf, "content-disposition")), ("application/pdf", ""));
        let word = of_site(&now, "/evidence/x.docx", None).await;
        assert_eq!(header(&word, "content-type"), "application/octet-stream");
        assert_eq!(header(&word, "content-disposition"), "attachment");
        let folder = of_site(&now, "/a", Some("q=1")).await;
        assert_eq!((folder.status().as_u16(), header(&folder, "location")), (307, "/a/?q=1"));
        let nothing = of_site(&now, "/b/c", None).await;
        assert_eq!((nothing.status().as_u16(), header(&nothing, "content-type")), (404, "text/html; charset=utf-8"));
    }

    #[tokio::test]
    async fn without_a_build_every_address_says_why() {
        let failed = Some(Trouble { title: "no".to_owned(), text: "why".to_owned() });
        let now = Snapshot { live: None, look: String::new(), failed, left_out: None };
        for path in ["/", "/a/", "/evidence/x.pdf"] {
            assert_eq!(of_site(&now, path, None).await.status(), 500);
        }
    }
}
