"""What changes from one mapping to another, for a person and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from converter.pipeline.difference import Difference, FieldChange, Move
from converter.syntax.counted import counted

_SHOWN = 12


def difference_lines(difference: Difference, old: str, new: str) -> Iterator[str]:
    """The comparison in a screen; `old` and `new` are the names of the mappings."""
    yield f"{old} -> {new}: {counted(difference.records, 'record')} compared"
    yield f"  {'unchanged':<12}{difference.same['exported']:>9,}   users, byte-identical"
    yield f"  {'changed':<12}{difference.changed:>9,}   users"
    moved = sum(move.records for move in difference.moves.values())
    yield f"  {'other fate':<12}{moved:>9,}   records"
    rest = difference.same.total() - difference.same["exported"]
    yield f"  {'same fate':<12}{rest:>9,}   records that become no user{_fates(difference.same)}"
    if difference.identical:
        yield "nothing changes: both mappings give the same bytes and the same reasons"
    yield from _fields(difference.fields)
    yield from _moves(difference.moves)


def difference_document(difference: Difference, old: str, new: str) -> dict[str, Any]:
    """The same as a JSON object."""
    return {
        "old": old,
        "new": new,
        "identical": difference.identical,
        "records": difference.records,
        "unchanged": difference.same["exported"],
        "changed": difference.changed,
        "same_fate": {name: count for name, count in sorted(difference.same.items()) if name != "exported"},
        "fields": {name: _field_document(change) for name, change in _by_users(difference.fields)},
        "other_fate": [_move_document(*entry) for entry in _by_records(difference.moves)],
    }


def _fields(fields: dict[str, FieldChange]) -> Iterator[str]:
    if fields:
        yield "changed fields:"
    for name, change in _by_users(fields)[:_SHOWN]:
        manners = ", ".join(f"{manner} {count:,}" for manner, count in change.manners.most_common())
        yield f"  {change.users:>7,}  {name:<34} {manners}"
        for sample in change.samples:
            value = f": {sample.old or 'nothing'} -> {sample.new or 'nothing'}" if sample.old or sample.new else ""
            yield f"           {sample.origin}{value}"
    if len(fields) > _SHOWN:
        yield f"           and {len(fields) - _SHOWN} more fields, see --json"


def _moves(moves: dict[tuple[str, str], Move]) -> Iterator[str]:
    if moves:
        yield "other fates:"
    for (old, new), move in _by_records(moves):
        change = f"{old} before and now, for other reasons" if old == new else f"{old} -> {new}"
        yield f"  {move.records:>7,}  {change}"
        ordered = sorted(move.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
        for (field, code), count in ordered[:_SHOWN]:
            yield f"           {count:>7,}  {f'{field}: {code}' if field else code}"
        yield from (f"           {origin}" for origin in move.samples)


def _by_users(fields: dict[str, FieldChange]) -> list[tuple[str, FieldChange]]:
    return sorted(fields.items(), key=lambda entry: (-entry[1].users, entry[0]))


def _by_records(moves: dict[tuple[str, str], Move]) -> list[tuple[tuple[str, str], Move]]:
    return sorted(moves.items(), key=lambda entry: (-entry[1].records, entry[0]))


def _field_document(change: FieldChange) -> dict[str, Any]:
    samples = [{"origin": sample.origin, "old": sample.old, "new": sample.new} for sample in change.samples]
    return {"users": change.users, "manners": dict(sorted(change.manners.items())), "samples": samples}


def _move_document(fates: tuple[str, str], move: Move) -> dict[str, Any]:
    reasons = [
        {"field": field, "code": code, "records": count} for (field, code), count in sorted(move.reasons.items())
    ]
    return {"old": fates[0], "new": fates[1], "records": move.records, "reasons": reasons, "samples": move.samples}


def _fates(same: Counter[str]) -> str:
    counts = (f"{count:,} {name}" for name, count in sorted(same.items()) if name != "exported")
    return "".join(f", {count}" for count in counts)
