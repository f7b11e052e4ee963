"""The gateway as several processes in front of OpenLDAP: what they count together, and what a death changes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.gateway.directory import write_mapping
from tests.gateway.served import Served, served, signed
from tests.integration import people, slapd
from tests.integration.relay import relay, to_port

pytestmark = pytest.mark.slow
WRONG = "not-the-password"
SECRET = {"READER_PASSWORD": slapd.READER_PASSWORD}


@pytest.fixture(scope="module")
def mapping(openldap: slapd.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with relay(to_port(openldap.port)) as between:
        yield write_mapping(tmp_path_factory.mktemp("gateway-workers"), between)


def children(process: int) -> list[int]:
    """Of the gateway: first who takes requests, then who asks the store."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in found.split()]


def gone(process: int) -> bool:
    """Has it ended, also if nobody has noticed yet?"""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_what_several_names_try_at_once_counts_for_the_one_person(mapping: Path, tmp_path: Path) -> None:
    names = ["bkurz", "b.kuerz@EXAMPLE.com", "BKURZ@example.com", "bkurz@example.com"]
    with served(mapping, tmp_path, "--workers", "3", "--floor", "0.01", "--failures", "2", **SECRET) as gateway:
        with ThreadPoolExecutor(12) as callers:
            replies = list(callers.map(lambda number: gateway.login(names[number % 4], WRONG), range(12)))
        outcomes = Counter(attempt["outcome"] for attempt in gateway.attempts())
        assert gateway.login("ahall", people.PASSWORD).status == 200
    assert {reply.status for reply in replies} == {403, 429}
    # the addresses that are not the one in `email` are unknown names of nobody
    assert outcomes["wrong"] + outcomes["locked"] <= 2
    assert outcomes["throttled"] >= 6


def test_no_request_is_taken_twice(mapping: Path, tmp_path: Path) -> None:
    body = b'{"identifier": "ahall"}'
    with served(mapping, tmp_path, "--workers", "3", **SECRET) as gateway:
        header = {"authorization": signed("/get_user", body)}
        with ThreadPoolExecutor(8) as callers:
            asked = callers.map(lambda _: gateway.send("POST", "/get_user", body, header).status, range(16))
            assert sorted(asked) == [200] + [401] * 15


def test_a_worker_that_dies_is_replaced_and_lets_nobody_in(mapping: Path, tmp_path: Path) -> None:
    words = ("--workers", "2", "--floor", "0.01", "--failures", "1000")
    with served(mapping, tmp_path, *words, **SECRET) as it:
        it.said.append(b"a worker ended with code -9; another one takes its place\n")
        before = children(it.process.pid)
        ended = threading.Event()
        with ThreadPoolExecutor(4) as callers:
            asked = [callers.submit(_until, ended, it, number % 2 == 0) for number in range(4)]
            time.sleep(0.3)
            os.kill(before[1], signal.SIGKILL)
            while len(children(it.process.pid)) < 3 or before[1] in children(it.process.pid):
                time.sleep(0.02)
            time.sleep(0.3)
            ended.set()
            seen: Counter[tuple[bool, int]] = sum((each.result() for each in asked), Counter())
        assert set(seen) <= {(True, 200), (False, 403), (True, 503), (False, 503)}
        assert seen[True, 503] + seen[False, 503] <= 16
        assert all(it.login("ahall", people.PASSWORD).status == 200 for _ in range(10))
        assert it.health() == 200


def _until(ended: threading.Event, gateway: Served, right: bool) -> Counter[tuple[bool, int]]:
    seen: Counter[tuple[bool, int]] = Counter()
    while not ended.is_set():
        identifier, password = ("ahall", people.PASSWORD) if right else ("nobody", WRONG)
        seen[right, gateway.login(identifier, password).status] += 1
    return seen


@pytest.mark.parametrize("which", [0, 1], ids=["who starts the others", "who takes requests"])
def test_no_process_outlives_the_others(mapping: Path, tmp_path: Path, which: int) -> None:
    with pytest.raises(AssertionError, match="ended with code -9" if which else "-9"):
        _end(mapping, tmp_path, which)


def _end(mapping: Path, folder: Path, which: int) -> None:
    with served(mapping, folder, "--workers", "2", **SECRET) as gateway:
        every = [gateway.process.pid, *children(gateway.process.pid)]
        os.kill(every[which], signal.SIGKILL)
        for _ in range(500):
            if all(map(gone, every)):
                return
            time.sleep(0.02)
        raise TimeoutError("a process outlived the others")


def test_a_worker_that_cannot_begin_says_why(mapping: Path, tmp_path: Path) -> None:
    text = mapping.read_text(encoding="utf-8")
    for old, new in (("email: lower(mail[0])", "email: lower(dn)"), ("username: uid", "name: uid")):
        text = text.replace(old, new)
    other = mapping.with_name("other.yaml")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing says by which values of the store people are found"):
        served(other, tmp_path, "--workers", "2", **SECRET).__enter__()
