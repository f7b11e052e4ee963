"""Users that are judged at a glance are judged as the reference judges them, whatever their values are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.mapping.fate import Exported
from converter.mapping.plan import Plan
from converter.pipeline.load import load
from converter.record import Origin, Record

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "mapping.yaml"
LOADED = load(str(BENCHMARK), {})
PROGRAM = LOADED.program()

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
