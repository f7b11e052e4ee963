"""MD4 (RFC 1320), which current OpenSSL no longer offers: NT hashes are MD4 over UTF-16LE.

Only for checking; a directory's hashes are translated without computing any.
"""

from __future__ import annotations

import struct

_MASK = 0xFFFFFFFF
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)

# RFC 1320 section 3.4: for each round the constant, the order of the 16 words, and the four shifts.
_ROUNDS = (
    (0x00000000, tuple(range(16)), (3, 7, 11, 19)),
    (0x5A827999, (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), (3, 5, 9, 13)),
    (0x6ED9EBA1, (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15)),
)


def md4(message: bytes) -> bytes:
    """The 16 bytes of the message's MD4 digest."""
    padded = message + b"\x80" + b"\x00" * (-(len(message) + 9) % 64) + struct.pack("<Q", len(message) * 8)
    state = _START
    for offset in range(0, len(padded), 64):
        state = _compressed(state, struct.unpack_from("<16I", padded, offset))
    return struct.pack("<4I", *state)


def _compressed(state: tuple[int, int, int, int], words: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = state
    for number, (constant, order, shifts) in enumerate(_ROUNDS):
        for step, index in enumerate(order):
            total = (a + _mixed(number, (b, c, d)) + words[index] + constant) & _MASK
            shift = shifts[step % 4]
            a, b, c, d = d, (total << shift | total >> (32 - shift)) & _MASK, b, c
    return (
        (state[0] + a) & _MASK,
        (state[1] + b) & _MASK,
        (state[2] + c) & _MASK,
        (state[3] + d) & _MASK,
    )


def _mixed(number: int, words: tuple[int, int, int]) -> int:
    """The functions F, G and H of RFC 1320."""
    x, y, z = words
    if number == 0:
        return x & y | ~x & z
    if number == 1:
        return x & y | x & z | y & z
    return x ^ y ^ z
