"""The programs that are compared: one table for the LDIF form of the people, one for the CSV form."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from measure import Command
from tools import Tools

HERE = Path(__file__).parent
CONVERT = Path(sys.executable).parent / "convert"
CONVERTER = "converter"
CHECKOUT = (("PYTHONPATH", str(HERE.parent)),)
FINISHED = frozenset({0, 3})
"""The converter's exit codes of a finished run; 3 says that some records were rejected."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that does the job: `words` go before input, schema and output; `needs` are its tools."""

    words: tuple[str, ...]
    needs: tuple[str, ...]


LIBRARIES = ("orjson", "jsonschema-rs")
LDIF_PEERS = {
    "by hand": Peer(("PYTHON", "by_hand.py"), LIBRARIES),
    "naive": Peer(("PYTHON", "naive.py"), ("python-ldap", "jmespath", "jsonschema")),
    "Node, ajv": Peer(("node", "node/convert.mjs"), ("node",)),
}
CSV_PEERS = {
    "Node, ajv": Peer(("node", "node/convert.mjs"), ("node",)),
    "Polars": Peer(("PYTHON", "polars_peer.py"), ("polars", *LIBRARIES)),
    "DuckDB": Peer(("PYTHON", "duckdb_peer.py"), ("duckdb", *LIBRARIES)),
    "Miller, awk": Peer(("sh", "miller.sh"), ("mlr",)),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One form of the people: the input, the mapping beside it, the schema, and where outputs go."""

    people: Path
    mapping: Path
    schema: Path
    outputs: Path


def converter(job: Job, *options: str) -> Command:
    """The converter's own command."""
    output = job.outputs / "-".join(["converter", *options]).replace("--", "")
    words = (str(CONVERT), "--mapping", str(job.mapping), "--output", str(output), *options)
    return Command(words, output, CHECKOUT, accepted=FINISHED)


def peer_command(peer: Peer, name: str, *, job: Job, tools: Tools) -> Command:
    """The command of another program."""
    program, script = peer.words
    program = str(tools.python) if program == "PYTHON" else program
    output = job.outputs / name.replace(", ", "-").replace(" ", "-")
    words = (program, str(HERE / script), str(job.people), str(job.schema), str(output))
    single = (("POLARS_MAX_THREADS", "1"), ("NODE_FOLDER", str(tools.node)))
    return Command(words, output, single)


def available(peers: dict[str, Peer], job: Job, tools: Tools) -> dict[str, Command]:
    """The commands of those whose tools are there; the others are named."""
    commands: dict[str, Command] = {}
    for name, peer in peers.items():
        lacking = [tools.missing[need] for need in peer.needs if need in tools.missing]
        if lacking:
            print(f"{name}: left out, {'; '.join(lacking)}", file=sys.stderr)
        else:
            commands[name] = peer_command(peer, name, job=job, tools=tools)
    return commands
