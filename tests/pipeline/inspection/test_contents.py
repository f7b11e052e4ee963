from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from converter.pipeline.inspection import contents
from converter.pipeline.inspection.contents import Contents, inspect
from converter.record import Naming, Origin, Record, Unreadable


def record(line: int, **values: Any) -> Record:
    return Record(values, Origin("people.ldif", line, line + 3))


def silent(records: int) -> None:
    """Nobody is told."""


def test_records_and_what_cannot_be_read_add_up() -> None:
    bad = Unreadable(Origin("people.ldif", 9, 12, dn="cn=secret person"), "ldif-base64", "…")
    found = inspect([record(1, mail=["a@x.org"]), bad, bad], Naming.DIRECTORY, silent)
    assert (found.read, found.records) == (3, 1)
    assert found.unreadable == {"ldif-base64": 2}
    assert found.places == {"ldif-base64": "people.ldif:9-12"}


def test_identifiers_are_compared_as_auth0_does() -> None:
    people = [record(1, mail=["A@x.org", "b@x.org"]), record(5, mail=["b@x.org"]), record(9, mail=["a@X.org"])]
    found = inspect(people, Naming.DIRECTORY, silent).repeats["mail"]
    assert found.count == 1
    assert found.example == "people.ldif:1 and people.ldif:9"


def test_identifiers_that_are_numbers_are_compared_too() -> None:
    assert (
        inspect([record(1, id=7), record(2, id=7), record(3, id=None)], Naming.DIRECTORY, silent).repeats["id"].count
        == 1
    )


def test_object_classes_are_counted() -> None:
    found = inspect(
        [record(1, objectclass=["top", "person"]), record(5, objectclass=["top"])], Naming.DIRECTORY, silent
    )
    assert found.classes == {"top": 2, "person": 1}


def test_names_beyond_the_limit_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_NAMES", 2)
    found = inspect([record(1, a=["1"], b=["1"], c=["1"], d=["1"])], Naming.DIRECTORY, silent)
    assert list(found.profiles) == ["a", "b"]
    assert found.further == 2


def test_passwords_are_taken_by_name_and_by_mark() -> None:
    marked = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"
    found = inspect(
        [record(1, userpassword=[marked, "hunter2"], description=[marked])], Naming.DIRECTORY, silent
    ).passwords
    rows = {name: {kind.scheme: count for kind, count in found[name].rows() if kind} for name in found}
    assert rows == {"userpassword": {"ssha": 1, "not recognised": 1}, "description": {"ssha": 1}}


def test_progress_is_told_every_thousand_records() -> None:
    told: list[int] = []
    inspect((record(n, uid=[str(n)]) for n in range(2_500)), Naming.DIRECTORY, told.append)
    assert told == [1_000, 2_000]


def test_memory_does_not_grow_with_the_records() -> None:
    def people() -> Iterator[Record]:
        for n in range(3_000):
            yield record(n, cn=[f"Person {n}"], description=["x" * (n % 50)], **{f"a{n % 40}": [str(n)]})

    found = inspect(people(), Naming.DIRECTORY, silent)
    for profile in found.profiles.values():
        assert len(profile.shapes) <= 64
        assert len(profile.samples) <= 3
        assert len(profile.value_set) <= 12


def test_nothing_gives_nothing() -> None:
    empty = Contents(Naming.COLUMNS)
    assert (empty.read, empty.product, empty.profiles) == (0, None, {})
