"""Throw-away database servers on free ports of this machine: PostgreSQL and MariaDB, gone when the tests end."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "pass of/a@throw-away"
"""Of the account `reader`, which may read and nothing else."""

READY = re.compile(r"ready (to accept|for) connections")

_POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_PATH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", *map(str, _POSTGRESQL)])
MISSING = {
    "postgresql": "" if shutil.which("postgres", path=_PATH) else "apt-get install postgresql",
    "mariadb": "" if shutil.which("mariadbd", path=_PATH) else "apt-get install mariadb-server",
}
"""What installs a server that is not there."""


@dataclass
class Server:
    """A server that runs. `words` are its command line."""

    kind: str
    folder: Path
    port: int
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    databases: int = field(default=0)

    @property
    def scheme(self) -> str:
        return "postgresql" if self.kind == "postgresql" else "mariadb"

    @property
    def account(self) -> dict[str, Any]:
        """No server runs as root."""
        user = {"postgresql": "postgres", "mariadb": "mysql"}[self.kind]
        return {"user": user, "group": user, "extra_groups": []} if os.getuid() == 0 else {}

    def url(self, database: str, *, host: str = "127.0.0.1") -> str:
        """As a mapping has it: the password comes from elsewhere."""
        return f"{self.scheme}://reader@{host}:{self.port}/{database}"

    def database(self, script: str) -> str:
        """Make a database with these tables, which `reader` may read; gives its name."""
        self.databases += 1
        name = f"db{self.databases}"
        self.run(f"CREATE DATABASE {name}")
        grant = f"GRANT SELECT ON {name}.* TO reader" if self.kind == "mariadb" else "GRANT pg_read_all_data TO reader"
        self.run(f"{script}; {grant}", name)
        return name

    def run(self, script: str, database: str = "") -> list[Any]:
        """Run statements as the administrator; gives the rows of the last one."""
        connection = self._connect(database)
        try:
            cursor = connection.cursor()
            for statement in filter(str.strip, re.split(r";(?=\s|\Z)", script)):
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def start(self) -> None:
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(self.words, stdout=log, stderr=log, cwd="/tmp", **self.account)
        deadline = time.monotonic() + 60
        while True:
            told = (self.folder / "log").read_text()
            if READY.search(told):
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(told[-2000:])
            time.sleep(0.05)

    def stop(self, *, kill: bool = False) -> None:
        assert self.process is not None
        if kill:
            self.process.kill()
        else:
            self.process.send_signal(2 if self.kind == "postgresql" else 15)
        self.process.wait(60)

    def _connect(self, database: str) -> Any:
        if self.kind == "postgresql":
            import psycopg

            return psycopg.connect(
                host=str(self.folder), port=self.port, user="postgres", dbname=database or "postgres", autocommit=True
            )
        import pymysql

        socket_ = str(self.folder / "s")
        return pymysql.connect(unix_socket=socket_, user="root", database=database or None, autocommit=True)


@contextmanager
def server(kind: str) -> Iterator[Server]:
    """A server while the block runs."""
    # a socket's path has at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix=f"{kind[:2]}-", dir="/tmp"))
    running = Server(kind, folder, free_port(), [])
    try:
        if os.getuid() == 0:
            shutil.chown(folder, running.account["user"], running.account["group"])
        _postgresql(running) if kind == "postgresql" else _mariadb(running)
        running.start()
        quoted = PASSWORD.replace("'", "''")
        verb = f"CREATE USER reader {'PASSWORD' if kind == 'postgresql' else 'IDENTIFIED BY'} '{quoted}'"
        running.run(verb)
        yield running
    finally:
        if running.process is not None and running.process.poll() is None:
            running.stop()
        shutil.rmtree(folder)


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _postgresql(running: Server) -> None:
    data = running.folder / "data"
    _setup(
        running, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    (data / "pg_hba.conf").write_text("local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    settings = ["listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    running.words = [_command("postgres"), "-D", str(data), "-p", str(running.port), "-k", str(running.folder)]
    running.words += [word for setting in settings for word in ("-c", setting)]


def _mariadb(running: Server) -> None:
    folder = running.folder
    where = ["--no-defaults", f"--datadir={folder / 'data'}"]
    _setup(
        running,
        "mariadb-install-db",
        *where,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-log-bin",
    )
    running.words = [
        *(_command("mariadbd"), *where, f"--socket={folder / 's'}", f"--port={running.port}", "--skip-log-bin"),
        *("--bind-address=127.0.0.1", f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=64M"),
        *("--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve"),
    ]


def _setup(running: Server, name: str, *words: object) -> None:
    command = [_command(name), *map(str, words)]
    done = subprocess.run(command, capture_output=True, cwd="/tmp", timeout=120, check=False, **running.account)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


def _command(name: str) -> str:
    return shutil.which(name, path=_PATH) or name
