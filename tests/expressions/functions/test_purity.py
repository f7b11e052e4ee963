"""No function shows a value in its error, and none changes what it is given."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.expressions.function import Function, Mode
from converter.expressions.functions import FUNCTIONS
from converter.expressions.types import kind_of

CANARY = "hunter2-€"
REFUSING = [
    "ascii",
    "iso",
    "filetime",
    "epoch",
    "epoch_days",
    "epoch_ms",
    "guid",
    "sid",
    "unhex",
    "unbase64",
    "rdn",
    "dn",
    "dn_parent",
]
REFUSING += ["boolean", "e164", "email"]


@pytest.mark.parametrize("name", REFUSING)
def test_an_error_does_not_repeat_the_value(name: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]{3}") as caught:
        FUNCTIONS[name].implementation(CANARY)
    assert "hunter" not in str(caught.value)
    assert "€" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("name", ["only", "compact", "unique", "dn_under"])
def test_a_list_is_left_as_it_is(name: str) -> None:
    given_list: list[Any] = (
        ["dc=b"] if name == "only" else ["dc=b,dc=a", "dc=b,dc=a", ""][: 2 if name == "dn_under" else 3]
    )
    before = copy.deepcopy(given_list)
    FUNCTIONS[name].implementation(given_list, *(["dc=a"] if name == "dn_under" else []))
    assert given_list == before


@pytest.mark.parametrize("name", ["hex", "base64"])
def test_half_of_a_surrogate_pair_has_no_bytes(name: str) -> None:
    with pytest.raises(ValueError, match="surrogate pair, which is no character"):
        FUNCTIONS[name].implementation("\ud800")


TEXT_FUNCTIONS = [
    function
    for function in FUNCTIONS.values()
    if function.mode is not Mode.OPEN and all(p.type.may_be("string") for p in function.parameters)
]


@pytest.mark.parametrize("function", TEXT_FUNCTIONS, ids=lambda function: function.name)
@given(data=st.data())
def test_any_text_gives_a_result_of_the_declared_type_or_a_value_error(function: Function, data: st.DataObject) -> None:
    arguments = [data.draw(st.text(st.characters(), max_size=10)) for p in function.parameters if not p.optional]
    try:
        result = function.implementation(*arguments)
    except UnicodeError:
        pytest.fail("an error of Unicode repeats the value")
    except ValueError:
        return
    assert kind_of(result) in function.returns.kinds
