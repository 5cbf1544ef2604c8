"""External links: asked politely, one host at a time, with retries and a memory.

An address is `ok`, or `moved` (for good, with where to), `gone` (404, 410, no such host),
`blocked` (the host refuses programs: 401, 403, 429, 451, 999) or `failing` (timeouts, TLS, 5xx,
redirects in a loop). Only `gone` and `moved` are findings: the others say nothing about the page.
"""

import http.client
import json
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

State = Literal["ok", "moved", "gone", "blocked", "failing"]
_BLOCKED = {401, 403, 405, 406, 429, 451, 999}
_GONE = {404, 410}
_PERMANENT = {301, 308}
_TEMPORARY = {302, 303, 307}
_AGENT = "ml-career-atlas link check (one request a host at a time)"


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked: seconds for one answer, between two requests, and in all for a wait."""

    timeout: float = 15.0
    pause: float = 1.0
    longest_wait: float = 60.0
    retries: int = 2
    hosts_at_once: int = 16
    most_redirects: int = 10
    # How long an answer is remembered, in seconds.
    memory: float = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking for an address gave; `at` is when, in seconds since 1970."""

    address: str
    state: State
    why: str
    at: float = 0.0
    moved_to: str | None = None


class _RetryError(Exception):
    """The host asks to come again, or the connection broke; `after` in seconds, if it said so."""

    def __init__(self, answer: Answer, after: float | None = None) -> None:
        self.answer = answer
        self.after = after


def check(
    addresses: Iterable[str],
    memory: Path,
    manners: Manners | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Answer]:
    """Ask for every address once; return the answers by address.

    `memory` is a file of earlier answers: those still fresh are not asked for again. `progress`
    is called with how many are done, and how many there are.
    """
    manners = manners or Manners()
    say = progress or (lambda *_: None)
    wanted = sorted({urldefrag(address)[0] for address in addresses})
    known = _remembered(memory, manners)
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in wanted:
        if address not in known:
            by_host[urlsplit(address).netloc].append(address)
    done = len(wanted) - sum(map(len, by_host.values()))
    say(done, len(wanted))
    stop = Event()
    with ThreadPoolExecutor(manners.hosts_at_once) as pool:
        try:
            asked = pool.map(lambda host: list(_ask_host(host, manners, stop)), by_host.values())
            for answers in asked:
                known.update((answer.address, answer) for answer in answers)
                done += len(answers)
                say(done, len(wanted))
                _remember(memory, known)
        finally:
            stop.set()  # who stops us does not wait for the hosts that are left
            pool.shutdown(wait=False, cancel_futures=True)
    return [known[address] for address in wanted]


def _remembered(memory: Path, manners: Manners) -> dict[str, Answer]:
    try:
        kept = json.loads(memory.read_text("utf-8"))
        answers = [Answer(**each) for each in kept]
        oldest = time.time() - manners.memory
        return {each.address: each for each in answers if each.state == "ok" and each.at > oldest}
    except (OSError, ValueError, TypeError):
        return {}  # no memory, or not one of ours


def _remember(memory: Path, known: Mapping[str, Answer]) -> None:
    memory.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(each) for each in known.values()], indent=1)
    unfinished = memory.with_suffix(".new")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(memory)


def _ask_host(addresses: Sequence[str], manners: Manners, stop: Event) -> Iterator[Answer]:
    for n, address in enumerate(addresses):
        if n and stop.wait(manners.pause):
            return
        yield ask(address, manners, stop)


def ask(address: str, manners: Manners, stop: Event | None = None) -> Answer:
    """Ask for one address, again where that may help, until told to stop."""
    stop = stop or Event()
    wait = manners.pause
    for left in range(manners.retries, -1, -1):
        try:
            return _follow(address, manners)
        except _RetryError as again:
            answer = again.answer
            asked_for = wait if again.after is None else again.after
            if not left or asked_for > manners.longest_wait:
                return answer
            if stop.wait(asked_for):
                return answer
            wait *= 2
    raise AssertionError("unreachable")


def _follow(address: str, manners: Manners) -> Answer:
    """Follow redirects to the end."""
    here, permanent = address, True
    for _ in range(manners.most_redirects):
        status, headers = _request(address, here, manners)
        target = headers.get("Location")
        if status in _PERMANENT | _TEMPORARY and target:
            permanent &= status in _PERMANENT
            here = urldefrag(urljoin(here, target))[0]
            if urlsplit(here).scheme not in {"http", "https"}:
                return _answer(address, "failing", f"redirects to {here}")
            continue
        if 200 <= status < 300:
            if here != address and permanent:
                return _answer(address, "moved", f"moved to {here}", here)
            return _answer(address, "ok", str(status))
        state: State = "gone" if status in _GONE else "blocked" if status in _BLOCKED else "failing"
        answer = _answer(address, state, str(status))
        if status == 429 or status >= 500:
            raise _RetryError(answer, _seconds(headers.get("Retry-After")))
        return answer
    return _answer(address, "failing", "redirects in a loop")


def _request(address: str, here: str, manners: Manners) -> tuple[int, http.client.HTTPMessage]:
    """Send one request; return its status and headers. The body is not waited for."""
    parts = urlsplit(here)
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    try:
        connection = make(parts.netloc, timeout=manners.timeout)
    except (http.client.InvalidURL, ValueError) as error:
        raise _RetryError(_answer(address, "failing", str(error))) from None
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:  # the host is gone, and with it the page
            return 410, http.client.HTTPMessage()
        raise _RetryError(_answer(address, "failing", str(error))) from None
    except ssl.SSLError as error:
        raise _RetryError(_answer(address, "failing", f"TLS: {error.reason or error}")) from None
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        why = str(error) or type(error).__name__
        raise _RetryError(_answer(address, "failing", why)) from None
    finally:
        connection.close()


def _answer(address: str, state: State, why: str, moved_to: str | None = None) -> Answer:
    return Answer(address, state, why, time.time(), moved_to)


def _seconds(retry_after: str | None) -> float | None:
    """Return what a Retry-After header asks for, if it is a number of seconds."""
    return float(retry_after) if retry_after and retry_after.strip().isdigit() else None
