"""Auth0's sandbox for custom database scripts, in the Node of this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.gateway.scripts import Connection, files
from tests.gateway.served import KEY

NODE = shutil.which("node") or ""
_RUN = Path(__file__).parent / "sandbox" / "run.js"
_SCRIPTS = files(Connection("people", "https://gateway.example.com"), "people.yaml")
_WITH_CONTEXT = files(Connection("people", "https://gateway.example.com", context=True), "people.yaml")
PLACE = "database-connections/people"


@dataclass(frozen=True)
class Outcome:
    """How a script ended: the class of its error, or its profile, which is None for nobody."""

    error: str | None
    message: str | None
    profile: Any
    user_id: Any


@dataclass(frozen=True)
class Call:
    """One call of a script. `speed` is how much faster its timers run."""

    file: str
    name: str
    arguments: tuple[str, ...]
    configuration: dict[str, str]
    folder: str = PLACE
    context: bool = False
    require: tuple[str, ...] = ("crypto",)
    speed: float = 1.0

    def task(self) -> dict[str, Any]:
        script = (_WITH_CONTEXT if self.context else _SCRIPTS)[f"{self.folder}/{self.file}"].decode()
        given = [*self.arguments, *([{"organization": {"id": "org_1"}}] if self.context else [])]
        words = {"name": self.name, "configuration": self.configuration, "require": self.require, "speed": self.speed}
        return {"script": script, "arguments": given} | words


def run(*calls: Call) -> list[Outcome]:
    """The calls in one process, at the same time."""
    tasks = json.dumps([call.task() for call in calls]).encode()
    done = subprocess.run([NODE, str(_RUN)], input=tasks, capture_output=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert [each["calls"] for each in found] == [1] * len(calls), found
    return [Outcome(each["error"], each["message"], each["profile"], each.get("userId")) for each in found]


def login(identifier: str, password: str, configuration: dict[str, str], **other: Any) -> Call:
    return Call("login.js", "login", (identifier, password), configuration, **other)


def get_user(identifier: str, configuration: dict[str, str], **other: Any) -> Call:
    return Call("get_user.js", "getByEmail", (identifier,), configuration, **other)


def at(port: int, **configuration: str) -> dict[str, str]:
    """The configuration of a connection whose gateway listens on the port."""
    return {"GATEWAY_URL": f"http://127.0.0.1:{port}", "GATEWAY_KEY": KEY} | configuration
