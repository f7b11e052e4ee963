"""The custom database scripts, run by Node with Auth0's globals against a gateway that runs."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from converter.errors import UsageError
from converter.gateway.scripts import Connection, files
from tests.gateway.conftest import PASSWORD
from tests.gateway.node import NODE, PLACE, Outcome, at, get_user, login, run
from tests.gateway.served import Served, free_port, served

needs_node = [pytest.mark.slow, pytest.mark.skipif(not NODE, reason="node missing: apt-get install nodejs")]
ANN = {
    "user_id": "ann",
    "email": "ann.lee@example.com",
    "email_verified": True,
    "username": "ann",
    "name": "Ann Lee",
    "app_metadata": {"legacy_dn": "uid=ann,dc=example,dc=com", "lazyMigration": True},
}
NOBODY = ["nobody@example.com", "日本@example.com", "*", "ann' OR '1'='1", "\ud83d"]
IMPOSTORS = [
    (200, b"<html>welcome</html>"),
    (200, b"{}"),
    (200, b"null"),
    (200, b'{"user": {"email": "a@example.com"}}'),
    (200, b'{"user": {"user_id": ""}}'),
    (200, b'{"user": {"user_id": 7}}'),
    (200, b'{"user": {"user_id": "x"}'),
    (403, b"<html>blocked by the firewall</html>"),
    (403, b'{"error": "forbidden"}'),
    (404, b"not found"),
    (404, b'{"error": "no such route"}'),
    (500, b'{"error": "wrong"}'),
    (503, b'{"error": "unknown"}'),
    (302, b'{"error": "wrong"}'),
]


@pytest.fixture(scope="module")
def outcomes(gateway: Served) -> dict[str, Outcome]:
    """Many calls against one gateway, by a name of each."""
    to = at(gateway.port)
    calls = {
        "right": login("ANN", PASSWORD, to),
        "context": login("ann", PASSWORD, to, context=True),
        "found": get_user("Ann", to),
        "found with context": get_user("ann", to, context=True),
        "wrong": login("crypt", "wrong", to),
        **{f"nobody {name}": login(name, "wrong", to) for name in NOBODY[:4]},
        **{f"not found {name}": get_user(name, to) for name in NOBODY[:4]},
        "half a character": login(NOBODY[4], "wrong", to),
        "locked": login("blocked", PASSWORD, to),
        "reset of locked": get_user("blocked@example.com", to),
        "trouble": login("apr", "x", to),
        "wrong key": login("ann", PASSWORD, to | {"GATEWAY_KEY": "x" * 40}),
    }
    return dict(zip(calls, run(*calls.values()), strict=True))


class TestAgainstAGateway:
    pytestmark = needs_node

    def test_the_right_password_gives_the_profile_marked_as_migrated(self, outcomes: dict[str, Outcome]) -> None:
        assert outcomes["right"] == outcomes["context"] == Outcome(None, None, ANN, None)

    def test_both_scripts_give_the_same_profile(self, outcomes: dict[str, Outcome]) -> None:
        assert outcomes["found"] == outcomes["found with context"] == outcomes["right"]

    def test_a_wrong_password_and_an_unknown_person_are_the_same_error(self, outcomes: dict[str, Outcome]) -> None:
        for name in ("wrong", *(f"nobody {name}" for name in NOBODY[:4])):
            found = outcomes[name]
            assert found.error == "WrongUsernameOrPasswordError"
            assert found.user_id == ("crypt" if name == "wrong" else name.removeprefix("nobody "))
            assert (found.message, found.profile) == (outcomes["wrong"].message, None)

    def test_nobody_is_found_where_there_is_nobody(self, outcomes: dict[str, Outcome]) -> None:
        for name in NOBODY[:4]:
            assert outcomes[f"not found {name}"] == Outcome(None, None, None, None)

    def test_a_locked_person_is_told_so_and_cannot_reset_the_password(self, outcomes: dict[str, Outcome]) -> None:
        assert outcomes["locked"].error == "UnauthorizedError"
        assert outcomes["reset of locked"].error == "Error"

    def test_trouble_is_never_a_wrong_password(self, outcomes: dict[str, Outcome]) -> None:
        told = {name: (outcomes[name].error, outcomes[name].message) for name in ("trouble", "wrong key")}
        assert told == {
            "trouble": ("Error", "The gateway cannot say: HTTP 503 unavailable"),
            "wrong key": ("Error", "The gateway cannot say: HTTP 401 refused"),
        }
        assert outcomes["half a character"].error == "Error"

    def test_too_many_failures_are_told(self, mapping: Path, tmp_path: Path) -> None:
        with served(mapping, tmp_path, "--floor", "0.01") as gateway:
            for _ in range(5):
                gateway.login("ann", "wrong")
            assert run(login("ann", PASSWORD, at(gateway.port)))[0].error == "UnauthorizedError"


class TestWithoutAGateway:
    pytestmark = needs_node

    def test_a_gateway_that_is_down_is_trouble(self) -> None:
        to = at(free_port())
        for found in run(login("ann", PASSWORD, to), get_user("ann", to)):
            assert (found.error, found.message) == ("Error", "The gateway does not answer: ECONNREFUSED")

    def test_no_password_goes_where_it_may_not(self) -> None:
        wrong: list[dict[str, str]] = [
            {"GATEWAY_URL": "http://gateway.example.com"},
            {"GATEWAY_URL": "http://localhost.example.com"},
            {"GATEWAY_URL": ""},
            {"GATEWAY_KEY": ""},
        ]
        for found in run(*(login("ann", PASSWORD, at(1, **each)) for each in wrong)):
            assert found.error == "Error"
            assert found.message
            assert found.message.startswith("GATEWAY_")

    def test_another_answer_than_the_gateways_is_trouble(self) -> None:
        with impostors() as port:
            to = [at(port, GATEWAY_URL=f"http://127.0.0.1:{port}/{number}") for number in range(len(IMPOSTORS))]
            found = run(*(call for each in to for call in (login("ann", PASSWORD, each), get_user("ann", each))))
        assert {outcome.error for outcome in found} == {"Error"}

    def test_a_gateway_that_hangs_is_trouble_in_time(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            [found] = run(login("ann", PASSWORD, at(silent.getsockname()[1]), speed=100))
        assert (found.error, found.message) == ("Error", "The gateway does not answer: ETIMEDOUT")

    def test_when_everybody_has_moved_there_is_nobody(self) -> None:
        folder = f"finished/{PLACE}"
        calls = (login("ann", "x", {}, folder=folder), get_user("ann", {}, folder=folder))
        assert run(*calls) == [Outcome(None, None, None, None)] * 2


@contextmanager
def impostors() -> Iterator[int]:
    """Something else that answers at the gateway's address: below `/N` the Nth of IMPOSTORS."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = IMPOSTORS[int(self.path.split("/")[1])]
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            if status == 302:
                self.send_header("location", "http://127.0.0.1:1/")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_folder_is_one_of_the_deploy_cli_and_holds_no_secret() -> None:
    made = files(Connection("people", "https://gateway.example.com"), "people.yaml")
    database = json.loads(made[f"{PLACE}/database.json"])
    assert database["options"]["import_mode"] is True
    assert all(f"{PLACE}/{path}" in made for path in ("login.js", "get_user.js"))
    assert database["options"]["customScripts"] == {"login": "./login.js", "get_user": "./get_user.js"}
    assert database["options"]["configuration"]["GATEWAY_KEY"] == "##GATEWAY_KEY##"
    assert all(len(data) < 100_000 for data in made.values())
    assert not any(b"/* context */" in data or b"/* shared */" in data for data in made.values())
    page = made["README.md"].decode()
    assert "https://gateway.example.com" in page
    assert all(place not in page for place in ("{connection}", "{url}", "{mapping}", "{context}"))


@pytest.mark.parametrize(
    ("name", "url"),
    [("a b", "https://x.example.com"), ("-a", "https://x.example.com"), ("a/../b", "https://x.example.com"),
     ("a", "http://x.example.com"), ("a", "https://"), ("a", "http://localhost.example.com")],
)  # fmt: skip
def test_a_name_or_an_address_that_cannot_be_is_refused(name: str, url: str) -> None:
    with pytest.raises(UsageError):
        files(Connection(name, url), "people.yaml")
