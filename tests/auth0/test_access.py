"""Tenant and application from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.auth0.access import base_url, read_access, read_connection, variables
from converter.errors import UsageError

WHOLE = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s3cr3t"}


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def test_an_access_is_read_and_does_not_show_its_secret() -> None:
    access = read_access(variables(WHOLE, _read))

    assert (access.url, access.domain) == ("https://acme.eu.auth0.com", "acme.eu.auth0.com")
    assert access.audience == "https://acme.eu.auth0.com/api/v2/"
    assert access.secret == "s3cr3t"
    assert "s3cr3t" not in repr(access)


def test_any_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-file\n")
    rest = {name: value for name, value in WHOLE.items() if name != "AUTH0_CLIENT_SECRET"}
    files = {"AUTH0_CLIENT_SECRET_FILE": str(tmp_path / "secret"), "AUTH0_CONNECTION_FILE": str(tmp_path / "secret")}
    value = variables(rest | files, _read)

    assert read_access(value).secret == "from-file"
    assert read_connection(value) == "from-file"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET or AUTH0_PRIVATE_KEY is not set"),
        (WHOLE | {"AUTH0_PRIVATE_KEY": "k"}, "both AUTH0_CLIENT_SECRET and AUTH0_PRIVATE_KEY are set"),
        (WHOLE | {"AUTH0_DOMAIN_FILE": "x"}, "both AUTH0_DOMAIN and AUTH0_DOMAIN_FILE are set"),
        ({"AUTH0_DOMAIN_FILE": "/nowhere/x"}, "AUTH0_DOMAIN_FILE names /nowhere/x, which cannot be read: No such file"),
    ],
)
def test_what_is_missing_or_too_much_is_told(environment: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read_access(variables(environment, _read))

    assert "s3cr3t" not in str(caught.value)


def test_the_connection_is_asked_for() -> None:
    with pytest.raises(UsageError, match="AUTH0_CONNECTION is not set"):
        read_connection(variables(WHOLE, _read))


@pytest.mark.parametrize(
    ("domain", "url"),
    [
        ("acme.eu.auth0.com", "https://acme.eu.auth0.com"),
        ("https://login.acme.com/", "https://login.acme.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_a_domain_or_a_url_names_the_tenant(domain: str, url: str) -> None:
    assert base_url(domain) == url


@pytest.mark.parametrize(
    "domain",
    [
        "http://acme.eu.auth0.com",
        "acme.eu.auth0.com/api/v2",
        "https://user:pw@acme.eu.auth0.com",
        "https://acme.eu.auth0.com?x=1",
        "ftp://acme.eu.auth0.com",
        "acme",
        "169.254.169.254",
        "https://127.0.0.1.evil",
        "acme.eu.auth0.com:x",
        "acme .com",
        "http://127.0.0.1:8080@evil.com",
    ],
)
def test_anything_else_is_refused(domain: str) -> None:
    if domain == "https://127.0.0.1.evil":
        assert base_url(domain) == domain  # a host like any other, over TLS
        return
    with pytest.raises(UsageError, match="AUTH0_DOMAIN"):
        base_url(domain)
