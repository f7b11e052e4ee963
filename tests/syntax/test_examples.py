"""The examples of the codes: the wrong one gets exactly its code, the right one does not get it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter.mapping.fate import Undecided
from converter.mapping.keys import SECTIONS
from converter.mapping.password import policy_missing
from converter.pipeline.load import check, columns_of, files_of, load
from converter.pipeline.survey import survey
from converter.record import Record
from converter.syntax.codes import CODES
from converter.syntax.examples import EXAMPLES

HEAD = "version: 1\n"
SOURCE = "source: {type: ldif, path: people.ldif}\n"
EMAIL = "  email: mail[0]\n"


def completed(text: str) -> str:
    """A whole mapping of some sections; a text without any key is whole as well."""
    keys = re.findall(r"^(\w+):", text, re.MULTILINE)
    if "version" in keys or not keys:
        return text
    assert set(keys) <= set(SECTIONS)
    if "user" not in keys:
        text += f"user:\n{EMAIL}"
    elif "\n  email:" not in text:
        text = text.replace("user:\n", f"user:\n{EMAIL}")
    return HEAD + ("" if "source" in keys else SOURCE) + text


def codes(text: str, folder: Path, *, records: str, encoding: str = "utf-8") -> set[str]:
    """Every code that is reported, by `convert check`, by a look into the source, and by a run over it."""
    path = folder / "people.yaml"
    path.write_text(completed(text), encoding=encoding)
    for name in ("people.ldif", "people.csv"):
        (folder / name).write_text(records, encoding="utf-8")
    checked = check(str(path), {}, columns=columns_of if records else None)
    found = {diagnostic.code for diagnostic in checked.diagnostics}
    if records and checked.model is not None and checked.sound:
        found |= {diagnostic.code for diagnostic in survey(checked.model, checked.reads).unseen}
        found |= _met(path)
    return found


def _met(path: Path) -> set[str]:
    """What a run over the records says of the mapping."""
    loaded = load(str(path), {})
    model = loaded.plan.model
    read = [item for item in loaded.open(files_of(model)).records() if isinstance(item, Record)]
    met = [fate for fate in loaded.program().fates(read) if isinstance(fate, Undecided)]
    said = [str(policy_missing(model, fate.password, read[0].origin)) for fate in met]
    return set(re.findall(r": (?:error|warning) ([a-z0-9-]+): ", "".join(said)))


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_gets_exactly_its_code(code: str, tmp_path: Path) -> None:
    example = EXAMPLES[code]
    assert codes(example.wrong, tmp_path, records=example.records, encoding=example.encoding) == {code}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_right_example_is_without_fault(code: str, tmp_path: Path) -> None:
    assert codes(EXAMPLES[code].right, tmp_path, records=EXAMPLES[code].records) == set()


def test_every_code_has_an_example() -> None:
    assert set(EXAMPLES) == set(CODES)
