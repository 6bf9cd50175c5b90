#!/usr/bin/env python3
"""The preview under load: tests/load.py [--bin PROGRAM] [--edits 1000] [--entries 300]

An entry is edited again and again while wrk asks for pages as fast as it can, and readers of our own look at every
answer: each must be a whole page of one build, never half of one, a mixture of two, or an error. What the edits say
stands several times on each page, so that a mixture shows. The last edit must be what is served in the end.
"""
import argparse
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/bench"))
import gen  # noqa: E402

MARK = re.compile(r"Edit number (\d+)")


def site(folder, entries):
    for i in range(entries):
        e = gen.entry(i, entries)
        place = folder / "content/activities" / str(e["date"].year)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{e['date']}-{e['slug']}.md").write_text(gen.ours(e))
    (folder / "cpdfolio.yaml").write_text(gen.CONFIG)


def get(port, path):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as s:
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: s.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return head.split(b"\r\n")[0].decode(), body.decode(), int(length[1]) if length else -1


class Reader(threading.Thread):
    """Asks for one page for ever, and notes what is wrong with an answer."""

    def __init__(self, port, path, least, stop, wrong):
        super().__init__(daemon=True)
        self.port, self.path, self.least, self.stop, self.wrong, self.asked = port, path, least, stop, wrong, 0

    def run(self):
        before = -1
        while not self.stop.is_set():
            status, body, length = get(self.port, self.path)
            self.asked += 1
            marks = {int(m) for m in MARK.findall(body)}
            now = max(marks, default=-1)
            faults = [("status", " 200 " not in status + " "), ("length", length != len(body.encode())),
                      ("end", not body.rstrip().endswith("</html>")), ("mixed", len(marks) > 1),
                      ("empty", len(MARK.findall(body)) < self.least), ("older", now < before)]
            self.wrong += [f"{self.path}: {what}: {status} {sorted(marks)}" for what, is_so in faults if is_so]
            before = now


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--bin", type=pathlib.Path, default=ROOT / "target/release/cpdfolio")
    args.add_argument("--edits", type=int, default=1000)
    args.add_argument("--entries", type=int, default=300)
    asked = args.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        site(folder, asked.entries)
        entry = sorted(folder.glob("content/activities/*/*.md"))[asked.entries // 2]
        kept, year = entry.read_text(), entry.parent.name

        def edit(n):
            # the title twice on its own page, and once on every list
            text = re.sub(r"(?m)^title: .*$", f'title: "Edit number {n}"', kept, count=1)
            entry.write_text(text + f"\nEdit number {n} is here.\n" * 3)

        edit(0)
        child = subprocess.Popen([asked.bin, "serve", "--port", "0", "--as-of", "2026-01-31", "--site", folder],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = int(child.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
            own, listed = f"/activities/{year}/{entry.stem}.html", f"/activities/year-{year}/index.html"
            stop, wrong = threading.Event(), []
            readers = [Reader(port, path, least, stop, wrong) for path, least in [(own, 4), (listed, 1), (own, 4)]]
            get(port, own)
            load = None
            if shutil.which("wrk"):
                load = subprocess.Popen(["wrk", "-t1", "-c8", "-d600s", f"http://localhost:{port}{listed}"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for reader in readers:
                reader.start()
            start = time.monotonic()
            for n in range(1, asked.edits + 1):
                edit(n)
                time.sleep(0.01)
            took = time.monotonic() - start
            for path in (own, listed):
                end = time.monotonic() + 60
                while f"Edit number {asked.edits}" not in get(port, path)[1]:
                    if time.monotonic() > end:
                        wrong.append(f"{path}: the last edit is not served")
                        break
                    time.sleep(0.02)
            stop.set()
            for reader in readers:
                reader.join()
            said = "wrk is not installed"
            if load:
                load.send_signal(2)
                out = load.communicate()[0]
                count = re.search(r"(\d+) requests in", out)
                said = f"wrk: {count[1] if count else 'no'} requests"
                wrong += [f"wrk: {line.strip()}" for line in out.splitlines() if "Non-2xx" in line or "Socket errors" in line]
            print(f"{asked.edits} edits in {took:.1f} s; {sum(r.asked for r in readers)} answers looked at; {said}; "
                  f"{len(wrong)} wrong")
            for line in wrong[:20]:
                print("  " + line)
            return 1 if wrong else 0
        finally:
            child.terminate()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
