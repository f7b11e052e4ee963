"""Directories and databases that run once a session, where this machine has their programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration import databases, ds389, people, samba, slapd
from tests.integration.authority import Authority
from tests.integration.databases import Server


def _needed(missing: str, packages: str) -> None:
    if missing:
        pytest.skip(f"{missing} missing: apt-get install {packages}")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority whose certificates the servers have."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def openldap(authority: Authority) -> Iterator[slapd.Server]:
    """OpenLDAP with people, groups, and a password policy."""
    _needed(slapd.missing(), slapd.PACKAGES)
    with slapd.server(authority.certificate(), entries=people.openldap_tree(), extra=slapd.OVERLAYS) as running:
        running.add(people.openldap_groups())
        yield running


@pytest.fixture(scope="session")
def crowd(authority: Authority) -> Iterator[slapd.Server]:
    """OpenLDAP with 10,000 people."""
    _needed(slapd.missing(), slapd.PACKAGES)
    with slapd.server(authority.certificate(), entries=people.crowd(10_000)) as running:
        yield running


@pytest.fixture(scope="session")
def directory_389() -> Iterator[ds389.Server]:
    """389 Directory Server with people and groups."""
    _needed(ds389.missing(), ds389.PACKAGES)
    with ds389.server(people.ds389_tree()) as running:
        running.modify(people.ds389_changes())
        yield running


@pytest.fixture(scope="session")
def domain(authority: Authority) -> Iterator[samba.Domain]:
    """A domain of Active Directory with people and groups."""
    _needed(samba.missing(), samba.PACKAGES)
    with samba.domain(authority.certificate()) as running:
        running.add(people.domain_tree())
        running.modify(people.domain_changes())
        yield running


@pytest.fixture
def folder(tmp_path: Path, authority: Authority) -> Path:
    """A folder for mappings, with the authority's certificate."""
    (tmp_path / "authority.pem").write_bytes(authority.file.read_bytes())
    return tmp_path


def _server(kind: str) -> Iterator[Server]:
    if databases.MISSING[kind]:
        pytest.skip(f"{kind} is missing: {databases.MISSING[kind]}")
    with databases.server(kind) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for all tests."""
    yield from _server("postgresql")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server for all tests."""
    yield from _server("mariadb")


@pytest.fixture(scope="session", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the servers."""
    running: Server = request.getfixturevalue(request.param)
    return running
