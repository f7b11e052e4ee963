"""A regular expression that is compiled at its first use is otherwise like any other."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from converter.regex import regex


def test_it_finds_what_a_compiled_one_finds() -> None:
    later, at_once = regex(r"(?P<word>[a-z]+)", re.IGNORECASE), re.compile(r"(?P<word>[a-z]+)", re.IGNORECASE)
    for _ in range(2):
        assert later.sub("x", "One 2 three") == at_once.sub("x", "One 2 three") == "x 2 x"
        assert [found["word"] for found in later.finditer("One 2 three")] == ["One", "three"]
    assert (later.pattern, later.groups, later.flags) == (at_once.pattern, at_once.groups, at_once.flags)
    assert regex(rb"\d").fullmatch(b"7")


def test_a_mistake_shows_at_the_first_use() -> None:
    later = regex("(")
    with pytest.raises(re.error):
        later.match("")


def test_it_goes_to_another_process_used_or_not() -> None:
    later = regex("a+")
    for _ in range(2):
        assert pickle.loads(pickle.dumps(later)).fullmatch("aa")
        assert copy.copy(later).fullmatch("aa")
        later.match("a")
