from __future__ import annotations

import pytest

from converter.syntax.field import Field, Kind
from converter.syntax.secret import address, has_literal_secret, shown_values


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s3cret@db.acme.com:5432/oim", "postgresql://db.acme.com:5432/oim"),
        ("postgresql://me@db/oim", "postgresql://db/oim"),
        ("mysql+pymysql://me:s3/cr?et@db/oim", "mysql+pymysql://db/oim"),
        ("mysql+pymysql://me:s3@cret#@db/oim", "mysql+pymysql://db/oim"),
        ("oracle+oracledb://me:s3cret@db/?service_name=oim", "oracle+oracledb://db/?service_name=oim"),
        ("mssql+mssqlpython://db/oim?pwd=s3cret&encrypt=yes", "mssql+mssqlpython://db/oim?encrypt=yes"),
        ("postgresql://db/oim?sslpassword=s3cret", "postgresql://db/oim"),
        ("sqlite:///exports/a@b.db", "sqlite:///exports/a@b.db"),
        ("ldaps://directory.acme.com", "ldaps://directory.acme.com"),
        ("s3cret", ""),
    ],
)
def test_an_address_names_the_store_and_no_secret(url: str, shown: str) -> None:
    assert address(url) == shown


@pytest.mark.parametrize(
    ("kind", "written", "literal"),
    [
        (Kind.URL, "postgresql://me:s3cret@db/oim", True),
        (Kind.URL, "postgresql://me:${PASSWORD}@db/oim", False),
        (Kind.URL, "postgresql://me:${PASSWORD}1@db/oim", True),
        (Kind.URL, "postgresql://me:${PASSWORD:-s3cret}@db/oim", True),
        (Kind.URL, "${OIM_URL:-postgresql://me:s3cret@db/oim}", True),
        (Kind.URL, "${OIM_URL:-sqlite:///samples/oim.db}", False),
        (Kind.URL, "postgresql://me@db/oim", False),
        (Kind.URL, "postgresql://db/oim?password=s3cret", True),
        (Kind.URL, "postgresql://db/oim?password=${file:secret}", False),
        (Kind.URL, "postgresql://db/oim?application_name=x", False),
        (Kind.SECRET, "s3cret", True),
        (Kind.SECRET, "${PASSWORD}", False),
        (Kind.SECRET, "${file:secret}", False),
        (Kind.SECRET, "${PASSWORD:-s3cret}", True),
        (Kind.TEXT, "postgresql://me:s3cret@db/oim", False),
    ],
)
def test_a_secret_comes_from_outside(kind: Kind, written: str, *, literal: bool) -> None:
    assert has_literal_secret(kind, written) is literal


def test_values_that_may_be_shown_hold_no_secret() -> None:
    fields = [Field("url", Kind.URL, "x"), Field("bind_password", Kind.SECRET, "x"), Field("base", Kind.TEXT, "x")]
    values = {"url": "ldap://me:s3cret@db", "bind_password": "s3cret", "base": "dc=acme"}
    assert shown_values(fields, values) == {"url": "ldap://db", "base": "dc=acme"}
