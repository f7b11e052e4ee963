"""crypt(3) of this system, for stored passwords that no import can carry and that can still be checked at a login.

libxcrypt's manual page crypt(3): `crypt_rn` and `crypt_r` take the stored text itself as the setting, are safe for
threads, and give a text that begins with `*`, or none, for a method that this system does not know.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hmac
from functools import cache
from typing import Any

_WORK = 1 << 18
"""Bytes; more than `struct crypt_data` of glibc and of libxcrypt."""
_LONGEST = 511
"""Bytes of a key; CRYPT_MAX_PASSPHRASE_SIZE of libxcrypt is 512 with the NUL: no password beyond was ever stored."""


def fits(stored: str, password: str) -> bool:
    """Does the password fit a text of crypt(3)? Raises ValueError where this system cannot compute it."""
    crypt = _library()
    if crypt is None:
        raise ValueError("this system has no libcrypt")
    key = password.encode()
    if b"\0" in key:
        return False
    work = ctypes.create_string_buffer(_WORK)
    computed: bytes | None = crypt(key[:_LONGEST], stored.encode(), work)
    if not computed or computed.startswith(b"*"):
        raise ValueError("this system's libcrypt does not know the method")
    # computed all the same, so that a long key takes no other time, and no known method is called unknown
    return hmac.compare_digest(computed, stored.encode()) and len(key) <= _LONGEST


@cache
def _library() -> Any:
    name = ctypes.util.find_library("crypt")
    try:
        crypt = ctypes.CDLL(name).crypt_r if name else None
    except (OSError, AttributeError):
        return None
    if crypt is not None:
        crypt.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p)
        crypt.restype = ctypes.c_char_p
    return crypt
