from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from converter.errors import SourceUnreadable
from converter.record import Record, Unreadable
from converter.sources import SOURCES
from converter.sources.codes import RECORD_CODES
from converter.sources.files import InputFile

Documents = list[dict[str, Any]]


@dataclass
class Case:
    """An input file, and beside it as JSON lines: what is set, and what must be read."""

    path: Path
    expected: Documents
    settings: dict[str, Any] = field(default_factory=dict)
    wanted: list[str] | None = None
    ignore_case: bool = False

    def resolve(self, name: str) -> str | None:
        name = name.lower() if self.ignore_case else name
        return name if self.wanted is None or name in self.wanted else None


@pytest.fixture
def load_case() -> Callable[[Path], Case]:
    def load(path: Path) -> Case:
        lines = [json.loads(line) for line in path.with_suffix(".jsonl").read_text("utf-8").split("\n") if line]
        case = Case(path, [line for line in lines if not line.keys() & {"settings", "wanted"}])
        for line in lines:
            case.settings.update(line.get("settings", {}))
            if "wanted" in line:
                case.wanted, case.ignore_case = line["wanted"], line.get("ignore_case", False)
        return case

    return load


@pytest.fixture
def read_case() -> Callable[[Case], Documents]:
    """Reads a case's file as a run would, each record as its `.jsonl` writes it."""

    def read(case: Case) -> Documents:
        module = SOURCES[case.path.parent.name]
        values = {f.name: f.default for f in module.FIELDS} | case.settings
        documents: Documents = []
        try:
            settings = module.settings(values, case.path.parent)
            source = module.open_source(settings, [InputFile(case.path.name, case.path)], case.resolve)
            documents.extend(_document(record) for record in source.records())
        except SourceUnreadable as error:
            documents.append({"unreadable": str(error)})
        return documents

    return read


@pytest.fixture
def assert_case(read_case: Callable[[Case], Documents]) -> Callable[[Case], None]:
    def check(case: Case) -> None:
        documents = read_case(case)
        for found, expected in zip(documents, case.expected, strict=False):
            if "unreadable" in expected:
                assert expected["unreadable"] in found["unreadable"]
                found["unreadable"] = expected["unreadable"]
        assert documents == case.expected

    return check


def _document(record: Record | Unreadable) -> dict[str, Any]:
    if isinstance(record, Record):
        return {key: _shown(value) for key, value in record.values.items()}
    origin = record.origin
    assert record.code in RECORD_CODES
    error: dict[str, Any] = {"code": record.code, "lines": [origin.first_line, origin.last_line]}
    if origin.row:
        error["row"] = origin.row
    else:
        error["dn"] = origin.dn
    return {"error": error}


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
