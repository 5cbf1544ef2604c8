"""External links, asked for at a server that misbehaves in every way."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

import pytest

from atlas import online
from atlas.cli import main
from conftest import Tree

QUICK = online.Manners(timeout=0.4, pause=0.01, longest_wait=0.5, retries=2)


_REDIRECTS = {
    "/loop": (302, "/loop"),
    "/moved": (301, "/ok"),
    "/for-now": (302, "/ok"),
    "/elsewhere": (301, "javascript:alert(1)"),
}


class _Naughty(BaseHTTPRequestHandler):
    asked: ClassVar[Counter[str]] = Counter()

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def do_GET(self) -> None:
        path = self.path
        self.asked[path] += 1
        if path.startswith("/status/"):
            self.answer(int(path.rpartition("/")[2]))
        elif path in _REDIRECTS:
            status, target = _REDIRECTS[path]
            self.answer(status, Location=target)
        elif path == "/later":
            done = self.asked[path] > 1
            self.answer(200 if done else 429, Retry_After="0")
        elif path == "/much-later":
            self.answer(429, Retry_After="3600")
        elif path == "/silence":
            time.sleep(1.2)
        elif path == "/slow-body":
            self.answer(200, Content_Length="100000")
            self.wfile.write(b"x")
            time.sleep(1.2)
        elif path == "/nonsense":
            self.wfile.write(b"this is not HTTP at all\r\n\r\n")
        else:
            self.answer(200, Content_Type="application/x-nothing-known")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    _Naughty.asked.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Naughty)
    Thread(target=running.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/ok", "ok"), ("/ok#part", "ok"), ("/slow-body", "ok"), ("/for-now", "ok"),
        ("/moved", "moved"), ("/status/404", "gone"), ("/status/410", "gone"),
        ("/status/403", "blocked"), ("/status/999", "blocked"), ("/much-later", "blocked"),
        ("/later", "ok"), ("/status/500", "failing"), ("/loop", "failing"),
        ("/silence", "failing"), ("/nonsense", "failing"), ("/elsewhere", "failing"),
    ],
)  # fmt: skip
def test_every_misdeed_has_its_name(server: str, path: str, state: str) -> None:
    assert online.ask(f"http://{server}{path}", QUICK).state == state


def test_a_fault_in_tls_and_a_closed_port_are_failing(server: str) -> None:
    assert online.ask(f"https://{server}/ok", QUICK).state == "failing"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert online.ask(f"http://127.0.0.1:{port}/", QUICK).state == "failing"
    assert online.ask("http://a.invalid/", QUICK).state == "gone"


def test_where_it_moved_to_is_said(server: str) -> None:
    answer = online.ask(f"http://{server}/moved", QUICK)
    assert answer.moved_to == f"http://{server}/ok"


def test_an_answer_is_remembered_and_a_fault_asked_again(server: str, tmp_path: Path) -> None:
    memory = tmp_path / "links.json"
    addresses = [f"http://{server}/remembered", f"http://{server}/status/404"]
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        answers = online.check(addresses, memory, QUICK, lambda *each: seen.append(each))
        assert [each.state for each in answers] == ["ok", "gone"]
    assert _Naughty.asked["/remembered"] == 1
    assert seen[-1] == (2, 2)
    memory.write_text("{}")
    assert online.check(addresses[:1], memory, QUICK)[0].state == "ok"


def test_a_host_is_asked_one_request_at_a_time(server: str, tmp_path: Path) -> None:
    manners = online.Manners(timeout=1, pause=0.15)
    start = time.monotonic()
    online.check([f"http://{server}/p/{n}" for n in range(4)], tmp_path / "links.json", manners)
    assert time.monotonic() - start >= 3 * 0.15


def test_every_source_of_a_page_that_is_gone_is_reported(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        "title: X{0}\nsummary: A page.\npublisher: X\nurl: https://x.example/page{0}\n"
        "grade: press\nread: 2026-11-01\nreviewed: 2026-11-01\n"
    )
    parts = {"whole": "", "part": "#part"}
    root = tree({f"content/sources/{id_}.yml": source.format(at) for id_, at in parts.items()})
    gone = online.Answer("https://x.example/page", "gone", "404")
    monkeypatch.setattr(online, "check", lambda *_, **__: [gone])
    assert main(["--root", str(root), "links", "--online"]) == 1
    said = capsys.readouterr().out
    assert said.count("error[link-gone]: 404") == 2
    assert "content/sources/part.yml:4" in said


def test_who_stops_the_check_does_not_wait_for_the_hosts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    begun = Event()

    def ask(address: str, *_: object) -> online.Answer:
        asked.append(address)
        if "//a." in address:
            begun.wait(9)  # until the other host is being asked too
        else:
            begun.set()
        return online.Answer(address, "ok", "200")

    def interrupt(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(online, "ask", ask)
    wanted = ["http://a.example/", *(f"http://b.example/{n}" for n in range(9))]
    slow = online.Manners(pause=2)
    with pytest.raises(KeyboardInterrupt):
        online.check(wanted, tmp_path / "links.json", slow, interrupt)
    assert len(asked) < len(wanted)
