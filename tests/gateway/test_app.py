"""The gateway over HTTP, as its callers and its attackers see it."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from converter.gateway.attempt import Pseudonyms
from tests.gateway.conftest import PASSWORD
from tests.gateway.served import KEY, LOG_KEY, PREVIOUS, Served, served, signed

pytestmark = pytest.mark.slow
HOSTILE = [
    "*", "*)(uid=*", "ann)(|(uid=*", "ann\\2a", "a*n", "\\", "(", ")", "&", "|", "!", "=", "cn=*", "ann\\00",
    "' OR '1'='1", "' OR 1=1 --", "ann'--", "ann' UNION SELECT * FROM users--", '" OR ""="', "ann;DROP TABLE users",
    "%", "_", "a__", "ann%", "${jndi:ldap://x}", "{{7*7}}", "../../etc/passwd", "ann\u200b", "ａｎｎ", "\ufeffann",
    "uid=ann,dc=example,dc=com", " ann", "ann ", "ann\n", "ann\tx", "1;SELECT pg_sleep(9)", "ann' AND sleep(9)#",
]  # fmt: skip


def test_a_login_gives_the_mapped_user(gateway: Served) -> None:
    reply = gateway.login("ann", PASSWORD)
    assert reply.status == 200
    assert reply.body["user"]["email"] == "ann.lee@example.com"
    assert "custom_password_hash" not in json.dumps(reply.body)


def test_unknown_and_wrong_are_answered_alike(gateway: Served) -> None:
    assert gateway.login("nobody-at-all", "x") == gateway.login("crypt", "wrong")


@pytest.mark.parametrize(
    ("identifier", "password", "status", "error"),
    [
        ("ann", "wrong", 403, "wrong"),
        ("blocked", PASSWORD, 403, "locked"),
        ("apr", "x", 503, "unavailable"),
        ("ann2", PASSWORD, 503, "unavailable"),
    ],
)
def test_the_answer_to_each_verdict(gateway: Served, identifier: str, password: str, status: int, error: str) -> None:
    reply = gateway.login(identifier, password)
    assert (reply.status, reply.body) == (status, {"error": error})


def test_get_user_tells_unknown_people_apart(gateway: Served) -> None:
    assert gateway.get_user("crypt@example.com").body["user"]["user_id"] == "crypt"
    assert (gateway.get_user("nobody").status, gateway.get_user("nobody").body) == (404, {"error": "unknown"})


@pytest.mark.parametrize("identifier", HOSTILE)
def test_no_hostile_identifier_is_anybody(gateway: Served, identifier: str) -> None:
    assert gateway.login(identifier, PASSWORD).body == {"error": "wrong"}
    assert gateway.get_user(identifier).body == {"error": "unknown"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"ann"', b"{}", b'{"identifier": "ann"}', b'{"identifier": "ann", "password": 7}',
        b'{"identifier": "ann", "password": "x", "more": 1}', b'{"identifier": "ann", "password": "x"',
        b'{"identifier": "ann", "identifier": "bob", "password": "x"}', b'{"identifier": "\xff", "password": "x"}',
        b'{"identifier": "\\ud800", "password": "x"}', b"[" * 15_000, b'{"a":' * 3_000, b"\x00" * 100,
        b'{"identifier": ["ann"], "password": {"$ne": ""}}',
    ],
)  # fmt: skip
def test_a_body_that_asks_nothing_is_refused(gateway: Served, body: bytes) -> None:
    reply = gateway.ask("/login", body)
    assert (reply.status, reply.body) == (400, {"error": "malformed"})


def test_a_large_body_is_refused(gateway: Served) -> None:
    assert gateway.ask("/login", b" " * (16 * 1024 + 1)).status == 413


def test_only_signed_requests_are_answered(mapping: Path, tmp_path: Path) -> None:
    body = b'{"identifier": "ann"}'
    with served(mapping, tmp_path) as gateway:
        header = signed("/get_user", body)
        assert gateway.send("POST", "/get_user", body, {"authorization": header}).status == 200
        assert gateway.send("POST", "/get_user", body, {"authorization": header}).body == {"error": "refused"}
        assert gateway.send("POST", "/get_user", body).status == 401
        assert gateway.send("POST", "/login", body, {"authorization": signed("/get_user", body)}).status == 401
        assert gateway.ask("/get_user", {"identifier": "ann"}, key=PREVIOUS).status == 200
        assert gateway.ask("/get_user", {"identifier": "ann"}, key="x" * 40).status == 401
        reasons = {attempt.get("reason") for attempt in gateway.attempts() if attempt["outcome"] == "refused"}
        assert reasons == {"replayed", "no signature", "wrong signature"}


def test_a_source_has_so_many_signed_requests_a_minute(mapping: Path, tmp_path: Path) -> None:
    with served(mapping, tmp_path, "--per-source", "3") as gateway:
        for _ in range(5):
            assert gateway.send("POST", "/get_user", b"{}").status == 401
        statuses = [gateway.get_user("ann").status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_after_five_failures_nobody_is_asked_about_a_person(mapping: Path, tmp_path: Path) -> None:
    with served(mapping, tmp_path, "--floor", "0.01") as gateway:
        for _ in range(4):
            assert gateway.login("ann", "wrong").status == 403
        assert gateway.login("ann", PASSWORD).status == 200
        for identifier in ("ann", "nobody"):
            assert [gateway.login(identifier, "wrong").status for _ in range(5)] == [403] * 5
            assert gateway.login(identifier, PASSWORD).status == 429
        assert gateway.login("ANN", PASSWORD).status == 429
        assert gateway.login("crypt", "Hello world!").status == 200


def test_a_bearer_token_and_no_get_user(mapping: Path, tmp_path: Path) -> None:
    token = "a-bearer-token-of-sufficient-length"
    words = {"GATEWAY_KEY": "", "GATEWAY_KEY_PREVIOUS": "", "GATEWAY_TOKEN": token}
    with served(mapping, tmp_path, "--no-get-user", **words) as gateway:
        body = json.dumps({"identifier": "ann", "password": PASSWORD}).encode()
        assert gateway.send("POST", "/login", body, {"authorization": f"Bearer {token}"}).status == 200
        assert gateway.ask("/login", body).status == 401
        assert gateway.ask("/get_user", b'{"identifier": "ann"}').status == 404


@contextmanager
def raw(gateway: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        yield connection


def test_slow_callers_are_cut_off_and_stop_nobody(gateway: Served) -> None:
    held = [socket.create_connection(("127.0.0.1", gateway.port), timeout=20) for _ in range(200)]
    try:
        for connection in held[:100]:
            connection.sendall(b"POST /login HTTP/1.1\r\nhost: x\r\n")
        for connection in held[100:]:
            connection.sendall(b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{")
        assert gateway.login("ann", PASSWORD).status == 200
        for connection in held:
            answer = connection.recv(4096)  # the deadline of the socket would raise
            assert answer == b"" or answer.startswith((b"HTTP/1.1 408", b"HTTP/1.1 400")), answer
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    ],
)
def test_what_is_no_http_is_no_login(gateway: Served, text: bytes) -> None:
    with raw(gateway) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)
    assert not answer.startswith(b"HTTP/1.1 200")
    assert gateway.login("ann", PASSWORD).status == 200


def test_the_log_has_every_attempt_and_nobody_in_clear(gateway: Served) -> None:
    gateway.login("Ann", PASSWORD)
    gateway.login("crypt@example.com", "another-secret")
    attempts = gateway.attempts()
    pseudonyms = Pseudonyms(LOG_KEY.encode())
    mine = [a for a in attempts if a.get("person") == pseudonyms.of("ANN")]
    assert mine[-1]["outcome"] == "right"
    assert mine[-1]["user"] == pseudonyms.of("ann")
    text = gateway.log.read_text(encoding="utf-8").lower()
    for secret in ('"ann"', "ann.lee", "crypt@", "another-secret", PASSWORD.lower(), "example.com", KEY, "ssha"):
        assert secret not in text
    assert {tuple(a)[:4] for a in attempts} == {("time", "action", "outcome", "ms")}
    assert (gateway.log.stat().st_mode & 0o777) == 0o600


def test_health_and_metrics_need_no_signature_and_hold_nobody(gateway: Served) -> None:
    assert gateway.send("GET", "/health").body == {"status": "ok"}
    before = _count(gateway)
    gateway.login("ann", PASSWORD)
    assert _count(gateway) == before + 1
    assert "ann" not in gateway.send("GET", "/metrics").body


def _count(gateway: Served) -> int:
    text = gateway.send("GET", "/metrics").body
    found = re.search(r'convert_gateway_attempts_total\{action="login",outcome="right"\} ([0-9]+)', text)
    return int(found[1]) if found else 0


def test_a_failed_login_takes_at_least_the_floor(mapping: Path, tmp_path: Path) -> None:
    with served(mapping, tmp_path, "--floor", "0.1") as gateway:
        for identifier in ("ann", "nobody", "none"):
            gateway.login(identifier, "wrong")
        assert all(attempt["ms"] >= 99 for attempt in gateway.attempts())


def test_other_addresses_and_methods_tell_nothing(gateway: Served) -> None:
    assert gateway.send("GET", "/login").status == 405
    assert gateway.send("GET", "/").status == 404
    assert gateway.send("POST", "/login/").status in (307, 401, 404)
    assert gateway.send("GET", "/docs").status == 404


def test_time_passes_for_a_stale_request(gateway: Served) -> None:
    body = b'{"identifier": "ann"}'
    header = signed("/get_user", body, at=time.time() - 120)
    assert gateway.send("POST", "/get_user", body, {"authorization": header}).status == 401
