"""The preview's delay: from writing an entry to the changed page being served, its lists included."""
import os
import re
import socket
import statistics
import subprocess
import time


class Page:
    """An open page of the preview, as a browser keeps it: it is told when to load itself again."""

    def __init__(self, port, path):
        self.port, self.path = port, path
        self.load()

    def load(self):
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.sendall(f"GET {self.path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: s.recv(1 << 16), b"")).decode()
        head, self.text = answer.split("\r\n\r\n", 1)
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(f"{self.path}: {head}")
        self.seen, self.look = (re.search(f'data-{name}="([^"]*)"', self.text)[1] for name in ("seen", "look"))

    def listen(self):
        self.events = socket.create_connection(("127.0.0.1", self.port))
        query = f"page={self.path.replace('/', '%2F')}&seen={self.seen}&look={self.look}"
        self.events.sendall(f"GET /__cpdfolio/events?{query} HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n".encode())
        self.told = b""
        self.wait(b"event: clear")

    def wait(self, what):
        while what not in self.told:
            got = self.events.recv(1 << 12)
            if not got:
                raise RuntimeError(f"{self.path}: the events ended")
            self.told += got

    def reloaded(self):
        self.wait(b"event: reload")
        self.events.close()
        self.load()


def memory(pid):
    """MiB now, and at most so far."""
    status = open(f"/proc/{pid}/status").read()
    return tuple(int(re.search(f"{name}:\\s+(\\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))


def measure(binary, source, runs=15):
    """Milliseconds until the entry's page is served, and until the list of its year is; memory in MiB."""
    entries = sorted(source.glob("content/activities/*/*.md"))
    entry = entries[len(entries) // 2]
    kept = entry.read_text()
    year = entry.parent.name
    command = [binary, "serve", "--port", "0", "--as-of", "2026-01-31", "--site", source]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        start = time.perf_counter()
        port = int(child.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
        pages = [Page(port, f"/activities/{year}/{entry.stem}.html"), Page(port, f"/activities/year-{year}/index.html")]
        first = time.perf_counter() - start
        delays = [[], []]
        for k in range(runs + 2):
            for page in pages:
                page.listen()
            time.sleep(0.25)
            mark = f"Seen as change {k}"
            text = re.sub(r"(?m)^title: .*$", f'title: "{mark}"', kept, count=1)
            start = time.perf_counter()
            entry.write_text(text)
            for page, delay in zip(pages, delays):
                page.reloaded()
                if mark not in page.text:
                    raise RuntimeError(f"{page.path}: told to load itself again, and not changed")
                # the first two find the caches cold
                if k >= 2:
                    delay.append((time.perf_counter() - start) * 1000)
        now, most = memory(child.pid)
        return {"first_page_ms": first * 1000, "entry_ms": statistics.median(delays[0]),
                "list_ms": statistics.median(delays[1]), "worst_ms": max(delays[1]), "mib": now, "peak_mib": most}
    finally:
        child.terminate()
        child.wait()
        entry.write_text(kept)


if __name__ == "__main__":
    import json
    import pathlib
    import sys
    print(json.dumps(measure(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])), indent=1))
