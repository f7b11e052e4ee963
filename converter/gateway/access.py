"""The gateway's secrets, from variables: which keys sign requests, which token is taken, what hashes the log."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import NamedTuple

from converter.errors import UsageError
from converter.gateway.attempt import Pseudonyms
from converter.gateway.signing import SHORTEST_KEY, Keys

Value = Callable[[str], str]
"""The value of a variable by its name, empty where it is not set."""

KEY, PREVIOUS, TOKEN, LOG_KEY = "GATEWAY_KEY", "GATEWAY_KEY_PREVIOUS", "GATEWAY_TOKEN", "GATEWAY_LOG_KEY"
_MAKE = "openssl rand -hex 32 makes one"


class Access(NamedTuple):
    """Who may ask, and how the log names people."""

    keys: Keys
    pseudonyms: Pseudonyms


def read_access(value: Value) -> Access:
    """The secrets that the variables hold. Raises UsageError where there are none, or one is short."""
    given = {name: _long_enough(name, value(name)) for name in (KEY, PREVIOUS, TOKEN)}
    keys = Keys(
        signing={label: key for label, key in (("key", given[KEY]), ("previous", given[PREVIOUS])) if key},
        bearer={"token": given[TOKEN]} if given[TOKEN] else {},
    )
    if not keys.signing and not keys.bearer:
        raise UsageError(f"{KEY} is not set: nobody could ask. Set it, or {KEY}_FILE, to a secret of your own; {_MAKE}")
    return Access(keys, read_pseudonyms(value))


def read_pseudonyms(value: Value) -> Pseudonyms:
    """How the log names people: by GATEWAY_LOG_KEY, or else by a key made of the one that signs requests."""
    own = _long_enough(LOG_KEY, value(LOG_KEY))
    secret = value(KEY) or value(TOKEN)
    if not own and not secret:
        raise UsageError(f"neither {LOG_KEY} nor {KEY} is set: set the one that the gateway had")
    return Pseudonyms(own or hmac.digest(secret.encode(), b"convert gateway log", "sha256"))


def _long_enough(name: str, secret: str) -> bytes:
    if secret and len(secret) < SHORTEST_KEY:
        raise UsageError(f"{name} has fewer than {SHORTEST_KEY} characters: {_MAKE}")
    return secret.encode()
