"""What the gateway's server is given, before it listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import UsageError
from converter.gateway.server import Listener

_FILE = Path("some.pem")


@pytest.mark.parametrize(
    ("certificate", "key", "client_ca"),
    [(_FILE, None, None), (None, _FILE, None), (None, None, _FILE), (_FILE, None, _FILE)],
)
def test_half_of_tls_is_refused(certificate: Path | None, key: Path | None, client_ca: Path | None) -> None:
    with pytest.raises(UsageError, match="--tls-cert"):
        Listener(certificate=certificate, key=key, client_ca=client_ca)


def test_all_of_tls_or_nothing_is_served() -> None:
    assert Listener().url == "http://127.0.0.1:8400"
    assert Listener(certificate=_FILE, key=_FILE, client_ca=_FILE).url == "https://127.0.0.1:8400"
