"""Tenant and application from the environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter.auth0.access import base_url, read_access, read_connection
from converter.cli.variables import variable
from converter.errors import UsageError

WHOLE = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s3cr3t"}


def _reader(values: dict[str, str]) -> Callable[[str], str]:
    return lambda name: values.get(name, "")


def test_an_access_is_read_and_does_not_show_its_secret() -> None:
    access = read_access(_reader(WHOLE))

    assert (access.url, access.domain) == ("https://acme.eu.auth0.com", "acme.eu.auth0.com")
    assert access.audience == "https://acme.eu.auth0.com/api/v2/"
    assert access.secret == "s3cr3t"
    assert "s3cr3t" not in repr(access)


def test_any_value_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from-file\n")
    for name in ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID"):
        monkeypatch.setenv(name, WHOLE[name])
    monkeypatch.setenv("AUTH0_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("AUTH0_CONNECTION_FILE", str(tmp_path / "secret"))

    assert read_access(variable).secret == "from-file"
    assert read_connection(variable) == "from-file"
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", "s3cr3t")
    with pytest.raises(UsageError, match="both AUTH0_CLIENT_SECRET and AUTH0_CLIENT_SECRET_FILE are set") as caught:
        read_access(variable)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET or AUTH0_PRIVATE_KEY is not set"),
        (WHOLE | {"AUTH0_PRIVATE_KEY": "k"}, "both AUTH0_CLIENT_SECRET and AUTH0_PRIVATE_KEY are set"),
    ],
)
def test_what_is_missing_or_too_much_is_told(environment: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read_access(_reader(environment))

    assert "s3cr3t" not in str(caught.value)


def test_the_connection_is_asked_for() -> None:
    with pytest.raises(UsageError, match="AUTH0_CONNECTION is not set"):
        read_connection(_reader(WHOLE))


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
