//! Who may ask: browsers that show our own pages, and nobody else. Any web page can make the user's
//! browser send requests to this machine; what is served is private.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It asks for another host: a name that somebody made point to this machine.
    NotOurHost,
    /// Another site's page asks.
    Foreign,
    /// It wants more than to read.
    NotReading,
}

impl Refusal {
    /// The answer's status.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NotOurHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NotReading => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The answer.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NotOurHost => "This preview answers to localhost and 127.0.0.1 only.\n",
            Self::Foreign => "Another site's page may not read this preview. Type its address instead.\n",
            Self::NotReading => "This preview can only be read.\n",
        }
    }
}

/// May this request be answered?
pub(super) fn admit(method: &Method, uri: &Uri, headers: &HeaderMap, port: u16) -> Result<(), Refusal> {
    if !asks_us(uri, headers, port) {
        return Err(Refusal::NotOurHost);
    }
    if !from_us(headers, port) {
        return Err(Refusal::Foreign);
    }
    if *method != Method::GET && *method != Method::HEAD {
        return Err(Refusal::NotReading);
    }
    Ok(())
}

/// Is every host that the request names ours? There must be exactly one `Host`.
fn asks_us(uri: &Uri, headers: &HeaderMap, port: u16) -> bool {
    let ours = |value: &HeaderValue| value.to_str().is_ok_and(|text| is_ours(text, port));
    let mut hosts = headers.get_all(header::HOST).iter();
    let one = hosts.next().is_some_and(ours) && hosts.next().is_none();
    one && uri.authority().is_none_or(|a| is_ours(a.as_str(), port)) && uri.scheme_str().is_none_or(|s| s == "http")
}

/// Does the request come from our own page, or from the user's own hand?
fn from_us(headers: &HeaderMap, port: u16) -> bool {
    let ours = |value: &HeaderValue| {
        value.to_str().ok().and_then(|text| text.strip_prefix("http://")).is_some_and(|host| is_ours(host, port))
    };
    // another port of this machine is the "same site" to a browser, and yet another program
    let near = |value: &HeaderValue| value == "same-origin" || value == "none";
    headers.get_all(header::ORIGIN).iter().all(ours) && headers.get_all("sec-fetch-site").iter().all(near)
}

/// Is `host:port` this server?
fn is_ours(authority: &str, port: u16) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
        let bare = port == 80 && authority.eq_ignore_ascii_case(host);
        bare || authority.eq_ignore_ascii_case(&format!("{host}:{port}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: &str, uri: &str, headers: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        admit(&method.parse().unwrap(), &uri.parse().unwrap(), &map, 4747)
    }

    #[test]
    fn only_our_own_names_are_hosts() {
        for good in ["localhost:4747", "127.0.0.1:4747", "[::1]:4747", "LocalHost:4747"] {
            assert_eq!(ask("GET", "/", &[("host", good)]), Ok(()), "{good}");
        }
        for bad in [
            "evil.example",
            "evil.example:4747",
            "localhost",
            "localhost:80",
            "127.0.0.1:47470",
            "127.0.0.1.evil.example:4747",
            "localhost:4747.evil.example",
            "localhost.:4747",
            "user@localhost:4747",
            "127.1:4747",
            "2130706433:4747",
            "0.0.0.0:4747",
            "[::]:4747",
            "::1:4747",
            "localhost:04747",
            "",
            "localhost:4747, evil.example",
            "localhost\u{e9}:4747",
        ] {
            assert_eq!(ask("GET", "/", &[("host", bad)]), Err(Refusal::NotOurHost), "{bad}");
        }
        assert_eq!(ask("GET", "/", &[]), Err(Refusal::NotOurHost));
        let two = [("host", "localhost:4747"), ("host", "localhost:4747")];
        assert_eq!(ask("GET", "/", &two), Err(Refusal::NotOurHost));
    }

    #[test]
    fn the_default_port_may_be_left_out() {
        assert!(is_ours("localhost", 80) && is_ours("127.0.0.1:80", 80) && !is_ours("localhost", 81));
    }

    #[test]
    fn a_whole_address_must_be_ours_too() {
        let host = [("host", "localhost:4747")];
        assert_eq!(ask("GET", "http://localhost:4747/x", &host), Ok(()));
        for bad in
            ["http://evil.example/x", "http://localhost/x", "https://localhost:4747/x", "http://a@localhost:4747/"]
        {
            assert_eq!(ask("GET", bad, &host), Err(Refusal::NotOurHost), "{bad}");
        }
    }

    #[test]
    fn other_pages_may_not_ask() {
        let host = ("host", "localhost:4747");
        for good in ["http://localhost:4747", "http://127.0.0.1:4747", "http://[::1]:4747"] {
            assert_eq!(ask("GET", "/", &[host, ("origin", good)]), Ok(()), "{good}");
        }
        for bad in [
            "null",
            "",
            "http://evil.example",
            "https://localhost:4747",
            "http://localhost:4748",
            "http://localhost",
            "http://localhost:4747.evil.example",
            "file://",
        ] {
            assert_eq!(ask("GET", "/", &[host, ("origin", bad)]), Err(Refusal::Foreign), "{bad}");
        }
        for (site, answer) in [
            ("none", Ok(())),
            ("same-origin", Ok(())),
            ("same-site", Err(Refusal::Foreign)),
            ("cross-site", Err(Refusal::Foreign)),
            ("new-word", Err(Refusal::Foreign)),
        ] {
            assert_eq!(ask("GET", "/", &[host, ("sec-fetch-site", site)]), answer, "{site}");
        }
    }

    #[test]
    fn it_can_only_be_read() {
        let host = [("host", "localhost:4747")];
        assert_eq!(ask("HEAD", "/", &host), Ok(()));
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO"] {
            assert_eq!(ask(method, "/", &host), Err(Refusal::NotReading), "{method}");
        }
    }
}
