"""What a run did, for a person and for a program."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from converter.mapping.model import Model
from converter.mapping.password import LAZY_ID, RESET
from converter.pipeline.job import Result, State, run_name
from converter.pipeline.tally import rejected_share
from converter.report.passwords import password_lines
from converter.sinks import layout
from converter.syntax.counted import counted
from converter.syntax.sanitise import clipped

_SHOWN = 12


def as_document(result: Result, models: Sequence[Model]) -> dict[str, Any]:
    """The result as JSON: the state, where it is, the counts."""
    return {"mapping": run_name(models), "output": str(result.output), **result.as_document()}


def as_lines(result: Result, models: Sequence[Model]) -> Iterator[str]:
    """The result in a screen: counts, why records were rejected, what was written, what to do next."""
    tally = result.tally
    yield f"{run_name(models)}: {counted(tally.read, 'record')} read"
    for fate, count in list(tally.counts().items())[1:]:
        yield f"  {fate:<9}{count:>9,}{_detail(fate, result)}"
    for name, counts in result.mappings.items():
        told = ", ".join(f"{count:,} {fate}" for fate, count in counts.items() if count)
        yield f"of these by {name}: {told or 'none'}"
    yield from _lookups(result)
    yield from _table("rejected because", tally.reasons, result)
    yield from _table("warnings", tally.warnings, result)
    yield from _table("fields left out, as the mapping says", tally.dropped, result)
    if tally.passwords:
        yield "passwords:"
        yield from password_lines(tally.passwords)
    yield from _limits(result, models)
    yield from _unmet(result)
    yield from _written(result, models)
    yield from _next(result)


def _detail(fate: str, result: Result) -> str:
    if fate == "skipped" and result.tally.skipped:
        return "   " + ", ".join(f"{count:,} {name}" for name, count in sorted(result.tally.skipped.items()))
    return ""


def _table(title: str, counter: Counter[tuple[str, str]], result: Result) -> Iterator[str]:
    if not counter:
        return
    yield f"{title}:"
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    for (field, code), count in ordered[:_SHOWN]:
        name = f"{field}: {code}" if field else code
        yield f"  {count:>7,}  {name:<34} {result.tally.examples[field, code]}"
    if len(ordered) > _SHOWN:
        yield f"           and {len(ordered) - _SHOWN} more kinds, see {layout.SUMMARY}"


def _lookups(result: Result) -> Iterator[str]:
    """The rows of each lookup; nothing is said of those that there are none of."""
    for name, counts in result.lookups.items():
        rows, *others = counts.items()
        told = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in others if count)
        yield f"lookup {name}: {counted(rows[1], 'row')}" + (f": {told}" if told else "")


def _limits(result: Result, models: Sequence[Model]) -> Iterator[str]:
    if result.reason:
        yield f"{result.state.upper()}: {result.reason}"
        return
    every = result.mappings or {"": result.tally.counts()}
    for (name, counts), model in zip(every.items(), models, strict=True):
        share, most = rejected_share(counts), model.rejects.warn_above
        if most is not None and share > most:
            whose = f" of {name}" if name else ""
            yield f"WARNING: {share:.2%} of the records{whose} were rejected, more than the {most:.2%} expected"


def _unmet(result: Result) -> Iterator[str]:
    """Overrides that changed nobody."""
    for name, unmet in result.unmet.items():
        if unmet:
            whose = f" of {name}" if len(result.unmet) > 1 else ""
            more = f" and {len(unmet) - _SHOWN} more, see {layout.SUMMARY}" if len(unmet) > _SHOWN else ""
            told = ", ".join(map(clipped, unmet[:_SHOWN]))
            yield f"WARNING: overrides{whose}: {counted(len(unmet), 'identifier')} met no user: {told}{more}"


def _written(result: Result, models: Sequence[Model]) -> Iterator[str]:
    size = sum(part.bytes for part in result.parts)
    yield f"wrote {result.output}/"
    if result.parts:
        first, last = result.parts[0].name, result.parts[-1].name
        files = first if first == last else f"{first} … {last}"
        users, count = counted(result.tally.exported, "user"), counted(len(result.parts), "import file")
        yield f"  {files}: {users} in {count}, {counted(size, 'byte')}"
    names = [layout.REJECTED, layout.SKIPPED, layout.WARNINGS, layout.ORIGINS, layout.SUMMARY]
    if any(model.after_import for model in models):
        names.insert(-1, layout.AFTER_IMPORT)
    if any(model.lookups for model in models):
        names.insert(-1, layout.LOOKUPS)
    yield f"  {', '.join(names)}" + (f", {layout.MANIFEST}" if result.state is State.FINISHED else "")


def _next(result: Result) -> Iterator[str]:
    tally, finished, output = result.tally, result.state is State.FINISHED, shlex.quote(str(result.output))
    yield "next:"
    if tally.rejected:
        yield f"  read {result.output / layout.REJECTED}: one line a record, where it stands and every reason"
    if result.unreadable_rows:
        where = result.output / layout.LOOKUPS
        yield f"  read {where}: rows of lookups that could not be read; records may lack what they say"
    if not finished:
        yield "  correct the mapping or the export, then run again with --replace; nothing here is fit for an import"
        return
    if lazy := tally.skipped[LAZY_ID]:
        yield f"  {counted(lazy, 'record')} with a password Auth0 cannot take: see {layout.SKIPPED}"
    if lacking := tally.passwords.without + tally.warnings["password", RESET]:
        yield f"  {counted(lacking, 'user')} without a password, to be reset: no later import can repair that"
    if result.parts:
        yield f"  try the connection, then send: convert preflight {output}, convert upload {output}"
    else:
        yield "  nobody was exported: check the mapping's source and where:, for example with convert read"
