from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.errors import OutputRefused
from converter.record import Origin
from converter.sinks import layout
from converter.sinks.json_text import compact
from converter.sinks.origins import PartOrigins, origins_line, read_origins

NUMBERS = st.integers(0, 3)
ORIGINS = st.builds(
    Origin,
    st.sampled_from(["a.ldif", "-"]),
    NUMBERS,
    NUMBERS,
    offset=st.just(0),
    length=st.just(0),
    row=NUMBERS,
    dn=st.sampled_from(["", "cn=ü", "cn=x"]),
)


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(st.lists(ORIGINS, min_size=1, max_size=5), max_size=4))
def test_what_was_written_is_read_again(parts: list[list[Origin]]) -> None:
    lines = [
        compact(origins_line(f"users-{n}.json", list(zip(*(origin.place for origin in origins), strict=True)))) + b"\n"
        for n, origins in enumerate(parts)
    ]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / layout.ORIGINS).write_bytes(b"".join(lines))
        assert list(read_origins(Path(name))) == [
            PartOrigins(f"users-{n}.json", origins) for n, origins in enumerate(parts)
        ]


def test_what_all_users_share_is_written_once_and_bytes_not_at_all() -> None:
    origins = [Origin("people.ldif", n, n + 5, n * 100, 99, dn=f"cn={n}") for n in (1, 7)]
    assert origins_line("users-00001.json", list(zip(*(origin.place for origin in origins), strict=True))) == {
        "part": "users-00001.json",
        "users": 2,
        "file": "people.ldif",
        "first_line": (1, 7),
        "last_line": (6, 12),
        "dn": ("cn=1", "cn=7"),
    }


@pytest.mark.parametrize("text", ["{", "[]", '{"part": "x"}', '{"part": "x", "users": 2, "file": ["a"]}'])
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / layout.ORIGINS).write_text(text)
    with pytest.raises(OutputRefused, match="damaged"):
        list(read_origins(tmp_path))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="missing"):
        list(read_origins(tmp_path))
