"""What needs no server: settings, and which attributes are asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import ExtraMissing
from converter.expressions.scope import attribute_key
from converter.record import Origin, Record, Unreadable
from converter.sources import ldap
from converter.sources.ldap_entry import ALL, asked_for, ranges, record
from converter.sources.ldap_settings import LdapSettings
from converter.sources.ldif_entry import EntryRules
from converter.sources.ldif_names import Attributes
from converter.sources.source import SettingError, Wanted, keep_name

BASE = "dc=example,dc=com"


def settings(**values: Any) -> LdapSettings:
    defaults = {field.name: field.default for field in ldap.FIELDS}
    return ldap.settings({**defaults, "base": BASE, **values}, Path("/mappings"))


def wanted(*names: str) -> Wanted:
    return Wanted(frozenset(names), attribute_key)


@pytest.mark.parametrize(
    ("url", "encrypted"),
    [
        ("ldap://dc1.acme.com", True),
        ("ldap://10.1.2.3:10389", True),
        ("ldap://[2001:db8::1]", True),
        ("ldap://128.0.0.1", True),
        ("ldap://localhost.acme.com", True),
        ("ldaps://127.0.0.1", True),
        ("ldap://127.0.0.1", False),
        ("ldap://127.8.9.10:389", False),
        ("ldap://[::1]", False),
        ("ldap://localhost:10389", False),
        ("ldapi://%2Frun%2Fslapd.sock", False),
    ],
)
def test_nothing_is_said_in_clear_but_to_this_machine(url: str, encrypted: bool) -> None:
    (server,) = settings(url=url).servers
    assert server.encrypted is encrypted


def test_a_loopback_address_may_be_encrypted_too() -> None:
    assert settings(url="ldap://127.0.0.1", start_tls=True).servers[0].encrypted


@pytest.mark.parametrize(
    ("values", "name", "message"),
    [
        ({"url": " "}, "url", "url names no server"),
        ({"url": "dc1.acme.com"}, "url", "url begins with ldaps://"),
        ({"url": "https://dc1.acme.com"}, "url", "url begins with ldaps://"),
        ({"url": "ldap://"}, "url", "url names no server"),
        ({"url": "ldap://dc1:port"}, "url", "url is no address"),
        ({"url": "ldap://reader:secret@dc1"}, "url", "url has no place for an account"),
        ({"url": "ldap://dc1/dc=acme?uid"}, "url", "url ends behind the server's name"),
        ({"filter": "uid=jdoe"}, "filter", "a condition in parentheses"),
        ({"filter": "(uid=a)("}, "filter", "a condition in parentheses"),
        ({"filter": ")(uid=a)("}, "filter", "a condition in parentheses"),
        ({"filter": "(&)"}, "filter", "a condition in parentheses"),
        ({"bind_dn": "cn=reader"}, "bind_dn", "belong together"),
        ({"bind_password": "secret"}, "bind_dn", "belong together"),
        ({"sasl": "external"}, "sasl", "needs an ldapi:// socket"),
        ({"sasl": "gssapi", "bind_dn": "cn=x", "bind_password": "y"}, "sasl", "in place of"),
        ({"client_certificate": "a.pem"}, "client_certificate", "belong together"),
        ({"timeout": 0}, "timeout", "at least 1"),
        ({"page_size": -1}, "page_size", "at least 0"),
        ({"encoding": "utf-9"}, "encoding", "is no encoding"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(values: dict[str, Any], name: str, message: str) -> None:
    with pytest.raises(SettingError, match=message) as caught:
        settings(**{"url": "ldaps://dc1", **values})
    assert caught.value.name == name


def test_no_setting_shows_the_password() -> None:
    made = settings(url="ldaps://dc1", bind_dn="cn=reader", bind_password="canary-in-the-settings")
    assert "canary" not in repr(made)


def test_files_of_certificates_are_relative_to_the_mapping() -> None:
    assert settings(url="ldaps://dc1", ca_file="ca.pem").ca_file == Path("/mappings/ca.pem")


def test_whoever_wants_everything_asks_for_operational_attributes_too() -> None:
    assert asked_for(keep_name) == asked_for(Wanted(None, attribute_key)) == ALL


def test_whoever_wants_nothing_asks_for_no_attribute() -> None:
    assert asked_for(wanted("dn")) == ("1.1",)


def test_a_missing_library_is_one_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ldap", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'auth0-convert\[ldap\]'"):
        list(ldap.open_source(settings(url="ldapi://%2Fnowhere"), [], keep_name).records())


@given(
    st.from_regex(r"[a-z][a-z0-9]{0,4}(?:[-_][a-z0-9]{1,4}){0,3}(?:;[a-z]{1,3}(?:-[a-z]{1,2})?){0,2}", fullmatch=True)
)
def test_however_an_attribute_is_spelt_it_is_asked_for(description: str) -> None:
    asked = asked_for(wanted(attribute_key(description)))
    assert description.partition(";")[0] in asked


@pytest.mark.parametrize(
    ("sent", "name", "last"),
    [
        ("member;range=0-1499", "member", 1499),
        ("member;range=1500-*", "member", None),
        ("member;Range=0-9;lang-de", "member;lang-de", 9),
    ],
)
def test_a_range_is_told_by_its_option(sent: str, name: str, last: int | None) -> None:
    (part,) = ranges({sent: [b"x"], "cn": [b"x"], "member": []})
    assert (part.name, part.last, part.values) == (name, last, [b"x"])


def entry(values: dict[str, list[bytes]], **limits: Any) -> Record | Unreadable:
    attributes = Attributes(wanted("cn", "objectguid", "member"), binary=frozenset(), text=frozenset())
    return record("cn=x", values, EntryRules(attributes, **limits), Origin("ldap://dc1", row=1, dn="cn=x"))


def test_values_are_those_of_an_export() -> None:
    found = entry({"CN": ["Börje".encode()], "objectGUID": [b"text"], "sn": [b"\xff"], "member": []})
    assert isinstance(found, Record)
    assert found.values == {"dn": "cn=x", "cn": ["Börje"], "objectguid": [b"text"]}


@pytest.mark.parametrize(
    ("values", "limits", "code"),
    [
        ({"cn": [b"\xff"]}, {}, "ldap-encoding"),
        ({"cn": [b"xxxx"]}, {"max_value": 3}, "too-large"),
        ({"cn": [b"x"] * 4}, {"max_values": 3}, "too-large"),
    ],
)
def test_an_entry_that_cannot_be_read_is_a_value(
    values: dict[str, list[bytes]], limits: dict[str, Any], code: str
) -> None:
    found = entry(values, **limits)
    assert isinstance(found, Unreadable)
    assert found.code == code


def test_another_encoding_is_taken_where_the_mapping_names_it() -> None:
    found = entry({"cn": [b"B\xf6rje"]}, encoding="cp1252")
    assert isinstance(found, Record)
    assert found.values["cn"] == ["Börje"]
