"""The client on real sockets: what is repeated, what is not, and what never leaves this machine."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from converter.auth0.access import Access
from converter.auth0.client import Client
from converter.auth0.failures import Refused, Unanswered, Unsent
from converter.auth0.timing import Timing
from converter.errors import TenantFailure, UsageError
from tests.auth0.scripted import JOB, RESET, TOKEN, Script, Turn, http, serving

USERS = b"[" + b" " * 300_000 + b"]"
FORM = {"connection_id": "con_0000000000000001", "upsert": "false"}
BUSY = {"message": "There are 2 active import users jobs, please wait until some of them are finished and try again"}


class Slept:
    """A clock that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def timing(self) -> Timing:
        return Timing(lambda: 1_800_000_000.0 + sum(self.pauses), lambda: sum(self.pauses), self.pauses.append)


def client_of(script: Script, slept: Slept | None = None, *, ca_file: str = "") -> Client:
    access = Access(script.url, "id", secret="secret-CANARY", audience="https://x/api/v2/", ca_file=ca_file)
    return Client(access, timing=(slept or Slept()).timing(), patience=100.0)


def test_an_import_is_one_post_with_the_file_and_the_fields() -> None:
    with serving([TOKEN, http(202, JOB)]) as script, client_of(script) as client:
        job = client.import_users("users-00001.json", b'[{"email":"a@example.com"}]', FORM)

    assert (job.id, job.status) == ("job_0000000000000001", "pending")
    assert script.paths == ["POST /oauth/token", "POST /api/v2/jobs/users-imports"]
    assert b"authorization: bearer tok-canary" in script.requests[1].lower()
    assert b'name="users"; filename="users-00001.json"' in script.requests[1]
    assert b'[{"email":"a@example.com"}]' in script.requests[1]
    assert b'name="upsert"\r\n\r\nfalse' in script.requests[1]


