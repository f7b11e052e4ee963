"""What becomes of the records of a chunk: from rows where they have a shape, else from records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from converter.mapping.batch import Batch
from converter.mapping.compile import Convert, Program
from converter.mapping.model import Duplicates
from converter.pipeline.decide import BATCH, batch_of, decisions
from converter.record import Record, Unreadable
from converter.sources.shape import Block, Shape
from converter.sources.source import Chunk, Chunked, Shaped

_SHAPES = 16
"""So many are remembered: files may take turns."""


class Chunks:
    """Makes batches of the chunks of a source, by a program that it compiles for each shape it meets."""

    def __init__(self, program: Program, source: Chunked) -> None:
        self._program = program
        self._source = source
        self._compiled: dict[Shape, Convert] = {}

    def batches(self, chunk: Chunk) -> Iterator[Batch]:
        """What becomes of a chunk's records, in their order."""
        if not isinstance(self._source, Shaped) or not takes_rows(self._program):
            records = self._source.read(chunk)
            while items := list(islice(records, BATCH)):
                yield batch_of(self._program, items)
            return
        yield from map(self.of_block, self._source.blocks(chunk))

    def of_block(self, block: Block | list[Record | Unreadable]) -> Batch:
        """What becomes of some records."""
        return self._of_rows(block) if isinstance(block, Block) else batch_of(self._program, block)

    def _of_rows(self, block: Block) -> Batch:
        convert = self._compiled.get(block.shape)
        if convert is None:
            if len(self._compiled) == _SHAPES:
                self._compiled.clear()
            convert = self._compiled[block.shape] = self._program.of_rows(block.shape)

        def again(first: int) -> Batch:
            return batch_of(self._program, block.again(first))

        batch: Batch = convert(block.file, block.rows, block.lines, again, self._program.plan.finders)
        return batch


def takes_rows(program: Program) -> bool:
    """Need no record be made of a row?"""
    return program.plan.model.duplicates is Duplicates.REJECT and not program.takes_all


def all_batches(program: Program, source: Shaped) -> Iterator[Batch]:
    """What becomes of all records of a source; where it fails, that of those before the failure comes first."""
    if not takes_rows(program):
        return decisions(program, source.records(), batch_of)
    return map(Chunks(program, source).of_block, source.all_blocks())
