from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter import sources
from converter.sources.codes import RECORD_CODES

CODE = re.compile(r'"((?:ldif|ldap|csv|json|sql)-[a-z0-9-]+|too-large)"')
MODULES = [path for path in Path(sources.__file__).parent.glob("*.py") if path.name != "codes.py"]


@pytest.mark.parametrize("name", list(sources.SOURCES))
def test_every_type_declares_each_of_its_keys_once_with_a_sentence(name: str) -> None:
    fields = sources.SOURCES[name].FIELDS
    assert len({field.name for field in fields}) == len(fields)
    assert all(field.summary.endswith(".") for field in fields)


@pytest.mark.parametrize("name", list(sources.SOURCES))
def test_every_type_has_settings_for_the_defaults_of_its_keys(name: str) -> None:
    module = sources.SOURCES[name]
    defaults = {field.name: field.default for field in module.FIELDS}
    given = {"sql": {"url": "sqlite:///people.db", "table": "people"}}
    assert module.settings(defaults | given.get(name, {}), Path()) is not None


def test_codes_of_records_are_those_of_the_table() -> None:
    used = {code for path in MODULES for code in CODE.findall(path.read_text("utf-8"))}
    assert used == set(RECORD_CODES)
    assert all(sentence.endswith(".") for sentence in RECORD_CODES.values())
