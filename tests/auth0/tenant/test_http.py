"""Other clients, other ways to say the same: what comes over the wire is what the tenant gets."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import urllib.parse
from pathlib import Path

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.auth0.tenant.message import Refusal, Request
from converter.auth0.tenant.multipart import parts
from tests.auth0.tenant.caller import CONNECTION, Caller

PIECES = [b"\r\n", b"\n", b"\r", b"--", b"\x00", b"\xff", b"a", b": ", b"=", b"\x1a"]
NASTY = st.lists(st.sampled_from(PIECES)).map(b"".join)
NO_FORM = ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]


@settings(deadline=None)
@given(NASTY | st.binary(max_size=200))
def test_a_file_comes_out_of_a_form_as_it_went_in(data: bytes) -> None:
    sent = httpx2.Request("POST", "https://x/", data={"connection_id": "é"}, files={"users": ("ü.json", data)})
    found = parts(Request("POST", "/", {"content-type": sent.headers["content-type"]}, sent.read()))
    assert found["users"].data == data
    assert found["connection_id"].text() == "é"


@settings(deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from(NO_FORM),
)
def test_whatever_is_no_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(Refusal, match="Invalid multipart payload format"):
        parts(Request("POST", "/", {"content-type": kind}, body))


@pytest.mark.parametrize("option", ["-s", "-HTransfer-Encoding: chunked", "-HExpect: 100-continue", "--http1.0"])
def test_curl_imports_as_in_the_documentation(caller: Caller, tmp_path: Path, option: str) -> None:
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("needs curl")
    (tmp_path / "users.json").write_text(json.dumps([{"email": "ann@acme.com"}]))
    fields = ["-F", "users=@users.json", "-F", f"connection_id={CONNECTION}", "-F", "external_id=part 1"]
    token = f"authorization: {caller.http.headers['authorization']}"
    words = [curl, "-sS", "--noproxy", "*", option, "-H", token, *fields, f"{caller.url}/api/v2/jobs/users-imports"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, timeout=30)
    assert json.loads(done.stdout)["external_id"] == "part 1"


def test_a_body_far_beyond_the_limit_is_answered_all_the_same(caller: Caller) -> None:
    assert caller.send(b"x" * 20_000_000).status_code == 413


def test_a_body_of_unknown_length_is_measured(caller: Caller) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = caller.http.post("/api/v2/jobs/users-imports", content=iter([b"x" * 1000] * 600), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_http_is_refused_and_harms_nobody_else(caller: Caller, data: bytes) -> None:
    host = urllib.parse.urlsplit(caller.url)
    with socket.create_connection((str(host.hostname), host.port or 0), timeout=10) as wire:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_WR)
        assert wire.recv(100).startswith(b"HTTP/1.1 400")
    assert caller.get("/users") == []


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf[]", b"[NaN]", b"{}", b"[" * 5000 + b"]" * 5000, "[]".encode("utf-16")])
def test_what_javascript_does_not_read_as_an_array_fails_as_a_whole(caller: Caller, data: bytes) -> None:
    assert caller.finished(data)["status"] == "failed"


@pytest.mark.parametrize("entry", ["null", "1", '"ann@acme.com"', '{"email": "\\ud800@acme.com"}', '{"email": null}'])
def test_an_odd_entry_is_one_failed_user(caller: Caller, entry: str) -> None:
    job = caller.finished(f'[{entry}, {{"email": "ann@acme.com"}}]'.encode())
    assert job["summary"] == {"failed": 1, "updated": 0, "inserted": 1, "total": 2}
    assert caller.http.get(f"/api/v2/jobs/{job['id']}/errors").json()[0]["user"] == json.loads(entry)


def test_a_user_is_made_changed_and_deleted_one_by_one(caller: Caller) -> None:
    made = {"email": "Ann@acme.com", "connection": "Username-Password-Authentication", "password": "long enough"}
    created = caller.http.post("/api/v2/users", json=made)
    assert (created.status_code, created.json()["email"]) == (201, "ann@acme.com")
    assert caller.http.post("/api/v2/users", json=made).status_code == 409
    assert caller.login("ann@acme.com", "long enough").status_code == 200
    target = f"/api/v2/users/{urllib.parse.quote(created.json()['user_id'])}"
    caller.http.patch(target, json={"app_metadata": {"a": 1, "b": 2}})
    assert caller.http.patch(target, json={"app_metadata": {"a": None}}).json()["app_metadata"] == {"b": 2}
    assert caller.http.patch(target, json={"email": 1}).status_code == 400
    assert caller.http.patch(target, json={"logins_count": 1}).status_code == 400
    caller.http.patch(target, json={"blocked": True})
    assert caller.login("ann@acme.com", "long enough").json()["error_description"] == "user is blocked"
    assert caller.http.delete(target).status_code == caller.http.delete(target).status_code == 204
    assert caller.http.get(target).status_code == 404
