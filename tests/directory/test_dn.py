from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory import dn
from converter.directory.dn import Ava, Rdn

READ = [
    # RFC 4514 §4
    ("UID=jsmith,DC=example,DC=net", [[("uid", "jsmith")], [("dc", "example")], [("dc", "net")]]),
    ("OU=Sales+CN=J.  Smith,DC=net", [[("ou", "Sales"), ("cn", "J.  Smith")], [("dc", "net")]]),
    (r"CN=James \"Jim\" Smith\, III,DC=net", [[("cn", 'James "Jim" Smith, III')], [("dc", "net")]]),
    (r"CN=Before\0dAfter,DC=net", [[("cn", "Before\rAfter")], [("dc", "net")]]),
    ("1.3.6.1.4.1.1466.0=#04024869", [[("1.3.6.1.4.1.1466.0", "Hi")]]),
    (r"CN=Lu\C4\8Di\C4\87", [[("cn", "Lučić")]]),
    # RFC 2253 §4 and §5
    (
        r"CN=L. Eagle,O=Sue\, Grabbit and Runn,C=GB",
        [[("cn", "L. Eagle")], [("o", "Sue, Grabbit and Runn")], [("c", "GB")]],
    ),
    ('CN=L. Eagle,O="Sue, Grabbit and Runn"', [[("cn", "L. Eagle")], [("o", "Sue, Grabbit and Runn")]]),
    ("CN = a ; O= b ,C =c", [[("cn", "a")], [("o", "b")], [("c", "c")]]),
    ("OID.2.5.4.3=x", [[("2.5.4.3", "x")]]),
    ("oid=x", [[("oid", "x")]]),
    # blanks, escapes and what stands at the edges
    ("", []),
    ("  ", []),
    ("cn=,dc=a", [[("cn", "")], [("dc", "a")]]),
    (r"cn=\ a\ ,dc=b", [[("cn", " a ")], [("dc", "b")]]),
    (r"cn=a\20 ,dc=b", [[("cn", "a ")], [("dc", "b")]]),
    (r"cn=a\\ ,dc=b", [[("cn", "a\\")], [("dc", "b")]]),
    (r"cn=\#1", [[("cn", "#1")]]),
    ("cn=C#", [[("cn", "C#")]]),
    ("cn=a=b", [[("cn", "a=b")]]),
    ("cn= Jane  Doe ", [[("cn", "Jane  Doe")]]),
    (r"cn=Jane\0ACNF:6c1d,dc=a", [[("cn", "Jane\nCNF:6c1d")], [("dc", "a")]]),
    ('cn="a \\"b\\" \\C3\\A9"', [[("cn", 'a "b" é')]]),
    ('cn=""', [[("cn", "")]]),
    ("cn=山田 太郎,dc=a", [[("cn", "山田 太郎")], [("dc", "a")]]),
    ("cn=#0c0441c3a942", [[("cn", "AéB")]]),
    ("cn=#0c" + "820003" + "414243", [[("cn", "ABC")]]),
    ("cn=#0c800000", None),
    ("cn=#1b026869", None),
    ("cn=#0403686", None),
    ("cn=#", None),
    ("cn=#04024869x", None),
    ("cn=#0c02c328", None),
    ("cn=#04", None),
    ("Jane", None),
    ("=a", None),
    ("cn=a,", None),
    (",cn=a", None),
    ("cn=a,,dc=b", None),
    ("cn=a+,dc=b", None),
    ("1=a", None),
    ("1.=a", None),
    ("c n=a", None),
    ("-n=a", None),
    ("çn=a", None),
    ("cn=a<b", None),
    ("cn=a\0", None),
    ('cn=a"b"', None),
    ('cn="a', None),
    ('cn="a"b', None),
    ("cn=a\\", None),
    (r"cn=a\b", None),
    (r"cn=a\x41", None),
    (r"cn=\C3", None),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_dn_is_read_as_the_rfcs_say(text: str, expected: list[list[tuple[str, str]]] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"the DN|is no DN"):
            dn.parse(text)
        return
    assert dn.parse(text) == tuple(tuple(Ava(*pair) for pair in rdn) for rdn in expected)


def test_a_message_names_the_place_and_never_the_value() -> None:
    with pytest.raises(ValueError, match="character 17") as caught:
        dn.parse("cn=hunter2,dc=a,hunter3")
    assert "hunter" not in str(caught.value)


ATTRIBUTES = st.from_regex(r"[a-z][a-z0-9-]{0,5}|[0-2](\.[0-9]{1,3}){1,3}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(' \\",+;<>=#\0'), max_size=8)
DNS = st.lists(st.lists(st.builds(Ava, ATTRIBUTES, VALUES), min_size=1, max_size=2).map(tuple), max_size=3).map(tuple)


@given(DNS)
def test_what_is_built_is_read_back(rdns: tuple[Rdn, ...]) -> None:
    assert dn.parse(dn.build(rdns)) == rdns


@given(DNS)
def test_a_normal_form_is_its_own_normal_form(rdns: tuple[Rdn, ...]) -> None:
    once = dn.normalise(dn.build(rdns))
    assert dn.normalise(once) == once


@given(st.text(st.sampled_from('cn=a,+ \\"#;4é\0'), max_size=20) | st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        rdns = dn.parse(text)
    except ValueError as error:
        reason = str(error)
    else:
        reason = "a DN"
        assert dn.parse(dn.build(rdns)) == rdns
    assert "DN" in reason


@given(DNS.filter(len))
def test_the_fast_way_agrees_with_the_full_parser(rdns: tuple[Rdn, ...]) -> None:
    text = dn.build(rdns)
    assert dn._parse_plain(text) in (None, dn._parse_any(text))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("CN=Jane  Doe, DC=Acme", "cn=jane doe,dc=acme"),
        ("2.5.4.3=a,domainComponent=B", "cn=a,dc=b"),
        ("cn=b+ou=a", "cn=b+ou=a"),
        ("ou=a + CN=B", "cn=b+ou=a"),
        ('o="Sue, Runn"', r"o=sue\, runn"),
        ("cn=STRASSE", "cn=strasse"),
        ("cn=Straße", "cn=strasse"),
        ("cn=ＪＡＮＥ", "cn=jane"),
        ("cn=Jane\u00ad", "cn=jane"),
        ("cn=a\\0Db", "cn=a b"),
        ("", ""),
    ],
)
def test_the_normal_form_drops_what_a_directory_ignores(text: str, normal: str) -> None:
    assert dn.normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("cn=a,ou=groups,dc=acme", "OU=Groups, DC=Acme", True),
        ("cn=a,cn=b,ou=groups,dc=acme", "ou=groups,dc=acme", True),
        ("ou=groups,dc=acme", "ou=groups,dc=acme", False),
        ("dc=acme", "ou=groups,dc=acme", False),
        ("cn=a,ou=xgroups,dc=acme", "groups,dc=acme".join(["ou=", ""]), False),
        (r"cn=a\,ou=groups,dc=acme", "ou=groups,dc=acme", False),
        ("cn=a,ou=groups,dc=other", "ou=groups,dc=acme", False),
        ("cn=a,2.5.4.11=groups,dc=acme", "ou=groups,dc=acme", True),
        ("dc=acme", "", True),
        ("", "", False),
    ],
)
def test_an_entry_lies_under_a_base_by_whole_rdns(text: str, base: str, expected: bool) -> None:
    assert dn.under(text, base) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CN=a, OU=B,dc=c", "OU=B,dc=c"),
        (r"cn=a\,b+ou=c,dc=d", "dc=d"),
        ('cn="a,b";dc=d', "dc=d"),
        ("dc=d", None),
        ("cn=a+ou=b", None),
        ("", None),
    ],
)
def test_the_parent_is_the_rest_as_it_is_written(text: str, expected: str | None) -> None:
    assert dn.parent(text) == expected


def test_the_first_value_is_that_of_the_first_attribute() -> None:
    assert dn.first_value("cn=Jane+uid=j,dc=a") == "Jane"
    assert dn.first_value("") is None


def test_a_value_is_found_by_any_name_of_its_attribute() -> None:
    text = "cn=Jane+uid=j,2.5.4.11=Sales,ou=People"
    assert dn.value_of(text, "organizationalUnitName") == "Sales"
    assert dn.value_of(text, "UID") == "j"
    assert dn.value_of(text, "dc") is None
