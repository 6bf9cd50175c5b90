//! The preview, as a browser and as an attacker sees it: the real program, and raw sockets.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a change may take before a test fails: long, since tests share the machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A site in a folder of its own, with its preview.
pub(crate) struct Preview {
    pub(crate) folder: PathBuf,
    port: u16,
    child: Child,
}

/// What was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|l| l.split_once(": "));
        lines.find_map(|(n, value)| n.eq_ignore_ascii_case(name).then_some(value))
    }
}

const CONFIG: &str =
    "schema: cpdfolio.site/1\ntitle: A test\nguidance: false\nmember: {name: Sam Example}\npolicies: [{id: iet}]\n";

fn entry(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-03-04\nhours: 2\nevidence: [evidence/a.pdf]\n---\nWhat I did.\n")
}

impl Preview {
    /// A site with two entries.
    fn start() -> Self {
        Self::of(CONFIG)
    }

    fn of(config: &str) -> Self {
        Self::with(|folder| fill(folder, config))
    }

    /// The preview of what is put into an empty folder.
    pub(crate) fn with(fill: impl FnOnce(&Path)) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cpdfolio-serve-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        fill(&folder);
        let mut child = Command::new(env!("CARGO_BIN_EXE_cpdfolio"))
            .args(["serve", "--port", "0", "--as-of", "2026-06-01", "--site"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let port = address.trim().strip_prefix("http://127.0.0.1:").unwrap().trim_end_matches('/').parse().unwrap();
        Self { folder, port, child }
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.folder, path, text);
    }

