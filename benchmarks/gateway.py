"""The figures of the gateway before an OpenLDAP of its own: `benchmarks/gateway.py [rate timing faults] [--full]`.

rate: logins by bind through the gateway, each a search and a bind, beside bare binds by python-ldap of the same people,
in turns; and what the gateway adds to the time of one login.
timing: are unknown people and wrong passwords told apart by time (Welch's t)?
faults: mixed attempts while connections to the directory are cut, refused and swallowed; no verdict may be wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import math
import os
import random
import re
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.gateway.directory import write_mapping
from tests.gateway.served import Served, served, signed
from tests.integration import slapd
from tests.integration.authority import Authority
from tests.integration.relay import Relay, relay, to_port

PEOPLE = 500
PASSWORD = "Lantern-4-Heron!"
AT_ONCE = 16
LENGTH = re.compile(rb"(?i)content-length: ([0-9]+)")
UNLIMITED = ("--failures", "1000000000", "--per-source", "1000000000")


def person(number: int) -> str:
    """An entry; everybody has the same password, salted SHA-1."""
    salt = number.to_bytes(8)
    stored = base64.b64encode(hashlib.sha1(PASSWORD.encode() + salt).digest() + salt).decode()
    return (
        f"dn: uid=u{number},ou=people,{slapd.SUFFIX}\nobjectClass: inetOrgPerson\nuid: u{number}\ncn: Una\n"
        f"sn: Number {number}\nmail: u{number}@example.com\nuserPassword: {{SSHA}}{stored}\n\n"
    )


@dataclass
class Place:
    directory: slapd.Server
    between: Relay
    gateway: Served


@contextmanager
def place(*words: str, direct: bool = False) -> Iterator[Place]:
    """A directory with people who have passwords, and a gateway in front of it."""
    entries = slapd.ROOT + f"dn: ou=people,{slapd.SUFFIX}\nobjectClass: organizationalUnit\nou: people\n\n"
    entries += "".join(map(person, range(PEOPLE)))
    extra = "index objectClass,uid,mail eq\n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "authority").mkdir()
        authority = Authority(folder / "authority")
        with (
            slapd.server(authority.certificate(), entries=entries, extra=extra) as directory,
            relay(to_port(directory.port)) as between,
        ):
            mapping = write_mapping(folder, between)
            if direct:
                text = mapping.read_text(encoding="utf-8").replace(str(between.port), str(directory.port))
                mapping.write_text(text, encoding="utf-8")
            with served(mapping, folder, *UNLIMITED, *words, READER_PASSWORD=slapd.READER_PASSWORD) as gateway:
                yield Place(directory, between, gateway)


def message(identifier: str, password: str) -> bytes:
    """A signed request, which is taken within a minute."""
    body = json.dumps({"identifier": identifier, "password": password}).encode()
    head = f"POST /login HTTP/1.1\r\nhost: x\r\nauthorization: {signed('/login', body)}\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


class Caller(asyncio.Protocol):
    """One kept connection to the gateway, with as little work of its own as can be."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, _, body = self._received.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        if found and len(body) == int(found[1]):
            self._received = b""
            self._answered.set_result((int(head[9:12]), body, time.perf_counter() - self._began))

    def call(self, text: bytes) -> asyncio.Future[tuple[int, bytes, float]]:
        """Status, body and seconds."""
        self._answered = asyncio.get_running_loop().create_future()
        self._began = time.perf_counter()
        self._transport.write(text)
        return self._answered


async def many(port: int, messages: Iterable[bytes], at_once: int) -> list[tuple[int, str, float]]:
    """Status, error and seconds of each message over several connections, in their order."""
    results: dict[int, tuple[int, bytes, float]] = {}
    waiting = iter(enumerate(messages))

    async def work() -> None:
        _, caller = await asyncio.get_running_loop().create_connection(Caller, "127.0.0.1", port)
        for number, text in waiting:
            results[number] = await caller.call(text)

    await asyncio.gather(*(work() for _ in range(at_once)))
    answers = (results[number] for number in range(len(results)))
    return [(status, json.loads(body).get("error", ""), seconds) for status, body, seconds in answers]


def bare(port: int, numbers: list[int]) -> list[float]:
    """Seconds of each bind by python-ldap alone, several threads at once."""
    import ldap

    def bind(number: int) -> float:
        began = time.perf_counter()
        connection = ldap.initialize(f"ldap://127.0.0.1:{port}")
        connection.simple_bind_s(f"uid=u{number},ou=people,{slapd.SUFFIX}", PASSWORD)
        connection.unbind_s()
        return time.perf_counter() - began

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(bind, numbers))


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] * 1000


