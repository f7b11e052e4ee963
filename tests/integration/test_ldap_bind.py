"""What a directory says about a password, by the directories that say it."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from converter.sources import ldap
from converter.sources.ldap_bind import Answer, Verdict, bind
from converter.sources.ldap_settings import LdapSettings
from tests.integration import ds389, people, samba, slapd
from tests.integration.processes import free_port

pytestmark = pytest.mark.slow
WRONG = "not-the-password"


def settings(folder: Path, url: str, **values: Any) -> LdapSettings:
    defaults = {field.name: field.default for field in ldap.FIELDS}
    return ldap.settings({**defaults, "url": url, "base": "dc=x", **values}, folder)


@dataclass(frozen=True)
class Place:
    """Where people are asked."""

    settings: LdapSettings
    below: str

    def verdict(self, name: str, password: str = people.PASSWORD) -> Verdict:
        return bind(self.settings, f"{name},{self.below}", password).verdict


@pytest.fixture
def in_openldap(openldap: slapd.Server, folder: Path) -> Place:
    url = f"ldaps://127.0.0.1:{openldap.tls_port}"
    return Place(settings(folder, url, ca_file="authority.pem"), f"ou=people,{slapd.SUFFIX}")


@pytest.fixture
def in_389(directory_389: ds389.Server, folder: Path) -> Place:
    return Place(settings(folder, directory_389.url), f"ou=people,{ds389.SUFFIX}")


@pytest.fixture
def in_domain(domain: samba.Domain, folder: Path) -> Place:
    return Place(settings(folder, domain.url, ca_file="authority.pem", start_tls=True), f"OU=Staff,{samba.SUFFIX}")


@pytest.mark.parametrize(
    ("name", "password", "verdict"),
    [
        ("uid=ahall", people.PASSWORD, Verdict.RIGHT),
        ("uid=ahall", WRONG, Verdict.WRONG),
        ("uid=nobody", WRONG, Verdict.WRONG),
        ("uid=nomail", people.PASSWORD, Verdict.WRONG),
        ("uid=dlocked", people.PASSWORD, Verdict.LOCKED),
        ("uid=edisabled", people.PASSWORD, Verdict.LOCKED),
        ("uid=freset", people.PASSWORD, Verdict.MUST_CHANGE),
        ("uid=freset", WRONG, Verdict.WRONG),
        ("uid=gold", people.PASSWORD, Verdict.MUST_CHANGE),
    ],
)
def test_openldap(in_openldap: Place, name: str, password: str, verdict: Verdict) -> None:
    assert in_openldap.verdict(name, password) is verdict


def test_openldap_locks_after_three_wrong_passwords(in_openldap: Place) -> None:
    assert [in_openldap.verdict("uid=cnguyen", WRONG) for _ in range(3)] == [Verdict.WRONG] * 3
    assert in_openldap.verdict("uid=cnguyen") is Verdict.LOCKED


@pytest.mark.parametrize(
    ("name", "password", "verdict"),
    [
        ("uid=ahall", people.PASSWORD, Verdict.RIGHT),
        ("uid=ahall", WRONG, Verdict.WRONG),
        ("uid=nobody", WRONG, Verdict.WRONG),
        ("uid=edisabled", people.PASSWORD, Verdict.LOCKED),
    ],
)
def test_389(in_389: Place, name: str, password: str, verdict: Verdict) -> None:
    assert in_389.verdict(name, password) is verdict


def test_389_locks_after_three_wrong_passwords(in_389: Place) -> None:
    asked = [in_389.verdict("uid=dlocked", WRONG) for _ in range(4)]
    assert asked[0] is Verdict.WRONG
    assert asked[-1] is Verdict.LOCKED
    assert in_389.verdict("uid=dlocked") is Verdict.LOCKED


@pytest.mark.parametrize(
    ("name", "password", "verdict"),
    [
        ("CN=Ada Hall", people.PASSWORD, Verdict.RIGHT),
        ("CN=Ada Hall", WRONG, Verdict.WRONG),
        ("CN=Nobody", WRONG, Verdict.WRONG),
        ("CN=Eli Disabled", people.PASSWORD, Verdict.LOCKED),
        ("CN=Fay Change", people.PASSWORD, Verdict.MUST_CHANGE),
        ("CN=Fay Change", WRONG, Verdict.WRONG),
        ("CN=Gus Expired", people.PASSWORD, Verdict.LOCKED),
    ],
)
def test_active_directory(in_domain: Place, name: str, password: str, verdict: Verdict) -> None:
    assert in_domain.verdict(name, password) is verdict


def test_active_directory_locks_after_three_wrong_passwords(in_domain: Place) -> None:
    assert in_domain.verdict("CN=Dora Locked") is Verdict.RIGHT
    asked = [in_domain.verdict("CN=Dora Locked", WRONG) for _ in range(4)]
    assert asked[0] is Verdict.WRONG
    assert asked[-1] is Verdict.LOCKED
    assert in_domain.verdict("CN=Dora Locked") is Verdict.LOCKED


@pytest.mark.parametrize("password", ["", "\0", f"{people.PASSWORD}\0"])
def test_an_empty_password_is_not_even_asked_about(folder: Path, password: str) -> None:
    nowhere = settings(folder, "ldap://127.0.0.1:9")
    assert bind(nowhere, "uid=ahall", password) == Answer(Verdict.WRONG, "empty")


def test_a_server_that_is_down_is_nobodys_wrong_password(folder: Path) -> None:
    answer = bind(settings(folder, f"ldap://127.0.0.1:{free_port()}"), "uid=ahall", people.PASSWORD)
    assert answer.verdict is Verdict.UNAVAILABLE
    assert people.PASSWORD not in repr(answer)


def test_a_server_that_says_nothing_is_nobodys_wrong_password(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:
        silent = settings(folder, f"ldap://127.0.0.1:{hole.getsockname()[1]}", timeout=1, connect_timeout=1)
        assert bind(silent, "uid=ahall", people.PASSWORD).verdict is Verdict.UNAVAILABLE


def test_the_second_server_answers_where_the_first_is_down(openldap: slapd.Server, folder: Path) -> None:
    both = settings(folder, f"ldap://127.0.0.1:{free_port()} {openldap.url}")
    assert bind(both, f"uid=ahall,ou=people,{slapd.SUFFIX}", people.PASSWORD).verdict is Verdict.RIGHT


def test_no_verdict_is_true_or_false_by_itself() -> None:
    for verdict in Verdict:
        with pytest.raises(TypeError, match="compare"):
            bool(verdict)
