from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.record import Origin
from converter.sinks import layout
from converter.sinks.auth0_import import PART_LIMIT, ImportFiles, Part
from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity
from converter.sinks.json_lines import JsonLines
from converter.sinks.origins import read_origins

IDENTITY = Identity("oracle.yaml", "ab", ())
ORIGIN = Origin("people.ldif", 1)


def packed(path: Path, users: list[bytes], limit: int = PART_LIMIT) -> tuple[Part, ...]:
    with OutputFolder.open(path, IDENTITY) as folder:
        lines = JsonLines(folder, layout.ORIGINS)
        files = ImportFiles(folder, lines, limit)
        for number, user in enumerate(users):
            files.add(user, Origin("people.ldif", number + 1, dn=f"cn={number}"))
        parts = files.close()
        lines.close()
        return parts


def user(text: str) -> bytes:
    return json.dumps({"name": text}, ensure_ascii=False, separators=(",", ":")).encode()


USERS = st.lists(st.text("aé漢😀 ]", max_size=40).map(user), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(users=USERS, spare=st.integers(0, 300))
def test_files_hold_all_users_in_order_fit_and_are_full(users: list[bytes], spare: int) -> None:
    limit = max(map(len, users), default=0) + 2 + spare
    with tempfile.TemporaryDirectory() as name:
        parts = packed(Path(name), users, limit)
        texts = [(Path(name) / part.name).read_bytes() for part in parts]
    rest = users
    for number, (part, text) in enumerate(zip(parts, texts, strict=True), start=1):
        own, rest = rest[: part.users], rest[part.users :]
        assert text == b"[" + b",".join(own) + b"]"
        assert len(json.loads(text)) == part.users > 0
        expected = (f"users-{number:05d}.json", len(text), hashlib.sha256(text).hexdigest())
        assert (part.name, part.bytes, part.sha256) == expected
        assert len(text) <= limit
        assert not rest or len(text) + 1 + len(rest[0]) > limit
    assert rest == []


def test_files_of_ordinary_users_are_filled_to_98_percent(tmp_path: Path) -> None:
    parts = packed(tmp_path, [user("é" * (200 + n * 37 % 1_500)) for n in range(2_000)])
    assert len(parts) > 3
    assert all(0.98 * PART_LIMIT <= part.bytes <= PART_LIMIT for part in parts[:-1])


@pytest.mark.parametrize("size", [8, 98, 99])
def test_the_largest_user_that_fits_fills_a_file_to_the_byte(tmp_path: Path, size: int) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        files = ImportFiles(folder, JsonLines(folder, layout.ORIGINS), limit=100)
        assert files.fits(b"x" * size) is (size <= 98)
        if size == 98:
            files.add(b"x" * 98, ORIGIN)
            assert [part.bytes for part in files.close()] == [100]


def test_two_users_that_meet_the_limit_exactly_share_a_file(tmp_path: Path) -> None:
    assert [part.users for part in packed(tmp_path, [b"x" * 48, b"y" * 49], limit=100)] == [2]


def test_two_users_that_exceed_the_limit_by_a_byte_do_not(tmp_path: Path) -> None:
    assert [part.users for part in packed(tmp_path, [b"x" * 49, b"y" * 49], limit=100)] == [1, 1]


def test_no_users_give_no_files(tmp_path: Path) -> None:
    assert packed(tmp_path, []) == ()
    assert list(tmp_path.glob("users-*")) == []


def test_files_take_their_names_together_and_have_none_before(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        files = ImportFiles(folder, JsonLines(folder, layout.ORIGINS), limit=100)
        for _ in range(16):
            files.add(b"x" * 60, ORIGIN)
            assert list(tmp_path.glob("users-*")) == []
        files.add(b"y" * 60, ORIGIN)
        assert sorted(path.name for path in tmp_path.glob("*users-*")) == [f"users-{n:05}.json" for n in range(1, 17)]
        assert len(files.close()) == 17
        assert len(list(tmp_path.glob("users-*"))) == 17


def test_every_user_has_its_origin_beside_its_file(tmp_path: Path) -> None:
    parts = packed(tmp_path, [user("é" * 30) for _ in range(9)], limit=200)
    read = list(read_origins(tmp_path))
    assert [(part.name, part.users) for part in parts] == [(part, len(origins)) for part, origins in read]
    numbers = [origin.first_line for _, origins in read for origin in origins]
    assert numbers == list(range(1, 10))
