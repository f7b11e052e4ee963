"""Whatever a mapping file holds, checking it gives diagnostics and never raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.mapping.model import Model
from converter.pipeline.load import Checked, check

CASES = Path(__file__).parent / "cases"
GOOD = (CASES.parent / "fates" / "directory.yaml").read_text(encoding="utf-8")
LINES = GOOD.splitlines()
PIECES = ("{", "}", "[", "]", ":", ": ", "- ", "'", '"', "`", "&a ", "*a", "!", "#", "|", "~", "yes", "${A}", "\t", "𝔘")


def checked(folder: Path, text: str) -> Checked:
    file = folder / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    return check(str(file), {})


def sane(result: Checked) -> None:
    lines = result.text.split("\n")
    assert result.model is not None or result.diagnostics
    assert result.rendered() or not result.diagnostics
    for diagnostic in result.diagnostics:
        assert 1 <= diagnostic.position.line <= len(lines) + 1
        assert diagnostic.position.column >= 1
        assert diagnostic.length >= 1
    places = [(d.position, d.severity, d.code, d.message) for d in result.diagnostics]
    assert places == sorted(set(places))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(GOOD)), piece=st.sampled_from(PIECES), removed=st.integers(0, 3))
def test_a_slip_of_the_pen_never_raises(tmp_path: Path, at: int, piece: str, removed: int) -> None:
    sane(checked(tmp_path, GOOD[:at] + piece + GOOD[at + removed :]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=25),
    value=st.sampled_from(["", " 1", " true", " []", " {}", " [a: b]", " {a: {b: [c]}}", " null", " 'x'"]),
)
def test_lines_in_any_order_with_any_value_never_raise(tmp_path: Path, order: list[int], value: str) -> None:
    kept = [LINES[place] for place in sorted(set(order))]
    key, colon, _ = kept[-1].partition(":")
    sane(checked(tmp_path, "\n".join([*kept[:-1], key + colon + value]) + "\n"))


@pytest.mark.parametrize("section", ["source", "skip", "let", "user", "password", "duplicates", "rejects", "tests"])
@pytest.mark.parametrize("value", ["", "1", "true", "text", "[]", "{}", "[[]]", "[{}]", "{a: {b: c}}", "{value: 1}"])
def test_a_section_may_be_anything(tmp_path: Path, section: str, value: str) -> None:
    source, user = "source: {type: ldif, path: x}\n", "user: {email: mail}\n"
    kept = "".join(part for part in (source, user) if not part.startswith(section))
    sane(checked(tmp_path, f"version: 1\n{kept}{section}: {value}\n"))


def test_a_mapping_without_a_user_or_with_an_unknown_source_is_checked_all_the_same(tmp_path: Path) -> None:
    result = checked(tmp_path, "version: 1\nsource: {type: x, path: y}\nuser: {email: lowr(mail)}\n")
    assert [d.code for d in result.diagnostics] == ["unknown-choice", "unknown-function"]
    assert result.model is None
    assert not result.sound


def test_a_model_cannot_be_changed() -> None:
    model = check(str(CASES.parent / "fates" / "directory.yaml"), {}).model
    assert isinstance(model, Model)
    with pytest.raises(AttributeError, match="immutable"):
        model.unique = ()  # type: ignore[misc]


def test_one_mistake_is_said_once() -> None:
    """A case whose name ends so holds exactly one mistake; the others are read by people."""
    one = ("email-broken", "email-misspelt", "let-broken-step", "let-used-in-broken", "yaml-alias", "key-misspelt-top",
           "key-misspelt-user", "key-misspelt-version", "missing-type", "field-scalar-with-members")  # fmt: skip
    for name in one:
        assert len(check(str(CASES / f"{name}.yaml"), {}).diagnostics) == 1, name