def rate(*, full: bool) -> None:
    count, rounds = (4000, 5) if full else (1000, 3)
    with place(direct=True) as here:
        ratios, alone, through = [], [], []
        # both are measured with what they keep open, and not with the making of it
        bare(here.directory.port, list(range(PEOPLE)))
        asyncio.run(many(here.gateway.port, [message(f"u{n}", PASSWORD) for n in range(PEOPLE)], AT_ONCE))
        for _ in range(rounds):
            numbers = [n % PEOPLE for n in range(count)]
            began = time.perf_counter()
            bare(here.directory.port, numbers)
            without = count / (time.perf_counter() - began)
            messages = [message(f"u{n}", PASSWORD) for n in numbers]
            began = time.perf_counter()
            answers = asyncio.run(many(here.gateway.port, messages, AT_ONCE))
            beside = count / (time.perf_counter() - began)
            assert all(status == 200 for status, _, _ in answers), Counter(status for status, _, _ in answers)
            ratios.append(beside / without)
            print(f"  bare {without:,.0f} binds/s, gateway {beside:,.0f} logins/s, {beside / without:.0%}", flush=True)
            # one at a time: what the gateway itself adds
            alone += [_one_bare(here.directory.port, n) for n in numbers[:500]]
            again = [message(f"u{n}", PASSWORD) for n in numbers[:500]]
            through += [seconds for _, _, seconds in asyncio.run(many(here.gateway.port, again, 1))]
        print(f"rate: {statistics.median(ratios):.0%} of bare binds (median of {rounds}; wanted: 50 %)")
        print(f"p99 of one at a time: bare {p99(alone):.2f} ms, gateway {p99(through):.2f} ms", end=", ")
        print(f"overhead {p99(through) - p99(alone):.2f} ms (wanted: at most 5 ms)")


def _one_bare(port: int, number: int) -> float:
    return bare(port, [number])[0]


def timing(*, full: bool) -> None:
    each = 20_000 if full else 2_000
    with place("--floor", "0.05", direct=True) as here:
        attempts = [(f"u{n % PEOPLE}" if n % 2 else f"x{n % PEOPLE}", secrets.token_hex(8)) for n in range(2 * each)]
        random.Random(7).shuffle(attempts)
        answers = asyncio.run(many(here.gateway.port, starmap(message, attempts), 32))
    known = [s for (name, _), (_, _, s) in zip(attempts, answers, strict=True) if name[0] == "u"]
    unknown = [s for (name, _), (_, _, s) in zip(attempts, answers, strict=True) if name[0] == "x"]
    assert {(status, error) for status, error, _ in answers} == {(403, "wrong")}, Counter(a[:2] for a in answers)
    t = welch(known, unknown)
    print(f"timing: {each:,} each, wrong {statistics.mean(known) * 1000:.3f} ms, ", end="")
    print(f"unknown {statistics.mean(unknown) * 1000:.3f} ms, |t| = {abs(t):.2f} (wanted: < 4.5)")


def welch(a: list[float], b: list[float]) -> float:
    spread = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
    return (statistics.mean(a) - statistics.mean(b)) / spread


def faults(*, full: bool) -> None:
    count = 100_000 if full else 5_000
    with place("--floor", "0.01") as here:
        chance = random.Random(11)
        attempts, kinds = [], []
        for _ in range(count):
            kind = chance.choice(["right", "right", "wrong", "unknown", "hostile"])
            name = f"u{chance.randrange(PEOPLE)}"
            kinds.append(kind)
            attempts.append(
                {
                    "right": (name, PASSWORD),
                    "wrong": (name, PASSWORD + "x"),
                    "unknown": (f"nobody{name}", PASSWORD),
                    "hostile": (chance.choice(["*", "u*", f"{name})(uid=*", f"{name}\\2a", "u1'--"]), PASSWORD),
                }[kind]
            )
        stop = threading.Event()
        trouble = threading.Thread(target=_trouble, args=(here.between, stop, chance))
        trouble.start()
        began = time.perf_counter()
        try:
            answers = asyncio.run(many(here.gateway.port, starmap(message, attempts), AT_ONCE))
        finally:
            stop.set()
            trouble.join()
        seconds = time.perf_counter() - began
    allowed = {"right": (200, ""), "wrong": (403, "wrong"), "unknown": (403, "wrong"), "hostile": (403, "wrong")}
    closed = (503, "unavailable")
    wrong = [
        (kind, answer[:2])
        for kind, answer in zip(kinds, answers, strict=True)
        if answer[:2] not in (allowed[kind], closed)
    ]
    unanswered = sum(answer[:2] == closed for answer in answers)
    print(f"faults: {count:,} attempts in {seconds:,.0f} s, {unanswered:,} answered unavailable, ", end="")
    print(f"{len(wrong)} wrong verdicts (wanted: 0) {Counter(wrong) or ''}")


def _trouble(between: Relay, stop: threading.Event, chance: random.Random) -> None:
    """Cut, refuse and swallow connections, with quiet times between."""
    while not stop.wait(chance.uniform(0.2, 1.0)):
        kind = chance.choice(["cut", "cut after", "refuse", "swallow"])
        if kind == "cut after":
            between.cut_after = [chance.randrange(300) for _ in range(10)]
        elif kind == "refuse":
            between.refusing = True
            stop.wait(0.2)
            between.refusing = False
        elif kind == "swallow":
            between.silent = True
            stop.wait(0.1)
            between.silent = False
        between.cut()


FIGURES: dict[str, Callable[..., None]] = {"rate": rate, "timing": timing, "faults": faults}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", choices=[*FIGURES, []], help="which figures; all by default")
    parser.add_argument("--full", action="store_true", help="the whole number of attempts")
    words = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    for name in words.which or FIGURES:
        FIGURES[name](full=words.full)


if __name__ == "__main__":
    main()
