"""Users that are judged at a glance are judged as the reference judges them, whatever their values are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orjson import dumps

from converter import native
from converter.mapping.compile import Program
from converter.mapping.fate import Exported
from converter.mapping.plan import Plan
from converter.pipeline.load import load
from converter.record import Origin, Record

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "mapping.yaml"
LOADED = load(str(BENCHMARK), {})
PROGRAM = LOADED.program()

MUCH = """
version: 1
source: {type: ldif, path: people.ldif}
let: {first: "givenname[0]"}
user:
  email: mail[0]
  email_verified: {expr: "orclisenabled[0] == 'ENABLED'", because: it is a test}
  username: {expr: uid, default: nobody}
  user_id: lower(orclguid[0])
  phone_number: telephonenumber[0]
  nickname: {value: Nick}
  given_name: {expr: first, required: true}
  name: {expr: "displayname[0]", map: {A B: Ab}, default: 'Ü"x'}
  blocked: {value: false}
  app_metadata:
    origin: {value: directory}
    groups: rdn(memberof) || `[]`
    places: ["cn[0]", "cn[1]", {value: true}]
    inner: {at: "iso(createtimestamp[0])", on: "present(sn)", text: {expr: dn, default: none}}
    nothing: {at: "cn[5]"}
    kind: {expr: "displayname[1]", map: {A: true, x: null}, default: b}
    any: "displayname[1] && length(dn) || cn"
password: {from: userpassword, scheme: auto, unsupported: reset}
unique: [username, phone_number, email]
"""

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", "\0", "\ud800", "é", "null", "x" * 150, "x" * 151, "x" * 300, "auth0|x", "a\n", "\u00a0"]
    ),
    st.integers(1, 200).map(lambda size: "x" * size),
)
ADDRESSES = st.one_of(
    TEXTS,
    st.from_regex(r"[A-Za-z.+_é\"-]{0,66}@[a-z0-9.-]{0,8}\.[a-z]{1,3}", fullmatch=True),
    st.sampled_from(
        ["a@b.de", "A@B.DE", "a@b.de\n", " a@b.de", f"{'a' * 64}@b.de", f"a@{'b.' * 125}de", "a@b", "a@b.de "]
    ),
)
GUIDS = st.one_of(TEXTS, st.text("0123456789abcdefABCDEF-{}", min_size=30, max_size=38), st.just("0" * 32))
PASSWORDS = st.one_of(
    TEXTS,
    st.sampled_from(
        [
            "{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw==",
            "{SHA}fvkVSKGm5Zj8srTEJfZS9yk0Qga=",
            "{SHA}fvkVSKGm5Zj8srTEJfZS9yk0QgA=",
            "{MD5}AAAAAAAAAAAAAAAAAAAAAA==",
            "{CRYPT}$1$a$b",
            "{SSHA}",
            "$2a$10$" + "a" * 53,
        ]
    ),
)
TIMES = st.one_of(TEXTS, st.from_regex(r"(19|20|00)[0-9]{12}(Z|z|\.0Z|)", fullmatch=True))
SWITCHES = st.sampled_from(["ENABLED", "DISABLED", "disabled ", ""])


def values(of: st.SearchStrategy[str]) -> st.SearchStrategy[list[str] | None]:
    return st.one_of(st.none(), of.map(lambda one: [one]), of.map(lambda one: [one]), st.lists(of, max_size=3))


USUAL = {
    "dn": "cn=a,dc=b",
    "mail": ["A.B@example.com"],
    "uid": ["ab"],
    "orclguid": ["3F2504E04F8911D39A0C0305E82C3301"],
    "givenname": ["A"],
    "sn": ["B"],
    "cn": ["a", "A B"],
    "displayname": ["A B"],
    "memberof": ["cn=a,dc=b"],
    "createtimestamp": ["20240304121314z"],
    "userpassword": ["{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw=="],
}
UNUSUAL = st.one_of(
    *(
        st.tuples(st.just(name), values(of))
        for name, of in {
            **dict.fromkeys(["uid", "givenname", "sn", "displayname", "cn", "telephonenumber"], TEXTS),
            "mail": ADDRESSES,
            "orclguid": GUIDS,
            "orclisenabled": SWITCHES,
            "memberof": st.sampled_from(["cn=a,dc=b", "cn=a\\,b,dc=c", "x", "", "cn=é,dc=b"]),
            "createtimestamp": TIMES,
            "userpassword": PASSWORDS,
        }.items()
    ),
    st.tuples(st.just("dn"), TEXTS),
)
PEOPLE = st.lists(UNUSUAL, max_size=3).map(lambda changes: USUAL | dict(changes))


def record(found: dict[str, Any]) -> Record:
    return Record({name: value for name, value in found.items() if value is not None}, Origin("people.ldif", 1))


@given(st.lists(PEOPLE.map(record), max_size=3))
def test_the_generated_code_and_the_reference_come_to_the_same_fates(records: list[Record]) -> None:
    plan: Plan = LOADED.plan
    assert PROGRAM.fates(records) == [plan.fate(one) for one in records]


@cache
def programs(much: bool) -> list[Program]:
    """A mapping's program with all that is compiled, and without."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder, "m.yaml") if much else BENCHMARK
        if much:
            path.write_text(MUCH, encoding="utf-8")
        compiled = load(str(path), {}).program()
        patch.setattr("converter.native.compiled", lambda _: None)
        return [compiled, load(str(path), {}).program()]


@pytest.mark.skipif(native.compiled("line") is None, reason="nothing was compiled")
@pytest.mark.parametrize("much", [False, True])
def test_users_are_written_at_once_where_that_is_compiled(much: bool) -> None:
    compiled, python = programs(much)
    assert "text = line" in compiled.source
    assert "line" not in python.source


@pytest.mark.parametrize("much", [False, True])
@given(people=st.lists(PEOPLE.map(record), max_size=3))
def test_users_that_are_written_at_once_are_those_of_the_reference(much: bool, people: list[Record]) -> None:
    fates = [programs(much)[0].plan.fate(one) for one in people]
    for program in programs(much):
        assert program.fates(people) == fates
        for plain, fate in zip(program.plainly(people), fates, strict=True):
            if not isinstance(plain, tuple) or isinstance(plain, Exported):
                assert plain == fate
                continue
            assert isinstance(fate, Exported)
            text, password, *identifiers = plain
            assert (text, password) == (dumps(fate.document), fate.password)
            assert identifiers == [fate.document.get(field) for field in program.plan.model.unique]


@pytest.mark.parametrize("much", [False, True])
def test_usual_users_are_plain(much: bool) -> None:
    for program in programs(much):
        (plain,) = program.plainly([record(USUAL)])
        assert plain.__class__ is tuple


@pytest.mark.parametrize("password", [[], ["{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw=="]])
def test_a_usual_user_needs_no_judgement(password: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(str(BENCHMARK), {})
    program = loaded.program()
    monkeypatch.setattr(loaded.plan, "fate", None)
    monkeypatch.setattr(loaded.plan.validator, "_accepts", None)
    usual = {"dn": "cn=a", "mail": ["A@b.de"], "uid": ["a"], "sn": ["A"], "userpassword": password}
    (fate,) = program.fates([record(usual)])
    assert isinstance(fate, Exported)
    assert fate.document["email"] == "a@b.de"
