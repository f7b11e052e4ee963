"""A batch that is written down at once leaves the same files as its records one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event

import pytest

from converter.pipeline.chunks import all_batches
from converter.pipeline.conversion import Conversion
from converter.pipeline.job import Intake, Job, State
from converter.pipeline.load import Loaded, files_of
from converter.pipeline.lots import Lot, lots
from converter.pipeline.outcome import Outcome
from converter.pipeline.run import run
from converter.pipeline.watch import Watch
from converter.sinks.awaited import Awaited
from converter.sinks.identity import Identity
from converter.sources import blocks
from converter.sources.source import Shaped
from tests.pipeline.test_chunks import MAPPING, entry, write


def files(mapping: Loaded, output: Path, *, max_rejects: int | None) -> dict[str, bytes]:
    inputs = files_of(mapping.plan.model)
    source = mapping.open(inputs)
    assert isinstance(source, Shaped)
    intake = Intake(
        "people", mapping.plan.model, lots(all_batches(mapping.program(), source), mapping.plan.model.unique)
    )
    run(Job((intake,), output, mapping.identity(inputs, {}), max_rejects=max_rejects), lambda _: None)
    return {path.name: path.read_bytes() for path in output.iterdir()}


PLAIN = MAPPING[: MAPPING.index("password:")].replace("  phone_number: {expr: phone, on_error: drop}\n", "")


@pytest.mark.parametrize("seed", range(2))
def test_at_once_and_one_by_one_give_the_same_bytes(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    people = "".join(entry(number, random) for number in range(2500))
    mapping = write(tmp_path, people, f"{PLAIN}unique: [email, username]\n")
    take, taken = Conversion.take, list[bool]()

    def watched(conversion: Conversion, lot: Lot, *, in_turn: bool) -> Iterator[Outcome]:
        taken.append(not in_turn)
        return take(conversion, lot, in_turn=in_turn)

    monkeypatch.setattr(blocks, "BLOCK_SIZE", 1 << 13)
    monkeypatch.setattr(Conversion, "take", watched)
    together = files(mapping, tmp_path / "together", max_rejects=None)
    assert sum(taken) > 50
    number = sum(taken)
    assert together == files(mapping, tmp_path / "alone", max_rejects=1_000_000)
    assert sum(taken) == number
    for code in ("duplicate", "required", "format"):
        assert f'"code":"{code}"' in together["rejected.jsonl"].decode()
    assert len(together["skipped.jsonl"]) > 1000


def test_an_input_that_changes_while_its_digest_is_made_out_is_noticed(tmp_path: Path) -> None:
    mapping = write(tmp_path, entry(0, Random(0)))
    inputs = files_of(mapping.plan.model)
    source = mapping.open(inputs)
    assert isinstance(source, Shaped)
    looked_at = Event()

    class Noted(Watch):
        def changed(self) -> str:
            found = super().changed()
            looked_at.set()
            return found

    def identity() -> Identity:
        looked_at.wait(0.2)
        with (tmp_path / "people.ldif").open("a") as file:
            file.write("# more\n")
        return mapping.identity(inputs, {})

    intake = Intake("people", mapping.plan.model, lots(all_batches(mapping.program(), source), ()))
    result = run(Job((intake,), tmp_path / "out", Awaited(identity), watch=Noted(inputs)), lambda _: None)
    assert result.state is State.STOPPED
    assert "changed while it was read" in result.reason