    /// Sends bytes as they stand, and reads until the other side has said all.
    fn raw(&self, request: &[u8]) -> String {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.write_all(request).unwrap();
        let mut bytes = vec![];
        // a refused request may end in a reset
        let _ = socket.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        let host = if headers.contains("Host:") { String::new() } else { format!("Host: localhost:{}\r\n", self.port) };
        let text =
            self.raw(format!("{method} {target} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").as_bytes());
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "")
    }

    /// What is served at an address, byte for byte as it was built: status and bytes.
    pub(crate) fn built(&self, target: &str) -> (u16, Vec<u8>) {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("GET {target} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port);
        socket.write_all(head.as_bytes()).unwrap();
        let mut bytes = vec![];
        socket.read_to_end(&mut bytes).unwrap();
        let split = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = bytes.split_off(split + 4);
        if !head.contains("text/html") {
            return (status, body);
        }
        // what the preview adds: its script, and leave for it to listen
        let text = String::from_utf8(body).unwrap().replacen("connect-src 'self'; ", "", 1);
        let (before, rest) = text.split_once("<script src=\"/__cpdfolio/reload.js\"").unwrap();
        let (_, after) = rest.split_once("</script>\n").unwrap();
        (status, format!("{before}{after}").into_bytes())
    }

    /// Asks again and again until the answer is as it should be.
    fn until(&self, target: &str, what: &str, good: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(target);
            if good(&answer) {
                return answer;
            }
            assert!(start.elapsed() < PATIENCE, "{target} never: {what}; last: {answer:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// An open page: where it is told what became of it.
    fn listen(&self, page: &str, of: &Answer) -> BufReader<TcpStream> {
        let data = |name: &str| {
            let rest = of.body.split_once(&format!("data-{name}=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.to_owned()
        };
        let page = page.replace('/', "%2F");
        let query = format!("page={page}&seen={}&look={}", data("seen"), data("look"));
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("GET /__cpdfolio/events?{query} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        socket.write_all(head.as_bytes()).unwrap();
        BufReader::new(socket)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_dir_all(self.folder.with_extension("out"));
        let _ = fs::remove_file(secret(&self.folder));
    }
}

/// A file beside the site that nobody may see.
fn secret(folder: &Path) -> PathBuf {
    folder.with_extension("secret")
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn fill(folder: &Path, config: &str) {
    write(folder, "cpdfolio.yaml", config);
    write(folder, "content/activities/2026/one.md", &entry("First title"));
    write(folder, "content/activities/2026/two.md", &entry("Second title"));
    write(folder, "evidence/a.pdf", "%PDF-1.4");
    fs::write(secret(folder), "CANARY").unwrap();
}

/// Waits for an event of a kind, and gives its data.
fn event(events: &mut BufReader<TcpStream>, kind: &str) -> String {
    let mut line = String::new();
    while line.trim_end() != format!("event: {kind}") {
        line.clear();
        assert_ne!(events.read_line(&mut line).unwrap(), 0, "the events ended before {kind}");
    }
    line.clear();
    events.read_line(&mut line).unwrap();
    let data = line.strip_prefix("data:").unwrap_or_default().trim().to_owned();
    assert!(!data.is_empty(), "a browser passes no event on that has no data: {kind}");
    data
}

const ONE: &str = "/activities/2026/one.html";
const TWO: &str = "/activities/2026/two.html";

#[test]
fn pages_and_files_are_served() {
    let preview = Preview::start();
    let home = preview.get("/");
    assert_eq!(home.status, 200, "{home:?}");
    assert_eq!(home.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(home.header("cache-control"), Some("no-store"));
    assert_eq!(home.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(home.header("cross-origin-resource-policy"), Some("same-origin"));
    assert!(home.header("access-control-allow-origin").is_none());
    assert!(home.header("content-security-policy").unwrap().starts_with("default-src 'none'; "));
    assert_eq!(home.body.matches("/__cpdfolio/reload.js").count(), 1);
    let page = preview.get(ONE);
    assert!(page.status == 200 && page.body.contains("First title"), "{page:?}");
    assert_eq!(preview.get("/activities").header("location"), Some("/activities/"));
    assert_eq!(preview.get("/activities?q=1").header("location"), Some("/activities/?q=1"));
    let pdf = preview.get("/evidence/a.pdf");
    assert_eq!((pdf.status, pdf.header("content-type"), pdf.body.as_str()), (200, Some("application/pdf"), "%PDF-1.4"));
    assert_eq!(preview.get("/assets/site.css").header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(preview.get("/__cpdfolio/reload.js").header("content-type"), Some("text/javascript; charset=utf-8"));
    let head = preview.ask("HEAD", "/", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), home.header("content-length"));
    assert!(!preview.folder.join("public").exists(), "nothing is written");
}

#[test]
fn an_address_where_nothing_is() {
    let preview = Preview::start();
    let answer = preview.get("/no/such/page");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("href=\"/index.html\"") && answer.body.contains("reload.js"), "{}", answer.body);
}

#[test]
fn nothing_outside_the_build_is_served() {
    let preview = Preview::start();
    let beside = secret(&preview.folder);
    let name = beside.file_name().unwrap().to_str().unwrap();
    let folder = preview.folder.display();
    let mut targets = vec![
        "/cpdfolio.yaml".to_owned(),
        "/content/activities/2026/one.md".to_owned(),
        "/evidence/2026/".to_owned(),
        format!("/{folder}/cpdfolio.yaml"),
        "//etc/passwd".to_owned(),
        "/etc/passwd".to_owned(),
        "///etc/passwd".to_owned(),
        "/%2fetc/passwd".to_owned(),
        "/file:///etc/passwd".to_owned(),
        "/index.html%00.pdf".to_owned(),
        "/proc/self/environ".to_owned(),
        "*".to_owned(),
        "etc/passwd".to_owned(),
        "http://evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    for up in [
        "..",
        "%2e%2e",
        "%252e%252e",
        ".%2e",
        "%2e.",
        "..%c0%af",
        "%c0%ae%c0%ae",
        "....",
        "..;",
        ".%00.",
        "..%5c",
        "..\\",
    ] {
        for slash in ["/", "%2f", "%252f", "\\", "%5c", "//"] {
            targets.push(format!("/{up}{slash}{name}"));
            targets.push(format!("/evidence/{up}{slash}{up}{slash}{name}"));
            targets.push(format!("/{}etc/passwd", format!("{up}{slash}").repeat(12)));
        }
    }
    for target in targets {
        for text in [
            preview.raw(
                format!("GET {target} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", preview.port)
                    .as_bytes(),
            ),
            preview.raw(format!("GET {target} HTTP/1.0\r\nHost: localhost:{}\r\n\r\n", preview.port).as_bytes()),
        ] {
            assert!(
                !text.contains("CANARY") && !text.contains("root:") && !text.contains("schema:"),
                "{target}: {text}"
            );
            assert!(!text.contains(" 200 OK"), "{target}: {text}");
            assert!(!text.contains(&*folder.to_string()), "{target} names a folder: {text}");
        }
    }
    assert_eq!(preview.get("/").status, 200, "it still serves");
}

#[test]
fn a_whole_address_of_ours_is_fine() {
    let preview = Preview::start();
    assert_eq!(preview.get(&format!("http://localhost:{}/", preview.port)).status, 200);
}

#[test]
fn only_our_own_pages_may_ask() {
    let preview = Preview::start();
    let port = preview.port;
    let status = |method: &str, headers: &str| {
        let answer = preview.ask(method, "/", headers);
        assert!(answer.header("access-control-allow-origin").is_none());
        assert!(answer.status == 200 || !answer.body.contains("Sam Example"), "{answer:?}");
        answer.status
    };
    assert_eq!(status("GET", &format!("Host: 127.0.0.1:{port}\r\n")), 200);
    assert_eq!(status("GET", &format!("Host: [::1]:{port}\r\n")), 200);
    assert_eq!(status("GET", "Host: evil.example\r\n"), 421);
    assert_eq!(status("GET", &format!("Host: evil.example:{port}\r\n")), 421);
    assert_eq!(status("GET", "Host: localhost\r\n"), 421);
    assert_eq!(status("GET", &format!("Host: localhost:{port}\r\nHost: evil.example\r\n")), 421);
    assert_eq!(status("GET", &format!("Origin: http://localhost:{port}\r\n")), 200);
    assert_eq!(status("GET", "Origin: http://evil.example\r\n"), 403);
    assert_eq!(status("GET", "Origin: null\r\n"), 403);
    assert_eq!(status("GET", "Sec-Fetch-Site: cross-site\r\n"), 403);
    assert_eq!(status("GET", "Sec-Fetch-Site: same-site\r\n"), 403);
    assert_eq!(status("GET", "Sec-Fetch-Site: same-origin\r\n"), 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        assert_eq!(status(method, ""), 405, "{method}");
    }
    assert_eq!(preview.ask("POST", "/", "").header("allow"), Some("GET, HEAD"));
    assert!(preview.raw(b"GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 4"), "no host at all");
    let foreign = preview.ask("GET", "/__cpdfolio/events", "Origin: http://evil.example\r\n");
    assert_eq!(foreign.status, 403);
}

#[test]
fn a_change_is_served_and_told() {
    let preview = Preview::start();
    let (one, two) = (preview.get(ONE), preview.get(TWO));
    let mut events = preview.listen(ONE, &one);
    let mut other = preview.listen(TWO, &two);
    event(&mut events, "clear");
    preview.write("content/activities/2026/one.md", &entry("Another title"));
    event(&mut events, "reload");
    assert!(preview.get(ONE).body.contains("Another title"), "it is there when it is told");
    // a new file, a folder that was not there, and a rename over the old file
    preview.write("content/activities/2027/new/three.md", &entry("Third title"));
    preview.until("/activities/2027/new/three.html", "served", |a| a.status == 200);
    preview.write("content/activities/2026/.two.md.new", &entry("Renamed title"));
    let new = preview.folder.join("content/activities/2026/.two.md.new");
    fs::rename(new, preview.folder.join("content/activities/2026/two.md")).unwrap();
    event(&mut other, "reload");
    preview.until(TWO, "renamed over", |a| a.body.contains("Renamed title"));
    fs::remove_file(preview.folder.join("content/activities/2026/one.md")).unwrap();
    preview.until(ONE, "deleted", |a| a.status == 404);
}

#[test]
fn styles_are_told_without_a_reload() {
    let preview = Preview::start();
    let page = preview.get(ONE);
    let mut events = preview.listen(ONE, &page);
    event(&mut events, "clear");
    preview.write("themes/default/assets/site.css", "p { color: red }");
    let look = event(&mut events, "style");
    assert!(!look.is_empty());
    assert!(preview.get("/assets/site.css").body.contains("red"));
    assert!(preview.get(ONE).body.contains(&format!("data-look=\"{look}\"")));
}

#[test]
fn a_half_typed_entry_hides_only_itself() {
    let preview = Preview::start();
    let page = preview.get(ONE);
    let mut events = preview.listen(ONE, &page);
    preview.write("content/activities/2026/one.md", "---\ntitle: \"<img src=x onerror=alert(1)>\nhou");
    let told = event(&mut events, "trouble");
    assert!(told.contains("content/activities/2026/one.md"), "{told}");
    assert_eq!(preview.until(ONE, "left out", |a| a.status == 404).status, 404);
    assert_eq!(preview.get(TWO).status, 200);
    let problems = preview.get("/problems/");
    assert!(problems.body.contains("content/activities/2026/one.md"), "{problems:?}");
    assert!(!problems.body.contains("<img"));
    preview.write("content/activities/2026/one.md", &entry("Put right"));
    event(&mut events, "reload");
    assert!(preview.get(ONE).body.contains("Put right"));
}

#[test]
fn faulty_settings_leave_the_last_good_build() {
    let preview = Preview::start();
    let page = preview.get(ONE);
    let mut events = preview.listen(ONE, &page);
    event(&mut events, "clear");
    preview.write("cpdfolio.yaml", &format!("{CONFIG}tite: \"</script><b>\"\n"));
    let told = event(&mut events, "trouble");
    assert!(told.contains("unknown-key") && told.contains("cpdfolio.yaml:6"), "{told}");
    assert_eq!(preview.get(ONE).status, 200);
    preview.write("cpdfolio.yaml", CONFIG);
    event(&mut events, "clear");
    fs::remove_file(preview.folder.join("cpdfolio.yaml")).unwrap();
    assert!(event(&mut events, "trouble").contains("cpdfolio.yaml"));
    assert_eq!(preview.get(ONE).status, 200);
    preview.write("cpdfolio.yaml", CONFIG);
    event(&mut events, "clear");
}

#[test]
fn a_first_build_that_fails_is_shown_and_comes_up_by_itself() {
    let preview = Preview::of(&format!("{CONFIG}tite: \"<img src=x onerror=alert(1)>\"\n"));
    let page = preview.get(ONE);
    assert_eq!(page.status, 500);
    assert!(page.body.contains("unknown-key") && page.body.contains("cpdfolio.yaml:6"), "{}", page.body);
    assert!(page.body.contains("&lt;img") && !page.body.contains("<img"));
    let mut events = preview.listen(ONE, &page);
    preview.write("cpdfolio.yaml", CONFIG);
    event(&mut events, "reload");
    assert_eq!(preview.get(ONE).status, 200);
}

#[test]
fn deleted_folders_come_back() {
    let preview = Preview::start();
    assert_eq!(preview.get(ONE).status, 200);
    fs::remove_dir_all(preview.folder.join("content")).unwrap();
    preview.until(ONE, "gone with its folder", |a| a.status == 404);
    preview.write("content/activities/2026/one.md", &entry("Back again"));
    preview.until(ONE, "back", |a| a.body.contains("Back again"));
    preview.write("content/activities/2026/one.md", &entry("And watched"));
    preview.until(ONE, "watched again", |a| a.body.contains("And watched"));
    fs::remove_dir_all(&preview.folder).unwrap();
    fill(&preview.folder, CONFIG);
    preview.until(ONE, "the whole site is back", |a| a.body.contains("First title"));
    preview.write("content/activities/2026/one.md", &entry("Last title"));
    preview.until(ONE, "watched once more", |a| a.body.contains("Last title"));
}

#[test]
fn many_changes_at_once_end_in_the_last_one() {
    let preview = Preview::start();
    assert_eq!(preview.get(ONE).status, 200);
    for n in 0..1_000 {
        preview.write("content/activities/2026/one.md", &entry(&format!("Title {n}")));
    }
    preview.until(ONE, "the last title", |a| a.body.contains("Title 999"));
}

#[test]
fn many_idle_connections_do_not_shut_others_out() {
    let preview = Preview::start();
    let connect = |_| TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    let mut idle: Vec<TcpStream> = (0..600).map(connect).collect();
    for socket in &mut idle {
        socket.write_all(b"GET / HTTP/1.1\r\nHost: lo").unwrap();
    }
    assert_eq!(preview.get("/").status, 200);
}

/// An open page is told, the last good page stays, no thread stays behind, and the mended template is used.
#[cfg(target_os = "linux")]
#[test]
fn a_template_without_end_is_told_and_dropped() {
    let preview = Preview::start();
    let threads = || fs::read_dir(format!("/proc/{}/task", preview.child.id())).unwrap().count();
    let footer = "themes/default/templates/footer.html";
    let endless = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}\n";
    let mut counted = vec![];
    for n in 0..4 {
        let mut events = preview.listen(ONE, &preview.get(ONE));
        event(&mut events, "clear");
        preview.write(footer, endless);
        let told = event(&mut events, "trouble");
        assert!(told.contains("it does not come to an end") && told.contains(footer), "{told}");
        assert_eq!(preview.get(ONE).status, 200);
        counted.push(threads());
        preview.write(footer, &format!("<p>At an end: {n}</p>\n"));
        preview.until(ONE, "mended", |a| a.body.contains(&format!("At an end: {n}")));
    }
    assert!(counted[3] <= counted[0] + 1, "threads after each turn: {counted:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_a_good_end() {
    let mut preview = Preview::start();
    assert_eq!(preview.get("/").status, 200);
    let sent = Command::new("kill").args(["-INT", &preview.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(preview.child.wait().unwrap().code(), Some(0));
}
