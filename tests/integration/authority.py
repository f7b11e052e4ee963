"""Certificates of an authority of our own: good ones, and each kind of bad one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import trustme

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Certificate:
    """The files that a server needs: its certificate, the key, and the authority's certificate."""

    file: Path
    key: Path
    authority: Path


class Authority:
    """An authority whose files lie in a folder; `file` is what a client has to trust."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder = folder
        self._authority = trustme.CA(organization_name=name)
        self.file = folder / f"{name}.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    def certificate(self, *hosts: str, expired: bool = False) -> Certificate:
        """A certificate for the hosts, by default for the loopback address."""
        name = f"server-{len(list(self._folder.iterdir()))}"
        file, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        end = dt.datetime(2021, 1, 1, tzinfo=dt.UTC) if expired else None
        start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) if expired else None
        issued = self._authority.issue_cert(*(hosts or (LOOPBACK,)), not_before=start, not_after=end)
        issued.private_key_pem.write_to_path(str(key))
        file.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        for path in (file, key, self.file):
            path.chmod(0o644)  # a server may run as another user
        return Certificate(file, key, self.file)