@pytest.mark.parametrize(
    ("turn", "failure"),
    [
        (Turn(RESET, 1), Unanswered),
        (Turn(RESET, 100_000), Unanswered),
        (Turn(RESET), Unanswered),
        (Turn(b""), Unanswered),
        (Turn(b"HTTP/1.1 202 Acc"), Unanswered),
        (Turn(http(202, JOB)[:-1]), Unanswered),
        (Turn(http(202, {"status": "pending"})), Unanswered),
        (Turn(http(202)), Unanswered),
        (Turn(http(200, ["html"])), Unanswered),
        (Turn(http(500, {"message": "Internal error."})), Unanswered),
        (Turn(http(503)), Unanswered),
        (Turn(http(408)), Unanswered),
        (Turn(http(400, {"message": "The connection does not exist."})), Refused),
        (Turn(http(413, {"message": "too large"}), 0), (Refused, Unanswered)),
        (Turn(http(302, None, "location: http://127.0.0.1:1/\r\n")), Refused),
        (Turn(http(429, BUSY)), Refused),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_import_is_posted_once_whatever_happens(turn: Turn, failure: type[TenantFailure]) -> None:
    slept = Slept()
    turns: list[Turn | bytes] = [TOKEN, turn, http(202, JOB)]
    with serving(turns) as script, client_of(script, slept) as client, pytest.raises(failure):
        client.import_users("users-00001.json", USERS, FORM)

    assert script.paths.count("POST /api/v2/jobs/users-imports") == 1
    assert slept.pauses == []


def test_what_nobody_listens_to_is_unsent() -> None:
    with serving([TOKEN]) as script:
        client = client_of(script)
        client._tokens.current()
    with client, pytest.raises(Unsent, match=r"cannot reach 127\.0\.0\.1"):
        client.import_users("users-00001.json", USERS, FORM)


def test_a_token_that_is_not_taken_is_replaced_once() -> None:
    refusal = http(401, {"message": "Invalid token.", "errorCode": "invalid_token"})
    with serving([TOKEN, refusal, TOKEN, http(202, JOB)]) as script, client_of(script) as client:
        client.import_users("users-00001.json", USERS, FORM)
    turns: list[Turn | bytes] = [TOKEN, refusal, TOKEN, refusal]
    with serving(turns) as again, client_of(again) as client, pytest.raises(Refused, match=r"401: Invalid token\."):
        client.import_users("users-00001.json", USERS, FORM)

    assert script.paths == again.paths == ["POST /oauth/token", "POST /api/v2/jobs/users-imports"] * 2


def test_an_import_is_not_ambiguous_because_no_token_could_be_had() -> None:
    with serving([RESET] * 20) as script, client_of(script) as client, pytest.raises(Unsent):
        client.import_users("users-00001.json", USERS, FORM)

    assert set(script.paths) == {"POST /oauth/token"}


def test_the_two_refusals_for_too_many_are_told_apart() -> None:
    rate = http(429, {"message": "Global limit has been reached"}, "retry-after: 7\r\n")
    with serving([TOKEN, http(429, BUSY), rate]) as script, client_of(script) as client:
        with pytest.raises(Refused) as slots:
            client.import_users("users-00001.json", USERS, FORM)
        with pytest.raises(Refused) as limit:
            client.import_users("users-00001.json", USERS, FORM)

    assert (slots.value.slots_taken, limit.value.slots_taken, limit.value.wait) == (True, False, 7.0)


@pytest.mark.parametrize("failure", [RESET, http(503), http(200, JOB)[:-3], http(200, {"html": 1}), http(429)])
def test_reading_is_repeated(failure: bytes) -> None:
    slept = Slept()
    with serving([TOKEN, failure, failure, http(200, JOB)]) as script, client_of(script, slept) as client:
        assert client.job("job_1") is not None

    assert script.paths[1:] == ["GET /api/v2/jobs/job_1"] * 3
    assert slept.pauses == [0.5, 1.0]


def test_reading_ends_with_the_last_failure_when_patience_does() -> None:
    slept = Slept()
    turns: list[Turn | bytes] = [TOKEN.answer, *[http(503)] * 50]
    with serving(turns) as script, client_of(script, slept) as client, pytest.raises(Unanswered, match="status 503"):
        client.job("job_1")

    assert slept.pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_rate_limit_is_waited_for_as_the_headers_say() -> None:
    slept = Slept()
    spent = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1800000012\r\n"
    turns: list[Turn | bytes] = [TOKEN, http(429, {}, "retry-after: 3\r\n"), http(200, JOB, spent), http(200, JOB)]
    with serving(turns) as script, client_of(script, slept) as client:
        client.job("job_1")
        client.job("job_1")

    assert slept.pauses == [3.0, 9.0]


def test_only_what_is_declared_repeatable_is_sent_again() -> None:
    with serving([TOKEN, RESET, http(204), RESET]) as script, client_of(script) as client:
        client.send("DELETE", "/users/auth0%7C1", repeatable=True)
        with pytest.raises(Unanswered):
            client.send("POST", "/users", {"email": "a@example.com"})

    assert script.paths[1:] == ["DELETE /api/v2/users/auth0%7C1"] * 2 + ["POST /api/v2/users"]


def test_redirects_are_not_followed_and_the_token_goes_nowhere_else() -> None:
    with serving([]) as elsewhere:
        turns: list[Turn | bytes] = [TOKEN, http(307, None, f"location: {elsewhere.url}/\r\n")]
        with serving(turns) as script, client_of(script) as client, pytest.raises(Refused, match="never followed"):
            client.job("job_1")

    assert elsewhere.requests == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving([]) as proxy, serving([TOKEN, http(200, JOB)]) as script:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with client_of(script) as client:
            client.job("job_1")

    assert proxy.requests == []


def test_certificates_are_checked(tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "not.pem").write_text("nothing")

    with serving([TOKEN] * 20, tls) as script, client_of(script) as client, pytest.raises(Unsent, match=r"(?i)certif"):
        client.job("job_1")
    with serving([TOKEN, http(200, JOB)], tls) as script, client_of(script, ca_file=str(tmp_path / "ca.pem")) as client:
        assert client.job("job_1") is not None
    with pytest.raises(UsageError, match=r"AUTH0_CA_FILE names .* which holds no certificates"):
        client_of(script, ca_file=str(tmp_path / "not.pem"))


def test_a_link_is_fetched_without_the_token_and_only_encrypted() -> None:
    pieces: list[bytes] = []
    with serving([TOKEN, http(200, JOB), http(200, {"a": 1}), http(403)]) as script, client_of(script) as client:
        client.job("job_1")
        client.download(f"{script.url}/file?Expires=1", pieces.append)
        with pytest.raises(Refused, match="status 403"):
            client.download(f"{script.url}/file?Expires=1", pieces.append)
        with pytest.raises(UsageError, match="not encrypted"):
            client.download("http://files.example.com/x", pieces.append)

    assert b"".join(pieces) == b'{"a":1}'
    assert b"authorization" not in script.requests[2].lower()


def test_a_wrong_secret_is_told_without_the_secret() -> None:
    refusal = http(401, {"error": "access_denied", "error_description": "Unauthorized"})
    with serving([refusal]) as script, client_of(script) as client, pytest.raises(Refused) as caught:
        client.job("job_1")

    assert str(caught.value).endswith("refused with status 401: Unauthorized")
    assert "CANARY" not in repr(caught.value) + repr(client.access) + repr(vars(client))
