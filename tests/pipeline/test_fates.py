"""Who looks at records sees the fates they have in a run, and all that their source has of them."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from converter.cli.program import run_program
from converter.mapping.fate import Exported, Fate, Filtered, Rejected, Skipped
from converter.pipeline.fates import Store, decided, examined, final
from converter.pipeline.load import files_of
from converter.sources.files import InputFile
from tests.pipeline.stores import CSV, LDIF, entry, mapping, people

MIXED = (
    entry(0),
    entry(1, mail=""),
    entry(2, uid="bot2"),
    entry(3, objectclass="group"),
    entry(4, mail="p0@example.com", cn="Zoe"),
    "dn: cn=x\nobjectclass: person\nuid:: !\n\n",
    entry(6),
)


def name(fate: Fate) -> str:
    return type(fate).__name__.lower()


@pytest.mark.parametrize("policy", ["reject", "reject-all", "{keep: cn}"])
def test_the_fates_are_those_of_a_run(tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = people(tmp_path, *MIXED, text=f"{LDIF}duplicates: {policy}\n")
    files = files_of(loaded.plan.model)
    assert run_program("convert", ["-m", "m.yaml", "-o", "out"]) == 3
    counts = json.loads((tmp_path / "out" / "summary.json").read_bytes())["counts"]
    found = [record.fate for record in decided([Store(loaded, files)])]

    assert [fate for _, fate in final(loaded, files)] == found
    assert Counter(map(name, found)) == Counter({k: n for k, n in counts.items() if k != "read" and n})
    users = json.loads((tmp_path / "out" / "users-00001.json").read_bytes())
    assert [fate.document for fate in found if isinstance(fate, Exported)] == users


def test_the_kinds_of_fate_stand_in_the_order_of_the_source(tmp_path: Path) -> None:
    loaded = people(tmp_path, *MIXED)
    found = [record.fate for record in examined([Store(loaded, files_of(loaded.plan.model))])]
    assert [type(fate) for fate in found] == [Exported, Rejected, Skipped, Filtered, Rejected, Rejected, Exported]


def test_duplicates_that_want_the_whole_input_are_left_aside_by_a_glance(tmp_path: Path) -> None:
    loaded = people(tmp_path, entry(0), entry(0), text=f"{LDIF}duplicates: reject-all\n")
    files = files_of(loaded.plan.model)
    assert [name(record.fate) for record in examined([Store(loaded, files)])] == ["exported", "exported"]
    assert [name(record.fate) for record in decided([Store(loaded, files)])] == ["rejected", "rejected"]


def test_values_that_the_mapping_does_not_read_are_there(tmp_path: Path) -> None:
    loaded = people(tmp_path, entry(0, description="tall"))
    [record] = examined([Store(loaded, files_of(loaded.plan.model))])
    assert record.values["description"] == ["tall"]


def test_a_value_that_is_not_read_may_be_unreadable(tmp_path: Path) -> None:
    loaded = people(tmp_path, entry(0).rstrip() + "\ndescription:: !\n\n", entry(1))
    found = list(examined([Store(loaded, files_of(loaded.plan.model))]))
    run = [fate for _, fate in final(loaded, files_of(loaded.plan.model))]
    assert [record.fate for record in found] == run
    assert found[0].values["uid"] == ["p0"] if isinstance(run[0], Exported) else not found[0].values


def test_all_columns_of_a_table_are_there(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("uid,mail,cn,Room\np1,a@example.com,A,12\n", encoding="utf-8")
    loaded = mapping(tmp_path, CSV)
    [record] = examined([Store(loaded, files_of(loaded.plan.model))])
    assert record.values == {"uid": "p1", "mail": "a@example.com", "cn": "A", "Room": "12"}


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[InputFile]:
    stream: Any = io.TextIOWrapper(io.BytesIO(data))
    monkeypatch.setattr(sys, "stdin", stream)
    return [InputFile("-")]


def test_standard_input_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = people(tmp_path)
    files = standard_input(monkeypatch, entry(0, description="tall").encode())
    [record] = examined([Store(loaded, files)])
    assert (name(record.fate), record.values["description"]) == ("exported", ["tall"])


def test_duplicates_of_the_whole_input_are_decided_with_one_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = people(tmp_path, text=f"{LDIF}duplicates: reject-all\n")
    data = entry(0) + entry(1) + entry(0).replace("cn=p0", "cn=p2")
    found = decided([Store(loaded, standard_input(monkeypatch, data.encode()))])
    assert [name(record.fate) for record in found] == ["rejected", "exported", "rejected"]
