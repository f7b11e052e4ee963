"""What the peers run with: an environment of their own, Node and ajv, Miller. What is missing is named, not fatal."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(slots=True)
class Tools:
    """Where the tools are. `missing` says of each tool that could not be had why not."""

    python: Path
    node: Path
    missing: dict[str, str] = field(default_factory=dict)


def prepare(work: Path) -> Tools:
    """Install below `work` what is not there yet."""
    tools = Tools(work / "venv" / "bin" / "python", work / "node")
    if not tools.python.exists():
        print("making an environment for the peers", file=sys.stderr)
        venv.create(work / "venv", with_pip=True)
    for line in (HERE / "requirements.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            _install(tools, line)
    _install_node_packages(tools)
    if not shutil.which("mlr"):
        tools.missing["mlr"] = "Miller is not installed (Debian: apt-get install miller)"
    return tools


def _install(tools: Tools, requirement: str) -> None:
    """Each by itself, so that one that cannot be built does not cost the others."""
    show = [str(tools.python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*show, "show", requirement], capture_output=True, check=False).returncode == 0:
        return
    done = subprocess.run([*show, "install", requirement], capture_output=True, check=False)
    if done.returncode:
        tools.missing[requirement] = f"pip could not install {requirement}"


def _install_node_packages(tools: Tools) -> None:
    if not shutil.which("node") or not shutil.which("npm"):
        tools.missing["node"] = "Node and npm are not installed"
        return
    tools.node.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "node" / "package.json").read_bytes()
    copy = tools.node / "package.json"
    if copy.exists() and copy.read_bytes() == wanted and (tools.node / "node_modules").exists():
        return
    copy.write_bytes(wanted)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund"], cwd=tools.node, capture_output=True, check=False
    )
    if done.returncode:
        copy.unlink()
        tools.missing["node"] = "npm could not install ajv and csv-parse"
