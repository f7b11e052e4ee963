"""A line that is written at once is what orjson writes of the user, and no rule objects to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from converter import native
from converter.mapping.emit_line import Step
from converter.validation.email import LONGEST_ADDRESS, ordinary
from converter.validation.gates import GATES
from converter.validation.look import LOOKS, Look

LINE: Any = native.compiled("line")

pytestmark = pytest.mark.skipif(LINE is None, reason="nothing was compiled")

ROOM = 10_000
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(max_codepoint=127), max_size=40),
    st.text(st.characters(codec="latin-1"), max_size=9),
    st.sampled_from(
        ['"', "\\", "\0", "\x1f", "\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\U00010000", "\U0010ffff"]
    ),
)
VALUES = st.one_of(st.none(), st.booleans(), TEXTS, st.lists(TEXTS, max_size=4))
ADDRESSES = st.one_of(
    st.from_regex(r"[A-Za-z0-9.+_@-]{0,66}@[A-Za-z0-9.@_-]{0,70}[a-z]{1,3}", fullmatch=True),
    st.from_regex(r"[a-z.]{0,4}@[a-z0-9.-]{0,9}\.[a-z0-9-]{0,3}", fullmatch=True),
    st.emails(),
    TEXTS,
)
LABEL = "b" * 63


def writing(*steps: Step, room: int = ROOM) -> Callable[[tuple[Any, ...]], bytes | None]:
    text: Callable[[tuple[Any, ...]], bytes | None] = LINE.Line(list(steps), room).text
    return text


def one(look: Look | None = None, *, room: int = ROOM) -> Callable[[Any], bytes | None]:
    line = writing(Step("open", b",{"), Step("value", b',"a":', look=look), Step("close", behind=b"}"), room=room)
    return lambda value: line((value,))


@given(VALUES)
@example("\ud800")
@example(["a", "\udfff"])
def test_a_value_is_written_as_orjson_writes_it(value: Any) -> None:
    try:
        wanted = orjson.dumps({} if value is None or value == "" else {"a": value})
    except TypeError:
        wanted = b""
    line = writing(
        Step("open", b",{"), Step("value", b',"a":'), Step("constant", b',"z":1'), Step("close", behind=b"}")
    )
    expected = orjson.dumps({**orjson.loads(wanted), "z": 1}) if wanted else None
    assert line((value,)) == expected


@given(VALUES, VALUES, VALUES, VALUES)
def test_what_has_nothing_in_it_is_left_out(first: Any, second: Any, third: Any, fourth: Any) -> None:
    line = writing(
        Step("open", b",{"), Step("value", b',"a":'),
        Step("open", b',"b":{'), Step("value", b',"c":{"d":', b',"e":true}'),
        Step("open", b',"f":['), Step("value", b","), Step("value", b","), Step("close", behind=b"]"),
        Step("close", behind=b"}"), Step("constant", b',"z":1'), Step("close", behind=b"}"),
    )  # fmt: skip

    def full(value: Any) -> bool:
        return value is not None and value != ""

    items = [value for value in (third, fourth) if full(value)]
    inner = {**({"c": {"d": second, "e": True}} if full(second) else {}), **({"f": items} if items else {})}
    user = {**({"a": first} if full(first) else {}), **({"b": inner} if inner else {}), "z": 1}
    assert line((first, second, third, fourth)) == orjson.dumps(user)


class Text(str):
    __slots__ = ()


class Texts(list[str]):
    pass


@pytest.mark.parametrize(
    "value", [1, 0, 1.5, b"a", {}, ("a",), [1], [None], [True], [["a"]], object(), Text("a"), Texts(["a"])]
)
def test_other_values_make_no_line(value: Any) -> None:
    assert one()(value) is None


@given(st.one_of(TEXTS, st.lists(TEXTS, max_size=4)), st.integers(1, 80))
def test_a_line_is_never_longer_than_its_room(value: Any, room: int) -> None:
    text = one(room=room)(value)
    assert text is None or (len(text) <= room and text == one()(value))


@pytest.mark.parametrize("value", ["x" * 40, ["x" * 18, "x" * 19]])
def test_a_line_may_fill_its_room(value: Any) -> None:
    size = len(orjson.dumps({"a": value}))
    assert one(room=size)(value) == orjson.dumps({"a": value})
    assert one(room=size - 1)(value) is None


@given(ADDRESSES)
@example(f"{'a' * 64}@b.de")
@example(f"{'a' * 65}@b.de")
@example(f"a@{LABEL}.{LABEL}.{LABEL}.{'b' * 57}.de")
@example(f"a@{LABEL}.{LABEL}.{LABEL}.{'b' * 58}.de")
@example(f"a@{LABEL}b.de")
@example("a@b.d")
@example("a@b")
@example("a.@b.de")
@example("a@.de")
@example("a@b.de.")
@example("a@b-.de")
@example("a@b.de\0")
@example("@")
def test_an_address_passes_where_it_does_in_python(address: str) -> None:
    passes = len(address) <= LONGEST_ADDRESS and ordinary(address) is not None
    assert (one(LOOKS["email"])(address) is not None) == passes


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_what_passes_a_look_passes_the_gate(name: str) -> None:
    line = one(LOOKS[name])

    @given(st.one_of(TEXTS, st.text("auth0|+123é", max_size=18), st.integers(1, 301).map("x".__mul__)))
    @example("auth0|x")
    @example("auth0|")
    @example("auth0")
    @example("+")
    @example("+1")
    @example("+123456789012345")
    @example("+1234567890123456")
    @example("a" * 15)
    @example("a" * 255)
    def check(text: str) -> None:
        written = line(text)
        if text == "" or LOOKS[name].address:
            assert (written is None) == (not LOOKS[name].optional)
        else:
            assert (written is not None) == bool(GATES[name](text))

    if name == "email":
        assert line("") is line(None) is None
    else:
        check()
    assert line(True) is line(["a"]) is None


def test_as_many_values_are_wanted_as_there_are_steps_for_them() -> None:
    line = writing(Step("open", b",{"), Step("value", b',"a":'), Step("close", behind=b"}"))
    for values in ((), ("a", "b")):
        with pytest.raises(ValueError, match="a value for each step"):
            line(values)
