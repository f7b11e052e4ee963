"""Several processes decide as one does, in the same order, also when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from converter.errors import RunStopped, SourceUnreadable
from converter.mapping.fate import Decision
from converter.pipeline.decide import batch_of, decisions
from converter.pipeline.load import Loaded, files_of, load
from converter.pipeline.lots import Lot, lots
from converter.pipeline.outcome import Refused
from converter.record import Record, Unreadable
from converter.scale.ahead import Ahead
from converter.scale.parallel import parallel
from converter.scale.workers import can_work
from converter.sinks.texts import value_of
from converter.sources.source import Chunk, Chunked, Placed

pytestmark = pytest.mark.skipif(not can_work(), reason="this system cannot fork a process")


@pytest.fixture(scope="module")
def oracle() -> Loaded:
    return load("oracle.yaml", {})


def source(mapping: Loaded) -> Chunked:
    opened = mapping.open(files_of(mapping.plan.model))
    assert isinstance(opened, Chunked)
    return opened


def alone(mapping: Loaded) -> list[Any]:
    batches = decisions(mapping.program(), source(mapping).records(), batch_of)
    return [one for lot in lots(batches, mapping.plan.model.unique) for one in one_by_one(lot)]


def together(mapping: Loaded, opened: Any, count: int, reports: list[str], ahead: Ahead | None = None) -> Iterator[Any]:
    found = parallel(mapping.program(), opened, count=count, report=reports.append, ahead=ahead)
    if ahead:
        ahead.start()
    for lot in found:
        yield from one_by_one(lot)


def one_by_one(lot: Lot) -> Iterator[Any]:
    """What is told of each record, in their order."""
    waiting = list(lot.outcomes)
    count = lot.users.number
    for number, password in enumerate([*lot.passwords.between(0, count), None]):
        while waiting and waiting[0][0] == number:
            outcome = waiting.pop(0)[1]
            if isinstance(outcome, Decision):
                yield outcome._replace(origin=outcome.origin._replace(offset=0, length=0))
            else:
                yield outcome
        if number < count:
            text = value_of(lot.users.texts, number)
            hashes = [column[8 * number : 8 * number + 8] for column in lot.identifiers.hashes]
            yield text, [value_of(column, number) for column in lot.users.places], password, hashes


def keep(items: Iterator[Any], found: list[Any]) -> None:
    """Keep what comes before a failure."""
    for item in items:
        found.append(item)  # noqa: PERF402 - extend would lose it


class Troubled:
    """A source in which reading a chunk may go wrong: `trouble` is called with the chunk in the worker."""

    def __init__(self, mapping: Loaded, trouble: Any) -> None:
        self._source = source(mapping)
        self._trouble = trouble

    def chunks(self) -> Iterator[Chunk]:
        return self._source.chunks()

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        self._trouble(chunk)
        return self._source.read(chunk)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_decisions_are_those_of_one_process_in_the_same_order(oracle: Loaded, count: int) -> None:
    reports: list[str] = []
    assert list(together(oracle, source(oracle), count, reports)) == alone(oracle)
    assert reports == []


def read_ahead(mapping: Loaded) -> Ahead:
    opened = source(mapping)
    assert isinstance(opened, Placed)
    assert opened.has_places
    return Ahead(opened)


def test_a_source_that_is_read_ahead_gives_the_same_and_its_digests(
    oracle: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", 300)
    ahead, files = read_ahead(oracle), files_of(oracle.plan.model)
    assert list(together(oracle, source(oracle), 2, [], ahead)) == alone(oracle)
    size = sum(Path(file.name).stat().st_size for file in files)
    assert ahead.progress() == (size, size)
    digests = ahead.digests()
    assert digests.keys() == {file.name for file in files}
    assert oracle.identity(files, {}, digests=digests) == oracle.identity(files, {})


@pytest.mark.parametrize("failure", [SourceUnreadable("cut off"), MemoryError("no room")])
def test_where_reading_ahead_fails_what_stood_before_comes_first(
    failure: BaseException, oracle: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = read_ahead(oracle)
    places = ahead._source.places

    def cut() -> Iterator[Chunk]:
        yield next(places())
        raise failure

    monkeypatch.setattr(ahead._source, "places", cut)
    monkeypatch.setattr("converter.scale.tasks.CHUNKS", 1)
    found: list[Any] = []
    with pytest.raises(type(failure), match=str(failure)):
        keep(together(oracle, source(oracle), 2, [], ahead), found)
    assert ahead.digests() == {}
    assert found == alone(oracle)[: len(found)]
    assert found or isinstance(failure, MemoryError)


@pytest.mark.parametrize("count", [1, 3])
def test_csv_is_cut_between_rows_also_where_quotes_are_wrong(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        '1,a@b.co,"two\nlines"',
        '2,c@d.co,"say ""no"""',
        '3,e@f.co,5" pipe',
        "4,g@h.co",
        '5,i@j.co,"a"b',
        "",
        "6,k@l.co,\xff",
    ]
    (tmp_path / "people.csv").write_bytes(
        b"uid,mail,note\n" + "".join(f"{row}\n" for row in rows * 60).encode("latin-1")
    )
    (tmp_path / "m.yaml").write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\nuser: {email: mail, user_metadata: {note: note}}\n"
    )
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", 200)
    people = load(str(tmp_path / "m.yaml"), {})
    found = list(together(people, source(people), count, []))
    assert found == alone(people)
    assert len(found) == 6 * 60
    assert sum(isinstance(one, Refused) for one in found) == 3 * 60, "those who are rejected"


