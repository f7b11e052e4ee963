"""Auth0's own SDKs, as they come, against the tenant: each as a program of its own, over TLS."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from filelock import FileLock

from converter.auth0.tenant.server import serving
from converter.auth0.tenant.tenant import Tenant
from tests.auth0.tenant.scenario import SETTINGS

CLIENTS = Path(__file__).with_name("sdk")
NODE_SDK = "auth0@7"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "auth0-convert-tests" / NODE_SDK
USERS = [{"email": "ann@acme.com", "user_id": "1"}, {"email": "bob@corp", "user_id": "2"}]
WANTED = {
    "created": "pending",
    "job": "completed",
    "inserted": 1,
    "failed": ["INVALID_FORMAT"],
    "metadata": {"a": 1},
    "roles": ["Auditor"],
    "members": ["auth0|1"],
    "by_email": "auth0|1",
    "location": True,
    "left": 0,
}


@pytest.fixture
def domain(tmp_path: Path) -> Iterator[str]:
    """A tenant behind TLS, without which the SDKs do not talk; `ca.pem` says whom to trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(Tenant(SETTINGS), tls=context) as url:
        yield url.removeprefix("https://")


def _run(command: list[str | Path], folder: Path, domain: str, **environment: str) -> Any:
    (folder / "users.json").write_text(json.dumps(USERS), encoding="utf-8")
    words = [*map(str, command), domain, str(folder / "users.json")]
    trust = {"SSL_CERT_FILE": "ca.pem", "REQUESTS_CA_BUNDLE": "ca.pem", "NODE_EXTRA_CA_CERTS": "ca.pem"}
    done = subprocess.run(
        words, cwd=folder, env=os.environ | trust | environment, capture_output=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_the_sdk_for_python_runs_unchanged(domain: str, tmp_path: Path) -> None:
    assert _run([sys.executable, CLIENTS / "client.py"], tmp_path, domain) == WANTED


@pytest.mark.slow
def test_the_sdk_for_node_runs_unchanged(domain: str, tmp_path: Path) -> None:
    start = str(_node_sdk() / "package.json")
    assert _run(["node", CLIENTS / "client.mjs"], tmp_path, domain, NODE_MODULES_OF=start) == WANTED


def _node_sdk() -> Path:
    """A folder outside of the repository in which the SDK is installed, once."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("the SDK for Node needs node and npm")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "lock"):
        if not (CACHE / "installed").exists():
            (CACHE / "package.json").write_text("{}", encoding="utf-8")
            words = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", NODE_SDK]
            done = subprocess.run(words, cwd=CACHE, capture_output=True, check=False, timeout=110)
            if done.returncode:
                pytest.skip(f"npm could not install {NODE_SDK}")
            (CACHE / "installed").touch()
    return CACHE
