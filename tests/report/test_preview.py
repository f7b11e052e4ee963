"""A record beside its user, at any width."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from converter.mapping.fate import FILTERED, Exported
from converter.pipeline.disclosure import Masked
from converter.pipeline.preview import Previewed
from converter.record import Origin
from converter.report.preview import WIDE, preview_lines
from converter.report.value_text import fitted, padded, rows, value_text

RECORD = {"dn": "cn=x", "cn": ["渡辺 直美"], "mail": ["a@x.org", "b@x.org"], "description": ["tall " * 30]}
USER = {"email": "a@x.org", "app_metadata": {"hash": Masked("(9 characters)"), "none": {}, "tags": []}}


def previewed(user: dict[str, Any]) -> Previewed:
    return Previewed(Origin("a.ldif", 1, 5), RECORD, Exported(user) if user else FILTERED, user)


def test_where_there_is_room_the_user_stands_beside_the_record() -> None:
    lines = list(preview_lines(previewed(USER), WIDE))
    assert lines[0] == "a.ldif:1-5: exported"
    assert [line.split(" | ")[1].strip() for line in lines[1:] if " | " in line] == [
        "user",
        'email              "a@x.org"',
        "app_metadata.hash  (9 characters)",
        "app_metadata.none  {}",
        "app_metadata.tags  []",
    ]


def test_where_there_is_none_it_stands_below() -> None:
    lines = list(preview_lines(previewed(USER), WIDE - 1))
    assert lines.index("  record") < lines.index("  user")
    assert not any(" | " in line for line in lines)


def test_a_record_without_user_has_the_room_for_itself() -> None:
    assert not any(" | " in line for line in preview_lines(previewed({}), 200))


@pytest.mark.parametrize("width", [60, 80, WIDE, 150, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(line) for line in preview_lines(previewed(USER), width)) <= width


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = [line for line in preview_lines(previewed(USER), WIDE) if " | " in line]
    assert len({cell_len(line.split(" | ")[0]) for line in lines}) == 1


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": 1, "b": [1]}, [("a", "1"), ("b", "[1]")]),
        ({"a": [1, 2]}, [("a[0]", "1"), ("a[1]", "2")]),
        ({"a": [{"b": True}]}, [("a[0].b", "true")]),
        ({"First Name": "Zoë"}, [('["First Name"]', '"Zoë"')]),
        ({"a": Masked("(2 bytes)")}, [("a", "(2 bytes)")]),
        ({}, [("", "{}")]),
    ],
)
def test_every_value_has_the_path_by_which_an_expression_finds_it(value: Any, found: list[tuple[str, str]]) -> None:
    assert list(rows(value)) == found


def test_what_is_masked_is_told_from_a_text() -> None:
    assert value_text(["(9 characters)", Masked("(9 characters)"), {"a": None}]) == (
        '["(9 characters)", (9 characters), {"a": null}]'
    )


def test_nothing_in_a_value_controls_the_terminal() -> None:
    assert fitted("a\x1b[31mb\u202e", 40) == "a\\x1b[31mb\\u202e"
    assert padded("ab", 4) == "ab  "
    assert fitted("abcdef", 4) == "abc…"
