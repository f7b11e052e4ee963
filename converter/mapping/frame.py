"""What stands around the generated code for one record: where it comes from, and where what becomes of it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from converter.mapping.fate import Decision
from converter.record import Origin
from converter.sources.shape import Shape, Taken


@dataclass(frozen=True, slots=True)
class Frame:
    """Code, with what it refers to under `names`.

    `steps` come before anything may go wrong with a record; `taken` says how its value under a key is come by, where
    it may be absent and where not; `place` are the fields of its origin, for a flat tuple. `fate` is what is done with
    a fate `{}` that is not flat, `trouble` with a record that the code cannot decide on. `named` are keys whose values
    the code here takes under their own names. `flat` is the condition under which plain users are wanted flat, empty
    where they always are.
    """

    parameters: str
    loop: str
    steps: tuple[str, ...]
    taken: Callable[[str, bool], Taken]
    place: str
    fate: str
    trouble: str
    named: tuple[str, ...] = ()
    flat: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)


def _of_record(key: str, optional: bool) -> Taken:
    return Taken(f"values.get({key!r})" if optional else f"values[{key!r}]")


RECORDS = Frame(
    parameters="records, reference, finders, flat",
    loop="for record in records:",
    steps=("values = record.values",),
    taken=_of_record,
    place="*record.origin",
    fate="done({})",
    trouble="done(reference(record))",
    flat="flat",
)
"""Records, each with one fate; `reference` decides where the code does not."""


def rows(shape: Shape) -> Frame:
    """Rows of a shape."""

    def taken(key: str, optional: bool) -> Taken:
        return shape.values.get(key, Taken("None", "None"))

    return Frame(
        parameters=f"rows, again, finders, {', '.join(shape.parameters)}",
        loop=f"for {shape.row} in rows:",
        steps=shape.steps,
        taken=taken,
        place=shape.place,
        fate=f"done(new(Decision, (new(Origin, ({shape.place})), {{}}, None)))",
        trouble=f"outcomes += {shape.again}",
        named=shape.named,
        names={**shape.names, "Decision": Decision, "Origin": Origin},
    )
