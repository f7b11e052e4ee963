from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.validation.gates import GATES
from converter.validation.rules import RULES

TEXT = st.text(max_size=20) | st.sampled_from(
    ["", "a" * 15, "a" * 151, "a" * 301, "auth0|1", "+1", "a@b.co", "é", "a\n"]
)
METADATA = st.dictionaries(
    st.text(max_size=3) | st.sampled_from(["a", "b.c", "$d", "email", "username", "name"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.just(2**53 + 1) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=5,
    ),
    max_size=4,
)
HASH = st.fixed_dictionaries(
    {
        "algorithm": st.sampled_from(["argon2", "bcrypt", "ldap", "pbkdf2", "md5"]),
        "hash": st.fixed_dictionaries(
            {},
            optional={
                "value": st.sampled_from(["", "x", "{SHA}" + "A" * 27 + "=", "$2b$10$" + "a" * 53]),
                "encoding": st.sampled_from(["utf8", "hex"]),
                "odd": st.none(),
            },
        ),
    },
    optional={"salt": st.just({"value": "x"}), "keylen": st.just(1)},
)
VALUES = {"app_metadata": METADATA, "user_metadata": METADATA, "custom_password_hash": HASH}


@pytest.mark.parametrize("field", sorted(GATES))
def test_no_rule_objects_to_what_a_gate_lets_through(field: str) -> None:
    rules = [rule for rule in RULES if field in rule.fields]

    @given(VALUES.get(field, TEXT))
    @settings(max_examples=100, deadline=None)
    def check(value: Any) -> None:
        if GATES[field](value):
            assert [fault for rule in rules for fault in rule.check(field, value)] == []

    check()
    assert rules


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "jane.doe@acme.com"),
        ("user_id", "5f3b8d2e-1c4a-4b7e-9f00-aa11bb22cc33"),
        ("username", "jane.doe"),
        ("name", "山田 太郎"),
        ("phone_number", "+12125550001"),
        ("custom_password_hash", {"algorithm": "ldap", "hash": {"value": "{SHA}" + "A" * 27 + "="}}),
        ("app_metadata", {"roles": ["a", "b"], "since": 2020, "admin": False, "place": {"floor": 1.5}}),
    ],
)
def test_ordinary_values_pass_their_gate(field: str, value: Any) -> None:
    assert GATES[field](value)
