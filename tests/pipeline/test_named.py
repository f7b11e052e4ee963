"""A record is found by its condition, by whom it is about and by where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.pipeline.condition import Condition, read_condition
from converter.pipeline.fates import Examined, Store, examined
from converter.pipeline.load import Loaded, columns_of, files_of, scope_of
from converter.pipeline.named import Named
from converter.syntax.diagnostic import Diagnostic
from tests.pipeline.stores import CSV, entry, mapping, people


def records(loaded: Loaded) -> list[Examined]:
    return list(examined([Store(loaded, files_of(loaded.plan.model))]))


def condition(loaded: Loaded, text: str) -> tuple[Condition | None, list[Diagnostic]]:
    model = loaded.plan.model
    return read_condition(text, model, scope_of(model, columns_of))


@pytest.fixture
def store(tmp_path: Path) -> Loaded:
    return people(
        tmp_path,
        entry(0),
        entry(1, mail="jane@nowhere"),
        entry(2, uid="bot2", title="x"),
        entry(3, objectclass="group"),
        "dn: cn=broken,dc=acme\nuid:: !\n\n",
    )


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("p0@example.com", [0]),
        ("P0@EXAMPLE.COM", [0]),
        ("p0", [0]),
        ("auth0|p0", [0]),
        ("P0", []),
        ("jane@nowhere", [1]),
        ("bot2", [2]),
        ("p3", [3]),
        ("CN=Person 1, DC=acme", [1]),
        ("cn=broken,dc=acme", [4]),
        ("people.ldif:1", [0]),
        ("people.ldif:8", [1]),
        ("people.ldif:6", []),
        ("other.ldif:1", []),
        ("cn=", []),
        ("7", []),
        ("", []),
    ],
)
def test_a_record_of_any_fate_is_found(store: Loaded, named: str, found: list[int]) -> None:
    wanted = Named(named)
    assert [n for n, record in enumerate(records(store)) if wanted.meets(record)] == found


def test_the_place_may_be_given_as_the_program_prints_it(store: Loaded) -> None:
    origin = records(store)[1].item.origin
    assert Named(f"{origin.file}:{origin.first_line}").meets(records(store)[1])


def test_only_a_place_is_one_record_for_certain() -> None:
    assert Named("people.ldif:12").is_place
    assert not Named("jane@example.com").is_place


def test_a_row_is_found_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("uid,mail,cn\np1,a@example.com,A\n1,b@example.com,B\n", encoding="utf-8")
    loaded = mapping(tmp_path, CSV)
    found = [record.item.origin.row for record in records(loaded) if Named("1").meets(record)]
    assert found == [1, 2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("includes(objectclass, 'group')", [3]),
        ("present(title)", [2]),
        ("local == 'P0'", [0]),
        ("length(title) > `0`", [2]),
        ("objectclass", [0, 1, 2, 3]),
    ],
)
def test_a_condition_sees_every_value_and_the_steps(store: Loaded, text: str, found: list[int]) -> None:
    where, _ = condition(store, text)
    assert where is not None
    assert [n for n, record in enumerate(records(store)) if where.holds(record.values)] == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lower(mail", "expression-syntax"),
        ("mail == 'x'", "always-false"),
        ("presnt(mail)", "unknown-function"),
        ("yes", "wrong-type"),
    ],
)
def test_a_mistake_in_a_condition_is_found_before_a_record_is_read(store: Loaded, text: str, code: str) -> None:
    where, diagnostics = condition(store, text)
    assert where is None
    assert [diagnostic.code for diagnostic in diagnostics] == [code]