def test_a_worker_that_dies_is_reported_and_its_task_done_again(oracle: Loaded, tmp_path: Path) -> None:
    def die_once(chunk: Chunk) -> None:
        marker = tmp_path / f"{chunk.line}"
        if chunk.line == 1 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    reports: list[str] = []
    assert list(together(oracle, Troubled(oracle, die_once), 2, reports)) == alone(oracle)
    assert len(reports) == 1
    assert "ended with code -9; another one converts" in reports[0]
    assert "people-1.ldif from line or row 1 on again" in reports[0]


def test_a_task_that_ends_two_workers_ends_the_run(oracle: Loaded) -> None:
    def die(_chunk: Chunk) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(
        RunStopped, match=r"twice while it converted .*people-1\.ldif from line or row 1 on; try --jobs 1"
    ):
        list(together(oracle, Troubled(oracle, die), 1, []))


def test_what_a_worker_raises_is_raised_where_the_run_is(oracle: Loaded) -> None:
    def fail(_chunk: Chunk) -> None:
        raise SourceUnreadable("the chunk is gone")

    with pytest.raises(SourceUnreadable, match="the chunk is gone"):
        list(together(oracle, Troubled(oracle, fail), 2, []))


def test_where_the_source_fails_what_stood_before_comes_first(oracle: Loaded) -> None:
    class Cut(Troubled):
        def chunks(self) -> Iterator[Chunk]:
            yield next(self._source.chunks())
            raise SourceUnreadable("cut off")

    found: list[Any] = []
    with pytest.raises(SourceUnreadable, match="cut off"):
        keep(together(oracle, Cut(oracle, lambda _chunk: None), 2, []), found)
    assert 0 < len(found) < len(alone(oracle))
    assert found == alone(oracle)[: len(found)]


def test_no_process_is_left_when_the_decisions_are_not_wanted_any_more(oracle: Loaded) -> None:
    import multiprocessing

    batches = parallel(oracle.program(), source(oracle), count=2, report=print)
    next(batches)
    assert len(multiprocessing.active_children()) >= 2
    batches.close()  # type: ignore[attr-defined]
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]


@pytest.mark.parametrize("longest", [100, 1 << 22], ids=["by the pipe", "by memory"])
@pytest.mark.parametrize("victim", [1, 2, 3, 4])
def test_what_a_worker_had_done_and_what_waited_for_it_is_not_lost(
    oracle: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, victim: int, longest: int
) -> None:
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", 300)
    monkeypatch.setattr("converter.scale.tasks.CHUNKS", 1)
    monkeypatch.setattr("converter.scale.workers.SIZE", longest)
    begun = tmp_path / "begun"

    def die_once(_chunk: Chunk) -> None:
        with begun.open("a") as file:
            file.write("x")
        if begun.stat().st_size == victim:
            os.kill(os.getpid(), signal.SIGKILL)

    reports: list[str] = []
    assert list(together(oracle, Troubled(oracle, die_once), 1, reports)) == alone(oracle)
    assert len(reports) == 1


ENDED_AT_ONCE = """
import os, signal, sys
from converter.pipeline.load import files_of, load
from converter.scale.workers import Workers

def disturbed(number, frame):
    raise RuntimeError("a signal to the run")

signal.signal(signal.SIGTERM, disturbed)
mapping = load("oracle.yaml", {})
source = mapping.open(files_of(mapping.plan.model))
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
workers = Workers(mapping.program(), source, count=1, report=print)
process = workers._workers[0].process
process.join(10)
print(process.exitcode)
"""


def test_a_worker_that_is_ended_before_it_has_begun_says_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED_AT_ONCE], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{-signal.SIGTERM}\n", "")
