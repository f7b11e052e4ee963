from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter import native
from converter.errors import OutputRefused
from converter.record import PLACE, Origin
from converter.sinks import layout
from converter.sinks.json_text import compact
from converter.sinks.origins import PartOrigins, origins_line, read_origins
from converter.sinks.texts import TextMaker
from converter.sinks.users import Stretch, Users

NUMBERS = st.integers(0, 3)
ORIGINS = st.builds(
    Origin,
    st.sampled_from(["a.ldif", "-"]),
    NUMBERS,
    NUMBERS,
    offset=st.just(0),
    length=st.just(0),
    row=NUMBERS,
    dn=st.sampled_from(["", "cn=ü", "cn=x", 'cn="', "cn=longer", "cn=\\,\n"]),
)
OTHER = Origin("b.ldif", 7, 7, 7, 7, 7, "cn=other")


def line_of(name: str, origins: Sequence[Origin], cuts: Sequence[int] = (), beside: int = 0) -> bytes:
    """The line of users that were cut there, each piece out of a lot that has others on both sides of it."""
    maker, bounds = TextMaker(), sorted({0, len(origins), *(cut % len(origins) for cut in cuts)})
    stretches = []
    for start, end in pairwise(bounds):
        lot = [*[OTHER] * beside, *origins[start:end], *[OTHER] * beside]
        columns = [maker.column(list(column)) for column in zip(*(origin.place for origin in lot), strict=True)]
        users = Users(len(lot), maker.texts([b"{}"] * len(lot)), columns)
        stretches.append(Stretch(users, beside, beside + end - start))
    return origins_line(name, stretches)


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(st.lists(ORIGINS, min_size=1, max_size=5), max_size=4))
def test_what_was_written_is_read_again(parts: list[list[Origin]]) -> None:
    lines = [line_of(f"users-{n}.json", origins) + b"\n" for n, origins in enumerate(parts)]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / layout.ORIGINS).write_bytes(b"".join(lines))
        assert list(read_origins(Path(name))) == [
            PartOrigins(f"users-{n}.json", origins) for n, origins in enumerate(parts)
        ]


@pytest.mark.parametrize("is_compiled", [True, False])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    origins=st.lists(ORIGINS, min_size=1, max_size=6), cuts=st.lists(st.integers(0, 6)), beside=st.sampled_from([0, 1])
)
def test_the_line_is_the_same_however_its_users_came(
    is_compiled: bool, origins: list[Origin], cuts: list[int], beside: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_compiled:
        monkeypatch.setattr(native, "compiled", lambda _: None)
    expected: dict[str, Any] = {"part": "a", "users": len(origins)}
    for name, column in zip(PLACE, zip(*(origin.place for origin in origins), strict=True), strict=True):
        if len(set(column)) > 1:
            expected[name] = column
        elif column[0]:
            expected[name] = column[0]
    assert line_of("a", origins, cuts, beside) == compact(expected)


def test_what_all_users_share_is_written_once_and_bytes_not_at_all() -> None:
    origins = [Origin("people.ldif", n, n + 5, n * 100, 99, dn=f"cn={n}") for n in (1, 7)]
    assert line_of("users-00001.json", origins) == (
        b'{"part":"users-00001.json","users":2,"file":"people.ldif",'
        b'"first_line":[1,7],"last_line":[6,12],"dn":["cn=1","cn=7"]}'
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"part": "x"}', '{"part": "x", "users": 2, "file": ["a"]}'])
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / layout.ORIGINS).write_text(text)
    with pytest.raises(OutputRefused, match="damaged"):
        list(read_origins(tmp_path))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="missing"):
        list(read_origins(tmp_path))
