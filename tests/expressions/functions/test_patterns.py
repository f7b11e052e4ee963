from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.expressions.functions import patterns

matches = patterns.matches.implementation
extract = patterns.regex_extract.implementation
replace = patterns.regex_replace.implementation

# RE2 and Python's re mean the same by these, except for matches of nothing right behind another match.
SHARED = ["a", "b+", "^a", "a$", r"(a)(b)?", r"[^a]", r"é|ü", r"\ba", "(?i)A", ".b", r"x*", "^", "$", r"\b", "(a*)(b*)"]
TEXTS = st.text(st.sampled_from("abAB éü\n山😀"), max_size=12)


@given(st.sampled_from(SHARED), TEXTS)
def test_matches_and_extract_agree_with_a_search(pattern: str, text: str) -> None:
    if "$" in pattern and text.endswith("\n"):
        return  # Python's $ also stands before a last newline.
    if r"\b" in pattern and not text.isascii():
        return  # RE2's \b knows ASCII words only.
    found = re.search(pattern, text)
    assert matches(text, pattern) is (found is not None)
    assert extract(text, pattern, 0) == (found and found[0])


@given(st.sampled_from(SHARED), TEXTS)
def test_replace_puts_every_match_between_marks_and_changes_nothing_else(pattern: str, text: str) -> None:
    marked = replace(text, pattern, r"<\0>")
    assert marked.replace("<", "").replace(">", "") == text
    assert ("<" in marked) is matches(text, pattern)


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "expected"),
    [
        (" a b", r"\b", "|", " |a| |b|"),
        ("abc", "", "-", "-a-b-c-"),
        ("éa", "", "-", "-é-a-"),
        ("baac", "a*", "-", "-b-c-"),
        ("aaa", "^a", "b", "baa"),
        ("a.b", "[.]", r"\\", r"a\b"),
        ("a", "(a)(b)?", r"[\1\2]", "[a]"),
        ("Zoë", "o", "é\t", "Zé\të"),
        ("a\nb", "(?m)^", "> ", "> a\n> b"),
    ],
)
def test_replace_works_as_re2_does(text: str, pattern: str, replacement: str, expected: str) -> None:
    assert replace(text, pattern, replacement) == expected


@pytest.mark.parametrize("replacement", ["\\", "\\3", "\\a", "\\g<1>", "\\²"])
def test_a_backslash_that_means_nothing_in_a_replacement_is_refused(replacement: str) -> None:
    with pytest.raises(ValueError, match="a group from 0 to 2"):
        replace("ab", "(a)(b)", replacement)


@pytest.mark.parametrize(
    ("pattern", "reason"), [("(", "missing"), ("(?=a)", r"\(\?="), (r"(a)\1", "invalid"), ("[z-a]", "range")]
)
def test_a_pattern_that_re2_refuses_is_refused_with_its_reason(
    pattern: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for call in (matches, extract):
        with pytest.raises(ValueError, match=f"RE2: .*{reason}"):
            call("a", pattern)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["a" * 65_537, "\ud800"])
def test_a_text_that_is_too_long_or_no_unicode_is_refused_without_repeating_it(text: str) -> None:
    for call in (matches, extract, partial(replace, replacement="b")):
        with pytest.raises(ValueError, match="the text") as caught:
            call(text, "a")
        assert "d800" not in str(caught.value)


def test_a_pattern_that_is_slow_elsewhere_is_not_slow_here() -> None:
    assert not matches("a" * 65_000 + "!", "^(a+)+$")


def test_a_byte_of_a_character_is_no_text() -> None:
    with pytest.raises(ValueError, match="cuts a character"):
        extract("é", r"\C")


@pytest.mark.parametrize("group", [-1, 2, 0.5])
def test_a_group_that_the_pattern_lacks_is_refused(group: float) -> None:
    with pytest.raises(ValueError, match="1 groups"):
        extract("a", "(a)", group)


def test_a_group_that_took_no_part_is_null() -> None:
    assert extract("b", "(a)|b") is None
