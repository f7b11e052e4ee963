"""What becomes of the records of a chunk: from rows where they have a shape, else from records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from converter.mapping.compile import Convert, Program
from converter.mapping.fate import Outcome
from converter.mapping.model import Duplicates
from converter.pipeline.decide import BATCH, decisions, outcomes
from converter.record import Record, Unreadable
from converter.sources.shape import Block, Shape
from converter.sources.source import Chunk, Chunked, Shaped

_SHAPES = 16
"""So many are remembered: files may take turns."""


class Chunks:
    """Makes outcomes of the chunks of a source, by a program that it compiles for each shape it meets."""

    def __init__(self, program: Program, source: Chunked) -> None:
        self._program = program
        self._source = source
        self._compiled: dict[Shape, Convert] = {}

    def outcomes(self, chunk: Chunk) -> Iterator[list[Outcome]]:
        """The outcomes of a chunk's records, in their order."""
        if not isinstance(self._source, Shaped) or not takes_rows(self._program):
            records = self._source.read(chunk)
            while items := list(islice(records, BATCH)):
                yield outcomes(self._program, items)
            return
        yield from map(self.of_block, self._source.blocks(chunk))

    def of_block(self, block: Block | list[Record | Unreadable]) -> list[Outcome]:
        """The outcomes of some records."""
        return self._of_rows(block) if isinstance(block, Block) else outcomes(self._program, block)

    def _of_rows(self, block: Block) -> list[Outcome]:
        convert = self._compiled.get(block.shape)
        if convert is None:
            if len(self._compiled) == _SHAPES:
                self._compiled.clear()
            convert = self._compiled[block.shape] = self._program.of_rows(block.shape)

        def again(*place: Any) -> list[Outcome]:
            return outcomes(self._program, block.again(*place))

        return convert(block.rows, again, self._program.plan.finders, *block.arguments)


def takes_rows(program: Program) -> bool:
    """Need no record be made of a row?"""
    return program.plan.model.duplicates is Duplicates.REJECT and not program.takes_all


def all_outcomes(program: Program, source: Shaped) -> Iterator[list[Outcome]]:
    """The outcomes of all records of a source; where it fails, those of what stood before the failure come first."""
    if not takes_rows(program):
        return decisions(program, source.records(), outcomes)
    return map(Chunks(program, source).of_block, source.all_blocks())
