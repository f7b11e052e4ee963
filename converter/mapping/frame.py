"""What stands around the generated code for one record: where it comes from, and where what becomes of it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from converter.mapping.batch import Batch
from converter.mapping.fate import Decision
from converter.record import PLACE, Origin
from converter.sources.shape import Shape, Taken


class Frame(Struct, frozen=True):
    """Code, with what it refers to under `names`.

    `head` comes before the loop and `tail` behind it; `steps` come before anything may go wrong with a record. `taken`
    says how its value under a key is come by, where it may be absent and where not. `plain` are lines for a user of
    whom nothing has to be told, by the code of its text, its password and its identifiers; `fate` is what is done with
    any other fate `{}`, `trouble` with a record that the code cannot decide on. `named` are keys whose values the code
    here takes under their own names. `flat` is the condition under which plain users are wanted, empty where always.
    """

    parameters: str
    head: tuple[str, ...]
    loop: str
    steps: tuple[str, ...]
    taken: Callable[[str, bool], Taken]
    plain: Callable[..., Sequence[str]]
    fate: str
    trouble: str
    tail: tuple[str, ...]
    named: tuple[str, ...] = ()
    flat: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)


def _of_record(key: str, optional: bool) -> Taken:
    return Taken(f"values.get({key!r})" if optional else f"values[{key!r}]")


def _tuple(*values: str) -> Sequence[str]:
    return [f"done(({', '.join(values)}))"]


_DEFAULTS = Origin._field_defaults


RECORDS = Frame(
    parameters="records, reference, finders, flat",
    head=("fates = []", "done = fates.append"),
    loop="for record in records:",
    steps=("values = record.values",),
    taken=_of_record,
    plain=_tuple,
    fate="done({})",
    trouble="done(reference(record))",
    tail=("return fates",),
    flat="flat",
)
"""Records, each with one fate; `reference` decides where the code does not."""


def rows(shape: Shape, unique: Sequence[str]) -> Frame:
    """Rows of a shape; what becomes of them is a batch, of a row that the code does not decide on what `again` says."""
    places = {"first_line": "first", "last_line": "last"}
    places |= {"row": "number"} if shape.numbered else {}
    places |= {"dn": "dn"} if shape.dn else {}
    alike = {name: "file" if name == "file" else repr(_DEFAULTS[name]) for name in PLACE if name not in places}
    others = ("text", "password", *unique)
    origin = ", ".join({**alike, **places}.get(name, "0") for name in Origin._fields)
    again = "batch.join(again(first))"

    def taken(key: str, optional: bool) -> Taken:
        return shape.values.get(key, Taken("None", "None"))

    def plain(*values: str) -> Sequence[str]:
        return [f"add_{name}({value})" for name, value in [*places.items(), *zip(others, values, strict=True)]]

    columns = [f"{name}_column" for name in (*PLACE, *others)]
    return Frame(
        parameters="file, rows, lines, again, finders",
        head=(
            f"{', '.join(columns)} = users = {[[]] * len(columns)}",
            "batch = Batch(users, decisions := [])",
            *(f"add_{name} = {name}_column.append" for name in (*places, *others)),
        ),
        loop=f"for {shape.row}, first, last, number in zip(rows, *lines):",
        steps=(f"if {shape.unfit}:", f"    {again}", "    continue") if shape.unfit else (),
        taken=taken,
        plain=plain,
        fate=f"decisions.append((len(text_column), new(Decision, (new(Origin, ({origin})), {{}}, None))))",
        trouble=again,
        tail=(
            *(f"{name}_column += [{value}] * (len(text_column) - len({name}_column))" for name, value in alike.items()),
            "return batch",
        ),
        named=("dn",) if shape.dn else (),
        names={**shape.names, "Batch": Batch, "Decision": Decision, "Origin": Origin},
    )
